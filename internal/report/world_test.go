package report_test

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/ids"
	"sotay/internal/report"
)

// spot is a unit in the oracle's tree; the oracle knows nothing of paths.
type spot struct {
	id, parent org.ID
	kind       string
}

// world is what happened, as a plain memory of it.
type world struct {
	*house
	rt       *rapid.T
	top      org.ID
	now      map[org.ID]spot                // the open units
	evenings map[civil.Date]map[org.ID]spot // as they were
	meetings []sitting
}

func (w *world) dusk() { w.evenings[w.day()] = maps.Clone(w.now) }

func (w *world) add(kind string, parent org.ID) {
	u := w.create(w.rt, kind, parent)
	w.now[u.ID] = spot{u.ID, parent, kind}
	w.dusk()
}

// any draws an open unit of a kind; 0 where there is none but those.
func (w *world) any(kind string, but ...org.ID) org.ID {
	var all []org.ID
	for id, s := range w.now {
		if s.kind == kind && !slices.Contains(but, id) {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return rapid.SampledFrom(all).Draw(w.rt, kind)
}

func newWorld(rt *rapid.T, h *house) *world {
	h.on("2026-01-05")
	w := &world{house: h, rt: rt, now: map[org.ID]spot{}, evenings: map[civil.Date]map[org.ID]spot{}}
	u := h.create(rt, org.Centre, 0)
	w.top = u.ID
	w.now[u.ID] = spot{u.ID, 0, org.Centre}
	for range 2 {
		w.add(org.Province, w.top)
	}
	for range 3 {
		w.add(org.Grassroots, w.any(org.Province))
	}
	for range 4 {
		w.add(org.Branch, w.any(org.Grassroots))
	}
	return w
}

func (w *world) step() {
	w.on(w.day().AddDays(rapid.IntRange(0, 12).Draw(w.rt, "days")))
	w.dusk()
	switch rapid.IntRange(0, 12).Draw(w.rt, "step") {
	case 0:
		w.add(org.Branch, w.any(org.Grassroots))
	case 1:
		w.move(w.any(org.Branch), w.any(org.Grassroots))
	case 2:
		w.move(w.any(org.Grassroots), w.any(org.Province))
	case 3:
		w.close(w.any(org.Branch))
	case 4:
		w.mergeCommunes()
	case 5:
		w.add(org.Group, w.any(org.Branch))
	case 6, 7:
		w.correct()
	default:
		w.meet()
	}
	w.dusk()
}

func (w *world) move(unit, under org.ID) {
	if s := w.now[unit]; s.parent != under {
		w.apply(w.rt, org.Move{Unit: unit, Under: under})
		w.now[unit] = spot{unit, under, s.kind}
	}
}

// hand gives the children of a unit that ends to another.
func (w *world) hand(from, into org.ID) {
	delete(w.now, from)
	for id, s := range w.now {
		if s.parent == from {
			w.now[id] = spot{id, into, s.kind}
		}
	}
}

func (w *world) close(unit org.ID) {
	into := w.any(org.Branch, unit)
	if into != 0 {
		w.apply(w.rt, org.Close{Unit: unit, Into: into})
		w.hand(unit, into)
	}
}

func (w *world) mergeCommunes() {
	a := w.any(org.Grassroots)
	b := w.any(org.Grassroots, a)
	if b == 0 {
		return
	}
	w.codes++
	p := w.apply(w.rt, org.Merge{Units: []org.ID{a, b}, New: org.NewUnit{Code: fmt.Sprintf("U%d", w.codes), Kind: org.Grassroots, Name: "Xã mới", Parent: w.now[a].parent}})
	id := p.Opened[0].ID
	w.now[id] = spot{id, w.now[a].parent, org.Grassroots}
	w.hand(a, id)
	w.hand(b, id)
}

// meet adds a meeting of this month or the last.
func (w *world) meet() {
	m := sitting{id: ids.New("mt", w.day().At(9, 0)), unit: w.any(org.Branch), version: 1,
		kind:  rapid.SampledFrom([]string{"regular", "regular", "combined", "thematic"}).Draw(w.rt, "kind"),
		month: w.day().Month().Add(-rapid.IntRange(0, 1).Draw(w.rt, "back")), topic: "chuyên đề"}
	w.happen(&m)
	taken := func(o sitting) bool {
		return o.unit == m.unit && o.month == m.month && o.kind != "thematic" && o.state != "cancelled"
	}
	if m.kind != "thematic" && m.state != "cancelled" && slices.ContainsFunc(w.meetings, taken) {
		return
	}
	w.save(w.rt, m)
	w.meetings = append(w.meetings, m)
}

// correct changes what a meeting says.
func (w *world) correct() {
	if len(w.meetings) == 0 {
		return
	}
	i := rapid.IntRange(0, len(w.meetings)-1).Draw(w.rt, "corrected")
	m := w.meetings[i]
	if m.state == "cancelled" {
		return
	}
	m.version++
	w.happen(&m)
	w.save(w.rt, m)
	w.meetings[i] = m
}

// happen draws how far a meeting is and what it says.
func (w *world) happen(m *sitting) {
	n := func(name string, most int) int { return rapid.IntRange(0, most).Draw(w.rt, name) }
	m.state = rapid.SampledFrom([]string{"draft", "called", "open", "ended", "closed", "closed", "cancelled"}).Draw(w.rt, "state")
	m.starts, m.ended, m.late = w.day().AddDays(n("ahead", 20)-10), "", false
	if m.state == "ended" || m.state == "closed" {
		m.ended = w.day().AddDays(-n("ago", 5))
		m.starts = m.ended
		m.late = m.state == "closed" && rapid.Bool().Draw(w.rt, "late")
	}
	m.facts = report.Facts{Members: n("members", 30), Present: n("present", 30), Online: n("online", 5), Excused: n("excused", 3), Unexcused: n("unexcused", 3), Exempt: n("exempt", 3)}
	m.minutes, m.score, m.grade = n("minutes", 180), n("score", 100), rapid.SampledFrom([]string{"Tốt", "Khá"}).Draw(w.rt, "grade")
}
