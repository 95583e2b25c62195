package api

import (
	"context"
	"io"

	"sotay/internal/member"
)

func (a *API) memberOperations() []operation {
	return []operation{
		get(holder(member.See), "/members", "listMembers", "People by name, among those whom the caller may see; numbers are masked.", a.listMembers),
		get(signed(), "/members/me", "getMyRecord", "The caller's own record.", a.myRecord),
		get(at(member.See), "/members/{member}", "getMember", "A whole record. That it was opened is noted for the person to see.", a.getMember),
		get(signed(), "/post-kinds", "listPostKinds", "The posts that may be held on a day.", a.postKinds),
		get(holder(member.Export), "/members/export.xlsx", "exportMembers", "Summary cards of a subtree as a workbook that the import reads again; noted for the audit.", a.exportMembers),
		upload(holder(member.Import), "/members/import", "importMembers", "Take in a list (.xlsx, .csv): all rows, or all but those refused, or none; done tells.", a.importMembers),
	}
}

// MemberPath names a person.
type MemberPath struct {
	ID string `path:"member" maxLength:"100"`
}

// MemberFilter says which people.
type MemberFilter struct {
	Text   string   `query:"q" maxLength:"200" doc:"Words of a name, or the beginning of a card, citizen or telephone number"`
	Unit   UnitID   `query:"unit" doc:"A subtree"`
	States []string `query:"state" enum:"candidate,probationary,official,left" maxItems:"4" nullable:"false" doc:"Separated by commas; none for all but those who left"`
	Exempt bool     `query:"exempt" doc:"Only those exempt from activity today"`
	ByUnit bool     `query:"byUnit" doc:"Unit by unit instead of by name"`
}

type listMembers struct {
	Page
	MemberFilter
}

func (a *API) filter(ctx context.Context, v visit, in MemberFilter) (member.Filter, error) {
	f := member.Filter{Text: in.Text, Exempt: in.Exempt, ByUnit: in.ByUnit}
	for _, s := range in.States {
		f.States = append(f.States, member.State(s))
	}
	var err error
	if in.Unit != "" {
		f.Under, err = a.under(ctx, v, in.Unit)
	}
	return f, err
}

// Line is a person in a list.
type Line struct {
	ID       string `json:"id"`
	Unit     UnitID `json:"unit"`
	Name     string `json:"name"`
	State    string `json:"state" enum:"candidate,probationary,official,left"`
	Exempt   bool   `json:"exempt"`
	Birth    Approx `json:"birth,omitempty"`
	Sex      string `json:"sex,omitempty" enum:"male,female"`
	Admitted Approx `json:"admitted,omitempty"`
	Official Approx `json:"official,omitempty"`
	Card     string `json:"card,omitempty"`
	Citizen  string `json:"citizen,omitempty" doc:"Masked"`
	Phone    string `json:"phone,omitempty" doc:"Masked"`
}

// Members is a page of people.
type Members struct {
	Members    []Line `json:"members"`
	NextCursor string `json:"nextCursor,omitempty"`
}

func (a *API) listMembers(ctx context.Context, v visit, in *listMembers) (Members, error) {
	f, err := a.filter(ctx, v, in.MemberFilter)
	if err != nil {
		return Members{}, err
	}
	p, err := a.Members.List(ctx, v.Who, f, in.Cursor, in.Limit)
	return Members{each(p.Lines, func(l member.Line) Line {
		return Line{string(l.ID), unitID(l.Unit), l.Name, string(l.State), l.Exempt, Approx(l.Birth), string(l.Sex),
			Approx(l.Admitted), Approx(l.Official), l.Number, l.Citizen, l.Phone}
	}), p.Next}, err
}

// Member is a whole record.
type Member struct {
	ID         string `json:"id"`
	Rev        int64  `json:"rev" doc:"Give it back with a change: whoever was overtaken is told so"`
	Unit       UnitID `json:"unit"`
	UnitName   string `json:"unitName"`
	Person     Person `json:"person"`
	State      string `json:"state" enum:"candidate,probationary,official,left"`
	StateFrom  Day    `json:"stateFrom,omitempty"`
	LeftReason string `json:"leftReason,omitempty"`
	ExemptFrom Day    `json:"exemptFrom,omitempty"`
	ExemptTo   Day    `json:"exemptTo,omitempty"`
	Stays      []Stay `json:"stays"`
	States     []Step `json:"states"`
	Posts      []Post `json:"posts"`
}

