package aggregate

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"kdcl/aggregate/report"
	"kdcl/ingest/form"
)

// Layouts reads templates/report/bieu-*.yaml strictly, in the order of names.
func Layouts(templates fs.FS) ([]report.Layout, error) {
	names, err := fs.Glob(templates, "report/bieu-*.yaml")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("report/bieu-*.yaml: no layout found")
	}
	slices.Sort(names)
	var all []report.Layout
	for _, name := range names {
		data, err := fs.ReadFile(templates, name)
		if err != nil {
			return nil, err
		}
		var l report.Layout
		if err := yaml.UnmarshalWithOptions(data, &l, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if l.ID == "" || l.Query == "" || len(l.Columns) == 0 {
			return nil, fmt.Errorf("%s: id, query and columns are needed", name)
		}
		all = append(all, l)
	}
	return all, nil
}

// Report counts everything that the consolidated report of a school year says.
func (db *DB) Report(ctx context.Context, layouts []report.Layout, year string) (report.Report, error) {
	r := report.Report{SchoolYear: year, Figures: map[string]report.Figure{}}
	var unit string
	if err := db.conn.QueryRowContext(ctx, "SELECT coalesce(max(value), '{}') FROM load.meta WHERE key = 'unit'").Scan(&unit); err != nil {
		return r, err
	}
	var u form.Unit
	if err := json.Unmarshal([]byte(unit), &u); err != nil {
		return r, err
	}
	r.Letterhead = report.Letterhead{Superior: u.Superior, Name: u.Name, Abbreviation: u.Abbreviation, Place: u.Place, SignerLead: u.SignerLead, SignerTitle: u.SignerTitle, ReportTo: u.ReportTo, Recipients: u.Recipients}
	r.Wording = u.Wording
	if err := db.conn.QueryRowContext(ctx, "SELECT strftime(now_local, '%Y-%m-%dT%H:%M:%S') FROM load.setting").Scan(&r.AsOf); err != nil {
		return r, err
	}
	figures, err := sqlFS.ReadFile("sql/report/figures.sql")
	if err != nil {
		return r, err
	}
	err = db.each(ctx, forYear(string(figures), year), nil, func(v []any) error {
		r.Figures[v[0].(string)] = report.Figure{Numerator: integer(v[1]), Denominator: integer(v[2]), Text: v[3].(string)}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("sql/report/figures.sql: %w", err)
	}
	for _, l := range layouts {
		t, err := db.table(ctx, l, year)
		if err != nil {
			return r, err
		}
		r.Tables = append(r.Tables, t)
	}
	r.Provisional = r.Figures["submitted.self-assessment"].Numerator < r.Figures["submitted.self-assessment"].Denominator || r.Figures["schools.owing"].Numerator > 0
	return r, db.tally(ctx, &r.Tally, year)
}

// forYear puts the school year into a query; it is checked by the caller and
// holds digits and a dash only.
func forYear(query, year string) string {
	return strings.ReplaceAll(query, "$year", "'"+strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return -1
	}, year)+"'")
}

func (db *DB) tally(ctx context.Context, t *report.Tally, year string) error {
	return db.conn.QueryRowContext(ctx, forYear(`
WITH f AS (SELECT * FROM file WHERE coalesce(expected_year, school_year) = $year)
SELECT (SELECT count(*) FROM f), (SELECT count(*) FROM f WHERE outcome <> 'refused'), (SELECT count(*) FROM f WHERE outcome = 'refused'),
  CAST(coalesce(sum(rows_found), 0) AS BIGINT), CAST(coalesce(sum(rows_loaded), 0) AS BIGINT), CAST(coalesce(sum(rows_refused), 0) AS BIGINT), CAST(coalesce(sum(rows_heading), 0) AS BIGINT), CAST(coalesce(sum(rows_blank), 0) AS BIGINT)
FROM load.tally WHERE file_sha256 IN (SELECT file_sha256 FROM f)`, year)).Scan(&t.FilesSeen, &t.FilesRead, &t.FilesRefused, &t.RowsFound, &t.RowsLoaded, &t.RowsRefused, &t.RowsHeading, &t.RowsBlank)
}

// table runs the query of one layout, sql/report/<query>.sql.
func (db *DB) table(ctx context.Context, l report.Layout, year string) (report.Table, error) {
	name := "sql/report/" + l.Query + ".sql"
	query, err := sqlFS.ReadFile(name)
	if err != nil {
		return report.Table{}, fmt.Errorf("layout %s: %w", l.ID, err)
	}
	t, err := db.tableOf(ctx, l, forYear(string(query), year))
	if err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// tableOf lays a query's rows out. Its columns are the layout's keys, row_kind,
// and those beginning with "_", which only order; anything else is our mistake.
func (db *DB) tableOf(ctx context.Context, l report.Layout, query string) (report.Table, error) {
	t := report.Table{Layout: l}
	var at []int
	kindAt := -1
	err := db.stream(ctx, query, nil, func(columns []string, values []any) (err error) {
		if at == nil {
			if at, kindAt, err = columnsOf(l, columns); err != nil {
				return err
			}
		}
		row := report.Row{Kind: text(values[kindAt])}
		for i, c := range l.Columns {
			row.Cells = append(row.Cells, cell(c, values[at[i]], row.Kind))
		}
		t.Rows = append(t.Rows, row)
		return nil
	})
	return t, err
}

func columnsOf(l report.Layout, columns []string) (at []int, kindAt int, err error) {
	used := map[string]bool{"row_kind": true}
	for _, c := range l.Columns {
		i := slices.Index(columns, c.Key)
		if i < 0 {
			return nil, 0, fmt.Errorf("layout %s asks for the column %q, which the query lacks", l.ID, c.Key)
		}
		at = append(at, i)
		used[c.Key] = true
	}
	for _, c := range columns {
		if !used[c] && !strings.HasPrefix(c, "_") {
			return nil, 0, fmt.Errorf("the query's column %q is not in layout %s", c, l.ID)
		}
	}
	if kindAt = slices.Index(columns, "row_kind"); kindAt < 0 {
		return nil, 0, fmt.Errorf("the query has no column row_kind")
	}
	return at, kindAt, nil
}

// cell prints a value as people here do; unknown is "-", never 0.
func cell(c report.Column, v any, kind string) report.Cell {
	switch v := v.(type) {
	case nil:
		if kind == report.Data && (c.Kind == "count" || c.Kind == "money") {
			return report.Cell{Text: "-"}
		}
		return report.Cell{}
	case time.Time:
		return report.Cell{Text: v.Format("02/01/2006"), Date: v.Format("2006-01-02")}
	case string:
		return report.Cell{Text: v}
	case float64:
		return report.Cell{Text: strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1), Number: &v}
	}
	n := integer(v)
	f := float64(n)
	return report.Cell{Text: Thousands(n), Number: &f}
}

// Thousands prints a whole number with dots: 1.234.567.
func Thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

func integer(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case int32:
		return int64(v)
	case uint64:
		return int64(v)
	case nil:
		return 0
	}
	n, _ := strconv.ParseInt(fmt.Sprint(v), 10, 64)
	return n
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
