package api

import (
	"context"
	"strconv"
	"time"

	"sotay/internal/incoming"
	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/publication"
	"sotay/internal/task"
)

func (a *API) incomingOperations() []operation {
	const one = "/incoming/{incoming}"
	const step = one + "/steps/{step}"
	return []operation{
		get(holder(incoming.See), "/incoming", "listIncoming", "Papers that came to the caller's offices, the newest first.", a.listIncoming),
		get(holder(incoming.See), "/incoming/desk", "getIncomingDesk", "What is to be done now at the caller's offices: late, nearly due, waiting for a clerk, waiting for who leads.", a.incomingDesk),
		get(signed(), "/incoming/given", "listGivenIncoming", "Work on incoming papers that the caller has, or his offices were given.", a.listGiven),
		get(holder(incoming.See), "/incoming/register", "listIncomingRegister", "A unit's register of a year, by arrival number.", a.incomingRegister),
		post(holder(incoming.Register), "/incoming", "registerIncoming", "Register a paper; it gets the next arrival number of the year.", a.registerIncoming),
		post(holder(incoming.Register), "/incoming/take-in", "takeInIncoming", "Register what another unit sent to the office; once, however often it is asked.", a.takeIn),
		get(signed(), one, "getIncoming", "A paper with its work and history.", a.getIncoming),
		put(at(incoming.Register), one, "correctIncoming", "Mend an entry; one that arrived by itself is registered thereby.", a.correctIncoming),
		post(at(incoming.Register), one+"/refuse", "refuseIncoming", "Turn away what arrived and is not for this office.", a.refuseIncoming),
		post(at(incoming.Register), one+"/cancel", "cancelIncoming", "Strike a paper registered by mistake; its number stays.", a.cancelIncoming),
		post(at(incoming.Assign), one+"/direct", "directIncoming", "Write an instruction and give the work.", a.directIncoming),
		post(signed(), one+"/close", "closeIncoming", "End the work on a paper, with its result.", a.closeIncoming),
		post(at(incoming.Assign), one+"/reopen", "reopenIncoming", "Take a closed paper up again.", a.reopenIncoming),
		post(signed(), step+"/report", "reportIncoming", "Say how a piece of work stands.", a.reportIncoming),
		post(signed(), step+"/ask", "askIncoming", "Ask who leads for more time.", a.askIncoming),
		post(at(incoming.Assign), step+"/grant", "grantIncoming", "Give the time that was asked for, or another.", a.grantIncoming),
		post(at(incoming.Assign), step+"/deny", "denyIncoming", "Refuse the time that was asked for.", a.denyIncoming),
		post(at(incoming.Assign), step+"/extend", "extendIncoming", "Give a piece of work more time.", a.extendIncoming),
		post(at(incoming.Assign), step+"/transfer", "transferIncoming", "Give a piece of work to somebody else.", a.transferIncoming),
		post(at(incoming.Assign), step+"/withdraw", "withdrawIncoming", "Take a piece of work back.", a.withdrawIncoming),
	}
}

// IncomingPath names an incoming paper.
type IncomingPath struct {
	ID string `path:"incoming" maxLength:"100"`
}

func (p IncomingPath) id() incoming.ID { return incoming.ID(p.ID) }

// StepPath names a piece of work on an incoming paper.
type StepPath struct {
	IncomingPath
	Step string `path:"step" maxLength:"100"`
}

// IncomingEntry is what stands in the register.
type IncomingEntry struct {
	Arrived  Day    `json:"arrived,omitempty" doc:"Today where it is not given"`
	Issuer   string `json:"issuer" maxLength:"1000"`
	Symbol   string `json:"symbol,omitempty" maxLength:"500" doc:"15-CV/TU"`
	Day      Day    `json:"day,omitempty"`
	Type     string `json:"type,omitempty" maxLength:"500" doc:"Read from the symbol where it is not given"`
	Abstract string `json:"abstract" maxLength:"5000"`
	Urgency  string `json:"urgency,omitempty" maxLength:"50"`
}

func (e IncomingEntry) entry() incoming.Entry {
	return incoming.Entry{Arrived: civil.Date(e.Arrived), Issuer: e.Issuer, Symbol: e.Symbol, Day: civil.Date(e.Day), Type: e.Type, Abstract: e.Abstract, Urgency: e.Urgency}
}

