package exchange

import (
	"context"
	"crypto/x509"
	"net"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/courier"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/mailbox"
	"sotay/internal/platform/vi"
)

// Place is where messages lie outside the database, and what opens the sealed texts.
type Place struct {
	Folders string         // under it, "nhan" by unit is emptied, and "gui" by peer is filled
	Files   *blob.Store    // messages to be sent, and those that could not be taken
	Key     []byte         // of the installation
	Roots   *x509.CertPool // whom to trust as mail servers; nil for whom the machine trusts
}

// Service is the feature's whole surface.
type Service struct {
	db        *db.DB
	units     *org.Service
	filing    *filing.Service
	documents *document.Service
	incoming  *incoming.Service
	place     Place
	vault     vault
}

// New returns the service, and has it told of what becomes of incoming papers and of ours.
func New(d *db.DB, units *org.Service, files *filing.Service, documents *document.Service, papers *incoming.Service, p Place) (*Service, error) {
	v, err := newVault(p.Key)
	s := &Service{d, units, files, documents, papers, p, v}
	papers.Watch(s.answer)
	documents.Watch(s.follow)
	return s, err
}

// Carrier is who does the background work, under a name that people read in a paper's history.
func Carrier() authz.Actor {
	who := authz.System("exchange", Carry, document.See)
	who.Name = "Phần mềm liên thông"
	return who
}

// Desks returns the offices in which the actor holds the right, without passwords.
func (s *Service) Desks(ctx context.Context, who authz.Actor, right authz.Perm) (all []Desk, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = desks(ctx, q, who.Scope(right))
		return err
	})
	for i := range all {
		all[i].Box.Password, all[i].Post.Password = "", ""
	}
	return all, err
}

// Arrange sets who an office is among the others, its mailbox, and how it sends letters.
// An empty password leaves the one that is there, unless it is for another server or name.
func (s *Service) Arrange(ctx context.Context, who authz.Actor, unit org.ID, to Desk) error {
	to, err := to.checked()
	if err != nil {
		return err
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, u.Path); err != nil {
			return err
		}
		was, err := desk(ctx, tx, unit)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		to.Unit, to.Path = u.ID, u.Path
		to.Box.Password = s.resealed(to.Box.Password, was.Box.Password, boxPlace(unit), to.Box.Server == was.Box.Server && to.Box.Login == was.Box.Login)
		to.Post.Password = s.resealed(to.Post.Password, was.Post.Password, postPlace(unit), to.Post.Server == was.Post.Server && to.Post.Login == was.Post.Login)
		if err := tx.Note(unitSubject(u.ID), "exchange_desk", map[string]any{"organ": to.Organ, "server": to.Box.Server, "post": to.Post.Server, "sender": to.Post.Sender}); err != nil {
			return err
		}
		return saveDesk(ctx, tx, to)
	})
}

// resealed is a password as it is kept: the new one, or where none is given the one
// that is there, if it is for the same place.
func (s *Service) resealed(text, was, place string, same bool) string {
	if text == "" && same {
		return was
	}
	return s.vault.seal(text, place)
}

// checked is a desk that can be reached and can send as it says.
func (d Desk) checked() (Desk, error) {
	d.Organ, d.Name, d.Box.Server, d.Box.Login = vi.Clean(d.Organ), vi.Clean(d.Name), strings.TrimSpace(d.Box.Server), strings.TrimSpace(d.Box.Login)
	d.Post.Server, d.Post.Login, d.Post.Sender = strings.TrimSpace(d.Post.Server), strings.TrimSpace(d.Post.Login), strings.TrimSpace(d.Post.Sender)
	var f fault.Check
	f.That(organOK(d.Organ), "organ", "exchange.organ_bad")
	f.That(d.Name != "" && len([]rune(d.Name)) <= 200, "name", "exchange.name_bad")
	if d.Box.Server != "" {
		f.That(serverOK(d.Box.Server), "server", "exchange.server_bad")
		f.That(d.Box.Login != "", "login", "exchange.login_missing")
		f.That(securityOK(d.Box.Security), "security", "exchange.security_bad")
	}
	if d.Post.Server != "" {
		f.That(serverOK(d.Post.Server), "postServer", "exchange.post_server_bad")
		f.That(securityOK(d.Post.Security), "postSecurity", "exchange.security_bad")
		f.That(mailbox.Addressed(d.Post.Sender) == nil, "postSender", "exchange.mail_bad")
	}
	return d, f.Err("exchange.invalid")
}

