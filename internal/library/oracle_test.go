package library

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
	"sotay/internal/platform/db"
	"sotay/internal/publication"
)

// oracle keeps the same world in plain maps, and says who may read what by looking
// at every target of every paper.
type oracle struct {
	*world
	rnd    *rand.Rand
	today  civil.Date
	parent map[org.ID]org.ID
	heir   map[org.ID]org.ID
	stand  map[member.ID]org.ID
	open   []org.ID // branches
	people []member.ID
	all    []*oraclePaper
}

type oraclePaper struct {
	subject string
	entry   Entry
	unit    org.Unit
	sent    []oracleSent
}

type oracleSent struct {
	id publication.ID
	to []publication.Target
}

// Nothing that is not allowed is found, and everything that is.
func TestAgainstTheOracle(t *testing.T) {
	each(t, func(w *world) {
		for seed := range uint64(2) {
			o := newOracle(newWorld(w.T, w.db.Engine()), seed)
			for i := range 70 {
				o.step()
				if i%10 == 9 {
					o.compare()
				}
			}
		}
	})
}

func newOracle(w *world, seed uint64) *oracle {
	o := &oracle{world: w, rnd: rand.New(rand.NewPCG(seed, 11)), today: "2026-03-05", parent: map[org.ID]org.ID{}, heir: map[org.ID]org.ID{}, stand: map[member.ID]org.ID{}}
	for _, c := range w.commune {
		o.parent[c.ID] = w.province.ID
	}
	for i, b := range w.branch {
		o.parent[b.ID] = w.commune[i/2].ID
		o.open = append(o.open, b.ID)
	}
	return o
}

func pick[T any](o *oracle, of []T) T { return of[o.rnd.IntN(len(of))] }

func (o *oracle) step() {
	o.Helper()
	o.today = o.today.AddDays(1)
	o.day(o.today)
	switch n := o.rnd.IntN(14); {
	case n < 2 || len(o.people) < 4:
		b := pick(o, o.open)
		id := o.person(b)
		o.people, o.stand[id] = append(o.people, id), b
	case n < 4:
		o.moveOne()
	case n == 4:
		o.moveBranch()
	case n == 5 && len(o.open) > 2:
		o.mergeBranches()
	case n < 10 || len(o.all) == 0:
		o.putOne()
	case n < 13:
		o.sendOne()
	default:
		o.withdrawOne()
	}
}

func (o *oracle) moveOne() {
	id, to := pick(o, o.people), pick(o, o.open)
	if o.stand[id] == to {
		return
	}
	a := o.who(id)
	a.Roles[0].Perms[member.Own] = authz.Here
	r, err := o.members.Mine(o.Context(), a)
	o.must(err)
	o.must(o.members.Move(o.Context(), system, id, r.Rev, to, o.today, "02-QĐ"))
	o.stand[id] = to
}

func (o *oracle) apply(act org.Act) {
	o.Helper()
	_, err := o.units.Apply(o.Context(), system, act, org.Decision{Number: "03", Day: o.today}, "")
	o.must(err)
}

func (o *oracle) moveBranch() {
	b, c := pick(o, o.open), pick(o, o.commune[:]).ID
	if o.parent[b] != c {
		o.apply(org.Move{Unit: b, Under: c})
		o.parent[b] = c
	}
}

func (o *oracle) mergeBranches() {
	from, into := pick(o, o.open), pick(o, o.open)
	if from == into {
		return
	}
	o.apply(org.Merge{Units: []org.ID{from}, Into: into})
	o.open = slices.DeleteFunc(o.open, func(x org.ID) bool { return x == from })
	o.heir[from] = into
	for id, at := range o.stand {
		if at == from {
			o.stand[id] = into
		}
	}
}

func (o *oracle) unitNow(id org.ID) (u org.Unit) {
	o.Helper()
	o.must(o.db.Read(o.Context(), func(q db.Q) (err error) {
		u, err = o.units.Get(o.Context(), q, id)
		return err
	}))
	return u
}

func (o *oracle) everywhere() []org.ID {
	return append([]org.ID{o.province.ID, o.commune[0].ID, o.commune[1].ID}, o.open...)
}

