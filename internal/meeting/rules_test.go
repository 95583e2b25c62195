package meeting

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sotay/internal/platform/civil"
	"sotay/internal/rule"
)

func rules(t testing.TB) book {
	b, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return book{b}
}

func TestThresholds(t *testing.T) {
	t.Parallel()
	b := rules(t)
	for _, c := range []struct {
		kind           string
		yes, base      int
		passes         bool
		baseIsEntitled bool
	}{
		{"resolution", 5, 9, true, true}, {"resolution", 4, 8, false, true}, {"resolution", 5, 8, true, true}, {"resolution", 0, 0, false, true},
		{"admission", 6, 9, true, true}, {"admission", 5, 9, false, true}, {"admission", 7, 10, true, true}, {"admission", 6, 10, false, true},
		{"agenda", 2, 3, true, false}, {"agenda", 1, 2, false, false},
	} {
		r, _, err := b.motion(c.kind, "2026-03-05")
		if err != nil {
			t.Fatal(err)
		}
		if got := r.passes(c.yes, c.base); got != c.passes || (r.Base == "entitled") != c.baseIsEntitled {
			t.Errorf("%s %d/%d: %v", c.kind, c.yes, c.base, got)
		}
	}
	if _, _, err := b.motion("coup", "2026-03-05"); field(err, "kind") != "meeting.motion_kind" {
		t.Errorf("an unknown kind: %v", err)
	}
}

// Counting without fractions agrees with fractions.
func TestThresholdsEqualFractions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := motionRule{Over: [2]int{rapid.IntRange(1, 9).Draw(t, "num"), rapid.IntRange(1, 9).Draw(t, "den")}, Strict: rapid.Bool().Draw(t, "strict")}
		base := rapid.IntRange(0, 500).Draw(t, "base")
		yes := rapid.IntRange(0, base).Draw(t, "yes")
		want := false
		if base > 0 {
			c := big.NewRat(int64(yes), int64(base)).Cmp(big.NewRat(int64(r.Over[0]), int64(r.Over[1])))
			want = c > 0 || c == 0 && !r.Strict
		}
		if r.passes(yes, base) != want {
			t.Fatalf("%+v: %d of %d", r, yes, base)
		}
	})
}

func TestMotionResultCountsVotesOfThoseThere(t *testing.T) {
	t.Parallel()
	roll := []Seat{
		{Member: "a", Standing: Official, State: Present}, {Member: "b", Standing: Official, State: PresentOnline}, {Member: "c", Standing: Official, State: Excused},
		{Member: "d", Standing: Probationary, State: Present}, {Member: "e", Standing: Official, Exempt: true, State: Present},
	}
	votes := []Vote{{Motion: "m", Member: "a", Choice: Yes}, {Motion: "m", Member: "b", Choice: Abstain}, {Motion: "other", Member: "a", Choice: No}}
	got := motionRule{Base: "entitled", Over: [2]int{1, 2}, Strict: true}.result(Motion{ID: "m", Mode: ByPhone, Yes: 99}, roll, votes)
	if got.Yes != 1 || got.No != 0 || got.Abstain != 1 || got.Voters != 2 || got.Base != 3 || *got.Passed {
		t.Errorf("%+v", got)
	}
	got = motionRule{Base: "present", Over: [2]int{1, 2}}.result(Motion{ID: "m", Mode: ByHands, Yes: 1, No: 1}, roll, nil)
	if got.Base != 2 || !*got.Passed {
		t.Errorf("%+v", got)
	}
}

func TestTheRuleIsSaidInWords(t *testing.T) {
	t.Parallel()
	r, src, err := rules(t).motion("resolution", "2026-03-05")
	if err != nil {
		t.Fatal(err)
	}
	if s := r.words(src); !strings.HasPrefix(s, "trên 1/2 tổng số đảng viên chính thức") || !strings.Contains(s, "42-HD/BTCTW") {
		t.Error(s)
	}
}

