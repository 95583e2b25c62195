package document

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

// course is a paper's life as a plain machine: it says who must have been told what
// after each step of a random walk. The clerk writes; the chief and a second
// secretary agree and sign; the clerk numbers, seals and issues.
type course struct {
	*office
	second  authz.Actor
	able    map[member.ID]bool // who may still agree and sign
	grant   map[member.ID]string
	account map[member.ID]string
	id      ID
	c       Content
	state   State
	steps   []member.ID
	step    int
	want    map[string]bool // "member code move"
	moves   int
	trace   []string
}

func newCourse(w *world) *course {
	w.Helper()
	o := newOffice(w)
	c := &course{office: o, able: map[member.ID]bool{w.chief: true}, grant: map[member.ID]string{}, account: map[member.ID]string{}, want: map[string]bool{}}
	id := w.person("Vũ Thị Hoa", 0)
	c.second = actor(id, w.branch[0], authz.Role{At: w.commune.Path, Perms: here(See, Draft, Approve, Issue)})
	sheets, err := w.accounts.Issue(w.Context(), system, []string{string(id)})
	w.must(err)
	c.account[id] = sheets[0].Slips[0].Account
	c.second.ID = c.account[id]
	c.key[id], err = w.keys.OfferTo(w.Context(), keyMaster, sheets[0].Slips[0].Login)
	w.must(err)
	w.must(w.keys.Accept(w.Context(), c.second, c.key[id], pin, pin))
	c.role(id, true)
	_, err = w.granted.Grant(w.Context(), system, access.Wish{Account: w.clerk.ID, Role: access.Secretary, Unit: w.commune.ID})
	w.must(err)
	c.able[w.aide] = true
	return c
}

// role gives or takes the second secretary's right to agree.
func (c *course) role(id member.ID, on bool) {
	c.Helper()
	if on {
		held, err := c.granted.Grant(c.Context(), system, access.Wish{Account: c.account[id], Role: access.Secretary, Unit: c.commune.ID})
		c.must(err)
		c.grant[id] = held
	} else {
		c.must(c.granted.Revoke(c.Context(), system, c.grant[id]))
	}
	c.able[id] = on
}

func (c *course) as(m member.ID) authz.Actor {
	switch m {
	case c.chief:
		return c.secretary
	case c.aide:
		return c.clerk
	}
	return c.second
}

// expect notes that somebody is told something at this move, unless he did it himself.
func (c *course) expect(by, to member.ID, code string) {
	if by != to {
		c.want[fmt.Sprintf("%s document.%s %d", to, code, c.moves)] = true
	}
}

// next is what the paper waits for, of whom; the writer is told that he may go on by
// how the paper came back.
func (c *course) next(by member.ID, told bool) {
	second := member.ID(c.second.Member)
	ask := func(m member.ID, code string) {
		if c.able[m] {
			c.expect(by, m, code)
		} else {
			c.want[fmt.Sprintf("%s document.back_stuck %d", c.aide, c.moves)] = true
		}
	}
	f := c.full(c.id)
	switch {
	case c.state == Submitted:
		ask(c.steps[c.step], "ask_agree")
	case c.state == Approved && !told:
		c.expect(by, c.aide, "ask_number")
	case c.state == Numbered:
		if s, ok := f.Next(); ok {
			switch s.Role {
			case Initials:
				ask(second, "ask_initials")
			case Signs:
				ask(c.chief, "ask_sign")
			case Seals:
				c.expect(by, c.aide, "ask_seal")
			}
		} else if !told {
			c.expect(by, c.aide, "ask_issue")
		}
	}
}

func (c *course) moved(by member.ID, to State, back string) {
	c.moves++
	c.state = to
	if back != "" {
		c.expect(by, c.aide, back)
	}
	c.next(by, back != "" && by != c.aide)
}

