package aggregate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"kdcl/aggregate/report"
	"kdcl/ingest/form"
)

// Layouts are the tables and charts of the report and of the school sheets.
type Layouts struct {
	Tables []report.Layout      // report/bieu-*.yaml
	Charts []report.ChartLayout // report/bieu-do-*.yaml
	School []report.Layout      // report/phieu-*.yaml, the tables of a school's sheet
}

// LoadLayouts reads templates/report strictly, in the order of the numbers in
// the files' names: bieu-2 stands before bieu-10.
func LoadLayouts(templates fs.FS) (Layouts, error) {
	var l Layouts
	err := eachLayout(templates, "bieu-*.yaml", func(name string, data []byte) error {
		if strings.HasPrefix(name, "report/bieu-do-") {
			var c report.ChartLayout
			if err := yaml.UnmarshalWithOptions(data, &c, yaml.Strict()); err != nil {
				return err
			}
			if c.ID == "" || c.Query == "" || !slices.Contains([]string{report.Timeline, report.Stack, report.Heat}, c.Kind) {
				return fmt.Errorf("id, query and kind (%s, %s or %s) are needed", report.Timeline, report.Stack, report.Heat)
			}
			l.Charts = append(l.Charts, c)
			return nil
		}
		t, err := tableLayout(data)
		l.Tables = append(l.Tables, t)
		return err
	})
	if err != nil {
		return l, err
	}
	err = eachLayout(templates, "phieu-*.yaml", func(_ string, data []byte) error {
		t, err := tableLayout(data)
		l.School = append(l.School, t)
		return err
	})
	return l, err
}

func tableLayout(data []byte) (report.Layout, error) {
	var t report.Layout
	if err := yaml.UnmarshalWithOptions(data, &t, yaml.Strict()); err != nil {
		return t, err
	}
	if t.ID == "" || (t.Query == "") == (t.Select == "") || len(t.Columns) == 0 {
		return t, fmt.Errorf("id, columns and either query or select are needed")
	}
	for _, c := range t.Columns {
		if c.Key == "" || len(c.Head) == 0 {
			return t, fmt.Errorf("every column needs key and head")
		}
	}
	return t, nil
}

