package incoming

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sotay/internal/document"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// to gives the main part to the first branch's member and lets the second branch help.
func (w *world) to() []Work {
	return []Work{{Part: Main, Person: w.person[0]}, {Part: Support, Office: w.branch[1].ID}}
}

func (w *world) directed(n int) (Full, Step, Step) {
	w.Helper()
	p := w.put(n)
	w.must(w.Direct(w.Context(), w.leader, p.ID, 0, Order{Instruction: "Đ/c An chủ trì", Deadline: Deadline{Days: 5}, Works: w.to()}))
	f, err := w.See(w.Context(), w.leader, p.ID)
	w.must(err)
	return f, f.Steps[0], f.Steps[1]
}

// chief registers and leads at the second branch.
func (w *world) chief() authz.Actor {
	return authz.Actor{ID: "b2", Name: "Bí thư", Home: w.branch[1].Path, Roles: []authz.Role{{At: w.branch[1].Path, Perms: here(See, Register, Assign)}}}
}

func TestAPaperIsGivenReportedAndClosed(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, main, help := w.directed(1)
		if f.State != Working || f.Due != "2026-03-09" || f.InstructedBy != "Trần Thị Bình" || main.Part != Main || main.OwnerName != "Nguyễn Văn An" || main.Due != f.Due || help.Office != w.branch[1].ID {
			w.Errorf("%+v", f)
		}
		for name, who := range map[string]authz.Actor{"worker": w.worker, "office": w.chief()} {
			if _, err := w.See(ctx, who, f.ID); err != nil {
				w.Errorf("the %s does not see it: %v", name, err)
			}
		}
		if _, err := w.See(ctx, w.stranger, f.ID); !fault.Is(err, fault.NotFound) {
			w.Errorf("a plain member of the office sees it: %v", err)
		}
		w.refused(w.Close(ctx, w.leader, f.ID, 0, "Xong"), "incoming.work_open")
		w.refused(w.Report(ctx, w.worker, f.ID, main.ID, 0, task.Step{State: task.Done}), "incoming.invalid")
		w.refused(w.Report(ctx, w.worker, f.ID, help.ID, 0, task.Step{State: task.Done, Result: "x"}), "access.not_found")
		w.must(w.Report(ctx, w.worker, f.ID, main.ID, main.Rev, task.Step{State: task.Open, Progress: 50, Result: "Đang làm"}))
		w.refused(w.Report(ctx, w.worker, f.ID, main.ID, main.Rev, task.Step{State: task.Done, Result: "x"}), "task.overtaken")
		w.must(w.Report(ctx, w.chief(), f.ID, help.ID, 0, task.Step{State: task.Done, Result: "Đã góp ý"}))
		mine, err := w.tasks.Mine(ctx, w.worker, 5)
		w.must(err)
		if len(mine) != 1 || mine[0].Progress != 50 || mine[0].Origin != f.ID.Subject() {
			w.Errorf("%+v", mine)
		}
		w.must(w.tasks.Report(ctx, w.worker, mine[0].ID, 0, task.Step{State: task.Done, Result: "Báo cáo đã gửi"}))
		w.refused(w.Close(ctx, w.clerk, f.ID, 0, "Xong"), "access.forbidden")
		w.must(w.Close(ctx, w.leader, f.ID, 0, "Đã trả lời"))
		f, err = w.See(ctx, w.worker, f.ID)
		w.must(err)
		if f.State != Done || f.Steps[0].Result != "Báo cáo đã gửi" || f.Result != "Đã trả lời" {
			w.Errorf("%+v", f)
		}
		w.refused(w.Direct(ctx, w.leader, f.ID, 0, Order{Instruction: "x"}), "incoming.is_done")
		w.must(w.Reopen(ctx, w.leader, f.ID, 0, "Làm lại"))
		if f, err = w.See(ctx, w.leader, f.ID); err != nil || f.State != Working || !f.DoneAt.IsZero() {
			w.Errorf("%+v %v", f.Paper, err)
		}
	})
}

