package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/platform/authz"
	"sotay/internal/rule"
)

// ofTheProgram are rights that no role holds: those under which the program acts by
// itself, and what everybody may do with his own account.
var ofTheProgram = []authz.Perm{"jobs.work", "meeting.remind", "publication.remind", "incoming.remind", "document.remind", "filing.read", "exchange.carry", "account.own", "signing.own", "account.sign_in"}

// TestRightsAndRolesAgree holds the rights that features declare against those that
// roles contain: a right nobody can be given guards a room without a door, and one
// that nothing asks for promises what it does not give.
func TestRightsAndRolesAgree(t *testing.T) {
	t.Parallel()
	declared := declaredRights(t)
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	roles, err := access.RolesOn(book, "2041-01-01")
	if err != nil {
		t.Fatal(err)
	}
	words, err := access.WordsOn(book, "2041-01-01")
	if err != nil {
		t.Fatal(err)
	}
	held := map[authz.Perm]bool{}
	for name, r := range roles {
		for p := range r.Perms {
			held[p] = true
			if declared[p] == "" {
				t.Errorf("the role %s holds %s, which no feature declares", name, p)
			}
		}
	}
	for _, p := range ofTheProgram {
		if held[p] {
			t.Errorf("a role holds %s, which is the program's own", p)
		}
		held[p] = true
	}
	for p, where := range declared {
		if !held[p] {
			t.Errorf("%s declares %s, which no role holds", where, p)
		}
		if words[p] == "" {
			t.Errorf("%s declares %s, which has no name in the log", where, p)
		}
	}
}

// declaredRights are the constants of type authz.Perm in the program, by the file
// that declares them.
func declaredRights(t *testing.T) map[authz.Perm]string {
	t.Helper()
	out := map[authz.Perm]string{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				rightsIn(g, path, out)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 15 {
		t.Fatalf("only %d rights were found", len(out))
	}
	return out
}

func rightsIn(g *ast.GenDecl, path string, out map[authz.Perm]string) {
	for _, s := range g.Specs {
		v := s.(*ast.ValueSpec)
		kind, ok := v.Type.(*ast.SelectorExpr)
		if !ok || kind.Sel.Name != "Perm" {
			continue
		}
		for _, value := range v.Values {
			if text, ok := value.(*ast.BasicLit); ok {
				if p, err := strconv.Unquote(text.Value); err == nil {
					out[authz.Perm(p)] = path
				}
			}
		}
	}
}
