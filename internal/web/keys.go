package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/signing"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// keyRoutes are one's own keys, and those of the offices whose seal one keeps.
func (w *Web) keyRoutes() []Route {
	return []Route{
		signed("GET /me/key", w.keys),
		signed("POST /me/key/file", w.importKey).files(),
		signed("POST /me/key/certificate", w.addCertificate).files(),
		signed("GET /me/key/{id}", w.key),
		signed("POST /me/key/{id}/accept", w.acceptKey),
		signed("POST /me/key/{id}/pin", w.changePIN),
		signed("POST /me/key/{id}/remove", w.removeKey),
		signed("GET /me/key/{id}/picture.png", w.keyPicture),
		signed("POST /me/key/{id}/picture", w.setPicture).files(),
		signed("POST /me/key/{id}/picture/remove", w.removePicture),
	}
}

const (
	keyBytes = 1 << 20 // of a file with a key or a certificate
	crlBytes = 32 << 20
)

func keyID(r *http.Request) signing.KeyID { return signing.KeyID(r.PathValue("id")) }

func keyPath(id signing.KeyID) string { return "/me/key/" + string(id) }

// keyBadge is a key's state in words.
func keyBadge(k signing.Key, today civil.Date) ui.Badge {
	switch {
	case k.State == signing.Offered:
		return ui.Badge{Text: "Chờ nhận", Tone: ui.Warn}
	case k.State == signing.Blocked:
		return ui.Badge{Text: "Đã khóa", Tone: ui.Bad, Icon: ui.IconLock}
	case k.State == signing.Revoked:
		return ui.Badge{Text: "Đã thu hồi", Tone: ui.Bad}
	case k.State == signing.Removed:
		return ui.Badge{Text: "Đã bỏ"}
	case civil.In(k.Ends) < today:
		return ui.Badge{Text: "Hết hạn", Tone: ui.Bad}
	case today < civil.In(k.Begins):
		return ui.Badge{Text: "Chưa có hiệu lực", Tone: ui.Warn}
	}
	return ui.Badge{Text: "Dùng được", Tone: ui.Good}
}

// keySource says where a key is from.
func keySource(s signing.Source) string {
	return map[signing.Source]string{signing.Trial: "Chứng thư thử nghiệm của sổ tay", signing.File: "Nhập từ tệp .p12", signing.Remote: "Khóa ở ngoài: thẻ, USB hoặc dịch vụ"}[s]
}

func (w *Web) keyRow(k signing.Key) ui.Row {
	name := k.Subject
	if name == "" {
		name = "Chứng thư đã cấp, chưa nhận"
	}
	ends := ""
	if !k.Ends.IsZero() {
		ends = "Hạn đến " + civil.In(k.Ends).String()
	}
	return ui.Row{Cells: []ui.Cell{{Text: name, Href: keyPath(k.ID), Sub: keySource(k.Source)}, {Text: k.Issuer, Sub: ends}, {Body: keyBadge(k, civil.In(w.DB.Now()))}}}
}

func (w *Web) keys(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showKeys(rw, r, v, nil)
}

func (w *Web) showKeys(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	d := views.KeysData{}
	all, err := w.Signing.Keys(r.Context(), v.who(), signing.Owner{})
	if err != nil {
		return err
	}
	for _, k := range all {
		d.Mine = append(d.Mine, w.keyRow(k))
	}
	if d.Offices, d.For, err = w.sealKeys(r, v); err != nil {
		return err
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	p := w.page(r, v, "Khóa ký của tôi")
	p.Crumbs = []ui.Crumb{{Label: "Tôi", Href: "/me"}}
	p.Here = "/me/key"
	return render(rw, r, code, views.Keys(p, d))
}

// sealKeys are the keys of the offices whose seal the person keeps, and whom a new
// key may be for.
func (w *Web) sealKeys(r *http.Request, v visit) (out []views.OfficeKeys, whom []ui.Option, err error) {
	for _, span := range v.who().Scope(signing.Seal) {
		if span.Top.Unit() == 0 {
			continue
		}
		var u org.Unit
		if err := w.DB.Read(r.Context(), func(q db.Q) error {
			u, err = w.Units.Get(r.Context(), q, org.ID(span.Top.Unit()))
			return err
		}); err != nil {
			return nil, nil, err
		}
		if !u.Open() {
			continue
		}
		all, err := w.Signing.Keys(r.Context(), v.who(), signing.Owner{Unit: u.ID})
		if err != nil {
			return nil, nil, err
		}
		if u.Kind == org.Branch && len(all) == 0 {
			continue // a branch has no seal
		}
		office := views.OfficeKeys{Name: u.Name}
		for _, k := range all {
			office.Rows = append(office.Rows, w.keyRow(k))
		}
		out = append(out, office)
		whom = append(whom, ui.Option{Value: strconv.FormatInt(int64(u.ID), 10), Label: u.Name})
	}
	if len(whom) > 0 {
		whom = append([]ui.Option{{Value: "", Label: "Của tôi", Chosen: true}}, whom...)
	}
	return out, whom, nil
}

// owner is for whom a form brings a key.
func ownerOf(r *http.Request) signing.Owner { return signing.Owner{Unit: unitNumber(form(r, "for"))} }

// sentFile reads the file of a form whole; nil where none was chosen.
func sentFile(r *http.Request, most int64) ([]byte, error) {
	f, _, err := r.FormFile("file")
	if err != nil {
		return nil, nil // the feature says that the file is missing
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fault.New(fault.Invalid, "web.too_large")
	}
	return b, err
}

func (w *Web) importKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.broughtKey(rw, r, v, func(file []byte) (signing.KeyID, error) {
		return w.Signing.Import(r.Context(), v.who(), ownerOf(r), file, r.PostFormValue("password"), r.PostFormValue("pin"), r.PostFormValue("again"))
	})
}

