package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sotay/internal/api"
	"sotay/internal/platform/paper"
)

// TestMonth is a branch's month as programs see it, from the lists of the office to
// the report that the commune reads.
func TestMonth(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		id := c.called()
		c.held(id)
		c.written(id)
		c.reported(id)
	})
}

func (c *commune) called() string {
	c.Helper()
	an, unit := c.people["An"], c.unit["B1"]
	plan := fields{"unit": unit, "kind": "regular", "startsAt": "2026-09-10T19:30:00+07:00", "place": "Nhà văn hóa thôn", "chair": c.ids["An"], "secretary": c.ids["Bình"]}
	c.people["Em"].post("/meetings", plan).refused(http.StatusNotFound, "not_found")
	id := an.post("/meetings", plan).id()
	m := "/meetings/" + id
	an.do("PUT", m+"/plan", plan).ok()
	an.do("PUT", m+"/agenda", fields{"items": []fields{{"kind": "open", "title": "Mở đầu"}, {"kind": "discussion", "title": "Thảo luận"}, {"kind": "vote", "title": "Biểu quyết"}}}).ok()
	an.post(m+"/prepared", nil).ok()
	c.people["Bình"].get(m).refused(http.StatusNotFound, "not_found") // a draft
	p := into[api.Paper](an.send("POST", m+"/papers?name=du-thao.pdf", c.pdf()).ok())
	an.send("POST", m+"/papers?name=du-thao.pdf", []byte("MZ nothing to read")).refused(http.StatusUnprocessableEntity, "filing.refused")
	an.post(m+"/call", nil).ok()

	c.people["Bình"].get(m+"/papers/"+p.ID).refused(http.StatusNotFound, "not_found") // no program reads it here, so it waits like a scan
	if all := into[api.Papers](c.people["Bình"].get(m + "/papers").ok()).Papers; len(all) != 1 || all[0].State != "waiting" || all[0].Name != "" {
		c.Errorf("of a paper that waits a member sees %+v", all)
	}
	an.post("/files/"+p.ID+"/declare", fields{"verdict": "not_secret"}).ok()
	got := c.people["Bình"].get(m + "/papers/" + p.ID).ok()
	if !bytes.Equal(got.body, c.pdf()) || !strings.Contains(got.header.Get("Content-Disposition"), "du-thao.pdf") {
		c.Errorf("the paper came back as %d bytes, %q", len(got.body), got.header)
	}
	if n := into[api.Notices](c.people["Bình"].get("/notices").ok()).Notices; len(n) != 1 || n[0].Code != "meeting.called" || n[0].ReadAt != nil {
		c.Errorf("notices: %+v", n)
	} else if n := into[api.Notice](c.people["Bình"].post("/notices/"+n[0].ID+"/read", nil).ok()); n.ReadAt == nil {
		c.Error("a notice that was read is unread")
	}
	c.people["Bình"].post(m+"/answer", fields{"answer": "coming"}).ok()
	c.people["Dung"].post(m+"/answer", fields{"answer": "leave"}).refused(http.StatusUnprocessableEntity, "meeting.answer_invalid")
	c.people["Dung"].post(m+"/answer", fields{"answer": "leave", "reason": "Đi công tác"}).ok()
	c.people["Bình"].post(m+"/answer", fields{"answer": "coming", "member": c.ids["Em"]}).refused(http.StatusForbidden, "access.forbidden")
	an.post(m+"/answer", fields{"answer": "coming", "member": c.ids["Em"]}).ok()
	an.post(m+"/leave", fields{"member": c.ids["Dung"], "grant": true}).ok()
	if all := into[api.Meetings](c.people["Em"].get("/meetings/mine").ok()).Meetings; len(all) != 1 || all[0].State != "called" {
		c.Errorf("own meetings: %+v", all)
	}
	return id
}

