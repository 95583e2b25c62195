package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Checking in and voting by keyboard alone: Tab, Space and Enter.
func TestByKeyboardAlone(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	b := w.comes(theMember)
	b.open("/")
	b.goes("Vào buổi họp", kb.Enter)
	b.goes("Tôi có mặt", kb.Enter)
	b.sees("Đã điểm danh đồng chí có mặt")
	b.goes("Tán thành", kb.Enter)
	b.sees("Đồng chí đã biểu quyết: tán thành")
	b.quiet()
}

func (b *tab) keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// reaches moves the focus on until it stands on what bears the words, and can be seen.
func (b *tab) reaches(words string) {
	b.t.Helper()
	const far = 80 // steps that nobody should need
	for range far {
		b.keys(kb.Tab)
		here, err := ask[string](b, `words(document.activeElement.labels?.[0]||document.activeElement)`)
		if err == nil && here == words {
			b.until(`(e=>{const s=getComputedStyle(e),r=getComputedStyle(e.closest("label")||e);return s.outlineStyle!=="none"||s.boxShadow!=="none"||r.outlineStyle!=="none"||r.boxShadow!=="none"})(document.activeElement)`, "the focus on “"+words+"” to be seen")
			return
		}
	}
	b.fail("the keyboard does not reach “%s”", words)
}

// goes reaches something, presses a key on it and waits for the next page.
func (b *tab) goes(words, key string) {
	b.t.Helper()
	b.reaches(words)
	b.leaving()
	b.keys(key)
	b.arrives("the page behind “" + words + "”")
}
