package api

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
)

type importUnits struct {
	Name     string `query:"name" required:"true" maxLength:"300" doc:"Of the file"`
	Under    UnitID `query:"under" doc:"Where new units without a parent stand; none makes them roots"`
	Decision string `query:"decision" required:"true" maxLength:"200" doc:"Its number"`
	Day      Day    `query:"day" required:"true"`
	About    string `query:"about" maxLength:"2000"`
	DryRun   bool   `query:"dryRun" doc:"Decide everything and change nothing"`
}

// UnitImport is what became of every row.
type UnitImport struct {
	Rows    []UnitRow `json:"rows"`
	New     int       `json:"new"`
	Changed int       `json:"changed"`
	Same    int       `json:"same"`
	Refused int       `json:"refused"`
	Done    bool      `json:"done" doc:"False for a dry run"`
}

// UnitRow is what became of a row of the list.
type UnitRow struct {
	Line    int      `json:"line" doc:"Of the file"`
	Code    string   `json:"code"`
	Unit    UnitID   `json:"unit,omitempty"`
	State   string   `json:"state" enum:"new,changed,same,refused"`
	Remarks []Remark `json:"remarks"`
}

// Remark is something to say about a row.
type Remark struct {
	Code    string `json:"code"`
	Message string `json:"message" doc:"In Vietnamese"`
	Field   string `json:"field,omitempty"`
	Cell    string `json:"cell,omitempty" doc:"For example C17"`
}

func (a *API) importUnits(ctx context.Context, v visit, in *importUnits) (UnitImport, error) {
	rows, err := unitRows(v, in.Name)
	if err != nil {
		return UnitImport{}, err
	}
	r, err := a.Units.Import(ctx, v.Who, org.Intake{Rows: rows, Under: in.Under.org(),
		Decision: org.Decision{Number: in.Decision, Day: civil.Date(in.Day), About: in.About}}, in.DryRun)
	return UnitImport{each(r.Rows, a.unitRow), r.New, r.Changed, r.Same, r.Refused, !in.DryRun && err == nil}, err
}

func (a *API) unitRow(r org.RowResult) UnitRow {
	return UnitRow{r.Line, r.Code, unitID(r.Unit), string(r.State), each(r.Remarks, func(m org.Remark) Remark {
		return Remark{Code: m.Code, Message: a.Words.Say(m.Code, m.Args...)}
	})}
}

const (
	headingRows  = 20     // among which the heading must stand
	mostUnitRows = 50_000 // of a list
)

// unitRows reads the first sheet, below the first row that is a heading.
func unitRows(v visit, name string) ([]org.ImportRow, error) {
	book, err := sheet.Open(v.file, v.size, name, sheet.DefaultLimits())
	if err != nil {
		return nil, member.FileFault(err)
	}
	var rows []org.ImportRow
	var heading org.Heading
	found := false
	for r, err := range book.Rows(0) {
		switch {
		case err != nil:
			return nil, member.FileFault(err)
		case found && len(rows) == mostUnitRows:
			return nil, fault.New(fault.Invalid, "api.too_many_rows", mostUnitRows)
		case found:
			rows = append(rows, heading.Row(r.Number, texts(r)))
		case r.Number > headingRows:
			return nil, fault.New(fault.Invalid, "api.no_list")
		default:
			heading, err = org.Columns(texts(r))
			found = err == nil
		}
	}
	if !found {
		return nil, fault.New(fault.Invalid, "api.no_list")
	}
	return rows, nil
}

func texts(r sheet.Row) []string {
	return each(r.Cells, func(c sheet.Cell) string { return c.Text })
}
