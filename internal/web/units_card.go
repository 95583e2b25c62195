package web

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/report"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// unit shows the card of a unit, today or as it was on a day.
func (w *Web) unit(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, err := unitID(r)
	if err != nil {
		return err
	}
	u, err := w.Units.Look(r.Context(), v.who(), id)
	if err != nil {
		return err
	}
	day, _ := w.pastDay(r.URL.Query().Get("day"))
	kinds, err := w.kindTitles(cmp.Or(day, w.today()))
	if err != nil {
		return err
	}
	c := unitCard{Web: w, visit: v, now: u, unit: u, day: day, kinds: kinds}
	if err := c.fill(r.Context()); err != nil {
		return err
	}
	p := w.page(r, v, c.unit.Name)
	p.Crumbs = append([]ui.Crumb{{Label: "Đơn vị", Href: "/units"}}, c.crumbs...)
	p.Lede = kinds[c.unit.Kind]
	return show(rw, r, views.Unit(p, c.d))
}

// unitCard gathers what the card of a unit says.
type unitCard struct {
	*Web
	visit
	now, unit org.Unit   // today, and on the day
	day       civil.Date // none for today
	kinds     map[string]string
	crumbs    []ui.Crumb
	d         views.UnitData
}

func (c *unitCard) fill(ctx context.Context) error {
	c.d = views.UnitData{Today: unitHref(c.now.ID, ""), PastForm: unitHref(c.now.ID, ""), Day: string(c.day), Last: string(c.today()), DayText: c.day.String()}
	if !c.now.Open() && c.day.IsZero() {
		c.d.Ended = c.now.Closed.String()
	}
	steps := []func(context.Context) error{c.place, c.people, c.history}
	if !c.day.IsZero() {
		steps = []func(context.Context) error{c.past, c.history}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	c.d.State = unitState(c.unit, c.day)
	c.d.Facts = []ui.Fact{{Name: "Mã đơn vị", Value: c.unit.Code}, {Name: "Loại hình", Value: cmp.Or(c.kinds[c.unit.Kind], c.unit.Kind)}, {Name: "Thành lập", Value: c.unit.Opened.String()}}
	if !c.now.Open() {
		c.d.Facts = append(c.d.Facts, ui.Fact{Name: "Kết thúc hoạt động", Value: c.now.Closed.String()})
	}
	if c.day.IsZero() {
		c.offer()
	}
	return nil
}

// place fills in what stands above the unit, under it, before and after it.
func (c *unitCard) place(ctx context.Context) error {
	var trail, heirs, forebears []org.Unit
	err := c.DB.Read(ctx, func(q db.Q) (err error) {
		if trail, err = c.Units.Trail(ctx, q, c.unit.Path); err != nil {
			return err
		}
		if heirs, err = c.Units.Successors(ctx, q, c.unit.ID); err != nil {
			return err
		}
		forebears, err = c.Units.Predecessors(ctx, q, c.unit.ID)
		return err
	})
	if err != nil {
		return err
	}
	c.trail(trail)
	c.d.Heirs, c.d.Forebears = c.links(heirs), c.links(forebears)
	below, err := c.Units.Children(ctx, c.who(), c.unit.ID)
	if err != nil {
		return err
	}
	c.d.Below = "Đơn vị trực thuộc (" + ui.Number(len(below)) + ")"
	c.d.Children, err = c.unitNodes(ctx, below, c.kinds)
	return err
}

// links lead to those units that the person may see.
func (c *unitCard) links(units []org.Unit) (out []views.Link) {
	for _, u := range units {
		if c.who().Can(org.See, u.Path) {
			out = append(out, views.Link{Text: u.Name, Href: unitHref(u.ID, ""), Sub: "Mã " + u.Code})
		}
	}
	return out
}

// trail turns the way from the root into crumbs, as far as the person may follow it.
func (c *unitCard) trail(above []org.Unit) {
	for _, u := range above {
		if u.ID != c.unit.ID && c.who().Can(org.See, u.Path) {
			c.crumbs = append(c.crumbs, ui.Crumb{Label: u.Name, Href: unitHref(u.ID, c.day)})
		}
	}
}

// people fills in how many belong to the unit and who holds its posts.
func (c *unitCard) people(ctx context.Context) error {
	if c.unit.Open() && c.who().Can(member.See, c.unit.Path) {
		counts, err := c.Members.Count(ctx, c.who(), c.unit.Path)
		if err != nil {
			return err
		}
		list := "/members?unit=" + strconv.FormatInt(int64(c.unit.ID), 10)
		c.d.Stats = []ui.Stat{
			{Value: ui.Number(counts[member.Official] + counts[member.Probationary]), Label: "Đảng viên", Note: "kể cả đơn vị trực thuộc", Href: list},
			{Value: ui.Number(counts[member.Probationary]), Label: "Dự bị", Href: list + "&state=probationary"},
			{Value: ui.Number(counts[member.Candidate]), Label: "Quần chúng ưu tú", Href: list + "&state=candidate"},
		}
		c.d.Links = append(c.d.Links, views.Link{Text: "Danh sách đảng viên", Href: list})
	}
	return c.posts(ctx)
}

func (c *unitCard) posts(ctx context.Context) error {
	rules, err := c.Members.PostRules(c.today())
	if err != nil {
		return err
	}
	var held []member.Post
	var cards map[member.ID]member.Card
	err = c.DB.Read(ctx, func(q db.Q) (err error) {
		if held, err = c.Members.Posts(ctx, q, c.unit.ID, c.today()); err != nil {
			return err
		}
		ids := make([]member.ID, len(held))
		for i, p := range held {
			ids[i] = p.Member
		}
		cards, err = c.Members.Cards(ctx, q, ids)
		return err
	})
	for _, rule := range rules {
		for _, p := range held {
			if p.Post == rule.Key {
				c.d.Posts = append(c.d.Posts, ui.Fact{Name: rule.Title, Value: cards[p.Member].Name})
			}
		}
	}
	return err
}

// past turns the card to how the unit stood in the evening of the day.
func (c *unitCard) past(ctx context.Context) error {
	all, err := c.Units.At(ctx, c.who(), c.now.ID, c.day)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		c.d.DayText += " (khi đó chưa có hoặc đã kết thúc)"
		return nil
	}
	below := map[org.ID][]org.Unit{}
	for _, u := range all {
		if u.ID == c.now.ID {
			c.unit = u
		}
		below[u.Parent] = append(below[u.Parent], u)
	}
	c.d.Children = pastNodes(below, c.unit.ID, c.day, c.kinds)
	c.d.Below = "Đơn vị trực thuộc (" + ui.Number(len(c.d.Children)) + ")"
	trail, err := c.Units.TrailAt(ctx, c.who(), c.now.ID, c.day)
	c.trail(trail)
	return err
}