func (c *commune) held(id string) {
	c.Helper()
	an, m := c.people["An"], "/meetings/"+id
	an.post(m+"/open", nil).refused(http.StatusConflict, "meeting.too_early")
	c.turn("2026-09-10T19:25:00+07:00")
	an.post(m+"/open", nil).ok()
	code := into[api.HallCode](an.get(m + "/hall-code").ok())
	c.people["Bình"].post(m+"/check-in", fields{"presence": "present", "code": "nonsense"}).refused(http.StatusUnprocessableEntity, "meeting.code_old")
	c.people["Bình"].post(m+"/check-in", fields{"presence": "present", "code": code.Code}).ok()
	an.post(m+"/roll", fields{"member": c.ids["An"], "presence": "present"}).ok()
	an.post(m+"/roll/all", nil).ok()

	r := into[api.MeetingRecord](an.get(m).ok())
	if r.Sight != "whole" || len(r.Items) != 3 || len(r.Roll) != 5 || len(r.Lacks) == 0 {
		c.Fatalf("the record: %+v", r)
	}
	an.post(m+"/now", fields{"item": r.Items[1].ID}).ok()
	an.do("PUT", m+"/items/"+r.Items[1].ID, fields{"notes": "Thống nhất.", "rev": r.Items[1].Rev}).ok()
	an.do("PUT", m+"/items/"+r.Items[1].ID, fields{"notes": "Khác.", "rev": r.Items[1].Rev}).refused(http.StatusConflict, "meeting.overtaken")
	c.people["Em"].post(m+"/opinions", fields{"text": "Đề nghị sửa đường.", "item": r.Items[1].ID}).ok()
	an.post(m+"/opinions", fields{"member": c.ids["Bình"], "spoken": true, "text": "Nhất trí."}).ok()
	c.voted(id)
	an.post(m+"/tasks", fields{"title": "Sửa đường thôn", "owner": c.ids["Chi"], "due": "2026-09-30"}).ok()
	mine := into[api.Tasks](c.people["Chi"].get("/tasks/mine").ok()).Tasks
	if len(mine) != 1 || mine[0].Due != "2026-09-30" {
		c.Fatalf("own tasks: %+v", mine)
	}
	c.people["Chi"].post("/tasks/"+mine[0].ID+"/report", fields{"progress": 40, "state": "open"}).ok()
	c.people["Bình"].post("/tasks/"+mine[0].ID+"/report", fields{"progress": 50, "state": "open"}).refused(http.StatusForbidden, "access.forbidden")
}

func (c *commune) voted(id string) {
	c.Helper()
	an, m := c.people["An"], "/meetings/"+id
	motion := m + "/motions/" + an.post(m+"/motions", fields{"kind": "resolution", "mode": "phone"}).id()
	an.post(motion+"/open", fields{"mode": "phone"}).ok()
	c.people["Em"].post(motion+"/vote", fields{"choice": "yes"}).refused(http.StatusForbidden, "meeting.vote_probationary")
	c.people["Bình"].post(motion+"/vote", fields{"choice": "yes"}).ok()
	c.people["Bình"].post(motion+"/vote", fields{"choice": "no"}).refused(http.StatusConflict, "meeting.voted")
	c.people["Chi"].post(motion+"/vote", fields{"choice": "maybe"}).refused(http.StatusUnprocessableEntity, "api.invalid")
	an.post(motion+"/vote", fields{"choice": "yes"}).ok()
	an.post(motion+"/vote", fields{"choice": "yes", "member": c.ids["Chi"]}).ok()
	result := into[api.Motion](an.post(motion+"/close", fields{}).ok())
	if result.Yes != 3 || result.Passed == nil || !*result.Passed {
		c.Errorf("the vote: %+v", result)
	}
	c.people["Bình"].post(motion+"/vote", fields{"choice": "no"}).refused(http.StatusConflict, "meeting.motion_closed")
	if mine := into[api.MeetingRecord](c.people["Bình"].get(m).ok()).Motions[0]; mine.Mine != "yes" || len(mine.Voted) != 1 {
		c.Errorf("a member sees of the votes: %+v", mine)
	}
}

