package incoming

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// Deadline is a day, or so many working days from today; none where both are zero.
type Deadline struct {
	Due  civil.Date
	Days int
}

// Order is what who leads says to a paper: his words, the deadline, and who works.
type Order struct {
	Instruction string
	Deadline    Deadline // where it is none, that of the paper's urgency
	Works       []Work
}

// Direct writes down an instruction and gives the work: one person or office answers
// for the result, others help.
func (s *Service) Direct(ctx context.Context, who authz.Actor, id ID, rev int64, o Order) error {
	return s.change(ctx, who, Assign, id, rev, []State{Registered, Working}, func(tx *db.Tx, p Paper) (Paper, error) {
		all, err := steps(ctx, tx, id)
		if err != nil {
			return p, err
		}
		if o, err = o.checked(all); err != nil {
			return p, err
		}
		if p.Due, err = s.deadline(o.Deadline, p, today(tx)); err != nil {
			return p, err
		}
		if o.Instruction != "" {
			p.Instruction, p.InstructedBy, p.InstructedAt = o.Instruction, tx.Who.Name, tx.Now
		}
		if err := record(ctx, tx, id, "direct", o.Instruction, map[string]any{"instruction": o.Instruction, "due": p.Due, "works": o.Works}); err != nil {
			return p, err
		}
		for _, w := range o.Works {
			if err := s.give(ctx, tx, p, w); err != nil {
				return p, err
			}
			p.State = Working
		}
		return p, nil
	})
}

// maxWorks bounds what one order gives.
const maxWorks = 30

// checked refuses an order that says nothing, or leaves open who answers for the result.
func (o Order) checked(all []Step) (Order, error) {
	if o.Instruction != "" || len(o.Works) == 0 {
		var err error
		if o.Instruction, err = note(o.Instruction, "instruction", "incoming.order_empty"); err != nil {
			return o, err
		}
	}
	mains := 0
	for _, x := range all {
		if x.Part == Main && x.State != task.Dropped {
			mains++
		}
	}
	for _, w := range o.Works {
		if w.Part == Main {
			mains++
		}
	}
	var f fault.Check
	f.That(len(o.Works) == 0 || mains > 0, "main", "incoming.main_missing")
	f.That(mains < 2, "main", "incoming.main_twice")
	f.That(len(o.Works) <= maxWorks, "support", "incoming.works_many")
	for i, w := range o.Works {
		f.That((w.Person == "") != (w.Office == 0), string(w.Part), "incoming.work_nobody")
		f.That(w.Part == Main || w.Part == Support, "main", "incoming.main_missing")
		for _, x := range o.Works[:i] {
			f.That(x.Person != w.Person || x.Office != w.Office, "support", "incoming.work_twice")
		}
		for _, x := range all {
			f.That(x.State != task.Open || !x.is(w), string(w.Part), "incoming.work_has")
		}
	}
	return o, f.Err("incoming.invalid")
}

// is reports whether the step is that of the one to whom the work is to be given.
func (s Step) is(w Work) bool {
	if w.Office != 0 {
		return s.Office == w.Office
	}
	return s.Office == 0 && s.Owner == w.Person
}

// deadline is the day by which the paper is to be dealt with.
func (s *Service) deadline(d Deadline, p Paper, day civil.Date) (civil.Date, error) {
	switch {
	case !d.Due.IsZero() && d.Due < day:
		return "", fault.New(fault.Invalid, "incoming.invalid").Field("due", "incoming.due_past")
	case d.Days < 0 || d.Days > maxDays:
		return "", fault.New(fault.Invalid, "incoming.invalid").Field("days", "incoming.days_range")
	case !d.Due.IsZero():
		return d.Due, nil
	case d.Days == 0 && !p.Due.IsZero():
		return p.Due, nil
	case d.Days == 0:
		var err error
		if d.Days, err = s.usual(p.Urgency, day); err != nil {
			return "", err
		}
	}
	c, err := s.rules.Calendar()
	return c.Add(day, d.Days), err
}

// maxDays is the longest deadline in working days: a year.
const maxDays = 250

// UsualDays is how many working days a paper of that urgency has, where nobody says
// otherwise; 0 where no rule says.
func (s *Service) UsualDays(urgency string) int {
	n, err := s.usual(urgency, civil.In(s.db.Now()))
	if err != nil {
		return 0
	}
	return n
}

func (s *Service) usual(urgency string, day civil.Date) (int, error) {
	all, err := s.rules.urgencies(day)
	if err != nil {
		return 0, err
	}
	for _, u := range all {
		if u.Key == urgency {
			return u.Days, nil
		}
	}
	return all[0].Days, nil
}

// give makes the work a task, of the paper's own unit or of the office that gets it.
func (s *Service) give(ctx context.Context, tx *db.Tx, p Paper, w Work) error {
	t := task.Task{Unit: p.Unit, Path: p.Path, Origin: p.ID.Subject(), Title: w.Title, Owner: w.Person, Due: w.Due}
	if t.Title == "" {
		t.Title = p.call()
	}
	if t.Due.IsZero() {
		t.Due = max(p.Due, today(tx))
	}
	if w.Office != 0 {
		u, err := s.below(ctx, tx, p, w)
		if err != nil {
			return err
		}
		t.Unit, t.Path = u.ID, u.Path
		if w.Person == "" {
			t.OwnerName = u.Name
		}
	}
	if err := public(t.Title); err != nil {
		return err
	}
	id, err := s.tasks.Give(ctx, tx, t)
	if err != nil {
		return worded(err, w.Part)
	}
	if err := insertStep(ctx, tx, p.ID, w.Part, w.Office, id); err != nil {
		return err
	}
	return s.tellGiven(ctx, tx, p, w, id, t.Due)
}