func (w *Web) addCertificate(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.broughtKey(rw, r, v, func(file []byte) (signing.KeyID, error) {
		return w.Signing.AddRemote(r.Context(), v.who(), ownerOf(r), file)
	})
}

func (w *Web) broughtKey(rw http.ResponseWriter, r *http.Request, v visit, add func([]byte) (signing.KeyID, error)) error {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	file, err := sentFile(r, keyBytes)
	if err != nil {
		return err
	}
	id, err := add(file)
	if err != nil {
		return w.showKeys(rw, r, v, err)
	}
	return done(rw, r, keyPath(id), "Đã thêm khóa ký.")
}

func (w *Web) key(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showKey(rw, r, v, nil)
}

func (w *Web) showKey(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	k, err := w.Signing.Key(r.Context(), v.who(), keyID(r))
	if err != nil {
		return err
	}
	d := views.KeyData{Action: keyPath(k.ID), Badge: keyBadge(k, civil.In(w.DB.Now())), Offered: k.State == signing.Offered, Here: k.Source != signing.Remote && k.State == signing.Ready,
		Trial: k.Source == signing.Trial, Facts: keyFacts(k)}
	if d.Picture, err = w.pictureCard(r, v, k); err != nil {
		return err
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	p := w.page(r, v, "Khóa ký: "+k.Name)
	p.Crumbs = []ui.Crumb{{Label: "Tôi", Href: "/me"}, {Label: "Khóa ký của tôi", Href: "/me/key"}}
	p.Here = keyPath(k.ID)
	return render(rw, r, code, views.Key(p, d))
}

func keyFacts(k signing.Key) []ui.Fact {
	days := ""
	if !k.Ends.IsZero() {
		days = civil.In(k.Begins).String() + " đến " + civil.In(k.Ends).String()
	}
	return filled([]ui.Fact{
		{Name: "Của", Value: k.Name}, {Name: "Nguồn", Value: keySource(k.Source)}, {Name: "Tên trong chứng thư", Value: k.Subject}, {Name: "Nơi cấp", Value: k.Issuer},
		{Name: "Hiệu lực", Value: days}, {Name: "Số chứng thư", Value: grouped(k.Serial)}, {Name: "Dùng lần cuối", Value: when(k.Used)},
	})
}

// grouped sets a long number in groups of four, so that it can be compared and breaks
// on a small screen.
func grouped(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (w *Web) acceptKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := w.Signing.Accept(r.Context(), v.who(), keyID(r), r.PostFormValue("pin"), r.PostFormValue("again"))
	if err != nil {
		return w.showKey(rw, r, v, err)
	}
	return done(rw, r, keyPath(keyID(r)), "Đã nhận chứng thư. Đồng chí ký văn bản bằng mã PIN vừa đặt.")
}

func (w *Web) changePIN(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := w.Signing.ChangePIN(r.Context(), v.who(), keyID(r), r.PostFormValue("old"), r.PostFormValue("pin"), r.PostFormValue("again"))
	if err != nil {
		return w.showKey(rw, r, v, err)
	}
	return done(rw, r, keyPath(keyID(r)), "Đã đổi mã PIN.")
}

func (w *Web) removeKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Signing.Remove(r.Context(), v.who(), keyID(r)); err != nil {
		return w.showKey(rw, r, v, err)
	}
	return done(rw, r, "/me/key", "Đã bỏ khóa ký. Văn bản đã ký vẫn giữ nguyên giá trị.")
}
