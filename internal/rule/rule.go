// Package rule keeps the organisation's rules as data: each with the days on
// which it is in force and the regulation that it comes from. Features ask for
// the rule of a topic on a day and decode it into a type of their own; numbers,
// deadlines, names of levels and thresholds stand nowhere else.
package rule

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sotay/internal/platform/civil"
)

//go:embed data/*.json
var files embed.FS

// Rule is one rule in force over some days.
type Rule struct {
	Topic       string          `json:"topic"`       // "feature.subject"
	From        civil.Date      `json:"from"`        // first day in force
	To          civil.Date      `json:"to"`          // last day in force; none while it lasts
	Citation    string          `json:"citation"`    // the regulation, as offices cite it
	About       string          `json:"about"`       // what it rules, in Vietnamese, for the settings page
	Unconfirmed string          `json:"unconfirmed"` // what of it is not confirmed, if anything
	Value       json.RawMessage `json:"value"`
}

func (r Rule) on(day civil.Date) bool { return r.From <= day && (r.To.IsZero() || day <= r.To) }

// Book is all rules, of all times.
type Book struct{ rules []Rule }

// Load reads the rules that come with the program and, laid over them, those in
// the *.json files of own (an organisation's own rules; nil for none). Among the
// rules of one topic that are in force on a day, an own one wins, then the latest.
func Load(own fs.FS) (*Book, error) {
	shipped, err := fs.Sub(files, "data")
	if err != nil {
		return nil, err
	}
	var b Book
	for _, dir := range []fs.FS{shipped, own} {
		if dir == nil {
			continue
		}
		rules, err := read(dir)
		if err != nil {
			return nil, err
		}
		b.rules = append(b.rules, rules...)
	}
	return &b, nil
}

func read(dir fs.FS) (all []Rule, err error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		var rules []Rule
		if err := strict(text, &rules); err != nil {
			return nil, fmt.Errorf("rules in %s: %w", name, err)
		}
		for _, r := range rules {
			if err := r.check(); err != nil {
				return nil, fmt.Errorf("rules in %s: %w", name, err)
			}
		}
		slices.SortStableFunc(rules, func(x, y Rule) int { return strings.Compare(string(x.From), string(y.From)) })
		all = append(all, rules...)
	}
	return all, nil
}

func (r Rule) check() error {
	for _, d := range []civil.Date{r.From, r.To} {
		if _, err := civil.ParseDate(string(d)); err != nil && !d.IsZero() {
			return fmt.Errorf("%s: %w", r.Topic, err)
		}
	}
	if r.Topic == "" || r.From.IsZero() || r.Citation == "" || len(r.Value) == 0 {
		return fmt.Errorf("%q lacks a topic, a first day, a citation or a value", r.Topic)
	}
	return nil
}

func strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// On decodes the rule of a topic that is in force on the day.
func (b *Book) On(topic string, day civil.Date, into any) (Rule, error) {
	for _, r := range slices.Backward(b.rules) {
		if r.Topic == topic && r.on(day) {
			if err := strict(r.Value, into); err != nil {
				return r, fmt.Errorf("rule %s from %s: %w", topic, string(r.From), err)
			}
			return r, nil
		}
	}
	return Rule{}, fmt.Errorf("rule: nothing rules %s on %s", topic, string(day))
}

// All returns every rule by topic and first day, for the settings page.
func (b *Book) All() []Rule {
	all := slices.Clone(b.rules)
	slices.SortStableFunc(all, func(x, y Rule) int {
		if c := strings.Compare(x.Topic, y.Topic); c != 0 {
			return c
		}
		return strings.Compare(string(x.From), string(y.From))
	})
	return all
}
