package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// unitRoutes are the tree of units, and the decisions that change it.
func (w *Web) unitRoutes() []Route {
	routes := []Route{
		holder(org.See, "GET /units", w.units),
		at(org.See, "GET /units/{id}", w.unit),
		holder(org.Manage, "GET /units/import", w.unitImportForm),
		holder(org.Manage, "POST /units/import", w.unitImport).files(),
	}
	for _, a := range unitActs() {
		routes = append(routes, at(org.Manage, "GET /units/{id}/"+a.name, w.unitForm(a)), at(org.Manage, "POST /units/{id}/"+a.name, w.unitDecide(a)))
	}
	return routes
}

// unitID reads the unit that an address names; what is no number names none.
func unitID(r *http.Request) (org.ID, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 0 {
		return 0, fault.New(fault.NotFound, "access.not_found")
	}
	return org.ID(id), nil
}

func unitHref(id org.ID, day civil.Date) string {
	href := fmt.Sprintf("/units/%d", id)
	if !day.IsZero() {
		href += "?day=" + string(day)
	}
	return href
}

func (w *Web) today() civil.Date { return civil.In(w.DB.Now()) }

// pastDay reads the day at which the tree is to be seen; none for today. A day to
// come, or none that exists, is said to the person.
func (w *Web) pastDay(text string) (day civil.Date, wrong string) {
	if text == "" {
		return "", ""
	}
	day, err := civil.ParseDate(text)
	switch {
	case err != nil:
		return "", "Hãy nhập ngày theo dạng ngày/tháng/năm."
	case day > w.today():
		return "", "Hãy chọn hôm nay hoặc một ngày đã qua."
	case day == w.today():
		return "", ""
	}
	return day, ""
}

// units shows the tree from the tops of what the person may see, or what he looks for.
func (w *Web) units(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	d := views.UnitListData{Query: strings.TrimSpace(q.Get("q")), Day: q.Get("day"), Today: string(w.today()), Closed: q.Get("closed") != ""}
	d.Searched = d.Query != "" || d.Closed
	d.MayImport, d.MayFound = v.who().Holds(org.Manage), v.who().Can(org.Manage, "/")
	day, wrong := w.pastDay(d.Day)
	d.DayError, d.DayText = wrong, day.String()
	kinds, err := w.kindTitles(cmp.Or(day, w.today()))
	if err != nil {
		return err
	}
	switch {
	case !day.IsZero():
		err = w.unitsAt(r.Context(), v, day, kinds, &d)
	case d.Searched:
		err = w.unitsFound(r, v, kinds, &d)
	default:
		d.Tree, err = w.unitTops(r.Context(), v, kinds)
	}
	if err != nil {
		return err
	}
	p := w.page(r, v, "Đơn vị")
	if d.MayImport && len(d.Tree)+len(d.Found) > 0 {
		p.Actions = ui.Button{Label: "Nhập danh sách", Icon: ui.IconUpload, Href: "/units/import"}
	}
	return show(rw, r, views.UnitList(p, d))
}

// kindTitles are what people call the kinds of units on a day.
func (w *Web) kindTitles(day civil.Date) (map[string]string, error) {
	kinds, err := w.Units.Kinds(day)
	if err != nil {
		return nil, err
	}
	titles := make(map[string]string, len(kinds))
	for _, k := range kinds {
		titles[k.ID] = k.Title
	}
	return titles, nil
}

// openTops is how many tops a tree may have for the level under them to be shown, too.
const openTops = 3

// unitTops are the tops of what a person may see; where they are few, with what
// hangs under them.
func (w *Web) unitTops(ctx context.Context, v visit, kinds map[string]string) ([]ui.Node, error) {
	tops, err := w.Units.Children(ctx, v.who(), 0)
	if err != nil {
		return nil, err
	}
	nodes, err := w.unitNodes(ctx, tops, kinds)
	if err != nil || len(tops) > openTops {
		return nodes, err
	}
	for i, u := range tops {
		below, err := w.Units.Children(ctx, v.who(), u.ID)
		if err != nil {
			return nil, err
		}
		if nodes[i].Children, err = w.unitNodes(ctx, below, kinds); err != nil {
			return nil, err
		}
		nodes[i].Open = true
	}
	return nodes, nil
}

