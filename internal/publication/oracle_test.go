package publication

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

// oracle is the same organisation kept day by day in plain maps, and what should
// follow from it, worked out by looking at every day of every person.
type oracle struct {
	*world
	rnd    *rand.Rand
	today  civil.Date
	parent map[civil.Date]map[org.ID]org.ID
	stand  map[civil.Date]map[member.ID]org.ID
	merged map[civil.Date]map[org.ID]org.ID // on that day, from → into
	heirs  map[org.ID]org.ID
	posts  map[member.ID][]oraclePost
	open   []org.ID // branches
	people []member.ID
	sent   []oraclePaper
	read   map[ID]map[member.ID]string // "open" or "done"
}

type oraclePost struct {
	unit org.ID
	from civil.Date
}

type oraclePaper struct {
	id      ID
	subject string
	day     civil.Date
	ask     Asking
	targets []Target
}

func TestAgainstTheOracle(t *testing.T) {
	each(t, func(w *world) {
		for seed := range uint64(3) {
			o := newOracle(newWorld(w.T, w.db.Engine()), seed)
			for range 60 {
				o.step()
			}
			o.compare()
		}
	})
}

func newOracle(w *world, seed uint64) *oracle {
	o := &oracle{world: w, rnd: rand.New(rand.NewPCG(seed, 7)), today: "2026-03-05", parent: map[civil.Date]map[org.ID]org.ID{}, stand: map[civil.Date]map[member.ID]org.ID{},
		merged: map[civil.Date]map[org.ID]org.ID{}, heirs: map[org.ID]org.ID{}, posts: map[member.ID][]oraclePost{}, read: map[ID]map[member.ID]string{}}
	tree := map[org.ID]org.ID{}
	for _, c := range w.commune {
		tree[c.ID] = w.province.ID
	}
	for i, b := range w.branch {
		tree[b.ID] = w.commune[i/2].ID
		o.open = append(o.open, b.ID)
	}
	o.parent[o.today], o.stand[o.today], o.merged[o.today] = tree, map[member.ID]org.ID{}, map[org.ID]org.ID{}
	return o
}

func pick[T any](o *oracle, of []T) T { return of[o.rnd.IntN(len(of))] }

// step lets one day begin and something happen on it.
func (o *oracle) step() {
	o.Helper()
	yesterday := o.today
	o.today = o.today.AddDays(1)
	o.day(o.today)
	o.parent[o.today], o.stand[o.today], o.merged[o.today] = maps.Clone(o.parent[yesterday]), maps.Clone(o.stand[yesterday]), map[org.ID]org.ID{}
	switch n := o.rnd.IntN(12); {
	case n < 2 || len(o.people) < 4:
		b := pick(o, o.open)
		id := o.person(org.Unit{ID: b}, o.today)
		o.people, o.stand[o.today][id] = append(o.people, id), b
	case n < 4:
		o.moveOne()
	case n == 4:
		o.moveBranch()
	case n == 5 && len(o.open) > 2:
		o.mergeBranches()
	case n == 6:
		o.appoint()
	case n < 9:
		o.send()
	default:
		o.reads()
	}
}

func (o *oracle) moveOne() {
	id, to := pick(o, o.people), pick(o, o.open)
	if o.stand[o.today][id] == to {
		return
	}
	r, err := o.members.Mine(o.Context(), o.reader(id))
	o.must(err)
	o.must(o.members.Move(o.Context(), system, id, r.Rev, to, o.today, "02-QĐ"))
	o.stand[o.today][id] = to
}

func (o *oracle) reader(id member.ID) authz.Actor {
	a := o.who(id)
	a.Roles[0].Perms[member.Own] = authz.Here
	return a
}

func (o *oracle) decision() org.Decision { return org.Decision{Number: "03", Day: o.today} }

func (o *oracle) moveBranch() {
	b, c := pick(o, o.open), pick(o, o.commune[:])
	if o.parent[o.today][b] == c.ID {
		return
	}
	o.moveUnit(b, c.ID, o.decision())
	o.parent[o.today][b] = c.ID
}

func (o *oracle) mergeBranches() {
	from, into := pick(o, o.open), pick(o, o.open)
	if from == into {
		return
	}
	o.mergeUnit(from, into, o.decision())
	o.open = slices.DeleteFunc(o.open, func(x org.ID) bool { return x == from })
	o.merged[o.today][from], o.heirs[from] = into, into
	for id, at := range o.stand[o.today] {
		if at == from {
			o.stand[o.today][id] = into
		}
		o.posts[id] = slices.DeleteFunc(o.posts[id], func(p oraclePost) bool { return p.unit == from })
	}
}

func (o *oracle) appoint() {
	id := pick(o, o.people)
	at := o.stand[o.today][id]
	if slices.ContainsFunc(o.posts[id], func(p oraclePost) bool { return p.unit == at }) {
		return
	}
	_, err := o.members.Appoint(o.Context(), system, member.Post{Member: id, Unit: at, Post: "committee", From: o.today})
	o.must(err)
	o.posts[id] = append(o.posts[id], oraclePost{at, o.today})
}

