package publication

import (
	"slices"
	"strconv"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

// place is where a person stands and stood, as far as publications ask.
type place struct {
	member  member.ID
	name    string
	sort    string
	unit    org.ID
	home    authz.Path
	belongs bool
	spans   []span // the latest first, without gaps between neighbours that follow each other
	posts   []held
	closed  map[int64]civil.Date // units of former spans that ended, and when
}

// span is a time at one place of the tree.
type span struct {
	from, to civil.Date
	path     authz.Path
}

// held is a post that lasts.
type held struct {
	post string
	path authz.Path
	from civil.Date
}

// key is a target as it concerns one reader: what was sent from that day on.
type key struct {
	text  string
	since civil.Date
}

func subtreeKey(unit int64) string           { return "s:" + strconv.FormatInt(unit, 10) }
func unitKey(unit int64) string              { return "u:" + strconv.FormatInt(unit, 10) }
func officeKey(unit int64) string            { return "o:" + strconv.FormatInt(unit, 10) }
func postKey(post string, unit int64) string { return "p:" + post + ":" + strconv.FormatInt(unit, 10) }
func memberKey(id member.ID) string          { return "m:" + string(id) }

// KeyOfMember is the key that one person alone has.
func KeyOfMember(id member.ID) string { return memberKey(id) }

func (t Target) keyText() string {
	switch t.Kind {
	case Subtree:
		return subtreeKey(int64(t.Unit))
	case Unit:
		return unitKey(int64(t.Unit))
	case Post:
		return postKey(t.Post, int64(t.Unit))
	case Office:
		return officeKey(int64(t.Unit))
	}
	return memberKey(t.Member)
}

// keys are all targets that concern the person.
func (p place) keys() []key {
	if !p.belongs {
		return nil
	}
	steps := stepsOf(p.home)
	out := []key{{memberKey(p.member), ""}}
	for depth, unit := range steps {
		out = append(out, key{subtreeKey(unit), p.since(unit, depth, false)})
	}
	out = append(out, key{unitKey(int64(p.unit)), p.since(int64(p.unit), len(steps)-1, true)})
	for _, h := range p.posts {
		for _, unit := range stepsOf(h.path) {
			out = append(out, key{postKey(h.post, unit), h.from})
		}
	}
	return out
}

// since is the first day of the unbroken time in a unit's subtree, or in the unit
// itself. What closed on the day he came, at the same height of the tree, is what
// the unit took over, so his time there counts too.
func (p place) since(unit int64, depth int, only bool) civil.Date {
	if len(p.spans) == 0 {
		return "9999-12-31"
	}
	same := []int64{unit}
	from := p.spans[0].from
	for _, s := range p.spans[1:] {
		steps := stepsOf(s.path)
		if s.to < from {
			break
		}
		if depth < len(steps) && p.closed[steps[depth]] == from && !slices.Contains(same, steps[depth]) {
			same = append(same, steps[depth])
		}
		if !stands(steps, same, only) {
			break
		}
		from = s.from
	}
	return from
}

// stands reports whether one of the units is on the way, at any height: a subtree
// that moved keeps its own top.
func stands(steps, same []int64, only bool) bool {
	if only {
		return len(steps) > 0 && slices.Contains(same, steps[len(steps)-1])
	}
	return slices.ContainsFunc(steps, func(s int64) bool { return slices.Contains(same, s) })
}

// concerned reports whether a publication of the day with these targets concerns
// the person.
func (p place) concerned(targets map[string]bool, day civil.Date) bool {
	return slices.ContainsFunc(p.keys(), func(k key) bool { return targets[k.text] && k.since <= day })
}

func stepsOf(path authz.Path) (out []int64) {
	for step := range strings.SplitSeq(strings.Trim(string(path), "/"), "/") {
		if n, err := strconv.ParseInt(step, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// offices are the units for whose office the actor receives.
func offices(who authz.Actor) (out []authz.Path) {
	for _, r := range who.Roles {
		if r.Perms[Receive] != 0 && !slices.Contains(out, r.At) {
			out = append(out, r.At)
		}
	}
	return out
}
