package publication

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Publish sends a paper down as part of a larger change, which has been
// authorised. It checks the receivers, not the paper.
func (s *Service) Publish(ctx context.Context, tx *db.Tx, n Paper) (ID, error) {
	today := civil.In(tx.Now)
	if n.Ask == "" {
		n.Ask = None
	}
	if err := check(n, today); err != nil {
		return "", err
	}
	targets, err := s.resolve(ctx, tx, n, today)
	if err != nil {
		return "", err
	}
	chain, err := over(ctx, tx, n)
	if err != nil {
		return "", err
	}
	p := Publication{ID: ID(ids.New("pb", tx.Now)), Subject: n.Subject, Link: n.Link, Number: n.Number, Title: n.Title, Issuer: n.Issuer, Unit: n.Unit, Path: n.Path,
		Ask: n.Ask, Question: n.Question, Due: n.Due, Open: n.Open, Day: today, At: tx.Now, By: tx.Who.Name}
	p.Chain = "/" + string(p.ID) + "/"
	if len(chain) > 0 {
		p.Chain = chain[len(chain)-1].Chain + string(p.ID) + "/"
	}
	if err := tx.Note("publication:"+string(p.ID), "publish", map[string]any{"subject": p.Subject, "targets": targets, "ask": p.Ask, "due": p.Due}); err != nil {
		return "", err
	}
	if err := insert(ctx, tx, p); err != nil {
		return "", err
	}
	if err := insertTargets(ctx, tx, p, targets); err != nil {
		return "", err
	}
	if err := insertSight(ctx, tx, p, chain, targets); err != nil {
		return "", err
	}
	subjects := []string{p.Subject}
	for _, above := range chain {
		subjects = append(subjects, above.Subject)
	}
	return p.ID, s.reached(ctx, tx, subjects)
}

// resolve checks the receivers and fills in what is known of them; those named
// twice are kept once.
func (s *Service) resolve(ctx context.Context, q db.Q, n Paper, today civil.Date) ([]Target, error) {
	posts, err := s.members.PostRules(today)
	if err != nil {
		return nil, err
	}
	var units []org.ID
	var people []member.ID
	for _, t := range n.Targets {
		units, people = append(units, t.Unit), append(people, t.Member)
	}
	cards, err := s.units.Cards(ctx, q, units)
	if err != nil {
		return nil, err
	}
	persons, err := s.members.Cards(ctx, q, people)
	if err != nil {
		return nil, err
	}
	var out []Target
	for _, t := range n.Targets {
		if t, err = t.resolved(n, cards, persons, posts); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out, func(o Target) bool { return o.key == t.key }) {
			out = append(out, t)
		}
	}
	return out, nil
}

func (t Target) resolved(n Paper, units map[org.ID]org.Unit, people map[member.ID]member.Card, posts []member.PostRule) (Target, error) {
	bad := func(code string) (Target, error) {
		return t, fault.New(fault.Invalid, "publication.invalid").Field("targets", code)
	}
	if t.Kind == Single {
		c, ok := people[t.Member]
		if !ok || !c.Path.Within(n.Path) {
			return bad("publication.target_outside")
		}
		t.Unit, t.Path, t.Post, t.Label = c.Unit, c.Path, "", c.Name
		t.key = t.keyText()
		return t, nil
	}
	u, ok := units[t.Unit]
	if !ok || !u.Open() {
		return bad("publication.target_closed")
	}
	if t.Kind != Office && !u.Path.Within(n.Path) {
		return bad("publication.target_outside")
	}
	t.Path, t.Label, t.Member = u.Path, u.Name, ""
	switch t.Kind {
	case Subtree, Unit:
		t.Post = ""
	case Office:
		t.Post, t.Label = "", "Văn phòng "+u.Name
	case Post:
		i := slices.IndexFunc(posts, func(r member.PostRule) bool { return r.Key == t.Post })
		if i < 0 {
			return bad("publication.post_unknown")
		}
		t.Label = posts[i].Title + ", " + u.Name
	default:
		return bad("publication.target_unknown")
	}
	t.key = t.keyText()
	return t, nil
}

// over returns the publications that are relayed, the first one first.
func over(ctx context.Context, q db.Q, n Paper) ([]Publication, error) {
	if n.Over == "" {
		return nil, nil
	}
	p, err := get(ctx, q, n.Over)
	if err != nil {
		return nil, err
	}
	if err := p.mayMark(); err != nil {
		return nil, err
	}
	targets, err := targetsOf(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	reached := func(t Target) bool {
		return t.Unit == n.Unit && t.Kind != Single || t.Kind == Subtree && n.Path.Within(t.Path)
	}
	if !slices.ContainsFunc(targets, reached) {
		return nil, fault.New(fault.Conflict, "publication.over_elsewhere")
	}
	return chainOf(ctx, q, p.Chain)
}

// chainOf returns the publications on a chain, in its order.
func chainOf(ctx context.Context, q db.Q, chain string) ([]Publication, error) {
	steps := strings.Split(strings.Trim(chain, "/"), "/")
	found, err := db.All(ctx, q, dest, `SELECT `+columns+` FROM publication p WHERE p.id IN (`+db.Marks(len(steps))+`) ORDER BY p.chain`, db.Args(steps)...)
	return found, err
}

// Withdraw takes a publication back (thu hồi). It stays visible with the reason;
// its paper is no longer open to those who had it only from this publication.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, id ID, reason string) error {
	p, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if reason == "" || len([]rune(reason)) > maxTitle {
		return fault.New(fault.Invalid, "publication.invalid").Field("reason", "publication.reason_missing")
	}
	if err := p.mayMark(); err != nil {
		return err
	}
	if err := tx.Note("publication:"+string(id), "withdraw", reason); err != nil {
		return err
	}
	subjects, err := db.Column[string](ctx, tx, `SELECT DISTINCT subject FROM publication_sight WHERE publication = ? OR source = ?`, id, id)
	if err != nil {
		return err
	}
	for _, sql := range []string{`UPDATE publication_target SET live = FALSE WHERE publication = ?`,
		`DELETE FROM publication_sight WHERE publication = ?`, `DELETE FROM publication_sight WHERE source = ?`} {
		if _, err := tx.Exec(ctx, sql, id); err != nil {
			return err
		}
	}
	if _, err = tx.Exec(ctx, `UPDATE publication SET withdrawn = ?, reason = ?, rev = rev + 1 WHERE id = ?`, db.Time(&tx.Now), reason, id); err != nil {
		return err
	}
	return s.reached(ctx, tx, subjects)
}

// TakeBack is [Service.Withdraw] as an act of its own, by the office that sends.
func (s *Service) TakeBack(ctx context.Context, who authz.Actor, id ID, reason string) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		p, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, p.Path); err != nil {
			return err
		}
		return s.Withdraw(ctx, tx, id, reason)
	})
}
