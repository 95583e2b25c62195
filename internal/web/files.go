package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/meeting"
	"sotay/internal/platform/db"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// fileRoutes are the files that came from outside: one address for all of them,
// the quarantine of scans, and the programs that read them.
func (w *Web) fileRoutes() []Route {
	return append(w.templateRoutes(),
		holder(filing.Declare, "GET /files/waiting", w.waitingFiles),
		at(filing.Declare, "GET /files/{id}/first-page", w.glimpse),
		at(filing.Declare, "POST /files/{id}/declare", w.declareFile),
		signed("GET /files/{id}/read", w.readFile),
		signed("GET /files/{id}/{name}", w.openFile),
		at(document.Draft, "POST /documents/{id}/annexes", w.attachAnnex).files(),
		at(document.Draft, "POST /documents/{id}/annexes/{file}/remove", w.detachAnnex),
		holder(filing.Programs, "GET /admin/programs", w.programs),
	)
}

func fileID(r *http.Request) filing.ID { return filing.ID(r.PathValue("id")) }

func filePath(f filing.File) string { return fileHref(string(f.ID), f.Name, "") }

// openFile sends a file to who may read what it belongs to.
func (w *Web) openFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, body, err := w.Filing.Open(r.Context(), v.who(), fileID(r))
	if err != nil {
		return err
	}
	defer body.Close()
	attach(rw, f.Media, f.Name)
	http.ServeContent(rw, r, "", f.At, body)
	return nil
}

// readFile opens a file for reading; what is no PDF is sent as it is.
func (w *Web) readFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Filing.See(r.Context(), v.who(), fileID(r))
	if err != nil {
		return err
	}
	if f.Media != pdfMedia {
		return done(rw, r, filePath(f), "")
	}
	return w.reader(rw, r, v, f.Name, ui.Reading{File: filePath(f), Back: pageOf(f)})
}

const pdfMedia = "application/pdf"

// pageOf is the page of what a file belongs to.
func pageOf(f filing.File) string {
	kind, id, _ := strings.Cut(f.Subject, ":")
	switch {
	case f.State == filing.Waiting:
		return "/files/waiting"
	case kind == "document":
		return documentPath(document.ID(id))
	case kind == "meeting":
		return meetingPath(meeting.ID(id), "")
	case kind == "incoming":
		return "/incoming/" + id
	}
	return "/"
}

// readPath is where a file is opened: its reader, or the file where that is none.
func readPath(f filing.File) string { return fileHref(string(f.ID), f.Name, f.Media) }

func fileHref(id, name, media string) string {
	if media == pdfMedia {
		return "/files/" + id + "/read"
	}
	return "/files/" + id + "/" + escapeName(name)
}

func waitingBadge() ui.Badge {
	return ui.Badge{Text: "Chờ xác nhận không mật", Tone: ui.Warn, Icon: ui.IconClock}
}

const waitingPage = 10

func (w *Web) waitingFiles(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showWaiting(rw, r, v, filing.ID(r.URL.Query().Get("after")), "", nil)
}

// showWaiting shows the quarantine; refusal is what was said against the word on a file.
func (w *Web) showWaiting(rw http.ResponseWriter, r *http.Request, v visit, after, of filing.ID, refusal error) error {
	all, err := w.Filing.Waiting(r.Context(), v.who(), after, waitingPage+1)
	if err != nil {
		return err
	}
	d := views.WaitingFilesData{}
	if len(all) > waitingPage {
		all = all[:waitingPage]
		d.More = "/files/waiting?after=" + string(all[waitingPage-1].ID)
	}
	code := http.StatusOK
	if refusal != nil {
		_, mistakes, ok := w.mistakes(refusal)
		if !ok {
			return refusal
		}
		d.Mistakes, code = mistakes, fault.Of(refusal).Kind.Status()
	}
	for _, f := range all {
		x, err := w.scan(r, v, f)
		if err != nil {
			return err
		}
		if f.ID == of && len(d.Mistakes) > 0 {
			x.Error = d.Mistakes[0].Text
		}
		d.Files = append(d.Files, x)
	}
	p := w.page(r, v, "Bản chụp chờ xác nhận")
	p.Lede = "Ảnh và bản quét dưới đây chưa ai xem được. Đồng chí xem rồi xác nhận; tệp nhiều trang thì mở ra xem hết. Không phải tài liệu mật: tệp được dùng. Là tài liệu mật: tệp bị hủy khỏi máy chủ, chỉ còn một dòng đếm."
	return render(rw, r, code, views.WaitingFiles(p, d))
}

