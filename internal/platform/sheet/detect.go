package sheet

import (
	"bytes"
	"errors"
	"io"
)

type content uint8

const (
	contentText content = iota
	contentZip
)

const (
	sniffBytes     = 1024
	oleMagic       = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	zipMagic       = "PK\x03\x04"
	zipDirectory   = "PK\x01\x02"
	scanChunkBytes = 64 << 10
)

// signature is how a kind of file begins.
type signature struct {
	magic string
	at    int // bytes from the beginning
	what  Problem
}

// foreign lists files that are often sent by mistake.
func foreign() []signature {
	return []signature{
		{"\x89PNG\r\n", 0, ErrImage},
		{"\xFF\xD8\xFF", 0, ErrImage}, // JPEG
		{"GIF8", 0, ErrImage},
		{"II*\x00", 0, ErrImage}, // TIFF
		{"MM\x00*", 0, ErrImage},
		{"WEBP", 8, ErrImage},
		{"ftypheic", 4, ErrImage},
		{"ftypmif1", 4, ErrImage},
		{"{\\rtf", 0, ErrWord},
		{"PK\x05\x06", 0, ErrNotTable}, // a zip with nothing in it
		{"Rar!", 0, ErrNotTable},
		{"7z\xBC\xAF", 0, ErrNotTable},
		{"\x1F\x8B", 0, ErrNotTable}, // gzip
	}
}

// detect decides by content which reader a file needs, or why none fits.
func detect(r io.ReaderAt, size int64, lim Limits) (content, error) {
	if size <= 0 {
		return 0, ErrEmpty
	}
	if size > lim.FileBytes {
		return 0, problem(ErrTooLarge, "%d bytes, %d allowed", size, lim.FileBytes)
	}
	head, err := readHead(r, size)
	if err != nil {
		return 0, err
	}
	switch {
	case bytes.HasPrefix(head, []byte(zipMagic)):
		return contentZip, nil
	case bytes.HasPrefix(head, []byte(oleMagic)):
		return 0, oleProblem(r, size)
	}
	return contentText, foreignProblem(head)
}

func readHead(r io.ReaderAt, size int64) ([]byte, error) {
	head := make([]byte, min(size, sniffBytes))
	n, err := r.ReadAt(head, 0)
	if n == len(head) {
		return head, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return nil, problem(ErrTruncated, "%d bytes announced, %d found", size, n)
	}
	return nil, err
}

func foreignProblem(head []byte) error {
	for _, f := range foreign() {
		if len(head) >= f.at && bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
			return f.what
		}
	}
	if bytes.Contains(head, []byte("%PDF-")) { // readers accept it within the first 1024 bytes
		return ErrPDF
	}
	if looksLikeMarkup(head) {
		return ErrMarkup
	}
	return nil
}

// looksLikeMarkup recognises web pages and XML, which much old office software
// saves under the ending .xls.
func looksLikeMarkup(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(bomUTF8)), " \t\r\n")
	text = bytes.ToLower(text[:min(len(text), 16)])
	for _, start := range []string{"<?xml", "<!doctype", "<html", "<head", "<table", "<meta", "<!--", "<style"} {
		if bytes.HasPrefix(text, []byte(start)) {
			return true
		}
	}
	return false
}

// oleProblem tells apart the files in Microsoft's old container. It looks for
// the names of the streams anywhere in the file instead of walking the
// container: none of these is read, so being fooled costs only a wrong hint.
func oleProblem(r io.ReaderAt, size int64) error {
	for _, known := range []struct {
		stream string
		what   Problem
	}{
		{"EncryptedPackage", ErrEncrypted},
		{"WordDocument", ErrWord},
		{"Workbook", ErrOldExcel},
		{"Book", ErrOldExcel}, // Excel 5 and 95
	} {
		n, err := countIn(r, size, wide(known.stream))
		if err != nil {
			return err
		}
		if n > 0 {
			return known.what
		}
	}
	return ErrNotTable
}

// wide is UTF-16 little endian, as names in the container are kept.
func wide(s string) []byte {
	w := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		w = append(w, s[i], 0)
	}
	return w
}

// countIn counts a byte pattern in the whole file.
func countIn(r io.ReaderAt, size int64, pattern []byte) (int, error) {
	in := io.NewSectionReader(r, 0, size)
	buf := make([]byte, scanChunkBytes)
	count, kept := 0, 0
	for {
		n, err := io.ReadFull(in, buf[kept:])
		chunk := buf[:kept+n]
		count += bytes.Count(chunk, pattern)
		kept = copy(buf, chunk[max(0, len(chunk)-len(pattern)+1):])
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return count, nil
		case err != nil:
			return 0, err
		}
	}
}
