package main

import (
	"context"
	"net/http"
	"time"
)

const (
	aimStart  = time.Second
	aimMemory = 60 << 10 // kilobytes
	idleFor   = 3 * time.Second
	starts    = 7
)

// starts is the time from the beginning of the process to its first page, on a
// database that exists, and what it holds when nobody is there.
func (b *bench) starts(ctx context.Context) error {
	return b.each(ctx, "start", func(p place) error {
		var times samples
		var idle int64
		for i := range starts {
			took, s, err := b.started(ctx, p)
			if err != nil {
				return err
			}
			if i > 0 { // the first one makes the schema
				times = append(times, took)
			}
			if i == starts-1 {
				time.Sleep(min(idleFor, b.duration))
				idle, err = s.memory("VmRSS")
			}
			s.stop()
			if err != nil {
				return err
			}
		}
		times.sorted()
		b.table.add(row{workload: "start to first page, " + p.name, size: "empty", figure: short(times.at(50)), limit: "≤ " + short(aimStart),
			ratio: ratio(times.at(50).Seconds(), aimStart.Seconds()), times: times})
		b.table.add(row{workload: "idle memory, " + p.name, size: "empty", figure: megabytes(idle), limit: "≤ " + megabytes(aimMemory),
			ratio: ratio(float64(idle), aimMemory), memory: megabytes(idle)})
		return nil
	})
}

func (b *bench) started(ctx context.Context, p place) (time.Duration, *server, error) {
	began := time.Now()
	s, err := b.program(ctx, p)
	if err != nil {
		return 0, nil, err
	}
	if _, err := once(ctx, http.DefaultClient, s.url+"/sign-in", http.Header{}); err != nil {
		s.stop()
		return 0, nil, err
	}
	return time.Since(began), s, nil
}
