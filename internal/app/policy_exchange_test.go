package app

// What an office exchanges with other systems is for that office; whom it knows is
// for who administers it from above.
func exchangeLines() []line {
	peer := map[string]string{"id": "{exchangePeer}"}
	in := map[string]string{"id": "{exchangeIn}"}
	out := map[string]string{"id": "{exchangeOut}"}
	return []line{
		{route: "GET /exchange", who: "SC"},
		{route: "GET /exchange/in/{id}", who: "S", at: here, as: in},
		{route: "POST /exchange/in/{id}/retry", who: "S", at: here, as: in},
		{route: "POST /exchange/in/{id}/discard", who: "S", at: here, as: in},
		{route: "POST /exchange/in/{id}/seen", who: "S", at: here, as: in},
		{route: "POST /exchange/in/{id}/recall", who: "S", at: here, as: in},
		{route: "POST /exchange/out/{id}/retry", who: "S", at: here, as: out},
		{route: "GET /exchange/peers", who: "A"},
		{route: "GET /exchange/peers/new", who: "A", at: here, query: "?unit={unit}"},
		{route: "POST /exchange/peers", who: "A", at: here, body: "unit={unit}"},
		{route: "GET /exchange/peers/{id}", who: "A", at: here, as: peer},
		{route: "POST /exchange/peers/{id}", who: "A", at: here, as: peer, body: "name="},
		{route: "POST /exchange/peers/{id}/key", who: "A", at: here, as: peer},
		{route: "GET /exchange/desk", who: "A"},
		{route: "POST /exchange/desk", who: "A", body: "code=x"},
		{route: "GET /documents/{id}/exchange", who: "S", at: here},
		{route: "POST /documents/{id}/exchange", who: "S", at: here, body: "peers="},
		{route: "POST /documents/{id}/exchange/recall", who: "S", at: here},
		{route: "POST /exchange/messages", who: ""}, // a key opens it, and nobody's session: TestTheDoorForPrograms
	}
}

func apiExchange() []line {
	const p = "/api/v1/exchange"
	const peer, came, sent, paper = p + "/peers/{peer}", p + "/received/{received}", p + "/sent/{sent}", "/api/v1/documents/{document}/exchange"
	of := map[string]string{"peer": "{exchangePeer}", "received": "{exchangeIn}", "sent": "{exchangeOut}"}
	entry := `"organ":"","name":"","way":"folder"}`
	return []line{
		{route: "GET " + p + "/peers", who: "SC"},
		{route: "POST " + p + "/peers", who: "A", at: here, body: `{"unit":"{unit}",` + entry},
		{route: "GET " + peer, who: "A", at: here, as: of},
		{route: "PUT " + peer, who: "A", at: here, as: of, body: `{` + entry},
		{route: "POST " + peer + "/key", who: "A", at: here, as: of},
		{route: "GET " + p + "/received", who: "SC"},
		{route: "GET " + came, who: "S", at: here, as: of},
		{route: "POST " + came + "/retry", who: "S", at: here, as: of, body: `{}`},
		{route: "POST " + came + "/discard", who: "S", at: here, as: of},
		{route: "POST " + came + "/acknowledge", who: "S", at: here, as: of},
		{route: "POST " + came + "/recall", who: "S", at: here, as: of, body: `{"agree":true}`},
		{route: "GET " + p + "/sent", who: "SC"},
		{route: "POST " + sent + "/resend", who: "S", at: here, as: of},
		{route: "GET " + paper, who: "S", at: here},
		{route: "POST " + paper, who: "S", at: here, body: `{"peers":[]}`},
	}
}
