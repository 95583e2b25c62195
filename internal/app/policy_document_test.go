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
		{route: "GET /documents/new", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST /documents", who: drafts, at: here, body: "unit={unit}&type=x"},
		{route: "GET /documents/{id}", who: inside, at: here},
		{route: "GET /documents/{id}", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}"}},
		{route: "GET /documents/{id}/file/{name}", who: inside, at: here, as: map[string]string{"name": "a.pdf"}},
		{route: "GET /documents/{id}/file/{name}", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}", "name": "a.docx"}},
		{route: "GET /documents/{id}/edit", who: drafts, at: here, as: map[string]string{"id": "{draftDocument}"}},
		{route: "POST /documents/{id}", who: drafts, at: here, body: "type=x"},
		{route: "POST /documents/{id}/comments", who: drafts, at: here, body: "comment=x"},
		{route: "POST /documents/{id}/submit", who: drafts, at: here},
		{route: "POST /documents/{id}/answer", who: drafts, at: here, body: "verdict=agreed"},
		{route: "POST /documents/{id}/number", who: "S", at: here},
		{route: "POST /documents/{id}/issue", who: "S", at: here},
		{route: "POST /documents/{id}/reopen", who: drafts, at: here, body: "reason=x"},
		{route: "POST /documents/{id}/end", who: drafts, at: here},
	}
}
