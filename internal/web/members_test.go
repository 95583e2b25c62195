package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/jobs"
)

func TestMembersAreListedAndFound(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	says(t, o.get("/members", 200), "Chưa có đảng viên nào", "Nhập danh sách")
	o.hires("B1", "Hoàng Thị Mai", "00123456")
	o.hires("B2", "Vàng A Páo", "00123457")
	says(t, o.get("/members?q=hoang+mai", 200), "Hoàng Thị Mai")
	says(t, o.get("/members?q=001234", 200), "Hoàng Thị Mai", "Vàng A Páo")
	if page := o.get(fmt.Sprintf("/members?unit=%d", o.unit["B1"].ID), 200); strings.Contains(page, "Vàng A Páo") {
		t.Error("the list of a branch shows people of another")
	}
	says(t, o.get("/members?state=left", 200), "Không tìm thấy ai")
	rec := o.do(httptest.NewRequest("GET", "/members/export.xlsx", nil))
	if rec.Code != 200 || rec.Header().Get("Content-Type") != workbook || !strings.HasPrefix(rec.Body.String(), "PK") {
		t.Errorf("the export answers %d %s", rec.Code, rec.Header())
	}
}

func TestListGoesOnByKey(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	for i := range membersShown + 1 {
		o.hires("B1", "Nguyễn Văn An", fmt.Sprintf("%08d", i+1))
	}
	page := o.get("/members", 200)
	_, rest, _ := strings.Cut(page, `href="/members?after=`)
	after, _, _ := strings.Cut(rest, `"`)
	says(t, o.get("/members?after="+after, 200), "Đã hiện hết 1 người")
	o.get("/members?after=khong", 422)
}

func TestMemberIsAddedAndCorrected(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	o.get("/members/new", 200)
	sent := url.Values{"name": {"hoàng thị mai"}, "birth": {"31/02/1985"}, "state": {"official"}, "admitted": {"19/5/2010"}}
	says(t, o.post("/members", 422, sent), "Không đọc được ngày: 31/02/1985", "Hãy nhập chi bộ.", "hoàng thị mai")
	sent.Set("birth", "02/1985")
	sent.Set("unit", "B1")
	to := o.post("/members", 303, sent)
	says(t, o.get(to, 200), "Hoàng Thị Mai", "02/1985", "19/05/2010", "Chi bộ thôn Nà Tền", "Ghi quyết định")
	form := o.get(to+"/edit", 200)
	first, second := url.Values{"rev": {hidden(t, form, "rev")}}, url.Values{"rev": {hidden(t, form, "rev")}}
	first.Set("name", "Hoàng Thị Mai")
	first.Set("birth", "03/02/1985")
	first.Set("admitted", "19/05/2010")
	o.post(to+"/edit", 303, first)
	second.Set("name", "Hoàng Thị Mơ")
	second.Set("birth", "1985")
	second.Set("admitted", "19/05/2010")
	page := o.post(to+"/edit", 422, second)
	says(t, page, "vừa được người khác sửa", "Hoàng Thị Mơ", "Hồ sơ hiện ghi: 03/02/1985")
	second.Set("rev", hidden(t, page, "rev"))
	o.post(to+"/edit", 303, second)
	says(t, o.get(to, 200), "Hoàng Thị Mơ")
}

func TestDecisionsAboutAPerson(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	at := memberHref(o.hires("B1", "Hoàng Thị Mai", "00123456"))
	rev := func() string { return hidden(t, o.get(at+"/exempt", 200), "rev") }

	says(t, o.get(at+"/exempt", 200), "Miễn công tác, sinh hoạt?", "Hoàng Thị Mai")
	says(t, o.post(at+"/exempt", 422, url.Values{"rev": {rev()}, "decision": {"12-QĐ/ĐU"}}), "Xin ghi ngày.")
	o.post(at+"/exempt", 303, url.Values{"rev": {rev()}, "from": {"2026-09-01"}, "decision": {"12-QĐ/ĐU"}})
	says(t, o.get(at, 200), "miễn sinh hoạt", "Kết thúc miễn sinh hoạt")
	o.post(at+"/resume", 303, url.Values{"rev": {rev()}, "decision": {"13-QĐ/ĐU"}})

	says(t, o.post(at+"/move", 422, url.Values{"rev": {rev()}, "day": {"2026-09-01"}, "decision": {"14-QĐ/ĐU"}}), "Hãy nhập chi bộ mới.")
	o.post(at+"/move", 303, url.Values{"rev": {rev()}, "unit": {"đoài"}, "day": {"2026-09-01"}, "decision": {"14-QĐ/ĐU"}})
	says(t, o.get(at, 200), "Chi bộ thôn Đoài", "Chuyển sinh hoạt")

	says(t, o.get(at+"/left", 200), "Từ trần", "Chuyển đi")
	says(t, o.post(at+"/left", 422, url.Values{"rev": {rev()}, "day": {"2026-09-02"}}), "Xin chọn lý do")
	o.post(at+"/left", 303, url.Values{"rev": {rev()}, "day": {"2026-09-02"}, "reason": {member.Died}})
	says(t, o.get(at, 200), "Đã ra khỏi danh sách", "Tiếp nhận lại")
}

