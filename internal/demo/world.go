package demo

import (
	"context"
	"fmt"
	"slices"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

const (
	openedBefore = 16 // months: when the communes of today began
	mergedBefore = 6
	mergeOn      = 14 // days after the first of that month
	before       = 5  // day of the month on which those who then merge still meet
)

// lay decides what there will be, before anything is written.
func (w *world) lay() {
	w.opened = w.today.Month().Add(-openedBefore).First()
	w.joining = w.today.Month().Add(-mergedBefore).First().AddDays(mergeOn)
	w.communes, w.words = communes(), wordings()
	for _, c := range w.communes {
		w.branches = append(w.branches, c.branches...)
	}
	w.branches = append(w.branches, provincial()...)
	home := w.communes[2].branches
	w.shown, w.going, w.mended, w.heir, w.ending = home[1], home[2], home[3], home[4], home[5]
	w.ending.size = 9
	w.populate()
	for _, b := range []*branch{w.ending, w.mended} {
		b.habits.day = before
	}
	w.known()
	w.ending.habits.slow, w.mended.habits.slow = false, false
}

// open makes the tree, by one decision.
func (w *world) open(ctx context.Context) error {
	rows := []org.ImportRow{{Code: provinceCode, Name: provinceName, Kind: org.Province}}
	for _, c := range w.communes {
		rows = append(rows, org.ImportRow{Code: c.code, Name: c.name, Parent: provinceCode, Kind: org.Grassroots})
		for _, b := range c.branches {
			rows = append(rows, org.ImportRow{Code: b.code, Name: b.name, Parent: c.code, Kind: org.Branch})
		}
	}
	for _, b := range provincial() {
		rows = append(rows, org.ImportRow{Code: b.code, Name: b.name, Parent: provinceCode, Kind: org.Branch})
	}
	for i := range rows {
		rows[i].Line = i + 1
	}
	report, err := w.Units.Import(ctx, w.who, org.Intake{Rows: rows, Decision: org.Decision{
		Number: "01-QĐ/TU", Day: w.opened, About: "Thành lập các đảng bộ xã, phường và chi bộ trực thuộc"}}, false)
	if err != nil {
		return err
	}
	if report.Refused > 0 {
		return fmt.Errorf("demo: %d units were refused", report.Refused)
	}
	return w.DB.Read(ctx, func(q db.Q) (err error) {
		if w.root, err = w.Units.ByCode(ctx, q, provinceCode); err != nil {
			return err
		}
		for _, c := range w.communes {
			if c.unit, err = w.Units.ByCode(ctx, q, c.code); err != nil {
				return err
			}
		}
		for _, b := range w.branches {
			if b.unit, err = w.Units.ByCode(ctx, q, b.code); err != nil {
				return err
			}
		}
		return nil
	})
}

// admit brings the people in, with their posts.
func (w *world) admit(ctx context.Context) error {
	for _, c := range w.communes {
		c.lead(w.opened)
	}
	var people []member.Past
	for _, b := range w.branches {
		people = append(people, b.placed()...)
	}
	return w.DB.Write(ctx, w.who, func(tx *db.Tx) error {
		if err := tx.Require(member.Edit, w.root.Path); err != nil {
			return err
		}
		ids, err := w.Members.Restore(ctx, tx, people)
		if err != nil {
			return err
		}
		for _, b := range w.branches {
			for _, p := range b.people {
				p.id, ids = ids[0], ids[1:]
			}
		}
		return nil
	})
}

// merge joins two branches by a decision of some months ago; their people meet
// together from then on.
func (w *world) merge(ctx context.Context) error {
	d := org.Decision{Number: "31-QĐ/ĐU", Day: w.joining, About: "Sáp nhập " + w.ending.name + " vào " + w.heir.name}
	_, err := w.Units.Apply(ctx, w.who, org.Merge{Units: []org.ID{w.ending.unit.ID}, Into: w.heir.unit.ID}, d, "")
	if err != nil {
		return err
	}
	for _, p := range w.ending.people {
		joined := *p
		joined.From = max(joined.From, w.joining)
		w.heir.people = append(w.heir.people, &joined)
	}
	return nil
}

// merged reports whether the branch was gone by the day.
func (w *world) merged(b *branch, day civil.Date) bool { return b == w.ending && day >= w.joining }

// last reports whether a branch's meeting of the month is its last one.
func (w *world) last(b *branch, month civil.Month) bool {
	return b == w.ending && month == w.joining.Month()
}

// What some branches do this month, whatever day it is, so that every state can
// be seen: one in so many.
const (
	oneIn     = 25
	metPlace  = 3
	silent    = 7
	callPlace = 11
	missedOne = 13
	chronic   = 19
)

// day is when a branch meets in a month, "" for not at all.
func (w *world) day(b *branch, n int, month civil.Month) civil.Date {
	day := month.First().AddDays(b.habits.day - 1)
	back := monthNumber(w.today.Month()) - monthNumber(month)
	switch {
	case slices.Contains([]*branch{w.shown, w.going}, b):
		if back == 0 {
			return "" // see live
		}
	case n%oneIn == metPlace && back == 0:
		return min(day, w.today.AddDays(-1))
	case n%oneIn == silent && back == 0, n%oneIn == callPlace && back == 0:
		return ""
	case b == w.mended, b == w.ending, b == w.heir:
	case n%oneIn == missedOne && back == 2, n%(2*oneIn) == chronic && back > 0 && back <= 2:
		return ""
	}
	return day
}
