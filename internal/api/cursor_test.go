package api

import (
	"testing"

	"sotay/internal/account"
)

// FuzzCursor: whatever a client sends back, it is refused or it is a place.
func FuzzCursor(f *testing.F) {
	f.Add(cursorOfRow(account.Row{Path: "/1/2/", Sort: "an", Member: "mb_1"}))
	f.Add("")
	f.Add("e30")
	f.Add("not base64")
	f.Fuzz(func(t *testing.T, s string) {
		row, err := rowCursor(s)
		if err != nil || s == "" {
			return
		}
		again, err := rowCursor(cursorOfRow(row))
		if err != nil || again != row {
			t.Errorf("%q is read as %+v and then as %+v, %v", s, row, again, err)
		}
	})
}
