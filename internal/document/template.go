package document

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"sotay/internal/filing"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/docx"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/vi"
)

// Template is a form of a type of paper: a DOCX with {{fields}}. It holds for the unit
// whose it is and for those below that have none of their own, from the day on which
// it was given until another takes its place.
type Template struct {
	Type    Type
	File    filing.File // the zero file where there is none
	Owner   org.Unit    // whose it is; of the unit itself or one above
	Fields  []string    // as they are written there
	Unknown []string    // those that mean nothing here, and stay as they are
}

// templateSubject names a unit's template of a type for the files.
func templateSubject(unit org.ID, typ string) string { return fmt.Sprintf("template:%d:%s", unit, typ) }

// Templates are the types that a unit may issue, each with its template.
func (s *Service) Templates(ctx context.Context, who authz.Actor, unit org.ID) (out []Template, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		u, err := s.units.Get(ctx, q, unit)
		if err == nil {
			err = who.May(See, u.Path)
		}
		if err != nil {
			return err
		}
		types, err := s.Types(ctx, q, unit)
		if err != nil {
			return err
		}
		for _, t := range types {
			x, err := s.template(ctx, q, u.Path, t)
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

func (s *Service) template(ctx context.Context, q db.Q, at authz.Path, t Type) (x Template, err error) {
	x.Type = t
	if x.File, x.Owner, err = s.inForce(ctx, q, at, t.ID, civil.In(s.db.Now())); err != nil || x.File.ID == "" {
		return x, err
	}
	body, err := s.annexed.Body(ctx, q, x.File)
	if err != nil {
		return x, err
	}
	defer body.Close()
	if x.Fields, err = docx.Fields(body, body.Size()); err != nil {
		return x, err
	}
	x.Unknown = unknown(x.Fields)
	return x, nil
}

// inForce is the template of a type that a unit has on a day: the newest of its own by
// then, or else of the nearest unit above that has one.
func (s *Service) inForce(ctx context.Context, q db.Q, at authz.Path, typ string, day civil.Date) (f filing.File, owner org.Unit, err error) {
	trail, err := s.units.Trail(ctx, q, at)
	if err != nil {
		return f, owner, err
	}
	for _, u := range slices.Backward(trail) {
		files, err := s.annexed.OfSubject(ctx, q, templateSubject(u.ID, typ))
		if err != nil {
			return f, owner, err
		}
		for _, x := range slices.Backward(files) {
			if civil.In(x.At) <= day {
				return x, u, nil
			}
		}
	}
	return f, owner, nil
}

// SetTemplate takes a DOCX as a unit's template of a type from today on; papers of
// days before keep the one that they had. It must have at least one field that is known here.
func (s *Service) SetTemplate(ctx context.Context, who authz.Actor, unit org.ID, typ, name string, size int64, body io.ReaderAt) error {
	u, err := s.typed(ctx, unit, typ)
	if err != nil {
		return err
	}
	p, err := s.annexed.Look(ctx, who, filing.Upload{Unit: u.ID, Path: u.Path, Right: Issue, Name: name, Size: size, Body: body})
	if err != nil {
		return err
	}
	defer p.Drop(ctx)
	if err := usable(p.Kind, body, size); err != nil {
		return err
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Issue, u.Path); err != nil {
			return err
		}
		if err := s.dropNewest(ctx, tx, unit, typ, today(tx)); err != nil { // one a day is enough
			return err
		}
		_, err := s.annexed.Take(ctx, tx, p, templateSubject(unit, typ))
		return err
	})
}

// typed is the unit, if it may issue papers of the type today.
func (s *Service) typed(ctx context.Context, unit org.ID, typ string) (u org.Unit, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if u, err = s.units.Get(ctx, q, unit); err != nil {
			return err
		}
		types, err := s.Types(ctx, q, unit)
		if err == nil && !slices.ContainsFunc(types, func(t Type) bool { return t.ID == typ }) {
			err = fault.New(fault.Invalid, "document.invalid").Field("type", "document.type_missing")
		}
		return err
	})
	return u, err
}

// usable refuses what is no template.
func usable(kind string, body io.ReaderAt, size int64) error {
	bad := func(code string) error { return fault.New(fault.Invalid, "document.invalid").Field("file", code) }
	if intake.Type(kind) != intake.DOCX {
		return bad("document.template_kind")
	}
	fields, err := docx.Fields(body, size)
	if err != nil {
		return filing.Refusal(err)
	}
	if len(unknown(fields)) == len(fields) {
		return bad("document.template_fields")
	}
	return nil
}

// DropTemplate takes a unit's newest template of a type away: the one before it holds
// again, or that of a unit above.
func (s *Service) DropTemplate(ctx context.Context, who authz.Actor, unit org.ID, typ string) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Issue, u.Path); err != nil {
			return err
		}
		return s.dropNewest(ctx, tx, unit, typ, "")
	})
}

