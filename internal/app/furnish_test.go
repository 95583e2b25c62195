package app

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"time"

	"sotay/internal/access"
	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/incoming"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/sheet"
	"sotay/internal/publication"
	"sotay/internal/task"
)

// person adds an official member to a branch.
func (w *world) person(unit string) member.ID {
	w.Helper()
	w.strange++
	e := member.Entry{Person: member.Person{Name: "Nguyễn Văn " + canary("mb", unit), Birth: "1990-02-03", Admitted: "2020-06-01", Official: "2021-06-01",
		Card: fmt.Sprintf("%08d", 40_000_000+w.strange)}, State: member.Official, From: "2041-01-10"}
	id, err := w.Members.Add(w.Context(), program(), w.unit[unit].ID, e)
	w.must(err)
	return id
}

// furnish gives a branch four members, meetings in every state, papers, opinions,
// tasks, messages and an import. Its first two members run its meetings.
func (w *world) furnish(unit string) {
	w.Helper()
	at := w.place[unit]
	people := []member.ID{w.person(unit), w.person(unit), w.person(unit), w.person(unit)}
	runner := authz.Actor{ID: "ac_runner", Member: string(people[0]), Name: "Nguyễn Văn " + canary("mb", unit), Home: w.unit[unit].Path, Roles: program().Roles}
	at["member"], at["chair"] = string(people[3]), string(people[0])
	slip := w.issue(people[3])
	at["account"] = slip.Account
	at["role"] = w.grant(at["account"], access.Committee, unit)
	ctx := w.Context()
	w.must(w.Signing.CreateAuthority(ctx, program(), "Nơi cấp thử nghiệm"))
	key, err := w.Signing.OfferTo(ctx, program(), slip.Login)
	w.must(err)
	at["key"] = string(key)
	given, err := w.Tasks.Assign(ctx, runner, task.Task{Unit: w.unit[unit].ID, Title: "Nhiệm vụ " + canary("tk", unit), Owner: people[3], Due: "2041-03-30"})
	w.must(err)
	at["task"] = string(given)
	w.must(w.Tasks.Report(ctx, runner, given, 0, task.Step{Progress: 10, State: task.Open, Result: "Kết quả " + canary("rs", unit)}))
	at["post"], err = w.Members.Appoint(ctx, runner, member.Post{Member: people[3], Unit: w.unit[unit].ID, Post: "deputy", From: "2041-01-20", Decision: "QĐ " + canary("dc", unit)})
	w.must(err)
	at["publication"] = w.sendDown(unit)
	w.papers(unit, people)
	w.arrivals(unit, people[2])
	w.exchanges(unit)
	w.stage(unit)
	w.meetings(unit, runner, people)
	var inbox []string
	w.must(w.DB.Read(ctx, func(q db.Q) (err error) {
		inbox, err = db.All(ctx, q, func(s *string) []any { return []any{s} }, `SELECT id FROM notify_message WHERE member = ? ORDER BY id`, string(people[3]))
		return err
	}))
	at["notice"] = inbox[0]
}

// sendDown sends a paper with a question to the people of a branch.
func (w *world) sendDown(unit string) string {
	w.Helper()
	u := w.unit[unit]
	p := publication.Paper{Subject: "document:" + unit, Link: "/", Title: "Nghị quyết " + canary("pb", unit), Issuer: "Chi bộ " + canary("is", unit), Unit: u.ID, Path: u.Path,
		Targets: []publication.Target{{Kind: publication.Subtree, Unit: u.ID}, {Kind: publication.Office, Unit: u.ID}}, Ask: publication.Answer,
		Question: publication.Question{Text: "Câu hỏi " + canary("qu", unit), Choices: []string{"Một " + canary("ch", unit), "Hai"}, Right: 1}}
	var id publication.ID
	w.must(w.DB.Write(w.Context(), program(), func(tx *db.Tx) (err error) {
		if err := tx.Require(meeting.Run, u.Path); err != nil {
			return err
		}
		id, err = w.Sent.Publish(w.Context(), tx, p)
		return err
	}))
	return string(id)
}

