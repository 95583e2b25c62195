// Package app puts the program together, in one function read from top to
// bottom: that function is the architecture.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/api"
	"sotay/internal/audit"
	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/migrations"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/jobs"
	"sotay/internal/platform/live"
	"sotay/internal/platform/pki"
	"sotay/internal/platform/say"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
	"sotay/internal/web"
	"sotay/internal/web/static"
)

// Settings are what an installation chooses.
type Settings struct {
	Data   string           // folder of files, own rules and secrets; the database too, unless DB is given
	DB     string           // postgres:// address; "" for SQLite in Data
	Secure bool             // cookies only over TLS
	Dev    bool             // show /ui
	Stamps string           // address of an RFC 3161 time-stamp service; "" for none
	Clock  func() time.Time // nil for the real one
	Log    *slog.Logger
}

// App is the running program.
type App struct {
	DB        *db.DB
	Rules     *rule.Book
	Hub       *live.Hub
	Jobs      *jobs.Runner
	Scans     *jobs.Runner // reads scans, which takes minutes, beside the other jobs
	Units     *org.Service
	Access    *access.Service
	Accounts  *account.Service
	Gate      *account.Gate
	Audit     *audit.Service
	Members   *member.Service
	Notices   *notify.Service
	Tasks     *task.Service
	Signing   *signing.Service
	Sent      *publication.Service
	Files     *filing.Service
	Documents *document.Service
	Library   *library.Service
	Meetings  *meeting.Service
	Incoming  *incoming.Service
	Exchange  *exchange.Service
	Reports   *report.Service
	Web       *web.Web
	API       *api.API
	log       *slog.Logger
}

// New builds the program: the ground, then the features floor by floor, then
// what follows what, then the two faces.
func New(ctx context.Context, s Settings) (*App, error) {
	s = s.filled()
	a := &App{log: s.Log, Hub: live.New(now)} // deadlines of connections are the machine's, whatever the clock says
	var err error
	if a.DB, err = open(ctx, s, a.hear); err != nil {
		return nil, err
	}
	files, err := blob.Open(filepath.Join(s.Data, "files"))
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if a.Rules, err = rule.Load(os.DirFS(filepath.Join(s.Data, "rules"))); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	key, err := secret(filepath.Join(s.Data, "secret.key"))
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}

	kept, err := blob.Open(filepath.Join(s.Data, "filing"))
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}

	a.Jobs, a.Scans = jobs.New(a.DB), jobs.New(a.DB)
	a.Units = org.New(a.DB, a.Rules)
	a.Access = access.New(a.DB, a.Rules)
	a.Files = filing.New(a.DB, kept, sync.OnceValue(func() extract.Tools { return extract.Find(context.WithoutCancel(ctx)) }))
	a.Accounts, a.Gate = account.New(a.DB, a.Rules, a.Access, key)
	a.Audit = audit.New(a.DB, a.Rules)
	a.Members = member.New(a.DB, a.Units, a.Rules)
	a.Notices = notify.New(a.DB)
	a.Signing = signing.New(a.DB, a.Rules, s.signing(key))
	a.Tasks = task.New(a.DB, a.Units, a.Members)
	a.Sent = publication.New(a.DB, a.Rules, a.Units, a.Members, a.Notices)
	a.Library = library.New(a.DB, a.Units, a.Sent)
	a.Meetings = meeting.New(a.DB, a.Rules, a.Units, a.Members, a.Tasks, a.Notices, a.Files)
	a.Documents = document.New(a.DB, a.Rules, a.Units, a.Members, a.Access, a.Sent, a.Signing, files, a.Files, a.Notices)
	a.Incoming = incoming.New(a.DB, a.Rules, a.Units, a.Members, a.Tasks, a.Sent, a.Notices, a.Files)
	a.Tasks.Tell(a.Notices, incoming.PageOf)
	a.Documents.Answering(document.Asked{Check: a.Incoming.Answerable, Issued: a.Incoming.Answered})
	a.Exchange, err = exchange.New(a.DB, a.Units, a.Files, a.Documents, a.Incoming, exchange.Place{Folders: filepath.Join(s.Data, "exchange"), Files: files, Key: key})
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.Reports = report.New(a.DB, a.Rules)

	// The order in which a reorganisation is followed: people before their work.
	for _, f := range []org.Follower{a.Members.Follower(), a.Access.Follower(), a.Accounts.Follower(), a.Tasks.Follower(), a.Sent.Follower(), a.Files.Follower(), a.Meetings.Follower(), a.Documents.Follower(), a.Incoming.Follower(), a.Exchange.Follower(), a.Library.Follower()} {
		a.Units.Follow(f)
	}
	a.readers()
	a.shelve()
	a.schedule(files)
	if err := a.Files.Carry(ctx, authz.System("filing", filing.Reading), files); err != nil {
		return nil, errors.Join(err, a.Close())
	}

	words, err := say.All(say.Common(), web.Sentences(), api.Sentences(), org.Sentences(), access.Sentences(), filing.Sentences(), account.Sentences(), audit.Sentences(), member.Sentences(),
		notify.Sentences(), signing.Sentences(), task.Sentences(), publication.Sentences(), meeting.Sentences(), document.Sentences(), library.Sentences(), incoming.Sentences(), exchange.Sentences(), report.Sentences(), jobs.Sentences())
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	assets, err := static.Open()
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.Web = web.New(web.Deps{DB: a.DB, Rules: a.Rules, Words: words, Hub: a.Hub, Files: files, Jobs: a.Jobs, Gate: a.Gate, Accounts: a.Accounts, Access: a.Access,
		Audit: a.Audit, Units: a.Units, Members: a.Members, Tasks: a.Tasks, Signing: a.Signing, Sent: a.Sent, Notices: a.Notices, Meetings: a.Meetings, Documents: a.Documents, Library: a.Library, Filing: a.Files, Incoming: a.Incoming, Exchange: a.Exchange, Reports: a.Reports,
		Assets: assets, Log: s.Log, Secure: s.Secure, Dev: s.Dev})
	a.API = api.New(api.Deps{DB: a.DB, Signing: a.Signing, Words: words, Gate: a.Gate, Accounts: a.Accounts, Units: a.Units, Members: a.Members, Tasks: a.Tasks, Sent: a.Sent, Documents: a.Documents, Library: a.Library, Incoming: a.Incoming, Exchange: a.Exchange, Files: a.Files,
		Notices: a.Notices, Meetings: a.Meetings, Reports: a.Reports, Log: s.Log})
	return a, nil
}

