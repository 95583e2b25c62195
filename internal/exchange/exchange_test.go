package exchange

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sotay/internal/document"
	"sotay/internal/incoming"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/jobs"
	"sotay/internal/platform/mailbox"
	"sotay/internal/platform/mailtest"
)

func TestSendAndHearBack(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.issued()
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{w.folder, w.http}))
		w.fake.answer = http.StatusServiceUnavailable
		if n := w.deliver(); n != 1 {
			w.Errorf("%d failed, want the one that is not there", n)
		}
		if all := w.of(id); all[0].State != Sent || all[1].State != Waiting || all[1].Error == "" {
			w.Errorf("%+v", all)
		}
		w.fake.answer = http.StatusOK
		w.deliver()
		names := w.lies("gui", "tinh-uy")
		if len(names) != 1 || len(w.fake.got) != 1 || w.fake.keys[0] != "Bearer khoa-cua-ho" {
			w.Fatalf("%v, %d messages", names, len(w.fake.got))
		}
		d := w.fake.got[0].Document
		if d.ID != "H37.DN.001,2026/03/02,01/NQ/ĐU" || d.Subject != "Về phát triển kinh tế năm 2026" || len(d.To) != 2 || len(d.Attachments) != 1 ||
			d.Attachments[0].Name != "01-NQ-ĐU.pdf" || !bytes.HasPrefix(d.Attachments[0].Content, []byte("%PDF")) {
			w.Errorf("%+v", d)
		}
		w.refused(w.Send(w.Context(), w.clerk, id, []PeerID{w.folder}), "exchange.nobody")
		w.refused(w.Send(w.Context(), w.clerk, id, nil), "exchange.invalid")
		w.refused(w.Send(w.Context(), w.stranger, id, []PeerID{w.folder}), "document.not_found")

		for _, code := range []edxml.StatusCode{edxml.Arrived, edxml.Registered} {
			if _, err := w.accept(w.status(d.ID, "H37.UB", code, 0)); err != nil {
				w.Error(err)
			}
		}
		if _, err := w.accept(w.status(d.ID, "H37.UB", edxml.Arrived, -5)); err != nil { // overtaken on its way
			w.Error(err)
		}
		if all := w.of(id); all[1].Reply != edxml.Registered || all[1].Said != "đã 03" || all[0].Reply != "" {
			w.Errorf("%+v", all)
		}
	})
}

// status is what the other side says of a paper, some minutes after eight.
func (w *world) status(ref, from string, code edxml.StatusCode, minutes int) []byte {
	at := w.db.Now().Add(0)
	return written(w, edxml.Message{Status: &edxml.Status{ResponseFor: edxml.Ref{ID: ref}, From: edxml.Organ{ID: from}, Code: code, Description: "đã " + string(code),
		At: at.AddDate(0, 0, minutes)}})
}

func TestSendingIsGivenUpAndTakenUpAgain(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.issued()
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{w.http}))
		w.fake.answer = http.StatusForbidden
		if n := w.deliver(); n != 0 { // trying again would not help
			w.Errorf("%d attempts are to be repeated", n)
		}
		o := w.of(id)[0]
		if failed, err := w.Out(w.Context(), w.clerk, true, "", 10); err != nil || len(failed) != 1 || failed[0].State != Failed || !strings.Contains(o.Detail, "403") {
			w.Errorf("%+v %v", failed, err)
		}
		w.refused(w.Again(w.Context(), w.stranger, o.ID), "access.not_found")
		w.must(w.Again(w.Context(), w.clerk, o.ID))
		w.refused(w.Again(w.Context(), w.clerk, o.ID), "exchange.not_failed")
		w.fake.answer = http.StatusBadGateway
		for range jobs.Tries {
			w.deliver()
		}
		if o = w.of(id)[0]; o.State != Failed || o.Tries != jobs.Tries {
			w.Errorf("%+v", o)
		}
		w.fake.answer = http.StatusOK
		w.must(w.Again(w.Context(), w.clerk, o.ID))
		w.deliver()
		if o = w.of(id)[0]; o.State != Sent || o.Error != "" || len(w.fake.got) != 1 {
			w.Errorf("%+v", o)
		}
		ctx, cancel := context.WithCancel(w.Context())
		cancel()
		if err := w.Deliver(ctx, Carrier(), o.ID); err == nil {
			w.Error("delivered after the end")
		}
		w.must(w.Deliver(w.Context(), Carrier(), "xo_none"))
	})
}

