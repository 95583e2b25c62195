package intake

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// contentTypes is what [Content_Types].xml says: the type of each part, and
// through the main part's type the kind of the file.
type contentTypes struct {
	kind     kind
	defaults map[string]string // lower-case extension without the dot → type
	parts    map[string]string // lower-case name without the leading slash → type
}

// contentTypes reads the part that every Office file has; a ZIP without one is just a ZIP.
func (a *archive) contentTypes() (*contentTypes, error) {
	c := &contentTypes{kind: kindZip, defaults: map[string]string{}, parts: map[string]string{}}
	for _, f := range a.File {
		if f.Name != typesPart {
			continue
		}
		err := a.unpack(f, func(r io.Reader) error { return eachElement(r, c.element) })
		return c, err
	}
	return c, nil
}

func (c *contentTypes) element(e xml.StartElement) error {
	typ := strings.ToLower(attr(e, "ContentType"))
	switch {
	case strings.Contains(typ, "macro") || strings.Contains(typ, "vba"):
		return found(ErrMacro, typ)
	case strings.Contains(typ, "activex") || strings.HasSuffix(typ, ".oleobject"):
		return found(ErrEmbedded, typ)
	case len(c.defaults)+len(c.parts) > 2*maxTypes:
		return &Error{Err: ErrBomb, Found: "content types", Got: maxTypes + 1, Limit: maxTypes}
	}
	switch e.Name.Local {
	case "Default":
		c.defaults[strings.ToLower(attr(e, "Extension"))] = typ
	case "Override":
		c.parts[strings.ToLower(strings.TrimPrefix(attr(e, "PartName"), "/"))] = typ
		return c.main(typ)
	}
	return nil
}

// maxTypes bounds the lines of [Content_Types].xml.
const maxTypes = 8192

// main recognises the type of a main part; a file has one.
func (c *contentTypes) main(typ string) error {
	k := mainKind(typ)
	if k == "" {
		return nil
	}
	if c.kind != kindZip {
		return found(ErrPolyglot, string(c.kind)+" and "+string(k))
	}
	c.kind = k
	return nil
}

func mainKind(typ string) kind {
	const office = "application/vnd.openxmlformats-officedocument."
	switch {
	case typ == office+"wordprocessingml.document.main+xml":
		return kind(DOCX)
	case typ == office+"spreadsheetml.sheet.main+xml":
		return kind(XLSX)
	case strings.HasPrefix(typ, office+"presentationml.") && strings.HasSuffix(typ, ".main+xml"):
		return "pptx"
	case typ == office+"wordprocessingml.template.main+xml":
		return "dotx"
	case typ == office+"spreadsheetml.template.main+xml":
		return "xltx"
	case strings.HasPrefix(typ, "application/vnd.ms-excel.sheet.binary"):
		return "xlsb"
	}
	return ""
}

func (c *contentTypes) of(part string) string {
	part = strings.ToLower(part)
	if t, ok := c.parts[part]; ok {
		return t
	}
	return c.defaults[strings.TrimPrefix(path.Ext(part), ".")]
}

func (c *contentTypes) isXML(part string) bool {
	t := c.of(part)
	return strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "/xml") || strings.Contains(t, "vmldrawing")
}

// relationships refuses a part's links (ISO/IEC 29500-2, 9.3) that load something
// from outside without being asked, or that bring in objects. Links that a person
// must click are fine.
func relationships(r io.Reader) error {
	return eachElement(r, func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		typ := strings.ToLower(path.Base(attr(e, "Type")))
		target := strings.TrimSpace(attr(e, "Target"))
		switch typ {
		case "oleobject", "control", "activexcontrolbinary", "afchunk":
			return found(ErrEmbedded, typ)
		case "vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "attachedtoolbars":
			return found(ErrMacro, typ)
		}
		external := strings.EqualFold(strings.TrimSpace(attr(e, "TargetMode")), "External")
		if external && !harmless(typ, target) || !external && strings.Contains(target, ":") {
			return found(ErrExternal, typ)
		}
		return nil
	})
}

// harmless says whether an outside target waits for a person: a link, or another
// workbook on the same machine that formulas were copied from.
func harmless(typ, target string) bool {
	scheme, rest, ok := strings.Cut(strings.ToLower(target), ":")
	switch typ {
	case "hyperlink":
		return !ok || !isScheme(scheme) || isLinkScheme(scheme)
	case "externallinkpath", "xlpathmissing":
		if !ok {
			return !strings.HasPrefix(target, `\\`) && !strings.HasPrefix(target, "//")
		}
		return len(scheme) == 1 || scheme == "file" && strings.HasPrefix(rest, "///") && !strings.Contains(rest, `\\`)
	}
	return false
}

func isLinkScheme(s string) bool {
	switch s {
	case "http", "https", "mailto", "tel", "ftp", "file":
		return true
	}
	return len(s) == 1 // a drive
}

// isScheme tells a scheme from the beginning of a relative link that holds a colon.
func isScheme(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("+-. \t\r\n", c) {
			return false
		}
	}
	return true
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// wordText says whether a part's type is one whose text a reader of a DOCX sees.
func wordText(typ string) bool {
	rest, ok := strings.CutPrefix(typ, "application/vnd.openxmlformats-officedocument.wordprocessingml.")
	if !ok {
		return false
	}
	switch strings.TrimSuffix(rest, "+xml") {
	case "document.main", "header", "footer", "footnotes", "endnotes", "comments", "document.glossary":
		return true
	}
	return false
}

// wordParts lists the parts with text: headers first, as markings stand there.
func wordParts(files []*zip.File, types *contentTypes) []*zip.File {
	var heads, rest []*zip.File
	for _, f := range files {
		switch typ := types.of(f.Name); {
		case strings.HasSuffix(typ, ".header+xml"):
			heads = append(heads, f)
		case wordText(typ):
			rest = append(rest, f)
		}
	}
	return append(heads, rest...)
}
