package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// mostPicks bounds the units among which a person is asked to choose.
const mostPicks = 20

// pick reads the unit that a person named in a form, by code or by part of its
// name; 0 where he named none. Where several fit, or none does, k says so.
func (w *Web) pick(r *http.Request, v visit, k *views.Pick) (org.ID, error) {
	k.Text, k.Chosen = form(r, k.Name), form(r, k.Name+"-id")
	if k.Text == "" {
		return 0, nil
	}
	if id, err := strconv.ParseInt(k.Chosen, 10, 64); err == nil && form(r, k.Name+"-for") == k.Text {
		u, err := w.Units.Look(r.Context(), v.who(), org.ID(id))
		return u.ID, err
	}
	u, err := w.unitCoded(r.Context(), v.who(), k.Text)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return u.ID, err
	}
	found, err := w.Units.Search(r.Context(), v.who(), org.Search{Text: k.Text, Limit: mostPicks + 1})
	if err != nil {
		return 0, err
	}
	if len(found.Units) == 1 {
		return found.Units[0].ID, nil
	}
	askWhich(k, found.Units)
	return 0, nil
}

// unitCoded is the unit with a code, if the person may see it.
func (w *Web) unitCoded(ctx context.Context, who authz.Actor, code string) (u org.Unit, err error) {
	err = w.DB.Read(ctx, func(q db.Q) error {
		if u, err = w.Units.ByCode(ctx, q, code); err != nil {
			return err
		}
		return who.May(org.See, u.Path)
	})
	return u, err
}

// askWhich puts the units that fit into the form, or says that it must be told more.
func askWhich(k *views.Pick, fit []org.Unit) {
	switch {
	case len(fit) == 0:
		k.Error = "Không tìm thấy đơn vị này. Hãy nhập mã, hoặc một phần của tên."
	case len(fit) > mostPicks:
		k.Error = "Có quá nhiều đơn vị phù hợp. Hãy nhập mã hoặc tên đầy đủ hơn."
	default:
		k.Error = "Có " + ui.Number(len(fit)) + " đơn vị phù hợp. Hãy chọn đúng đơn vị ở dưới."
		k.Found, k.Chosen = unitOptions(fit, nil), ""
	}
}

// unitOptions are units to choose from, those of chosen ids already chosen.
func unitOptions(units []org.Unit, chosen []string) []ui.Option {
	out := make([]ui.Option, len(units))
	for i, u := range units {
		id := strconv.FormatInt(int64(u.ID), 10)
		out[i] = ui.Option{Value: id, Label: u.Name, Hint: "Mã " + u.Code, Chosen: slices.Contains(chosen, id)}
	}
	return out
}

// unitTrail is the way from the root to a place.
func (w *Web) unitTrail(ctx context.Context, path authz.Path) (out []org.Unit, err error) {
	err = w.DB.Read(ctx, func(q db.Q) error {
		out, err = w.Units.Trail(ctx, q, path)
		return err
	})
	return out, err
}

// unitCards are units by their ids.
func (w *Web) unitCards(ctx context.Context, ids []org.ID) (out map[org.ID]org.Unit, err error) {
	err = w.DB.Read(ctx, func(q db.Q) error {
		out, err = w.Units.Cards(ctx, q, ids)
		return err
	})
	return out, err
}
