package meeting

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}

func field(err error, name string) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Fields[name]
}

// The branch's month, from the plan to the report upward.
func TestTheBranchsMonth(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		old, err := w.tasks.Assign(ctx, system, task.Task{Unit: w.branch.ID, Title: "Vận động làm đường", Owner: w.people[2], Due: "2026-03-02"})
		w.must(err)
		id := w.called()
		for i, a := range []Answer{Coming, Coming, Leave} {
			w.must(m.Answer(ctx, w.actor(i), id, w.people[i], a, map[Answer]string{Leave: "Đi viện"}[a]))
		}
		w.must(m.Decide(ctx, w.runner, id, w.people[2], true))
		w.at("2026-03-05", 19, 25)
		w.must(m.Open(ctx, w.runner, id))
		f := w.see(id)
		if len(f.Reviews) != 1 || f.Reviews[0].Task != old || f.Reviews[0].Before != "Quá hạn" {
			w.t.Errorf("reviews: %+v", f.Reviews)
		}
		if s, _ := f.Seat(w.people[2]); s.State != Excused {
			w.t.Errorf("granted leave is %q", s.State)
		}
		w.must(m.CheckIn(ctx, w.actor(3), id, Present, ""))
		w.must(m.Mark(ctx, w.runner, id, w.people[7], Unexcused))
		_, err = m.Give(ctx, w.runner, id, task.Task{Title: "Thu gom rác", Owner: w.people[4], Due: "2026-03-31"})
		w.must(err)
		w.must(m.Say(ctx, w.runner, id, Opinion{Member: w.people[3], Text: "Nhất trí", Spoken: true, Item: f.Items[3].ID}))
		w.finished(id, "2026-03-07")

		f = w.see(id)
		if want := (Facts{Members: 9, Entitled: 8, Present: 7, Excused: 1, Unexcused: 1}); f.Facts != want || f.Late || f.State != Closed {
			w.t.Errorf("facts %+v, late %v, %s", f.Facts, f.Late, f.State)
		}
		if f.Minutes != 100 || f.Score == nil {
			w.t.Errorf("%d minutes, score %v", f.Minutes, f.Score)
		}
		for kind, words := range map[TextKind][]string{
			MinutesText:    {"Nguyễn Văn Chi (Đi viện)", "Vận động làm đường", "Nhất trí", "có mặt: 7"},
			ResolutionText: {"Thu gom rác", "31/03/2026", "Hoàn thành"},
		} {
			text, _ := f.Text(kind)
			for _, s := range words {
				if !strings.Contains(text.Text, s) {
					w.t.Errorf("%s lacks %q:\n%s", kind, s, text.Text)
				}
			}
			for _, as := range []Format{PDF, DOCX} {
				var b bytes.Buffer
				w.must(m.Produce(ctx, w.actor(5), id, kind, as, &b))
				if b.Len() < 2000 {
					w.t.Errorf("%s as %s has %d bytes", kind, as, b.Len())
				}
			}
		}
		inbox, err := w.notices.Mine(ctx, w.actor(4), "", 10)
		w.must(err)
		if len(inbox) != 2 || inbox[0].Code != "meeting.reported" || inbox[1].Code != "meeting.called" {
			w.t.Errorf("inbox %+v", inbox)
		}
	})
}

func TestReportIsLateAfterTheDeadline(t *testing.T) {
	each(t, func(w *world) {
		id := w.opened()
		w.finished(id, "2026-03-08")
		if f := w.see(id); !f.Late {
			w.t.Error("three days after the meeting is in time")
		}
	})
}

