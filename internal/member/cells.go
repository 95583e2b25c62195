package member

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/sheet"
	"sotay/internal/platform/vi"
)

// Remark is something to say about a row: why it is refused, or what was mended.
type Remark struct {
	Code  string
	Field Field  `json:",omitempty"`
	Cell  string `json:",omitempty"` // "C17"; "" for the row
	Args  []any  `json:",omitempty"`
}

// person is a row as read.
type person struct {
	Person
	row     int
	fold    string // of the name
	state   State  // "" where the row does not say
	unit    string // as the row names it, "" where it does not
	blank   bool   // the row is no person: a title, a note, a repeated header
	refusal *Remark
	notes   []Remark
	*reader
}

// reader turns rows into people. It is made once for a file.
type reader struct {
	layout
	words wordings
	rules rules
	year  int // two-digit years lie in the hundred years that end with it
}

func newReader(l layout, w wordings, r rules) *reader {
	year, _, _ := r.day.Parts()
	return &reader{layout: l, words: w, rules: r, year: year}
}

// cell names the cell of a field in a row, as people do.
func (p *person) cell(f Field) string {
	for have, col := range p.at {
		if have == f {
			return sheet.A1(col+1, p.row)
		}
	}
	for have, col := range p.at {
		if have.whole() == f && have != fieldBirthFemale && have != fieldGiven {
			return sheet.A1(col+1, p.row)
		}
	}
	return ""
}

// refuse keeps the first reason.
func (p *person) refuse(f Field, code string, args ...any) {
	if p.refusal == nil {
		p.refusal = &Remark{code, f, p.cell(f), args}
	}
}

func (p *person) note(f Field, code string, args ...any) {
	p.notes = append(p.notes, Remark{code, f, p.cell(f), args})
}

// read makes a person of a row, as far as the row alone can tell.
func (rd *reader) read(row sheet.Row) *person {
	p := &person{row: row.Number, reader: rd}
	if p.blank = rd.noPerson(row); p.blank {
		return p
	}
	p.readName(row)
	p.readBirth(row)
	p.readSex(row)
	p.Admitted = p.readDay(row, FieldAdmitted)
	p.Official = p.readDay(row, FieldOfficial)
	p.readNumbers(row)
	p.readState(row)
	if p.unit = rd.text(row, fieldUnitCode); p.unit == "" {
		p.unit = rd.text(row, FieldUnit)
	}
	if p.Birth == "" && p.Card == "" && p.Citizen == "" {
		p.refuse(FieldName, "member.row_identity")
	}
	return p
}

// noPerson reports rows that lists have besides people: numbers of columns, titles
// of parts and notes that fill one cell, and headers repeated on each page.
func (rd *reader) noPerson(row sheet.Row) bool {
	filled, mapped := 0, 0
	for col, c := range row.Cells {
		if strings.TrimSpace(c.Text) == "" {
			continue
		}
		filled++
		if col < len(rd.columns) && rd.columns[col].Field != "" {
			mapped++
		}
	}
	name := rd.name(row)
	return filled < 2 || mapped == 0 || mapped == 1 && rd.words.part(name) || allDigits(strings.Trim(bare(name), "()[]")) || rd.words.heading(name) != ""
}

// raw is the cell of a field; the zero cell where the sheet has no such column.
func (rd *reader) raw(row sheet.Row, f Field) sheet.Cell {
	col, ok := rd.at[f]
	if !ok || col >= len(row.Cells) {
		return sheet.Cell{}
	}
	return row.Cells[col]
}

// text is the text of a field's cell in Unicode; what stands for "nothing" is "".
func (rd *reader) text(row sheet.Row, f Field) string {
	c := rd.raw(row, f)
	if c.Text == "" {
		return ""
	}
	t := vi.Clean(strings.TrimLeft(vi.Convert(c.Text, rd.columns[rd.at[f]].encoding), "'’`"))
	if rd.words.blanks[vi.Fold(t)] {
		return ""
	}
	return t
}

func (rd *reader) name(row sheet.Row) string {
	if _, ok := rd.at[FieldName]; ok {
		if _, two := rd.at[fieldGiven]; !two {
			return rd.text(row, FieldName)
		}
	}
	family := orElse(rd.text(row, fieldFamily), rd.text(row, FieldName))
	return strings.TrimSpace(family + " " + rd.text(row, fieldGiven))
}

func (p *person) readName(row sheet.Row) {
	p.Name = vi.Title(p.name(row))
	p.fold = vi.Fold(p.Name)
	switch {
	case p.Name == "":
		p.refuse(FieldName, "member.name_empty")
	case !properName(p.Name) && looksLegacy(p.name(row)):
		p.refuse(FieldName, "member.name_font", p.Name)
	}
}

// looksLegacy reports characters that Unicode Vietnamese has no use for.
func looksLegacy(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && r < 0xC0 })
}

// readBirth takes the birth from one column, or from that of men or of women.
func (p *person) readBirth(row sheet.Row) {
	p.Birth = p.readDay(row, FieldBirth)
	for _, c := range []struct {
		Field
		Sex
	}{{fieldBirthMale, Male}, {fieldBirthFemale, Female}} {
		day := p.readDay(row, c.Field)
		switch {
		case day == "":
		case p.Birth != "":
			p.refuse(FieldBirth, "member.row_two_births")
		default:
			p.Birth, p.Sex = day, c.Sex
		}
	}
}

