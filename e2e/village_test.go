package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/netip"
	"slices"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
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
	"sotay/internal/publication"
	"sotay/internal/task"
)

// town is a commune in the midst of its month: branches that met, one that meets
// now, one that has called, one that has not.
type town struct {
	*world
	units   map[string]org.Unit
	people  map[string]member.ID // by name
	passes  map[string]account.Pass
	account map[string]string
	past    meeting.ID // of the first branch, closed
	running meeting.ID
	called  meeting.ID
	draft   meeting.ID
	motion  string
	task    task.ID

	confirmed, asked publication.ID  // papers that were sent to everybody
	message          exchange.InID   // that came from the peer
	peer             exchange.PeerID // in the first branch's address book
	arrived          incoming.ID     // a paper in the first branch's register
	written          document.ID     // a draft of the first branch
}

// Who is who in the town.
const (
	theAdmin     = "Đinh Công Quản"
	theSecretary = "Nguyễn Thị Hạnh"
	theMember    = "Trần Văn Bình"
	theSecond    = "Phạm Thị Lan"
	theYoung     = "Đỗ Thị Hoa"
	theClerk     = "Cao Thị Hồng"
	theOfficer   = "Mai Quốc Khánh"
)

// branches are the people of each branch; the first of each is its secretary.
var branches = []struct {
	code, name string
	people     []string
}{
	{"X1.01", village, []string{theSecretary, theMember, "Lê Quang Dũng", theSecond, "Hoàng Văn Thắng", "Vũ Minh Đức", "Đặng Thị Mai", "Bùi Văn Sơn", "Lý A Páo", "Giàng Thị Mỷ", "Nông Văn Cường", theYoung}},
	{"X1.02", school, []string{"Lương Thị Ngọc", theClerk, "Tô Thị Yến", "Phan Thanh Hà"}},
	{"X1.03", "Chi bộ cơ quan xã", []string{"Ngô Đức Thọ", theOfficer, "Dương Văn Lâm"}},
	{"X1.04", "Chi bộ thôn Nà Tền", []string{"Vàng Seo Lử", "Sùng A Chứ", "Hà Văn Toản"}},
}

// settle makes the town as it is on the evening of the meeting.
func settle(t testing.TB, engine string) *town {
	t.Helper()
	w := &town{world: install(t, engine, civil.Date("2026-01-12").At(8, 0)), units: map[string]org.Unit{}, people: map[string]member.ID{}, passes: map[string]account.Pass{}, account: map[string]string{}}
	w.foundTown()
	w.letIn()
	for i, day := range []civil.Date{"2026-01-15", "2026-02-05"} {
		for j, b := range branches[:3] {
			id := w.meets(b.code, b.people, day.AddDays(j), max(1, 2+i-2*j))
			if j == 0 {
				w.past = id
			}
		}
	}
	w.meets("X1.02", branches[1].people, "2026-03-03", 0)
	w.at("2026-03-03", 9, 0)
	w.called = w.plans("X1.01", meeting.Thematic, "2026-03-13", true)
	w.draft = w.plans("X1.01", meeting.Thematic, "2026-03-20", false)
	w.running = w.plans("X1.01", meeting.Regular, held, true)
	w.plans("X1.04", meeting.Regular, "2026-03-12", true)
	w.begins()
	w.sendDown()
	w.drafts()
	w.arrives()
	w.exchanges()
	w.enterAgain()
	return w
}

// drafts leaves a plan that the first branch is writing.
func (w *town) drafts() {
	w.t.Helper()
	var err error
	w.written, err = w.app.Documents.Begin(w.t.Context(), root(document.Draft), w.units["X1.01"].ID, document.Content{Type: "plan", Abstract: "Kế hoạch làm đường thôn năm 2026"})
	w.must(err)
	w.annexes()
}

