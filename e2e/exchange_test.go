package e2e

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/member"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/edxml"
)

// issuedPlan is a plan of the first branch that is in force.
func (w *town) issuedPlan() document.ID {
	w.t.Helper()
	ctx, boss, signer := w.t.Context(), root(document.Draft, document.See, document.Approve, document.Issue), w.people[theSecretary]
	boss.Member = string(signer)
	id, err := w.app.Documents.Begin(ctx, boss, w.units["X1.01"].ID, document.Content{Type: "plan", Abstract: "Kế hoạch sửa nhà văn hóa thôn", Text: "Sửa mái trước mùa mưa.", Place: "Đồng Tâm",
		Recipients: []string{"Đảng ủy,"}, Signer: signer, SignerPost: "BÍ THƯ"})
	w.must(err)
	w.must(w.app.Documents.Submit(ctx, boss, id, 0, []member.ID{signer}))
	w.must(w.app.Documents.Agree(ctx, boss, id, 0, ""))
	_, err = w.app.Documents.Enumerate(ctx, boss, id, 0, 0)
	w.must(err)
	w.must(w.app.Documents.Issue(ctx, boss, id, 0))
	return id
}

// A paper is sent to another system, which is away at first, by a program and by
// hand; an update that came is seen by the secretary on his phone.
func TestPapersGoToOtherSystems(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := settle(t, engine)
			var back atomic.Bool
			var got atomic.Int64
			there := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if m, err := edxml.Read(r.Body, edxml.Limits{}); err != nil || m.Document == nil || len(m.Document.Attachments) == 0 {
					t.Errorf("the other system was sent %+v, %v", m, err)
				}
				if !back.Load() {
					rw.WriteHeader(http.StatusForbidden)
					return
				}
				got.Add(1)
			}))
			t.Cleanup(there.Close)
			id, unit := w.issuedPlan(), w.units["X1.01"].ID
			peer, err := w.app.Exchange.Meet(t.Context(), root(exchange.Manage), unit, exchange.Peer{Organ: "H37.UB", Name: "Ủy ban nhân dân huyện", Way: exchange.HTTP, URL: there.URL})
			w.must(err)
			s := w.comes(theSecretary)
			p := program{t: t, base: w.base + "/api/v1", token: w.passes[theSecretary].Token}
			var book struct{ Peers []struct{ ID, Name string } }
			p.get("/exchange/peers", &book)
			if len(book.Peers) != 4 {
				t.Errorf("%+v", book)
			}
			p.post("/documents/"+string(id)+"/exchange", fields{"peers": []string{string(peer)}}, nil)
			var sent struct {
				Messages []struct{ ID, Peer, State, Error, Why, Detail string }
			}
			eventually(t, func() bool {
				p.get("/documents/"+string(id)+"/exchange", &sent)
				return len(sent.Messages) == 1 && sent.Messages[0].State == "failed"
			})
			if m := sent.Messages[0]; m.Peer != string(peer) || m.Error != "exchange.send_refused" || m.Why == "" {
				t.Errorf("%+v", m)
			}
			back.Store(true)
			p.post("/exchange/sent/"+sent.Messages[0].ID+"/resend", nil, nil)
			eventually(t, func() bool { return got.Load() == 1 })
			w.seesTheUpdate(s, p)
		})
	}
}

// seesTheUpdate looks at what came in the place of an earlier paper, as the secretary.
func (w *town) seesTheUpdate(s *tab, p program) {
	w.t.Helper()
	var in struct {
		Messages []struct{ ID, State, Why string }
	}
	p.get("/exchange/received?open=true", &in)
	if len(in.Messages) != 2 {
		w.t.Fatalf("%+v", in)
	}
	var one struct {
		Versions []struct{ Purpose string }
		Said     []struct{ Code, State string }
	}
	p.get("/exchange/received/"+string(w.message), &one)
	if len(one.Versions) != 2 || one.Versions[1].Purpose != "update" || len(one.Said) != 1 || one.Said[0].Code != "01" {
		w.t.Errorf("%+v", one)
	}
	s.open("/exchange?tab=open")
	s.sees("Chưa nhận được: Về việc gửi biểu mẫu kiểm điểm", "Nơi gửi cập nhật hoặc thay thế")
	s.press("Đã xem")
	s.sees("Đã ghi là đã xem")
	s.open("/exchange/in/" + string(w.message))
	s.sees("Các bản của văn bản", "Cập nhật", "Đã báo cho nơi gửi")
	s.press("Mở văn bản đến")
	s.sees("Nơi gửi đã gửi bản mới hơn", "Đã báo nơi gửi")
}

// eventually waits until what jobs do has come true.
func eventually(t *testing.T, came func() bool) {
	t.Helper()
	for range 100 {
		if came() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("it does not come true")
}
