package aggregate

import (
	"context"
	"fmt"
)

// Transfer is a workbook that a school of another unit sent here by mistake.
type Transfer struct {
	SHA256   string
	Name     string // as it lay in the inbox, or in its zip
	Place    string // where it lay in the inbox
	Code     string // of the school
	School   string
	Received string // local time, "2027-06-15T23:59:00"
}

// Transfers lists what is to be passed on of a year, school by school, in the
// order of arrival.
func (db *DB) Transfers(ctx context.Context, year string) ([]Transfer, error) {
	const name = "sql/feedback/transfer.sql"
	query, err := sqlFS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []Transfer
	err = db.each(ctx, string(query), []any{year}, func(v []any) error {
		all = append(all, Transfer{text(v[0]), text(v[1]), text(v[2]), text(v[3]), text(v[4]), text(v[5])})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}
