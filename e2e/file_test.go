package e2e

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"sotay/internal/platform/dbtest"
)

// A secretary puts a photograph on a plan; it waits, she declares that it is not
// secret, and it can be opened. A file that is marked secret is refused with a word.
func TestAScanIsDeclared(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := settle(t, engine)
			s := w.comes(theSecretary)
			path := "/documents/" + string(w.written)
			s.open(path)
			s.sees("Ảnh hiện trạng đường.png", "Chờ xác nhận không mật")
			s.upload(photo(t, "MẬT - so do.png"))
			s.press("Tải lên")
			s.sees("Tệp có dấu độ mật nên không được nhận")
			s.open("/files/waiting")
			s.sees("Ảnh hiện trạng đường.png")
			s.press("Không phải tài liệu mật")
			s.sees("Đã xác nhận không phải tài liệu mật", "Không có bản chụp nào chờ xác nhận")
			s.open(path)
			s.lacks("Chờ xác nhận không mật")
			if lines := s.complaints(); len(lines) > 1 { // Chromium's own, of the file that was refused
				t.Errorf("the console says %q", lines)
			}
		})
	}
}

func photo(t *testing.T, name string) string {
	t.Helper()
	var b bytes.Buffer
	path := filepath.Join(t.TempDir(), name)
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 80))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
