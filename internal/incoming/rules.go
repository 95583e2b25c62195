package incoming

import (
	"fmt"
	"slices"
	"strings"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/vi"
	"sotay/internal/rule"
)

// Urgency is how fast a paper must be dealt with (rule "incoming.urgencies").
type Urgency struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Days  int    `json:"days"` // working days, where nobody says another deadline
}

// Type is a kind of paper that is often seen (rule "incoming.types").
type Type struct {
	Symbol string `json:"symbol"`
	Title  string `json:"title"`
}

// register is the rule "incoming.register".
type register struct {
	Begins string `json:"begins"` // month and day on which counting begins again
}

// reminders is the rule "incoming.reminders".
type reminders struct {
	Near      int `json:"near"` // working days before the deadline
	DaysAfter int `json:"daysAfter"`
}

type book struct{ *rule.Book }

func (b book) urgencies(day civil.Date) (all []Urgency, err error) {
	_, err = b.On("incoming.urgencies", day, &all)
	return all, err
}

func (b book) types(day civil.Date) (all []Type, err error) {
	_, err = b.On("incoming.types", day, &all)
	return all, err
}

// year is the register in which a day's papers count: "2026".
func (b book) year(day civil.Date) (string, error) {
	var r register
	if _, err := b.On("incoming.register", day, &r); err != nil {
		return "", err
	}
	y, _, _ := day.Parts()
	if string(day)[len("2006-"):] < r.Begins {
		y--
	}
	return fmt.Sprint(y), nil
}

const (
	maxIssuer   = 300
	maxSymbol   = 100
	maxType     = 100
	maxAbstract = 1000
	maxNote     = 4000 // instructions, results, reasons
	lateDays    = 60   // how long after a paper arrived it may still be registered
)

// tidy is the entry as the register keeps it.
func (e Entry) tidy(types []Type, today civil.Date) Entry {
	e.Issuer, e.Symbol, e.Type, e.Abstract = vi.Clean(e.Issuer), vi.Clean(e.Symbol), vi.Clean(e.Type), vi.Clean(e.Abstract)
	if e.Arrived.IsZero() {
		e.Arrived = today
	}
	if e.Type == "" {
		e.Type = typeOf(e.Symbol, types)
	}
	return e
}

// typeOf tells a paper's type from its symbol: "05-NQ/ĐU" is a resolution.
func typeOf(symbol string, types []Type) string {
	for part := range strings.FieldsFuncSeq(symbol, func(r rune) bool { return strings.ContainsRune("-/ .", r) }) {
		i := slices.IndexFunc(types, func(t Type) bool { return t.Symbol == part })
		if i >= 0 {
			return types[i].Title
		}
	}
	return ""
}

// check refuses what cannot stand in the register.
func (e Entry) check(urgencies []Urgency, today civil.Date) error {
	var f fault.Check
	e.lengths(&f)
	f.That(e.Issuer != "", "issuer", "incoming.issuer_missing")
	f.That(e.Abstract != "", "abstract", "incoming.abstract_missing")
	f.That(!e.Day.IsZero(), "day", "incoming.day_missing")
	f.That(e.Arrived <= today, "arrived", "incoming.arrived_future")
	f.That(e.Arrived.AddDays(lateDays) >= today, "arrived", "incoming.arrived_old")
	f.That(e.Day <= e.Arrived, "day", "incoming.day_after")
	f.That(slices.ContainsFunc(urgencies, func(u Urgency) bool { return u.Key == e.Urgency }), "urgency", "incoming.urgency_unknown")
	if err := f.Err("incoming.invalid"); err != nil {
		return err
	}
	return e.open()
}

func (e Entry) lengths(f *fault.Check) {
	for _, x := range []struct {
		field, text string
		most        int
	}{{"issuer", e.Issuer, maxIssuer}, {"symbol", e.Symbol, maxSymbol}, {"type", e.Type, maxType}, {"abstract", e.Abstract, maxAbstract}} {
		f.That(len([]rune(x.text)) <= x.most, x.field, "incoming."+x.field+"_long")
	}
}

// open refuses what is marked as a state secret.
func (e Entry) open() error { return public(e.Issuer, e.Symbol, e.Type, e.Abstract) }

// public refuses texts with the marking of a state secret.
func public(texts ...string) error {
	if _, secret := intake.Secrecy(strings.Join(texts, "\n")); secret {
		return fault.New(fault.Invalid, "incoming.secret")
	}
	return nil
}

// twin is what two registrations of one paper have in common; a paper without a
// number is known by its abstract.
func (e Entry) twin() string {
	name := e.Symbol
	if name == "" {
		name = e.Abstract
	}
	return vi.Fold(e.Issuer) + "\x1f" + vi.Fold(name) + "\x1f" + string(e.Day)
}

// fold is what a search looks through.
func (e Entry) fold() string {
	return vi.Fold(strings.Join([]string{e.Symbol, e.Issuer, e.Abstract, e.Type}, " "))
}

// clipped is the entry of a paper that arrived by itself: what is too long for
// the register is cut, since its clerk sees the paper itself.
func (e Entry) clipped() Entry {
	e.Issuer, e.Symbol, e.Type, e.Abstract = clip(e.Issuer, maxIssuer), clip(e.Symbol, maxSymbol), clip(e.Type, maxType), clip(e.Abstract, maxAbstract)
	return e
}

func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// must refuses unless the paper stands in one of the states.
func (p Paper) must(states ...State) error {
	if slices.Contains(states, p.State) {
		return nil
	}
	return fault.New(fault.Conflict, "incoming.is_"+string(p.State), p.Name())
}

// Name is how people call the paper in a sentence: its number and symbol, or its abstract.
func (p Paper) Name() string {
	if p.Symbol != "" {
		return p.Symbol
	}
	return clip(p.Abstract, 80)
}

// note is a text that somebody must write, without spaces around it.
func note(text, field, missing string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	var f fault.Check
	f.That(text != "", field, missing)
	f.That(len([]rune(text)) <= maxNote, field, "incoming.note_long")
	if err := f.Err("incoming.invalid"); err != nil {
		return "", err
	}
	return text, public(text)
}

// Numbered is an arrival number as people read it: "12/2026".
func (p Paper) Numbered() string { return fmt.Sprintf("%d/%s", p.Number, p.Year) }
