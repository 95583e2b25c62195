package sheet

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
)

// Problem is a reason why a file, or a place in it, cannot be read or written.
// The values are constants and work with errors.Is.
type Problem string

// The reasons. The ones in the second group are kinds of files that are no
// tables for this package; errors.Is(err, ErrNotTable) is true for all of them.
const (
	ErrEmpty     Problem = "sheet: the file is empty"
	ErrTooLarge  Problem = "sheet: larger than allowed"
	ErrBomb      Problem = "sheet: unpacks to far more than a table would"
	ErrTruncated Problem = "sheet: the file is cut off"
	ErrEncrypted Problem = "sheet: the file is protected by a password"
	ErrMalformed Problem = "sheet: the file is damaged"
	ErrNoSheet   Problem = "sheet: no such sheet"
	ErrWrite     Problem = "sheet: cannot be written"

	ErrNotTable     Problem = "sheet: not a table"
	ErrOldExcel     Problem = "sheet: an Excel 97-2003 workbook (.xls)"
	ErrBinaryExcel  Problem = "sheet: a binary Excel workbook (.xlsb)"
	ErrOpenDocument Problem = "sheet: an OpenDocument file (.ods, .odt)"
	ErrWord         Problem = "sheet: a Word document"
	ErrPDF          Problem = "sheet: a PDF document"
	ErrImage        Problem = "sheet: an image"
	ErrMarkup       Problem = "sheet: a web page or XML, perhaps named .xls"
)

// Error says the reason in English, for logs.
func (p Problem) Error() string { return string(p) }

// Is makes every kind of foreign file also an ErrNotTable.
func (p Problem) Is(target error) bool {
	switch p {
	case ErrOldExcel, ErrBinaryExcel, ErrOpenDocument, ErrWord, ErrPDF, ErrImage, ErrMarkup:
		return target == ErrNotTable
	}
	return false
}

// PlaceError is a problem at a place that can be shown to the person.
type PlaceError struct {
	Sheet string // name of the sheet
	Row   int    // row number, from 1; 0 when the problem lies outside the rows
	Col   int    // column number, from 1; 0 when the whole row is meant
	Err   error  // what is wrong; errors.Is finds a Problem in it
}

// Error gives the place and the reason.
func (e *PlaceError) Error() string {
	return fmt.Sprintf("sheet %q, %s: %v", e.Sheet, e.place(), e.Err)
}

// Unwrap returns the reason.
func (e *PlaceError) Unwrap() error { return e.Err }

func (e *PlaceError) place() string {
	switch {
	case e.Row > 0 && e.Col > 0:
		return A1(e.Col, e.Row)
	case e.Row > 0:
		return fmt.Sprintf("row %d", e.Row)
	}
	return "outside the rows"
}

// problem wraps a reason with what exactly was found.
func problem(p Problem, format string, args ...any) error {
	return fmt.Errorf("%w: %s", p, fmt.Sprintf(format, args...))
}

// inPart adds the name of the part of a workbook in which the problem lies.
func inPart(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// unpackError names what went wrong while a part was being opened or unpacked.
// Faults of the underlying reader (a disk, a network) pass through as they are.
func unpackError(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	case errors.As(err, &corrupt), errors.Is(err, zip.ErrChecksum),
		errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm):
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return err
}
