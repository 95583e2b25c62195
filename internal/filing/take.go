package filing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/jobs"
)

// Parcel is a file that passed the gate and lies in the file store, but belongs to
// nothing yet. Whoever has one gives it to [Service.Take], and calls Drop when done.
type Parcel struct {
	File
	Text  string // what it says, as far as it is known at once; pages parted by form feeds
	from  Upload
	files *blob.Store
	seen  time.Time // when it was looked at
	taken bool
}

// Look is the way in: it checks a file, stops secrets, and lays it in the file
// store. Nothing is stored of what it refuses.
func (s *Service) Look(ctx context.Context, who authz.Actor, up Upload) (*Parcel, error) {
	in, err := s.inspect(ctx, who, up)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	p := &Parcel{Text: in.text, from: up, files: s.files, seen: now, File: File{ID: ID(ids.New("fl", now)), Unit: up.Unit, Path: up.Path, Name: in.Name, Kind: string(in.Type), Media: in.MediaType,
		Size: up.Size, Pages: in.Pages, Scanned: in.scanned, State: Clear, Reading: in.reading}}
	if in.scanned {
		p.State = Waiting
	}
	if p.File, err = s.lay(ctx, p.File, io.NewSectionReader(up.Body, 0, up.Size)); err != nil {
		return nil, err
	}
	if strings.TrimSpace(p.Text) != "" {
		p.text, err = keep(ctx, s.files, p.ID, strings.NewReader(p.Text))
	}
	if err != nil {
		p.Drop(ctx)
		return nil, err
	}
	return p, nil
}

// lay puts what a file holds into the file store.
func (s *Service) lay(ctx context.Context, f File, body io.Reader) (File, error) {
	sum := sha256.New()
	ref, err := keep(ctx, s.files, f.ID, io.TeeReader(body, sum))
	f.ref, f.SHA256 = ref, hex.EncodeToString(sum.Sum(nil))
	return f, err
}

// Drop removes a parcel that nobody took; of one that was taken nothing is removed.
func (p *Parcel) Drop(ctx context.Context) {
	if p == nil || p.taken {
		return
	}
	drop(ctx, p.files, p.ref, p.text)
}

// drop removes what no row names; where that fails it stays, and nothing shows it.
func drop(ctx context.Context, files *blob.Store, refs ...blob.Ref) {
	for _, ref := range refs {
		if ref != (blob.Ref{}) {
			_ = files.Delete(context.WithoutCancel(ctx), ref)
		}
	}
}

// keep stores content behind the file's id, so that the same bytes that came twice
// are two files, and removing one leaves the other. All ids have the same length.
func keep(ctx context.Context, files *blob.Store, id ID, r io.Reader) (blob.Ref, error) {
	return files.Put(ctx, io.MultiReader(strings.NewReader(prefix(id)), r))
}

func prefix(id ID) string { return string(id) + "\n" }

// Most is how many files a subject has at most.
const Most = 50

// Take makes a parcel a file of the subject. The caller has required the right of
// the upload at its place, and has noted what he does it for. Names stay out of the
// audit log, since a scan that waits may turn out to be secret.
func (s *Service) Take(ctx context.Context, tx *db.Tx, p *Parcel, subject string) (File, error) {
	has, err := ofSubject(ctx, tx, subject)
	if err == nil {
		err = tx.Who.May(p.from.Right, p.Path)
	}
	if err != nil {
		return File{}, err
	}
	if len(has) >= Most {
		return File{}, fault.New(fault.Conflict, "filing.many", Most)
	}
	if tx.Now.Sub(p.seen) > s.life {
		return File{}, fault.New(fault.Conflict, "filing.old")
	}
	f := p.File
	f.Subject, f.By, f.At = subject, tx.Who.Name, tx.Now
	if f.Scanned {
		if f.Job, err = order(ctx, tx, f.ID); err != nil {
			return File{}, err
		}
	}
	if err := tx.Note(subject, "file", f.noted()); err != nil {
		return File{}, err
	}
	if err := insert(ctx, tx, f); err != nil {
		return File{}, err
	}
	if f.State == Clear {
		err = s.tellText(ctx, tx, f, p.Text)
	}
	p.taken = err == nil
	return f, err
}

// noted is what the audit log keeps of a file: of one that may turn out secret not
// even what would recognise it.
func (f File) noted() map[string]any {
	detail := map[string]any{"file": f.ID, "kind": f.Kind, "size": f.Size}
	if f.State == Clear {
		detail["hash"] = f.SHA256
	}
	return detail
}

// order leaves the job that reads a scan.
func order(ctx context.Context, tx *db.Tx, id ID) (string, error) {
	job, err := jobs.Put(ctx, tx, jobs.Job{Kind: ReadKind, Key: ReadKind + ":" + string(id), Body: id})
	return string(job), err
}

