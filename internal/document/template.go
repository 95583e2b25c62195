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
	"sotay/internal/platform/db"
	"sotay/internal/platform/docx"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/vi"
)

// Template is a unit's own form of a type of paper: a DOCX with {{fields}}.
type Template struct {
	Type    Type
	File    filing.File // the zero file where the unit has none
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
			x, err := s.template(ctx, q, unit, t)
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

func (s *Service) template(ctx context.Context, q db.Q, unit org.ID, t Type) (Template, error) {
	x := Template{Type: t}
	files, err := s.annexed.OfSubject(ctx, q, templateSubject(unit, t.ID))
	if err != nil || len(files) == 0 {
		return x, err
	}
	x.File = files[len(files)-1]
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

// SetTemplate takes a DOCX as a unit's template of a type, in place of the one it
// had. It must have at least one field that is known here.
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
		if err := s.dropTemplates(ctx, tx, unit, typ); err != nil {
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

// DropTemplate takes a unit's template of a type away: its papers have the built-in layout only.
func (s *Service) DropTemplate(ctx context.Context, who authz.Actor, unit org.ID, typ string) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Issue, u.Path); err != nil {
			return err
		}
		return s.dropTemplates(ctx, tx, unit, typ)
	})
}

func (s *Service) dropTemplates(ctx context.Context, tx *db.Tx, unit org.ID, typ string) error {
	old, err := s.annexed.AllOfSubject(ctx, tx, templateSubject(unit, typ))
	for _, f := range old {
		if err == nil {
			err = s.annexed.Remove(ctx, tx, f)
		}
	}
	return err
}

// TemplateOf is the template by which a paper's office may have it, if there is one.
func (s *Service) TemplateOf(ctx context.Context, who authz.Actor, f Full) (t filing.File, err error) {
	if err := who.May(See, f.Path); err != nil {
		return t, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		files, err := s.annexed.OfSubject(ctx, q, templateSubject(f.Unit, f.Type))
		if err == nil && len(files) > 0 {
			t = files[len(files)-1]
		}
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
		return docx.Fill(body, body.Size(), w, func(name string) (string, bool) {
			v, known := values[fieldKey(name)]
			return v, known
		})
	})
}

// MayReadTemplate is nil for who may read a unit's templates.
func (s *Service) MayReadTemplate(ctx context.Context, q db.Q, who authz.Actor, subject string) error {
	var unit int64
	if _, err := fmt.Sscanf(subject, "template:%d:", &unit); err != nil {
		return fault.New(fault.NotFound, "document.not_found")
	}
	u, err := s.units.Get(ctx, q, org.ID(unit))
	if err != nil {
		return err
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

// unmarkedUp is a typed text as plain lines: without the marks of headings and bold.
func unmarkedUp(text string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(line), "# "), "**", ""))
		if cells, table := strings.CutPrefix(line, "|"); table {
			line = strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(cells, "|"), "|", "\t"))
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
