package app

import (
	"bytes"
	"fmt"
	"html"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/sheet"
)

// seen says which classes of words each role may meet, by where they stand: in the
// actor's own branch ("own") or below his office ("below"), in the units above him
// ("up"). Of every other unit he may meet none. The classes are those of furnish:
//
//	un unit, mb member, im a name on a list to be taken in, dc decision on a post
//	tk task, rs report on a task
//	tp pu pl gu a meeting's topic, purpose, place, guests; lk its link; dt a draft's title
//	pc a meeting's paper, ws a scan that waits among them, op oq opinion at a closed and an open meeting, no notes, le reason for leave
//	pb is a paper that was sent down, and its sender; qu ch the question on it, and its choices
//	ic a paper that came to an office, and the work on it
//	xm a message from another system, xp somebody in an office's address book, xd an office as others see it
//	ab tx a paper that was issued, and its text and annex; ds a draft of one, and a scan that waits on it
//	mn re minutes and resolution as adopted (with the opinions of the closed meeting annexed), dr minutes that are being written
var seen = map[string]map[string]string{
	access.Member:        {"own": "un mb tk rs tp pu pl gu lk pc op oq no mn re dc pb is qu ch ab tx", "up": "un"},
	access.Committee:     {"own": "un mb tk rs tp pu pl gu lk pc ws op oq no mn re dc le dr dt pb is qu ch ab tx ds ic xm", "up": "un"},
	access.Secretary:     {"own": "un mb tk rs tp pu pl gu lk pc ws op oq no mn re dc le dr dt pb is qu ch ab tx ds ic xm xp", "up": "un"},
	access.Clerk:         {"below": "un mb dc im tp pu pl gu mn re op tk pb is qu ch ab", "up": "un"},
	access.Officer:       {"below": "un mb dc tp pu pl gu mn re op tk pb is qu ch ab", "up": "un"},
	access.Administrator: {"below": "un mb xd xp", "up": "un"},
	"plain":              {},
}

var mark = regexp.MustCompile(`(?i)zq([a-z]{2})([a-q])xz`)

// TestCanaries crawls all that each role can reach and looks for words of units
// that are not his to read (trust.md Z2).
func TestCanaries(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			joined := []*actor{{role: "plain", state: "active"}}
			for _, role := range branchRoles {
				joined = append(joined, &actor{role: role, state: "active", at: "B1"})
			}
			for _, role := range officeRoles {
				joined = append(joined, &actor{role: role, state: "active", at: "C1"})
			}
			for _, a := range joined {
				w.join(a)
			}
			for _, u := range furnished {
				w.furnish(u)
			}
			for _, a := range joined {
				w.renew(a)
				c := crawl{w: w, a: a, met: map[string]bool{}}
				c.all()
				t.Logf("%s: %d answers, met %s", a, len(c.done), strings.Join(c.own(), " "))
			}
		})
	}
}

// crawl goes wherever links lead, and tries what no link leads to.
type crawl struct {
	w    *world
	a    *actor
	done []string
	met  map[string]bool // class@unit
}

// mostPages bounds a crawl; reports link from month to month without end.
func mostPages() int {
	if raced {
		return 150
	}
	return 1500
}

