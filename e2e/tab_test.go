package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Sizes of screens, in CSS pixels.
const (
	phoneWide, phoneHigh = 360, 780
	deskWide, deskHigh   = 1280, 800
)

const (
	patience = 15 * time.Second      // for one thing to come about
	glance   = 40 * time.Millisecond // between two looks
)

// tab is the browser of one person.
type tab struct {
	t    testing.TB
	who  string
	base string
	ctx  context.Context

	mu     sync.Mutex
	errors []string // of the console
}

// visitor opens a browser on a phone's screen.
func (w *world) visitor(who string) *tab {
	w.t.Helper()
	root, err := chromium()
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
	w.t.Cleanup(stop)
	b := &tab{t: w.t, who: who, base: w.base, ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		w.t.Fatal(err)
	}
	b.size(phoneWide, phoneHigh)
	return b
}

func (b *tab) size(wide, high int64) {
	b.t.Helper()
	opts := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if wide < deskWide {
		opts = append(opts, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	b.do(chromedp.EmulateViewport(wide, high, opts...))
}

// hear keeps what the console complains of.
func (b *tab) hear(event any) {
	var said string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			said += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			raw, _ := json.Marshal(e.Args)
			said = string(raw)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			said = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if said != "" {
		b.mu.Lock()
		b.errors = append(b.errors, said)
		b.mu.Unlock()
	}
}

// complaints are what the console said since the last time.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.errors
	b.errors = nil
	return out
}

// quiet fails when the console complained.
func (b *tab) quiet() {
	b.t.Helper()
	if said := b.complaints(); len(said) > 0 {
		b.fail("the console says:\n%s", strings.Join(said, "\n"))
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.fail("%v", err)
	}
}

// ask evaluates an expression in the page, with finder's words at hand.
func ask[T any](b *tab, expression string) (T, error) {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, chromedp.Evaluate[T]("(()=>{"+finder+"\nreturn ("+expression+")})()"))
}

// until looks again and again until the expression is true of the page. While the
// page changes there may be nothing to ask.
func (b *tab) until(expression, what string) {
	b.t.Helper()
	var last error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(glance) {
		yes, err := ask[bool](b, "!!("+expression+")")
		if yes {
			return
		}
		last = err
	}
	b.fail("waited in vain: %s (%v)", what, last)
}

// fail ends the test and keeps what the person saw.
func (b *tab) fail(format string, args ...any) {
	b.t.Helper()
	dir, err := os.MkdirTemp("", "sotay-e2e-")
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	where, _ := chromedp.Run(ctx, chromedp.Location())
	if picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100)); err == nil {
		os.WriteFile(filepath.Join(dir, "page.png"), picture, 0o600)
	}
	if html, err := chromedp.Run(ctx, chromedp.OuterHTML("html")); err == nil {
		os.WriteFile(filepath.Join(dir, "page.html"), []byte(html), 0o600)
	}
	b.t.Fatalf("%s at %s: %s\nsee %s", b.who, where, fmt.Sprintf(format, args...), dir)
}

// open goes to an address of the site.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// at is where the person is: path and query.
func (b *tab) at() string {
	b.t.Helper()
	where, err := ask[string](b, "location.pathname+location.search")
	if err != nil {
		b.fail("%v", err)
	}
	return where
}

// sees waits for words on the page.
func (b *tab) sees(all ...string) {
	b.t.Helper()
	for _, words := range all {
		b.until("says("+quote(words)+")", "the words “"+words+"”")
	}
}

// sees not: the words are not on the page as it is.
func (b *tab) lacks(words string) {
	b.t.Helper()
	if yes, err := ask[bool](b, "says("+quote(words)+")"); err != nil || yes {
		b.fail("“%s” should not be there (%v)", words, err)
	}
}

// point is the middle of something on the screen.
type point struct{ X, Y float64 }

// tap presses what bears the words, and waits for nothing.
func (b *tab) tap(words string) {
	b.t.Helper()
	b.until("control("+quote(words)+")", "something to press: “"+words+"”")
	at, err := ask[point](b, "middle(control("+quote(words)+"))")
	if err != nil {
		b.fail("%s: %v", words, err)
	}
	b.do(chromedp.MouseClickXY(at.X, at.Y))
}

// press presses what bears the words and waits for the page that it leads to.
func (b *tab) press(words string) {
	b.t.Helper()
	b.until("document.readyState==='complete'", "the page to be there")
	b.leaving()
	b.tap(words)
	b.arrives("the page behind “" + words + "”")
}

// leaving marks the page, so that the next one is known by having no mark.
func (b *tab) leaving() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void]("window.left=true"))
}

func (b *tab) arrives(what string) {
	b.t.Helper()
	b.until("!window.left && document.readyState==='complete'", what)
}

// fill types into the field that bears the label.
func (b *tab) fill(label, text string) {
	b.t.Helper()
	b.until("field("+quote(label)+")", "a field “"+label+"”")
	kind, err := ask[string](b, "ready(field("+quote(label)+"))")
	if err != nil {
		b.fail("%s: %v", label, err)
	}
	if kind == "typed" {
		if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
			b.fail("%s: %v", label, err)
		}
		return
	}
	b.until("put(field("+quote(label)+"),"+quote(text)+")", "a field “"+label+"” that takes “"+text+"”")
}

// upload gives a file to the one field for files.
func (b *tab) upload(file string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles("input[type=file]", []string{file}))
}

// fetched is a file that a link of the page leads to.
type fetched struct {
	Status int
	Type   string
	Base64 string
}

// fetch loads an address with the person's cookies.
func (b *tab) fetch(path string) (body []byte, media string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[fetched](`fetch(`+quote(path)+`).then(async r=>{
		const bytes=new Uint8Array(await r.arrayBuffer());let s="";for(const x of bytes)s+=String.fromCharCode(x);
		return {Status:r.status,Type:r.headers.get("Content-Type"),Base64:btoa(s)}})`, chromedp.EvalAwaitPromise))
	if err != nil || got.Status != 200 {
		b.fail("%s answers %d (%v)", path, got.Status, err)
	}
	return decoded(b, got.Base64), got.Type
}

// href is where the link that bears the words leads.
func (b *tab) href(words string) string {
	b.t.Helper()
	b.until("control("+quote(words)+")", "a link “"+words+"”")
	to, err := ask[string](b, "new URL(control("+quote(words)+").href).pathname+new URL(control("+quote(words)+").href).search")
	if err != nil {
		b.fail("%s: %v", words, err)
	}
	return to
}

// enters puts the cookie of a session into the browser: the person has signed in before.
func (b *tab) enters(token string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "sotay_session", Value: token, URL: b.base}); err != nil {
		b.fail("%v", err)
	}
}

func quote(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw)
}

// finder finds things on a page by the words that people see.
//
//go:embed testdata/finder.js
var finder string

// pageFaults says what is wrong with a page as it stands on the screen.
//
//go:embed testdata/page.js
var pageFaults string