func TestReceiveOnceByEveryWay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		first, err := w.accept(w.message(1, nil))
		w.must(err)
		again, err := w.accept(w.message(1, nil))
		w.must(err)
		other, err := w.accept(w.message(1, func(d *edxml.Document) { d.TraceID = "gửi lại" }))
		w.must(err)
		w.drop("a.edxml", w.message(1, nil))
		w.drop("b.xml", w.message(2, nil))
		if first.State != Taken || again.ID != first.ID || other.ID != first.ID {
			w.Errorf("%v %v %v", first, again, other)
		}
		papers := w.arrived()
		if len(papers) != 2 || papers[1].Issuer != "Ủy ban tỉnh" || papers[1].Symbol != "1-CV/UB" || papers[1].Day != "2026-02-27" || papers[1].Source != incoming.Exchange {
			w.Fatalf("%+v", papers)
		}
		w.must(w.db.Read(w.Context(), func(q db.Q) error {
			files, err := w.filing.OfSubject(w.Context(), q, papers[1].ID.Subject())
			if len(files) != 1 || files[0].Name != "cv.docx" {
				w.Errorf("%+v", files)
			}
			return err
		}))
		if got := w.lies("nhan", "X1", "xong"); !slices.Equal(got, []string{"a.edxml", "b.xml"}) || len(w.lies("nhan", "X1")) != 0 {
			w.Errorf("%v", got)
		}
		w.deliver()
		p := papers[1]
		e := p.Entry
		e.Arrived = ""
		_, err = w.incoming.Correct(w.Context(), w.clerk, p.ID, 0, e, false)
		w.must(err, w.incoming.Close(w.Context(), w.clerk, p.ID, 0, "Đã báo cáo"), w.incoming.Refuse(w.Context(), w.clerk, papers[0].ID, 0, "Gửi nhầm"))
		w.deliver()
		if got := w.fake.statuses(); !slices.Equal(got, []string{"01", "01", "03", "06", "02"}) {
			w.Errorf("the sender was told %v", got)
		}
		if st := w.fake.got[2].Status; st.ResponseFor.ID != first.Ref.ID || st.From.ID != "H37.DN.001" || !strings.Contains(st.Description, "số đến 1/2026") {
			w.Errorf("%+v", st)
		}
	})
}

func TestWhoMaySendHere(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for _, key := range []string{"", "x", string(w.http), w.key + "x", w.key[:len(w.key)-1], string(w.folder) + ".x", string(w.folder) + "."} {
			_, err := w.Accept(w.Context(), Carrier(), key, bytes.NewReader(w.message(1, nil)))
			w.refused(err, "exchange.key")
		}
		old := w.key
		var err error
		w.key, err = w.GiveKey(w.Context(), w.clerk, w.http)
		w.must(err)
		_, err = w.Accept(w.Context(), Carrier(), old, bytes.NewReader(w.message(1, nil)))
		w.refused(err, "exchange.key")
		_, err = w.accept(w.message(1, func(d *edxml.Document) { d.From.ID = "H37.TU" }))
		w.refused(err, "exchange.bad_sender")
		w.must(w.Readdress(w.Context(), w.clerk, w.http, Peer{Organ: "H37.UB", Name: "Ủy ban tỉnh", Way: HTTP, URL: w.fake.URL, Closed: true}))
		_, err = w.accept(w.message(1, nil))
		w.refused(err, "exchange.key")
		if len(w.arrived()) != 0 {
			w.Error("something came in")
		}
	})
}

