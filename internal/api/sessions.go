package api

import (
	"context"
	"maps"
	"slices"
	"time"

	"sotay/internal/account"
	"sotay/internal/platform/authz"
)

func (a *API) doorOperations() []operation {
	return []operation{
		post(public(), "/sessions", "signIn", "Sign in with a password, or with a one-time code, which is good for choosing a password only.", a.signIn),
		remove(first(), "/sessions/current", "signOut", "End this session.", a.signOut),
		remove(first(), "/sessions", "signOutEverywhere", "End all sessions of the account.", a.signOutEverywhere),
		get(signed(), "/sessions", "listSessions", "Where the account is signed in, the latest first.", a.listSessions),
		post(first(), "/password", "choosePassword", "Choose a password. Every session ends; the answer begins a new one.", a.choosePassword).unkept(),
		get(signed(), "/me", "getMe", "Who is signed in, and what he may do where.", a.me),
	}
}

type signIn struct {
	Body struct {
		Login    string `json:"login" maxLength:"200"`
		Password string `json:"password" maxLength:"1000" doc:"Or the one-time code"`
		Device   string `json:"device,omitempty" maxLength:"200" doc:"What an earlier sign-in on this device answered"`
	} `nameHint:"SignIn"`
}

// Pass is what signing in gives.
type Pass struct {
	Token              string    `json:"token"`
	EndsAt             time.Time `json:"endsAt"`
	MustChoosePassword bool      `json:"mustChoosePassword"`
	Device             string    `json:"device,omitempty" doc:"Keep it: attempts from a known device are slowed less"`
}

func passOf(p account.Pass) Pass {
	return Pass{p.Token, p.Ends.UTC(), p.Kind == account.First, p.Device}
}

func (a *API) signIn(ctx context.Context, v visit, in *signIn) (Pass, error) {
	p, err := a.Gate.SignIn(ctx, account.Attempt{Login: in.Body.Login, Secret: in.Body.Password, Device: in.Body.Device,
		Address: addressOf(v.request), Agent: v.request.UserAgent(), Kind: account.API})
	return passOf(p), err
}

func (a *API) signOut(ctx context.Context, v visit, _ *nothing) (none, error) {
	return none{}, a.Accounts.End(ctx, v.Who, v.Session.ID)
}

func (a *API) signOutEverywhere(ctx context.Context, v visit, _ *nothing) (none, error) {
	return none{}, a.Accounts.EndAll(ctx, v.Who)
}

// Session is one place where a person is signed in.
type Session struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind" enum:"first,web,api"`
	Agent   string    `json:"agent"`
	BeganAt time.Time `json:"beganAt"`
	SeenAt  time.Time `json:"seenAt"`
	EndsAt  time.Time `json:"endsAt"`
	Current bool      `json:"current"`
}

// Sessions are all of them.
type Sessions struct {
	Sessions []Session `json:"sessions"`
}

func (a *API) listSessions(ctx context.Context, v visit, _ *nothing) (Sessions, error) {
	all, err := a.Accounts.Sessions(ctx, v.Who)
	return Sessions{each(all, func(s account.Session) Session {
		return Session{s.ID, string(s.Kind), s.Agent, s.Began.UTC(), s.Seen.UTC(), s.Ends.UTC(), s.ID == v.Session.ID}
	})}, err
}

type choosePassword struct {
	Body struct {
		Old      string `json:"old,omitempty" maxLength:"1000" doc:"Not asked for after a one-time code"`
		Password string `json:"password" maxLength:"1000" doc:"The new one"`
	} `nameHint:"NewPassword"`
}

func (a *API) choosePassword(ctx context.Context, v visit, in *choosePassword) (Pass, error) {
	p, err := a.Accounts.SetPassword(ctx, v.Who, account.NewPassword{Session: v.Session.ID, Old: in.Body.Old, New: in.Body.Password})
	return passOf(p), err
}

// Me is who is signed in.
type Me struct {
	Account string   `json:"account"`
	Member  string   `json:"member,omitempty"`
	Name    string   `json:"name"`
	Unit    UnitID   `json:"unit,omitempty" doc:"To which the member belongs"`
	Roles   []Role   `json:"roles"`
	Session MeEnding `json:"session"`
	Unread  int      `json:"unread" doc:"Notices not yet read"`
}

// MeEnding says until when.
type MeEnding struct {
	ID     string    `json:"id"`
	EndsAt time.Time `json:"endsAt"`
}

// Role is what somebody may do at a unit; the whole tree for no unit.
type Role struct {
	Name  string   `json:"name"`
	Unit  UnitID   `json:"unit,omitempty"`
	Here  []string `json:"here" doc:"Rights at the unit only"`
	Below []string `json:"below" doc:"Rights at the unit and everything below it"`
}

func (a *API) me(ctx context.Context, v visit, _ *nothing) (Me, error) {
	unread, err := a.Notices.Unread(ctx, v.Who)
	return Me{Account: v.Who.ID, Member: v.Who.Member, Name: v.Who.Name, Unit: pathID(v.Who.Home), Roles: each(v.Who.Roles, roleOf),
		Session: MeEnding{v.Session.ID, v.Session.Ends.UTC()}, Unread: unread}, err
}

func roleOf(r authz.Role) Role {
	out := Role{Name: r.Name, Unit: pathID(r.At), Here: []string{}, Below: []string{}}
	for _, p := range slices.Sorted(maps.Keys(r.Perms)) {
		if r.Perms[p] == authz.Below {
			out.Below = append(out.Below, string(p))
		} else {
			out.Here = append(out.Here, string(p))
		}
	}
	return out
}
