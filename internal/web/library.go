package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sotay/internal/library"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// libraryRoutes are where any paper is found that one may read, and what one keeps
// of it for oneself.
func (w *Web) libraryRoutes() []Route {
	return []Route{
		holder(library.Read, "GET /library", w.library),
		holder(library.Read, "GET /library/mine", w.libraryMine),
		holder(library.Read, "POST /library/mark", w.markInLibrary),
		holder(library.Read, "POST /library/note", w.noteInLibrary),
		holder(library.Rework, "POST /library/rework", w.reworkLibrary),
	}
}

const libraryPage = 20

// library finds papers, or shows the newest in a folder. A number that one paper
// alone bears leads to it.
func (w *Web) library(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	d := views.LibraryData{Query: strings.TrimSpace(q.Get("q")), Tabs: libraryTabs("")}
	f := libraryFilter(q)
	d.Chosen, d.Hidden = chosenFilters(w.Library.Sources(), q)
	if d.Query == "" {
		return w.libraryFolder(rw, r, v, d, f)
	}
	skip, _ := strconv.Atoi(q.Get("skip"))
	p, err := w.Library.Search(r.Context(), v.who(), library.Query{Text: d.Query, Filter: f, Skip: skip, Limit: libraryPage})
	if err != nil {
		return err
	}
	if p.Direct && p.Total == 1 {
		return done(rw, r, p.Hits[0].Link, "")
	}
	d.Hits, d.Loose = w.libraryHits(p.Hits), p.Loose
	d.Count = strconv.Itoa(p.Total) + " văn bản"
	if p.Total == library.Most {
		d.Count = "Hơn " + strconv.Itoa(library.Most) + " văn bản; nên gõ thêm từ hoặc lọc bớt"
	}
	d.Folders = libraryFolders(w.Library.Sources(), q, p.Facets)
	d.Empty = ui.Empty{Icon: ui.IconSearch, Title: "Không tìm thấy văn bản nào", Text: "Đồng chí thử gõ ít từ hơn, gõ không dấu, hoặc gõ số ký hiệu như “12-NQ/ĐU”. Chỉ những văn bản đồng chí được đọc mới hiện ở đây."}
	if p.More {
		d.More = with(q, "skip", strconv.Itoa(max(0, skip)+libraryPage))
	}
	return show(rw, r, views.Library(w.page(r, v, "Thư viện văn bản"), d))
}

func (w *Web) libraryFolder(rw http.ResponseWriter, r *http.Request, v visit, d views.LibraryData, f library.Filter) error {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	shelf, err := w.Library.Browse(r.Context(), v.who(), f, after, libraryPage)
	if err != nil {
		return err
	}
	d.Hits, d.Folders = w.libraryHits(shelf.Hits), libraryFolders(w.Library.Sources(), q, shelf.Facets)
	if shelf.After != 0 {
		d.More = with(q, "after", strconv.FormatInt(shelf.After, 10))
	}
	d.Count = "Văn bản mới nhất"
	d.Empty = ui.Empty{Icon: ui.IconBook, Title: "Chưa có văn bản nào ở đây", Text: "Văn bản đã ban hành, gửi đến đồng chí hoặc cơ quan của đồng chí sẽ tự vào thư viện."}
	return show(rw, r, views.Library(w.page(r, v, "Thư viện văn bản"), d))
}

// libraryMine are the papers that one marked, noted or keeps to be read without a network.
func (w *Web) libraryMine(rw http.ResponseWriter, r *http.Request, v visit) error {
	what := library.Kept(r.URL.Query().Get("what"))
	if what == "" {
		what = library.Bookmarked
	}
	all, err := w.Library.Mine(r.Context(), v.who(), what)
	if err != nil {
		return err
	}
	d := views.LibraryData{Mine: true, Tabs: libraryTabs(what), Hits: w.libraryHits(all),
		Empty: ui.Empty{Icon: ui.IconBook, Title: "Chưa có văn bản nào", Text: "Dưới mỗi văn bản tìm thấy có mục “Đánh dấu, ghi chú”: văn bản được chọn sẽ hiện ở đây."}}
	p := w.page(r, v, "Văn bản của tôi")
	p.Crumbs = []ui.Crumb{{Label: "Thư viện", Href: "/library"}}
	return show(rw, r, views.Library(p, d))
}

func libraryTabs(at library.Kept) (tabs []ui.Tab) {
	for _, x := range []struct {
		what  library.Kept
		label string
	}{{"", "Tìm"}, {library.Bookmarked, "Đã đánh dấu"}, {library.Noted, "Có ghi chú"}, {library.Offline, "Đọc khi mất mạng"}} {
		href := "/library"
		if x.what != "" {
			href += "/mine?what=" + string(x.what)
		}
		tabs = append(tabs, ui.Tab{Label: x.label, Href: href, Active: x.what == at})
	}
	return tabs
}

func (w *Web) libraryHits(all []library.Hit) []views.LibraryHit {
	out := make([]views.LibraryHit, len(all))
	for i, h := range all {
		facts := []string{}
		for _, x := range []string{h.Type, h.Number, h.Issuer, h.Day.String()} {
			if x != "" {
				facts = append(facts, x)
			}
		}
		out[i] = views.LibraryHit{Subject: h.Subject, Href: h.Link, Title: h.TitleRuns, Facts: strings.Join(facts, " · "), State: libraryState(h.Entry), Replacer: h.Replacer,
			Passages: h.Passages, Marked: !h.Marked.IsZero(), Saved: !h.Saved.IsZero(), Note: h.Mark.Note}
	}
	return out
}

