package member

import (
	"context"
	"fmt"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/sheet"
)

// Options are how a list is taken in.
type Options struct {
	// Unit is the code of the unit whose list it is: all its people belong there or
	// below. Rows that name no unit belong to it itself.
	Unit string
	// Sheet is the name of the sheet; "" where only one holds a list.
	Sheet string
	// Encoding of the texts: "auto" or "" looks at each column, "unicode", "tcvn3",
	// "tcvn3-capitals" (fonts that draw small letters as capitals), "vni".
	Encoding string
	// DryRun decides everything and changes nothing.
	DryRun bool
	// SkipRefused takes in the other rows where some are refused. Without it one
	// refused row means that nothing is taken in.
	SkipRefused bool
	// Decision by which the people came, if there is one.
	Decision string
}

// Summary is what became of a file.
type Summary struct {
	Sheet     string
	Header    int      // row of the header, the lower one of two
	Columns   []Column // all of the sheet; those without a field are not read
	Rows      int      // below the header that hold something
	New       int
	Changed   int
	Same      int
	Refused   int
	Ignored   int // rows that are no people
	Done      bool
	Converted bool // some column was brought from an old encoding to Unicode
	// Why a staged import took in nothing: a code with a sentence, and its values.
	Problem     string `json:",omitempty"`
	ProblemArgs []any  `json:",omitempty"`
}

// Report is a summary with the verdict on every row, in their order.
type Report struct {
	Summary
	Verdicts []Verdict
	survey   survey
}

// chunk is how many rows are looked up and written at a time.
const chunk = 1000

// ImportFile takes in a list. Everything happens in one transaction: all rows, or
// all but those refused (Options.SkipRefused), or, with a fault Invalid
// (member.import_refused) beside the report, none. The same file again finds
// everybody as he is. Blank cells erase nothing. progress, if any, hears how many
// rows are done; it must not wait for the database, which the import holds, and
// hears from the beginning again where a race with other writers was lost.
func (s *Service) ImportFile(ctx context.Context, who authz.Actor, file File, opts Options, progress func(done, total int)) (Report, error) {
	run, err := s.prepare(ctx, who, file, opts)
	if err != nil {
		return Report{}, err
	}
	if run.progress = progress; progress == nil {
		run.progress = func(int, int) {}
	}
	if opts.DryRun {
		err = s.db.Read(ctx, func(q db.Q) error { return run.all(ctx, q, nil) })
	} else {
		err = s.db.Write(ctx, who, func(tx *db.Tx) error { return run.commit(ctx, tx) })
	}
	if err != nil && !fault.Is(err, fault.Invalid) {
		return Report{}, err
	}
	run.report.Done = err == nil && !opts.DryRun
	return run.report, err
}

// run is one import under way.
type run struct {
	*Service
	who      authz.Actor
	opts     Options
	top      org.Unit
	homes    []string // kinds of units in which people stand
	reader   *reader
	survey   survey
	progress func(done, total int)

	scene  *scene // begun again where the transaction is
	units  *resolver
	before map[org.ID]bool   // whether anybody stood in a unit before the import
	names  map[org.ID]string // of units of known people whom the importer may see
	id     string
	report Report
}

// prepare reads the file once and checks the right before anything is looked up.
func (s *Service) prepare(ctx context.Context, who authz.Actor, file File, opts Options) (*run, error) {
	today := civil.In(s.db.Now())
	r := &run{Service: s, who: who, opts: opts}
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if r.top, err = s.units.ByCode(ctx, q, opts.Unit); err != nil {
			return err
		}
		return who.May(Import, r.top.Path)
	})
	if err != nil {
		return nil, err
	}
	judgedBy, err := rulesOn(s.book, today)
	if err != nil {
		return nil, err
	}
	var read importRule
	if _, err := s.book.On("member.import", today, &read); err != nil {
		return nil, err
	}
	if r.homes, err = s.homes(today); err != nil {
		return nil, err
	}
	words := newWordings(read)
	if r.survey, err = words.look(file, opts); err != nil {
		return nil, err
	}
	r.reader = newReader(r.survey.layout, words, judgedBy)
	return r, nil
}