// OfSubject returns the files of a subject that may be seen, in the order in which
// they came. The caller has checked that the subject may be read.
func (s *Service) OfSubject(ctx context.Context, q db.Q, subject string) ([]File, error) {
	all, err := ofSubject(ctx, q, subject)
	var clear []File
	for _, f := range all {
		if f.State == Clear {
			clear = append(clear, f)
		}
	}
	return clear, err
}

// AllOfSubject also returns those that wait, for who works on the subject.
func (s *Service) AllOfSubject(ctx context.Context, q db.Q, subject string) ([]File, error) {
	return ofSubject(ctx, q, subject)
}

// Subjects returns the subjects of a kind, the word before the colon, that have files
// which may be seen, in their order, after the given one ("" for the first).
func (s *Service) Subjects(ctx context.Context, q db.Q, kind, after string, limit int) ([]string, error) {
	return subjects(ctx, q, kind, after, limit)
}

// See returns a file to who may read the subject that it belongs to; one that
// waits, only to who may declare it.
func (s *Service) See(ctx context.Context, who authz.Actor, id ID) (f File, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if f, err = get(ctx, q, id); err != nil {
			return err
		}
		return s.readable(ctx, q, who, f)
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}

func (s *Service) readable(ctx context.Context, q db.Q, who authz.Actor, f File) error {
	if who.ID == "" {
		return fault.New(fault.Unauthenticated, "access.sign_in")
	}
	kind, _, _ := strings.Cut(f.Subject, ":")
	may, known := s.hooks.reads[kind]
	if f.State == Waiting {
		if !who.Can(Declare, f.Path) {
			return fault.New(fault.NotFound, "filing.not_found")
		}
		return nil
	}
	if !known {
		return fault.New(fault.NotFound, "filing.not_found")
	}
	err := may(ctx, q, who, f.Subject)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return fault.New(fault.NotFound, "filing.not_found").Because(err)
	}
	return err
}

// Open returns a file with its content; the caller closes it.
func (s *Service) Open(ctx context.Context, who authz.Actor, id ID) (File, *Content, error) {
	f, err := s.See(ctx, who, id)
	if err != nil {
		return File{}, nil, err
	}
	c, err := s.content(ctx, f.ID, f.ref)
	return f, c, err
}

// Text returns what a file says, pages parted by form feeds; "" while it is not known.
func (s *Service) Text(ctx context.Context, q db.Q, id ID) (string, error) {
	f, err := get(ctx, q, id)
	if err != nil {
		return "", err
	}
	return s.textOf(ctx, f)
}

func (s *Service) textOf(ctx context.Context, f File) (string, error) {
	if f.text.SHA256 == "" {
		return "", nil
	}
	c, err := s.content(ctx, f.ID, f.text)
	if err != nil {
		return "", err
	}
	defer c.Close()
	b, err := io.ReadAll(c)
	return string(b), err
}

// Remove takes a file away from its subject. The caller has required a right there.
func (s *Service) Remove(ctx context.Context, tx *db.Tx, f File) error {
	if err := tx.Note(f.Subject, "unfile", map[string]any{"file": f.ID}); err != nil {
		return err
	}
	return s.end(ctx, tx, f)
}

// end removes the row of a file and leaves the job that removes its bytes.
func (s *Service) end(ctx context.Context, tx *db.Tx, f File) error {
	if err := s.tellGone(ctx, tx, f); err != nil {
		return err
	}
	if err := remove(ctx, tx, f.ID); err != nil {
		return err
	}
	_, err := jobs.Put(ctx, tx, jobs.Job{Kind: DestroyKind, Body: []blob.Ref{f.ref, f.text}})
	return err
}

// Content is what a file holds. It is read by one goroutine at a time.
type Content struct {
	*io.SectionReader
	closer io.Closer
}

// Close ends the reading.
func (c *Content) Close() error { return c.closer.Close() }

// Body opens what a file holds; the caller has checked that it may be read.
func (s *Service) Body(ctx context.Context, _ db.Q, f File) (*Content, error) {
	return s.content(ctx, f.ID, f.ref)
}

func (s *Service) content(ctx context.Context, id ID, ref blob.Ref) (*Content, error) {
	body, err := s.files.Get(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("filing: %s: %w", id, err)
	}
	at, ok := body.(io.ReaderAt)
	if !ok {
		return nil, errors.Join(errors.New("filing: the file store gives no random access"), body.Close())
	}
	skip := int64(len(prefix(id)))
	return &Content{io.NewSectionReader(at, skip, ref.Size-skip), body}, nil
}
