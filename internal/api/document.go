package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

const (
	documentPath = prefix + "/openapi.json"
	schemaPrefix = "#/components/schemas/"
)

// Document is the OpenAPI 3.1 document of the operations.
func (a *API) Document() ([]byte, error) {
	b, err := json.MarshalIndent(a.document, "", "  ")
	return append(b, '\n'), err
}

func (a *API) serveDocument(w http.ResponseWriter, r *http.Request) {
	b, err := a.Document()
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	w.Write(b)
}

// config has no documentation page and no schema addresses: huma's load scripts
// from elsewhere, and add fields to every answer.
func config(transform huma.Transformer) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "sotay", Version: "1", Description: "The members' handbook for programs. Days are 2026-03-05, months 2026-03, " +
				"instants RFC 3339. Send an Idempotency-Key with every change, and the same key again when the answer was lost."},
			Components: &huma.Components{
				Schemas:         huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{bearer: {Type: "http", Scheme: "bearer"}},
			},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{transform},

		RejectUnknownQueryParameters: true,
	}
}

// tidy says of the schemas what huma cannot know: that lists and what may be
// missing are never null, and that answers may grow. Requests stay strict, so that
// a misspelt name is noticed.
func tidy(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas.Map()
	delete(schemas, "ErrorModel") // huma's own problem, which is never sent
	delete(schemas, "ErrorDetail")
	strict := sent(doc)
	for name, s := range schemas {
		s.Nullable = false
		for _, p := range s.Properties {
			p.Nullable = false
		}
		if !strict[name] {
			s.AdditionalProperties = nil
		}
	}
}

// sent is the names of the schemas that requests are made of.
func sent(doc *huma.OpenAPI) map[string]bool {
	names := map[string]bool{}
	var visit func(*huma.Schema)
	visit = func(s *huma.Schema) {
		if s == nil {
			return
		}
		if name := strings.TrimPrefix(s.Ref, schemaPrefix); s.Ref != "" && !names[name] {
			names[name] = true
			visit(doc.Components.Schemas.SchemaFromRef(s.Ref))
		}
		visit(s.Items)
		for _, p := range s.Properties {
			visit(p)
		}
	}
	for _, p := range doc.Paths {
		for _, op := range []*huma.Operation{p.Post, p.Put} {
			if op != nil && op.RequestBody != nil {
				for _, m := range op.RequestBody.Content {
					visit(m.Schema)
				}
			}
		}
	}
	return names
}
