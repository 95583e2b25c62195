package document

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/signing"
)

// act is what a paper waits for.
type act string

// The acts, as the codes of the messages that ask for them end.
const (
	actAgree   act = "agree"
	actInitial act = "initials"
	actSign    act = "sign"
	actSeal    act = "seal"
	actNumber  act = "number"
	actIssue   act = "issue"
	nothing    act = ""
)

// rights are what one must hold to do an act, besides seeing the paper.
func (a act) rights() []authz.Perm {
	switch a {
	case actSeal:
		return []authz.Perm{See, Issue, signing.Seal}
	case actNumber, actIssue:
		return []authz.Perm{See, Issue}
	}
	return []authz.Perm{See, Approve}
}

// move saves a paper that has gone on to other hands. It tells its writer how it comes
// back (where back is a code), and those whose turn it is that it waits for them;
// nobody is told of what he did himself.
func (s *Service) move(ctx context.Context, tx *db.Tx, d Document, back string, args ...string) error {
	d = d.moved(tx)
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	return s.tellMoved(ctx, tx, d, back, args...)
}

// moved is the paper as it goes on to other hands; what was asked before is past.
func (d Document) moved(tx *db.Tx) Document {
	d.Move, d.MovedAt, d.Reminded = d.Move+1, tx.Now, 0
	return d
}

func (s *Service) tellMoved(ctx context.Context, tx *db.Tx, d Document, back string, args ...string) error {
	told, err := s.tellWriter(ctx, tx, d, back, args...)
	if err != nil {
		return err
	}
	what, people, err := s.waitsFor(ctx, tx, d)
	if err != nil || what == nothing {
		return err
	}
	fit, err := s.fit(ctx, tx, d, what, people)
	if err != nil {
		return err
	}
	if len(fit) == 0 && (what == actAgree || what == actInitial || what == actSign) {
		return s.tellStuck(ctx, tx, d, people)
	}
	fit = slices.DeleteFunc(fit, func(m member.ID) bool { return string(m) == tx.Who.Member || told && m == d.Writer })
	return s.letter(ctx, tx, d, "document.ask_"+string(what), "", fit)
}

// waitsFor is what a paper waits for now, and whose it is to do.
func (s *Service) waitsFor(ctx context.Context, q db.Q, d Document) (act, []member.ID, error) {
	switch d.State {
	case Submitted:
		all, err := steps(ctx, q, d.ID)
		if i := turn(all); err == nil && i >= 0 {
			return actAgree, []member.ID{all[i].Member}, nil
		}
		return nothing, nil, err
	case Approved:
		people, err := s.office(ctx, q, d, actNumber)
		return actNumber, people, err
	case Numbered:
		return s.waitsForSignature(ctx, q, d)
	}
	return nothing, nil, nil
}

func (s *Service) waitsForSignature(ctx context.Context, q db.Q, d Document) (act, []member.ID, error) {
	all, err := signatures(ctx, q, d.ID)
	if err != nil || d.Electronic && len(all) == 0 { // its file is yet to be made
		return nothing, nil, err
	}
	i := awaited(all)
	if i < 0 {
		people, err := s.office(ctx, q, d, actIssue)
		return actIssue, people, err
	}
	switch all[i].Role {
	case Initials:
		return actInitial, []member.ID{all[i].Member}, nil
	case Signs:
		return actSign, []member.ID{all[i].Member}, nil
	}
	people, err := s.office(ctx, q, d, actSeal)
	return actSeal, people, err
}

// office are those of a paper's office who may do what is nobody's own: its writer
// alone where he is one of them.
func (s *Service) office(ctx context.Context, q db.Q, d Document, what act) ([]member.ID, error) {
	all, err := s.roles.Holders(ctx, q, d.Path, civil.In(s.db.Now()), what.rights()...)
	var out []member.ID
	for _, a := range all {
		if a.Member == string(d.Writer) && a.Member != "" {
			return []member.ID{d.Writer}, err
		}
		if a.Member != "" {
			out = append(out, member.ID(a.Member))
		}
	}
	return out, err
}

// fit are those of some people who may see a paper and do what it waits for.
func (s *Service) fit(ctx context.Context, q db.Q, d Document, what act, people []member.ID) (out []member.ID, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	names := make([]string, len(people))
	for i, m := range people {
		names[i] = string(m)
	}
	actors, err := s.roles.Actors(ctx, q, names, civil.In(s.db.Now()))
	for _, m := range people {
		lacks := func(p authz.Perm) bool { return !actors[string(m)].Can(p, d.Path) }
		if !slices.ContainsFunc(what.rights(), lacks) {
			out = append(out, m)
		}
	}
	return out, err
}

// tellWriter tells a paper's writer what became of it, unless he did it himself or
// may no longer see it.
func (s *Service) tellWriter(ctx context.Context, tx *db.Tx, d Document, code string, args ...string) (bool, error) {
	if code == "" || d.Writer == "" || string(d.Writer) == tx.Who.Member {
		return false, nil
	}
	actors, err := s.roles.Actors(ctx, tx, []string{string(d.Writer)}, civil.In(tx.Now))
	if err != nil || !actors[string(d.Writer)].Can(See, d.Path) {
		return false, err
	}
	return true, s.letter(ctx, tx, d, code, "", []member.ID{d.Writer}, args...)
}

// tellStuck tells the writer, whoever acted, that the one whose turn it is cannot act.
func (s *Service) tellStuck(ctx context.Context, tx *db.Tx, d Document, people []member.ID) error {
	cards, err := s.members.Cards(ctx, tx, people)
	if err != nil || len(people) == 0 || d.Writer == "" {
		return err
	}
	actors, err := s.roles.Actors(ctx, tx, []string{string(d.Writer)}, civil.In(tx.Now))
	if err != nil || !actors[string(d.Writer)].Can(See, d.Path) {
		return err
	}
	return s.letter(ctx, tx, d, "document.back_stuck", "", []member.ID{d.Writer}, cards[people[0]].Name)
}

// letter leaves a message with people. Its key names the paper and its move, so each
// word comes once; once tells reminders apart.
func (s *Service) letter(ctx context.Context, tx *db.Tx, d Document, code, once string, to []member.ID, args ...string) error {
	letters := make([]notify.Message, len(to))
	for i, m := range to {
		letters[i] = notify.Message{Member: m, Key: fmt.Sprintf("%s:%s:%d:%s", code, d.ID, d.Move, once), Code: code,
			Args: append([]string{d.Abstract}, args...), Link: "/documents/" + string(d.ID)}
	}
	_, err := s.notices.Send(ctx, tx, letters)
	return err
}

// Past tells which of the actor's messages, by their keys, speak of a paper that has
// gone on since, or that he may no longer see: there is nothing left to do about them.
func (s *Service) Past(ctx context.Context, who authz.Actor, keys []string) (map[string]bool, error) {
	type said struct {
		id   ID
		move string
	}
	by, out := map[string]said{}, map[string]bool{}
	for _, k := range keys {
		if parts := strings.Split(k, ":"); strings.HasPrefix(k, "document.") && len(parts) == 4 {
			by[k] = said{ID(parts[1]), parts[2]}
		}
	}
	if len(by) == 0 {
		return out, nil
	}
	var some []ID
	for _, x := range by {
		some = append(some, x.id)
	}
	now := map[ID]Document{}
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		now, err = these(ctx, q, some)
		return err
	})
	for k, x := range by {
		d := now[x.id]
		out[k] = strconv.FormatInt(d.Move, 10) != x.move || !who.Can(See, d.Path)
	}
	return out, err
}
