package api

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/platform/fault"
)

type importMembers struct {
	Name        string `query:"name" required:"true" maxLength:"300" doc:"Of the file"`
	Unit        UnitID `query:"unit" required:"true" doc:"Whose list it is: all its people belong there or below"`
	Sheet       string `query:"sheet" maxLength:"100" doc:"None where only one sheet holds a list"`
	Encoding    string `query:"encoding" enum:"auto,unicode,tcvn3,tcvn3-capitals,vni" default:"auto"`
	DryRun      bool   `query:"dryRun" doc:"Decide everything and change nothing"`
	SkipRefused bool   `query:"skipRefused" doc:"Take in the other rows where some are refused"`
	Decision    string `query:"decision" maxLength:"200" doc:"By which the people came"`
}

// MemberImport is what became of a list.
type MemberImport struct {
	Done      bool         `json:"done" doc:"Whether the list was taken in; false for a dry run, and where refused rows stopped it"`
	Sheet     string       `json:"sheet"`
	Header    int          `json:"header" doc:"Row of the heading"`
	Columns   []ListColumn `json:"columns"`
	Converted bool         `json:"converted" doc:"Some column was brought from an old encoding to Unicode"`
	Count     int          `json:"count" doc:"Rows that hold something"`
	New       int          `json:"new"`
	Changed   int          `json:"changed"`
	Same      int          `json:"same"`
	Refused   int          `json:"refused"`
	Ignored   int          `json:"ignored" doc:"Rows that are no people"`
	Rows      []MemberRow  `json:"rows"`
}

// ListColumn is what an import makes of one column.
type ListColumn struct {
	Cell       string  `json:"cell"`
	Title      string  `json:"title"`
	Field      string  `json:"field,omitempty" doc:"None for a column that is not read"`
	Encoding   string  `json:"encoding,omitempty"`
	Confidence float64 `json:"confidence" doc:"0 to 1"`
}

// MemberRow is what becomes of a row.
type MemberRow struct {
	Row     int      `json:"row"`
	Outcome string   `json:"outcome" enum:"new,changed,same,refused,ignored"`
	Remarks []Remark `json:"remarks"`
}

func (a *API) importMembers(ctx context.Context, v visit, in *importMembers) (MemberImport, error) {
	u, err := a.Units.Look(ctx, v.Who, in.Unit.org())
	if err != nil {
		return MemberImport{}, err
	}
	r, err := a.Members.ImportFile(ctx, v.Who, member.File{Name: in.Name, Reader: v.file, Size: v.size},
		member.Options{Unit: u.Code, Sheet: in.Sheet, Encoding: in.Encoding, DryRun: in.DryRun, SkipRefused: in.SkipRefused, Decision: in.Decision}, nil)
	if f := fault.Of(err); f != nil && f.Code == "member.import_refused" {
		err = nil // the rows say why
	}
	return importOf(r), err
}

func importOf(r member.Report) MemberImport {
	return MemberImport{
		Done: r.Done, Sheet: r.Sheet, Header: r.Header, Converted: r.Converted,
		Count: r.Summary.Rows, New: r.New, Changed: r.Changed, Same: r.Same, Refused: r.Refused, Ignored: r.Ignored,
		Columns: each(r.Columns, func(c member.Column) ListColumn {
			return ListColumn{c.Cell, c.Title, string(c.Field), c.Encoding, c.Confidence}
		}),
		Rows: each(r.Verdicts, func(x member.Verdict) MemberRow {
			return MemberRow{x.Row, x.Outcome, each(x.Remarks, func(m member.Remark) Remark {
				return Remark{m.Code, m.Say(), string(m.Field), m.Cell}
			})}
		}),
	}
}
