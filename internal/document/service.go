package document

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/access"
	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/publication"
	"sotay/internal/rule"
	"sotay/internal/signing"
)

// Service is the feature's whole surface.
type Service struct {
	db      *db.DB
	rules   book
	units   *org.Service
	members *member.Service
	roles   *access.Service
	sent    *publication.Service
	keys    *signing.Service
	files   *blob.Store
	asked   Asked
	told    []Watcher
	annexed *filing.Service
	notices *notify.Service
}

// Watcher is told of a paper that was issued, replaced or recalled, in the same
// transaction; by is the number of the paper that replaced it.
type Watcher func(ctx context.Context, tx *db.Tx, d Document, by string) error

// Watch adds a watcher, before the program runs.
func (s *Service) Watch(w Watcher) { s.told = append(s.told, w) }

// tell saves a paper that is or was in force, and tells who watches.
func (s *Service) tell(ctx context.Context, tx *db.Tx, d Document, by string) error {
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	for _, w := range s.told {
		if err := w(ctx, tx, d, by); err != nil {
			return err
		}
	}
	return nil
}

// Asked is who knows the papers that ours answer. Check is a fault where a unit has
// nothing to do with one; Issued is told, in the transaction, that an answer was issued.
type Asked struct {
	Check  func(ctx context.Context, q db.Q, unit org.ID, subject string) error
	Issued func(ctx context.Context, tx *db.Tx, d Document) error
}

// Answering tells the service whom to ask about papers that are answered, before the program runs.
func (s *Service) Answering(a Asked) { s.asked = a }

// New returns the service; it names everything the feature leans on.
func New(d *db.DB, rules *rule.Book, units *org.Service, members *member.Service, roles *access.Service, sent *publication.Service, keys *signing.Service, files *blob.Store, attached *filing.Service, notices *notify.Service) *Service {
	return &Service{db: d, rules: book{rules}, units: units, members: members, roles: roles, sent: sent, keys: keys, files: files, annexed: attached, notices: notices}
}

// change is the course of almost every verb: load the paper, check the right at
// its unit, refuse unless it stands in one of the states, then do. rev is the
// revision that the actor saw, 0 for any: whoever was overtaken is told so.
func (s *Service) change(ctx context.Context, who authz.Actor, right authz.Perm, id ID, rev int64, states []State, do func(*db.Tx, Document) error) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		d, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(right, d.Path); err != nil {
			return err
		}
		if rev != 0 && rev != d.Rev {
			return fault.New(fault.Conflict, "document.overtaken")
		}
		if err := d.must(states...); err != nil {
			return err
		}
		return do(tx, d)
	})
}

// Types are the types of paper that a unit may issue today.
func (s *Service) Types(ctx context.Context, q db.Q, unit org.ID) (out []Type, err error) {
	u, err := s.units.Get(ctx, q, unit)
	if err != nil {
		return nil, err
	}
	day := civil.In(s.db.Now())
	b, err := s.rules.body(u, day)
	if err != nil {
		return nil, err
	}
	all, err := s.rules.types(day)
	return slices.DeleteFunc(all, func(t Type) bool { return !slices.Contains(t.Bodies, b.Body) }), err
}

// TypeTitle names a type of paper as it was called on a day.
func (s *Service) TypeTitle(id string, day civil.Date) (string, error) {
	all, err := s.rules.types(day)
	for _, t := range all {
		if t.ID == id {
			return t.Title, err
		}
	}
	return id, err
}

// Begin makes a draft. Without a text it begins with what is usual for its type.
func (s *Service) Begin(ctx context.Context, who authz.Actor, unit org.ID, c Content) (id ID, err error) {
	var at authz.Path
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Draft, u.Path); err != nil {
			return err
		}
		at = u.Path
		if !u.Open() {
			return fault.New(fault.Conflict, "document.unit_closed", u.Name)
		}
		d := Document{ID: ID(ids.New("dc", tx.Now)), Unit: u.ID, Path: u.Path, State: Drafting, Drafter: tx.Who.Name, Writer: member.ID(tx.Who.Member), MadeAt: tx.Now, MovedAt: tx.Now, Version: 1}
		if c.Text == "" {
			if c.Text, err = s.rules.start(c.Type, today(tx)); err != nil {
				return err
			}
		}
		if d, err = s.written(ctx, tx, d, u, c); err != nil {
			return err
		}
		if err := tx.Note(d.ID.Subject(), "draft", map[string]any{"type": d.Type, "abstract": d.Abstract}); err != nil {
			return err
		}
		if err := insert(ctx, tx, d); err != nil {
			return err
		}
		id = d.ID
		return insertVersion(ctx, tx, d)
	})
	return id, s.annexed.Counted(ctx, who, Draft, at, err, secret)
}

