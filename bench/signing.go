package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/pdf"
	"sotay/internal/platform/pki"
)

// signings is signing a paper of some pages and judging it, against what the same key signs by itself; each in a second of processor
// time, of which other programs on the machine take none away.
func (b *bench) signings(ctx context.Context) error {
	now := time.Now()
	a, err := pki.Create(filepath.Join(b.dir, "authority"), "Sotay", now)
	if err != nil {
		return err
	}
	file, err := longPaper()
	if err != nil {
		return err
	}
	for _, k := range []struct {
		name string
		kind pki.KeyKind
	}{{"RSA-2048", pki.RSA2048}, {"ECDSA P-256", pki.ECDSAP256}} {
		who, err := a.Issue(pki.Person{Name: "Nguyễn Văn Ánh"}, k.kind, pki.Period{From: now.Add(-time.Hour), Until: now.AddDate(1, 0, 0)})
		if err != nil {
			return err
		}
		d := desk{b: b, ctx: ctx, key: k.name, who: who, file: file, now: now, roots: []*x509.Certificate{a.Root()}}
		if err := d.measure(a.Stamper(time.Now)); err != nil {
			return err
		}
	}
	return nil
}

// longPaper is a resolution of some pages.
func longPaper() ([]byte, error) {
	var w bytes.Buffer
	err := paper.PDF(&w, paper.Paper{
		Layout: paper.HD05(), Issuer: "CHI BỘ THÔN ĐỒNG TÂM", Kind: "NGHỊ QUYẾT", Abstract: "sinh hoạt thường lệ",
		Body: []paper.Block{paper.Text(strings.Repeat("Chi bộ thống nhất các nhiệm vụ trọng tâm của tháng. ", 150))},
	})
	return w.Bytes(), err
}

// desk is where one key signs one paper.
type desk struct {
	b     *bench
	ctx   context.Context
	key   string
	who   *pki.Identity
	file  []byte
	now   time.Time
	roots []*x509.Certificate
}

func (d desk) measure(stamper pades.Stamper) error {
	digest := sha256.Sum256(d.file)
	bare, err := d.often(func() error {
		_, err := d.who.Sign(d.ctx, digest[:])
		return err
	})
	if err != nil {
		return err
	}
	d.b.table.add(row{workload: "bare signatures, " + d.key, size: "a digest", figure: rate(bare.perSec, "/CPU-s"), times: bare.times})
	seal := &pades.Seal{Page: 1, Rect: pdf.Box{X0: 300, Y0: 100, X1: 500, Y1: 160}, Lines: []string{"Ký bởi: Nguyễn Văn Ánh", "09:30 08/11/2026"}}
	for _, x := range []struct {
		what string
		o    pades.Options
	}{
		{"signing unseen", pades.Options{At: d.now}},
		{"signing with a seal", pades.Options{At: d.now, Seal: seal}},
		{"signing with seal and time stamp", pades.Options{At: d.now, Seal: seal, Stamper: stamper}},
	} {
		if err := d.row(x.what, bare.perSec, func() error {
			_, err := pades.Sign(d.ctx, d.file, d.who, x.o)
			return err
		}); err != nil {
			return err
		}
	}
	signed, err := pades.Sign(d.ctx, d.file, d.who, pades.Options{At: d.now, Seal: seal, Stamper: stamper})
	if err != nil {
		return err
	}
	return d.row("judging it", bare.perSec, func() error {
		r, err := pades.Verify(signed, pades.Trust{Roots: d.roots, At: d.now})
		if err == nil && !r.Valid() {
			err = fmt.Errorf("our own signature is not valid: %+v", r)
		}
		return err
	})
}

func (d desk) row(what string, bare float64, do func() error) error {
	l, err := d.often(do)
	if err != nil {
		return err
	}
	d.b.table.add(row{workload: what + ", " + d.key, size: fmt.Sprintf("%d kB", len(d.file)>>10), figure: rate(l.perSec, "/CPU-s"),
		limit: fmt.Sprintf("%.0f /CPU-s bare signatures", bare), ratio: ratio(l.perSec, bare), times: l.times})
	return nil
}

// often does something on every core for the time that a workload has. The rate is by the processor time that it took, with the
// collector's.
func (d desk) often(do func() error) (load, error) {
	runtime.GC()
	end, before := time.Now().Add(d.b.duration), processorTime()
	l, err := together(runtime.GOMAXPROCS(0), func() (bool, error) {
		if d.ctx.Err() != nil || time.Now().After(end) {
			return false, d.ctx.Err()
		}
		return true, do()
	})
	l.perSec = float64(len(l.times)) / (processorTime() - before).Seconds()
	return l, err
}

// processorTime is what this program has used of the processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
