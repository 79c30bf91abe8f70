package aggregate

import (
	"context"

	"kdcl/aggregate/report"
)

// changes reads what moved since the last report, a group a kind, in the order
// of the query.
func (db *DB) changes(ctx context.Context, year string) ([]report.Change, error) {
	return nil, nil
}
