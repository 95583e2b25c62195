package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// templateRoutes are the forms of its own by which an office has its papers.
func (w *Web) templateRoutes() []Route {
	return []Route{
		holder(document.See, "GET /documents/templates", w.templates),
		holder(document.Issue, "POST /documents/templates", w.setTemplate).files(),
		holder(document.Issue, "POST /documents/templates/remove", w.dropTemplate),
		at(document.See, "GET /documents/{id}/template.docx", w.byTemplate),
	}
}

func templatesPath(unit org.ID) string {
	return "/documents/templates?unit=" + strconv.FormatInt(int64(unit), 10)
}

func (w *Web) templates(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showTemplates(rw, r, v, officeOf(r, v.who(), document.See), nil)
}

func (w *Web) showTemplates(rw http.ResponseWriter, r *http.Request, v visit, unit org.ID, refusal error) error {
	all, err := w.Documents.Templates(r.Context(), v.who(), unit)
	if err != nil {
		return err
	}
	may, err := w.mayAt(r, v, unit)
	if err != nil {
		return err
	}
	d := views.TemplatesData{Unit: strconv.FormatInt(int64(unit), 10), Names: document.FieldNames()}
	for _, x := range all {
		if may {
			d.Types = append(d.Types, ui.Option{Value: x.Type.ID, Label: x.Type.Title, Chosen: x.Type.ID == form(r, "type")})
		}
		if x.File.ID != "" {
			from := ""
			if x.Owner.ID != unit {
				from = x.Owner.Name
			}
			d.Lines = append(d.Lines, views.TemplateLine{Type: x.Type.ID, Title: x.Type.Title, Name: x.File.Name, Href: filePath(x.File), From: from, Since: civil.In(x.File.At).String(),
				Fields: strings.Join(x.Fields, ", "), Unknown: strings.Join(x.Unknown, ", ")})
		}
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	p := w.page(r, v, "Mẫu văn bản của cơ quan")
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Văn bản đi", Href: "/documents"}}, templatesPath(unit)
	return render(rw, r, code, views.Templates(p, d))
}

// mayAt says whether to show what changes an office's forms.
func (w *Web) mayAt(r *http.Request, v visit, unit org.ID) (may bool, err error) {
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		u, err := w.Units.Get(r.Context(), q, unit)
		may = v.Who.Can(document.Issue, u.Path)
		return err
	})
	return may, err
}

func (w *Web) setTemplate(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := r.ParseMultipartForm(formBytes) // before anything else reads the form, and less thriftily
	if err == http.ErrNotMultipart {
		err = nil
	}
	if err != nil {
		return fault.New(fault.Invalid, "web.form").Because(err)
	}
	unit := officeOf(r, v.who(), document.Issue)
	n, err := eachUpload(r, func(h *multipart.FileHeader, f multipart.File) error {
		return w.Documents.SetTemplate(r.Context(), v.who(), unit, form(r, "type"), h.Filename, h.Size, f)
	})
	if err == nil && n == 0 {
		err = fault.New(fault.Invalid, "filing.refused").Field("file", "filing.file_empty")
	}
	if err != nil {
		return w.showTemplates(rw, r, v, unit, err)
	}
	return done(rw, r, templatesPath(unit), "Đã nhận mẫu.")
}

func (w *Web) dropTemplate(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), document.Issue)
	if err := w.Documents.DropTemplate(r.Context(), v.who(), unit, form(r, "type")); err != nil {
		return err
	}
	return done(rw, r, templatesPath(unit), "Đã bỏ mẫu.")
}

// byTemplate sends a paper in its office's own form.
func (w *Web) byTemplate(rw http.ResponseWriter, r *http.Request, v visit) error {
	var b bytes.Buffer
	if err := w.Documents.ProduceByTemplate(r.Context(), v.who(), documentID(r), &b); err != nil {
		return err
	}
	attach(rw, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "van-ban-theo-mau.docx")
	_, err := b.WriteTo(rw)
	return err
}