func libraryState(e library.Entry) ui.Badge {
	switch e.State {
	case library.Replaced:
		return ui.Badge{Text: "Đã được thay thế", Tone: ui.Warn}
	case library.Recalled:
		return ui.Badge{Text: "Đã thu hồi", Tone: ui.Bad}
	}
	if e.Kind == "document" {
		return ui.Badge{Text: "Còn hiệu lực", Tone: ui.Good}
	}
	return ui.Badge{}
}

func libraryStateTitle(s string) string {
	return map[string]string{"inforce": "Còn hiệu lực", "replaced": "Đã được thay thế", "recalled": "Đã thu hồi"}[s]
}

// libraryFilter reads the filters of an address; what is none narrows nothing.
func libraryFilter(q url.Values) library.Filter {
	year, _ := strconv.Atoi(q.Get("year"))
	return library.Filter{Kind: q.Get("kind"), Type: q.Get("type"), Issuer: unitNumber(q.Get("issuer")), Year: year, Topic: q.Get("topic"), State: library.State(q.Get("state"))}
}

// with is the address of the library with one value changed; a filter leads to the
// first page of what it leaves.
func with(q url.Values, name, value string) string {
	n := url.Values{}
	for k, all := range q {
		if k != "skip" && k != "after" && len(all) > 0 && all[0] != "" {
			n.Set(k, all[0])
		}
	}
	if value == "" {
		n.Del(name)
		if name == "issuer" {
			n.Del("office")
		}
	} else {
		n.Set(name, value)
	}
	if len(n) == 0 {
		return "/library"
	}
	return "/library?" + n.Encode()
}

// chosenFilters are the filters that are on, in words, and as the search form keeps them.
func chosenFilters(sources []library.Source, q url.Values) (chosen []views.Link, hidden []ui.Hidden) {
	for _, name := range []string{"kind", "type", "issuer", "year", "topic", "state"} {
		value := q.Get(name)
		if value == "" {
			continue
		}
		text := value
		switch name {
		case "kind":
			text = sourceTitle(sources, value)
		case "state":
			text = libraryStateTitle(value)
		case "issuer":
			if text = q.Get("office"); text == "" {
				text = "Một cơ quan"
			}
			hidden = append(hidden, ui.Hidden{Name: "office", Value: text})
		}
		chosen = append(chosen, views.Link{Text: text, Href: with(q, name, "")})
		hidden = append(hidden, ui.Hidden{Name: name, Value: value})
	}
	return chosen, hidden
}

func sourceTitle(sources []library.Source, kind string) string {
	for _, s := range sources {
		if s.Kind == kind {
			return s.Title
		}
	}
	return kind
}

// libraryFolders are the ways to narrow what is shown, where there is more than one.
func libraryFolders(sources []library.Source, q url.Values, f library.Facets) (out []views.LibraryFolders) {
	add := func(title, name string, all []library.Folder, say func(string) string) {
		if len(all) < 2 || q.Get(name) != "" {
			return
		}
		x := views.LibraryFolders{Title: title}
		for _, folder := range all {
			href := with(q, name, folder.Value)
			if name == "issuer" {
				n := url.Values{}
				for k, v := range q {
					n[k] = v
				}
				n.Set("office", folder.Value)
				href = with(n, name, strconv.FormatInt(int64(folder.Unit), 10))
			}
			x.Links = append(x.Links, views.Link{Text: say(folder.Value) + " (" + strconv.Itoa(folder.Count) + ")", Href: href})
		}
		out = append(out, x)
	}
	same := func(s string) string { return s }
	add("Loại văn bản", "type", f.Types, same)
	add("Năm", "year", f.Years, same)
	add("Tình trạng", "state", f.States, libraryStateTitle)
	add("Nguồn", "kind", f.Kinds, func(k string) string { return sourceTitle(sources, k) })
	add("Chủ đề", "topic", f.Topics, same)
	add("Cơ quan", "issuer", f.Issuers, same)
	return out
}

func (w *Web) markInLibrary(rw http.ResponseWriter, r *http.Request, v visit) error {
	yes, no := true, false
	acts := map[string]struct {
		wish library.Wish
		said string
	}{
		"mark":   {library.Wish{Marked: &yes}, "Đã đánh dấu."},
		"unmark": {library.Wish{Marked: &no}, "Đã bỏ đánh dấu."},
		"save":   {library.Wish{Saved: &yes}, "Sẽ giữ để đọc khi mất mạng."},
		"unsave": {library.Wish{Saved: &no}, "Không giữ trong máy nữa."},
	}
	act, ok := acts[form(r, "act")]
	if !ok {
		return fault.New(fault.Invalid, "library.invalid")
	}
	if err := w.Library.Keep(r.Context(), v.who(), form(r, "subject"), act.wish); err != nil {
		return err
	}
	return done(rw, r, backOf(r), act.said)
}

func (w *Web) noteInLibrary(rw http.ResponseWriter, r *http.Request, v visit) error {
	subject, note := form(r, "subject"), form(r, "note")
	if subject == "" {
		return fault.New(fault.Invalid, "library.invalid")
	}
	if err := w.Library.Keep(r.Context(), v.who(), subject, library.Wish{Note: &note}); err != nil {
		return err
	}
	return done(rw, r, backOf(r), "Đã lưu ghi chú.")
}

// reworkLibrary has all papers read into the index anew, in the background.
func (w *Web) reworkLibrary(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Library.Order(r.Context(), v.who()); err != nil {
		return err
	}
	return done(rw, r, "/admin/jobs", "Đang lập lại chỉ mục thư viện.")
}
