// Package intake checks files from outside before they are stored. It promises
// that an accepted file is one of a few kinds, recognised by its content and not
// by its name; that it is whole, not encrypted, and carries nothing that runs,
// loads or hides; that its name is safe to store and to send; and that looking
// at it took bounded memory, however the file was made. It also finds the
// state-secret marking that a text carries. It changes nothing and stores nothing.
package intake

import (
	"errors"
	"fmt"
	"io"
)

// Type is a kind of file that may come in. Its text is the usual ending without the dot.
type Type string

// The kinds that are let in.
const (
	PDF  Type = "pdf"
	DOCX Type = "docx"
	XLSX Type = "xlsx"
	JPEG Type = "jpg"
	PNG  Type = "png"
	WebP Type = "webp"
)

// Info is what is known of an accepted file.
type Info struct {
	Type          Type
	MediaType     string // for Content-Type, without parameters
	Ext           string // the right ending, with the dot
	Name          string // the cleaned name, ending in Ext
	Pages         int    // PDF: pages its page tree claims; 0 when unknown
	Width, Height int    // images: pixels
}

// Limits bound what a file may cost. A zero field takes the value of DefaultLimits.
type Limits struct {
	Size     int64 // bytes of the file as sent
	Unpacked int64 // bytes that all compressed parts may unpack to, together
	Ratio    int64 // how many times its packed size a part may unpack to, past its first MiB
	Entries  int   // parts in a DOCX or XLSX
	Pixels   int64 // width × height × frames of an image
}

// DefaultLimits are those of an ordinary office: 20 MiB a file, images of 100 megapixels.
func DefaultLimits() Limits {
	return Limits{Size: 20 << 20, Unpacked: 256 << 20, Ratio: 200, Entries: 4096, Pixels: 100_000_000}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	l.Size = positive(l.Size, d.Size)
	l.Unpacked = positive(l.Unpacked, d.Unpacked)
	l.Ratio = positive(l.Ratio, d.Ratio)
	l.Entries = positive(l.Entries, d.Entries)
	l.Pixels = positive(l.Pixels, d.Pixels)
	return l
}

func positive[T int | int64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// Check looks at the size bytes of r, which came in under the given name. It
// returns what the file is, or an *Error saying why it is refused; an error that
// is not an *Error is a failure to read r. It reads the file in small pieces, at
// most a few times over; an ordinary one costs about a MiB of memory, the most
// contrived about 24.
func Check(r io.ReaderAt, size int64, name string, lim Limits) (Info, error) {
	lim = lim.orDefault()
	if size <= 0 {
		return Info{}, refuse(ErrEmpty)
	}
	if size > lim.Size {
		return Info{}, &Error{Err: ErrTooLarge, Got: size, Limit: lim.Size}
	}
	head, err := readUpTo(r, 0, headSize)
	if err != nil {
		return Info{}, err
	}
	info, err := inspect(r, size, head, name, lim)
	if err != nil {
		return Info{}, err
	}
	info.MediaType, info.Ext = mediaType(info.Type), "."+string(info.Type)
	info.Name, err = cleanName(name, info.Type)
	return info, err
}

// inspect finds the kind of the content and hands it to that kind's own check.
func inspect(r io.ReaderAt, size int64, head []byte, name string, lim Limits) (Info, error) {
	kind, err := sniff(head)
	if err != nil {
		return Info{}, err
	}
	switch kind {
	case kindPDF:
		return checkPDF(r, size, lim)
	case kindZip:
		return checkOffice(r, size, name, lim)
	case kindJPEG:
		return checkJPEG(r, size, lim)
	case kindPNG:
		return checkPNG(r, size, lim)
	case kindWebP:
		return checkWebP(r, size, head, lim)
	case kindOLE:
		return Info{}, refuseOLE(r, size, name)
	}
	return Info{}, notAllowed(name, kind)
}

func mediaType(t Type) string {
	switch t {
	case PDF:
		return "application/pdf"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	case WebP:
		return "image/webp"
	}
	return "application/octet-stream"
}

// readUpTo reads n bytes at off, or fewer where the file ends.
func readUpTo(r io.ReaderAt, off int64, n int) ([]byte, error) {
	b := make([]byte, n)
	got, err := r.ReadAt(b, off)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("intake: reading at %d: %w", off, err)
	}
	return b[:got], nil
}