func eachLayout(templates fs.FS, pattern string, do func(name string, data []byte) error) error {
	names, err := fs.Glob(templates, "report/"+pattern)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("report/%s: no layout found", pattern)
	}
	slices.SortFunc(names, byNumber)
	for _, name := range names {
		data, err := fs.ReadFile(templates, name)
		if err != nil {
			return err
		}
		if err := do(name, data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

var digits = regexp.MustCompile(`\d+`)

// byNumber orders names as people do: bieu-2, bieu-10.
func byNumber(a, b string) int {
	pad := func(s string) string {
		return digits.ReplaceAllStringFunc(strings.TrimSuffix(s, ".yaml"), func(d string) string { return fmt.Sprintf("%6s", d) })
	}
	return strings.Compare(pad(a), pad(b))
}

// heldViews are those that the reports' queries stand on again and again, each
// after the ones that it reads.
var heldViews = []string{
	"load.current_part", "load.school_obligation", "main.obligation_status", "main.school_level", "main.criterion_result", "load.obstacle",
	"main.recognition_status", "main.milestone_status", "main.year_on_year", "load.reporting", "load.standing", "main.file", "load.workbook", "main.finding",
}

// Held draws with the views worked out once: within do every query sees a
// snapshot of them, under the same names; afterwards the views are as they were.
// Nothing may be written meanwhile. Without it every query works out every view
// that it names anew, which took most of a night.
func (db *DB) Held(ctx context.Context, do func() error) error {
	if err := db.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	hold := func() error {
		for i, view := range heldViews {
			if err := db.exec(ctx, fmt.Sprintf("CREATE TEMP TABLE held_%d AS SELECT * FROM %s; CREATE OR REPLACE VIEW %s AS SELECT * FROM temp.held_%d", i, view, view, i)); err != nil {
				return fmt.Errorf("hold %s: %w", view, err)
			}
		}
		return do()
	}
	return errors.Join(hold(), db.exec(context.WithoutCancel(ctx), "ROLLBACK"))
}

// Report counts everything that the consolidated report of a school year says.
func (db *DB) Report(ctx context.Context, layouts Layouts, year string) (report.Report, error) {
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
	for _, l := range layouts.Tables {
		t, err := db.table(ctx, l, year)
		if err != nil {
			return r, err
		}
		r.Tables = append(r.Tables, t)
	}
	for _, l := range layouts.Charts {
		c, err := db.chart(ctx, l, year)
		if err != nil {
			return r, err
		}
		r.Charts = append(r.Charts, c)
	}
	if r.Changes, err = db.changes(ctx, year); err != nil {
		return r, err
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
WITH f AS (SELECT * FROM load.workbook WHERE school_year = $year)
SELECT (SELECT count(*) FROM f), (SELECT count(*) FROM f WHERE outcome <> 'refused'), (SELECT count(*) FROM f WHERE outcome = 'refused'),
  CAST(coalesce(sum(rows_found), 0) AS BIGINT), CAST(coalesce(sum(rows_loaded), 0) AS BIGINT), CAST(coalesce(sum(rows_refused), 0) AS BIGINT), CAST(coalesce(sum(rows_heading), 0) AS BIGINT), CAST(coalesce(sum(rows_blank), 0) AS BIGINT)
FROM load.tally WHERE file_sha256 IN (SELECT file_sha256 FROM f)`, year)).Scan(&t.FilesSeen, &t.FilesRead, &t.FilesRefused, &t.RowsFound, &t.RowsLoaded, &t.RowsRefused, &t.RowsHeading, &t.RowsBlank)
}

// table runs the query of one layout.
func (db *DB) table(ctx context.Context, l report.Layout, year string) (report.Table, error) {
	name, query, err := queryOf(l)
	if err != nil {
		return report.Table{}, err
	}
	t, err := db.tableOf(ctx, forHeads(l, year), forYear(query, year))
	if err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// queryOf is the text behind a layout: sql/report/<query>.sql, or the layout's
// own select, which can only read.
func queryOf(l report.Layout) (name, query string, err error) {
	if l.Select != "" {
		return "layout " + l.ID, "SELECT * FROM (" + strings.TrimRight(strings.TrimSpace(l.Select), ";") + "\n)", nil
	}
	name = "sql/report/" + l.Query + ".sql"
	data, err := sqlFS.ReadFile(name)
	if err != nil {
		return name, "", fmt.Errorf("layout %s: there is no query %s", l.ID, l.Query)
	}
	return name, string(data), nil
}

// tableOf lays a query's rows out.
func (db *DB) tableOf(ctx context.Context, l report.Layout, query string) (report.Table, error) {
	t := report.Table{Layout: l}
	err := db.rows(ctx, l, query, func(_ string, row report.Row) { t.Rows = append(t.Rows, row) })
	return t, err
}

// rows hands over a query's rows with the school that each is of, if it says
// so in _school. Its columns are the layout's keys, row_kind, and those
// beginning with "_", which only order. A layout may show fewer columns than
// there are, never others; without row_kind every row is data.
func (db *DB) rows(ctx context.Context, l report.Layout, query string, do func(school string, row report.Row)) error {
	var at []int
	kindAt, schoolAt := -1, -1
	return db.stream(ctx, query, nil, func(columns []string, values []any) (err error) {
		if at == nil {
			if at, err = columnsOf(l, columns); err != nil {
				return err
			}
			kindAt, schoolAt = slices.Index(columns, "row_kind"), slices.Index(columns, "_school")
		}
		row := report.Row{Kind: report.Data}
		if kindAt >= 0 {
			row.Kind = text(values[kindAt])
		}
		for i, c := range l.Columns {
			row.Cells = append(row.Cells, cell(c, values[at[i]], row.Kind))
		}
		school := ""
		if schoolAt >= 0 {
			school = text(values[schoolAt])
		}
		do(school, row)
		return nil
	})
}

// forHeads puts school years into heads, title and notes: {year}, {year-1} ...
func forHeads(l report.Layout, year string) report.Layout {
	first, err := strconv.Atoi(year[:min(4, len(year))])
	if err != nil {
		return l
	}
	pairs := []string{"{year}", year}
	for back := 1; back <= 9; back++ {
		pairs = append(pairs, fmt.Sprintf("{year-%d}", back), fmt.Sprintf("%d-%d", first-back, first-back+1))
	}
	years := strings.NewReplacer(pairs...)
	all := func(texts []string) []string {
		out := make([]string, len(texts))
		for i, t := range texts {
			out[i] = years.Replace(t)
		}
		return out
	}
	l.Title, l.Notes, l.Columns = years.Replace(l.Title), all(l.Notes), slices.Clone(l.Columns)
	for i, c := range l.Columns {
		l.Columns[i].Head = all(c.Head)
	}
	return l
}

func columnsOf(l report.Layout, columns []string) ([]int, error) {
	var at []int
	for _, c := range l.Columns {
		i := slices.Index(columns, c.Key)
		if i < 0 {
			return nil, fmt.Errorf("layout %s asks for the column %q; the query has %s", l.ID, c.Key, strings.Join(columns, ", "))
		}
		at = append(at, i)
	}
	return at, nil
}

// cell prints a value as people here do; unknown is "-", never 0.
func cell(c report.Column, v any, kind string) report.Cell {
	switch v := v.(type) {
	case nil:
		if (c.Kind == "count" || c.Kind == "percent") && kind != report.Group || c.Kind == "money" && kind == report.Data {
			return report.Cell{Text: "-"}
		}
		return report.Cell{}
	case time.Time:
		return report.Cell{Text: v.Format("02/01/2006"), Date: v.Format("2006-01-02")}
	case string:
		// A column whose groups or doubtful days are words comes as text altogether.
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && c.Kind == "count" {
			return cell(c, n, kind)
		}
		if day, err := time.Parse("02/01/2006", v); err == nil && c.Kind == "date" {
			return cell(c, day, kind)
		}
		return report.Cell{Text: v}
	case float64:
		if c.Kind == "percent" {
			return report.Cell{Text: strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1) + "%", Number: &v}
		}
		return report.Cell{Text: decimal(v), Number: &v}
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

// decimal prints a number with dots and a comma: 1.234,5.
func decimal(v float64) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil && n != 0 { // "-0" keeps its sign
		whole = Thousands(n)
	}
	if fraction != "" {
		whole += "," + fraction
	}
	return whole
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
