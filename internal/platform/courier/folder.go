package courier

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Folder is a place where messages are left and taken. It is closed after use.
type Folder struct{ root *os.Root }

// OpenFolder opens the folder named by parts under base, and makes it where it is
// not there. A part is one name, and leads nowhere else.
func OpenFolder(base string, parts ...string) (*Folder, error) {
	for _, p := range parts {
		if !plain(p) {
			return nil, fmt.Errorf("%w: folder %.60q", ErrAddress, p)
		}
	}
	path := filepath.Join(append([]string{base}, parts...)...)
	if err := os.MkdirAll(path, 0o750); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLater, err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLater, err)
	}
	return &Folder{root}, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// plain is a name without a way in it, that is not hidden.
func plain(name string) bool {
	return name != "" && len(name) <= 200 && name[0] != '.' && !strings.ContainsAny(name, "/\\\x00")
}

// Put leaves a file under a name; one of that name is replaced. Who looks sees it
// whole or not at all.
func (f *Folder) Put(name string, r io.Reader) error {
	if !plain(name) {
		return fmt.Errorf("%w: file %.60q", ErrAddress, name)
	}
	hidden := "." + name + ".part"
	w, err := f.root.OpenFile(hidden, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLater, err)
	}
	_, err = io.Copy(w, r)
	if err = errors.Join(err, w.Sync(), w.Close()); err == nil {
		err = f.root.Rename(hidden, name)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLater, errors.Join(err, ignore(f.root.Remove(hidden))))
	}
	return nil
}

// ignore is nil for a file that is not there.
func ignore(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Waiting lists the files with one of the endings that lie in the folder, by name
// and at most limit. Senders write under another name and rename what is whole.
func (f *Folder) Waiting(limit int, endings ...string) ([]string, error) {
	all, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLater, err)
	}
	var out []string
	for _, e := range all {
		if e.Type().IsRegular() && plain(e.Name()) && slices.Contains(endings, strings.ToLower(filepath.Ext(e.Name()))) && len(out) < limit {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Open opens a file of the folder.
func (f *Folder) Open(name string) (*os.File, error) { return f.root.Open(name) }

// Settle moves a file that was taken into a folder inside. One that is gone was
// settled before; one of that name is kept under its own.
func (f *Folder) Settle(name, into string) error {
	if err := f.root.Mkdir(into, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %w", ErrLater, err)
	}
	to := filepath.Join(into, name)
	for i := 1; i < 1000; i++ {
		if _, err := f.root.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
		ending := filepath.Ext(name)
		to = filepath.Join(into, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), i, ending))
	}
	if err := ignore(f.root.Rename(name, to)); err != nil {
		return fmt.Errorf("%w: %w", ErrLater, err)
	}
	return nil
}

// Remove takes a file out of the folder for good.
func (f *Folder) Remove(name string) error { return ignore(f.root.Remove(name)) }
