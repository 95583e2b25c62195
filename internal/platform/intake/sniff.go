package intake

import (
	"bytes"
	"io"
)

// kind names what the first bytes say; those we take have a constant, the
// others are named by their usual ending so that the sender can be told.
type kind string

const (
	kindPDF     kind = "pdf"
	kindZip     kind = "zip"
	kindJPEG    kind = "jpg"
	kindPNG     kind = "png"
	kindWebP    kind = "webp"
	kindOLE     kind = "doc"
	kindHTML    kind = "html"
	kindUnknown kind = "unknown"
)

// headSize is how far readers look for a PDF's header (ISO 32000-1, annex H, note 13).
const headSize = 1024

// sniff tells the kind from the head of a file, and refuses heads that two
// kinds of reader would each take for their own.
func sniff(head []byte) (kind, error) {
	k := magic(head)
	at := bytes.Index(head, []byte("%PDF-"))
	if at >= 0 && k != kindPDF {
		return k, found(ErrPolyglot, "pdf in "+string(k))
	}
	if k == kindHTML || k == kindUnknown {
		return k, nil
	}
	if m := markup(head); m != "" && k != kindZip {
		return k, found(ErrPolyglot, m)
	}
	return k, nil
}

func magic(head []byte) kind {
	for _, m := range []struct {
		prefix string
		kind   kind
	}{
		{"PK\x03\x04", kindZip}, {"\xff\xd8\xff", kindJPEG}, {"\x89PNG\r\n\x1a\n", kindPNG},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kindOLE},
		{"MZ", "exe"}, {"\x7fELF", "elf"}, {"GIF8", "gif"}, {"BM", "bmp"}, {"{\\rtf", "rtf"}, {"#!", "sh"},
		{"Rar!", "rar"}, {"7z\xbc\xaf", "7z"}, {"\x1f\x8b", "gz"}, {"II*\x00", "tif"}, {"MM\x00*", "tif"}, {"%!PS", "ps"},
	} {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.kind
		}
	}
	if len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP" {
		return kindWebP
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		return "heic"
	}
	return textKind(head)
}

// textKind tells PDF and markup apart, both of which may follow white space.
func textKind(head []byte) kind {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f\x00")
	switch {
	case bytes.HasPrefix(text, []byte("%PDF-")):
		return kindPDF
	case markup(head) != "" || bytes.HasPrefix(text, []byte("<")):
		return kindHTML
	}
	return kindUnknown
}

// markup finds what would make a browser or a server run the bytes as a page.
func markup(b []byte) string {
	b = bytes.Clone(b)
	lower(b)
	return firstOf(b, scripts())
}

func firstOf(b []byte, needles []string) string {
	for _, m := range needles {
		if bytes.Contains(b, []byte(m)) {
			return m
		}
	}
	return ""
}

// lower makes ASCII letters small in place and leaves all other bytes alone.
func lower(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
}

func scripts() []string {
	return []string{"<script", "<html", "<!doctype html", "<svg", "<?php", "<iframe"}
}

// findAny reads r to its end, a piece at a time, and returns the first of the
// lower-case needles that it holds in any case, or "". No needle is longer than overlap.
func findAny(r io.Reader, needles []string) (string, error) {
	const piece, overlap = 64 << 10, 64
	buf := make([]byte, overlap+piece)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:kept+piece])
		lower(buf[kept : kept+n])
		if m := firstOf(buf[:kept+n], needles); m != "" {
			return m, nil
		}
		if err != nil {
			return "", notEnd(err)
		}
		kept = copy(buf, buf[kept+n-overlap:kept+n])
	}
}

func notEnd(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}

// notAllowed refuses a kind that is not taken; where the name promised one that
// is, the lie is the news.
func notAllowed(name string, k kind) error {
	if p := promise(name); isOurs(p) {
		return &Error{Err: ErrWrongType, Promised: p, Found: string(k)}
	}
	return found(ErrNotAllowed, string(k))
}

// refuseOLE refuses the old binary Office container, which is also what an
// Office file with a password looks like from outside ([MS-OFFCRYPTO] 2.3.4).
func refuseOLE(r io.ReaderAt, size int64, name string) error {
	const encrypted = "e\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00p\x00a\x00c\x00k\x00"
	hit, err := findAny(io.NewSectionReader(r, 0, size), []string{encrypted})
	if err != nil {
		return err
	}
	if hit != "" {
		return found(ErrEncrypted, "EncryptedPackage")
	}
	return notAllowed(name, kindOLE)
}

// zipEndSignature opens the record at the end of every ZIP file.
const zipEndSignature = "PK\x05\x06"

// noZipTail refuses a file at whose end a ZIP reader would find an archive.
func noZipTail(r io.ReaderAt, size int64) error {
	const reach = 22 + 65535
	start := max(0, size-reach)
	tail, err := readUpTo(r, start, int(size-start))
	if err != nil {
		return err
	}
	i := bytes.LastIndex(tail, []byte(zipEndSignature))
	if i >= 0 && len(tail)-i >= 22 {
		return at(ErrPolyglot, start+int64(i), "zip")
	}
	return nil
}
