package e2e

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// pictures is the folder for the pictures of the README:
//
//	go test ./e2e -run Pictures -args -pictures doc/pictures
var pictures = flag.String("pictures", os.Getenv("SOTAY_PICTURES"), "folder for the pictures of the README; empty draws them and throws them away")

func TestPictures(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	dir := *pictures
	if dir == "" {
		dir = t.TempDir()
	}
	w.must(os.MkdirAll(dir, 0o755))
	running := at(w.running)
	for _, p := range []struct {
		name, who, path string
		wide            int64
		from            string // what stands at the top; empty for the top of the page
	}{
		{"home", theMember, "/", phoneWide, ""},
		{"ballot", theSecond, running, phoneWide, ""},
		{"secretary", theSecretary, "/", phoneWide, ""},
		{"roll", theSecretary, running + "?tab=roll", phoneWide, ".stats"},
		{"minutes", theSecretary, at(w.past) + "/texts/minutes", phoneWide, ""},
		{"report", theClerk, "/reports", phoneWide, ".table"},
		{"import", theClerk, "/imports/" + w.staged(), phoneWide, ".table"},
		{"papers", theMember, "/papers", phoneWide, ""},
		{"paper-question", theMember, "/papers/" + string(w.asked), phoneWide, ""},
		{"reading", theClerk, "/publications/" + string(w.confirmed), phoneWide, ""},
		{"reading-pc", theClerk, "/publications/" + string(w.confirmed), deskWide, ""},
		{"library", theSecretary, "/library?q=duong", phoneWide, ""},
		{"incoming", theSecretary, "/incoming/" + string(w.arrived), phoneWide, ""},
		{"hall-pc", theSecretary, running + "/hall", deskWide, ""},
		{"report-pc", theClerk, "/reports", deskWide, ""},
		{"home-pc", theSecretary, "/", deskWide, ""},
	} {
		b := w.comes(p.who)
		high := int64(phoneHigh)
		if p.wide == deskWide {
			high = deskHigh
		}
		b.size(p.wide, high)
		b.open(p.path)
		b.until("document.readyState==='complete' && document.fonts.status==='loaded'", "the page to be drawn")
		if p.from != "" {
			b.do(chromedp.Evaluate[chromedp.Void](`scrollTo({top:document.querySelector(` + quote(p.from) + `).getBoundingClientRect().top+scrollY-90,behavior:"instant"})`))
		}
		ctx, stop := context.WithTimeout(b.ctx, patience)
		png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		stop()
		w.must(err)
		w.must(os.WriteFile(filepath.Join(dir, p.name+".png"), png, 0o644))
	}
}
