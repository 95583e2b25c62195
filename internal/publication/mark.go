package publication

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// act is what a reader does with a publication.
type act struct {
	verb   string // "open", "confirm", "answer"
	choice int
	by     string // who marks for the reader, "" for himself
}

// stand is a reader at the moment of his act.
type stand struct {
	id      string
	right   authz.Perm
	at      authz.Path // where the right is asked for
	unit    org.ID
	path    authz.Path
	counted bool // in the counts of the unit
	mark    Mark // so far
	there   bool
}

// Open marks that the actor opened the paper, for himself and for the offices for
// which he received it. Whoever it does not concern, and whoever opens it again,
// leaves no mark.
func (s *Service) Open(ctx context.Context, who authz.Actor, id ID) error {
	return s.mark(ctx, who, id, act{verb: "open"})
}

// OpenOf is [Service.Open] for every publication of a paper that concerns the actor.
func (s *Service) OpenOf(ctx context.Context, who authz.Actor, subject string) error {
	var all []ID
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		all, err = db.Column[ID](ctx, q, `SELECT id FROM publication WHERE subject = ? AND withdrawn IS NULL ORDER BY id DESC LIMIT 20`, subject)
		return err
	})
	for _, id := range all {
		if err == nil {
			err = s.Open(ctx, who, id)
		}
	}
	return err
}

// Confirm marks that the actor has read and understood.
func (s *Service) Confirm(ctx context.Context, who authz.Actor, id ID) error {
	return s.mark(ctx, who, id, act{verb: "confirm"})
}

// Reply answers the question. A wrong choice is counted and told with the fault
// "publication.wrong"; the reader may try again.
func (s *Service) Reply(ctx context.Context, who authz.Actor, id ID, choice int) error {
	return s.mark(ctx, who, id, act{verb: "answer", choice: choice})
}

// mark finds out before the queue of writers whom the act concerns and what is left
// to be marked, so that the write itself is a few statements, and to open again,
// the commonest act, is none.
func (s *Service) mark(ctx context.Context, who authz.Actor, id ID, a act) error {
	var p Publication
	var left []stand
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if p, err = get(ctx, q, id); err != nil {
			return err
		}
		all, err := s.stands(ctx, q, who, p)
		if err == nil && len(all) == 0 && a.verb != "open" {
			err = s.unasked(ctx, q, who, p)
		}
		if err == nil {
			left, err = p.unmarked(ctx, q, all, a)
		}
		return err
	})
	if err != nil || len(left) == 0 || a.verb == "open" && !p.Withdrawn.IsZero() {
		return err
	}
	return s.write(ctx, who, p, left, a)
}

// unmarked are those whose marks the act may change.
func (p Publication) unmarked(ctx context.Context, q db.Q, all []stand, a act) (left []stand, err error) {
	for _, x := range all {
		if x.mark, x.there, err = markOf(ctx, q, p.ID, x.id); err != nil {
			return nil, err
		}
		if !x.mark.Done && !(x.there && a.verb == "open") {
			left = append(left, x)
		}
	}
	return left, nil
}

// unasked is the fault for one whom the publication does not concern: it is not
// there for him, or was sent before he came, so that he may read but need not.
func (s *Service) unasked(ctx context.Context, q db.Q, who authz.Actor, p Publication) error {
	ok, err := s.Covers(ctx, q, who, p.Subject)
	if err != nil {
		return err
	}
	if ok {
		return fault.New(fault.Conflict, "publication.before")
	}
	return fault.New(fault.NotFound, "publication.not_found")
}

