package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/report"
)

// small is a province of two communes with two branches each; those of the first
// have met in March.
type small struct{ province, x1, x2, c1, c2, c3, c4 org.Unit }

func build(t *testing.T, h *house) (w small) {
	t.Helper()
	w.province = h.create(t, org.Province, 0)
	w.x1, w.x2 = h.create(t, org.Grassroots, w.province.ID), h.create(t, org.Grassroots, w.province.ID)
	w.c1, w.c2 = h.create(t, org.Branch, w.x1.ID), h.create(t, org.Branch, w.x1.ID)
	w.c3, w.c4 = h.create(t, org.Branch, w.x2.ID), h.create(t, org.Branch, w.x2.ID)
	h.on("2026-03-20")
	m := sitting{id: "mt_1", unit: w.c1.ID, kind: "combined", month: "2026-03", state: "closed", starts: "2026-03-05", ended: "2026-03-05", version: 2,
		facts: report.Facts{Members: 10, Present: 9, Online: 1, Excused: 1, Exempt: 2}, minutes: 125, score: 91, grade: "Tốt", topic: "=Học tập"}
	h.save(t, m)
	m.id, m.unit, m.state, m.version, m.facts.Present, m.facts.Unexcused = "mt_2", w.c2.ID, "ended", 1, 8, 1
	h.save(t, m)
	m.id, m.kind, m.topic = "mt_3", "thematic", "Chuyển đổi số"
	h.save(t, m)
	return w
}

func TestWhoSeesWhat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := build(t, h)
		for name, c := range map[string]struct {
			who  authz.Actor
			top  org.ID
			want []org.ID
			kind fault.Kind
		}{
			"province":           {actor(w.province.Path, authz.Below, report.See), w.province.ID, []org.ID{w.c1.ID, w.c2.ID, w.c3.ID, w.c4.ID}, 0},
			"all of his":         {actor(w.x2.Path, authz.Below, report.See), 0, []org.ID{w.c3.ID, w.c4.ID}, 0},
			"his part of more":   {actor(w.x2.Path, authz.Below, report.See), w.province.ID, []org.ID{w.c3.ID, w.c4.ID}, 0},
			"another commune":    {actor(w.x2.Path, authz.Below, report.See), w.x1.ID, nil, fault.NotFound},
			"secretary":          {actor(w.c1.Path, authz.Here, report.See), w.c1.ID, []org.ID{w.c1.ID}, 0},
			"secretary, sibling": {actor(w.c1.Path, authz.Here, report.See), w.c2.ID, nil, fault.NotFound},
			"commune's own only": {actor(w.x1.Path, authz.Here, report.See), w.x1.ID, nil, 0},
			"other right":        {actor(w.x1.Path, authz.Below, org.See), w.x1.ID, nil, fault.Forbidden},
			"stranger":           {authz.Actor{}, w.x1.ID, nil, fault.Unauthenticated},
			"no such unit":       {root(), 999, nil, fault.NotFound},
		} {
			rows, err := h.reports.Branches(t.Context(), c.who, c.top, "2026-03", report.All, "", 50)
			got := make([]org.ID, len(rows))
			for i, r := range rows {
				got[i] = r.Unit
			}
			if !slices.Equal(got, c.want) || (err != nil) != (c.kind != 0) || err != nil && !fault.Is(err, c.kind) {
				t.Errorf("%s: %v %v", name, got, err)
			}
			_, _, rollErr := h.reports.Roll(t.Context(), c.who, c.top, "2026-03")
			_, peopleErr := h.reports.People(t.Context(), c.who, c.top)
			_, yearErr := h.reports.Year(t.Context(), c.who, c.top, "2026-03")
			xlsxErr := h.reports.XLSX(t.Context(), c.who, c.top, "2026-03", &bytes.Buffer{})
			for what, e := range map[string]error{"roll": rollErr, "people": peopleErr, "year": yearErr, "xlsx": xlsxErr} {
				if (e != nil) != (c.kind != 0) || e != nil && !fault.Is(e, c.kind) {
					t.Errorf("%s, %s: %v", name, what, e)
				}
			}
		}
	})
}

func TestBadQuestions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sentences := report.Sentences()
		for _, month := range []civil.Month{"", "2026-13", "0001-01", "x"} {
			_, err := h.reports.Branches(t.Context(), root(), 0, month, report.All, "", 1)
			_, yearErr := h.reports.Year(t.Context(), root(), 0, month)
			if !fault.Is(err, fault.Invalid) || !fault.Is(yearErr, fault.Invalid) || sentences[fault.Of(err).Code] == "" {
				t.Errorf("%q: %v %v", string(month), err, yearErr)
			}
		}
		for filter, after := range map[report.Filter]authz.Path{"some": "", report.All: "/1/\x00"} {
			_, err := h.reports.Branches(t.Context(), root(), 0, "2026-03", filter, after, 1)
			if !fault.Is(err, fault.Invalid) || sentences[fault.Of(err).Code] == "" {
				t.Error(err)
			}
		}
	})
}

