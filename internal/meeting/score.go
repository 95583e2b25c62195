package meeting

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sotay/internal/platform/fault"
)

// scoring is the rule "meeting.score" (HD 42-HD/BTCTW): criteria that make 100
// points, most of them computed from the meeting's own data.
type scoring struct {
	Criteria []Criterion
	Grades   []grade
}

// Criterion is one line of the score sheet.
type Criterion struct {
	ID    string
	Group string
	Title string
	Max   int
	By    string       // how it is computed; "hand" for the few taps that remain
	Steps [][2]float64 // [at least this percent, points], falling
	Limit int
}

// grade is a name with the least points that earn it.
type grade struct {
	From float64
	Name string
}

// UnmarshalJSON reads [90, "Tốt"].
func (g *grade) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&g.From, &g.Name})
}

// course is what the computed points are taken from.
type course struct {
	facts      Facts
	minutes    int // length
	least      int // length that the rule asks
	prepared   bool
	papers     int
	papersLate int
	longAbsent int // members with more excused absences in a row than allowed
	speakers   int
	tasks      int // given here
	assigned   int // of those, with owner and day
	voted      bool
	adopted    bool
	reviewed   int // tasks of before that were judged
	done       int // of those, done
}

// points computes a criterion; why says from what, for whoever reads the sheet.
// Criteria by hand get nil.
func (c Criterion) points(x course) *Points {
	p := Points{Criterion: c.ID, Computed: true}
	switch c.By {
	case "length":
		p.Points, p.Why = c.share(x.minutes, x.least), fmt.Sprintf("%d phút, quy định ít nhất %d phút", x.minutes, x.least)
	case "attendance":
		p.Points, p.Why = c.attendance(x.facts), fmt.Sprintf("có mặt %d/%d (%s), vắng không lý do %d", x.facts.Present, x.facts.Members, share(x.facts.Present, x.facts.Members), x.facts.Unexcused)
	case "absences":
		p.Points, p.Why = c.all(x.longAbsent == 0), fmt.Sprintf("%d đảng viên vắng có lý do quá %d kỳ liên tiếp", x.longAbsent, c.Limit)
	case "prepared":
		p.Points, p.Why = c.all(x.prepared), yesNo(x.prepared, "chi ủy đã hội ý chuẩn bị", "chưa ghi nhận chi ủy hội ý chuẩn bị")
	case "papers":
		p.Points, p.Why = c.share(x.papers-x.papersLate, x.papers), fmt.Sprintf("%d tài liệu, %d gửi muộn", x.papers, x.papersLate)
	case "speakers":
		p.Points, p.Why = c.step(percent(x.speakers, x.facts.Present)), fmt.Sprintf("%d/%d đảng viên có mặt phát biểu (%s)", x.speakers, x.facts.Present, share(x.speakers, x.facts.Present))
	case "assigned":
		p.Points, p.Why = c.share(x.assigned, x.tasks), fmt.Sprintf("%d/%d nhiệm vụ có người thực hiện và thời hạn", x.assigned, x.tasks)
	case "voted":
		p.Points, p.Why = c.all(x.voted), yesNo(x.voted, "nghị quyết đã được biểu quyết", "nghị quyết chưa được biểu quyết")
	case "results":
		p.Points, p.Why = c.results(x)
	case "closing":
		p.Points, p.Why = c.all(x.adopted), yesNo(x.adopted, "biên bản đã thông qua", "biên bản chưa thông qua")
	default:
		return nil
	}
	return &p
}

func (c Criterion) all(ok bool) int {
	if ok {
		return c.Max
	}
	return 0
}

// share gives the points in proportion, rounded down, up to the full points.
func (c Criterion) share(have, want int) int {
	if want <= 0 || have <= 0 {
		return 0
	}
	return min(c.Max, c.Max*have/want)
}

func (c Criterion) step(percent float64) int {
	for _, s := range c.Steps {
		if percent >= s[0] {
			return int(s[1])
		}
	}
	return 0
}

// attendance: the lowest step applies as soon as one is absent without a reason.
func (c Criterion) attendance(f Facts) int {
	if f.Unexcused > 0 && len(c.Steps) > 0 {
		return int(c.Steps[len(c.Steps)-1][1])
	}
	return c.step(f.Share())
}

// results: a branch without tasks from last month has missed none.
func (c Criterion) results(x course) (int, string) {
	if x.reviewed == 0 {
		return c.Max, "không có nhiệm vụ tháng trước"
	}
	return c.step(percent(x.done, x.reviewed)), fmt.Sprintf("hoàn thành %d/%d nhiệm vụ (%s)", x.done, x.reviewed, share(x.done, x.reviewed))
}

// sheet is the whole score: computed lines, and for those by hand what was given.
func (s scoring) sheet(x course, given map[string]int) ([]Points, error) {
	var c fault.Check
	out := make([]Points, 0, len(s.Criteria))
	for _, k := range s.Criteria {
		p := k.points(x)
		if p == nil {
			n, ok := given[k.ID]
			c.That(ok, k.ID, "meeting.points_missing")
			c.That(n >= 0 && n <= k.Max, k.ID, "meeting.points_range")
			p = &Points{Criterion: k.ID, Points: n}
		}
		out = append(out, *p)
	}
	return out, c.Err("meeting.score_invalid")
}

// total adds up the points and names the grade.
func (s scoring) total(all []Points) (sum int, name string) {
	for _, p := range all {
		sum += p.Points
	}
	for _, g := range s.Grades {
		if float64(sum) >= g.From {
			return sum, g.Name
		}
	}
	return sum, ""
}

func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

// share is percent in words, with the Vietnamese comma.
func share(n, of int) string {
	return strings.Replace(strconv.FormatFloat(percent(n, of), 'f', 1, 64), ".", ",", 1) + "%"
}

func yesNo(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}