// openly issues a paper that anybody may read, and gives the token of its link.
func (w *world) openly(author authz.Actor, signer member.ID, u org.Unit) string {
	w.Helper()
	ctx := w.Context()
	id, err := w.Documents.Begin(ctx, author, u.ID, document.Content{Type: "plan", Abstract: "Lịch tiếp dân", Text: "Thứ năm hằng tuần.", Recipients: []string{"Nhân dân"},
		Signer: signer, SignerPost: "BÍ THƯ", Sending: document.Sending{Targets: []publication.Target{{Kind: publication.Unit, Unit: u.ID}}, Open: true}})
	w.must(err)
	w.must(w.Documents.Submit(ctx, author, id, 0, []member.ID{signer}))
	w.must(w.Documents.Agree(ctx, author, id, 0, ""))
	_, err = w.Documents.Enumerate(ctx, author, id, 0, 0)
	w.must(err)
	w.must(w.Documents.Issue(ctx, author, id, 0))
	var sent []publication.Publication
	w.must(w.DB.Read(ctx, func(q db.Q) error {
		sent, err = w.Sent.Of(ctx, q, id.Subject())
		return err
	}))
	token, err := w.Sent.Share(ctx, authz.System("test", publication.Send), sent[0].ID)
	w.must(err)
	return token
}

// papers leaves a paper of a branch that was issued to its people, and a draft. Who
// sees the draft sees the number that the branch reserved.
func (w *world) papers(unit string, people []member.ID) {
	w.Helper()
	ctx, u := w.Context(), w.unit[unit]
	author := authz.Actor{ID: "ac_author", Member: string(people[0]), Name: "Nguyễn Văn " + canary("mb", unit), Home: u.Path, Roles: []authz.Role{{At: u.Path,
		Perms: map[authz.Perm]authz.Reach{document.See: authz.Here, document.Draft: authz.Here, document.Approve: authz.Here, document.Issue: authz.Here}}}}
	c := document.Content{Type: "plan", Abstract: "Về việc " + canary("ab", unit), Text: "Nội dung " + canary("tx", unit), Recipients: []string{"Nơi nhận " + canary("tx", unit)},
		Signer: people[0], SignerPost: "BÍ THƯ", Sending: document.Sending{Targets: []publication.Target{{Kind: publication.Unit, Unit: u.ID}}}}
	id, err := w.Documents.Begin(ctx, author, u.ID, c)
	w.must(err)
	w.form(author, unit)
	w.place[unit]["annexFile"] = w.annex(author, id, "Phụ lục "+canary("tx", unit)+".docx", wordOf(w, "Biểu "+canary("tx", unit)))
	w.approver(people[0], u)
	w.must(w.Documents.Submit(ctx, author, id, 0, people[:1]))
	w.must(w.Documents.Agree(ctx, author, id, 0, ""))
	_, err = w.Documents.Enumerate(ctx, author, id, 0, 0)
	w.must(err)
	w.must(w.Documents.Issue(ctx, author, id, 0))
	w.place[unit]["token"] = w.openly(author, people[0], u)
	c.Abstract, c.Text = "Dự thảo "+canary("ds", unit), "Nội dung "+canary("ds", unit)
	draft, err := w.Documents.Begin(ctx, author, u.ID, c)
	w.must(err)
	w.must(w.Documents.Comment(ctx, author, draft, "Góp ý "+canary("ds", unit)))
	w.place[unit]["waitingFile"] = w.annex(author, draft, "Ảnh "+canary("ds", unit)+".png", pictureOf(w))
	w.place[unit]["document"], w.place[unit]["draftDocument"] = string(id), string(draft)
	numbers, err := w.Documents.Register(ctx, author, u.ID, "", document.Entry{}, 1)
	w.must(err)
	w.place[unit]["documentSeries"] = numbers[0].Series
}

