package exchange

import (
	"context"

	"sotay/internal/document"
	"sotay/internal/incoming"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/mailbox"
)

const deskColumns = `d.unit, d.path, d.organ, d.name, d.server, d.security, d.login, d.password, d.post_server, d.post_security, d.post_login, d.post_password, d.post_sender, d.checked_at, d.problem, d.rev`

func deskDest(d *Desk) []any {
	return []any{&d.Unit, &d.Path, &d.Organ, &d.Name, &d.Box.Server, &d.Box.Security, &d.Box.Login, &d.Box.Password, &d.Post.Server, &d.Post.Security, &d.Post.Login, &d.Post.Password, &d.Post.Sender,
		db.Time(&d.CheckedAt), &d.Problem, &d.Rev}
}

func desk(ctx context.Context, q db.Q, unit org.ID) (Desk, error) {
	return db.One(ctx, q, "exchange.no_desk", deskDest, `SELECT `+deskColumns+` FROM exchange_desk d WHERE d.unit = ?`, unit)
}

func desks(ctx context.Context, q db.Q, scope authz.Scope) ([]Desk, error) {
	where, args := scope.SQL("d.path")
	return db.All(ctx, q, deskDest, `SELECT `+deskColumns+` FROM exchange_desk d WHERE `+where+` ORDER BY d.path`, args...)
}

func saveDesk(ctx context.Context, tx *db.Tx, d Desk) error {
	_, err := tx.Exec(ctx, `INSERT INTO exchange_desk (unit, path, organ, name, server, security, login, password, post_server, post_security, post_login, post_password, post_sender)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (unit) DO UPDATE SET organ = excluded.organ, name = excluded.name, server = excluded.server, security = excluded.security, login = excluded.login,
		password = excluded.password, post_server = excluded.post_server, post_security = excluded.post_security, post_login = excluded.post_login, post_password = excluded.post_password,
		post_sender = excluded.post_sender, problem = '', checked_at = NULL, rev = exchange_desk.rev + 1`,
		d.Unit, d.Path, d.Organ, d.Name, d.Box.Server, d.Box.Security, d.Box.Login, d.Box.Password, d.Post.Server, d.Post.Security, d.Post.Login, d.Post.Password, d.Post.Sender)
	return err
}

func checked(ctx context.Context, tx *db.Tx, unit org.ID, problem string) error {
	_, err := tx.Exec(ctx, `UPDATE exchange_desk SET checked_at = ?, problem = ? WHERE unit = ?`, db.Time(&tx.Now), problem, unit)
	return err
}

const peerColumns = `p.id, p.unit, p.path, p.organ, p.name, p.way, p.folder, p.url, p.key, p.mail, p.form, p.confided, p.inward, p.closed, p.rev`

func peerDest(p *Peer) []any {
	return []any{&p.ID, &p.Unit, &p.Path, &p.Organ, &p.Name, &p.Way, &p.Folder, &p.URL, &p.Key, &p.Mail, &p.Form, &p.Confided, &p.inward, &p.Closed, &p.Rev}
}

func peer(ctx context.Context, q db.Q, id PeerID) (Peer, error) {
	return db.One(ctx, q, "exchange.no_peer", peerDest, `SELECT `+peerColumns+` FROM exchange_peer p WHERE p.id = ?`, id)
}

func peers(ctx context.Context, q db.Q, scope authz.Scope) ([]Peer, error) {
	where, args := scope.SQL("p.path")
	return db.All(ctx, q, peerDest, `SELECT `+peerColumns+` FROM exchange_peer p WHERE `+where+` ORDER BY p.path, p.name, p.id`, args...)
}

// peerOf finds the peers of a desk by their identifier: one or none.
func peerOf(ctx context.Context, q db.Q, unit org.ID, organ string) ([]Peer, error) {
	return db.All(ctx, q, peerDest, `SELECT `+peerColumns+` FROM exchange_peer p WHERE p.unit = ? AND p.organ = ?`, unit, organ)
}