// annexes puts a table and a photograph, which waits for somebody's word, on the plan.
func (w *town) annexes() {
	w.t.Helper()
	var word, photo bytes.Buffer
	w.must(paper.DOCX(&word, paper.Paper{Layout: paper.HD05(), Kind: "BIỂU", Body: []paper.Block{paper.Text("Khối lượng đất, đá cho đường thôn")}}))
	img := image.NewGray(image.Rect(0, 0, 600, 800))
	for i := range img.Pix {
		img.Pix[i] = uint8(120 + i%600/8)
	}
	w.must(png.Encode(&photo, img))
	for name, b := range map[string]*bytes.Buffer{"Biểu khối lượng.docx": &word, "Ảnh hiện trạng đường.png": &photo} {
		w.must(w.app.Documents.Attach(w.t.Context(), root(document.Draft, document.See), w.written, name, int64(b.Len()), bytes.NewReader(b.Bytes())))
	}
}

// arrives leaves a paper in the register of the first branch.
func (w *town) arrives() {
	w.t.Helper()
	e := incoming.Entry{Issuer: "Đảng ủy xã Nà Hẩu", Symbol: "15-CV/ĐU", Day: "2026-02-27", Abstract: "Về việc rà soát, cập nhật danh sách đảng viên có điện thoại thông minh"}
	leader := root(incoming.See, incoming.Register, incoming.Assign)
	p, err := w.app.Incoming.Enter(w.t.Context(), leader, w.units["X1.01"].ID, e, false)
	w.must(err)
	o := incoming.Order{Instruction: "Đồng chí Bình rà soát, báo cáo chi ủy trước ngày 15/3.", Deadline: incoming.Deadline{Days: 5}, Works: []incoming.Work{{Part: incoming.Main, Person: w.people[theMember]}}}
	w.must(w.app.Incoming.Direct(w.t.Context(), leader, p.ID, 0, o))
	w.arrived = p.ID
}

// exchanges leaves the first branch with a desk, a peer that has its paper and one
// that does not answer, a message that came and one that cannot be read.
func (w *town) exchanges() {
	w.t.Helper()
	ctx, who, u := w.t.Context(), root(exchange.See, exchange.Send, exchange.Manage), w.units["X1.01"]
	w.must(w.app.Exchange.Arrange(ctx, who, u.ID, exchange.Desk{Organ: "H37.DN.001", Name: u.Name, Box: exchange.Box{}}))
	var err error
	w.peer, err = w.app.Exchange.Meet(ctx, who, u.ID, exchange.Peer{Organ: "H37.TU", Name: "Văn phòng Tỉnh ủy", Way: exchange.Folder, Folder: "tinh-uy"})
	w.must(err)
	_, err = w.app.Exchange.Meet(ctx, who, u.ID, exchange.Peer{Organ: "H37.NV", Name: "Sở Nội vụ tỉnh", Way: exchange.HTTP, URL: "https://127.0.0.1:1/nhan", Key: "x"})
	w.must(err)
	key, err := w.app.Exchange.GiveKey(ctx, who, w.peer)
	w.must(err)
	var word, good, bad bytes.Buffer
	w.must(paper.DOCX(&word, paper.Paper{Layout: paper.HD05(), Kind: "CÔNG VĂN", Body: []paper.Block{paper.Text("Kính gửi các chi bộ")}}))
	d := edxml.Document{From: edxml.Organ{ID: "H37.TU", Name: "Văn phòng Tỉnh ủy"}, Code: edxml.Code{Number: "215", Notation: "CV/VPTU"}, Day: "2026-02-27", Subject: "Về việc báo cáo kết quả sinh hoạt chi bộ quý I năm 2026",
		Attachments: []edxml.Attachment{{ID: "a", Name: "215-CV.docx", Content: word.Bytes()}}}
	w.must(edxml.Write(&good, edxml.Message{Document: &d}))
	d.Code.Number, d.Subject, d.Attachments[0].Name, d.Attachments[0].Content = "216", "Về việc gửi biểu mẫu kiểm điểm", "Biểu mẫu.exe", []byte("MZ program")
	w.must(edxml.Write(&bad, edxml.Message{Document: &d}))
	came, err := w.app.Exchange.Accept(ctx, exchange.Carrier(), key, &good)
	w.must(err)
	w.message = came.ID
	var update bytes.Buffer
	d.Code.Number, d.Subject, d.Attachments[0].Name, d.Attachments[0].Content = "215", "Về việc báo cáo kết quả sinh hoạt chi bộ quý I năm 2026 (đã sửa thời hạn)", "215-CV sua.docx", word.Bytes()
	d.Business = edxml.Business{Purpose: edxml.Update, ID: came.Ref.ID}
	w.must(edxml.Write(&update, edxml.Message{Document: &d}))
	_, err = w.app.Exchange.Accept(ctx, exchange.Carrier(), key, &update)
	w.must(err)
	_, err = w.app.Exchange.Meet(ctx, who, u.ID, exchange.Peer{Organ: "H37.TN", Name: "Đoàn thanh niên huyện", Way: exchange.Mail, Mail: "doanhuyen@lc.vn", Form: exchange.Files})
	w.must(err)
	if _, err = w.app.Exchange.Accept(ctx, exchange.Carrier(), key, &bad); err == nil {
		w.t.Fatal("a program was taken")
	}
}