// IncomingCard is an incoming paper in a list.
type IncomingCard struct {
	ID     string `json:"id"`
	Unit   UnitID `json:"unit"`
	Number int64  `json:"number,omitempty" doc:"The arrival number"`
	Year   string `json:"year,omitempty" doc:"The register in which it counts"`
	IncomingEntry
	Source string `json:"source" enum:"typed,mail,exchange,sotay"`
	State  string `json:"state" enum:"arrived,registered,working,done,refused,cancelled"`
	Due    Day    `json:"due,omitempty"`
	Rev    int64  `json:"rev"`
}

func incomingCard(p incoming.Paper) IncomingCard {
	e := IncomingEntry{Day(p.Arrived), p.Issuer, p.Symbol, Day(p.Day), p.Type, p.Abstract, p.Urgency}
	return IncomingCard{string(p.ID), unitID(p.Unit), p.Number, p.Year, e, string(p.Source), string(p.State), Day(p.Due), p.Rev}
}

// IncomingCards is a page of them.
type IncomingCards struct {
	Papers     []IncomingCard `json:"papers"`
	NextCursor string         `json:"nextCursor,omitempty"`
}

type listIncoming struct {
	Page
	View string `query:"view" enum:"arrived,registered,working,overdue,near,done"`
	Text string `query:"q" maxLength:"200" doc:"Words of the number, issuer, abstract or type, with or without diacritics"`
}

func (a *API) listIncoming(ctx context.Context, v visit, in *listIncoming) (IncomingCards, error) {
	all, err := a.Incoming.List(ctx, v.Who, incoming.Filter{View: incoming.View(in.View), Text: in.Text, Before: incoming.ID(in.Cursor), Limit: in.Limit})
	return IncomingCards{each(all, incomingCard), next(all, in.Limit, func(p incoming.Paper) string { return string(p.ID) })}, err
}

// IncomingPile is what is to be done now of one kind.
type IncomingPile struct {
	View   string         `json:"view" enum:"overdue,near,arrived,registered"`
	Count  int            `json:"count"`
	Papers []IncomingLine `json:"papers" doc:"The first of them, the most urgent on top"`
}

// IncomingLine is a paper with who has it.
type IncomingLine struct {
	IncomingCard
	Next   Day    `json:"next,omitempty" doc:"By when the next thing is to be done"`
	Holder string `json:"holder,omitempty"`
	Others int    `json:"others,omitempty" doc:"How many more work on it"`
}

// IncomingDesk is what is to be done now.
type IncomingDesk struct {
	Piles []IncomingPile `json:"piles"`
}

func (a *API) incomingDesk(ctx context.Context, v visit, in *limited) (IncomingDesk, error) {
	all, err := a.Incoming.Desk(ctx, v.Who, in.Limit)
	return IncomingDesk{each(all, func(p incoming.Pile) IncomingPile {
		return IncomingPile{string(p.View), p.N, each(p.Lines, func(l incoming.Line) IncomingLine {
			return IncomingLine{incomingCard(l.Paper), Day(l.Next), l.Holder, l.Others}
		})}
	})}, err
}

type incomingRegister struct {
	Page
	Unit UnitID `query:"unit" required:"true"`
	Year string `query:"year" maxLength:"4" doc:"Today's where it is not given"`
}

func (a *API) incomingRegister(ctx context.Context, v visit, in *incomingRegister) (IncomingCards, error) {
	after, _ := strconv.ParseInt(in.Cursor, 10, 64)
	all, err := a.Incoming.Book(ctx, v.Who, in.Unit.org(), in.Year, after, in.Limit)
	return IncomingCards{each(all, incomingCard), next(all, in.Limit, func(p incoming.Paper) string { return strconv.FormatInt(p.Number, 10) })}, err
}

// IncomingStep is one piece of work on an incoming paper.
type IncomingStep struct {
	ID     string `json:"id"`
	Part   string `json:"part" enum:"main,support"`
	Office UnitID `json:"office,omitempty"`
	Task   Task   `json:"task"`
}

func incomingStep(s incoming.Step) IncomingStep {
	out := IncomingStep{ID: s.ID, Part: string(s.Part), Task: taskOf(s.Task)}
	if s.Office != 0 {
		out.Office = unitID(s.Office)
	}
	return out
}

// GivenWork is work with the paper that it is about.
type GivenWork struct {
	Paper IncomingCard `json:"paper"`
	Step  IncomingStep `json:"step"`
}

type listGiven struct {
	limited
	Whose string `query:"whose" enum:"mine,office" default:"mine"`
	View  string `query:"view" enum:"working,overdue,near,done" default:"working"`
}

// GivenWorks is a list of work, what is open and most urgent first.
type GivenWorks struct {
	Work []GivenWork `json:"work"`
}