// unitNodes are units as links to their cards, with how many hang under each.
func (w *Web) unitNodes(ctx context.Context, units []org.Unit, kinds map[string]string) ([]ui.Node, error) {
	ids := make([]org.ID, len(units))
	for i, u := range units {
		ids[i] = u.ID
	}
	var counts map[org.ID]int
	err := w.DB.Read(ctx, func(q db.Q) (err error) {
		counts, err = w.Units.ChildCounts(ctx, q, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	nodes := make([]ui.Node, len(units))
	for i, u := range units {
		nodes[i] = ui.Node{Label: u.Name, Href: unitHref(u.ID, ""), Meta: unitMeta(u, kinds)}
		if n := counts[u.ID]; n > 0 {
			nodes[i].Meta += " · " + ui.Number(n) + " đơn vị trực thuộc"
		}
	}
	return nodes, nil
}

func unitMeta(u org.Unit, kinds map[string]string) string {
	if t := kinds[u.Kind]; t != "" {
		return t + " · mã " + u.Code
	}
	return "Mã " + u.Code
}

// unitsFound fills in what a search among the units of today finds.
func (w *Web) unitsFound(r *http.Request, v visit, kinds map[string]string, d *views.UnitListData) error {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	page, err := w.Units.Search(r.Context(), v.who(), org.Search{Text: d.Query, Closed: d.Closed, After: org.ID(after)})
	if err != nil {
		return err
	}
	for _, u := range page.Units {
		d.Found = append(d.Found, unitRow(u, kinds, ""))
	}
	if page.Next != 0 {
		q.Set("after", strconv.FormatInt(int64(page.Next), 10))
		d.More = "/units?" + q.Encode()
	}
	return nil
}

func unitRow(u org.Unit, kinds map[string]string, day civil.Date) ui.Row {
	return ui.Row{Cells: []ui.Cell{{Text: u.Name, Href: unitHref(u.ID, day)}, {Text: u.Code}, {Text: kinds[u.Kind]}, {Body: unitState(u, day)}}}
}

func unitState(u org.Unit, day civil.Date) ui.Badge {
	switch {
	case u.Open(), !day.IsZero() && day < u.Closed:
		return ui.Badge{Text: "Đang hoạt động", Tone: ui.Good}
	}
	return ui.Badge{Text: "Đã kết thúc", Tone: ui.Neutral}
}

// mostFound bounds what a search on a past day shows.
const mostFound = 200

// unitsAt fills in the tree of a past day, or what is found in it.
func (w *Web) unitsAt(ctx context.Context, v visit, day civil.Date, kinds map[string]string, d *views.UnitListData) error {
	all, err := w.Units.At(ctx, v.who(), 0, day)
	if err != nil {
		return err
	}
	if d.Query == "" {
		d.Searched, d.Tree = false, pastTree(all, day, kinds)
		return nil
	}
	d.Searched = true
	wanted := vi.Fold(d.Query)
	for _, u := range all {
		if len(d.Found) < mostFound && (strings.Contains(vi.Fold(u.Name), wanted) || strings.HasPrefix(u.Code, d.Query)) {
			d.Found = append(d.Found, unitRow(u, kinds, day))
		}
	}
	return nil
}

// pastTree is the two upper levels of a tree of a past day.
func pastTree(all []org.Unit, day civil.Date, kinds map[string]string) []ui.Node {
	below := map[org.ID][]org.Unit{}
	there := make(map[org.ID]bool, len(all))
	for _, u := range all {
		there[u.ID] = true
	}
	for _, u := range all {
		parent := u.Parent
		if !there[parent] {
			parent = 0
		}
		below[parent] = append(below[parent], u)
	}
	nodes := pastNodes(below, 0, day, kinds)
	if len(nodes) <= openTops {
		for i, u := range below[0] {
			nodes[i].Children, nodes[i].Open = pastNodes(below, u.ID, day, kinds), true
		}
	}
	return nodes
}

func pastNodes(below map[org.ID][]org.Unit, under org.ID, day civil.Date, kinds map[string]string) []ui.Node {
	units := below[under]
	slices.SortStableFunc(units, func(a, b org.Unit) int { return strings.Compare(vi.Fold(a.Name), vi.Fold(b.Name)) })
	nodes := make([]ui.Node, len(units))
	for i, u := range units {
		nodes[i] = ui.Node{Label: u.Name, Href: unitHref(u.ID, day), Meta: unitMeta(u, kinds)}
		if n := len(below[u.ID]); n > 0 {
			nodes[i].Meta += " · " + ui.Number(n) + " đơn vị trực thuộc"
		}
	}
	return nodes
}
