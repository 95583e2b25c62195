package report

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Branches returns one row for each branch under top in a month, in the order of
// the tree, those behind the given path ("" for the first page), at most 1,000.
// For top 0 it is all that the actor may see.
func (s *Service) Branches(ctx context.Context, who authz.Actor, top org.ID, month civil.Month, only Filter, after authz.Path, limit int) (out []Row, err error) {
	if strings.Trim(string(after), "/0123456789") != "" {
		return nil, fault.New(fault.Invalid, "report.after")
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		f, err := s.frame(ctx, q, who, top, month)
		if err != nil {
			return err
		}
		out, err = page(ctx, q, f, only, after, max(1, min(limit, pageSize)))
		return err
	})
	return out, err
}

// Roll returns the totals of a month under top, and those of each unit that hung
// directly under it, as far as the actor may see.
func (s *Service) Roll(ctx context.Context, who authz.Actor, top org.ID, month civil.Month) (all Totals, below []Child, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		f, err := s.frame(ctx, q, who, top, month)
		if err != nil || f.empty() {
			return err
		}
		found, err := groups(ctx, q, f, true)
		if err != nil {
			return err
		}
		if below, err = children(ctx, q, top, f.day); err != nil {
			return err
		}
		below = slices.DeleteFunc(below, func(c Child) bool { return len(f.where.Under(c.Path)) == 0 })
		var by map[org.ID]Totals
		all, by = roll(f.moment, f.path, found)
		if len(by) == 0 && all.Branches > 0 { // the top is a branch itself
			below = nil
		}
		for i, c := range below {
			below[i].Month = by[c.ID]
		}
		return nil
	})
	return all, below, err
}

// pageSize is how many rows are read at once, at most.
const pageSize = 1000

// inYear is how many months Year shows.
const inYear = 12

// Year returns the totals of the twelve months that end with one, the oldest
// first; each as the tree was then.
func (s *Service) Year(ctx context.Context, who authz.Actor, top org.ID, upTo civil.Month) (out []MonthTotals, err error) {
	if _, _, err := s.moment(upTo); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		for i := range inYear {
			f, err := s.frame(ctx, q, who, top, upTo.Add(i+1-inYear))
			if err != nil {
				return err
			}
			t, err := totals(ctx, q, f)
			if err != nil {
				return err
			}
			out = append(out, MonthTotals{f.month, t})
		}
		return nil
	})
	return out, err
}

func totals(ctx context.Context, q db.Q, f frame) (t Totals, err error) {
	found, err := groups(ctx, q, f, false)
	t, _ = roll(f.moment, f.path, found)
	return t, err
}

// Home returns what an upper office must look after today, wherever the actor
// may see reports.
func (s *Service) Home(ctx context.Context, who authz.Actor) (h Home, err error) {
	h.Month = civil.In(s.db.Now()).Month()
	var this, last Totals
	err = s.db.Read(ctx, func(q db.Q) error {
		for month, t := range map[civil.Month]*Totals{h.Month: &this, h.Month.Add(-1): &last} {
			f, err := s.frame(ctx, q, who, 0, month)
			if err != nil {
				return err
			}
			if *t, err = totals(ctx, q, f); err != nil {
				return err
			}
		}
		return nil
	})
	h.Branches, h.Met, h.NotMet, h.Running = this.Branches, this.Met(), this.NotMet(), this.By[Running]
	h.Waiting = this.By[Finishing] + last.By[Finishing]
	h.Late, h.Missed = this.Overdue+last.Overdue, last.NotMet()
	return h, err
}
