package filing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
)

// in turns the clock to that much from now, by the machine's clock, which the files
// of the store have.
func (w *world) in(d time.Duration) { w.now.Store(time.Now().Add(d).UnixMicro()) }

// A parcel whose taker crashed leaves its bytes; they are swept after a day. What
// belongs to a file stays, its text too.
func TestBytesThatNobodyTookAreSwept(t *testing.T) {
	each(t, none, func(w *world) {
		w.in(0)
		f, scan := w.taken("a.docx", docx(w, "Nội dung.")), w.taken("b.png", picture(w))
		lost, err := w.Look(w.Context(), w.clerk, w.upload("c.docx", docx(w, "Mất.")))
		w.must(err)
		if n := w.swept(); n != 0 {
			w.Errorf("%d swept at once", n)
		}
		w.in(25 * time.Hour)
		if n := w.swept(); n != 2 { // the file and its text
			w.Errorf("%d swept after a day", n)
		}
		if _, err := w.content(w.Context(), lost.ID, lost.ref); !errors.Is(err, blob.ErrNotFound) {
			w.Error("it is still there", err)
		}
		w.whole(f)
		w.whole(scan)
		w.must(w.db.Read(w.Context(), func(q db.Q) error {
			text, err := w.Text(w.Context(), q, f.ID)
			if text == "" {
				w.Error("what a file says was swept")
			}
			return err
		}))
	})
}

// What is taken late is refused, so a sweep never meets it.
func TestAParcelGrowsOld(t *testing.T) {
	each(t, none, func(w *world) {
		w.in(0)
		p, err := w.Look(w.Context(), w.clerk, w.upload("a.docx", docx(w, "Nội dung.")))
		w.must(err)
		w.in(13 * time.Hour)
		_, err = w.takeParcel(p)
		w.refused(err, "filing.old")
	})
}

// While others take files, some slowly, sweeps leave every file whole that was taken.
func TestSweepsBesideTakers(t *testing.T) {
	each(t, none, func(w *world) {
		w.now.Store(0)
		w.life = 100 * time.Millisecond // so that bytes are old while they are being taken
		ctx, stop := context.WithCancel(w.Context())
		var sweepers, takers sync.WaitGroup
		swept := 0
		sweepers.Go(func() {
			for ctx.Err() == nil {
				n, err := w.Sweep(ctx, system)
				if swept += n; err != nil && ctx.Err() == nil {
					w.Error(err)
				}
			}
		})
		kept := make(chan File, 100)
		for i := range 4 {
			takers.Go(func() {
				for n := range 8 {
					p, err := w.Look(w.Context(), w.clerk, w.upload(fmt.Sprintf("%d-%d.png", i, n), picture(w)))
					if err != nil {
						w.Error(err)
						return
					}
					time.Sleep(time.Duration(n) * 35 * time.Millisecond)
					if f, err := w.takeParcel(p); err == nil {
						kept <- f
					} else {
						w.refused(err, "filing.old")
					}
				}
			})
		}
		takers.Wait()
		time.Sleep(3 * w.life)
		stop()
		sweepers.Wait()
		close(kept)
		if len(kept) == 0 || swept == 0 {
			w.Errorf("%d kept, %d swept: nothing was tried", len(kept), swept)
		}
		for f := range kept {
			w.whole(f)
		}
	})
}

func (w *world) swept() int {
	w.Helper()
	n, err := w.Sweep(w.Context(), system)
	w.must(err)
	return n
}

// whole wants that a file can be read to its end.
func (w *world) whole(f File) {
	w.Helper()
	c, err := w.content(w.Context(), f.ID, f.ref)
	if err != nil {
		w.Errorf("%s: %v", f.Name, err)
		return
	}
	defer c.Close()
	if n, err := io.Copy(io.Discard, c); n != f.Size || err != nil {
		w.Errorf("%s has %d bytes of %d: %v", f.Name, n, f.Size, err)
	}
}

// Files of the past share their bytes, which go with the last of them.
func TestFilesOfThePastShareTheirBytes(t *testing.T) {
	each(t, none, func(w *world) {
		f, err := w.Lay(w.Context(), w.clerk, w.upload("bản tin.pdf", pdf(w, "Bản tin.")))
		w.must(err)
		f.At, f.By = w.db.Now(), "Trên"
		var all []Restored
		for i := range 3 {
			all = append(all, Restored{File: f, ID: ID(ids.New("fl", f.At)), Subject: fmt.Sprint("paper:", i), Unit: w.unit.ID, Path: w.unit.Path})
		}
		w.writes(func(tx *db.Tx) error {
			return errors.Join(tx.Note("paper:0", "restore", nil), w.Restore(w.Context(), tx, all))
		})
		for _, r := range all {
			w.writes(func(tx *db.Tx) error {
				got, err := get(w.Context(), tx, r.ID)
				w.must(err)
				w.whole(got)
				return w.Remove(w.Context(), tx, got)
			})
			w.destroyed()
		}
		if _, err := w.content(w.Context(), f.ID, f.ref); !errors.Is(err, blob.ErrNotFound) {
			w.Error("the bytes outlived the last file", err)
		}
	})
}

// What another feature kept is carried over once, in any number of attempts, and read.
func TestFilesAreCarriedOver(t *testing.T) {
	each(t, none, func(w *world) {
		from, err := blob.Open(w.TempDir())
		w.must(err)
		body := docx(w, "Kế hoạch cũ.")
		ref, err := from.Put(w.Context(), bytes.NewReader(body))
		w.must(err)
		old := File{Subject: "paper:1", Unit: w.unit.ID, Path: w.unit.Path, Name: "cũ.docx", Kind: "docx", Media: "application/x", Size: ref.Size, SHA256: ref.SHA256, ref: ref, State: Clear, Reading: Carried, At: w.db.Now()}
		lost := old
		lost.ID, lost.ref.SHA256 = ID(ids.New("pp", old.At)), fmt.Sprintf("%064x", 7)
		w.writes(func(tx *db.Tx) error {
			for range 2 {
				old.ID = ID(ids.New("pp", old.At))
				w.must(insert(w.Context(), tx, old))
			}
			return errors.Join(insert(w.Context(), tx, lost), tx.Note("paper:1", "test", nil))
		})
		for range 2 {
			w.must(w.Carry(w.Context(), system, from))
		}
		w.must(w.db.Read(w.Context(), func(q db.Q) error {
			all, err := ofSubject(w.Context(), q, "paper:1")
			for _, f := range all {
				if f.ID == lost.ID {
					if f.Reading != Failed {
						w.Errorf("of what was lost before: %+v", f)
					}
					continue
				}
				w.whole(f)
				w.must(w.Fulfil(w.Context(), system, f.ID, nil))
				if w.told[f.ID] == "" || f.Job == "" {
					w.Errorf("%+v was not read", f)
				}
			}
			return err
		}))
	})
}

func (w *world) writes(fn func(*db.Tx) error) {
	w.Helper()
	w.must(w.db.Write(w.Context(), w.clerk, func(tx *db.Tx) error {
		if err := tx.Require(put, w.unit.Path); err != nil {
			return err
		}
		return fn(tx)
	}))
}
