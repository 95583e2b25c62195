// Package blob keeps files. A file is known by what it holds: its reference is the
// SHA-256 of its bytes, so the same file is kept once, a reference never changes
// its meaning, and damage is noticed. It promises that a file is there whole, and
// survives a loss of power, once Put has answered, and that there is never half of one.
//
// Files live in a folder, on one machine or on storage that several share.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// What can be wrong with a reference or an address, for errors.Is.
var (
	ErrNotFound = errors.New("blob: no such file")
	ErrBadRef   = errors.New("blob: not a reference")
	ErrBadURL   = errors.New("blob: not a place for files")
	ErrDamaged  = errors.New("blob: the file is not what was stored")
)

// Ref names a file by its content.
type Ref struct {
	SHA256 string // 64 lower-case hexadecimal digits
	Size   int64  // bytes
}

// check refuses what Put cannot have returned, before it becomes a path.
func (r Ref) check() error {
	sum, err := hex.DecodeString(r.SHA256)
	if err != nil || len(sum) != sha256.Size || strings.ToLower(r.SHA256) != r.SHA256 || r.Size < 0 {
		return fmt.Errorf("%w: %.80q, %d bytes", ErrBadRef, r.SHA256, r.Size)
	}
	return nil
}

// Store is an open place for files. Its methods may be called from any goroutine.
type Store struct {
	root string
}

// incoming is the folder, inside the root, of files that are not yet whole.
const incoming = "incoming"

// Open opens the folder at address, a path or a file:/// URL, and makes it if it
// is not there. Other schemes give ErrBadURL.
func Open(address string) (*Store, error) {
	root, err := folder(address)
	if err != nil {
		return nil, err
	}
	if err := lay(root); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return &Store{root: root}, nil
}

// lay makes the folders and brings their names to disk, so that Put need only
// care for the file.
func lay(root string) error {
	if err := os.MkdirAll(filepath.Join(root, incoming), 0o700); err != nil {
		return err
	}
	for i := range 256 {
		if err := os.Mkdir(filepath.Join(root, fmt.Sprintf("%02x", i)), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return errors.Join(syncDir(root), syncDir(filepath.Dir(root)))
}

func folder(address string) (string, error) {
	scheme, _, ok := strings.Cut(address, "://")
	if !ok && address != "" {
		return filepath.Abs(address)
	}
	u, err := url.Parse(address)
	if scheme != "file" || err != nil || u.Host != "" || u.Path == "" || u.RawQuery != "" {
		return "", fmt.Errorf("%w: scheme %.20q", ErrBadURL, scheme)
	}
	return filepath.Clean(filepath.FromSlash(u.Path)), nil
}

// path spreads files over 256 folders.
func (s *Store) path(r Ref) string {
	return filepath.Join(s.root, r.SHA256[:2], r.SHA256)
}

// Put keeps all that r gives and returns its reference. If r fails or ctx ends,
// nothing is kept.
func (s *Store) Put(ctx context.Context, r io.Reader) (Ref, error) {
	f, err := os.CreateTemp(filepath.Join(s.root, incoming), "put-")
	if err != nil {
		return Ref{}, fmt.Errorf("blob: %w", err)
	}
	defer os.Remove(f.Name()) // in vain once it has its own name
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), until{ctx, r})
	if err != nil {
		return Ref{}, fmt.Errorf("blob: %w", err)
	}
	ref := Ref{SHA256: hex.EncodeToString(sum.Sum(nil)), Size: n}
	if err := s.settle(f, ref); err != nil {
		return Ref{}, fmt.Errorf("blob: %w", err)
	}
	return ref, nil
}

// settle gives a written file its name. The order is what keeps it whole after a
// loss of power: content to disk, then the name, then the folder that holds it. A
// file of that name is replaced by the same bytes, which mends a damaged one.
func (s *Store) settle(f *os.File, ref Ref) error {
	if err := f.Sync(); err != nil {
		return err
	}
	path := s.path(ref)
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Get opens a file for reading from any place in it; the caller closes it. It is
// ErrNotFound if the file is not there and ErrDamaged if it has another size; use
// Verify to check every byte.
func (s *Store) Get(ctx context.Context, ref Ref) (io.ReadSeekCloser, error) {
	if err := errors.Join(ref.check(), ctx.Err()); err != nil {
		return nil, err
	}
	f, err := os.Open(s.path(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, ref.SHA256)
	}
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	info, err := f.Stat()
	if err == nil && info.Size() != ref.Size {
		err = fmt.Errorf("%w: %s has %d bytes, not %d", ErrDamaged, ref.SHA256, info.Size(), ref.Size)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Has says whether a file is there with its full size.
func (s *Store) Has(ctx context.Context, ref Ref) (bool, error) {
	f, err := s.Get(ctx, ref)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrDamaged) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

// Delete removes a file, also for those who stored the same bytes under other
// names: the caller counts. Removing one that is not there is no error.
func (s *Store) Delete(ctx context.Context, ref Ref) error {
	if err := errors.Join(ref.check(), ctx.Err()); err != nil {
		return err
	}
	err := os.Remove(s.path(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return syncDir(filepath.Dir(s.path(ref)))
}

// Verify reads a file to its end and gives ErrDamaged if a byte has changed.
func (s *Store) Verify(ctx context.Context, ref Ref) error {
	f, err := s.Get(ctx, ref)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, until{ctx, f}); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != ref.SHA256 {
		return fmt.Errorf("%w: %s", ErrDamaged, ref.SHA256)
	}
	return nil
}

// until reads from r as long as ctx lasts.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
