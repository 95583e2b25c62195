// Package paper makes the organisation's official papers: described once, written as PDF or as DOCX.
//
// It promises that
//   - every measure comes from a Layout (margins, sizes, spacing), a dated value with its citation, never from the code;
//   - the same input gives the same bytes: no clock, no random, resources in a fixed order;
//   - text can be copied out of the files as correct Vietnamese in Unicode NFC;
//   - any input is safe: control characters are dropped, words longer than a line are broken, empty fields leave no trace,
//     and a head or a signature that cannot fit is refused with an *OverflowError instead of being cut.
//
// The package knows nothing of units, members or databases: callers hand over finished words.
package paper

import (
	"strings"
	"time"
)

// Paper is one official paper. Every field may be empty except Layout; what is empty is left out.
type Paper struct {
	Layout Layout

	Superior string // body above the issuer: "ĐẢNG ỦY XÃ BẢO THẮNG"
	Issuer   string // issuing body: "CHI BỘ THÔN ĐỒNG TÂM"
	Number   string // number and symbol as printed: "Số 05-NQ/CB"
	Place    string // place of issue: "Lào Cai"
	Day      Day    // day of issue

	Kind     string   // type in capitals: "NGHỊ QUYẾT"; without it the paper is a letter and Abstract goes under Number
	Abstract string   // what the paper is about
	To       []string // addressees of a letter or submission ("Kính gửi")

	Body       []Block
	Recipients []string   // lines of "Nơi nhận" without their dash; the last is "Lưu …"
	Left       *Signature // minutes: the secretary
	Right      *Signature // the signer; minutes: the chair
	Annexes    []Annex

	Created time.Time // instant written into the file's properties; zero means the start of Day
}

// Signature is one place to sign.
type Signature struct {
	Authority string // "T/M CHI BỘ" or "CHỦ TRÌ"; "\n" starts a new line
	Post      string // "BÍ THƯ"
	Note      string // words in the room for the signature: "(Đã ký)"
	Name      string // who signs
	Seal      bool   // the office's seal stands beside the signature
}

// Annex is a part after the signatures, on pages of its own.
type Annex struct {
	Title    string // "PHỤ LỤC 1"
	Abstract string // what it holds
	Note     string // "(Kèm theo Biên bản số 12-BB/CB, ngày 05/11/2026)"
	Body     []Block
}

// Block is one part of a body: Heading, Paragraph, List, Table, Blank or PageBreak.
type Block interface{ block() }

// Heading is a line in bold that stays with what follows.
type Heading struct {
	Text   string
	Level  int  // from 2 on also in italic
	Centre bool // centred instead of indented
}

// Paragraph is running text. "\n" in a run starts a new line.
type Paragraph struct {
	Runs  []Run
	Align Align
}

// Run is a stretch of text in one style.
type Run struct {
	Text                    string
	Bold, Italic, Underline bool
}

// List is a list whose items begin with a mark, set like paragraphs as official papers do.
type List struct {
	Mark  string // "-" when empty; "+" and "•" are usual for inner lists
	Items []Paragraph
}

// Table is a ruled table over the full width. Its header row is repeated on every page it reaches.
type Table struct {
	Columns   []Column
	Rows      [][]string // missing cells are blank, cells beyond the columns are dropped
	Total     []string   // a last row in bold, if any
	Typed     bool       // cells may carry the marks of Blocks: **bold**, *italic*, __underlined__
	RowHeight float64    // least height of a row in mm, for rows to be signed or filled by hand
}

// Column is one column of a Table.
type Column struct {
	Title string  // header; when all titles are empty there is no header row
	Width float64 // share of the width relative to the other columns; not positive counts as 1
	Align Align   // of the cells: Justify means left here
}

// Blank is an empty line.
type Blank struct{}

// PageBreak starts a new page.
type PageBreak struct{}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
func (Blank) block()     {}
func (PageBreak) block() {}

// Align says how lines fill their width.
type Align int

// Alignments. The zero value is what official papers use for running text.
const (
	Justify Align = iota
	AlignLeft
	AlignCentre
	AlignRight
)

// Text returns a plain paragraph.
func Text(s string) Paragraph { return Paragraph{Runs: []Run{{Text: s}}} }

// Lead returns a paragraph that opens with words in bold: "**1. Quan điểm.** Chuyển đổi số …".
func Lead(bold, rest string) Paragraph {
	return Paragraph{Runs: []Run{{Text: bold, Bold: true}, {Text: " " + rest}}}
}

// Dashes returns a list of plain items marked with dashes.
func Dashes(items ...string) List {
	l := List{}
	for _, s := range items {
		l.Items = append(l.Items, Text(s))
	}
	return l
}

// title is the name of the paper for the file's properties.
func (p Paper) title() string {
	var parts []string
	for _, s := range []string{p.Kind, p.Number, p.Abstract} {
		if s = oneLine(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " - ")
}

// empty tells whether nobody signs here.
func (s *Signature) empty() bool {
	return s == nil || oneLine(s.Authority+s.Post+s.Note+s.Name) == ""
}

// isLetter tells whether the paper has no type of its own (công văn).
func (p Paper) isLetter() bool { return oneLine(p.Kind) == "" }

// created is the instant for the file's properties, in UTC and never the present.
func (p Paper) created() time.Time { return stamp(p.Created, p.Day) }

func stamp(t time.Time, d Day) time.Time {
	switch {
	case !t.IsZero():
		return t.UTC().Truncate(time.Second)
	case d.Year > 0 && d.Month > 0 && d.Day > 0:
		return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
}
