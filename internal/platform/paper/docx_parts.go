package paper

import (
	"archive/zip"
	"io"
	"time"
)

const (
	nsMain    = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsOffice  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage = "http://schemas.openxmlformats.org/package/2006"
	mimeWord  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// part is one file inside a DOCX.
type part struct {
	path string
	root node
}

// zipParts writes the parts as a zip with fixed times, in the given order: the same parts give the same bytes.
func zipParts(w io.Writer, parts []part, at time.Time) error {
	z := zip.NewWriter(w)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.path, Method: zip.Deflate, Modified: at})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, p.root.document()); err != nil {
			return err
		}
	}
	return z.Close()
}

// raw makes an element outside the WordprocessingML namespace with its attributes.
func raw(name string, attrs ...string) node { return node{name: name, attrs: attrs} }

// contentTypes lists what kind of file each part is.
func contentTypes() node {
	override := func(path, mime string) node { return raw("Override", "PartName", path, "ContentType", mime) }
	return raw("Types", "xmlns", nsPackage+"/content-types").plus(
		raw("Default", "Extension", "rels", "ContentType", "application/vnd.openxmlformats-package.relationships+xml"),
		raw("Default", "Extension", "xml", "ContentType", "application/xml"),
		override("/word/document.xml", mimeWord+"document.main+xml"),
		override("/word/styles.xml", mimeWord+"styles+xml"),
		override("/word/settings.xml", mimeWord+"settings+xml"),
		override("/word/header1.xml", mimeWord+"header+xml"),
		override("/word/header2.xml", mimeWord+"header+xml"),
		override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
	)
}

func relationships(list ...node) node {
	return raw("Relationships", "xmlns", nsPackage+"/relationships").plus(list...)
}

func relation(id, kind, target string) node {
	return raw("Relationship", "Id", id, "Type", kind, "Target", target)
}

func packageRelations() node {
	return relationships(
		relation("rId1", nsOffice+"/officeDocument", "word/document.xml"),
		relation("rId2", nsPackage+"/relationships/metadata/core-properties", "docProps/core.xml"),
	)
}

func documentRelations() node {
	return relationships(
		relation("rIdStyles", nsOffice+"/styles", "styles.xml"),
		relation("rIdSettings", nsOffice+"/settings", "settings.xml"),
		relation("rIdHeader", nsOffice+"/header", "header1.xml"),
		relation("rIdFirst", nsOffice+"/header", "header2.xml"),
	)
}

// properties names the paper, its language and its instant.
func properties(title string, at time.Time) node {
	stamp := func(name string) node {
		n := raw(name, "xsi:type", "dcterms:W3CDTF")
		n.text = at.Format(time.RFC3339)
		return n
	}
	named, language := raw("dc:title"), raw("dc:language")
	named.text, language.text = title, "vi-VN"
	return raw("cp:coreProperties",
		"xmlns:cp", nsPackage+"/metadata/core-properties", "xmlns:dc", "http://purl.org/dc/elements/1.1/",
		"xmlns:dcterms", "http://purl.org/dc/terms/", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
	).plus(named, language, stamp("dcterms:created"), stamp("dcterms:modified"))
}

func root(name string) node {
	return raw("w:"+name, "xmlns:w", nsMain, "xmlns:r", nsOffice)
}

// styles sets the font and size every run starts from.
func styles(l Layout) node {
	fonts := el("rFonts").with("ascii", l.Font).with("hAnsi", l.Font).with("eastAsia", l.Font).with("cs", l.Font)
	run := el("rPr", fonts, val("sz", halves(l.Body.Size)), val("szCs", halves(l.Body.Size)),
		val("lang", "vi-VN").with("eastAsia", "vi-VN"))
	normal := el("style", val("name", "Normal"), el("qFormat")).with("type", "paragraph").with("default", "1").with("styleId", "Normal")
	return root("styles").plus(el("docDefaults", el("rPrDefault", run), el("pPrDefault", el("pPr"))), normal)
}

// settings asks Word to lay the file out by its present rules.
func settings() node {
	mode := el("compatSetting").with("name", "compatibilityMode").with("uri", "http://schemas.microsoft.com/office/word").with("val", "15")
	return root("settings").plus(el("compat", mode))
}

// pageHeader is the header from page 2: the page's number in the middle.
func pageHeader(l Layout) node {
	run := func(n node) node { return el("r", runProps(l.PageNumberFace), n) }
	instruction := el("instrText")
	instruction.text = " PAGE "
	return root("hdr").plus(el("p", el("pPr", val("jc", "center")),
		run(el("fldChar").with("fldCharType", "begin")), run(instruction),
		run(el("fldChar").with("fldCharType", "separate")), run(textNode("2")),
		run(el("fldChar").with("fldCharType", "end"))))
}

// section holds page and margins, and takes the number off the first page.
func section(l Layout) node {
	header := func(kind, id string) node {
		n := el("headerReference").with("type", kind)
		n.attrs = append(n.attrs, "r:id", id)
		return n
	}
	return el("sectPr", header("default", "rIdHeader"), header("first", "rIdFirst"),
		el("pgSz").with("w", twips(l.PageWidth)).with("h", twips(l.PageHeight)),
		el("pgMar").with("top", twips(l.Top)).with("right", twips(l.Right)).with("bottom", twips(l.Bottom)).with("left", twips(l.Left)).
			with("header", twips(l.PageNumberTop)).with("footer", twips(l.PageNumberTop)).with("gutter", "0"),
		el("titlePg"))
}
