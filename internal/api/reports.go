package api

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/report"
)

func (a *API) reportOperations() []operation {
	return []operation{
		get(holder(report.See), "/reports/branches", "reportBranches", "One row for each branch in a month, in the order of the tree.", a.branches),
		get(holder(report.See), "/reports/branches.xlsx", "reportWorkbook", "A month's branches as a workbook.", a.workbook),
		get(holder(report.See), "/reports/totals", "reportTotals", "A month's totals, and those of each unit directly below.", a.totals),
		get(holder(report.See), "/reports/year", "reportYear", "The totals of the twelve months that end with one, the oldest first.", a.year),
		get(holder(report.See), "/reports/home", "reportHome", "What an upper office must look after today.", a.home),
		get(holder(report.See), "/reports/people", "reportPeople", "Counts of the members of a subtree; small groups may be hidden.", a.people),
	}
}

// MonthOfUnit names what a report is about.
type MonthOfUnit struct {
	Unit  UnitID `query:"unit" doc:"None for everything in reach"`
	Month Month  `query:"month" required:"true"`
}

type branches struct {
	MonthOfUnit
	Page
	Only string `query:"only" enum:"met,not_met,late,running"`
}

// Branch is one branch in one month. What its meeting fixes at its end is 0 before.
type Branch struct {
	Unit       UnitID     `json:"unit"`
	Code       string     `json:"code"`
	Name       string     `json:"name"`
	Parent     UnitID     `json:"parent,omitempty"`
	ParentName string     `json:"parentName,omitempty"`
	State      string     `json:"state" enum:"not_called,called,running,finishing,reported,late,not_held"`
	Overdue    bool       `json:"overdue" doc:"Held, and not reported although the deadline is over"`
	Meeting    string     `json:"meeting,omitempty"`
	Kind       string     `json:"kind,omitempty" enum:"regular,combined"`
	Topic      string     `json:"topic,omitempty"`
	StartsAt   *time.Time `json:"startsAt,omitempty"`
	EndedAt    *time.Time `json:"endedAt,omitempty"`
	ReportedAt *time.Time `json:"reportedAt,omitempty"`
	Minutes    int        `json:"minutes"`
	Roll       RollCounts `json:"roll"`
	Score      *int       `json:"score,omitempty"`
	Grade      string     `json:"grade,omitempty"`
	Version    int64      `json:"version" doc:"More than 1 after a correction"`
	Thematic   []string   `json:"thematic" doc:"Topics of the thematic meetings of the month"`
}

// RollCounts are rolls in numbers.
type RollCounts struct {
	Members   int `json:"members" doc:"Who owe attendance"`
	Present   int `json:"present" doc:"On site and online"`
	Online    int `json:"online"`
	Excused   int `json:"excused"`
	Unexcused int `json:"unexcused"`
	Exempt    int `json:"exempt"`
}

// Branches is a page of them.
type Branches struct {
	Branches   []Branch `json:"branches"`
	NextCursor string   `json:"nextCursor,omitempty"`
}

func branchOf(r report.Row) Branch {
	return Branch{
		Unit: unitID(r.Unit), Code: r.Code, Name: r.Name, Parent: unitID(r.Parent), ParentName: r.ParentName, State: string(r.State), Overdue: r.Overdue,
		Meeting: r.Meeting, Kind: r.Kind, Topic: r.Topic, StartsAt: instant(r.StartsAt), EndedAt: instant(r.EndedAt), ReportedAt: instant(r.ReportedAt),
		Minutes: r.Minutes, Roll: RollCounts(r.Facts), Score: r.Score, Grade: r.Grade, Version: r.Version, Thematic: append([]string{}, r.Thematic...),
	}
}

func (a *API) branches(ctx context.Context, v visit, in *branches) (Branches, error) {
	all, err := a.Reports.Branches(ctx, v.Who, in.Unit.org(), civil.Month(in.Month), report.Filter(in.Only), authz.Path(in.Cursor), in.Limit)
	return Branches{each(all, branchOf), next(all, in.Limit, func(r report.Row) string { return string(r.Path) })}, err
}

func (a *API) workbook(ctx context.Context, v visit, in *MonthOfUnit) (file, error) {
	return produced("sinh-hoat-"+string(in.Month)+".xlsx", xlsxMedia, func(w io.Writer) error {
		return a.Reports.XLSX(ctx, v.Who, in.Unit.org(), civil.Month(in.Month), w)
	})
}

