// Package demo fills an empty database with a province that does not exist, so
// that whoever tries the program finds it in the middle of its life: twelve
// communes, some 150 branches, some 3,000 members, a year of meetings with late
// branches, a merger and a correction, and a month that is under way.
//
// It promises that nothing in it is anybody's: names are put together by chance,
// telephone numbers and citizen IDs are of ranges that nobody has. On one day it
// makes the same world every time, but for the ids, which are random and decide
// the order of people with the same name. It writes through the features: what is
// past by their Restore, what is present by the same verbs that people use.
//
// Its passwords are known to everybody: it is for trying, never for work.
package demo

import (
	"context"
	"errors"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/publication"
	"sotay/internal/task"
)

// Deps are the features through which the demonstration is made.
type Deps struct {
	DB        *db.DB
	Filing    *filing.Service
	Units     *org.Service
	Members   *member.Service
	Meetings  *meeting.Service
	Sent      *publication.Service
	Documents *document.Service
	Incoming  *incoming.Service
	Access    *access.Service
	Accounts  *account.Service
	Gate      *account.Gate
}

// SignIn is how a visitor becomes one of the people of the demonstration.
type SignIn struct{ Role, Login, Password string }

const (
	seed       = 20260203
	months     = 12 // of history
	adminLogin = "quantri"
	adminName  = "Quản trị (dữ liệu minh họa)"
)

// What a database may hold that stands in the way.
var (
	ErrOccupied    = errors.New("demo: the database holds data that is not the demonstration's")
	ErrInterrupted = errors.New("demo: the making of the demonstration was interrupted; begin with an empty database")
)

// maker is the program itself, making the demonstration.
func maker() authz.Actor {
	who := authz.System("demo", org.See, org.Manage, member.See, member.Edit, meeting.Run, meeting.Attend, task.Give,
		account.Manage, access.Grant,
		document.See, document.Draft, document.Approve, document.Issue, publication.Read, publication.Send, incoming.See, incoming.Register, incoming.Assign)
	who.Name = "Dữ liệu minh họa"
	return who
}

// Create makes the demonstration in an empty database and returns how to sign in.
// Where it was made before, nothing changes.
func Create(ctx context.Context, d Deps) ([]SignIn, error) {
	there, err := made(ctx, d)
	if err != nil || there {
		return signIns(), err
	}
	w := &world{Deps: d, who: maker(), now: d.DB.Now()}
	w.today = civil.In(w.now)
	w.lay()
	for _, step := range []func(context.Context) error{w.open, w.admit, w.merge, w.publish, w.remember, w.correct, w.live, w.accounts, w.desk, w.doors} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return signIns(), nil
}

// made reports whether the demonstration is there. Its administrator is the last
// thing that is made.
func made(ctx context.Context, d Deps) (bool, error) {
	units, err := d.Units.Children(ctx, maker(), 0)
	if err != nil {
		return false, err
	}
	others, err := d.Accounts.Others(ctx, maker(), account.Query{})
	if err != nil {
		return false, err
	}
	for _, a := range others {
		if a.Login == adminLogin && a.Name == adminName {
			return true, nil
		}
	}
	switch {
	case len(units) == 1 && units[0].Name == provinceName && len(others) == 0:
		return false, ErrInterrupted
	case len(units) > 0 || len(others) > 0:
		return false, ErrOccupied
	}
	return false, nil
}

// world is the demonstration in the making.
type world struct {
	Deps
	who           authz.Actor
	now           time.Time
	today, opened civil.Date
	root          org.Unit
	communes      []*commune
	branches      []*branch
	words         map[sort]wording
	papers        map[civil.Month]filing.File

	shown   *branch // whose people visitors become: it is about to meet
	going   *branch // is meeting
	ending  *branch // merged into …
	heir    *branch // … this one
	joining civil.Date
	mended  *branch // corrected last month's report
	slips   map[string]account.Slip
}