// arrivals leaves a paper in a branch's register, given to one of its people.
func (w *world) arrivals(unit string, worker member.ID) {
	w.Helper()
	ctx, u := w.Context(), w.unit[unit]
	leader := authz.Actor{ID: "ac_leader", Name: "Nguyễn Văn " + canary("mb", unit), Home: u.Path, Roles: []authz.Role{{At: u.Path,
		Perms: map[authz.Perm]authz.Reach{incoming.See: authz.Here, incoming.Register: authz.Here, incoming.Assign: authz.Here}}}}
	e := incoming.Entry{Issuer: "Nơi gửi " + canary("ic", unit), Symbol: "7-CV/" + canary("ic", unit), Day: civil.In(w.DB.Now()), Abstract: "Về việc " + canary("ic", unit)}
	p, err := w.Incoming.Enter(ctx, leader, u.ID, e, false)
	w.must(err)
	o := incoming.Order{Instruction: "Ý kiến " + canary("ic", unit), Works: []incoming.Work{{Part: incoming.Main, Person: worker, Title: "Tham mưu " + canary("tk", unit)}}}
	w.must(w.Incoming.Direct(ctx, leader, p.ID, 0, o))
	f, err := w.Incoming.See(ctx, leader, p.ID)
	w.must(err)
	w.place[unit]["incoming"], w.place[unit]["step"] = string(p.ID), f.Steps[0].ID
}

// exchanges leaves a branch with a desk, a peer that is sent its paper, and a message that came.
func (w *world) exchanges(unit string) {
	w.Helper()
	ctx, u := w.Context(), w.unit[unit]
	who := authz.Actor{ID: "ac_desk", Name: "Nguyễn Văn " + canary("mb", unit), Home: u.Path, Roles: []authz.Role{{At: u.Path,
		Perms: map[authz.Perm]authz.Reach{exchange.See: authz.Here, exchange.Send: authz.Here, exchange.Manage: authz.Here, document.See: authz.Here}}}}
	w.must(w.Exchange.Arrange(ctx, who, u.ID, exchange.Desk{Organ: "H1." + unit, Name: "Cơ quan " + canary("xd", unit), Box: exchange.Box{}}))
	peer, err := w.Exchange.Meet(ctx, who, u.ID, exchange.Peer{Organ: "H2." + unit, Name: "Nơi nhận " + canary("xp", unit), Way: exchange.Folder, Folder: "noi-" + unit})
	w.must(err)
	key, err := w.Exchange.GiveKey(ctx, who, peer)
	w.must(err)
	w.must(w.Exchange.Send(ctx, who, document.ID(w.place[unit]["document"]), []exchange.PeerID{peer}))
	out, err := w.Exchange.Out(ctx, who, false, "", 1)
	w.must(err)
	var b bytes.Buffer
	w.must(edxml.Write(&b, edxml.Message{Document: &edxml.Document{From: edxml.Organ{ID: "H2." + unit, Name: "Nơi gửi " + canary("xm", unit)}, ID: "1", Subject: "Về việc " + canary("xm", unit)}}))
	in, err := w.Exchange.Accept(ctx, exchange.Carrier(), key, &b)
	w.must(err)
	w.place[unit]["exchangePeer"], w.place[unit]["exchangeIn"], w.place[unit]["exchangeOut"] = string(peer), string(in.ID), string(out[0].ID)
}

// approver gives a person an account under which a branch's papers are agreed to.
func (w *world) approver(id member.ID, at org.Unit) {
	w.Helper()
	who := program()
	sheets, err := w.Accounts.Issue(w.Context(), who, []string{string(id)})
	w.must(err)
	_, err = w.Access.Grant(w.Context(), who, access.Wish{Account: sheets[0].Slips[0].Account, Role: access.Secretary, Unit: at.ID})
	w.must(err)
}

// form is a branch's own form for its plans.
func (w *world) form(author authz.Actor, unit string) {
	w.Helper()
	b, u := wordOf(w, "{{trich_yeu}} "+canary("ds", unit)), w.unit[unit]
	w.must(w.Documents.SetTemplate(w.Context(), author, u.ID, "plan", "Mẫu "+canary("ds", unit)+".docx", int64(len(b)), bytes.NewReader(b)))
	all, err := w.Documents.Templates(w.Context(), author, u.ID)
	w.must(err)
	for _, t := range all {
		if t.File.ID != "" {
			w.place[unit]["templateFile"] = string(t.File.ID)
		}
	}
}

