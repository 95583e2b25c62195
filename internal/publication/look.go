package publication

import (
	"context"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// See returns a publication with the actor's own mark: for those whom it concerns,
// who may open its paper, and who sends or watches there.
func (s *Service) See(ctx context.Context, who authz.Actor, id ID) (out Item, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = s.see(ctx, q, who, id)
		return err
	})
	return out, err
}

func (s *Service) see(ctx context.Context, q db.Q, who authz.Actor, id ID) (out Item, err error) {
	if out.Publication, err = get(ctx, q, id); err != nil {
		return out, err
	}
	all, err := s.stands(ctx, q, who, out.Publication)
	if err != nil {
		return out, err
	}
	if len(all) > 0 {
		out.Mark, _, err = markOf(ctx, q, id, all[0].id)
		return out, err
	}
	if who.Can(Send, out.Path) || who.Can(Watch, out.Path) {
		return out, nil
	}
	ok, err := s.Covers(ctx, q, who, out.Subject)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "publication.not_found")
	}
	return out, err
}

// OfSubject returns the publications of a paper that concern the actor, with his
// marks: what the paper's page asks of him.
func (s *Service) OfSubject(ctx context.Context, who authz.Actor, subject string) (out []Item, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err := db.All(ctx, q, dest, `SELECT `+columns+` FROM publication p WHERE p.subject = ? ORDER BY p.id DESC LIMIT 20`, subject)
		if err != nil {
			return err
		}
		for _, p := range all {
			stands, err := s.stands(ctx, q, who, p)
			if err != nil {
				return err
			}
			if len(stands) == 0 {
				continue
			}
			m, _, err := markOf(ctx, q, p.ID, stands[0].id)
			if err != nil {
				return err
			}
			out = append(out, Item{Publication: p, Mark: m})
		}
		return nil
	})
	return out, err
}

// ToOffice returns a publication that was sent to the office of a unit, for a
// caller who has authorised that; one that was withdrawn is no longer there.
func (s *Service) ToOffice(ctx context.Context, q db.Q, id ID, unit authz.Path) (Publication, error) {
	return db.One(ctx, q, "publication.not_found", dest, `SELECT `+columns+` FROM publication p WHERE p.id = ? AND p.withdrawn IS NULL
		AND EXISTS (SELECT 1 FROM publication_target t WHERE t.publication = p.id AND t.key = ?)`, id, officeKey(unit.Unit()))
}

// Of returns the publications of a paper that the caller has authorised, the newest first.
func (s *Service) Of(ctx context.Context, q db.Q, subject string) ([]Publication, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM publication p WHERE p.subject = ? ORDER BY p.id DESC LIMIT 100`, subject)
}

// Sent returns what was sent by the units where the actor sends or watches, the
// newest first, before the given one ("" for the first page).
func (s *Service) Sent(ctx context.Context, who authz.Actor, before ID, limit int) (out []Publication, err error) {
	if before == "" {
		before = "~"
	}
	where, args := who.Scope(Watch).SQL("p.path")
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = db.All(ctx, q, dest, `SELECT `+columns+` FROM publication p WHERE `+where+` AND p.id < ? ORDER BY p.id DESC LIMIT ?`, append(args, before, limit)...)
		return err
	})
	return out, err
}

// Targets returns to whom a publication that the actor may see was sent.
func (s *Service) Targets(ctx context.Context, who authz.Actor, id ID) (out []Target, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if _, err := s.see(ctx, q, who, id); err != nil {
			return err
		}
		out, err = targetsOf(ctx, q, id)
		return err
	})
	return out, err
}

// Chain returns what a publication relays, itself, and what relays it as far as
// the actor watches or receives that: a publication's depth is that of its Chain.
func (s *Service) Chain(ctx context.Context, who authz.Actor, id ID) (out []Publication, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		p, err := s.see(ctx, q, who, id)
		if err != nil {
			return err
		}
		root := p.Chain[:strings.Index(p.Chain[1:], "/")+2]
		all, err := db.All(ctx, q, dest, `SELECT `+columns+` FROM publication p WHERE p.chain >= ? AND p.chain < ? ORDER BY p.chain`, root, authz.Path(root).End())
		if err != nil {
			return err
		}
		for _, x := range all {
			up := strings.HasPrefix(p.Chain, x.Chain)
			if !up && strings.HasPrefix(x.Chain, p.Chain) && !who.Can(Watch, x.Path) {
				if up, err = s.Covers(ctx, q, who, x.Subject); err != nil {
					return err
				}
			}
			if up || strings.HasPrefix(x.Chain, p.Chain) && who.Can(Watch, x.Path) {
				out = append(out, x)
			}
		}
		return nil
	})
	return out, err
}

// Share gives a publication of an open paper a public link, another one each time,
// so that the former no longer opens anything; it returns its token. Whoever has
// the token reads the paper unsigned: it has 160 random bits, so that guessing is
// hopeless at any rate.
func (s *Service) Share(ctx context.Context, who authz.Actor, id ID) (token string, err error) {
	token = ids.Secret()
	return token, s.retoken(ctx, who, id, token)
}

// Unshare ends the public link.
func (s *Service) Unshare(ctx context.Context, who authz.Actor, id ID) error {
	return s.retoken(ctx, who, id, "")
}

func (s *Service) retoken(ctx context.Context, who authz.Actor, id ID, token string) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		p, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, p.Path); err != nil {
			return err
		}
		verb := "unshare"
		if token != "" {
			verb = "share"
			if err := p.mayMark(); err != nil {
				return err
			}
			if !p.Open {
				return fault.New(fault.Conflict, "publication.not_open")
			}
		}
		if err := tx.Note("publication:"+string(id), verb, nil); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE publication SET token = ?, rev = rev + 1 WHERE id = ?`, db.Text(&token), id)
		return err
	})
}

// tokenLength is that of [ids.Secret].
const tokenLength = 32

// ByToken returns the publication of a public link, for anybody. Of one that was
// withdrawn the caller shows that it was, and no paper: printed codes live on.
func (s *Service) ByToken(ctx context.Context, q db.Q, token string) (Publication, error) {
	if len(token) != tokenLength {
		return Publication{}, fault.New(fault.NotFound, "publication.not_found")
	}
	return db.One(ctx, q, "publication.not_found", dest, `SELECT `+columns+` FROM publication p WHERE p.token = ? AND p.open`, token)
}
