package aggregate

import (
	"context"
	"fmt"
)

// Explained is one row of an explanation: names and values in the order of
// sql/explain/<name>.sql.
type Explained struct {
	Columns []string
	Values  []any // nil is unknown
}

// Get is a value as text; empty when unknown.
func (e Explained) Get(column string) string {
	for i, c := range e.Columns {
		if c == column && e.Values[i] != nil {
			return fmt.Sprint(e.Values[i])
		}
	}
	return ""
}

// Explain runs sql/explain/<name>.sql for a school, a year and, where it takes
// one, a criterion.
func (db *DB) Explain(ctx context.Context, name string, args ...any) ([]Explained, error) {
	file := "sql/explain/" + name + ".sql"
	query, err := sqlFS.ReadFile(file)
	if err != nil {
		return nil, err
	}
	rows := []Explained{}
	err = db.stream(ctx, string(query), args, func(columns []string, values []any) error {
		e := Explained{Columns: columns, Values: make([]any, len(values))}
		for i, v := range values {
			e.Values[i] = plain(v)
		}
		rows = append(rows, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return rows, nil
}
