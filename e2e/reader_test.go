package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/document"
	"sotay/internal/library"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/publication"
)

// theSigner signs the papers of the commune's committee.
const theSigner = "Vàng Seo Lử"

// issued is a paper of some pages that the committee of the commune issued to all
// of its members, and its publication.
func (w *town) issued() (document.ID, publication.ID) {
	w.t.Helper()
	unit, ctx := w.units["X1"], w.t.Context()
	signer := w.people[theSigner]
	_, err := w.app.Members.Appoint(ctx, root(member.Edit, member.See, "org.see"), member.Post{Member: signer, Unit: unit.ID, Post: "secretary", From: "2026-01-12"})
	w.must(err)
	_, err = w.app.Access.Grant(ctx, root(account.Manage, access.Grant), access.Wish{Account: w.account[theSigner], Role: access.Secretary, Unit: unit.ID})
	w.must(err)
	all := map[authz.Perm]authz.Reach{document.See: authz.Below, document.Draft: authz.Below, document.Approve: authz.Below, document.Issue: authz.Below, publication.Send: authz.Below, publication.Watch: authz.Below}
	by := authz.Actor{ID: w.account[theSigner], Name: theSigner, Member: string(signer), Roles: []authz.Role{{Name: "officer", At: unit.Path, Perms: all}}}
	var text strings.Builder
	for i := 1; i <= 60; i++ {
		fmt.Fprintf(&text, "# %d. Nhiệm vụ thứ %d\nMỗi chi bộ phân công đảng viên phụ trách từng hộ gia đình, hằng tháng báo cáo kết quả, khó khăn và kiến nghị với đảng ủy xã để kịp thời tháo gỡ.\n", i, i)
		if i == 41 {
			text.WriteString("Bảo vệ nguồn nước ở khe Nà Lếch là việc làm ngay.\n")
		}
	}
	id, err := w.app.Documents.Begin(ctx, by, unit.ID, document.Content{Type: "plan", Abstract: "Kế hoạch bảo vệ rừng và nguồn nước năm 2026", Text: text.String(),
		Recipients: []string{"Các chi bộ trực thuộc,"}, Signer: signer, SignerPost: "BÍ THƯ",
		Sending: document.Sending{Targets: []publication.Target{{Kind: publication.Subtree, Unit: unit.ID}}, Ask: publication.Confirm, Open: true}})
	w.must(err)
	annex, err := os.ReadFile(aPaper(w.t))
	w.must(err)
	w.must(w.app.Documents.Attach(ctx, by, id, "Phụ lục.pdf", int64(len(annex)), bytes.NewReader(annex)))
	w.must(w.app.Documents.Submit(ctx, by, id, 0, []member.ID{signer}))
	w.must(w.app.Documents.Agree(ctx, by, id, 0, ""))
	_, err = w.app.Documents.Enumerate(ctx, by, id, 0, 0)
	w.must(err)
	w.must(w.app.Documents.Issue(ctx, by, id, 0))
	sent, err := w.app.Sent.OfSubject(ctx, authz.Actor{ID: w.account[theMember], Member: string(w.people[theMember]), Home: w.units["X1.01"].Path}, id.Subject())
	w.must(err)
	return id, sent[0].ID
}

// On a telephone a member reads a long paper: page by page, in large type, finds a
// word typed without diacritics, and comes back to where he was.
func TestReader(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	id, _ := w.issued()
	b := w.comes(theMember)
	b.open("/documents/" + string(id))
	b.tap("Đọc văn bản")
	b.until(`document.querySelector(".sheet .textLayer span")?.textContent.length>0`, "the first page with its text")
	b.until(`document.querySelector(".sheet canvas").width>=300`, "a picture as wide as the screen")
	b.tap("Trang sau")
	b.until(`document.querySelector("[name=page]").value==="2"`, "the second page")
	b.tap("Phóng to")
	b.until(`document.querySelector(".sheet").offsetWidth>400`, "a larger page")
	b.tap("Chữ to")
	b.until(`[...document.querySelectorAll(".text-page p")].some(p=>p.textContent.includes("phân công đảng viên phụ trách từng hộ gia đình, hằng tháng báo cáo kết quả"))`, "whole paragraphs")
	b.tap("Tìm trong văn bản")
	b.fill("Tìm trong văn bản", "khe na lech")
	b.tap("Tìm, chỗ sau")
	b.until(`document.querySelector(".hit-here")?.textContent.includes("Nà Lếch")`, "what was looked for")
	b.tap("Đóng phần tìm")
	b.until(`document.querySelectorAll(".hit").length===0`, "no marks any more")
	b.tap("Chữ to")
	b.until(`document.querySelector(".sheet canvas")&&document.querySelector("[name=page]").value!=="1"`, "the same page as it is printed")
	page, err := ask[string](b, `document.querySelector("[name=page]").value`)
	w.must(err)
	b.tap("Quay lại trang văn bản")
	b.sees("Đọc văn bản")
	b.tap("Đọc văn bản")
	b.until(`document.querySelector("[name=page]").value===`+quote(page)+`&&document.querySelector(".sheet canvas")`, "the place where he was")
	b.until(`performance.getEntriesByType("resource").some(x=>x.name.endsWith("/library/place"))`, "the place to be told")
	other := w.comes(theMember)
	other.open("/documents/" + string(id) + "/read")
	other.until(`document.querySelector("[name=page]").value===`+quote(page)+`&&document.querySelector(".sheet canvas")`, "the same page on another device")
	other.open("/documents/" + string(id))
	other.press("Phụ lục.pdf")
	other.until(`document.querySelector(".sheet .textLayer span")`, "the annex")
	other.press("Quay lại trang văn bản")
	other.sees("Đọc văn bản")
	other.quiet()
	b.press("Quay lại trang văn bản")
	b.tap("Mở bảng chọn")
	b.press("Đăng xuất")
	b.until(`Object.keys(localStorage).length===0`, "nothing left on the device")
	b.quiet()
}

