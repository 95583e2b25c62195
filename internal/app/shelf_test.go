package app

import (
	"testing"

	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/dbtest"
)

// Reading all papers of every feature anew finds each of them, on each engine.
func TestTheLibraryIsReadAnew(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			w.furnish("B1")
			read := 0
			w.must(w.Library.Rework(t.Context(), authz.System("test", library.Rework), func(done, _ int) { read = done }))
			if least := 5; read < least { // a meeting that was closed, papers of two, a paper that was issued, one that came
				t.Errorf("%d papers were read, want at least %d", read, least)
			}
		})
	}
}

// An open paper that a merger gives to another unit is found there from then on.
func TestAMergedOfficeFindsThePapersItTakesOver(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w, ctx := newWorld(t, engine), t.Context()
			from, into := w.unit["C2"], w.unit["C1"]
			clerk := func(u org.Unit) authz.Actor {
				return authz.Actor{ID: "clerk", Name: "Văn thư", Home: u.Path, Roles: []authz.Role{{At: u.Path, Perms: map[authz.Perm]authz.Reach{
					incoming.Register: authz.Here, incoming.See: authz.Here, library.Read: authz.Here}}}}
			}
			_, err := w.Incoming.Enter(ctx, clerk(from), from.ID, incoming.Entry{Issuer: "Tỉnh ủy", Symbol: "9-CV/TU", Type: "Công văn", Abstract: "Về vườn bưởi", Day: "2041-02-18", Arrived: "2041-02-19"}, false)
			w.must(err)
			found := func() int {
				p, err := w.Library.Search(ctx, clerk(into), library.Query{Text: "vườn bưởi"})
				w.must(err)
				return p.Total
			}
			if found() != 0 {
				t.Error("another commune finds it before the merger")
			}
			merge := org.Merge{Units: []org.ID{from.ID}, Into: into.ID}
			plan, err := w.Units.Preview(ctx, program(), merge, decided)
			w.must(err)
			_, err = w.Units.Apply(ctx, program(), merge, decided, plan.Seen)
			w.must(err)
			if found() != 1 {
				t.Error("it is not found after the merger")
			}
		})
	}
}