// commit writes while it decides; what was written goes with the fault that one
// refused row makes.
func (r *run) commit(ctx context.Context, tx *db.Tx) error {
	if err := tx.Require(Import, r.top.Path); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE member_gate SET n = n + 1 WHERE id = 1`); err != nil {
		return err
	}
	r.id = ids.New("im", tx.Now)
	if err := r.all(ctx, tx, tx); err != nil {
		return err
	}
	if n := r.report.Refused; n > 0 && !r.opts.SkipRefused {
		return fault.New(fault.Invalid, "member.import_refused", n)
	}
	return tx.Note(fmt.Sprint("unit:", r.top.ID), "import", map[string]any{
		"import": r.id, "new": r.report.New, "changed": r.report.Changed, "same": r.report.Same, "refused": r.report.Refused, "decision": r.opts.Decision,
	})
}

// all reads, decides and, with a transaction, writes, chunk by chunk.
func (r *run) all(ctx context.Context, q db.Q, tx *db.Tx) error {
	r.begin()
	var people []*person
	for row, err := range r.survey.book.Rows(r.survey.sheet) {
		if err != nil {
			return fileFault(err)
		}
		if row.Number <= r.survey.last {
			continue
		}
		if people = append(people, r.reader.read(row)); len(people) < chunk {
			continue
		}
		if err := r.decide(ctx, q, tx, people); err != nil {
			return err
		}
		people = people[:0]
	}
	return r.decide(ctx, q, tx, people)
}

func (r *run) begin() {
	s := r.survey
	r.report = Report{survey: s, Summary: Summary{Sheet: s.name, Header: s.last, Columns: s.columns, Rows: s.rows}}
	for _, c := range s.columns {
		r.report.Converted = r.report.Converted || c.Field != "" && c.Converted()
	}
	r.names, r.before = map[org.ID]string{}, map[org.ID]bool{}
	r.units = &resolver{run: r, found: map[string]resolved{}}
	r.scene = &scene{world: newWorld(), rules: r.reader.rules, layout: s.layout, unit: r.units.of,
		place: func(m Member) string { return r.names[m.Unit] }}
}

// decide takes one chunk: look up, judge, write.
func (r *run) decide(ctx context.Context, q db.Q, tx *db.Tx, people []*person) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.units.resolve(ctx, q, people); err != nil {
		return err
	}
	if err := r.lookUp(ctx, q, people); err != nil {
		return err
	}
	var plans []plan
	for _, p := range people {
		pl := r.scene.judge(p)
		if pl.Outcome == RowNew && tx != nil {
			pl.after.ID = ID(ids.New("mb", tx.Now))
		}
		r.scene.took(p, pl)
		r.count(pl.Verdict)
		if pl.Outcome == RowNew || pl.Outcome == RowChanged {
			plans = append(plans, pl)
		}
	}
	r.progress(len(r.report.Verdicts), r.report.Rows)
	if tx == nil || r.report.Refused > 0 && !r.opts.SkipRefused {
		return nil
	}
	return r.write(ctx, tx, plans)
}

func (r *run) count(v Verdict) {
	r.report.Verdicts = append(r.report.Verdicts, v)
	switch v.Outcome {
	case RowNew:
		r.report.New++
	case RowChanged:
		r.report.Changed++
	case RowSame:
		r.report.Same++
	case RowRefused:
		r.report.Refused++
	case RowIgnored:
		r.report.Ignored++
	}
}

// rowsOf streams the rows below the header, for those who write them out again.
func (s survey) rowsOf(yield func(sheet.Row) error) error {
	for row, err := range s.book.Rows(s.sheet) {
		if err != nil {
			return fileFault(err)
		}
		if row.Number <= s.last {
			continue
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}
