package member

import (
	"maps"
	"slices"
	"strings"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/vi"
)

// Choice is something to choose, and what people call it.
type Choice struct{ Key, Title string }

// StateTitles returns what people call the states on the day (rule "member.states").
func (s *Service) StateTitles(day civil.Date) (map[State]string, error) {
	r, err := rulesOn(s.book, day)
	titles := make(map[State]string, len(r.states))
	for state, x := range r.states {
		titles[state] = x.Title
	}
	return titles, err
}

// NextStates returns the states that may follow one on the day, in the order of the
// rule "member.states".
func (s *Service) NextStates(from State, day civil.Date) ([]State, error) {
	r, err := rulesOn(s.book, day)
	return r.states[from].To, err
}

// Leavings returns the reasons for which a person leaves, by title (rule
// "member.leaving").
func (s *Service) Leavings(day civil.Date) ([]Choice, error) {
	r, err := rulesOn(s.book, day)
	var out []Choice
	for _, key := range slices.Sorted(maps.Keys(r.leaving)) {
		out = append(out, Choice{key, r.leaving[key]})
	}
	slices.SortStableFunc(out, func(a, b Choice) int { return strings.Compare(vi.SortKey(a.Title), vi.SortKey(b.Title)) })
	return out, err
}
