package app

import (
	"context"
	"strings"

	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// shelve tells the library of the features with papers: how each stands there, who
// reads it, and that it is put in when it is final.
func (a *App) shelve() {
	s := shelf{a.Documents, a.Units, a.Incoming}
	a.Library.Add(library.Source{Kind: "document", Title: "Văn bản đi", Rights: []authz.Perm{document.See}, Again: func(ctx context.Context, q db.Q, after string, limit int) ([]library.Entry, error) {
		all, err := a.Documents.Final(ctx, q, document.ID(after), limit)
		return entries(all, err, func(d document.Document) (library.Entry, error) { return s.document(ctx, q, d) })
	}})
	a.Documents.Watch(func(ctx context.Context, tx *db.Tx, d document.Document, by string) error {
		if d.State == document.Replaced {
			return a.Library.Stand(ctx, tx, d.ID.Subject(), library.Replaced, by)
		}
		e, err := s.document(ctx, tx, d)
		if err != nil {
			return err
		}
		return a.Library.Put(ctx, tx, e)
	})
	a.Library.Add(library.Source{Kind: "meeting", Title: "Sinh hoạt chi bộ", Rights: []authz.Perm{meeting.Attend, meeting.Run, meeting.Read}, Again: func(ctx context.Context, q db.Q, after string, limit int) (out []library.Entry, err error) {
		err = a.Meetings.Final(ctx, q, meeting.ID(after), limit, func(m meeting.Meeting, final []meeting.Text) error {
			e, err := s.meeting(ctx, q, m, final)
			out = append(out, e)
			return err
		})
		return out, err
	}})
	a.Meetings.Watch(func(ctx context.Context, tx *db.Tx, m meeting.Meeting, final []meeting.Text) error {
		e, err := s.meeting(ctx, tx, m, final)
		if err != nil {
			return err
		}
		return a.Library.Put(ctx, tx, e)
	})
	a.shelveHandouts(s)
	a.shelveIncoming(s)
	a.Files.OnText(func(ctx context.Context, tx *db.Tx, f filing.File, text string) error {
		return a.shelveText(ctx, tx, s, f, "", text)
	})
	a.Files.OnGone(func(ctx context.Context, tx *db.Tx, f filing.File) error {
		return a.shelveText(ctx, tx, s, f, f.ID, "")
	})
}

func (a *App) shelveIncoming(s shelf) {
	a.Library.Add(library.Source{Kind: "incoming", Title: "Văn bản đến", Rights: []authz.Perm{incoming.See}, Again: func(ctx context.Context, q db.Q, after string, limit int) ([]library.Entry, error) {
		all, err := a.Incoming.After(ctx, q, incoming.ID(after), limit)
		return entries(all, err, func(p incoming.Paper) (library.Entry, error) { return s.incoming(ctx, q, p) })
	}})
	a.Incoming.Watch(func(ctx context.Context, tx *db.Tx, p incoming.Paper) error {
		if p.State == incoming.Refused || p.State == incoming.Cancelled {
			return a.Library.Remove(ctx, tx, p.ID.Subject())
		}
		e, err := s.incoming(ctx, tx, p)
		if err != nil {
			return err
		}
		return a.Library.Put(ctx, tx, e)
	})
}

// entries turns papers into entries.
func entries[T any](all []T, err error, as func(T) (library.Entry, error)) (out []library.Entry, _ error) {
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		e, err := as(x)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// shelf knows how the features' papers stand in the library.
type shelf struct {
	docs  *document.Service
	units *org.Service
	in    *incoming.Service
}

func (s shelf) document(ctx context.Context, q db.Q, d document.Document) (library.Entry, error) {
	title, err := s.docs.TypeTitle(d.Type, d.Day)
	if err != nil {
		return library.Entry{}, err
	}
	u, err := s.units.Get(ctx, q, d.Unit)
	state := map[document.State]library.State{document.Replaced: library.Replaced, document.Recalled: library.Recalled}[d.State]
	return library.Entry{Subject: d.ID.Subject(), Kind: "document", Link: "/documents/" + string(d.ID), Type: title, Number: d.Symbol, Issuer: u.Name, Unit: d.Unit, Path: d.Path,
		Title: d.Abstract, Body: unmarked(d.Text), Day: d.Day, State: state}, err
}

func (s shelf) meeting(ctx context.Context, q db.Q, m meeting.Meeting, final []meeting.Text) (library.Entry, error) {
	u, err := s.units.Get(ctx, q, m.Unit)
	var b strings.Builder
	for _, t := range final {
		b.WriteString(unmarked(t.Text) + "\n\n")
	}
	return library.Entry{Subject: m.ID.Subject(), Kind: "meeting", Link: "/meetings/" + string(m.ID), Type: "Biên bản, nghị quyết chi bộ", Issuer: u.Name, Unit: m.Unit, Path: m.Path,
		Title: m.Title, Body: b.String(), Day: civil.In(m.StartsAt), Topic: m.Topic}, err
}

func (s shelf) incoming(ctx context.Context, q db.Q, p incoming.Paper) (library.Entry, error) {
	people, offices, err := s.in.GivenTo(ctx, q, p.ID)
	day := p.Day
	if day.IsZero() {
		day = p.Arrived
	}
	return library.Entry{Subject: p.ID.Subject(), Kind: "incoming", Link: "/incoming/" + string(p.ID), Type: p.Type, Number: p.Symbol, Issuer: p.Issuer, Unit: p.Unit, Path: p.Path,
		Title: p.Abstract, Day: day, Members: people, Offices: offices}, err
}

// unmarked is a paper's text without the signs of its layout.
func unmarked(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "**", ""), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(strings.TrimLeft(strings.ReplaceAll(line, "|", " "), "#- "))
	}
	return strings.Join(lines, "\n")
}
