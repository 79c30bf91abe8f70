package aggregate

import (
	"context"
	"fmt"
)

// Replaced is a workbook, or a zip or e-mail, that no figure stands on.
type Replaced struct {
	SHA256, Name string
	School       string // code; empty for a container
	SchoolYear   string // in which it arrived
	Size         int64  // bytes
	Container    bool
}

// Replaced lists those of school years before one, "2026-2027", as the clock's
// moment knows them (sql/prune/replaced.sql).
func (db *DB) Replaced(ctx context.Context, before string) ([]Replaced, error) {
	query, err := sqlFS.ReadFile("sql/prune/replaced.sql")
	if err != nil {
		return nil, err
	}
	var all []Replaced
	err = db.each(ctx, forYear(string(query), before), nil, func(v []any) error {
		all = append(all, Replaced{text(v[0]), text(v[1]), text(v[2]), text(v[3]), integer(v[4]), v[5] == true})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sql/prune/replaced.sql: %w", err)
	}
	return all, nil
}