func (a *API) listGiven(ctx context.Context, v visit, in *listGiven) (GivenWorks, error) {
	all, err := a.Incoming.Given(ctx, v.Who, incoming.Whose(in.Whose), incoming.View(in.View), in.Limit)
	return GivenWorks{each(all, func(i incoming.Item) GivenWork { return GivenWork{incomingCard(i.Paper), incomingStep(i.Step)} })}, err
}

// IncomingEvent is a line of a paper's history.
type IncomingEvent struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Verb string    `json:"verb"`
	Text string    `json:"text,omitempty"`
}

// Incoming is an incoming paper with its work and history.
type Incoming struct {
	IncomingCard
	UnitName     string          `json:"unitName"`
	Instruction  string          `json:"instruction,omitempty"`
	InstructedBy string          `json:"instructedBy,omitempty"`
	Result       string          `json:"result,omitempty"`
	Reason       string          `json:"reason,omitempty" doc:"Why it was refused or cancelled"`
	Steps        []IncomingStep  `json:"steps"`
	Events       []IncomingEvent `json:"events"`
}

func (a *API) getIncoming(ctx context.Context, v visit, in *IncomingPath) (Incoming, error) {
	f, err := a.Incoming.See(ctx, v.Who, in.id())
	return Incoming{incomingCard(f.Paper), f.UnitName, f.Instruction, f.InstructedBy, f.Result, f.Reason, each(f.Steps, incomingStep),
		each(f.Events, func(e incoming.Event) IncomingEvent { return IncomingEvent{e.At.UTC(), e.By, e.Verb, e.Text} })}, err
}

type registerIncoming struct {
	Body struct {
		IncomingEntry
		Unit  UnitID `json:"unit"`
		Again bool   `json:"again,omitempty" doc:"It is another paper, although it looks like one in the register"`
	} `nameHint:"RegisterIncoming"`
}

func (a *API) registerIncoming(ctx context.Context, v visit, in *registerIncoming) (IncomingCard, error) {
	p, err := a.Incoming.Enter(ctx, v.Who, in.Body.Unit.org(), in.Body.entry(), in.Body.Again)
	return incomingCard(p), err
}

type takeIn struct {
	Body struct {
		Unit        UnitID `json:"unit"`
		Publication string `json:"publication" maxLength:"100"`
	} `nameHint:"TakeInIncoming"`
}

func (a *API) takeIn(ctx context.Context, v visit, in *takeIn) (IncomingCard, error) {
	p, err := a.Incoming.TakeIn(ctx, v.Who, in.Body.Unit.org(), publication.ID(in.Body.Publication))
	return incomingCard(p), err
}

type correctIncoming struct {
	IncomingPath
	Body struct {
		IncomingEntry
		Rev   int64 `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Again bool  `json:"again,omitempty"`
	} `nameHint:"CorrectIncoming"`
}

func (a *API) correctIncoming(ctx context.Context, v visit, in *correctIncoming) (IncomingCard, error) {
	p, err := a.Incoming.Correct(ctx, v.Who, in.id(), in.Body.Rev, in.Body.entry(), in.Body.Again)
	return incomingCard(p), err
}

type explained struct {
	IncomingPath
	Body struct {
		Rev    int64  `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Reason string `json:"reason" maxLength:"20000"`
	} `nameHint:"ExplainIncoming"`
}

