package web

import (
	"slices"
	"strconv"

	"sotay/internal/member"
	"sotay/internal/org"
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

// placesOf are the new units of a split as options.
func placesOf(parts []views.UnitPart, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, p := range parts {
		if p.Title != "" {
			out = append(out, ui.Option{Value: p.Number, Label: p.Title})
		}
	}
	return out
}

// peopleOf are all who stand in a unit, as far as the person may see them.
func (f *unitForm) peopleOf() (out []member.Line, err error) {
	after := ""
	for {
		page, err := f.Members.List(f.r.Context(), f.who(), member.Filter{Under: f.unit.Path}, after, mostPeople)
		if err != nil {
			return nil, err
		}
		for _, l := range page.Lines {
			if l.Unit == f.unit.ID {
				out = append(out, l)
			}
		}
		if after = page.Next; after == "" {
			return out, nil
		}
	}
}

// mostPeople is a page of people to be placed.
const mostPeople = 200
