// Package sheet reads and writes tables: .xlsx workbooks and .csv files behind
// one contract, so that a feature that imports or exports never asks which of
// the two it holds.
//
// What it promises when reading:
//
//   - The kind of a file is decided by its content, never by its name. What is
//     not a table is refused with an error of its own kind (see [Problem]), so
//     that a face can tell the person what to do.
//   - Every byte is hostile until parsed. Size, expansion, rows, columns and
//     texts are bounded by [Limits]; nothing panics; entities and document
//     types are refused; a damaged place is an error that names the row
//     (see [PlaceError]), never a silently shorter table.
//   - Rows stream: memory does not grow with the number of rows. The table of
//     shared strings of a workbook is the one thing held whole.
//
// What it promises when writing: the same input gives the same bytes, texts
// stay texts (leading zeros survive), and no text becomes a formula.
package sheet

import (
	"io"
	"iter"
	"path"
	"strings"
)

// Limits bounds what reading one file may cost. Every field must be positive.
type Limits struct {
	FileBytes   int64 // bytes of the file as it was sent
	EntryBytes  int64 // bytes of one part of a workbook, unpacked
	TotalBytes  int64 // bytes of all parts of a workbook, unpacked
	Ratio       int64 // unpacked bytes per packed byte, judged after the first MiB of a part
	Entries     int   // parts in a workbook, and sheets
	Rows        int   // highest row number
	Columns     int   // columns that may hold something; blank cells further right are ignored
	RowBytes    int64 // bytes of one row as stored
	CellBytes   int64 // bytes of one cell as stored
	SharedBytes int64 // bytes of all shared strings, each charged 8 more for its place
	Merges      int   // merged ranges in one sheet
}

// DefaultLimits returns limits that fit what offices send: Excel's own number
// of rows, a file of 50 MiB, texts far above Excel's 32,767 characters.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:   50 << 20,
		EntryBytes:  512 << 20,
		TotalBytes:  768 << 20,
		Ratio:       200,
		Entries:     2000,
		Rows:        1 << 20,
		Columns:     512,
		RowBytes:    8 << 20,
		CellBytes:   1 << 20,
		SharedBytes: 64 << 20,
		Merges:      100_000,
	}
}

// format is what Open hands to a Book: one implementation per kind of file.
type format interface {
	sheets() []string
	// rows calls yield for every row that holds something, until it returns false.
	rows(sheet int, yield func(Row) bool) error
	merged(sheet int) ([]Range, error)
}

// Book is an opened table file. It is immutable, may be read by several
// goroutines when its io.ReaderAt allows that, and needs no closing.
type Book struct{ format format }

// Open recognises the file by its content and reads what is needed to stream
// its rows: for a workbook the list of sheets, the styles and the shared
// strings; for a CSV file its encoding and separator.
//
// The reader must stay usable as long as the Book is. The name serves only to
// name the single sheet of a CSV file. Errors are [Problem]s, possibly wrapped.
func Open(r io.ReaderAt, size int64, name string, lim Limits) (*Book, error) {
	kind, err := detect(r, size, lim)
	if err != nil {
		return nil, err
	}
	var f format
	if kind == contentZip {
		f, err = openWorkbook(r, size, lim)
	} else {
		f, err = openCSV(r, size, baseName(name), lim)
	}
	if err != nil {
		return nil, err
	}
	return &Book{format: f}, nil
}

// baseName takes folders and the ending off a file name as a browser sent it.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if trimmed := strings.TrimSuffix(name, path.Ext(name)); trimmed != "" {
		return trimmed
	}
	return name
}

// Sheets lists the names of the visible worksheets in the order of their tabs.
// Hidden sheets and chart sheets are left out: a person who sends a file
// vouches for what is seen in it. A CSV file has one sheet.
func (b *Book) Sheets() []string { return b.format.sheets() }

// Rows streams the rows of a sheet, numbered as in Sheets, from the top. Rows
// that hold nothing are not given; Row.Number shows the gap. The caller may
// keep a row; its texts may share the memory of the whole table of shared
// strings (strings.Clone parts them). After an error, which is the last thing given, what came before
// it must not be taken for the whole table.
func (b *Book) Rows(sheet int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if !b.has(sheet) {
			yield(Row{}, ErrNoSheet)
			return
		}
		err := b.format.rows(sheet, func(r Row) bool { return yield(r, nil) })
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// Merged lists the merged ranges of a sheet, in the order of the file. Only the
// top left cell of a range holds the value; the others read as Empty. It reads
// through the whole sheet, as the ranges stand after the rows. A CSV file has none.
func (b *Book) Merged(sheet int) ([]Range, error) {
	if !b.has(sheet) {
		return nil, ErrNoSheet
	}
	return b.format.merged(sheet)
}

func (b *Book) has(sheet int) bool { return sheet >= 0 && sheet < len(b.format.sheets()) }
