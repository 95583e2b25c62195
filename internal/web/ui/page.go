package ui

import (
	"github.com/a-h/templ"

	"sotay/internal/web/static"
)

// Page is what a shell needs to frame one page. The zero value of every field
// but Title is usable: an anonymous page without places.
type Page struct {
	Title   string          // of the browser's tab and the h1
	Lede    string          // one sentence under the h1; may be empty
	Unit    string          // name of the unit that the person acts for
	Person  Person          // zero when nobody is signed in
	Nav     []NavItem       // the places that exist and that this person may use
	Crumbs  []Crumb         // from the home page down, without the page itself
	Notices []Notice        // what just happened
	Actions templ.Component // buttons beside the h1; may be nil
	Here    string          // path and query of this page, to come back to after a switch
	Look    Look            // theme and type size, from LookOf
	Nonce   string          // of the content security policy
	Assets  *static.Assets  // names of the bundled files; nil serves plain names
	Live    string          // address of the event stream, given ?topic=…&topic=…; empty when nothing is live
	Search  string          // address of the search page; empty hides its button
	Inbox   string          // address of the person's messages; empty hides the bell
	Unread  int             // number on the bell
}

// Person is who is signed in, as the head shows it.
type Person struct {
	Name string // full name, as in the member's record
	Role string // post or state: "Bí thư chi bộ", "Đảng viên chính thức"
}

// NavItem is one place. Items with Office unset make the bottom bar of a phone
// (at most five); the side bar of a PC shows all.
type NavItem struct {
	Label  string
	Href   string
	Icon   Icon
	Active bool
	Office bool // a place of one's office: only in the side bar and the menu
	Count  int  // waiting there; 0 shows nothing
}

// Crumb is one step of the path to a page.
type Crumb struct {
	Label string
	Href  string
}

func (p Page) signedIn() bool { return p.Person.Name != "" }

func (p Page) places(office bool) []NavItem {
	var some []NavItem
	for _, n := range p.Nav {
		if n.Office == office {
			some = append(some, n)
		}
	}
	return some
}

func (p Page) tab() string {
	if p.Title == "" || p.Title == product {
		return product
	}
	return p.Title + " · " + product
}

// product is the name that people know the system by.
const product = "Sổ tay đảng viên"

// htmxConfig keeps htmx inside the content security policy: no eval, no
// injected style, no script from fragments.
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0}`
