package web

import (
	"net/http"
	"slices"
	"strconv"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// everywhere stands in a form for the whole tree. It is said in full, so that a
// unit that was left out or mistyped never becomes all units.
const everywhere = "everywhere"

// fillRoles reads what the account holds, and what this person may give it.
func (w *Web) fillRoles(r *http.Request, v visit, row account.Row, d *views.AccountData) error {
	today := civil.In(w.DB.Now())
	roles, err := access.RolesOn(w.Rules, today)
	if err != nil {
		return err
	}
	var held []access.Held
	var places []org.Unit
	names := map[authz.Path]string{access.Everywhere: "Toàn hệ thống"}
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		by, err := w.Access.Of(r.Context(), q, []string{row.Account}, today)
		if err != nil {
			return err
		}
		held = by[row.Account]
		if places, err = w.Units.Trail(r.Context(), q, row.Path); err != nil {
			return err
		}
		return w.nameUnits(r, q, held, places, names)
	})
	if err != nil {
		return err
	}
	for _, h := range held {
		d.Roles = append(d.Roles, w.roleView(v.who(), roles, h, names[h.Path], d.Base))
	}
	d.Titles, d.Places = offers(v.who(), roles, places)
	d.Today, d.MayGrant = string(today), len(d.Titles) > 0 && !d.Own
	return nil
}

// nameUnits finds the names of all units that the page speaks of.
func (w *Web) nameUnits(r *http.Request, q db.Q, held []access.Held, places []org.Unit, names map[authz.Path]string) error {
	var ids []org.ID
	for _, h := range held {
		ids = append(ids, h.Unit)
	}
	cards, err := w.Units.Cards(r.Context(), q, ids)
	for _, h := range held {
		if h.Unit != 0 {
			names[h.Path] = cards[h.Unit].Name
		}
	}
	for _, u := range places {
		names[u.Path] = u.Name
	}
	return err
}

func (w *Web) roleView(who authz.Actor, roles access.Roles, h access.Held, unit, base string) views.RoleView {
	days := "Từ " + h.From.String()
	if !h.To.IsZero() {
		days += " đến hết " + h.To.String()
	}
	out := views.RoleView{Title: roles[h.Role].Title, Unit: unit, Days: days}
	if roles.MayGrant(who, h.Role, h.Path) {
		out.Revoke = base + "/roles/" + h.ID + "/revoke"
	}
	return out
}

// offers are the roles that the person may give at one of the places at least,
// and those places, the nearest first.
func offers(who authz.Actor, roles access.Roles, places []org.Unit) (titles, units []ui.Option) {
	for _, u := range slices.Backward(places) {
		if who.Can(access.Grant, u.Path) {
			units = append(units, ui.Option{Value: strconv.FormatInt(int64(u.ID), 10), Label: u.Name})
		}
	}
	if len(places) == 0 && who.Can(access.Grant, access.Everywhere) {
		units = append(units, ui.Option{Value: everywhere, Label: "Toàn hệ thống"})
	}
	for name, role := range roles {
		reach := func(u org.Unit) bool { return roles.MayGrant(who, name, u.Path) }
		if slices.ContainsFunc(places, reach) || len(places) == 0 && roles.MayGrant(who, name, access.Everywhere) {
			titles = append(titles, ui.Option{Value: name, Label: role.Title})
		}
	}
	slices.SortFunc(titles, func(a, b ui.Option) int { return roleOrder(a.Value) - roleOrder(b.Value) })
	return titles, units
}

// roleOrder puts what is given most often first; roles of the organisation's own come last.
func roleOrder(name string) int {
	order := []string{access.Secretary, access.Committee, access.Clerk, access.Officer, access.Administrator, access.Member}
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

func (w *Web) grantRole(rw http.ResponseWriter, r *http.Request, v visit) error {
	row, err := w.Accounts.Look(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	wish := access.Wish{Account: row.Account, Role: form(r, "role"), From: dayOf(form(r, "from")), To: dayOf(form(r, "to"))}
	if wish.Unit, err = w.wishedUnit(r, v); err == nil {
		_, err = w.Access.Grant(r.Context(), v.who(), wish)
	}
	if err != nil {
		return w.grantAgain(rw, r, v, row, err)
	}
	return done(rw, r, accountPath(row.Account), "Đã giao vai trò. Người này dùng được ngay ở lần mở trang tới.")
}

// wishedUnit is the unit of the list, or the one whose code was typed.
func (w *Web) wishedUnit(r *http.Request, v visit) (id org.ID, err error) {
	code := form(r, "code")
	if code == "" {
		unit := form(r, "unit")
		if id = unitNumber(unit); id == 0 && unit != everywhere {
			return 0, fault.New(fault.Invalid, "access.wish").Field("unit", "access.no_unit")
		}
		return id, nil
	}
	u, err := w.unitCoded(r.Context(), v.who(), code)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Invalid, "access.wish").Field("code", "access.no_unit")
	}
	return u.ID, err
}

func (w *Web) grantAgain(rw http.ResponseWriter, r *http.Request, v visit, row account.Row, refusal error) error {
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	d, err := w.accountData(r, v, row)
	if err != nil {
		return err
	}
	d.Errors, d.Mistakes = fields, all
	d.Role, d.Place, d.Code, d.From, d.To = form(r, "role"), form(r, "unit"), form(r, "code"), form(r, "from"), form(r, "to")
	return w.showAccount(rw, r, v, row, d, fault.Of(refusal).Kind.Status())
}

// askRevoke shows which role is about to be taken.
func (w *Web) askRevoke(rw http.ResponseWriter, r *http.Request, v visit) error {
	row, err := w.Accounts.Look(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := w.accountData(r, v, row)
	if err != nil {
		return err
	}
	at := "/roles/" + r.PathValue("role") + "/revoke"
	for _, x := range d.Roles {
		if x.Revoke == d.Base+at {
			return w.ask(rw, r, v, "Thu hồi vai trò này?", ui.Confirm{
				Label: "Thu hồi", Action: at, Undo: "Người này mất quyền của vai trò ngay. Có thể giao lại bất cứ lúc nào.",
				Facts: []ui.Fact{{Name: "Vai trò", Value: x.Title}, {Name: "Đơn vị", Value: x.Unit}, {Name: "Thời gian", Value: x.Days}},
			})
		}
	}
	return fault.New(fault.NotFound, "access.no_role")
}

func (w *Web) revokeRole(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Access.Revoke(r.Context(), v.who(), r.PathValue("role")); err != nil {
		return err
	}
	return done(rw, r, accountPath(r.PathValue("id")), "Đã thu hồi vai trò.")
}
