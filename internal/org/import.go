package org

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// ImportRow is a row of a list of units, as it was read. A row stands for the
// open unit that has its code, or else for a new one.
type ImportRow struct {
	Line   int    // of the file, for the report
	Code   string // of the unit
	Name   string
	Parent string // code of the unit above, or a name that fits exactly one; "" says nothing about the place
	Kind   string // id, title or wording of a kind; "" to go by the name and the place
}

// Intake is a list of units to import. Rows may come in any order.
type Intake struct {
	Rows     []ImportRow
	Under    ID // where new units without a parent stand; 0 makes them roots
	Decision Decision
}

// RowState is what an import does with a row.
type RowState string

// The states of a row.
const (
	RowNew     RowState = "new"
	RowChanged RowState = "changed"
	RowSame    RowState = "same"
	RowRefused RowState = "refused"
)

// Remark is something to tell about a row: a code with a sentence, and its values.
type Remark struct {
	Code string
	Args []any
}

// RowResult is what became of a row, or would become of it.
type RowResult struct {
	Line    int
	Code    string // of the unit, with the zeros that the list had lost
	Unit    ID     // 0 for a refused row and for new ones in a dry run
	State   RowState
	Remarks []Remark // why it was refused, or what was repaired
}

// ImportReport is what became of every row, in the order of the list.
type ImportReport struct {
	Rows                        []RowResult
	New, Changed, Same, Refused int
}

// maxRows bounds what one import may cost.
const maxRows = 500_000

// Import brings the tree to what a list says: unknown codes are opened, known
// ones renamed and moved, what the list does not name is left alone. Rows that
// make no sense are refused one by one and the others are done, in one
// transaction with what follows; a dry run only reports. The same list twice
// changes nothing. No unit is closed.
//
// Zeros that spreadsheets take off the front of codes are put back where exactly
// one unit fits: for a parent by its code, for the row's own unit only when the
// name is the same, too. Both are remarked upon.
func (s *Service) Import(ctx context.Context, who authz.Actor, in Intake, dryRun bool) (report ImportReport, err error) {
	if len(in.Rows) > maxRows {
		return report, fault.New(fault.Invalid, "org.import_long", maxRows)
	}
	if dryRun {
		err = s.db.Read(ctx, func(q db.Q) error {
			plan, err := s.planImport(ctx, q, who, who.May, in, civil.In(s.db.Now()))
			if err == nil {
				report = plan.report(true)
			}
			return err
		})
		return report, err
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		plan, err := s.planImport(ctx, tx, who, tx.Require, in, civil.In(tx.Now))
		if err != nil {
			return err
		}
		report = plan.report(false)
		if report.New+report.Changed == 0 {
			return nil
		}
		return s.execute(ctx, tx, plan.change(), plan.decision)
	})
	return report, err
}

func (s *Service) planImport(ctx context.Context, q db.Q, who authz.Actor, may func(authz.Perm, authz.Path) error, in Intake, today civil.Date) (*importPlan, error) {
	scope := who.Scope(Manage)
	place, err := s.importPlace(ctx, q, scope, in.Under)
	if err != nil {
		return nil, err
	}
	if err := may(Manage, place); err != nil {
		return nil, err
	}
	d, err := in.Decision.checked(today)
	if err != nil {
		return nil, err
	}
	ks, err := kindsOn(s.book, d.Day)
	if err != nil {
		return nil, err
	}
	all, err := db.All(ctx, q, (*standing).dest, `SELECT `+standingColumns+` FROM `+standingTables+` ORDER BY u.id`)
	if err != nil {
		return nil, err
	}
	versions, err := db.All(ctx, q, (*span).dest, spans, d.Day)
	if err != nil {
		return nil, err
	}
	plan := newImportPlan(all, versions, scope, ks, d, in.Under)
	plan.resolve(in.Rows)
	return plan, nil
}

// importPlace is where the right to import is asked for: the unit under which new
// ones stand; without one, the first place where the actor has the right at all,
// because each row is then checked by itself.
func (s *Service) importPlace(ctx context.Context, q db.Q, scope authz.Scope, under ID) (authz.Path, error) {
	switch {
	case under == 0 && len(scope) > 0:
		return scope[0].Top, nil
	case under == 0:
		return "/", nil
	}
	u, err := s.Get(ctx, q, under)
	if err != nil {
		return "", err
	}
	if !u.Open() {
		return "", fault.New(fault.Conflict, "org.closed", u.Name, u.Closed)
	}
	return u.Path, nil
}
