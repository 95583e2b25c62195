package document

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
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

// A form of a unit above holds for those below until they have their own; a paper of
// a day before has the form of that day.
func TestFormsAreInheritedAndDated(t *testing.T) {
	each(t, func(w *world) {
		ctx, by := w.Context(), authz.System("test", See, Draft, Issue)
		branch := w.branch[0]
		seer := actor(w.plain, branch, authz.Role{At: branch.Path, Perms: here(See, Draft, Issue)})
		paper := func(day civil.Date) Full {
			return Full{Document: Document{Unit: branch.ID, Path: branch.Path, Content: Content{Type: "plan"}, Day: day}}
		}
		name := func(day civil.Date) string {
			f, err := w.TemplateOf(ctx, by, paper(day))
			w.must(err)
			return f.Name
		}
		set := func(unit org.ID, name string) {
			b := form(w.T, "{{noi_dung}}")
			w.must(w.SetTemplate(ctx, by, unit, "plan", name, int64(len(b)), bytes.NewReader(b)))
		}
		set(w.commune.ID, "Xã.docx")
		if got := name(""); got != "Xã.docx" || name("2026-03-01") != "" {
			w.Errorf("%q, and the day before %q", got, name("2026-03-01"))
		}
		all, err := w.Templates(ctx, seer, branch.ID)
		w.must(err)
		i := slices.IndexFunc(all, func(t Template) bool { return t.Type.ID == "plan" })
		if all[i].Owner.ID != w.commune.ID {
			w.Errorf("it comes from %q", all[i].Owner.Name)
		}
		w.must(w.db.Read(ctx, func(q db.Q) error { return w.MayReadTemplate(ctx, q, seer, templateSubject(w.commune.ID, "plan")) }))
		_ = w.db.Read(ctx, func(q db.Q) error {
			w.refused(w.MayReadTemplate(ctx, q, seer, templateSubject(w.branch[1].ID, "plan")), "access.not_found")
			w.refused(w.MayReadTemplate(ctx, q, w.stranger, templateSubject(w.commune.ID, "plan")), "access.not_found")
			return nil
		})
		w.clock.Store(civil.Date("2026-03-10").At(8, 0).UnixMicro())
		set(branch.ID, "Chi bộ.docx")
		w.clock.Store(civil.Date("2026-03-20").At(8, 0).UnixMicro())
		set(branch.ID, "Chi bộ mới.docx")
		for day, want := range map[civil.Date]string{"": "Chi bộ mới.docx", "2026-03-19": "Chi bộ.docx", "2026-03-09": "Xã.docx", "2026-03-01": ""} {
			if got := name(day); got != want {
				w.Errorf("on %q it is %q, want %q", day, got, want)
			}
		}
		w.must(w.DropTemplate(ctx, by, branch.ID, "plan"))
		w.must(w.DropTemplate(ctx, by, branch.ID, "plan"))
		if got := name(""); got != "Xã.docx" {
			w.Errorf("without its own it has %q", got)
		}
	})
}

// The text keeps its styles and tables where the field is a paragraph.
func TestAFormKeepsStylesAndTables(t *testing.T) {
	each(t, func(w *world) {
		c := w.content()
		c.Text = "# I. MỤC\n\nMột **đậm**, *nghiêng*, __gạch__.\n- gạch đầu dòng\n| TT | Việc |\n| 1 | **Làm** |"
		id := w.issued(c)
		w.must(w.setTemplate("Mau.docx", form(w.T, "{{noi_dung}}")))
		var out bytes.Buffer
		w.must(w.ProduceByTemplate(w.Context(), w.clerk, id, &out))
		text := documentText(out.Bytes())
		for _, want := range []string{"I. MỤC", "đậm", "- gạch đầu dòng", "Làm"} {
			if !strings.Contains(text, want) || strings.Contains(text, "**") {
				w.Errorf("no %q in %q", want, text)
			}
		}
	})
}
