package library

import (
	"context"
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Mark is what one person keeps of a paper for himself; nobody else sees it.
type Mark struct {
	Marked time.Time // bookmarked
	Saved  time.Time // to be read without a network
	Note   string
	Page   int // where he stopped reading; 0 for nowhere
}

const maxNote = 4000

// home is where the actor has the library.
func home(who authz.Actor) authz.Path {
	for _, r := range who.Roles {
		if r.Perms[Read] != 0 {
			return r.At
		}
	}
	return who.Home
}

// Wish is what is to change of a [Mark]; nil stays as it is.
type Wish struct {
	Marked, Saved *bool
	Note          *string
}

// Keep changes what the actor keeps of a paper that he may read: a bookmark, that it
// is there without a network, a note.
func (s *Service) Keep(ctx context.Context, who authz.Actor, subject string, x Wish) error {
	if x.Note != nil {
		text := strings.TrimSpace(kept(*x.Note))
		if len([]rune(text)) > maxNote {
			return fault.New(fault.Invalid, "library.invalid").Field("note", "library.note_long")
		}
		x.Note = &text
	}
	return s.mark(ctx, who, subject, func(m *Mark, now time.Time) {
		if x.Marked != nil {
			m.Marked = set(*x.Marked, now)
		}
		if x.Saved != nil {
			m.Saved = set(*x.Saved, now)
		}
		if x.Note != nil {
			m.Note = *x.Note
		}
	})
}

func set(on bool, now time.Time) time.Time {
	if on {
		return now
	}
	return time.Time{}
}

// mark changes what the actor keeps of a paper that he may read.
func (s *Service) mark(ctx context.Context, who authz.Actor, subject string, change func(*Mark, time.Time)) error {
	if err := mayRead(who); err != nil {
		return err
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if _, err := s.see(ctx, tx, who, subject); err != nil {
			return err
		}
		if err := tx.Require(Read, home(who)); err != nil {
			return err
		}
		all, err := marksOf(ctx, tx, who.ID, []string{subject})
		if err != nil {
			return err
		}
		m := all[subject]
		change(&m, tx.Now)
		if err := tx.Note("library:"+subject, "keep", nil); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO library_mark (account, subject, marked, saved, note) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (account, subject) DO UPDATE SET marked = EXCLUDED.marked, saved = EXCLUDED.saved, note = EXCLUDED.note`,
			who.ID, subject, db.Time(&m.Marked), db.Time(&m.Saved), m.Note)
		return err
	})
}

// Stop keeps the page at which the actor stops reading a paper. It is nobody's act
// and leaves no line in the log, which a reader's every page would bury.
func (s *Service) Stop(ctx context.Context, who authz.Actor, subject string, page int) error {
	if err := mayRead(who); err != nil {
		return err
	}
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		if _, err := s.see(ctx, tx, who, subject); err != nil {
			return err
		}
		if err := tx.Require(Read, home(who)); err != nil {
			return err
		}
		_, err := tx.Bookkeep(ctx, `INSERT INTO library_place (account, subject, page, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (account, subject) DO UPDATE SET page = EXCLUDED.page, at = EXCLUDED.at`, who.ID, subject, max(0, page), db.Time(&tx.Now))
		return err
	})
}

// See returns a paper of the library that the actor may read, with his marks.
func (s *Service) See(ctx context.Context, who authz.Actor, subject string) (h Hit, err error) {
	if err := mayRead(who); err != nil {
		return h, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		if h.Entry, err = s.see(ctx, q, who, subject); err != nil {
			return err
		}
		marks, err := marksOf(ctx, q, who.ID, []string{subject})
		h.Mark = marks[subject]
		return err
	})
	return h, err
}

func (s *Service) see(ctx context.Context, q db.Q, who authz.Actor, subject string) (Entry, error) {
	e, err := get(ctx, q, subject)
	if err != nil {
		return Entry{}, err
	}
	ids, err := s.find(ctx, q, who, ask{ids: []int64{e.id}, limit: 1})
	if err == nil && len(ids) == 0 {
		err = fault.New(fault.NotFound, "library.not_found")
	}
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// Kept says which of his papers somebody asks for.
type Kept string

// What somebody keeps.
const (
	Bookmarked Kept = "marked"
	Noted      Kept = "noted"
	Offline    Kept = "saved"
)

const maxKept = 500

// Mine returns the papers that the actor keeps and may still read, the newest first.
func (s *Service) Mine(ctx context.Context, who authz.Actor, what Kept) (out []Hit, err error) {
	if err := mayRead(who); err != nil {
		return nil, err
	}
	where := map[Kept]string{Bookmarked: "m.marked IS NOT NULL", Noted: "m.note <> ''", Offline: "m.saved IS NOT NULL"}[what]
	if where == "" {
		return nil, fault.New(fault.Invalid, "library.invalid")
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		ids, err := db.Column[int64](ctx, q, `SELECT e.id FROM library_mark m JOIN library_entry e ON e.subject = m.subject
			WHERE m.account = ? AND `+where+` ORDER BY e.id DESC LIMIT ?`, who.ID, maxKept)
		if err != nil || len(ids) == 0 {
			return err
		}
		if ids, err = s.find(ctx, q, who, ask{ids: ids, limit: maxKept}); err != nil {
			return err
		}
		out, err = s.listed(ctx, q, who, ids)
		return err
	})
	return out, err
}

// listed are papers as they stand in a list.
func (s *Service) listed(ctx context.Context, q db.Q, who authz.Actor, ids []int64) ([]Hit, error) {
	all, err := some(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	plain := make([]scored, len(all))
	for i, e := range all {
		e.Body = ""
		plain[i].Entry = e
	}
	return s.show(ctx, q, who, wish{}, plain)
}

func marksOf(ctx context.Context, q db.Q, account string, subjects []string) (map[string]Mark, error) {
	out := map[string]Mark{}
	if len(subjects) == 0 {
		return out, nil
	}
	type row struct {
		subject string
		Mark
	}
	in, args := db.Marks(len(subjects)), append([]any{account}, db.Args(subjects)...)
	rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.subject, db.Time(&r.Marked), db.Time(&r.Saved), &r.Mark.Note} },
		`SELECT subject, marked, saved, note FROM library_mark WHERE account = ? AND subject IN (`+in+`)`, args...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		out[r.subject] = r.Mark
	}
	pages, err := db.All(ctx, q, func(r *row) []any { return []any{&r.subject, &r.Page} },
		`SELECT subject, page FROM library_place WHERE account = ? AND subject IN (`+in+`)`, args...)
	for _, r := range pages {
		m := out[r.subject]
		m.Page = r.Page
		out[r.subject] = m
	}
	return out, err
}