func (c *commune) written(id string) {
	c.Helper()
	an, m := c.people["An"], "/meetings/"+id
	for _, kind := range []string{"minutes", "resolution"} {
		text := m + "/texts/" + kind
		draft := into[api.Draft](an.get(text + "/draft").ok())
		an.do("PUT", text, fields{"base": 0, "text": draft.Text}).ok()
		an.do("PUT", text, fields{"base": 0, "text": "Khác"}).refused(http.StatusConflict, "meeting.overtaken")
		an.post(text+"/adopt", fields{"version": 1}).ok()
	}
	c.turn("2026-09-10T21:05:00+07:00")
	an.post(m+"/end", nil).refused(http.StatusBadRequest, "api.invalid")
	an.post(m+"/end", fields{}).ok()
	c.people["Bình"].post(m+"/rating", fields{"preparation": 5, "conduct": 4, "tasks": 5}).ok()
	given := fields{}
	for _, l := range into[api.Score](an.get(m + "/score").ok()).Lines {
		if l.ByHand {
			given[l.Criterion] = l.Max
		}
	}
	an.do("PUT", m+"/score", fields{"points": given}).ok()
	if r := into[api.MeetingRecord](an.get(m).ok()); len(r.Lacks) != 0 {
		c.Errorf("still missing: %+v", r.Lacks)
	}
	an.post(m+"/close", nil).ok()
	an.post(m+"/close", nil).refused(http.StatusConflict, "meeting.is_closed")
	for format, begins := range map[string]string{"pdf": "%PDF-", "docx": "PK"} {
		if got := an.get(m + "/texts/minutes/file?format=" + format).ok(); !bytes.HasPrefix(got.body, []byte(begins)) {
			c.Errorf("the minutes as %s begin with %q", format, got.body[:8])
		}
	}
	an.post(m+"/corrections", fields{"version": 1, "reason": "Chi đến muộn, không vắng", "roll": fields{c.ids["Dung"]: "present"}}).ok()
	if all := into[api.Corrections](an.get(m + "/corrections").ok()).Corrections; len(all) != 1 || all[0].Version != 2 {
		c.Errorf("corrections: %+v", all)
	}
}

func (c *commune) reported(id string) {
	c.Helper()
	path := "?month=2026-09&unit=" + string(c.unit["X1"])
	rows := into[api.Branches](c.clerk.get("/reports/branches" + path).ok()).Branches
	i := slices.IndexFunc(rows, func(b api.Branch) bool { return b.Meeting == id })
	if len(rows) != 2 || i < 0 || rows[i].State != "reported" || rows[i].Roll.Present != 5 || rows[i].Version != 2 || rows[i].Score == nil {
		c.Errorf("the report: %+v", rows)
	}
	first := into[api.Branches](c.clerk.get("/reports/branches" + path + "&limit=1").ok())
	rest := into[api.Branches](c.clerk.get("/reports/branches" + path + "&limit=1&cursor=" + first.NextCursor).ok())
	if len(first.Branches) != 1 || len(rest.Branches) != 1 || first.Branches[0].Unit == rest.Branches[0].Unit {
		c.Errorf("page by page: %+v, %+v", first, rest)
	}
	if sum := into[api.Totals](c.clerk.get("/reports/totals" + path).ok()).Total; sum.Branches != 2 || sum.Met != 1 {
		c.Errorf("totals: %+v", sum)
	}
	if y := into[api.Year](c.clerk.get("/reports/year" + path).ok()).Months; len(y) != 12 || y[11].Total.Met != 1 {
		c.Errorf("the year: %+v", y)
	}
	for _, at := range []string{"/reports/branches.xlsx" + path, "/members/export.xlsx?unit=" + string(c.unit["X1"])} {
		if got := c.clerk.get(at).ok(); !bytes.HasPrefix(got.body, []byte("PK")) {
			c.Errorf("%s begins with %q", at, got.body[:8])
		}
	}
	c.clerk.get("/reports/people?unit=" + string(c.unit["X1"])).ok()
	c.clerk.get("/reports/home").ok()
	r := into[api.MeetingRecord](c.clerk.get("/meetings/" + id).ok())
	if r.Sight != "finished" || len(r.Roll) != 0 || len(r.Opinions) != 0 || len(r.Texts) != 2 {
		c.Errorf("from above: %+v", r)
	}
	if all := into[api.Meetings](c.clerk.get("/meetings" + path).ok()).Meetings; len(all) != 1 {
		c.Errorf("the month's meetings: %+v", all)
	}
	if all := into[api.Meetings](c.clerk.get("/units/" + string(c.unit["B1"]) + "/meetings").ok()); len(all.Meetings) != 1 || all.NextCursor == "" {
		c.Errorf("the unit's meetings: %+v", all)
	}
	c.people["Bình"].get("/reports/branches"+path).refused(http.StatusNotFound, "not_found")
}

// pdf is a paper.
func (c *commune) pdf() []byte {
	c.Helper()
	var b bytes.Buffer
	p := paper.Paper{Layout: paper.HD05(), Kind: "DỰ THẢO", Abstract: "Nghị quyết", Body: []paper.Block{paper.Text("Sửa đường thôn.")}}
	c.fatal(paper.PDF(&b, p))
	return b.Bytes()
}
