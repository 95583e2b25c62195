package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// unitAct is one way in which a decision changes the tree, as pages ask for it.
type unitAct struct {
	name  string // in the address
	title string // of the page
	ask   string // before it is done
	label string // of the button that does it
	icon  ui.Icon
	final bool   // only another decision brings things back
	into  string // what people call it that a unit's people and work go to another
	// begin fills the form of a person who comes to it.
	begin func(*unitForm) error
	// read makes the act of what was sent, and says in the form what is missing.
	read func(*unitForm) (org.Act, error)
}

func unitActs() []unitAct {
	return []unitAct{
		{"create", "Lập đơn vị trực thuộc", "Lập đơn vị này?", "Lập đơn vị", ui.IconPlus, false, "", (*unitForm).beginCreate, (*unitForm).create},
		{"rename", "Đổi tên, mã, loại hình", "Đổi tên, mã, loại hình?", "Ghi thay đổi", ui.IconEdit, false, "", (*unitForm).beginRename, (*unitForm).rename},
		{"move", "Chuyển sang cấp trên khác", "Chuyển sang cấp trên khác?", "Chuyển", ui.IconUp, false, "", (*unitForm).beginMove, (*unitForm).move},
		{"merge", "Sáp nhập", "Sáp nhập các đơn vị này?", "Sáp nhập", ui.IconUnit, true, "Sáp nhập", (*unitForm).beginMerge, (*unitForm).merge},
		{"split", "Chia tách", "Chia tách đơn vị này?", "Chia tách", ui.IconMembers, true, "", (*unitForm).beginSplit, (*unitForm).split},
		{"close", "Kết thúc hoạt động", "Kết thúc hoạt động của đơn vị này?", "Kết thúc hoạt động", ui.IconX, true, "Chuyển người và việc", (*unitForm).beginClose, (*unitForm).close},
	}
}

// unitForm is a decision on its way from the form to the tree.
type unitForm struct {
	*Web
	visit
	r     *http.Request
	act   unitAct
	unit  org.Unit // on which it acts; the zero unit for a new root
	kinds []org.Kind
	d     views.UnitActData
}

// unitAsk begins a request for an act.
func (w *Web) unitAsk(r *http.Request, v visit, a unitAct) (*unitForm, error) {
	id, err := unitID(r)
	if err != nil {
		return nil, err
	}
	f := &unitForm{Web: w, visit: v, r: r, act: a}
	if id != 0 || a.name != "create" {
		if f.unit, err = w.Units.Look(r.Context(), v.who(), id); err != nil {
			return nil, err
		}
		err = v.who().May(org.Manage, f.unit.Path)
	} else {
		err = v.who().May(org.Manage, "/")
	}
	if err != nil {
		return nil, err
	}
	if f.kinds, err = w.Units.Kinds(w.today()); err != nil {
		return nil, err
	}
	back := unitHref(f.unit.ID, "")
	f.d = views.UnitActData{Act: a.name, Action: back + "/" + a.name, Cancel: back, Draft: "unit-" + a.name + "-" + strconv.FormatInt(int64(id), 10), Unit: f.unit.Name,
		Day: string(w.today()), Today: string(w.today()), Errors: map[string]string{},
		Under: views.Pick{Name: "parent", Label: "Cấp trên mới", Hint: "Mã hoặc một phần tên của đơn vị"},
		Into:  views.Pick{Name: "into", Label: "Đảng viên, công việc và đơn vị trực thuộc chuyển về", Hint: "Mã hoặc một phần tên của đơn vị nhận; để trống nếu không còn ai", Optional: true}}
	if f.unit.ID == 0 {
		f.d.Cancel = "/units"
	}
	return f, nil
}

func (f *unitForm) page() ui.Page {
	title := f.act.title
	if f.unit.ID == 0 {
		title = "Lập đơn vị cấp cao nhất"
	}
	p := f.Web.page(f.r, f.visit, title)
	p.Crumbs = []ui.Crumb{{Label: "Đơn vị", Href: "/units"}}
	if f.unit.ID != 0 {
		p.Crumbs = append(p.Crumbs, ui.Crumb{Label: f.unit.Name, Href: f.d.Cancel})
		p.Lede = f.unit.Name
	}
	return p
}

func (w *Web) unitForm(a unitAct) handler {
	return func(rw http.ResponseWriter, r *http.Request, v visit) error {
		f, err := w.unitAsk(r, v, a)
		if err != nil {
			return err
		}
		if err := a.begin(f); err != nil {
			return err
		}
		return show(rw, r, views.UnitAct(f.page(), f.d))
	}
}

