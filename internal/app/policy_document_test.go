package app

// An office's own papers are for that office alone: no office above reads them,
// unless they were sent to it. The one that stands at a branch was issued to its people.
const drafts = "SK"

func documentLines() []line {
	return []line{
		{route: "GET /documents", who: "SKC"},
		{route: "GET /documents/register", who: drafts, at: here, query: "?unit={unit}"},
		{route: "GET /documents/register.xlsx", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST /documents/numbers", who: "S", at: here, body: "unit={unit}&type=x&reason=x"},
		{route: "POST /documents/numbers/cancel", who: "S", at: here, body: "unit={unit}&number={documentSeries}+1&reason=x"},
		{route: "GET /documents/new", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST /documents", who: drafts, at: here, body: "unit={unit}&type=x"},
		{route: "GET /documents/{id}", who: inside, at: here},
		{route: "GET /documents/{id}", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}"}},
		{route: "GET /documents/{id}/read", who: inside, at: here},
		{route: "GET /documents/{id}/read", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}"}},
		{route: "GET /documents/{id}/file/{name}", who: inside, at: here, as: map[string]string{"name": "a.pdf"}},
		{route: "GET /documents/{id}/file/{name}", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}", "name": "a.docx"}},
		{route: "GET /documents/{id}/edit", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}"}},
		{route: "POST /documents/{id}", who: drafts, at: here, body: "type=x"},
		{route: "POST /documents/{id}/comments", who: drafts, at: here, body: "comment=x"},
		{route: "POST /documents/{id}/submit", who: drafts, at: here},
		{route: "POST /documents/{id}/answer", who: drafts, at: here, body: "verdict=agreed"},
		{route: "POST /documents/{id}/number", who: "S", at: here},
		{route: "POST /documents/{id}/issue", who: "S", at: here},
		{route: "POST /documents/{id}/sign", who: drafts, at: here, body: "key=x&pin=x"},
		{route: "POST /documents/{id}/sign/prepare", who: drafts, at: here, body: "key=x"},
		{route: "GET /documents/{id}/sign/{name}", who: drafts, at: here, as: map[string]string{"name": "can-ky.bin"}},
		{route: "POST /documents/{id}/sign/signature", who: drafts, at: here, body: withFile("a.sig", "x")},
		{route: "POST /documents/{id}/reopen", who: drafts, at: here, body: "reason=x"},
		{route: "POST /documents/{id}/end", who: drafts, at: here},
	}
}

func apiDocuments() []line {
	p := "/api/v1/documents"
	one := p + "/{document}"
	draft := map[string]string{"document": "{draftDocument}"}
	return []line{
		{route: "GET " + p, who: "SKC"},
		{route: "GET " + p + "/awaiting", who: drafts},
		{route: "GET " + p + "/types", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST " + p, who: drafts, at: here, body: `{"unit":"{unit}","type":"x","abstract":"x"}`},
		{route: "GET " + one, who: inside, at: here},
		{route: "GET " + one, who: drafts, at: here, as: draft},
		{route: "GET " + one + "/file", who: inside, at: here},
		{route: "GET " + one + "/file", who: drafts, at: here, query: "?format=docx", as: draft},
		{route: "PUT " + one, who: drafts, at: here, body: `{"rev":0,"type":"x","abstract":"x"}`},
		{route: "POST " + one + "/comments", who: drafts, at: here, body: `{"text":"x"}`},
		{route: "POST " + one + "/submit", who: drafts, at: here, body: `{"approvers":[]}`},
		{route: "POST " + one + "/agree", who: drafts, at: here, body: `{}`},
		{route: "POST " + one + "/return", who: drafts, at: here, body: `{"reason":"x"}`},
		{route: "POST " + one + "/number", who: "S", at: here, body: `{}`},
		{route: "POST " + one + "/issue", who: "S", at: here, body: `{}`},
		{route: "POST " + one + "/reopen", who: drafts, at: here, body: `{"reason":"x"}`},
		{route: "POST " + one + "/drop", who: drafts, at: here, body: `{"reason":"x"}`},
		{route: "POST " + one + "/recall", who: "S", at: here, body: `{"reason":"x"}`},
		{route: "GET " + p + "/register", who: drafts, at: here, query: "?unit={unit}"},
		{route: "GET " + p + "/register.xlsx", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST " + p + "/numbers", who: "S", at: here, body: `{"unit":"{unit}","type":"x","reason":"x"}`},
		{route: "POST " + p + "/numbers/cancel", who: "S", at: here, body: `{"series":"{documentSeries}","number":1,"reason":"x"}`},
	}
}