func TestVotesThatAreRefused(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.opened()
		w.must(m.MarkAll(ctx, w.runner, id))
		w.must(m.Mark(ctx, w.runner, id, w.people[6], Unexcused))
		mo, err := m.Move(ctx, w.runner, id, Motion{Kind: "resolution", Mode: ByPhone})
		w.must(err)
		if got := code(m.Cast(ctx, w.actor(1), id, mo, w.people[1], Yes)); got != "meeting.motion_draft" {
			w.t.Errorf("before opening: %s", got)
		}
		w.must(m.OpenVote(ctx, w.runner, id, mo, ByPhone))
		w.must(m.Cast(ctx, w.actor(1), id, mo, w.people[1], Yes))
		for want, err := range map[string]error{
			"meeting.voted":             m.Cast(ctx, w.actor(1), id, mo, w.people[1], No),
			"meeting.vote_probationary": m.Cast(ctx, w.actor(8), id, mo, w.people[8], Yes),
			"meeting.vote_absent":       m.Cast(ctx, w.actor(6), id, mo, w.people[6], Yes),
			"meeting.choice_unknown":    m.Cast(ctx, w.actor(2), id, mo, w.people[2], "maybe"),
			"access.forbidden":          m.Cast(ctx, w.actor(2), id, mo, w.people[3], Yes),
			"meeting.motion_not_found":  m.Cast(ctx, w.actor(2), id, "mo_x", w.people[2], Yes),
		} {
			if code(err) != want {
				w.t.Errorf("%v, want %s", err, want)
			}
		}
		w.must(m.Cast(ctx, w.runner, id, mo, w.people[2], No)) // for a member without a phone
		for _, i := range []int{0, 3, 4, 5} {
			w.must(m.Cast(ctx, w.actor(i), id, mo, w.people[i], Yes))
		}
		out, err := m.CloseVote(ctx, w.runner, id, mo, 99, 0, 0)
		w.must(err)
		if out.Yes != 5 || out.No != 1 || out.Base != 8 || out.Voters != 7 || !*out.Passed {
			w.t.Errorf("%+v", out)
		}
		if got := code(m.Cast(ctx, w.actor(7), id, mo, w.people[7], Yes)); got != "meeting.motion_closed" {
			w.t.Errorf("after the close: %s", got)
		}
		w.must(m.End(ctx, w.runner, id, time.Time{}, time.Time{}))
		_, err = m.Move(ctx, w.runner, id, Motion{Kind: "other", Mode: ByPhone})
		if code(err) != "meeting.is_ended" {
			w.t.Errorf("a motion after the end: %v", err)
		}
		if f, _, _ := m.See(ctx, w.actor(3), id); len(f.Votes) != 1 || f.Votes[0].Member != w.people[3] {
			w.t.Errorf("a member sees the votes of others: %+v", f.Votes)
		}
		for _, v := range w.see(id).Votes {
			if v.Member != w.people[0] && v.Choice != "" {
				w.t.Errorf("the secretary sees how %s voted", v.Member)
			}
		}
	})
}

func TestBadPlans(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		w.called()
		for name, c := range map[string]struct {
			change func(*Plan)
			field  string
			want   string
		}{
			"kind":    {func(p *Plan) { p.Kind = "x" }, "kind", "meeting.kind_unknown"},
			"no time": {func(p *Plan) { p.StartsAt = time.Time{} }, "starts", "meeting.starts_missing"},
			"far":     {func(p *Plan) { p.StartsAt = p.StartsAt.AddDate(2, 0, 0) }, "starts", "meeting.starts_far"},
			"month":   {func(p *Plan) { p.Month = "2026-06" }, "month", "meeting.month_far"},
			"topic":   {func(p *Plan) { p.Kind = Thematic }, "topic", "meeting.topic_missing"},
			"place":   {func(p *Plan) { p.Place = " " }, "place", "meeting.place_missing"},
			"link":    {func(p *Plan) { p.Link = "javascript:alert(1)" }, "link", "meeting.link_https"},
			"chair":   {func(p *Plan) { p.Chair = "mb_x" }, "chair", "meeting.person_elsewhere"},
		} {
			p := w.plan()
			c.change(&p)
			if _, err := w.meetings.Prepare(ctx, w.runner, p); field(err, c.field) != c.want {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.meetings.Prepare(ctx, w.runner, w.plan()); code(err) != "meeting.month_taken" {
			w.t.Errorf("a second regular meeting: %v", err)
		}
		p := w.plan()
		p.Kind, p.Topic = Thematic, "Chuyển đổi số"
		if _, err := w.meetings.Prepare(ctx, w.runner, p); err != nil {
			w.t.Errorf("a thematic one beside it: %v", err)
		}
		p.Unit = int64(w.commune.ID)
		if _, err := w.meetings.Prepare(ctx, w.runner, p); !fault.Is(err, fault.NotFound) {
			w.t.Errorf("elsewhere: %v", err)
		}
	})
}

func TestFormsThatWereOvertaken(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.opened()
		item := w.see(id).Items[3]
		w.must(m.NoteItem(ctx, w.runner, id, item.ID, "một", item.Rev))
		if err := m.NoteItem(ctx, w.runner, id, item.ID, "hai", item.Rev); code(err) != "meeting.overtaken" {
			w.t.Errorf("notes: %v", err)
		}
		w.must(m.Write(ctx, w.runner, id, MinutesText, 0, "Bản một"))
		if err := m.Write(ctx, w.runner, id, MinutesText, 0, "Bản hai"); code(err) != "meeting.overtaken" {
			w.t.Errorf("minutes: %v", err)
		}
		if err := m.Adopt(ctx, w.runner, id, MinutesText, 7); code(err) != "meeting.overtaken" {
			w.t.Errorf("adoption: %v", err)
		}
	})
}

