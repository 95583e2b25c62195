package arch

import (
	"go/ast"
	"go/printer"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	floor := map[string]int{}
	for i, ps := range floors {
		for _, p := range ps {
			floor[p] = i + 1
		}
	}
	for _, f := range load(t) {
		if floor[f.pkg] == 0 {
			t.Errorf("%s: %s is on no floor; add it to the list and say there why", f.path, f.pkg)
		}
		for _, im := range f.ast.Imports {
			path, _ := strconv.Unquote(im.Path.Value)
			if to, ok := strings.CutPrefix(path, "sotay/internal/"); ok && floor[to] >= floor[f.pkg] {
				t.Errorf("%s imports %s, which is not below it", f.path, to)
			}
			if allowed, ok := only[path]; ok && !slices.Contains(allowed, f.pkg) {
				t.Errorf("%s imports %s, reserved to %v", f.path, path, allowed)
			}
		}
	}
}

var (
	sql   = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b`)
	table = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)`)
)

// A table has one owner, whose name begins its own. Others read views.
func TestTablesHaveOneOwner(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if strings.HasPrefix(f.pkg, "platform/db") {
			continue
		}
		owner := f.pkg[strings.LastIndexByte(f.pkg, '/')+1:]
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, _ := strconv.Unquote(lit.Value)
			if !sql.MatchString(s) {
				return true
			}
			for _, m := range table.FindAllStringSubmatch(s, -1) {
				if !owns(owner, m[1]) {
					t.Errorf("%s: %s names table %q of another", f.at(lit), f.pkg, m[1])
				}
			}
			return true
		})
	}
}

func owns(owner, table string) bool {
	if strings.HasPrefix(table, "v_") || table == owner || strings.HasPrefix(table, owner+"_") {
		return true
	}
	// Names that a statement gives itself, and words that only look like tables.
	return slices.Contains([]string{"set", "asked", "branch", "day", "span", "held", "unit", "top", "tree", "places", "people", "wanted", "found"}, table) && owner != "" && !isTable(table)
}

func isTable(name string) bool {
	return slices.ContainsFunc([]string{"audit", "account", "access_", "db_", "document", "jobs", "meeting", "member", "notify_", "org_", "publication", "task"}, func(p string) bool { return strings.HasPrefix(name, p) })
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if n := f.lines(f.ast); n > maxFile {
			t.Errorf("%s has %d lines; the limit is %d", f.path, n, maxFile)
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.lines(fn) > maxFunc && fn.Name.Name != "Sentences" {
				t.Errorf("%s: %s has %d lines; the limit is %d", f.at(fn), fn.Name.Name, f.lines(fn), maxFunc)
			}
		}
	}
}

func TestEverythingExportedSaysWhatItIs(t *testing.T) {
	t.Parallel()
	docs := map[string]int{}
	for _, f := range load(t) {
		docs[f.pkg] += 0
		if f.ast.Doc != nil {
			docs[f.pkg]++
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(strings.TrimPrefix(types(d.Recv.List)[0], "*"))) {
					t.Errorf("%s: %s has no comment", f.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
						t.Errorf("%s: %s has no comment", f.at(ts), ts.Name.Name)
					}
				}
			}
		}
	}
	for pkg, n := range docs {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one", pkg, n)
		}
	}
}

// Every door of a feature says whose wish it serves: an actor to check, or a
// reader or transaction that somebody above has already answered for.
func TestServiceMethodsNameTheirCaller(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if strings.HasPrefix(f.pkg, "platform/") {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !fn.Name.IsExported() || types(fn.Recv.List)[0] != "*Service" {
				continue
			}
			p := types(fn.Type.Params.List)
			if len(p) > 0 && p[0] == "context.Context" && (len(p) < 2 || !slices.Contains([]string{"authz.Actor", "db.Q", "*db.Tx"}, p[1])) {
				t.Errorf("%s: %s takes no actor, reader or transaction after the context", f.at(fn), fn.Name.Name)
			}
		}
	}
}

// types spells out the type of every parameter.
func types(fields []*ast.Field) (out []string) {
	for _, f := range fields {
		var b strings.Builder
		printer.Fprint(&b, token.NewFileSet(), f.Type)
		for range max(1, len(f.Names)) {
			out = append(out, b.String())
		}
	}
	return out
}

func TestNoAmbientTime(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if slices.Contains([]string{"platform/db", "platform/dbtest", "platform/jobs", "app"}, f.pkg) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := s.X.(*ast.Ident); ok && id.Name == "time" && s.Sel.Name == "Now" {
					t.Errorf("%s: take the time from the transaction or the clock, not time.Now", f.at(s))
				}
			}
			return true
		})
	}
}

// No init and no package-level state: what is shared is passed. Tables of words,
// errors and embedded files are constants in all but name.
func TestNoHiddenState(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == "init" {
					t.Errorf("%s: init", f.at(d))
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR && f.pkg != "platform/dbtest" {
					f.fixed(t, d)
				}
			}
		}
	}
}

// fixed refuses variables that are declared to be filled later.
func (f file) fixed(t *testing.T, d *ast.GenDecl) {
	for _, s := range d.Specs {
		v := s.(*ast.ValueSpec)
		embedded := d.Doc != nil && strings.Contains(docText(d.Doc), "go:embed")
		if len(v.Values) == 0 && !embedded {
			t.Errorf("%s: variable %s is package state", f.at(v), v.Names[0].Name)
		}
	}
}

func docText(c *ast.CommentGroup) (s string) {
	for _, l := range c.List {
		s += l.Text
	}
	return s
}

// Packages are named after what they are about.
func TestNoNamesThatSayNothing(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		for _, bad := range []string{"core", "common", "util", "utils", "model", "models", "service", "store", "helper", "helpers"} {
			if f.ast.Name.Name == bad {
				t.Errorf("%s: package %s", f.path, bad)
			}
		}
	}
}
