package api

import (
	"encoding/base64"
	"encoding/json"

	"sotay/internal/account"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
)

// place is a row of the list of accounts, as its order needs it.
type place struct {
	Path   authz.Path `json:"p"`
	Sort   string     `json:"s"`
	Member string     `json:"m"`
}

func cursorOfRow(r account.Row) string {
	b, err := json.Marshal(place{r.Path, r.Sort, r.Member})
	if err != nil {
		return "" // three texts can be written
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func rowCursor(s string) (account.Row, error) {
	if s == "" {
		return account.Row{}, nil
	}
	var p place
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		return account.Row{}, fault.New(fault.Invalid, "api.invalid").Field("cursor", "api.value").Because(err)
	}
	return account.Row{Path: p.Path, Sort: p.Sort, Member: p.Member}, nil
}
