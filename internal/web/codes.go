package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"sotay/internal/account"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/paper"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// Codes are known only at the moment of issuing, so the answer of the form is
// the sheet itself: as PDF to print, or as a page. Neither is kept anywhere.

func (w *Web) giveCodes(rw http.ResponseWriter, r *http.Request, v visit) error {
	back := accountsOf(unitNumber(form(r, "unit")))
	sheets, err := w.Accounts.Issue(r.Context(), v.who(), r.PostForm["member"])
	if err != nil {
		return err
	}
	return w.answerCodes(rw, r, v, sheets, back)
}

// newCode resets one account.
func (w *Web) newCode(rw http.ResponseWriter, r *http.Request, v visit) error {
	slip, err := w.Accounts.Reissue(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	sheet := account.Sheet{Unit: slip.Unit, Slips: []account.Slip{slip}}
	if slip.Unit != 0 {
		if err := w.DB.Read(r.Context(), func(q db.Q) error {
			u, err := w.Units.Get(r.Context(), q, slip.Unit)
			sheet.Name = u.Name
			return err
		}); err != nil {
			return err
		}
	}
	return w.answerCodes(rw, r, v, []account.Sheet{sheet}, accountPath(slip.Account))
}

// answerCodes answers with the codes. The PDF is one branch's; several branches,
// nobody with a code, or words that do not fit on its cards give the page: a code
// that was issued must be seen.
func (w *Web) answerCodes(rw http.ResponseWriter, r *http.Request, v visit, sheets []account.Sheet, back string) error {
	if form(r, "as") == "pdf" && len(sheets) == 1 && given(sheets[0]) > 0 {
		var b bytes.Buffer
		if err := paper.CodeSheet(&b, w.codeCards(r, sheets[0])); err == nil {
			attach(rw, "application/pdf", "")
			rw.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+escapeName("Mã đăng nhập - "+sheets[0].Name+".pdf"))
			_, err := b.WriteTo(rw)
			return err
		}
	}
	p := w.page(r, v, "Mã đăng nhập")
	p.Here = back // a switch of look must not ask for this page again
	p.Crumbs = []ui.Crumb{{Label: "Tài khoản", Href: "/accounts"}}
	d := views.CodesData{Address: w.address(r), Back: back}
	for _, s := range sheets {
		d.Given += given(s)
		d.Sheets = append(d.Sheets, w.codeSheet(s))
	}
	return show(rw, r, views.Codes(p, d))
}

func given(s account.Sheet) (n int) {
	for _, x := range s.Slips {
		if x.Code != "" {
			n++
		}
	}
	return n
}

// address is where people reach this site, as the clerk reached it.
func (w *Web) address(r *http.Request) string {
	if w.Secure || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (w *Web) codeCards(r *http.Request, s account.Sheet) paper.Codes {
	address := w.address(r)
	c := paper.Codes{Layout: paper.HD05(), Unit: s.Name, Address: address, Created: w.DB.Now()}
	for _, x := range s.Slips {
		if x.Code == "" {
			continue
		}
		c.Steps = fmt.Sprintf("Mở địa chỉ trên hoặc quét mã, nhập mã đăng nhập rồi chọn mật khẩu. Mã dùng đến hết ngày %s.", x.Until)
		c.People = append(c.People, paper.SignIn{Name: x.Name, Login: x.Login, Code: x.Code, Link: address + "/sign-in?login=" + queryEscape(x.Login)})
	}
	return c
}

func (w *Web) codeSheet(s account.Sheet) views.CodeSheet {
	out := views.CodeSheet{Unit: s.Name}
	for _, x := range s.Slips {
		if x.Code == "" {
			out.Skipped = append(out.Skipped, ui.Fact{Name: x.Name, Value: w.Words.Say(x.Skipped)})
			continue
		}
		out.Cards = append(out.Cards, views.CodeCard{Name: x.Name, Login: x.Login, Code: x.Code, Until: x.Until.String()})
	}
	return out
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	for i, c := range s {
		return strings.ToUpper(string(c)) + s[i+len(string(c)):]
	}
	return s
}

// dayOf reads a day of a form or an address; none for what is not one.
func dayOf(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		return ""
	}
	return d
}
