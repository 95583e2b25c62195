package publication

import (
	"context"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// reader is whoever has an inbox: a person, or an office as "o:4".
type reader struct {
	id   string
	keys []key
}

// Inbox returns what was sent to the actor: first what he has still to read,
// confirm or answer, then the rest, each from the newest; after is the Cursor of
// the last one ("" for the first page).
func (s *Service) Inbox(ctx context.Context, who authz.Actor, after string, limit int) (out []Item, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		p, ok, err := own(ctx, q, who, s.today())
		if err != nil || !ok {
			return err
		}
		out, err = s.inbox(ctx, q, reader{who.Member, p.keys()}, after, limit)
		return err
	})
	return out, err
}

// OfficeInbox returns what was sent to the office of a unit for which the actor receives.
func (s *Service) OfficeInbox(ctx context.Context, who authz.Actor, unit authz.Path, after string, limit int) (out []Item, err error) {
	if err := who.May(Receive, unit); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = s.inbox(ctx, q, officeReader(unit), after, limit)
		return err
	})
	return out, err
}

func officeReader(unit authz.Path) reader {
	id := officeKey(unit.Unit())
	return reader{id, []key{{id, ""}}}
}

func (s *Service) today() civil.Date { return civil.In(s.db.Now()) }

// Cursor is the place of the item in its inbox, for the page after it.
func (i Item) Cursor() string { return i.part + "." + string(i.Day) + "." + string(i.ID) }

// inbox reads the two parts one after the other.
func (s *Service) inbox(ctx context.Context, q db.Q, r reader, after string, limit int) ([]Item, error) {
	var rule inboxRule
	if _, err := s.book.On("publication.inbox", s.today(), &rule); err != nil {
		return nil, err
	}
	w := window{floor: s.today().AddDays(-rule.PendingDays), day: "9999-12-31", id: "~", pending: true}
	if after != "" {
		part, rest, ok := strings.Cut(after, ".")
		day, id, ok2 := strings.Cut(rest, ".")
		if !ok || !ok2 {
			return nil, fault.New(fault.Invalid, "publication.page_unknown")
		}
		w.pending, w.day, w.id = part == "p", civil.Date(day), ID(id)
	}
	out, err := r.page(ctx, q, w, limit)
	if err != nil || !w.pending || len(out) == limit {
		return out, err
	}
	w.pending, w.day, w.id = false, "9999-12-31", "~"
	rest, err := r.page(ctx, q, w, limit-len(out))
	return append(out, rest...), err
}

// window is a stretch of an inbox: before an item, of one of its two parts.
type window struct {
	floor   civil.Date
	day     civil.Date
	id      ID
	pending bool
}

const undone = `t.live AND t.day >= ? AND NOT EXISTS (SELECT 1 FROM publication_mark k WHERE k.publication = t.publication AND k.reader = ? AND k.done)`

// page merges what each of the reader's keys finds, without those found twice.
func (r reader) page(ctx context.Context, q db.Q, w window, limit int) ([]Item, error) {
	found, args := r.merged(w, limit)
	if found == "" {
		return nil, nil
	}
	sql := `SELECT ` + columns + `, k.opened, k.confirmed, COALESCE(k.done, FALSE), COALESCE(k.tries, 0), COALESCE(k.by, '') FROM (` + found + `) asked
		JOIN publication p ON p.id = asked.publication LEFT JOIN publication_mark k ON k.publication = p.id AND k.reader = ?
		ORDER BY asked.day DESC, asked.publication DESC LIMIT ?`
	part := "r"
	if w.pending {
		part = "p"
	}
	return db.All(ctx, q, func(i *Item) []any {
		i.part = part
		return append(dest(&i.Publication), db.Time(&i.Opened), db.Time(&i.Confirmed), &i.Done, &i.Tries, &i.Mark.By)
	}, sql, append(args, r.id, limit)...)
}

func (r reader) merged(w window, limit int) (string, []any) {
	cond := undone
	if !w.pending {
		cond = `NOT (` + undone + `)`
	}
	var parts []string
	var args []any
	for _, k := range r.keys {
		parts = append(parts, `SELECT day, publication FROM (SELECT t.day, t.publication FROM publication_target t WHERE t.key = ? AND t.day >= ?
			AND (t.day, t.publication) < (?, ?) AND `+cond+` ORDER BY t.day DESC, t.publication DESC LIMIT ?) found`)
		args = append(args, k.text, string(k.since), w.day, w.id, w.floor, r.id, limit)
	}
	return strings.Join(parts, ` UNION `), args
}

// Unread counts what the actor has still to read, confirm or answer, up to most.
func (s *Service) Unread(ctx context.Context, who authz.Actor, most int) (n int, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		p, ok, err := own(ctx, q, who, s.today())
		if err != nil || !ok {
			return err
		}
		var rule inboxRule
		if _, err := s.book.On("publication.inbox", s.today(), &rule); err != nil {
			return err
		}
		w := window{floor: s.today().AddDays(-rule.PendingDays), day: "9999-12-31", id: "~", pending: true}
		found, args := reader{who.Member, p.keys()}.merged(w, most)
		if found != "" {
			n, err = db.Value[int](ctx, q, `SELECT COUNT(*) FROM (`+found+`) asked`, args...)
		}
		return err
	})
	return min(n, most), err
}

// Covers reports whether the actor may open a paper because it, or one that
// relays it, was sent to him or to an office for which he receives.
func (s *Service) Covers(ctx context.Context, q db.Q, who authz.Actor, subject string) (bool, error) {
	keys, err := s.Keys(ctx, q, who)
	if err != nil {
		return false, err
	}
	return sighted(ctx, q, subject, keys)
}

// Keys are those of the view v_publication_sight that open a paper to the actor.
func (s *Service) Keys(ctx context.Context, q db.Q, who authz.Actor) (out []string, err error) {
	p, _, err := own(ctx, q, who, s.today())
	if err != nil {
		return nil, err
	}
	for _, k := range p.keys() {
		out = append(out, k.text)
	}
	for _, unit := range offices(who) {
		out = append(out, officeKey(unit.Unit()))
	}
	return out, nil
}
