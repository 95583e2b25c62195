package document

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sotay/internal/platform/paper"
)

// form is an office's own form with fields in it.
func form(t *testing.T, lines ...string) []byte {
	p := paper.Paper{Layout: paper.HD05(), Issuer: "{{co_quan}}", Kind: "MẪU"}
	for _, l := range lines {
		p.Body = append(p.Body, paper.Text(l))
	}
	var b bytes.Buffer
	if err := paper.DOCX(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) setTemplate(name string, b []byte) error {
	return w.SetTemplate(w.Context(), w.clerk, w.commune.ID, "resolution", name, int64(len(b)), bytes.NewReader(b))
}

func TestAnOfficesOwnForm(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.issued(w.content())
		var out bytes.Buffer
		w.refused(w.ProduceByTemplate(ctx, w.clerk, id, &out), "document.not_found")
		w.must(w.setTemplate("Mau cu.docx", form(w.T, "{{trich_yeu}}")))
		w.must(w.setTemplate("Mau nghi quyet.docx", form(w.T, "Số {{Số ký hiệu}}, {{dia_danh}}, ngày {{ngay}} tháng {{thang}} năm {{nam}}", "{{trich_yeu}}", "{{noi_dung}}", "{{noi_nhan}}", "{{nguoi_ky}}", "{{la_lung}}")))
		w.must(w.ProduceByTemplate(ctx, w.clerk, id, &out))
		text := documentText(out.Bytes())
		for _, want := range []string{"Số 01-NQ/ĐU, Bảo Thắng, ngày 02 tháng 3 năm 2026", "Về phát triển kinh tế năm 2026", "I. MỤC TIÊU", "Phấn đấu 100% thôn có đường.", "Nguyễn Văn An", "ĐẢNG ỦY XÃ BẢO THẮNG", "{{la_lung}}"} {
			if !strings.Contains(text, want) {
				w.Errorf("no %q in %q", want, text)
			}
		}
		all, err := w.Templates(ctx, w.clerk, w.commune.ID)
		w.must(err)
		i := slices.IndexFunc(all, func(t Template) bool { return t.Type.ID == "resolution" })
		if i < 0 || all[i].File.Name != "Mau nghi quyet.docx" || !slices.Equal(all[i].Unknown, []string{"la_lung"}) {
			w.Errorf("%+v", all)
		}
		w.refused(w.ProduceByTemplate(ctx, w.reader, id, &out), "access.not_found")
		_, err = w.Templates(ctx, w.stranger, w.commune.ID)
		w.refused(err, "access.not_found")
		w.must(w.DropTemplate(ctx, w.clerk, w.commune.ID, "resolution"))
		w.refused(w.ProduceByTemplate(ctx, w.clerk, id, &out), "document.not_found")
	})
}

func TestWhatIsNoTemplate(t *testing.T) {
	each(t, func(w *world) {
		for name, b := range map[string][]byte{"Mau.docx": word(w.T, "Không có ô nào."), "Anh.png": onePixel()} {
			w.refused(w.setTemplate(name, b), "document.invalid")
		}
		b := form(w.T, "{{trich_yeu}}")
		err := w.SetTemplate(w.Context(), w.reader, w.commune.ID, "resolution", "a.docx", int64(len(b)), bytes.NewReader(b))
		w.refused(err, "access.not_found")
		err = w.SetTemplate(w.Context(), w.clerk, w.commune.ID, "directive", "a.docx", int64(len(b)), bytes.NewReader(b))
		w.refused(err, "document.invalid")
	})
}
