package incoming

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
)

// Candidate is a person or an office to whom work may be given.
type Candidate struct {
	Person member.ID
	Office org.ID
	Name   string
	Unit   string // to which a person belongs
}

// Candidates returns to whom a unit may give work, for who leads there: its own people,
// those who hold a post at it or were given its papers before, and the units below; with
// a text, whoever of the whole subtree has it in his name.
func (s *Service) Candidates(ctx context.Context, who authz.Actor, unit org.ID, text string) (out []Candidate, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		u, err := s.units.Get(ctx, q, unit)
		if err != nil {
			return err
		}
		if err := who.May(Assign, u.Path); err != nil {
			return err
		}
		if out, err = people(ctx, q, u, vi.Fold(text), civil.In(s.db.Now())); err != nil {
			return err
		}
		offices, err := offices(ctx, q, u, vi.Fold(text))
		out = append(out, offices...)
		return err
	})
	return out, err
}

// mostCandidates bounds what a form offers at once.
const mostCandidates = 60

func people(ctx context.Context, q db.Q, u org.Unit, text string, day civil.Date) ([]Candidate, error) {
	const find = `SELECT m.id, m.name, u.name FROM v_member m JOIN v_org_unit u ON u.id = m.unit WHERE m.state IN ('probationary', 'official') AND m.path >= ? AND m.path < ? `
	row := func(c *Candidate) []any { return []any{&c.Person, &c.Name, &c.Unit} }
	if text != "" {
		return db.All(ctx, q, row, find+`AND m.fold LIKE ? ESCAPE '\' ORDER BY m.sort, m.id LIMIT ?`, u.Path, u.Path.End(), "%"+likely(text)+"%", mostCandidates)
	}
	return db.All(ctx, q, row, find+`AND (m.unit = ? OR m.id IN (SELECT member FROM v_member_post WHERE unit = ? AND from_day <= ? AND (to_day IS NULL OR to_day >= ?))
		OR m.id IN (SELECT t.owner FROM v_task t JOIN incoming_step s ON s.task = t.id WHERE t.unit = ?)) ORDER BY m.sort, m.id LIMIT ?`,
		u.Path, u.Path.End(), u.ID, u.ID, day, day, u.ID, mostCandidates)
}

func offices(ctx context.Context, q db.Q, u org.Unit, text string) ([]Candidate, error) {
	row := func(c *Candidate) []any { return []any{&c.Office, &c.Name} }
	if text != "" {
		return db.All(ctx, q, row, `SELECT id, name FROM v_org_unit WHERE path > ? AND path < ? AND closed IS NULL AND fold LIKE ? ESCAPE '\' ORDER BY fold, id LIMIT ?`,
			u.Path, u.Path.End(), "%"+likely(text)+"%", mostCandidates)
	}
	return db.All(ctx, q, row, `SELECT id, name FROM v_org_unit WHERE parent = ? AND closed IS NULL ORDER BY fold, id LIMIT ?`, u.ID, mostCandidates)
}
