package app

import (
	"bytes"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/filing"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/dbtest"
)

// Papers of a meeting are found by the members of its unit from when they were called
// to it: by nobody above, not while they are a draft's or wait, and not once removed.
func TestPapersOfMeetingsAreFoundByTheirReaders(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			one, two := w.join(&actor{role: access.Member, state: "active", at: "B1"}), w.join(&actor{role: access.Member, state: "active", at: "B2"})
			secretary, above := w.join(&actor{role: access.Secretary, state: "active", at: "B1"}), w.join(&actor{role: access.Clerk, state: "active", at: "C1"})
			people := []member.ID{w.person("B1"), w.person("B1")}
			m, ctx := w.Meetings, t.Context()
			id, err := m.Prepare(ctx, program(), w.plan("B1", meeting.Thematic, "2041-03-25", people))
			w.must(err)
			finds := func(when string, want ...*actor) {
				t.Helper()
				for _, a := range []*actor{one, two, secretary, above} {
					got := strings.Contains(w.do(a, "GET", "/library?q=muoi+lam+cay+sa+moc", "").Body.String(), "/meetings/"+string(id))
					expected := false
					for _, x := range want {
						expected = expected || x == a
					}
					if got != expected {
						t.Errorf("%s: %s finds it: %v", when, a, got)
					}
				}
			}
			add := func(name string, b []byte) meeting.Paper {
				p, err := m.AddPaper(ctx, program(), id, meeting.Upload{Name: name, Size: int64(len(b)), Body: bytes.NewReader(b)})
				w.must(err)
				return p
			}
			p := add("ke-hoach.docx", wordOf(w, "Mỗi hộ nhận mười lăm cây sa mộc"))
			finds("a draft")
			w.must(m.Call(ctx, program(), id))
			finds("called", one, secretary)
			w.must(m.RemovePaper(ctx, program(), id, p.ID))
			finds("removed")
			scan := add("mười lăm cây sa mộc.png", pictureOf(w))
			finds("a scan that waits")
			w.must(w.Files.Declare(ctx, authz.System("test", filing.Declare), filing.ID(scan.ID), filing.NotSecret, false))
			add("ke-hoach.docx", wordOf(w, "Mỗi hộ nhận mười lăm cây sa mộc"))
			finds("added again", one, secretary)
			w.must(m.Cancel(ctx, program(), id, "Bão"))
			finds("cancelled, as its page", one, secretary)
		})
	}
}
