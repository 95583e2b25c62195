package notify

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
)

const tell authz.Perm = "test.tell"

var sender = authz.System("test", tell)

func reader(id string) authz.Actor {
	return authz.Actor{ID: "a-" + id, Member: id, Home: "/1/", Roles: []authz.Role{{At: "/1/", Perms: map[authz.Perm]authz.Reach{Own: authz.Here}}}}
}

// people puts two members into an empty database.
func people(t *testing.T, d *db.DB) *Service {
	t.Helper()
	err := d.Write(t.Context(), sender, func(tx *db.Tx) error {
		if err := errors.Join(tx.Require(tell, "/"), tx.Note("test", "people", nil)); err != nil {
			return err
		}
		for _, sql := range []string{
			`INSERT INTO org_unit (id, code, kind, name, fold, path, opened) VALUES (1, 'x', 'branch', 'x', 'x', '/1/', '2026-01-01')`,
			`INSERT INTO member (id, unit, path, name, fold, sort, state) VALUES ('an', 1, '/1/', 'An', 'an', 'an', 'official'), ('binh', 1, '/1/', 'Bình', 'binh', 'binh', 'official')`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return New(d)
}

func send(t *testing.T, d *db.DB, s *Service, all ...Message) (n int) {
	t.Helper()
	err := d.Write(t.Context(), sender, func(tx *db.Tx) (err error) {
		if err := errors.Join(tx.Require(tell, "/"), tx.Note("test", "tell", nil)); err != nil {
			return err
		}
		n, err = s.Send(t.Context(), tx, all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func to(id member.ID, key string) Message {
	return Message{Member: id, Key: key, Code: "meeting.called", Args: []string{"Họp “tháng 3”", key}, Link: "/meetings/1"}
}

func TestTheSameReasonReachesAPersonOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := people(t, d)
		if n := send(t, d, s, to("an", "k"), to("binh", "k"), to("an", "k")); n != 2 {
			t.Errorf("%d were new", n)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { send(t, d, s, to("an", "k"), to("an", "other")) })
		}
		wg.Wait()
		got, err := s.Mine(t.Context(), reader("an"), "", 50)
		if err != nil || len(got) != 2 || got[1].Args[0] != "Họp “tháng 3”" {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestMessagesAreReadByTheirOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := people(t, d), t.Context()
		send(t, d, s, to("an", "k"))
		mine, err := s.Mine(ctx, reader("an"), "", 10)
		if err != nil || len(mine) != 1 {
			t.Fatal(mine, err)
		}
		if _, err := s.Read(ctx, reader("binh"), mine[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's message: %v", err)
		}
		for range 2 {
			if m, err := s.Read(ctx, reader("an"), mine[0].ID); err != nil || m.Read.IsZero() || m.Link != "/meetings/1" {
				t.Errorf("%+v %v", m, err)
			}
		}
		for id, want := range map[string]int{"an": 0, "binh": 0, "": 0} {
			if n, err := s.Unread(ctx, reader(id)); err != nil || n != want {
				t.Errorf("%q has %d unread: %v", id, n, err)
			}
		}
	})
}

func TestOlderMessagesComePageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := people(t, d)
		for i := range 7 {
			send(t, d, s, to("an", fmt.Sprint("k", i)))
		}
		seen, before := map[string]bool{}, ""
		for {
			page, err := s.Mine(t.Context(), reader("an"), before, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range page {
				if seen[m.ID] {
					t.Errorf("%s comes twice", m.Key)
				}
				seen[m.ID], before = true, m.ID
			}
			if len(page) < 3 {
				break
			}
		}
		if len(seen) != 7 {
			t.Errorf("%d of 7", len(seen))
		}
	})
}
