package member

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// Filter says which people a list shows, among those whom the actor may see.
type Filter struct {
	Under  authz.Path // a subtree; "" for all
	Text   string     // words of a name, or the beginning of a card, citizen or telephone number
	States []State    // none for all but those who left
	Exempt bool       // only those exempt today
	ByUnit bool       // unit by unit instead of by name

	walk bool // goes through everybody by name and leaves out who is not in the subtree
}

// Line is a person in a list; his citizen ID and telephone number are masked.
type Line struct {
	Card
	Birth    civil.Approx
	Sex      Sex
	Admitted civil.Approx
	Official civil.Approx
	Number   string // of the member's card
	Citizen  string // masked
}

// Page is a part of a list.
type Page struct {
	Lines []Line
	Next  string // give it as after to read on; "" at the end
}

// maxPage bounds a page.
const maxPage = 200

// List returns people by name, at most size of them after the place that an
// earlier page named ("" for the beginning).
func (s *Service) List(ctx context.Context, who authz.Actor, f Filter, after string, size int) (Page, error) {
	today := civil.In(s.db.Now())
	size = min(max(size, 1), maxPage)
	var ms []Member
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if f.walk, err = f.large(ctx, q, who); err == nil {
			ms, err = f.lines(ctx, q, who, after, size+1, today)
		}
		return err
	})
	if err != nil {
		return Page{}, err
	}
	return pageOf(ms, size, f.ByUnit, today), nil
}

// lines are at most n people behind a place.
func (f Filter) lines(ctx context.Context, q db.Q, who authz.Actor, after string, n int, today civil.Date) ([]Member, error) {
	order := []string{"sort", "id"}
	if f.ByUnit {
		order = []string{"path", "sort", "id"}
	}
	begin, place, err := beginning(after, order)
	if err != nil {
		return nil, err
	}
	cond, args := f.where(who, See, today)
	query := selectMember + ` WHERE ` + begin + cond + ` ORDER BY ` + strings.Join(order, ", ") + ` LIMIT ?`
	return db.All(ctx, q, memberRow, query, slices.Concat(place, args, []any{n})...)
}

// beginning is the condition that a page comes after the place. It stands first in
// the statement: of two lower bounds SQLite takes the first.
func beginning(after string, order []string) (cond string, args []any, err error) {
	if after == "" {
		return "", nil, nil
	}
	args, err = placeOf(after, len(order))
	return `(` + strings.Join(order, ", ") + `) > (` + db.Marks(len(order)) + `) AND `, args, err
}

// sortable is how many people can be sorted for one page without anybody noticing.
const sortable = 15_000

// large reports whether a list by name is of so many people that a page is found
// sooner by going through everybody in the order of names than by sorting them: of
// n in a whole of N it takes about N/n steps for each line.
func (f Filter) large(ctx context.Context, q db.Q, who authz.Actor) (bool, error) {
	few := len(f.States) > 0 && !slices.Contains(f.States, Official)
	if f.ByUnit || f.Text != "" || f.Exempt || few {
		return false, nil
	}
	cond, args := f.scope(who, See).SQL("path")
	n, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM (SELECT 1 FROM member WHERE `+cond+` LIMIT ?) AS people`, append(args, sortable)...)
	return n == sortable, err
}

func pageOf(ms []Member, size int, byUnit bool, today civil.Date) Page {
	var p Page
	if len(ms) > size {
		ms = ms[:size]
		last := ms[size-1]
		key := []string{last.Sort, string(last.ID)}
		if byUnit {
			key = append([]string{string(last.Path)}, key...)
		}
		p.Next = base64.RawURLEncoding.EncodeToString([]byte(strings.Join(key, "\x00")))
	}
	p.Lines = make([]Line, len(ms))
	for i, m := range ms {
		p.Lines[i] = m.line(today)
	}
	return p
}

func (m Member) line(today civil.Date) Line {
	l := Line{Card: m.card(today), Birth: m.Birth, Sex: m.Sex, Admitted: m.Admitted, Official: m.Official, Number: m.Person.Card, Citizen: mask(m.Citizen)}
	l.Phone = mask(l.Phone)
	return l
}

func placeOf(after string, width int) ([]any, error) {
	text, err := base64.RawURLEncoding.DecodeString(after)
	parts := strings.Split(string(text), "\x00")
	if err != nil || len(parts) != width {
		return nil, fault.New(fault.Invalid, "member.page_unknown")
	}
	return db.Args(parts), nil
}

func (f Filter) scope(who authz.Actor, p authz.Perm) authz.Scope {
	if f.Under == "" {
		return who.Scope(p)
	}
	return who.Scope(p).Under(f.Under)
}

// where is the filter as a condition within the actor's scope.
func (f Filter) where(who authz.Actor, p authz.Perm, today civil.Date) (string, []any) {
	column := "path"
	if f.walk {
		column = "path || ''" // no column of an index
	}
	cond, args := f.scope(who, p).SQL(column)
	if len(f.States) == 0 {
		cond += belongs
	} else {
		cond, args = cond+` AND state IN (`+db.Marks(len(f.States))+`)`, append(args, db.Args(f.States)...)
	}
	if f.Exempt {
		cond, args = cond+` AND exempt_from <= ? AND (exempt_to IS NULL OR exempt_to >= ?)`, append(args, today, today)
	}
	return f.search(cond, args)
}

// maxWords bounds the words of a search.
const maxWords = 8

// search adds the conditions of the text: a number begins one of the person's
// numbers, each word begins a word of the name.
func (f Filter) search(cond string, args []any) (string, []any) {
	text := vi.Fold(f.Text)
	if n := bare(text); allDigits(n) {
		end := n + ":" // ':' follows '9'
		return cond + ` AND (card >= ? AND card < ? OR citizen >= ? AND citizen < ? OR phone >= ? AND phone < ?)`,
			append(args, n, end, n, end, n, end)
	}
	words := strings.Fields(text)
	for _, w := range words[:min(len(words), maxWords)] {
		cond, args = cond+` AND ' ' || fold LIKE ? ESCAPE '!'`, append(args, "% "+likeSafe(w)+"%")
	}
	return cond, args
}

func likeSafe(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// Count returns how many people are in each state in a subtree, as far as the
// actor may see it.
func (s *Service) Count(ctx context.Context, who authz.Actor, under authz.Path) (map[State]int, error) {
	type row struct {
		state State
		n     int
	}
	cond, args := who.Scope(See).Under(under).SQL("path")
	counts := map[State]int{}
	err := s.db.Read(ctx, func(q db.Q) error {
		rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.state, &r.n} },
			`SELECT state, CAST(SUM(n) AS BIGINT) FROM (SELECT state, COUNT(*) AS n FROM member WHERE `+cond+` GROUP BY path, state) AS unit GROUP BY state`, args...)
		for _, r := range rows {
			counts[r.state] = r.n
		}
		return err
	})
	return counts, err
}
