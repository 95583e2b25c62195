package app

// The library is for everybody with papers to read; what is found in it is the
// canaries' matter.
func libraryLines() []line {
	return []line{
		{route: "GET /library", who: reading, query: "?q=nghi+quyet"},
		{route: "GET /library/mine", who: reading},
		{route: "POST /library/mark", who: reading, body: "subject=x&act=x"},
		{route: "POST /library/note", who: reading, body: "note=x"},
		{route: "POST /library/rework", who: "A"},
	}
}

func apiLibrary() []line {
	p := "/api/v1/library"
	return []line{
		{route: "GET " + p + "/search", who: reading, query: "?q=noi+dung"},
		{route: "GET " + p + "/papers", who: reading},
		{route: "GET " + p + "/kept", who: reading},
		{route: "PUT " + p + "/kept", who: reading, body: `{"subject":"x"}`},
		{route: "PUT " + p + "/place", who: reading, body: `{"subject":"","page":0}`},
	}
}
