package signing

import (
	"context"
	"errors"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pades"
	"sotay/internal/platform/pdf"
)

// MaxChecked is the largest file whose signatures are judged, in bytes.
const MaxChecked = 20 << 20

// Verify judges the signatures of any PDF by what is believed here, for anybody who
// is signed in. Nothing of the file is kept.
func (s *Service) Verify(ctx context.Context, who authz.Actor, file []byte) (r pades.Report, err error) {
	switch {
	case who.ID == "":
		return r, fault.New(fault.Unauthenticated, "access.sign_in")
	case len(file) == 0:
		return r, fault.New(fault.Invalid, "signing.check").Field("file", "signing.file_missing")
	case len(file) > MaxChecked:
		return r, fault.New(fault.Invalid, "signing.check").Field("file", "signing.pdf_large")
	}
	var t pades.Trust
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		t, err = s.judges(ctx, q)
		return err
	})
	if err != nil {
		return r, err
	}
	select {
	case s.checks <- struct{}{}:
		defer func() { <-s.checks }()
	case <-ctx.Done():
		return r, fault.New(fault.Busy, "signing.busy").Because(ctx.Err())
	}
	r, err = pades.Verify(file, t)
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return r, fault.New(fault.Invalid, "signing.check").Field("file", "signing.pdf_encrypted").Because(err)
	case errors.Is(err, pdf.ErrBroken), errors.Is(err, pdf.ErrLimit):
		return r, fault.New(fault.Invalid, "signing.check").Field("file", "signing.pdf_broken").Because(err)
	}
	return r, err
}
