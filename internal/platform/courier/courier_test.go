package courier

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestPost(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]error{200: nil, 202: nil, 302: ErrRefused, 401: ErrRefused, 422: ErrRefused, 429: ErrLater, 408: ErrLater, 503: ErrLater} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			if string(b) != "tin" || r.Header.Get("Authorization") != "Bearer k" || r.Method != http.MethodPost || r.ContentLength != 3 {
				t.Errorf("%q %v", b, r.Header)
			}
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(code)
			io.WriteString(w, "lý\x00 do")
		}))
		err := Post(t.Context(), Endpoint{s.URL, "k"}, strings.NewReader("tin"), 3)
		if !errors.Is(err, want) || want != nil && !strings.Contains(err.Error(), "lý  do") {
			t.Errorf("%d: %v", code, err)
		}
		s.Close()
	}
	if err := Post(t.Context(), Endpoint{"http://127.0.0.1:1/", ""}, strings.NewReader(""), 0); !errors.Is(err, ErrLater) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Post(ctx, Endpoint{"https://192.0.2.1/", ""}, strings.NewReader(""), 0); !errors.Is(err, ErrLater) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"https://lt.vn/nhan": true, "http://127.0.0.1:8080/x": true, "http://localhost/": true, "http://[::1]/": true,
		"http://lt.vn/": false, "ftp://lt.vn/": false, "file:///etc/passwd": false, "": false, "lt.vn": false, "https://": false, "https://a:b@lt.vn/": false, "://": false,
	} {
		if err := Check(address); (err == nil) != ok || err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
	if err := Post(t.Context(), Endpoint{URL: "http://lt.vn/"}, nil, 0); !errors.Is(err, ErrAddress) {
		t.Error(err)
	}
}

func folder(t *testing.T, base string, parts ...string) *Folder {
	t.Helper()
	f, err := OpenFolder(base, parts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	f := folder(t, base, "tinh", "nhan")
	must(t, f.Put("b.edxml", strings.NewReader("hai")), f.Put("a.XML", strings.NewReader("một")), f.Put("b.edxml", strings.NewReader("ba")), f.Put("c.txt", strings.NewReader("")))
	must(t, os.Mkdir(filepath.Join(base, "tinh/nhan/d.xml"), 0o700), os.Symlink("/etc/passwd", filepath.Join(base, "tinh/nhan/e.xml")), os.WriteFile(filepath.Join(base, "tinh/nhan/.f.xml"), nil, 0o600))
	got, err := f.Waiting(10, ".xml", ".edxml")
	if err != nil || !slices.Equal(got, []string{"a.XML", "b.edxml"}) {
		t.Errorf("%q %v", got, err)
	}
	if got, _ := f.Waiting(1, ".xml", ".edxml"); len(got) != 1 {
		t.Errorf("%q", got)
	}
	r, err := f.Open("b.edxml")
	must(t, err)
	if b, err := io.ReadAll(r); string(b) != "ba" || err != nil {
		t.Errorf("%q %v", b, err)
	}
	must(t, r.Close(), f.Settle("b.edxml", "xong"), f.Settle("b.edxml", "xong"), f.Put("b.edxml", strings.NewReader("bốn")), f.Settle("b.edxml", "xong"))
	done := folder(t, base, "tinh", "nhan", "xong")
	if got, err := done.Waiting(10, ".edxml"); err != nil || !slices.Equal(got, []string{"b-1.edxml", "b.edxml"}) {
		t.Errorf("%q %v", got, err)
	}
}

func TestFolderStaysInside(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	for _, part := range []string{"", "..", ".", "../x", "a/b", `a\b`, "a\x00", ".an"} {
		if _, err := OpenFolder(base, part); !errors.Is(err, ErrAddress) {
			t.Errorf("folder %q: %v", part, err)
		}
		if err := folder(t, base).Put(part, strings.NewReader("")); !errors.Is(err, ErrAddress) {
			t.Errorf("file %q: %v", part, err)
		}
	}
	must(t, os.Symlink("/etc/hostname", filepath.Join(base, "h.xml")))
	if _, err := folder(t, base).Open("h.xml"); err == nil {
		t.Error("a link that leads out was followed")
	}
}

func TestNothingHalf(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	f := folder(t, base)
	if err := f.Put("a.xml", io.MultiReader(strings.NewReader("nửa"), iotest.ErrReader(io.ErrUnexpectedEOF))); !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, ErrLater) {
		t.Error(err)
	}
	if all, err := os.ReadDir(base); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
	must(t, os.WriteFile(filepath.Join(base, "tệp"), nil, 0o600))
	if _, err := OpenFolder(base, "tệp"); !errors.Is(err, ErrLater) {
		t.Error(err)
	}
}
