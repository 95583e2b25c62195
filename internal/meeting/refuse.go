package meeting

import (
	"errors"

	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
)

// refused turns the refusal of a file into the fault whose sentence tells the
// person what to do.
func refused(err error) error {
	var e *intake.Error
	if !errors.As(err, &e) {
		return err
	}
	for is, code := range map[error]string{
		intake.ErrEmpty: "empty", intake.ErrTooLarge: "large", intake.ErrNotAllowed: "kind", intake.ErrWrongType: "ending",
		intake.ErrTruncated: "broken", intake.ErrDamaged: "broken", intake.ErrEncrypted: "locked",
		intake.ErrMacro: "active", intake.ErrScript: "active", intake.ErrAction: "active", intake.ErrExternal: "active", intake.ErrForm: "active",
	} {
		if errors.Is(err, is) {
			return fault.New(fault.Invalid, "meeting.paper_invalid").Field("file", "meeting.file_"+code).Because(err)
		}
	}
	return fault.New(fault.Invalid, "meeting.paper_invalid").Field("file", "meeting.file_unsafe").Because(err)
}
