package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	channel     = "sotay_signal"
	listenAgain = time.Second
)

// announce puts signals into PostgreSQL's own queue, which delivers them to
// every node at the commit, or not at all.
func (d *DB) announce(ctx context.Context, raw *sql.Tx, signals []Signal) error {
	if d.url == "" {
		return nil
	}
	for _, s := range signals {
		if _, err := raw.ExecContext(ctx, `SELECT pg_notify($1, $2)`, channel, fmt.Sprintf("%d %s", s.Version, s.Topic)); err != nil {
			return err
		}
	}
	return nil
}

// listen hears the signals of every node, this one included, until Close.
func (d *DB) listen() {
	ctx, cancel := context.WithCancel(context.Background())
	d.stop = cancel
	d.listening.Go(func() {
		for ctx.Err() == nil {
			d.listenOnce(ctx)
			d.hear(Signal{}) // some may have been missed meanwhile
			select {
			case <-ctx.Done():
			case <-time.After(listenAgain):
			}
		}
	})
}

func (d *DB) listenOnce(ctx context.Context) {
	conn, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return
		}
		version, topic, _ := strings.Cut(n.Payload, " ")
		v, _ := strconv.ParseInt(version, 10, 64)
		d.hear(Signal{topic, v})
	}
}
