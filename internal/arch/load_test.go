package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// floors lists the packages from the ground up. A package may import any floor
// below its own and nothing beside or above it; moving one is one line here.
var floors = [][]string{
	{"platform/fault"},
	{"platform/authz", "platform/ids", "platform/civil", "platform/say", "platform/vi", "platform/sheet", "platform/paper", "platform/pdf", "platform/pki", "platform/intake", "platform/blob", "platform/courier", "platform/live"},
	{"platform/db", "platform/docx", "platform/edxml", "platform/mailbox", "platform/extract", "platform/pades", "library/judged", "migrations", "rule"},
	{"platform/dbtest", "platform/mailtest", "platform/jobs"},
	{"org"},
	{"access"},
	{"filing"},
	{"account", "audit", "member"},
	{"notify", "signing"},
	{"task", "publication"},
	{"library"}, // reads who was sent what; the features with papers put them in
	{"meeting", "document"},
	{"incoming"},
	{"exchange"},
	{"report"},
	{"web/static"},
	{"web/ui"},
	{"web/views"},
	{"web", "api"},
	{"app"},
	{"demo"},
}

// only lists imports that are reserved to some packages.
var only = map[string][]string{
	"net/http":                       {"platform/live", "platform/pki", "platform/courier", "web", "web/ui", "web/static", "api", "app"},
	"html/template":                  nil,
	"github.com/a-h/templ":           {"web", "web/ui", "web/views"},
	"database/sql":                   {"platform/db"},
	"modernc.org/sqlite":             {"platform/db"},
	"github.com/jackc/pgx/v5":        {"platform/db", "platform/dbtest"},
	"github.com/jackc/pgx/v5/pgconn": {"platform/db"},
	"github.com/jackc/pgx/v5/stdlib": {"platform/db"},
}

const (
	maxFile = 500 // lines
	maxFunc = 75
)

type file struct {
	pkg, path string
	ast       *ast.File
	fset      *token.FileSet
}

// load parses the program without its tests and without what is generated.
func load(t *testing.T) (out []file) {
	t.Helper()
	fset := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		generated := strings.HasSuffix(path, "_templ.go")
		if err != nil || d.IsDir() || generated || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		pkg := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
		if pkg != "arch" {
			out = append(out, file{pkg, path, f, fset})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (f file) at(n ast.Node) token.Position { return f.fset.Position(n.Pos()) }

func (f file) lines(n ast.Node) int {
	return f.fset.Position(n.End()).Line - f.fset.Position(n.Pos()).Line + 1
}
