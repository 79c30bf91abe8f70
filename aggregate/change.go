package aggregate

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"kdcl/aggregate/report"
)

// lastTables are the tables of what the last report stood on, and the query of
// sql/last that fills each.
var lastTables = []string{"state", "level", "criterion", "figure"}

// Last is what the last printed report stood on.
type Last struct {
	asOf string
	rows map[string][][]driver.Value
}

// ReadLast takes it from the database that the last night published. A report
// drawn again at the same moment, or one that a killed run never printed, is not
// the last one: then it is what that night itself compared with. nil without
// an error when the file is of another release.
func ReadLast(ctx context.Context, path string, opt Options, now string, printed func(started string) bool) (last *Last, err error) {
	opt.ReadOnly = true
	db, err := Open(ctx, path, opt)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var clock, started string
	var known int
	if err := db.conn.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'load' AND table_name = 'last_figure'").Scan(&known); err != nil || known == 0 {
		return nil, err
	}
	if err := db.conn.QueryRowContext(ctx, "SELECT strftime(now_local, '%Y-%m-%d %H:%M:%S'), coalesce((SELECT max(started) FROM load.run), '') FROM load.setting").Scan(&clock, &started); err != nil {
		return nil, err
	}
	last = &Last{asOf: clock, rows: map[string][][]driver.Value{}}
	own := clock < now && printed(started)
	if !own {
		if err := db.conn.QueryRowContext(ctx, "SELECT coalesce(max(as_of), '') FROM load.last_report").Scan(&last.asOf); err != nil {
			return nil, err
		}
	}
	for _, table := range lastTables {
		query := "SELECT * FROM load.last_" + table
		if own {
			text, err := sqlFS.ReadFile("sql/last/" + table + ".sql")
			if err != nil {
				return nil, err
			}
			query = string(text)
		}
		err := db.each(ctx, query, nil, func(v []any) error {
			row := make([]driver.Value, len(v))
			for i := range v {
				row[i] = v[i]
			}
			last.rows[table] = append(last.rows[table], row)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("sql/last/%s.sql: %w", table, err)
		}
	}
	return last, nil
}

// SetLast keeps what the last report stood on; nil: there was none.
func (db *DB) SetLast(ctx context.Context, last *Last) error {
	return db.transaction(ctx, func() error {
		var batches []batch
		if err := db.exec(ctx, "DELETE FROM load.last_report"); err != nil {
			return err
		}
		for _, table := range lastTables {
			if err := db.exec(ctx, "DELETE FROM load.last_"+table); err != nil {
				return err
			}
			if last != nil {
				batches = append(batches, batch{"last_" + table, last.rows[table]})
			}
		}
		if last != nil && last.asOf != "" {
			batches = append(batches, batch{"last_report", [][]driver.Value{{last.asOf}}})
		}
		return db.append(batches)
	})
}

// changes lists what moved since the last printed report, grouped by kind.
func (db *DB) changes(ctx context.Context, year string) ([]report.Change, error) {
	query, err := sqlFS.ReadFile("sql/report/change.sql")
	if err != nil {
		return nil, err
	}
	var all []report.Change
	err = db.each(ctx, forYear(string(query), year), nil, func(v []any) error {
		kind := text(v[0])
		if n := len(all); n == 0 || all[n-1].Kind != kind {
			all = append(all, report.Change{Kind: kind})
		}
		c := &all[len(all)-1]
		c.Lines = append(c.Lines, text(v[1]))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sql/report/change.sql: %w", err)
	}
	return all, nil
}
