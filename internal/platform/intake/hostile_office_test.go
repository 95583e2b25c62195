package intake

import "strings"

// hostileParts are Office files with parts that have no place in one.
func hostileParts() []hostile {
	types := func(more string) part { return part{typesPart, typesXML("word/document.xml", wordMain, more)} }
	override := func(typ string) part { return types(`<Override PartName="/word/x" ContentType="` + typ + `"/>`) }
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 64)
	inner := string(xlsx())
	list := []hostile{
		{"macros", "", docx(part{"word/vbaProject.bin", ole}), ErrMacro},
		{"macros, other letters", "", docx(part{"word/VbaProject.BIN", ole}), ErrMacro},
		{"macro data", "", docx(part{"word/vbaData.xml", "<a/>"}), ErrMacro},
		{"macros by type", "", docx(override("application/vnd.ms-office.vbaProject")), ErrMacro},
		{"macros by default type", "", docx(types(`<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`)), ErrMacro},
		{"macro-enabled document", "", docx(part{typesPart, typesXML("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")}), ErrMacro},
		{"macro-enabled workbook", "a.xlsx", xlsx(part{typesPart, typesXML("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")}), ErrMacro},
		{"Excel 4 macro sheet", "a.xlsx", xlsx(part{"xl/macrosheets/sheet1.xml", "<a/>"}), ErrMacro},
		{"Excel 4 macro type", "a.xlsx", xlsx(part{typesPart, typesXML("xl/workbook.xml", sheetMain, `<Override PartName="/xl/a.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>`)}), ErrMacro},
		{"macros by link", "", docx(part{"word/_rels/document.xml.rels", relsXML(rel("vbaProject", "a.bin", ""))}), ErrMacro},
		{"OLE object", "", docx(part{"word/embeddings/oleObject1.bin", ole}), ErrEmbedded},
		{"OLE object by type", "", docx(override("application/vnd.openxmlformats-officedocument.oleObject")), ErrEmbedded},
		{"OLE object as picture", "", docx(part{"word/media/image1.png", ole}), ErrEmbedded},
		{"ActiveX", "", docx(part{"word/activeX/activeX1.bin", ole}), ErrEmbedded},
		{"ActiveX by type", "", docx(override("application/vnd.ms-office.activeX+xml")), ErrEmbedded},
		{"program", "", docx(part{"word/media/a.exe", "MZ"}), ErrEmbedded},
		{"program as picture", "", docx(part{"word/media/image1.jpeg", "MZ\x90\x00"}), ErrEmbedded},
		{"script", "", docx(part{"word/a.js", "x"}), ErrEmbedded},
		{"page to be merged", "", docx(part{"word/a.html", "<html>"}), ErrEmbedded},
		{"page as picture", "", docx(part{"word/media/image1.png", "<html><script>"}), ErrEmbedded},
		{"archive as picture", "", docx(part{"word/media/image1.png", string(zipOf(part{"a", "b"}))}), ErrEmbedded},
		{"archive", "", docx(part{"word/a.zip", "PK\x03\x04"}), ErrEmbedded},
		{"document inside", "", docx(part{"word/embeddings/a.docx", string(docx())}), ErrEmbedded},
		{"document inside called workbook", "", docx(part{"word/embeddings/a.xlsx", string(docx())}), ErrEmbedded},
		{"archive inside called workbook", "", docx(part{"word/embeddings/a.xlsx", string(zipOf(part{"a", "b"}))}), ErrEmbedded},
		{"program inside called workbook", "", docx(part{"word/embeddings/a.xlsx", "MZ"}), ErrEmbedded},
		{"workbook in a workbook in a document", "", docx(part{"word/embeddings/a.xlsx", string(xlsx(part{"xl/embeddings/b.xlsx", inner}))}), ErrEmbedded},
		{"workbook inside with macros", "", docx(part{"word/embeddings/a.xlsx", string(xlsx(part{"xl/vbaProject.bin", ole}))}), ErrMacro},
		{"workbook inside that loads", "", docx(part{"word/embeddings/a.xlsx", string(xlsx(part{"xl/_rels/workbook.xml.rels", relsXML(rel("image", "http://evil.vn/a.png", "External"))}))}), ErrExternal},
		{"slides", "", docx(part{typesPart, typesXML("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")}), ErrWrongType},
		{"slides called pptx", "a.pptx", docx(part{typesPart, typesXML("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")}), ErrNotAllowed},
		{"template", "", docx(part{typesPart, typesXML("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")}), ErrWrongType},
		{"binary workbook", "a.xlsx", xlsx(part{typesPart, typesXML("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.main")}), ErrWrongType},
		{"document and workbook", "", docx(override(sheetMain)), ErrPolyglot},
		{"no types", "", docx(part{typesPart, "<Types/>"}), ErrWrongType},
	}
	return named4test("part: ", list)
}

