package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
