package library

import (
	"strings"
	"testing"

	"sotay/internal/library/judged"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// What is found is at least as good as the textbook's ranking finds it.
func TestQualityOnJudgedQuestions(t *testing.T) {
	each(t, func(w *world) {
		papers := judged.Papers()
		w.write(func(tx *db.Tx) error {
			for _, p := range papers {
				e := Entry{Subject: "document:" + p.ID, Kind: "document", Link: "/", Number: p.Number, Type: p.Type, Title: p.Title, Body: p.Body, Day: "2026-01-01",
					Unit: w.commune[0].ID, Path: w.commune[0].Path, Issuer: w.commune[0].Name}
				if err := w.Put(w.Context(), tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		who := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here})
		ours, err := judged.Judge(func(text string) ([]string, error) {
			got := w.found(who, text)
			for i := range got {
				got[i] = strings.TrimPrefix(got[i], "document:")
			}
			return got, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := judged.Judge(judged.NewTextbook(papers).Ask)
		if err != nil {
			t.Fatal(err)
		}
		w.Logf("ours %+v, the textbook's %+v", ours, theirs)
		if ours.NDCG < theirs.NDCG || ours.NDCG < 0.95 || ours.Recall < 0.95 {
			w.Error("worse than the textbook, or than it was")
		}
	})
}
