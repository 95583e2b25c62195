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
