package aggregate

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/aggregate/report"
	"kdcl/ingest/form"
)

// Rollup puts the exports of many units into one database, whose public views
// then speak of all their schools: the report of a province is counted by the
// same queries as that of a unit, and no workbook is read again.
type Rollup struct {
	*DB
	columns map[string][]column // of every public view
}

type column struct{ name, kind string }

// ownViews are not taken from exports: the rulebooks are this program's (Mixed
// says of a unit that used others), the rates follow from the states, and how
// many schools moved from the schools.
var ownViews = []string{"rulebook", "standard", "criterion", "reporting_rate", "unit_year_on_year"}

// OpenRollup opens a new database at path for a rollup; it reads files under
// opt.Files only.
func OpenRollup(ctx context.Context, path string, opt Options) (*Rollup, error) {
	db, err := Open(ctx, path, opt)
	if err != nil {
		return nil, err
	}
	r := &Rollup{DB: db, columns: map[string][]column{}}
	if err := r.begin(ctx); err != nil {
		return nil, fmt.Errorf("%w; %v", err, db.Close())
	}
	return r, nil
}

// begin makes a table in schema rollup for each public view: its columns, and
// the unit that a row is of.
func (r *Rollup) begin(ctx context.Context) error {
	err := r.each(ctx, "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index", nil, func(v []any) error {
		view := text(v[0])
		r.columns[view] = append(r.columns[view], column{text(v[1]), text(v[2])})
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.exec(ctx, "CREATE SCHEMA rollup; CREATE TABLE rollup.expected (unit VARCHAR, name VARCHAR)"); err != nil {
		return err
	}
	for view, columns := range r.columns {
		defs := []string{"_unit VARCHAR"}
		for _, c := range columns {
			defs = append(defs, identifier(c.name)+" "+c.kind)
		}
		if err := r.exec(ctx, fmt.Sprintf("CREATE TABLE rollup.%s (%s)", identifier(view), strings.Join(defs, ", "))); err != nil {
			return err
		}
	}
	return nil
}

func identifier(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// ColumnsError is an exported file without a column that this program's reports need.
type ColumnsError struct {
	View    string
	Missing []string
}

func (e *ColumnsError) Error() string {
	return fmt.Sprintf("%s has no column %s", e.View, strings.Join(e.Missing, ", "))
}

// Add takes in one exported file: the rows of one view that one unit wrote for
// one school year ("" for those of no year), and gives their number. A workbook
// is named by unit and content from here on, since two units may hold the same.
// A view that this program does not know is left out; it says so with rows -1.
func (r *Rollup) Add(ctx context.Context, unit, view, year, file string) (rows int64, err error) {
	columns, ok := r.columns[view]
	if !ok {
		return -1, nil
	}
	from := fmt.Sprintf("read_parquet('%s', hive_partitioning = false)", quote(filepath.ToSlash(file)))
	there := map[string]bool{}
	err = r.each(ctx, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+from+")", nil, func(v []any) error {
		there[text(v[0])] = true
		return nil
	})
	if err != nil {
		return 0, err
	}
	take := []string{"'" + quote(unit) + "'"}
	missing := &ColumnsError{View: view}
	for _, c := range columns {
		name := identifier(c.name)
		switch {
		case c.name == "school_year" && !there[c.name] && year == "":
			take = append(take, "NULL")
		case c.name == "school_year" && !there[c.name]:
			take = append(take, "'"+quote(year)+"'")
		case !there[c.name]:
			missing.Missing = append(missing.Missing, c.name)
		case strings.HasSuffix(c.name, "_sha256"):
			take = append(take, fmt.Sprintf("'%s:' || %s", quote(unit), name))
		default:
			take = append(take, fmt.Sprintf("CAST(%s AS %s)", name, c.kind))
		}
	}
	if len(missing.Missing) > 0 {
		return 0, missing
	}
	result, err := r.conn.ExecContext(ctx, fmt.Sprintf("INSERT INTO rollup.%s SELECT %s FROM %s", identifier(view), strings.Join(take, ", "), from))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", view, err)
	}
	return result.RowsAffected()
}

// A Unit is one that is expected to have sent its export.
type Unit struct{ ID, Name string }

// Seal lets the public views speak of everything taken in. office heads the
// report; the moment the figures stand for is the latest of the units' own.
func (r *Rollup) Seal(ctx context.Context, office form.Unit, year string, expected []Unit) error {
	for _, u := range expected {
		if err := r.exec(ctx, "INSERT INTO rollup.expected VALUES (?, ?)", u.ID, u.Name); err != nil {
			return err
		}
	}
	for view, columns := range r.columns {
		if slices.Contains(ownViews, view) {
			continue
		}
		var names []string
		for _, c := range columns {
			names = append(names, identifier(c.name))
		}
		if err := r.exec(ctx, fmt.Sprintf("CREATE OR REPLACE VIEW main.%s AS SELECT %s FROM rollup.%s", identifier(view), strings.Join(names, ", "), identifier(view))); err != nil {
			return fmt.Errorf("%s: %w", view, err)
		}
	}
	seal, err := sqlFS.ReadFile("sql/rollup/seal.sql")
	if err != nil {
		return err
	}
	if err := r.exec(ctx, forYear(string(seal), year)); err != nil {
		return fmt.Errorf("sql/rollup/seal.sql: %w", err)
	}
	unit, err := json.Marshal(office)
	if err != nil {
		return err
	}
	return r.exec(ctx, "INSERT INTO load.meta VALUES ('unit', ?)", string(unit))
}

// Mixed is something that keeps exports from being added together.
type Mixed struct {
	Kind    string // the file in sql/rollup that found it: school-twice, school-strange, obligation-part, rulebook-other
	Subject string // code of the school, id of the obligation or the rulebook
	Name    string
	Units   string // ids, ", " between them
}

// Mixed checks what was taken in; a figure of such exports would be no figure.
func (r *Rollup) Mixed(ctx context.Context) ([]Mixed, error) {
	names, err := fs.Glob(sqlFS, "sql/rollup/mixed_*.sql")
	if err != nil {
		return nil, err
	}
	var all []Mixed
	for _, name := range names {
		query, err := sqlFS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		kind := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(name, "sql/rollup/mixed_"), ".sql"), "_", "-")
		err = r.each(ctx, string(query), nil, func(v []any) error {
			all = append(all, Mixed{kind, text(v[0]), text(v[1]), text(v[2])})
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// RollupLayout is what a province's report adds and leaves out,
// templates/rollup/rollup.yaml.
type RollupLayout struct {
	Schema string        `yaml:"schema"`
	Unit   report.Layout `yaml:"unit"`   // the table of the units, sql/rollup/unit.sql
	Paper  []string      `yaml:"paper"`  // ids of the tables that are drawn on paper; the workbook has them all
	Charts []string      `yaml:"charts"` // ids of the charts
}

// LoadRollupLayout reads it strictly.
func LoadRollupLayout(templates fs.FS) (RollupLayout, error) {
	const name = "rollup/rollup.yaml"
	var l RollupLayout
	data, err := fs.ReadFile(templates, name)
	if err != nil {
		return l, err
	}
	if err := yaml.UnmarshalWithOptions(data, &l, yaml.Strict()); err != nil {
		return l, fmt.Errorf("%s: %w", name, err)
	}
	if l.Unit.ID == "" || len(l.Unit.Columns) == 0 || len(l.Paper) == 0 {
		return l, fmt.Errorf("%s: unit with its columns, and paper, are needed", name)
	}
	return l, nil
}

// ReportAll counts the report of all units; the first table is theirs.
func (r *Rollup) ReportAll(ctx context.Context, layouts Layouts, l RollupLayout, year string) (report.Report, error) {
	rep, err := r.Report(ctx, layouts, year)
	if err != nil {
		return rep, err
	}
	figures, err := sqlFS.ReadFile("sql/rollup/figures.sql")
	if err != nil {
		return rep, err
	}
	err = r.each(ctx, string(figures), nil, func(v []any) error {
		rep.Figures[text(v[0])] = report.Figure{Numerator: integer(v[1]), Denominator: integer(v[2]), Text: text(v[3])}
		return nil
	})
	if err != nil {
		return rep, fmt.Errorf("sql/rollup/figures.sql: %w", err)
	}
	query, err := sqlFS.ReadFile("sql/rollup/unit.sql")
	if err != nil {
		return rep, err
	}
	units, err := r.tableOf(ctx, forHeads(l.Unit, year), forYear(string(query), year))
	if err != nil {
		return rep, fmt.Errorf("sql/rollup/unit.sql: %w", err)
	}
	rep.Tables = append([]report.Table{units}, rep.Tables...)
	if f := rep.Figures["units.received"]; f.Numerator < f.Denominator {
		rep.Provisional = true
	}
	return rep, nil
}
