package exchange

import (
	"context"
	"errors"
	"io"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/courier"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/mailbox"
)

// CollectKind is the periodic job that looks into folders and mailboxes.
const CollectKind = "exchange.collect"

const (
	atOnce   = 50 // messages of one place in one round
	patience = 5 * time.Minute
)

// Collect takes what lies in the folders and mailboxes of all desks. One place that
// fails does not stop the others.
func (s *Service) Collect(ctx context.Context, who authz.Actor) error {
	var all []Desk
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		all, err = desks(ctx, q, who.Scope(Carry))
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, d := range all {
		failed = append(failed, s.fromFolder(ctx, who, d))
		if d.Box.Server != "" {
			failed = append(failed, s.fromBox(ctx, who, d))
		}
	}
	return errors.Join(failed...)
}

// fromFolder empties the folder of a desk: what was taken and what is bad is moved
// into folders beside.
func (s *Service) fromFolder(ctx context.Context, who authz.Actor, d Desk) error {
	var code string
	err := s.db.Read(ctx, func(q db.Q) error {
		u, err := s.units.Get(ctx, q, d.Unit)
		code = u.Code
		return err
	})
	if err != nil {
		return err
	}
	f, err := courier.OpenFolder(s.place.Folders, "nhan", code)
	if err != nil {
		return err
	}
	defer f.Close()
	names, err := f.Waiting(atOnce, ".edxml", ".xml")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := s.fromFile(ctx, who, d, f, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) fromFile(ctx context.Context, who authz.Actor, d Desk, f *courier.Folder, name string) error {
	r, err := f.Open(name)
	if err != nil {
		return err
	}
	sp, err := spooled(r)
	if err = errors.Join(err, r.Close()); err != nil {
		if fault.Of(err).Says("exchange.too_large") {
			return f.Settle(name, "loi")
		}
		return err
	}
	defer sp.Close()
	i, err := s.receive(ctx, who, source{desk: d, way: Folder, right: Carry}, sp)
	switch {
	case fault.Of(err).Says("exchange.secret"):
		return f.Remove(name)
	case err != nil:
		return err
	case i.State == Bad:
		return f.Settle(name, "loi")
	}
	return f.Settle(name, "xong")
}

// Names of the folders of a mailbox into which letters are moved.
const (
	boxDone = "Da nhan"
	boxBad  = "Loi"
)

// fromBox takes the letters of a desk's mailbox, and writes down what was wrong.
func (s *Service) fromBox(ctx context.Context, who authz.Actor, d Desk) error {
	err := s.letters(ctx, who, d)
	problem := ""
	for is, code := range map[error]string{mailbox.ErrConnect: "connect", mailbox.ErrInsecure: "insecure", mailbox.ErrLogin: "login", mailbox.ErrFolder: "folder", mailbox.ErrLost: "lost", errSealed: "sealed"} {
		if errors.Is(err, is) {
			problem = "exchange.box_" + code
		}
	}
	if problem != "" {
		err = nil // it is shown; the next round tries again
	}
	return errors.Join(err, s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Carry, d.Path); err != nil {
			return err
		}
		if problem == d.Problem && !d.CheckedAt.IsZero() && tx.Now.Sub(d.CheckedAt) < time.Hour {
			return nil
		}
		if err := tx.Note(unitSubject(d.Unit), "exchange_box", problem); err != nil {
			return err
		}
		return checked(ctx, tx, d.Unit, problem)
	}))
}

func (s *Service) letters(ctx context.Context, who authz.Actor, d Desk) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	password, err := s.vault.open(d.Box.Password, boxPlace(d.Unit))
	if err != nil {
		return err
	}
	box, err := mailbox.Open(ctx, mailbox.Account{Server: d.Box.Server, Security: d.Box.Security, User: d.Box.Login, Password: password, Roots: s.place.Roots})
	if err != nil {
		return err
	}
	defer box.Close()
	waiting, err := box.Waiting(atOnce)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		state, err := s.fromLetter(ctx, who, d, box, w)
		if err != nil {
			return err
		}
		folder := boxDone
		if state == Bad {
			folder = boxBad
		}
		if err := box.Settle(w.ID, folder); err != nil {
			return err
		}
	}
	return nil
}

// fromLetter takes a letter, unless it was taken in a round that ended before the
// letter was moved.
func (s *Service) fromLetter(ctx context.Context, who authz.Actor, d Desk, box *mailbox.Box, w mailbox.Waiting) (state State, err error) {
	from := source{desk: d, way: Mail, box: d.Box.Server + "|" + d.Box.Login, letter: w.ID, right: Carry}
	err = s.db.Read(ctx, func(q db.Q) error {
		was, err := handled(ctx, q, d.Unit, from.box, w.ID)
		state = State(was)
		return err
	})
	if err != nil || state != "" {
		return state, err
	}
	if w.Size > maxReceived {
		return Bad, s.tooLarge(ctx, who, from)
	}
	var sp *spool
	err = box.Fetch(w.ID, maxReceived, func(r io.Reader) error {
		sp, err = spooled(r)
		return err
	})
	if err != nil {
		return "", err
	}
	defer sp.Close()
	i, err := s.receive(ctx, who, from, sp)
	if fault.Of(err).Says("exchange.secret") {
		return Bad, nil
	}
	return i.State, err
}

// tooLarge notes a letter that is left in its mailbox.
func (s *Service) tooLarge(ctx context.Context, who authz.Actor, from source) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		i, err := from.row(tx, In{Unit: from.desk.Unit, Path: from.desk.Path, Way: Mail, Kind: Unknown, State: Bad, Reason: "exchange.bad_left_there"})
		if err != nil {
			return err
		}
		i.key, i.sha = string(i.ID), string(i.ID)
		if err := tx.Note(i.ID.Subject(), "keep_bad", map[string]any{"way": i.Way, "reason": i.Reason}); err != nil {
			return err
		}
		if err := s.settleLetter(ctx, tx, from, Bad); err != nil {
			return err
		}
		return insertIn(ctx, tx, i)
	})
}
