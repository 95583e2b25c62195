// Package migrations is the database's schema as numbered steps, in SQL that
// both engines take unchanged but for what stands after a line "-- +only" (see
// [db.DB.Migrate]): TEXT, BIGINT and BOOLEAN columns, instants as UTC text of
// fixed width, days and months as text. A table's name begins with the name of
// the package that owns it.
package migrations

import "embed"

// Files are the steps, in order of their numbers.
//
//go:embed *.sql
var Files embed.FS
