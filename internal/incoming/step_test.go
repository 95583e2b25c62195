package incoming

import (
	"slices"
	"testing"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/task"
)

// told are the codes of a person's messages, the newest first.
func (w *world) told(id string) (codes []string) {
	w.Helper()
	all, err := w.notices.Mine(w.Context(), authz.Actor{Member: id}, "", 20)
	w.must(err)
	for _, m := range all {
		codes = append(codes, m.Code)
		if m.Link == "" || m.Code == "" {
			w.Errorf("a message without a page: %+v", m)
		}
	}
	return codes
}

func (w *world) verbs(id ID) (out []string) {
	w.Helper()
	f, err := w.See(w.Context(), w.leader, id)
	w.must(err)
	for _, e := range f.Events {
		out = append(out, e.Verb)
	}
	return out
}

// Who has work asks for more time; who leads grants it, or refuses with a reason; both
// hear of it, and the paper's history says it.
func TestMoreTimeIsAskedForAndAnswered(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, main, help := w.directed(1)
		w.refused(w.Ask(ctx, w.worker, f.ID, main.ID, Deadline{Days: 10}, " "), "incoming.invalid")
		w.refused(w.Ask(ctx, w.worker, f.ID, main.ID, Deadline{}, "Chưa đủ số liệu"), "incoming.invalid")
		w.refused(w.Ask(ctx, w.worker, f.ID, main.ID, Deadline{Due: main.Due}, "Chưa đủ số liệu"), "task.invalid")
		w.refused(w.Ask(ctx, w.worker, f.ID, help.ID, Deadline{Days: 10}, "Chưa đủ số liệu"), "access.not_found")
		w.refused(w.Ask(ctx, w.stranger, f.ID, main.ID, Deadline{Days: 10}, "x"), "incoming.not_found")
		w.refused(w.Ask(ctx, w.worker, f.ID, main.ID, Deadline{Days: 10}, "Độ mật: Tối mật"), "incoming.secret")
		w.refused(w.Grant(ctx, w.leader, f.ID, main.ID, Deadline{}, ""), "task.no_wish")
		w.refused(w.Deny(ctx, w.leader, f.ID, main.ID, "Không"), "task.no_wish")
		w.must(w.Ask(ctx, w.worker, f.ID, main.ID, Deadline{Days: 10}, "Chưa đủ số liệu"))
		w.must(w.Ask(ctx, w.chief(), f.ID, help.ID, Deadline{Due: "2026-03-20"}, "Đợi chi bộ họp"))
		f, err := w.See(ctx, w.leader, f.ID)
		w.must(err)
		if x := f.Steps[0]; x.Wish.Due != "2026-03-16" || x.Wish.Why != "Chưa đủ số liệu" || x.Wish.By != "Nguyễn Văn An" || x.Due != main.Due {
			w.Errorf("%+v", x)
		}
		w.refused(w.Grant(ctx, w.worker, f.ID, main.ID, Deadline{}, ""), "access.not_found")
		w.refused(w.Deny(ctx, w.leader, f.ID, help.ID, " "), "task.invalid")
		w.must(w.Deny(ctx, w.leader, f.ID, help.ID, "Cần gấp"))
		w.must(w.Grant(ctx, w.leader, f.ID, main.ID, Deadline{}, ""))
		w.refused(w.Grant(ctx, w.leader, f.ID, main.ID, Deadline{Days: 20}, "x"), "task.no_wish")
		f, err = w.See(ctx, w.worker, f.ID)
		w.must(err)
		if f.Due != "2026-03-16" || f.Steps[0].Due != "2026-03-16" || f.Steps[0].Wish != (task.Wish{}) || f.Steps[1].Due != help.Due || f.Steps[1].Wish != (task.Wish{}) {
			w.Errorf("%+v", f)
		}
		if got := w.verbs(f.ID); !slices.Equal(got, []string{"register", "direct", "ask", "ask", "deny", "extend"}) {
			w.Error(got)
		}
		if got := w.told(w.leader.Member); !slices.Equal(got, []string{"task.asked", "task.asked"}) {
			w.Error("the leader is told", got)
		}
		if got := w.told(w.worker.Member); !slices.Equal(got, []string{"task.extended", "incoming.given"}) {
			w.Error("the worker is told", got)
		}
	})
}