// written is the paper with new content, checked as far as a draft must be.
func (s *Service) written(ctx context.Context, q db.Q, d Document, u org.Unit, c Content) (Document, error) {
	d.Content = c.trimmed()
	if err := d.check(); err != nil {
		return d, err
	}
	day := civil.In(s.db.Now())
	b, err := s.rules.body(u, day)
	if err != nil {
		return d, err
	}
	if _, err := s.rules.typed(d.Type, b, day); err != nil {
		return d, err
	}
	d.Body = b.Body
	if err := s.replaceable(ctx, q, d); err != nil {
		return d, err
	}
	if d.Answers != "" && s.asked.Check != nil {
		if err := s.asked.Check(ctx, q, d.Unit, d.Answers); err != nil {
			return d, fault.New(fault.Invalid, "document.invalid").Field("answers", "document.answers_unknown").Because(err)
		}
	}
	return s.hands(ctx, q, d, u)
}

// replaceable refuses to replace anything but a paper in force of the same unit, or of
// one from which it took over.
func (s *Service) replaceable(ctx context.Context, q db.Q, d Document) error {
	if d.Replaces == "" {
		return nil
	}
	old, err := get(ctx, q, d.Replaces)
	ours := err == nil && old.Unit == d.Unit
	if err == nil && !ours {
		var heirs []org.Unit
		heirs, err = s.units.Successors(ctx, q, old.Unit)
		ours = slices.ContainsFunc(heirs, func(u org.Unit) bool { return u.ID == d.Unit })
	}
	if fault.Is(err, fault.NotFound) || err == nil && (!ours || old.State != Issued) {
		return fault.New(fault.Invalid, "document.invalid").Field("replaces", "document.replaces_unknown")
	}
	return err
}

// Write changes a draft and keeps the former text as a version.
func (s *Service) Write(ctx context.Context, who authz.Actor, id ID, rev int64, c Content) error {
	var at authz.Path
	err := s.change(ctx, who, Draft, id, rev, []State{Drafting}, func(tx *db.Tx, d Document) error {
		at = d.Path
		u, err := s.units.Get(ctx, tx, d.Unit)
		if err != nil {
			return err
		}
		before := d
		if d, err = s.written(ctx, tx, d, u, c); err != nil {
			return err
		}
		if d.Text != before.Text || d.Abstract != before.Abstract {
			d.Version++
			if err := insertVersion(ctx, tx, d); err != nil {
				return err
			}
		}
		if err := tx.Note(id.Subject(), "write", map[string]any{"version": d.Version}); err != nil {
			return err
		}
		return save(ctx, tx, d)
	})
	return s.annexed.Counted(ctx, who, Draft, at, err, secret)
}

// Reopen takes a paper that is not yet issued back into the draft, with a reason. A
// number that it has stays reserved, for this paper or another; signatures that it
// has are dropped, for they were of what it said before.
func (s *Service) Reopen(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "document.invalid").Field("reason", "document.reason_missing")
	}
	return s.change(ctx, who, Draft, id, rev, []State{Submitted, Approved, Numbered}, func(tx *db.Tx, d Document) error {
		if err := tx.Note(id.Subject(), "reopen", reason); err != nil {
			return err
		}
		if d.State == Numbered {
			if err := s.release(ctx, tx, d, Entry{State: Reserved, Reason: reason}); err != nil {
				return err
			}
			d.Series, d.Number, d.Symbol, d.Day, d.File, d.Size = "", 0, "", "", "", 0
			if err := dropSignatures(ctx, tx, id); err != nil {
				return err
			}
		}
		d.State, d.Reason = Drafting, reason
		return s.move(ctx, tx, d, "document.back_reopened", tx.Who.Name, reason)
	})
}

// release gives up the number of a paper, for who may give numbers.
func (s *Service) release(ctx context.Context, tx *db.Tx, d Document, to Entry) error {
	if err := tx.Require(Issue, d.Path); err != nil {
		return err
	}
	to.Series, to.Number = d.Series, d.Number
	_, err := setNumber(ctx, tx, to, Reserved)
	return err
}

