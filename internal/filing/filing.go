// Package filing takes in files from outside and keeps them for whatever they
// belong to: annexes of a paper, a paper that came in, papers of a meeting, a template.
//
// What it promises:
//
//   - A file is what its content says, not its name; what is broken, locked, too
//     large, or runs, loads or hides something is refused with a sentence that
//     tells its sender what to do (package intake).
//   - Nothing that is marked as a state secret, in its name, its text or its
//     properties, is stored. Of a refusal only a line that counts it remains.
//   - What cannot be read with certainty, a scan, waits unseen until somebody with
//     the right declares it not secret. If it is secret its bytes are destroyed.
//   - What a file says is told to who asked for it ([Service.OnText]), once it is
//     known and the file may be seen, never before.
//   - Without the optional programs all this holds; scans are then not searched.
//
// Who may read a file is decided by the feature whose subject it belongs to.
package filing

import (
	"context"
	"io"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
)

// The rights of this feature.
const (
	Declare  authz.Perm = "filing.declare"  // look at waiting scans, declare them secret or not
	Reading  authz.Perm = "filing.read"     // the background work that reads and destroys files
	Programs authz.Perm = "filing.programs" // see which optional programs the machine has
)

// ID names a file; ids sort by time.
type ID string

// Subject is the file's name in the audit log.
func (id ID) Subject() string { return "file:" + string(id) }

// State is whether a file may be seen.
type State string

// The states.
const (
	Waiting State = "waiting" // for somebody to declare that it is not secret
	Clear   State = "clear"   // may be seen by those who may see its subject
)

// Knowledge is how far the text of a file is known.
type Knowledge string

// The stages.
const (
	Unread  Knowledge = "unread"  // a job is to read it
	Read    Knowledge = "read"    // its text is known
	Lacking Knowledge = "lacking" // a program is missing; see [Service.Missing]
	Failed  Knowledge = "failed"  // the programs could not read it
	Carried Knowledge = "carried" // its bytes still lie where it was kept before; see [Service.Carry]
)

// File is one file that was taken in.
type File struct {
	ID         ID
	Subject    string // "document:…", as its owner names it
	Unit       org.ID
	Path       authz.Path
	Name       string // safe to show and to send, with the right ending
	Kind       string // "pdf", "docx", "xlsx", "jpg", "png" or "webp"
	Media      string
	Size       int64
	SHA256     string
	Pages      int // of a PDF; 0 when unknown
	Scanned    bool
	State      State
	Suspect    string // the mark of secrecy that was read on a scan
	Reading    Knowledge
	Job        string // that reads it
	By         string
	At         time.Time
	DeclaredBy string
	DeclaredAt time.Time
	ref, text  blob.Ref
}

// Upload is a file from outside, not yet trusted.
type Upload struct {
	Unit  org.ID
	Path  authz.Path // of the unit
	Right authz.Perm // by which it is taken in there
	Name  string
	Size  int64
	Body  io.ReaderAt
}

// hooks are what other features asked to be told.
type hooks struct {
	text  []func(context.Context, *db.Tx, File, string) error
	gone  []func(context.Context, *db.Tx, File) error
	reads map[string]func(context.Context, db.Q, authz.Actor, string) error
}

// Service is the feature's whole surface.
type Service struct {
	db    *db.DB
	files *blob.Store
	tools func() extract.Tools
	life  time.Duration // of a parcel, see parcelLife
	hooks hooks
}

// New returns the service. files is a store of its own; tools finds the optional
// programs, and is asked when the first file needs one.
func New(d *db.DB, files *blob.Store, tools func() extract.Tools) *Service {
	return &Service{d, files, tools, parcelLife, hooks{reads: map[string]func(context.Context, db.Q, authz.Actor, string) error{}}}
}

// OnText has fn called when the text of a file that may be seen is known: at once,
// or after OCR and declaration. Pages are parted by form feeds. fn may be called
// again for the same file, and then replaces what it kept. Call it before the first use.
func (s *Service) OnText(fn func(ctx context.Context, tx *db.Tx, f File, text string) error) {
	s.hooks.text = append(s.hooks.text, fn)
}

// OnGone has fn called when a file is removed, destroyed or goes back to waiting.
func (s *Service) OnGone(fn func(ctx context.Context, tx *db.Tx, f File) error) {
	s.hooks.gone = append(s.hooks.gone, fn)
}

// Readers names who decides about files of a kind of subject, the word before the
// colon: fn is nil for who may read the subject with its files.
func (s *Service) Readers(kind string, fn func(ctx context.Context, q db.Q, who authz.Actor, subject string) error) {
	s.hooks.reads[kind] = fn
}

// Programs are the optional programs on this machine, for who administers it.
func (s *Service) Programs(_ context.Context, who authz.Actor) (extract.Tools, error) {
	if !who.Holds(Programs) {
		return extract.Tools{}, fault.New(fault.NotFound, "access.not_found")
	}
	return s.tools(), nil
}

func (s *Service) tellText(ctx context.Context, tx *db.Tx, f File, text string) error {
	for _, fn := range s.hooks.text {
		if err := fn(ctx, tx, f, text); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellGone(ctx context.Context, tx *db.Tx, f File) error {
	for _, fn := range s.hooks.gone {
		if err := fn(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}
