package api_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"slices"
	"testing"

	"sotay/internal/access"
	"sotay/internal/api"
	"sotay/internal/platform/paper"
)

// TestPaper is a paper as programs see it: written by the office, agreed to by the
// secretary, numbered, issued to every member of the commune, and read.
func TestPaper(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		id := c.drafted()
		c.agreed(id)
		c.issued(id)
		c.read(id)
		c.recalled(id)
		c.numbers()
	})
}

func (c *commune) paper() fields {
	return fields{"type": "NQ", "abstract": "Về xây dựng nông thôn mới", "text": "# Mục tiêu\nXã đạt chuẩn nâng cao.", "place": "Xã Một", "recipients": []string{"- Các chi bộ,"},
		"signer": c.ids["An"], "signerPost": "BÍ THƯ", "ask": "confirm", "receivers": []fields{{"kind": "subtree", "unit": c.unit["X1"]}}}
}

func (c *commune) drafted() string {
	c.Helper()
	types := into[api.DocumentTypes](c.clerk.get("/documents/types?unit=" + string(c.unit["X1"])).ok()).Types
	if len(types) == 0 {
		c.Fatal("no types of paper")
	}
	content := c.paper()
	content["type"] = types[0].ID
	content["unit"] = c.unit["X1"]
	c.people["Bình"].post("/documents", content).refused(http.StatusNotFound, "not_found")
	content["abstract"] = ""
	c.clerk.post("/documents", content).refused(http.StatusUnprocessableEntity, "document.invalid")
	content["abstract"] = "Về xây dựng nông thôn mới"
	id := c.clerk.post("/documents", content).id()
	c.people["Bình"].get("/documents/"+id).refused(http.StatusNotFound, "not_found")
	d := into[api.Document](c.clerk.get("/documents/" + id).ok())
	delete(content, "unit")
	content["rev"], content["text"] = d.Rev, "# Mục tiêu\nXã đạt chuẩn nâng cao năm 2027."
	c.clerk.do("PUT", "/documents/"+id, content).ok()
	c.clerk.do("PUT", "/documents/"+id, content).refused(http.StatusConflict, "document.overtaken")
	c.clerk.post("/documents/"+id+"/comments", fields{"text": "Đã sửa năm."}).ok()
	c.annexed(id)
	return id
}

// annexed puts two files with a draft, one of them a scan that waits for the word
// that it is not secret; a third is taken away again.
func (c *commune) annexed(id string) {
	c.Helper()
	one := "/documents/" + id
	var scan, word bytes.Buffer
	c.fatal(paper.DOCX(&word, paper.Paper{Layout: paper.HD05(), Kind: "BIỂU", Body: []paper.Block{paper.Text("Chỉ tiêu của các thôn")}}))
	c.fatal(png.Encode(&scan, image.NewGray(image.Rect(0, 0, 300, 400))))
	c.clerk.send("POST", one+"/annexes?name=bieu.docx", word.Bytes()).ok()
	c.clerk.send("POST", one+"/annexes?name=thua.docx", word.Bytes()).ok()
	c.clerk.send("POST", one+"/annexes?name=anh.png", scan.Bytes()).ok()
	c.clerk.send("POST", one+"/annexes?name=chay.pdf", []byte("MZ")).refused(http.StatusUnprocessableEntity, "filing.refused")
	kept := into[api.Document](c.clerk.get(one).ok()).Annexes
	if len(kept) != 3 {
		c.Fatalf("annexes: %+v", kept)
	}
	i := slices.IndexFunc(kept, func(f api.KeptFile) bool { return f.Name == "thua.docx" })
	c.clerk.do("DELETE", one+"/annexes/"+kept[i].ID, nil).ok()
	c.clerk.post(one+"/submit", fields{"approvers": []string{c.ids["An"]}}).refused(http.StatusConflict, "filing.waiting")
	waiting := into[api.WaitingFiles](c.clerk.get("/files/waiting").ok()).Files
	if len(waiting) != 1 || waiting[0].State != "waiting" {
		c.Fatalf("waiting: %+v", waiting)
	}
	c.clerk.post("/files/"+waiting[0].ID+"/declare", fields{"verdict": "not_secret"}).ok()
	if got := c.clerk.get("/files/" + waiting[0].ID).ok(); !bytes.Equal(got.body, scan.Bytes()) {
		c.Errorf("a file came back as %d bytes", len(got.body))
	}
}

func (c *commune) agreed(id string) {
	c.Helper()
	one := "/documents/" + id
	c.grant(c.accounts["An"], access.Secretary, c.unit["X1"])
	an := c.people["An"]
	c.clerk.post(one+"/submit", fields{"approvers": []string{c.ids["An"]}}).ok()
	an.post(one+"/return", fields{}).refused(http.StatusUnprocessableEntity, "document.invalid")
	an.post(one+"/return", fields{"reason": "Thêm chỉ tiêu"}).ok()
	c.clerk.post(one+"/submit", fields{"approvers": []string{c.ids["An"]}}).ok()
	if all := into[api.Documents](an.get("/documents/awaiting").ok()).Documents; len(all) != 1 || all[0].ID != id {
		c.Errorf("what waits for the secretary: %+v", all)
	}
	an.post(one+"/agree", fields{}).ok()
	d := into[api.Document](an.get(one).ok())
	if d.State != "approved" || len(d.Versions) != 2 || len(d.Comments) != 1 || len(d.Steps) != 1 || d.Content.Receivers[0].Kind != "subtree" {
		c.Errorf("an approved paper: %+v", d)
	}
}

