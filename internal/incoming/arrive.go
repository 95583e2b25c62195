package incoming

import (
	"context"

	"sotay/internal/filing"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/publication"
)

// Arrival is a paper that comes by itself. Only its unit, source and external id
// must be there: a clerk completes what is missing when he takes it in.
type Arrival struct {
	Unit       org.ID
	Source     Source
	ExternalID string // its id in the source; the same one again is the same paper
	From       string // who sent it, as the source says: an address, an organisation
	Issuer     string // From, where it is empty
	Number     string // number and symbol, "05-CV/TU"
	Date       civil.Date
	Type       string
	Abstract   string
	Urgency    string // a key of the rule "incoming.urgencies"; an unknown one is the usual
	Files      []*filing.Parcel
}

// Receive keeps an arrived paper until a clerk takes it in, as part of a larger
// change that has been authorised. What was received before is left as it is, and
// its id returned. A state secret is refused with "incoming.secret".
func (s *Service) Receive(ctx context.Context, tx *db.Tx, a Arrival) (ID, error) {
	u, err := s.office(ctx, tx, a.Unit)
	if err != nil {
		return "", err
	}
	if id, err := known(ctx, tx, a); err != nil || id != "" {
		return id, err
	}
	p, err := s.arrived(tx, u, a)
	if err != nil {
		return "", err
	}
	if err := insert(ctx, tx, p); err != nil {
		return "", err
	}
	if err := s.take(ctx, tx, p.ID, a.Files); err != nil {
		return "", err
	}
	if err := record(ctx, tx, p.ID, "arrive", p.Sender, map[string]any{"source": p.Source, "external": p.External}); err != nil {
		return "", err
	}
	return p.ID, s.tell(ctx, tx, p)
}

func known(ctx context.Context, q db.Q, a Arrival) (ID, error) {
	if a.ExternalID == "" {
		return "", fault.New(fault.Invalid, "incoming.invalid").Field("externalId", "incoming.external_missing")
	}
	found, err := delivered(ctx, q, a.Unit, a.Source, a.ExternalID)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// arrived is the paper of an arrival.
func (s *Service) arrived(tx *db.Tx, u org.Unit, a Arrival) (Paper, error) {
	day := today(tx)
	types, err := s.rules.types(day)
	if err != nil {
		return Paper{}, err
	}
	urgencies, err := s.rules.urgencies(day)
	if err != nil {
		return Paper{}, err
	}
	e := Entry{Arrived: day, Issuer: a.Issuer, Symbol: a.Number, Day: a.Date, Type: a.Type, Abstract: a.Abstract, Urgency: urgencies[0].Key}
	for _, x := range urgencies {
		if x.Key == a.Urgency {
			e.Urgency = x.Key
		}
	}
	if e.Issuer == "" {
		e.Issuer = a.From
	}
	e = e.tidy(types, day)
	p := Paper{ID: ID(ids.New("in", tx.Now)), Unit: u.ID, Path: u.Path, Door: u.ID, Entry: e.clipped(), Source: a.Source, External: a.ExternalID, Sender: clip(a.From, maxIssuer),
		State: Arrived, MadeAt: tx.Now, Rev: 1}
	return p, e.open()
}

// TakeIn registers with one touch a paper that another unit of sotay sent to the
// office: number, day, issuer and abstract are those of the original. A paper that
// was taken in before is returned as it is.
func (s *Service) TakeIn(ctx context.Context, who authz.Actor, unit org.ID, id publication.ID) (p Paper, err error) {
	err = s.db.Intake(ctx, who, func(tx *db.Tx) error {
		u, err := s.office(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Register, u.Path); err != nil {
			return err
		}
		sent, err := s.sent.ToOffice(ctx, tx, id, u.Path)
		if err != nil {
			return err
		}
		a := Arrival{Unit: unit, Source: Sotay, ExternalID: string(id), From: sent.Issuer, Number: sent.Number, Date: sent.Day, Abstract: sent.Title}
		before, err := known(ctx, tx, a)
		if err != nil {
			return err
		}
		if before != "" {
			p, err = get(ctx, tx, before)
			return err
		}
		if p, err = s.arrived(tx, u, a); err != nil {
			return err
		}
		p.Origin, p.External = sent.Link, string(id)
		if p, err = s.enrol(ctx, tx, p, true); err != nil {
			return err
		}
		if err := insert(ctx, tx, p); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "register", p.Numbered(), map[string]any{"number": p.Number, "year": p.Year, "publication": id})
	})
	return p, err
}

// TakenIn says which of the publications the unit has in its register.
func (s *Service) TakenIn(ctx context.Context, who authz.Actor, unit authz.Path, all []publication.ID) (out map[publication.ID]Paper, err error) {
	if err := who.May(See, unit); err != nil || len(all) == 0 {
		return nil, err
	}
	out = map[publication.ID]Paper{}
	err = s.db.Read(ctx, func(q db.Q) error {
		var c filter
		c.and(`p.path = ? AND p.source = 'sotay'`, string(unit))
		c.and(`p.external IN (`+db.Marks(len(all))+`)`, db.Args(all)...)
		found, err := c.found(ctx, q, len(all))
		for _, p := range found {
			out[publication.ID(p.External)] = p
		}
		return err
	})
	return out, err
}
