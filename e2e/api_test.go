package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"sotay/internal/account"
	"sotay/internal/signing"
)

// program is somebody's program: it signs in and sends JSON.
type program struct {
	t     testing.TB
	base  string
	token string
}

// fields is an object of JSON.
type fields = map[string]any

// program signs in as somebody of the commune.
func (w *town) program(name string) program {
	w.t.Helper()
	p := program{t: w.t, base: w.base + "/api/v1"}
	var pass struct{ Token string }
	p.post("/sessions", fields{"login": w.phone(name), "password": secret}, &pass)
	p.token = pass.Token
	return p
}

// send sends bytes and reads the answer, which must be no refusal.
func (p program) send(method, path, media string, body []byte) []byte {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		p.t.Fatalf("%s %s: %d %s %v", method, path, answer.StatusCode, got, err)
	}
	return got
}

func (p program) post(path string, body fields, out any) {
	p.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.read(p.send("POST", path, "application/json", b), out)
}

func (p program) get(path string, out any) {
	p.t.Helper()
	p.read(p.send("GET", path, "application/json", nil), out)
}

func (p program) read(got []byte, out any) {
	p.t.Helper()
	if out == nil {
		return
	}
	if err := json.Unmarshal(got, out); err != nil {
		p.t.Fatalf("%v in %s", err, got)
	}
}

// keyed gives people and the committee's office a key each, under the PIN of the stories.
func (w *town) keyed(names ...string) {
	w.t.Helper()
	ctx, by := w.t.Context(), root(signing.Manage, account.Manage)
	w.must(w.app.Signing.CreateAuthority(ctx, by, "Đảng bộ xã Mường Thanh"))
	accept := func(name string, id signing.KeyID, err error) {
		w.t.Helper()
		w.must(err)
		v, err := w.app.Gate.Visit(ctx, w.passes[name].Token)
		w.must(err)
		w.must(w.app.Signing.Accept(ctx, v.Who, id, pin, pin))
	}
	for _, name := range names {
		id, err := w.app.Signing.OfferTo(ctx, by, w.phone(name))
		accept(name, id, err)
	}
	id, err := w.app.Signing.OfferUnit(ctx, by, w.units["X1"].ID)
	accept(theScribe, id, err)
}

// The course of a resolution as programs go it, from the draft to the word in its
// scanned annex.
func TestAResolutionGoesDownByPrograms(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := widely(t, engine)
		w.keyed(theChief, theDeputy)
		clerk, chief, deputy, reader := w.program(theScribe), w.program(theChief), w.program(theDeputy), w.program(theReader)
		one := w.begunByProgram(clerk)
		clerk.post(one+"/submit", fields{"approvers": []any{w.people[theChief]}}, nil)
		chief.post(one+"/agree", fields{}, nil)
		var given struct{ Number string }
		clerk.post(one+"/number", fields{}, &given)
		for _, x := range []struct {
			p    program
			keys string
		}{{deputy, "/keys"}, {chief, "/keys"}, {clerk, "/keys?unit=" + w.number("X1")}} {
			var mine struct{ Keys []struct{ ID string } }
			x.p.get(x.keys, &mine)
			x.p.post(one+"/sign", fields{"key": mine.Keys[0].ID, "pin": pin}, nil)
		}
		clerk.post(one+"/issue", fields{}, nil)
		if said := pdfsig(t, clerk.send("GET", one+"/file", "application/json", nil)); strings.Count(said, "Signature is Valid.") != 3 || given.Number != "01-NQ/ĐU" {
			t.Errorf("%s: pdfsig says %s", given.Number, said)
		}
		w.readByProgram(clerk, reader)
		w.foundByProgram(reader, one)
	})
}

func (w *town) number(code string) string { return strconv.FormatInt(int64(w.units[code].ID), 10) }

// begunByProgram is a draft with a scanned annex that was declared not secret.
func (w *town) begunByProgram(clerk program) string {
	w.t.Helper()
	var made struct{ ID string }
	clerk.post("/documents", fields{"unit": w.number("X1"), "type": "resolution", "abstract": "Về phát triển cây công nghiệp", "text": "# I. MỤC TIÊU\nMỗi bản có một mô hình tốt.", "place": "Mường Thanh",
		"recipients": []string{"- Các chi bộ trực thuộc,"}, "signer": w.people[theChief], "signerPost": "BÍ THƯ", "electronic": true, "initials": []any{w.people[theDeputy]},
		"receivers": []fields{{"kind": "subtree", "unit": w.number("X1")}}, "ask": "confirm"}, &made)
	one := "/documents/" + made.ID
	photo, err := os.ReadFile(photographed(w.t))
	w.must(err)
	clerk.send("POST", one+"/annexes?name=phu-luc.png", "application/octet-stream", photo)
	var waiting struct{ Files []struct{ ID string } }
	clerk.get("/files/waiting", &waiting)
	clerk.post("/files/"+waiting.Files[0].ID+"/declare", fields{"verdict": "not_secret"}, nil)
	return one
}

// readByProgram is a member who reads and confirms, and the office that sees who has not.
func (w *town) readByProgram(clerk, reader program) {
	w.t.Helper()
	var inbox struct{ Papers []struct{ ID string } }
	reader.get("/publications/inbox", &inbox)
	paper := "/publications/" + inbox.Papers[0].ID
	reader.post(paper+"/open", nil, nil)
	reader.post(paper+"/confirm", nil, nil)
	var roll struct {
		Total struct{ People, Done int }
		Units []struct{ Done int }
	}
	clerk.get(paper+"/rollup?unit="+w.number("X1"), &roll)
	var waiting struct{ Readers []struct{ Name string } }
	clerk.get(paper+"/waiting?limit=200&unit="+w.number("X1"), &waiting)
	if roll.Total.People != 2*manyBranches || roll.Total.Done != 1 || len(roll.Units) != manyBranches || len(waiting.Readers) != 2*manyBranches-1 {
		w.t.Errorf("read: %+v, not yet %d", roll, len(waiting.Readers))
	}
}

// foundByProgram seeks the word of the annex until the machine has read the scan.
func (w *town) foundByProgram(reader program, one string) {
	w.t.Helper()
	var found struct{ Papers []struct{ Link string } }
	for end := time.Now().Add(reading); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		reader.get("/library/search?q="+annexWord, &found)
		if len(found.Papers) == 1 && found.Papers[0].Link == one {
			return
		}
	}
	w.t.Errorf("the word of the annex leads to %+v, want %s", found, one)
}
