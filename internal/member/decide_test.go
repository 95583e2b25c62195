package member

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/vi"
)

// soul is a person in the oracle: a plain list of them, searched from end to end.
type soul struct {
	Member
	row  int
	said Person
}

// oracle says what becomes of the rows, in the simplest way that could be right.
func oracle(people []soul, rows []*person, unitOf func(*person) org.ID) (out []string) {
	for _, p := range rows {
		verdict, who := judgeOne(people, p, unitOf(p))
		out = append(out, verdict)
		if who == nil {
			continue
		}
		if i := slices.IndexFunc(people, func(s soul) bool { return s.ID == who.ID }); i >= 0 {
			people[i] = *who
		} else {
			people = append(people, *who)
		}
	}
	return out
}

func judgeOne(people []soul, p *person, unit org.ID) (string, *soul) {
	var numbered, same []soul
	unsure := false
	for _, s := range people {
		sameCitizen, sameCard := p.Citizen != "" && s.Citizen == p.Citizen, p.Person.Card != "" && s.Person.Card == p.Person.Card
		otherCitizen, otherCard := p.Citizen != "" && s.Citizen != "" && !sameCitizen, p.Person.Card != "" && s.Person.Card != "" && !sameCard
		if sameCitizen || sameCard {
			numbered = append(numbered, s)
			continue
		}
		if s.Unit != unit || vi.Fold(s.Name) != p.fold || otherCitizen {
			continue
		}
		known := p.Birth != "" && s.Birth != ""
		switch {
		case known && !agree(p.Birth, s.Birth):
		case known && !otherCard:
			same = append(same, s)
		default:
			unsure = true
		}
	}
	switch {
	case len(numbered) > 1:
		return "refused member.row_two_people", nil
	case len(numbered) == 1:
		s := numbered[0]
		if s.Citizen != p.Citizen && s.Citizen != "" && p.Citizen != "" {
			return "refused member.row_card_taken", nil
		}
		if vi.Fold(s.Name) != p.fold && (s.Birth != p.Birth || len(p.Birth) != 10) {
			return "refused member.row_other_person", nil
		}
		return outcome(s, p, unit)
	case unsure || len(same) > 1:
		return "refused member.row_unsure", nil
	case len(same) == 1:
		return outcome(same[0], p, unit)
	}
	m := Member{ID: ID(fmt.Sprint("row", p.row)), Person: p.Person, Unit: unit, State: Official}
	return RowNew, &soul{m, p.row, p.Person}
}

func outcome(s soul, p *person, unit org.ID) (string, *soul) {
	switch {
	case s.row > 0 && s.said == p.Person && s.Unit == unit:
		return RowSame, nil
	case s.row > 0:
		return "refused member.row_duplicate", nil
	case s.State == Left:
		return "refused member.row_left", nil
	case s.Unit != unit:
		return "refused member.row_elsewhere", nil
	}
	now := s
	now.Person, now.row, now.said = merge(s.Person, p.Person), p.row, p.Person
	if now.Person == s.Person {
		return RowSame, &now
	}
	return RowChanged, &now
}

// TestDecisionsMatchTheOracle draws worlds of few names and numbers, so that people
// meet in every way, and cuts the rows into chunks of any size.
func TestDecisionsMatchTheOracle(t *testing.T) {
	t.Parallel()
	r := rulesFor(t)
	rapid.Check(t, func(rt *rapid.T) {
		people, rows := randomPeople(rt), randomRows(rt)
		unitOf := func(p *person) org.ID { return org.ID(len(p.unit)) }
		want := oracle(slices.Clone(people), rows, unitOf)
		s := &scene{world: newWorld(), rules: r, layout: layout{}, place: func(Member) string { return "đâu đó" },
			unit: func(p *person) (org.Unit, *Remark) { return org.Unit{ID: unitOf(p)}, nil }}
		var got []string
		size := rapid.IntRange(1, 8).Draw(rt, "chunk")
		for part := range slices.Chunk(rows, size) {
			list := make([]Member, len(people))
			for i := range people {
				list[i] = people[i].Member
			}
			s.see(list)
			for _, p := range part {
				pl := s.judge(p)
				if pl.Outcome == RowNew {
					pl.after.ID = ID(fmt.Sprint("row", p.row))
				}
				s.took(p, pl)
				text := pl.Outcome
				if text == RowRefused {
					text += " " + pl.Remarks[0].Code
				}
				got = append(got, text)
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("got\n%q\nwant\n%q", got, want)
		}
	})
}

func randomPeople(rt *rapid.T) (out []soul) {
	cards, citizens := map[string]bool{"": true}, map[string]bool{"": true}
	for i := range rapid.IntRange(0, 6).Draw(rt, "people") {
		p := randomPerson(rt)
		if cards[p.Card] && p.Card != "" || citizens[p.Citizen] && p.Citizen != "" {
			continue
		}
		cards[p.Card], citizens[p.Citizen] = true, true
		state := rapid.SampledFrom([]State{Official, Official, Left}).Draw(rt, "state")
		out = append(out, soul{Member: Member{ID: ID(fmt.Sprint("db", i)), Person: p, State: state, StateFrom: "2020-01-01",
			Unit: org.ID(rapid.IntRange(1, 2).Draw(rt, "unit"))}})
	}
	return out
}

func randomRows(rt *rapid.T) (out []*person) {
	for i := range rapid.IntRange(1, 16).Draw(rt, "rows") {
		x := randomPerson(rt)
		out = append(out, &person{Person: x, row: i + 1, fold: vi.Fold(x.Name), reader: &reader{},
			unit: rapid.SampledFrom([]string{"1", "22"}).Draw(rt, "unit")})
	}
	return out
}

func randomPerson(rt *rapid.T) Person {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, label) }
	return Person{
		Name: pick("name", "Lê Văn An", "Le Van An", "Lê Văn Ân", "Trần Thị Hoa"), Birth: civil.Approx(pick("birth", "", "1980", "1980-05-19", "1981-01-01")),
		Card: pick("card", "", "40000001", "40000002"), Citizen: pick("citizen", "", "040080000001", "040080000002", "040080000003"),
		Phone: pick("phone", "", "0912345678", "0912345679"),
	}
}
