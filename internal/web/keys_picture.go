package web

import (
	"bytes"
	"net/http"
	"strconv"

	"sotay/internal/platform/fault"
	"sotay/internal/signing"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

const pictureBytes = 4 << 20 // what is larger is not read; the feature's own bound is lower

// pictureCard is what is seen of the signatures of a key's owner.
func (w *Web) pictureCard(r *http.Request, v visit, k signing.Key) (views.PictureData, error) {
	p, err := w.Signing.Picture(r.Context(), v.who(), k.Owner)
	d := views.PictureData{Action: keyPath(k.ID) + "/picture", Seal: k.Owner.Unit != 0}
	if err != nil || p.ID == "" {
		return d, err
	}
	d.Href = keyPath(k.ID) + "/picture.png?v=" + p.ID[:8]
	size := strconv.Itoa(p.Width) + " × " + strconv.Itoa(p.Height) + " điểm ảnh"
	if d.Seal {
		d.Millimetres = strconv.Itoa(p.Millimetres)
		size = "Đường kính " + d.Millimetres + " mm; " + size
	}
	d.Facts = []ui.Fact{{Name: "Cỡ", Value: size}, {Name: "Đưa lên", Value: when(p.Made) + ", " + p.By}}
	return d, nil
}

func (w *Web) keyPicture(rw http.ResponseWriter, r *http.Request, v visit) error {
	k, err := w.Signing.Key(r.Context(), v.who(), keyID(r))
	if err != nil {
		return err
	}
	p, err := w.Signing.Picture(r.Context(), v.who(), k.Owner)
	if err == nil && p.ID == "" {
		err = fault.New(fault.NotFound, "signing.picture_none")
	}
	if err != nil {
		return err
	}
	attach(rw, "image/png", "hinh.png")
	_, err = bytes.NewReader(p.PNG).WriteTo(rw)
	return err
}

func (w *Web) setPicture(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	file, err := sentFile(r, pictureBytes)
	if err != nil {
		return err
	}
	k, err := w.Signing.Key(r.Context(), v.who(), keyID(r))
	if err != nil {
		return err
	}
	if err := w.Signing.SetPicture(r.Context(), v.who(), k.Owner, file, millimetres(form(r, "millimetres"))); err != nil {
		return w.showKey(rw, r, v, err)
	}
	return done(rw, r, keyPath(k.ID), "Đã lưu hình. Văn bản ký từ bây giờ mang hình này.")
}

// millimetres reads a width; what is no number is one that no seal has.
func millimetres(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func (w *Web) removePicture(rw http.ResponseWriter, r *http.Request, v visit) error {
	k, err := w.Signing.Key(r.Context(), v.who(), keyID(r))
	if err != nil {
		return err
	}
	if err := w.Signing.RemovePicture(r.Context(), v.who(), k.Owner); err != nil {
		return w.showKey(rw, r, v, err)
	}
	return done(rw, r, keyPath(k.ID), "Đã bỏ hình. Văn bản đã ký vẫn giữ hình cũ.")
}
