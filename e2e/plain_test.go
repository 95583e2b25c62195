package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Without JavaScript: sign in, answer the call, check in, vote.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	b := w.visitor(theMember)
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.open("/")
	if on, err := ask[bool](b, `!!document.querySelector("details.menu[data-ready]")`); err != nil || on {
		b.fail("scripts run (%v)", err)
	}
	b.fill("Số điện thoại hoặc tên đăng nhập", w.login(w.people[theMember]))
	b.fill("Mật khẩu hoặc mã đăng nhập", secret)
	b.press("Đăng nhập")
	b.sees("Việc cần làm")

	b.open(at(w.called))
	b.tap("Xin vắng")
	b.fill("Lý do xin vắng", "Con ốm")
	b.press("Gửi đề nghị vắng")
	b.sees("Đồng chí đã trả lời: Xin vắng")
	b.press("Tôi sẽ đến")
	b.sees("Đồng chí đã trả lời: Sẽ đến")

	b.open(at(w.running))
	b.press("Tôi có mặt")
	b.sees("Đã điểm danh đồng chí có mặt")
	b.press("Tán thành")
	b.sees("Đồng chí đã biểu quyết: tán thành")
}