func (a *API) refuseIncoming(ctx context.Context, v visit, in *explained) (none, error) {
	return none{}, a.Incoming.Refuse(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

func (a *API) cancelIncoming(ctx context.Context, v visit, in *explained) (none, error) {
	return none{}, a.Incoming.Cancel(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

func (a *API) reopenIncoming(ctx context.Context, v visit, in *explained) (none, error) {
	return none{}, a.Incoming.Reopen(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

type closeIncoming struct {
	IncomingPath
	Body struct {
		Rev    int64  `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Result string `json:"result" maxLength:"20000"`
	} `nameHint:"CloseIncoming"`
}

func (a *API) closeIncoming(ctx context.Context, v visit, in *closeIncoming) (none, error) {
	return none{}, a.Incoming.Close(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Result)
}

// Receiving is who gets work: a person, or an office below the paper's own.
type Receiving struct {
	Member string `json:"member,omitempty" maxLength:"100"`
	Office UnitID `json:"office,omitempty"`
}

func (r Receiving) work(part incoming.Part) incoming.Work {
	w := incoming.Work{Part: part, Person: member.ID(r.Member)}
	if r.Office != "" {
		w.Office = r.Office.org()
	}
	return w
}

type directIncoming struct {
	IncomingPath
	Body struct {
		Rev         int64       `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Instruction string      `json:"instruction,omitempty" maxLength:"20000"`
		Main        *Receiving  `json:"main,omitempty" doc:"Who answers for the result"`
		Support     []Receiving `json:"support,omitempty" maxItems:"30"`
		Days        int         `json:"days,omitempty" doc:"Working days from today"`
		Due         Day         `json:"due,omitempty"`
	} `nameHint:"DirectIncoming"`
}

func (a *API) directIncoming(ctx context.Context, v visit, in *directIncoming) (none, error) {
	o := incoming.Order{Instruction: in.Body.Instruction, Deadline: incoming.Deadline{Days: in.Body.Days, Due: civil.Date(in.Body.Due)}}
	if in.Body.Main != nil {
		o.Works = append(o.Works, in.Body.Main.work(incoming.Main))
	}
	for _, r := range in.Body.Support {
		o.Works = append(o.Works, r.work(incoming.Support))
	}
	return none{}, a.Incoming.Direct(ctx, v.Who, in.id(), in.Body.Rev, o)
}

type reportIncoming struct {
	StepPath
	Body struct {
		Rev      int64  `json:"rev,omitempty" doc:"Of the task: whoever was overtaken is told so"`
		Progress int    `json:"progress,omitempty" minimum:"0" maximum:"100"`
		State    string `json:"state" enum:"open,done,dropped"`
		Result   string `json:"result,omitempty" maxLength:"20000"`
	} `nameHint:"ReportIncoming"`
}

func (a *API) reportIncoming(ctx context.Context, v visit, in *reportIncoming) (none, error) {
	b := in.Body
	return none{}, a.Incoming.Report(ctx, v.Who, in.id(), in.Step, b.Rev, task.Step{Progress: b.Progress, State: task.State(b.State), Result: b.Result})
}

type extendIncoming struct {
	StepPath
	Body struct {
		Days   int    `json:"days,omitempty" doc:"Working days from today"`
		Due    Day    `json:"due,omitempty"`
		Reason string `json:"reason" maxLength:"20000"`
	} `nameHint:"ExtendIncoming"`
}

func (a *API) extendIncoming(ctx context.Context, v visit, in *extendIncoming) (none, error) {
	return none{}, a.Incoming.Extend(ctx, v.Who, in.id(), in.Step, incoming.Deadline{Days: in.Body.Days, Due: civil.Date(in.Body.Due)}, in.Body.Reason)
}

func (a *API) askIncoming(ctx context.Context, v visit, in *extendIncoming) (none, error) {
	return none{}, a.Incoming.Ask(ctx, v.Who, in.id(), in.Step, incoming.Deadline{Days: in.Body.Days, Due: civil.Date(in.Body.Due)}, in.Body.Reason)
}

type grantIncoming struct {
	StepPath
	Body struct {
		Days   int    `json:"days,omitempty" doc:"Working days from today; with neither days nor due, as asked"`
		Due    Day    `json:"due,omitempty"`
		Reason string `json:"reason,omitempty" maxLength:"20000"`
	} `nameHint:"GrantIncoming"`
}

func (a *API) grantIncoming(ctx context.Context, v visit, in *grantIncoming) (none, error) {
	return none{}, a.Incoming.Grant(ctx, v.Who, in.id(), in.Step, incoming.Deadline{Days: in.Body.Days, Due: civil.Date(in.Body.Due)}, in.Body.Reason)
}

func (a *API) denyIncoming(ctx context.Context, v visit, in *withdrawIncoming) (none, error) {
	return none{}, a.Incoming.Deny(ctx, v.Who, in.id(), in.Step, in.Body.Reason)
}

type transferIncoming struct {
	StepPath
	Body struct {
		To     Receiving `json:"to"`
		Reason string    `json:"reason" maxLength:"20000"`
	} `nameHint:"TransferIncoming"`
}

func (a *API) transferIncoming(ctx context.Context, v visit, in *transferIncoming) (none, error) {
	return none{}, a.Incoming.Transfer(ctx, v.Who, in.id(), in.Step, in.Body.To.work(""), in.Body.Reason)
}

type withdrawIncoming struct {
	StepPath
	Body struct {
		Reason string `json:"reason" maxLength:"20000"`
	} `nameHint:"WithdrawIncoming"`
}

func (a *API) withdrawIncoming(ctx context.Context, v visit, in *withdrawIncoming) (none, error) {
	return none{}, a.Incoming.Withdraw(ctx, v.Who, in.id(), in.Step, in.Body.Reason)
}