// annex attaches a file to a draft.
func (w *world) annex(author authz.Actor, id document.ID, name string, b []byte) string {
	w.Helper()
	w.must(w.Documents.Attach(w.Context(), author, id, name, int64(len(b)), bytes.NewReader(b)))
	f, err := w.Documents.See(w.Context(), author, id)
	w.must(err)
	return string(f.Annexes[0].ID)
}

func wordOf(w *world, text string) []byte {
	var b bytes.Buffer
	w.must(paper.DOCX(&b, paper.Paper{Layout: paper.HD05(), Kind: "BIỂU", Body: []paper.Block{paper.Text(text)}}))
	return b.Bytes()
}

func pictureOf(w *world) []byte {
	var b bytes.Buffer
	w.must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 60))))
	return b.Bytes()
}

// stage leaves an import that was read for a trial.
func (w *world) stage(unit string) {
	w.Helper()
	list := "Họ và tên,Ngày sinh\nLê Thị " + canary("im", unit) + ",03/02/1985\n"
	kept, err := member.Keep(w.Context(), w.Web.Files, bytes.NewReader([]byte(list)))
	w.must(err)
	id, err := w.Members.Start(w.Context(), program(), "danh-sach.csv", kept, member.Options{Unit: unit, DryRun: true})
	w.must(err)
	w.must(w.Members.Fulfil(w.Context(), program(), id, w.Web.Files))
	w.place[unit]["import"] = id
}

func (w *world) plan(unit string, kind meeting.Kind, day civil.Date, people []member.ID) meeting.Plan {
	return meeting.Plan{Unit: int64(w.unit[unit].ID), Kind: kind, Topic: "Chuyên đề " + canary("tp", unit), Purpose: "Mục đích " + canary("pu", unit),
		Place: "Nhà văn hóa " + canary("pl", unit), Link: "https://hop.example/" + canary("lk", unit), Guests: "Khách " + canary("gu", unit),
		StartsAt: day.At(19, 30), Chair: string(people[0]), Secretary: string(people[1])}
}

// meetings brings a closed, an open, a called and a drafted meeting about. The
// clock ends on the evening of 12 March, while one is open.
func (w *world) meetings(unit string, runner authz.Actor, people []member.ID) {
	w.Helper()
	at, ctx, m := w.place[unit], w.Context(), w.Meetings
	w.at("2041-03-01", 8, 0)
	closed := w.called(w.plan(unit, meeting.Regular, "2041-03-05", people), runner)
	at["paper"] = w.paper("pc", unit, runner, closed)
	w.must(m.Answer(ctx, runner, closed, people[2], meeting.Leave, "Lý do "+canary("le", unit)))
	w.must(m.Decide(ctx, runner, closed, people[2], true))
	w.at("2041-03-05", 19, 30)
	w.must(m.Open(ctx, runner, closed))
	at["meeting"] = string(closed)
	at["item"], at["motion"], at["review"] = w.finished(unit, runner, closed)
	w.at("2041-03-10", 8, 0)
	open := w.called(w.plan(unit, meeting.Thematic, "2041-03-12", people), runner)
	at["openPaper"] = w.paper("pc", unit, runner, open)
	scan, err := m.AddPaper(ctx, runner, open, meeting.Upload{Name: "Ảnh " + canary("ws", unit) + ".png", Size: int64(len(pictureOf(w))), Body: bytes.NewReader(pictureOf(w))})
	w.must(err)
	at["waitingPaper"] = scan.ID
	called := w.called(w.plan(unit, meeting.Thematic, "2041-03-20", people), runner)
	w.must(m.Say(ctx, runner, called, meeting.Opinion{Member: people[0], Text: "Ý kiến " + canary("oq", unit)}))
	drafted := w.plan(unit, meeting.Regular, "2041-04-04", people)
	drafted.Title = "Dự thảo " + canary("dt", unit)
	draft, err := m.Prepare(ctx, runner, drafted)
	w.must(err)
	at["draftPaper"] = w.paper("dt", unit, runner, draft)
	w.at("2041-03-12", 19, 30)
	w.must(m.Open(ctx, runner, open))
	f, _, err := m.See(ctx, runner, open)
	w.must(err)
	w.must(m.NoteItem(ctx, runner, open, f.Items[0].ID, "Ghi chú "+canary("no", unit), f.Items[0].Rev))
	w.must(m.Say(ctx, runner, open, meeting.Opinion{Member: people[0], Text: "Ý kiến " + canary("oq", unit)}))
	w.must(m.Write(ctx, runner, open, meeting.MinutesText, 0, "Biên bản đang soạn "+canary("dr", unit)))
	w.at("2041-03-12", 19, 40)
	at["open"], at["called"], at["draft"] = string(open), string(called), string(draft)
}