func TestBadMessagesAreKeptAndShown(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		broken := w.message(1, nil)[:900]
		_, err := w.accept(broken)
		w.refused(err, "exchange.bad_xml")
		_, err = w.accept(broken)
		w.refused(err, "exchange.bad_xml")
		for i, raw := range [][]byte{nil, []byte("không phải XML"), []byte("<html/>"), []byte(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><edXML/>`), bytes.Repeat([]byte("<a>"), 5000),
			w.status("của ai", "H37.UB", edxml.Arrived, 0), w.message(2, func(d *edxml.Document) { d.Attachments[0].Content = []byte("MZ\x90 chương trình") }),
			w.message(3, func(d *edxml.Document) { d.Business = edxml.Business{Purpose: edxml.Recall, ID: "không có"} })} {
			w.drop(fmt.Sprint(i, ".edxml"), raw)
		}
		all := w.waiting()
		if len(all) != 9 || len(w.lies("nhan", "X1", "loi")) != 8 || len(w.arrived()) != 0 {
			w.Fatalf("%d are kept, %v", len(all), w.lies("nhan", "X1", "loi"))
		}
		first := all[len(all)-1]
		if raw, err := allOf(w, first.file); err != nil || !bytes.Equal(raw, broken) || first.Sender != "Ủy ban tỉnh" {
			w.Errorf("%d bytes, %v, %+v", len(raw), err, first)
		}
		again, err := w.Retry(w.Context(), w.clerk, first.ID, false)
		if err != nil || again.State != Bad || again.ID != first.ID {
			w.Errorf("%+v %v", again, err)
		}
		var program In
		for _, i := range all {
			if i.Detail == "cv.docx" {
				program = i
			}
		}
		if !strings.HasPrefix(program.Reason, "filing.file_") || program.Subject != "Về việc báo cáo số 2" {
			w.Errorf("%+v", program)
		}
		taken, err := w.Retry(w.Context(), w.clerk, program.ID, true)
		if err != nil || taken.State != Taken || len(w.arrived()) != 1 {
			w.Errorf("%+v %v", taken, err)
		}
		w.refused(w.Discard(w.Context(), w.stranger, first.ID), "access.not_found")
		w.must(w.Discard(w.Context(), w.clerk, first.ID))
		w.refused(w.Discard(w.Context(), w.clerk, first.ID), "exchange.not_bad")
		if has, err := w.files.Has(w.Context(), first.file); has || err != nil || len(w.waiting()) != 7 {
			w.Errorf("still kept: %v %v, %d wait", has, err, len(w.waiting()))
		}
	})
}

func allOf(w *world, ref blob.Ref) ([]byte, error) { return all(w.Context(), w.files, ref) }

func TestSecretsAreNotStored(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for i, change := range []func(*edxml.Document){
			func(d *edxml.Document) { d.Secrecy = "Tối mật" },
			func(d *edxml.Document) { d.Subject = "TỐI MẬT\nVề con số tuyệtđốikín" },
			func(d *edxml.Document) {
				d.Attachments[0].Content = word(w, "TUYỆT MẬT", "Con số tuyệtđốikín")
			},
			func(d *edxml.Document) { d.Attachments[0].Name = "MẬT_kếhoạch.docx" },
		} {
			_, err := w.accept(w.message(i+1, change))
			w.refused(err, "exchange.secret")
			w.drop(fmt.Sprint(i, ".edxml"), w.message(i+10, change))
		}
		broken := []byte("<edXML>\n\nTUYỆT MẬT\n\ntuyệtđốikín")
		_, err := w.accept(broken)
		w.refused(err, "exchange.secret")
		if len(w.waiting()) != 0 || len(w.arrived()) != 0 || len(w.lies("nhan", "X1"))+len(w.lies("nhan", "X1", "loi")) != 0 {
			w.Errorf("kept: %v %v %v", w.waiting(), w.arrived(), w.lies("nhan", "X1"))
		}
		log := w.log()
		if n := strings.Count(log, "refuse_secret"); n != 9 || strings.Contains(log, "tuyệtđốikín") || strings.Contains(log, "CV/UB") {
			w.Errorf("%d are counted in\n%s", n, log)
		}
		w.deliver()
		if got := w.fake.statuses(); len(got) != 8 || got[0] != "02" {
			w.Errorf("the sender was told %v", got)
		}
		left, err := w.Out(w.Context(), w.clerk, false, "", 10)
		w.must(err)
		w.must(w.db.Read(w.Context(), func(q db.Q) error {
			n, err := db.Value[int](w.Context(), q, `SELECT COUNT(*) FROM exchange_out`)
			if n != 0 || len(left) != 0 {
				w.Errorf("%d messages are remembered", n)
			}
			return err
		}))
	})
}

func TestRecall(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.issued()
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{w.http}))
		w.deliver()
		w.refused(w.Recall(w.Context(), w.clerk, id), "exchange.not_recalled")
		w.must(w.documents.Recall(w.Context(), w.clerk, id, 0, "Ban hành nhầm"), w.Recall(w.Context(), w.clerk, id))
		w.deliver()
		w.refused(w.Recall(w.Context(), w.clerk, id), "exchange.nobody")
		d := w.fake.got[1].Document
		if d.Business.Purpose != edxml.Recall || d.Business.ID != w.fake.got[0].Document.ID || d.Business.Reason != "Ban hành nhầm" || len(d.Attachments) != 0 {
			w.Errorf("%+v", d)
		}
		_, err := w.accept(w.status(d.Business.ID, "H37.UB", edxml.RecallAgreed, 0))
		w.must(err)
		if o := w.of(id)[1]; o.Kind != Recall || o.Reply != edxml.RecallAgreed {
			w.Errorf("%+v", o)
		}

		for n := range 2 { // and the other way round: as a message, and as a status
			i, err := w.accept(w.message(n, nil))
			w.must(err)
			wish := w.status(i.Ref.ID, "H37.UB", edxml.RecallAsked, 0)
			if n == 0 {
				wish = w.message(n, func(d *edxml.Document) { d.Business = edxml.Business{Purpose: edxml.Recall, ID: d.ID} })
			}
			_, err = w.accept(wish)
			w.must(err)
			open := w.waiting()
			if len(open) != 1 || open[0].ID != i.ID || open[0].Recall != Open {
				w.Fatalf("%+v", open)
			}
			w.refused(w.AnswerRecall(w.Context(), w.stranger, i.ID, true), "access.not_found")
			w.must(w.AnswerRecall(w.Context(), w.clerk, i.ID, n == 0))
			w.refused(w.AnswerRecall(w.Context(), w.clerk, i.ID, true), "exchange.no_recall")
		}
		w.deliver()
		if got := w.fake.statuses(); !slices.Equal(got, []string{"01", "15", "01", "16"}) {
			w.Errorf("the sender was told %v", got)
		}
	})
}

func TestMail(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) { w.mail(mailtest.Start(w)) })
}

// mail takes letters from a mailbox of its own.
func (w *world) mail(s *mailtest.Server) {
	w.place.Roots = s.Roots
	box := Box{Server: s.TLS, Security: mailbox.TLS, Login: mailtest.User, Password: "sai"}
	w.must(w.Arrange(w.Context(), w.clerk, w.commune.ID, Desk{Organ: "H37.DN.001", Name: "Đảng ủy xã Bảo Thắng", Box: box}))
	w.must(w.Collect(w.Context(), Carrier()))
	if d, err := w.Desks(w.Context(), w.clerk, See); err != nil || d[0].Problem != "exchange.box_login" || d[0].Box.Password != "" {
		w.Errorf("%+v %v", d, err)
	}
	box.Password = mailtest.Password
	w.must(w.Arrange(w.Context(), w.clerk, w.commune.ID, Desk{Organ: "H37.DN.001", Name: "Đảng ủy xã Bảo Thắng", Box: box}))
	head := "From: Huyện ủy <hu@lc.vn>\r\nMIME-Version: 1.0\r\nMessage-ID: <%d@lc.vn>\r\nSubject: %s\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"
	part := func(name string, content []byte) string {
		return "--A\r\nContent-Type: application/octet-stream; name=" + name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded(content) + "\r\n"
	}
	for _, letter := range []string{
		fmt.Sprintf(head, 1, "Giấy mời họp", "Kính mời") + part("moi.docx", word(w, "Kính mời")) + "--A--\r\n",
		fmt.Sprintf(head, 1, "Giấy mời họp", "Kính mời, gửi lại") + part("moi.docx", word(w, "Kính mời")) + "--A--\r\n",
		fmt.Sprintf(head, 2, "Liên thông", "") + part("goi.edxml", w.message(7, nil)) + "--A--\r\n",
		fmt.Sprintf(head, 3, "Của Outlook", "Xem tệp") + part("winmail.dat", []byte("\x78\x9f\x3e\x22 rác")) + "--A--\r\n",
		fmt.Sprintf(head, 4, "Cắt ngang", "x") + "--A\r\nContent-Type: application/pdf\r\n\r\nabc",
		fmt.Sprintf(head, 5, "Kín", "TUYỆT MẬT\r\n\r\ntuyệtđốikín") + "--A--\r\n",
		"xin chào",
	} {
		s.Deliver(w, []byte(letter))
	}
	w.must(w.Collect(w.Context(), Carrier()), w.Collect(w.Context(), Carrier()))
	papers, bads := w.arrived(), w.waiting()
	if len(papers) != 2 || len(bads) != 3 {
		w.Fatalf("%+v\n%+v", papers, bads)
	}
	subjects := []string{papers[0].Abstract, papers[1].Abstract}
	if slices.Sort(subjects); subjects[0] != "Giấy mời họp" || subjects[1] != "Về việc báo cáo số 7" {
		w.Errorf("%q", subjects)
	}
	if in, done, bad := len(s.Letters(w, "")), len(s.Letters(w, boxDone)), len(s.Letters(w, boxBad)); in != 0 || done != 3 || bad != 4 {
		w.Errorf("%d wait, %d are done, %d bad", in, done, bad)
	}
	for _, i := range bads {
		if i.Reason == "exchange.bad_left" {
			if taken, err := w.Retry(w.Context(), w.clerk, i.ID, true); err != nil || taken.State != Taken {
				w.Errorf("%+v %v", taken, err)
			}
		}
	}
	if d, err := w.Desks(w.Context(), w.clerk, See); err != nil || d[0].Problem != "" || d[0].CheckedAt.IsZero() || strings.Contains(w.log(), "tuyệtđốikín") {
		w.Errorf("%+v %v", d, err)
	}
}

func encoded(b []byte) string {
	s := encoding(b)
	var lines []string
	for len(s) > 76 {
		lines, s = append(lines, s[:76]), s[76:]
	}
	return strings.Join(append(lines, s), "\r\n")
}

func TestAddressBook(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		good := Peer{Organ: "H99", Name: "Sở Nội vụ", Way: Folder, Folder: "so"}
		for field, p := range map[string]Peer{
			"organ": {Organ: "H 99", Name: "Sở", Way: Folder, Folder: "so"}, "name": {Organ: "H99", Way: Folder, Folder: "so"}, "folder": {Organ: "H99", Name: "Sở", Way: Folder, Folder: "../so"},
			"url": {Organ: "H99", Name: "Sở", Way: HTTP, URL: "http://so.vn"}, "way": {Organ: "H99", Name: "Sở", Way: "bưu tá"},
		} {
			if _, err := w.Meet(w.Context(), w.clerk, w.commune.ID, p); faultField(err, field) == "" {
				w.Errorf("%s: %v", field, err)
			}
		}
		if _, err := w.Meet(w.Context(), w.clerk, w.commune.ID, Peer{Organ: "H37.TU", Name: "Tỉnh ủy", Way: Folder, Folder: "x"}); faultField(err, "organ") != "exchange.organ_known" {
			w.Error(err)
		}
		if _, err := w.Meet(w.Context(), w.stranger, w.commune.ID, good); err == nil {
			w.Error("a stranger wrote into the book")
		}
		for field, b := range map[string]Box{"server": {Server: "imap.vn", Login: "a", Security: mailbox.TLS}, "login": {Server: "imap.vn:993", Security: mailbox.TLS}, "security": {Server: "imap.vn:993", Login: "a"}} {
			if err := w.Arrange(w.Context(), w.clerk, w.commune.ID, Desk{Organ: "H1", Name: "Xã", Box: b}); faultField(err, field) == "" {
				w.Errorf("%s: %v", field, err)
			}
		}
		all, err := w.Peers(w.Context(), w.clerk, Manage)
		if err != nil || len(all) != 2 || all[0].Key != "" || all[1].Key != "" || all[0].Keyed() || !all[1].Keyed() {
			w.Errorf("%+v %v", all, err)
		}
		if none, err := w.Peers(w.Context(), w.stranger, Manage); err != nil || len(none) != 0 {
			w.Errorf("%+v %v", none, err)
		}
		w.must(w.db.Read(w.Context(), func(q db.Q) error {
			rows, err := db.Column[string](w.Context(), q, `SELECT key || inward FROM exchange_peer`)
			if all := strings.Join(rows, " "); strings.Contains(all, "khoa-cua-ho") || strings.Contains(all, w.key) {
				w.Error("a key stands in the database")
			}
			return err
		}))
	})
}

func TestVault(t *testing.T) {
	t.Parallel()
	v, err := newVault([]byte("một"))
	o, err2 := newVault([]byte("hai"))
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	sealed := v.seal("mật khẩu", "a")
	if got, err := v.open(sealed, "a"); got != "mật khẩu" || err != nil {
		t.Error(got, err)
	}
	for name, open := range map[string]func() (string, error){
		"another place": func() (string, error) { return v.open(sealed, "b") }, "another key": func() (string, error) { return o.open(sealed, "a") },
		"no letters": func() (string, error) { return v.open("?", "a") }, "cut off": func() (string, error) { return v.open(sealed[:8], "a") },
	} {
		if _, err := open(); err == nil {
			t.Error(name)
		}
	}
}

func TestAFolderThatIsNotThereStopsNobody(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.must(os.WriteFile(filepath.Join(w.folders, "gui"), nil, 0o600))
		id := w.issued()
		w.must(w.Send(w.Context(), w.clerk, id, []PeerID{w.folder, w.http}))
		if n := w.deliver(); n != 1 || len(w.fake.got) != 1 {
			w.Errorf("%d failed, %d arrived", n, len(w.fake.got))
		}
		if o := w.of(id)[0]; o.State != Waiting || o.Error != "exchange.send_later" || o.Detail == "" {
			w.Errorf("%+v", o)
		}
		if _, err := w.documents.Begin(w.Context(), w.clerk, w.commune.ID, document.Content{Type: "resolution", Abstract: "x"}); err != nil {
			w.Error(err)
		}
	})
}