func insertPeer(ctx context.Context, tx *db.Tx, p Peer) error {
	return tx.Insert(ctx, `INSERT INTO exchange_peer (id, unit, path, organ, name, way, folder, url, key, mail, form, confided, inward, closed, rev) VALUES`,
		[][]any{{p.ID, p.Unit, p.Path, p.Organ, p.Name, p.Way, p.Folder, p.URL, p.Key, p.Mail, p.Form, p.Confided, p.inward, p.Closed, 1}})
}

func savePeer(ctx context.Context, tx *db.Tx, p Peer) error {
	_, err := tx.Exec(ctx, `UPDATE exchange_peer SET organ = ?, name = ?, way = ?, folder = ?, url = ?, key = ?, mail = ?, form = ?, confided = ?, inward = ?, closed = ?, rev = ? WHERE id = ?`,
		p.Organ, p.Name, p.Way, p.Folder, p.URL, p.Key, p.Mail, p.Form, p.Confided, p.inward, p.Closed, p.Rev+1, p.ID)
	return err
}

const outColumns = `o.id, o.unit, o.path, o.peer, p.name, o.kind, o.document, o.replaces, o.ref, o.number, o.notation, o.day, o.subject, o.file, o.size, o.code, o.cause, o.text, o.passing, o.open, o.state, o.tries, o.error, o.detail, o.by, o.at,
	o.sent_at, o.reply, o.said, o.reply_at`

const outFrom = ` FROM exchange_out o JOIN exchange_peer p ON p.id = o.peer `

func outDest(o *Out) []any {
	return []any{&o.ID, &o.Unit, &o.Path, &o.Peer, &o.PeerName, &o.Kind, &o.Document, &o.Replaces, &o.Ref.ID, &o.Ref.Code.Number, &o.Ref.Code.Notation, &o.Day, &o.Subject, &o.file.SHA256, &o.file.Size, &o.Code, &o.Cause, &o.Text,
		&o.passing, &o.open, &o.State, &o.Tries, &o.Error, &o.Detail, &o.By, db.Time(&o.At), db.Time(&o.SentAt), &o.Reply, &o.Said, db.Time(&o.ReplyAt)}
}

func out(ctx context.Context, q db.Q, id OutID) (Out, error) {
	return db.One(ctx, q, "exchange.not_found", outDest, `SELECT `+outColumns+outFrom+`WHERE o.id = ?`, id)
}

func outs(ctx context.Context, q db.Q, scope authz.Scope, failed bool, before OutID, limit int) ([]Out, error) {
	where, args := scope.SQL("o.path")
	states := ` AND o.kind <> 'status'`
	if failed {
		states = ` AND o.state = 'failed'`
	}
	if before != "" {
		states, args = states+` AND o.id < ?`, append(args, before)
	}
	return db.All(ctx, q, outDest, `SELECT `+outColumns+outFrom+`WHERE `+where+states+` ORDER BY o.id DESC LIMIT ?`, append(args, limit)...)
}

// outsOf are the messages about a paper of ours.
func outsOf(ctx context.Context, q db.Q, id document.ID) ([]Out, error) {
	return db.All(ctx, q, outDest, `SELECT `+outColumns+outFrom+`WHERE o.document = ? ORDER BY o.at, p.name, o.id`, id)
}

// outsInPlaceOf are the messages that brought peers what replaces a paper of ours.
func outsInPlaceOf(ctx context.Context, q db.Q, id document.ID) ([]Out, error) {
	return db.All(ctx, q, outDest, `SELECT `+outColumns+outFrom+`WHERE o.replaces = ? ORDER BY o.at, p.name, o.id`, id)
}

// outsTo are the messages to a peer about a paper that was sent.
func outsTo(ctx context.Context, q db.Q, unit org.ID, ref, organ string) ([]Out, error) {
	return db.All(ctx, q, outDest, `SELECT `+outColumns+outFrom+`WHERE o.unit = ? AND o.ref = ? AND p.organ = ? AND o.kind <> 'status' ORDER BY o.id`, unit, ref, organ)
}

