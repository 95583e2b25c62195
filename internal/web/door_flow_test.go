package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/task"
)

// browser keeps cookies and goes through the whole program, door and all.
type browser struct {
	t    *testing.T
	h    http.Handler
	jars map[string]*http.Cookie
}

func (b *browser) do(method, path string, values url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(values.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.jars {
		if strings.HasPrefix(path, c.Path) {
			r.AddCookie(c)
		}
	}
	rec := httptest.NewRecorder()
	b.h.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		b.jars[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.jars, c.Name)
		}
	}
	return rec
}

// goes checks the status of an answer and where it leads.
func (b *browser) goes(what string, rec *httptest.ResponseRecorder, status int, to string) {
	b.t.Helper()
	if rec.Code != status || rec.Header().Get("Location") != to {
		b.t.Fatalf("%s: %d to %q, want %d to %q", what, rec.Code, rec.Header().Get("Location"), status, to)
	}
}

func newBrowser(t *testing.T, o *office) *browser {
	return &browser{t: t, h: o.Handler(), jars: map[string]*http.Cookie{}}
}

const pass = "con mèo trèo cây cau"

func TestFromTheCodeToTheDoorAndBack(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Administrator)
	id := o.hires("B1", "Nguyễn Văn An", "001234567890")
	sheets, err := o.Accounts.Issue(t.Context(), o.who, []string{string(id)})
	if err != nil {
		t.Fatal(err)
	}
	slip := sheets[0].Slips[0]
	b := newBrowser(t, o)
	b.goes("a stranger", b.do("GET", "/tasks", nil), http.StatusSeeOther, "/sign-in?next=%2Ftasks")
	wrong := b.do("POST", "/sign-in", url.Values{"login": {slip.Login}, "secret": {"đoán bừa một câu"}, "next": {"/tasks"}})
	b.goes("a wrong password", wrong, http.StatusUnauthorized, "")
	if page := wrong.Body.String(); strings.Contains(page, "đoán bừa") || !strings.Contains(page, `value="/tasks"`) || !strings.Contains(page, slip.Login) {
		t.Errorf("the refused form:\n%s", body(page))
	}
	b.goes("the code", b.do("POST", "/sign-in", url.Values{"login": {slip.Login}, "secret": {slip.Code}, "next": {"/tasks"}}), http.StatusSeeOther, "/password?next=%2Ftasks")
	if c := b.jars[deviceCookie]; c == nil || c.Path != "/sign-in" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("the mark of the device: %v", c)
	}
	b.goes("a page before the password", b.do("GET", "/me", nil), http.StatusSeeOther, "/password")
	b.goes("two passwords", b.do("POST", "/password", url.Values{"password": {pass}, "again": {"khác"}}), http.StatusUnprocessableEntity, "")
	b.goes("the password", b.do("POST", "/password", url.Values{"password": {pass + " "}, "again": {pass}, "next": {"/tasks"}}), http.StatusSeeOther, "/tasks")
	b.goes("the sign-in page again", b.do("GET", "/sign-in?next=//evil.example", nil), http.StatusSeeOther, "/")
	says(t, b.do("GET", "/me", nil).Body.String(), "Nguyễn Văn An", "Chi bộ thôn Nà Tền", "Máy này", "Đổi mật khẩu")
	b.goes("a wrong present password", b.do("POST", "/password", url.Values{"old": {"sai"}, "password": {pass + " xanh"}, "again": {pass + " xanh"}}), http.StatusUnprocessableEntity, "")
	b.goes("signing out", b.do("POST", "/sign-out", nil), http.StatusSeeOther, "/sign-in")
	if b.jars[sessionCookie] != nil {
		t.Error("the session's cookie stays after signing out")
	}
	b.goes("the password at the door", b.do("POST", "/sign-in", url.Values{"login": {slip.Login}, "secret": {" " + pass}, "next": {"https://evil.example"}}), http.StatusSeeOther, "/")
}

func TestCodesAreGivenOnce(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	an, binh := o.hires("B1", "Nguyễn Văn An", "001234567890"), o.hires("B1", "Lê Thị Bình", "001234567891")
	list := accountsOf(o.unit["B1"].ID)
	says(t, o.get(list, http.StatusOK), "Nguyễn Văn An", "chưa có tài khoản", "checked")
	form := url.Values{"unit": {"3"}, "member": {string(an)}, "as": {"page"}}
	page := o.post("/accounts/codes", http.StatusOK, form)
	says(t, page, "Mã chỉ hiện một lần", "Nguyễn Văn An", "001234567890")
	form.Set("as", "pdf")
	form.Set("member", string(binh))
	if page = o.post("/accounts/codes", http.StatusOK, form); !strings.HasPrefix(page, "%PDF-") {
		t.Errorf("the sheet to print begins %.20q", page)
	}
	o.post("/accounts/codes", http.StatusUnprocessableEntity, url.Values{"unit": {"3"}})
	rows, err := o.Accounts.List(t.Context(), o.who, account.Query{})
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	at := accountPath(rows[0].Account)
	says(t, o.get(at, http.StatusOK), "Chờ đăng nhập lần đầu", "Giao thêm vai trò", "Bí thư, phó bí thư")
	says(t, o.post(at+"/roles", http.StatusUnprocessableEntity, url.Values{"role": {access.Secretary}}), "Không tìm thấy đơn vị này")
	o.post(at+"/roles", http.StatusForbidden, url.Values{"role": {access.Administrator}, "unit": {everywhere}})
	o.post(at+"/roles", http.StatusSeeOther, url.Values{"role": {access.Secretary}, "unit": {"3"}})
	_, rest, found := strings.Cut(o.get(at, http.StatusOK), `href="`+at+`/roles/`)
	role, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("the role that was given is not shown")
	}
	says(t, o.get(at+"/roles/"+role, http.StatusOK), "Thu hồi vai trò này?", "Bí thư, phó bí thư", "Chi bộ thôn Nà Tền")
	o.post(at+"/roles/"+role, http.StatusSeeOther, nil)
	o.post(at+"/suspend", http.StatusSeeOther, nil)
	says(t, o.get(at, http.StatusOK), "Đang khóa", "Mở khóa")
}

func TestATaskIsGivenAndReported(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Secretary)
	o.who.Roles[0].At = o.unit["B1"].Path
	an := o.hires("B1", "Nguyễn Văn An", "001234567890")
	says(t, o.get("/tasks/new", http.StatusOK), "Nguyễn Văn An")
	says(t, o.post("/tasks", http.StatusUnprocessableEntity, url.Values{"unit": {"3"}, "title": {"Vệ sinh đường làng"}}), "Vệ sinh đường làng", "Hãy chọn người thực hiện")
	to := o.post("/tasks", http.StatusSeeOther, url.Values{"unit": {"3"}, "title": {"Vệ sinh đường làng"}, "owner": {string(an)}})
	rev := hidden(t, o.get(to, http.StatusOK), "rev")
	report := url.Values{"rev": {rev}, "state": {string(task.Open)}, "progress": {"40"}, "result": {"Xong hai đoạn"}}
	o.post(to+"/report", http.StatusSeeOther, report)
	report.Set("result", "Viết cùng lúc")
	page := o.post(to+"/report", http.StatusConflict, report)
	says(t, page, "Viết cùng lúc", "Xong hai đoạn")
	report.Set("rev", hidden(t, page, "rev"))
	report.Set("state", string(task.Done))
	o.post(to+"/report", http.StatusSeeOther, report)
	says(t, o.get("/tasks/unit?state=done", http.StatusOK), "Vệ sinh đường làng", "Đã xong")
}
