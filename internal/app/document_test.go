package app

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
)

// documentText is the text of all parts of a zipped document.
func documentText(b []byte) string {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return ""
	}
	var out strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		io.Copy(&out, io.LimitReader(r, 1<<20))
		r.Close()
	}
	return out.String()
}
