package member_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/rule"
)

// today is the day on which tests act.
const today civil.Date = "2026-09-10"

func at(day civil.Date) db.Option {
	return db.WithClock(func() time.Time { return day.At(9, 0) })
}

var root = authz.Actor{ID: "root", Name: "Quản trị", Roles: []authz.Role{{At: "/", Perms: below(
	org.See, org.Manage, member.See, member.Edit, member.Import, member.Export)}}}

func below(perms ...authz.Perm) map[authz.Perm]authz.Reach {
	out := map[authz.Perm]authz.Reach{}
	for _, p := range perms {
		out[p] = authz.Below
	}
	return out
}

// clerk keeps the lists of a subtree.
func clerk(at authz.Path) authz.Actor {
	return authz.Actor{ID: "clerk" + string(at), Name: "Văn thư", Roles: []authz.Role{{At: at, Perms: below(
		member.See, member.Edit, member.Import, member.Export)}}}
}

// place is a small tree: commune X1 with branches B1 and B2, commune X2 with B3.
type place struct {
	db      *db.DB
	units   *org.Service
	members *member.Service
	unit    map[string]org.Unit
}

func setUp(t testing.TB, d *db.DB) place {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := place{db: d, units: org.New(d, book), unit: map[string]org.Unit{}}
	p.members = member.New(d, p.units, book)
	p.units.Follow(p.members.Follower())
	for _, r := range [][4]string{
		{"T", org.Province, "Tỉnh ủy", ""}, {"X1", org.Grassroots, "Đảng bộ xã Một", "T"}, {"X2", org.Grassroots, "Đảng bộ xã Hai", "T"},
		{"B1", org.Branch, "Chi bộ Thôn 1", "X1"}, {"B2", org.Branch, "Chi bộ Thôn 2", "X1"}, {"B3", org.Branch, "Chi bộ Thôn 1", "X2"},
	} {
		p.open(t, r[0], r[1], r[2], r[3])
	}
	return p
}

func (p place) open(t testing.TB, code, kind, name, parent string) {
	t.Helper()
	u, err := p.units.Create(context.Background(), root, org.NewUnit{Code: code, Kind: kind, Name: name, Parent: p.unit[parent].ID},
		org.Decision{Number: "01-QĐ/TU", Day: "2020-01-06"})
	if err != nil {
		t.Fatal(err)
	}
	p.unit[code] = u
}

// someone is a person whose numbers derive from n.
func someone(n int) member.Person {
	return member.Person{
		Name: fmt.Sprintf("Nguyễn Văn %s", letters(n)), Birth: "1980-05-19", Sex: member.Male, Admitted: "2005-02-03", Official: "2006-02-03",
		Card: fmt.Sprintf("%08d", 40_000_000+n), Citizen: fmt.Sprintf("040080%06d", n), Phone: fmt.Sprintf("0912%06d", n),
	}
}

// letters spells n, so that different people have different names.
func letters(n int) string {
	word := ""
	for {
		word = string(rune('a'+n%26)) + word
		if n /= 26; n == 0 {
			return strings.ToUpper(word[:1]) + word[1:]
		}
	}
}

func (p place) add(t testing.TB, unit string, who member.Person) member.ID {
	t.Helper()
	id, err := p.members.Add(context.Background(), root, p.unit[unit].ID, member.Entry{Person: who, State: member.Official})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (p place) ofUnit(t testing.TB, unit string, day civil.Date) []member.Card {
	t.Helper()
	var out []member.Card
	err := p.db.Read(context.Background(), func(q db.Q) (err error) {
		out, err = p.members.OfUnit(context.Background(), q, p.unit[unit].ID, day)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (p place) record(t testing.TB, id member.ID) member.Record {
	t.Helper()
	r, err := p.members.Open(context.Background(), root, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}

func field(err error, name string) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Fields[name]
}

func csv(text string) member.File {
	return member.File{Name: "danh sach.csv", Reader: strings.NewReader(text), Size: int64(len(text))}
}

// book makes a workbook of rows; the first is the header.
func book(t testing.TB, title string, rows ...[]sheet.Cell) member.File {
	t.Helper()
	var out bytes.Buffer
	columns := make([]sheet.Column, len(rows[0]))
	for i, c := range rows[0] {
		columns[i].Title = c.Text
	}
	w, err := sheet.NewWriter(&out, "Danh sách", columns)
	if err != nil {
		t.Fatal(err)
	}
	if title != "" {
		err = w.Title(title)
	}
	for _, r := range rows[1:] {
		if err == nil {
			err = w.Write(r...)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return member.File{Name: "ds.xlsx", Reader: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
}

func texts(words ...string) []sheet.Cell {
	cells := make([]sheet.Cell, len(words))
	for i, w := range words {
		cells[i] = sheet.TextCell(w)
	}
	return cells
}

func dateOf(s string) civil.Date { return civil.Date(s) }

func equal[T comparable](a, b []T) bool { return slices.Equal(a, b) }
