package api

import (
	"context"
	"time"

	"sotay/internal/account"
)

func (a *API) accountOperations() []operation {
	return []operation{
		get(holder(account.Manage), "/accounts", "listAccounts", "Members in reach with their accounts, by place and name.", a.listAccounts),
		post(holder(account.Manage), "/accounts", "issueCodes", "Give accounts with one-time codes to members; all or nothing. Codes are shown only once.", a.issueCodes).kept(),
		post(at(account.Manage), "/units/{unit}/accounts", "issueUnitCodes", "Give codes to all members of a unit. Codes are shown only once.", a.issueUnitCodes).kept(),
		post(at(account.Manage), "/accounts/{account}/reset", "resetAccount", "Take away password and sessions and give a new code.", a.resetAccount).kept(),
		post(at(account.Manage), "/accounts/{account}/suspend", "suspendAccount", "Keep an account out, at once.", a.suspendAccount),
		post(at(account.Manage), "/accounts/{account}/restore", "restoreAccount", "Let a suspended account in again.", a.restoreAccount),
	}
}

type accountID struct {
	ID string `path:"account" maxLength:"100"`
}

type listAccounts struct {
	Unit   UnitID `query:"unit" doc:"Only this subtree"`
	Status string `query:"status" enum:"none,waiting,expired,active,suspended"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"2000" doc:"nextCursor of the page before; none for the first"`
}

// Account is a member with his account, if he has one.
type Account struct {
	ID     string     `json:"id,omitempty"`
	Member string     `json:"member,omitempty"`
	Name   string     `json:"name"`
	Unit   UnitID     `json:"unit"`
	Login  string     `json:"login,omitempty"`
	Status string     `json:"status" enum:"none,waiting,expired,active,suspended"`
	Until  *time.Time `json:"until,omitempty" doc:"Of the code, while waiting or expired"`
}

// Accounts is a page of them.
type Accounts struct {
	Accounts   []Account `json:"accounts"`
	NextCursor string    `json:"nextCursor,omitempty"`
}

func (a *API) listAccounts(ctx context.Context, v visit, in *listAccounts) (Accounts, error) {
	q := account.Query{Only: account.Status(in.Status), Limit: in.Limit}
	var err error
	if in.Unit != "" {
		if q.Top, err = a.under(ctx, v, in.Unit); err != nil {
			return Accounts{}, err
		}
	}
	if q.After, err = rowCursor(in.Cursor); err != nil {
		return Accounts{}, err
	}
	all, err := a.Accounts.List(ctx, v.Who, q)
	return Accounts{each(all, accountOf), next(all, in.Limit, cursorOfRow)}, err
}

func accountOf(r account.Row) Account {
	return Account{r.Account, r.Member, r.Name, pathID(r.Path), r.Login, string(r.Status), instant(r.Until)}
}

type issueCodes struct {
	Body struct {
		Members []string `json:"members" minItems:"1" maxItems:"2000"`
	} `nameHint:"IssueCodes"`
}

// Sheet is the page of codes that a unit's secretary hands out.
type Sheet struct {
	Unit  UnitID `json:"unit"`
	Name  string `json:"name"`
	Slips []Slip `json:"slips"`
}

// Slip is one person's code.
type Slip struct {
	Account string `json:"account,omitempty"`
	Member  string `json:"member,omitempty"`
	Name    string `json:"name"`
	Login   string `json:"login,omitempty"`
	Code    string `json:"code,omitempty"`
	Until   Day    `json:"until,omitempty" doc:"Last day of the code"`
	Skipped string `json:"skipped,omitempty" doc:"Why there is no code, in Vietnamese"`
}

// Sheets are several units'.
type Sheets struct {
	Sheets []Sheet `json:"sheets"`
}

func (a *API) sheet(s account.Sheet) Sheet {
	return Sheet{unitID(s.Unit), s.Name, each(s.Slips, a.slip)}
}

func (a *API) slip(s account.Slip) Slip {
	out := Slip{Account: s.Account, Member: s.Member, Name: s.Name, Login: s.Login, Code: s.Code, Until: Day(s.Until)}
	if s.Skipped != "" {
		out.Skipped = a.Words.Say(s.Skipped)
	}
	return out
}

func (a *API) issueCodes(ctx context.Context, v visit, in *issueCodes) (Sheets, error) {
	all, err := a.Accounts.Issue(ctx, v.Who, in.Body.Members)
	return Sheets{each(all, a.sheet)}, err
}

func (a *API) issueUnitCodes(ctx context.Context, v visit, in *UnitPath) (Sheet, error) {
	s, err := a.Accounts.CodesOfUnit(ctx, v.Who, in.ID.org())
	return a.sheet(s), err
}

func (a *API) resetAccount(ctx context.Context, v visit, in *accountID) (Slip, error) {
	s, err := a.Accounts.Reissue(ctx, v.Who, in.ID)
	return a.slip(s), err
}

func (a *API) suspendAccount(ctx context.Context, v visit, in *accountID) (none, error) {
	return none{}, a.Accounts.Suspend(ctx, v.Who, in.ID)
}

func (a *API) restoreAccount(ctx context.Context, v visit, in *accountID) (none, error) {
	return none{}, a.Accounts.Restore(ctx, v.Who, in.ID)
}
