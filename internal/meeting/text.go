package meeting

import (
	"context"
	"slices"
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

const maxDraft = 200_000 // characters

// Compose writes minutes or resolution from the meeting's data, as text to edit.
// Nothing is stored.
func (s *Service) Compose(ctx context.Context, who authz.Actor, id ID, kind TextKind) (text string, err error) {
	err = s.drafting(ctx, who, id, func(_ db.Q, f Full) error {
		sc, err := s.rules.scoring(civil.In(f.StartsAt))
		if err != nil {
			return err
		}
		text, err = compose(f, sc, kind)
		return err
	})
	return text, err
}

func compose(f Full, sc scoring, kind TextKind) (string, error) {
	switch kind {
	case MinutesText:
		return minutes(f, sc), nil
	case ResolutionText:
		return resolution(f), nil
	}
	return "", fault.New(fault.NotFound, "meeting.text_not_found")
}

// Write stores a new version of minutes or resolution. base is the version that
// the writer had before him, 0 for none: whoever was overtaken is told so.
func (s *Service) Write(ctx context.Context, who authz.Actor, id ID, kind TextKind, base int64, text string) error {
	return s.change(ctx, who, Run, id, []State{Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		t, err := nextText(ctx, tx, id, kind, text)
		if err != nil {
			return err
		}
		if t.Version != base+1 {
			return fault.New(fault.Conflict, "meeting.overtaken")
		}
		if err := tx.Note(id.Subject(), "write", map[string]any{"kind": kind, "version": t.Version}); err != nil {
			return err
		}
		if err := insertText(ctx, tx, id, t); err != nil {
			return err
		}
		if kind == MinutesText {
			m.AdoptedAt = time.Time{} // a new text has not been read out yet
		}
		return save(ctx, tx, m)
	})
}

// nextText is the version after the newest.
func nextText(ctx context.Context, tx *db.Tx, id ID, kind TextKind, text string) (Text, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	var c fault.Check
	c.That(kind == MinutesText || kind == ResolutionText, "kind", "meeting.text_not_found")
	c.That(text != "", "text", "meeting.text_empty")
	c.That(len([]rune(text)) <= maxDraft, "text", "meeting.text_long")
	if err := c.Err("meeting.text_invalid"); err != nil {
		return Text{}, err
	}
	newest, err := texts(ctx, tx, id)
	if err != nil {
		return Text{}, err
	}
	last, _ := Full{Texts: newest}.Text(kind)
	return Text{Kind: kind, Version: last.Version + 1, Text: text, At: tx.Now, By: tx.Who.Name}, nil
}

// Adopt makes the newest version of a text final, as read out and agreed on.
func (s *Service) Adopt(ctx context.Context, who authz.Actor, id ID, kind TextKind, version int64) error {
	return s.change(ctx, who, Run, id, []State{Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		newest, err := texts(ctx, tx, id)
		if err != nil {
			return err
		}
		t, ok := Full{Texts: newest}.Text(kind)
		if !ok {
			return fault.New(fault.NotFound, "meeting.text_not_found")
		}
		if t.Version != version {
			return fault.New(fault.Conflict, "meeting.overtaken")
		}
		if kind == ResolutionText {
			f, err := s.full(ctx, tx, m)
			if err != nil {
				return err
			}
			if _, passed := f.resolution(); !passed {
				return fault.New(fault.Conflict, "meeting.resolution_not_voted")
			}
		} else {
			m.AdoptedAt = tx.Now
		}
		if err := tx.Note(id.Subject(), "adopt", map[string]any{"kind": kind, "version": version}); err != nil {
			return err
		}
		if err := finalTexts(ctx, tx, id, t); err != nil {
			return err
		}
		return save(ctx, tx, m)
	})
}

// Versions returns every version of a text, the newest first; those that were not
// adopted only to who runs the meeting.
func (s *Service) Versions(ctx context.Context, who authz.Actor, id ID, kind TextKind) (out []Text, err error) {
	_, seen, err := s.Head(ctx, who, id)
	if err != nil || seen < Finished {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = versions(ctx, q, id, kind)
		return err
	})
	return slices.DeleteFunc(out, func(t Text) bool { return seen < Whole && !t.Final }), err
}
