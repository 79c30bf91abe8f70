package aggregate

import (
	"context"
	"fmt"

	"kdcl/aggregate/report"
)

// lastTables hold what the last printed report stood on (sql/last/*.sql).
var lastTables = []string{"state", "level", "criterion", "figure"}

// SetLast works out what the report of an earlier moment stood on ("2027-06-20
// 06:00:00", local time; empty: there was none) by setting the clock back to it:
// the workbooks found later do not count, and a database made again from the
// archive gives the same. now and year are the clock's own, set again at the end.
func (db *DB) SetLast(ctx context.Context, last, now, year string) error {
	for _, table := range lastTables {
		if err := db.exec(ctx, "DELETE FROM load.last_"+table); err != nil {
			return err
		}
	}
	if last == "" {
		return nil
	}
	if err := db.SetClock(ctx, last, year); err != nil {
		return err
	}
	for _, table := range lastTables {
		query, err := sqlFS.ReadFile("sql/last/" + table + ".sql")
		if err != nil {
			return err
		}
		if err := db.exec(ctx, "INSERT INTO load.last_"+table+" "+string(query)); err != nil {
			return fmt.Errorf("sql/last/%s.sql: %w", table, err)
		}
	}
	return db.SetClock(ctx, now, year)
}

// LastRun is the latest night before a moment (both RFC 3339) that the database
// knows of; empty when there was none.
func (db *DB) LastRun(ctx context.Context, before string) (string, error) {
	var started string
	err := db.conn.QueryRowContext(ctx, "SELECT coalesce(max(started), '') FROM load.run WHERE started < ?", before).Scan(&started)
	return started, err
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
