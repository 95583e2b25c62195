package web

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// memberForm is the empty form of a new record, at the unit that the address or
// the form names.
func (w *Web) memberForm(r *http.Request, v visit, unit string) (views.MemberFormData, org.Unit, error) {
	d := views.MemberFormData{New: true, Action: "/members", Cancel: "/members", Draft: "member-new", State: string(member.Official), Today: string(w.today()), Errors: map[string]string{},
		Unit: views.Pick{Name: "unit", Label: "Chi bộ", Hint: "Mã hoặc một phần tên của chi bộ"}}
	if scope := v.who().Scope(member.Edit); unit == "" && len(scope) == 1 && scope[0].Only {
		unit = strconv.FormatInt(scope[0].Top.Unit(), 10) // the one branch that he keeps
	}
	u, err := w.listUnit(r, v, unit)
	if err != nil {
		return d, u, err
	}
	if u.ID != 0 {
		d.UnitID, d.UnitName = strconv.FormatInt(int64(u.ID), 10), u.Name
		d.Cancel += "?unit=" + d.UnitID
	}
	return d, u, nil
}

func (w *Web) memberFormPage(r *http.Request, v visit, d views.MemberFormData, title string) ui.Page {
	p := w.page(r, v, title)
	p.Crumbs = []ui.Crumb{{Label: "Đảng viên", Href: "/members"}}
	p.Lede = d.UnitName
	return p
}

const newMember = "Thêm một người"

