package exchange

import (
	"bytes"
	"context"
	"io"
	"strings"

	"sotay/internal/filing"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/mailbox"
)

// source is where a message came from, and how it is to be taken.
type source struct {
	desk   Desk
	way    Way
	peer   *Peer // who sent it, where the way proves it
	box    string
	letter mailbox.ID
	again  *In // a bad one that is tried again
	skip   bool
	right  authz.Perm
}

// Accept takes a message that a program delivers by HTTP with the key of a peer.
// The same message again is answered as it was the first time. One that is kept as
// bad, or refused as secret, gives a fault.
func (s *Service) Accept(ctx context.Context, who authz.Actor, key string, r io.Reader) (In, error) {
	var p Peer
	var d Desk
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if p, err = peer(ctx, q, keyHolder(key)); err != nil {
			return err
		}
		d, err = desk(ctx, q, p.Unit)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (!p.opens(key) || p.Closed) {
		return In{}, fault.New(fault.Unauthenticated, "exchange.key")
	}
	if err != nil {
		return In{}, err
	}
	sp, err := spooled(r)
	if err != nil {
		return In{}, err
	}
	defer sp.Close()
	i, err := s.receive(ctx, who, source{desk: d, way: HTTP, peer: &p, right: Carry}, sp)
	if err == nil && i.State == Bad {
		err = fault.New(fault.Invalid, i.Reason, i.Detail)
	}
	return i, err
}

// receive makes of a message what it is. It returns what is kept of it; a fault
// with "exchange.secret" says that nothing is, another error that it is worth
// trying again.
func (s *Service) receive(ctx context.Context, who authz.Actor, from source, sp *spool) (In, error) {
	c, err := s.understood(ctx, from, sp)
	if err == nil {
		var before *In
		if before, err = s.before(ctx, from, c.In); before != nil || err != nil {
			return s.repeated(ctx, who, from, before, err)
		}
		if c.secret || marked(c.texts) {
			return s.refuse(ctx, who, from, c, false)
		}
		var i In
		if i, err = s.admit(ctx, who, from, c); err == nil {
			return i, nil
		}
	}
	f := fault.Of(err)
	switch {
	case f.Says(filing.Secret):
		return s.refuse(ctx, who, from, c, true)
	case f.Says("incoming.secret"):
		return s.refuse(ctx, who, from, c, false)
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict:
		return In{}, err
	}
	if head, readErr := io.ReadAll(io.LimitReader(sp.reader(), 1<<20)); readErr == nil && marked(string(head)) {
		return s.refuse(ctx, who, from, c, false)
	}
	return s.keep(ctx, who, from, c.In, f, sp)
}

func marked(texts string) bool {
	_, found := intake.Secrecy(texts)
	return found
}

// understood reads a message of any way.
func (s *Service) understood(ctx context.Context, from source, sp *spool) (c content, err error) {
	blank := In{Unit: from.desk.Unit, Path: from.desk.Path, Way: from.way, Kind: Unknown, sha: sp.sha, key: "sha:" + sp.sha}
	if from.peer != nil {
		blank.Peer, blank.Organ, blank.Sender = from.peer.ID, from.peer.Organ, from.peer.Name
	}
	if from.way == Mail {
		c, err = letter(blank, from, sp.reader())
	} else {
		c, err = message(blank, from, sp.reader())
	}
	if err != nil {
		c.In = blank
		return c, err
	}
	if c.Peer == "" && c.Organ != "" {
		err = s.db.Read(ctx, func(q db.Q) error {
			found, err := peerOf(ctx, q, c.Unit, c.Organ)
			if len(found) > 0 && !found[0].Closed {
				c.Peer = found[0].ID
			}
			if err == nil && from.way == Mail {
				c, err = c.believed(found)
			}
			return err
		})
	}
	return c, err
}

