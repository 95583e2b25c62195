package signing

import (
	"context"
	"errors"
	"slices"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pades"
)

// Evidence is what came of the wish that a file carry what its signatures will be
// judged by when the authorities no longer answer.
type Evidence string

// Kept is all of it: certificates, revocation lists and a time stamp over the file.
// Anything else but "" is the code of a sentence that says what was missing.
const Kept Evidence = "kept"

const (
	noStamper  Evidence = "signing.evidence_no_stamper"
	notStamped Evidence = "signing.evidence_stamp"
	noLists    Evidence = "signing.evidence_lists"
	notValid   Evidence = "signing.evidence_invalid"
)

const evidenceChoice = "evidence"

// KeepEvidence chooses whether issued papers shall carry evidence.
func (s *Service) KeepEvidence(ctx context.Context, who authz.Actor, on bool) error {
	return s.manage(ctx, who, func(tx *db.Tx) error {
		if err := tx.Note("signing_choice:"+evidenceChoice, "choose", map[string]bool{"on": on}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO signing_choice (name, chosen, chosen_at, chosen_by) VALUES (?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET chosen = excluded.chosen, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by`,
			evidenceChoice, on, db.Time(&tx.Now), tx.Who.Name)
		return err
	})
}

func keepsEvidence(ctx context.Context, q db.Q) (bool, error) {
	all, err := db.All(ctx, q, func(b *bool) []any { return []any{b} }, `SELECT chosen FROM signing_choice WHERE name = ?`, evidenceChoice)
	return len(all) > 0 && all[0], err
}

// Preserve gives a signed file its evidence, where the installation has chosen that
// (else the answer is ""). The file is changed in full or not at all: what is missing
// is the answer, and no error.
func (s *Service) Preserve(ctx context.Context, who authz.Actor, file []byte) ([]byte, Evidence, error) {
	if who.ID == "" {
		return nil, "", fault.New(fault.Unauthenticated, "access.sign_in")
	}
	var stamper Stamper
	var t pades.Trust
	on := false
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if on, err = keepsEvidence(ctx, q); err != nil || !on {
			return err
		}
		if stamper, err = s.Stamping(ctx, q); err != nil {
			return err
		}
		t, err = s.judges(ctx, q)
		return err
	})
	switch {
	case err != nil || !on:
		return file, "", err
	case stamper == nil:
		return file, noStamper, nil
	}
	out, missing, err := s.preserved(ctx, file, t, stamper)
	if err != nil || missing != Kept {
		return file, missing, err
	}
	return out, Kept, nil
}

func (s *Service) preserved(ctx context.Context, file []byte, t pades.Trust, stamper Stamper) ([]byte, Evidence, error) {
	before, err := pades.Verify(file, t)
	switch {
	case err != nil:
		return nil, "", err
	case !before.Valid():
		return nil, notValid, nil
	case slices.ContainsFunc(before.Signatures, func(x pades.Signature) bool { return x.Has(pades.RevocationOpen) }):
		return nil, noLists, nil
	}
	out, err := pades.Preserve(ctx, file, t, timed{stamper})
	var failed stampFailure
	switch {
	case errors.As(err, &failed), errors.Is(err, pades.ErrStamp), errors.Is(err, pades.ErrRoom):
		return nil, notStamped, ctx.Err()
	case err != nil:
		return nil, "", err
	}
	t.At = s.db.Now()
	after, err := pades.Verify(out, t)
	switch {
	case err != nil:
		return nil, "", err
	case !after.Valid():
		return nil, notStamped, nil // by an authority of time that is not believed
	case slices.ContainsFunc(after.Signatures, func(x pades.Signature) bool { return !x.Document && x.Level != "B-LTA" }):
		return nil, noLists, nil
	}
	return out, Kept, nil
}

// timed marks what goes wrong with a service elsewhere, so that it is told from what
// goes wrong here.
type timed struct{ Stamper }

type stampFailure struct{ error }

func (t timed) Stamp(ctx context.Context, digest []byte) ([]byte, error) {
	token, err := t.Stamper.Stamp(ctx, digest)
	if err != nil {
		return nil, stampFailure{err}
	}
	return token, nil
}

// judges are those by whom files are judged now.
func (s *Service) judges(ctx context.Context, q db.Q) (pades.Trust, error) {
	known, err := s.Trust(ctx, q)
	t := pades.Trust{At: s.db.Now(), Roots: known.Roots, Others: known.Others}
	for _, l := range known.Lists {
		t.CRLs = append(t.CRLs, l.Raw)
	}
	return t, err
}
