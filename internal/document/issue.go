package document

import (
	"bytes"
	"cmp"
	"context"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/signing"
)

// Enumerate gives an approved paper its number and day, and with them its final
// form. reserved is a number kept for it before; 0 for the next one.
func (s *Service) Enumerate(ctx context.Context, who authz.Actor, id ID, rev, reserved int64) (number string, err error) {
	err = s.change(ctx, who, Issue, id, rev, []State{Approved}, func(tx *db.Tx, d Document) error {
		if err := s.settled(ctx, tx, id); err != nil {
			return err
		}
		u, err := s.units.Get(ctx, tx, d.Unit)
		if err != nil {
			return err
		}
		sym, t, err := s.symbol(u, d.Type, today(tx))
		if err != nil {
			return err
		}
		d.Day = today(tx)
		if d.Series, d.Number, err = s.take(ctx, tx, u, sym, t.Name, d.ID, reserved); err != nil {
			return err
		}
		d.Symbol, d.State = symbol(d.Number, sym), Numbered
		number = d.Symbol
		if err := tx.Note(id.Subject(), "number", map[string]any{"number": d.Symbol, "term": t.Name}); err != nil {
			return err
		}
		return s.move(ctx, tx, d, "")
	})
	if err != nil {
		return "", err
	}
	_, err = s.laid(ctx, who, id, Issue)
	return number, err
}

// symbol is what a type's numbers end with at a unit ("NQ/ĐU"), and the term in which they count.
func (s *Service) symbol(u org.Unit, typ string, day civil.Date) (string, term, error) {
	b, err := s.rules.body(u, day)
	if err != nil {
		return "", term{}, err
	}
	t, err := s.rules.typed(typ, b, day)
	if err != nil {
		return "", term{}, err
	}
	now, err := s.rules.term(day)
	return t.Symbol + "/" + b.Symbol, now, err
}

// take uses a reserved number for a paper, or gives it the next one.
func (s *Service) take(ctx context.Context, tx *db.Tx, u org.Unit, sym, term string, id ID, reserved int64) (series string, n int64, err error) {
	if reserved == 0 {
		if series, n, err = next(ctx, tx, u, sym, term); err != nil {
			return "", 0, err
		}
		return series, n, insertNumber(ctx, tx, Entry{Series: series, Number: n, State: Reserved, Document: id, Day: today(tx), By: tx.Who.Name})
	}
	series = seriesID(u.ID, sym, term)
	e, err := entry(ctx, tx, series, reserved)
	if err != nil || e.State != Reserved || e.Document != "" {
		return "", 0, fault.New(fault.Invalid, "document.invalid").Field("number", "document.number_taken").Because(err)
	}
	e.Document = id
	_, err = setNumber(ctx, tx, e, Reserved)
	return series, reserved, err
}

// Reserve keeps the next number of a type for a paper to come, with a reason.
func (s *Service) Reserve(ctx context.Context, who authz.Actor, unit org.ID, typ, reason string) (number string, err error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", fault.New(fault.Invalid, "document.invalid").Field("reason", "document.reason_missing")
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Issue, u.Path); err != nil {
			return err
		}
		sym, t, err := s.symbol(u, typ, today(tx))
		if err != nil {
			return err
		}
		series, n, err := next(ctx, tx, u, sym, t.Name)
		if err != nil {
			return err
		}
		number = symbol(n, sym)
		if err := tx.Note("document.series:"+series, "reserve", map[string]any{"number": number, "reason": reason}); err != nil {
			return err
		}
		return insertNumber(ctx, tx, Entry{Series: series, Number: n, State: Reserved, Day: today(tx), By: tx.Who.Name, Reason: reason})
	})
	return number, err
}

