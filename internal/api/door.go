package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"

	"sotay/internal/account"
	"sotay/internal/platform/fault"
)

const (
	jsonBytes = 1 << 20  // of an ordinary body
	fileBytes = 64 << 20 // of a file
)

// visit is one request by somebody, or by a stranger.
type visit struct {
	account.Visit
	request *http.Request
	file    *os.File // what an upload brought
	size    int64    // of the file
}

// call is a visit on its way through the layers.
type call struct {
	visit
	late bool // another request under the same key was faster
}

type callKey struct{}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// door lets a request through the guard of its operation, with its body read
// under the operation's limit.
func (a *API) door(o operation, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{visit: visit{request: r}}
		err := a.enter(w, r, o, c, next)
		if c.file != nil {
			c.file.Close()
		}
		if err != nil {
			a.refuse(w, r, err)
		}
	})
}

// enter returns the fault that keeps the request out; what the operation itself
// refuses is already answered.
func (a *API) enter(w http.ResponseWriter, r *http.Request, o operation, c *call, next http.Handler) (err error) {
	if o.Guard.To != account.Public {
		if c.Visit, err = a.visitor(r); err != nil {
			return err
		}
	}
	if err := o.Guard.Check(c.Visit); err != nil {
		return err
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	if !o.unsafe() {
		next.ServeHTTP(w, r)
		return nil
	}
	digest := sha256.New()
	fmt.Fprintf(digest, "%s %s\n", r.Method, r.URL.RequestURI())
	if err := c.receive(w, r, o.takes, digest); err != nil {
		return err
	}
	return a.once(w, r, o, c, hex.EncodeToString(digest.Sum(nil)), next)
}

// receive reads the body: JSON into memory, a file to the disk.
func (c *call) receive(w http.ResponseWriter, r *http.Request, takes body, digest hash.Hash) (err error) {
	if takes == large {
		r.Body = http.MaxBytesReader(w, r.Body, fileBytes)
		if c.file, err = scratch(); err == nil {
			c.size, err = io.Copy(io.MultiWriter(c.file, digest), r.Body)
		}
		if err == nil {
			_, err = c.file.Seek(0, io.SeekStart)
		}
		return unread(err)
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, jsonBytes))
	r.Body = io.NopCloser(bytes.NewReader(b))
	digest.Write(b)
	return unread(err)
}

// unread names why a body could not be read.
func unread(err error) error {
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return fault.New(fault.Invalid, "api.too_large", big.Limit>>20)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded):
		return fault.New(fault.Invalid, "api.body_broken").Because(err)
	}
	return err
}

// scratch is a file that is gone when it is closed.
func scratch() (*os.File, error) {
	f, err := os.CreateTemp("", "sotay-api-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
