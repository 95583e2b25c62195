package web

import (
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// accountRoutes are for those who let people in: accounts and codes of a unit,
// one account, and the roles that it holds (roles.go).
func (w *Web) accountRoutes() []Route {
	return []Route{
		holder(account.Manage, "GET /accounts", w.accounts),
		holder(account.Manage, "POST /accounts/codes", w.giveCodes),
		holder(access.Grant, "GET /accounts/staff", w.staffForm),
		holder(access.Grant, "POST /accounts/staff", w.createStaff),
		at(account.Manage, "GET /accounts/{id}", w.account),
		at(account.Manage, "GET /accounts/{id}/code", w.askCode),
		at(account.Manage, "POST /accounts/{id}/code", w.newCode),
		at(account.Manage, "GET /accounts/{id}/suspend", w.askSuspend),
		at(account.Manage, "POST /accounts/{id}/suspend", w.suspend),
		at(account.Manage, "POST /accounts/{id}/restore", w.restore),
		at(access.Grant, "POST /accounts/{id}/roles", w.grantRole),
		at(access.Grant, "GET /accounts/{id}/roles/{role}/revoke", w.askRevoke),
		at(access.Grant, "POST /accounts/{id}/roles/{role}/revoke", w.revokeRole),
	}
}

// accountsPage is how many people one page shows: a whole branch, as a rule.
const accountsPage = 200

func accountPath(id string) string { return "/accounts/" + id }

// accounts shows a unit: those under it to go on to, and its own people. Without
// a unit it shows where the person may begin, or begins there if it is one place.
func (w *Web) accounts(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := unitNumber(r.URL.Query().Get("unit"))
	children, err := w.Units.Children(r.Context(), v.who(), id)
	if err != nil {
		return err
	}
	if id == 0 && len(children) == 1 {
		http.Redirect(rw, r, accountsOf(children[0].ID), http.StatusSeeOther)
		return nil
	}
	p := w.page(r, v, "Tài khoản")
	var d views.AccountsData
	if v.who().Holds(access.Grant) {
		d.Staff = "/accounts/staff?unit=" + r.URL.Query().Get("unit")
	}
	for _, u := range children {
		d.Units = append(d.Units, views.Link{Text: u.Name, Href: accountsOf(u.ID)})
	}
	if id == 0 {
		p.Lede = "Chọn đơn vị để cấp mã đăng nhập hoặc quản lý tài khoản."
		if d.Others, err = w.officeAccounts(r, v, ""); err != nil {
			return err
		}
		return show(rw, r, views.Accounts(p, d))
	}
	u, err := w.Units.Look(r.Context(), v.who(), id)
	if err != nil {
		return err
	}
	p.Title = "Tài khoản " + u.Name
	if p.Crumbs, err = w.accountCrumbs(r, v, u.Path); err != nil {
		return err
	}
	if err := w.fillAccounts(r, v, u, &d); err != nil {
		return err
	}
	return show(rw, r, views.Accounts(p, d))
}

func accountsOf(unit org.ID) string { return "/accounts?unit=" + strconv.FormatInt(int64(unit), 10) }

// accountCrumbs lead down to a unit, as far as the person may see.
func (w *Web) accountCrumbs(r *http.Request, v visit, path authz.Path) (crumbs []ui.Crumb, err error) {
	crumbs = []ui.Crumb{{Label: "Tài khoản", Href: "/accounts"}}
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		trail, err := w.Units.Trail(r.Context(), q, path)
		for _, u := range trail {
			if u.Path != path && v.Who.Can(account.Manage, u.Path) {
				crumbs = append(crumbs, ui.Crumb{Label: u.Name, Href: accountsOf(u.ID)})
			}
		}
		return err
	})
	return crumbs, err
}

// fillAccounts reads the unit's own people: those without a password can be
// given codes, those with an account can be looked at.
func (w *Web) fillAccounts(r *http.Request, v visit, u org.Unit, d *views.AccountsData) error {
	all, err := w.Accounts.List(r.Context(), v.who(), account.Query{Top: u.Path, Limit: accountsPage, After: afterRow(r, u.Path)})
	if err != nil {
		return err
	}
	d.Unit = strconv.FormatInt(int64(u.ID), 10)
	for _, x := range all {
		if x.Path != u.Path {
			continue
		}
		if x.Status != account.Active && x.Status != account.Suspended {
			d.People = append(d.People, ui.Option{Value: x.Member, Label: x.Name, Hint: codeHint(x), Chosen: x.Status != account.Waiting})
		}
		if x.Account != "" {
			d.Accounts = append(d.Accounts, accountLine(x))
		}
	}
	d.Shown = len(all)
	if last := len(all) - 1; len(all) == accountsPage && all[last].Path == u.Path {
		d.More = accountsOf(u.ID) + "&sort=" + queryEscape(all[last].Sort) + "&member=" + queryEscape(all[last].Member)
	}
	d.Others, err = w.officeAccounts(r, v, u.Path)
	return err
}

// afterRow is the last row of the page before, as the address carries it.
func afterRow(r *http.Request, path authz.Path) account.Row {
	q := r.URL.Query()
	if q.Get("member") == "" {
		return account.Row{}
	}
	return account.Row{Path: path, Sort: q.Get("sort"), Member: q.Get("member")}
}

// officeAccounts are the accounts of no member, all of them or those of one place.
func (w *Web) officeAccounts(r *http.Request, v visit, at authz.Path) (rows []ui.Row, err error) {
	all, err := w.Accounts.Others(r.Context(), v.who(), account.Query{Top: at, Limit: accountsPage})
	for _, x := range all {
		if at == "" || x.Path == at {
			rows = append(rows, accountLine(x))
		}
	}
	return rows, err
}

