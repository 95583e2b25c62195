package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// gzipped sends pages compressed to browsers that take it: people pay for every
// byte. Files of the bundle are compressed when they are made, papers are so by
// nature, streams must not wait. No page holds a secret beside what a stranger
// could make it repeat, which is what compression would give away.
func gzipped(next http.Handler) http.Handler {
	pool := &sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails only for a level that does not exist
		return z
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		g := &gzipWriter{ResponseWriter: w, pool: pool}
		next.ServeHTTP(g, r)
		g.close()
	})
}

// gzipWriter compresses what turns out to be a page.
type gzipWriter struct {
	http.ResponseWriter
	pool *sync.Pool
	z    *gzip.Writer // nil for what is no page
}

func (g *gzipWriter) WriteHeader(code int) {
	h := g.Header()
	if strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("Content-Encoding") == "" {
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
		g.z = g.pool.Get().(*gzip.Writer)
		g.z.Reset(g.ResponseWriter)
	}
	g.ResponseWriter.WriteHeader(code)
}

func (g *gzipWriter) Write(b []byte) (int, error) {
	if g.z != nil {
		return g.z.Write(b)
	}
	return g.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (g *gzipWriter) Unwrap() http.ResponseWriter { return g.ResponseWriter }

// close ends the page. That it did not arrive is the browser's to notice: it lacks
// the end that the format has.
func (g *gzipWriter) close() {
	if g.z != nil {
		g.z.Close()
		g.z.Reset(nil)
		g.pool.Put(g.z)
	}
}
