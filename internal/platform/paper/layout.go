package paper

import (
	"errors"
	"fmt"
)

// Layout is the form the rules prescribe for a paper. Lengths are millimetres, sizes of type and line spacing points.
type Layout struct {
	Name   string // citation of the rule
	Issued Day    // its day

	PageWidth, PageHeight    float64
	Top, Bottom, Left, Right float64 // margins
	PageNumberTop            float64 // from the edge of the sheet to the top of the page number's line
	Font                     string  // name written into DOCX; PDF embeds Tinos, whose widths are those of Times New Roman

	Line             float64 // exact spacing of lines, within LineMin and LineMax
	LineMin, LineMax float64
	ParagraphGap     float64 // after each paragraph, in points
	FirstLine        float64 // indent of a paragraph's first line, mm

	HeadLeft float64 // width of the head's left column; the right one has the rest
	HeadLean float64 // how far the left column may shrink for a long place name, mm
	HeadLine float64 // line spacing in the head
	Motto    string  // title at the right of the head
	Star     string  // under the issuing body
	Divider  string  // under the abstract
	SignGap  float64 // room for a signature and seal

	Body, SuperiorFace, IssuerFace, NumberFace, MottoFace, PlaceFace Face
	KindFace, AbstractFace, LetterFace, PageNumberFace               Face
	RecipientsTitle, RecipientsFace                                  Face
	AuthorityFace, PostFace, SignNoteFace, NameFace                  Face
	TableFace                                                        Face
	TableLine                                                        float64 // line spacing inside tables
	RecipientsLine                                                   float64 // line spacing of the recipients
	CellX, CellY                                                     float64 // room between a table's border and its text, mm
	Hairline                                                         float64 // width of rules and borders, mm
}

// Face is a size of type in points with its style.
type Face struct {
	Size                    float64
	Bold, Italic, Underline bool
}

// HD05 returns the layout of Hướng dẫn 05-HD/VPTW of 27 May 2026 on the form of the Party's papers. Where the guidance gives
// no figure (tables, room for signatures, the head's two columns) the values are those of common office practice.
func HD05() Layout {
	return Layout{
		Name: "HD 05-HD/VPTW", Issued: Day{2026, 5, 27},
		PageWidth: 210, PageHeight: 297,
		Top: 20, Bottom: 20, Left: 30, Right: 15,
		PageNumberTop: 10, Font: "Times New Roman",
		Line: 20, LineMin: 18, LineMax: 22, ParagraphGap: 6, FirstLine: 10,
		HeadLeft: 68, HeadLean: 12, HeadLine: 18, Motto: "ĐẢNG CỘNG SẢN VIỆT NAM", Star: "*", Divider: "-----", SignGap: 25,
		Body: Face{Size: 14}, SuperiorFace: Face{Size: 13}, IssuerFace: Face{Size: 13, Bold: true},
		NumberFace: Face{Size: 14}, MottoFace: Face{Size: 14, Bold: true}, PlaceFace: Face{Size: 14, Italic: true},
		KindFace: Face{Size: 16, Bold: true}, AbstractFace: Face{Size: 14, Bold: true},
		LetterFace: Face{Size: 12, Italic: true}, PageNumberFace: Face{Size: 14},
		RecipientsTitle: Face{Size: 14}, RecipientsFace: Face{Size: 12}, RecipientsLine: 15,
		AuthorityFace: Face{Size: 14, Bold: true}, PostFace: Face{Size: 14},
		SignNoteFace: Face{Size: 13, Italic: true}, NameFace: Face{Size: 14, Bold: true},
		TableFace: Face{Size: 13}, TableLine: 16, CellX: 1.5, CellY: 0.8, Hairline: 0.2,
	}
}

// ErrLayout is returned for a layout that is empty or that contradicts itself.
var ErrLayout = errors.New("paper: unusable layout")

// pt is a point in millimetres.
const pt = 25.4 / 72

// width is the width of the text, mm.
func (l Layout) width() float64 { return l.PageWidth - l.Left - l.Right }

// height is the height of the text on one page, mm.
func (l Layout) height() float64 { return l.PageHeight - l.Top - l.Bottom }

// line is the spacing of body lines, mm.
func (l Layout) line() float64 { return l.Line * pt }

// check refuses a layout no paper can be set with. The comparisons are written so that NaN fails them.
func (l Layout) check() error {
	switch {
	case !(l.PageWidth > 0 && l.PageWidth <= 2000 && l.PageHeight > 0 && l.PageHeight <= 2000):
		return fmt.Errorf("%w: page of %v by %v mm", ErrLayout, l.PageWidth, l.PageHeight)
	case !(l.Top >= 0 && l.Bottom >= 0 && l.Left >= 0 && l.Right >= 0):
		return fmt.Errorf("%w: negative margin", ErrLayout)
	case !(l.width() >= 60 && l.height() >= 100):
		return fmt.Errorf("%w: margins leave %v by %v mm", ErrLayout, l.width(), l.height())
	case !(l.Line > 0 && l.Line >= l.LineMin && l.Line <= l.LineMax && l.LineMax <= 60):
		return fmt.Errorf("%w: line spacing %v pt is not within %v and %v", ErrLayout, l.Line, l.LineMin, l.LineMax)
	case !(l.FirstLine >= 0 && l.FirstLine <= l.width()/2):
		return fmt.Errorf("%w: first line of %v mm", ErrLayout, l.FirstLine)
	case !(l.HeadLeft-l.HeadLean >= 20 && l.HeadLeft <= l.width()-20 && l.HeadLean >= 0):
		return fmt.Errorf("%w: head column of %v less %v mm", ErrLayout, l.HeadLeft, l.HeadLean)
	}
	return l.checkSizes()
}

// checkSizes wants every face and spacing between 1 and 60 points, so that each page holds some lines, and sane gaps.
func (l Layout) checkSizes() error {
	sizes := []float64{l.HeadLine, l.TableLine, l.RecipientsLine}
	for _, f := range []Face{
		l.Body, l.SuperiorFace, l.IssuerFace, l.NumberFace, l.MottoFace, l.PlaceFace, l.KindFace, l.AbstractFace, l.LetterFace,
		l.PageNumberFace, l.RecipientsTitle, l.RecipientsFace, l.AuthorityFace, l.PostFace, l.SignNoteFace, l.NameFace, l.TableFace,
	} {
		sizes = append(sizes, f.Size)
	}
	for _, s := range sizes {
		if !(s >= 1 && s <= 60) {
			return fmt.Errorf("%w: size of %v pt", ErrLayout, s)
		}
	}
	for _, gap := range []float64{l.ParagraphGap, l.SignGap, l.PageNumberTop, l.CellX, l.CellY, l.Hairline} {
		if !(gap >= 0 && gap <= 60) {
			return fmt.Errorf("%w: gap of %v", ErrLayout, gap)
		}
	}
	return nil
}

// OverflowError says that a part with a fixed place on the page holds more words than the place does.
type OverflowError struct {
	Part string // "head", "signature" or "card"
}

// Error names the part.
func (e *OverflowError) Error() string {
	return "paper: the " + e.Part + " holds more text than its place on the page"
}
