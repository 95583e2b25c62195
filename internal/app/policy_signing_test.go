package app

// A key is its owner's alone: those that stand in the branches were offered to
// people who do not ask here. What concerns the whole installation is for who stands over it.
func signingLines() []line {
	theirs := map[string]string{"id": "{key}"}
	return []line{
		{route: "GET /me/key", who: "*"},
		{route: "POST /me/key/file", who: "*", body: withFile("a.p12", "no key")},
		{route: "POST /me/key/certificate", who: "*", body: withFile("a.cer", "no certificate")},
		{route: "GET /me/key/{id}", who: "", at: here, as: theirs},
		{route: "POST /me/key/{id}/accept", who: "", at: here, as: theirs, body: "pin=a&again=b"},
		{route: "POST /me/key/{id}/pin", who: "", at: here, as: theirs, body: "pin=a&again=b"},
		{route: "POST /me/key/{id}/remove", who: "", at: here, as: theirs},
		{route: "GET /me/key/{id}/picture.png", who: "", at: here, as: theirs},
		{route: "POST /me/key/{id}/picture", who: "", at: here, as: theirs, body: withFile("a.png", "no picture")},
		{route: "POST /me/key/{id}/picture/remove", who: "", at: here, as: theirs},
		{route: "GET /verify", who: "*"},
		{route: "POST /verify", who: "*", body: withFile("a.pdf", "no paper")},
		{route: "GET /admin/signing", who: "A"},
		{route: "POST /admin/signing/authority", who: "R", body: "organisation="},
		{route: "GET /admin/signing/authority.pem", who: "R"},
		{route: "POST /admin/signing/evidence", who: "R", body: "on=1"},
		{route: "POST /admin/signing/offers", who: "A", body: "login="},
		{route: "POST /admin/signing/trust", who: "R", body: withFile("a.cer", "no certificate")},
		{route: "POST /admin/signing/lists", who: "R", body: withFile("a.crl", "no list")},
		{route: "POST /admin/signing/trust/remove", who: "R", body: "id=x"},
		{route: "GET /admin/signing/keys/{id}/revoke", who: "A", at: here, as: theirs},
		{route: "POST /admin/signing/keys/{id}/revoke", who: "A", at: here, as: theirs, body: "reason="},
	}
}

func apiSigning() []line {
	one := "/api/v1/documents/{document}"
	return []line{
		{route: "GET /api/v1/keys", who: "*"},
		{route: "GET /api/v1/keys", who: "S", at: here, query: "?unit={unit}"},
		{route: "GET /api/v1/documents/awaiting-signature", who: "*"},
		{route: "POST " + one + "/sign", who: drafts, at: here, body: `{"key":"x","pin":"x"}`},
		{route: "POST " + one + "/signature/prepare", who: drafts, at: here, body: `{"key":"x"}`},
		{route: "POST " + one + "/signature", who: drafts, at: here, body: `{"signature":"eA=="}`},
		{route: "POST /api/v1/signatures/verify", who: "*", body: "no paper"},
	}
}
