package app

import (
	"context"
	"encoding/json"
	"time"

	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/jobs"
	"sotay/internal/publication"
)

// now is the clock of the real program.
func now() time.Time { return time.Now() }

const (
	sweepAge = 24 * time.Hour
	keyAge   = 30 * 24 * time.Hour // phones may be offline that long
)

// schedule says what the program does by itself, and when.
func (a *App) schedule(files *blob.Store) {
	reader := a.remind()
	a.Jobs.Handle(publication.PressKind, func(ctx context.Context, body json.RawMessage, _ *jobs.Progress) error {
		var p publication.Pressed
		if err := json.Unmarshal(body, &p); err != nil {
			return err
		}
		return a.Sent.FulfilPress(ctx, reader, p)
	})
	a.scheduleFiling()
	librarian := authz.System("library", library.Rework)
	a.Jobs.Handle(library.ReworkKind, func(ctx context.Context, _ json.RawMessage, p *jobs.Progress) error {
		return a.Library.Rework(ctx, librarian, p.Set)
	})
	a.Jobs.Handle(exchange.DeliverKind, func(ctx context.Context, body json.RawMessage, _ *jobs.Progress) error {
		var id exchange.OutID
		if err := json.Unmarshal(body, &id); err != nil {
			return err
		}
		return a.Exchange.Deliver(ctx, exchange.Carrier(), id)
	})
	a.Jobs.Handle(exchange.FollowKind, func(ctx context.Context, body json.RawMessage, _ *jobs.Progress) error {
		var id document.ID
		if err := json.Unmarshal(body, &id); err != nil {
			return err
		}
		return a.Exchange.Follow(ctx, exchange.Carrier(), id)
	})
	a.Jobs.Handle(exchange.CollectKind, func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		return a.Exchange.Collect(ctx, exchange.Carrier())
	})
	a.Jobs.Every(exchange.CollectKind, jobs.Each(time.Minute))
	a.Jobs.Handle("files.sweep", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		_, err := files.Sweep(ctx, a.DB.Now().Add(-sweepAge))
		return err
	})
	a.Jobs.Every("files.sweep", jobs.Daily(3, 0))
	a.Jobs.Handle(member.ImportKind, func(ctx context.Context, body json.RawMessage, _ *jobs.Progress) error {
		return a.takeIn(ctx, body, files)
	})
	a.Jobs.Handle("db.forget", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		_, err := a.DB.Forget(ctx, a.DB.Now().Add(-keyAge))
		return err
	})
	a.Jobs.Every("db.forget", jobs.Daily(3, 30))
}

// remind says of what people are reminded, and returns who presses for reading.
func (a *App) remind() (reader authz.Actor) {
	reminder := authz.System("reminders", meeting.Remind)
	a.Jobs.Handle("meeting.remind", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		return a.Meetings.RemindAll(ctx, reminder)
	})
	a.Jobs.Every("meeting.remind", jobs.Each(time.Hour))
	chaser := authz.System("incoming", incoming.Remind)
	a.Jobs.Handle("incoming.remind", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		return a.Incoming.RemindAll(ctx, chaser)
	})
	a.Jobs.Every("incoming.remind", jobs.Daily(7, 30))
	nudger := authz.System("documents", document.Remind)
	a.Jobs.Handle("document.remind", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		return a.Documents.RemindAll(ctx, nudger)
	})
	a.Jobs.Every("document.remind", jobs.Daily(8, 30))
	reader = authz.System("reading", publication.Remind)
	a.Jobs.Handle("publication.remind", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		return a.Sent.RemindDue(ctx, reader)
	})
	a.Jobs.Every("publication.remind", jobs.Daily(8, 0))
	return reader
}

// scheduleFiling has scans read, and the bytes removed that no file names.
func (a *App) scheduleFiling() {
	scans := authz.System("scans", filing.Reading)
	a.Scans.Handle(filing.ReadKind, func(ctx context.Context, body json.RawMessage, p *jobs.Progress) error {
		var id filing.ID
		if err := json.Unmarshal(body, &id); err != nil {
			return err
		}
		return a.Files.Fulfil(ctx, scans, id, p.Set)
	})
	a.Jobs.Handle(filing.DestroyKind, func(ctx context.Context, body json.RawMessage, _ *jobs.Progress) error {
		var refs []blob.Ref
		if err := json.Unmarshal(body, &refs); err != nil {
			return err
		}
		return a.Files.Destroy(ctx, scans, refs)
	})
	a.Jobs.Handle("filing.reread", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		return a.Files.Reread(ctx, scans)
	})
	a.Jobs.Every("filing.reread", jobs.Daily(4, 0))
	a.Jobs.Handle("filing.sweep", func(ctx context.Context, _ json.RawMessage, _ *jobs.Progress) error {
		_, err := a.Files.Sweep(ctx, scans)
		return err
	})
	a.Jobs.Every("filing.sweep", jobs.Daily(3, 15))
}

// takeIn runs an import of members with the rights that its orderer has by now.
func (a *App) takeIn(ctx context.Context, body json.RawMessage, files *blob.Store) error {
	var o member.Order
	if err := json.Unmarshal(body, &o); err != nil {
		return err
	}
	var who authz.Actor
	err := a.DB.Read(ctx, func(q db.Q) (err error) {
		who, err = a.Access.Actor(ctx, q, o.Account, civil.In(a.DB.Now()))
		return err
	})
	if err != nil {
		return err
	}
	return a.Members.Fulfil(ctx, who, o.Import, files)
}
