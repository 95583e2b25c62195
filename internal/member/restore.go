package member

import (
	"context"
	"fmt"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
)

// Past is a person with the time behind him, as another system kept it.
type Past struct {
	Entry                // From is the first day in the unit
	Unit                 org.ID
	ExemptFrom, ExemptTo civil.Date
	Posts                []Post // Member and ID are filled in
}

// Restore brings in people with their past: since when they have stood in their
// unit, whether they are exempt, and their posts. It judges as [Service.Add] and
// [Service.Appoint] do; a number that is somebody's already refuses all. It is for
// moving in from another system, before anybody works here: lists of people come
// in by [Service.ImportFile]. The caller has required the right. The ids are in
// the order of the people.
func (s *Service) Restore(ctx context.Context, tx *db.Tx, people []Past) ([]ID, error) {
	r, err := rulesOn(s.book, civil.In(tx.Now))
	if err != nil {
		return nil, err
	}
	posts, err := s.PostRules(r.day)
	if err != nil {
		return nil, err
	}
	in := restoring{rules: r, posts: posts, held: map[org.ID]map[string][]Post{}, counts: map[org.ID]int{}}
	if in.homes, err = s.homes(r.day); err != nil {
		return nil, err
	}
	if in.units, err = s.units.Cards(ctx, tx, unitsNamed(people)); err != nil {
		return nil, err
	}
	out := make([]ID, len(people))
	for i, p := range people {
		if out[i], err = in.take(p, tx); err != nil {
			return nil, fmt.Errorf("restore person %d, %s: %w", i+1, p.Name, err)
		}
	}
	return out, in.write(ctx, tx)
}

func unitsNamed(people []Past) (all []org.ID) {
	seen := map[org.ID]bool{}
	see := func(id org.ID) {
		if !seen[id] {
			seen[id], all = true, append(all, id)
		}
	}
	for _, p := range people {
		see(p.Unit)
		for _, x := range p.Posts {
			see(x.Unit)
		}
	}
	return all
}

// restoring gathers the rows, judging each against those before it.
type restoring struct {
	rules  rules
	posts  []PostRule
	homes  []string
	units  map[org.ID]org.Unit
	held   map[org.ID]map[string][]Post
	counts map[org.ID]int

	members, states, stays, offices [][]any
}

func (in *restoring) take(p Past, tx *db.Tx) (ID, error) {
	u := in.units[p.Unit]
	if err := houses(in.homes, u); err != nil {
		return "", err
	}
	m, err := in.rules.enter(u, p.Entry)
	if err != nil {
		return "", err
	}
	m.ID = ID(ids.New("mb", tx.Now))
	m.ExemptFrom, m.ExemptTo = p.ExemptFrom, p.ExemptTo
	in.counts[u.ID]++
	in.members = append(in.members, m.values())
	in.states = append(in.states, m.firstStates("restore", p.Decision)...)
	in.stays = append(in.stays, []any{m.ID, u.ID, p.from(in.rules.day), forever, "restore", p.Decision})
	for _, x := range p.Posts {
		x.Member = m.ID
		if err := in.appoint(m, x, tx); err != nil {
			return "", err
		}
	}
	return m.ID, nil
}

func (in *restoring) appoint(m Member, x Post, tx *db.Tx) error {
	u := in.units[x.Unit]
	if in.held[u.ID] == nil {
		in.held[u.ID] = map[string][]Post{}
	}
	if err := appoint(in.posts, u, m, x, in.held[u.ID][x.Post]); err != nil {
		return err
	}
	in.held[u.ID][x.Post] = append(in.held[u.ID][x.Post], x)
	in.offices = append(in.offices, []any{ids.New("mp", tx.Now), x.Member, u.ID, u.Path, x.Post, x.From, x.To, x.Decision})
	return nil
}

func (in *restoring) write(ctx context.Context, tx *db.Tx) error {
	for id, n := range in.counts {
		if err := tx.Note(fmt.Sprint("unit:", id), "restore_members", map[string]int{"members": n}); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		into string
		rows [][]any
	}{
		{`INSERT INTO member (id, unit, path, name, fold, sort, birth, sex, admitted, official, card, citizen, phone,
			state, state_from, left_reason, exempt_from, exempt_to, rev) VALUES`, in.members},
		{addState, in.states},
		{addStay, in.stays},
		{`INSERT INTO member_post (id, member, unit, path, post, from_day, to_day, decision) VALUES`, in.offices},
	} {
		if err := tx.Insert(ctx, part.into, part.rows); err != nil {
			return err
		}
	}
	return nil
}
