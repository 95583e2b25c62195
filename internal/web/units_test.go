package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/org"
)

func decided(more url.Values) url.Values {
	v := url.Values{"decision": {"09-QĐ/ĐU"}, "day": {string(officeDay)}}
	for name, values := range more {
		v[name] = values
	}
	return v
}

func TestUnitsAreShownAndFound(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer)
	says(t, o.get("/units", 200), "Tỉnh ủy Thử Nghiệm", "Đảng bộ xã Bản Hồ")
	says(t, o.get("/units?q=na+ten", 200), "Chi bộ thôn Nà Tền")
	says(t, o.get("/units?q=khongco", 200), "Không tìm thấy đơn vị nào")
	says(t, o.get("/units?day=2019-01-01", 200), "Ngày đó chưa có đơn vị nào")
	says(t, o.get("/units?day=2021-01-01", 200), "Cây tổ chức ngày 01/01/2021", "Đảng bộ xã Bản Hồ")
	says(t, o.get("/units?day=2021-01-01&q=doai", 200), "Chi bộ thôn Đoài")
	says(t, o.get("/units?day=2030-01-01", 200), "Hãy chọn hôm nay hoặc một ngày đã qua.")
	says(t, o.get(unitHref(o.unit["X"].ID, ""), 200), "Đơn vị trực thuộc (2)", "01-QĐ/TU", "Sáp nhập")
	says(t, o.get(unitHref(o.unit["X"].ID, "2021-01-01"), 200), "Đơn vị như ngày 01/01/2021", "Chi bộ thôn Đoài")
	o.get("/units/999", 404)
	o.get("/units/x", 404)
}

func TestCreateIsSeenBeforeItIsDone(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer)
	at := unitHref(o.unit["X"].ID, "") + "/create"
	says(t, o.get(at, 200), "Lập đơn vị trực thuộc", "Xem trước")
	says(t, o.post(at, 422, decided(url.Values{"kind": {org.Branch}})), "Hãy nhập tên đơn vị.", "09-QĐ/ĐU")
	sent := decided(url.Values{"kind": {org.Branch}, "name": {"Chi bộ thôn Thượng"}, "code": {"B3"}})
	page := o.post(at, 200, sent)
	says(t, page, "Lập đơn vị này?", "Chi bộ thôn Thượng", "B3")
	if units := o.get("/units?q=thuong", 200); strings.Contains(units, "Chi bộ thôn Thượng") {
		t.Error("a preview has made the unit")
	}
	sent.Set("confirmed", "1")
	sent.Set("seen", hidden(t, page, "seen"))
	sent.Set("edit", "1") // the other button of the preview
	says(t, o.post(at, 200, sent), "Chi bộ thôn Thượng", "Xem trước")
	sent.Del("edit")
	says(t, o.get(o.post(at, 303, sent), 200), "Chi bộ thôn Thượng", "09-QĐ/ĐU")
}

func TestFirstUnitStandsAtTheTop(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Administrator)
	sent := decided(url.Values{"kind": {org.Province}, "name": {"Tỉnh ủy Thứ Hai"}, "code": {"T2"}})
	says(t, o.get("/units/0/create", 200), "Lập đơn vị cấp cao nhất")
	sent.Set("seen", hidden(t, o.post("/units/0/create", 200, sent), "seen"))
	sent.Set("confirmed", "1")
	says(t, o.get(o.post("/units/0/create", 303, sent), 200), "Tỉnh ủy Thứ Hai")
	o.get("/units/0/merge", 404)
	o.who.Roles[0].At = o.unit["X"].Path
	o.get("/units/0/create", 404)
}

func TestMoveFindsTheNewParent(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer)
	at := unitHref(o.unit["X"].ID, "") + "/move"
	says(t, o.post(at, 422, decided(nil)), "Hãy nhập cấp trên mới.")
	says(t, o.post(at, 422, decided(url.Values{"parent": {"khong co"}})), "Không tìm thấy đơn vị này")
	says(t, o.post(at, 422, decided(url.Values{"parent": {"B1"}})), "dưới chính nó")
	page := o.post(at, 422, decided(url.Values{"parent": {"chi bo"}}))
	says(t, page, "Có 2 đơn vị phù hợp", "Chi bộ thôn Đoài", `name="parent-id"`)
}

func TestOvertakenPreviewIsShownAnew(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer)
	at := unitHref(o.unit["B1"].ID, "") + "/rename"
	sent := decided(url.Values{"name": {"Chi bộ bản Nà Tền"}, "code": {"B1"}, "kind": {org.Branch}})
	page := o.post(at, 200, sent)
	says(t, page, "Chi bộ thôn Nà Tền → Chi bộ bản Nà Tền")
	sent.Set("confirmed", "1")
	sent.Set("seen", "another")
	page = o.post(at, 200, sent)
	says(t, page, "Đã có thay đổi khác sau khi đồng chí xem trước")
	sent.Set("seen", hidden(t, page, "seen"))
	says(t, o.get(o.post(at, 303, sent), 200), "Chi bộ bản Nà Tền")
}