func (o *oracle) send() {
	units := append([]org.ID{o.province.ID, o.commune[0].ID, o.commune[1].ID}, o.open...)
	var targets []Target
	for range 1 + o.rnd.IntN(3) {
		switch o.rnd.IntN(5) {
		case 0, 1:
			targets = append(targets, Target{Kind: Subtree, Unit: pick(o, units)})
		case 2:
			targets = append(targets, Target{Kind: Unit, Unit: pick(o, o.open)})
		case 3:
			targets = append(targets, Target{Kind: Post, Unit: pick(o, units), Post: "committee"})
		case 4:
			targets = append(targets, Target{Kind: Single, Member: pick(o, o.people)})
		}
	}
	p := o.paper(o.province, targets...)
	p.Ask = pick(o, []Asking{None, Confirm})
	id := o.world.sent(p)
	o.sent = append(o.sent, oraclePaper{id, p.Subject, o.today, p.Ask, targets})
	o.read[id] = map[member.ID]string{}
}

func (o *oracle) reads() {
	for range 6 {
		if len(o.sent) == 0 {
			return
		}
		p, id := pick(o, o.sent), pick(o, o.people)
		confirm := p.ask == Confirm && o.rnd.IntN(2) == 0
		concerned := o.concerns(p, id)
		if confirm {
			err := o.Confirm(o.Context(), o.who(id), p.id)
			if (err == nil) != concerned {
				o.Fatalf("confirming what concerns one %v: %v", concerned, err)
			}
		} else {
			o.must(o.Open(o.Context(), o.who(id), p.id))
		}
		if concerned && (confirm || p.ask == None) {
			o.read[p.id][id] = "done"
		} else if concerned && o.read[p.id][id] == "" {
			o.read[p.id][id] = "open"
		}
	}
}

// under reports whether a unit lay in the subtree of another on a day.
func (o *oracle) under(day civil.Date, unit, top org.ID) bool {
	for u := unit; u != 0; u = o.parent[day][u] {
		if u == top {
			return true
		}
	}
	return false
}

func (o *oracle) concerns(p oraclePaper, id member.ID) bool {
	return slices.ContainsFunc(p.targets, func(t Target) bool {
		switch t.Kind {
		case Single:
			return t.Member == id
		case Post:
			return slices.ContainsFunc(o.posts[id], func(h oraclePost) bool { return h.from <= p.day && o.under(o.today, h.unit, t.Unit) })
		}
		heir := t.Unit
		for o.heirs[heir] != 0 {
			heir = o.heirs[heir]
		}
		return o.stayed(id, heir, t.Kind == Unit, p.day)
	})
}

// stayed looks at each day back to the paper's.
func (o *oracle) stayed(id member.ID, unit org.ID, only bool, since civil.Date) bool {
	same := []org.ID{unit}
	for day := o.today; day >= since; day = day.AddDays(-1) {
		at, there := o.stand[day][id]
		if !there || !slices.ContainsFunc(same, func(u org.ID) bool { return at == u || !only && o.under(day, at, u) }) {
			return false
		}
		if before := o.stand[day.AddDays(-1)][id]; o.merged[day][before] == at && before != 0 && slices.Contains(same, at) {
			same = append(same, before)
		}
	}
	return true
}

func (o *oracle) compare() {
	o.Helper()
	for _, id := range o.people {
		var want []ID
		for _, pending := range []bool{true, false} {
			for _, p := range slices.Backward(o.sent) {
				if o.concerns(p, id) && (o.read[p.id][id] != "done") == pending {
					want = append(want, p.id)
				}
			}
		}
		if got := o.inboxOf(id); !slices.Equal(got, want) {
			o.Errorf("inbox of %s: %v, want %v", id, got, want)
		}
	}
	for _, p := range o.sent {
		for _, unit := range append([]org.ID{o.province.ID, o.commune[0].ID, o.commune[1].ID}, o.open...) {
			o.compareUnit(p, unit)
		}
		for _, id := range o.people {
			if o.concerns(p, id) && !o.covers(o.who(id), p.subject) {
				o.Errorf("%s may not open %s, which concerns him", id, p.id)
			}
		}
	}
}

func (o *oracle) compareUnit(p oraclePaper, unit org.ID) {
	o.Helper()
	var want Tally
	var waiting []member.ID
	for _, id := range o.people {
		if !o.under(o.today, o.stand[o.today][id], unit) || !o.concerns(p, id) {
			continue
		}
		want.People++
		state := o.read[p.id][id]
		if state != "" {
			want.Opened++
		}
		if state == "done" {
			want.Done++
		} else {
			waiting = append(waiting, id)
		}
	}
	who := clerk(o.province)
	r, err := o.Rollup(o.Context(), who, p.id, unit)
	o.must(err)
	if r.Total != want {
		o.Errorf("roll-up of %s at %d: %+v, want %+v (%s)", p.id, unit, r.Total, want, fmt.Sprint(p.targets))
	}
	var got []member.ID
	for next := ""; ; {
		some, more, err := o.NotRead(o.Context(), who, p.id, unit, next, 2)
		o.must(err)
		for _, w := range some {
			got = append(got, w.Member)
		}
		if next = more; next == "" {
			break
		}
	}
	slices.Sort(got)
	slices.Sort(waiting)
	if !slices.Equal(got, waiting) {
		o.Errorf("not read of %s at %d: %v, want %v", p.id, unit, got, waiting)
	}
}