// Person is what the summary card says of a person.
type Person struct {
	Name     string `json:"name" maxLength:"200"`
	Birth    Approx `json:"birth,omitempty"`
	Sex      string `json:"sex,omitempty" enum:"male,female"`
	Admitted Approx `json:"admitted,omitempty" doc:"Decision of admission"`
	Official Approx `json:"official,omitempty" doc:"From which the person is an official member"`
	Card     string `json:"card,omitempty" maxLength:"50"`
	Citizen  string `json:"citizen,omitempty" maxLength:"50"`
	Phone    string `json:"phone,omitempty" maxLength:"50"`
}

// Stay is a time in a unit.
type Stay struct {
	Unit     UnitID `json:"unit"`
	From     Day    `json:"from"`
	To       Day    `json:"to,omitempty" doc:"First day elsewhere"`
	Reason   string `json:"reason" doc:"add, import, merge, split, move or return"`
	Decision string `json:"decision,omitempty"`
}

// Step is a line of the history of states.
type Step struct {
	State    string `json:"state" enum:"candidate,probationary,official,left"`
	From     Day    `json:"from,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Decision string `json:"decision,omitempty"`
}

// Post is an office held in a unit.
type Post struct {
	ID       string `json:"id"`
	Unit     UnitID `json:"unit"`
	Post     string `json:"post" doc:"See post-kinds"`
	From     Day    `json:"from"`
	To       Day    `json:"to,omitempty" doc:"Last day"`
	Decision string `json:"decision,omitempty"`
}

func memberOf(r member.Record) Member {
	return Member{
		ID: string(r.ID), Rev: r.Rev, Unit: unitID(r.Unit), UnitName: r.UnitName,
		Person: Person{r.Name, Approx(r.Birth), string(r.Sex), Approx(r.Admitted), Approx(r.Official), r.Card, r.Citizen, r.Phone},
		State:  string(r.State), StateFrom: Day(r.StateFrom), LeftReason: r.LeftReason, ExemptFrom: Day(r.ExemptFrom), ExemptTo: Day(r.ExemptTo),
		Stays: each(r.Stays, func(s member.Stay) Stay {
			return Stay{unitID(s.Unit), Day(s.From), Day(s.To), s.Reason, s.Decision}
		}),
		States: each(r.States, func(s member.StateChange) Step {
			return Step{string(s.State), Day(s.From), s.Reason, s.Decision}
		}),
		Posts: each(r.Posts, func(p member.Post) Post {
			return Post{p.ID, unitID(p.Unit), p.Post, Day(p.From), Day(p.To), p.Decision}
		}),
	}
}

func (a *API) myRecord(ctx context.Context, v visit, _ *nothing) (Member, error) {
	r, err := a.Members.Mine(ctx, v.Who)
	return memberOf(r), err
}

func (a *API) getMember(ctx context.Context, v visit, in *MemberPath) (Member, error) {
	r, err := a.Members.Open(ctx, v.Who, member.ID(in.ID))
	return memberOf(r), err
}

// PostKind is a post that may be held.
type PostKind struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Single   bool   `json:"single" doc:"One holder in a unit at a time"`
	Official bool   `json:"official" doc:"For official members only"`
}

// PostKinds are all of them.
type PostKinds struct {
	Posts []PostKind `json:"posts"`
}

func (a *API) postKinds(_ context.Context, _ visit, in *unitKinds) (PostKinds, error) {
	all, err := a.Members.PostRules(a.dayOr(in.Day))
	return PostKinds{each(all, func(p member.PostRule) PostKind { return PostKind{p.Key, p.Title, p.Single, p.Official} })}, err
}

func (a *API) exportMembers(ctx context.Context, v visit, in *MemberFilter) (file, error) {
	f, err := a.filter(ctx, v, *in)
	if err != nil {
		return file{}, err
	}
	return produced("dang-vien.xlsx", xlsxMedia, func(w io.Writer) error {
		_, err := a.Members.ExportFile(ctx, v.Who, f, w)
		return err
	})
}
