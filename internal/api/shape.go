package api

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

// Day is a day, "2026-03-05".
type Day string

// Schema describes it.
func (Day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Pattern: `^[1-9][0-9]{3}-`, PatternDescription: "2026-03-05"}
}

// Month is a month, "2026-03".
type Month string

// Schema describes it.
func (Month) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[1-9][0-9]{3}-(0[1-9]|1[0-2])$`, PatternDescription: "2026-03"}
}

// Approx is a day known to the day, the month or the year.
type Approx string

// Schema describes it.
func (Approx) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Description: "2026-03-05, 2026-03 or 2026", MaxLength: new(10)}
}

// Resolve refuses days that do not exist.
func (x Approx) Resolve(_ huma.Context, at *huma.PathBuffer) []error {
	if _, err := civil.ParseApprox(string(x)); x == "" || err == nil {
		return nil
	}
	return []error{&huma.ErrorDetail{Location: at.String(), Message: "approx"}}
}

// UnitID identifies a unit.
type UnitID string

// Schema describes it.
func (UnitID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[0-9]{1,18}$`, PatternDescription: "42"}
}

func (x UnitID) org() org.ID {
	n, _ := strconv.ParseInt(string(x), 10, 64) // the pattern was checked
	return org.ID(n)
}

// unitID is a unit's id as it is published; "" for none.
func unitID(id org.ID) UnitID {
	if id == 0 {
		return ""
	}
	return UnitID(strconv.FormatInt(int64(id), 10))
}

func pathID(p authz.Path) UnitID { return unitID(org.ID(p.Unit())) }

// instant is a point in time as it is published; nothing for the zero time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

// given is the instant that a request gave; the zero time for none.
func given(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// each publishes a list; it is never null.
func each[From, To any](all []From, publish func(From) To) []To {
	out := make([]To, len(all))
	for i, x := range all {
		out[i] = publish(x)
	}
	return out
}

// Page is where in a list to go on, and how far. Like the other parts of inputs it
// is exported because huma reads only such parts.
type Page struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"nextCursor of the page before; none for the first"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// next is the cursor of the page after one: nothing if that was the last.
func next[T any](all []T, limit int, cursor func(T) string) string {
	if len(all) < limit || len(all) == 0 {
		return ""
	}
	return cursor(all[len(all)-1])
}

// nothing is the input of an operation that needs none.
type nothing struct{}

// Created names what was made.
type Created struct {
	ID string `json:"id"`
}

// under is the place of a unit that the caller may see; everywhere for none.
func (a *API) under(ctx context.Context, v visit, id UnitID) (authz.Path, error) {
	if id == "" {
		return "/", nil
	}
	u, err := a.Units.Look(ctx, v.Who, id.org())
	return u.Path, err
}