// dropNewest removes the newest template of a unit, if it is not of before a day.
func (s *Service) dropNewest(ctx context.Context, tx *db.Tx, unit org.ID, typ string, since civil.Date) error {
	all, err := s.annexed.AllOfSubject(ctx, tx, templateSubject(unit, typ))
	if n := len(all); err == nil && n > 0 && civil.In(all[n-1].At) >= since {
		return s.annexed.Remove(ctx, tx, all[n-1])
	}
	return err
}

// TemplateOf is the template by which a paper's office may have it, if there is one:
// of the paper's day, and of a draft today's.
func (s *Service) TemplateOf(ctx context.Context, who authz.Actor, f Full) (t filing.File, err error) {
	if err := who.May(See, f.Path); err != nil {
		return t, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		day := f.Day
		if day.IsZero() {
			day = civil.In(s.db.Now())
		}
		t, _, err = s.inForce(ctx, q, f.Path, f.Type, day)
		return err
	})
	return t, err
}

// ProduceByTemplate fills the office's template with a paper.
func (s *Service) ProduceByTemplate(ctx context.Context, who authz.Actor, id ID, w io.Writer) error {
	f, err := s.See(ctx, who, id)
	if err != nil {
		return err
	}
	t, err := s.TemplateOf(ctx, who, f)
	if err != nil {
		return err
	}
	if t.ID == "" {
		return fault.New(fault.NotFound, "document.not_found")
	}
	p, err := s.paper(ctx, f)
	if err != nil {
		return err
	}
	values := fieldValues(f, p)
	return s.db.Read(ctx, func(q db.Q) error {
		body, err := s.annexed.Body(ctx, q, t)
		if err != nil {
			return err
		}
		defer body.Close()
		return docx.Fill(body, body.Size(), w, func(name string) (docx.Value, bool) {
			key := fieldKey(name)
			v, known := values[key]
			if key != "noi_dung" {
				return docx.Value{Text: v}, known
			}
			return docx.Value{Text: v, Rich: richText(paper.Blocks(f.Text))}, known
		})
	})
}

// MayReadTemplate is nil for who may read a unit's templates: its own office, and those
// of the units below, which use them.
func (s *Service) MayReadTemplate(ctx context.Context, q db.Q, who authz.Actor, subject string) error {
	var unit int64
	if _, err := fmt.Sscanf(subject, "template:%d:", &unit); err != nil {
		return fault.New(fault.NotFound, "document.not_found")
	}
	u, err := s.units.Get(ctx, q, org.ID(unit))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(who.Scope(See), func(x authz.Span) bool { return x.Top.Within(u.Path) }) {
		return nil
	}
	return who.May(See, u.Path)
}

// fieldKey makes "Số ký hiệu", "so_ky_hieu" and "SO-KY-HIEU" one.
func fieldKey(name string) string {
	return strings.Join(strings.FieldsFunc(vi.Fold(name), func(r rune) bool { return r == '_' || r == '-' || r == '.' || r == ' ' || r == '\u00a0' }), "_")
}

// FieldNames are the fields that a template may have, sorted.
func FieldNames() []string {
	return slices.Sorted(maps.Keys(fieldValues(Full{}, paper.Paper{Right: &paper.Signature{}})))
}

func unknown(fields []string) (out []string) {
	known := FieldNames()
	for _, name := range fields {
		if !slices.Contains(known, fieldKey(name)) {
			out = append(out, name)
		}
	}
	return out
}

// fieldValues are what a paper says in the fields of a template.
func fieldValues(f Full, p paper.Paper) map[string]string {
	day := strings.Fields(p.Day.String()) // "ngày 03 tháng 02 năm 2026"
	number := "…"
	if f.Number > 0 {
		number = fmt.Sprintf("%02d", f.Number)
	}
	return map[string]string{
		"cap_tren": p.Superior, "co_quan": p.Issuer, "so_ky_hieu": strings.TrimPrefix(p.Number, "Số "), "so": number, "dia_danh": p.Place,
		"ngay": day[1], "thang": day[3], "nam": day[5], "ngay_thang_nam": p.Day.String(),
		"the_loai": p.Kind, "trich_yeu": p.Abstract, "noi_dung": unmarkedUp(f.Text), "kinh_gui": strings.Join(f.Addressees, "\n"),
		"noi_nhan": strings.Join(p.Recipients, "\n"), "tham_quyen": p.Right.Authority, "chuc_vu": p.Right.Post, "nguoi_ky": p.Right.Name, "phu_luc": strings.Join(annexNames(f.Annexes), "\n"),
	}
}

// unmarkedUp is a typed text as plain lines, for a field that shares its paragraph.
func unmarkedUp(text string) string {
	var out []string
	for _, b := range richText(paper.Blocks(text)) {
		if len(b.Rows) == 0 {
			out = append(out, plainText(b.Spans))
		}
		for _, r := range b.Rows {
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, plainText(c.Spans))
			}
			out = append(out, strings.Join(cells, "\t"))
		}
	}
	return strings.Join(out, "\n")
}

func plainText(all []docx.Span) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(s.Text)
	}
	return strings.TrimSpace(b.String())
}
