package web

import (
	"encoding/pem"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/access"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/signing"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// authorityRoutes are for who gives out certificates, and says whose are believed.
func (w *Web) authorityRoutes() []Route {
	return []Route{
		holder(signing.Manage, "GET /admin/signing", w.authority),
		holder(signing.Manage, "POST /admin/signing/authority", w.createAuthority),
		holder(signing.Manage, "GET /admin/signing/authority.pem", w.authorityFile),
		holder(signing.Manage, "POST /admin/signing/evidence", w.keepEvidence),
		holder(signing.Manage, "POST /admin/signing/offers", w.offerKey),
		holder(signing.Manage, "POST /admin/signing/trust", w.addTrust).files(),
		holder(signing.Manage, "POST /admin/signing/lists", w.addList).files(),
		holder(signing.Manage, "POST /admin/signing/trust/remove", w.removeTrust),
		at(signing.Manage, "GET /admin/signing/keys/{id}/revoke", w.askRevokeKey),
		at(signing.Manage, "POST /admin/signing/keys/{id}/revoke", w.revokeKey),
	}
}

const (
	authorityPath = "/admin/signing"
	keysPage      = 50
)

func (w *Web) authority(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showAuthority(rw, r, v, views.AuthorityData{}, nil)
}

func (w *Web) showAuthority(rw http.ResponseWriter, r *http.Request, v visit, d views.AuthorityData, refusal error) error {
	d.Tabs, d.Whole = adminTabs(v.who(), authorityPath), v.Who.Can(signing.Manage, access.Everywhere)
	if d.Unit.Name == "" {
		d.Unit = offerPick()
	}
	if d.Whole {
		if err := w.fillAuthority(r, v, &d); err != nil {
			return err
		}
	}
	all, err := w.Signing.All(r.Context(), v.who(), signing.KeyID(r.URL.Query().Get("before")), keysPage+1)
	if err != nil {
		return err
	}
	if len(all) > keysPage {
		all = all[:keysPage]
		d.More = authorityPath + "?before=" + queryEscape(string(all[keysPage-1].ID))
	}
	for _, k := range all {
		d.Keys = append(d.Keys, w.managedRow(k))
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	p := w.page(r, v, "Ký số")
	p.Here = authorityPath
	return render(rw, r, code, views.Authority(p, d))
}

func offerPick() views.Pick {
	return views.Pick{Name: "unit", Label: "Cho cơ quan", Hint: "Mã hoặc một phần tên đơn vị"}
}

func (w *Web) fillAuthority(r *http.Request, v visit, d *views.AuthorityData) error {
	o, err := w.Signing.Overview(r.Context(), v.who())
	if err != nil {
		return err
	}
	d.Authority, d.Stamps, d.Evidence, d.Stamping = o.Authority, o.Stamps, o.Evidence, o.Stamps != "" || o.Authority != ""
	if d.Stamps == "" {
		d.Stamps = "Của chính nơi cấp thử nghiệm"
	}
	for _, t := range o.Trusted {
		kind := map[signing.TrustKind]ui.Badge{signing.Root: {Text: "Gốc", Tone: ui.Good}, signing.Between: {Text: "Trung gian"}, signing.List: {Text: "Danh sách thu hồi", Tone: ui.Info}}[t.Kind]
		if t.Trial {
			kind = ui.Badge{Text: "Gốc thử nghiệm", Tone: ui.Warn}
		}
		d.Trusted = append(d.Trusted, ui.Row{Cells: []ui.Cell{{Text: t.Subject}, {Body: kind}, {Text: civil.In(t.Ends).String()}, {Text: t.By, Sub: when(t.Added)}}})
		d.Removable = append(d.Removable, ui.Option{Value: t.ID, Label: t.Subject + " (" + kind.Text + ")"})
	}
	return nil
}

func (w *Web) managedRow(k signing.Key) ui.Row {
	act := ui.Cell{}
	if k.State != signing.Revoked && k.State != signing.Removed {
		act = ui.Cell{Text: "Thu hồi", Href: revokePath(k.ID)}
	}
	return ui.Row{Cells: []ui.Cell{{Text: k.Name, Sub: k.Subject}, {Text: keySource(k.Source), Sub: k.Issuer}, {Body: keyBadge(k, civil.In(w.DB.Now()))}, act}}
}

func revokePath(id signing.KeyID) string { return authorityPath + "/keys/" + string(id) + "/revoke" }

// managed goes back to the page after an act, or shows it with what was refused.
func (w *Web) managed(rw http.ResponseWriter, r *http.Request, v visit, err error, text string) error {
	if err != nil {
		return w.showAuthority(rw, r, v, views.AuthorityData{Login: form(r, "login")}, err)
	}
	return done(rw, r, authorityPath, text)
}

func (w *Web) createAuthority(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.managed(rw, r, v, w.Signing.CreateAuthority(r.Context(), v.who(), form(r, "organisation")), "Đã lập nơi cấp chứng thư thử nghiệm.")
}

func (w *Web) keepEvidence(rw http.ResponseWriter, r *http.Request, v visit) error {
	on := form(r, "on") == "1"
	text := map[bool]string{true: "Từ bây giờ, văn bản ký số ban hành ra mang bằng chứng lâu dài.", false: "Đã thôi giữ bằng chứng lâu dài. Văn bản đã ban hành không đổi."}[on]
	return w.managed(rw, r, v, w.Signing.KeepEvidence(r.Context(), v.who(), on), text)
}

func (w *Web) authorityFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	der, err := w.Signing.RootFile(r.Context(), v.who())
	if err != nil {
		return err
	}
	attach(rw, "application/x-pem-file", "noi-cap-thu-nghiem.pem")
	return pem.Encode(rw, &pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func (w *Web) offerKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	const given = "Đã cấp chứng thư. Người được cấp vào “Khóa ký của tôi” để nhận."
	k := offerPick()
	unit, err := w.pick(r, v, &k)
	switch {
	case err != nil:
		return err
	case unit != 0:
		_, err = w.Signing.OfferUnit(r.Context(), v.who(), unit)
	case strings.TrimSpace(k.Text) != "":
		return w.showAuthority(rw, r, v, views.AuthorityData{Unit: k}, nil)
	default:
		_, err = w.Signing.OfferTo(r.Context(), v.who(), form(r, "login"))
	}
	return w.managed(rw, r, v, err, given)
}

// brought reads a form's file and gives it to the feature.
func (w *Web) brought(rw http.ResponseWriter, r *http.Request, v visit, most int64, take func([]byte) (string, error)) error {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	file, err := sentFile(r, most)
	if err != nil {
		return err
	}
	text, err := take(file)
	return w.managed(rw, r, v, err, text)
}

func (w *Web) addTrust(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.brought(rw, r, v, keyBytes, func(file []byte) (string, error) {
		n, err := w.Signing.AddTrust(r.Context(), v.who(), file)
		return "Đã thêm " + strconv.Itoa(n) + " chứng thư vào danh sách tin cậy.", err
	})
}

func (w *Web) addList(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.brought(rw, r, v, crlBytes, func(file []byte) (string, error) {
		return "Đã thêm danh sách thu hồi.", w.Signing.AddList(r.Context(), v.who(), file)
	})
}

func (w *Web) removeTrust(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.managed(rw, r, v, w.Signing.RemoveTrust(r.Context(), v.who(), form(r, "id")), "Đã bỏ khỏi danh sách tin cậy.")
}

func (w *Web) askRevokeKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showRevokeKey(rw, r, v, nil)
}

func (w *Web) showRevokeKey(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	k, err := w.Signing.Managed(r.Context(), v.who(), keyID(r))
	if err != nil {
		return err
	}
	p := w.page(r, v, "Thu hồi chứng thư")
	p.Crumbs = []ui.Crumb{{Label: "Ký số", Href: authorityPath}}
	d := views.RevokeKeyData{Confirm: ui.Confirm{Title: "Thu hồi chứng thư của " + k.Name + "?", Action: revokePath(k.ID), Facts: keyFacts(k), Final: true, Label: "Thu hồi", Cancel: authorityPath,
		Undo: "Không khôi phục được. Văn bản đã ký trước lúc này vẫn có giá trị; từ lúc này khóa không ký được nữa."}}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	return render(rw, r, code, views.RevokeKey(p, d))
}

func (w *Web) revokeKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := w.Signing.Revoke(r.Context(), v.who(), keyID(r), form(r, "reason"))
	if fault.Is(err, fault.Invalid) {
		return w.showRevokeKey(rw, r, v, err)
	}
	return w.managed(rw, r, v, err, "Đã thu hồi chứng thư.")
}
