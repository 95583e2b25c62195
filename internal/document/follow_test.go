package document

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// standing is what a plain map knows of a paper.
type standing struct {
	unit   org.ID
	state  State
	writer member.ID
	number int64
	series string
}

// forest is a random tree with papers in every state on its units, and the plain
// maps that say where each must be.
type forest struct {
	*world
	r      *rand.Rand
	by     authz.Actor
	open   []org.ID            // branches
	people map[org.ID][]string // of each branch
	papers map[ID]standing
	given  map[string]string // "series number" → state
	n      int
}

func newForest(w *world, seed uint64) *forest {
	f := &forest{world: w, r: rand.New(rand.NewPCG(seed, 3)), by: authz.System("test", See, Draft, Approve, Issue), people: map[org.ID][]string{}, papers: map[ID]standing{}, given: map[string]string{}}
	for _, b := range w.branch {
		f.open = append(f.open, b.ID)
	}
	f.people[w.branch[0].ID] = []string{string(w.chief), string(w.aide), string(w.plain)}
	f.people[w.branch[1].ID] = []string{w.stranger.Member}
	for range 4 {
		f.open = append(f.open, w.unit(f.code(), org.Branch, fmt.Sprint("Chi bộ rừng ", f.n), w.commune.ID).ID)
	}
	return f
}

func (f *forest) code() string { f.n++; return fmt.Sprint("F", f.n) }

// any is one of the open branches.
func (f *forest) any() org.ID { return f.open[f.r.IntN(len(f.open))] }

// paper puts a paper on a branch, in a random state.
func (f *forest) paper() {
	ctx, unit := f.Context(), f.any()
	id, err := f.Begin(ctx, f.by, unit, Content{Type: "resolution", Abstract: "Về việc " + f.code(), Text: "Một.", Sending: Sending{}})
	f.must(err)
	p := standing{unit: unit, state: []State{Drafting, Submitted, Approved, Numbered, Issued, Dropped}[f.r.IntN(6)]}
	if all := f.people[unit]; len(all) > 0 && f.r.IntN(3) > 0 {
		p.writer = member.ID(all[f.r.IntN(len(all))])
	}
	f.must(f.db.Write(ctx, f.by, func(tx *db.Tx) error {
		f.must(tx.Require(Draft, "/"))
		f.must(tx.Note("test", "stand", nil))
		d, err := get(ctx, tx, id)
		f.must(err)
		d.Writer, d.State = p.writer, p.state
		if p.state == Numbered || p.state == Issued {
			u, err := f.units.Get(ctx, tx, unit)
			f.must(err)
			d.Series, d.Number, err = f.take(ctx, tx, u, "NQ/CB", "2025-2030", id, 0)
			f.must(err)
			d.Symbol, d.Day, p.series, p.number = symbol(d.Number, "NQ/CB"), today(tx), d.Series, d.Number
		}
		return save(ctx, tx, d)
	}))
	f.papers[id] = p
	if p.number > 0 {
		f.given[fmt.Sprint(p.series, " ", p.number)] = Reserved
	}
}

// kept reserves a number for a paper to come.
func (f *forest) kept() {
	unit := f.any()
	_, err := f.Reserve(f.Context(), f.by, unit, "resolution", "để dành")
	f.must(err)
	series := seriesID(unit, "NQ/CB", "2025-2030")
	var n int64
	f.must(f.db.Read(f.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int64](f.Context(), q, `SELECT last FROM document_series WHERE id = ?`, series)
		return err
	}))
	f.given[fmt.Sprint(series, " ", n)] = Reserved
}

func (f *forest) change(a org.Act) (org.Plan, error) {
	f.Helper()
	return f.units.Apply(f.Context(), system, a, org.Decision{Number: fmt.Sprint(f.n, "-QĐ/ĐU"), Day: "2026-03-02"}, "")
}

