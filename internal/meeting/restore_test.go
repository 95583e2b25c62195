package meeting

import (
	"strings"
	"testing"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/task"
)

// remembered is a finished meeting as another system would hand it over, for
// another branch.
func remembered(f Full, unit org.Unit) Past {
	p := Past{
		ID: ID(ids.New("mt", f.StartsAt)), Plan: f.Plan(), Prepared: f.PreparedAt, Called: f.CalledAt, Began: f.OpenedAt, Ended: f.EndedAt, Reported: f.ClosedAt,
		Roll: f.Roll, Reviews: f.Reviews, Yes: f.Motions[0].Yes, No: f.Motions[0].No, Abstain: f.Motions[0].Abstain, Given: byHand(f.Points),
		Notes: map[string]string{"discussion": "Chi bộ nhất trí."}, Wording: map[string]string{"Ưu điểm": "Đoàn kết."},
	}
	p.Unit = int64(unit.ID)
	return p
}

func (w *world) second() org.Unit {
	w.t.Helper()
	u, err := w.units.Create(w.t.Context(), system, org.NewUnit{Code: "X1.02", Kind: "branch", Name: "Chi bộ thôn Gò Sim", Parent: w.commune.ID}, org.Decision{Number: "02-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	return u
}

func (w *world) restore(p ...Past) error {
	return w.db.Write(w.t.Context(), system, func(tx *db.Tx) error { return w.meetings.Restore(w.t.Context(), tx, p) })
}

func TestWhatIsRestoredIsWhatWouldHaveBeen(t *testing.T) {
	each(t, func(w *world) {
		unit := w.second()
		played := w.opened()
		w.finished(played, "2026-03-06")
		was := w.see(played)
		p := remembered(was, unit)
		p.Tasks = []task.Past{{Task: task.Task{ID: "tk_1", Title: "Tu sửa đường thôn", OwnerName: "Tổ tự quản", Due: "2026-03-20", CreatedAt: p.Ended}}}
		w.must(w.restore(p))

		f, _, err := w.meetings.See(w.t.Context(), system, p.ID)
		w.must(err)
		if f.Facts != was.Facts || f.Minutes != was.Minutes || f.State != Closed || f.Late != was.Late || f.Version != was.Version || f.Path != unit.Path {
			w.t.Errorf("restored %+v, was %+v", f.Meeting, was.Meeting)
		}
		const given = 10 // points for tasks with owner and day, of which the other had none
		if *f.Score != *was.Score+given || f.Motions[0].Rule != was.Motions[0].Rule || *f.Motions[0].Passed != *was.Motions[0].Passed {
			w.t.Errorf("score %d, was %d; vote %+v", *f.Score, *was.Score, f.Motions)
		}
		text, _ := f.Text(ResolutionText)
		if !text.Final || !strings.Contains(text.Text, "- Ưu điểm: Đoàn kết.") || !strings.Contains(text.Text, "Tu sửa đường thôn") {
			w.t.Error(text)
		}
		if len(f.Tasks) != 1 || f.Tasks[0].Unit != unit.ID || f.Tasks[0].Origin != f.ID.Subject() {
			w.t.Errorf("%+v", f.Tasks)
		}
		w.must(w.meetings.Correct(w.t.Context(), system, p.ID, 1, Change{Reason: "Sửa lỗi", Minutes: "Biên bản sửa"}))
	})
}

func TestWhatCannotHaveBeenIsNotRestored(t *testing.T) {
	each(t, func(w *world) {
		unit := w.second()
		played := w.opened()
		w.finished(played, "2026-03-06")
		good := remembered(w.see(played), unit)
		for name, spoil := range map[string]func(*Past){
			"no id":              func(p *Past) { p.ID = "" },
			"no unit":            func(p *Past) { p.Unit = 999 },
			"before the unit":    func(p *Past) { p.StartsAt, p.Month = p.StartsAt.AddDate(-1, 0, 0), "" },
			"ends in the future": func(p *Past) { p.Ended = p.Ended.AddDate(1, 0, 0) },
			"ends before":        func(p *Past) { p.Ended = p.Began.Add(-time.Hour) },
			"reported before":    func(p *Past) { p.Reported = p.Began },
			"more hands":         func(p *Past) { p.Yes = 99 },
			"unscored":           func(p *Past) { p.Given = nil },
			"an unjudged task":   func(p *Past) { p.Reviews = []Review{{Task: "tk_x", Title: "x"}} },
			"a stranger speaks":  func(p *Past) { p.Opinions = []Opinion{{Member: "mb_x", Text: "x"}} },
			"a task to come": func(p *Past) {
				p.Tasks = []task.Past{{Task: task.Task{ID: "tk_2", Title: "x", OwnerName: "x", CreatedAt: p.Ended.AddDate(1, 0, 0)}}}
			},
		} {
			p := good
			spoil(&p)
			if err := w.restore(p); err == nil {
				w.t.Errorf("%s: restored", name)
			}
		}
		w.must(w.restore(good))
		if err := w.restore(good); !fault.Is(err, fault.Conflict) {
			w.t.Errorf("twice: %v", err)
		}
		stranger := authz.System("stranger", Attend)
		err := w.db.Write(w.t.Context(), stranger, func(tx *db.Tx) error { return w.meetings.Restore(w.t.Context(), tx, []Past{good}) })
		if !fault.Is(err, fault.Forbidden) {
			w.t.Errorf("without the right: %v", err)
		}
	})
}