func TestCloseSaysWhatIsMissing(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.opened()
		if err := m.Close(ctx, w.runner, id); code(err) != "meeting.is_open" {
			w.t.Errorf("open: %v", err)
		}
		if err := m.Answer(ctx, w.runner, id, w.people[1], Coming, ""); code(err) != "meeting.is_open" {
			w.t.Errorf("an answer while it goes on: %v", err)
		}
		w.must(m.End(ctx, w.runner, id, time.Time{}, time.Time{}))
		err := m.Close(ctx, w.runner, id)
		for _, lack := range []string{"vote", "score", "minutes"} {
			if field(err, lack) != "meeting.lack_"+lack {
				w.t.Errorf("%s: %v", lack, err)
			}
		}
	})
}

func TestLeaveMustBeDecidedBeforeTheEnd(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.called()
		if err := m.Answer(ctx, w.actor(3), id, w.people[3], Leave, " "); field(err, "reason") != "meeting.leave_reason" {
			w.t.Errorf("leave without a reason: %v", err)
		}
		if err := m.Answer(ctx, w.actor(3), id, w.people[3], Online, ""); field(err, "answer") != "meeting.no_link" {
			w.t.Errorf("online without a link: %v", err)
		}
		w.must(m.Answer(ctx, w.actor(3), id, w.people[3], Leave, "Con ốm"))
		w.at("2026-03-05", 10, 0)
		if err := m.Open(ctx, w.runner, id); code(err) != "meeting.too_early" {
			w.t.Errorf("nine hours early: %v", err)
		}
		w.at("2026-03-05", 19, 30)
		w.must(m.Open(ctx, w.runner, id))
		if err := m.End(ctx, w.runner, id, time.Time{}, time.Time{}); code(err) != "meeting.leave_undecided" {
			w.t.Errorf("end: %v", err)
		}
		w.must(m.Decide(ctx, w.runner, id, w.people[3], false))
		w.must(m.End(ctx, w.runner, id, time.Time{}, time.Time{}))
		if s, _ := w.see(id).Seat(w.people[3]); s.State != Unexcused {
			w.t.Errorf("refused leave is %q", s.State)
		}
	})
}

func TestHallCodeRotates(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.opened()
		_, code1, _, err := m.HallCode(ctx, w.runner, id)
		w.must(err)
		w.must(m.CheckIn(ctx, w.actor(4), id, "", code1))
		w.now.Add(int64(2 * CodeEvery / time.Microsecond))
		if err := m.CheckIn(ctx, w.actor(5), id, "", code1); code(err) != "meeting.code_old" {
			w.t.Errorf("an old code: %v", err)
		}
		if _, _, _, err := m.HallCode(ctx, w.actor(5), id); !fault.Is(err, fault.Forbidden) {
			w.t.Errorf("a member reads the hall's code: %v", err)
		}
		if s, _ := w.see(id).Seat(w.people[4]); s.State != Present || s.How != "qr" {
			w.t.Errorf("%+v", s)
		}
	})
}

func TestCorrectionIsANewVersion(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.opened()
		w.finished(id, "2026-03-06")
		before := w.see(id)
		if err := m.Correct(ctx, w.runner, id, 1, Change{Roll: map[member.ID]Presence{w.people[3]: Excused}}); field(err, "reason") != "meeting.reason_missing" {
			w.t.Errorf("no reason: %v", err)
		}
		ch := Change{Reason: "Ghi nhầm", Minutes: "Biên bản đúng", Roll: map[member.ID]Presence{w.people[3]: Unexcused}}
		w.must(m.Correct(ctx, w.runner, id, 1, ch))
		if err := m.Correct(ctx, w.runner, id, 1, ch); code(err) != "meeting.overtaken" {
			w.t.Errorf("overtaken: %v", err)
		}
		after := w.see(id)
		if after.Version != 2 || after.Facts.Present != before.Facts.Present-1 || after.Facts.Unexcused != 1 || *after.Score >= *before.Score {
			w.t.Errorf("%+v score %d, before %+v score %d", after.Facts, *after.Score, before.Facts, *before.Score)
		}
		all, err := m.Versions(ctx, w.runner, id, MinutesText)
		w.must(err)
		if len(all) != 2 || all[0].Text != "Biên bản đúng" || all[0].Reason != "Ghi nhầm" || all[1].Text == all[0].Text {
			w.t.Errorf("%+v", all)
		}
	})
}