func (p *person) readSex(row sheet.Row) {
	text := p.text(row, FieldSex)
	sex, ok := p.words.sexes[key(text)]
	switch {
	case text == "":
	case !ok:
		p.refuse(FieldSex, "member.sex_unknown", text)
	case p.Sex != "" && p.Sex != sex:
		p.refuse(FieldSex, "member.row_two_sexes")
	default:
		p.Sex = sex
	}
	for _, c := range []struct {
		Field
		Sex
	}{{fieldMale, Male}, {fieldFemale, Female}} {
		if strings.TrimSpace(p.raw(row, c.Field).Text) == "" {
			continue
		}
		if p.Sex != "" && p.Sex != c.Sex {
			p.refuse(FieldSex, "member.row_two_sexes")
		}
		p.Sex = c.Sex
	}
}

func (p *person) readNumbers(row sheet.Row) {
	n := p.rules.numbers
	var padded bool
	for _, f := range []Field{FieldCitizen, FieldCard, FieldPhone} {
		text := p.text(row, f)
		switch {
		case p.raw(row, f).Kind == sheet.Error:
			p.refuse(f, "member.row_cell_error")
		case strings.Contains(strings.ToUpper(text), "E+"):
			p.refuse(f, "member.row_scientific", text)
		case f == FieldCitizen:
			p.Citizen, padded = n.citizen(text, p.Birth, p.Sex)
		case f == FieldCard:
			p.Card, padded = n.card(text)
		case f == FieldPhone:
			p.Phone, padded = n.phone(text)
		}
		if padded {
			p.note(f, "member.row_padded")
			padded = false
		}
	}
}

func (p *person) readState(row sheet.Row) {
	text := p.text(row, FieldState)
	if text == "" {
		return
	}
	state, ok := p.words.states[key(text)]
	if !ok {
		p.refuse(FieldState, "member.state_unknown", text)
	}
	p.state = state
}

// readDay reads a day in any of the forms in which lists have it.
func (p *person) readDay(row sheet.Row, f Field) civil.Approx {
	c := p.raw(row, f)
	if c.Kind == sheet.Error {
		p.refuse(f, "member.row_cell_error")
		return ""
	}
	day, note, code := p.day(c, p.text(row, f))
	if code != "" {
		p.refuse(f, code, c.Text)
	}
	if note != "" {
		p.note(f, note, day)
	}
	return day
}

// Numbers that are years and not the days of a spreadsheet (which would fall into
// the summer of 1905), and numbers that are days of it (1927 to 2064).
const (
	firstYear, lastYear     = 1900, 2100
	firstSerial, lastSerial = 10_000, 60_000
)

// day returns what a cell says, a note on how it was read, or the code of what is
// wrong with it.
func (rd *reader) day(c sheet.Cell, text string) (day civil.Approx, note, code string) {
	n := c.Serial
	if c.Kind == sheet.Text {
		n, _ = strconv.ParseFloat(text, 64)
	}
	whole := n == float64(int(n))
	switch {
	case text == "":
		return "", "", ""
	case c.Kind == sheet.Date && whole && n >= firstYear && n <= lastYear:
		return civil.Approx(strconv.Itoa(int(n))), "member.row_year_as_day", ""
	case c.Kind == sheet.Date:
		return fromSheet(c)
	case whole && n >= firstYear && n <= lastYear:
		return civil.Approx(strconv.Itoa(int(n))), "", ""
	case n >= firstSerial && n <= lastSerial && (c.Kind == sheet.Number || allDigits(text)):
		day, _, code := fromSheet(sheet.Cell{Kind: sheet.Date, Serial: n})
		return day, "member.row_serial", code
	}
	return rd.fromText(text)
}

func fromSheet(c sheet.Cell) (civil.Approx, string, string) {
	y, m, d, ok := c.Day()
	if !ok {
		return "", "", "member.row_no_day"
	}
	return approx(y, m, d), "", ""
}

func (rd *reader) fromText(text string) (civil.Approx, string, string) {
	y, m, d, err := vi.ParseDateUntil(text, rd.year)
	switch {
	case errors.Is(err, vi.ErrNoSuchDay):
		return "", "", "member.row_no_day"
	case err != nil:
		return "", "", "member.row_day_form"
	}
	if !strings.Contains(text, fmt.Sprintf("%04d", y)) {
		return approx(y, m, d), "member.row_short_year", ""
	}
	return approx(y, m, d), "", ""
}

func approx(y, m, d int) civil.Approx {
	switch {
	case m == 0:
		return civil.Approx(fmt.Sprintf("%04d", y))
	case d == 0:
		return civil.Approx(fmt.Sprintf("%04d-%02d", y, m))
	}
	return civil.Approx(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
}

// Say is the remark as a sentence for people.
func (r Remark) Say() string {
	sentence := Sentences()[r.Code]
	if sentence == "" {
		return r.Code
	}
	return fmt.Sprintf(sentence, r.Args[:min(len(r.Args), strings.Count(sentence, "%v"))]...)
}