// unitDecide takes a form to its preview, and a preview to the tree.
func (w *Web) unitDecide(a unitAct) handler {
	return func(rw http.ResponseWriter, r *http.Request, v visit) error {
		f, err := w.unitAsk(r, v, a)
		if err != nil {
			return err
		}
		f.d.Number, f.d.Day, f.d.About = form(r, "decision"), form(r, "day"), form(r, "about")
		if err := a.begin(f); err != nil {
			return err
		}
		act, err := a.read(f)
		if err != nil {
			return err
		}
		edit := form(r, "edit") != ""
		if edit || act == nil {
			return f.again(rw, edit)
		}
		return f.decide(rw, act, form(r, "confirmed") != "")
	}
}

// again shows the form with all that was typed: to be changed, or with what it lacks.
func (f *unitForm) again(rw http.ResponseWriter, changing bool) error {
	code := http.StatusOK
	if len(f.d.Errors) > 0 && !changing {
		code, f.d.Mistakes = http.StatusUnprocessableEntity, lines(f.d.Errors)
	}
	return render(rw, f.r, code, views.UnitAct(f.page(), f.d))
}

func (f *unitForm) decision() org.Decision {
	return org.Decision{Number: f.d.Number, Day: civil.Date(f.d.Day), About: f.d.About}
}

// decide shows what the act would change, or does it once that was confirmed. What
// changed since the preview is shown anew.
func (f *unitForm) decide(rw http.ResponseWriter, act org.Act, confirmed bool) error {
	overtaken := false
	if confirmed {
		plan, err := f.Units.Apply(f.r.Context(), f.who(), act, f.decision(), form(f.r, "seen"))
		if err == nil {
			flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã ghi quyết định " + plan.Decision + ".", DraftDone: f.d.Draft})
			return done(rw, f.r, unitHref(f.next(plan), ""), "")
		}
		if overtaken = fault.Of(err).Code == "org.overtaken"; !overtaken {
			return f.refused(rw, err)
		}
	}
	plan, err := f.Units.Preview(f.r.Context(), f.who(), act, f.decision())
	if err != nil {
		return f.refused(rw, err)
	}
	d := views.UnitPreviewData{Action: f.d.Action, Ask: f.act.ask, Label: f.act.label, Final: f.act.final, Cancel: f.d.Cancel, Overtaken: overtaken,
		Facts: f.planFacts(plan), Hidden: append(carried(f.r), ui.Hidden{Name: "confirmed", Value: "1"}, ui.Hidden{Name: "seen", Value: plan.Seen}),
		Undo: "Quyết định được ghi vào lịch sử và không xóa được. Muốn trở lại như cũ thì cần một quyết định khác."}
	return show(rw, f.r, views.UnitPreview(f.page(), d))
}

// next is the unit to look at after a change.
func (f *unitForm) next(p org.Plan) org.ID {
	switch {
	case len(p.Opened) > 0:
		return p.Opened[0].ID
	case len(p.Merged) > 0:
		return p.Merged[0].Into.ID
	}
	return f.unit.ID
}

// refused shows the form again with what the tree said against it.
func (f *unitForm) refused(rw http.ResponseWriter, err error) error {
	fields, all, ok := f.mistakes(err)
	if !ok {
		return err
	}
	for name, text := range fields {
		f.d.Errors[f.asked(name)] = text
	}
	f.d.Under.Error, f.d.Into.Error = f.d.Errors["parent"], f.d.Errors["into"]
	if f.d.Mistakes = lines(f.d.Errors); len(f.d.Mistakes) == 0 {
		f.d.Mistakes = all
	}
	return render(rw, f.r, http.StatusUnprocessableEntity, views.UnitAct(f.page(), f.d))
}

// asked is the question of this form that a mistake is about.
func (f *unitForm) asked(field string) string {
	switch {
	case f.act.name == "split" && (field == "name" || field == "code"):
		return field + "-1"
	case f.act.name == "split" && field == "into":
		return "name-1"
	case f.act.name == "merge" && field == "into":
		return "way"
	case field == "parent" && f.act.name != "move":
		return "kind"
	}
	return field
}

