package app

import (
	"io/fs"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/filing"
	"sotay/internal/migrations"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// An installation whose meetings kept their files themselves finds them all again
// after the upgrade: under the same names, for the same readers, and by search.
func TestOldPapersOfMeetingsAreCarriedOver(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			w.furnish("B1")
			m := w.join(&actor{role: access.Member, state: "active", at: "B1"})
			paper := "/files/" + w.place["B1"]["paper"] + "/a.xlsx"
			before := w.do(m, "GET", paper, "").Body.String()
			w.asBefore(m)
			if len(before) < 1000 {
				t.Fatalf("there was no paper: %d bytes", len(before))
			}
			again, err := New(t.Context(), w.settings())
			w.must(err)
			defer again.Close()
			w.App, w.web = again, again.Handler()
			if got := w.do(m, "GET", paper, ""); got.Body.String() != before {
				t.Errorf("the paper came back as %d %d bytes of %d", got.Code, got.Body.Len(), len(before))
			}
			w.must(again.Files.Fulfil(t.Context(), authz.System("test", filing.Reading), filing.ID(w.place["B1"]["paper"]), nil))
			if found := w.do(m, "GET", "/library?q=tai+lieu&kind=handout", "").Body.String(); !strings.Contains(found, "/meetings/"+w.place["B1"]["meeting"]) {
				t.Error("what it says is not found")
			}
		})
	}
}

// asBefore takes the database back to when meetings kept their own files, and does
// the step that ends that.
func (w *world) asBefore(m *actor) {
	w.Helper()
	house, err := fs.ReadFile(migrations.Files, "0001_house.sql")
	w.must(err)
	_, table, _ := strings.Cut(string(house), "CREATE TABLE meeting_paper (")
	table, _, _ = strings.Cut(table, ");")
	old, err := blob.Open(w.data + "/files")
	w.must(err)
	refs := map[string]blob.Ref{}
	for _, id := range []string{w.place["B1"]["paper"], w.place["B1"]["openPaper"]} {
		refs[id], err = old.Put(w.Context(), w.do(m, "GET", "/files/"+id+"/a.xlsx", "").Body)
		w.must(err)
	}
	step, err := fs.ReadFile(migrations.Files, "0012_meeting_files.sql")
	w.must(err)
	_, up, _ := strings.Cut(string(step), "-- +goose Up")
	up, _, _ = strings.Cut(up, "-- +goose Down")
	w.must(w.DB.Write(w.Context(), authz.System("test", filing.Reading), func(tx *db.Tx) error {
		if err := tx.Require(filing.Reading, "/"); err != nil {
			return err
		}
		w.must(tx.Note("test", "undo", nil))
		for _, s := range []string{"CREATE TABLE meeting_paper (" + table + ")", "DROP INDEX filing_file_ref", "DROP INDEX filing_file_text"} {
			_, err := tx.Exec(w.Context(), s)
			w.must(err)
		}
		for id, meeting := range map[string]string{w.place["B1"]["paper"]: w.place["B1"]["meeting"], w.place["B1"]["openPaper"]: w.place["B1"]["open"]} {
			_, err = tx.Exec(w.Context(), `INSERT INTO meeting_paper (id, meeting, name, media, size, ref, at, by) SELECT id, ?, name, media, size, ?, at, by FROM filing_file WHERE id = ?`, meeting, refs[id].SHA256, id)
			w.must(err)
			_, err = tx.Exec(w.Context(), `DELETE FROM filing_file WHERE id = ?`, id)
			w.must(err)
		}
		for s := range strings.SplitSeq(up, ";") {
			if strings.TrimSpace(s) != "" {
				_, err := tx.Exec(w.Context(), s)
				w.must(err)
			}
		}
		return nil
	}))
}