// walk does one random thing that the state allows.
func (c *course) walk(r *rand.Rand) {
	ctx, second := c.Context(), member.ID(c.second.Member)
	if r.IntN(6) == 0 {
		c.role(second, !c.able[second])
		c.trace = append(c.trace, fmt.Sprint("able ", c.able[second]))
		return
	}
	hand := []member.ID{c.aide, c.chief}[r.IntN(2)]
	switch act := r.IntN(10); {
	case c.state == Drafting && act == 0 && c.moves > 0:
		c.must(c.Drop(ctx, c.as(hand), c.id, 0, "x"))
		c.moved(hand, Dropped, "back_dropped")
	case c.state == Drafting:
		steps := []member.ID{c.chief, second}
		if !c.able[second] || r.IntN(3) == 0 {
			steps = steps[:1]
		}
		if err := c.Submit(ctx, c.clerk, c.id, 0, steps); err != nil {
			c.refused(err, "document.incomplete") // who initials has no right now
			return
		}
		c.steps, c.step = steps, 0
		c.moved(c.aide, Submitted, "")
	case act == 0:
		c.must(c.Reopen(ctx, c.as(hand), c.id, 0, "y"))
		c.moved(hand, Drafting, "back_reopened")
	case act == 1:
		c.must(c.Comment(ctx, c.as(hand), c.id, "Ý kiến")) // nobody is told, and nothing moves
	case c.state == Submitted:
		c.answerOne(r)
	case c.state == Approved:
		_, err := c.Enumerate(ctx, c.as(hand), c.id, 0, 0)
		c.must(err)
		if c.c.Electronic {
			c.moves++ // the number, then the file
		}
		c.moved(hand, Numbered, "")
	case c.state == Numbered:
		c.signOrIssue(hand)
	}
	c.trace = append(c.trace, string(c.state))
}

func (c *course) answerOne(r *rand.Rand) {
	m := c.steps[c.step]
	who := c.as(m)
	if !c.able[m] {
		return // the paper waits until he is able again, or it is taken back
	}
	if r.IntN(3) == 0 {
		c.must(c.Return(c.Context(), who, c.id, 0, "Sửa"))
		c.moved(m, Drafting, "back_returned")
		return
	}
	c.must(c.Agree(c.Context(), who, c.id, 0, ""))
	c.step++
	if c.step == len(c.steps) {
		c.moved(m, Approved, "back_agreed")
		return
	}
	c.moved(m, Submitted, "")
}

func (c *course) signOrIssue(hand member.ID) {
	ctx := c.Context()
	s, ok := c.full(c.id).Next()
	if !ok {
		c.must(c.Issue(ctx, c.as(hand), c.id, 0))
		c.moved(hand, Issued, "back_issued")
		return
	}
	who, key := c.as(s.Member), c.key[s.Member]
	if s.Role == Seals {
		who, key, s.Member = c.clerk, c.seal, c.aide
	}
	if !c.able[s.Member] {
		return
	}
	c.must(c.Sign(ctx, who, c.id, 0, key, pin))
	if _, more := c.full(c.id).Next(); more {
		c.moved(s.Member, Numbered, "")
		return
	}
	c.moved(s.Member, Numbered, "back_signed")
}

// messages are what everybody was told of the paper.
func (c *course) messages() (out []notify.Message) {
	for _, who := range []authz.Actor{c.secretary, c.clerk, c.second, c.reader, c.stranger} {
		all, err := c.notices.Mine(c.Context(), who, "", 500)
		c.must(err)
		for _, m := range all {
			if strings.HasPrefix(m.Code, "document.") && strings.Contains(m.Key, string(c.id)) {
				out = append(out, m)
			}
		}
	}
	return out
}

