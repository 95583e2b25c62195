package filing

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
)

// Secret is the code of the fault by which a paper with a mark of secrecy is refused.
const Secret = "filing.secret"

// inspected is a file that passed the gate, and what it says.
type inspected struct {
	intake.Info
	scanned bool
	reading Knowledge
	text    string // pages parted by form feeds
}

// inspect checks a file and looks for marks of secrecy, without storing anything.
// A refusal is counted in the audit log, under the right of the upload.
func (s *Service) inspect(ctx context.Context, who authz.Actor, up Upload) (inspected, error) {
	if err := who.May(up.Right, up.Path); err != nil {
		return inspected{}, err
	}
	info, err := intake.Check(up.Body, up.Size, up.Name, intake.DefaultLimits())
	if err != nil {
		return inspected{}, Refusal(err)
	}
	in := inspected{Info: info, reading: Read}
	res, err := extract.Layer(ctx, s.tools(), extract.Source{ReaderAt: up.Body, Size: up.Size}, info.Type, extract.Limits{})
	var bad *intake.Error
	switch {
	case errors.As(err, &bad):
		return in, Refusal(err)
	case errors.Is(err, extract.ErrNoTool):
		in.scanned, in.reading = true, Lacking
	case err != nil && ctx.Err() == nil && (errors.Is(err, extract.ErrTimeout) || errors.Is(err, extract.ErrUnreadable)):
		return in, Refusal(&intake.Error{Err: intake.ErrDamaged, Where: err.Error()})
	case err != nil:
		return in, err
	case res.Scanned:
		in.scanned, in.reading = true, Unread
	}
	in.text = strings.Join(res.Pages, "\f")
	if marked(up.Name, res) == "" {
		return in, nil
	}
	if err := s.Count(ctx, who, up.Right, up.Path); err != nil {
		return in, err
	}
	return inspected{}, fault.New(fault.Invalid, Secret).Field("file", Secret)
}

// marked is the mark of secrecy that a file carries, in its name, beside its text
// or in it; "" for none.
func marked(name string, res extract.Result) string {
	for _, text := range append([]string{namedParts(name), strings.Join(res.Pages, "\f")}, res.Marks...) {
		if mark, found := intake.Secrecy(text); found {
			return mark
		}
	}
	return ""
}

// namedParts lays the parts of a file's name out as the lines of a page, in which
// a mark stands alone: "[MẬT] Báo cáo", "05-NQ_Tối mật", "BC (TUYET MAT)".
func namedParts(name string) string {
	name = strings.TrimSuffix(name, name[max(strings.LastIndexByte(name, '.'), 0):])
	var lines []string
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("_-–—()[]{}.,;+", r) }) {
		part = strings.Join(strings.Fields(part), " ")
		switch strings.ToUpper(part) {
		case intake.VerySec, "TOI MAT":
			part = intake.VerySec
		case intake.TopSecret, "TUYET MAT":
			part = intake.TopSecret
		}
		if part == "Mật" {
			part = intake.Secret
		}
		lines = append(lines, part, "")
	}
	return strings.Join(lines, "\n\f")
}

// Count leaves the line that says that something marked secret was refused at a
// place: when and to whom, and nothing of what it was.
func (s *Service) Count(ctx context.Context, who authz.Actor, right authz.Perm, at authz.Path) error {
	ctx = db.WithKey(ctx, nil) // a refusal is no effect of the request: sent again, it is judged again
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(right, at); err != nil {
			return err
		}
		return tx.Note(fmt.Sprintf("unit:%d", at.Unit()), "refuse_secret", nil)
	})
}

// Counted passes err on; where it refuses a text for a mark of secrecy, with one
// of the codes, it is counted first.
func (s *Service) Counted(ctx context.Context, who authz.Actor, right authz.Perm, at authz.Path, err error, codes ...string) error {
	for _, code := range append(codes, Secret) {
		if fault.Of(err).Says(code) {
			if failed := s.Count(ctx, who, right, at); failed != nil {
				return failed
			}
		}
	}
	return err
}

// Refusal turns what intake says against a file into a fault with the field "file"
// and a sentence that tells its sender what to do; other errors stay.
func Refusal(err error) error {
	var e *intake.Error
	if !errors.As(err, &e) {
		return err
	}
	why := "unsafe"
	for is, code := range map[error]string{
		intake.ErrEmpty: "empty", intake.ErrTooLarge: "large", intake.ErrNotAllowed: "kind", intake.ErrWrongType: "ending",
		intake.ErrTruncated: "broken", intake.ErrDamaged: "broken", intake.ErrEncrypted: "locked", intake.ErrMacro: "macro",
		intake.ErrScript: "script", intake.ErrAction: "script", intake.ErrExternal: "outside", intake.ErrXML: "outside", intake.ErrForm: "form",
		intake.ErrBomb: "bomb", intake.ErrPixels: "pixels", intake.ErrEmbedded: "inside",
	} {
		if errors.Is(err, is) {
			why = code
		}
	}
	return fault.New(fault.Invalid, "filing.refused").Field("file", "filing.file_"+why).Because(err)
}
