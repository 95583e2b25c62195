package app

// An office's incoming papers are for that office, and for those to whom it gave
// them: the one that stands at a branch was given to a member of it.
func incomingLines() []line {
	return []line{
		{route: "GET /incoming", who: "SKC"},
		{route: "GET /incoming/register", who: drafts, at: here, query: "?unit={unit}"},
		{route: "GET /incoming/register.xlsx", who: drafts, at: here, query: "?unit={unit}"},
		{route: "GET /incoming/new", who: "S", at: here, query: "?unit={unit}"},
		{route: "POST /incoming", who: "S", at: here, body: "unit={unit}"},
		{route: "GET /incoming/mine", who: "*"},
		{route: "POST /publications/{id}/take-in", who: "S", at: here, query: "?unit={unit}"},
		{route: "GET /incoming/{id}", who: drafts, at: here},
		{route: "POST /incoming/{id}/files", who: "S", at: here},
		{route: "POST /incoming/{id}/files/{file}/remove", who: "", at: here}, // there is no such file
		{route: "POST /incoming/{id}/direct", who: "S", at: here, body: "rev=99"},
		{route: "POST /incoming/{id}/close", who: "S", at: here, body: "rev=99&result=x"},
		{route: "POST /incoming/{id}/reopen", who: "S", at: here, body: "rev=99&reason=x"},
		{route: "POST /incoming/{id}/steps/{step}/report", who: "S", at: here, body: "rev=99&state=done&result=x"},
		{route: "POST /incoming/{id}/steps/{step}/ask", who: "S", at: here, body: "reason="},
		{route: "POST /incoming/{id}/steps/{step}/answer", who: "S", at: here, body: "answer=deny&reason="},
		{route: "POST /incoming/{id}/steps/{step}/extend", who: "S", at: here, body: "reason=x"},
		{route: "POST /incoming/{id}/steps/{step}/transfer", who: "S", at: here, body: "reason=x"},
		{route: "POST /incoming/{id}/steps/{step}/withdraw", who: "S", at: here, body: "reason="},
		{route: "GET /incoming/{id}/edit", who: "S", at: here},
		{route: "POST /incoming/{id}", who: "S", at: here, body: "rev=99"},
		{route: "POST /incoming/{id}/refuse", who: "S", at: here, body: "rev=99&reason=x"},
		{route: "POST /incoming/{id}/cancel", who: "S", at: here, body: "rev=99&reason=x"},
	}
}

func apiIncoming() []line {
	p := "/api/v1/incoming"
	one := p + "/{incoming}"
	step := one + "/steps/{step}"
	return []line{
		{route: "GET " + p, who: "SKC"},
		{route: "GET " + p + "/desk", who: "SKC"},
		{route: "GET " + p + "/given", who: "*"},
		{route: "GET " + p + "/register", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST " + p, who: "S", at: here, body: `{"unit":"{unit}","issuer":"","abstract":""}`},
		{route: "POST " + p + "/take-in", who: "S", at: here, body: `{"unit":"{unit}","publication":"{publication}"}`},
		{route: "GET " + one, who: drafts, at: here},
		{route: "PUT " + one, who: "S", at: here, body: `{"issuer":"x","abstract":"x","rev":99}`},
		{route: "POST " + one + "/refuse", who: "S", at: here, body: `{"reason":"x","rev":99}`},
		{route: "POST " + one + "/cancel", who: "S", at: here, body: `{"reason":"x","rev":99}`},
		{route: "POST " + one + "/direct", who: "S", at: here, body: `{"rev":99}`},
		{route: "POST " + one + "/close", who: "S", at: here, body: `{"result":"x","rev":99}`},
		{route: "POST " + one + "/reopen", who: "S", at: here, body: `{"reason":"x","rev":99}`},
		{route: "POST " + step + "/report", who: "S", at: here, body: `{"rev":99,"state":"done","result":"x"}`},
		{route: "POST " + step + "/ask", who: "S", at: here, body: `{"reason":""}`},
		{route: "POST " + step + "/grant", who: "S", at: here, body: `{}`},
		{route: "POST " + step + "/deny", who: "S", at: here, body: `{"reason":""}`},
		{route: "POST " + step + "/extend", who: "S", at: here, body: `{"reason":"x"}`},
		{route: "POST " + step + "/transfer", who: "S", at: here, body: `{"to":{},"reason":"x"}`},
		{route: "POST " + step + "/withdraw", who: "S", at: here, body: `{"reason":""}`},
	}
}
