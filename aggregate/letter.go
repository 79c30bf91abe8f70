package aggregate

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/aggregate/report"
)

// Letters gives the reminders that a school year calls for, in the order of
// unit.yaml. Their annex is laid out by templates/letter/list.yaml.
func (db *DB) Letters(ctx context.Context, templates fs.FS, year string) ([]report.Letter, error) {
	const name = "letter/list.yaml"
	data, err := fs.ReadFile(templates, name)
	if err != nil {
		return nil, err
	}
	var layout report.Layout
	if err := yaml.UnmarshalWithOptions(data, &layout, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	query, err := sqlFS.ReadFile("sql/letter/letter.sql")
	if err != nil {
		return nil, err
	}
	var letters []report.Letter
	err = db.each(ctx, forYear(string(query), year), nil, func(v []any) error {
		letters = append(letters, report.Letter{Obligation: text(v[0]), Title: text(v[1]), Due: isoDay(v[2]), Tone: text(v[3]), Asked: integer(v[4]), Received: integer(v[5]), Open: integer(v[6])})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sql/letter/letter.sql: %w", err)
	}
	list, err := sqlFS.ReadFile("sql/letter/list.sql")
	if err != nil {
		return nil, err
	}
	for i := range letters {
		q := strings.ReplaceAll(string(list), "$obligation", "'"+quote(letters[i].Obligation)+"'")
		if letters[i].List, err = db.tableOf(ctx, layout, forYear(q, year)); err != nil {
			return nil, fmt.Errorf("sql/letter/list.sql: %w", err)
		}
		if int64(len(letters[i].List.Rows)) != letters[i].Open {
			return nil, fmt.Errorf("sql/letter: %s counts %d schools and lists %d", letters[i].Obligation, letters[i].Open, len(letters[i].List.Rows))
		}
	}
	return letters, nil
}