// believed is what a letter may bring: anybody can write one under any name. What
// changes papers that are here must come from the address that stands in the address
// book; from elsewhere a paper is one more paper, and a word about a paper none.
func (c content) believed(book []Peer) (content, error) {
	if len(book) > 0 && book[0].Way == Mail && strings.EqualFold(book[0].Mail, c.mailed) {
		return c, nil
	}
	c.amends = nil
	if c.Kind == Status || c.Kind == Recall {
		return c, bad("letter_sender", c.mailed)
	}
	return c, nil
}

// before finds the message if it came before, other than the one that is tried again.
func (s *Service) before(ctx context.Context, from source, i In) (*In, error) {
	var found []In
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		found, err = seenBefore(ctx, q, i.Unit, i.sha, i.key)
		return err
	})
	return other(found, from), err
}

func other(found []In, from source) *In {
	if len(found) == 0 || from.again != nil && found[0].ID == from.again.ID {
		return nil
	}
	return &found[0]
}

// repeated answers a message as it was answered before.
func (s *Service) repeated(ctx context.Context, who authz.Actor, from source, before *In, err error) (In, error) {
	if err != nil {
		return In{}, err
	}
	return *before, s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(from.right, before.Path); err != nil {
			return err
		}
		if from.again != nil { // what is tried again came meanwhile by itself
			was := *from.again
			was.State, was.Reason = Dropped, ""
			if err := saveIn(ctx, tx, was); err != nil {
				return err
			}
		}
		if err := s.settleLetter(ctx, tx, from, before.State); err != nil {
			return err
		}
		return tx.Note(before.ID.Subject(), "repeat", from.way)
	})
}

// settleLetter remembers that a letter was handled.
func (s *Service) settleLetter(ctx context.Context, tx *db.Tx, from source, state State) error {
	if from.box == "" {
		return nil
	}
	return handle(ctx, tx, from.desk.Unit, from.box, from.letter, string(state))
}

// admit makes a message part of the office's papers: all of it, or nothing.
func (s *Service) admit(ctx context.Context, who authz.Actor, from source, c content) (i In, err error) {
	parcels, err := s.look(ctx, who, from, c.files)
	defer func() {
		for _, p := range parcels {
			p.Drop(ctx)
		}
	}()
	if err != nil {
		return c.In, err
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if i, err = from.row(tx, c.In); err != nil {
			return err
		}
		if err := tx.Note(i.ID.Subject(), "receive", map[string]any{"way": i.Way, "kind": i.Kind}); err != nil {
			return err
		}
		if found, err := seenBefore(ctx, tx, i.Unit, i.sha, i.key); err != nil || other(found, from) != nil {
			if err == nil {
				i = found[0]
			}
			return err
		}
		i.State, i.Reason, i.Detail = Taken, "", ""
		if err := s.apply(ctx, tx, &i, c, parcels); err != nil {
			return err
		}
		if err := s.settleLetter(ctx, tx, from, Taken); err != nil {
			return err
		}
		return from.store(ctx, tx, i)
	})
	return i, err
}

// apply does what a message asks for.
func (s *Service) apply(ctx context.Context, tx *db.Tx, i *In, c content, parcels []*filing.Parcel) error {
	switch i.Kind {
	case Status:
		return s.heard(ctx, tx, *i, c.status)
	case Recall:
		return s.recalled(ctx, tx, *i)
	}
	id, err := s.incoming.Receive(ctx, tx, c.paper)
	if err != nil {
		return err
	}
	for _, p := range parcels {
		if _, err := s.filing.Take(ctx, tx, p, id.Subject()); err != nil {
			return err
		}
	}
	if i.Incoming = id; i.Kind != Paper {
		return nil
	}
	if err := s.join(ctx, tx, i, c.amends); err != nil {
		return err
	}
	return s.tellBack(ctx, tx, *i, edxml.Arrived, "Đã đến", false)
}

