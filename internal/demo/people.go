package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/vi"
)

// person is a member as the demonstration knows him.
type person struct {
	member.Past
	id       member.ID
	sort     string
	official civil.Date // first day as an official member; "" while on probation
	admitted civil.Date
}

// on reports whether the person is on the roll of a day, and whether as official.
func (p *person) on(day civil.Date) (there, official bool) {
	return p.admitted <= day && p.From <= day, p.official != "" && p.official <= day
}

// ages of the members of each sort of branch: youngest, oldest.
func (s sort) ages() (from, to int) {
	switch s {
	case village:
		return 20, 88
	case school, health:
		return 24, 59
	case police, military:
		return 22, 52
	}
	return 25, 61
}

// women in a hundred members.
func (s sort) women() int {
	switch s {
	case school:
		return 74
	case health:
		return 60
	case police, military:
		return 8
	}
	return 38
}

const (
	probationers    = 8  // in a hundred
	exemptFrom      = 72 // years of age from which some ask to be exempt
	exempted        = 22 // of those, in a hundred
	withoutPhone    = 30 // of those over 70, in a hundred
	adulthood       = 18
	mostAtAdmission = 24 // years after that
)

// populate gives every branch its people.
func (w *world) populate() {
	n := 0
	split := strings.Fields
	names := words{split(families), split(uplanders), split(menMiddle), split(menGiven), split(womenMiddle), split(womenGiven)}
	for i, b := range w.branches {
		for range b.size {
			n++
			b.people = append(b.people, w.person(rand.New(rand.NewPCG(seed, uint64(n))), b, names, n))
		}
		w.appoint(b)
		b.habits = habitsOf(rand.New(rand.NewPCG(seed, uint64(-1-i))), b)
	}
}

func (w *world) person(r *rand.Rand, b *branch, names words, n int) *person {
	p := &person{}
	p.Sex = member.Male
	if chance(r, b.sort.women()) {
		p.Sex = member.Female
	}
	p.Name = names.name(r, p.Sex, b.upland && chance(r, 80))
	p.sort = vi.SortKey(p.Name)
	w.life(r, b, p)
	birth := civil.Date(p.Birth)
	p.Card = fmt.Sprintf("98%06d", n)
	p.Citizen = citizen(birth, p.Sex, n)
	if w.age(birth) < 70 || !chance(r, withoutPhone) {
		p.Phone = phone(n)
	}
	if w.age(birth) >= exemptFrom && chance(r, exempted) {
		p.ExemptFrom = w.opened.AddDays(r.IntN(200))
	}
	return p
}

// life are the days of birth, admission and official membership.
func (w *world) life(r *rand.Rand, b *branch, p *person) {
	from, to := b.sort.ages()
	age := from + r.IntN(to-from)
	probation := chance(r, probationers)
	if probation {
		age = min(age, from+r.IntN(18))
	}
	age = max(age, 20)
	birth := w.today.AddMonths(-12 * age).AddDays(-r.IntN(360))
	p.admitted = birth.AddMonths(12*(adulthood+1) + r.IntN(12*min(mostAtAdmission, age-adulthood-1)+1)).AddDays(r.IntN(28))
	p.State = member.Official
	switch latest := w.today.AddMonths(-14); {
	case probation:
		p.admitted, p.State = w.today.AddDays(-10-r.IntN(340)), member.Probationary
	case p.admitted > latest:
		p.admitted = latest.AddDays(-r.IntN(60))
	}
	if p.State == member.Official {
		p.official = p.admitted.AddMonths(12)
	}
	p.Birth, p.Admitted, p.Official = civil.Approx(birth), civil.Approx(p.admitted), civil.Approx(p.official)
	p.From = max(w.opened, p.admitted)
}

func (w *world) age(birth civil.Date) int { return birth.DaysTo(w.today) * 100 / 36525 }

// phone numbers begin with 0900, which no operator has given out.
func phone(n int) string { return fmt.Sprintf("0900%06d", n) }

// citizen has the form of a citizen ID (Thông tư 59/2021/TT-BCA) with serial
// numbers that no register has reached.
func citizen(birth civil.Date, sex member.Sex, n int) string {
	y, _, _ := birth.Parts()
	digit := (y - 1900) / 100 * 2
	if sex == member.Female {
		digit++
	}
	return fmt.Sprintf("019%d%02d%06d", digit, y%100, 990000+n)
}

// appoint gives a branch its secretary, its deputy and, from nine official
// members, another member of its committee: the ablest age comes first.
func (w *world) appoint(b *branch) {
	const bestAge, committeeFrom, deputyFrom = 46, 9, 7
	able := slices.DeleteFunc(slices.Clone(b.people), func(p *person) bool {
		return p.official == "" || p.official > w.opened || p.ExemptFrom != ""
	})
	slices.SortStableFunc(able, func(x, y *person) int {
		return cmp.Compare(abs(w.age(civil.Date(x.Birth))-bestAge), abs(w.age(civil.Date(y.Birth))-bestAge))
	})
	posts := []string{"secretary"}
	if len(able) >= deputyFrom {
		posts = append(posts, "deputy")
	}
	if len(able) >= committeeFrom {
		posts = append(posts, "committee")
	}
	chosen := able[:len(posts)]
	for i, post := range posts {
		chosen[i].Posts = append(chosen[i].Posts, member.Post{Post: post, From: w.opened, Decision: "12-QĐ/ĐU"})
	}
	// The committee leads the list, so that the others find it.
	rest := slices.DeleteFunc(slices.Clone(b.people), func(p *person) bool { return slices.Contains(chosen, p) })
	b.people = append(slices.Clone(chosen), rest...)
}

func abs(n int) int { return max(n, -n) }

func (b *branch) secretary() *person { return b.people[0] }

// scribe is who writes the minutes.
func (b *branch) scribe() *person { return b.people[1] }

// lead gives the commune its own posts, and each branch a member of the
// commune's committee who follows it.
func (c *commune) lead(day civil.Date) {
	staff := c.branches[0].people
	heads := []string{"secretary", "deputy", "standing", "standing", "committee", "committee"}
	for i, post := range heads {
		if staff[i].official == "" {
			continue
		}
		staff[i].Posts = append(staff[i].Posts, member.Post{Unit: c.unit.ID, Post: post, From: day, Decision: "07-QĐ/TU"})
	}
	able := slices.DeleteFunc(slices.Clone(staff[:len(heads)]), func(p *person) bool { return p.official == "" })
	for i, b := range c.branches[1:] {
		p := able[i%len(able)]
		p.Posts = append(p.Posts, member.Post{Unit: b.unit.ID, Post: member.Follower, From: day, Decision: "09-QĐ/ĐU"})
	}
}

// placed fills in the units once they have ids.
func (b *branch) placed() []member.Past {
	out := make([]member.Past, len(b.people))
	for i, p := range b.people {
		p.Unit = b.unit.ID
		for j := range p.Posts {
			p.Posts[j].Unit = org.ID(cmp.Or(int64(p.Posts[j].Unit), int64(b.unit.ID)))
		}
		out[i] = p.Past
	}
	return out
}