// readers says who decides about the files of each feature.
func (a *App) readers() {
	a.Files.Readers("meeting", a.Meetings.MayReadPapers)
	a.Files.Readers("document", a.Documents.Readable)
	a.Files.Readers("template", a.Documents.MayReadTemplate)
	a.Files.Readers("incoming", a.Incoming.MayRead)
}

func (s Settings) filled() Settings {
	if s.Clock == nil {
		s.Clock = now
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return s
}

// signing is what the keys' feature needs of the machine.
func (s Settings) signing(secret []byte) signing.Settings {
	out := signing.Settings{Folder: filepath.Join(s.Data, "authority"), Secret: secret, Address: s.Stamps}
	if s.Stamps != "" {
		out.Stamps = &pki.StampService{URL: s.Stamps, HTTP: http.DefaultClient}
	}
	return out
}

// open opens the database and brings its schema up to date.
func open(ctx context.Context, s Settings, hear func(db.Signal)) (*db.DB, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, err
	}
	name := s.DB
	if name == "" {
		name = filepath.Join(s.Data, "sotay.db")
	}
	d, err := db.Open(ctx, name, db.WithClock(s.Clock), db.WithSignals(hear))
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx, migrations.Files); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// hear passes signals on to the browsers and wakes the jobs.
func (a *App) hear(s db.Signal) {
	switch {
	case s.Topic == "":
		a.Hub.Recheck()
	case strings.HasPrefix(s.Topic, "account:"), strings.HasPrefix(s.Topic, "member:"): // somebody's sessions or rights are others now
		a.Hub.Leave(s.Topic)
	case s.Topic == jobs.Topic:
		if a.Scans != nil {
			a.Jobs.Wake()
			a.Scans.Wake()
		}
	default:
		a.Hub.Publish(s.Topic, s.Version)
	}
}

// Handler is the whole program as the network sees it.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", a.API.Handler())
	mux.Handle("/", a.Web.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		bare(w)
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		bare(w)
		if err := a.DB.Ping(r.Context()); err != nil {
			a.log.Error("the database does not answer", "error", err)
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	return newCompressor().wrap(mux)
}

// bare are the headers of an answer that is neither a page nor the API's.
func bare(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
}

// Close ends streams and closes the database.
func (a *App) Close() error {
	a.Hub.Close()
	if a.DB == nil {
		return nil
	}
	return a.DB.Close()
}