// look passes the files through the gate. A file that is not taken is named.
func (s *Service) look(ctx context.Context, who authz.Actor, from source, files []mailbox.File) (parcels []*filing.Parcel, err error) {
	for _, f := range files {
		p, err := s.filing.Look(ctx, who, filing.Upload{Unit: from.desk.Unit, Path: from.desk.Path, Right: from.right, Name: f.Name, Size: int64(len(f.Content)), Body: bytes.NewReader(f.Content)})
		switch refused := fault.Of(err); {
		case err == nil:
			parcels = append(parcels, p)
		case refused.Says("filing.refused") && from.skip:
		case refused.Says("filing.refused"):
			return parcels, fault.New(fault.Invalid, refused.Fields["file"], f.Name).Because(err)
		default:
			return parcels, err
		}
	}
	return parcels, nil
}

// row is the record of a message: a new one, or that of the one tried again.
func (from source) row(tx *db.Tx, i In) (In, error) {
	if err := tx.Require(from.right, from.desk.Path); err != nil {
		return i, err
	}
	i.ID, i.At = InID(ids.New("xi", tx.Now)), tx.Now
	if from.again != nil {
		i.ID, i.At, i.file = from.again.ID, from.again.At, from.again.file
	}
	return i, nil
}

func (from source) store(ctx context.Context, tx *db.Tx, i In) error {
	if from.again != nil {
		return saveIn(ctx, tx, i)
	}
	return insertIn(ctx, tx, i)
}

// keep stores a message that cannot be taken as it came, with the reason.
func (s *Service) keep(ctx context.Context, who authz.Actor, from source, i In, why *fault.Error, sp *spool) (In, error) {
	i.key = "sha:" + sp.sha
	before, err := s.before(ctx, from, i)
	if before != nil || err != nil {
		return s.repeated(ctx, who, from, before, err)
	}
	file := blob.Ref{}
	if from.again == nil {
		if file, err = s.place.Files.Put(ctx, sp.reader()); err != nil {
			return In{}, err
		}
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if i, err = from.row(tx, i); err != nil {
			return err
		}
		if from.again == nil {
			i.file = file
		}
		i.State, i.Reason = Bad, why.Code
		if i.Detail = ""; len(why.Args) > 0 {
			i.Detail, _ = why.Args[0].(string)
		}
		if err := tx.Note(i.ID.Subject(), "keep_bad", map[string]any{"way": i.Way, "reason": i.Reason}); err != nil {
			return err
		}
		if err := s.settleLetter(ctx, tx, from, Bad); err != nil {
			return err
		}
		return from.store(ctx, tx, i)
	})
	return i, err
}

// refuse turns away a message that is marked as a state secret: it is counted, its
// sender is told, and nothing of it is stored.
func (s *Service) refuse(ctx context.Context, who authz.Actor, from source, c content, counted bool) (In, error) {
	if !counted {
		if err := s.filing.Count(ctx, who, from.right, from.desk.Path); err != nil {
			return In{}, err
		}
	}
	err := s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(from.right, from.desk.Path); err != nil {
			return err
		}
		if err := tx.Note(unitSubject(from.desk.Unit), "exchange_refuse", nil); err != nil {
			return err
		}
		if err := s.settleLetter(ctx, tx, from, Bad); err != nil {
			return err
		}
		if c.Kind == Paper {
			if err := s.tellBack(ctx, tx, c.In, edxml.Refused, "Văn bản có độ mật không được gửi, nhận trên mạng này. Nội dung không được lưu.", true); err != nil {
				return err
			}
		}
		if from.again == nil {
			return nil
		}
		return saveIn(ctx, tx, In{ID: from.again.ID, Kind: Unknown, State: Dropped, key: "gone:" + string(from.again.ID)})
	})
	if err == nil && from.again != nil {
		err = s.place.Files.Delete(ctx, from.again.file)
	}
	if err == nil {
		err = fault.New(fault.Invalid, "exchange.secret")
	}
	return In{}, err
}