func (c *course) check() {
	c.Helper()
	var got, want []string
	for _, m := range c.messages() {
		got = append(got, fmt.Sprintf("%s %s %s", m.Member, m.Code, strings.Split(m.Key, ":")[2]))
		past, err := c.Past(c.Context(), c.as(m.Member), []string{m.Key})
		c.must(err)
		if is := strings.Split(m.Key, ":")[2] != fmt.Sprint(c.moves); past[m.Key] != is {
			c.Errorf("%s past: %v after %d moves", m.Key, past[m.Key], c.moves)
		}
	}
	for k := range c.want {
		want = append(want, k)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.Fatalf("after %v\n got %s\nwant %s", c.trace, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func TestWhoIsToldWhatOverRandomLives(t *testing.T) {
	each(t, func(w *world) {
		c := newCourse(w)
		seed := uint64(time.Now().UnixNano())
		r := rand.New(rand.NewPCG(seed, 1))
		ends := map[State]int{}
		for range 12 {
			c.c = c.content()
			c.c.Electronic = r.IntN(2) == 0
			if c.c.Electronic && r.IntN(2) == 0 {
				c.c.Initials = []member.ID{member.ID(c.second.Member)}
			}
			c.id, c.state, c.moves, c.trace = c.begun(c.c), Drafting, 0, []string{fmt.Sprint("seed ", seed)}
			c.want = map[string]bool{}
			for range 40 {
				if c.state == Issued || c.state == Dropped {
					break
				}
				c.walk(r)
				c.check()
			}
			ends[c.state]++
		}
		if ends[Issued] == 0 {
			w.Errorf("no walk came to an issue: %v", ends)
		}
	})
}

func TestRemindersAreGentle(t *testing.T) {
	each(t, func(w *world) {
		ctx, by := w.Context(), authz.System("t", Remind)
		count := func() (n int) {
			all, err := w.notices.Mine(ctx, w.secretary, "", 100)
			w.must(err)
			for _, m := range all {
				if m.Code == "document.remind_agree" {
					n++
				}
			}
			return n
		}
		id := w.begun(w.content())
		w.must(w.Submit(ctx, w.clerk, id, 0, []member.ID{w.chief})) // Monday, 2 March 2026
		for _, x := range []struct {
			day  civil.Date
			want int
		}{{"2026-03-03", 0}, {"2026-03-04", 1}, {"2026-03-05", 1}, {"2026-03-07", 1}, {"2026-03-09", 2}, {"2026-03-10", 2}, {"2026-03-31", 2}} {
			w.clock.Store(x.day.At(8, 30).UnixMicro())
			for range 2 {
				w.must(w.RemindAll(ctx, by))
			}
			if n := count(); n != x.want {
				w.Errorf("%s: %d reminders, want %d", x.day, n, x.want)
			}
		}
		w.must(w.Agree(ctx, w.secretary, id, 0, ""))
		w.clock.Store(civil.Date("2026-04-30").At(8, 30).UnixMicro())
		w.must(w.RemindAll(ctx, by))
		if n := count(); n != 2 {
			w.Errorf("%d reminders of what was done", n)
		}
	})
}

// Where the writer may not number, the office's clerks are asked to.
func TestTheClerkIsAskedToNumber(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		w.approver(w.aide)
		writer := actor(w.plain, w.branch[0], authz.Role{At: w.commune.Path, Perms: here(See, Draft)})
		id, err := w.Begin(ctx, writer, w.commune.ID, w.content())
		w.must(err)
		w.must(w.Submit(ctx, writer, id, 0, []member.ID{w.chief}))
		w.must(w.Agree(ctx, w.secretary, id, 0, ""))
		for _, x := range []struct {
			who  authz.Actor
			want []string
		}{{w.clerk, []string{"document.ask_number"}}, {w.secretary, []string{"document.ask_agree"}}, {writer, nil}} { // the writer has no account, so he is told nothing
			all, err := w.notices.Mine(ctx, x.who, "", 10)
			w.must(err)
			var got []string
			for _, m := range all {
				got = append(got, m.Code)
			}
			if !slices.Equal(got, x.want) {
				w.Errorf("%s was told %v, want %v", x.who.Member, got, x.want)
			}
		}
	})
}