func TestWhoSeesWhat(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		draft, err := m.Prepare(ctx, w.runner, w.plan())
		w.must(err)
		watch := authz.Actor{ID: "w", Roles: []authz.Role{{At: w.commune.Path, Perms: map[authz.Perm]authz.Reach{Watch: authz.Below}}}}
		read := authz.Actor{ID: "r", Roles: []authz.Role{{At: w.commune.Path, Perms: map[authz.Perm]authz.Reach{Watch: authz.Below, Read: authz.Below}}}}
		other := authz.Actor{ID: "o", Member: "mb_x", Roles: []authz.Role{{At: "/999/", Perms: map[authz.Perm]authz.Reach{Attend: authz.Here, Run: authz.Below, Watch: authz.Below}}}}
		for _, who := range []authz.Actor{w.actor(3), watch, read, other} {
			if _, _, err := m.See(ctx, who, draft); !fault.Is(err, fault.NotFound) {
				w.t.Errorf("%s sees a draft: %v", who.ID, err)
			}
		}
		w.must(m.Call(ctx, w.runner, draft))
		w.at("2026-03-05", 19, 30)
		w.must(m.Open(ctx, w.runner, draft))
		w.must(m.Say(ctx, w.actor(3), draft, Opinion{Member: w.people[3], Text: "Ý kiến riêng"}))
		f, _, err := m.See(ctx, read, draft)
		w.must(err)
		if len(f.Opinions)+len(f.Roll)+len(f.Texts)+len(f.Papers) != 0 || f.Secret != "" {
			w.t.Errorf("from above, while it goes on: %+v", f)
		}
		w.finished(draft, "2026-03-06")
		if f, _, _ = m.See(ctx, watch, draft); len(f.Texts) != 0 || f.Facts.Present == 0 {
			w.t.Errorf("who only watches: %d texts, %+v", len(f.Texts), f.Facts)
		}
		if f, _, _ = m.See(ctx, read, draft); len(f.Texts) != 2 || len(f.Opinions)+len(f.Roll) != 0 {
			w.t.Errorf("who reads: %d texts", len(f.Texts))
		}
		if _, _, err := m.See(ctx, other, draft); !fault.Is(err, fault.NotFound) {
			w.t.Errorf("another branch: %v", err)
		}
		if _, _, err := m.See(ctx, authz.Actor{}, draft); !fault.Is(err, fault.Unauthenticated) {
			w.t.Errorf("a stranger: %v", err)
		}
	})
}

func TestMeetingsFollowAReorganisation(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		id := w.called()
		other, err := w.units.Create(ctx, system, org.NewUnit{Code: "X1.02", Kind: "branch", Name: "Chi bộ thôn Hai", Parent: w.commune.ID}, org.Decision{Number: "02", Day: "2026-02-01"})
		w.must(err)
		_, err = w.units.Apply(ctx, system, org.Merge{Units: []org.ID{w.branch.ID}, Into: other.ID}, org.Decision{Number: "03-QĐ/ĐU", Day: "2026-03-01"}, "")
		w.must(err)
		var state State
		m, _, err := w.meetings.Head(ctx, system, id)
		w.must(err)
		if state = m.State; state != Cancelled || !strings.Contains(m.Cancelled, "03-QĐ/ĐU") {
			w.t.Errorf("%s: %s", state, m.Cancelled)
		}
		p := w.plan()
		if _, err := w.meetings.Prepare(ctx, system, p); code(err) != "meeting.unit_closed" {
			w.t.Errorf("a meeting in a closed unit: %v", err)
		}
	})
}

func TestRemindersReachTheRightPeopleOnce(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		_, err := w.members.Appoint(ctx, system, member.Post{Member: w.people[0], Unit: w.branch.ID, Post: "secretary", From: "2026-01-15"})
		w.must(err)
		count := func(i int, code string) (n int) {
			all, err := w.notices.Mine(ctx, w.actor(i), "", 50)
			w.must(err)
			for _, x := range all {
				if x.Code == code {
					n++
				}
			}
			return n
		}
		w.at("2026-03-21", 8, 0)
		w.must(m.RemindAll(ctx, system))
		w.must(m.RemindAll(ctx, system))
		if count(0, "meeting.remind_call") != 1 || count(1, "meeting.remind_call") != 0 {
			w.t.Error("the branch without a meeting")
		}
		w.at("2026-03-01", 8, 0)
		id := w.called()
		w.must(m.Answer(ctx, w.actor(3), id, w.people[3], Coming, ""))
		w.at("2026-03-05", 8, 0)
		w.must(m.RemindAll(ctx, system))
		w.must(m.RemindAll(ctx, system))
		if count(2, "meeting.remind_answer") != 1 || count(3, "meeting.remind_answer") != 0 || count(0, "meeting.remind_papers") != 1 {
			w.t.Error("before the meeting")
		}
		w.at("2026-03-05", 19, 30)
		w.must(m.Open(ctx, w.runner, id))
		w.must(m.End(ctx, w.runner, id, time.Time{}, time.Time{}))
		w.at("2026-03-07", 8, 0)
		w.must(m.RemindAll(ctx, system))
		w.at("2026-03-08", 8, 0)
		w.must(m.RemindAll(ctx, system))
		w.must(m.RemindAll(ctx, system))
		if count(0, "meeting.remind_report") != 1 || count(0, "meeting.report_late") != 1 {
			w.t.Error("after the meeting")
		}
	})
}
