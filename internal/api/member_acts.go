package api

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/platform/civil"
)

func (a *API) memberActOperations() []operation {
	return []operation{
		post(holder(member.Edit), "/members", "addMember", "Put a person on the list of a unit.", a.addMember),
		put(at(member.Edit), "/members/{member}", "editMember", "Correct what the summary card says.", a.editMember),
		post(at(member.Edit), "/members/{member}/state", "setMemberState", "Record a decision on a person's state: made official, admitted, left, admitted again.", a.setState),
		post(at(member.Edit), "/members/{member}/move", "moveMember", "Put a person on the list of another unit from a day on.", a.moveMember),
		post(at(member.Edit), "/members/{member}/exemption", "exemptMember", "Excuse a person from activity; no first day ends the exemption.", a.exemptMember),
		post(at(member.Edit), "/members/{member}/posts", "appointMember", "Give a person a post in a unit.", a.appoint),
		post(at(member.Edit), "/posts/{post}/end", "endPost", "End a post.", a.endPost),
	}
}

func (p Person) member() member.Person {
	return member.Person{Name: p.Name, Birth: civil.Approx(p.Birth), Sex: member.Sex(p.Sex), Admitted: civil.Approx(p.Admitted),
		Official: civil.Approx(p.Official), Card: p.Card, Citizen: p.Citizen, Phone: p.Phone}
}

type addMember struct {
	Body struct {
		Person
		Unit     UnitID `json:"unit"`
		State    string `json:"state" enum:"candidate,probationary,official"`
		From     Day    `json:"from,omitempty" doc:"First day in the unit; none for today"`
		Decision string `json:"decision,omitempty" maxLength:"200"`
	} `nameHint:"AddMember"`
}

func (a *API) addMember(ctx context.Context, v visit, in *addMember) (Created, error) {
	b := in.Body
	id, err := a.Members.Add(ctx, v.Who, b.Unit.org(), member.Entry{Person: b.Person.member(), State: member.State(b.State), From: civil.Date(b.From), Decision: b.Decision})
	return Created{string(id)}, err
}

type editMember struct {
	MemberPath
	Body struct {
		Person
		Rev int64 `json:"rev"`
	} `nameHint:"EditMember"`
}

func (a *API) editMember(ctx context.Context, v visit, in *editMember) (none, error) {
	return none{}, a.Members.Edit(ctx, v.Who, member.ID(in.ID), in.Body.Rev, in.Body.Person.member())
}

type setState struct {
	MemberPath
	Body struct {
		Rev      int64  `json:"rev"`
		State    string `json:"state" enum:"candidate,probationary,official,left"`
		Day      Day    `json:"day" doc:"First day in the state"`
		Decision string `json:"decision,omitempty" maxLength:"200" doc:"A death has none"`
		Reason   string `json:"reason,omitempty" maxLength:"50" doc:"For leaving"`
		Unit     UnitID `json:"unit,omitempty" doc:"Where a person who had left comes back"`
	} `nameHint:"SetMemberState"`
}

func (a *API) setState(ctx context.Context, v visit, in *setState) (none, error) {
	b := in.Body
	return none{}, a.Members.SetState(ctx, v.Who, member.ID(in.ID), b.Rev, member.Step{To: member.State(b.State), Day: civil.Date(b.Day),
		Decision: b.Decision, Reason: b.Reason, Unit: b.Unit.org()})
}

type moveMember struct {
	MemberPath
	Body struct {
		Rev      int64  `json:"rev"`
		Unit     UnitID `json:"unit"`
		Day      Day    `json:"day"`
		Decision string `json:"decision" maxLength:"200"`
	} `nameHint:"MoveMember"`
}

func (a *API) moveMember(ctx context.Context, v visit, in *moveMember) (none, error) {
	b := in.Body
	return none{}, a.Members.Move(ctx, v.Who, member.ID(in.ID), b.Rev, b.Unit.org(), civil.Date(b.Day), b.Decision)
}

type exemptMember struct {
	MemberPath
	Body struct {
		Rev      int64  `json:"rev"`
		From     Day    `json:"from,omitempty"`
		To       Day    `json:"to,omitempty" doc:"Last day; none for good"`
		Decision string `json:"decision" maxLength:"200"`
	} `nameHint:"ExemptMember"`
}

func (a *API) exemptMember(ctx context.Context, v visit, in *exemptMember) (none, error) {
	b := in.Body
	return none{}, a.Members.Exempt(ctx, v.Who, member.ID(in.ID), b.Rev, civil.Date(b.From), civil.Date(b.To), b.Decision)
}

type appoint struct {
	MemberPath
	Body struct {
		Unit     UnitID `json:"unit"`
		Post     string `json:"post" maxLength:"50" doc:"See post-kinds"`
		From     Day    `json:"from"`
		To       Day    `json:"to,omitempty" doc:"Last day"`
		Decision string `json:"decision,omitempty" maxLength:"200"`
	} `nameHint:"Appoint"`
}

func (a *API) appoint(ctx context.Context, v visit, in *appoint) (Created, error) {
	b := in.Body
	id, err := a.Members.Appoint(ctx, v.Who, member.Post{Member: member.ID(in.ID), Unit: b.Unit.org(), Post: b.Post,
		From: civil.Date(b.From), To: civil.Date(b.To), Decision: b.Decision})
	return Created{id}, err
}

type endPost struct {
	ID   string `path:"post" maxLength:"100"`
	Body struct {
		Day      Day    `json:"day" doc:"The last one on which it is held"`
		Decision string `json:"decision,omitempty" maxLength:"200"`
	} `nameHint:"EndPost"`
}

func (a *API) endPost(ctx context.Context, v visit, in *endPost) (none, error) {
	return none{}, a.Members.EndPost(ctx, v.Who, in.ID, civil.Date(in.Body.Day), in.Body.Decision)
}