// Kept returns the numbers that are reserved for no paper and that this one may have.
func (s *Service) Kept(ctx context.Context, who authz.Actor, id ID) (out []Entry, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		d, err := get(ctx, q, id)
		if err != nil {
			return err
		}
		if err := who.May(Issue, d.Path); err != nil {
			return err
		}
		u, err := s.units.Get(ctx, q, d.Unit)
		if err != nil {
			return err
		}
		sym, t, err := s.symbol(u, d.Type, civil.In(s.db.Now()))
		if err != nil {
			return err
		}
		out, err = kept(ctx, q, seriesID(u.ID, sym, t.Name))
		return err
	})
	return out, err
}

// CancelNumber gives up a number that is reserved for no paper; it stays in the register.
func (s *Service) CancelNumber(ctx context.Context, who authz.Actor, series string, n int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "document.invalid").Field("reason", "document.reason_missing")
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		path, err := seriesPath(ctx, tx, series)
		if err != nil {
			return err
		}
		if err := tx.Require(Issue, path); err != nil {
			return err
		}
		e, err := entry(ctx, tx, series, n)
		if err != nil {
			return err
		}
		if e.State != Reserved || e.Document != "" {
			return fault.New(fault.Conflict, "document.number_used")
		}
		e.State, e.Reason = Cancelled, reason
		if err := tx.Note("document.series:"+series, "cancel", map[string]any{"number": symbol(n, e.Symbol), "reason": reason}); err != nil {
			return err
		}
		_, err = setNumber(ctx, tx, e, Reserved)
		return err
	})
}

// Issue makes a numbered paper final: its file is kept, it goes to everybody it is
// for, and the paper that it replaces is no longer in force.
func (s *Service) Issue(ctx context.Context, who authz.Actor, id ID, rev int64) error {
	f, err := s.See(ctx, who, id)
	if err != nil {
		return err
	}
	if err := who.May(Issue, f.Path); err != nil {
		return err
	}
	if err := f.must(Numbered); err != nil {
		return err
	}
	ref, evidence, err := s.final(ctx, who, f)
	if err != nil {
		return err
	}
	return s.change(ctx, who, Issue, id, rev, []State{Numbered}, func(tx *db.Tx, d Document) error {
		if d.Rev != f.Rev {
			return fault.New(fault.Conflict, "document.overtaken")
		}
		if err := tx.Note(id.Subject(), "issue", map[string]any{"number": d.Symbol, "hash": ref.SHA256, "evidence": evidence, "annexes": annexHashes(f.Annexes)}); err != nil {
			return err
		}
		d.State, d.IssuedAt, d.File, d.Size, d.Evidence = Issued, tx.Now, ref.SHA256, ref.Size, evidence
		if _, err := setNumber(ctx, tx, Entry{Series: d.Series, Number: d.Number, State: Used, Document: id}, Reserved); err != nil {
			return err
		}
		if err := s.supersede(ctx, tx, d); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, d, f.UnitName); err != nil {
			return err
		}
		if d.Answers != "" && s.asked.Issued != nil {
			if err := s.asked.Issued(ctx, tx, d); err != nil {
				return err
			}
		}
		d = d.moved(tx)
		if err := s.tell(ctx, tx, d, ""); err != nil {
			return err
		}
		return s.tellMoved(ctx, tx, d, "document.back_issued", d.Symbol)
	})
}

// final is the file that is issued: the one that everybody has signed, with its
// evidence where that is wanted, or one made now where papers may be issued unsigned.
func (s *Service) final(ctx context.Context, who authz.Actor, f Full) (blob.Ref, signing.Evidence, error) {
	if f.Electronic {
		if i := awaited(f.Signing); f.File == "" || i >= 0 {
			return blob.Ref{}, "", fault.New(fault.Conflict, "document.unsigned_left", f.Signing[max(i, 0)].Name)
		}
		return s.preserved(ctx, who, f)
	}
	if may, err := s.rules.unsigned(f.Day); err != nil || !may {
		return blob.Ref{}, "", cmp.Or[error](err, fault.New(fault.Conflict, "document.unsigned_refused"))
	}
	ref, err := s.keep(ctx, f)
	return ref, "", err
}

