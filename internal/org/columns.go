package org

import (
	"slices"

	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// Heading says in which column of a list what stands, from 0; -1 for nowhere.
type Heading struct{ Code, Name, Parent, Kind int }

// Columns reads the heading of a list of units, in the Vietnamese and English
// wordings that offices use. A list needs a code and a name; the first column of
// a meaning counts.
func Columns(header []string) (Heading, error) {
	h := Heading{-1, -1, -1, -1}
	for i, text := range header {
		folded := vi.Fold(text)
		for _, c := range []struct {
			column   *int
			wordings []string
		}{
			{&h.Code, []string{"code", "unit_code", "ma", "ma so", "ma don vi", "ma dv", "ma to chuc", "ma to chuc dang", "ma tcd", "ma dang bo", "ma chi bo", "ma xa", "ma dvhc"}},
			{&h.Name, []string{"name", "unit_name", "full_name", "ten", "ten goi", "ten don vi", "ten to chuc", "ten to chuc dang", "to chuc dang", "don vi", "ten dang bo", "ten chi bo", "ten xa"}},
			{&h.Parent, []string{"parent", "parent_code", "parent code", "province_code", "cap tren", "ma cap tren", "ma don vi cap tren", "ma to chuc cap tren", "don vi cap tren", "to chuc cap tren", "to chuc dang cap tren", "cap tren truc tiep", "truc thuoc", "ma cha", "ma tinh"}},
			{&h.Kind, []string{"kind", "type", "level", "loai", "loai hinh", "loai don vi", "loai to chuc", "loai hinh to chuc", "cap"}},
		} {
			if *c.column < 0 && slices.Contains(c.wordings, folded) {
				*c.column = i
			}
		}
	}
	var check fault.Check
	check.That(h.Code >= 0, "code", "org.column_code")
	check.That(h.Name >= 0, "name", "org.column_name")
	return h, check.Err("org.columns")
}

// Row makes an import row of the cells of a line; cells that are missing are empty.
func (h Heading) Row(line int, cells []string) ImportRow {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return cells[i]
	}
	return ImportRow{Line: line, Code: cell(h.Code), Name: cell(h.Name), Parent: cell(h.Parent), Kind: cell(h.Kind)}
}
