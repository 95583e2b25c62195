package web

import (
	"net/http"
	"slices"

	"sotay/internal/platform/pades"
	"sotay/internal/signing"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// verifyRoutes let anybody who is signed in ask what the signatures of a PDF are worth.
func (w *Web) verifyRoutes() []Route {
	return []Route{
		signed("GET /verify", w.verifyForm),
		signed("POST /verify", w.verify).files(),
	}
}

func (w *Web) verifyForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	return show(rw, r, views.Verify(w.verifyPage(r, v), views.VerifyData{}))
}

func (w *Web) verifyPage(r *http.Request, v visit) ui.Page {
	p := w.page(r, v, "Kiểm tra chữ ký số")
	p.Here = "/verify"
	p.Lede = "Chọn một tệp PDF: trang này cho biết ai đã ký, lúc nào, và tệp có bị sửa sau khi ký hay không. Tệp chỉ được đọc để trả lời, không được lưu."
	return p
}

func (w *Web) verify(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	file, err := sentFile(r, signing.MaxChecked)
	if err != nil {
		return err
	}
	report, err := w.Signing.Verify(r.Context(), v.who(), file)
	d, code := views.VerifyData{}, http.StatusOK
	if err != nil {
		fields, all, ok := w.mistakes(err)
		if !ok {
			return err
		}
		d.Errors, d.Mistakes, code = fields, all, statusOfError(err)
	} else {
		d = w.verdict(report)
		if _, h, err := r.FormFile("file"); err == nil {
			d.Name = h.Filename
		}
	}
	return render(rw, r, code, views.Verify(w.verifyPage(r, v), d))
}

// said puts a code of the judgement into words.
func (w *Web) said(c pades.Code) string { return w.Words["signing.says."+string(c)] }

// verdict is a report for people: the whole first, then signature by signature.
func (w *Web) verdict(r pades.Report) views.VerifyData {
	d := views.VerifyData{Done: true}
	d.Whole = ui.Notice{Tone: ui.Good, Title: "Mọi chữ ký đều có giá trị", Text: "Tệp còn nguyên vẹn như lúc ký; người ký được xác định và chứng thư có hiệu lực lúc ký."}
	changed := false
	for _, s := range r.Signatures {
		changed = changed || s.State >= pades.Changed
		d.Signatures = append(d.Signatures, w.signatureView(s))
	}
	switch {
	case len(r.Signatures) == 0:
		d.Whole = ui.Notice{Tone: ui.Info, Title: "Tệp này không có chữ ký số", Text: "Không có gì chứng minh ai đã ban hành tệp. Hình dấu, hình chữ ký in trên trang không phải chữ ký số."}
	case changed:
		d.Whole = ui.Notice{Tone: ui.Bad, Title: "Tệp đã bị sửa sau khi ký, hoặc có chữ ký hỏng", Text: "Đừng dùng tệp này làm căn cứ. Hãy xin lại bản gốc từ nơi ban hành."}
	case !r.Valid():
		d.Whole = ui.Notice{Tone: ui.Warn, Title: "Tệp còn nguyên vẹn, nhưng có chữ ký chưa chắc chắn", Text: "Xem lý do ở từng chữ ký bên dưới."}
	}
	if r.Valid() && !slices.ContainsFunc(r.Signatures, func(s pades.Signature) bool { return !s.Document && s.Level != "B-LTA" }) {
		d.Whole.Text += " Tệp kèm đủ bằng chứng để nhiều năm sau vẫn kiểm tra được."
	}
	for _, c := range r.Warnings {
		d.Warnings = append(d.Warnings, w.said(c))
	}
	return d
}

func (w *Web) signatureView(s pades.Signature) views.SignatureView {
	out := views.SignatureView{Title: "Chữ ký của " + signerOf(s), Badge: worthBadge(s)}
	if s.Document {
		out.Title = "Dấu thời gian cho cả tệp"
	}
	issuer, stamped := "", ""
	if s.Certificate != nil {
		issuer = s.Certificate.Issuer.CommonName
	}
	if !s.Stamped.IsZero() {
		stamped = when(s.Stamped)
	}
	covers := "Phần tệp có lúc ký; sau đó tệp được thêm như ghi ở dưới"
	if s.Covers {
		covers = "Toàn bộ tệp"
	}
	out.Facts = filled([]ui.Fact{
		{Name: "Nơi cấp chứng thư", Value: issuer}, {Name: "Người ký được xác định", Value: map[bool]string{true: "Có, nơi cấp được tin cậy", false: "Chưa"}[s.Trusted]},
		{Name: "Giờ ký tự ghi", Value: when(s.Claimed)}, {Name: "Giờ theo dấu thời gian", Value: stamped}, {Name: "Lý do ký", Value: s.Reason}, {Name: "Nơi ký", Value: s.Place},
		{Name: "Che phủ", Value: covers}, {Name: "Mức chữ ký", Value: levelWords(s)},
	})
	for _, c := range s.Codes {
		out.Says = append(out.Says, w.said(c))
	}
	for _, x := range s.Later {
		words := w.said(x.Kind)
		if x.Page > 0 {
			words += " Trang " + ui.Number(x.Page) + "."
		}
		out.Later = append(out.Later, words)
	}
	return out
}

// levelWords say how long a signature can be judged.
func levelWords(s pades.Signature) string {
	if s.Document {
		return ""
	}
	return s.Level + map[string]string{
		"B-B":   ": chữ ký, không có dấu thời gian",
		"B-T":   ": chữ ký có dấu thời gian",
		"B-LT":  ": chữ ký có dấu thời gian, kèm bằng chứng để kiểm tra lâu dài",
		"B-LTA": ": kèm bằng chứng để kiểm tra lâu dài, có dấu thời gian giữ cho cả tệp",
	}[s.Level]
}

// signerOf is who signed: as the certificate says, or as the signature says of itself.
func signerOf(s pades.Signature) string {
	switch {
	case s.Certificate != nil && s.Certificate.Subject.CommonName != "":
		return s.Certificate.Subject.CommonName
	case s.Name != "":
		return s.Name + " (tự xưng)"
	}
	return "người không rõ"
}

// worthBadge is what a signature is worth in three words.
func worthBadge(s pades.Signature) ui.Badge {
	switch {
	case s.State == pades.Broken:
		return ui.Badge{Text: "Chữ ký hỏng", Tone: ui.Bad, Icon: ui.IconX}
	case s.State == pades.Changed:
		return ui.Badge{Text: "Đã bị sửa sau khi ký", Tone: ui.Bad, Icon: ui.IconX}
	case s.State == pades.Weak:
		return ui.Badge{Text: "Nguyên vẹn, nhưng yếu", Tone: ui.Warn, Icon: ui.IconWarning}
	case !s.Valid():
		return ui.Badge{Text: "Nguyên vẹn, chưa chắc chắn", Tone: ui.Warn, Icon: ui.IconWarning}
	}
	return ui.Badge{Text: "Còn nguyên vẹn, có giá trị", Tone: ui.Good, Icon: ui.IconCheck}
}
