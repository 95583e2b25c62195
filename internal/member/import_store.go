package member

import (
	"context"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
)

// resolver finds the unit that a row names: by code, or by name where exactly one
// unit in the importer's reach has it. It remembers what it found.
type resolver struct {
	run   *run
	found map[string]resolved // by the text of the cell
}

type resolved struct {
	unit org.Unit
	code string // why there is none
}

// of returns the unit of a row whose text was resolved.
func (r *resolver) of(p *person) (org.Unit, *Remark) {
	got := resolved{unit: r.run.top}
	if p.unit != "" {
		got = r.found[p.unit]
	}
	if got.code == "" && houses(r.run.homes, got.unit) != nil {
		got.code = "member.row_unit_kind"
		if p.unit == "" {
			got.code = "member.row_unit_missing"
		}
	}
	if got.code != "" {
		return got.unit, &Remark{got.code, FieldUnit, p.cell(FieldUnit), []any{orElse(p.unit, got.unit.Name)}}
	}
	return got.unit, nil
}

// resolve looks up the texts of a chunk that are new.
func (r *resolver) resolve(ctx context.Context, q db.Q, people []*person) error {
	heading := r.run.unitHeading()
	asked := map[string]bool{}
	var keys []string
	for _, p := range people {
		if _, known := r.found[p.unit]; p.unit == "" || known || asked[p.unit] {
			continue
		}
		asked[p.unit] = true
		keys = append(keys, p.unit, vi.Fold(p.unit), vi.Fold(heading+" "+p.unit))
	}
	if len(asked) == 0 {
		return nil
	}
	units, err := r.run.unitsNamed(ctx, q, keys)
	if err != nil {
		return err
	}
	for text := range asked {
		r.found[text] = r.choose(text, heading, units)
	}
	return nil
}

// unitHeading is the word over the column of units: under "Chi bộ" a cell with
// "Thôn 1" means "Chi bộ Thôn 1".
func (r *run) unitHeading() string {
	if col, ok := r.survey.at[FieldUnit]; ok {
		return r.survey.columns[col].Title
	}
	return ""
}

func (r *resolver) choose(text, heading string, units []unitRow) resolved {
	for _, u := range units {
		if u.Code == text {
			return resolved{unit: u.Unit}
		}
	}
	for _, name := range []string{vi.Fold(text), vi.Fold(heading + " " + text)} {
		var fit []org.Unit
		for _, u := range units {
			if u.fold == name && houses(r.run.homes, u.Unit) == nil {
				fit = append(fit, u.Unit)
			}
		}
		switch {
		case len(fit) == 1:
			return resolved{unit: fit[0]}
		case len(fit) > 1:
			return resolved{code: "member.row_unit_several"}
		}
	}
	for _, u := range units {
		if u.fold == vi.Fold(text) {
			return resolved{unit: u.Unit} // people do not stand in it, which is said later
		}
	}
	return resolved{code: "member.row_unit_unknown"}
}

type unitRow struct {
	org.Unit
	fold string
}

// unitsNamed returns the open units with one of the codes or folded names within
// the list's unit and the importer's reach.
func (r *run) unitsNamed(ctx context.Context, q db.Q, keys []string) ([]unitRow, error) {
	cond, args := r.who.Scope(Import).Under(r.top.Path).SQL("path")
	marks := db.Marks(len(keys))
	args = append(append(args, db.Args(keys)...), db.Args(keys)...)
	return db.All(ctx, q, func(u *unitRow) []any { return []any{&u.ID, &u.Code, &u.Kind, &u.Name, &u.Path, &u.Closed, &u.fold} },
		`SELECT id, code, kind, name, path, closed, fold FROM v_org_unit
		WHERE closed IS NULL AND `+cond+` AND (code IN (`+marks+`) OR fold IN (`+marks+`)) ORDER BY id`, args...)
}

// lookUp makes known who on the lists could be one of the people: by their numbers,
// and where that finds nobody by name in the same unit.
func (r *run) lookUp(ctx context.Context, q db.Q, people []*person) error {
	byNumber, err := r.byNumbers(ctx, q, people)
	if err != nil {
		return err
	}
	r.scene.see(byNumber)
	byName, err := r.byNames(ctx, q, people)
	if err != nil {
		return err
	}
	seen := map[ID]bool{}
	all := slices.DeleteFunc(append(byNumber, byName...), func(m Member) bool {
		again := seen[m.ID]
		seen[m.ID] = true
		return again
	})
	r.scene.see(all)
	return r.nameUnits(ctx, q, all)
}