func (w *Web) memberNew(rw http.ResponseWriter, r *http.Request, v visit) error {
	d, _, err := w.memberForm(r, v, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	return show(rw, r, views.MemberForm(w.memberFormPage(r, v, d, newMember), d))
}

func (w *Web) memberAdd(rw http.ResponseWriter, r *http.Request, v visit) error {
	d, u, err := w.memberForm(r, v, form(r, "in"))
	if err != nil {
		return err
	}
	person := w.sentPerson(r, &d)
	d.State, d.From, d.Decision = form(r, "state"), form(r, "from"), form(r, "decision")
	unit := u.ID
	if unit == 0 {
		if unit, err = w.pick(r, v, &d.Unit); err != nil {
			return err
		}
		if unit == 0 {
			d.Unit.Error = cmp.Or(d.Unit.Error, "Hãy nhập chi bộ.")
			d.Errors["unit"] = d.Unit.Error
		}
	}
	from, err := sentDay(r, "from")
	var id member.ID
	if err == nil && len(d.Errors) == 0 {
		id, err = w.Members.Add(r.Context(), v.who(), unit, member.Entry{Person: person, State: member.State(d.State), From: from, Decision: d.Decision})
	}
	if err == nil && len(d.Errors) == 0 {
		flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã thêm " + person.Name + " vào danh sách.", DraftDone: d.Draft})
		return done(rw, r, memberHref(id), "")
	}
	return w.memberAgain(rw, r, v, d, newMember, err)
}

// memberAgain shows a form that was refused, with all that was typed.
func (w *Web) memberAgain(rw http.ResponseWriter, r *http.Request, v visit, d views.MemberFormData, title string, err error) error {
	if err != nil {
		fields, all, ok := w.mistakes(err)
		if !ok {
			return err
		}
		for name, text := range fields {
			d.Errors[name] = text
		}
		d.Unit.Error, d.Mistakes = d.Errors["unit"], all
	}
	if d.Mistakes == nil || len(d.Errors) > 0 {
		d.Mistakes = lines(d.Errors)
	}
	return render(rw, r, http.StatusUnprocessableEntity, views.MemberForm(w.memberFormPage(r, v, d, title), d))
}

// sentPerson reads what was typed into a record's form; days that are none are said there.
func (w *Web) sentPerson(r *http.Request, d *views.MemberFormData) member.Person {
	d.Name, d.Birth, d.Sex, d.Admitted, d.Official = form(r, "name"), form(r, "birth"), form(r, "sex"), form(r, "admitted"), form(r, "official")
	d.Card, d.Citizen, d.Phone = form(r, "card"), form(r, "citizen"), form(r, "phone")
	day := func(field, text string) civil.Approx {
		a, ok := approx(text)
		if !ok {
			d.Errors[field] = w.Words.Say("member.row_day_form", text)
		}
		return a
	}
	return member.Person{Name: d.Name, Birth: day("birth", d.Birth), Sex: member.Sex(d.Sex), Admitted: day("admitted", d.Admitted), Official: day("official", d.Official),
		Card: d.Card, Citizen: d.Citizen, Phone: d.Phone}
}

// sentDay reads a date field of a form; none where it is empty.
func sentDay(r *http.Request, name string) (civil.Date, error) {
	text := form(r, name)
	if text == "" {
		return "", nil
	}
	day, err := civil.ParseDate(text)
	if err != nil {
		return "", fault.New(fault.Invalid, "member.invalid").Field(name, "member.day_empty")
	}
	return day, nil
}

// approx reads a day as people write it: 03/02/1985, 02/1985 or 1985.
func approx(text string) (civil.Approx, bool) {
	if text == "" {
		return "", true
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' || r == ' ' })
	if len(parts) == 2 && len(parts[0]) == 1 {
		parts[0] = "0" + parts[0]
	}
	switch len(parts) {
	case 1:
		a, err := civil.ParseApprox(parts[0])
		return a, err == nil && len(a) == len("2006")
	case 2:
		a, err := civil.ParseApprox(parts[1] + "-" + parts[0])
		return a, err == nil
	}
	y, m, d, err := vi.ParseDate(text)
	if err != nil {
		return "", false
	}
	day, err := civil.Day(y, m, d)
	return civil.Approx(day), err == nil
}

// memberFields are the form of a record as it stands.
func memberFields(m member.Record) views.MemberFormData {
	base := memberHref(m.ID)
	return views.MemberFormData{Action: base + "/edit", Cancel: base, Draft: "member-" + string(m.ID), Errors: map[string]string{}, UnitName: m.Name, Rev: strconv.FormatInt(m.Rev, 10),
		Name: m.Name, Birth: m.Birth.String(), Sex: string(m.Sex), Admitted: m.Admitted.String(), Official: m.Person.Official.String(),
		Card: m.Person.Card, Citizen: m.Citizen, Phone: m.Phone, State: string(m.State)}
}

const editMember = "Sửa hồ sơ"

func (w *Web) memberEdit(rw http.ResponseWriter, r *http.Request, v visit) error {
	m, err := w.editable(r, v)
	if err != nil {
		return err
	}
	d := memberFields(m)
	return show(rw, r, views.MemberForm(w.memberFormPage(r, v, d, editMember), d))
}

// editable opens a record for somebody who may correct it. That it was opened is
// noted without the key of the form that was sent, which is for what the form does.
func (w *Web) editable(r *http.Request, v visit) (member.Record, error) {
	m, err := w.Members.Open(db.WithKey(r.Context(), nil), v.who(), memberID(r))
	if err != nil {
		return m, err
	}
	return m, v.who().May(member.Edit, m.Path)
}

func (w *Web) memberSave(rw http.ResponseWriter, r *http.Request, v visit) error {
	rev := revOf(r)
	d := views.MemberFormData{Errors: map[string]string{}}
	person := w.sentPerson(r, &d)
	if len(d.Errors) == 0 {
		err := w.Members.Edit(r.Context(), v.who(), memberID(r), rev, person)
		if err == nil {
			flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lưu hồ sơ.", DraftDone: "member-" + string(memberID(r))})
			return done(rw, r, memberHref(memberID(r)), "")
		}
		return w.memberRefused(rw, r, v, d, err)
	}
	return w.memberRefused(rw, r, v, d, nil)
}

// memberRefused shows a record's form again. Where somebody else was faster, each
// field says what he wrote, and saving once more takes what stands in the form.
func (w *Web) memberRefused(rw http.ResponseWriter, r *http.Request, v visit, typed views.MemberFormData, refusal error) error {
	m, err := w.editable(r, v)
	if err != nil {
		return err
	}
	d := memberFields(m)
	overtaken := refusal != nil && fault.Of(refusal).Code == "member.changed_meanwhile"
	if overtaken {
		d.Now = written(d, typed)
	} else {
		d.Rev = form(r, "rev")
	}
	d.Name, d.Birth, d.Sex, d.Admitted, d.Official = typed.Name, typed.Birth, typed.Sex, typed.Admitted, typed.Official
	d.Card, d.Citizen, d.Phone, d.Errors = typed.Card, typed.Citizen, typed.Phone, typed.Errors
	return w.memberAgain(rw, r, v, d, editMember, refusal)
}

// written is what a record says in those fields in which something else was typed.
func written(now, typed views.MemberFormData) map[string]string {
	out := map[string]string{}
	for name, pair := range map[string][2]string{
		"name": {now.Name, typed.Name}, "birth": {now.Birth, typed.Birth}, "admitted": {now.Admitted, typed.Admitted}, "official": {now.Official, typed.Official},
		"card": {now.Card, typed.Card}, "citizen": {now.Citizen, typed.Citizen}, "phone": {now.Phone, typed.Phone}, "sex": {member.Sex(now.Sex).Title(), member.Sex(typed.Sex).Title()},
	} {
		if pair[0] != pair[1] {
			out[name] = pair[0]
		}
	}
	return out
}