func (c *commune) issued(id string) {
	c.Helper()
	one := "/documents/" + id
	c.clerk.post(one+"/issue", fields{}).refused(http.StatusConflict, "document.is_approved")
	n := into[api.GivenNumber](c.clerk.post(one+"/number", fields{}).ok()).Number
	if len(n) == 0 || n[:2] != "01" {
		c.Errorf("the first number is %q", n)
	}
	c.clerk.post(one+"/issue", fields{}).ok()
	if all := into[api.Documents](c.clerk.get("/documents?state=issued&limit=1").ok()); len(all.Documents) != 1 || all.Documents[0].Number != n || all.NextCursor == "" {
		c.Errorf("issued papers: %+v", all)
	}
}

func (c *commune) read(id string) {
	c.Helper()
	binh := c.people["Bình"]
	inbox := into[api.Inbox](binh.get("/publications/inbox").ok()).Papers
	if len(inbox) != 1 || inbox[0].Done {
		c.Fatalf("a member's inbox: %+v", inbox)
	}
	if d := into[api.Document](binh.get("/documents/" + id).ok()); len(d.Comments) != 0 || len(d.Versions) != 0 || len(d.Content.Receivers) != 0 {
		c.Errorf("a reader sees what is the office's: %+v", d)
	}
	for format, begins := range map[string]string{"pdf": "%PDF-", "docx": "PK"} {
		if got := binh.get("/documents/" + id + "/file?format=" + format).ok(); !bytes.HasPrefix(got.body, []byte(begins)) {
			c.Errorf("the paper as %s begins with %q", format, got.body[:8])
		}
	}
	p := "/publications/" + inbox[0].ID
	binh.post(p+"/open", nil).ok()
	binh.post(p+"/confirm", nil).ok()
	total := into[api.ReadingRollup](c.clerk.get(p + "/rollup?unit=" + string(c.unit["X1"])).ok()).Total
	waiting := into[api.WaitingReaders](c.clerk.get(p + "/waiting?unit=" + string(c.unit["X1"])).ok()).Readers
	if total != (api.ReadingTally{People: 5, Opened: 1, Done: 1}) || len(waiting) != 4 {
		c.Errorf("who has read: %+v, not yet %+v", total, waiting)
	}
}

func (c *commune) recalled(id string) {
	c.Helper()
	c.clerk.post("/documents/"+id+"/recall", fields{"reason": "Sai chỉ tiêu"}).ok()
	c.people["Chi"].get("/documents/"+id).refused(http.StatusNotFound, "not_found")
	inbox := into[api.Inbox](c.people["Chi"].get("/publications/inbox").ok()).Papers
	if len(inbox) != 1 || inbox[0].Withdrawn == nil || inbox[0].Reason != "Sai chỉ tiêu" {
		c.Errorf("readers of a recalled paper see %+v", inbox)
	}
}

func (c *commune) numbers() {
	c.Helper()
	unit := string(c.unit["X1"])
	kind := into[api.DocumentTypes](c.clerk.get("/documents/types?unit=" + unit).ok()).Types[0].ID
	c.clerk.post("/documents/numbers", fields{"unit": unit, "type": kind, "reason": "Chờ ký"}).ok()
	first := into[api.DocumentNumbers](c.clerk.get("/documents/register?limit=1&unit=" + unit).ok())
	rest := into[api.DocumentNumbers](c.clerk.get("/documents/register?limit=1&unit=" + unit + "&cursor=" + first.NextCursor).ok())
	if len(first.Numbers) != 1 || first.Numbers[0].State != "used" || len(rest.Numbers) != 1 || rest.Numbers[0].State != "reserved" {
		c.Fatalf("the register: %+v, %+v", first, rest)
	}
	kept := rest.Numbers[0]
	c.clerk.post("/documents/numbers/cancel", fields{"series": kept.Series, "number": kept.Number, "reason": "Không dùng"}).ok()
	c.clerk.post("/documents/numbers/cancel", fields{"series": kept.Series, "number": kept.Number, "reason": "Lần nữa"}).refused(http.StatusConflict, "document.number_used")
	c.clerk.get("/documents/register?cursor=x&unit="+unit).refused(http.StatusUnprocessableEntity, "api.invalid")
	if got := c.clerk.get("/documents/register.xlsx?unit=" + unit).ok(); !bytes.HasPrefix(got.body, []byte("PK")) {
		c.Errorf("the register begins with %q", got.body[:8])
	}
}
