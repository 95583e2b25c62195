// Package fault is the one error vocabulary of the program. A feature says what
// went wrong in its own words (a code); only the two faces turn the kind into a
// status and the code into a sentence. An error that is not a fault is a bug or
// an outage and is shown to nobody.
package fault

import (
	"errors"
	"fmt"
	"maps"
)

// Kind is how the world should react; there are few on purpose.
type Kind uint8

// The kinds, with the status the faces answer.
const (
	Internal        Kind = iota // our failure: 500, logged
	Invalid                     // the request makes no sense: 422
	Unauthenticated             // we do not know who you are: 401
	Forbidden                   // we know, and no: 403
	NotFound                    // absent, or not yours to see: 404
	Conflict                    // true a moment ago, not now: 409
	Busy                        // try again soon: 503
)

// Status is the number by which HTTP says the kind (RFC 9110).
func (k Kind) Status() int {
	switch k {
	case Invalid:
		return 422
	case Unauthenticated:
		return 401
	case Forbidden:
		return 403
	case NotFound:
		return 404
	case Conflict:
		return 409
	case Busy:
		return 503
	}
	return 500
}

// Error is a fault.
type Error struct {
	Kind   Kind
	Code   string            // stable, "feature.reason": the key of the sentence
	Args   []any             // values for the sentence
	Fields map[string]string // form field → code, for Invalid
	cause  error             // for the log only
}

// Error is for the log; people read the sentence of the code.
func (e *Error) Error() string {
	s := e.Code
	if len(e.Args) > 0 {
		s += fmt.Sprint(" ", e.Args)
	}
	if len(e.Fields) > 0 {
		s += fmt.Sprint(" ", e.Fields)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// New makes a fault.
func New(k Kind, code string, args ...any) *Error { return &Error{Kind: k, Code: code, Args: args} }

// Because returns a copy with the cause attached, for the log only.
func (e *Error) Because(err error) *Error {
	c := *e
	c.cause = err
	return &c
}

// Field returns a copy that also blames one form field, with its own code.
func (e *Error) Field(name, code string) *Error {
	c := *e
	c.Fields = maps.Clone(e.Fields)
	if c.Fields == nil {
		c.Fields = map[string]string{}
	}
	c.Fields[name] = code
	return &c
}

// Of finds the fault in err; anything else is Internal. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Code: "internal", cause: err}
}

// Says reports whether the fault has that code; no fault has none.
func (e *Error) Says(code string) bool { return e != nil && e.Code == code }

// Is reports whether err is a fault of that kind.
func Is(err error, k Kind) bool { return err != nil && Of(err).Kind == k }

// Check collects the faults of a form's fields, so that a person sees all of
// them at once. The zero value is ready.
type Check struct{ fields map[string]string }

// That notes code against the field unless ok. The first code of a field stays.
func (c *Check) That(ok bool, field, code string) {
	if ok || c.fields[field] != "" {
		return
	}
	if c.fields == nil {
		c.fields = map[string]string{}
	}
	c.fields[field] = code
}

// Err is nil, or an Invalid fault that names every bad field.
func (c *Check) Err(code string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: code, Fields: c.fields}
}
