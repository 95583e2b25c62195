package publication

import (
	"context"
	"slices"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// inList bounds the values of one IN list.
const inList = 1000

// places returns where people stand, by id; those who are not there are left out.
func places(ctx context.Context, q db.Q, ids []member.ID, today civil.Date) (map[member.ID]*place, error) {
	out := make(map[member.ID]*place, len(ids))
	for some := range slices.Chunk(ids, inList) {
		if err := somePlaces(ctx, q, out, some, today); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func somePlaces(ctx context.Context, q db.Q, out map[member.ID]*place, ids []member.ID, today civil.Date) error {
	in, args := ` IN (`+db.Marks(len(ids))+`)`, db.Args(ids)
	type row struct {
		place
		state member.State
	}
	people, err := db.All(ctx, q, func(r *row) []any { return []any{&r.member, &r.name, &r.sort, &r.unit, &r.home, &r.state} },
		`SELECT id, name, sort, unit, path, state FROM v_member WHERE id`+in, args...)
	if err != nil {
		return err
	}
	for _, r := range people {
		r.belongs = r.state == member.Probationary || r.state == member.Official
		out[r.member] = &r.place
	}
	if err := addSpans(ctx, q, out, in, args); err != nil {
		return err
	}
	type post struct {
		member member.ID
		held
	}
	posts, err := db.All(ctx, q, func(p *post) []any { return []any{&p.member, &p.post, &p.path, &p.from} },
		`SELECT member, post, path, from_day FROM v_member_post WHERE member`+in+` AND from_day <= ? AND (to_day IS NULL OR to_day >= ?)`, append(args, today, today)...)
	for _, p := range posts {
		out[p.member].posts = append(out[p.member].posts, p.held)
	}
	return err
}

// addSpans reads the stays as the tree was while they lasted.
func addSpans(ctx context.Context, q db.Q, out map[member.ID]*place, in string, args []any) error {
	type row struct {
		member     member.ID
		from, to   civil.Date
		vfrom, vto civil.Date
		path       authz.Path
	}
	rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.member, &r.from, &r.to, &r.vfrom, &r.vto, &r.path} },
		`SELECT s.member, s.from_day, s.to_day, v.from_day, v.to_day, v.path FROM v_member_stay s
		JOIN v_org_version v ON v.unit = s.unit AND v.from_day < s.to_day AND v.to_day > s.from_day WHERE s.member`+in+`
		ORDER BY s.member, s.from_day DESC, v.from_day DESC`, args...)
	if err != nil {
		return err
	}
	var former []int64
	for _, r := range rows {
		p := out[r.member]
		s := span{max(r.from, r.vfrom), min(r.to, r.vto), r.path}
		if n := len(p.spans); n > 0 && p.spans[n-1].path == s.path && p.spans[n-1].from == s.to {
			p.spans[n-1].from = s.from // renamed, nothing else
			continue
		}
		if len(p.spans) > 0 {
			former = append(former, stepsOf(s.path)...)
		}
		p.spans = append(p.spans, s)
	}
	if len(former) == 0 {
		return nil
	}
	closed, err := closings(ctx, q, former)
	for _, p := range out {
		p.closed = closed
	}
	return err
}

// closings are the days on which units ended, of those that did.
func closings(ctx context.Context, q db.Q, units []int64) (map[int64]civil.Date, error) {
	slices.Sort(units)
	type row struct {
		id  int64
		day civil.Date
	}
	out := map[int64]civil.Date{}
	for some := range slices.Chunk(slices.Compact(units), inList) {
		rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.id, &r.day} },
			`SELECT id, closed FROM v_org_unit WHERE closed IS NOT NULL AND id IN (`+db.Marks(len(some))+`)`, db.Args(some)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.id] = r.day
		}
	}
	return out, nil
}

// own is the actor's place; ok is false for one who is no member.
func own(ctx context.Context, q db.Q, who authz.Actor, today civil.Date) (place, bool, error) {
	if who.Member == "" {
		return place{}, false, nil
	}
	id := member.ID(who.Member)
	all, err := places(ctx, q, []member.ID{id}, today)
	if err != nil || all[id] == nil {
		return place{}, false, err
	}
	return *all[id], true, nil
}

func unitOf(path authz.Path) org.ID { return org.ID(path.Unit()) }