func (r *run) byNumbers(ctx context.Context, q db.Q, people []*person) ([]Member, error) {
	var citizens, cards []any
	for _, p := range people {
		if p.Citizen != "" {
			citizens = append(citizens, p.Citizen)
		}
		if p.Person.Card != "" {
			cards = append(cards, p.Person.Card)
		}
	}
	return db.All(ctx, q, memberRow, selectMember+` WHERE citizen IN (`+db.Marks(len(citizens))+`) OR card IN (`+db.Marks(len(cards))+`)`,
		append(citizens, cards...)...)
}

// byNames asks only for people whose numbers nobody has, in units that had people
// before this import.
func (r *run) byNames(ctx context.Context, q db.Q, people []*person) ([]Member, error) {
	if err := r.peopled(ctx, q, people); err != nil {
		return nil, err
	}
	folds, units := map[string]bool{}, map[org.ID]bool{}
	for _, p := range people {
		if p.blank || p.refusal != nil || r.scene.numbered(p) {
			continue
		}
		if u, bad := r.units.of(p); bad == nil && r.before[u.ID] {
			folds[p.fold], units[u.ID] = true, true
		}
	}
	if len(folds) == 0 {
		return nil, nil
	}
	return db.All(ctx, q, memberRow, selectMember+` WHERE unit IN (`+db.Marks(len(units))+`) AND fold IN (`+db.Marks(len(folds))+`)`,
		append(keysOf(units), keysOf(folds)...)...)
}

// peopled learns of units that occur for the first time whether anybody stood in
// them before.
func (r *run) peopled(ctx context.Context, q db.Q, people []*person) error {
	var fresh []org.ID
	for _, p := range people {
		if u, bad := r.units.of(p); bad == nil {
			if _, known := r.before[u.ID]; !known {
				r.before[u.ID] = false
				fresh = append(fresh, u.ID)
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	units, err := db.Column[org.ID](ctx, q, `SELECT DISTINCT unit FROM member WHERE unit IN (`+db.Marks(len(fresh))+`)`, db.Args(fresh)...)
	for _, id := range units {
		r.before[id] = true
	}
	return err
}

func keysOf[K comparable](set map[K]bool) []any {
	out := make([]any, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	return out
}

// nameUnits learns the names of the units of known people, where the importer may
// see who is in them.
func (r *run) nameUnits(ctx context.Context, q db.Q, known []Member) error {
	var ids []org.ID
	paths := map[org.ID]authz.Path{}
	for _, m := range known {
		if _, have := r.names[m.Unit]; !have && r.who.Can(See, m.Path) {
			ids, paths[m.Unit] = append(ids, m.Unit), m.Path
		}
	}
	if len(ids) == 0 {
		return nil
	}
	units, err := r.Service.units.Cards(ctx, q, ids)
	for id, u := range units {
		r.names[id] = u.Name
	}
	return err
}

// write stores what a chunk brings, in the order of the rows: a number that one row
// frees may be taken by the next.
func (r *run) write(ctx context.Context, tx *db.Tx, plans []plan) error {
	rows, states, stays := make([][]any, 0, len(plans)), [][]any{}, [][]any{}
	today := civil.In(tx.Now)
	for i := range plans {
		pl := &plans[i]
		m := &pl.after
		if err := redate(ctx, tx, pl.before, m); err != nil {
			return err
		}
		rows = append(rows, m.values())
		if pl.Outcome == RowNew {
			stays = append(stays, []any{m.ID, m.Unit, today, forever, "import", r.opts.Decision})
		} else if err := tx.Note(subject(m.ID), "import", beforeAfter{pl.before, pl.after, r.opts.Decision}); err != nil {
			return err
		}
		states = append(states, r.states(pl)...)
	}
	if err := tx.Insert(ctx, upsertMember, rows); err != nil {
		return err
	}
	if err := tx.Insert(ctx, upsertState, states); err != nil {
		return err
	}
	return tx.Insert(ctx, addStay, stays)
}

const upsertState = addState + ` ON CONFLICT (member, from_day) DO UPDATE SET state = excluded.state, reason = excluded.reason, decision = excluded.decision`

// states are the lines of history that a plan adds.
func (r *run) states(pl *plan) [][]any {
	m := &pl.after
	switch {
	case pl.Outcome == RowNew:
		return m.firstStates("import", r.opts.Decision)
	case pl.before.State != m.State:
		return [][]any{{m.ID, m.State, m.StateFrom, "import", r.opts.Decision}}
	}
	return nil
}
