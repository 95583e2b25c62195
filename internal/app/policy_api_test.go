package app

func apiDoor() []line {
	return []line{
		{route: "GET /api/v1/openapi.json", who: "!"},
		{route: "POST /api/v1/sessions", who: "!", body: `{"login":"{login}","password":"x"}`},
		{route: "DELETE /api/v1/sessions/current", who: "1", again: true},
		{route: "DELETE /api/v1/sessions", who: "1", again: true},
		{route: "GET /api/v1/sessions", who: "*"},
		{route: "POST /api/v1/password", who: "1", body: `{"new":"x"}`},
		{route: "GET /api/v1/me", who: "*"},
		{route: "GET /api/v1/accounts", who: lets, at: unit, query: "?unit={unit}"},
		{route: "POST /api/v1/accounts", who: lets, at: here, body: `{"members":["{member}"]}`},
		{route: "POST /api/v1/units/{unit}/accounts", who: lets, at: here},
		{route: "POST /api/v1/accounts/{account}/reset", who: lets, at: here},
		{route: "POST /api/v1/accounts/{account}/suspend", who: lets, at: here},
		{route: "POST /api/v1/accounts/{account}/restore", who: lets, at: here},
	}
}

func apiMeetings() []line {
	const plan = `{"unit":"{unit}","kind":"thematic","startsAt":"2041-04-01T12:00:00Z"}`
	m := "/api/v1/meetings/{meeting}"
	return []line{
		{route: "GET /api/v1/meetings", who: "*", query: "?month=2041-03"},
		{route: "GET /api/v1/meetings", who: seeUnit, at: unit, query: "?month=2041-03&unit={unit}"},
		{route: "GET /api/v1/meetings/mine", who: "*"},
		{route: "GET /api/v1/units/{unit}/meetings", who: "*", at: unit}, // of others' meetings it shows none
		{route: "GET " + m, who: reads, at: here},
		{route: "GET " + m, who: reads, at: here, as: in("open")},
		{route: "GET " + m, who: reads, at: here, as: in("called")},
		{route: "GET " + m, who: runs, at: here, as: in("draft")},
		{route: "POST /api/v1/meetings", who: runs, at: here, body: plan},
		{route: "PUT " + m + "/plan", who: runs, at: here, body: plan},
		{route: "PUT " + m + "/agenda", who: runs, at: here, body: `{"items":[]}`},
		{route: "POST " + m + "/prepared", who: runs, at: here},
		{route: "POST " + m + "/call", who: runs, at: here},
		{route: "POST " + m + "/cancel", who: runs, at: here, body: `{"reason":""}`},
		{route: "GET " + m + "/papers", who: reads, at: here},
		{route: "POST " + m + "/papers", who: runs, at: here, query: "?name=a.pdf", body: "no paper"},
		{route: "GET " + m + "/papers/{paper}", who: inside, at: here},
		{route: "GET " + m + "/papers/{paper}", who: "S", at: here, as: map[string]string{"meeting": "{open}", "paper": "{waitingPaper}"}},
		{route: "DELETE " + m + "/papers/{paper}", who: runs, at: here},
		{route: "GET " + m + "/texts/{kind}", who: reads, at: here},
		{route: "GET " + m + "/texts/{kind}/draft", who: runs, at: here},
		{route: "PUT " + m + "/texts/{kind}", who: runs, at: here, body: `{"base":0,"text":"x"}`},
		{route: "POST " + m + "/texts/{kind}/adopt", who: runs, at: here, body: `{"version":1}`},
		{route: "GET " + m + "/texts/{kind}/file", who: reads, at: here, query: "?format=docx"},
		{route: "GET " + m + "/texts/{kind}/file", who: runs, at: here, query: "?format=docx", as: in("open")},
	}
}

func apiCourse() []line {
	m := "/api/v1/meetings/{meeting}"
	return []line{
		{route: "POST " + m + "/answer", who: inside, at: here, body: `{"answer":"coming"}`},
		{route: "POST " + m + "/leave", who: runs, at: here, body: `{"member":"{member}","grant":true}`},
		{route: "POST " + m + "/open", who: runs, at: here},
		{route: "POST " + m + "/roll", who: runs, at: here, body: `{"member":"{member}","presence":"present"}`},
		{route: "POST " + m + "/roll/all", who: runs, at: here},
		{route: "POST " + m + "/check-in", who: inside, at: here, body: `{"presence":"present"}`},
		{route: "GET " + m + "/hall-code", who: runs, at: here},
		{route: "POST " + m + "/rating", who: inside, at: here, body: `{"preparation":5,"conduct":5,"tasks":5}`},
		{route: "POST " + m + "/opinions", who: inside, at: here, body: `{"text":"x"}`},
		{route: "POST " + m + "/now", who: runs, at: here, body: `{"item":"{item}"}`},
		{route: "PUT " + m + "/items/{item}", who: runs, at: here, body: `{"notes":"x","rev":1}`},
		{route: "POST " + m + "/reviews/{task}", who: runs, at: here, body: `{"done":true}`, as: map[string]string{"task": "{review}"}},
		{route: "POST " + m + "/tasks", who: runs, at: here, body: `{"title":"x"}`},
		{route: "POST " + m + "/motions", who: runs, at: here, body: `{"kind":"other","mode":"hands"}`},
		{route: "POST " + m + "/motions/{motion}/open", who: runs, at: here, body: `{"mode":"hands"}`},
		{route: "POST " + m + "/motions/{motion}/vote", who: inside, at: here, body: `{"choice":"yes"}`},
		{route: "POST " + m + "/motions/{motion}/close", who: runs, at: here, body: `{}`},
		{route: "POST " + m + "/end", who: runs, at: here, body: `{}`},
		{route: "GET " + m + "/score", who: runs, at: here},
		{route: "PUT " + m + "/score", who: runs, at: here, body: `{"points":{}}`},
		{route: "POST " + m + "/close", who: runs, at: here},
		{route: "GET " + m + "/corrections", who: reads, at: here},
		{route: "POST " + m + "/corrections", who: runs, at: here, body: `{"version":999,"reason":"x","minutes":"x"}`},
	}
}