// The clerk puts up a paper's code in the village; whoever scans it reads the paper
// without an account, until it is taken back.
func TestPublicPaper(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := settle(t, engine)
		_, sent := w.issued()
		c := w.comes(theClerk)
		c.open("/publications/" + string(sent))
		c.press("Đường dẫn công khai và mã QR")
		c.press("Tạo đường dẫn và mã")
		c.sees("Ai có mã hoặc đường dẫn này đều đọc được văn bản")
		c.press("Tờ in có mã")
		c.sees("01-KH/ĐU: Kế hoạch bảo vệ rừng và nguồn nước năm 2026")
		link := scan(c)
		if !strings.HasPrefix(link, w.base+"/p/") {
			t.Fatalf("the code says %q", link)
		}
		path := strings.TrimPrefix(link, w.base)
		s := w.visitor("whoever passes by")
		s.open(path)
		s.sees("Đang có hiệu lực", "01-KH/ĐU", commune)
		s.lacks(theSigner)
		s.tap("Đọc văn bản")
		s.until(`document.querySelector(".sheet .textLayer span")?.textContent.length>0`, "the first page with its text")
		s.quiet()
		c.open("/publications/" + string(sent))
		c.press("Thu hồi")
		c.press("Thu hồi")
		c.sees("Hãy ghi lý do thu hồi.")
		c.fill("Lý do thu hồi", "Số liệu rừng chưa đúng")
		c.press("Thu hồi")
		c.sees("Văn bản đã thu hồi", "Số liệu rừng chưa đúng")
		s.open(path)
		s.sees("Văn bản đã được thu hồi", "Số liệu rừng chưa đúng")
		s.lacks("Đọc văn bản")
		s.open(path + "/file")
		s.sees("thu hồi")
		m := w.comes(theMember)
		m.open("/papers/" + string(sent))
		m.sees("Đã thu hồi", "Số liệu rừng chưa đúng")
		m.quiet()
		c.open("/publications/" + string(sent) + "/share")
		c.press("Ngừng chia sẻ")
		s.open(path)
		s.sees("Không tìm thấy nội dung này")
		s.complaints() // Chromium's own, of the pages that were not there
	})
}

// scan reads the code on the page as a telephone does: with a program that knows
// nothing of ours.
func scan(b *tab) string {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.Screenshot(".qr"))
	if err != nil {
		b.fail("%v", err)
	}
	name := filepath.Join(b.t.TempDir(), "code.png")
	if err := os.WriteFile(name, picture, 0o600); err != nil {
		b.t.Fatal(err)
	}
	said, err := exec.CommandContext(b.t.Context(), "zbarimg", "--quiet", "--raw", name).Output()
	if err != nil {
		b.t.Fatalf("%v (scripts/setup installs zbar-tools)", err)
	}
	return strings.TrimSpace(string(said))
}

// shares adds the pages of an open paper: for its office, and for anybody.
func (w *town) shares(visits map[string][]string) {
	w.t.Helper()
	id, open := w.issued()
	token, err := w.app.Sent.Share(w.t.Context(), root(publication.Send), open)
	w.must(err)
	visits[theMember] = append(visits[theMember], "/documents/"+string(id), "/saved")
	who := authz.Actor{ID: w.account[theMember], Member: string(w.people[theMember]), Home: w.units["X1.01"].Path}
	paper, err := w.app.Documents.See(w.t.Context(), who, id)
	w.must(err)
	visits[theMember] = append(visits[theMember], "/files/"+string(paper.Annexes[0].ID)+"/read")
	visits["stranger"] = append(visits["stranger"], "/p/"+token, "/p/"+token+"/read")
	for _, page := range []string{"", "/share", "/poster", "/withdraw"} {
		visits[theClerk] = append(visits[theClerk], "/publications/"+string(open)+page)
	}
}

