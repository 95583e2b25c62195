package rule

import (
	"testing"
	"testing/fstest"

	"sotay/internal/platform/civil"
)

func TestTheRuleOfTheDay(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{"a.json": {Data: []byte(`[
		{"topic":"t","from":"2020-01-01","to":"2025-06-30","citation":"A","value":{"n":1}},
		{"topic":"t","from":"2025-07-01","citation":"B","value":{"n":2}}]`)}}
	b, err := Load(own)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2020-01-01": "A", "2025-06-30": "A", "2025-07-01": "B", "2030-01-01": "B"} {
		var v struct{ N int }
		r, err := b.On("t", "", &v)
		if err == nil {
			t.Errorf("no day has a rule: %v", r)
		}
		if r, err = b.On("t", civil.Date(day), &v); err != nil || r.Citation != want {
			t.Errorf("%s: %v %v", day, r, err)
		}
	}
	if _, err := b.On("t", "2019-12-31", &struct{ N int }{}); err == nil {
		t.Error("a rule ruled before its time")
	}
	if _, err := b.On("t", "2025-07-01", &struct{ M int }{}); err == nil {
		t.Error("an unknown field was ignored")
	}
}

func TestOwnRulesWin(t *testing.T) {
	t.Parallel()
	b, err := Load(fstest.MapFS{"m.json": {Data: []byte(`[{"topic":"meeting.calendar","from":"2020-01-01","citation":"own","value":{"reportDays":9}}]`)}})
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ ReportDays int }
	if r, err := b.On("meeting.calendar", "2026-01-01", &v); err != nil || r.Citation != "own" || v.ReportDays != 9 {
		t.Error(r, v, err)
	}
}

func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{`, `[{"topic":"t"}]`, `[{"topic":"t","from":"2020-13-01","citation":"x","value":1}]`, `[{"topic":"t","from":"2020-01-01","citation":"","value":1}]`, `[{"topic":"t","form":"2020-01-01"}]`} {
		if _, err := Load(fstest.MapFS{"a.json": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
