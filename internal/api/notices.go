package api

import (
	"context"
	"time"

	"sotay/internal/notify"
)

func (a *API) noticeOperations() []operation {
	return []operation{
		get(signed(), "/notices", "listNotices", "The caller's messages, the newest first.", a.listNotices),
		post(signed(), "/notices/{notice}/read", "readNotice", "Mark a message as read. Reading twice keeps the first time.", a.readNotice),
	}
}

// Notice is one word to one person.
type Notice struct {
	ID     string     `json:"id"`
	Code   string     `json:"code"`
	Text   string     `json:"text" doc:"In Vietnamese"`
	Link   string     `json:"link" doc:"The page for people, from /"`
	At     time.Time  `json:"at"`
	ReadAt *time.Time `json:"readAt,omitempty"`
}

func (a *API) notice(m notify.Message) Notice {
	args := each(m.Args, func(s string) any { return s })
	return Notice{m.ID, m.Code, a.Words.Say(m.Code, args...), m.Link, m.At.UTC(), instant(m.Read)}
}

// Notices is a page of them.
type Notices struct {
	Notices    []Notice `json:"notices"`
	NextCursor string   `json:"nextCursor,omitempty"`
}

func (a *API) listNotices(ctx context.Context, v visit, in *Page) (Notices, error) {
	all, err := a.Notices.Mine(ctx, v.Who, in.Cursor, in.Limit)
	return Notices{each(all, a.notice), next(all, in.Limit, func(m notify.Message) string { return m.ID })}, err
}

type noticePath struct {
	ID string `path:"notice" maxLength:"100"`
}

func (a *API) readNotice(ctx context.Context, v visit, in *noticePath) (Notice, error) {
	m, err := a.Notices.Read(ctx, v.Who, in.ID)
	return a.notice(m), err
}
