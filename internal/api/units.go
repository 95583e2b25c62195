package api

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
)

func (a *API) unitOperations() []operation {
	return []operation{
		get(holder(org.See), "/units", "listUnits", "Open units directly under one, by name; the tops of what the caller may see for none.", a.listUnits),
		get(holder(org.See), "/units/search", "searchUnits", "Find units by a part of the name, with or without diacritics, or the beginning of the code.", a.searchUnits),
		get(holder(org.See), "/units/tree", "getUnitTree", "A subtree as it was in the evening of a day, parents before children.", a.unitTree),
		get(holder(org.See), "/unit-kinds", "listUnitKinds", "The kinds of units on a day, from the top downwards.", a.unitKinds),
		get(at(org.See), "/units/{unit}", "getUnit", "One unit, open or closed.", a.getUnit),
		get(at(org.See), "/units/{unit}/history", "getUnitHistory", "Every shape that a unit had, with the decision, the latest first.", a.unitHistory),
	}
}

// UnitPath names a unit.
type UnitPath struct {
	ID UnitID `path:"unit"`
}

// Unit is a unit of the organisation, as it is or as it was on a day.
type Unit struct {
	ID     UnitID `json:"id"`
	Code   string `json:"code"`
	Kind   string `json:"kind" doc:"For example centre, province, grassroots, intermediate, branch, group; see unit-kinds"`
	Name   string `json:"name"`
	Parent UnitID `json:"parent,omitempty"`
	Opened Day    `json:"opened" doc:"First day"`
	Closed Day    `json:"closed,omitempty" doc:"First day without it"`
	Rev    int64  `json:"rev"`
}

func unitOf(u org.Unit) Unit {
	return Unit{unitID(u.ID), u.Code, u.Kind, u.Name, unitID(u.Parent), Day(u.Opened), Day(u.Closed), u.Rev}
}

// Units is a page of them.
type Units struct {
	Units      []Unit `json:"units"`
	NextCursor UnitID `json:"nextCursor,omitempty"`
}

type listUnits struct {
	Parent UnitID `query:"parent"`
}

func (a *API) listUnits(ctx context.Context, v visit, in *listUnits) (Units, error) {
	all, err := a.Units.Children(ctx, v.Who, in.Parent.org())
	return Units{Units: each(all, unitOf)}, err
}

type searchUnits struct {
	Text   string `query:"q" maxLength:"200"`
	Kind   string `query:"kind" maxLength:"50"`
	Under  UnitID `query:"under" doc:"Only this subtree"`
	Closed bool   `query:"closed" doc:"Closed units, too"`
	Cursor UnitID `query:"cursor" doc:"nextCursor of the page before; none for the first"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (a *API) searchUnits(ctx context.Context, v visit, in *searchUnits) (Units, error) {
	f := org.Search{Text: in.Text, Kind: in.Kind, Closed: in.Closed, After: in.Cursor.org(), Limit: in.Limit}
	if in.Under != "" {
		var err error
		if f.Under, err = a.under(ctx, v, in.Under); err != nil {
			return Units{}, err
		}
	}
	p, err := a.Units.Search(ctx, v.Who, f)
	return Units{each(p.Units, unitOf), unitID(p.Next)}, err
}

func (a *API) getUnit(ctx context.Context, v visit, in *UnitPath) (Unit, error) {
	u, err := a.Units.Look(ctx, v.Who, in.ID.org())
	return unitOf(u), err
}

type unitTree struct {
	Top UnitID `query:"top" doc:"None for everything in reach"`
	Day Day    `query:"day" doc:"None for today"`
}

func (a *API) unitTree(ctx context.Context, v visit, in *unitTree) (Units, error) {
	all, err := a.Units.At(ctx, v.Who, in.Top.org(), a.dayOr(in.Day))
	return Units{Units: each(all, unitOf)}, err
}

// today is the day that it is for the transactions.
func (a *API) today() civil.Date { return civil.In(a.DB.Now()) }

// dayOr is a day, or today.
func (a *API) dayOr(d Day) civil.Date {
	if d == "" {
		return a.today()
	}
	return civil.Date(d)
}

// Version is a unit over some days, and the decision that made it so.
type Version struct {
	Unit     Unit   `json:"unit"`
	From     Day    `json:"from" doc:"First day"`
	To       Day    `json:"to,omitempty" doc:"First day after"`
	Verb     string `json:"verb" doc:"create, rename, move, merge, split, close or import"`
	Decision string `json:"decision,omitempty" doc:"Its number"`
	Day      Day    `json:"day,omitempty" doc:"Of the decision"`
	About    string `json:"about,omitempty"`
}

// Versions are a unit's history.
type Versions struct {
	Versions []Version `json:"versions"`
}

func (a *API) unitHistory(ctx context.Context, v visit, in *UnitPath) (Versions, error) {
	all, err := a.Units.History(ctx, v.Who, in.ID.org())
	return Versions{each(all, func(x org.Version) Version {
		return Version{unitOf(x.Unit), Day(x.From), Day(x.To), x.Verb, x.Decision.Number, Day(x.Decision.Day), x.Decision.About}
	})}, err
}

type unitKinds struct {
	Day Day `query:"day" doc:"None for today"`
}

// Kind is a kind of unit.
type Kind struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Under []string `json:"under" doc:"Kinds of units under which it may stand; an empty one for a root"`
}

// Kinds are all of them.
type Kinds struct {
	Kinds []Kind `json:"kinds"`
}

func (a *API) unitKinds(_ context.Context, _ visit, in *unitKinds) (Kinds, error) {
	all, err := a.Units.Kinds(a.dayOr(in.Day))
	return Kinds{each(all, func(k org.Kind) Kind { return Kind{k.ID, k.Title, append([]string{}, k.Under...)} })}, err
}
