package web

import (
	"cmp"
	"slices"
	"strconv"

	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// The rows for new units in the form of a split: at first, and at most.
const (
	firstParts = 3
	mostParts  = 30
)

func (f *unitForm) beginSplit() error {
	f.d.Parts = nil
	filled := 0
	for i := 1; i <= mostParts; i++ {
		n := strconv.Itoa(i)
		part := views.UnitPart{Number: n, Title: form(f.r, "name-"+n), Code: form(f.r, "code-"+n), Optional: i > 2}
		if part.Title+part.Code != "" {
			filled = i
		}
		f.d.Parts = append(f.d.Parts, part)
	}
	f.d.Parts = f.d.Parts[:min(max(firstParts, filled+1), mostParts)]
	f.d.Stays = form(f.r, "stays") != ""
	if f.d.Stays {
		f.d.Parts[1].Optional = true
	}
	return nil
}

// split first asks for the new units, then where everybody goes, then makes the act.
func (f *unitForm) split() (org.Act, error) {
	parts := f.d.Parts[:0:0]
	for _, p := range f.d.Parts {
		if p.Title != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		f.d.Errors["name-1"] = "Hãy nhập tên đơn vị mới."
		return nil, nil
	}
	none := "Chọn nơi đến"
	if f.d.Stays {
		none = "Ở lại " + f.unit.Name
	}
	f.d.Places, f.d.Rest = placesOf(parts, none), form(f.r, "rest")
	if err := f.askPlaces(); err != nil {
		return nil, err
	}
	asked := form(f.r, "placed") != ""
	f.d.Placed = true
	if !asked && len(f.d.People)+len(f.d.Children) > 0 {
		return nil, nil
	}
	return f.splitAct(parts), nil
}

// askPlaces lists who and what must go somewhere, with the places chosen so far.
func (f *unitForm) askPlaces() error {
	people, err := f.peopleOf()
	if err != nil {
		return err
	}
	for _, l := range people {
		name := "p-" + string(l.ID)
		f.d.People = append(f.d.People, views.Placing{Name: name, Label: l.Name, Value: form(f.r, name)})
	}
	children, err := f.Units.Children(f.r.Context(), f.who(), f.unit.ID)
	for _, u := range children {
		name := "c-" + strconv.FormatInt(int64(u.ID), 10)
		f.d.Children = append(f.d.Children, views.Placing{Name: name, Label: u.Name, Value: form(f.r, name)})
	}
	return err
}

func (f *unitForm) splitAct(parts []views.UnitPart) org.Split {
	act := org.Split{Unit: f.unit.ID, Stays: f.d.Stays, Assigned: map[string]int{}, Children: map[org.ID]int{}}
	position := func(number string) (int, bool) {
		i := slices.IndexFunc(parts, func(p views.UnitPart) bool { return p.Number == number })
		return i, i >= 0
	}
	for _, p := range parts {
		act.Into = append(act.Into, org.NewUnit{Code: p.Code, Name: p.Title, Kind: f.unit.Kind})
	}
	for _, x := range f.d.People {
		place := x.Value
		if place == "" {
			place = f.d.Rest
		}
		if i, ok := position(place); ok {
			act.Assigned[x.Name[len("p-"):]] = i
		}
	}
	for _, x := range f.d.Children {
		id, err := strconv.ParseInt(x.Name[len("c-"):], 10, 64)
		if i, ok := position(x.Value); ok && err == nil {
			act.Children[org.ID(id)] = i
		}
	}
	return act
}

func (f *unitForm) cards(ids []org.ID) (out map[org.ID]org.Unit, err error) {
	ctx := f.r.Context()
	err = f.DB.Read(ctx, func(q db.Q) error {
		out, err = f.Units.Cards(ctx, q, ids)
		return err
	})
	return out, err
}

// planFacts says what a plan changes, and what follows it.
func (f *unitForm) planFacts(p org.Plan) []ui.Fact {
	facts := []ui.Fact{{Name: "Quyết định", Value: p.Decision + ", có hiệu lực từ " + p.Day.String()}}
	add := func(name, value string) { facts = append(facts, ui.Fact{Name: name, Value: value}) }
	for _, u := range p.Opened {
		add("Lập đơn vị", u.Name+" (mã "+u.Code+", "+f.kindTitle(u.Kind)+")"+f.assigned(p, u.ID))
	}
	for _, x := range p.Renamed {
		f.renamed(x, add)
	}
	for _, x := range p.Merged {
		add(f.act.into, x.From.Name+" → "+x.Into.Name)
	}
	for _, x := range p.Repathed {
		add("Chuyển cấp trên", x.Unit.Name+" về "+cmp.Or(x.Parent.Name, "cấp cao nhất")+subtree(x.Size))
	}
	for _, u := range p.Closed {
		add("Kết thúc hoạt động", u.Name+" từ "+p.Day.String()+"; các chức vụ ở đó hết hiệu lực")
	}
	for _, c := range p.Counts {
		if name, unit := countWords(c.Subject); c.N > 0 && name != "" {
			add(name, ui.Number(c.N)+" "+unit)
		}
	}
	return facts
}

func (f *unitForm) renamed(x org.Renaming, add func(name, value string)) {
	change := func(name, before, after string) {
		if before != after {
			add(name, before+" → "+after)
		}
	}
	change("Tên", x.Before.Name, x.After.Name)
	change("Mã", x.Before.Code, x.After.Code)
	change("Loại hình", f.kindTitle(x.Before.Kind), f.kindTitle(x.After.Kind))
}

// assigned says how many people a split gives to a new unit.
func (f *unitForm) assigned(p org.Plan, id org.ID) string {
	if p.Split == nil {
		return ""
	}
	n := 0
	for _, to := range p.Split.Assigned {
		if to == id {
			n++
		}
	}
	return ": nhận " + ui.Number(n) + " đồng chí"
}

func subtree(size int) string {
	if size < 2 {
		return ""
	}
	return ", cùng " + ui.Number(size-1) + " đơn vị bên dưới"
}

// countWords is what people call the things that follow a change, and their measure.
func countWords(subject string) (name, unit string) {
	switch subject {
	case "member":
		return "Đảng viên liên quan", "đồng chí; hồ sơ giữ nguyên, nơi sinh hoạt theo quyết định"
	case "meeting":
		return "Buổi sinh hoạt bị hủy", "buổi đã lên lịch ở đơn vị kết thúc hoạt động; đảng viên được báo"
	case "task":
		return "Nhiệm vụ đang làm", "nhiệm vụ, tiếp tục ở đơn vị nhận"
	case "role":
		return "Vai trò liên quan", "vai trò; ở đơn vị kết thúc hoạt động thì hết hiệu lực, cần giao lại"
	case "account":
		return "Tài khoản liên quan", "tài khoản của văn phòng"
	}
	return "", ""
}