func insertOut(ctx context.Context, tx *db.Tx, o Out) error {
	return tx.Insert(ctx, `INSERT INTO exchange_out (id, unit, path, peer, kind, document, replaces, ref, number, notation, day, subject, file, size, code, cause, text, passing, open, state, by, at) VALUES`,
		[][]any{{o.ID, o.Unit, o.Path, o.Peer, o.Kind, o.Document, o.Replaces, o.Ref.ID, o.Ref.Code.Number, o.Ref.Code.Notation, o.Day, o.Subject, o.file.SHA256, o.file.Size, o.Code, o.Cause, o.Text, o.passing, o.open, o.State,
			o.By, db.Time(&o.At)}})
}

func saveOut(ctx context.Context, tx *db.Tx, o Out) error {
	_, err := tx.Exec(ctx, `UPDATE exchange_out SET state = ?, tries = ?, error = ?, detail = ?, sent_at = ?, reply = ?, said = ?, reply_at = ? WHERE id = ?`,
		o.State, o.Tries, o.Error, o.Detail, db.Time(&o.SentAt), o.Reply, o.Said, db.Time(&o.ReplyAt), o.ID)
	return err
}

func removeOut(ctx context.Context, tx *db.Tx, id OutID) error {
	_, err := tx.Exec(ctx, `DELETE FROM exchange_out WHERE id = ?`, id)
	return err
}

const inColumns = `i.id, i.unit, i.path, i.way, i.peer, i.key, i.sha, i.kind, i.organ, i.sender, i.ref, i.number, i.notation, i.day, i.subject, i.state, i.reason, i.detail, i.file, i.size, i.incoming,
	i.recall, i.unseen, i.at`

func inDest(i *In) []any {
	return []any{&i.ID, &i.Unit, &i.Path, &i.Way, &i.Peer, &i.key, &i.sha, &i.Kind, &i.Organ, &i.Sender, &i.Ref.ID, &i.Ref.Code.Number, &i.Ref.Code.Notation, &i.Day, &i.Subject, &i.State, &i.Reason, &i.Detail,
		&i.file.SHA256, &i.file.Size, &i.Incoming, &i.Recall, &i.Unseen, db.Time(&i.At)}
}

func in(ctx context.Context, q db.Q, id InID) (In, error) {
	return db.One(ctx, q, "exchange.not_found", inDest, `SELECT `+inColumns+` FROM exchange_in i WHERE i.id = ?`, id)
}

func ins(ctx context.Context, q db.Q, scope authz.Scope, bad bool, before InID, limit int) ([]In, error) {
	where, args := scope.SQL("i.path")
	states := ` AND i.kind <> 'status'`
	if bad {
		states = ` AND (i.state = 'bad' OR i.recall = 'asked' OR i.unseen)`
	}
	if before != "" {
		states, args = states+` AND i.id < ?`, append(args, before)
	}
	return db.All(ctx, q, inDest, `SELECT `+inColumns+` FROM exchange_in i WHERE `+where+states+` ORDER BY i.id DESC LIMIT ?`, append(args, limit)...)
}

// seenBefore finds what came before as the same bytes or under the same key, one at most.
func seenBefore(ctx context.Context, q db.Q, unit org.ID, sha, key string) ([]In, error) {
	return db.All(ctx, q, inDest, `SELECT `+inColumns+` FROM exchange_in i WHERE i.unit = ? AND (i.sha = ? OR i.key = ?) ORDER BY i.id LIMIT 1`, unit, sha, key)
}

// received finds the papers of a peer that were taken in, by their identity.
func received(ctx context.Context, q db.Q, unit org.ID, ref, organ string) ([]In, error) {
	return db.All(ctx, q, inDest, `SELECT `+inColumns+` FROM exchange_in i WHERE i.unit = ? AND i.ref = ? AND i.organ = ? AND i.kind = 'paper' AND i.state = 'taken' ORDER BY i.id`, unit, ref, organ)
}

