package intake

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strings"
)

// maxMarks bounds what OfficeMarks gives, in bytes.
const maxMarks = 1 << 20

// OfficeMarks gives the text of a DOCX or XLSX in which markings hide from who
// reads only the body: the file's properties, each "name: value" and once more
// alone, and of a workbook the heads and feet of its sheets, its drawings and its
// comments. It does not judge the file; it is as bounded as Check.
func OfficeMarks(r io.ReaderAt, size int64, lim Limits) ([]string, error) {
	lim = lim.orDefault()
	budget := 2 * lim.Unpacked // sheets are gone through twice
	a, err := openZip(r, size, lim, &budget)
	if err != nil {
		return nil, err
	}
	var marks []string
	left := maxMarks
	for _, f := range a.File {
		take, err := a.markReader(f)
		if err != nil {
			return nil, err
		}
		if take == nil {
			continue
		}
		m := marking{take: take}
		if err := a.unpack(f, func(r io.Reader) error { return eachToken(r, m.token) }); err != nil {
			return nil, err
		}
		if left -= m.text.Len(); left < 0 {
			return nil, &Error{Err: ErrBomb, Where: f.Name, Found: "text", Got: maxMarks + 1, Limit: maxMarks}
		}
		if m.text.Len() > 0 {
			marks = append(marks, m.text.String())
		}
	}
	return marks, nil
}

// markReader tells which elements of a part carry such text; nil for none.
func (a *archive) markReader(f *zip.File) (take func(element string) bool, err error) {
	name := strings.ToLower(f.Name)
	switch {
	case !strings.HasSuffix(name, ".xml"):
		return nil, nil
	case strings.HasPrefix(name, "docprops/"):
		return func(string) bool { return true }, nil
	case strings.HasPrefix(name, "xl/drawings/"), strings.HasPrefix(name, "xl/comments"):
		return func(element string) bool { return element == "t" }, nil
	case strings.HasPrefix(name, "xl/worksheets/"), strings.HasPrefix(name, "xl/chartsheets/"):
		if has, err := a.hasHeads(f); err != nil || !has {
			return nil, err
		}
		return isSheetHead, nil
	}
	return nil, nil
}

// hasHeads looks quickly whether a sheet, which may be very long, has a head or
// foot at all: few have.
func (a *archive) hasHeads(f *zip.File) (has bool, err error) {
	err = a.unpack(f, func(r io.Reader) error {
		hit, err := findAny(r, []string{"oddheader", "oddfooter", "evenheader", "evenfooter", "firstheader", "firstfooter"})
		has = hit != ""
		return err
	})
	return has, err
}

func isSheetHead(element string) bool {
	return strings.HasSuffix(element, "Header") || element != "headerFooter" && strings.HasSuffix(element, "Footer")
}

// marking collects the text of some elements, a line for each.
type marking struct {
	take  func(element string) bool
	text  strings.Builder
	open  string // the element whose text is being read
	label string // the name of a custom property
	value string
}

func (m *marking) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		if t.Name.Local == "property" {
			m.label = attr(t, "name")
		}
		m.open, m.value = t.Name.Local, ""
	case xml.CharData:
		if len(m.value) < maxMarks && m.take(m.open) {
			m.value += string(t)
		}
	case xml.EndElement:
		m.end(t.Name.Local)
	}
	return nil
}

// end writes a value down. In the head of a sheet, codes such as &C and &"Font"
// stand among the words ([ISO/IEC 29500-1] 18.3.1.46).
func (m *marking) end(element string) {
	if element == "property" {
		defer func() { m.label = "" }()
	}
	value := strings.TrimSpace(m.value)
	if value == "" || element != m.open || !m.take(element) || m.text.Len() > maxMarks {
		return
	}
	m.value = ""
	if isSheetHead(element) {
		m.text.WriteString(sheetHead(value) + "\n")
		return
	}
	if m.label != "" {
		m.text.WriteString(m.label + ": " + value + "\n")
	}
	m.text.WriteString("\f" + value + "\n")
}

// sheetHead takes the codes out of a sheet's head or foot: its three places
// become lines.
func sheetHead(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "&")
		b.WriteString(before)
		if !ok || after == "" {
			return b.String()
		}
		code, rest := after[0], after[1:]
		switch {
		case strings.IndexByte("LCR", code) >= 0:
			b.WriteByte('\n')
		case code == '"':
			_, rest, _ = strings.Cut(rest, `"`)
		case code == 'K':
			rest = rest[min(6, len(rest)):]
		case code >= '0' && code <= '9':
			rest = strings.TrimLeft(rest, "0123456789")
		case code == '&':
			b.WriteByte('&')
		}
		s = rest
	}
}
