package web

import (
	"mime/multipart"
	"net/http"
	"strings"

	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// parcels are the files that were sent with a form, checked and not yet anybody's.
func (w *Web) parcels(r *http.Request, v visit, unit org.ID) (out []*filing.Parcel, err error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil, nil
	}
	_, err = eachUpload(r, func(h *multipart.FileHeader, f multipart.File) error {
		p, err := w.Incoming.Look(r.Context(), v.who(), unit, h.Filename, h.Size, f)
		if err == nil {
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// fileIncoming adds files to a paper: by its clerk, or by who works on it.
func (w *Web) fileIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := incomingID(r)
	place, err := w.Incoming.Place(r.Context(), v.who(), id)
	if err != nil {
		return err
	}
	n, err := eachUpload(r, func(h *multipart.FileHeader, f multipart.File) error {
		up := place
		up.Name, up.Size, up.Body = h.Filename, h.Size, f
		return w.Incoming.AddFile(r.Context(), v.who(), id, up)
	})
	if err == nil && n == 0 {
		err = fault.New(fault.Invalid, "filing.refused").Field("file", "filing.file_empty")
	}
	return w.handled(rw, r, v, err, "Đã tải lên "+ui.Number(n)+" tệp.")
}

func (w *Web) unfileIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.RemoveFile(r.Context(), v.who(), incomingID(r), filing.ID(r.PathValue("file"))), "Đã bỏ tệp.")
}

// incomingFiles are the paper itself and what came of it.
func (w *Web) incomingFiles(r *http.Request, v visit, f incoming.Full, d *views.IncomingPaperData) error {
	var all []filing.File
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		all, err = w.Incoming.Files(r.Context(), q, v.who(), f.Paper)
		return err
	})
	if err != nil {
		return err
	}
	d.Files = views.FilesData{Title: "Tệp văn bản, kết quả", Label: "Thêm tệp", Error: d.Errors["file"]}
	edit := ""
	if d.MayEdit {
		edit = incomingPath(f.ID) + "/files"
	}
	d.Files.Lines = fileLines(all, edit)
	_, err = w.Incoming.Place(r.Context(), v.who(), f.ID)
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound) {
		return nil
	}
	if f.Open() {
		d.Files.Add = incomingPath(f.ID) + "/files"
	}
	return err
}