// behind finds the message that became an incoming paper.
func behind(ctx context.Context, q db.Q, id incoming.ID) ([]In, error) {
	return db.All(ctx, q, inDest, `SELECT `+inColumns+` FROM exchange_in i WHERE i.incoming = ? AND i.kind = 'paper' ORDER BY i.id LIMIT 1`, id)
}

func insertIn(ctx context.Context, tx *db.Tx, i In) error {
	return tx.Insert(ctx, `INSERT INTO exchange_in (id, unit, path, way, peer, key, sha, kind, organ, sender, ref, number, notation, day, subject, state, reason, detail, file, size, incoming, recall, unseen, at) VALUES`,
		[][]any{{i.ID, i.Unit, i.Path, i.Way, i.Peer, i.key, i.sha, i.Kind, i.Organ, i.Sender, i.Ref.ID, i.Ref.Code.Number, i.Ref.Code.Notation, i.Day, i.Subject, i.State, i.Reason, i.Detail,
			i.file.SHA256, i.file.Size, i.Incoming, i.Recall, i.Unseen, db.Time(&i.At)}})
}

func saveIn(ctx context.Context, tx *db.Tx, i In) error {
	_, err := tx.Exec(ctx, `UPDATE exchange_in SET peer = ?, key = ?, kind = ?, organ = ?, sender = ?, ref = ?, number = ?, notation = ?, day = ?, subject = ?, state = ?, reason = ?, detail = ?, file = ?, size = ?,
		incoming = ?, recall = ?, unseen = ? WHERE id = ?`, i.Peer, i.key, i.Kind, i.Organ, i.Sender, i.Ref.ID, i.Ref.Code.Number, i.Ref.Code.Notation, i.Day, i.Subject, i.State, i.Reason, i.Detail,
		i.file.SHA256, i.file.Size, i.Incoming, i.Recall, i.Unseen, i.ID)
	return err
}

// saidOf is what was said back of a message, in order.
func saidOf(ctx context.Context, q db.Q, id InID) ([]Out, error) {
	return db.All(ctx, q, outDest, `SELECT `+outColumns+outFrom+`WHERE o.cause = ? ORDER BY o.id`, id)
}

// queueOf is the first that waits to be sent to one peer about one paper.
func queueOf(ctx context.Context, q db.Q, o Out) ([]OutID, error) {
	return db.Column[OutID](ctx, q, `SELECT id FROM exchange_out WHERE peer = ? AND ref = ? AND state = 'waiting' ORDER BY id LIMIT 1`, o.Peer, o.Ref.ID)
}

func setHeld(ctx context.Context, tx *db.Tx, id OutID) error {
	_, err := tx.Exec(ctx, `UPDATE exchange_out SET held = TRUE WHERE id = ?`, id)
	return err
}

// heldOf is the first in the queue of a message, if its job came too early.
func heldOf(ctx context.Context, q db.Q, o Out) ([]OutID, error) {
	return db.Column[OutID](ctx, q, `SELECT id FROM exchange_out WHERE held AND id = (SELECT MIN(id) FROM exchange_out WHERE peer = ? AND ref = ? AND state = 'waiting')`, o.Peer, o.Ref.ID)
}

// handled says how a letter was dealt with before; "" for one that is new.
func handled(ctx context.Context, q db.Q, unit org.ID, box string, id mailbox.ID) (string, error) {
	found, err := db.Column[string](ctx, q, `SELECT outcome FROM exchange_letter WHERE unit = ? AND box = ? AND validity = ? AND uid = ?`, unit, box, int64(id.Validity), int64(id.UID))
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

func handle(ctx context.Context, tx *db.Tx, unit org.ID, box string, id mailbox.ID, outcome string) error {
	_, err := tx.Exec(ctx, `INSERT INTO exchange_letter (unit, box, validity, uid, at, outcome) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit, box, validity, uid) DO NOTHING`,
		unit, box, int64(id.Validity), int64(id.UID), db.Time(&tx.Now), outcome)
	return err
}
