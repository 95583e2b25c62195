package member

import (
	"context"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// PostRules returns the posts that may be held on the day, in their order.
func (s *Service) PostRules(day civil.Date) ([]PostRule, error) {
	var posts []PostRule
	_, err := s.book.On("member.posts", day, &posts)
	return posts, err
}

// Appoint gives a person a post in a unit from p.From to p.To, its last day, if it
// has one. ID is ignored. It returns the post's id.
func (s *Service) Appoint(ctx context.Context, who authz.Actor, p Post) (string, error) {
	err := s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, p.Unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Edit, u.Path); err != nil {
			return err
		}
		m, err := load(ctx, tx, p.Member)
		if err == nil {
			err = who.May(See, m.Path) // a post makes a name known at the unit
		}
		if err != nil {
			return err
		}
		posts, err := s.PostRules(civil.In(tx.Now))
		if err != nil {
			return err
		}
		held, err := db.All(ctx, tx, postRow, selectPost+` WHERE unit = ? AND post = ? ORDER BY id`, p.Unit, p.Post)
		if err != nil {
			return err
		}
		if err := appoint(posts, u, m, p, held); err != nil {
			return err
		}
		p.ID = ids.New("mp", tx.Now)
		row := []any{p.ID, p.Member, p.Unit, u.Path, p.Post, p.From, p.To, p.Decision}
		if err := tx.Insert(ctx, `INSERT INTO member_post (id, member, unit, path, post, from_day, to_day, decision) VALUES`, [][]any{row}); err != nil {
			return err
		}
		return tx.Note(subject(p.Member), "appoint", p)
	})
	return p.ID, err
}

// appoint decides whether the person may hold the post beside those who held it.
func appoint(posts []PostRule, u org.Unit, m Member, p Post, held []Post) error {
	i := slices.IndexFunc(posts, func(r PostRule) bool { return r.Key == p.Post })
	if i < 0 {
		return fault.New(fault.Invalid, "member.invalid").Field("post", "member.post_unknown")
	}
	clash := func(h Post) bool {
		return (posts[i].Single || h.Member == p.Member) && (h.To.IsZero() || p.From <= h.To) && (p.To.IsZero() || h.From <= p.To)
	}
	var c fault.Check
	c.That(u.Open(), string(FieldUnit), "member.unit_closed")
	c.That(m.State != Left, "member", "member.has_left")
	c.That(!posts[i].Official || m.State == Official, "member", "member.post_official")
	c.That(posts[i].Anywhere || m.Path.Within(u.Path), "member", "member.post_outside")
	c.That(!p.From.IsZero(), "from", "member.day_empty")
	c.That(isDay(p.From), "from", "member.day_form")
	c.That(isDay(p.To), "to", "member.day_form")
	c.That(p.To.IsZero() || p.From <= p.To, "to", "member.post_order")
	c.That(!slices.ContainsFunc(held, clash), "post", "member.post_taken")
	return c.Err("member.invalid")
}

// EndPost ends a post; day is the last day on which it is held.
func (s *Service) EndPost(ctx context.Context, who authz.Actor, id string, day civil.Date, decision string) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		p, err := db.One(ctx, tx, absent, postRow, selectPost+` WHERE id = ?`, id)
		if err != nil {
			return err
		}
		u, err := s.units.Get(ctx, tx, p.Unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Edit, u.Path); err != nil {
			return err
		}
		var c fault.Check
		c.That(!day.IsZero(), "day", "member.day_empty")
		c.That(isDay(day), "day", "member.day_form")
		c.That(day >= p.From, "day", "member.post_order")
		c.That(p.To.IsZero() || day <= p.To, "day", "member.post_ended")
		if err := c.Err("member.invalid"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE member_post SET to_day = ? WHERE id = ?`, day, id); err != nil {
			return err
		}
		return tx.Note(subject(p.Member), "end_post", map[string]string{"post": id, "last": string(day), "decision": decision})
	})
}