// sendDown sends two papers to everybody: one to be confirmed, one with a question.
func (w *town) sendDown() {
	unit := w.units["X1"]
	paper := publication.Paper{Subject: "document:1", Link: "/papers", Number: "Số 05-NQ/ĐU", Title: "Nghị quyết về xây dựng nông thôn mới kiểu mẫu giai đoạn 2026 - 2030", Issuer: unit.Name,
		Unit: unit.ID, Path: unit.Path, Targets: []publication.Target{{Kind: publication.Subtree, Unit: unit.ID}, {Kind: publication.Office, Unit: unit.ID}}, Ask: publication.Confirm, Due: "2026-03-31"}
	question := paper
	question.Subject, question.Number, question.Title, question.Ask = "document:2", "Số 12-KH/ĐU", "Kế hoạch chuyển đổi số trong sinh hoạt chi bộ", publication.Answer
	question.Question = publication.Question{Text: "Chi bộ gửi nghị quyết lên cấp trên chậm nhất mấy ngày sau buổi họp?", Choices: []string{"2 ngày", "5 ngày", "10 ngày"}}
	w.must(w.app.DB.Write(w.t.Context(), root(publication.Send), func(tx *db.Tx) (err error) {
		if err := tx.Require(publication.Send, unit.Path); err != nil {
			return err
		}
		if w.confirmed, err = w.app.Sent.Publish(w.t.Context(), tx, paper); err != nil {
			return err
		}
		w.asked, err = w.app.Sent.Publish(w.t.Context(), tx, question)
		return err
	}))
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) foundTown() {
	by, why := root(org.Manage, org.See), org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"}
	found := func(code, kind, name string, parent org.ID) org.ID {
		u, err := w.app.Units.Create(w.t.Context(), by, org.NewUnit{Code: code, Kind: kind, Name: name, Parent: parent}, why)
		w.must(err)
		w.units[code] = u
		return u.ID
	}
	office := found("X1", "grassroots", commune, found("T", "province", "Đảng bộ tỉnh Thanh Lâm", 0))
	n := 0
	for _, b := range branches {
		unit := found(b.code, "branch", b.name, office)
		for _, name := range b.people {
			n++
			e := member.Entry{Person: member.Person{Name: name, Birth: civil.Approx(fmt.Sprintf("19%02d-05-02", 55+n)), Admitted: "2008-02-03", Official: "2009-02-03",
				Phone: fmt.Sprintf("09123456%02d", n), Card: fmt.Sprintf("12%06d", n)}, State: member.Official, From: "2026-01-10"}
			if name == theYoung {
				e.State, e.Admitted, e.Official = member.Probationary, "2025-08-19", ""
			}
			id, err := w.app.Members.Add(w.t.Context(), root(member.Edit), unit, e)
			w.must(err)
			w.people[name] = id
		}
	}
}

