package api_test

import (
	"net/http"
	"testing"

	"sotay/internal/api"
)

// TestReorganisation: what a preview says is what is done, or nothing is.
func TestReorganisation(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		id := string(c.unit["B1"])
		merge := fields{"decision": "02-QĐ/ĐU", "day": "2026-09-08", "units": []api.UnitID{c.unit["B2"]}, "into": id, "preview": true}
		plan := into[api.Plan](c.admin.post("/units/merge", merge).ok())
		if plan.Applied || len(plan.Closed) != 1 || plan.Seen == "" {
			w.Errorf("the preview: %+v", plan)
		}
		rename := fields{"decision": "03-QĐ/ĐU", "day": "2026-09-08", "name": "Chi bộ Thôn Đông"}
		c.admin.post("/units/"+id+"/rename", rename).ok()
		merge["preview"], merge["seen"] = false, plan.Seen
		c.admin.post("/units/merge", merge).refused(http.StatusConflict, "org.overtaken")
		delete(merge, "seen")
		if done := into[api.Plan](c.admin.post("/units/merge", merge).ok()); !done.Applied || done.Closed[0].ID != c.unit["B2"] {
			w.Errorf("the merger: %+v", done)
		}
		if u := into[api.Unit](c.admin.get("/units/" + string(c.unit["B2"])).ok()); u.Closed != "2026-09-08" {
			w.Errorf("the merged unit: %+v", u)
		}
		if all := into[api.Versions](c.admin.get("/units/" + id + "/history").ok()).Versions; len(all) != 2 || all[0].Unit.Name != "Chi bộ Thôn Đông" {
			w.Errorf("the history: %+v", all)
		}
		if all := into[api.Units](c.admin.get("/units/tree?day=2026-09-05&top=" + string(c.unit["X1"])).ok()).Units; len(all) != 3 {
			w.Errorf("the tree of an earlier day: %+v", all)
		}
		if all := into[api.Units](c.admin.get("/units?parent=" + string(c.unit["X1"])).ok()).Units; len(all) != 1 {
			w.Errorf("the children: %+v", all)
		}
		if all := into[api.Units](c.admin.get("/units/search?q=thon+dong").ok()).Units; len(all) != 1 {
			w.Errorf("found: %+v", all)
		}
		create := fields{"decision": "04-QĐ/ĐU", "day": "2026-09-08", "code": "B3", "kind": "branch", "name": "Chi bộ Trường", "parent": c.unit["X1"]}
		opened := into[api.Plan](c.admin.post("/units", create).ok()).Opened
		if len(opened) != 1 || opened[0].Parent != c.unit["X1"] {
			w.Fatalf("opened: %+v", opened)
		}
		c.admin.post("/units/"+string(opened[0].ID)+"/move", fields{"decision": "05", "day": "2026-09-08", "parent": c.unit["T"]}).ok()
		c.admin.post("/units/"+string(opened[0].ID)+"/close", fields{"decision": "06", "day": "2026-09-08"}).ok()
		w.turn("2026-09-09T08:00:00+07:00")
		split := fields{"decision": "07", "day": "2026-09-09", "stays": true, "into": []fields{{"code": "B4", "kind": "branch", "name": "Chi bộ Thôn Tây"}}, "assigned": map[string]int{c.ids["Chi"]: 0}}
		into4 := into[api.Plan](c.admin.post("/units/"+id+"/split", split).ok()).Opened[0].ID
		if r := into[api.Member](c.clerk.get("/members/" + c.ids["Chi"]).ok()); r.Unit != into4 || len(r.Stays) != 2 {
			w.Errorf("where the person went: %+v", r)
		}
	})
}

