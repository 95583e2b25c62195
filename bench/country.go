package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"sotay/internal/app"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/vi"
	"sotay/internal/report"
)

// loading is the right under which the rows of a generated country are written.
const loading authz.Perm = "bench.load"

func system() authz.Actor {
	return authz.System("bench", loading, member.See, report.See, meeting.Run, meeting.Attend)
}

// country is generated: provinces, their communes, their branches, the members of
// each, and this month's meeting of each.
type country struct {
	*app.App
	provinces, communes, branches []unit
	perBranch                     int
	going                         bool // meetings go on, with an open vote, instead of being over
	random                        *rand.Rand
	day                           civil.Date
}

type unit struct {
	id, parent int64
	kind       string
	path       authz.Path
}

// numbers say how large a country is.
type numbers struct{ provinces, communes, branches, perBranch int }

func settle(ctx context.Context, p place, n numbers, going bool) (*country, error) {
	a, err := app.New(ctx, app.Settings{Data: p.dir, DB: p.url})
	if err != nil {
		return nil, err
	}
	c := &country{App: a, perBranch: n.perBranch, going: going, random: rand.New(rand.NewPCG(1, 2)), day: civil.In(a.DB.Now())}
	c.lay(n)
	for _, step := range []func(context.Context) error{c.loadUnits, c.loadMembers, c.loadMeetings, c.analyze} {
		if err := step(ctx); err != nil {
			a.Close()
			return nil, err
		}
	}
	return c, nil
}

func (c *country) lay(n numbers) {
	next := int64(1)
	add := func(parent unit, kind string) unit {
		next++
		return unit{next, parent.id, kind, parent.path + authz.Path(fmt.Sprint(next)) + "/"}
	}
	top := unit{1, 0, org.Centre, "/1/"}
	c.provinces = []unit{top}
	for range n.provinces {
		c.provinces = append(c.provinces, add(top, org.Province))
	}
	for i := range n.communes {
		c.communes = append(c.communes, add(c.provinces[1+i%n.provinces], org.Grassroots))
	}
	for i := range n.branches {
		c.branches = append(c.branches, add(c.communes[i%len(c.communes)], org.Branch))
	}
}

// portion is how many units' rows are written in one transaction.
const portion = 2000