// hostileLinks are relationships that load, and fields that start programs.
func hostileLinks() []hostile {
	var list []hostile
	link := func(want error, typ, target, mode string) {
		list = append(list, hostile{typ + " to " + target, "",
			docx(part{"word/_rels/document.xml.rels", relsXML(rel(typ, target, mode))}), want})
	}
	for _, typ := range []string{"attachedTemplate", "image", "frame", "subDocument", "video", "audio", "styles", "settings", "externalLinkPath", "invented"} {
		link(ErrExternal, typ, "http://evil.vn/a", "External")
	}
	link(ErrExternal, "attachedTemplate", `file:///\\evil.vn\a.dotm`, "External")
	link(ErrExternal, "image", `\\evil.vn\a.png`, " external ")
	link(ErrExternal, "image", "http://evil.vn/a.png", "")
	link(ErrExternal, "externalLinkPath", `\\evil.vn\a.xlsx`, "External")
	link(ErrExternal, "externalLinkPath", `file:///\\evil.vn\a.xlsx`, "External")
	link(ErrExternal, "externalLinkPath", `file://evil.vn/a.xlsx`, "External")
	link(ErrExternal, "hyperlink", "javascript:alert(1)", "External")
	link(ErrExternal, "hyperlink", "ms-msdt:/id PCWDiagnostic", "External")
	link(ErrExternal, "hyperlink", "search-ms:query=x", "External")
	link(ErrExternal, "hyperlink", "data:text/html,x", "External")
	link(ErrEmbedded, "oleObject", "http://evil.vn/a", "External")
	link(ErrEmbedded, "oleObject", "embeddings/a.bin", "")
	link(ErrEmbedded, "control", "activeX/a.xml", "")
	link(ErrEmbedded, "aFChunk", "a.xml", "")
	code := func(what string, inner string) {
		list = append(list, hostile{what, "", docx(part{"word/document.xml", bodyXML("<w:p>" + inner + "</w:p>")}), ErrAction})
	}
	code("DDE field", `<w:fldSimple w:instr=" DDEAUTO c:\\windows\\cmd.exe"/>`)
	code("DDE field in runs", `<w:r><w:fldChar/></w:r><w:r><w:instrText> D</w:instrText></w:r><w:r><w:instrText>DE</w:instrText></w:r><w:r><w:instrText>AUTO cmd</w:instrText></w:r>`)
	code("dde field, small", `<w:r><w:instrText>dde cmd</w:instrText></w:r>`)
	dde := typesXML("xl/workbook.xml", sheetMain, `<Override PartName="/xl/externalLinks/a.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/>`)
	list = append(list, hostile{"DDE link", "a.xlsx", xlsx(part{typesPart, dde}, part{"xl/externalLinks/a.xml", `<externalLink><ddeLink ddeService="cmd"/></externalLink>`}), ErrAction})
	return named4test("link: ", list)
}

func hostileXML() []hostile {
	var list []hostile
	for what, xml := range map[string]string{
		"document type":          `<!DOCTYPE a><a/>`,
		"document type, small":   `<?xml version="1.0"?><!doctype a SYSTEM "http://evil.vn/a.dtd"><a/>`,
		"billion laughs":         `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>`,
		"outside entity":         `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`,
		"late document type":     `<a>` + strings.Repeat(" ", 70_000) + `</a><!DOCTYPE a>`,
		"split document type":    strings.Repeat(" ", 65_531) + `<!DOCTYPE a><a/>`,
		"UTF-16":                 "\xff\xfe<\x00a\x00/\x00>\x00",
		"UTF-16 without mark":    "<\x00a\x00/\x00>\x00",
		"declared UTF-16":        `<?xml version="1.0" encoding="UTF-16"?><a/>`,
		"declared UTF-7":         `<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-`,
		"declared in odd quotes": `<?xml version='1.0' encoding = 'ebcdic-cp-us'?><a/>`,
		"no XML":                 `hello`,
		"nothing":                ``,
	} {
		list = append(list, hostile{"sheet, " + what, "a.xlsx", xlsx(part{"xl/worksheets/sheet1.xml", xml}), ErrXML})
		list = append(list, hostile{"links, " + what, "", docx(part{"word/_rels/document.xml.rels", xml}), ErrXML})
	}
	list = append(list,
		hostile{"text, not well formed", "", docx(part{"word/document.xml", "<a><b></a>"}), ErrXML},
		hostile{"text, unknown entity", "", docx(part{"word/document.xml", "<a>&evil;</a>"}), ErrXML},
		hostile{"picture with a script", "", docx(part{"word/media/a.svg", `<svg><script>x</script></svg>`}), ErrXML},
	)
	return named4test("xml: ", list)
}