func (o *oracle) putOne() {
	u := o.unitNow(pick(o, o.everywhere()))
	e := Entry{Title: fmt.Sprint("Văn bản chung ", len(o.all)), Body: "lời chung", Number: fmt.Sprint(len(o.all), "-NQ/ĐU")}
	if o.rnd.IntN(3) == 0 {
		e.Members = []member.ID{pick(o, o.people)}
	}
	if o.rnd.IntN(3) == 0 {
		e.Offices = []org.ID{pick(o, o.open)}
	}
	p := &oraclePaper{entry: e, unit: u}
	p.subject = o.paper(u, e)
	o.all = append(o.all, p)
}

func (o *oracle) sendOne() {
	p := pick(o, o.all)
	var to []publication.Target
	for range 1 + o.rnd.IntN(2) {
		switch o.rnd.IntN(4) {
		case 0, 1:
			to = append(to, publication.Target{Kind: publication.Subtree, Unit: pick(o, o.everywhere())})
		case 2:
			to = append(to, publication.Target{Kind: publication.Unit, Unit: pick(o, o.open)})
		case 3:
			to = append(to, publication.Target{Kind: publication.Single, Member: pick(o, o.people)})
		}
	}
	p.sent = append(p.sent, oracleSent{o.send(o.province, p.subject, to...), to})
}

func (o *oracle) withdrawOne() {
	p := pick(o, o.all)
	if len(p.sent) == 0 {
		return
	}
	s := p.sent[0]
	o.write(func(tx *db.Tx) error { return o.sent.Withdraw(o.Context(), tx, s.id, "nhầm") })
	p.sent = p.sent[1:]
}

// above is a unit with all above it.
func (o *oracle) above(u org.ID) (out []org.ID) {
	for ; u != 0; u = o.parent[u] {
		out = append(out, u)
	}
	return out
}

// heirs is a unit with those that took over from it.
func (o *oracle) heirs(u org.ID) (out []org.ID) {
	for ; u != 0; u = o.heir[u] {
		out = append(out, u)
	}
	return out
}

func (o *oracle) reads(id member.ID, p *oraclePaper) bool {
	if slices.Contains(p.entry.Members, id) {
		return true
	}
	for _, s := range p.sent {
		for _, t := range s.to {
			for _, u := range o.heirs(t.Unit) {
				if t.Kind == publication.Subtree && slices.Contains(o.above(o.stand[id]), u) || t.Kind == publication.Unit && o.stand[id] == u {
					return true
				}
			}
			if t.Kind == publication.Single && t.Member == id {
				return true
			}
		}
	}
	return false
}

func (o *oracle) compare() {
	o.Helper()
	for _, id := range o.people {
		o.check(fmt.Sprint("member ", id), o.who(id), func(p *oraclePaper) bool { return o.reads(id, p) })
	}
	for _, at := range slices.Sorted(maps.Keys(o.parent)) {
		u := o.unitNow(at)
		o.check(fmt.Sprint("office ", at), holder(u.Path, map[authz.Perm]authz.Reach{see: authz.Here}), func(p *oraclePaper) bool {
			return p.unit.ID == at || slices.Contains(p.entry.Offices, at)
		})
		o.check(fmt.Sprint("above ", at), holder(u.Path, map[authz.Perm]authz.Reach{watch: authz.Below}), func(p *oraclePaper) bool {
			return slices.ContainsFunc(append([]org.ID{p.unit.ID}, p.entry.Offices...), func(x org.ID) bool { return slices.Contains(o.above(x), at) })
		})
	}
}

// check asks in every way that there is.
func (o *oracle) check(name string, who authz.Actor, may func(*oraclePaper) bool) {
	o.Helper()
	var want []string
	for _, p := range o.all {
		if may(p) {
			want = append(want, p.subject)
		}
		if _, err := o.See(o.Context(), who, p.subject); (err == nil) != may(p) {
			o.Fatalf("%s on %s: %s may be seen: %v", o.today, name, p.subject, err)
		}
	}
	slices.Sort(want)
	shelf, err := o.Browse(o.Context(), who, Filter{}, 0, maxPage)
	o.must(err)
	var browsed []string
	for _, h := range shelf.Hits {
		browsed = append(browsed, h.Subject)
	}
	for how, got := range map[string][]string{"words": o.found(who, "văn bản chung"), "one word": o.found(who, "chung"), "folder": browsed} {
		if slices.Sort(got); !slices.Equal(got, want) {
			o.Fatalf("%s, %s by %s: found %v, may read %v", o.today, name, how, got, want)
		}
	}
}
