package web

import (
	"net/http"
	"strconv"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// staffForm asks for an account of an office, whose person is on no list yet.
func (w *Web) staffForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	d := views.StaffData{Unit: r.URL.Query().Get("unit"), Role: access.Clerk}
	return w.showStaff(rw, r, v, d, http.StatusOK)
}

func (w *Web) showStaff(rw http.ResponseWriter, r *http.Request, v visit, d views.StaffData, code int) error {
	places, err := w.staffPlaces(r, v, unitNumber(d.Unit))
	if err != nil {
		return err
	}
	roles, err := access.RolesOn(w.Rules, civil.In(w.DB.Now()))
	if err != nil {
		return err
	}
	d.Roles, d.Units = staffRoles(v.who(), roles, places)
	d.Back = accountsOf(unitNumber(d.Unit))
	p := w.page(r, v, "Lập tài khoản cơ quan")
	p.Crumbs = []ui.Crumb{{Label: "Tài khoản", Href: "/accounts"}}
	return render(rw, r, code, views.Staff(p, d))
}

// staffPlaces are the unit that was asked for and those under it, or the tops of
// what the actor sees.
func (w *Web) staffPlaces(r *http.Request, v visit, id org.ID) ([]org.Unit, error) {
	below, err := w.Units.Children(r.Context(), v.who(), id)
	if err != nil || id == 0 {
		return below, err
	}
	u, err := w.Units.Look(r.Context(), v.who(), id)
	return append([]org.Unit{u}, below...), err
}

// staffRoles are the roles of offices that the actor may give at the places;
// those of insiders belong to members.
func staffRoles(who authz.Actor, roles access.Roles, places []org.Unit) (titles, units []ui.Option) {
	given := map[string]bool{}
	for _, u := range places {
		some := false
		for name, role := range roles {
			if !role.Insider && name != access.Member && roles.MayGrant(who, name, u.Path) {
				given[name], some = true, true
			}
		}
		if some {
			units = append(units, ui.Option{Value: strconv.FormatInt(int64(u.ID), 10), Label: u.Name})
		}
	}
	for _, name := range []string{access.Clerk, access.Officer, access.Administrator} {
		if given[name] {
			titles = append(titles, ui.Option{Value: name, Label: roles[name].Title})
		}
	}
	return titles, units
}

func (w *Web) createStaff(rw http.ResponseWriter, r *http.Request, v visit) error {
	d := views.StaffData{Name: form(r, "name"), Login: form(r, "login"), Role: form(r, "role"), Unit: form(r, "unit")}
	unit := unitNumber(d.Unit)
	if unit == 0 {
		d.Errors, d.Mistakes = map[string]string{"unit": "Hãy chọn đơn vị."}, []ui.FieldError{{Name: "unit", Text: "Hãy chọn đơn vị."}}
		return w.showStaff(rw, r, v, d, http.StatusUnprocessableEntity)
	}
	slip, err := w.Accounts.CreateStaff(r.Context(), v.who(), account.Staff{Login: d.Login, Name: d.Name, Role: d.Role, Unit: unit})
	if fields, all, ok := w.mistakes(err); err != nil && ok {
		d.Errors, d.Mistakes = fields, all
		return w.showStaff(rw, r, v, d, statusOfError(err))
	}
	if err != nil {
		return err
	}
	u, err := w.Units.Look(r.Context(), v.who(), unit)
	if err != nil {
		return err
	}
	return w.answerCodes(rw, r, v, []account.Sheet{{Unit: unit, Name: u.Name, Slips: []account.Slip{slip}}}, accountsOf(unit))
}