func apiWork() []line {
	return []line{
		{route: "GET /api/v1/tasks/mine", who: "*"},
		{route: "GET /api/v1/tasks", who: inside},
		{route: "GET /api/v1/tasks", who: inside, at: unit, query: "?unit={unit}"},
		{route: "GET /api/v1/tasks/{task}", who: inside, at: here},
		{route: "POST /api/v1/tasks", who: "S", at: here, body: `{"unit":"{unit}","title":""}`},
		{route: "POST /api/v1/tasks/{task}/ask", who: "S", at: here, body: `{"rev":999,"reason":"x"}`},
		{route: "POST /api/v1/tasks/{task}/answer", who: "S", at: here, body: `{"rev":999,"reason":"x"}`},
		{route: "POST /api/v1/tasks/{task}/report", who: "S", at: here, body: `{"rev":999,"progress":50,"state":"open"}`},
		{route: "GET /api/v1/notices", who: "*"},
		{route: "POST /api/v1/notices/{notice}/read", who: "", at: here},
		{route: "GET /api/v1/reports/branches", who: "SCO", at: over, query: "?month=2041-03&unit={unit}"},
		{route: "GET /api/v1/reports/branches.xlsx", who: "SCO", at: over, query: "?month=2041-03&unit={unit}"},
		{route: "GET /api/v1/reports/totals", who: "SCO", at: over, query: "?month=2041-03&unit={unit}"},
		{route: "GET /api/v1/reports/year", who: "SCO", at: over, query: "?month=2041-03&unit={unit}"},
		{route: "GET /api/v1/reports/home", who: "SCO"},
		{route: "GET /api/v1/reports/people", who: "SCO", at: over, query: "?unit={unit}"},
	}
}

func apiUnits() []line {
	const decree = `"decision":"09-QĐ","day":"2041-03-01","preview":true`
	return []line{
		{route: "GET /api/v1/units", who: seeUnit},
		{route: "GET /api/v1/units/search", who: seeUnit, query: "?q=don"},
		{route: "GET /api/v1/units/tree", who: seeUnit, at: unit, query: "?top={unit}"},
		{route: "GET /api/v1/unit-kinds", who: seeUnit},
		{route: "GET /api/v1/units/{unit}", who: seeUnit, at: unit},
		{route: "GET /api/v1/units/{unit}/history", who: seeUnit, at: unit},
		{route: "POST /api/v1/units", who: manages, at: unit, body: `{"code":"","kind":"branch","name":"","parent":"{unit}",` + decree + `}`},
		{route: "POST /api/v1/units/merge", who: manages, at: above, body: `{"units":["{unit}"],"into":"{unit}",` + decree + `}`},
		{route: "POST /api/v1/units/{unit}/rename", who: manages, at: unit, body: `{"name":"",` + decree + `}`},
		{route: "POST /api/v1/units/{unit}/move", who: manages, at: above, body: `{"parent":"{unit}",` + decree + `}`},
		{route: "POST /api/v1/units/{unit}/split", who: manages, at: above, body: `{"into":[{"code":"","kind":"branch","name":""}],` + decree + `}`},
		{route: "POST /api/v1/units/{unit}/close", who: manages, at: above, body: `{` + decree + `}`},
		{route: "POST /api/v1/units/import", who: manages, query: "?name=a.csv&decision=1&day=2041-03-01&dryRun=true", body: "a,b\n1,2\n"},
	}
}

func apiMembers() []line {
	m := "/api/v1/members/{member}"
	return []line{
		{route: "GET /api/v1/members", who: people},
		{route: "GET /api/v1/members", who: people, at: unit, query: "?unit={unit}"},
		{route: "GET /api/v1/members/me", who: inside},
		{route: "GET " + m, who: people, at: here},
		{route: "GET /api/v1/post-kinds", who: "*"},
		{route: "GET /api/v1/members/export.xlsx", who: "CO", at: unit, query: "?unit={unit}"},
		{route: "POST /api/v1/members/import", who: "C", at: unit, query: "?name=a.csv&unit={unit}&dryRun=true", body: "a,b\n1,2\n"},
		{route: "POST /api/v1/members", who: edits, at: here, body: `{"name":"","unit":"{unit}","state":"official"}`},
		{route: "PUT " + m, who: edits, at: here, body: `{"name":"Tên khác","rev":999}`},
		{route: "POST " + m + "/state", who: edits, at: here, body: `{"rev":999,"state":"left","day":"2041-03-01"}`},
		{route: "POST " + m + "/move", who: edits, at: here, body: `{"rev":999,"unit":"{unit}","day":"2041-03-01","decision":"x"}`},
		{route: "POST " + m + "/exemption", who: edits, at: here, body: `{"rev":999,"decision":"x"}`},
		{route: "POST " + m + "/posts", who: edits, at: here, body: `{"unit":"{unit}","post":"nothing","from":"2041-03-01"}`},
		{route: "POST /api/v1/posts/{post}/end", who: edits, at: here, body: `{"day":"2001-01-01"}`},
	}
}
