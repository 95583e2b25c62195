package member

import (
	"hash/maphash"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/vi"
)

// What becomes of a row.
const (
	RowNew     = "new"
	RowChanged = "changed"
	RowSame    = "same"
	RowRefused = "refused"
	RowIgnored = "ignored" // not a person: a title, a note, a repeated header
)

// Verdict is what becomes of a row, and why.
type Verdict struct {
	Row     int
	Outcome string
	Remarks []Remark // of a refused row the reason first
}

// known is a person who is on the lists already, or whom an earlier row brought.
type known struct {
	id      ID
	unit    org.ID
	fold    string
	birth   civil.Approx
	card    string
	citizen string
	row     int     // that brought or changed him; 0 if none did
	digest  uint64  // of that row, to tell a repeated row from another one
	full    *Member // of those with row 0
}

// crowd finds known people by what names a person.
type crowd struct {
	citizen, card map[string]*known
	names         map[nameIn][]*known
}

type nameIn struct {
	unit org.ID
	fold string
}

func newCrowd() crowd {
	return crowd{map[string]*known{}, map[string]*known{}, map[nameIn][]*known{}}
}

func (c crowd) add(k *known) {
	if k.citizen != "" {
		c.citizen[k.citizen] = k
	}
	if k.card != "" {
		c.card[k.card] = k
	}
	at := nameIn{k.unit, k.fold}
	c.names[at] = append(c.names[at], k)
}

// world is what a row is compared with: those whom earlier rows brought or
// changed, and, for those whom none did, those on the lists.
type world struct {
	file, lists crowd
	touched     map[ID]bool
	seed        maphash.Seed
}

func newWorld() *world { return &world{newCrowd(), newCrowd(), map[ID]bool{}, maphash.MakeSeed()} }

// digest stands for what a row says: with it 100,000 rows stay small.
func (w *world) digest(p *person) uint64 { return maphash.Comparable(w.seed, said{p.Person, p.state}) }

type said struct {
	Person
	state State
}

// see makes people of the lists known for the rows to come, in place of others.
func (w *world) see(ms []Member) {
	w.lists = newCrowd()
	for i := range ms {
		if m := &ms[i]; !w.touched[m.ID] {
			w.lists.add(&known{m.ID, m.Unit, vi.Fold(m.Name), m.Birth, m.Person.Card, m.Citizen, 0, 0, m})
		}
	}
}

// took remembers what a row brought.
func (w *world) took(p *person, m Member) {
	k := &known{m.ID, m.Unit, vi.Fold(m.Name), m.Birth, m.Person.Card, m.Citizen, p.row, w.digest(p), nil}
	w.file.add(k)
	if m.ID != "" {
		w.touched[m.ID] = true
	}
}

// by finds who has a number, unless an earlier row has changed him.
func (w *world) by(number string, file, lists map[string]*known) *known {
	if number == "" {
		return nil
	}
	if k := file[number]; k != nil {
		return k
	}
	if k := lists[number]; k != nil && !w.touched[k.id] {
		return k
	}
	return nil
}

// numbered reports that somebody known has one of the person's numbers.
func (w *world) numbered(p *person) bool {
	return w.by(p.Citizen, w.file.citizen, w.lists.citizen) != nil || w.by(p.Person.Card, w.file.card, w.lists.card) != nil
}

// namesakes are those of the same name in the unit.
func (w *world) namesakes(unit org.ID, fold string) []*known {
	at := nameIn{unit, fold}
	others := slices.Clone(w.file.names[at])
	for _, k := range w.lists.names[at] {
		if !w.touched[k.id] {
			others = append(others, k)
		}
	}
	return others
}

// match finds who the person of a row is among those known. A number decides if the
// name, or the whole day of birth, is the same; without a number, name and birth in
// the same unit do. What could be one person or two is refused, never guessed.
func (w *world) match(p *person, unit org.ID) (*known, *Remark) {
	byCitizen := w.by(p.Citizen, w.file.citizen, w.lists.citizen)
	byCard := w.by(p.Person.Card, w.file.card, w.lists.card)
	refused := func(f Field, code string) (*known, *Remark) {
		return nil, &Remark{Code: code, Field: f, Cell: p.cell(f)}
	}
	k, f := byCitizen, FieldCitizen
	if k == nil {
		k, f = byCard, FieldCard
	}
	switch {
	case byCitizen != nil && byCard != nil && byCitizen != byCard:
		return refused(FieldCard, "member.row_two_people")
	case k == nil:
		return w.matchName(p, unit)
	case f == FieldCard && k.citizen != "" && p.Citizen != "": // both have one, and they differ
		return refused(FieldCard, "member.row_card_taken")
	case k.fold != p.fold && (k.birth != p.Birth || len(p.Birth) != fullDay):
		return refused(f, "member.row_other_person")
	}
	return k, nil
}

func (w *world) matchName(p *person, unit org.ID) (*known, *Remark) {
	var same *known
	unsure := false
	for _, k := range w.namesakes(unit, p.fold) {
		switch likeness(p, k) {
		case one:
			unsure = unsure || same != nil
			same = k
		case perhaps:
			unsure = true
		}
	}
	if unsure {
		return nil, &Remark{Code: "member.row_unsure", Field: FieldName, Cell: p.cell(FieldName)}
	}
	return same, nil
}

type alike uint8

const (
	two alike = iota
	perhaps
	one
)

// likeness judges namesakes in one unit who share no number.
func likeness(p *person, k *known) alike {
	differ := func(a, b string) bool { return a != "" && b != "" } // equal ones were found by number
	switch {
	case differ(p.Citizen, k.citizen):
		return two
	case p.Birth != "" && k.birth != "" && !agree(p.Birth, k.birth):
		return two
	case agree(p.Birth, k.birth) && !differ(p.Person.Card, k.card):
		return one
	}
	return perhaps
}

// merge lays what a row says over what is known. A blank says nothing, and neither
// does what is known better: a year of a day, a name without its diacritics.
func merge(old, row Person) Person {
	m := Person{
		Birth: better(old.Birth, row.Birth), Sex: orElse(row.Sex, old.Sex),
		Admitted: better(old.Admitted, row.Admitted), Official: better(old.Official, row.Official),
		Card: orElse(row.Card, old.Card), Citizen: orElse(row.Citizen, old.Citizen), Phone: orElse(row.Phone, old.Phone),
		Name: orElse(row.Name, old.Name),
	}
	if vi.Fold(old.Name) == vi.Fold(row.Name) && plainASCII(row.Name) {
		m.Name = old.Name
	}
	return m
}

func better(old, row civil.Approx) civil.Approx {
	if row == "" || agree(old, row) && len(row) < len(old) {
		return old
	}
	return row
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// changes names the fields in which two differ.
func changes(a, b Member) []Field {
	var out []Field
	for _, d := range []struct {
		f  Field
		is bool
	}{
		{FieldName, a.Name != b.Name}, {FieldBirth, a.Birth != b.Birth}, {FieldSex, a.Sex != b.Sex},
		{FieldAdmitted, a.Admitted != b.Admitted}, {FieldOfficial, a.Official != b.Official},
		{FieldCard, a.Person.Card != b.Person.Card}, {FieldCitizen, a.Citizen != b.Citizen},
		{FieldPhone, a.Phone != b.Phone}, {FieldState, a.State != b.State},
	} {
		if d.is {
			out = append(out, d.f)
		}
	}
	return out
}
