package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	endSize   = 22 // bytes of the end record without its comment
	localSize = 30 // bytes of a local header without its name and extra field
	// dirEntry bounds what one entry may take in the central directory, on average.
	dirEntry = 512
)

// archive is an opened ZIP whose bookkeeping has been checked.
type archive struct {
	*zip.Reader
	file   io.ReaderAt
	dir    int64 // offset of the central directory
	lim    Limits
	budget *int64 // bytes that may still be unpacked, shared with archives inside
}

// openZip reads the directory of a ZIP file. It takes only files that every
// reader sees alike: one archive that fills the file from the first byte to the
// last, without gaps, overlaps or two names for one part.
func openZip(r io.ReaderAt, size int64, lim Limits, budget *int64) (*archive, error) {
	dir, err := directory(r, size, lim)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, found(ErrDamaged, "directory")
	}
	a := &archive{Reader: z, file: r, dir: dir, lim: lim, budget: budget}
	if err := a.entries(); err != nil {
		return nil, err
	}
	return a, a.tiled()
}

// directory finds the central directory by the end record and bounds it before
// anything is read into memory.
func directory(r io.ReaderAt, size int64, lim Limits) (int64, error) {
	start := max(0, size-endSize-65535)
	tail, err := readUpTo(r, start, int(size-start))
	if err != nil {
		return 0, err
	}
	i := bytes.LastIndex(tail, []byte(zipEndSignature))
	if i < 0 || len(tail)-i < endSize {
		return 0, found(ErrTruncated, "no end of directory")
	}
	end := tail[i:]
	disks := binary.LittleEndian.Uint32(end[4:])
	entries := int64(binary.LittleEndian.Uint16(end[10:]))
	length, dir := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	comment := int(binary.LittleEndian.Uint16(end[20:]))
	switch {
	case entries > int64(lim.Entries) || length > int64(lim.Entries)*dirEntry:
		return 0, &Error{Err: ErrBomb, Found: "parts", Got: max(entries, length/dirEntry), Limit: int64(lim.Entries)}
	case len(end) < endSize+comment:
		return 0, found(ErrTruncated, "comment")
	case len(end) > endSize+comment:
		return 0, at(ErrPolyglot, size-int64(len(end)-endSize-comment), "data after the archive")
	case disks != 0 || dir+length != start+int64(i):
		return 0, found(ErrDamaged, "directory is not where it should be")
	}
	return dir, nil
}

// entries checks what the directory says of each part.
func (a *archive) entries() error {
	seen := make(map[string]bool, len(a.File))
	for _, f := range a.File {
		key := strings.ToLower(f.Name)
		if !safeEntry(f.Name) || seen[key] {
			return in(ErrEntryName, fmt.Sprintf("%.200q", f.Name), "")
		}
		seen[key] = true
		if err := entry(f); err != nil {
			return err
		}
	}
	return nil
}

func entry(f *zip.File) error {
	switch {
	case f.Flags&0x2041 != 0: // encrypted, strongly encrypted, directory masked
		return in(ErrEncrypted, f.Name, "zip")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return in(ErrDamaged, f.Name, "method of compression")
	case f.Method == zip.Store && f.CompressedSize64 != f.UncompressedSize64:
		return in(ErrDamaged, f.Name, "size")
	case !f.Mode().IsRegular() && !f.Mode().IsDir():
		return in(ErrEntryName, f.Name, f.Mode().Type().String())
	case f.Mode().IsDir() && f.UncompressedSize64 > 0:
		return in(ErrEntryName, f.Name, "directory with content")
	}
	return nil
}

// safeEntry refuses names that lead out of the archive or read as two things.
func safeEntry(name string) bool {
	if name == "" || len(name) > 255 || !utf8.ValidString(name) || name[0] == '/' {
		return false
	}
	if strings.ContainsAny(name, `\:*?"<>|`) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(name, "/"), "/") {
		if strings.Trim(part, ". ") == "" {
			return false
		}
	}
	return true
}