func serverOK(s string) bool {
	host, port, err := net.SplitHostPort(s)
	return err == nil && host != "" && port != ""
}

func securityOK(s mailbox.Security) bool {
	return s == mailbox.TLS || s == mailbox.StartTLS || s == mailbox.Plain
}

// organOK takes identifiers of any system: letters, digits, dots, dashes.
func organOK(s string) bool {
	return s != "" && len(s) <= 60 && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune(".-_", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

func boxPlace(unit org.ID) string {
	return "exchange_desk.password:" + strconv.FormatInt(int64(unit), 10)
}

func postPlace(unit org.ID) string {
	return "exchange_desk.post_password:" + strconv.FormatInt(int64(unit), 10)
}

// unitSubject is an office's name in the audit log.
func unitSubject(unit org.ID) string { return "unit:" + strconv.FormatInt(int64(unit), 10) }

func keyPlace(id PeerID) string { return "exchange_peer.key:" + string(id) }

// Peers returns the address books that the actor may see, without keys.
func (s *Service) Peers(ctx context.Context, who authz.Actor, right authz.Perm) (all []Peer, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = peers(ctx, q, who.Scope(right))
		return err
	})
	for i := range all {
		all[i].Key = ""
	}
	return all, err
}

// Peer returns one of them, for who manages its office's book, without its key.
func (s *Service) Peer(ctx context.Context, who authz.Actor, id PeerID) (p Peer, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if p, err = peer(ctx, q, id); err != nil {
			return err
		}
		return who.May(Manage, p.Path)
	})
	if err != nil {
		return Peer{}, err
	}
	p.Key, p.HasKey = "", p.Key != ""
	return p, nil
}

// Meet writes a peer into the address book of an office.
func (s *Service) Meet(ctx context.Context, who authz.Actor, unit org.ID, p Peer) (id PeerID, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, u.Path); err != nil {
			return err
		}
		if p, err = p.checked(); err != nil {
			return err
		}
		same, err := peerOf(ctx, tx, unit, p.Organ)
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return fault.New(fault.Invalid, "exchange.invalid").Field("organ", "exchange.organ_known")
		}
		id = PeerID(ids.New("xp", tx.Now))
		p.ID, p.Unit, p.Path, p.inward = id, u.ID, u.Path, ""
		p.Key = s.vault.seal(p.Key, keyPlace(id))
		if err := tx.Note(id.Subject(), "meet", p.told()); err != nil {
			return err
		}
		return insertPeer(ctx, tx, p)
	})
	return id, err
}

// told is what the log says of a peer.
func (p Peer) told() map[string]any {
	return map[string]any{"organ": p.Organ, "way": p.Way, "mail": p.Mail, "confided": p.Confided}
}

// checked is a peer that can be reached as it says.
func (p Peer) checked() (Peer, error) {
	p.Organ, p.Name, p.URL, p.Folder, p.Mail = vi.Clean(p.Organ), vi.Clean(p.Name), strings.TrimSpace(p.URL), strings.TrimSpace(p.Folder), strings.TrimSpace(p.Mail)
	var f fault.Check
	f.That(organOK(p.Organ), "organ", "exchange.organ_bad")
	f.That(p.Name != "" && len([]rune(p.Name)) <= 200, "name", "exchange.name_bad")
	switch p.Way {
	case Folder:
		f.That(organOK(p.Folder) && p.Folder[0] != '.', "folder", "exchange.folder_bad")
		p.URL, p.Key = "", ""
	case Mail:
		f.That(mailbox.Addressed(p.Mail) == nil, "mail", "exchange.mail_bad")
		f.That(p.Form == Message || p.Form == Files, "form", "exchange.form_bad")
		p.Folder, p.URL, p.Key = "", "", ""
	case HTTP:
		f.That(courier.Check(p.URL) == nil, "url", "exchange.url_bad")
		p.Folder = ""
	default:
		f.That(false, "way", "exchange.way_bad")
	}
	if p.Way != Mail {
		p.Mail, p.Form, p.Confided = "", "", false
	}
	return p, f.Err("exchange.invalid")
}

