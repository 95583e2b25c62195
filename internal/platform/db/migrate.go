package db

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate brings the schema up to date with the numbered SQL files in dir. On
// PostgreSQL a lock lets only one node do it; a run that was killed starts again.
func (d *DB) Migrate(ctx context.Context, dir fs.FS) error {
	dialect := goose.DialectSQLite3
	var opts []goose.ProviderOption
	if d.url != "" {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, d.write, steps{dir, d.Engine()}, opts...)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