func (w *world) called(p meeting.Plan, runner authz.Actor) meeting.ID {
	w.Helper()
	id, err := w.Meetings.Prepare(w.Context(), runner, p)
	w.must(err)
	w.must(w.Meetings.Call(w.Context(), runner, id))
	return id
}

// paper puts a workbook with a word of the unit, of a class, among a meeting's papers.
func (w *world) paper(class, unit string, runner authz.Actor, id meeting.ID) string {
	w.Helper()
	var b bytes.Buffer
	out, err := sheet.NewWriter(&b, "Tài liệu", []sheet.Column{{Title: "Nội dung", Width: 20}})
	w.must(err)
	w.must(out.Write(sheet.TextCell("Tài liệu " + canary(class, unit))))
	w.must(out.Close())
	p, err := w.Meetings.AddPaper(w.Context(), runner, id, meeting.Upload{Name: "Tài liệu " + canary(class, unit) + ".xlsx", Size: int64(b.Len()), Body: bytes.NewReader(b.Bytes())})
	w.must(err)
	return p.ID
}

// finished brings an open meeting to its closing, and names a point of its agenda,
// its motion and a task that it looked at.
func (w *world) finished(unit string, runner authz.Actor, id meeting.ID) (item, motion, review string) {
	w.Helper()
	ctx, m := w.Context(), w.Meetings
	w.must(m.MarkAll(ctx, runner, id))
	f, _, err := m.See(ctx, runner, id)
	w.must(err)
	for _, r := range f.Reviews {
		w.must(m.Judge(ctx, runner, id, r.Task, false, "Chưa xong"))
	}
	w.must(m.Say(ctx, runner, id, meeting.Opinion{Member: member.ID(runner.Member), Text: "Ý kiến " + canary("op", unit)}))
	motion, err = m.Move(ctx, runner, id, meeting.Motion{Kind: "resolution", Mode: meeting.ByHands})
	w.must(err)
	w.must(m.OpenVote(ctx, runner, id, motion, meeting.ByHands))
	f, _, err = m.See(ctx, runner, id)
	w.must(err)
	voters := 0
	for _, s := range f.Roll {
		if s.Votes() && s.Here() {
			voters++
		}
	}
	_, err = m.CloseVote(ctx, runner, id, motion, voters, 0, 0)
	w.must(err)
	w.at("2041-03-05", 21, 5)
	w.must(m.End(ctx, runner, id, time.Time{}, time.Time{}))
	w.must(m.Score(ctx, runner, id, map[string]int{"order": 15, "principles": 5}))
	for kind, class := range map[meeting.TextKind]string{meeting.MinutesText: "mn", meeting.ResolutionText: "re"} {
		w.must(m.Write(ctx, runner, id, kind, 0, "Văn bản "+canary(class, unit)))
		w.must(m.Adopt(ctx, runner, id, kind, 1))
	}
	w.at("2041-03-06", 9, 0)
	w.must(m.Close(ctx, runner, id))
	return f.Items[0].ID, motion, string(f.Reviews[0].Task)
}
