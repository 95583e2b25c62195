package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sotay/internal/exchange"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/edxml"
)

// TestTheDoorForPrograms sends messages as another system does: by HTTP, with a key.
func TestTheDoorForPrograms(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Engines()[0])
	u := w.unit["B1"]
	who := authz.Actor{ID: "ac_desk", Home: u.Path, Roles: []authz.Role{{At: u.Path, Perms: map[authz.Perm]authz.Reach{exchange.See: authz.Here, exchange.Manage: authz.Here}}}}
	w.must(w.Exchange.Arrange(t.Context(), who, u.ID, exchange.Desk{Organ: "H1", Name: "Chi bộ", Box: exchange.Box{}}))
	peer, err := w.Exchange.Meet(t.Context(), who, u.ID, exchange.Peer{Organ: "H2", Name: "Tỉnh ủy", Way: exchange.Folder, Folder: "tinh"})
	w.must(err)
	key, err := w.Exchange.GiveKey(t.Context(), who, peer)
	w.must(err)
	var good, secret bytes.Buffer
	d := edxml.Document{From: edxml.Organ{ID: "H2"}, ID: "1", Subject: "Về việc họp"}
	w.must(edxml.Write(&good, edxml.Message{Document: &d}))
	d.ID, d.Secrecy = "2", "Mật"
	w.must(edxml.Write(&secret, edxml.Message{Document: &d}))
	for _, c := range []struct {
		name, key, body string
		status          int
		code            string
	}{
		{"good", key, good.String(), http.StatusAccepted, ""},
		{"again", key, good.String(), http.StatusAccepted, ""},
		{"no key", "", good.String(), http.StatusUnauthorized, "exchange.key"},
		{"another key", key + "x", good.String(), http.StatusUnauthorized, "exchange.key"},
		{"broken", key, "<edXML>", http.StatusUnprocessableEntity, "exchange.bad_xml"},
		{"secret", key, secret.String(), http.StatusUnprocessableEntity, "exchange.secret"},
		{"endless", key, strings.Repeat("x", 65<<20), http.StatusUnprocessableEntity, "exchange.too_large"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/exchange/messages", strings.NewReader(c.body))
		r.Header.Set("Authorization", "Bearer "+c.key)
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, r)
		var said struct{ ID, State, Code, Message string }
		if err := json.Unmarshal(rec.Body.Bytes(), &said); err != nil || rec.Code != c.status || said.Code != c.code || c.code == "" && said.ID == "" || (c.code == "") != (said.Message == "") {
			t.Errorf("%s: %d %s %v", c.name, rec.Code, rec.Body, err)
		}
	}
	if all, err := w.Exchange.In(t.Context(), who, false, "", 10); err != nil || len(all) != 2 {
		t.Errorf("%d came in, %v", len(all), err)
	}
}
