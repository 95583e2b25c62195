package exchange

import (
	"bytes"
	"strings"
	"testing"

	"sotay/internal/document"
	"sotay/internal/member"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/mailbox"
	"sotay/internal/platform/mailtest"
	"sotay/internal/publication"
)

// posts gives the office a submission server.
func (w *world) posts(s *mailtest.Posted, change func(*Post)) {
	w.Helper()
	w.place.Roots = s.Roots
	p := Post{Server: s.TLS, Security: mailbox.TLS, Login: mailtest.User, Password: mailtest.Password, Sender: "vanthu@baothang.vn"}
	if change != nil {
		change(&p)
	}
	w.must(w.Arrange(w.Context(), w.clerk, w.commune.ID, Desk{Organ: "H37.DN.001", Name: "Đảng ủy xã Bảo Thắng", Post: p}))
}

func (w *world) meets(organ, mail string, form Form, confided bool) PeerID {
	w.Helper()
	id, err := w.Meet(w.Context(), w.clerk, w.commune.ID, Peer{Organ: organ, Name: "Cơ quan " + organ, Way: Mail, Mail: mail, Form: form, Confided: confided})
	w.must(err)
	return id
}

// issuedOpen writes a paper that anybody may read, and takes it all the way.
func (w *world) issuedOpen(replaces document.ID) document.ID {
	w.Helper()
	id, err := w.documents.Begin(w.Context(), w.clerk, w.commune.ID, document.Content{Type: "resolution", Abstract: "Về ngày hội toàn dân", Text: "Mời mọi người.", Place: "Bảo Thắng",
		Recipients: []string{"Tỉnh ủy,"}, Signer: w.chief, SignerPost: "BÍ THƯ", Replaces: replaces,
		Sending: document.Sending{Open: true, Targets: []publication.Target{{Kind: publication.Subtree, Unit: w.commune.ID}}}})
	w.must(err, w.documents.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}), w.documents.Agree(w.Context(), w.clerk, id, 0, ""))
	_, err = w.documents.Enumerate(w.Context(), w.clerk, id, 0, 0)
	w.must(err, w.documents.Issue(w.Context(), w.clerk, id, 0))
	return id
}

func TestPapersGoByLetter(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		s := mailtest.StartPost(w)
		people, program := w.meets("P1", "nguoi@lc.vn", Files, false), w.meets("P2", "may@lc.vn", Message, true)
		id := w.issuedOpen("")
		w.refused(w.Send(w.Context(), w.clerk, id, []PeerID{people}), "exchange.send_no_server")
		w.posts(s, nil)
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{people, program}))
		if n := w.deliver(); n != 0 {
			w.Fatalf("%d letters failed: %+v", n, w.of(id))
		}
		letters := w.letters(s)
		if len(letters) != 2 {
			w.Fatalf("%d letters", len(letters))
		}
		byHand, byProgram := letters["nguoi@lc.vn"], letters["may@lc.vn"]
		if byHand.From != "vanthu@baothang.vn" || byHand.Name != "Đảng ủy xã Bảo Thắng" || byHand.Subject != "01-NQ/ĐU: Về ngày hội toàn dân" || len(byHand.Files) != 1 ||
			byHand.Files[0].Name != "01-NQ-ĐU.pdf" || !bytes.HasPrefix(byHand.Files[0].Content, []byte("%PDF")) || !strings.Contains(byHand.Text, "Kính gửi: Cơ quan P1") {
			w.Errorf("%q %q %q, %d files", byHand.Subject, byHand.Name, byHand.Text, len(byHand.Files))
		}
		m, err := edxml.Read(bytes.NewReader(byProgram.Files[0].Content), edxml.Limits{})
		if err != nil || m.Document == nil || m.Document.Subject != "Về ngày hội toàn dân" || byProgram.Files[0].Name != "01-NQ-ĐU.edxml" {
			w.Errorf("%q, %d files, %v", byProgram.Subject, len(byProgram.Files), err)
		}
		next := w.issuedOpen(id)
		w.followAll(next)
		w.must(w.documents.Recall(w.Context(), w.clerk, next, 0, "In sai"))
		w.followAll(next)
		all := s.Letters(w)
		if len(all) != 6 {
			w.Fatalf("%d letters", len(all))
		}
		for n, want := range map[int]string{2: "thay thế văn bản đã gửi trước. Thay thế 01-NQ/ĐU", 4: "Lý do: In sai"} {
			found := false
			for _, x := range all[n : n+2] {
				l, err := mailbox.ReadLetter(bytes.NewReader(x.Letter), mailbox.Limits{})
				w.must(err)
				found = found || strings.Contains(l.Text, want) && strings.Contains(l.Text, "Cơ quan P1")
			}
			if !found {
				w.Errorf("no letter says %q", want)
			}
		}
	})
}

// letters are what the server took, by the address they go to.
func (w *world) letters(s *mailtest.Posted) map[string]mailbox.Letter {
	w.Helper()
	out := map[string]mailbox.Letter{}
	for _, x := range s.Letters(w) {
		l, err := mailbox.ReadLetter(bytes.NewReader(x.Letter), mailbox.Limits{})
		w.must(err)
		out[x.To[0]] = l
	}
	return out
}

