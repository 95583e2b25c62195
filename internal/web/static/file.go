package static

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// file is one bundled file in the forms that the build made; gzip and brotli
// are nil where they would not be smaller.
type file struct {
	plain, gzip, brotli []byte
}

func readFile(dir fs.FS, name string) (file, error) {
	plain, err := fs.ReadFile(dir, name)
	if err != nil {
		return file{}, err
	}
	gzip, errG := readOptional(dir, name+".gz")
	brotli, errB := readOptional(dir, name+".br")
	return file{plain, gzip, brotli}, errors.Join(errG, errB)
}

func readOptional(dir fs.FS, name string) ([]byte, error) {
	b, err := fs.ReadFile(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

// best is the smallest form that the client accepts and the name of its
// encoding, "" for the plain one.
func (f file) best(accept string) ([]byte, string) {
	switch {
	case f.brotli != nil && accepts(accept, "br"):
		return f.brotli, "br"
	case f.gzip != nil && accepts(accept, "gzip"):
		return f.gzip, "gzip"
	}
	return f.plain, ""
}

// accepts reads an Accept-Encoding header (RFC 9110, 12.5.3) as far as browsers
// use it: a coding is taken when it is named, unless by q=0.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), encoding) {
			return !refused(params)
		}
	}
	return false
}

func refused(params string) bool {
	q, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
	return found && strings.Trim(q, "0.") == ""
}

// contentType knows exactly what build.mjs makes, so that answers do not
// depend on the machine's own table of types.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return "application/octet-stream"
}