// tiled walks the local headers from the first byte to the directory: the parts
// must lie one after another, as named in the directory, with nothing between.
func (a *archive) tiled() error {
	type place struct {
		f    *zip.File
		data int64
	}
	places := make([]place, 0, len(a.File))
	for _, f := range a.File {
		off, err := f.DataOffset()
		if err != nil {
			return in(ErrDamaged, f.Name, "local header")
		}
		places = append(places, place{f, off})
	}
	slices.SortFunc(places, func(x, y place) int { return int(x.data - y.data) })
	pos := int64(0)
	for _, p := range places {
		next, err := a.local(p.f, pos, p.data)
		if err != nil {
			return err
		}
		pos = next
	}
	if pos != a.dir {
		return at(ErrPolyglot, pos, "data between the parts")
	}
	return nil
}

// local checks the header at pos and returns where the next one begins.
func (a *archive) local(f *zip.File, pos, data int64) (int64, error) {
	h, err := readUpTo(a.file, pos, localSize+len(f.Name))
	if err != nil {
		return 0, err
	}
	if len(h) < localSize+len(f.Name) || string(h[:4]) != "PK\x03\x04" || string(h[localSize:]) != f.Name {
		return 0, in(ErrPolyglot, f.Name, "data between the parts")
	}
	name, extra := binary.LittleEndian.Uint16(h[26:]), binary.LittleEndian.Uint16(h[28:])
	if int(name) != len(f.Name) || pos+localSize+int64(name)+int64(extra) != data {
		return 0, in(ErrPolyglot, f.Name, "parts overlap")
	}
	end := data + int64(f.CompressedSize64)
	if f.CompressedSize64 > uint64(a.dir) || end > a.dir {
		return 0, in(ErrDamaged, f.Name, "size")
	}
	if f.Flags&0x8 != 0 {
		return a.descriptor(f, end)
	}
	return end, nil
}

// descriptor passes over the sizes that follow a streamed part: with or without
// a signature, in 32 or in 64 bits.
func (a *archive) descriptor(f *zip.File, pos int64) (int64, error) {
	b, err := readUpTo(a.file, pos, 28)
	if err != nil {
		return 0, err
	}
	for _, n := range []int{16, 24, 12, 20} {
		if len(b) < n || pos+int64(n) > a.dir {
			continue
		}
		next := pos+int64(n) == a.dir || len(b) >= n+4 && string(b[n:n+4]) == "PK\x03\x04"
		if next && bytes.Contains(b[:8], binary.LittleEndian.AppendUint32(nil, f.CRC32)) {
			return pos + int64(n), nil
		}
	}
	return 0, in(ErrDamaged, f.Name, "descriptor")
}

// unpack gives a part's content to use, which need not read it all; the rest is
// read for it, so that size and checksum are known to be true.
func (a *archive) unpack(f *zip.File, use func(io.Reader) error) error {
	allowed := min(*a.budget, int64(f.CompressedSize64)*a.lim.Ratio+1<<20)
	if f.UncompressedSize64 > uint64(allowed) {
		return bomb(f, allowed)
	}
	rc, err := f.Open()
	if err != nil {
		return in(ErrDamaged, f.Name, "")
	}
	defer rc.Close()
	m := &meter{r: rc, left: allowed + 1}
	sum := crc32.NewIEEE()
	err = use(io.TeeReader(m, sum))
	if err == nil {
		_, err = io.Copy(sum, m)
	}
	*a.budget -= allowed + 1 - m.left
	return a.unpacked(f, err, m, sum.Sum32(), allowed)
}

func (a *archive) unpacked(f *zip.File, err error, m *meter, sum uint32, allowed int64) error {
	var refusal *Error
	switch {
	case asError(err, &refusal):
		if refusal.Where == "" {
			refusal.Where = f.Name
		}
		return refusal
	case m.left <= 0:
		return bomb(f, allowed)
	case err != nil:
		return in(ErrDamaged, f.Name, "does not unpack")
	case sum != f.CRC32:
		return in(ErrDamaged, f.Name, "checksum")
	}
	return nil
}

func bomb(f *zip.File, allowed int64) error {
	return &Error{Err: ErrBomb, Where: f.Name, Got: int64(min(f.UncompressedSize64, 1<<62)), Limit: allowed}
}
