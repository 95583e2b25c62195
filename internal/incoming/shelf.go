package incoming

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// GivenTo are the people and offices that may read a paper because they were given
// it: for whoever keeps it in another form.
func (s *Service) GivenTo(ctx context.Context, q db.Q, id ID) (people []member.ID, offices []org.ID, err error) {
	all, err := steps(ctx, q, id)
	for _, x := range all {
		if x.Office != 0 {
			offices = append(offices, x.Office)
		} else if x.Owner != "" {
			people = append(people, x.Owner)
		}
	}
	return people, offices, err
}

// After returns papers of every office by id, from the one after the given: for
// whoever keeps them in another form and has authorised it.
func (s *Service) After(ctx context.Context, q db.Q, after ID, limit int) ([]Paper, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM incoming p WHERE p.id > ? ORDER BY p.id LIMIT ?`, after, limit)
}
