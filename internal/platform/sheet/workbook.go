package sheet

import (
	"errors"
	"io"
	"path"
	"strings"
)

// workbook is an .xlsx file, opened as far as all its sheets need it.
type workbook struct {
	archive  *archive
	tabs     []tab
	strings  sharedStrings
	styles   styles
	from1904 bool
	lim      Limits
}

// tab is one visible worksheet.
type tab struct{ name, part string }

func openWorkbook(r io.ReaderAt, size int64, lim Limits) (*workbook, error) {
	a, err := openArchive(r, size, lim)
	if err != nil {
		return nil, err
	}
	main, err := mainPart(a)
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: a, lim: lim}
	links, err := readLinks(a, main)
	if err != nil {
		return nil, err
	}
	if err := w.readTabs(main, links); err != nil {
		return nil, err
	}
	if w.styles, err = readStyles(a, links.ofType("styles")); err != nil {
		return nil, err
	}
	w.strings, err = readShared(a, links.ofType("sharedStrings"), lim)
	return w, err
}

// mainPart finds the workbook, or says what else the zip is.
func mainPart(a *archive) (string, error) {
	root, err := readLinks(a, "")
	if err != nil {
		return "", err
	}
	main := root.ofType("officeDocument")
	switch {
	case a.has("word/document.xml"):
		return "", ErrWord
	case a.has("xl/workbook.bin"):
		return "", ErrBinaryExcel
	case a.has("xl/workbook.xml"):
		return "xl/workbook.xml", nil
	case strings.HasPrefix(main, "xl/") && a.has(main): // Excel for the web has used xl/workbook2.xml
		return main, nil
	case a.has("mimetype"):
		return "", mimeProblem(a)
	}
	return "", ErrNotTable
}

// mimeProblem reads the part by which OpenDocument files introduce themselves.
func mimeProblem(a *archive) error {
	rc, err := a.open("mimetype")
	if err != nil {
		return err
	}
	defer rc.Close()
	mime, err := io.ReadAll(io.LimitReader(rc, 100))
	if err == nil && strings.Contains(string(mime), "opendocument") {
		return ErrOpenDocument
	}
	return ErrNotTable
}

// links are the relationships of a part: how Office parts refer to each other.
type links []link

type link struct{ id, kind, target string }

func (l links) ofType(kind string) string {
	for _, k := range l {
		if k.kind == kind {
			return k.target
		}
	}
	return ""
}

func (l links) byID(id string) link {
	for _, k := range l {
		if k.id == id {
			return k
		}
	}
	return link{}
}

// readLinks reads the relationships of a part; "" stands for the whole package.
func readLinks(a *archive, part string) (links, error) {
	dir, file := path.Split(part)
	name := dir + "_rels/" + file + ".rels"
	if !a.has(name) {
		return nil, nil
	}
	var found links
	err := a.walk(name, func(s *scanner) error {
		if string(s.name) != "Relationship" {
			return nil
		}
		if len(found) == a.lim.Entries {
			return problem(ErrTooLarge, "more than %d relationships", a.lim.Entries)
		}
		l, err := readLink(s, dir)
		found = append(found, l)
		return err
	})
	return found, err
}

func readLink(s *scanner, dir string) (link, error) {
	id, err1 := s.attrText("Id")
	kind, err2 := s.attrText("Type")
	target, err3 := s.attrText("Target")
	if absolute, ok := strings.CutPrefix(target, "/"); ok {
		target = path.Clean(absolute)
	} else {
		target = path.Join(dir, target)
	}
	return link{id: id, kind: path.Base(kind), target: target}, errors.Join(err1, err2, err3)
}

// walk calls visit at every start tag of a part.
func (a *archive) walk(name string, visit func(*scanner) error) error {
	s, closer, err := a.scan(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	for {
		t, err := s.next()
		if err != nil || t == tokenEOF {
			return inPart(name, err)
		}
		if t != tokenStart {
			continue
		}
		if err := visit(s); err != nil {
			return inPart(name, err)
		}
	}
}

// readTabs reads the list of sheets and the date system.
func (w *workbook) readTabs(main string, links links) error {
	err := w.archive.walk(main, func(s *scanner) error {
		switch string(s.name) {
		case "workbookPr":
			flag, _ := s.attr("date1904")
			w.from1904 = isTrue(flag)
		case "sheet":
			return w.addTab(s, links)
		}
		return nil
	})
	if err == nil && len(w.tabs) == 0 {
		err = ErrEmpty
	}
	return err
}

func isTrue(flag []byte) bool {
	return string(flag) == "1" || string(flag) == "true" || string(flag) == "on"
}

func (w *workbook) addTab(s *scanner, links links) error {
	name, err1 := s.attrText("name")
	id, err2 := s.attrText("id")
	state, err3 := s.attrText("state")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	l := links.byID(id)
	if !w.archive.has(l.target) {
		return problem(ErrMalformed, "sheet %.80q has no part", name)
	}
	if len(w.tabs) == w.lim.Entries {
		return problem(ErrTooLarge, "more than %d sheets", w.lim.Entries)
	}
	if visible := state == "" || state == "visible"; visible && l.kind == "worksheet" {
		w.tabs = append(w.tabs, tab{name: unescapeControl(name), part: l.target})
	}
	return nil
}

func (w *workbook) sheets() []string {
	names := make([]string, len(w.tabs))
	for i, t := range w.tabs {
		names[i] = t.name
	}
	return names
}
