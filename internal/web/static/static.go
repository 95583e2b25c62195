// Package static holds the browser's files: styles, scripts, fonts, made by
// build.mjs into dist and embedded in the program.
//
// It promises that a file's name changes when its content does, so browsers
// may keep it for ever, and that each is sent in the smallest encoding that
// the browser takes. Without a bundle (dist empty) the program still builds and
// its pages are plain.
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Prefix is the path that all bundled files are served under.
const Prefix = "/static/"

//go:embed all:dist
var dist embed.FS

// Assets are the bundled files and the names they go by.
type Assets struct {
	names map[string]string // "app.css" to "app-3F2A.css"
	files map[string]file   // by hashed name
}

// Open reads the embedded bundle. It fails when the manifest is damaged or
// names a file that is not there.
func Open() (*Assets, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return open(files)
}

func open(dir fs.FS) (*Assets, error) {
	a := &Assets{names: map[string]string{}, files: map[string]file{}}
	raw, err := fs.ReadFile(dir, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &a.names); err != nil {
		return nil, fmt.Errorf("static: manifest.json: %w", err)
	}
	for _, hashed := range a.names {
		if a.files[hashed], err = readFile(dir, hashed); err != nil {
			return nil, fmt.Errorf("static: manifest.json: %w", err)
		}
	}
	return a, nil
}

// Path is the address of a bundled file by its plain name, such as "app.css".
// A name that the bundle lacks gives an address that answers 404.
func (a *Assets) Path(name string) string {
	if a != nil {
		if hashed, ok := a.names[name]; ok {
			return Prefix + hashed
		}
	}
	return Prefix + name
}

// Content is a bundled file by its plain name, nil when the bundle lacks it.
func (a *Assets) Content(name string) []byte {
	if a == nil {
		return nil
	}
	return a.files[a.names[name]].plain
}

// Built tells whether the bundle was made before the program was built.
func (a *Assets) Built() bool { return a != nil && len(a.names) > 0 }

// ServeHTTP answers GET and HEAD under Prefix; a name that the manifest lacks
// is 404.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, under := strings.CutPrefix(path.Clean(r.URL.Path), Prefix)
	f, ok := a.files[name]
	if !under || !ok {
		http.NotFound(w, r)
		return
	}
	body, encoding := f.best(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Type", contentType(name))
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Method != http.MethodHead {
		// A client that went away is no fault of ours.
		_, _ = w.Write(body)
	}
}
