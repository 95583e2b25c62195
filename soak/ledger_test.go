package soak

import (
	"encoding/json"
	"strings"
	"testing"

	"sotay/internal/platform/db"
)

// ledger is what the database says was done, read bit by bit.
type ledger struct {
	w       *world
	upTo    string          // the highest audit id of the reading before the last one
	last    string          // … and of the last one
	known   map[string]bool // audit ids read
	sent    map[string]bool // marks of all that was ever sent
	effects map[string]int  // how often each act has taken effect, by its mark
	answers map[string]line // the latest answer, by meeting and member
	lost    int
	doubled int
}

func newLedger(w *world) *ledger {
	return &ledger{w: w, known: map[string]bool{}, sent: map[string]bool{}, effects: map[string]int{}, answers: map[string]line{}}
}

// line is one of the audit log.
type line struct{ id, at, subject, verb, detail string }

// open opens the database beside the program.
func (l *ledger) open(t testing.TB) *db.DB {
	t.Helper()
	name := l.w.url
	if name == "" {
		name = l.w.dir + "/sotay.db"
	}
	d, err := db.Open(t.Context(), name)
	must(t, err)
	return d
}

// read reads the new lines of the audit log. What was committed while the program
// died may come a little late, so the lines of the last reading are looked at again.
func (l *ledger) read(t testing.TB, q db.Q) {
	t.Helper()
	from := l.upTo
	l.upTo = l.last
	for x, err := range db.Each(t.Context(), q, func(x *line) []any { return []any{&x.id, &x.at, &x.subject, &x.verb, &x.detail} },
		`SELECT id, at, subject, verb, detail FROM audit WHERE id >= ? AND verb IN ('mark', 'vote', 'answer', 'report')`, from) {
		must(t, err)
		if !l.known[x.id] {
			l.enter(t, x)
		}
	}
}

func (l *ledger) enter(t testing.TB, x line) {
	t.Helper()
	l.known[x.id], l.last = true, max(l.last, x.id)
	mark, member, reason := markOf(t, x)
	if x.verb == "answer" && x.at > l.answers[member].at {
		l.answers[member] = line{at: x.at, detail: reason}
	}
	if l.effects[mark]++; l.effects[mark] > 1 {
		l.doubled++
		t.Errorf("doubled: %q took effect %d times", mark, l.effects[mark])
	}
	if !l.sent[mark] {
		t.Errorf("%q was never sent", mark)
	}
}

// markOf is the mark of the act that left the line.
func markOf(t testing.TB, x line) (mark, member, reason string) {
	t.Helper()
	var d struct{ Member, Reason, Result string }
	must(t, json.Unmarshal([]byte(x.detail), &d))
	return strings.TrimSpace(x.verb + " " + x.subject + " " + d.Member + d.Reason + d.Result), d.Member, d.Reason
}

// examine holds what was acknowledged since the last time against the log.
func (l *ledger) examine(t testing.TB, q db.Q, all []*client) {
	t.Helper()
	for _, c := range all {
		for ; c.listed < len(c.sent); c.listed++ {
			l.sent[c.sent[c.listed].mark] = true
		}
	}
	l.read(t, q)
	for _, c := range all {
		for ; c.proved < len(c.acked); c.proved++ {
			if a := c.acked[c.proved]; l.effects[a.mark] == 0 {
				l.lost++
				t.Errorf("lost: %q was acknowledged and has no audit line", a.mark)
			}
		}
	}
}

// rows compares the rows themselves with the log: the same acts, each once.
func (l *ledger) rows(t testing.TB, q db.Q, all []*client) {
	t.Helper()
	ctx := t.Context()
	for verb, query := range map[string]string{
		"mark":   `SELECT 'mark meeting:' || meeting || ' ' || member FROM meeting_roll WHERE state = 'present'`,
		"vote":   `SELECT 'vote meeting:' || m.meeting || ' ' || v.member FROM meeting_vote v JOIN meeting_motion m ON m.id = v.motion`,
		"report": `SELECT 'report task:' || task || ' ' || result FROM task_step`,
	} {
		got, err := db.Column[string](ctx, q, query)
		must(t, err)
		l.same(t, verb, got)
	}
	for _, c := range all {
		member := l.w.people[c.who].member
		reason, err := db.Value[string](ctx, q, `SELECT reason FROM meeting_roll WHERE meeting = ? AND member = ?`, l.w.called, member)
		must(t, err)
		if last := l.answers[member].detail; reason != last {
			t.Errorf("lost: the answer %q stands where %q was the last", reason, last)
		}
	}
	l.versions(t, q)
}

func (l *ledger) same(t testing.TB, verb string, got []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, mark := range got {
		if seen[mark] || l.effects[mark] != 1 {
			t.Errorf("the row of %q stands twice or without its audit line", mark)
		}
		seen[mark] = true
	}
	for mark := range l.effects {
		if strings.HasPrefix(mark, verb+" ") && !seen[mark] {
			l.lost++
			t.Errorf("lost: %q has an audit line and no row", mark)
		}
	}
}

// versions makes sure that each meeting changed exactly as often as acts took
// effect on it: that is the number by which browsers know that they are current.
func (l *ledger) versions(t testing.TB, q db.Q) {
	t.Helper()
	now, err := revs(t.Context(), q)
	must(t, err)
	want := map[string]int64{}
	for id, rev := range l.w.revs {
		want[id] = rev
	}
	for mark := range l.effects {
		if part := strings.Fields(mark); part[0] != "report" {
			want[strings.TrimPrefix(part[1], "meeting:")]++
		}
	}
	for id, rev := range now {
		if want[id] != rev {
			t.Errorf("meeting %s changed to %d; by its acts it should be %d", id, rev, want[id])
		}
	}
}

// sound asks SQLite whether its file is whole.
func (l *ledger) sound(t testing.TB, q db.Q) {
	t.Helper()
	if l.w.url != "" {
		return
	}
	said, err := db.Column[string](t.Context(), q, `PRAGMA integrity_check`)
	must(t, err)
	if len(said) != 1 || said[0] != "ok" {
		t.Errorf("integrity: %v", said)
	}
}

// look opens the database beside the program and reads a snapshot.
func (l *ledger) look(t testing.TB, fn func(q db.Q)) {
	t.Helper()
	d := l.open(t)
	defer d.Close()
	must(t, d.Read(t.Context(), func(q db.Q) error { fn(q); return nil }))
}