// ended closes a branch whose papers go where to says.
func (f *forest) ended(unit org.ID, to func(standing) org.ID) {
	for id, p := range f.papers {
		if p.unit != unit || p.state == Issued || p.state == Dropped {
			continue
		}
		if p.state == Numbered {
			f.given[fmt.Sprint(p.series, " ", p.number)] = Cancelled
		}
		p.unit, p.state, p.number, p.series = to(p), Drafting, 0, ""
		f.papers[id] = p
	}
	for k, state := range f.given {
		free := !slices.ContainsFunc(slices.Collect(f.numbered()), func(n string) bool { return n == k })
		if state == Reserved && free && len(k) > 0 && k[:len(fmt.Sprint(unit))+1] == fmt.Sprint(unit)+":" {
			f.given[k] = Cancelled
		}
	}
	f.open = slices.DeleteFunc(f.open, func(id org.ID) bool { return id == unit })
}

// numbered are the numbers that papers have.
func (f *forest) numbered() func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, p := range f.papers {
			if p.number > 0 && !yield(fmt.Sprint(p.series, " ", p.number)) {
				return
			}
		}
	}
}

func (f *forest) merge() {
	a, b := f.any(), f.any()
	if a == b {
		return
	}
	if f.r.IntN(2) == 0 { // b goes on
		_, err := f.change(org.Merge{Units: []org.ID{a}, Into: b})
		f.must(err)
		f.ended(a, func(standing) org.ID { return b })
		f.people[b] = append(f.people[b], f.people[a]...)
		return
	}
	p, err := f.change(org.Merge{Units: []org.ID{a, b}, New: org.NewUnit{Code: f.code(), Kind: org.Branch, Name: "Chi bộ mới " + f.code(), Parent: f.commune.ID}})
	f.must(err)
	into := p.Opened[0].ID
	f.open = append(f.open, into)
	f.people[into] = append(slices.Clone(f.people[a]), f.people[b]...)
	for _, u := range []org.ID{a, b} {
		f.ended(u, func(standing) org.ID { return into })
	}
}

func (f *forest) split() {
	u, stays := f.any(), f.r.IntN(3) == 0
	act := org.Split{Unit: u, Stays: stays, Assigned: map[string]int{}}
	for range 2 {
		act.Into = append(act.Into, org.NewUnit{Code: f.code(), Kind: org.Branch, Name: "Chi bộ tách " + f.code()})
	}
	for _, m := range f.people[u] {
		if !stays || f.r.IntN(2) == 0 {
			act.Assigned[m] = f.r.IntN(2)
		}
	}
	p, err := f.change(act)
	f.must(err)
	var stay []string
	for _, m := range f.people[u] {
		if i, ok := act.Assigned[m]; ok {
			f.people[p.Opened[i].ID] = append(f.people[p.Opened[i].ID], m)
		} else {
			stay = append(stay, m)
		}
	}
	f.people[u] = stay
	f.open = append(f.open, p.Opened[0].ID, p.Opened[1].ID)
	if !stays {
		f.ended(u, func(x standing) org.ID { return p.Opened[act.Assigned[string(x.writer)]].ID })
	}
}

// alone closes a branch into none: refused while it has papers that it did not issue.
func (f *forest) alone() {
	u := f.any()
	if len(f.people[u]) > 0 {
		return
	}
	left := 0
	for _, p := range f.papers {
		if p.unit == u && p.state != Issued && p.state != Dropped {
			left++
		}
	}
	_, err := f.change(org.Close{Unit: u})
	if left > 0 {
		f.refused(err, "document.finish_first")
		return
	}
	f.must(err)
	f.ended(u, nil)
}

// moved puts the commune under a new committee: nothing but paths changes.
func (f *forest) moved() {
	top := f.unit(f.code(), org.Grassroots, "Đảng bộ trên "+f.code(), 0)
	_, err := f.change(org.Move{Unit: f.commune.ID, Under: top.ID})
	f.must(err)
}

