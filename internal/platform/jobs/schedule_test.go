package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

func TestOncePerPeriodOnTwoRunners(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var now atomic.Int64
			now.Store(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC).UnixNano()) // 08:00 in Vietnam
			d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.Unix(0, now.Load()) }))
			var hourly, daily atomic.Int64
			one, two := quick(d), quick(d)
			for _, r := range []*Runner{one, two} {
				r.Handle("hourly", func(context.Context, json.RawMessage, *Progress) error { hourly.Add(1); return nil })
				r.Handle("daily", func(context.Context, json.RawMessage, *Progress) error { daily.Add(1); return nil })
				r.Every("hourly", Each(time.Hour))
				r.Every("daily", Daily(7, 30))
			}
			run(t, one, two)
			for hour := range int64(30) {
				soon(t, fmt.Sprint("hour ", hour), func() bool { return hourly.Load() == hour+1 && daily.Load() == 1+(hour+1)/25 })
				soon(t, "all ended", func() bool { return count(t, d, `SELECT COUNT(*) FROM jobs WHERE state <> 'done'`) == 0 })
				now.Add(int64(time.Hour))
			}
		})
	}
}

// One that takes longer than its period is not overtaken by the next.
func TestPeriodicJobsDoNotPileUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
		r := quick(d)
		for i, want := range []bool{true, false} {
			if there, err := r.putPeriodic(ctx, "x", start.Add(time.Duration(i)*time.Hour)); err != nil || there != want {
				t.Error(i, there, err)
			}
		}
		if there, err := r.putPeriodic(ctx, "x", start); err != nil || !there {
			t.Error("the same period again:", there, err)
		}
	})
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when      Schedule
		now, want string
	}{
		{Each(time.Hour), "2026-03-02T01:59:59Z", "2026-03-02T01:00:00Z"},
		{Each(24 * time.Hour), "2026-03-02T23:59:59Z", "2026-03-02T00:00:00Z"},
		{Each(0), "2026-03-02T01:00:01.5Z", "2026-03-02T01:00:01Z"},
		{Daily(7, 30), "2026-03-02T00:29:59Z", "2026-03-01T00:30:00Z"},
		{Daily(7, 30), "2026-03-02T00:30:00Z", "2026-03-02T00:30:00Z"},
		{Daily(0, 0), "2026-02-28T17:00:00Z", "2026-02-28T17:00:00Z"},
	} {
		now, _ := time.Parse(time.RFC3339, c.now)
		if got := c.when.period(now).Format(time.RFC3339); got != c.want {
			t.Errorf("%v at %s: %s", c.when, c.now, got)
		}
	}
}
