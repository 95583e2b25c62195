package intake

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// maxScans bounds a progressive JPEG: each scan costs a pass over the whole
// picture, and cameras and editors write about ten.
const maxScans = 100

// maxChunk bounds what an image may carry beside its pixels, in bytes a chunk.
const maxChunk = 8 << 20

// pixels refuses an image that would take too much memory to show.
func pixels(t Type, w, h, frames uint32, lim Limits) (Info, error) {
	if w == 0 || h == 0 || w > 1<<30 || h > 1<<30 {
		return Info{}, found(ErrDamaged, fmt.Sprintf("%d×%d", w, h))
	}
	n := int64(w) * int64(h)
	if n > lim.Pixels || n > lim.Pixels/int64(max(1, frames)) {
		return Info{}, &Error{Err: ErrPixels, Found: fmt.Sprintf("%d×%d", w, h), Got: n, Limit: lim.Pixels}
	}
	return Info{Type: t, Width: int(w), Height: int(h)}, nil
}

// noPassenger refuses an image in which another reader would find its own format.
func noPassenger(r io.ReaderAt, size int64) error {
	hit, err := findAny(io.NewSectionReader(r, 0, size), append(scripts(), "%pdf-"))
	if err != nil {
		return err
	}
	if hit != "" {
		return found(ErrPolyglot, hit)
	}
	return noZipTail(r, size)
}

// checkJPEG walks the markers from the start of the image to its end (ITU-T
// T.81, annex B). Data after the end is common: phones put a second picture or
// a short film there.
func checkJPEG(r io.ReaderAt, size int64, lim Limits) (Info, error) {
	j := jpegWalk{r: bufio.NewReaderSize(io.NewSectionReader(r, 2, size-2), 32<<10), lim: lim}
	for !j.done {
		m, err := j.marker()
		if err == nil {
			err = j.segment(m)
		}
		if err != nil {
			return Info{}, ended(err)
		}
	}
	if j.scans == 0 {
		return Info{}, found(ErrDamaged, "no picture")
	}
	return j.info, noPassenger(r, size)
}

type jpegWalk struct {
	r     *bufio.Reader
	lim   Limits
	info  Info
	scans int
	done  bool
}

// marker finds the next marker, past the coded data of a scan where we are in one.
func (j *jpegWalk) marker() (byte, error) {
	for {
		b, err := j.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != 0xff {
			if j.scans == 0 {
				return 0, found(ErrDamaged, "bytes between markers")
			}
			continue
		}
		for b == 0xff {
			if b, err = j.r.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 && (b < 0xd0 || b > 0xd7) { // stuffing, restarts
			return b, nil
		}
	}
}

func (j *jpegWalk) segment(m byte) error {
	if m == 0xd9 {
		j.done = true
		return nil
	}
	if m == 0x01 || m == 0xd8 {
		return found(ErrDamaged, "stray marker")
	}
	var length [2]byte
	if _, err := io.ReadFull(j.r, length[:]); err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(length[:])) - 2
	if n < 0 {
		return found(ErrDamaged, "segment length")
	}
	if isFrame(m) {
		return j.frame(n)
	}
	if m == 0xda {
		if err := j.scan(); err != nil {
			return err
		}
	}
	_, err := j.r.Discard(n)
	return err
}

// isFrame knows the start-of-frame markers: C0 to CF without DHT, JPG and DAC.
func isFrame(m byte) bool {
	return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc
}

func (j *jpegWalk) frame(n int) error {
	var h [6]byte // precision, height, width, components
	if n < len(h) || j.info.Type != "" {
		return found(ErrDamaged, "frame header")
	}
	if _, err := io.ReadFull(j.r, h[:]); err != nil {
		return err
	}
	var err error
	j.info, err = pixels(JPEG, uint32(binary.BigEndian.Uint16(h[3:])), uint32(binary.BigEndian.Uint16(h[1:])), 1, j.lim)
	if err != nil {
		return err
	}
	_, err = j.r.Discard(n - len(h))
	return err
}

func (j *jpegWalk) scan() error {
	if j.info.Type == "" {
		return found(ErrDamaged, "scan before frame")
	}
	if j.scans++; j.scans > maxScans {
		return &Error{Err: ErrBomb, Found: "scans", Got: int64(j.scans), Limit: maxScans}
	}
	return nil
}

