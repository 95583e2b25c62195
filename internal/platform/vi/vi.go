// Package vi handles Vietnamese text as offices write it: it normalises,
// folds for search, sorts people by name, reads and writes days and numbers in
// words, and brings text in the old font encodings TCVN3 and VNI to Unicode.
//
// Every function is pure and safe for concurrent use, takes any bytes without
// panicking, and returns valid UTF-8; texts are in Unicode normal form C.
//
// Text from outside goes through the package in this order, because the first
// step needs code points that the second would remove (ư is the soft hyphen in
// TCVN3):
//
//	enc, confidence := vi.Detect(column)
//	name := vi.Title(vi.Convert(cell, enc))
//	row.Name, row.Folded, row.SortKey = name, vi.Fold(name), vi.SortKey(name)
package vi