func TestHomeOfAnUpperOffice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := build(t, h)
		got, err := h.reports.Home(t.Context(), actor(w.province.Path, authz.Below, report.See))
		if want := (report.Home{Month: "2026-03", Branches: 4, Met: 2, NotMet: 2, Waiting: 1, Late: 1, Missed: 4}); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
		h.on("2026-04-01")
		got, err = h.reports.Home(t.Context(), actor(w.x1.Path, authz.Below, report.See))
		if want := (report.Home{Month: "2026-04", Branches: 2, NotMet: 2, Waiting: 1, Late: 1}); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestWorkbook(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := build(t, h)
		var out bytes.Buffer
		if err := h.reports.XLSX(t.Context(), root(), w.province.ID, "2026-03", &out); err != nil {
			t.Fatal(err)
		}
		book, err := sheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), "x.xlsx", sheet.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for row, err := range book.Rows(0) {
			if err != nil {
				t.Fatal(err)
			}
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.Text)
			}
			lines = append(lines, strings.Join(cells, "|"))
		}
		want := []string{
			"TÌNH HÌNH SINH HOẠT CHI BỘ THÁNG 3/2026 - ĐƠN VỊ U1 (tính đến ngày 20/03/2026)",
			"STT|Chi bộ|Mã|Tình trạng|Ngày họp|Giờ bắt đầu|Thời gian họp (phút)|Đảng viên phải dự|Có mặt|Trong đó trực tuyến|Tỷ lệ dự (%)|Vắng có lý do|Vắng không lý do|Được miễn sinh hoạt|Chuyên đề|Điểm|Xếp loại|Ngày báo cáo|Ghi chú",
			"|ĐƠN VỊ U2",
			"1|Đơn vị U4|U4|đã báo cáo|2026-03-05|08:00|125|10|9|1|90|1|0|2|=Học tập|91|Tốt|2026-03-05|Đã đính chính",
			"2|Đơn vị U5|U5|đã họp chờ hoàn thiện|2026-03-05|08:00|125|10|8|1|80|1|1|2|=Học tập; Chuyển đổi số||||Quá hạn báo cáo",
			"|ĐƠN VỊ U3",
			"3|Đơn vị U6|U6|chưa triệu tập",
			"4|Đơn vị U7|U7|chưa triệu tập",
			"|Tổng số 4 chi bộ||đã họp 2, chưa họp 2, đang họp 0, muộn 1|||125|20|17|2|85|2|1|4||91",
		}
		if !slices.Equal(lines, want) {
			t.Errorf("%s", strings.Join(lines, "\n"))
		}
	})
}

func TestSmallGroupsOfPeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		w := build(t, h)
		err := h.db.Write(ctx, root(), func(tx *db.Tx) error {
			if err := errors.Join(tx.Require(write, "/"), tx.Note("member", "test", nil)); err != nil {
				return err
			}
			var rows [][]any
			add := func(u org.Unit, state, sex, birth string, n int) {
				for range n {
					id := fmt.Sprintf("mb_%d", len(rows))
					rows = append(rows, []any{id, u.ID, u.Path, id, id, id, birth, sex, state})
				}
			}
			add(w.c1, "official", "male", "1990-05", 20)
			add(w.c1, "official", "female", "1960", 8)
			add(w.c1, "probationary", "female", "2001-02-03", 3)
			add(w.c1, "left", "male", "1950", 9)
			add(w.c3, "official", "male", "1950", 2)
			return tx.Insert(ctx, `INSERT INTO member (id, unit, path, name, fold, sort, birth, sex, state) VALUES`, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		open, err := h.reports.People(ctx, actor(w.x1.Path, authz.Below, report.See, member.See), w.x1.ID)
		if err != nil || open.Total.N != 31 || !slices.Equal(open.States, []report.Count{{Key: "official", N: 28}, {Key: "probationary", N: 3}}) {
			t.Errorf("%+v %v", open, err)
		}
		shut, err := h.reports.People(ctx, actor(w.x1.Path, authz.Below, report.See), w.x1.ID)
		if err != nil || shut.Total.N != 31 || !shut.States[0].Hidden || !shut.States[1].Hidden ||
			!slices.Equal(shut.Sexes, []report.Count{{Key: "male", N: 20}, {Key: "female", N: 11}}) {
			t.Errorf("%+v %v", shut, err)
		}
		few, err := h.reports.People(ctx, actor(w.c3.Path, authz.Here, report.See), w.c3.ID)
		if err != nil || !few.Total.Hidden || few.Total.N != 0 || !few.Sexes[0].Hidden {
			t.Errorf("%+v %v", few, err)
		}
	})
}
