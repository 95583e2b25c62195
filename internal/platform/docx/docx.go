// Package docx fills DOCX files that an office made as templates: where one says
// {{name}}, its value is put, in the same type. It finds fields in the body, in
// tables, headers and footers and in text boxes, also where a word processor has
// split one over several runs.
//
// It promises that a hostile file costs bounded memory and gets an error of
// package intake, never a panic; that nothing but the fields changes; that values
// cannot become markup; and that the same template and values give the same bytes.
package docx

import (
	"archive/zip"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"sotay/internal/platform/intake"
)

// ErrLarge is the error for a template that the values would make too large.
var ErrLarge = errors.New("docx: the filled paper is too large")

// Limits of a template: it is a form of some pages, not a book.
const (
	maxFile = 5 << 20
	maxPart = 16 << 20 // bytes of a part, before and after
)

func limits() intake.Limits {
	return intake.Limits{Size: maxFile, Unpacked: 64 << 20}
}

// Fields returns the names of the fields in a template, each once, sorted, as they
// are written there.
func Fields(r io.ReaderAt, size int64) ([]string, error) {
	names := map[string]bool{}
	err := eachPart(r, size, func(f *zip.File, text []byte) error {
		if text == nil {
			return nil
		}
		p, err := scan(text)
		for _, x := range p {
			for _, m := range x.fields() {
				names[m.name] = true
			}
		}
		return err
	})
	return slices.Sorted(maps.Keys(names)), err
}

// Fill writes a template with its fields replaced. value returns the value of a
// field, and false for one that it does not know, which then stays as it is. Lines
// of a value are lines, or paragraphs where the field is all that its paragraph says;
// there its rich form is taken, if it has one.
func Fill(r io.ReaderAt, size int64, w io.Writer, value func(name string) (Value, bool)) error {
	out := zip.NewWriter(w)
	err := eachPart(r, size, func(f *zip.File, text []byte) error {
		if text == nil {
			return out.Copy(f)
		}
		filled, err := fill(text, value)
		if err != nil {
			return err
		}
		part, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = part.Write(filled)
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// eachPart checks the file and hands its parts to use in their order: with their
// content those that hold text, with nil the others.
func eachPart(r io.ReaderAt, size int64, use func(f *zip.File, text []byte) error) error {
	info, err := intake.Check(r, size, "template.docx", limits())
	if err != nil {
		return err
	}
	if info.Type != intake.DOCX {
		return &intake.Error{Err: intake.ErrNotAllowed, Found: string(info.Type)}
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return &intake.Error{Err: intake.ErrDamaged, Where: err.Error()}
	}
	for _, f := range z.File {
		var text []byte
		if holdsText(f.Name) {
			if text, err = content(f); err != nil {
				return err
			}
		}
		if err := use(f, text); err != nil {
			return err
		}
	}
	return nil
}

func holdsText(name string) bool {
	rest, word := strings.CutPrefix(strings.ToLower(name), "word/")
	if !word || !strings.HasSuffix(rest, ".xml") || strings.Contains(rest, "/") {
		return false
	}
	return rest == "document.xml" || strings.HasPrefix(rest, "header") || strings.HasPrefix(rest, "footer") || rest == "footnotes.xml" || rest == "endnotes.xml"
}

func content(f *zip.File) ([]byte, error) {
	part, err := f.Open()
	if err != nil {
		return nil, &intake.Error{Err: intake.ErrDamaged, Where: f.Name}
	}
	defer part.Close()
	b, err := io.ReadAll(io.LimitReader(part, maxPart+1))
	if err != nil {
		return nil, &intake.Error{Err: intake.ErrDamaged, Where: f.Name}
	}
	if len(b) > maxPart {
		return nil, &intake.Error{Err: intake.ErrBomb, Where: f.Name, Got: int64(len(b)), Limit: maxPart}
	}
	return b, nil
}
