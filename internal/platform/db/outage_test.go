package db

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"sotay/internal/platform/fault"
)

// What a database that is away looks like is "try again", never our own failure.
func TestAnOutageIsSaidAsOne(t *testing.T) {
	t.Parallel()
	_, refused := pgconn.Connect(t.Context(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable")
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	for _, err := range []error{refused, reset, fmt.Errorf("receive: %w", io.ErrUnexpectedEOF), driver.ErrBadConn,
		&pgconn.PgError{Code: "57P01"}} {
		if got := named(err); !fault.Is(got, fault.Busy) || !errors.Is(got, err) {
			t.Errorf("%v is said as %v", err, got)
		}
	}
	for _, err := range []error{errors.New("a mistake in a statement"), io.EOF, &pgconn.PgError{Code: "42601"}} {
		if got := named(err); got != err {
			t.Errorf("%v is said as %v", err, got)
		}
	}
}