// Readdress changes a peer; an empty key leaves the one that is there.
func (s *Service) Readdress(ctx context.Context, who authz.Actor, id PeerID, to Peer) error {
	return s.changePeer(ctx, who, id, "readdress", func(tx *db.Tx, p Peer) (Peer, error) {
		to, err := to.checked()
		if err != nil {
			return p, err
		}
		same, err := peerOf(ctx, tx, p.Unit, to.Organ)
		if err != nil {
			return p, err
		}
		if len(same) > 0 && same[0].ID != id {
			return p, fault.New(fault.Invalid, "exchange.invalid").Field("organ", "exchange.organ_known")
		}
		key := p.Key
		if to.Key != "" || to.URL != p.URL { // a key never goes to another address
			key = s.vault.seal(to.Key, keyPlace(id))
		}
		p.Organ, p.Name, p.Way, p.Folder, p.URL, p.Key, p.Closed = to.Organ, to.Name, to.Way, to.Folder, to.URL, key, to.Closed
		p.Mail, p.Form, p.Confided = to.Mail, to.Form, to.Confided
		return p, nil
	})
}

// GiveKey makes a new key by which a peer sends here, and returns it this once.
// The one before is no longer good.
func (s *Service) GiveKey(ctx context.Context, who authz.Actor, id PeerID) (key string, err error) {
	key, hash := newKey(id)
	return key, s.changePeer(ctx, who, id, "give_key", func(_ *db.Tx, p Peer) (Peer, error) {
		p.inward = hash
		return p, nil
	})
}

func (s *Service) changePeer(ctx context.Context, who authz.Actor, id PeerID, verb string, do func(*db.Tx, Peer) (Peer, error)) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		p, err := peer(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, p.Path); err != nil {
			return err
		}
		if p, err = do(tx, p); err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), verb, p.told()); err != nil {
			return err
		}
		return savePeer(ctx, tx, p)
	})
}

// Out returns what offices sent, the newest first; with failed only what was given up.
func (s *Service) Out(ctx context.Context, who authz.Actor, failed bool, before OutID, limit int) (all []Out, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = outs(ctx, q, who.Scope(See), failed, before, limit)
		return err
	})
	return all, err
}

// In returns what offices received, the newest first; with waiting only what asks
// for somebody's decision.
func (s *Service) In(ctx context.Context, who authz.Actor, waiting bool, before InID, limit int) (all []In, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = ins(ctx, q, who.Scope(See), waiting, before, limit)
		return err
	})
	return all, err
}

// Received is a message that came, with what was said back of it, and the other versions of
// its paper.
type Received struct {
	In
	Said     []Out
	Versions []Version // itself too; none where there are no others
}

// Message returns one that came, for who sees its office's exchange.
func (s *Service) Message(ctx context.Context, who authz.Actor, id InID) (m Received, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if m.In, err = in(ctx, q, id); err != nil {
			return err
		}
		if err := who.May(See, m.Path); err != nil {
			return err
		}
		if m.Said, err = saidOf(ctx, q, id); err != nil {
			return err
		}
		m.Versions, err = versions(ctx, q, m.In)
		return err
	})
	if err != nil {
		return Received{}, err
	}
	return m, nil
}

// Behind returns the message that became an incoming paper, for who sees its office's
// exchange; none for a paper that came otherwise.
func (s *Service) Behind(ctx context.Context, who authz.Actor, id incoming.ID) (found []Received, err error) {
	var all []In
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = behind(ctx, q, id)
		return err
	})
	if err != nil || len(all) == 0 || !who.Can(See, all[0].Path) {
		return nil, err
	}
	m, err := s.Message(ctx, who, all[0].ID)
	return []Received{m}, err
}

// InPlaceOf returns the messages that brought peers what replaces a paper of ours.
func (s *Service) InPlaceOf(ctx context.Context, who authz.Actor, at authz.Path, id document.ID) (all []Out, err error) {
	if err := who.May(See, at); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = outsInPlaceOf(ctx, q, id)
		return err
	})
	return all, err
}

// Of returns the messages about a paper of ours, for who sees its office's exchange.
func (s *Service) Of(ctx context.Context, who authz.Actor, at authz.Path, id document.ID) (all []Out, err error) {
	if err := who.May(See, at); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err = outsOf(ctx, q, id)
		return err
	})
	return all, err
}
