package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/paper"
)

// A secretary puts a plan and a photograph among the papers of a meeting. Members
// have the plan at once and find it by a word in it; of the photograph they see that
// it is being checked, until she has said that it is not secret.
func TestPapersOfAMeeting(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := settle(t, engine)
			s, m := w.comes(theSecretary), w.comes(theMember)
			path := at(w.called)
			s.open(path + "?tab=prepare")
			s.upload(word(t, "Kế hoạch trồng rừng.docx", "Mỗi hộ nhận mười lăm cây sa mộc."))
			s.press("Tải lên")
			s.sees("Đã tải lên 1 tài liệu.", "Kế hoạch trồng rừng.docx")
			s.upload(photo(t, "MẬT - so do.png"))
			s.press("Tải lên")
			s.sees("Tệp có dấu độ mật nên không được nhận")
			s.upload(photo(t, "Sơ đồ lô rừng.png"))
			s.press("Tải lên")
			s.sees("1 ảnh, bản chụp", "Sơ đồ lô rừng.png", "Chờ xác nhận không mật")

			m.open(path)
			m.sees("Kế hoạch trồng rừng.docx", "1 bản chụp đang chờ kiểm tra")
			m.lacks("Sơ đồ lô rừng")
			m.open("/library?q=cay+sa+moc")
			m.sees("Tài liệu: ", "sa mộc")
			if got := m.href("Tài liệu: "); got != path {
				t.Errorf("what was found leads to %s, want %s", got, path)
			}

			s.tap("Xem và xác nhận")
			s.sees("Sơ đồ lô rừng.png", "Kèm theo “Sinh hoạt chuyên đề")
			s.press("Không phải tài liệu mật Sơ đồ lô rừng.png")
			s.sees("Đã xác nhận không phải tài liệu mật")
			m.open(path)
			m.sees("Sơ đồ lô rừng.png")
			m.lacks("đang chờ kiểm tra")
			if body, media := m.fetch(m.href("Sơ đồ lô rừng.png")); media != "image/png" || len(body) == 0 {
				t.Errorf("the photograph came as %d bytes of %s", len(body), media)
			}
		})
	}
}

func word(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err == nil {
		err = paper.DOCX(f, paper.Paper{Layout: paper.HD05(), Kind: "KẾ HOẠCH", Body: []paper.Block{paper.Text(text)}})
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return path
}
