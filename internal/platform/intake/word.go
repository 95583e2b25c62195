package intake

import (
	"encoding/xml"
	"io"
	"strings"
)

// maxText bounds the text taken from a DOCX, in bytes: about 2,000 pages.
const maxText = 8 << 20

// DOCXText gives the text of a DOCX for looking for markings: headers first, then
// the body, notes and footers, a line per paragraph and table cell. Deleted text
// and field codes are left out; text shown in capitals comes in capitals. It does
// not judge the file, which is Check's part, but is as bounded: the same *Error
// values say what cannot be read.
func DOCXText(r io.ReaderAt, size int64, lim Limits) (string, error) {
	lim = lim.orDefault()
	budget := lim.Unpacked
	a, err := openZip(r, size, lim, &budget)
	if err != nil {
		return "", err
	}
	types, err := a.contentTypes()
	if err != nil {
		return "", err
	}
	if types.kind != kind(DOCX) {
		return "", found(ErrNotAllowed, string(types.kind))
	}
	var w wordReader
	for _, f := range wordParts(a.File, types) {
		if err := a.unpack(f, func(r io.Reader) error { return eachToken(r, w.token) }); err != nil {
			return "", err
		}
	}
	return w.text.String(), nil
}

// wordReader collects text from WordprocessingML (ISO/IEC 29500-1, 17.3).
type wordReader struct {
	text   strings.Builder
	inText bool
	caps   bool
}

func (w *wordReader) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		w.start(t)
	case xml.EndElement:
		w.end(t.Name.Local)
	case xml.CharData:
		if w.inText {
			w.add(string(t))
		}
	}
	if w.text.Len() > maxText {
		return &Error{Err: ErrBomb, Found: "text", Got: int64(w.text.Len()), Limit: maxText}
	}
	return nil
}

func (w *wordReader) add(s string) {
	if w.caps {
		s = strings.ToUpper(s)
	}
	w.text.WriteString(s)
}

func (w *wordReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "t":
		w.inText = true
	case "tab":
		w.text.WriteByte('\t')
	case "br", "cr":
		w.text.WriteByte('\n')
	case "noBreakHyphen":
		w.text.WriteByte('-')
	case "r":
		w.caps = false
	case "caps", "smallCaps":
		v := attr(e, "val")
		w.caps = v != "0" && v != "false" && v != "off"
	case "textpath": // letters drawn as a watermark
		w.text.WriteString("\n" + attr(e, "string") + "\n")
	}
}

func (w *wordReader) end(name string) {
	switch name {
	case "t":
		w.inText = false
	case "p", "tc", "txbxContent":
		w.text.WriteByte('\n')
	}
}

// wordFields refuses field codes that start another program (DDE), however they
// are cut into runs.
func wordFields(r io.Reader) error {
	var f fieldReader
	return eachToken(r, f.token)
}

// maxCode is as much of a field code as is looked at: its name comes first.
const maxCode = 64

type fieldReader struct {
	code   string
	inCode bool
}

func (f *fieldReader) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "fldSimple":
			return fieldCode(attr(t, "instr"))
		case "fldChar":
			f.code = ""
		case "instrText", "delInstrText":
			f.inCode = true
		}
	case xml.EndElement:
		if t.Name.Local == "instrText" || t.Name.Local == "delInstrText" {
			f.inCode = false
		}
	case xml.CharData:
		if f.inCode && len(f.code) < maxCode {
			f.code += cut(strings.TrimLeft(string(t), " "), maxCode)
			return fieldCode(f.code)
		}
	}
	return nil
}

func fieldCode(code string) error {
	if name := strings.ToUpper(strings.TrimLeft(code, " \t\r\n\"\\")); strings.HasPrefix(name, "DDE") {
		return found(ErrAction, "DDE")
	}
	return nil
}