func TestClerksFileWhatAsksForNothing(t *testing.T) {
	each(t, func(w *world) {
		p := w.put(1)
		w.must(w.Close(w.Context(), w.clerk, p.ID, 0, "Lưu"))
		f, err := w.See(w.Context(), w.clerk, p.ID)
		w.must(err)
		if f.State != Done || f.Result != "Lưu" {
			w.Errorf("%+v", f.Paper)
		}
	})
}

func TestBadOrders(t *testing.T) {
	each(t, func(w *world) {
		p := w.put(1)
		main := Work{Part: Main, Person: w.person[0]}
		for name, c := range map[string]struct {
			order       Order
			field, want string
		}{
			"empty":           {Order{}, "instruction", "incoming.order_empty"},
			"nobody leads":    {Order{Works: []Work{{Part: Support, Person: w.person[0]}}}, "main", "incoming.main_missing"},
			"two lead":        {Order{Works: []Work{main, {Part: Main, Office: w.branch[1].ID}}}, "main", "incoming.main_twice"},
			"twice":           {Order{Works: []Work{main, {Part: Support, Person: w.person[0]}}}, "support", "incoming.work_twice"},
			"nobody":          {Order{Works: []Work{{Part: Main}}}, "main", "incoming.work_nobody"},
			"a stranger":      {Order{Works: []Work{{Part: Main, Person: "mb_x"}}}, "main", "task.owner_elsewhere"},
			"its own office":  {Order{Works: []Work{{Part: Main, Office: w.commune.ID}}}, "main", "incoming.office_elsewhere"},
			"no office":       {Order{Works: []Work{{Part: Main, Office: 999}}}, "main", "incoming.office_elsewhere"},
			"a past day":      {Order{Deadline: Deadline{Due: "2026-03-01"}, Works: []Work{main}}, "due", "incoming.due_past"},
			"too many days":   {Order{Deadline: Deadline{Days: 251}, Works: []Work{main}}, "days", "incoming.days_range"},
			"a long order":    {Order{Instruction: strings.Repeat("x", maxNote+1)}, "instruction", "incoming.note_long"},
			"a secret order":  {Order{Instruction: "TUYỆT MẬT"}, "", ""},
			"a secret abroad": {Order{Works: []Work{{Part: Main, Person: w.person[0], Title: "Độ mật: Mật"}}}, "", ""},
		} {
			err := w.Direct(w.Context(), w.leader, p.ID, 0, c.order)
			if c.want == "" {
				w.refused(err, "incoming.secret")
			} else if f := fault.Of(err); f == nil || f.Fields[c.field] != c.want {
				w.Errorf("%s: %v", name, err)
			}
		}
		w.refused(w.Direct(w.Context(), w.clerk, p.ID, 0, Order{Instruction: "x"}), "access.forbidden")
		if f, err := w.See(w.Context(), w.leader, p.ID); err != nil || len(f.Steps) != 0 || f.Rev != p.Rev {
			w.Errorf("something was kept: %+v %v", f, err)
		}
	})
}

