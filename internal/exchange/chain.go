package exchange

import (
	"context"
	"slices"

	"sotay/internal/incoming"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
)

// link is what a message that came says of an earlier paper.
type link struct {
	later   InID
	ref     string // the earlier paper, as its sender names it
	purpose edxml.Purpose
	earlier InID // the message that brought it; "" as long as none did
}

// mostLinks bounds what one message may replace.
const mostLinks = 50

// amends is which papers a message updates or replaces for this desk.
func amends(d Desk, m *edxml.Document) (out []link) {
	add := func(ref string, purpose edxml.Purpose) {
		if ref != "" && len(out) < mostLinks && !slices.ContainsFunc(out, func(l link) bool { return l.ref == ref }) {
			out = append(out, link{ref: ref, purpose: purpose})
		}
	}
	b := m.Business
	switch {
	case b.Purpose == edxml.Update && b.ID == "":
		add(m.ID, edxml.Update)
	case b.Purpose == edxml.Update:
		add(b.ID, edxml.Update)
	case b.Purpose == edxml.Replace && b.ID != m.ID:
		add(b.ID, edxml.Replace)
	}
	for _, r := range b.Replaced {
		if r.ID != m.ID && (len(r.Organs) == 0 || slices.Contains(r.Organs, d.Organ)) {
			add(r.ID, edxml.Replace)
		}
	}
	return out
}

// join links a paper that came with the earlier ones that it updates or replaces, and
// with later ones that came before it; whoever has the earlier one is told.
func (s *Service) join(ctx context.Context, tx *db.Tx, i *In, all []link) error {
	for _, l := range all {
		before, err := received(ctx, tx, i.Unit, l.ref, i.Organ)
		if err != nil {
			return err
		}
		l.later = i.ID
		if before = slices.DeleteFunc(before, func(x In) bool { return x.ID == i.ID }); len(before) > 0 {
			earlier := before[len(before)-1]
			l.earlier, i.Unseen = earlier.ID, true
			if err := s.amended(ctx, tx, earlier, *i, l.purpose); err != nil {
				return err
			}
		}
		if err := insertLink(ctx, tx, *i, l); err != nil {
			return err
		}
	}
	return s.awaited(ctx, tx, *i)
}

// awaited finds what came too early: messages that replace the one that comes only now.
func (s *Service) awaited(ctx context.Context, tx *db.Tx, i In) error {
	all, err := awaiting(ctx, tx, i)
	if err != nil {
		return err
	}
	for _, l := range all {
		later, err := in(ctx, tx, l.later)
		if err != nil {
			return err
		}
		if later.Unseen = true; later.State != Taken || later.ID == i.ID {
			continue
		}
		if err := saveIn(ctx, tx, later); err != nil {
			return err
		}
		if err := setEarlier(ctx, tx, l, i.ID); err != nil {
			return err
		}
		if err := s.amended(ctx, tx, i, later, l.purpose); err != nil {
			return err
		}
	}
	return nil
}

// amended writes into the earlier paper's history what came in its place.
func (s *Service) amended(ctx context.Context, tx *db.Tx, earlier, later In, purpose edxml.Purpose) error {
	text := "Nơi gửi đã gửi bản thay thế"
	if purpose == edxml.Update {
		text = "Nơi gửi đã gửi bản cập nhật"
	}
	if name := later.Ref.Code.String(); name != "" {
		text += ": " + name
	}
	return s.incoming.Amended(ctx, tx, earlier.Incoming, string(later.ID), text)
}

// Version is one of the messages that brought a paper, what updates it and what replaces it.
type Version struct {
	In
	Purpose edxml.Purpose  // towards the earlier ones; New for one that names none
	Paper   incoming.Paper // as the register has it: number, year and state only
}

// versions is everything that hangs together with a message, in the order in which it
// came; empty for one that stands alone.
func versions(ctx context.Context, q db.Q, i In) ([]Version, error) {
	purpose := map[InID]edxml.Purpose{i.ID: edxml.New}
	for left := []InID{i.ID}; len(left) > 0 && len(purpose) < mostLinks; left = left[1:] {
		links, err := linksOf(ctx, q, left[0])
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			for _, id := range []InID{l.earlier, l.later} {
				if _, known := purpose[id]; !known {
					purpose[id] = edxml.New
					left = append(left, id)
				}
			}
			purpose[l.later] = l.purpose
		}
	}
	if len(purpose) == 1 {
		return nil, nil
	}
	return versionsIn(ctx, q, purpose)
}

// Acknowledge notes that a clerk knows that a paper was updated or replaced.
func (s *Service) Acknowledge(ctx context.Context, who authz.Actor, id InID) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		i, err := in(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, i.Path); err != nil {
			return err
		}
		if !i.Unseen {
			return fault.New(fault.Conflict, "exchange.not_bad")
		}
		i.Unseen = false
		if err := tx.Note(id.Subject(), "acknowledge", nil); err != nil {
			return err
		}
		return saveIn(ctx, tx, i)
	})
}

func linkDest(l *link) []any { return []any{&l.later, &l.ref, &l.purpose, &l.earlier} }

const linkColumns = `later, ref, purpose, earlier`

func insertLink(ctx context.Context, tx *db.Tx, i In, l link) error {
	return tx.Insert(ctx, `INSERT INTO exchange_link (later, ref, purpose, unit, organ, earlier) VALUES`, [][]any{{l.later, l.ref, l.purpose, i.Unit, i.Organ, l.earlier}})
}

func setEarlier(ctx context.Context, tx *db.Tx, l link, earlier InID) error {
	_, err := tx.Exec(ctx, `UPDATE exchange_link SET earlier = ? WHERE later = ? AND ref = ?`, earlier, l.later, l.ref)
	return err
}

// awaiting are the links that name a paper which had not come.
func awaiting(ctx context.Context, q db.Q, i In) ([]link, error) {
	return db.All(ctx, q, linkDest, `SELECT `+linkColumns+` FROM exchange_link WHERE unit = ? AND organ = ? AND ref = ? AND earlier = '' ORDER BY later`, i.Unit, i.Organ, i.Ref.ID)
}

// linksOf are the links of a message to others that came.
func linksOf(ctx context.Context, q db.Q, id InID) ([]link, error) {
	return db.All(ctx, q, linkDest, `SELECT `+linkColumns+` FROM exchange_link WHERE (later = ? OR earlier = ?) AND earlier <> '' ORDER BY later, ref`, id, id)
}

func versionsIn(ctx context.Context, q db.Q, purpose map[InID]edxml.Purpose) ([]Version, error) {
	var ids []InID
	for id := range purpose {
		ids = append(ids, id)
	}
	all, err := db.All(ctx, q, func(v *Version) []any {
		return append(inDest(&v.In), &v.Paper.ID, &v.Paper.Register, &v.Paper.Year, &v.Paper.Number, &v.Paper.State)
	}, `SELECT `+inColumns+`, p.id, COALESCE(p.register, 0), COALESCE(p.year, ''), COALESCE(p.number, 0), p.state FROM exchange_in i JOIN v_incoming p ON p.id = i.incoming
		WHERE i.id IN (`+db.Marks(len(ids))+`) ORDER BY i.id`, db.Args(ids)...)
	for n := range all {
		all[n].Purpose = purpose[all[n].ID]
	}
	return all, err
}
