package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// importRoutes take in lists of people: a file is read for a trial by a job, looked
// at, and then taken in by another one.
func (w *Web) importRoutes() []Route {
	return []Route{
		holder(member.Import, "GET /members/import", w.importForm),
		holder(member.Import, "POST /members/import", w.importUpload).files(),
		at(member.Import, "GET /imports/{id}", w.importShow),
		at(member.Import, "POST /imports/{id}/again", w.importAgain),
		at(member.Import, "POST /imports/{id}/reread", w.importReread),
		at(member.Import, "POST /imports/{id}/confirm", w.importConfirm),
		at(member.Import, "GET /imports/{id}/result.xlsx", w.importResult),
	}
}

func importHref(id string) string { return "/imports/" + id }

const importTitle = "Nhập danh sách đảng viên"

func (w *Web) importPage(r *http.Request, v visit, title string) ui.Page {
	p := w.page(r, v, title)
	p.Crumbs = []ui.Crumb{{Label: "Đảng viên", Href: "/members"}}
	if title != importTitle {
		p.Crumbs = append(p.Crumbs, ui.Crumb{Label: "Nhập danh sách", Href: "/members/import"})
	}
	return p
}

func importPick() views.Pick {
	return views.Pick{Name: "unit", Label: "Danh sách của đơn vị", Hint: "Mã hoặc một phần tên; mọi người trong tệp phải thuộc đơn vị này hoặc bên dưới"}
}

func (w *Web) importForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	d, err := w.importFormData(r, v)
	if err != nil {
		return err
	}
	return show(rw, r, views.ImportForm(w.importPage(r, v, importTitle), d))
}

// importFormData offers the one unit that a person may import for, if it is one.
func (w *Web) importFormData(r *http.Request, v visit) (views.ImportFormData, error) {
	d := views.ImportFormData{Unit: importPick(), Errors: map[string]string{}}
	scope := v.who().Scope(member.Import)
	if len(scope) == 1 {
		trail, err := w.unitTrail(r.Context(), scope[0].Top)
		if err != nil {
			return d, err
		}
		if len(trail) > 0 {
			d.Unit.Text = trail[len(trail)-1].Code
		}
	}
	staged, err := w.Members.StagedList(r.Context(), v.who())
	for _, s := range staged {
		d.Before = append(d.Before, ui.Row{Cells: []ui.Cell{{Text: s.Name, Href: importHref(s.ID)}, {Text: when(s.At)}, {Body: w.stagedBadge(s)}}})
	}
	return d, err
}

func (w *Web) stagedBadge(s member.Staged) ui.Badge {
	switch {
	case s.State == "waiting" || s.State == "running":
		return ui.Badge{Text: "Đang làm", Tone: ui.Info, Icon: ui.IconClock}
	case s.State != "done":
		return ui.Badge{Text: "Chưa nhập được", Tone: ui.Bad}
	case s.Options.DryRun:
		return ui.Badge{Text: "Đọc thử", Tone: ui.Neutral}
	}
	return ui.Badge{Text: "Đã nhập " + ui.Number(s.Summary.New+s.Summary.Changed) + " người", Tone: ui.Good}
}

// upload opens the file that came with a form; a form without one says so.
func upload(r *http.Request) (multipart.File, *multipart.FileHeader, error) {
	f, h, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return nil, nil, fault.New(fault.Invalid, "member.file_empty").Field("file", "member.file_empty")
	}
	return f, h, err
}

func (w *Web) importUpload(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	d, err := w.importFormData(r, v)
	if err != nil {
		return err
	}
	d.Unit = importPick()
	id, err := w.importStart(r, v, &d)
	if err == nil && id != "" {
		return done(rw, r, importHref(id), "")
	}
	if err != nil {
		fields, all, ok := w.mistakes(err)
		if !ok {
			return err
		}
		d.Errors, d.Mistakes = fields, all
	}
	if d.Unit.Error != "" {
		d.Errors["unit"] = d.Unit.Error
		d.Mistakes = lines(d.Errors)
	}
	return render(rw, r, http.StatusUnprocessableEntity, views.ImportForm(w.importPage(r, v, importTitle), d))
}