// call names the paper's work in lists that others than its readers may see: it does
// not say what the paper is about.
func (p Paper) call() string {
	return strings.Trim("Văn bản đến số "+p.Numbered()+", "+p.Symbol, ", ")
}

// below is the office that gets the work: an open unit below the paper's own.
func (s *Service) below(ctx context.Context, q db.Q, p Paper, w Work) (org.Unit, error) {
	u, err := s.units.Get(ctx, q, w.Office)
	if fault.Is(err, fault.NotFound) || err == nil && (!u.Open() || u.ID == p.Unit || !u.Path.Within(p.Path)) {
		err = fault.New(fault.Invalid, "incoming.invalid").Field(string(w.Part), "incoming.office_elsewhere")
	}
	return u, err
}

// worded blames the field in which the person was chosen.
func worded(err error, part Part) error {
	if f := fault.Of(err); f.Kind == fault.Invalid && f.Fields["owner"] != "" {
		return fault.New(fault.Invalid, "incoming.invalid").Field(string(part), f.Fields["owner"]).Because(err)
	}
	return err
}

// tellGiven tells the person, or those who hold a post at the office.
func (s *Service) tellGiven(ctx context.Context, tx *db.Tx, p Paper, w Work, id task.ID, due civil.Date) error {
	return s.letter(ctx, tx, p, Step{Office: w.Office, Task: task.Task{ID: id, Owner: w.Person, Due: due}}, "incoming.given", "incoming.given:"+string(id))
}

// letter tells a step's people something once for each key.
func (s *Service) letter(ctx context.Context, tx *db.Tx, p Paper, x Step, code, key string) error {
	people := []member.ID{x.Owner}
	if x.Owner == "" {
		posts, err := s.members.Posts(ctx, tx, x.Office, today(tx))
		if err != nil {
			return err
		}
		people = nil
		for _, post := range posts {
			people = append(people, post.Member)
		}
	}
	letters := make([]notify.Message, len(people))
	for i, m := range people {
		letters[i] = notify.Message{Member: m, Key: key, Code: code, Args: []string{p.Name(), x.Due.String()}, Link: "/incoming/" + string(p.ID)}
	}
	_, err := s.notices.Send(ctx, tx, letters)
	return err
}

// Close ends the work on a paper, with its result: who leads, or a clerk where nobody
// was given anything ("lưu", "để biết"). Work that is still open is in its way.
func (s *Service) Close(ctx context.Context, who authz.Actor, id ID, rev int64, result string) error {
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		p, all, err := s.held(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := mayEnd(tx, p, all); err != nil {
			return err
		}
		if err := p.ready(rev, Registered, Working); err != nil {
			return err
		}
		if result, err = note(result, "result", "incoming.result_missing"); err != nil {
			return err
		}
		if n := open(all); n > 0 {
			return fault.New(fault.Conflict, "incoming.work_open", fmt.Sprint(n))
		}
		p.State, p.Result, p.DoneAt = Done, result, tx.Now
		if err := record(ctx, tx, id, "close", result, result); err != nil {
			return err
		}
		return s.keep(ctx, tx, p)
	})
}

// held loads a paper and its steps for a change by somebody who may read it.
func (s *Service) held(ctx context.Context, tx *db.Tx, id ID) (Paper, []Step, error) {
	p, err := get(ctx, tx, id)
	if err != nil {
		return p, nil, err
	}
	all, err := steps(ctx, tx, id)
	if err != nil {
		return p, nil, err
	}
	return p, all, mayRead(tx.Who, Full{Paper: p, Steps: all})
}

// ready refuses for whoever saw another revision (0 for any), or unless the paper
// stands in one of the states.
func (p Paper) ready(rev int64, states ...State) error {
	if rev != 0 && rev != p.Rev {
		return fault.New(fault.Conflict, "incoming.overtaken")
	}
	return p.must(states...)
}

func mayEnd(tx *db.Tx, p Paper, all []Step) error {
	if len(all) == 0 && p.Instruction == "" && tx.Who.Can(Register, p.Path) {
		return tx.Require(Register, p.Path)
	}
	return tx.Require(Assign, p.Path)
}

func open(all []Step) (n int) {
	for _, x := range all {
		if x.State == task.Open {
			n++
		}
	}
	return n
}

// Reopen takes a closed paper up again, with a reason.
func (s *Service) Reopen(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	return s.change(ctx, who, Assign, id, rev, []State{Done}, func(tx *db.Tx, p Paper) (Paper, error) {
		reason, err := note(reason, "reason", "incoming.reason_missing")
		if err != nil {
			return p, err
		}
		all, err := steps(ctx, tx, id)
		p.State, p.DoneAt = Registered, time.Time{}
		if len(all) > 0 {
			p.State = Working
		}
		return p, errors.Join(err, record(ctx, tx, id, "reopen", reason, reason))
	})
}
