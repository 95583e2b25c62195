package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"sotay/internal/filing"
	"sotay/internal/meeting"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/ids"
	"sotay/internal/task"
)

// habits are what is particular to a branch's meetings.
type habits struct {
	day          int // of the month
	hour, minute int
	minutes      int // how long, about
	faithful     int // members in a hundred who come
	slow         bool
	link         string
}

const (
	slowBranches = 4  // in a hundred, that report late most months
	online       = 12 // in a hundred, that also meet online
	earlyDays    = 55 // in a hundred, that meet in the first days of the month
	lastDay      = 26
)

func habitsOf(r *rand.Rand, b *branch) habits {
	h := habits{day: 3 + r.IntN(4), hour: 19, minute: 30, minutes: 94 + r.IntN(16), faithful: 90 + r.IntN(8), slow: chance(r, slowBranches)}
	if !chance(r, earlyDays) {
		h.day = 7 + r.IntN(lastDay-7)
	}
	if b.sort != village {
		h.hour, h.minute = 15, 0
	}
	if chance(r, online) {
		h.link = "https://hop.thanhlam.example/" + strings.ToLower(strings.ReplaceAll(b.code, ".", "-"))
	}
	return h
}

// course is a branch's life from meeting to meeting.
type course struct {
	w     *world
	b     *branch
	words wording
	open  []*given
}

// given is a task on its way.
type given struct {
	past task.Past
}

// held is a meeting with the tasks that it gave, on which later ones report.
type held struct {
	past  meeting.Past
	tasks []*given
}

// past makes the meetings that a branch has held so far.
func (w *world) past(b *branch, n int) []meeting.Past {
	c := course{w: w, b: b, words: w.words[b.sort]}
	var all []*held
	for back := months; back >= 0; back-- {
		month := w.today.Month().Add(-back)
		day := w.day(b, n, month)
		if day == "" || day >= w.today || w.merged(b, day) {
			continue
		}
		r := rand.New(rand.NewPCG(seed+uint64(n), uint64(monthNumber(month))))
		all = append(all, c.hold(r, month, day, w.last(b, month)))
	}
	out := make([]meeting.Past, len(all))
	for i, h := range all {
		for _, g := range h.tasks {
			h.past.Tasks = append(h.past.Tasks, g.past)
		}
		out[i] = h.past
	}
	return out
}

func monthNumber(m civil.Month) int {
	y, mon := m.Parts()
	return y*12 + mon
}

// hold is one meeting: who came, what was said, what became of last month's
// tasks, what is to be done.
func (c *course) hold(r *rand.Rand, month civil.Month, day civil.Date, last bool) *held {
	starts := day.At(c.b.habits.hour, c.b.habits.minute)
	p := meeting.Past{ID: meeting.ID(ids.New("mt", starts)), Plan: c.plan(r, month, starts)}
	p.Called, p.Prepared = starts.AddDate(0, 0, -4), starts.AddDate(0, 0, -5)
	p.Began = starts.Add(time.Duration(r.IntN(6)) * time.Minute)
	p.Ended = p.Began.Add(time.Duration(c.b.habits.minutes+r.IntN(12)+c.longer(p.Kind)) * time.Minute)
	p.Reported = c.reported(r, p.Ended)
	c.roll(r, day, &p)
	p.Notes = map[string]string{
		"open":        fmt.Sprintf("Đồng chí %s tuyên bố lý do, thông qua chương trình; chi bộ nhất trí.", c.b.secretary().Name),
		"information": pick(r, news()),
		"discussion":  "Chi bộ thảo luận dân chủ, thống nhất các nhiệm vụ trọng tâm; các ý kiến được ghi nhận tại biên bản.",
		"criticism":   "Các đồng chí được gợi ý đã tự phê bình; chi bộ góp ý chân thành, không có ý kiến trái chiều.",
	}
	c.opinions(r, &p)
	p.Papers = c.papers(month, starts)
	c.review(r, &p, last)
	h := &held{past: p}
	if !last {
		c.give(r, h)
	}
	p.Yes = voters(p.Roll)
	if p.Yes > 4 && chance(r, 12) {
		p.Yes, p.Abstain = p.Yes-1, 1
	}
	p.Given = map[string]int{"order": 13 + r.IntN(3), "principles": 4 + r.IntN(2)}
	p.Wording = map[string]string{"Ưu điểm": pick(r, c.words.praise), "Hạn chế": pick(r, c.words.faults)}
	h.past = p
	return h
}

