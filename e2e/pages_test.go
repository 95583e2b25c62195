package e2e

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sotay/internal/meeting"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/signing"
)

// Every page, as those see it for whom it is: no fault of accessibility that axe
// finds, nothing beside the screen, nothing too small to touch, no complaint of the
// console; on a phone, on a phone with large type, and on a PC.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	axe, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("%v (npm ci --ignore-scripts)", err)
	}
	visits := w.visits()
	w.reachesAll(visits)
	who := make([]string, 0, len(visits))
	for name := range visits {
		who = append(who, name)
	}
	slices.Sort(who)
	for _, name := range who {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here := *w.world
			here.t = t
			b := here.visitor(name)
			if p, ok := w.passes[name]; ok {
				b.enters(p.Token)
			}
			for _, path := range visits[name] {
				examine(t, b, path, string(axe))
			}
		})
	}
}

// axeRun asks for the rules of WCAG 2.2 A and AA and good practice.
const axeRun = `axe.run(document,{resultTypes:["violations"]}).then(r=>r.violations.map(v=>v.id+": "+v.help+"\n   "+v.nodes.slice(0,3).map(n=>n.html.slice(0,160)).join("\n   ")))`

// examine looks at one page on each screen.
func examine(t *testing.T, b *tab, path, axe string) {
	t.Helper()
	b.size(phoneWide, phoneHigh)
	b.open(path)
	b.do(chromedp.Evaluate[chromedp.Void](axe))
	report := func(how string, found []string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s %s: %v", path, how, err)
		}
		for _, x := range found {
			t.Errorf("%s, %s: %s", path, how, x)
		}
	}
	for _, screen := range []struct {
		how        string
		wide, high int64
		large      bool
	}{{"phone", phoneWide, phoneHigh, false}, {"large type", phoneWide, phoneHigh, true}, {"PC", deskWide, deskHigh, false}} {
		b.size(screen.wide, screen.high)
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.documentElement.classList.toggle("large",%v)`, screen.large)))
		ctx, stop := context.WithTimeout(b.ctx, patience)
		found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](pageFaults))
		report(screen.how, found, err)
		found, err = chromedp.Run(ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
		stop()
		report(screen.how, found, err)
	}
	report("console", b.complaints(), nil)
}

// visits are the pages by who looks at them.
func (w *town) visits() map[string][]string {
	past, running, called, draft := at(w.past), at(w.running), at(w.called), at(w.draft)
	hanh := "/members/" + string(w.people[theMember])
	unit := fmt.Sprintf("/units/%d", w.units["X1"].ID)
	all := map[string][]string{
		"stranger": {"/sign-in", "/ui", "/ui/plain", "/ui/hall"},
		theSecretary: {"/files/waiting", "/exchange", "/exchange?tab=sent", "/exchange?tab=open", "/exchange/in/" + string(w.message), "/documents/" + string(w.written) + "/exchange", "/incoming", "/incoming/register", "/incoming/new", "/incoming/mine", "/incoming?view=overdue", "/incoming?view=all", "/incoming?q=danh+sach", "/incoming/" + string(w.arrived), "/incoming/" + string(w.arrived) + "/edit", "/library", "/library?q=nghi+quyet+chi+bo", "/library?q=khong+co+gi+het", "/library/mine", "/library/mine?what=saved", "/documents", "/documents/register", "/documents/new", "/documents/" + string(w.written), "/documents/" + string(w.written) + "/edit", "/documents/" + string(w.written) + "/read", "/", "/meetings", "/meetings/new", draft, called, called + "?tab=answers", called + "/plan", called + "/agenda", called + "/cancel",
			running + "?tab=roll", running + "?tab=course", running + "?tab=votes", running + "?tab=tasks", running + "?tab=finish", running + "?tab=mine",
			running + "/texts/minutes", running + "/texts/resolution", running + "/hall", past, past + "/correct", past + "/texts/minutes",
			"/tasks", "/tasks/unit", "/tasks/unit?state=done", "/tasks/new", "/tasks/" + string(w.task), "/members", hanh, "/reports", "/units", "/notices", "/me", "/me/opened", "/verify", "/me/key", "/me/key/" + w.offered(theSecretary), "/password"},
		theMember: {"/", "/meetings", called, running, past, past + "/texts/minutes", "/q/" + string(w.running) + "/" + w.hallCode(), "/tasks", "/notices", "/me", "/papers", "/papers/" + string(w.confirmed), "/papers/" + string(w.asked)},
		theSecond: {running}, // the open ballot
		theYoung:  {running},
		theClerk: {"/", "/reports", "/reports?month=2026-02&only=not_met", past, "/members", "/members?q=khong+co+ai", "/members/new", "/members/import", "/imports/" + w.staged(),
			hanh, hanh + "/edit", hanh + "/posts", fmt.Sprintf("/accounts?unit=%d", w.units["X1"].ID), fmt.Sprintf("/accounts?unit=%d", w.units["X1.01"].ID),
			"/accounts/staff", "/accounts/" + w.account[theMember], "/accounts/" + w.account[theMember] + "/code", "/accounts/" + w.account[theMember] + "/suspend", "/me/key", "/publications", "/publications/" + string(w.confirmed), fmt.Sprintf("/papers?office=%d", w.units["X1"].ID)},
		theOfficer: {"/", "/units", unit, "/units/import", "/reports"},
		theAdmin:   {"/", "/exchange/peers", fmt.Sprintf("/exchange/peers/new?unit=%d", w.units["X1.01"].ID), "/exchange/peers/" + string(w.peer), fmt.Sprintf("/exchange/desk?unit=%d", w.units["X1.01"].ID), "/accounts", "/accounts/" + w.account[theOfficer], "/accounts/" + w.account[theOfficer] + "/roles/" + w.role(theOfficer) + "/revoke", "/admin", "/admin/rules/meeting.motions", "/admin/jobs", "/admin/programs", "/admin/audit", "/admin/signing", "/admin/signing/keys/" + w.offered(theMember) + "/revoke"},
	}
	w.shares(all)
	all[theSecretary] = append(all[theSecretary], "/documents/templates")
	for _, r := range w.app.Web.Routes() {
		if path, ok := strings.CutPrefix(r.Pattern, "GET /members/{id}/"); ok && !slices.Contains(all[theClerk], hanh+"/"+path) {
			all[theClerk] = append(all[theClerk], hanh+"/"+path)
		}
		if path, ok := strings.CutPrefix(r.Pattern, "GET /units/{id}/"); ok {
			all[theOfficer] = append(all[theOfficer], unit+"/"+path)
		}
	}
	return all
}

// offered is a certificate that was granted to a person and waits for his PIN.
func (w *town) offered(name string) string {
	manager := root(signing.Manage)
	w.must(w.app.Signing.CreateAuthority(w.t.Context(), manager, "Đảng bộ xã Bảo Thắng"))
	id, err := w.app.Signing.OfferTo(w.t.Context(), manager, w.login(w.people[name]))
	w.must(err)
	hand, err := os.ReadFile(redSeal(w.t)) // for want of a hand
	w.must(err)
	w.must(w.app.Signing.SetPicture(w.t.Context(), authz.Actor{ID: w.account[name], Name: name}, signing.Owner{Account: w.account[name]}, hand, 0))
	return string(id)
}

func at(id meeting.ID) string { return "/meetings/" + string(id) }

func (w *town) hallCode() string {
	_, code, _, err := w.app.Meetings.HallCode(w.t.Context(), w.runs("X1.01"), w.running)
	w.must(err)
	return code
}

// staged is a list that was read for a trial.
func (w *town) staged() string {
	b := w.comes(theClerk)
	b.open("/members/import")
	b.upload(officeList(w.t))
	b.press("Đọc thử")
	b.sees("Đã đọc xong, chưa nhập")
	return strings.TrimPrefix(b.at(), "/imports/")
}

func (w *town) role(name string) (id string) {
	w.must(w.app.DB.Read(w.t.Context(), func(q db.Q) error {
		held, err := w.app.Access.Of(w.t.Context(), q, []string{w.account[name]}, held)
		id = held[w.account[name]][0].ID
		return err
	}))
	return id
}

// reachesAll makes sure that no page was forgotten: every address that a person
// can open in a browser is among the visits, or is a file or a stream.
func (w *town) reachesAll(visits map[string][]string) {
	w.t.Helper()
	notPages := []string{"GET /live", "GET /admin/signing/authority.pem", "GET /reports.xlsx", "GET /publications/{id}/waiting.xlsx", "GET /documents/register.xlsx", "GET /incoming/register.xlsx", "GET /documents/{id}/file/{name}", "GET /documents/{id}/sign/{name}", "GET /me/key/{id}/picture.png", "GET /members/export.xlsx", "GET /imports/{id}/result.xlsx", "GET /meetings/{id}/roll.pdf", "GET /notices/{id}", "GET /files/{id}/{name}", "GET /files/{id}/first-page"}
	notPages = append(notPages, "GET /p/{token}/file", "GET /sw.js")
	notPages = append(notPages, "GET /documents/{id}/template.docx", "GET /saved/wanted")
	part := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	for _, r := range w.app.Web.Routes() {
		path, get := strings.CutPrefix(r.Pattern, "GET ")
		if !get || slices.Contains(notPages, r.Pattern) {
			continue
		}
		shape := regexp.MustCompile("^" + part.ReplaceAllString(regexp.QuoteMeta(strings.TrimSuffix(path, "{$}")), "[^/]+") + `(\?.*)?$`)
		seen := false
		for _, paths := range visits {
			seen = seen || slices.ContainsFunc(paths, shape.MatchString)
		}
		if !seen {
			w.t.Errorf("nobody visits %s", r.Pattern)
		}
	}
}