// TestMembers: a person's record from the list to leaving it.
func TestMembers(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		id := c.clerk.post("/members", fields{"name": "Hồ Văn Giang", "birth": "1990", "unit": c.unit["B2"], "state": "official", "admitted": "2012-02-03", "official": "2013-02-03", "card": "40000009", "from": "2026-09-01"}).id()
		m := "/members/" + id
		r := into[api.Member](c.clerk.get(m).ok())
		edit := fields{"rev": r.Rev, "name": "Hồ Văn Giang", "birth": "1990-05", "admitted": "2012-02-03", "official": "2013-02-03", "card": "40000009", "phone": "0912000009"}
		c.clerk.do("PUT", m, edit).ok()
		c.clerk.do("PUT", m, edit).refused(http.StatusConflict, "member.changed_meanwhile")
		edit["birth"] = "1990-02-31"
		c.clerk.do("PUT", m, edit).refused(http.StatusUnprocessableEntity, "api.invalid")
		post := c.clerk.post(m+"/posts", fields{"unit": c.unit["B2"], "post": "secretary", "from": "2026-09-01"}).id()
		c.clerk.post("/posts/"+post+"/end", fields{"day": "2026-09-07"}).ok()
		rev := into[api.Member](c.clerk.get(m).ok()).Rev
		c.clerk.post(m+"/exemption", fields{"rev": rev, "from": "2026-09-08", "decision": "08"}).ok()
		c.clerk.post(m+"/move", fields{"rev": rev + 1, "unit": c.unit["B1"], "day": "2026-09-08", "decision": "09"}).ok()
		w.turn("2026-09-09T08:00:00+07:00")
		c.clerk.post(m+"/state", fields{"rev": rev + 2, "state": "left", "reason": "transferred", "day": "2026-09-09", "decision": "10"}).ok()
		r = into[api.Member](c.clerk.get(m).ok())
		if r.State != "left" || len(r.Stays) != 2 || len(r.Posts) != 1 || r.Person.Birth != "1990-05" || r.ExemptFrom != "2026-09-08" {
			w.Errorf("the record: %+v", r)
		}
		var names []string
		for cursor := ""; ; {
			p := into[api.Members](c.clerk.get("/members?limit=2&unit=" + string(c.unit["X1"]) + "&cursor=" + cursor).ok())
			for _, l := range p.Members {
				names = append(names, l.Name)
			}
			if cursor = p.NextCursor; cursor == "" {
				break
			}
		}
		if len(names) != 5 {
			w.Errorf("page by page: %q", names)
		}
		if p := into[api.Members](c.clerk.get("/members?state=left&q=giang").ok()).Members; len(p) != 1 {
			w.Errorf("who left: %+v", p)
		}
		if r := into[api.Member](c.people["Chi"].get("/members/me").ok()); r.ID != c.ids["Chi"] {
			w.Errorf("the own record: %+v", r)
		}
		c.people["Chi"].get("/members/"+c.ids["An"]).refused(http.StatusNotFound, "not_found")
	})
}

// TestRefusedRows: a list with a bad row takes in nothing, and says why.
func TestRefusedRows(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		rows := append(list(), []string{"6", "Ngô Văn Giang", "31/02/1980", "Nam", "03/02/2005", "03/02/2006", "40000006", ""})
		path := "/members/import?name=ds.xlsx&unit=" + string(c.unit["B1"])
		r := into[api.MemberImport](c.clerk.send("POST", path, w.table(rows...), "Idempotency-Key", "i").ok())
		last := r.Rows[len(r.Rows)-1]
		if r.Done || r.Refused != 1 || r.Same != 5 || last.Outcome != "refused" || len(last.Remarks) == 0 || last.Remarks[0].Message == "" {
			w.Errorf("a list with a bad row: %+v", r)
		}
		if r := into[api.MemberImport](c.clerk.send("POST", path+"&skipRefused=true", w.table(rows...)).ok()); !r.Done || r.Refused != 1 {
			w.Errorf("the others: %+v", r)
		}
		c.people["An"].send("POST", path, w.table(rows...)).refused(http.StatusNotFound, "not_found")
	})
}