// letIn gives those who have an office, and two members, accounts with a password.
func (w *town) letIn() {
	by := root(account.Manage, access.Grant)
	var wanted []string
	for _, name := range []string{theMember, theSecond, theYoung, theClerk, theOfficer} {
		wanted = append(wanted, string(w.people[name]))
	}
	for _, b := range branches {
		wanted = append(wanted, string(w.people[b.people[0]]))
	}
	sheets, err := w.app.Accounts.Issue(w.t.Context(), by, wanted)
	w.must(err)
	made, err := w.app.Accounts.CreateAdmin(w.t.Context(), by, "quantri", theAdmin)
	w.must(err)
	sheets = append(sheets, account.Sheet{Slips: []account.Slip{made}})
	for _, s := range sheets {
		for _, x := range s.Slips {
			w.account[x.Name] = x.Account
			first := w.signIn(x.Login, x.Code)
			v, err := w.app.Gate.Visit(w.t.Context(), first.Token)
			w.must(err)
			w.passes[x.Name], err = w.app.Accounts.SetPassword(w.t.Context(), v.Who, account.NewPassword{Session: first.Session.ID, New: secret})
			w.must(err)
		}
	}
	grant := func(name, role, unit string) {
		_, err := w.app.Access.Grant(w.t.Context(), by, access.Wish{Account: w.account[name], Role: role, Unit: w.units[unit].ID})
		w.must(err)
	}
	for _, b := range branches {
		grant(b.people[0], access.Secretary, b.code)
	}
	grant(theClerk, access.Clerk, "X1")
	grant(theOfficer, access.Officer, "T")
}

func (w *town) signIn(login, word string) account.Pass {
	w.t.Helper()
	p, err := w.app.Gate.SignIn(w.t.Context(), account.Attempt{Login: login, Secret: word, Address: netip.MustParseAddr("127.0.0.1"), Kind: account.Web})
	w.must(err)
	return p
}

// enterAgain signs everybody in anew, for months have passed since they chose a password.
func (w *town) enterAgain() {
	for name := range w.passes {
		login := "quantri"
		if id, ok := w.people[name]; ok {
			login = w.login(id)
		}
		w.passes[name] = w.signIn(login, secret)
	}
}

func (w *town) login(id member.ID) string {
	var all []string
	for _, b := range branches {
		all = append(all, b.people...)
	}
	n := 1 + slices.IndexFunc(all, func(name string) bool { return w.people[name] == id })
	return fmt.Sprintf("09123456%02d", n)
}

// runs is the secretary of a branch. The months of the town pass faster than a
// session lasts, so the right is taken from the roles.
func (w *town) runs(code string) authz.Actor {
	i := slices.IndexFunc(branches, func(b struct {
		code, name string
		people     []string
	}) bool {
		return b.code == code
	})
	a := root(meeting.Run, meeting.Attend, task.Give, task.See)
	a.Name, a.Member = branches[i].people[0], string(w.people[branches[i].people[0]])
	return a
}

func (w *town) plans(code string, kind meeting.Kind, day civil.Date, call bool) meeting.ID {
	w.t.Helper()
	p := meeting.Plan{Unit: int64(w.units[code].ID), Kind: kind, Place: "Nhà văn hóa thôn Đồng Tâm", StartsAt: day.At(19, 30), Purpose: "Đánh giá kết quả tháng trước, bàn việc làm đường"}
	if kind == meeting.Thematic {
		p.Topic = "Chuyển đổi số ở thôn"
	}
	by := w.runs(code)
	p.Chair = by.Member
	id, err := w.app.Meetings.Prepare(w.t.Context(), by, p)
	w.must(err)
	if call {
		w.must(w.app.Meetings.Prepared(w.t.Context(), by, id))
		w.must(w.app.Meetings.Call(w.t.Context(), by, id))
	}
	return id
}

