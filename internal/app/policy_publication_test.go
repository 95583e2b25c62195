package app

// reading is who stands where a paper was sent: its readers and who watches them.
const (
	watches = "SCO"
	reading = "MSKCO"
)

func publicationLines() []line {
	return []line{
		{route: "GET /papers", who: "*"},
		{route: "POST /library/place", who: reading, body: "page=x"},
		{route: "GET /saved", who: "*"},
		{route: "GET /saved/wanted", who: "*"},
		{route: "GET /sw.js", who: "!"},
		{route: "GET /papers/{id}", who: reading, at: here},
		{route: "POST /publications/{id}/confirm", who: inside, at: here},
		{route: "POST /publications/{id}/answer", who: inside, at: here, body: "choice="},
		{route: "GET /publications", who: watches},
		{route: "GET /publications/{id}", who: watches, at: here, query: "?unit={unit}"},
		{route: "GET /publications/{id}/waiting.xlsx", who: watches, at: here, query: "?unit={unit}"},
		{route: "POST /publications/{id}/mark", who: watches, at: here, body: "unit={unit}&member={member}"},
		{route: "POST /publications/{id}/remind", who: "", at: here},
		{route: "GET /publications/{id}/share", who: "", at: here},
		{route: "POST /publications/{id}/share", who: "", at: here},
		{route: "POST /publications/{id}/unshare", who: "", at: here},
		{route: "GET /publications/{id}/poster", who: "", at: here},
		{route: "GET /publications/{id}/withdraw", who: "", at: here},
		{route: "POST /publications/{id}/withdraw", who: "", at: here},
		{route: "GET /p/{token}", who: "!", at: here},
		{route: "GET /p/{token}/read", who: "!", at: here},
		{route: "GET /p/{token}/file", who: "!", at: here},
	}
}

func apiPublications() []line {
	p := "/api/v1/publications"
	return []line{
		{route: "GET " + p + "/inbox", who: "*"},
		{route: "GET " + p, who: watches},
		{route: "GET " + p + "/{publication}", who: reading, at: here},
		{route: "GET " + p + "/{publication}/rollup", who: watches, at: here, query: "?unit={unit}"},
		{route: "GET " + p + "/{publication}/waiting", who: watches, at: here, query: "?unit={unit}"},
		{route: "POST " + p + "/{publication}/open", who: reading, at: here},
		{route: "POST " + p + "/{publication}/confirm", who: inside, at: here},
		{route: "POST " + p + "/{publication}/answer", who: inside, at: here, body: `{"choice":5}`},
		{route: "POST " + p + "/{publication}/remind", who: "", at: here},
	}
}