// A form that was refused may be sent again from the browser's own memory, with
// the key that it had.
func TestRefusedFormMayBeSentAgain(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	at := memberHref(o.hires("B1", "Hoàng Thị Mai", "00123456"))
	sent := url.Values{"rev": {hidden(t, o.get(at+"/left", 200), "rev")}, "day": {"2026-09-02"}, "once": {"k1"}}
	o.post(at+"/left", 422, sent)
	sent.Set("reason", member.Died)
	o.post(at+"/left", 303, sent)
	says(t, o.get(at, 200), "Đã ra khỏi danh sách")
	edit := url.Values{"rev": {hidden(t, o.get(at+"/edit", 200), "rev")}, "name": {""}, "once": {"k2"}}
	o.post(at+"/edit", 422, edit)
	edit.Set("name", "Hoàng Thị Mơ")
	o.post(at+"/edit", 303, edit)
	says(t, o.get(at, 200), "Hoàng Thị Mơ")
}

func TestPostsAreGivenAndTaken(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	at := memberHref(o.hires("B1", "Hoàng Thị Mai", "00123456")) + "/posts"
	says(t, o.post(at, 422, url.Values{"unit": {fmt.Sprint(o.unit["B1"].ID)}, "post": {"king"}, "from": {"2026-01-01"}}), "Chức vụ này không có trong danh mục.")
	o.post(at, 303, url.Values{"unit": {fmt.Sprint(o.unit["B1"].ID)}, "post": {"secretary"}, "from": {"2026-01-01"}})
	says(t, o.get(unitHref(o.unit["B1"].ID, ""), 200), "Bí thư", "Hoàng Thị Mai")
	page := o.get(at, 200)
	_, rest, _ := strings.Cut(page, `action="`+at+`/`)
	end, _, _ := strings.Cut(rest, `"`)
	says(t, o.post(at+"/"+end, 422, url.Values{"day": {"2025-01-01"}}), "Ngày kết thúc phải sau")
	o.post(at+"/"+end, 303, url.Values{"day": {"2026-09-09"}})
}

func TestSecretaryAddsToHisOwnBranch(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.who.Roles = []authz.Role{{Name: access.Secretary, At: o.unit["B1"].Path, Perms: map[authz.Perm]authz.Reach{org.See: authz.Here, member.See: authz.Here, member.Edit: authz.Here}}}
	page := o.get("/members/new", 200)
	says(t, page, "Chi bộ thôn Nà Tền")
	to := o.post("/members", 303, url.Values{"in": {hidden(t, page, "in")}, "name": {"Hoàng Thị Mai"}, "birth": {"1985"}, "state": {"candidate"}})
	says(t, o.get(to, 200), "Quần chúng ưu tú", "Kết nạp")
	o.post("/members", 404, url.Values{"in": {fmt.Sprint(o.unit["B2"].ID)}, "name": {"Vàng A Páo"}, "birth": {"1985"}, "state": {"candidate"}})
	o.get("/members/import", 404)
	o.get("/members/export.xlsx", 404)
}

// In a list in an old encoding people are shown, and taken in, in Unicode.
func TestOldEncodingIsConverted(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	list := "Hä vµ tªn,Ngµy sinh,Sè thÎ\nNguyÔn V¨n Hïng,03/02/1985,00188001\nTrÇn ThÞ BÝch Ngäc,05/02/1985,00188002\n"
	to := o.send("/members/import", 303, url.Values{"unit": {"B1"}}, "cu.csv", []byte(list))
	o.work(strings.TrimPrefix(to, "/imports/"))
	says(t, o.get(to, 200), "bảng mã cũ (TCVN3 (ABC))", "Trần Thị Bích Ngọc")
	again := o.post(to+"/reread", 303, url.Values{"encoding": {"unicode"}})
	o.work(strings.TrimPrefix(again, "/imports/"))
	if page := o.get(again, 200); strings.Contains(page, "bảng mã cũ") {
		t.Error("a list is converted although its texts were said to be Unicode")
	}
}

