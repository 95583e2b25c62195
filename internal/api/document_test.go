package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"sotay/internal/account"
	"sotay/internal/api"
)

var update = flag.Bool("update", false, "write openapi.golden.json anew")

func TestDocument(t *testing.T) {
	t.Parallel()
	got, err := api.New(api.Deps{}).Document()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "openapi.golden.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the published document has changed; look at: go test ./internal/api -run TestDocument -update, and git diff")
	}
}

// TestEveryReferenceIsThere reads the document as a client's generator does.
func TestEveryReferenceIsThere(t *testing.T) {
	t.Parallel()
	a := api.New(api.Deps{})
	rec := httptest.NewRecorder()
	a.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/api/v1/openapi.json", nil))
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string `json:"summary"`
			Guard       string `json:"x-guard"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &doc); err != nil || doc.OpenAPI != "3.1.0" {
		t.Fatalf("%v, version %q", err, doc.OpenAPI)
	}
	seen := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if op.OperationID == "" || op.Summary == "" || op.Guard == "" || seen[op.OperationID] {
				t.Errorf("%s %s: %+v", method, path, op)
			}
			seen[op.OperationID] = true
		}
	}
	if n := len(a.Routes()) - 1; len(seen) != n { // the document itself is not in it
		t.Errorf("%d operations in the document, %d routes", len(seen), n)
	}
	for _, part := range strings.Split(rec.Body.String(), `"$ref": "#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if doc.Components.Schemas[name] == nil {
			t.Errorf("there is no schema %s", name)
		}
	}
	if strings.Contains(rec.Body.String(), `"null"`) {
		t.Error("something may be null")
	}
}

// TestEveryRouteIsGuarded holds every operation to a door of the known kinds, a
// right where the door asks for one, and no route open to strangers by mistake.
func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	a := api.New(api.Deps{})
	var open []string
	for _, r := range a.Routes() {
		needs := r.Guard.To == account.Holder || r.Guard.To == account.At
		switch {
		case !slices.Contains([]account.Door{account.Public, account.Signed, account.CodeOnly, account.Holder, account.At}, r.Guard.To):
			t.Errorf("%s %s has no guard", r.Method, r.Pattern)
		case needs != (r.Guard.Perm != ""):
			t.Errorf("%s %s: %+v", r.Method, r.Pattern, r.Guard)
		case r.Guard.To == account.Public:
			open = append(open, r.Method+" "+r.Pattern)
		}
	}
	if want := []string{"GET /api/v1/openapi.json", "POST /api/v1/sessions"}; !slices.Equal(open, want) {
		t.Errorf("open to strangers: %q, want %q", open, want)
	}
}

// TestStrangersStayOutside knocks at every door without a token.
func TestStrangersStayOutside(t *testing.T) {
	each(t, func(w *world) {
		for _, r := range w.api.Routes() {
			if r.Guard.To == account.Public {
				continue
			}
			path := strings.NewReplacer("{", "", "}", "").Replace(strings.TrimPrefix(r.Pattern, "/api/v1"))
			a := as{w, ""}.send(r.Method, path, []byte("{}")).refused(http.StatusUnauthorized, "access.sign_in")
			if a.header.Get("WWW-Authenticate") == "" {
				w.Errorf("%s does not say how to sign in", a.what)
			}
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
				"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"} {
				if got := a.header.Get(name); got != want {
					w.Errorf("%s: %s is %q", a.what, name, got)
				}
			}
		}
	})
}

// TestMembersStayInTheirPlaces knocks, as a member, at every door whose right he does not hold.
func TestMembersStayInTheirPlaces(t *testing.T) {
	each(t, func(w *world) {
		em := w.commune().people["Em"]
		var held []string
		for _, r := range into[api.Me](em.get("/me").ok()).Roles {
			held = append(held, r.Here...)
			held = append(held, r.Below...)
		}
		shut := 0
		for _, r := range w.api.Routes() {
			if r.Guard.Perm == "" || slices.Contains(held, string(r.Guard.Perm)) {
				continue
			}
			shut++
			path := strings.NewReplacer("{", "", "}", "").Replace(strings.TrimPrefix(r.Pattern, "/api/v1"))
			em.send(r.Method, path, []byte("{}")).refused(http.StatusNotFound, "not_found")
		}
		if shut < 50 {
			w.Errorf("only %d doors are shut to %q", shut, held)
		}
	})
}
