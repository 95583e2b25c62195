package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"modernc.org/sqlite"
)

// SQLite compiles a statement each time it is asked, which costs more than most
// of them do. A connection here keeps what it has compiled, as pgx does for
// PostgreSQL by itself.
const (
	keptStatements   = 200      // of each connection
	longestStatement = 32 << 10 // bytes; bulk inserts are among those kept
)

// preparing opens SQLite connections that keep their statements.
type preparing struct{ driver.Connector }

func openPrepared(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(preparing{c}), nil
}

// Connect implements driver.Connector.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c, ok := raw.(sqliteConn)
	if !ok {
		return nil, fmt.Errorf("db: the SQLite driver's connection is a %T", raw)
	}
	return &preparedConn{sqliteConn: c, kept: map[string]*statement{}}, nil
}

// sqliteConn is all that database/sql may ask of a connection.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// preparedConn is used by one goroutine at a time: database/sql sees to it.
type preparedConn struct {
	sqliteConn
	kept map[string]*statement
	turn int // counts uses, to find the oldest
}

// statement is a compiled one. While its rows are being read it is busy, and the
// same text asked again is compiled anew.
type statement struct {
	driver.Stmt
	query driver.StmtQueryContext
	exec  driver.StmtExecContext
	used  int
	busy  bool
}

// QueryContext implements driver.QueryerContext.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := s.query.QueryContext(ctx, args)
	if err != nil {
		s.busy = false
		return nil, err
	}
	return &preparedRows{rows, s}, nil
}

// ExecContext implements driver.ExecerContext.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	defer func() { s.busy = false }()
	return s.exec.ExecContext(ctx, args)
}

// take returns the compiled statement, or nil where it cannot be kept or is busy.
func (c *preparedConn) take(ctx context.Context, query string) (*statement, error) {
	s := c.kept[query]
	switch {
	case s == nil && len(query) > longestStatement, s != nil && s.busy:
		return nil, nil
	case s == nil:
		raw, err := c.PrepareContext(ctx, steady(query))
		if err != nil {
			return nil, err
		}
		s = &statement{Stmt: raw}
		var ok1, ok2 bool
		s.query, ok1 = raw.(driver.StmtQueryContext)
		s.exec, ok2 = raw.(driver.StmtExecContext)
		if !ok1 || !ok2 {
			return nil, raw.Close()
		}
		if err := c.makeRoom(); err != nil {
			return nil, err
		}
		c.kept[query] = s
	}
	c.turn++
	s.used, s.busy = c.turn, true
	return s, nil
}

// steady hides the number behind LIMIT from SQLite's planner, which otherwise
// compiles the statement anew whenever the number is given again.
func steady(query string) string { return strings.ReplaceAll(query, "LIMIT ?", "LIMIT ?+0") }

// makeRoom closes the statement that has been idle longest, where there are too many.
func (c *preparedConn) makeRoom() error {
	if len(c.kept) < keptStatements {
		return nil
	}
	oldest := ""
	for query, s := range c.kept {
		if !s.busy && (oldest == "" || s.used < c.kept[oldest].used) {
			oldest = query
		}
	}
	if oldest == "" {
		return nil
	}
	s := c.kept[oldest]
	delete(c.kept, oldest)
	return s.Close()
}

// Close closes the statements with the connection.
func (c *preparedConn) Close() error {
	for _, s := range c.kept {
		s.Close() // the connection's own end tells whether all is well
	}
	return c.sqliteConn.Close()
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	of *statement
}

// Close implements driver.Rows.
func (r *preparedRows) Close() error {
	defer func() { r.of.busy = false }()
	return r.Rows.Close()
}
