package app

import (
	"context"
	"strings"

	"sotay/internal/filing"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// handout is the kind of the papers of meetings. They stand in the library beside the
// minutes and the resolution, as an entry of their own: they are for the members of
// the unit, the finished texts for those above too.
const handout = "handout"

// shelveHandouts tells the library of the papers of meetings.
func (a *App) shelveHandouts(s shelf) {
	a.Library.Add(library.Source{Kind: handout, Title: "Tài liệu sinh hoạt", Rights: []authz.Perm{meeting.Attend, meeting.Run}, Again: func(ctx context.Context, q db.Q, after string, limit int) ([]library.Entry, error) {
		return a.handouts(ctx, q, s, after, limit)
	}})
	a.Meetings.OnPapers(func(ctx context.Context, tx *db.Tx, m meeting.Meeting) error {
		return a.shelveMeeting(ctx, tx, s, m, "")
	})
}

// shelveText puts in what a file says under the paper that it belongs to; gone is one
// that is about to be no file any more.
func (a *App) shelveText(ctx context.Context, tx *db.Tx, s shelf, f filing.File, gone filing.ID, text string) error {
	id, ofMeeting := strings.CutPrefix(f.Subject, "meeting:")
	if !ofMeeting {
		return a.Library.PutText(ctx, tx, f.Subject, f.ID.Subject(), f.Name, text)
	}
	if err := a.Library.PutText(ctx, tx, handout+":"+id, f.ID.Subject(), f.Name, text); err != nil {
		return err
	}
	m, err := a.Meetings.Of(ctx, tx, f.Subject)
	if err != nil {
		return err
	}
	return a.shelveMeeting(ctx, tx, s, m, gone)
}

// shelveMeeting puts in the entry of a meeting's papers, or takes it out: while the
// meeting is prepared its papers are its writers' own.
func (a *App) shelveMeeting(ctx context.Context, tx *db.Tx, s shelf, m meeting.Meeting, gone filing.ID) error {
	all, err := a.Files.OfSubject(ctx, tx, m.ID.Subject())
	if err != nil {
		return err
	}
	left := len(all)
	for _, f := range all {
		if f.ID == gone {
			left--
		}
	}
	if left == 0 || m.State == meeting.Draft {
		return a.Library.Remove(ctx, tx, handout+":"+string(m.ID))
	}
	e, err := s.handout(ctx, tx, m)
	if err != nil {
		return err
	}
	return a.Library.Put(ctx, tx, e)
}

// handouts are a batch of the entries, full unless it is the last.
func (a *App) handouts(ctx context.Context, q db.Q, s shelf, after string, limit int) (out []library.Entry, err error) {
	if after != "" {
		after = "meeting:" + after
	}
	for {
		subjects, err := a.Files.Subjects(ctx, q, "meeting", after, limit)
		if err != nil || len(subjects) == 0 {
			return out, err
		}
		for _, after = range subjects {
			m, err := a.Meetings.Of(ctx, q, after)
			if err != nil {
				return nil, err
			}
			if m.State == meeting.Draft {
				continue
			}
			e, err := s.handout(ctx, q, m)
			if err != nil {
				return nil, err
			}
			if out = append(out, e); len(out) == limit {
				return out, nil
			}
		}
	}
}

func (s shelf) handout(ctx context.Context, q db.Q, m meeting.Meeting) (library.Entry, error) {
	u, err := s.units.Get(ctx, q, m.Unit)
	return library.Entry{Subject: handout + ":" + string(m.ID), Kind: handout, Link: "/meetings/" + string(m.ID), Type: "Tài liệu sinh hoạt chi bộ", Issuer: u.Name, Unit: m.Unit, Path: m.Path,
		Title: "Tài liệu: " + m.Title, Day: civil.In(m.StartsAt), Topic: m.Topic}, err
}
