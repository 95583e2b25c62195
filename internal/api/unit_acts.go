package api

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
)

func (a *API) unitActOperations() []operation {
	return []operation{
		post(holder(org.Manage), "/units", "createUnit", "Open a unit by a decision, or preview it.", a.createUnit),
		post(holder(org.Manage), "/units/merge", "mergeUnits", "Close units into one, open or new, or preview it.", a.mergeUnits),
		post(at(org.Manage), "/units/{unit}/rename", "renameUnit", "Give a unit another name, code or kind, or preview it.", a.renameUnit),
		post(at(org.Manage), "/units/{unit}/move", "moveUnit", "Hang a unit with all below it under another, or preview it.", a.moveUnit),
		post(at(org.Manage), "/units/{unit}/split", "splitUnit", "Open new units out of one, or preview it.", a.splitUnit),
		post(at(org.Manage), "/units/{unit}/close", "closeUnit", "End a unit, or preview it.", a.closeUnit),
		upload(holder(org.Manage), "/units/import", "importUnits", "Bring the tree to what a list (.xlsx, .csv) says. Rows that make no sense are refused one by one.", a.importUnits),
	}
}

// Decree is the decision by which an act is done.
type Decree struct {
	Decision string `json:"decision" maxLength:"200" doc:"Its number"`
	Day      Day    `json:"day" doc:"On which it takes effect: today or earlier"`
	About    string `json:"about,omitempty" maxLength:"2000"`
	Preview  bool   `json:"preview,omitempty" doc:"Only tell what would change"`
	Seen     string `json:"seen,omitempty" maxLength:"200" doc:"seen of the preview: what is no longer as it said is refused"`
}

// NewUnit describes a unit that a decision opens.
type NewUnit struct {
	Code   string `json:"code" maxLength:"100"`
	Kind   string `json:"kind" maxLength:"50"`
	Name   string `json:"name" maxLength:"1000"`
	Parent UnitID `json:"parent,omitempty"`
}

func (n NewUnit) org() org.NewUnit {
	return org.NewUnit{Code: n.Code, Kind: n.Kind, Name: n.Name, Parent: n.Parent.org()}
}

// Plan is a change of the tree, done or only planned.
type Plan struct {
	Verb     string  `json:"verb"`
	Applied  bool    `json:"applied"`
	Day      Day     `json:"day"`
	Decision string  `json:"decision"`
	Opened   []Unit  `json:"opened" doc:"Of a preview, the ids are not theirs yet"`
	Renamed  []Unit  `json:"renamed" doc:"As they are afterwards"`
	Moved    []Unit  `json:"moved" doc:"Tops of the subtrees that hang elsewhere, as they were"`
	Closed   []Unit  `json:"closed"`
	Counts   []Reach `json:"counts"`
	Seen     string  `json:"seen,omitempty"`
}

// Reach is how many of a feature's rows a change reaches.
type Reach struct {
	Subject string `json:"subject" doc:"member, meeting, task, ..."`
	Count   int    `json:"count"`
}

// decide previews an act or does it.
func (a *API) decide(ctx context.Context, v visit, act org.Act, d Decree) (Plan, error) {
	decision := org.Decision{Number: d.Decision, Day: civil.Date(d.Day), About: d.About}
	var p org.Plan
	var err error
	if d.Preview {
		p, err = a.Units.Preview(ctx, v.Who, act, decision)
	} else {
		p, err = a.Units.Apply(ctx, v.Who, act, decision, d.Seen)
	}
	return Plan{
		Verb: p.Verb, Applied: !d.Preview, Day: Day(p.Day), Decision: p.Decision, Opened: each(p.Opened, unitOf), Closed: each(p.Closed, unitOf),
		Renamed: each(p.Renamed, func(r org.Renaming) Unit { return unitOf(r.After) }),
		Moved:   each(p.Repathed, func(r org.Repath) Unit { return unitOf(r.Unit) }),
		Counts:  each(p.Counts, func(c org.Count) Reach { return Reach{c.Subject, c.N} }), Seen: p.Seen,
	}, err
}

type createUnit struct {
	Body struct {
		NewUnit
		Decree
	} `nameHint:"CreateUnit"`
}

func (a *API) createUnit(ctx context.Context, v visit, in *createUnit) (Plan, error) {
	return a.decide(ctx, v, org.Create{Unit: in.Body.NewUnit.org()}, in.Body.Decree)
}

type renameUnit struct {
	UnitPath
	Body struct {
		Decree
		Name string `json:"name,omitempty" maxLength:"1000"`
		Code string `json:"code,omitempty" maxLength:"100"`
		Kind string `json:"kind,omitempty" maxLength:"50"`
	} `nameHint:"RenameUnit"`
}

func (a *API) renameUnit(ctx context.Context, v visit, in *renameUnit) (Plan, error) {
	return a.decide(ctx, v, org.Rename{Unit: in.ID.org(), Name: in.Body.Name, Code: in.Body.Code, Kind: in.Body.Kind}, in.Body.Decree)
}

type moveUnit struct {
	UnitPath
	Body struct {
		Decree
		Parent UnitID `json:"parent,omitempty" doc:"None makes it a root"`
	} `nameHint:"MoveUnit"`
}

func (a *API) moveUnit(ctx context.Context, v visit, in *moveUnit) (Plan, error) {
	return a.decide(ctx, v, org.Move{Unit: in.ID.org(), Under: in.Body.Parent.org()}, in.Body.Decree)
}

type mergeUnits struct {
	Body struct {
		Decree
		Units []UnitID `json:"units" minItems:"1" maxItems:"200"`
		Into  UnitID   `json:"into,omitempty" doc:"An open unit; none for a new one"`
		New   *NewUnit `json:"new,omitempty"`
	} `nameHint:"MergeUnits"`
}

func (a *API) mergeUnits(ctx context.Context, v visit, in *mergeUnits) (Plan, error) {
	act := org.Merge{Units: each(in.Body.Units, UnitID.org), Into: in.Body.Into.org()}
	if in.Body.New != nil {
		act.New = in.Body.New.org()
	}
	return a.decide(ctx, v, act, in.Body.Decree)
}

type splitUnit struct {
	UnitPath
	Body struct {
		Decree
		Into     []NewUnit      `json:"into" minItems:"1" maxItems:"200"`
		Assigned map[string]int `json:"assigned,omitempty" doc:"Member to the position of his unit in into"`
		Children map[string]int `json:"children,omitempty" doc:"Unit to the position of its parent in into"`
		Stays    bool           `json:"stays,omitempty" doc:"The unit goes on with who and what is not assigned"`
	} `nameHint:"SplitUnit"`
}

func (a *API) splitUnit(ctx context.Context, v visit, in *splitUnit) (Plan, error) {
	act := org.Split{Unit: in.ID.org(), Into: each(in.Body.Into, NewUnit.org), Assigned: in.Body.Assigned, Stays: in.Body.Stays, Children: map[org.ID]int{}}
	for id, position := range in.Body.Children {
		act.Children[UnitID(id).org()] = position
	}
	return a.decide(ctx, v, act, in.Body.Decree)
}

type closeUnit struct {
	UnitPath
	Body struct {
		Decree
		Into UnitID `json:"into,omitempty" doc:"Where people, open work and children go; without it there must be none"`
	} `nameHint:"CloseUnit"`
}

func (a *API) closeUnit(ctx context.Context, v visit, in *closeUnit) (Plan, error) {
	return a.decide(ctx, v, org.Close{Unit: in.ID.org(), Into: in.Body.Into.org()}, in.Body.Decree)
}