func (c *crawl) all() {
	queue := []string{"/", "/me", "/meetings", "/tasks", "/tasks/unit", "/tasks/unit?state=done", "/notices", "/units", "/members", "/accounts", "/reports", "/admin", "/admin/audit",
		"/admin/jobs", "/admin/signing", "/me/key", "/members/export.xlsx", "/documents", "/documents/register", "/library", "/library?q=van+ban", "/library?q=noi+dung", "/library?q=chuyen+de", "/library?q=dang+soan", "/library?q=7-CV", "/library/mine", "/api/v1/library/search?q=van+ban", "/api/v1/library/search?q=noi+dung", "/api/v1/library/papers?limit=100", "/files/waiting", "/admin/programs", "/exchange", "/exchange?tab=sent", "/exchange?tab=open", "/exchange/peers", "/exchange/desk", "/incoming", "/incoming?q=zq", "/incoming?view=all", "/incoming/register", "/incoming/new", "/incoming/mine", "/incoming/mine?of=office", "/reports.xlsx?month=2041-03", "/reports?month=2041-03", "/units?q=zq", "/members?q=zq", "/units?day=2041-02-01", "/nothing",
		"/api/v1/me", "/api/v1/members", "/api/v1/members/me", "/api/v1/meetings?month=2041-03", "/api/v1/meetings?month=2041-04", "/api/v1/meetings/mine", "/api/v1/tasks",
		"/api/v1/tasks/mine", "/api/v1/incoming", "/api/v1/exchange/peers", "/api/v1/exchange/received", "/api/v1/exchange/received?open=true", "/api/v1/exchange/sent", "/api/v1/incoming/desk", "/api/v1/incoming/given", "/api/v1/incoming/given?whose=office", "/api/v1/notices", "/api/v1/units", "/api/v1/units/search?q=zq", "/api/v1/units/tree", "/api/v1/accounts", "/api/v1/reports/home",
		"/api/v1/reports/branches?month=2041-03", "/api/v1/reports/branches.xlsx?month=2041-03", "/api/v1/reports/totals?month=2041-03", "/api/v1/reports/people", "/api/v1/members/export.xlsx"}
	queue = append(queue, "/documents/templates", "/library?q=tai+lieu", "/library?q=tai+lieu&kind=handout", "/library?kind=handout", "/api/v1/library/search?q=tai+lieu")
	for _, u := range furnished { // also what no link leads to, but for what anybody may read
		for _, l := range policy() {
			if method, path, _ := l.request(c.w.place[u]); method == "GET" && l.at != nowhere && l.who != "!" {
				queue = append(queue, path)
			}
		}
		for _, m := range []string{"open", "called", "draft"} {
			for _, tab := range []string{"", "?tab=course", "?tab=finish", "?tab=votes", "?tab=tasks", "/texts/minutes", "/texts/minutes.pdf", "/correct", "/plan"} {
				queue = append(queue, "/meetings/"+c.w.place[u][m]+tab)
			}
			for _, part := range []string{"", "/papers", "/texts/minutes", "/texts/minutes/draft", "/corrections", "/score"} {
				queue = append(queue, "/api/v1/meetings/"+c.w.place[u][m]+part)
			}
		}
		queue = append(queue, fmt.Sprintf("/meetings?unit=%s", c.w.place[u]["unit"]), "/files/"+c.w.place[u]["openPaper"]+"/a.xlsx", "/files/"+c.w.place[u]["draftPaper"]+"/a.xlsx", "/files/"+c.w.place[u]["waitingPaper"]+"/a.png",
			"/api/v1/meetings/"+c.w.place["B1"]["meeting"]+"/papers/"+c.w.place[u]["paper"])
	}
	for len(queue) > 0 && len(c.done) < mostPages() {
		path := queue[0]
		queue = queue[1:]
		if slices.Contains(c.done, path) {
			continue
		}
		c.done = append(c.done, path)
		queue = append(queue, c.visit(path)...)
	}
}

var link = regexp.MustCompile(`(?:href|action|data-live-url)="(/[^"#]*)`)

// visit reads one answer and returns where it leads on this site.
func (c *crawl) visit(path string) (on []string) {
	rec := c.w.do(c.a, "GET", path, "")
	text := c.w.textOf(rec)
	for _, m := range mark.FindAllStringSubmatch(text, -1) {
		c.meets(path, strings.ToLower(m[1]), tree[strings.ToLower(m[2])[0]-'a'][0])
	}
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		to := html.UnescapeString(m[1])
		if !strings.HasPrefix(to, "/static/") && !strings.HasPrefix(to, "/look") && !strings.Contains(to, "q/") {
			on = append(on, to)
		}
	}
	if to := rec.Header().Get("Location"); strings.HasPrefix(to, "/") {
		on = append(on, to)
	}
	return on
}

// printed are the classes that an open paper itself says: who issued and who signed it.
const printed = "un mb"

func (c *crawl) meets(path, class, unit string) {
	if strings.HasPrefix(path, "/p/") && slices.Contains(strings.Fields(printed), class) {
		return
	}
	if c.met[class+"@"+unit] {
		return
	}
	c.met[class+"@"+unit] = true
	where := ""
	switch {
	case unit == c.a.at && c.a.member != "":
		where = "own"
	case c.a.at != "" && c.a.member == "" && within(unit, c.a.at):
		where = "below"
	case c.a.at != "" && within(c.a.at, unit):
		where = "up"
	}
	if !slices.Contains(strings.Fields(seen[c.a.role][where]), class) {
		c.w.Errorf("%s meets %q of %s (%s) at %s", c.a, class, unit, where, path)
	}
}

// own are the classes that the actor met in his own unit or below his office.
func (c *crawl) own() (out []string) {
	for m := range c.met {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

// textOf is all that can be read in an answer, also within workbooks and papers.
func (w *world) textOf(rec *httptest.ResponseRecorder) string {
	b := rec.Body.Bytes()
	head := fmt.Sprint(rec.Header())
	switch {
	case bytes.HasPrefix(b, []byte("PK")):
		return head + w.inside(b)
	case bytes.HasPrefix(b, []byte("%PDF")):
		return head + w.printed(b)
	}
	return head + string(b)
}

// inside is the text of a workbook, or of the parts of a document.
func (w *world) inside(b []byte) string {
	book, err := sheet.Open(bytes.NewReader(b), int64(len(b)), "a.xlsx", sheet.DefaultLimits())
	if err != nil {
		return documentText(b)
	}
	var out strings.Builder
	for i := range book.Sheets() {
		for row, err := range book.Rows(i) {
			w.must(err)
			for _, cell := range row.Cells {
				out.WriteString(cell.Text + "\n")
			}
		}
	}
	return out.String()
}

// printed is the text of a PDF, where the machine can read it.
func (w *world) printed(b []byte) string {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		return ""
	}
	file := filepath.Join(w.TempDir(), "a.pdf")
	w.must(os.WriteFile(file, b, 0o600))
	out, err := exec.Command(tool, file, "-").Output()
	w.must(err)
	return string(out)
}
