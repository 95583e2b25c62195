package paper

import (
	"io"
	"time"
)

// Roll is the sheet members sign at a meeting.
type Roll struct {
	Layout           Layout
	Superior, Issuer string
	Place            string
	Day              Day
	Title            string // "DANH SÁCH ĐIỂM DANH"
	Abstract         string // which meeting
	People           []Attendee
	Right            *Signature // who vouches for the roll
	Created          time.Time
}

// Attendee is one row of a roll.
type Attendee struct {
	Name  string
	Post  string
	State string // known before the meeting: "Vắng có lý do"; the column is left out when nobody has one
}

// RollSheet writes the roll as PDF. Errors are those of PDF.
func RollSheet(w io.Writer, r Roll) error { return PDF(w, r.Paper()) }

// Paper is the roll as a paper, for callers that want it as DOCX. Rows are high enough to sign in.
func (r Roll) Paper() Paper {
	states := false
	for _, a := range r.People {
		states = states || oneLine(a.State) != ""
	}
	t := Table{RowHeight: 10, Columns: []Column{
		{Title: "TT", Width: 1.2, Align: AlignCentre}, {Title: "Họ và tên", Width: 5}, {Title: "Chức vụ", Width: 3.5},
	}}
	if states {
		t.Columns = append(t.Columns, Column{Title: "Tình trạng", Width: 3})
	}
	t.Columns = append(t.Columns, Column{Title: "Ký tên", Width: 3.5})
	for i, a := range r.People {
		row := []string{itoa(i + 1), a.Name, a.Post}
		if states {
			row = append(row, a.State)
		}
		t.Rows = append(t.Rows, row)
	}
	return Paper{
		Layout: r.Layout, Superior: r.Superior, Issuer: r.Issuer, Place: r.Place, Day: r.Day,
		Kind: r.Title, Abstract: r.Abstract, Body: []Block{t}, Right: r.Right, Created: r.Created,
	}
}
