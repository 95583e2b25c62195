package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	typesPart = "[Content_Types].xml"
	// maxInside bounds a workbook kept inside a document, as charts do, in bytes.
	maxInside = 8 << 20
)

// checkOffice checks a DOCX or XLSX: a ZIP of parts (ISO/IEC 29500-2) in which
// each part must be of a kind that such a file has, and may not run, load or hide.
func checkOffice(r io.ReaderAt, size int64, name string, lim Limits) (Info, error) {
	budget := lim.Unpacked
	k, err := office(r, size, lim, &budget, true)
	if err != nil {
		return Info{}, err
	}
	if k != kind(DOCX) && k != kind(XLSX) {
		return Info{}, notAllowed(name, k)
	}
	return Info{Type: Type(k)}, nil
}

// office checks the parts and tells the kind. Only an outermost file may hold another.
func office(r io.ReaderAt, size int64, lim Limits, budget *int64, outermost bool) (kind, error) {
	a, err := openZip(r, size, lim, budget)
	if err != nil {
		return "", err
	}
	types, err := a.contentTypes()
	if err != nil || types.kind == kindZip {
		return kindZip, err
	}
	for _, f := range a.File {
		if err := a.part(f, types, outermost); err != nil {
			return "", err
		}
	}
	return types.kind, nil
}

// part checks one part by its name, its declared type and its content.
func (a *archive) part(f *zip.File, types *contentTypes, outermost bool) error {
	name := strings.ToLower(f.Name)
	if f.Mode().IsDir() {
		return nil
	}
	switch class := partClass(name); {
	case class == partMacro:
		return in(ErrMacro, f.Name, path.Base(name))
	case class == partForeign:
		return in(ErrEmbedded, f.Name, path.Ext(name))
	case class == partWorkbook:
		return a.inside(f, outermost)
	case strings.HasSuffix(name, ".rels"):
		return a.unpack(f, func(r io.Reader) error { return relationships(r) })
	case class == partXML || types.isXML(f.Name):
		return a.unpack(f, func(r io.Reader) error { return a.xmlPart(r, types.of(f.Name)) })
	}
	if path.Ext(name) == ".odttf" { // a font whose first bytes are scrambled by design
		return a.unpack(f, func(io.Reader) error { return nil })
	}
	return a.unpack(f, binaryPart)
}

type partKind uint8

const (
	partForeign partKind = iota
	partXML
	partBinary
	partWorkbook
	partMacro
)

// partClass sorts parts by name, lower case. What Office does not write is foreign.
func partClass(name string) partKind {
	base, ext := path.Base(name), path.Ext(name)
	switch {
	case strings.HasPrefix(base, "vba") || strings.Contains(name, "/macrosheets/"):
		return partMacro
	case slices.Contains([]string{".xml", ".rels", ".vml", ".svg"}, ext):
		return partXML
	case ext == ".bin" && (strings.HasPrefix(base, "printersettings") || strings.Contains(name, "/printersettings/")):
		return partBinary
	case ext == ".xlsx" && strings.Contains(name, "/embeddings/"):
		return partWorkbook
	case slices.Contains(strings.Fields(".png .jpg .jpeg .jpe .jfif .gif .bmp .tif .tiff .emf .wmf .emz .wmz .wdp .webp .ico .odttf .fntdata"), ext):
		return partBinary
	}
	return partForeign
}

// binaryPart refuses programs, archives and other containers under a picture's name.
func binaryPart(r io.Reader) error {
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if notEnd(err) != nil {
		return err
	}
	switch k := magic(head[:n]); k {
	case "exe", "elf", "rar", "7z", "sh", "rtf", kindOLE, kindZip, kindPDF, kindHTML:
		return found(ErrEmbedded, string(k))
	}
	return nil
}

// inside checks a workbook that a chart keeps, by the same rules; a file inside
// a file inside a file is refused.
func (a *archive) inside(f *zip.File, outermost bool) error {
	if !outermost {
		return in(ErrEmbedded, f.Name, "nested archive")
	}
	if f.UncompressedSize64 > maxInside {
		return bomb(f, maxInside)
	}
	var b bytes.Buffer
	err := a.unpack(f, func(r io.Reader) error {
		_, err := b.ReadFrom(io.LimitReader(r, maxInside))
		return err
	})
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("PK\x03\x04")) {
		return in(ErrEmbedded, f.Name, string(magic(b.Bytes())))
	}
	k, err := office(bytes.NewReader(b.Bytes()), int64(b.Len()), a.lim, a.budget, false)
	var refusal *Error
	if asError(err, &refusal) {
		refusal.Where = path.Join(f.Name, refusal.Where)
		return refusal
	}
	if err == nil && k != kind(XLSX) {
		return in(ErrEmbedded, f.Name, string(k))
	}
	return err
}

func asError(err error, to **Error) bool { return errors.As(err, to) }