// checkPNG walks all chunks with their checksums to IEND, after which nothing may follow.
func checkPNG(r io.ReaderAt, size int64, lim Limits) (Info, error) {
	p := pngWalk{r: bufio.NewReaderSize(io.NewSectionReader(r, 8, size-8), 32<<10), left: size - 8, lim: lim}
	for !p.done {
		if err := p.chunk(); err != nil {
			return Info{}, ended(err)
		}
	}
	if !p.data {
		return Info{}, found(ErrDamaged, "no picture")
	}
	if p.left > 0 {
		return Info{}, at(ErrPolyglot, size-p.left, "data after the image")
	}
	info, err := pixels(PNG, p.w, p.h, p.frames, lim)
	if err != nil {
		return Info{}, err
	}
	return info, noPassenger(r, size)
}

type pngWalk struct {
	r            *bufio.Reader
	left         int64
	lim          Limits
	w, h, frames uint32
	data, done   bool
}

func (p *pngWalk) chunk() error {
	var h [8]byte
	if _, err := io.ReadFull(p.r, h[:]); err != nil {
		return err
	}
	n, name := int64(binary.BigEndian.Uint32(h[:4])), string(h[4:])
	p.left -= 12 + n
	if p.left < 0 {
		return io.ErrUnexpectedEOF
	}
	if name != "IDAT" && name != "fdAT" && n > maxChunk {
		return &Error{Err: ErrBomb, Where: name, Got: n, Limit: maxChunk}
	}
	sum := crc32.NewIEEE()
	sum.Write(h[4:])
	body := io.TeeReader(io.LimitReader(p.r, n), sum)
	if err := p.read(name, n, body); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return err
	}
	if _, err := io.ReadFull(p.r, h[:4]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(h[:4]) != sum.Sum32() {
		return in(ErrDamaged, fmt.Sprintf("%q", name), "checksum")
	}
	return nil
}

// read takes from a chunk what we want to know.
func (p *pngWalk) read(name string, n int64, body io.Reader) error {
	if (p.w == 0) != (name == "IHDR") {
		return in(ErrDamaged, fmt.Sprintf("%q", name), "order of chunks")
	}
	var b [8]byte
	switch name {
	case "IHDR":
		if n != 13 {
			return in(ErrDamaged, name, "length")
		}
		_, err := io.ReadFull(body, b[:])
		p.w, p.h = binary.BigEndian.Uint32(b[:4]), binary.BigEndian.Uint32(b[4:])
		if err == nil {
			_, err = pixels(PNG, p.w, p.h, 1, p.lim)
		}
		return err
	case "acTL":
		_, err := io.ReadFull(body, b[:4])
		p.frames = binary.BigEndian.Uint32(b[:4])
		return err
	case "IDAT":
		p.data = true
	case "IEND":
		p.done = true
	}
	return nil
}

// checkWebP reads the canvas from the first chunk of the RIFF container (RFC 9649).
func checkWebP(r io.ReaderAt, size int64, head []byte, lim Limits) (Info, error) {
	if len(head) < 30 {
		return Info{}, refuse(ErrTruncated)
	}
	claimed := 8 + int64(binary.LittleEndian.Uint32(head[4:8]))
	if claimed > size {
		return Info{}, refuse(ErrTruncated)
	}
	if claimed+claimed%2 < size {
		return Info{}, at(ErrPolyglot, claimed, "data after the image")
	}
	w, h, err := webpSize(string(head[12:16]), head[20:30])
	if err != nil {
		return Info{}, err
	}
	info, err := pixels(WebP, w, h, 1, lim)
	if err != nil {
		return Info{}, err
	}
	return info, noPassenger(r, size)
}

func webpSize(chunk string, b []byte) (w, h uint32, err error) {
	switch chunk {
	case "VP8 ":
		if string(b[3:6]) == "\x9d\x01\x2a" {
			w, h = uint32(binary.LittleEndian.Uint16(b[6:]))&0x3fff, uint32(binary.LittleEndian.Uint16(b[8:]))&0x3fff
			return w, h, nil
		}
	case "VP8L":
		if b[0] == 0x2f {
			v := binary.LittleEndian.Uint32(b[1:])
			return v&0x3fff + 1, v>>14&0x3fff + 1, nil
		}
	case "VP8X":
		if b[0]&0x02 != 0 {
			return 0, 0, found(ErrNotAllowed, "animation")
		}
		w = uint32(b[4]) | uint32(b[5])<<8 | uint32(b[6])<<16
		h = uint32(b[7]) | uint32(b[8])<<8 | uint32(b[9])<<16
		return w + 1, h + 1, nil
	}
	return 0, 0, in(ErrDamaged, fmt.Sprintf("%q", chunk), "first chunk")
}