func TestWorkIsExtendedPassedOnAndTakenBack(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, main, help := w.directed(1)
		w.refused(w.Extend(ctx, w.worker, f.ID, main.ID, Deadline{Days: 10}, "x"), "access.not_found")
		w.refused(w.Extend(ctx, w.leader, f.ID, main.ID, Deadline{}, "x"), "incoming.invalid")
		w.refused(w.Extend(ctx, w.leader, f.ID, main.ID, Deadline{Days: 1}, "x"), "task.invalid")
		w.must(w.Extend(ctx, w.leader, f.ID, main.ID, Deadline{Days: 10}, "Chờ số liệu"))
		w.must(w.Transfer(ctx, w.chief(), f.ID, help.ID, Work{Person: w.person[1]}, "Giao đồng chí Dũng"))
		w.refused(w.Transfer(ctx, w.chief(), f.ID, main.ID, Work{Person: w.person[1]}, "x"), "access.not_found")
		f, err := w.See(ctx, w.stranger, f.ID)
		w.must(err)
		if f.Due != "2026-03-16" || f.Steps[0].Due != f.Due || len(f.Steps) != 3 || f.Steps[1].State != task.Dropped || f.Steps[2].Owner != w.person[1] || f.Steps[2].Office != w.branch[1].ID {
			w.Errorf("%+v", f)
		}
		if _, err := w.See(ctx, w.chief(), f.ID); err != nil {
			w.Errorf("the office lost sight of it: %v", err)
		}
		w.must(w.Report(ctx, w.stranger, f.ID, f.Steps[2].ID, 0, task.Step{State: task.Done, Result: "Xong"}))
		w.refused(w.Withdraw(ctx, w.leader, f.ID, f.Steps[2].ID, "x"), "incoming.step_finished")
		w.must(w.Withdraw(ctx, w.leader, f.ID, main.ID, "Giao người khác"))
		if _, err := w.See(ctx, w.worker, f.ID); err != nil {
			w.Errorf("who had it does not see why it was taken: %v", err)
		}
		w.must(w.Direct(ctx, w.leader, f.ID, 0, Order{Works: []Work{{Part: Main, Person: w.person[1]}}}))
	})
}

func TestWhatIsDueIsFoundAndReminded(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, main, _ := w.directed(1) // due on Monday, 9 March
		counts := func(day civil.Date, near, late int) {
			w.Helper()
			w.at(day)
			for v, want := range map[View]int{Near: near, Late: late} {
				all, err := w.Count(ctx, w.leader, v)
				w.must(err)
				mine, err := w.GivenCount(ctx, w.worker, Mine, v)
				w.must(err)
				office, err := w.GivenCount(ctx, w.chief(), Office, v)
				w.must(err)
				if all != want || mine != want || office != want {
					w.Errorf("%s on %s: %d of the office, %d of the worker, %d of the branch, want %d", v, string(day), all, mine, office, want)
				}
			}
		}
		letters := func(want int) {
			w.Helper()
			w.must(w.RemindAll(ctx, system))
			w.must(w.RemindAll(ctx, system))
			all, err := w.notices.Mine(ctx, w.worker, "", 10)
			w.must(err)
			if len(all) != want {
				w.Errorf("%d letters, want %d: %+v", len(all), want, all)
			}
		}
		counts("2026-03-04", 0, 0)
		letters(1) // that it was given
		counts("2026-03-05", 1, 0)
		letters(2)
		counts("2026-03-10", 0, 1)
		letters(3)
		w.must(w.Extend(ctx, w.leader, f.ID, main.ID, Deadline{Days: 5}, "x"))
		letters(4) // that there is more time
		items, err := w.Given(ctx, w.worker, Mine, All, 5)
		w.must(err)
		if len(items) != 1 || items[0].Paper.ID != f.ID || items[0].Step.Due != "2026-03-17" {
			w.Errorf("%+v", items)
		}
	})
}

// A paper that answers is linked, and its issue ends the main part where it was wished.
func TestAnswersSettleTheWork(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, _, _ := w.directed(1)
		writer := authz.Actor{ID: "w", Member: w.leader.Member, Name: "x", Home: w.branch[0].Path, Roles: []authz.Role{{At: w.commune.Path,
			Perms: here(document.See, document.Draft, document.Approve, document.Issue, See)}}}
		c := document.Content{Type: "report", Abstract: "Kết quả rà soát", Text: "Đã xong.", Recipients: []string{"Tỉnh ủy,"}, Signer: member.ID(writer.Member), SignerPost: "BÍ THƯ",
			Answers: "incoming:in_x", Settles: true}
		_, err := w.documents.Begin(ctx, writer, w.commune.ID, c)
		w.refused(err, "document.invalid")
		c.Answers = f.ID.Subject()
		id, err := w.documents.Begin(ctx, writer, w.commune.ID, c)
		w.must(err)
		w.must(w.documents.Submit(ctx, writer, id, 0, []member.ID{c.Signer}))
		w.must(w.documents.Agree(ctx, writer, id, 0, ""))
		number, err := w.documents.Enumerate(ctx, writer, id, 0, 0)
		w.must(err)
		w.must(w.documents.Issue(ctx, writer, id, 0))
		f, err = w.See(ctx, w.worker, f.ID)
		w.must(err)
		if f.Steps[0].State != task.Done || !strings.HasPrefix(f.Steps[0].Result, number) || f.Steps[1].State != task.Open || !slices.ContainsFunc(f.Events, func(e Event) bool { return e.Verb == "answer" }) {
			w.Errorf("%+v", f)
		}
		w.must(w.db.Read(ctx, func(q db.Q) error {
			for who, want := range map[*authz.Actor]int{&writer: 1, &w.worker: 0} {
				if all, err := w.documents.AnswersTo(ctx, q, *who, f.ID.Subject()); err != nil || len(all) != want {
					w.Errorf("%+v %v", all, err)
				}
			}
			return nil
		}))
	})
}

