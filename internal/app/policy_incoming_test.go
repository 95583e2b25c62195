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
		{route: "GET /incoming/{id}", who: drafts, at: here},
		{route: "GET /incoming/{id}/edit", who: "S", at: here},
		{route: "POST /incoming/{id}", who: "S", at: here, body: "rev=99"},
		{route: "POST /incoming/{id}/refuse", who: "S", at: here, body: "rev=99&reason=x"},
		{route: "POST /incoming/{id}/cancel", who: "S", at: here, body: "rev=99&reason=x"},
	}
}
