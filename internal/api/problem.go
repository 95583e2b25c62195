package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sotay/internal/platform/fault"
)

const problemMedia = "application/problem+json"

// Problem is a refusal (RFC 9457).
type Problem struct {
	Type   string    `json:"type" doc:"urn:sotay: and the code"`
	Code   string    `json:"code" doc:"Stable; not_found for everything that is absent or not the caller's to see"`
	Title  string    `json:"title" doc:"The kind of refusal, in Vietnamese"`
	Detail string    `json:"detail" doc:"What happened and what to do, in Vietnamese"`
	Status int       `json:"status"`
	Errors []Mistake `json:"errors,omitempty"`
	retry  int       // seconds
}

// Mistake is one wrong value of a request.
type Mistake struct {
	Location string `json:"location" doc:"For example body.day, query.month"`
	Code     string `json:"code"`
	Message  string `json:"message" doc:"In Vietnamese"`
}

// Error is the code, for the log.
func (p *Problem) Error() string { return p.Code }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type.
func (p *Problem) ContentType(string) string { return problemMedia }

// GetHeaders tells huma the headers.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="sotay"`)
	}
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	return h
}

// statusOf is the status of a fault; a few codes have one of their own.
func statusOf(f *fault.Error) int {
	switch {
	case f.Code == "api.too_large":
		return http.StatusRequestEntityTooLarge
	case f.Code == "account.slow":
		return http.StatusTooManyRequests
	}
	return f.Kind.Status()
}

// problemOf says a fault. What is absent has one code whatever it is, as the code
// of a feature would tell what exists from what does not.
func (a *API) problemOf(f *fault.Error, place string) *Problem {
	status, code := statusOf(f), f.Code
	switch f.Kind {
	case fault.NotFound:
		code = "not_found"
	case fault.Internal:
		code = "internal"
	}
	p := &Problem{Type: "urn:sotay:" + code, Code: code, Title: a.title(status), Detail: a.Words.Fault(f), Status: status}
	if f.Kind == fault.Busy {
		p.retry = 1
		if n, ok := argument(f).(int); ok {
			p.retry = n
		}
	}
	if status == http.StatusNotFound {
		return p
	}
	for name, said := range a.Words.Fields(f) {
		p.Errors = append(p.Errors, Mistake{location(place, name), f.Fields[name], said})
	}
	slices.SortFunc(p.Errors, func(x, y Mistake) int { return strings.Compare(x.Location, y.Location) })
	return p
}

func (a *API) title(status int) string { return a.Words.Say("api.status_" + strconv.Itoa(status)) }

// location is where a request has what a feature calls a field.
func location(place, field string) string {
	switch field {
	case "file":
		return "body"
	case "starts", "began", "ended":
		field += "At"
	}
	return place + "." + field
}

// problem is the refusal of an operation. Our own failures are logged here.
func (a *API) problem(ctx context.Context, c *call, err error) error {
	f := fault.Of(err)
	if f.Kind == fault.Internal && ctx.Err() == nil {
		a.Log.Error("operation failed", "route", c.request.Pattern, "error", err)
	}
	c.late = c.late || f.Code == "db.done_before"
	place := "body"
	if c.request.Method == http.MethodGet || c.file != nil {
		place = "query"
	}
	return a.problemOf(f, place)
}

// refuse answers a request that did not reach its operation.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	f := fault.Of(err)
	if f.Kind == fault.Internal && r.Context().Err() == nil {
		a.Log.Error("request failed", "route", r.Pattern, "error", err)
	}
	p := a.problemOf(f, "header")
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemMedia)
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// localised gives what huma itself refuses the shape and language of the rest.
func (a *API) localised(_ huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &Problem{Type: "urn:sotay:api.invalid", Code: "api.invalid", Title: a.title(e.Status), Detail: a.Words.Say("api.invalid"), Status: e.Status}
	if e.Status >= http.StatusInternalServerError {
		a.Log.Error("the decoder failed", "error", e.Detail)
		p.Type, p.Code, p.Detail = "urn:sotay:internal", "internal", a.Words.Say("api.failed")
		return p, nil
	}
	if len(e.Errors) == 0 {
		e.Errors = []*huma.ErrorDetail{{Location: "body", Message: e.Detail}}
	}
	for _, d := range e.Errors {
		code, value := mistakeOf(d.Message)
		p.Errors = append(p.Errors, Mistake{d.Location, code, a.Words.Say(code, value)})
	}
	return p, nil
}

// mistakeOf is the code of one of huma's messages, with the value in it that a
// person needs.
func mistakeOf(message string) (code, value string) {
	for _, m := range []struct{ begins, code string }{
		{"expected required property ", "api.missing"},
		{"required ", "api.missing"},
		{"request body is required", "api.missing"},
		{"unexpected property", "api.unknown"},
		{"unknown query parameter", "api.unknown"},
		{"expected value to be one of ", "api.one_of"},
		{"expected number >= ", "api.at_least"},
		{"expected number <= ", "api.at_most"},
		{"expected length <= ", "api.too_long"},
		{"expected array length <= ", "api.too_many"},
		{"expected string to be RFC 3339 date-time", "api.instant"},
		{"expected string to be RFC 3339 date", "api.day"},
		{"expected string to be ", "api.form"},
		{"approx", "api.approx"},
	} {
		if rest, ok := strings.CutPrefix(message, m.begins); ok {
			return m.code, strings.Trim(rest, `"`)
		}
	}
	return "api.value", ""
}

// argument is the first value of a fault.
func argument(f *fault.Error) any {
	if len(f.Args) == 0 {
		return nil
	}
	return f.Args[0]
}
