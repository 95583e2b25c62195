package web

import (
	"net/http"
	"net/url"

	"rsc.io/qr"

	"sotay/internal/meeting"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/paper"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func (w *Web) hallRoutes() []Route {
	return []Route{
		at(meeting.Run, "GET /meetings/{id}/hall", w.hall),
		at(meeting.Run, "GET /meetings/{id}/roll.pdf", w.rollSheet),
		signed("GET /q/{id}/{code}", w.scanned),
	}
}

// hall is the big screen: the code that rotates, and how many are here.
func (w *Web) hall(rw http.ResponseWriter, r *http.Request, v visit) error {
	m, code, facts, err := w.Meetings.HallCode(r.Context(), v.Who, meetingID(r))
	if err != nil {
		return err
	}
	p := w.page(r, v, m.Title)
	if err := w.DB.Read(r.Context(), func(q db.Q) error {
		u, err := w.Units.Get(r.Context(), q, m.Unit)
		p.Unit = u.Name
		return err
	}); err != nil {
		return err
	}
	h := ui.Hall{Page: p, Now: stateBadge(m).Text, Here: facts.Present, Called: facts.Members,
		Live: ui.Live{ID: "hall", Topic: m.ID.Topic(), URL: meetingPath(m.ID, "") + "/hall", Version: m.Rev}}
	if m.Running() {
		link := origin(r) + "/q/" + url.PathEscape(string(m.ID)) + "/" + code
		if h.Code, err = codeOf(link, "Mã điểm danh"); err != nil {
			return err
		}
		h.Invite = "Mở máy ảnh điện thoại, quét mã để điểm danh"
		rw.Header().Set("Refresh", refreshHall)
	}
	return show(rw, r, views.Hall(h))
}

// codeOf is a link as a square code, which survives a crease in the paper.
func codeOf(link, label string) (ui.QR, error) {
	picture, err := qr.Encode(link, qr.M)
	if err != nil {
		return ui.QR{}, err
	}
	return ui.QR{Size: picture.Size, Black: picture.Black, Label: label}, nil
}

// refreshHall shows the next code in time, also where scripts are off.
const refreshHall = "15"

// origin is the address under which this request reached the program.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// scanned is the page that a phone opens from the hall's code.
func (w *Web) scanned(rw http.ResponseWriter, r *http.Request, v visit) error {
	m, _, err := w.Meetings.Head(r.Context(), v.Who, meetingID(r))
	if err != nil {
		return err
	}
	return show(rw, r, views.CheckIn(w.page(r, v, "Điểm danh"), views.CheckInData{Title: m.Title, Action: meetingPath(m.ID, "") + "/check-in", Code: r.PathValue("code")}))
}

// rollSheet is the roll on paper, to be signed by hand.
func (w *Web) rollSheet(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.running(r, v)
	if err != nil {
		return err
	}
	y, m, d := civil.In(f.StartsAt).Parts()
	sheet := paper.Roll{Layout: paper.HD05(), Issuer: f.UnitName, Day: paper.Day{Year: y, Month: m, Day: d}, Title: "DANH SÁCH ĐIỂM DANH", Abstract: f.Title, Created: f.StartsAt}
	for _, s := range f.Roll {
		sheet.People = append(sheet.People, paper.Attendee{Name: s.Name, Post: standingWords(s), State: presenceWords(s)})
	}
	attach(rw, "application/pdf", "Danh sách điểm danh.pdf")
	return paper.RollSheet(rw, sheet)
}