// meets holds a whole meeting, with some away, and reports it.
func (w *town) meets(code string, people []string, day civil.Date, away int) meeting.ID {
	w.t.Helper()
	w.at(day.AddDays(-2), 9, 0)
	m, ctx, by := w.app.Meetings, w.t.Context(), w.runs(code)
	id := w.plans(code, meeting.Regular, day, true)
	w.at(day, 19, 25)
	w.must(m.Open(ctx, by, id))
	for _, name := range people[len(people)-away:] {
		w.must(m.Mark(ctx, by, id, w.people[name], meeting.Excused))
	}
	w.must(m.MarkAll(ctx, by, id))
	for _, name := range people[1 : len(people)-away] {
		w.must(m.Say(ctx, by, id, meeting.Opinion{Member: w.people[name], Text: "Nhất trí với dự thảo.", Spoken: true}))
	}
	motion, err := m.Move(ctx, by, id, meeting.Motion{Kind: "resolution", Mode: meeting.ByHands})
	w.must(err)
	w.must(m.OpenVote(ctx, by, id, motion, meeting.ByHands))
	_, err = m.CloseVote(ctx, by, id, motion, len(people)-away, 0, 0)
	w.must(err)
	w.judged(by, id)
	given, err := m.Give(ctx, by, id, task.Task{Title: "Vận động 5 hộ hiến đất làm đường thôn", Owner: w.people[people[1]], Due: day.AddDays(27)})
	w.must(err)
	if code == "X1.01" {
		w.task = given
	}
	w.at(day, 21, 5)
	w.must(m.End(ctx, by, id, time.Time{}, time.Time{}))
	w.must(m.Score(ctx, by, id, map[string]int{"order": 14, "principles": 5}))
	for _, kind := range []meeting.TextKind{meeting.MinutesText, meeting.ResolutionText} {
		text, err := m.Compose(ctx, by, id, kind)
		w.must(err)
		w.must(m.Write(ctx, by, id, kind, 0, text))
		w.must(m.Adopt(ctx, by, id, kind, 1))
	}
	w.must(m.Close(ctx, by, id))
	return id
}

func (w *town) judged(by authz.Actor, id meeting.ID) {
	f, _, err := w.app.Meetings.See(w.t.Context(), by, id)
	w.must(err)
	for i, x := range f.Reviews {
		w.must(w.app.Meetings.Judge(w.t.Context(), by, id, x.Task, i == 0, "4 hộ đã hiến đất"))
	}
}

// begins opens the meeting of the evening and its vote.
func (w *town) begins() {
	m, ctx, by := w.app.Meetings, w.t.Context(), w.runs("X1.01")
	for _, name := range []string{theMember, "Lê Quang Dũng", "Đặng Thị Mai"} {
		w.must(m.Answer(ctx, by, w.called, w.people[name], meeting.Coming, ""))
	}
	w.must(m.Answer(ctx, by, w.called, w.people["Bùi Văn Sơn"], meeting.Leave, "Đi viện chăm mẹ"))
	w.at(held, 19, 25)
	w.must(m.Open(ctx, by, w.running))
	for _, name := range []string{theSecretary, theSecond, theYoung, "Lê Quang Dũng", "Đặng Thị Mai", "Lý A Páo"} {
		w.must(m.Mark(ctx, by, w.running, w.people[name], meeting.Present))
	}
	w.must(m.Mark(ctx, by, w.running, w.people["Giàng Thị Mỷ"], meeting.Excused))
	var err error
	w.motion, err = m.Move(ctx, by, w.running, meeting.Motion{Kind: "resolution", Mode: meeting.ByPhone})
	w.must(err)
	w.must(m.OpenVote(ctx, by, w.running, w.motion, meeting.ByPhone))
	w.at(held, 20, 5)
}

// comes opens a browser for somebody who has signed in before.
func (w *town) comes(name string) *tab {
	w.t.Helper()
	b := w.visitor(name)
	b.enters(w.passes[name].Token)
	return b
}
