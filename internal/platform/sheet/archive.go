package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"strings"
)

// archive is an opened zip whose directory has been checked against the limits.
type archive struct {
	parts map[string]*zip.File // by lower-case name: part names ignore case (OPC, ECMA-376 part 2, 6.2.2)
	lim   Limits
}

func openArchive(r io.ReaderAt, size int64, lim Limits) (*archive, error) {
	// archive/zip builds the whole directory before anything can be counted, so
	// its entries are counted by their signatures first.
	n, err := countIn(r, size, []byte(zipDirectory))
	if err != nil {
		return nil, err
	}
	if n > lim.Entries {
		return nil, problem(ErrTooLarge, "%d parts, %d allowed", n, lim.Entries)
	}
	// A forged directory makes archive/zip ask for offsets outside the file;
	// through the section these are an end of file like any other.
	z, err := zip.NewReader(io.NewSectionReader(r, 0, size), size)
	if errors.Is(err, zip.ErrFormat) {
		return nil, problem(ErrTruncated, "no directory at the end of the zip")
	}
	if err != nil {
		return nil, unpackError(err)
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File)), lim: lim}
	return a, a.index(z.File)
}

// index checks what the directory declares. archive/zip lets no part unpack to
// more than it declares, so the sum here bounds them all.
func (a *archive) index(files []*zip.File) error {
	var total uint64
	for _, f := range files {
		name := partName(f.Name)
		if strings.HasSuffix(name, "/") {
			continue
		}
		if a.parts[name] != nil {
			return problem(ErrMalformed, "two parts named %.80q", f.Name)
		}
		a.parts[name] = f
		if f.UncompressedSize64 > uint64(a.lim.EntryBytes) {
			return problem(ErrBomb, "%.80q declares %d bytes", f.Name, f.UncompressedSize64)
		}
		if total += f.UncompressedSize64; total > uint64(a.lim.TotalBytes) {
			return problem(ErrBomb, "the parts declare more than %d bytes", a.lim.TotalBytes)
		}
	}
	return nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (a *archive) has(name string) bool { return a.parts[partName(name)] != nil }

// open unpacks a part under the limits.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.parts[partName(name)]
	if f == nil {
		return nil, problem(ErrMalformed, "no part %.80q", name)
	}
	const encrypted = 1
	if f.Flags&encrypted != 0 {
		return nil, ErrEncrypted
	}
	rc, err := f.Open()
	if err != nil {
		return nil, unpackError(err)
	}
	return &guarded{
		ReadCloser: rc,
		name:       f.Name,
		packed:     max(1, int64(f.CompressedSize64)),
		ratio:      a.lim.Ratio,
	}, nil
}

// scan opens a part as XML.
func (a *archive) scan(name string) (*scanner, io.Closer, error) {
	rc, err := a.open(name)
	if err != nil {
		return nil, nil, err
	}
	return newScanner(rc, int(a.lim.CellBytes)), rc, nil
}

// guarded stops a part that unpacks to far more than a table would.
type guarded struct {
	io.ReadCloser
	name                string
	read, packed, ratio int64
}

const ratioJudgedFrom = 1 << 20

func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.ReadCloser.Read(p)
	g.read += int64(n)
	if g.read > ratioJudgedFrom && g.read/g.packed > g.ratio {
		return 0, problem(ErrBomb, "%.80q unpacks more than %d-fold", g.name, g.ratio)
	}
	if err == nil || err == io.EOF { // the proper end of the part
		return n, err
	}
	return n, unpackError(err)
}
