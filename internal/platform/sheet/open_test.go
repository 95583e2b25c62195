package sheet

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestForeignFilesAreNamed(t *testing.T) {
	t.Parallel()
	ole := func(stream string) string {
		return oleMagic + strings.Repeat("\x00", scanChunkBytes-20) + string(wide(stream)) + "\x00\x00"
	}
	for _, c := range []struct {
		name string
		data string
		want Problem
	}{
		{"nothing", "", ErrEmpty},
		{"blank text", " \r\n\t ", ErrEmpty},
		{"only a byte order mark", bomUTF8, ErrEmpty},
		{"old Excel", ole("Workbook"), ErrOldExcel},
		{"older Excel", ole("Book"), ErrOldExcel},
		{"encrypted", ole("EncryptedPackage"), ErrEncrypted},
		{"old Word", ole("WordDocument"), ErrWord},
		{"other OLE", ole("Outlook"), ErrNotTable},
		{"PDF", "%PDF-1.7\n", ErrPDF},
		{"PDF after rubbish", "\n\n%PDF-1.4", ErrPDF},
		{"PNG", "\x89PNG\r\n\x1a\n\x00", ErrImage},
		{"JPEG", "\xFF\xD8\xFF\xE0\x00", ErrImage},
		{"WebP", "RIFF\x00\x00\x00\x00WEBPVP8", ErrImage},
		{"RTF", `{\rtf1 `, ErrWord},
		{"web page", bomUTF8 + "\n<HTML><table>", ErrMarkup},
		{"XML of Excel 2003", `<?xml version="1.0"?><Workbook/>`, ErrMarkup},
		{"binary", "a,b\x00c", ErrNotTable},
		{"Word", string(zipped([]part{{"word/document.xml", "<a/>"}})), ErrWord},
		{"OpenDocument", string(zipped([]part{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}})), ErrOpenDocument},
		{"binary Excel", string(zipped([]part{{"xl/workbook.bin", "x"}})), ErrBinaryExcel},
		{"some zip", string(zipped([]part{{"photo.jpg", "x"}})), ErrNotTable},
		{"empty zip", string(zipped(nil)), ErrNotTable},
		{"cut zip", string(zipped(frame(worksheet(""))))[:300], ErrTruncated},
		{"zip of four bytes", zipMagic, ErrTruncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := openBytes([]byte(c.data), DefaultLimits())
			wantError(t, err, c.want)
		})
	}
}

func TestForeignKindsAreNotTables(t *testing.T) {
	t.Parallel()
	wantError(t, ErrPDF, ErrNotTable)
	if errors.Is(ErrTruncated, ErrNotTable) || errors.Is(ErrNotTable, ErrPDF) {
		t.Error("only foreign kinds are ErrNotTable")
	}
}

func TestShorterThanAnnouncedIsTruncated(t *testing.T) {
	t.Parallel()
	_, err := Open(strings.NewReader("a,b"), 100, "x", DefaultLimits())
	wantError(t, err, ErrTruncated)
}

func TestContentDecidesNotTheName(t *testing.T) {
	t.Parallel()
	data := zipped(frame(worksheet(`<row r="1"><c r="A1"><v>1</v></c></row>`)))
	for _, name := range []string{"a.csv", "a.xls", ""} {
		if _, err := Open(bytes.NewReader(data), int64(len(data)), name, DefaultLimits()); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	book, err := Open(strings.NewReader("a,b"), 3, `C:\Users\an\đảng viên.2025.xlsx`, DefaultLimits())
	if err != nil || !slices.Equal(book.Sheets(), []string{"đảng viên.2025"}) {
		t.Errorf("%v, %v", book, err)
	}
}

func TestHiddenSheetsAreLeftOut(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for _, name := range []string{"Danh mục", "Chi bộ 1", "Chi bộ 2"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.SetSheetVisible("Danh mục", false), f.SetCellValue("Chi bộ 2", "B3", "Hoa")); err != nil {
		t.Fatal(err)
	}
	book, err := openBytes(saved(t, f), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if got := book.Sheets(); !slices.Equal(got, []string{"Sheet1", "Chi bộ 1", "Chi bộ 2"}) {
		t.Fatalf("sheets %q", got)
	}
	rows, err := collect(book, 2)
	if err != nil {
		t.Fatal(err)
	}
	wantShow(t, rows, "3:|Hoa\n")
}

func TestNoSuchSheet(t *testing.T) {
	t.Parallel()
	book, err := openBytes([]byte("a,b"), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{-1, 1} {
		_, err := collect(book, i)
		wantError(t, err, ErrNoSheet)
		_, err = book.Merged(i)
		wantError(t, err, ErrNoSheet)
	}
}

func saved(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := errors.Join(f.Write(&buf), f.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