func (f *forest) check() {
	f.Helper()
	ctx := f.Context()
	f.must(f.db.Read(ctx, func(q db.Q) error {
		for id, want := range f.papers {
			d, err := get(ctx, q, id)
			f.must(err)
			u, err := f.units.Get(ctx, q, d.Unit)
			f.must(err)
			if d.Unit != want.unit || d.State != want.state || d.Number != want.number || d.Path != u.Path {
				f.Fatalf("%s: unit %d %s number %d path %s (of its unit %s), want %+v", id, d.Unit, d.State, d.Number, d.Path, u.Path, want)
			}
		}
		type row struct {
			series string
			n      int64
			state  string
		}
		all, err := db.All(ctx, q, func(r *row) []any { return []any{&r.series, &r.n, &r.state} }, `SELECT series, number, state FROM document_number`)
		f.must(err)
		for _, r := range all {
			if k := fmt.Sprint(r.series, " ", r.n); f.given[k] != r.state {
				f.Fatalf("number %s is %s, want %s", k, r.state, f.given[k])
			}
		}
		if len(all) != len(f.given) {
			f.Fatalf("%d numbers, want %d", len(all), len(f.given))
		}
		return nil
	}))
}

func TestUnfinishedPapersFollowTheirUnits(t *testing.T) {
	each(t, func(w *world) {
		seed := uint64(time.Now().UnixNano())
		f := newForest(w, seed)
		w.Log("seed ", seed)
		for range 40 {
			for range 3 {
				f.paper()
			}
			f.kept()
			switch f.r.IntN(8) {
			case 0, 1, 2:
				f.merge()
			case 3, 4, 5:
				f.split()
			case 6:
				f.alone()
			case 7:
				f.moved()
			}
			f.check()
		}
	})
}

// What a carried paper said of the former unit speaks of the new one: who gets it, and
// what it replaces.
func TestTheSuccessorGoesOnWithAPaper(t *testing.T) {
	each(t, func(w *world) {
		ctx, by := w.Context(), authz.System("test", See, Draft, Issue)
		u := w.branch[0]
		c := w.content()
		c.Signer, c.Sending.Targets[0].Unit = w.plain, u.ID
		id, err := w.Begin(ctx, by, u.ID, c)
		w.must(err)
		p, err := w.units.Apply(ctx, system, org.Merge{Units: []org.ID{u.ID, w.branch[1].ID}, New: org.NewUnit{Code: "M1", Kind: org.Branch, Name: "Chi bộ liên thôn", Parent: w.commune.ID}},
			org.Decision{Number: "09-QĐ/ĐU", Day: "2026-03-02"}, "")
		w.must(err)
		into := p.Opened[0].ID
		f, err := w.See(ctx, by, id)
		w.must(err)
		if f.Unit != into || f.Sending.Targets[0].Unit != into || f.Signer != w.plain || f.Reason == "" {
			w.Errorf("%+v", f.Document)
		}
		if n := p.Counts[len(p.Counts)-1]; n.Subject != "document" || n.N != 1 {
			w.Errorf("the plan counts %+v", p.Counts)
		}
	})
}

// A scan on a draft waits where its draft is: at the writer's new unit after a split.
func TestAWaitingAnnexGoesWithItsDraft(t *testing.T) {
	each(t, func(w *world) {
		f, ctx := newForest(w, 1), w.Context()
		from := w.branch[0].ID
		id, err := f.Begin(ctx, f.by, from, Content{Type: "resolution", Abstract: "Về rừng", Text: "Một."})
		w.must(err)
		scan := onePixel()
		w.must(w.Attach(ctx, f.by, id, "Anh.png", int64(len(scan)), bytes.NewReader(scan)))
		w.must(w.db.Write(ctx, f.by, func(tx *db.Tx) error {
			d, err := get(ctx, tx, id)
			w.must(err)
			d.Writer = w.chief
			w.must(tx.Require(Draft, "/"))
			w.must(tx.Note("test", "stand", nil))
			return save(ctx, tx, d)
		}))
		act := org.Split{Unit: from, Assigned: map[string]int{string(w.chief): 1, string(w.aide): 0, string(w.plain): 0}}
		for range 2 {
			act.Into = append(act.Into, org.NewUnit{Code: f.code(), Kind: org.Branch, Name: "Chi bộ tách " + f.code()})
		}
		p, err := f.change(act)
		w.must(err)
		w.must(w.db.Read(ctx, func(q db.Q) error {
			files, err := w.annexed.AllOfSubject(ctx, q, id.Subject())
			if len(files) != 1 || files[0].Unit != p.Opened[1].ID || files[0].Path != p.Opened[1].Path {
				w.Errorf("the scan waits elsewhere: %+v", files)
			}
			return err
		}))
	})
}
