package app

// A file is read by those who read what it belongs to; one that waits, only by who
// may declare it.
func fileLines() []line {
	waits := map[string]string{"id": "{waitingFile}", "name": "a.png"}
	return []line{
		{route: "GET /files/waiting", who: "SC"},
		{route: "GET /files/{id}/first-page", who: "S", at: here, as: waits},
		{route: "POST /files/{id}/declare", who: "S", at: here, as: waits, body: "verdict=x"},
		{route: "GET /files/{id}/read", who: "S", at: here, as: waits},
		{route: "GET /files/{id}/read", who: inside, at: here, as: map[string]string{"id": "{annexFile}"}},
		{route: "GET /files/{id}/{name}", who: "S", at: here, as: waits},
		{route: "GET /files/{id}/{name}", who: inside, at: here, as: map[string]string{"id": "{annexFile}", "name": "a.docx"}},
		{route: "GET /files/{id}/{name}", who: inside, at: here, as: map[string]string{"id": "{paper}", "name": "a.xlsx"}},
		{route: "GET /files/{id}/{name}", who: runs, at: here, as: map[string]string{"id": "{draftPaper}", "name": "a.xlsx"}},
		{route: "GET /files/{id}/{name}", who: "S", at: here, as: map[string]string{"id": "{waitingPaper}", "name": "a.png"}},
		{route: "POST /documents/{id}/annexes", who: drafts, at: here},
		{route: "POST /documents/{id}/annexes/{file}/remove", who: drafts, at: here},
		{route: "GET /documents/templates", who: drafts, at: here, query: "?unit={unit}"},
		{route: "POST /documents/templates", who: "S", at: here, body: "unit={unit}&type=x"},
		{route: "POST /documents/templates/remove", who: "S", at: here, body: "unit={unit}&type=x"},
		{route: "GET /documents/{id}/template.docx", who: drafts, at: here},
		{route: "GET /files/{id}/{name}", who: drafts, at: here, as: map[string]string{"id": "{templateFile}", "name": "a.docx"}},
		{route: "GET /admin/programs", who: "A"},
	}
}

func apiFiles() []line {
	p := "/api/v1/"
	waits, annex := map[string]string{"file": "{waitingFile}"}, map[string]string{"file": "{annexFile}"}
	return []line{
		{route: "GET " + p + "files/waiting", who: "SC"},
		{route: "GET " + p + "files/{file}", who: "S", at: here, as: waits},
		{route: "GET " + p + "files/{file}", who: inside, at: here, as: annex},
		{route: "GET " + p + "files/{file}", who: inside, at: here, as: map[string]string{"file": "{paper}"}},
		{route: "GET " + p + "files/{file}", who: "S", at: here, as: map[string]string{"file": "{waitingPaper}"}},
		{route: "POST " + p + "files/{file}/declare", who: "S", at: here, as: waits, body: `{"verdict":"secret"}`},
		{route: "POST " + p + "documents/{document}/annexes", who: drafts, at: here, query: "?name=a.pdf"},
		{route: "DELETE " + p + "documents/{document}/annexes/{file}", who: drafts, at: here, as: annex},
	}
}
