package member

import (
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// forever stands for "still" in member_stay.to_day, so that a day is one range.
const forever civil.Date = "9999-12-31"

const selectMember = `SELECT id, unit, path, name, sort, birth, sex, admitted, official, card, citizen, phone,
	state, state_from, left_reason, exempt_from, exempt_to, rev FROM member`

func memberRow(m *Member) []any {
	return []any{&m.ID, &m.Unit, &m.Path, &m.Name, &m.Sort, &m.Birth, &m.Sex, &m.Admitted, &m.Official,
		db.Text(&m.Card), db.Text(&m.Citizen), db.Text(&m.Phone),
		&m.State, &m.StateFrom, &m.LeftReason, &m.ExemptFrom, &m.ExemptTo, &m.Rev}
}

const selectPost = `SELECT id, member, unit, post, from_day, to_day, decision FROM member_post`

func postRow(p *Post) []any {
	return []any{&p.ID, &p.Member, &p.Unit, &p.Post, &p.From, &p.To, &p.Decision}
}