func TestFilesBelongToThePaper(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, _, _ := w.directed(1)
		pdf := []byte("%PDF-1.4\n")
		up, err := w.Place(ctx, w.worker, f.ID)
		w.must(err)
		if up.Path != w.branch[0].Path || up.Right != task.Own {
			w.Errorf("%+v", up)
		}
		up.Name, up.Size, up.Body = "ket-qua.pdf", int64(len(pdf)), bytes.NewReader(pdf)
		if err := w.AddFile(ctx, w.worker, f.ID, up); !fault.Is(err, fault.Invalid) {
			w.Errorf("a broken file: %v", err)
		}
		if _, err := w.Place(ctx, w.stranger, f.ID); !fault.Is(err, fault.NotFound) {
			w.Errorf("a stranger adds files: %v", err)
		}
		w.must(w.db.Read(ctx, func(q db.Q) error {
			if err := w.MayRead(ctx, q, w.stranger, f.ID.Subject()); !fault.Is(err, fault.NotFound) {
				w.Errorf("a stranger reads files: %v", err)
			}
			return w.MayRead(ctx, q, w.worker, f.ID.Subject())
		}))
	})
}

// Open work goes with its office when that merges; the person's stays his.
func TestWorkFollowsAMerger(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, _, help := w.directed(1)
		merge := org.Merge{Units: []org.ID{w.branch[1].ID}, Into: w.branch[0].ID}
		decision := org.Decision{Number: "02", Day: "2026-03-02"}
		plan, err := w.units.Preview(ctx, system, merge, decision)
		w.must(err)
		_, err = w.units.Apply(ctx, system, merge, decision, plan.Seen)
		w.must(err)
		heir := authz.Actor{ID: "b1", Name: "x", Home: w.branch[0].Path, Roles: []authz.Role{{At: w.branch[0].Path, Perms: here(See, Register)}}}
		if n, err := w.GivenCount(ctx, heir, Office, Going); err != nil || n != 1 {
			w.Errorf("%d %v", n, err)
		}
		w.must(w.Report(ctx, heir, f.ID, help.ID, 0, task.Step{State: task.Done, Result: "Xong"}))
	})
}

func TestCandidates(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		names := func(text string) string {
			all, err := w.Candidates(ctx, w.leader, w.commune.ID, text)
			w.must(err)
			var out []string
			for _, c := range all {
				out = append(out, c.Name)
			}
			return strings.Join(out, ", ")
		}
		if got := names(""); got != "Chi bộ thôn 1, Chi bộ thôn 2" {
			w.Error(got)
		}
		if got := names("van dung"); got != "Phạm Văn Dũng" {
			w.Error(got)
		}
		if got := names("thon 2"); got != "Chi bộ thôn 2" {
			w.Error(got)
		}
		w.directed(1)
		if got := names(""); got != "Nguyễn Văn An, Chi bộ thôn 1, Chi bộ thôn 2" {
			w.Error(got)
		}
		_, err := w.Candidates(ctx, w.clerk, w.commune.ID, "")
		w.refused(err, "access.forbidden")
	})
}
