package aggregate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kdcl/aggregate/report"
)

// schoolsAtOnce bounds what is held of the sheets: memory stays flat however
// many schools there are, and a query serves many.
const schoolsAtOnce = 100

// Schools counts the sheet of every school that reports in a year and hands
// them over in the order of their codes.
func (db *DB) Schools(ctx context.Context, layouts []report.Layout, year string, do func(report.School) error) error {
	var codes, names []string
	err := db.each(ctx, forYear("SELECT school_code, name FROM load.reporting WHERE school_year = $year ORDER BY school_code", year), nil, func(v []any) error {
		codes, names = append(codes, text(v[0])), append(names, text(v[1]))
		return nil
	})
	if err != nil {
		return err
	}
	for from := 0; from < len(codes); from += schoolsAtOnce {
		to := min(from+schoolsAtOnce, len(codes))
		batch := make([]report.School, to-from)
		at := map[string]*report.School{}
		for i := range batch {
			batch[i] = report.School{Code: codes[from+i], Name: names[from+i]}
			at[codes[from+i]] = &batch[i]
		}
		fill := func(query, year string) string {
			return strings.NewReplacer("$from", "'"+quote(codes[from])+"'", "$to", "'"+quote(codes[to-1])+"'").Replace(forYear(query, year))
		}
		if err := db.sheets(ctx, layouts, year, fill, at); err != nil {
			return err
		}
		for _, s := range batch {
			if err := do(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// sheets fills in a batch of schools, a query for all of them at a time.
func (db *DB) sheets(ctx context.Context, layouts []report.Layout, year string, fill func(query, year string) string, at map[string]*report.School) error {
	for _, part := range []struct {
		query string
		add   func(s *report.School, v []any)
	}{
		{"sheet_fact", func(s *report.School, v []any) {
			s.Facts = append(s.Facts, report.Pair{Label: text(v[1]), Text: text(v[2])})
		}},
		{"sheet_strip", func(s *report.School, v []any) {
			one := report.Standing{Criterion: text(v[1]), Highest: integer(v[3]), Symbol: text(v[4])}
			if v[2] != nil {
				n := integer(v[2])
				one.Level = &n
			}
			s.Strip = append(s.Strip, one)
		}},
		{"sheet_verdict", func(s *report.School, v []any) {
			said := report.Verdict{Key: text(v[1]), Args: map[string]string{"list": text(v[6]), "step": text(v[7]), "year": year}}
			for i, name := range []string{"level", "next", "n", "total"} {
				if v[2+i] != nil {
					said.Args[name] = Thousands(integer(v[2+i]))
				}
			}
			s.Verdict = append(s.Verdict, said)
		}},
	} {
		name := "sql/report/" + part.query + ".sql"
		query, err := sqlFS.ReadFile(name)
		if err != nil {
			return err
		}
		err = db.each(ctx, fill(string(query), year), nil, func(v []any) error {
			if s := at[text(v[0])]; s != nil {
				part.add(s, slices.Clone(v))
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for i, l := range layouts {
		for _, s := range at {
			s.Tables = append(s.Tables, report.Table{Layout: forHeads(l, year)})
		}
		name, query, err := queryOf(l)
		if err != nil {
			return err
		}
		err = db.rows(ctx, l, fill(query, year), func(school string, row report.Row) {
			if s := at[school]; s != nil {
				s.Tables[i].Rows = append(s.Tables[i].Rows, row)
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