// TestWhatIsNotOpenGoesByLetterOnlyWhereItMay also changes a peer's way after a paper was queued.
func TestWhatIsNotOpenGoesByLetterOnlyWhereItMay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		s := mailtest.StartPost(w)
		w.posts(s, nil)
		strange, trusted := w.meets("P1", "nguoi@lc.vn", Files, false), w.meets("P2", "tin@lc.vn", Files, true)
		id := w.issued()
		w.refused(w.Send(w.Context(), w.clerk, id, []PeerID{strange, trusted}), "exchange.not_confided")
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{trusted, w.http}))
		w.must(w.Readdress(w.Context(), w.clerk, w.http, Peer{Organ: "H37.UB", Name: "Ủy ban tỉnh", Way: Mail, Mail: "ub@lc.vn", Form: Files}))
		w.deliver()
		if got := s.Letters(w); len(got) != 1 || got[0].To[0] != "tin@lc.vn" {
			w.Errorf("%d letters", len(got))
		}
		for _, o := range w.of(id) {
			if o.Peer == w.http && (o.State != Failed || o.Error != "exchange.send_confided") {
				w.Errorf("%+v", o)
			}
		}
		if !strings.Contains(w.log(), `"confided":true`) {
			w.Error("the log does not say who was trusted")
		}
	})
}

func TestLettersThatDoNotGo(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		s := mailtest.StartPost(w)
		nowhere, busy := w.meets("P1", "khongco@lc.vn", Files, true), w.meets("P2", "saunhe@lc.vn", Files, true)
		w.posts(s, func(p *Post) { p.Password = "sai" })
		id := w.issued()
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{nowhere, busy}))
		w.deliver()
		for _, o := range w.of(id) {
			if o.State != Failed || o.Error != "exchange.send_login" {
				w.Errorf("%+v", o)
			}
			w.must(w.Again(w.Context(), w.clerk, o.ID))
		}
		w.posts(s, nil)
		w.deliver()
		for _, o := range w.of(id) {
			if want := map[PeerID]Out{nowhere: {State: Failed, Error: "exchange.send_recipient", Detail: "550 no such mailbox"}, busy: {State: Waiting, Error: "exchange.send_later", Detail: "451 mailbox busy, try later"}}[o.Peer]; o.State != want.State || o.Error != want.Error || o.Detail != want.Detail {
				w.Errorf("%+v", o)
			}
		}
		for field, p := range map[string]Peer{"mail": {Mail: "a, b@c.vn", Form: Files}, "form": {Mail: "a@c.vn"}} {
			p.Organ, p.Name, p.Way = "P9", "Nơi khác", Mail
			if _, err := w.Meet(w.Context(), w.clerk, w.commune.ID, p); faultField(err, field) == "" {
				w.Errorf("%s: %v", field, err)
			}
		}
		for field, p := range map[string]Post{"postServer": {Server: "x", Security: mailbox.TLS, Sender: "a@b.vn"}, "postSender": {Server: "x:1", Security: mailbox.TLS, Sender: "Văn thư"}, "postSecurity": {Server: "x:1", Sender: "a@b.vn"}} {
			if err := w.Arrange(w.Context(), w.clerk, w.commune.ID, Desk{Organ: "H1", Name: "Xã", Post: p}); faultField(err, field) == "" {
				w.Errorf("%s: %v", field, err)
			}
		}
		if d, err := w.Desks(w.Context(), w.clerk, See); err != nil || d[0].Post.Password != "" || d[0].Post.Server == "" {
			w.Errorf("%+v %v", d, err)
		}
	})
}

// TestLettersSpeakOnlyForTheirAddress sends a status of our paper from the peer's address and from another.
func TestLettersSpeakOnlyForTheirAddress(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		s := mailtest.StartPost(w)
		w.posts(s, nil)
		peer := w.meets("P2", "may@lc.vn", Message, true)
		id := w.issued()
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{peer}))
		w.deliver()
		d, err := w.Desks(w.Context(), w.clerk, See)
		w.must(err)
		receive := func(from string, raw []byte) In {
			letter := "From: " + from + "\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=a.edxml\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded(raw) + "\r\n"
			sp, err := spooled(strings.NewReader(letter))
			w.must(err)
			defer sp.Close()
			i, err := w.receive(w.Context(), Carrier(), source{desk: d[0], way: Mail, right: Carry}, sp)
			w.must(err)
			return i
		}
		ref := w.of(id)[0].Ref.ID
		if i := receive("ai@do.vn", w.status(ref, "P2", edxml.Refused, 0)); i.State != Bad || i.Reason != "exchange.bad_letter_sender" {
			w.Errorf("%+v", i)
		}
		if i := receive("May <MAY@lc.vn>", w.status(ref, "P2", edxml.Registered, 1)); i.State != Taken || w.of(id)[0].Reply != edxml.Registered {
			w.Errorf("%+v", i)
		}
		paper := receive("may@lc.vn", w.message(1, func(d *edxml.Document) { d.From.ID = "P2" }))
		forged := receive("ai@do.vn", w.message(2, func(d *edxml.Document) {
			d.From.ID, d.Business = "P2", edxml.Business{Purpose: edxml.Replace, ID: paper.Ref.ID}
		}))
		if forged.State != Taken || len(w.shown(paper.ID).Versions) != 0 {
			w.Errorf("%+v", forged)
		}
		w.deliver()
		if said := w.said(paper.ID); len(said) != 1 || said[0].State != Sent {
			w.Errorf("%+v", said)
		}
	})
}
