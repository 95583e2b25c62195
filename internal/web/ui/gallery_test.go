package ui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// pages are all frames with all parts in them.
func pages() map[string]templ.Component {
	return map[string]templ.Component{
		"/ui": Gallery(Page{Nonce: "n"}), "/ui/plain": GalleryPlain(Page{Nonce: "n"}), "/ui/hall": GalleryHall(Page{Nonce: "n"}),
	}
}

func parse(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func elements(doc *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) {
			found = append(found, n)
		}
	}
	return found
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// A strict policy forbids style attributes, handlers and inline scripts.
func TestPagesKeepContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	for path, page := range pages() {
		for _, n := range elements(parse(t, page)) {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
				}
			}
			if n.Data == "style" || (n.Data == "script" && (attr(n, "src") == "" || attr(n, "nonce") != "n")) {
				t.Errorf("%s: inline <%s>", path, n.Data)
			}
		}
	}
}

func TestPagesHaveOneHeadingAndUniqueIDs(t *testing.T) {
	t.Parallel()
	for path, page := range pages() {
		doc := parse(t, page)
		if n := len(elements(doc, "h1")); n != 1 {
			t.Errorf("%s: %d h1", path, n)
		}
		seen := map[string]bool{}
		for _, n := range elements(doc) {
			if id := attr(n, "id"); id != "" && seen[id] {
				t.Errorf("%s: two elements are %q", path, id)
			} else {
				seen[id] = true
			}
		}
	}
}

// Every control has a label, every reference leads to an element.
func TestControlsAreNamed(t *testing.T) {
	t.Parallel()
	doc := parse(t, Gallery(Page{}))
	ids, labels := map[string]bool{}, map[string]bool{}
	for _, n := range elements(doc) {
		ids[attr(n, "id")] = true
		if n.Data == "label" {
			labels[attr(n, "for")] = text(n) != ""
		}
	}
	for _, n := range elements(doc, "input", "select", "textarea") {
		if attr(n, "type") != "hidden" && !labels[attr(n, "id")] {
			t.Errorf("%s %q has no label", n.Data, attr(n, "name"))
		}
		for id := range strings.FieldsSeq(attr(n, "aria-describedby")) {
			if !ids[id] {
				t.Errorf("%q is described by %q, which is not there", attr(n, "name"), id)
			}
		}
	}
	for _, n := range elements(doc, "a", "button", "summary") {
		if text(n) == "" {
			t.Errorf("%s %v says nothing", n.Data, n.Attr)
		}
	}
}

func TestErrorSummaryLeadsToFields(t *testing.T) {
	t.Parallel()
	doc := parse(t, templ.Join(
		ErrorSummary{Items: []FieldError{{"day", "Chọn ngày"}, {"way", "Chọn hình thức"}}},
		Field{Kind: Date, Name: "day", Label: "Ngày"},
		Field{Kind: Radio, Name: "way", Label: "Hình thức", Options: []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}},
	))
	for _, a := range elements(doc, "a") {
		id := strings.TrimPrefix(attr(a, "href"), "#")
		if !slices.ContainsFunc(elements(doc, "input"), func(n *html.Node) bool { return attr(n, "id") == id }) {
			t.Errorf("%q leads nowhere", attr(a, "href"))
		}
	}
	var b bytes.Buffer
	if err := (ErrorSummary{}).Render(t.Context(), &b); err != nil || b.Len() > 0 {
		t.Errorf("without mistakes: %q, %v", b.String(), err)
	}
}

// Text from people comes out as text, addresses as addresses.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script>`
	const run = "javascript:alert(1)"
	doc := parse(t, templ.Join(
		Button{Label: evil, Href: run}, Field{Name: "x", Label: evil, Value: evil, Hint: evil, Error: evil}, Field{Kind: Area, Name: "y", Value: "</textarea>" + evil},
		Card{Title: evil, Href: run, Meta: evil}, Badge{Text: evil}, Table{Caption: evil, Rows: []Row{{Cells: []Cell{{Text: evil, Href: run}}}}},
		Tabs{Label: evil, Items: []Tab{{Label: evil, Href: run}}}, Notice{Text: evil, Link: evil, Href: run, DraftDone: evil},
		Choices{Action: run, Question: evil, Items: []Choice{{Value: evil, Label: evil}}}, Bars{Caption: evil, Items: []Bar{{Label: evil, Href: run}}},
		Tree{Label: evil, Nodes: []Node{{Label: evil, Href: run}}}, Summary{Items: []Fact{{Name: evil, Value: evil, Href: run}}},
		Confirm{Title: evil, Action: run, Cancel: run}, More{Href: run}, SearchBox{Action: run, Value: evil}, Live{ID: evil, Topic: evil, URL: run},
		Button{Label: "x", Action: run}, Stats{Items: []Stat{{Value: evil, Label: evil, Href: run}}}, Icon(evil),
	))
	for _, n := range elements(doc) {
		if n.Data == "script" {
			t.Error("a script got through")
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Val, "javascript:") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
}

func TestEveryIconIsDrawn(t *testing.T) {
	t.Parallel()
	for _, i := range galleryIcons() {
		if i.strokes() == "" {
			t.Errorf("%s is not drawn", i)
		}
	}
}

// The bottom bar of a phone has the places of all, the side bar also those of an office.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, n := range elements(parse(t, Gallery(Page{})), "nav") {
		links := len(elements(n, "a"))
		switch attr(n, "class") {
		case "bottom":
			if links != 5 {
				t.Errorf("bottom bar has %d places", links)
			}
		case "side":
			if links != 10 {
				t.Errorf("side bar has %d places", links)
			}
		}
	}
}
