package report

import (
	"context"
	"slices"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Count is one line of a statistic. Of a hidden one N is 0 and says nothing.
type Count struct {
	Key    string // "official", "female"; of ages, their title; "" for not known
	N      int
	Hidden bool
}

// People are the members of a subtree today (probationary and official), counted
// in three ways; each sums up to Total.
type People struct {
	Total  Count
	States []Count
	Sexes  []Count
	Ages   []Count // by year of birth
}

// heads are members who are alike.
type heads struct {
	state, sex, year string
	n                int
}

// People counts the members under top. To an actor who may not see all of their
// records, groups of fewer than the rule "report.privacy" says are hidden, and as
// many other groups of the same table as it takes that the hidden ones cannot be
// had from the total. What is not defended: subtracting the counts of the units
// below from those above, where one of the units has few members.
func (s *Service) People(ctx context.Context, who authz.Actor, top org.ID) (p People, err error) {
	today := civil.In(s.db.Now())
	ages, least, err := s.peopleRules(today)
	if err != nil {
		return p, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		path, _, err := unitNow(ctx, q, top)
		if err != nil {
			return err
		}
		where := who.Scope(See).Under(path)
		if len(where) == 0 {
			return denied(who, path)
		}
		found, err := countHeads(ctx, q, where)
		if err != nil {
			return err
		}
		p = peopleOf(found, ages, today)
		if !covers(who.Scope(member.See), where) {
			p.hide(least)
		}
		return nil
	})
	return p, err
}

func countHeads(ctx context.Context, q db.Q, where authz.Scope) ([]heads, error) {
	cond, args := where.SQL("path")
	return db.All(ctx, q, func(h *heads) []any { return []any{&h.state, &h.sex, &h.year, &h.n} },
		`SELECT state, sex, year, COUNT(*) FROM (SELECT state, sex, SUBSTR(COALESCE(birth, ''), 1, 4) AS year FROM v_member
		WHERE state IN ('probationary', 'official') AND `+cond+`) AS x GROUP BY state, sex, year`, args...)
}

// covers reports whether all of a scope lies in another.
func covers(wide, narrow authz.Scope) bool {
	return !slices.ContainsFunc(narrow, func(x authz.Span) bool {
		if x.Only {
			return !wide.Has(x.Top)
		}
		return !slices.Contains(wide.Under(x.Top), x)
	})
}

// age is a band of the rule "report.ages".
type age struct {
	To    int    `json:"to"` // years, inclusive; 0 for the last band
	Title string `json:"title"`
}

func (s *Service) peopleRules(today civil.Date) (bands []age, least int, err error) {
	var ages struct {
		Bands []age `json:"bands"`
	}
	if _, err := s.book.On("report.ages", today, &ages); err != nil {
		return nil, 0, err
	}
	var privacy struct {
		Least int `json:"least"`
	}
	_, err = s.book.On("report.privacy", today, &privacy)
	return ages.Bands, privacy.Least, err
}

// peopleOf makes the three tables.
func peopleOf(all []heads, bands []age, today civil.Date) People {
	states := tableOf(string(member.Official), string(member.Probationary))
	sexes := tableOf(string(member.Male), string(member.Female))
	titles := make([]string, len(bands))
	for i, b := range bands {
		titles[i] = b.Title
	}
	ages, total := tableOf(titles...), 0
	for _, h := range all {
		total += h.n
		states.add(h.state, h.n)
		sexes.add(h.sex, h.n)
		ages.add(bandOf(h.year, bands, today), h.n)
	}
	return People{Total: Count{N: total}, States: states, Sexes: sexes, Ages: ages}
}

type table []Count

func tableOf(keys ...string) table {
	t := make(table, len(keys))
	for i, k := range keys {
		t[i].Key = k
	}
	return t
}

func (t *table) add(key string, n int) {
	i := slices.IndexFunc(*t, func(c Count) bool { return c.Key == key })
	if i < 0 {
		i = len(*t)
		*t = append(*t, Count{Key: key})
	}
	(*t)[i].N += n
}

// bandOf is the band of who was born in a year; "" where it is not known.
func bandOf(year string, bands []age, today civil.Date) string {
	born, err := civil.ParseMonth(year + "-01")
	if err != nil {
		return ""
	}
	then, _ := born.Parts()
	now, _, _ := today.Parts()
	for _, b := range bands {
		if b.To == 0 || now-then <= b.To {
			return b.Title
		}
	}
	return ""
}

// hide keeps small groups from being seen or computed.
func (p *People) hide(least int) {
	for _, t := range [][]Count{p.States, p.Sexes, p.Ages} {
		hideSmall(t, least)
	}
	if p.Total.N < least && p.Total.N > 0 {
		p.Total = Count{Hidden: true}
	}
}

// hideSmall hides the groups of fewer than least. As the total is known, so is the
// sum of what is hidden: the smallest other groups are hidden too until there are
// at least two, of at least least people together.
func hideSmall(counts []Count, least int) {
	var order []*Count
	for i := range counts {
		if counts[i].N > 0 {
			order = append(order, &counts[i])
		}
	}
	slices.SortStableFunc(order, func(a, b *Count) int { return a.N - b.N })
	hidden, people := 0, 0
	for _, c := range order {
		if c.N >= least && (hidden == 0 || hidden > 1 && people >= least) {
			return
		}
		hidden, people = hidden+1, people+c.N
		c.N, c.Hidden = 0, true
	}
}