func TestMergeTakesPeopleAlong(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer, access.Clerk)
	o.hires("B2", "Hoàng Thị Mai", "00123456")
	at := unitHref(o.unit["B1"].ID, "") + "/merge"
	says(t, o.get(at, 200), "Chi bộ thôn Đoài", "Thành một đơn vị mới")
	says(t, o.post(at, 422, decided(url.Values{"way": {"here"}, "others": {"KHONG"}})), "Không tìm thấy đơn vị có mã KHONG.")
	sent := decided(url.Values{"way": {"here"}, "units": {fmt.Sprint(o.unit["B2"].ID)}})
	page := o.post(at, 200, sent)
	says(t, page, "Chi bộ thôn Đoài → Chi bộ thôn Nà Tền", "1 đồng chí", "Kết thúc hoạt động")
	sent.Set("confirmed", "1")
	sent.Set("seen", hidden(t, page, "seen"))
	o.post(at, 303, sent)
	says(t, o.get(unitHref(o.unit["B2"].ID, ""), 200), "Đã kết thúc hoạt động từ ngày 10/09/2026", "Chi bộ thôn Nà Tền")
	says(t, o.get(fmt.Sprintf("/members?unit=%d", o.unit["B1"].ID), 200), "Hoàng Thị Mai")
}

func TestSplitAsksWhereEverybodyGoes(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer, access.Clerk)
	a, b := o.hires("B1", "Hoàng Thị Mai", "00123456"), o.hires("B1", "Vàng A Páo", "00123457")
	at := unitHref(o.unit["B1"].ID, "") + "/split"
	o.get(at, 200)
	says(t, o.post(at, 422, decided(nil)), "Hãy nhập tên đơn vị mới.")
	sent := decided(url.Values{"name-1": {"Chi bộ 1"}, "code-1": {"B11"}, "name-2": {"Chi bộ 2"}, "code-2": {"B12"}})
	says(t, o.post(at, 200, sent), "Đảng viên về đâu", "Hoàng Thị Mai", "Chi bộ 2", "Xem trước")
	sent.Set("placed", "1")
	sent.Set("p-"+string(a), "1")
	says(t, o.post(at, 422, sent), "Còn 1 đảng viên chưa được xếp")
	sent.Set("p-"+string(b), "2")
	page := o.post(at, 200, sent)
	says(t, page, "Chia tách đơn vị này?", "nhận 1 đồng chí")
	sent.Set("confirmed", "1")
	sent.Set("seen", hidden(t, page, "seen"))
	o.post(at, 303, sent)
	says(t, o.get("/members?q=pao", 200), "Chi bộ 2")
}

func TestCloseSaysWhereMembersGo(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer, access.Clerk)
	o.hires("B1", "Hoàng Thị Mai", "00123456")
	at := unitHref(o.unit["B1"].ID, "") + "/close"
	says(t, o.post(at, 422, decided(nil)), "còn 1 đảng viên")
	says(t, o.post(at, 200, decided(url.Values{"into": {"B2"}})), "Chi bộ thôn Nà Tền → Chi bộ thôn Đoài")
}

func TestUnitImportIsTriedFirst(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Officer)
	list := "Mã đơn vị,Tên đơn vị,Mã cấp trên\nB1,Chi bộ bản Nà Tền,X\nB9,Chi bộ thôn Chín,X\nB8,Chi bộ thôn Tám,KHONG\n"
	o.get("/units/import", 200)
	says(t, o.send("/units/import", 422, decided(nil), "a.csv", []byte("a,b\n1,2\n")), "Mã đơn vị")
	says(t, o.send("/units/import", 422, decided(nil), "a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), "Tệp")
	page := o.send("/units/import", 200, decided(nil), "don-vi.csv", []byte(list))
	says(t, page, "Nhập danh sách này?", "Chi bộ thôn Chín", "Không tìm thấy cấp trên", "Từ\u00a0chối")
	sent := decided(url.Values{"kept": {hidden(t, page, "kept")}})
	if to := o.post("/units/import", 303, sent); to != "/units" {
		t.Errorf("leads to %s", to)
	}
	says(t, o.get("/units?q=thon+chin", 200), "Chi bộ thôn Chín")
}

func TestWhoMayNotManageSeesNoActs(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	if page := o.get(unitHref(o.unit["X"].ID, ""), 200); strings.Contains(page, "/merge") {
		t.Error("a clerk is offered to merge units")
	}
	o.get(unitHref(o.unit["X"].ID, "")+"/merge", 404)
	o.post(unitHref(o.unit["X"].ID, "")+"/close", 404, decided(nil))
}
