package app

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressor makes pages and JSON smaller on their way: most people read them on
// telephones far from a mast. Files of static assets come compressed already, and
// streams of events must not wait, so nothing else is touched.
type compressor struct{ writers sync.Pool }

func newCompressor() *compressor {
	return &compressor{sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a known level is no error
		return z
	}}}
}

func (c *compressor) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		x := &compressed{ResponseWriter: w, from: c}
		defer x.close()
		next.ServeHTTP(x, r)
	})
}

// compressed decides at the header whether the body is compressed.
type compressed struct {
	http.ResponseWriter
	from    *compressor
	z       *gzip.Writer // nil where the body passes as it is
	decided bool
}

// Unwrap lets http.ResponseController reach the connection.
func (x *compressed) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (x *compressed) WriteHeader(code int) {
	if code >= http.StatusOK && !x.decided {
		x.decided = true
		if h := x.Header(); code != http.StatusNoContent && code != http.StatusNotModified && code != http.StatusPartialContent && worth(h) {
			h.Del("Content-Length")
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			x.z = x.from.writers.Get().(*gzip.Writer)
			x.z.Reset(x.ResponseWriter)
		}
	}
	x.ResponseWriter.WriteHeader(code)
}

// worth reports whether a body is text of ours that nobody has compressed.
func worth(h http.Header) bool {
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return h.Get("Content-Encoding") == "" && (kind == "text/html" || kind == "application/json" || kind == "application/problem+json")
}

// Write implements io.Writer.
func (x *compressed) Write(b []byte) (int, error) {
	if !x.decided {
		if x.Header().Get("Content-Type") == "" {
			x.Header().Set("Content-Type", http.DetectContentType(b))
		}
		x.WriteHeader(http.StatusOK)
	}
	if x.z == nil {
		return x.ResponseWriter.Write(b)
	}
	return x.z.Write(b)
}

// close ends the body. A writer whose connection broke is not used again.
func (x *compressed) close() {
	if x.z == nil {
		return
	}
	if x.z.Close() == nil {
		x.from.writers.Put(x.z)
	}
}