func codeHint(x account.Row) string {
	words := []string{}
	if born := x.Birth.String(); born != "" {
		words = append(words, "Sinh "+born)
	}
	switch x.Status {
	case account.Waiting:
		words = append(words, "đã có mã dùng đến "+civil.In(x.Until).String()+"; cấp lại thì mã cũ hết hiệu lực")
	case account.Expired:
		words = append(words, "mã đã hết hạn")
	default:
		words = append(words, "chưa có tài khoản")
	}
	return upperFirst(strings.Join(words, ", "))
}

func accountLine(x account.Row) ui.Row {
	return ui.Row{Cells: []ui.Cell{
		{Text: x.Name, Href: accountPath(x.Account)}, {Text: x.Login}, {Body: accountBadge(x.Status)},
	}}
}

func accountBadge(s account.Status) ui.Badge {
	switch s {
	case account.Active:
		return ui.Badge{Text: "Đang dùng", Tone: ui.Good, Icon: ui.IconCheck}
	case account.Waiting:
		return ui.Badge{Text: "Chờ đăng nhập lần đầu", Tone: ui.Info, Icon: ui.IconClock}
	case account.Expired:
		return ui.Badge{Text: "Mã hết hạn", Tone: ui.Warn, Icon: ui.IconWarning}
	case account.Suspended:
		return ui.Badge{Text: "Đang khóa", Tone: ui.Bad, Icon: ui.IconLock}
	}
	return ui.Badge{Text: "Chưa có"}
}

func (w *Web) account(rw http.ResponseWriter, r *http.Request, v visit) error {
	row, err := w.Accounts.Look(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := w.accountData(r, v, row)
	if err != nil {
		return err
	}
	return w.showAccount(rw, r, v, row, d, http.StatusOK)
}

func (w *Web) showAccount(rw http.ResponseWriter, r *http.Request, v visit, row account.Row, d views.AccountData, code int) error {
	p, err := w.accountFrame(r, v, row, row.Name)
	if err != nil {
		return err
	}
	return render(rw, r, code, views.Account(p, d))
}

func (w *Web) accountFrame(r *http.Request, v visit, row account.Row, title string) (ui.Page, error) {
	p := w.page(r, v, title)
	p.Here = accountPath(row.Account)
	var err error
	p.Crumbs, err = w.accountCrumbs(r, v, row.Path)
	if err == nil && row.Path != access.Everywhere {
		var u org.Unit
		if err = w.DB.Read(r.Context(), func(q db.Q) (err error) {
			u, err = w.Units.ByPath(r.Context(), q, row.Path)
			return err
		}); err == nil {
			p.Crumbs = append(p.Crumbs, ui.Crumb{Label: u.Name, Href: accountsOf(u.ID)})
		}
	}
	return p, err
}

func (w *Web) accountData(r *http.Request, v visit, row account.Row) (views.AccountData, error) {
	until := ""
	if row.Status == account.Waiting {
		until = civil.In(row.Until).String()
	}
	d := views.AccountData{
		Base: accountPath(row.Account), Badge: accountBadge(row.Status), Suspended: row.Status == account.Suspended, Own: row.Account == v.Who.ID,
		Facts: filled([]ui.Fact{{Name: "Tên đăng nhập", Value: row.Login}, {Name: "Ngày sinh", Value: row.Birth.String()}, {Name: "Mã dùng đến hết ngày", Value: until}}),
	}
	if !v.Who.Can(access.Grant, row.Path) {
		return d, nil
	}
	return d, w.fillRoles(r, v, row, &d)
}

func (w *Web) askCode(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.ask(rw, r, v, "Cấp mã mới cho tài khoản này?", ui.Confirm{
		Label: "Cấp mã mới", Action: "/code", Undo: "Mật khẩu hiện tại và mọi máy đang đăng nhập của người này sẽ hết hiệu lực ngay. Mã chỉ hiện một lần, hãy in hoặc chép lại để trao tận tay.",
		Hidden: []ui.Hidden{{Name: "as", Value: "page"}},
	})
}

func (w *Web) askSuspend(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.ask(rw, r, v, "Khóa tài khoản này?", ui.Confirm{
		Label: "Khóa tài khoản", Action: "/suspend", Final: true, Undo: "Người này bị đăng xuất ngay và không vào được nữa. Có thể mở khóa bất cứ lúc nào.",
	})
}

// ask shows what an act on an account will do, before it is done.
func (w *Web) ask(rw http.ResponseWriter, r *http.Request, v visit, title string, c ui.Confirm) error {
	row, err := w.Accounts.Look(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	p, err := w.accountFrame(r, v, row, row.Name)
	if err != nil {
		return err
	}
	c.Title, c.Action, c.Cancel = title, accountPath(row.Account)+c.Action, accountPath(row.Account)
	c.Facts = append([]ui.Fact{{Name: "Họ tên", Value: row.Name}, {Name: "Tên đăng nhập", Value: row.Login}}, c.Facts...)
	return show(rw, r, views.Ask(p, c))
}

func (w *Web) suspend(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := w.Accounts.Suspend(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, accountPath(id), "Đã khóa tài khoản.")
}

func (w *Web) restore(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := w.Accounts.Restore(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, accountPath(id), "Đã mở khóa. Người này đăng nhập bằng mật khẩu như trước.")
}
