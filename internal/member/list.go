package member

import (
	"context"
	"encoding/base64"
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
	ByUnit bool       // unit by unit instead of by name: quick in a subtree of any size
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
	cond, args := f.where(who, See, today)
	order := []string{"sort", "id"}
	if f.ByUnit {
		order = []string{"path", "sort", "id"}
	}
	if after != "" {
		place, err := placeOf(after, len(order))
		if err != nil {
			return Page{}, err
		}
		cond, args = cond+` AND (`+strings.Join(order, ", ")+`) > (`+db.Marks(len(order))+`)`, append(args, place...)
	}
	query := selectMember + ` WHERE ` + cond + ` ORDER BY ` + strings.Join(order, ", ") + ` LIMIT ?`
	var ms []Member
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		ms, err = db.All(ctx, q, memberRow, query, append(args, size+1)...)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	return pageOf(ms, size, f.ByUnit, today), nil
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

// where is the filter as a condition within the actor's scope.
func (f Filter) where(who authz.Actor, p authz.Perm, today civil.Date) (string, []any) {
	scope := who.Scope(p)
	if f.Under != "" {
		scope = scope.Under(f.Under)
	}
	cond, args := scope.SQL("path")
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
			`SELECT state, COUNT(*) FROM member WHERE `+cond+` GROUP BY state`, args...)
		for _, r := range rows {
			counts[r.state] = r.n
		}
		return err
	})
	return counts, err
}
