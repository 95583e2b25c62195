package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sotay/internal/api"
)

// TestOnce sends one request many times, at the same moment and later.
func TestOnce(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		body, err := json.Marshal(fields{"title": "Trồng cây", "unit": c.unit["B1"], "owner": c.ids["Chi"], "due": "2026-09-30"})
		w.fatal(err)
		give := func(key string, body []byte) answer {
			return c.people["An"].send("POST", "/tasks", body, "Content-Type", "application/json", "Idempotency-Key", key)
		}
		answers := make([]answer, 50)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = give("c-1", body) })
		}
		all.Wait()
		again := 0
		for _, a := range answers {
			if a.status != http.StatusOK || !bytes.Equal(a.body, answers[0].body) {
				w.Errorf("a copy got %d %s", a.status, a.body)
			}
			if a.header.Get("Idempotent-Replay") == "true" {
				again++
			}
		}
		if again != len(answers)-1 {
			w.Errorf("%d of %d copies were repetitions", again, len(answers))
		}
		if n := w.count(`SELECT COUNT(*) FROM task`); n != 1 {
			w.Errorf("%d tasks of one request", n)
		}
		give("c-1", []byte(strings.Replace(string(body), "cây", "hoa", 1))).refused(http.StatusUnprocessableEntity, "api.key_reused")
		give("c 1", body).refused(http.StatusUnprocessableEntity, "api.key_invalid")
		give("c-2", body).ok()
		if n := w.count(`SELECT COUNT(*) FROM task`); n != 2 {
			w.Errorf("%d tasks of two requests", n)
		}
	})
}

// TestOnceForEach: a key is the caller's own, what was refused may be sent again,
// and what only one pair of eyes may read is not kept.
func TestOnceForEach(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		task := fields{"title": "Trồng cây", "unit": c.unit["B1"], "owner": c.ids["Chi"], "due": "2026-01-01"}
		send := func(by as, body fields) answer {
			b, err := json.Marshal(body)
			w.fatal(err)
			return by.send("POST", "/tasks", b, "Content-Type", "application/json", "Idempotency-Key", "k")
		}
		send(c.people["An"], task).refused(http.StatusUnprocessableEntity, "task.invalid")
		task["due"] = "2026-09-30"
		send(c.people["An"], task).ok()
		send(c.people["Bình"], task).refused(http.StatusNotFound, "not_found")

		path := "/accounts/" + into[api.Accounts](c.clerk.get("/accounts?status=active&unit=" + string(c.unit["B1"])).ok()).Accounts[0].ID + "/reset"
		if s := into[api.Slip](c.clerk.send("POST", path, nil, "Idempotency-Key", "s").ok()); s.Code == "" {
			w.Errorf("no code: %+v", s)
		}
		c.clerk.send("POST", path, nil, "Idempotency-Key", "s").refused(http.StatusConflict, "db.done_before")
		if n := w.count(`SELECT COUNT(*) FROM db_once WHERE body LIKE '%"code":"%-%'`); n != 0 {
			w.Errorf("%d codes are kept", n)
		}
	})
}
