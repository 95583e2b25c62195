package db

import (
	"io/fs"
	"strings"
)

// steps are the migrations as this engine reads them. What the engines can only
// say differently (a full-text index) stands in a step once for each, between
// the lines "-- +only sqlite" (or postgres) and "-- +all".
type steps struct {
	fs.FS
	engine string
}

// Open implements fs.FS.
func (s steps) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	text, err := fs.ReadFile(s.FS, name)
	return step{f, strings.NewReader(onlyFor(s.engine, string(text)))}, err
}

type step struct {
	fs.File
	text *strings.Reader
}

// Read implements fs.File.
func (s step) Read(p []byte) (int, error) { return s.text.Read(p) }

func onlyFor(engine, text string) string {
	var b strings.Builder
	keep := true
	for line := range strings.Lines(text) {
		if word, ok := strings.CutPrefix(strings.TrimSpace(line), "-- +only "); ok {
			keep = word == engine
		} else if strings.TrimSpace(line) == "-- +all" {
			keep = true
		} else if keep {
			b.WriteString(line)
		}
	}
	return b.String()
}
