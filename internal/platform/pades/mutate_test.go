package pades_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/pdf"
)

// mutation changes a file; it may fail to change anything.
type mutation func(r *rand.Rand, b []byte) []byte

// near is a place that is often where it hurts: the signature's room, the ends, the tables.
func near(r *rand.Rand, b []byte) int {
	marks := []string{"/Contents <", "/ByteRange", "startxref", "trailer", "xref\n", "/AcroForm", "/Annots", "endobj", "%%EOF", "/Root"}
	if r.IntN(2) == 0 {
		return r.IntN(len(b))
	}
	m := []byte(marks[r.IntN(len(marks))])
	at := bytes.LastIndex(b, m)
	if r.IntN(3) == 0 {
		at = bytes.Index(b, m)
	}
	return min(max(at, 0)+r.IntN(200), len(b)-1)
}

func mutations() []mutation {
	const digits = "0123456789abcdef"
	return []mutation{
		func(r *rand.Rand, b []byte) []byte { b[near(r, b)] ^= 1 << r.IntN(8); return b },
		func(r *rand.Rand, b []byte) []byte { b[near(r, b)] = byte(r.IntN(256)); return b },
		func(r *rand.Rand, b []byte) []byte { b[near(r, b)] = " \n\r\t%<>0"[r.IntN(8)]; return b },
		func(r *rand.Rand, b []byte) []byte { // within the message
			from := bytes.LastIndex(b, []byte("/Contents <"))
			if r.IntN(2) == 0 {
				from = bytes.Index(b, []byte("/Contents <"))
			}
			b[min(from+11+r.IntN(6000), len(b)-1)] = digits[r.IntN(16)]
			return b
		},
		func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b))] },
		func(r *rand.Rand, b []byte) []byte { return b[:len(b)-1-r.IntN(20)] },
		func(r *rand.Rand, b []byte) []byte { return slices.Insert(b, near(r, b), byte(r.IntN(256))) },
		func(r *rand.Rand, b []byte) []byte {
			return append(b, []string{"\n", " ", "\x00", "%%EOF\n", "1 0 obj null endobj\n"}[r.IntN(5)]...)
		},
		func(r *rand.Rand, b []byte) []byte {
			at, n := near(r, b), 1+r.IntN(40)
			return slices.Delete(b, at, min(at+n, len(b)))
		},
		func(r *rand.Rand, b []byte) []byte {
			from, to, n := near(r, b), near(r, b), 1+r.IntN(200)
			piece := bytes.Clone(b[from:min(from+n, len(b))])
			return slices.Insert(b, to, piece...)
		},
		editObject,
		func(r *rand.Rand, b []byte) []byte { return updated(r, b) },
	}
}

// editObject changes a number or a name in an object, where it stands.
func editObject(r *rand.Rand, b []byte) []byte {
	at := near(r, b)
	for i := at; i < len(b); i++ {
		if b[i] >= '0' && b[i] <= '9' {
			b[i] = '0' + (b[i]-'0'+1+byte(r.IntN(8)))%10
			break
		}
	}
	return b
}

// updated appends an update that changes or adds an object.
func updated(r *rand.Rand, b []byte) []byte {
	f, err := pdf.Open(b)
	if err != nil {
		return b[:len(b)/2]
	}
	u := pdf.NewUpdate(f)
	nums := f.Numbers()
	for range 1 + r.IntN(3) {
		num := nums[r.IntN(len(nums))]
		ref := pdf.Ref{Num: num, Gen: f.Gen(num)}
		d := u.Dict(ref)
		for k := range d {
			if r.IntN(3) == 0 {
				d[k] = []any{nil, 0, pdf.Name("X"), pdf.Ref{Num: nums[r.IntN(len(nums))]}, pdf.Array{}}[r.IntN(5)]
			}
		}
		d["X"] = r.IntN(1000)
		u.Set(ref, d)
	}
	return u.Bytes()
}

// No mutation of a signed file is ever valid, none ends in a panic and none takes long.
func TestMutations(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	stamper := o.authority.Stamper(at)
	one := sign(t, small(t), o.ecdsa, pades.Options{Seal: visible(t), Stamper: stamper})
	two := sign(t, one, o.rsa, pades.Options{})
	kept, err := pades.Preserve(t.Context(), two, o.trust(t), stamper)
	if err != nil {
		t.Fatal(err)
	}
	files := [][]byte{one, two, kept, sign(t, packed(t, small(t)), o.rsa, pades.Options{Seal: visible(t)})}
	trust := o.trust(t)
	for _, f := range files {
		if r := verify(t, f, trust); !r.Valid() {
			t.Fatalf("not valid to begin with: %+v", r)
		}
	}
	n := 10_000
	if testing.Short() {
		n = 600
	}
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				if err := mutateOnce(uint64(i), files[i%len(files)], trust); err != nil {
					t.Errorf("mutation %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
}

func mutateOnce(seed uint64, file []byte, trust pades.Trust) error {
	r := rand.New(rand.NewPCG(seed, 3))
	all := mutations()
	b := bytes.Clone(file)
	for range 1 + r.IntN(2) {
		if b = all[r.IntN(len(all))](r, b); len(b) < 2 {
			return nil
		}
	}
	if bytes.Equal(b, file) {
		return nil
	}
	start := time.Now()
	report, err := pades.Verify(b, trust)
	if took := time.Since(start); took > 20*time.Second {
		return fmt.Errorf("took %s", took)
	}
	if err == nil && report.Valid() {
		return fmt.Errorf("valid: %+v", report)
	}
	return nil
}
