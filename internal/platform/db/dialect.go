package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"reflect"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"sotay/internal/platform/fault"
)

// rebound gives PostgreSQL its $1, $2 …; "?" inside quotes is left alone.
func rebound(pg bool, query string) string {
	if !pg || !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 16)
	n, quoted := 0, false
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// values appends (?, …) for rows of width values; what follows VALUES in the
// query (an ON CONFLICT clause) stays behind them.
func values(query string, rows, width int) string {
	head, tail, _ := strings.Cut(query, "VALUES")
	row := "(" + strings.Repeat("?,", width-1) + "?)"
	return head + "VALUES " + strings.Repeat(row+",", rows-1) + row + tail
}

// Marks is "?,?,?" for n values, for IN lists.
func Marks(n int) string {
	if n < 1 {
		return "NULL"
	}
	return strings.Repeat("?,", n-1) + "?"
}

// Args makes any slice the arguments of an IN list.
func Args[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}

// plain turns the features' own types (ids, kinds) into what drivers know.
func plain(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = plainValue(a)
	}
	return out
}

func plainValue(a any) any {
	switch v := a.(type) {
	case nil, string, int, int64, bool, float64, driver.Valuer:
		return v
	}
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(v.Uint())
	case reflect.Bool:
		return v.Bool()
	}
	return a
}

// named turns both engines' errors into the program's words, in this one place.
func named(err error) error {
	var pe *pgconn.PgError
	var se *sqlite.Error
	var said *fault.Error
	switch {
	case err == nil, errors.As(err, &said): // a feature has said it in its own words
		return err
	case errors.As(err, &pe):
		return namedPostgres(pe, err)
	case errors.As(err, &se):
		return namedSQLite(se, err)
	case unreachable(err):
		return fault.New(fault.Busy, "db.unavailable").Because(err)
	}
	return err
}

// unreachable reports that the connection failed and not the statement: PostgreSQL
// restarts, or the network is cut. Whether a commit arrived is then not known;
// whoever tries again needs a key of his own ([WithKey]).
func unreachable(err error) bool {
	var network *net.OpError
	return pgconn.Timeout(err) || pgconn.SafeToRetry(err) || errors.As(err, &network) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn)
}

func namedPostgres(pe *pgconn.PgError, err error) error {
	switch {
	case pe.Code == "23505":
		return fault.New(fault.Conflict, "db.exists").Because(err)
	case pe.Code == "23503":
		return fault.New(fault.Conflict, "db.in_use").Because(err)
	case pe.Code == "40001", pe.Code == "40P01", strings.HasPrefix(pe.Code, "53"), strings.HasPrefix(pe.Code, "57P"):
		return fault.New(fault.Busy, "db.busy").Because(err)
	}
	return err
}

// SQLite's result codes; the low byte is the family.
const (
	sqliteBusy, sqliteLocked, sqliteFull, sqliteIO = 5, 6, 13, 10
	sqliteForeignKey, sqlitePrimaryKey, sqliteUniq = 787, 1555, 2067
)

func namedSQLite(se *sqlite.Error, err error) error {
	switch code := se.Code(); {
	case code == sqlitePrimaryKey, code == sqliteUniq:
		return fault.New(fault.Conflict, "db.exists").Because(err)
	case code == sqliteForeignKey:
		return fault.New(fault.Conflict, "db.in_use").Because(err)
	case code&0xff == sqliteBusy, code&0xff == sqliteLocked:
		return fault.New(fault.Busy, "db.busy").Because(err)
	case code&0xff == sqliteFull, code&0xff == sqliteIO:
		return fault.New(fault.Busy, "db.unavailable").Because(err)
	}
	return err
}

// lostRace reports that another transaction won and this one may start again.
func lostRace(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01") && !errors.Is(err, context.Canceled)
}
