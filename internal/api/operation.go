package api

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sotay/internal/account"
)

// operation is one verb of the face. Decoding, the guard, the answer and the
// OpenAPI document all follow from its declaration.
type operation struct {
	Route
	id, about string
	takes     body
	secret    bool // the answer is for one pair of eyes and is not kept for repetition
	bare      bool // takes no key: of what was asked nothing is kept, not even a digest
	mount     func(*API, huma.API, huma.Operation)
}

// body says what an operation takes.
type body uint8

const (
	small body = iota // nothing, or JSON
	large             // the bytes of a file
)

// verb does an operation.
type verb[In, Out any] func(context.Context, visit, *In) (Out, error)

// none is the answer of a verb that has nothing to say: 204.
type none struct{}

// reply is an answer as huma writes it.
type reply[T any] struct{ Body T }

func get[In, Out any](g account.Guard, path, id, about string, do verb[In, Out]) operation {
	return declare(http.MethodGet, g, path, id, about, do)
}

func post[In, Out any](g account.Guard, path, id, about string, do verb[In, Out]) operation {
	return declare(http.MethodPost, g, path, id, about, do)
}

func put[In, Out any](g account.Guard, path, id, about string, do verb[In, Out]) operation {
	return declare(http.MethodPut, g, path, id, about, do)
}

func remove[In, Out any](g account.Guard, path, id, about string, do verb[In, Out]) operation {
	return declare(http.MethodDelete, g, path, id, about, do)
}

// upload takes the bytes of a file as the body; the verb finds them in its visit.
func upload[In, Out any](g account.Guard, path, id, about string, do verb[In, Out]) operation {
	o := post(g, path, id, about, do)
	o.takes = large
	return o
}

// unkept keeps nothing of the request: it holds a word that only its sender knows,
// short enough to be guessed from a digest.
func (o operation) unkept() operation {
	o.bare = true
	return o
}

// kept lets nobody have the answer a second time.
func (o operation) kept() operation {
	o.secret = true
	return o
}

// unsafe reports whether the operation changes something.
func (o operation) unsafe() bool { return o.Method != http.MethodGet }

func declare[In, Out any](method string, g account.Guard, path, id, about string, do verb[In, Out]) operation {
	o := operation{Route: Route{method, prefix + path, g}, id: id, about: about}
	o.mount = func(a *API, h huma.API, op huma.Operation) {
		switch any(*new(Out)).(type) {
		case none:
			huma.Register(h, op, func(ctx context.Context, in *In) (*none, error) {
				_, err := run(ctx, a, do, in)
				return nil, err
			})
		case file:
			op.Responses["200"] = &huma.Response{Description: "The file.", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: binary()}}}
			huma.Register(h, op, func(ctx context.Context, in *In) (*reply[func(huma.Context)], error) {
				out, err := run(ctx, a, do, in)
				if err != nil {
					return nil, err
				}
				return &reply[func(huma.Context)]{any(out).(file).send}, nil
			})
		default:
			huma.Register(h, op, func(ctx context.Context, in *In) (*reply[Out], error) {
				out, err := run(ctx, a, do, in)
				if err != nil {
					return nil, err
				}
				return &reply[Out]{out}, nil
			})
		}
	}
	return o
}

// run does the verb for who asked, and turns its fault into a problem.
func run[In, Out any](ctx context.Context, a *API, do verb[In, Out], in *In) (Out, error) {
	c := callOf(ctx)
	out, err := do(ctx, c.visit, in)
	if err != nil {
		return out, a.problem(ctx, c, err)
	}
	return out, nil
}

// describe is the operation as the OpenAPI document shows it.
func (o operation) describe(schemas huma.Registry) huma.Operation {
	area, _, _ := strings.Cut(strings.TrimPrefix(o.Pattern, prefix+"/"), "/")
	op := huma.Operation{
		Method: o.Method, Path: o.Pattern, OperationID: o.id, Summary: o.about, Tags: []string{area},
		MaxBodyBytes: jsonBytes + 1, BodyReadTimeout: -1, // the door has read the body already, under its own limit
		Extensions: map[string]any{"x-guard": strings.TrimSpace(string(o.Guard.To) + " " + string(o.Guard.Perm))},
		Responses: map[string]*huma.Response{"default": {Description: "A refusal.", Content: map[string]*huma.MediaType{
			problemMedia: {Schema: schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")}}}},
	}
	if o.Guard.To != account.Public {
		op.Security = []map[string][]string{{bearer: {}}}
	}
	if o.unsafe() && o.Guard.To != account.Public && !o.bare {
		op.Parameters = []*huma.Param{{Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(longestKey)},
			Description: cmp.Or(map[bool]string{true: "The same key again has no second effect; the answer is given only once."}[o.secret],
				"The same key again has no second effect and gets the first answer.")}}
	}
	if o.takes == large {
		op.RequestBody = &huma.RequestBody{Required: true, Description: "The bytes of the file.",
			Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: binary()}}}
	}
	return op
}

func binary() *huma.Schema { return &huma.Schema{Type: huma.TypeString, Format: "binary"} }
