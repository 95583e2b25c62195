package member

import (
	"errors"
	"io"

	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/platform/vi"
)

// File is a spreadsheet as it was sent. It is read several times over.
type File struct {
	Name   string
	Reader io.ReaderAt
	Size   int64
}

// survey is what a first reading of the file tells, before anything is decided.
type survey struct {
	layout
	book  *sheet.Book
	sheet int
	name  string // of the sheet
	rows  int    // below the header
	width int    // in columns
}

// look opens the file, finds the list in it and the encodings of its columns.
func (w wordings) look(file File, opts Options) (survey, error) {
	book, err := sheet.Open(file.Reader, file.Size, file.Name, sheet.DefaultLimits())
	if err != nil {
		return survey{}, fileFault(err)
	}
	s := survey{book: book}
	if err := w.chooseSheet(&s, opts.Sheet); err != nil {
		return s, err
	}
	return s, s.sample(w.rule.MaxRows, opts.Encoding)
}

// chooseSheet takes the sheet that was asked for, or the only one with a list.
func (w wordings) chooseSheet(s *survey, wanted string) error {
	found := false
	for i, name := range s.book.Sheets() {
		if wanted != "" && name != wanted {
			continue
		}
		head, err := s.head(i, w.rule.HeaderRows+1)
		if err != nil {
			return err
		}
		l, ok := w.findHeader(head)
		if ok && found {
			return fault.New(fault.Invalid, "member.file_sheets", s.name, name)
		}
		if ok {
			found, s.layout, s.sheet, s.name = true, l, i, name
		}
	}
	if !found {
		return fault.New(fault.Invalid, "member.file_header", w.rule.HeaderRows)
	}
	return nil
}

// head returns the rows down to a number.
func (s *survey) head(sheetNo, last int) (rows []sheet.Row, err error) {
	for r, err := range s.book.Rows(sheetNo) {
		if err != nil {
			return nil, fileFault(err)
		}
		if r.Number > last {
			break
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// Samples of a column: at most so many texts, spread over the rows so far read.
const maxSamples = 400

// sample reads the whole sheet once: it counts the rows, sees that the file is
// whole, and tells the encoding of each column.
func (s *survey) sample(maxRows int, encoding string) error {
	samples := make([][]string, len(s.columns))
	s.width = len(s.columns)
	for r, err := range s.book.Rows(s.sheet) {
		if err != nil {
			return fileFault(err)
		}
		if r.Number <= s.last {
			continue
		}
		if s.rows++; s.rows > maxRows {
			return fault.New(fault.Invalid, "member.file_rows", maxRows)
		}
		s.width = max(s.width, len(r.Cells))
		for col := range s.columns {
			if t := textAt(r, col); t != "" && len(samples[col]) < maxSamples && len(t) < maxHeading {
				samples[col] = append(samples[col], t)
			}
		}
	}
	for col := range s.columns {
		if err := s.columns[col].encode(encoding, samples[col]); err != nil {
			return err
		}
	}
	return nil
}

// sure is the confidence from which a column is converted without being asked.
const sure = 0.75

// encode settles the encoding of a column.
func (c *Column) encode(wanted string, samples []string) error {
	known := map[string]vi.Encoding{"unicode": vi.Unicode, "tcvn3": vi.TCVN3, "tcvn3-capitals": vi.TCVN3Capitals, "vni": vi.VNI}
	if wanted == "" || wanted == "auto" {
		enc, confidence := vi.Detect(samples)
		c.Encoding, c.Confidence = enc.String(), confidence
		if confidence >= sure {
			c.encoding = enc
		}
		return nil
	}
	enc, ok := known[wanted]
	if !ok {
		return fault.New(fault.Invalid, "member.invalid").Field("encoding", "member.encoding_unknown")
	}
	c.encoding, c.Encoding, c.Confidence = enc, enc.String(), 1
	return nil
}

// Converted reports whether the texts of the column were brought to Unicode.
func (c Column) Converted() bool { return c.encoding != vi.Unicode }

// fileFault says in the program's words what is wrong with a file.
func fileFault(err error) error {
	place := ""
	var at *sheet.PlaceError
	if errors.As(err, &at) && at.Row > 0 {
		place = sheet.A1(max(at.Col, 1), at.Row)
	}
	for _, k := range []struct {
		problem sheet.Problem
		code    string
	}{
		{sheet.ErrEmpty, "member.file_empty"}, {sheet.ErrTooLarge, "member.file_large"}, {sheet.ErrBomb, "member.file_large"},
		{sheet.ErrEncrypted, "member.file_locked"}, {sheet.ErrOldExcel, "member.file_xls"}, {sheet.ErrBinaryExcel, "member.file_xls"},
		{sheet.ErrMarkup, "member.file_xls"}, {sheet.ErrOpenDocument, "member.file_ods"}, {sheet.ErrWord, "member.file_word"},
		{sheet.ErrPDF, "member.file_pdf"}, {sheet.ErrImage, "member.file_pdf"}, {sheet.ErrNotTable, "member.file_other"},
		{sheet.ErrTruncated, "member.file_cut"}, {sheet.ErrMalformed, "member.file_damaged"},
	} {
		if errors.Is(err, k.problem) {
			return fault.New(fault.Invalid, k.code, place).Field("file", k.code).Because(err)
		}
	}
	return err
}
