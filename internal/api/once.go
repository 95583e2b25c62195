package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"sotay/internal/account"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

const (
	keyHeader    = "Idempotency-Key"
	replayHeader = "Idempotent-Replay"
	longestKey   = 200
	keptBytes    = 1 << 20 // of an answer; a longer one is given only once
	patience     = 20      // looks for the answer of a request that was faster …
	pause        = 100 * time.Millisecond
)

// once lets a request with a key have its effect once: whoever sends it again gets
// the first answer. The key is stored by the first write of the request in the
// same transaction, so that not even requests at the same moment have two effects.
func (a *API) once(w http.ResponseWriter, r *http.Request, o operation, c *call, digest string, next http.Handler) error {
	text := r.Header.Get(keyHeader)
	if text == "" || o.bare || o.Guard.To == account.Public {
		next.ServeHTTP(w, r)
		return nil
	}
	if !goodKey(text) {
		return fault.New(fault.Invalid, "api.key_invalid").Field(keyHeader, "api.key_invalid")
	}
	key := &db.Key{Actor: c.Who.ID, Key: text, Request: digest}
	if done, err := a.replay(w, r, o, key); done || err != nil {
		return err
	}
	seen := &recorder{header: w.Header().Clone(), code: http.StatusOK}
	next.ServeHTTP(seen, r.WithContext(db.WithKey(r.Context(), key)))
	if c.late {
		if done, err := a.replay(w, r, o, key); done || err != nil {
			return err
		}
	}
	if key.Used() && !o.secret && seen.body.Len() <= keptBytes {
		if err := a.DB.Keep(context.WithoutCancel(r.Context()), key, seen.code, seen.body.String()); err != nil {
			a.Log.Error("an answer was not kept", "route", r.Pattern, "error", err)
		}
	}
	seen.tell(w)
	return nil
}

// goodKey takes what every client can send: visible ASCII.
func goodKey(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= longestKey
}

// replay answers with the first answer under the key, and reports whether it did.
// An answer that is on its way is waited for, but not for long, and not at all
// where it would have come by now: its request died with the program.
func (a *API) replay(w http.ResponseWriter, r *http.Request, o operation, key *db.Key) (bool, error) {
	for try := 0; ; try++ {
		done, found, err := a.DB.Lookup(r.Context(), key)
		switch {
		case err != nil || !found:
			return false, err
		case done.Request != key.Request:
			return false, fault.New(fault.Invalid, "api.key_reused").Field(keyHeader, "api.key_reused")
		case done.Status != 0:
			again(w, done)
			return true, nil
		case o.secret || try == patience || a.DB.Now().Sub(done.At) > patience*pause:
			return false, fault.New(fault.Conflict, "db.done_before")
		}
		select {
		case <-r.Context().Done():
			return false, r.Context().Err()
		case <-time.After(pause):
		}
	}
}

// again sends an answer that was kept.
func again(w http.ResponseWriter, done db.Done) {
	if done.Body != "" {
		media := "application/json"
		if done.Status >= http.StatusBadRequest {
			media = problemMedia
		}
		w.Header().Set("Content-Type", media)
	}
	w.Header().Set(replayHeader, "true")
	w.WriteHeader(done.Status)
	w.Write([]byte(done.Body))
}

// recorder holds an answer back until it is known to be the one to give.
type recorder struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

// Header is the headers so far.
func (s *recorder) Header() http.Header { return s.header }

// WriteHeader keeps the status.
func (s *recorder) WriteHeader(code int) { s.code = code }

// Write keeps a part of the body.
func (s *recorder) Write(b []byte) (int, error) { return s.body.Write(b) }

// tell sends the answer.
func (s *recorder) tell(w http.ResponseWriter) {
	for name, values := range s.header {
		w.Header()[name] = values
	}
	w.WriteHeader(s.code)
	w.Write(s.body.Bytes())
}
