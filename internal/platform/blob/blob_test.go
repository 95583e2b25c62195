package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"
)

func TestFolder(t *testing.T) {
	t.Parallel()
	for _, address := range []func(string) string{
		func(dir string) string { return dir },
		func(dir string) string { return "file://" + filepath.ToSlash(dir) },
		func(dir string) string { return filepath.Join(dir, "made", "when needed") },
	} {
		contract(t, func() *Store { return open(t, address(t.TempDir())) })
	}
}

func open(t testing.TB, address string) *Store {
	s, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// contract is what every kind of place must keep; open gives an empty one.
func contract(t *testing.T, open func() *Store) {
	for name, test := range map[string]func(*testing.T, *Store){
		"round trip": roundTrip, "once": once, "delete": deletes, "broken": broken, "references": references, "together": together,
	} {
		t.Run(name, func(t *testing.T) { test(t, open()) })
	}
}

func put(t testing.TB, s *Store, b []byte) Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func roundTrip(t *testing.T, s *Store) {
	ctx := t.Context()
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(rt, "content")
		from := rapid.IntRange(0, len(want)).Draw(rt, "from")
		ref, err := s.Put(ctx, iotest.OneByteReader(bytes.NewReader(want)))
		if err != nil || ref.Size != int64(len(want)) {
			rt.Fatalf("%v %v", ref, err)
		}
		f, err := s.Get(ctx, ref)
		if err != nil {
			rt.Fatal(err)
		}
		defer f.Close()
		if _, err := f.Seek(int64(from), io.SeekStart); err != nil {
			rt.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err != nil || !bytes.Equal(got, want[from:]) {
			rt.Fatalf("%d bytes of %d, %v", len(got), len(want)-from, err)
		}
		if err := s.Verify(ctx, ref); err != nil {
			rt.Fatal(err)
		}
	})
}

func once(t *testing.T, s *Store) {
	a, b := put(t, s, []byte("một")), put(t, s, []byte("một"))
	if a != b {
		t.Errorf("%v, %v", a, b)
	}
	if n := len(files(t, s)); n != 1 {
		t.Errorf("%d files", n)
	}
	empty := put(t, s, nil)
	if empty.SHA256 != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("empty: %v", empty)
	}
}

func deletes(t *testing.T, s *Store) {
	ctx := t.Context()
	a, b := put(t, s, []byte("a")), put(t, s, []byte("b"))
	for range 2 {
		if err := s.Delete(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(ctx, a); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	for ref, want := range map[Ref]bool{a: false, b: true} {
		if has, err := s.Has(ctx, ref); err != nil || has != want {
			t.Errorf("has %v, %v", has, err)
		}
	}
	if put(t, s, []byte("a")) != a {
		t.Error("not the same again")
	}
}

func broken(t *testing.T, s *Store) {
	cut := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := s.Put(t.Context(), cut); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, strings.NewReader("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := files(t, s); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

func references(t *testing.T, s *Store) {
	ref := put(t, s, []byte("a"))
	for _, sum := range []string{"", "../../etc/passwd", strings.ToUpper(ref.SHA256), ref.SHA256[:62], ref.SHA256 + "00", strings.Repeat("../", 21) + "x"} {
		bad := Ref{sum, 1}
		_, get := s.Get(t.Context(), bad)
		_, has := s.Has(t.Context(), bad)
		for _, err := range []error{get, has, s.Delete(t.Context(), bad), s.Verify(t.Context(), bad)} {
			if !errors.Is(err, ErrBadRef) {
				t.Errorf("%q: %v", sum, err)
			}
		}
	}
	if _, err := s.Get(t.Context(), Ref{ref.SHA256, 2}); !errors.Is(err, ErrDamaged) {
		t.Errorf("another size: %v", err)
	}
}

func together(t *testing.T, s *Store) {
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			body := []byte(fmt.Sprint("file ", i%4))
			ref, err := s.Put(t.Context(), bytes.NewReader(body))
			if err == nil {
				err = s.Verify(t.Context(), ref)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(files(t, s)); n != 4 {
		t.Errorf("%d files", n)
	}
}

// files lists all that lies in the folder, also what is not whole.
func files(t testing.TB, s *Store) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(s.root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDamageIsNoticedAndMended(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	ref := put(t, s, []byte("nghị quyết"))
	for _, damage := range []string{"nghị quyếT", "nghị", ""} {
		if err := os.WriteFile(s.path(ref), []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(t.Context(), ref); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v", damage, err)
		}
		put(t, s, []byte("nghị quyết"))
		if err := s.Verify(t.Context(), ref); err != nil {
			t.Error(err)
		}
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	ref := put(t, s, []byte("a"))
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Duration{"put-old": 48 * time.Hour, "put-new": time.Hour} {
		path := filepath.Join(s.root, incoming, name)
		if err := errors.Join(os.WriteFile(path, []byte("half"), 0o600), os.Chtimes(path, now.Add(-age), now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	n, err := s.Sweep(t.Context(), now.Add(-24*time.Hour))
	if err != nil || n != 1 || len(files(t, s)) != 2 {
		t.Errorf("%d swept, %v, left %v", n, err, files(t, s))
	}
	if err := s.Verify(t.Context(), ref); err != nil {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "s3://bucket", "http://example.org/a", "file://host/a", "file://", "file:///a?b=c"} {
		if _, err := Open(address); !errors.Is(err, ErrBadURL) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestKilled kills a process that stores files: what it had been told is kept is
// whole, and nothing that has a name is half.
func TestKilled(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv("BLOB_WRITE_TO"); dir != "" {
		writeForever(t, dir)
		return
	}
	for i := range 10 {
		dir := t.TempDir()
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), "BLOB_WRITE_TO="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(40+i*13)*time.Millisecond, func() { cmd.Process.Kill() })
		told, _ := io.ReadAll(out)
		cmd.Wait()
		timer.Stop()
		checkAfterKill(t, open(t, dir), string(told))
	}
}

func writeForever(t *testing.T, dir string) {
	s := open(t, dir)
	for i := 0; ; i++ {
		ref := put(t, s, bytes.Repeat([]byte(fmt.Sprint(i)), 20_000))
		fmt.Printf("kept %s %d\n", ref.SHA256, ref.Size)
	}
}

func checkAfterKill(t *testing.T, s *Store, told string) {
	for line := range strings.Lines(told) {
		var ref Ref
		if n, _ := fmt.Sscanf(line, "kept %s %d\n", &ref.SHA256, &ref.Size); n != 2 || !strings.HasSuffix(line, "\n") {
			continue
		}
		if err := s.Verify(t.Context(), ref); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Error(err)
	}
	for _, path := range files(t, s) {
		info, err := os.Stat(path)
		if err == nil {
			err = s.Verify(t.Context(), Ref{filepath.Base(path), info.Size()})
		}
		if err != nil {
			t.Error(err)
		}
	}
}
