package document

import (
	"context"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Comment adds a remark for those who work on the paper.
func (s *Service) Comment(ctx context.Context, who authz.Actor, id ID, text string) error {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n == 0 || n > 4000 {
		return fault.New(fault.Invalid, "document.invalid").Field("comment", "document.comment_empty")
	}
	var at authz.Path
	err := s.change(ctx, who, See, id, 0, []State{Drafting, Submitted, Approved, Numbered}, func(tx *db.Tx, d Document) error {
		at = d.Path
		if err := unmarked(text); err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "comment", nil); err != nil {
			return err
		}
		if err := insertComment(ctx, tx, id, Comment{ID: ids.New("cm", tx.Now), Version: d.Version, Text: text, At: tx.Now, By: tx.Who.Name}); err != nil {
			return err
		}
		return save(ctx, tx, d)
	})
	return s.annexed.Counted(ctx, who, See, at, err, secret)
}
