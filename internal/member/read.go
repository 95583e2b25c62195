package member

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// OfUnit returns the members who belong to the unit on the day, sorted by
// Vietnamese name: those who stay there and are probationary or official then.
// Candidates and those who have left are not among them. State and Exempt are
// those of the day; Unit and Path those of today.
func (s *Service) OfUnit(ctx context.Context, q db.Q, unit org.ID, day civil.Date) ([]Card, error) {
	ms, err := db.All(ctx, q, memberRow, selectOfUnit, day, unit, day, day)
	if err != nil {
		return nil, err
	}
	ms = slices.DeleteFunc(ms, func(m Member) bool { return m.State != Probationary && m.State != Official })
	cards := make([]Card, len(ms))
	for i, m := range ms {
		cards[i] = m.card(day)
	}
	return cards, nil
}

// selectOfUnit replaces the state of today by that of the day.
const selectOfUnit = `SELECT m.id, m.unit, m.path, m.name, m.sort, m.birth, m.sex, m.admitted, m.official, m.card, m.citizen, m.phone,
	COALESCE((SELECT h.state FROM member_state h WHERE h.member = m.id AND h.from_day <= ? ORDER BY h.from_day DESC LIMIT 1), ''),
	m.state_from, m.left_reason, m.exempt_from, m.exempt_to, m.rev
	FROM member_stay s JOIN member m ON m.id = s.member
	WHERE s.unit = ? AND s.from_day <= ? AND s.to_day > ? ORDER BY m.sort, m.id`

func (m Member) card(day civil.Date) Card {
	return Card{ID: m.ID, Unit: m.Unit, Path: m.Path, Name: m.Name, Sort: m.Sort, State: m.State, Exempt: m.ExemptOn(day), Phone: m.Phone}
}

// inList bounds the values of one IN list.
const inList = 1000

// Cards returns those of the people who exist, as they are today.
func (s *Service) Cards(ctx context.Context, q db.Q, members []ID) (map[ID]Card, error) {
	today := civil.In(s.db.Now())
	cards := make(map[ID]Card, len(members))
	for some := range slices.Chunk(members, inList) {
		ms, err := db.All(ctx, q, memberRow, selectMember+` WHERE id IN (`+db.Marks(len(some))+`)`, db.Args(some)...)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			cards[m.ID] = m.card(today)
		}
	}
	return cards, nil
}

// Posts returns the posts held in the unit on the day, by post and first day.
func (s *Service) Posts(ctx context.Context, q db.Q, unit org.ID, day civil.Date) ([]Post, error) {
	return db.All(ctx, q, postRow, selectPost+` WHERE unit = ? AND from_day <= ? AND (to_day IS NULL OR to_day >= ?) ORDER BY post, from_day, id`, unit, day, day)
}

// Followers returns those who follow the unit for an upper committee on the day.
func (s *Service) Followers(ctx context.Context, q db.Q, unit org.ID, day civil.Date) ([]ID, error) {
	posts, err := s.Posts(ctx, q, unit, day)
	if err != nil {
		return nil, err
	}
	var followers []ID
	for _, p := range posts {
		if p.Post == Follower && !slices.Contains(followers, p.Member) {
			followers = append(followers, p.Member)
		}
	}
	return followers, nil
}

// mask hides all but the last three characters.
func mask(s string) string {
	if len(s) <= shown {
		return strings.Repeat("•", len(s))
	}
	return strings.Repeat("•", len(s)-shown) + s[len(s)-shown:]
}

// shown is how many characters of a masked number stay readable.
const shown = 3