// Time that is given on the page of somebody's tasks moves the paper's day too.
func TestTimeGivenElsewhereMovesThePaper(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, main, _ := w.directed(1)
		w.must(w.tasks.Ask(ctx, w.worker, main.Task.ID, 0, "2026-03-18", "Chưa đủ số liệu"))
		giver := authz.Actor{ID: "g", Name: "Trần Thị Bình", Roles: []authz.Role{{At: w.commune.Path, Perms: here(task.Give)}}}
		w.must(w.tasks.Answer(ctx, giver, main.Task.ID, 0, "2026-03-17", ""))
		f, err := w.See(ctx, w.leader, f.ID)
		w.must(err)
		if f.Due != "2026-03-17" || f.Steps[0].Due != "2026-03-17" {
			w.Errorf("%s %s", f.Due, f.Steps[0].Due)
		}
	})
}

// A report on the page of one's tasks stands in the paper's history as one on the
// paper's page does, under the same conditions; who gave the work hears that it is done.
func TestAReportIsHeardWhereverItIsGiven(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		f, main, help := w.directed(1)
		w.must(w.tasks.Report(ctx, w.worker, main.Task.ID, 0, task.Step{State: task.Open, Progress: 40, Result: "Đang làm"}))
		w.refused(w.tasks.Report(ctx, w.worker, main.Task.ID, 0, task.Step{State: task.Done}), "incoming.invalid")
		w.refused(w.tasks.Report(ctx, w.worker, main.Task.ID, 0, task.Step{State: task.Done, Result: "TUYỆT MẬT"}), "incoming.secret")
		before, err := w.See(ctx, w.leader, f.ID)
		w.must(err)
		w.must(w.tasks.Report(ctx, w.worker, main.Task.ID, 0, task.Step{State: task.Done, Result: "Đã gửi"}))
		w.must(w.Report(ctx, w.chief(), f.ID, help.ID, 0, task.Step{State: task.Done, Result: "Đã góp ý"}))
		got := w.verbs(f.ID)
		slices.Sort(got[2:4]) // of one instant
		if !slices.Equal(got, []string{"register", "direct", "begin", "report_open", "report_done", "report_done"}) {
			w.Error(got)
		}
		after, err := w.See(ctx, w.leader, f.ID)
		w.must(err)
		if after.Rev != before.Rev+2 {
			w.Errorf("revision %d after %d", after.Rev, before.Rev)
		}
		if got := w.told(w.leader.Member); !slices.Equal(got, []string{"task.reported", "task.reported"}) {
			w.Error("the leader is told", got)
		}
		w.must(w.Close(ctx, w.leader, f.ID, 0, "Xong"))
		w.refused(w.tasks.Report(ctx, w.worker, main.Task.ID, 0, task.Step{State: task.Open}), "incoming.is_done")
		id, err := w.tasks.Assign(ctx, actor(member.ID(w.leader.Member), "Trần Thị Bình", w.branch[0], authz.Role{At: w.branch[0].Path, Perms: here(task.Give)}), task.Task{Unit: w.branch[0].ID, Title: "Làm đường", Owner: w.person[0], Due: "2026-03-05"})
		w.must(err)
		w.refused(w.tasks.Ask(ctx, w.stranger, id, 0, "2026-03-10", "Mưa"), "access.not_found")
		w.must(w.tasks.Ask(ctx, w.worker, id, 0, "2026-03-10", "Mưa"))
		w.refused(w.tasks.Answer(ctx, w.worker, id, 0, "2026-03-10", ""), "access.forbidden")
		if got := w.told(w.leader.Member); got[0] != "task.asked" {
			w.Error(got)
		}
	})
}