// A member saves a paper, goes where there is no network, reads it there and says
// that he has read it; when he is back that arrives, and a paper that was taken back
// meanwhile goes from his telephone. When he signs out, all goes.
func TestOffline(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := settle(t, engine)
		id, sent := w.issued()
		page := "/documents/" + string(id)
		b := w.comes(theMember)
		b.open(page)
		b.until(`document.readyState==="complete"&&!document.querySelector("[data-keep]").hidden`, "a page that no longer moves")
		b.tap("Lưu để đọc khi mất mạng")
		b.sees("Đã lưu trên máy (bấm để bỏ)")
		b.until(`navigator.serviceWorker.controller`, "the service worker")
		w.unplug(b)
		b.open("/tasks")
		b.sees("Văn bản đã lưu trên máy", "01-KH/ĐU: Kế hoạch bảo vệ rừng và nguồn nước năm 2026", "Lưu lúc")
		b.tap("01-KH/ĐU: Kế hoạch bảo vệ rừng")
		b.until(`document.querySelector(".sheet .textLayer span")?.textContent.length>0`, "the paper without a network")
		b.open(page)
		b.tap("Tôi đã đọc và nắm nội dung")
		b.sees("Xác nhận đã ghi trên máy này")
		w.plug(b)
		b.until(`!localStorage.getItem("sotay.later")`, "what was confirmed to be sent")
		b.open(page)
		b.sees("Đồng chí đã xác nhận")
		by := root(publication.Send)
		w.must(w.app.Sent.TakeBack(w.t.Context(), by, sent, "Số liệu chưa đúng"))
		b.do(chromedp.Evaluate[chromedp.Void](`localStorage.removeItem("sotay.saved-checked")`))
		b.open("/saved")
		b.until(`!localStorage.getItem("sotay.saved")`, "the paper to go that was taken back")
		b.sees("Chưa có văn bản nào lưu trên máy này")
		b.complaints() // Chromium's own, of the lost network and of the page that is not there
	})
}

// unplug takes the network away from everybody, and tells one browser so.
func (w *town) unplug(b *tab) {
	w.line.cut()
	b.networkIs(false)
}

func (w *town) plug(b *tab) {
	w.line.mend()
	b.networkIs(true)
}

func (b *tab) networkIs(there bool) {
	b.t.Helper()
	p := network.OverrideNetworkStateParams{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(b.ctx, network.OverrideNetworkState, p); err != nil {
		b.fail("%v", err)
	}
}

// A paper that was marked on a computer comes to the telephone, without counting as
// read; unmarked it goes; what is saved on the telephone is marked in the library.
func TestOfflineFollowsTheLibrary(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := settle(t, engine)
		id, _ := w.issued()
		page, subject := "/documents/"+string(id), id.Subject()
		var who authz.Actor
		w.must(w.app.DB.Read(t.Context(), func(q db.Q) (err error) {
			who, err = w.app.Access.Actor(t.Context(), q, w.account[theMember], civil.In(w.app.DB.Now()))
			return err
		}))
		mark := func(on bool) {
			w.must(w.app.Library.Keep(t.Context(), who, subject, library.Wish{Saved: &on}))
		}
		unread, err := w.app.Sent.Unread(t.Context(), who, 10)
		w.must(err)
		b := w.comes(theMember)
		mark(true)
		again := func(path string) {
			b.do(chromedp.Evaluate[chromedp.Void](`localStorage.removeItem("sotay.saved-checked")`))
			b.open(path)
		}
		b.open("/")
		b.until(`(localStorage.getItem("sotay.saved")||"").includes("`+page+`")`, "the paper that was marked elsewhere")
		if n, err := w.app.Sent.Unread(t.Context(), who, 10); err != nil || n != unread {
			t.Errorf("%d unread after the telephone fetched one, were %d, %v", n, unread, err)
		}
		b.until(`navigator.serviceWorker.controller`, "the service worker")
		w.unplug(b)
		b.open(page)
		b.sees("Kế hoạch bảo vệ rừng và nguồn nước năm 2026")
		w.plug(b)
		mark(false)
		again("/")
		b.until(`!localStorage.getItem("sotay.saved")`, "the paper to go that was unmarked")
		b.open(page)
		b.until(`document.readyState==="complete"&&!document.querySelector("[data-keep]").hidden`, "a page that no longer moves")
		b.tap("Lưu để đọc khi mất mạng")
		b.sees("Đã lưu trên máy (bấm để bỏ)")
		mine, err := w.app.Library.Mine(t.Context(), who, library.Offline)
		w.must(err)
		if len(mine) != 1 || mine[0].Subject != subject {
			t.Errorf("the library keeps %+v", mine)
		}
		b.complaints() // Chromium's own, of the lost network
	})
}
