package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/account"
	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/web/ui"
)

// page is what the shell needs: who is signed in, where he may go, what just happened.
func (w *Web) page(r *http.Request, v visit, title string) ui.Page {
	p := ui.Page{Title: title, Notices: flashed(r), Here: r.URL.RequestURI(), Look: ui.LookOf(r), Nonce: v.nonce, Assets: w.Assets}
	if v.Who.ID == "" || v.Session.Kind == account.First {
		return p
	}
	p.Person = ui.Person{Name: v.Who.Name, Role: roleOf(v.Who)}
	p.Nav = places(v.Who, r.URL.Path)
	p.Live, p.Inbox = "/live", "/notices"
	if v.Who.Holds(library.Read) {
		p.Search = "/library"
	}
	if n, err := w.Notices.Unread(r.Context(), v.Who); err == nil {
		p.Unread = n
	}
	return p
}

// places are the pages that exist and that the person may use; messages are behind
// the bell of the head.
func places(who authz.Actor, here string) []ui.NavItem {
	all := []struct {
		item ui.NavItem
		may  bool
	}{
		{ui.NavItem{Label: "Trang chủ", Href: "/", Icon: ui.IconHome}, true},
		{ui.NavItem{Label: "Sinh hoạt", Href: "/meetings", Icon: ui.IconMeeting}, who.Holds(meeting.Attend) || who.Holds(meeting.Run)},
		{ui.NavItem{Label: "Văn bản", Href: "/papers", Icon: ui.IconPaper}, who.Holds(publication.Read) || who.Holds(publication.Receive)},
		{ui.NavItem{Label: "Thư viện, tìm", Href: "/library", Icon: ui.IconSearch, Office: true}, who.Holds(library.Read)},
		{ui.NavItem{Label: "Nhiệm vụ", Href: "/tasks", Icon: ui.IconTask}, who.Member != ""},
		{ui.NavItem{Label: "Tôi", Href: "/me", Icon: ui.IconPerson}, true},
		{ui.NavItem{Label: "Văn bản đến", Href: "/incoming", Icon: ui.IconInbox, Office: true}, who.Holds(incoming.See)},
		{ui.NavItem{Label: "Văn bản đi", Href: "/documents", Icon: ui.IconPaper, Office: true}, who.Holds(document.See)},
		{ui.NavItem{Label: "Liên thông", Href: "/exchange", Icon: ui.IconSend, Office: true}, who.Holds(exchange.See)},
		{ui.NavItem{Label: "Danh bạ liên thông", Href: "/exchange/peers", Icon: ui.IconSend, Office: true}, who.Holds(exchange.Manage)},
		{ui.NavItem{Label: "Bản chụp chờ xác nhận", Href: "/files/waiting", Icon: ui.IconLock, Office: true}, who.Holds(filing.Declare)},
		{ui.NavItem{Label: "Theo dõi sinh hoạt", Href: "/reports", Icon: ui.IconReport, Office: true}, who.Holds(report.See)},
		{ui.NavItem{Label: "Theo dõi đọc văn bản", Href: "/publications", Icon: ui.IconSend, Office: true}, who.Holds(publication.Watch)},
		{ui.NavItem{Label: "Đơn vị", Href: "/units", Icon: ui.IconUnit, Office: true}, who.Holds(org.See)},
		{ui.NavItem{Label: "Đảng viên", Href: "/members", Icon: ui.IconMembers, Office: true}, who.Holds(member.See)},
		{ui.NavItem{Label: "Tài khoản", Href: "/accounts", Icon: ui.IconLock, Office: true}, who.Holds(account.Manage)},
		{ui.NavItem{Label: "Quản trị", Href: "/admin", Icon: ui.IconSettings, Office: true}, who.Holds("rule.see") || who.Holds("audit.see")},
	}
	var out []ui.NavItem
	for _, x := range all {
		if x.may {
			x.item.Active = x.item.Href == here || x.item.Href != "/" && strings.HasPrefix(here, x.item.Href+"/")
			out = append(out, x.item)
		}
	}
	return out
}

// roleOf is the highest of a person's roles, in words.
func roleOf(who authz.Actor) string {
	for _, r := range []struct{ name, words string }{
		{"administrator", "Quản trị"}, {"officer", "Cán bộ chuyên môn"}, {"clerk", "Cán bộ văn phòng"},
		{"secretary", "Bí thư, phó bí thư"}, {"committee", "Cấp ủy viên"},
	} {
		if slices.ContainsFunc(who.Roles, func(x authz.Role) bool { return x.Name == r.name }) {
			return r.words
		}
	}
	return "Đảng viên"
}

// local keeps redirects on this site.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// backOf is the page from which a form was sent.
func backOf(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return local(u.RequestURI())
}

func queryEscape(s string) string { return url.QueryEscape(s) }

func asError[E error](err error, into *E) bool { return errors.As(err, into) }

// lines are the sentences of a form's mistakes in a steady order.
func lines(fields map[string]string) []ui.FieldError {
	names := make([]string, 0, len(fields))
	for n := range fields {
		names = append(names, n)
	}
	slices.Sort(names)
	out := make([]ui.FieldError, len(names))
	for i, n := range names {
		out[i] = ui.FieldError{Name: n, Text: fields[n]}
	}
	return out
}

// mistakes are what a refused form shows again: a sentence for each field, and
// one for the whole. ok is false for faults that a form cannot mend, and for what
// was done by the press before.
func (w *Web) mistakes(err error) (fields map[string]string, all []ui.FieldError, ok bool) {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Says("db.done_before") {
		return nil, nil, false
	}
	fields = w.Words.Fields(f)
	all = lines(fields)
	if len(all) == 0 {
		all = []ui.FieldError{{Text: w.Words.Fault(f)}}
	}
	return fields, all, true
}

// refused shows a refusal on the form that it came from, and is its status: 200 where
// there was none. What no form can show is handed back.
func (w *Web) refused(refusal error, fields *map[string]string, all *[]ui.FieldError) (code int, err error) {
	if refusal == nil {
		return http.StatusOK, nil
	}
	var ok bool
	if *fields, *all, ok = w.mistakes(refusal); !ok {
		return 0, refusal
	}
	return statusOfError(refusal), nil
}

// revOf is the revision that the sender of a form saw; 0 where it says none.
func revOf(r *http.Request) int64 {
	n, _ := strconv.ParseInt(form(r, "rev"), 10, 64)
	return n
}

// form reads one value of a sent form, without spaces around it.
func form(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