func (c *course) plan(r *rand.Rand, month civil.Month, starts time.Time) meeting.Plan {
	p := meeting.Plan{
		Unit: int64(c.b.unit.ID), Kind: meeting.Regular, Month: month, StartsAt: starts, Place: c.b.hall, Link: c.b.habits.link,
		Chair: string(c.b.secretary().id), FeeStatus: "Đã thu, nộp đầy đủ đảng phí trong tháng",
	}
	if n := monthNumber(month); n%3 == 2 {
		p.Kind, p.Topic = meeting.Combined, topics()[n/3%len(topics())]
	}
	if chance(r, 15) {
		p.FeeStatus = "Còn 02 đảng viên chưa nộp đảng phí, hẹn nộp trong tuần"
	}
	if chance(r, 20) {
		p.Guests = "Đồng chí được phân công theo dõi chi bộ của đảng ủy"
	}
	return p
}

// longer is by how much a meeting in two parts is longer.
func (c *course) longer(k meeting.Kind) int {
	if k == meeting.Combined {
		return 30
	}
	return 0
}

// reported is when the papers went up: the next morning, days later, or not yet.
func (c *course) reported(r *rand.Rand, ended time.Time) time.Time {
	days := 1 + r.IntN(2)
	if c.b.habits.slow && chance(r, 75) || chance(r, 3) {
		days = 4 + r.IntN(5)
	}
	at := civil.In(ended).AddDays(days).At(8+r.IntN(9), r.IntN(60))
	if at.After(c.w.now) {
		return time.Time{}
	}
	return at
}

// roll is who was there. Whoever leads the branch comes always.
func (c *course) roll(r *rand.Rand, day civil.Date, p *meeting.Past) {
	for i, x := range c.b.people {
		there, official := x.on(day)
		if !there {
			continue
		}
		s := meeting.Seat{Member: x.id, Name: x.Name, Sort: x.sort, Standing: meeting.Probationary, Exempt: x.ExemptFrom != "" && x.ExemptFrom <= day}
		if official {
			s.Standing = meeting.Official
		}
		c.attend(r, p, &s, i == 0)
		if p.Secretary == "" && i > 0 && s.State == meeting.Present {
			p.Secretary = string(x.id)
		}
		p.Roll = append(p.Roll, s)
	}
	slices.SortStableFunc(p.Roll, func(a, b meeting.Seat) int { return cmp.Compare(a.Sort, b.Sort) })
}

func (c *course) attend(r *rand.Rand, p *meeting.Past, s *meeting.Seat, leads bool) {
	come, without := chance(r, c.b.habits.faithful), chance(r, 6)
	how, at := pick(r, []string{"secretary", "secretary", "tap", "qr"}), p.Began.Add(-time.Duration(r.IntN(20))*time.Minute)
	away, spoke, rate := pick(r, reasons()), chance(r, 52), 3+r.IntN(3)
	switch {
	case s.Exempt:
		return
	case come || leads:
		s.State, s.How, s.Marked, s.Answer = meeting.Present, how, at, meeting.Coming
		if p.Link != "" && !leads && spoke && rate == 3 {
			s.State, s.Answer = meeting.PresentOnline, meeting.Online
		}
		if spoke {
			s.Spoke = 1
		}
		if rate > 3 {
			s.Rating = meeting.Rating{Preparation: &rate, Conduct: new(5), Tasks: &rate}
		}
	case without:
		s.State, s.How = meeting.Unexcused, "secretary"
	default:
		s.State, s.How, s.Answer, s.Reason, s.Leave = meeting.Excused, "secretary", meeting.Leave, away, meeting.Granted
	}
	if s.Answer != meeting.NoAnswer {
		s.Answered = p.Called.Add(time.Duration(1+r.IntN(40)) * time.Hour)
	}
}

func voters(roll []meeting.Seat) (n int) {
	for _, s := range roll {
		if s.Votes() && s.Here() {
			n++
		}
	}
	return n
}

// opinions are what some of those who spoke said.
func (c *course) opinions(r *rand.Rand, p *meeting.Past) {
	texts := slices.Clone(c.words.opinions)
	r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	for _, s := range p.Roll {
		if len(texts) == 0 || len(p.Opinions) >= 4 {
			return
		}
		if s.Spoke == 0 || chance(r, 50) {
			continue
		}
		at := p.Began.Add(time.Duration(30+5*len(p.Opinions)) * time.Minute)
		p.Opinions = append(p.Opinions, meeting.Opinion{Item: "discussion", Member: s.Member, Text: texts[0], Spoken: true, At: at, By: c.b.secretary().Name})
		texts = texts[1:]
	}
}

func (c *course) papers(month civil.Month, starts time.Time) []filing.File {
	paper, ok := c.w.papers[month]
	if !ok {
		return nil
	}
	paper.At, paper.By = starts.AddDate(0, 0, -3), c.b.secretary().Name
	return []filing.File{paper}
}