func TestScoreOfTheRule(t *testing.T) {
	t.Parallel()
	sc, err := rules(t).scoring("2026-03-05")
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, c := range sc.Criteria {
		sum += c.Max
	}
	if sum != 100 {
		t.Errorf("the criteria make %d points", sum)
	}
	best := course{facts: Facts{Members: 10, Present: 10}, minutes: 95, least: 90, prepared: true, papers: 2, speakers: 6, tasks: 2, assigned: 2, voted: true, adopted: true, reviewed: 4, done: 4}
	given := map[string]int{"order": 15, "principles": 5}
	for _, c := range []struct {
		name   string
		change func(*course)
		total  int
		grade  string
	}{
		{"all well", func(*course) {}, 100, "Tốt"},
		{"45 minutes", func(x *course) { x.minutes = 45 }, 97, "Tốt"},
		{"one unexcused", func(x *course) { x.facts = Facts{Members: 10, Present: 9, Unexcused: 1} }, 97, "Tốt"},
		{"80 % there, the others excused", func(x *course) { x.facts = Facts{Members: 10, Present: 8, Excused: 2} }, 99, "Tốt"},
		{"excused four times in a row", func(x *course) { x.longAbsent = 1 }, 99, "Tốt"},
		{"half of them spoke", func(x *course) { x.speakers = 5 }, 99, "Tốt"},
		{"half of the tasks done", func(x *course) { x.done = 2 }, 85, "Khá"},
		{"no tasks from before", func(x *course) { x.reviewed, x.done = 0, 0 }, 100, "Tốt"},
		{"nothing prepared, not voted, not adopted", func(x *course) { x.prepared, x.papers, x.voted, x.adopted = false, 0, false, false }, 75, "Khá"},
	} {
		x := best
		c.change(&x)
		all, err := sc.sheet(x, given)
		if err != nil {
			t.Fatal(err)
		}
		if total, grade := sc.total(all); total != c.total || grade != c.grade {
			t.Errorf("%s: %d %s, want %d %s", c.name, total, grade, c.total, c.grade)
		}
	}
	for name, given := range map[string]map[string]int{"missing": {"order": 15}, "over": {"order": 16, "principles": 5}, "below": {"order": -1, "principles": 5}} {
		if _, err := sc.sheet(best, given); code(err) != "meeting.score_invalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCalendarOfTheDay(t *testing.T) {
	t.Parallel()
	b := rules(t)
	for _, c := range []struct {
		day     civil.Date
		kind    Kind
		members int
		least   int
	}{{"2026-03-05", Regular, 12, 90}, {"2026-03-05", Combined, 12, 120}, {"2026-03-05", Regular, 30, 120}, {"2024-03-05", Regular, 30, 90}} {
		cal, err := b.calendar(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.least(c.kind, c.members); got != c.least {
			t.Errorf("%s %s of %d: %d minutes", string(c.day), c.kind, c.members, got)
		}
	}
	cal, err := b.calendar("2026-03-05")
	if err != nil {
		t.Fatal(err)
	}
	if got := cal.reportBy(civil.Date("2026-03-05").At(23, 30)); got != "2026-03-07" {
		t.Errorf("report by %s", got)
	}
}

// Whatever the states, the numbers of a roll add up.
func TestTallyAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		roll := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Seat {
			return Seat{Standing: rapid.SampledFrom([]Standing{Official, Probationary}).Draw(t, "standing"), Exempt: rapid.Bool().Draw(t, "exempt"),
				State: rapid.SampledFrom([]Presence{Unmarked, Present, PresentOnline, Excused, Unexcused}).Draw(t, "state")}
		})).Draw(t, "roll")
		done, err := endRoll(roll)
		if err != nil {
			t.Fatal(err)
		}
		f := tally(done)
		if f.Members+f.Exempt != len(roll) || f.Present+f.Excused+f.Unexcused != f.Members || f.Online > f.Present || f.Entitled > f.Members {
			t.Fatalf("%+v of %d", f, len(roll))
		}
	})
}

func TestPlacesOfIssue(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"Đảng bộ xã Bảo Thắng": "Bảo Thắng", "Đảng bộ phường Lào Cai": "Lào Cai", "Bảo Thắng": "Bảo Thắng", "": "", "đảng bộ": ""} {
		if got := placeOf(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCodesOfTheHallAreUnlike(t *testing.T) {
	t.Parallel()
	m, other := Meeting{Secret: "a"}, Meeting{Secret: "b"}
	now := time.Unix(1_800_000_000, 0)
	seen := map[string]bool{}
	for i := range 100 {
		c := m.code(turn(now) + int64(i))
		if seen[c] || other.codeFits(c, now.Add(time.Duration(i)*CodeEvery)) {
			t.Fatalf("code %d comes twice or fits another meeting", i)
		}
		seen[c] = true
	}
	if m.codeFits("", now) {
		t.Error("no code fits")
	}
}
