package member

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/jobs"
)

// ImportKind is the kind of job that runs a staged import; its body is an [Order].
const ImportKind = "member.import"

// Order says which staged import a job runs, and with whose rights.
type Order struct {
	Import  string
	Account string
}

// Order leaves the job that runs a staged import. Ordering one twice does no harm:
// while a job waits or runs there is no second one, and an import runs once.
func (s *Service) Order(ctx context.Context, who authz.Actor, id string) error {
	staged, err := s.Staged(ctx, who, id)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Import, staged.Path); err != nil {
			return err
		}
		job := jobs.Job{Kind: ImportKind, Key: ImportKind + ":" + id, Body: Order{id, who.ID}}
		if _, err := jobs.Put(ctx, tx, job); err != nil {
			return err
		}
		return tx.Note("import:"+id, "order", nil)
	})
}

// Fulfil does what an order says, as the actor who gave it: it reads the file from
// where it is kept, and keeps the result file beside it.
func (s *Service) Fulfil(ctx context.Context, who authz.Actor, id string, files *blob.Store) error {
	staged, err := s.Staged(ctx, who, id)
	if err != nil {
		return err
	}
	file, size, err := OpenKept(ctx, files, staged.File)
	if err != nil {
		return err
	}
	defer file.Close()
	keep := func(r Report) (string, error) {
		out, in := io.Pipe()
		go func() { in.CloseWithError(r.WriteResult(in)) }()
		defer out.Close()
		return Keep(ctx, files, out)
	}
	return s.RunStaged(ctx, who, id, File{Name: staged.Name, Reader: file, Size: size}, keep)
}

// Keep stores a file and returns the name under which [OpenKept] finds it.
func Keep(ctx context.Context, files *blob.Store, r io.Reader) (string, error) {
	ref, err := files.Put(ctx, r)
	if err != nil {
		return "", err
	}
	return ref.SHA256 + ":" + strconv.FormatInt(ref.Size, 10), nil
}

// Kept is a stored file. It is read by one goroutine at a time.
type Kept struct{ io.ReadSeekCloser }

// ReadAt implements io.ReaderAt.
func (k Kept) ReadAt(p []byte, off int64) (int, error) {
	if _, err := k.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(k, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// OpenKept opens a file that [Keep] stored, and tells its size; the caller closes it.
func OpenKept(ctx context.Context, files *blob.Store, name string) (Kept, int64, error) {
	sum, size, _ := strings.Cut(name, ":")
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return Kept{}, 0, fmt.Errorf("member: %.80q names no kept file", name)
	}
	f, err := files.Get(ctx, blob.Ref{SHA256: sum, Size: n})
	return Kept{f}, n, err
}

// FileFault says in the program's words what is wrong with a spreadsheet: errors of
// package sheet become faults with a sentence and the field "file", others stay.
func FileFault(err error) error { return fileFault(err) }