// Drop ends a paper that will not be issued; a number that it has is cancelled and stays visible.
func (s *Service) Drop(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "document.invalid").Field("reason", "document.reason_missing")
	}
	return s.change(ctx, who, Draft, id, rev, []State{Drafting, Submitted, Approved, Numbered}, func(tx *db.Tx, d Document) error {
		if err := tx.Note(id.Subject(), "drop", reason); err != nil {
			return err
		}
		if d.State == Numbered {
			if err := s.release(ctx, tx, d, Entry{State: Cancelled, Document: id, Reason: reason}); err != nil {
				return err
			}
		}
		d.State, d.Reason = Dropped, reason
		return s.move(ctx, tx, d, "document.back_dropped", tx.Who.Name, reason)
	})
}

// See returns a paper as far as the actor may see it: its own office all of it,
// its readers what was issued.
func (s *Service) See(ctx context.Context, who authz.Actor, id ID) (f Full, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		f, err = s.see(ctx, q, who, id)
		return err
	})
	return f, err
}

func (s *Service) see(ctx context.Context, q db.Q, who authz.Actor, id ID) (f Full, err error) {
	if f.Document, err = get(ctx, q, id); err != nil {
		return Full{}, err
	}
	inside := who.Can(See, f.Path)
	if !inside {
		if err := s.readable(ctx, q, who, f.Document); err != nil {
			return Full{}, err
		}
		f.Reason, f.Sending, f.Drafter = "", Sending{}, ""
	}
	if f.Annexes, err = s.annexes(ctx, q, id, inside); err != nil {
		return f, err
	}
	u, err := s.units.Get(ctx, q, f.Unit)
	if err != nil || !inside {
		f.UnitName = u.Name
		if err == nil {
			f.Signing, err = signatures(ctx, q, id)
		}
		return f, err
	}
	f.UnitName = u.Name
	if f.Signing, err = s.askedFor(ctx, q, f, u); err != nil {
		return f, err
	}
	if f.Steps, err = steps(ctx, q, id); err != nil {
		return f, err
	}
	if f.Comments, err = comments(ctx, q, id); err != nil {
		return f, err
	}
	f.Versions, err = versions(ctx, q, id)
	return f, err
}

// readable is nil for a reader to whom an issued paper was sent.
func (s *Service) readable(ctx context.Context, q db.Q, who authz.Actor, d Document) error {
	if who.ID == "" {
		return fault.New(fault.Unauthenticated, "access.sign_in")
	}
	if slices.Contains([]State{Issued, Replaced, Recalled}, d.State) {
		covered, err := s.sent.Covers(ctx, q, who, d.ID.Subject())
		if err != nil || covered {
			return err
		}
	}
	return fault.New(fault.NotFound, "document.not_found")
}

// Public returns an issued paper, and where its file is, for a caller that knows that
// anybody may read it; nothing of how it was made.
func (s *Service) Public(ctx context.Context, q db.Q, id ID) (Document, error) {
	d, err := get(ctx, q, id)
	if err == nil && !slices.Contains([]State{Issued, Replaced, Recalled}, d.State) {
		err = fault.New(fault.NotFound, "document.not_found")
	}
	if err != nil {
		return Document{}, err
	}
	d.Reason, d.Sending, d.Drafter = "", Sending{}, ""
	return d, nil
}

// List returns the papers of the actor's offices in a state ("" for all), the newest first.
func (s *Service) List(ctx context.Context, who authz.Actor, state State, before ID, limit int) (out []Document, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = inScope(ctx, q, who.Scope(See), state, before, limit)
		return err
	})
	return out, err
}

// AnswersTo returns the papers that answer one, as far as the actor may see them: his
// own office's all, others when they were issued to him.
func (s *Service) AnswersTo(ctx context.Context, q db.Q, who authz.Actor, subject string) (out []Document, err error) {
	const most = 50
	all, err := answering(ctx, q, subject, most)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		err := error(nil)
		if !who.Can(See, d.Path) {
			err = s.readable(ctx, q, who, d)
		}
		if err == nil {
			out = append(out, d)
		} else if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return out, nil
}

// Awaiting returns the submitted papers on which the actor has still to answer.
func (s *Service) Awaiting(ctx context.Context, who authz.Actor, limit int) (out []Document, err error) {
	if who.Member == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = awaiting(ctx, q, who.Member, limit)
		return err
	})
	scope := who.Scope(Approve)
	return slices.DeleteFunc(out, func(d Document) bool { return !scope.Has(d.Path) }), err
}