// MonthTotals sum up branches in one month.
type MonthTotals struct {
	Branches    int        `json:"branches"`
	Met         int        `json:"met"`
	NotMet      int        `json:"notMet"`
	Late        int        `json:"late" doc:"Reported late, or should have reported by now"`
	States      []Group    `json:"states"`
	Grades      []Group    `json:"grades"`
	Roll        RollCounts `json:"roll" doc:"Of the meetings held"`
	MeanMinutes float64    `json:"meanMinutes"`
	MeanScore   float64    `json:"meanScore"`
	Scored      int        `json:"scored"`
}

// Group is a line of a count.
type Group struct {
	Key    string `json:"key"`
	Count  int    `json:"count"`
	Hidden bool   `json:"hidden,omitempty" doc:"Too small a group to be shown; the count says nothing"`
}

func groups[K ~string](counts map[K]int) []Group {
	return each(slices.Sorted(maps.Keys(counts)), func(k K) Group { return Group{Key: string(k), Count: counts[k]} })
}

func totalsOf(t report.Totals) MonthTotals {
	return MonthTotals{t.Branches, t.Met(), t.NotMet(), t.Late(), groups(t.By), groups(t.Grades), RollCounts(t.Facts), t.MeanMinutes(), t.MeanScore(), t.Scored}
}

// Totals are those of a subtree, and of each unit directly below.
type Totals struct {
	Total MonthTotals  `json:"total"`
	Below []UnitTotals `json:"below"`
}

// UnitTotals are those of one unit's subtree, as it was.
type UnitTotals struct {
	Unit  UnitID      `json:"unit"`
	Code  string      `json:"code"`
	Kind  string      `json:"kind"`
	Name  string      `json:"name"`
	Total MonthTotals `json:"total"`
}

func (a *API) totals(ctx context.Context, v visit, in *MonthOfUnit) (Totals, error) {
	all, below, err := a.Reports.Roll(ctx, v.Who, in.Unit.org(), civil.Month(in.Month))
	return Totals{totalsOf(all), each(below, func(c report.Child) UnitTotals {
		return UnitTotals{unitID(c.ID), c.Code, c.Kind, c.Name, totalsOf(c.Month)}
	})}, err
}

// Year is twelve months.
type Year struct {
	Months []YearMonth `json:"months"`
}

// YearMonth is one of them.
type YearMonth struct {
	Month Month       `json:"month"`
	Total MonthTotals `json:"total"`
}

func (a *API) year(ctx context.Context, v visit, in *MonthOfUnit) (Year, error) {
	all, err := a.Reports.Year(ctx, v.Who, in.Unit.org(), civil.Month(in.Month))
	return Year{each(all, func(m report.MonthTotals) YearMonth { return YearMonth{Month(m.Month), totalsOf(m.Totals)} })}, err
}

// Home is what an upper office must look after today.
type Home struct {
	Month    Month `json:"month"`
	Branches int   `json:"branches"`
	Met      int   `json:"met" doc:"This month"`
	NotMet   int   `json:"notMet" doc:"This month, yet"`
	Running  int   `json:"running" doc:"Now"`
	Waiting  int   `json:"waiting" doc:"Meetings of this month and the last that are not reported"`
	Late     int   `json:"late" doc:"Those of them whose deadline is over"`
	Missed   int   `json:"missed" doc:"Branches that did not meet last month"`
}

func (a *API) home(ctx context.Context, v visit, _ *nothing) (Home, error) {
	h, err := a.Reports.Home(ctx, v.Who)
	return Home{Month(h.Month), h.Branches, h.Met, h.NotMet, h.Running, h.Waiting, h.Late, h.Missed}, err
}

type peopleOf struct {
	Unit UnitID `query:"unit" doc:"None for everything in reach"`
}

// People are the members of a subtree today, counted in three ways.
type People struct {
	Total  Group   `json:"total"`
	States []Group `json:"states"`
	Sexes  []Group `json:"sexes"`
	Ages   []Group `json:"ages" doc:"By year of birth"`
}

func groupOf(c report.Count) Group { return Group{c.Key, c.N, c.Hidden} }

func (a *API) people(ctx context.Context, v visit, in *peopleOf) (People, error) {
	p, err := a.Reports.People(ctx, v.Who, in.Unit.org())
	return People{groupOf(p.Total), each(p.States, groupOf), each(p.Sexes, groupOf), each(p.Ages, groupOf)}, err
}