// put writes rows for units, many at a time.
func (c *country) put(ctx context.Context, units []unit, query string, rows func(u unit) [][]any) error {
	for start := 0; start < len(units); start += portion {
		var all [][]any
		for _, u := range units[start:min(start+portion, len(units))] {
			all = append(all, rows(u)...)
		}
		err := c.DB.Write(ctx, system(), func(tx *db.Tx) error {
			if err := tx.Require(loading, "/"); err != nil {
				return err
			}
			if err := tx.Note("unit:1", "load", nil); err != nil {
				return err
			}
			return tx.Insert(ctx, query, all)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *country) loadUnits(ctx context.Context) error {
	for _, units := range [][]unit{c.provinces, c.communes, c.branches} {
		parent := func(u unit) any {
			if u.parent == 0 {
				return nil
			}
			return u.parent
		}
		err := c.put(ctx, units, `INSERT INTO org_unit (id, code, kind, name, fold, parent, path, opened) VALUES`, func(u unit) [][]any {
			return [][]any{{u.id, fmt.Sprint(u.id), u.kind, "Đơn vị", "don vi", parent(u), u.path, "2020-01-01"}}
		})
		if err != nil {
			return err
		}
		err = c.put(ctx, units, `INSERT INTO org_version (unit, from_day, to_day, code, kind, name, parent, path) VALUES`, func(u unit) [][]any {
			return [][]any{{u.id, "2020-01-01", "9999-12-31", fmt.Sprint(u.id), u.kind, "Đơn vị", parent(u), u.path}}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func memberID(u unit, i int) string { return fmt.Sprintf("mb_%d_%d", u.id, i) }

func (c *country) loadMembers(ctx context.Context) error {
	families, given := strings.Fields("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Lý Giàng Nông Tráng"), strings.Fields("An Bình Chi Dũng Đức Giang Hà Hoa Hùng Khoa Lan Mai Minh Nam Nga Oanh Phúc Quang Sơn Tâm Thảo Uyên Vân Xuân Yến")
	middle := strings.Fields("Văn Thị Đình Hữu Minh Ngọc Thanh Quốc Xuân Thu")
	names := make([][3]string, 0, len(families)*len(middle)*len(given))
	for _, f := range families {
		for _, m := range middle {
			for _, g := range given {
				name := f + " " + m + " " + g
				names = append(names, [3]string{name, vi.Fold(name), vi.SortKey(name)})
			}
		}
	}
	return c.put(ctx, c.branches, `INSERT INTO member (id, unit, path, name, fold, sort, birth, sex, admitted, official, state, state_from) VALUES`, func(u unit) (rows [][]any) {
		for i := range c.perBranch {
			n := names[c.random.IntN(len(names))]
			state, sex := "official", []string{"male", "female"}[c.random.IntN(2)]
			if c.random.IntN(12) == 0 {
				state = "probationary"
			}
			rows = append(rows, []any{memberID(u, i), u.id, u.path, n[0], n[1], n[2], fmt.Sprint(1950 + c.random.IntN(55)), sex, "2010-06-01", "2011-06-01", state, "2011-06-01"})
		}
		return rows
	})
}

func meetingID(u unit) meeting.ID { return meeting.ID(fmt.Sprintf("mt_%d", u.id)) }

func motionID(u unit) string { return fmt.Sprintf("mo_%d", u.id) }

func (c *country) loadMeetings(ctx context.Context) error {
	state, at := "closed", c.DB.Now().Add(-time.Hour)
	if c.going {
		state = "open"
	}
	err := c.put(ctx, c.branches, `INSERT INTO meeting (id, unit, path, kind, month, title, starts_at, state, opened_at, ended_at, closed_at, secret, members, present, score, grade) VALUES`, func(u unit) [][]any {
		return [][]any{{string(meetingID(u)), u.id, u.path, "regular", c.day.Month(), "Sinh hoạt chi bộ thường lệ", db.Time(&at), state, db.Time(&at), db.Time(&at), db.Time(&at),
			ids.Secret(), c.perBranch, c.perBranch - 2, 90, "Tốt"}}
	})
	if err != nil || !c.going {
		return err
	}
	err = c.put(ctx, c.branches, `INSERT INTO meeting_roll (meeting, member, name, sort, standing) VALUES`, func(u unit) (rows [][]any) {
		for i := range c.perBranch {
			rows = append(rows, []any{string(meetingID(u)), memberID(u, i), "Nguyễn Văn An", "an", "official"})
		}
		return rows
	})
	if err != nil {
		return err
	}
	return c.put(ctx, c.branches, `INSERT INTO meeting_motion (id, meeting, pos, kind, title, rule, mode, state, opened_at) VALUES`, func(u unit) [][]any {
		return [][]any{{motionID(u), string(meetingID(u)), 1, "resolution", "Thông qua nghị quyết", "", "phone", "open", db.Time(&at)}}
	})
}

// analyze lets PostgreSQL look at what was loaded, as it does by itself a minute later.
func (c *country) analyze(ctx context.Context) error {
	if c.DB.Engine() == "sqlite" {
		return nil
	}
	return c.DB.Write(ctx, system(), func(tx *db.Tx) error {
		if err := tx.Require(loading, "/"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `ANALYZE`)
		if err != nil {
			return err
		}
		return tx.Note("unit:1", "analyze", nil)
	})
}

// attendee is a member with the rights that every member has.
func attendee(u unit, i int) authz.Actor {
	return authz.Actor{ID: "ac_" + memberID(u, i), Member: memberID(u, i), Name: "Nguyễn Văn An", Home: u.path,
		Roles: []authz.Role{{Name: "member", At: u.path, Perms: map[authz.Perm]authz.Reach{meeting.Attend: authz.Here}}}}
}
