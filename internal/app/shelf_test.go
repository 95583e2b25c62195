package app

import (
	"testing"

	"sotay/internal/library"
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
			if least := 3; read < least { // a meeting that was closed, a paper that was issued, one that came
				t.Errorf("%d papers were read, want at least %d", read, least)
			}
		})
	}
}
