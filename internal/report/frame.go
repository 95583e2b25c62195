package report

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// frame is what one report covers: a month, and the part of the tree of that time
// that the actor may see under a unit.
type frame struct {
	moment
	top   org.ID     // 0 for all roots
	path  authz.Path // where it stood on the day; "" where it did not exist
	name  string     // its name today
	where authz.Scope
	kinds []string // of the units that must meet
}

func (f frame) empty() bool { return len(f.where) == 0 }

// frame checks the right and finds the part of the tree.
func (s *Service) frame(ctx context.Context, q db.Q, who authz.Actor, top org.ID, month civil.Month) (f frame, err error) {
	if f.moment, f.kinds, err = s.moment(month); err != nil {
		return f, err
	}
	var now authz.Path
	f.top = top
	if now, f.name, err = unitNow(ctx, q, top); err != nil {
		return f, err
	}
	scope := who.Scope(See)
	units := []int64{int64(top)}
	for _, x := range scope {
		units = append(units, x.Top.Unit())
	}
	then, err := places(ctx, q, units, f.day)
	if err != nil {
		return f, err
	}
	f.path = then[int64(top)]
	f.where = asOf(scope, then).Under(f.path)
	if f.empty() && len(scope.Under(now)) == 0 {
		return f, denied(who, now)
	}
	return f, nil
}

// asOf moves a scope of today to where its tops stood; what did not exist is left out.
func asOf(scope authz.Scope, then map[int64]authz.Path) (out authz.Scope) {
	for _, x := range scope {
		if path := then[x.Top.Unit()]; path != "" {
			out = append(out, authz.Span{Top: path, Only: x.Only})
		}
	}
	return out
}

// denied is the fault of a unit of which the actor sees nothing.
func denied(who authz.Actor, at authz.Path) error {
	if err := who.May(See, at); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "access.not_found")
}

// moment reads the rules for a month.
func (s *Service) moment(month civil.Month) (m moment, kinds []string, err error) {
	bad := fault.New(fault.Invalid, "report.month").Field("month", "report.month")
	if _, err := civil.ParseMonth(string(month)); err != nil {
		return m, nil, bad.Because(err)
	}
	today := civil.In(s.db.Now())
	calendar := map[string]int{}
	if _, err := s.book.On("meeting.calendar", today, &calendar); err != nil {
		return m, nil, err
	}
	m = at(month, today, calendar["reportDays"])
	var meets struct {
		Kinds []string `json:"kinds"`
	}
	if _, err := s.book.On("report.kinds", m.day, &meets); err != nil {
		return m, nil, bad.Because(err)
	}
	return m, meets.Kinds, nil
}