func TestRecordsOfOthersDoNotExist(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	id := o.hires("B1", "Hoàng Thị Mai", "00123456")
	o.who.Roles[0].At = o.unit["B2"].Path
	o.get(memberHref(id), 404)
	o.get(memberHref(id)+"/edit", 404)
	o.get(memberHref("mb_khong"), 404)
	if strings.Contains(o.get("/members", 200), "Hoàng Thị Mai") {
		t.Error("the list shows people out of reach")
	}
	o.who.Roles = []authz.Role{{Name: access.Committee, At: o.unit["B1"].Path, Perms: map[authz.Perm]authz.Reach{member.See: authz.Here}}}
	says(t, o.get(memberHref(id), 200), "Hoàng Thị Mai")
	o.post(memberHref(id)+"/left", 404, url.Values{"day": {"2026-09-02"}, "reason": {member.Died}})
}

// work does an import as its job does, which must have been left.
func (o *office) work(id string) {
	o.t.Helper()
	err := o.DB.Read(context.Background(), func(q db.Q) error {
		left, err := jobs.List(context.Background(), q, jobs.Waiting, "", 10)
		if !slices.ContainsFunc(left, func(j jobs.Info) bool { return j.Kind == member.ImportKind }) {
			o.t.Error("no job was left for the import")
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.Members.Fulfil(context.Background(), o.who, id, o.Files); err != nil {
		o.t.Fatal(err)
	}
}

func TestImportIsTriedLookedAtAndDone(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	list := "Họ và tên,Ngày sinh,Số thẻ đảng viên,Ghi chú\nHoàng Thị Mai,03/02/1985,00123456,x\nVàng A Páo,31/02/1980,00123457,\n"
	o.get("/members/import", 200)
	says(t, o.send("/members/import", 422, nil, "a.csv", []byte(list)), "Hãy nhập đơn vị có danh sách này.")
	to := o.send("/members/import", 303, url.Values{"unit": {"B1"}}, "dang-vien.csv", []byte(list))
	says(t, o.get(to, 200), "Đang đọc thử dang-vien.csv", "Xem đã đến đâu")
	o.work(strings.TrimPrefix(to, "/imports/"))
	page := o.get(to, 200)
	says(t, page, "Đã đọc xong, chưa nhập", "Hoàng Thị Mai", "Không có ngày này trong lịch", "B3", "Không đọc các cột: Ghi chú", "Tải kết quả từng dòng")
	if strings.Contains(o.get("/members", 200), "Hoàng Thị Mai") {
		t.Error("a trial has taken people in")
	}
	refused := o.post(to+"/confirm", 303, nil)
	o.work(strings.TrimPrefix(refused, "/imports/"))
	says(t, o.get(refused, 200), "Có 1 dòng bị từ chối nên chưa nhập dòng nào")
	taken := o.post(to+"/confirm", 303, url.Values{"skip": {"1"}})
	o.work(strings.TrimPrefix(taken, "/imports/"))
	says(t, o.get(taken, 200), "Đã nhập xong", "Xem danh sách đảng viên")
	says(t, o.get("/members", 200), "Hoàng Thị Mai")
	says(t, o.get("/members/import", 200), "Các lần nhập trước", "Đã nhập 1 người")
	rec := o.do(httptest.NewRequest("GET", taken+"/result.xlsx", nil))
	if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "PK") {
		t.Errorf("the result answers %d", rec.Code)
	}
	o.who.Roles[0].At = o.unit["B2"].Path
	o.get(to, 404)
	o.get(to+"/result.xlsx", 404)
}

func TestHostileFilesAreRefusedInPlainWords(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Clerk)
	unit := url.Values{"unit": {"B1"}}
	says(t, o.send("/members/import", 422, unit, "a.xlsx", nil), "Tệp rỗng")
	says(t, o.send("/members/import", 422, unit, "a.pdf", []byte("%PDF-1.7\n")), "PDF")
	says(t, o.send("/members/import", 422, unit, "a.xlsx", []byte("PK\x03\x04 nothing")), "Tệp")
	to := o.send("/members/import", 303, unit, "a.csv", []byte("a,b\n1,2\n"))
	o.work(strings.TrimPrefix(to, "/imports/"))
	says(t, o.get(to, 200), "Không thấy dòng tiêu đề", "Chưa có gì được nhập", "Chọn tệp khác")
}

func TestDaysAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]civil.Approx{"": "", "1985": "1985", "2/1985": "1985-02", "02/1985": "1985-02", "3/2/1985": "1985-02-03", "03-02-1985": "1985-02-03"} {
		if got, ok := approx(text); !ok || got != want {
			t.Errorf("%q is %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"85", "31/02/1985", "13/1985", "x", "1985-02", "1/2/3/4"} {
		if got, ok := approx(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}