// stands are the actor as a member and as those offices that the publication concerns.
func (s *Service) stands(ctx context.Context, q db.Q, who authz.Actor, p Publication) ([]stand, error) {
	targets, err := targetsOf(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	a := newAudience(p, targets)
	var out []stand
	me, ok, err := own(ctx, q, who, s.today())
	if err != nil {
		return nil, err
	}
	if ok && me.concerned(a.keys, p.Day) {
		out = append(out, stand{id: who.Member, right: Read, at: who.Home, unit: me.unit, path: me.home, counted: a.spans.Has(me.home)})
	}
	for _, at := range offices(who) {
		if a.keys[officeKey(at.Unit())] {
			out = append(out, stand{id: officeKey(at.Unit()), right: Receive, at: at, unit: unitOf(at), path: at})
		}
	}
	return out, nil
}

// write marks for each of them; a plain first opening needs no look at what is there.
func (s *Service) write(ctx context.Context, who authz.Actor, p Publication, all []stand, a act) error {
	var wrong error
	err := s.db.Intake(ctx, who, func(tx *db.Tx) (err error) {
		wrong = nil
		if a.verb == "open" {
			return p.open(ctx, tx, all)
		}
		now, err := get(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if err := now.mayMark(); err != nil {
			return err
		}
		for _, x := range all {
			if wrong, err = now.act(ctx, tx, x, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = wrong
	}
	return err
}

// open writes the first marks of readers; one that another request of theirs wrote
// meanwhile is left as it is.
func (p Publication) open(ctx context.Context, tx *db.Tx, all []stand) error {
	for _, x := range all {
		if err := tx.Require(x.right, x.at); err != nil {
			return err
		}
		if err := tx.Note("publication:"+string(p.ID), "open", map[string]string{"reader": x.id}); err != nil {
			return err
		}
		m := p.first(tx.Who.Name)
		m.Opened = tx.Now
		if err := p.add(ctx, tx, x, m); err != nil {
			return err
		}
	}
	return nil
}

// act changes one reader's mark; wrong is the fault to tell of an answer that is
// not the right one, which is counted nevertheless.
func (p Publication) act(ctx context.Context, tx *db.Tx, x stand, a act) (wrong, err error) {
	if err := tx.Require(x.right, x.at); err != nil {
		return nil, err
	}
	m, there, err := markOf(ctx, tx, p.ID, x.id)
	if err != nil {
		return nil, err
	}
	was := m
	if m, wrong, err = p.after(m, there, a, tx); err != nil {
		return nil, err
	}
	if there && m == was {
		return nil, nil
	}
	detail := map[string]any{"reader": x.id}
	if a.by != "" {
		detail["for"] = x.id
	}
	if err := tx.Note("publication:"+string(p.ID), a.verb, detail); err != nil {
		return nil, err
	}
	if there {
		return wrong, p.change(ctx, tx, x, was, m)
	}
	return wrong, p.add(ctx, tx, x, m)
}

// after decides what the act makes of a mark.
func (p Publication) after(m Mark, there bool, a act, tx *db.Tx) (out Mark, wrong, err error) {
	if !there {
		m = p.first(tx.Who.Name)
		m.Opened = tx.Now
	}
	if m.Done || a.verb == "open" {
		return m, nil, nil
	}
	switch {
	case a.verb == "confirm" && p.Ask == Answer && a.by == "", a.verb == "answer" && p.Ask != Answer:
		return m, nil, fault.New(fault.Conflict, "publication.asked_otherwise")
	case a.verb == "answer" && (a.choice < 0 || a.choice >= len(p.Question.Choices)):
		return m, nil, fault.New(fault.Invalid, "publication.invalid").Field("choice", "publication.choice_missing")
	case a.verb == "answer":
		m.Tries++
		if a.choice != p.Question.Right {
			return m, fault.New(fault.Conflict, "publication.wrong", p.Question.Choices[a.choice]), nil
		}
	}
	m.Done, m.Confirmed, m.By = true, tx.Now, tx.Who.Name
	return m, nil, nil
}

// MarkFor marks for a member who has no telephone that he read, and what he was
// asked to do he did; the actor's name stays with the mark.
func (s *Service) MarkFor(ctx context.Context, who authz.Actor, id ID, reader member.ID) error {
	var p Publication
	var x stand
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if p, err = get(ctx, q, id); err != nil {
			return err
		}
		targets, err := targetsOf(ctx, q, id)
		if err != nil {
			return err
		}
		all, err := places(ctx, q, []member.ID{reader}, s.today())
		if err != nil {
			return err
		}
		a, at := newAudience(p, targets), all[reader]
		if at == nil || !at.concerned(a.keys, p.Day) {
			return fault.New(fault.NotFound, "publication.not_found")
		}
		x = stand{id: string(reader), right: Watch, at: at.home, unit: at.unit, path: at.home, counted: a.spans.Has(at.home)}
		return who.May(Watch, at.home)
	})
	if err != nil {
		return err
	}
	return s.write(ctx, who, p, []stand{x}, act{verb: "confirm", by: who.Name})
}