func (w *Web) scan(r *http.Request, v visit, f filing.File) (views.WaitingFile, error) {
	x := views.WaitingFile{ID: string(f.ID), Name: f.Name, Href: readPath(f), Picture: "/files/" + string(f.ID) + "/first-page", Suspect: f.Suspect,
		Sub: "Gửi lên " + when(f.At) + ", " + f.By}
	if title := w.subjectTitle(r, v, f); title != "" {
		x.Sub = "Kèm theo “" + title + "”. " + x.Sub
	}
	known, err := w.knowledge(r, f)
	x.Facts = filled([]ui.Fact{{Name: "Thuộc đơn vị", Value: w.unitName(r, f)}, {Name: "Số trang", Value: pageCount(f.Pages)}, {Name: "Máy đọc chữ", Value: known}})
	return x, err
}

// subjectTitle is what a file belongs to, where the reader may see that.
func (w *Web) subjectTitle(r *http.Request, v visit, f filing.File) string {
	kind, id, _ := strings.Cut(f.Subject, ":")
	switch kind {
	case "meeting":
		if m, _, err := w.Meetings.Head(r.Context(), v.who(), meeting.ID(id)); err == nil {
			return m.Title
		}
	case "document":
		if d, err := w.Documents.See(r.Context(), v.who(), document.ID(id)); err == nil {
			return d.Abstract
		}
	case "incoming":
		if p, err := w.Incoming.See(r.Context(), v.who(), incoming.ID(id)); err == nil {
			return p.Abstract
		}
	}
	return ""
}

// homeScans are the scans that wait for the reader's word: nobody has them before.
func (w *Web) homeScans(r *http.Request, v visit, d *views.HomeData) error {
	if !v.Who.Holds(filing.Declare) {
		return nil
	}
	all, err := w.Filing.Waiting(r.Context(), v.who(), "", waitingPage)
	if err != nil || len(all) == 0 {
		return err
	}
	d.Scans = &views.HomePapers{Href: "/files/waiting", Title: "Bản chụp chờ xác nhận không mật: " + ui.Number(len(all))}
	if len(all) == waitingPage {
		d.Scans.Title += " trở lên"
	}
	for _, f := range all[:min(len(all), 3)] {
		d.Scans.Links = append(d.Scans.Links, views.Link{Text: f.Name, Href: "/files/waiting", Sub: w.subjectTitle(r, v, f)})
	}
	return nil
}

func pageCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (w *Web) unitName(r *http.Request, f filing.File) (name string) {
	trail, err := w.unitTrail(r.Context(), f.Path)
	if err != nil || len(trail) == 0 {
		return ""
	}
	return trail[len(trail)-1].Name
}

// knowledge says how far the machine has read a file.
func (w *Web) knowledge(r *http.Request, f filing.File) (string, error) {
	switch f.Reading {
	case filing.Read:
		return "Đã đọc xong", nil
	case filing.Lacking:
		return "Máy chủ thiếu chương trình đọc chữ", nil
	case filing.Failed:
		return "Không đọc được", nil
	}
	done, total := 0, 0
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		done, total, err = w.Filing.Progress(r.Context(), q, f)
		return err
	})
	if total > 0 {
		return fmt.Sprintf("Đang đọc: xong %d trên %d trang", done, total), err
	}
	return "Đang chờ đọc", err
}

func (w *Web) glimpse(rw http.ResponseWriter, r *http.Request, v visit) error {
	var b bytes.Buffer
	if err := w.Filing.Glimpse(r.Context(), v.who(), fileID(r), &b); err != nil {
		return err
	}
	attach(rw, "image/jpeg", "trang-dau.jpg")
	_, err := b.WriteTo(rw)
	return err
}

func (w *Web) declareFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	verdict := filing.Verdict(form(r, "verdict"))
	err := w.Filing.Declare(r.Context(), v.who(), fileID(r), verdict, form(r, "sure") != "")
	switch {
	case err != nil:
		return w.showWaiting(rw, r, v, "", fileID(r), err)
	case verdict == filing.IsSecret:
		return done(rw, r, "/files/waiting", "Đã hủy tệp khỏi máy chủ. Hãy chuyển bản gốc theo đường công văn mật.")
	}
	return done(rw, r, "/files/waiting", "Đã xác nhận không phải tài liệu mật.")
}

