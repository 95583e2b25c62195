package document

import (
	"context"
	"io"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/paper"
)

// Format is the kind of file in which a paper is produced.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
)

// Produce writes a paper in the layout of HD 05-HD/VPTW: the same bytes for the
// same paper. Of an issued paper the PDF is the file that was
// issued, of one that is being signed the file with the signatures that it has.
func (s *Service) Produce(ctx context.Context, who authz.Actor, id ID, as Format, w io.Writer) error {
	f, err := s.See(ctx, who, id)
	if err != nil {
		return err
	}
	if as == PDF && f.File != "" {
		body, err := s.files.Get(ctx, blob.Ref{SHA256: f.File, Size: f.Size})
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(w, body)
		return err
	}
	return s.render(ctx, f, as, w)
}

func (s *Service) render(ctx context.Context, f Full, as Format, w io.Writer) error {
	p, err := s.paper(ctx, f)
	if err != nil {
		return err
	}
	if as == DOCX {
		return paperFault(paper.DOCX(w, p))
	}
	return paperFault(paper.PDF(w, p))
}

func paperFault(err error) error {
	if _, ok := err.(*paper.OverflowError); ok {
		return fault.New(fault.Invalid, "document.head_long").Because(err)
	}
	return err
}

// paper is the description from which files are made.
func (s *Service) paper(ctx context.Context, f Full) (p paper.Paper, err error) {
	day := f.Day
	if day.IsZero() {
		day = civil.In(s.db.Now())
	}
	var trail []org.Unit
	if err := s.db.Read(ctx, func(q db.Q) error {
		trail, err = s.units.Trail(ctx, q, f.Path)
		return err
	}); err != nil {
		return p, err
	}
	u := trail[len(trail)-1]
	b, err := s.rules.body(u, day)
	if err != nil {
		return p, err
	}
	t, err := s.rules.typed(f.Type, b, day)
	if err != nil {
		return p, err
	}
	p = paper.Paper{Layout: paper.HD05(), Issuer: strings.ToUpper(b.issuer(u.Name)), Number: "Số      -" + t.Symbol + "/" + b.Symbol,
		Place: f.Place, Abstract: f.Abstract, To: f.Addressees, Body: append(paper.Blocks(f.Text), annexList(f.Annexes)...), Recipients: append(append([]string{}, f.Recipients...), b.Keep),
		Right: &paper.Signature{Authority: b.Authority, Post: f.SignerPost, Name: f.SignerName, Seal: f.Electronic && b.Seal}}
	if !t.Letter {
		p.Kind = strings.ToUpper(t.Title)
	}
	if len(trail) > 1 {
		above := trail[len(trail)-2]
		if over, err := s.rules.body(above, day); err == nil {
			above.Name = over.issuer(above.Name)
		}
		p.Superior = strings.ToUpper(above.Name)
	}
	y, m, d := day.Parts()
	p.Day = paper.Day{Year: y, Month: m}
	if f.Number > 0 {
		p.Number, p.Day.Day = "Số "+f.Symbol, d
	}
	p.Created = f.MadeAt
	return p, nil
}