// preserved is the signed file, with its evidence where all of that could be had.
func (s *Service) preserved(ctx context.Context, who authz.Actor, f Full) (blob.Ref, signing.Evidence, error) {
	as := blob.Ref{SHA256: f.File, Size: f.Size}
	signed, err := s.read(ctx, f)
	if err != nil {
		return as, "", err
	}
	file, evidence, err := s.keys.Preserve(ctx, who, signed)
	if err != nil || evidence != signing.Kept {
		return as, evidence, err
	}
	ref, err := s.files.Put(ctx, bytes.NewReader(file))
	return ref, evidence, err
}

// keep stores the final form. A file that no row names is swept later.
func (s *Service) keep(ctx context.Context, f Full) (blob.Ref, error) {
	var b bytes.Buffer
	if err := s.render(ctx, f, PDF, &b); err != nil {
		return blob.Ref{}, err
	}
	return s.files.Put(ctx, &b)
}

// supersede ends the force of the paper that this one replaces.
func (s *Service) supersede(ctx context.Context, tx *db.Tx, d Document) error {
	if d.Replaces == "" {
		return nil
	}
	if err := s.replaceable(ctx, tx, d); err != nil {
		return err
	}
	old, err := get(ctx, tx, d.Replaces)
	if err != nil {
		return err
	}
	old.State = Replaced
	old = old.moved(tx)
	if err := tx.Note(old.ID.Subject(), "replace", map[string]any{"by": d.Symbol}); err != nil {
		return err
	}
	return s.tell(ctx, tx, old, d.Symbol)
}

// publish sends the paper down, where it has targets.
func (s *Service) publish(ctx context.Context, tx *db.Tx, d Document, unit string) error {
	to := d.Sending
	if len(to.Targets) == 0 {
		return nil
	}
	_, err := s.sent.Publish(ctx, tx, publication.Paper{
		Subject: d.ID.Subject(), Link: "/documents/" + string(d.ID), Number: d.Symbol, Title: d.Abstract, Issuer: unit, Unit: d.Unit, Path: d.Path,
		Targets: to.Targets, Ask: to.Ask, Question: to.Question, Due: to.Due, Over: to.Over, Open: to.Open})
	return err
}

// Final returns papers that are or were in force, by id, from the one after the
// given: for whoever keeps them in another form and has authorised it.
func (s *Service) Final(ctx context.Context, q db.Q, after ID, limit int) ([]Document, error) {
	return final(ctx, q, after, limit)
}

// Recall takes an issued paper back, with a reason; its readers see that it was.
func (s *Service) Recall(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "document.invalid").Field("reason", "document.reason_missing")
	}
	return s.change(ctx, who, Issue, id, rev, []State{Issued}, func(tx *db.Tx, d Document) error {
		if err := tx.Note(id.Subject(), "recall", reason); err != nil {
			return err
		}
		all, err := s.sent.Of(ctx, tx, id.Subject())
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.Withdrawn.IsZero() {
				if err := s.sent.Withdraw(ctx, tx, p.ID, reason); err != nil {
					return err
				}
			}
		}
		d.State, d.Reason = Recalled, reason
		d = d.moved(tx)
		if err := s.tell(ctx, tx, d, ""); err != nil {
			return err
		}
		return s.tellMoved(ctx, tx, d, "document.back_recalled", tx.Who.Name, reason)
	})
}

// Register returns a unit's outgoing register of a term ("" for today's), after the given entry.
func (s *Service) Register(ctx context.Context, who authz.Actor, unit org.ID, name string, after Entry, limit int) (out []Entry, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		u, err := s.units.Get(ctx, q, unit)
		if err != nil {
			return err
		}
		if err := who.May(See, u.Path); err != nil {
			return err
		}
		if name == "" {
			t, err := s.rules.term(civil.In(s.db.Now()))
			if err != nil {
				return err
			}
			name = t.Name
		}
		out, err = register(ctx, q, unit, name, after, limit)
		return err
	})
	return out, err
}