// history fills in every former shape of the unit and the decision behind it.
func (c *unitCard) history(ctx context.Context) error {
	versions, err := c.Units.History(ctx, c.who(), c.now.ID)
	if err != nil {
		return err
	}
	parents := make([]org.ID, len(versions))
	for i, x := range versions {
		parents[i] = x.Unit.Parent
	}
	names, err := c.unitCards(ctx, parents)
	for _, x := range versions {
		under := ""
		if up := names[x.Unit.Parent]; up.ID != 0 {
			under = "Trực thuộc " + up.Name
		}
		c.d.History = append(c.d.History, ui.Row{Current: x.From <= c.day && (x.To.IsZero() || c.day < x.To), Cells: []ui.Cell{
			{Text: x.From.String(), Href: unitHref(c.now.ID, x.From)}, {Text: verbWords(x.Verb), Sub: said(x.Decision)}, {Text: x.Unit.Name, Sub: under},
		}})
	}
	return err
}

// said is a decision as offices cite it.
func said(d org.Decision) string {
	if d.About == "" {
		return d.Number
	}
	return d.Number + ", " + d.About
}

// offer adds where to go on, and the decisions that the person may record.
func (c *unitCard) offer() {
	query := "?unit=" + strconv.FormatInt(int64(c.unit.ID), 10)
	if c.unit.Kind == org.Branch && c.who().Can(meeting.Watch, c.unit.Path) {
		c.d.Links = append(c.d.Links, views.Link{Text: "Các buổi sinh hoạt", Href: "/meetings" + query})
	}
	if c.who().Can(report.See, c.unit.Path) {
		c.d.Links = append(c.d.Links, views.Link{Text: "Theo dõi sinh hoạt", Href: "/reports" + query})
	}
	if !c.unit.Open() || !c.who().Can(org.Manage, c.unit.Path) {
		return
	}
	for _, a := range unitActs() {
		c.d.Acts = append(c.d.Acts, ui.Button{Label: a.title, Icon: a.icon, Href: unitHref(c.unit.ID, "") + "/" + a.name, Wide: true})
	}
}

// verbWords is what people call a decision on units.
func verbWords(verb string) string {
	switch verb {
	case "create":
		return "Thành lập"
	case "rename":
		return "Đổi tên, mã hoặc loại hình"
	case "move":
		return "Chuyển cấp trên"
	case "merge":
		return "Sáp nhập"
	case "split":
		return "Chia tách"
	case "close":
		return "Kết thúc hoạt động"
	case "import":
		return "Nhập danh sách"
	}
	return "Thay đổi"
}
