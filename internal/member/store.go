package member

import (
	"context"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
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

// values are in the order of upsertMember.
func (m *Member) values() []any {
	return []any{m.ID, m.Unit, m.Path, m.Name, vi.Fold(m.Name), m.Sort, m.Birth, m.Sex, m.Admitted, m.Official,
		db.Text(&m.Card), db.Text(&m.Citizen), db.Text(&m.Phone),
		m.State, m.StateFrom, m.LeftReason, m.ExemptFrom, m.ExemptTo, m.Rev}
}

// upsertMember adds people or changes them, in the order of the rows.
const upsertMember = `INSERT INTO member (id, unit, path, name, fold, sort, birth, sex, admitted, official, card, citizen, phone,
	state, state_from, left_reason, exempt_from, exempt_to, rev) VALUES ON CONFLICT (id) DO UPDATE SET
	unit = excluded.unit, path = excluded.path, name = excluded.name, fold = excluded.fold, sort = excluded.sort,
	birth = excluded.birth, sex = excluded.sex, admitted = excluded.admitted, official = excluded.official,
	card = excluded.card, citizen = excluded.citizen, phone = excluded.phone,
	state = excluded.state, state_from = excluded.state_from, left_reason = excluded.left_reason,
	exempt_from = excluded.exempt_from, exempt_to = excluded.exempt_to, rev = excluded.rev`

func load(ctx context.Context, q db.Q, id ID) (Member, error) {
	return db.One(ctx, q, absent, memberRow, selectMember+` WHERE id = ?`, id)
}

func update(ctx context.Context, tx *db.Tx, m Member) error {
	return tx.Insert(ctx, upsertMember, [][]any{m.values()})
}

// insert adds new people with the beginning of their history.
func insert(ctx context.Context, tx *db.Tx, ms []Member, reason, decision string, from civil.Date) error {
	rows, states := make([][]any, len(ms)), make([][]any, 0, len(ms))
	for i := range ms {
		m := &ms[i]
		rows[i] = m.values()
		states = append(states, m.firstStates(reason, decision)...)
	}
	if err := tx.Insert(ctx, upsertMember, rows); err != nil {
		return err
	}
	if err := tx.Insert(ctx, addState, states); err != nil {
		return err
	}
	return insertStays(ctx, tx, ms, reason, decision, from)
}

// firstStates are the lines of history with which a record begins.
func (m *Member) firstStates(reason, decision string) (rows [][]any) {
	if m.State == Official && m.Admitted != "" && m.Admitted.Earliest() < m.StateFrom {
		rows = append(rows, []any{m.ID, Probationary, m.Admitted.Earliest(), reason, decision})
	}
	return append(rows, []any{m.ID, m.State, m.StateFrom, reason, decision})
}

const addState = `INSERT INTO member_state (member, state, from_day, reason, decision) VALUES`

func insertState(ctx context.Context, tx *db.Tx, m Member, s Step) error {
	return tx.Insert(ctx, addState, [][]any{{m.ID, m.State, m.StateFrom, s.Reason, s.Decision}})
}

// redate corrects the history of somebody whose day of becoming official was
// corrected, unless another state stands in between.
func redate(ctx context.Context, tx *db.Tx, before Member, m *Member) error {
	from := m.Official.Earliest()
	if m.State != Official || before.State != Official || from.IsZero() || m.Official == before.Official || from == m.StateFrom {
		return nil
	}
	n, err := tx.Exec(ctx, `UPDATE member_state SET from_day = ? WHERE member = ? AND from_day = ? AND NOT EXISTS
		(SELECT 1 FROM member_state o WHERE o.member = ? AND o.from_day <> ? AND o.from_day >= ?)`,
		from, m.ID, m.StateFrom, m.ID, m.StateFrom, min(from, m.StateFrom))
	if n == 1 {
		m.StateFrom = from
	}
	return err
}

func insertStays(ctx context.Context, tx *db.Tx, ms []Member, reason, decision string, from civil.Date) error {
	rows := make([][]any, len(ms))
	for i := range ms {
		rows[i] = []any{ms[i].ID, ms[i].Unit, from, forever, reason, decision}
	}
	return tx.Insert(ctx, addStay, rows)
}

const addStay = `INSERT INTO member_stay (member, unit, from_day, to_day, reason, decision) VALUES`

// endStay ends the stay that lasts; one that would end before it began never was.
func endStay(ctx context.Context, tx *db.Tx, id ID, day civil.Date) error {
	if _, err := tx.Exec(ctx, `DELETE FROM member_stay WHERE member = ? AND to_day = ? AND from_day >= ?`, id, forever, day); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE member_stay SET to_day = ? WHERE member = ? AND to_day = ?`, day, id, forever)
	return err
}

const selectPost = `SELECT id, member, unit, post, from_day, to_day, decision FROM member_post`

func postRow(p *Post) []any {
	return []any{&p.ID, &p.Member, &p.Unit, &p.Post, &p.From, &p.To, &p.Decision}
}
