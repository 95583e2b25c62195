package web

import (
	"bytes"
	"encoding/base64"
	"net/http"

	"sotay/internal/document"
	"sotay/internal/platform/fault"
	"sotay/internal/signing"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// roleWord says for what somebody signs.
func roleWord(r document.Role) string {
	return map[document.Role]string{document.Initials: "Ký nháy", document.Signs: "Ký ban hành", document.Seals: "Đóng dấu cơ quan"}[r]
}

// documentSigning fills the signatures of a paper, and the form of the one that is
// the reader's to make.
func (w *Web) documentSigning(r *http.Request, v visit, f document.Full, d *views.DocumentData) error {
	for i, s := range f.Signing {
		state := ui.Badge{Text: "Chờ ký", Tone: ui.Warn}
		if !s.At.IsZero() {
			state = ui.Badge{Text: "Đã ký", Tone: ui.Good, Icon: ui.IconCheck}
		} else if i > 0 && f.Signing[i-1].At.IsZero() {
			state = ui.Badge{Text: "Chưa đến lượt"}
		}
		d.Signing = append(d.Signing, ui.Row{Cells: []ui.Cell{{Text: s.Name}, {Text: roleWord(s.Role)}, {Body: state, Sub: when(s.At)}}})
	}
	d.Signed = !f.IssuedAt.IsZero() && f.Electronic
	switch f.Evidence {
	case "":
	case signing.Kept:
		d.Carries = " Tệp kèm bằng chứng để kiểm tra lâu dài."
	default:
		d.Missing = w.Words[string(f.Evidence)]
	}
	next, waits := f.Next()
	d.MayIssue = d.MayIssue && !waits
	if waits && f.State == document.Numbered {
		d.Badge = ui.Badge{Text: "Chờ ký số", Tone: ui.Warn}
	}
	keys, his, err := w.Documents.KeysFor(r.Context(), v.who(), f)
	if err != nil || !his {
		return err
	}
	base := documentPath(f.ID) + "/sign/"
	d.MySign = &views.SignData{As: roleWord(next.Role), What: f.Symbol + ", ngày " + f.Day.String() + ", “" + f.Abstract + "”", Begun: next.Begun,
		Binary: base + "can-ky.bin", Text: base + "can-ky.txt", DER: base + "can-ky.der"}
	for _, k := range keys {
		o := ui.Option{Value: string(k.ID), Label: k.Subject + " (" + k.Issuer + ")"}
		if k.Source == signing.Remote {
			d.MySign.Cards = append(d.MySign.Cards, o)
		} else {
			d.MySign.Keys = append(d.MySign.Keys, o)
		}
	}
	return nil
}

func (w *Web) signDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := w.Documents.Sign(r.Context(), v.who(), documentID(r), revOf(r), signing.KeyID(form(r, "key")), r.PostFormValue("pin"))
	return w.acted(rw, r, v, err, "Đã ký văn bản.")
}

func (w *Web) prepareSignature(rw http.ResponseWriter, r *http.Request, v visit) error {
	_, err := w.Documents.PrepareSignature(r.Context(), v.who(), documentID(r), revOf(r), signing.KeyID(form(r, "key")))
	return w.acted(rw, r, v, err, "Đã chuẩn bị dữ liệu cần ký. Hãy tải về, ký rồi gửi chữ ký lên.")
}

// toSign sends what a key elsewhere has to sign, in the form that its program takes.
func (w *Web) toSign(rw http.ResponseWriter, r *http.Request, v visit) error {
	ask, err := w.Documents.ToSign(r.Context(), v.who(), documentID(r))
	if err != nil {
		return err
	}
	file, ok := map[string][]byte{"can-ky.bin": ask.Digest, "can-ky.der": ask.Attributes, "can-ky.txt": []byte(base64.StdEncoding.EncodeToString(ask.Digest) + "\n")}[r.PathValue("name")]
	if !ok {
		return fault.New(fault.NotFound, "document.not_found")
	}
	attach(rw, "application/octet-stream", r.PathValue("name"))
	_, err = bytes.NewReader(file).WriteTo(rw)
	return err
}

const signatureBytes = 64 << 10

func (w *Web) embedSignature(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	file, err := sentFile(r, signatureBytes)
	if err != nil {
		return err
	}
	return w.acted(rw, r, v, w.Documents.EmbedSignature(r.Context(), v.who(), documentID(r), revOf(r), file), "Đã nhận chữ ký.")
}
