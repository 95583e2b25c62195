package account

import (
	"testing"

	"sotay/internal/platform/db"
)

func TestLookAtOneAccount(t *testing.T) {
	each(t, func(w *world) {
		s := w.slip("an")
		row, err := w.Look(w.Context(), program, s.Account)
		w.fatal(err)
		if row.Name != "Nguyễn Văn An" || row.Path != "/1/2/3/" || row.Login != s.Login || row.Status != Waiting {
			w.Errorf("the account: %+v", row)
		}
		_, p := w.join("binh")
		member := w.visit(p.Token)
		_, err = w.Look(w.Context(), member.Who, s.Account)
		w.refused("a member looks at an account", err, "access.forbidden")
		_, err = w.Look(w.Context(), program, "nobody")
		w.refused("an account that is not there", err, "account.none")
		var names map[string]string
		w.fatal(w.db.Read(w.Context(), func(q db.Q) (err error) {
			names, err = w.Names(w.Context(), q, member.Who, []string{s.Account})
			return err
		}))
		if len(names) != 0 {
			w.Errorf("a member knows the names of accounts: %v", names)
		}
		w.fatal(w.db.Read(w.Context(), func(q db.Q) (err error) {
			names, err = w.Names(w.Context(), q, program, []string{s.Account, "nobody"})
			return err
		}))
		if len(names) != 1 || names[s.Account] != "Nguyễn Văn An" {
			w.Errorf("the names: %v", names)
		}
		if n, err := w.ShortestPassword(); err != nil || n < 1 {
			w.Errorf("the shortest password: %d %v", n, err)
		}
	})
}
