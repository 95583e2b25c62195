package document

import (
	"fmt"
	"slices"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
	"sotay/internal/publication"
	"sotay/internal/rule"
)

// Type is a type of paper (rule "document.types").
type Type struct {
	ID     string   `json:"id"`
	Symbol string   `json:"symbol"`
	Title  string   `json:"title"`
	Bodies []string `json:"bodies"` // which may issue it
	Letter bool     `json:"letter"` // has no type in its head
}

// body is who issues for a kind of unit (rule "document.bodies").
type body struct {
	Kind      string      `json:"kind"`
	Body      string      `json:"body"`
	Symbol    string      `json:"symbol"`
	Names     [][2]string `json:"names"` // how a unit's name becomes its committee's: from, to
	Authority string      `json:"authority"`
	Keep      string      `json:"keep"` // last line of the recipients
	Seal      bool        `json:"seal"` // has a seal
}

// issuer is the committee's name as the head shows it: of "Đảng bộ xã Bảo Thắng"
// it is "Đảng ủy xã Bảo Thắng".
func (b body) issuer(unit string) string {
	for _, n := range b.Names {
		if rest, ok := strings.CutPrefix(unit, n[0]); ok {
			return n[1] + rest
		}
	}
	return unit
}

// term is a committee's term (rule "document.terms").
type term struct {
	Name string     `json:"name"`
	From civil.Date `json:"from"`
}

type book struct{ *rule.Book }

func (b book) types(day civil.Date) (ts []Type, err error) {
	_, err = b.On("document.types", day, &ts)
	return ts, err
}

// typed finds a type and refuses one that the body has no authority for.
func (b book) typed(id string, of body, day civil.Date) (Type, error) {
	ts, err := b.types(day)
	if err != nil {
		return Type{}, err
	}
	i := slices.IndexFunc(ts, func(t Type) bool { return t.ID == id })
	if i < 0 {
		return Type{}, fault.New(fault.Invalid, "document.invalid").Field("type", "document.type_missing")
	}
	if !slices.Contains(ts[i].Bodies, of.Body) {
		return Type{}, fault.New(fault.Invalid, "document.invalid").Field("type", "document.type_authority")
	}
	return ts[i], nil
}

// body finds who issues for a unit.
func (b book) body(u org.Unit, day civil.Date) (body, error) {
	var all []body
	if _, err := b.On("document.bodies", day, &all); err != nil {
		return body{}, err
	}
	for _, x := range all {
		if x.Kind == u.Kind {
			return x, nil
		}
	}
	return body{}, fault.New(fault.Invalid, "document.no_body", u.Name)
}

// term is the one that a day lies in.
func (b book) term(day civil.Date) (term, error) {
	var all []term
	if _, err := b.On("document.terms", day, &all); err != nil {
		return term{}, err
	}
	for _, t := range slices.Backward(all) {
		if t.From <= day {
			return t, nil
		}
	}
	return term{}, fmt.Errorf("document: no term on %s", string(day))
}

// unsigned says whether papers may be issued that were not signed here.
func (b book) unsigned(day civil.Date) (bool, error) {
	var r struct {
		Unsigned bool `json:"unsigned"`
	}
	_, err := b.On("document.signing", day, &r)
	return r.Unsigned, err
}

// start is the text with which a type of paper begins; "" where there is none.
func (b book) start(id string, day civil.Date) (string, error) {
	var all map[string]string
	_, err := b.On("document.starts", day, &all)
	return all[id], err
}

const (
	maxAbstract = 500
	maxText     = 200_000 // characters
	maxLines    = 60
	maxLine     = 300
)

// trimmed is the content without what nobody sees.
func (c Content) trimmed() Content {
	c.Abstract = strings.Join(strings.Fields(c.Abstract), " ")
	c.Text = strings.TrimSpace(strings.ReplaceAll(c.Text, "\r\n", "\n"))
	c.Place, c.SignerPost = strings.TrimSpace(c.Place), strings.TrimSpace(c.SignerPost)
	c.Addressees, c.Recipients = lines(c.Addressees), lines(c.Recipients)
	for i, s := range c.Recipients { // the dash before each is the layout's
		c.Recipients[i] = strings.TrimLeft(s, "-–•+ ")
	}
	c.Recipients = lines(c.Recipients)
	return c
}

func lines(all []string) (out []string) {
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// check refuses what cannot be a draft. What a draft may still lack is asked for
// by complete, when it is submitted.
func (c Content) check() error {
	var f fault.Check
	f.That(c.Abstract != "", "abstract", "document.abstract_missing")
	f.That(len([]rune(c.Abstract)) <= maxAbstract, "abstract", "document.abstract_long")
	f.That(len([]rune(c.Text)) <= maxText, "text", "document.text_long")
	f.That(short(c.Addressees), "addressees", "document.lines_long")
	f.That(short(c.Recipients), "recipients", "document.lines_long")
	f.That(len([]rune(c.Place)) <= maxLine, "place", "document.lines_long")
	f.That(len([]rune(c.SignerPost)) <= maxLine, "signer_post", "document.lines_long")
	f.That(len(c.Initials) <= paper.MaxInitials, "initials", "document.initials_many")
	if err := f.Err("document.invalid"); err != nil {
		return err
	}
	return unmarked(c.Abstract+"\n"+c.Text, strings.Join(append(append([]string{}, c.Addressees...), c.Recipients...), "\n"))
}

// secret is the code of the fault by which what is marked secret is refused.
const secret = "document.secret"

// unmarked refuses texts that carry a mark of secrecy.
func unmarked(texts ...string) error {
	for _, text := range texts {
		if _, marked := intake.Secrecy(text); marked {
			return fault.New(fault.Invalid, secret)
		}
	}
	return nil
}

func short(all []string) bool {
	return len(all) <= maxLines && !slices.ContainsFunc(all, func(s string) bool { return len([]rune(s)) > maxLine })
}

// complete refuses a draft that lacks what an issued paper must have.
func (c Content) complete() error {
	var f fault.Check
	f.That(c.Text != "", "text", "document.text_missing")
	f.That(c.Signer != "", "signer", "document.signer_missing")
	f.That(len(c.Recipients) > 0, "recipients", "document.recipients_missing")
	if c.Sending.Ask == publication.Answer {
		c.Sending.Question.Check(&f)
	}
	return f.Err("document.incomplete")
}

// must refuses unless the paper stands in one of the states.
func (d Document) must(states ...State) error {
	if slices.Contains(states, d.State) {
		return nil
	}
	return fault.New(fault.Conflict, "document.is_"+string(d.State), d.Abstract)
}

// symbol is a number as papers print it, without "Số": two digits at least (HD 05-HD/VPTW).
func symbol(n int64, series string) string { return fmt.Sprintf("%02d-%s", n, series) }

// turn is the first step that nobody has answered, and -1 where all have.
func turn(steps []Step) int {
	return slices.IndexFunc(steps, func(s Step) bool { return s.State == Waiting })
}
