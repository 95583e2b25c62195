package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"
)

// Sweep removes what crashes have left behind: files that came in but never got
// their name, last written before the given instant. Give the uploads that may be
// under way, also on other machines, a day. It returns how many it removed.
func (s *Store) Sweep(ctx context.Context, before time.Time) (int, error) {
	dir := filepath.Join(s.root, incoming)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("blob: %w", err)
	}
	swept := 0
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return swept, err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
			continue
		}
		if err == nil {
			err = os.Remove(filepath.Join(dir, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return swept, fmt.Errorf("blob: %w", err)
		}
		swept++
	}
	return swept, nil
}

// Old goes through the files that are kept and were last written before the given
// instant, in no order that means anything. Files that vanish meanwhile are left out.
func (s *Store) Old(ctx context.Context, before time.Time) iter.Seq2[Ref, error] {
	return func(yield func(Ref, error) bool) {
		for i := range 256 {
			entries, err := os.ReadDir(filepath.Join(s.root, fmt.Sprintf("%02x", i)))
			if err = errors.Join(err, ctx.Err()); err != nil {
				yield(Ref{}, fmt.Errorf("blob: %w", err))
				return
			}
			for _, e := range entries {
				ref, old, err := aged(e, before)
				if (old || err != nil) && !yield(ref, err) {
					return
				}
			}
		}
	}
}

// aged is the reference of a file in its folder, and whether it is old.
func aged(e fs.DirEntry, before time.Time) (Ref, bool, error) {
	info, err := e.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return Ref{}, false, nil
	}
	if err != nil {
		return Ref{}, false, fmt.Errorf("blob: %w", err)
	}
	ref := Ref{SHA256: e.Name(), Size: info.Size()}
	return ref, ref.check() == nil && info.ModTime().Before(before), nil
}