// attachAnnex takes the annexes of a draft.
func (w *Web) attachAnnex(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := documentID(r)
	n, err := eachUpload(r, func(h *multipart.FileHeader, f multipart.File) error {
		return w.Documents.Attach(r.Context(), v.who(), id, h.Filename, h.Size, f)
	})
	if err == nil && n == 0 {
		err = fault.New(fault.Invalid, "filing.refused").Field("file", "filing.file_empty")
	}
	return w.acted(rw, r, v, err, "Đã tải lên "+ui.Number(n)+" tệp.")
}

// eachUpload hands the files of a form to take, until it refuses one.
func eachUpload(r *http.Request, take func(*multipart.FileHeader, multipart.File) error) (n int, err error) {
	if err := r.ParseMultipartForm(formBytes); err != nil {
		return 0, fault.New(fault.Invalid, "web.form").Because(err)
	}
	defer r.MultipartForm.RemoveAll()
	for _, h := range r.MultipartForm.File["file"] {
		if h.Filename == "" && h.Size == 0 {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return n, err
		}
		err = take(h, f)
		f.Close()
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (w *Web) detachAnnex(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.acted(rw, r, v, w.Documents.Detach(r.Context(), v.who(), documentID(r), filing.ID(r.PathValue("file"))), "Đã bỏ tệp.")
}

// fileLines are files as a list shows them; edit is where one is taken away, "" for nowhere.
func fileLines(all []filing.File, edit string) []views.FileLine {
	out := make([]views.FileLine, len(all))
	for i, f := range all {
		out[i] = views.FileLine{Name: f.Name, Href: readPath(f), Sub: sizeWords(f.Size)}
		if f.State == filing.Waiting {
			out[i].Href, out[i].Badge = "", waitingBadge()
		}
		if edit != "" {
			out[i].Remove = edit + "/" + string(f.ID) + "/remove"
		}
	}
	return out
}

func (w *Web) documentAnnexes(f document.Full, edit bool, mistake string) views.FilesData {
	d := views.FilesData{Title: "Phụ lục kèm theo", Label: "Thêm phụ lục", Error: mistake}
	base := documentPath(f.ID) + "/annexes"
	if edit {
		d.Add, d.Lines = base, fileLines(f.Annexes, base)
		return d
	}
	d.Lines = fileLines(f.Annexes, "")
	return d
}

// programs lists the optional programs of the machine, and what lacks without them.
func (w *Web) programs(rw http.ResponseWriter, r *http.Request, v visit) error {
	t, err := w.Filing.Programs(r.Context(), v.who())
	if err != nil {
		return err
	}
	d := views.ProgramsData{Tabs: adminTabs(v.who(), "/admin/programs"), Gaps: w.gaps(t)}
	for _, x := range []struct {
		name, use string
		tool      extract.Tool
	}{
		{"pdftotext", "Đọc chữ trong tệp PDF", t.PDFText}, {"pdfinfo", "Đếm trang tệp PDF", t.PDFInfo}, {"pdfimages", "Nhận ra bản quét", t.PDFImages},
		{"pdftoppm", "Vẽ trang của bản quét", t.PDFToPPM}, {"tesseract", "Nhận dạng chữ trong ảnh, bản quét", t.OCR},
	} {
		d.Rows = append(d.Rows, ui.Row{Cells: []ui.Cell{{Text: x.name}, {Text: x.use}, {Body: toolBadge(x.tool.Path != "", x.tool.Version)}}})
	}
	d.Rows = append(d.Rows, ui.Row{Cells: []ui.Cell{{Text: "tesseract-ocr-vie"}, {Text: "Chữ tiếng Việt cho nhận dạng"}, {Body: toolBadge(t.Vietnamese, "")}}})
	return show(rw, r, views.Programs(w.page(r, v, "Chương trình hỗ trợ"), d))
}

func toolBadge(there bool, version string) ui.Badge {
	if !there {
		return ui.Badge{Text: "Chưa có", Tone: ui.Warn, Icon: ui.IconWarning}
	}
	if version != "" {
		version = " " + version
	}
	return ui.Badge{Text: "Có" + version, Tone: ui.Good, Icon: ui.IconCheck}
}

// gaps says what cannot be done, and which package mends it.
func (w *Web) gaps(t extract.Tools) (out []string) {
	for _, g := range t.Missing() {
		text := w.Words.Say("filing.gap_"+g.Code) + " Cần cài gói " + g.Program + "."
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