// carried is all that was sent, for the page that comes between form and deed.
func carried(r *http.Request) (out []ui.Hidden) {
	names := make([]string, 0, len(r.PostForm))
	for name := range r.PostForm {
		if !slices.Contains([]string{"confirmed", "edit", "seen", ui.OnceField}, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range r.PostForm[name] {
			out = append(out, ui.Hidden{Name: name, Value: value})
		}
	}
	return out
}

// kindsUnder are the kinds that a decision may give to a unit under one of a kind.
func (f *unitForm) kindsUnder(parent, present string) []ui.Option {
	out := []ui.Option{{Label: "Chọn loại hình"}}
	for _, k := range f.kinds {
		if k.ID == present || !k.Ending && slices.Contains(k.Under, parent) {
			out = append(out, ui.Option{Value: k.ID, Label: k.Title})
		}
	}
	return out
}

func (f *unitForm) inside(kind string) string {
	for _, k := range f.kinds {
		if k.ID == kind {
			return k.Inside
		}
	}
	return ""
}

func (f *unitForm) kindTitle(kind string) string {
	for _, k := range f.kinds {
		if k.ID == kind {
			return k.Title
		}
	}
	return kind
}

// naming reads the name, code and kind of a unit.
func (f *unitForm) naming() {
	f.d.Title, f.d.Code, f.d.Kind = form(f.r, "name"), form(f.r, "code"), form(f.r, "kind")
}

func (f *unitForm) beginCreate() error {
	f.d.Kind = f.inside(f.unit.Kind)
	f.d.Kinds = f.kindsUnder(f.unit.Kind, "")
	return nil
}

func (f *unitForm) create() (org.Act, error) {
	f.naming()
	return org.Create{Unit: org.NewUnit{Code: f.d.Code, Kind: f.d.Kind, Name: f.d.Title, Parent: f.unit.ID}}, nil
}

func (f *unitForm) beginRename() error {
	f.d.Title, f.d.Code, f.d.Kind = f.unit.Name, f.unit.Code, f.unit.Kind
	parent, err := f.parentKind()
	f.d.Kinds = f.kindsUnder(parent, f.unit.Kind)
	return err
}

// parentKind is the kind of the unit above; "" for none.
func (f *unitForm) parentKind() (string, error) {
	if f.unit.Parent == 0 {
		return "", nil
	}
	cards, err := f.unitCards(f.r.Context(), []org.ID{f.unit.Parent})
	return cards[f.unit.Parent].Kind, err
}

func (f *unitForm) rename() (org.Act, error) {
	f.naming()
	return org.Rename{Unit: f.unit.ID, Name: f.d.Title, Code: f.d.Code, Kind: f.d.Kind}, nil
}

func (f *unitForm) beginMove() error { return nil }

func (f *unitForm) move() (org.Act, error) {
	under, err := f.pick(f.r, f.visit, &f.d.Under)
	switch {
	case err != nil:
		return nil, err
	case under == 0 && f.d.Under.Text == "":
		f.d.Under.Error = "Hãy nhập cấp trên mới."
	}
	if f.d.Under.Error != "" {
		f.d.Errors["parent"] = f.d.Under.Error
		return nil, nil
	}
	return org.Move{Unit: f.unit.ID, Under: under}, nil
}

func (f *unitForm) beginClose() error { return nil }

func (f *unitForm) close() (org.Act, error) {
	into, err := f.pick(f.r, f.visit, &f.d.Into)
	if err != nil {
		return nil, err
	}
	if f.d.Into.Error != "" {
		f.d.Errors["into"] = f.d.Into.Error
		return nil, nil
	}
	return org.Close{Unit: f.unit.ID, Into: into}, nil
}

func (f *unitForm) beginMerge() error {
	siblings, err := f.siblings()
	if err != nil {
		return err
	}
	f.d.Siblings = unitOptions(siblings, f.r.PostForm["units"])
	parent, err := f.parentKind()
	f.d.Way, f.d.Kind, f.d.Kinds = "here", f.unit.Kind, f.kindsUnder(parent, f.unit.Kind)
	return err
}

// siblings are the other units under the same one.
func (f *unitForm) siblings() ([]org.Unit, error) {
	if f.unit.Parent == 0 {
		return nil, nil
	}
	all, err := f.Units.Children(f.r.Context(), f.who(), f.unit.Parent)
	return slices.DeleteFunc(all, func(u org.Unit) bool { return u.ID == f.unit.ID }), err
}

func (f *unitForm) merge() (org.Act, error) {
	f.naming()
	f.d.Way, f.d.Others = form(f.r, "way"), form(f.r, "others")
	var from []org.ID
	for _, text := range f.r.PostForm["units"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			from = append(from, org.ID(id))
		}
	}
	for _, code := range strings.FieldsFunc(f.d.Others, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		u, err := f.unitCoded(f.r.Context(), f.who(), code)
		if fault.Is(err, fault.NotFound) {
			f.d.Errors["others"] = "Không tìm thấy đơn vị có mã " + code + "."
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		from = append(from, u.ID)
	}
	if f.d.Way == "new" {
		return org.Merge{Units: append([]org.ID{f.unit.ID}, from...), New: org.NewUnit{Code: f.d.Code, Kind: f.d.Kind, Name: f.d.Title, Parent: f.unit.Parent}}, nil
	}
	return org.Merge{Units: from, Into: f.unit.ID}, nil
}