// importStart keeps the file and orders its trial reading; without a unit or a
// file it says in the form what is missing, and starts nothing.
func (w *Web) importStart(r *http.Request, v visit, d *views.ImportFormData) (string, error) {
	unit, err := w.pick(r, v, &d.Unit)
	if err != nil {
		return "", err
	}
	if unit == 0 && d.Unit.Error == "" {
		d.Unit.Error = "Hãy nhập đơn vị có danh sách này."
	}
	file, head, err := upload(r)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if unit == 0 {
		return "", nil
	}
	u, err := w.Units.Look(r.Context(), v.who(), unit)
	if err != nil {
		return "", err
	}
	if err := v.who().May(member.Import, u.Path); err != nil {
		return "", err
	}
	if _, err := sheet.Open(file, head.Size, head.Filename, sheet.DefaultLimits()); err != nil {
		return "", member.FileFault(err) // what can never be read is said at once
	}
	kept, err := member.Keep(r.Context(), w.Files, file)
	if err != nil {
		return "", err
	}
	return w.importOrder(r, v, head.Filename, kept, member.Options{Unit: u.Code, DryRun: true})
}

// importOrder stages a reading of a kept file and leaves its job.
func (w *Web) importOrder(r *http.Request, v visit, name, file string, opts member.Options) (string, error) {
	id, err := w.Members.Start(r.Context(), v.who(), name, file, opts)
	if err != nil {
		return "", err
	}
	return id, w.Members.Order(r.Context(), v.who(), id)
}

// How long an import may wait, and run, before it is offered to be ordered again:
// its order may have been lost with the machine. Ordering one that runs does nothing.
const (
	waitsLong = time.Minute
	runsLong  = 10 * time.Minute
)

func (w *Web) importShow(rw http.ResponseWriter, r *http.Request, v visit) error {
	s, err := w.Members.Staged(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	d := views.ImportData{Base: importHref(s.ID), DryRun: s.Options.DryRun, Done: s.Done, Total: s.Total, Encoding: s.Options.Encoding, Sheet: s.Options.Sheet,
		List: "/members?unit=" + strconv.FormatInt(s.Path.Unit(), 10)}
	d.Waiting = s.State == "waiting" || s.State == "running"
	d.Label = "Đang nhập " + s.Name
	if d.DryRun {
		d.Label = "Đang đọc thử " + s.Name
	}
	age := w.DB.Now().Sub(s.At)
	d.Stalled = s.State == "waiting" && age > waitsLong || age > runsLong
	if !d.Waiting {
		if err := w.importOutcome(r, s, &d); err != nil {
			return err
		}
	}
	p := w.importPage(r, v, s.Name)
	return show(rw, r, views.Import(p, d))
}

// importAgain orders a waiting import once more; one that runs or ran stays as it is.
func (w *Web) importAgain(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := w.Members.Order(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, importHref(id), "")
}

// importReread reads the same file for a trial again, as the person says that it is written.
func (w *Web) importReread(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.importNext(rw, r, v, func(o *member.Options) {
		o.DryRun, o.Encoding, o.Sheet = true, form(r, "encoding"), form(r, "sheet")
	})
}

// importConfirm takes in the file as it was read for a trial.
func (w *Web) importConfirm(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.importNext(rw, r, v, func(o *member.Options) {
		o.DryRun, o.SkipRefused, o.Decision = false, form(r, "skip") != "", form(r, "decision")
	})
}

// importNext orders another reading of a file that was read for a trial.
func (w *Web) importNext(rw http.ResponseWriter, r *http.Request, v visit, change func(*member.Options)) error {
	s, err := w.Members.Staged(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	opts := s.Options
	change(&opts)
	id, err := w.importOrder(r, v, s.Name, s.File, opts)
	if err != nil {
		return err
	}
	return done(rw, r, importHref(id), "")
}
