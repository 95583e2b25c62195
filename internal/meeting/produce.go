package meeting

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/paper"
)

// Format is the kind of file in which a text is produced.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
)

// Produce returns the newest version of minutes or resolution as an official
// paper (layout of HD 05-HD/VPTW). Drafts are only for who runs the meeting.
func (s *Service) Produce(ctx context.Context, who authz.Actor, id ID, kind TextKind, as Format, w io.Writer) error {
	f, seen, err := s.See(ctx, who, id)
	if err != nil {
		return err
	}
	t, ok := f.Text(kind)
	if !ok || seen < Finished || seen < Whole && !t.Final {
		return fault.New(fault.NotFound, "meeting.text_not_found")
	}
	var above, unit string
	err = s.db.Read(ctx, func(q db.Q) error {
		trail, err := s.units.Trail(ctx, q, f.Path)
		if err == nil && len(trail) > 0 {
			unit = trail[len(trail)-1].Name
			above = trail[max(0, len(trail)-2)].Name
		}
		if len(trail) < 2 {
			above = ""
		}
		if seen < Inside { // the paper's signatures and annex are part of it
			f.Roll, err = seats(ctx, q, id)
			if err == nil && kind == ResolutionText {
				f.Opinions, err = opinions(ctx, q, id)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	p := f.paper(t, above, unit)
	if as == DOCX {
		return paper.DOCX(w, p)
	}
	return paper.PDF(w, p)
}

// paper lays a text out as minutes or resolution.
func (f Full) paper(t Text, above, unit string) paper.Paper {
	y, m, d := civil.In(began(f)).Parts()
	p := paper.Paper{
		Layout: paper.HD05(), Superior: strings.ToUpper(above), Issuer: strings.ToUpper(unit),
		Place: placeOf(above), Day: paper.Day{Year: y, Month: m, Day: d}, Created: t.At,
		Body: paper.Blocks(strings.ReplaceAll(t.Text, EndToken, ended(f.EndedAt))),
	}
	chair := &paper.Signature{Authority: "CHỦ TRÌ", Name: f.nameOf(f.Chair)}
	if t.Kind == MinutesText {
		p.Kind, p.Abstract = "BIÊN BẢN", f.Title
		p.Left, p.Right = &paper.Signature{Authority: "THƯ KÝ", Name: f.nameOf(f.Secretary)}, chair
		return p
	}
	p.Kind, p.Abstract = "NGHỊ QUYẾT", f.Title
	p.Right = &paper.Signature{Authority: "T/M CHI BỘ", Post: "BÍ THƯ", Name: f.nameOf(f.Chair)}
	p.Recipients = []string{above + " (để b/c),", "Chi ủy, đảng viên chi bộ,", "Lưu chi bộ."}
	if above == "" {
		p.Recipients = p.Recipients[1:]
	}
	if annex := f.annex(); len(annex) > 0 {
		p.Annexes = []paper.Annex{{Title: "PHỤ LỤC", Abstract: "Ý kiến của đảng viên tại buổi sinh hoạt", Body: annex}}
	}
	return p
}

// annex holds all opinions, as HD 42-HD/BTCTW asks.
func (f Full) annex() []paper.Block {
	var items []paper.Paragraph
	for _, o := range f.Opinions {
		if o.Text != "" {
			items = append(items, paper.Lead("Đồng chí "+o.Name+":", o.Text))
		}
	}
	if len(items) == 0 {
		return nil
	}
	return []paper.Block{paper.List{Items: items}}
}

func ended(t time.Time) string {
	if t.IsZero() {
		return "…… giờ ……"
	}
	return clock(t)
}

// placeOf is the place of issue that heads use: the superior body's name
// without its kind ("Đảng bộ xã Bảo Thắng" gives "Bảo Thắng").
func placeOf(above string) string {
	words := strings.Fields(above)
	for i := len(words) - 1; i >= 0; i-- {
		if r := []rune(words[i])[0]; strings.ToLower(string(r)) == string(r) {
			return strings.Join(words[i+1:], " ")
		}
	}
	return above
}

// Blocks reads a text as the parts of a paper, to show it before it is printed.
func (t Text) Blocks() []paper.Block { return paper.Blocks(t.Text) }

// RollSheet is the roll as a sheet to be signed by hand.
func (s *Service) RollSheet(ctx context.Context, who authz.Actor, id ID) (title string, names []string, err error) {
	f, seen, err := s.See(ctx, who, id)
	if err != nil {
		return "", nil, err
	}
	if seen < Whole {
		return "", nil, fault.New(fault.NotFound, "meeting.not_found")
	}
	for _, x := range f.Roll {
		names = append(names, x.Name)
	}
	return fmt.Sprintf("%s - %s", f.UnitName, f.Title), names, nil
}
