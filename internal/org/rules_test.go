package org

import (
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

// sketch is a scene in which everything is known: a centre (1) with provinces 2
// and 3; 2 has communes 4 and 5, 4 has branches 6 and 7, 6 has a group 8; 3 has a
// commune 9, which changed on the 20th; 10 is closed.
func sketch(t *testing.T, day civil.Date) scene {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	ks, err := kindsOn(book, day)
	if err != nil {
		t.Fatal(err)
	}
	s := scene{day: day, today: "2026-03-31", kinds: ks, next: 11,
		units: map[ID]standing{}, families: map[ID][]standing{}, deep: map[ID]depth{}, codes: map[string][]ID{}}
	for _, u := range []struct {
		id, parent ID
		kind       string
		since      civil.Date
	}{
		{1, 0, Centre, "2026-03-01"}, {2, 1, Province, "2026-03-01"}, {3, 1, Province, "2026-03-01"},
		{4, 2, Grassroots, "2026-03-01"}, {5, 2, Grassroots, "2026-03-01"}, {6, 4, Branch, "2026-03-01"},
		{7, 4, Branch, "2026-03-01"}, {8, 6, Group, "2026-03-01"}, {9, 3, Grassroots, "2026-03-20"},
	} {
		code := string(rune('a' + u.id - 1))
		x := standing{Unit{ID: u.id, Code: code, Kind: u.kind, Name: "Đơn vị " + code, Parent: u.parent,
			Path: pathUnder(s.units[u.parent].Path, u.id), Opened: "2026-03-01", Rev: 1}, u.since}
		s.units[u.id], s.codes[code] = x, []ID{u.id}
		s.families[u.parent] = append(s.families[u.parent], x)
		for _, top := range stepsOf(x.Path) {
			d := s.deep[top]
			d.add(span{Name: x.Name, From: u.since, To: forever})
			s.deep[top] = d
		}
	}
	s.units[10] = standing{Unit{ID: 10, Name: "Cũ", Path: "/1/10/", Closed: "2026-03-05"}, "2026-03-05"}
	return s
}

func commune(code string, parent ID) NewUnit { return NewUnit{code, Grassroots, "Xã Mới", parent} }

func TestDecide(t *testing.T) {
	t.Parallel()
	branches := []NewUnit{{"n1", Branch, "Chi bộ 1", 0}, {"n2", Branch, "Chi bộ 2", 0}}
	for name, c := range map[string]struct {
		act  Act
		code string // "" if it may be
	}{
		"create":                              {Create{commune("n", 2)}, ""},
		"create a root":                       {Create{NewUnit{"n", Province, "Tỉnh", 0}}, ""},
		"create under what changed since":     {Create{commune("n", 9)}, "org.day_early"},
		"create under a closed unit":          {Create{commune("n", 10)}, "org.closed"},
		"create with a taken code":            {Create{commune("d", 2)}, "org.code_taken"},
		"create of an unfit kind":             {Create{NewUnit{"n", Group, "Tổ", 4}}, "org.kind_unfit"},
		"create of an unknown kind":           {Create{NewUnit{"n", "club", "Hội", 4}}, "org.kind_unknown"},
		"create without a name":               {Create{NewUnit{"n", Branch, "  ", 4}}, "org.unit_form"},
		"create with a spaced code":           {Create{NewUnit{"n 1", Branch, "x", 4}}, "org.unit_form"},
		"rename":                              {Rename{Unit: 4, Name: "Khác"}, ""},
		"rename to the same":                  {Rename{Unit: 4, Name: " Đơn vị  d "}, "org.unchanged"},
		"rename to a taken code":              {Rename{Unit: 4, Code: "e"}, "org.code_taken"},
		"branch becomes a committee":          {Rename{Unit: 7, Kind: Grassroots}, ""},
		"kind unfit above":                    {Rename{Unit: 8, Kind: Grassroots}, "org.kind_unfit"},
		"kind unfit below":                    {Rename{Unit: 4, Kind: Branch}, "org.kind_unfit"},
		"rename of what changed since":        {Rename{Unit: 9, Name: "x"}, "org.day_early"},
		"move":                                {Move{6, 5}, ""},
		"move to the top":                     {Move{2, 0}, ""},
		"move of a branch's group to the top": {Move{8, 0}, "org.kind_no_root"},
		"move into itself":                    {Move{4, 4}, "org.circle"},
		"move below itself":                   {Move{2, 4}, "org.circle"},
		"move where it is":                    {Move{4, 2}, "org.unchanged"},
		"move under an unfit kind":            {Move{8, 4}, "org.kind_unfit"},
		"move of a closed unit":               {Move{10, 2}, "org.closed"},
		"move of what changed below":          {Move{3, 0}, "org.day_early"},
		"merge into one":                      {Merge{Units: []ID{4}, Into: 5}, ""},
		"merge into a new one":                {Merge{Units: []ID{4, 5}, New: commune("d", 2)}, ""},
		"merge of one into a new one":         {Merge{Units: []ID{4}, New: commune("n", 2)}, "org.merge_few"},
		"merge of none":                       {Merge{Into: 4}, "org.merge_few"},
		"merge into itself":                   {Merge{Units: []ID{4, 5}, Into: 4}, "org.merge_self"},
		"merge of one twice":                  {Merge{Units: []ID{4, 4}, Into: 5}, "org.merge_twice"},
		"merge into its child":                {Merge{Units: []ID{2}, Into: 4}, "org.circle"},
		"merge into a new child":              {Merge{Units: []ID{4, 2}, New: commune("n", 5)}, "org.circle"},
		"merge into what is below":            {Merge{Units: []ID{4}, Into: 8}, "org.circle"},
		"merge with unfit children":           {Merge{Units: []ID{5, 4}, New: NewUnit{"n", Branch, "x", 2}}, "org.kind_unfit"},
		"merge of what changed below":         {Merge{Units: []ID{3}, Into: 2}, "org.day_early"},
		"close a leaf":                        {Close{Unit: 8}, ""},
		"close with children":                 {Close{Unit: 4}, "org.children_left"},
		"close into another":                  {Close{Unit: 4, Into: 5}, ""},
		"close into itself":                   {Close{Unit: 4, Into: 4}, "org.merge_self"},
		"close a closed unit":                 {Close{Unit: 10}, "org.closed"},
		"close nothing":                       {Close{}, absent},
		"split":                               {Split{Unit: 7, Into: branches}, ""},
		"split in one":                        {Split{Unit: 7, Into: branches[:1]}, "org.split_few"},
		"split one off":                       {Split{Unit: 7, Into: branches[:1], Stays: true}, ""},
		"split with children":                 {Split{Unit: 6, Into: branches, Children: map[ID]int{8: 1}}, ""},
		"split with a child left":             {Split{Unit: 6, Into: branches}, "org.split_child"},
		"split with a child nowhere":          {Split{Unit: 6, Into: branches, Children: map[ID]int{8: 2}}, "org.split_child"},
		"split with another's child":          {Split{Unit: 7, Into: branches, Children: map[ID]int{8: 0}}, "org.split_stranger"},
		"split with a person nowhere":         {Split{Unit: 7, Into: branches, Assigned: map[string]int{"m": 5}}, "org.split_place"},
		"split with one code twice":           {Split{Unit: 7, Into: []NewUnit{branches[0], branches[0]}}, "org.code_taken"},
		"split that keeps its code":           {Split{Unit: 7, Into: []NewUnit{{"g", Branch, "x", 0}, branches[1]}}, ""},
		"split below itself":                  {Split{Unit: 4, Into: []NewUnit{{"n", Branch, "x", 6}, branches[1]}}, "org.circle"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.act.decide(sketch(t, "2026-03-10"))
			if got := fault.Of(err); got == nil && c.code != "" || got != nil && got.Code != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func TestMergeSaysWhatFollows(t *testing.T) {
	t.Parallel()
	c, err := Merge{Units: []ID{4, 6}, Into: 5}.decide(sketch(t, "2026-03-10"))
	if fault.Of(err) == nil || fault.Of(err).Code != "org.kind_unfit" { // the group of 6 does not fit under a commune
		t.Error(err)
	}
	c, err = Merge{Units: []ID{4}, Into: 5}.decide(sketch(t, "2026-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Repathed) != 2 || c.Repathed[0].Old != "/1/2/4/6/" || c.Repathed[0].New != "/1/2/5/6/" || c.Repathed[0].Size != 2 {
		t.Errorf("%+v", c.Repathed)
	}
	if len(c.Merged) != 1 || c.Merged[0].Into.ID != 5 || c.Closed[0].Closed != "2026-03-10" {
		t.Errorf("%+v", c)
	}
	at := c.Touched()
	for place, want := range map[authz.Path]bool{"/1/2/4/": true, "/1/2/4/6/8/": true, "/1/2/5/": false} {
		if at.Has(place) != want {
			t.Errorf("touched %s: %v", place, !want)
		}
	}
}

func TestKindsEnd(t *testing.T) {
	t.Parallel()
	n := Create{NewUnit{"n", Intermediate, "Đảng bộ bộ phận", 4}}
	if _, err := n.decide(sketch(t, "2026-07-25")); err != nil {
		t.Error("before its end:", err)
	}
	if _, err := n.decide(sketch(t, "2026-07-26")); fault.Of(err) == nil || fault.Of(err).Code != "org.kind_ending" {
		t.Error("after its end:", err)
	}
}

func TestKindByNameAndPlace(t *testing.T) {
	t.Parallel()
	ks := sketch(t, "2026-03-10").kinds
	for _, c := range []struct{ name, parent, want string }{
		{"thanh pho ha noi", "", Province}, {"thanh pho thu duc", Province, Grassroots}, {"phuong ba dinh", Province, Grassroots},
		{"xa xuan", Province, Grassroots}, {"xayabury", "", ""}, {"chi bo 1", Grassroots, Branch}, {"dang bo bo phan a", Grassroots, Intermediate},
		{"dang bo truong", Grassroots, Grassroots}, {"to 3", Branch, Group}, {"thon doai", Grassroots, Branch}, {"gi do", Group, ""},
	} {
		if k, _ := ks.guess(c.name, c.parent); k.ID != c.want {
			t.Errorf("%s under %q: %q, want %q", c.name, c.parent, k.ID, c.want)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header []string
		want   Heading
		ok     bool
	}{
		{[]string{"code", "name", "parent_code"}, Heading{0, 1, 2, -1}, true},
		{[]string{"STT", "Mã đơn vị", "TÊN ĐƠN VỊ", "Loại hình", "Mã cấp trên"}, Heading{1, 2, 4, 3}, true},
		{[]string{" Tên tổ  chức đảng ", "Mã"}, Heading{1, 0, -1, -1}, true},
		{[]string{"Tên đơn vị", "Ghi chú"}, Heading{-1, 0, -1, -1}, false},
		{nil, Heading{-1, -1, -1, -1}, false},
	} {
		if got, err := Columns(c.header); got != c.want || (err == nil) != c.ok {
			t.Errorf("%q: %v %v", c.header, got, err)
		}
	}
	if r := (Heading{0, 2, 7, -1}).Row(3, []string{"a", "b", "c"}); r != (ImportRow{Line: 3, Code: "a", Name: "c"}) {
		t.Errorf("%+v", r)
	}
}

func TestDecisionsTakeEffectByToday(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d     Decision
		field string
		code  string
	}{
		{Decision{"1-QĐ/TU", "2026-03-10", ""}, "", ""},
		{Decision{"1-QĐ/TU", "2026-03-11", ""}, "day", "org.day_future"},
		{Decision{"1-QĐ/TU", "", ""}, "day", "org.day_missing"},
		{Decision{"1-QĐ/TU", "2026-02-30", ""}, "day", "org.day_missing"},
		{Decision{" ", "2026-03-10", ""}, "decision", "org.decision_missing"},
	} {
		_, err := c.d.checked("2026-03-10")
		if f := fault.Of(err); f != nil && f.Fields[c.field] != c.code || f == nil && c.code != "" {
			t.Errorf("%+v: %v", c.d, err)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	if got := stepsOf("/1/20/3/"); len(got) != 3 || got[1] != 20 {
		t.Error(got)
	}
	if got := stepsOf("/"); got != nil {
		t.Error(got)
	}
	if got := stepsOf("/1/x/"); got != nil {
		t.Error(got)
	}
}
