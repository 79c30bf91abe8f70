//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
)

// exportsOf lets queries see what units exported under dir/exports, a view told.<view>
// for each public one: its rows, and in _unit the unit that says so.
func exportsOf(t testing.TB, db *aggregate.Rollup, dir string) (views []string) {
	t.Helper()
	views, err := db.PublicViews(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask(t, db, "CREATE SCHEMA told")
	for _, v := range views {
		ask(t, db, fmt.Sprintf(`CREATE VIEW told.%s AS SELECT * EXCLUDE (filename), regexp_extract(filename, '/unit=([^/]*)/', 1) AS _unit,
			nullif(regexp_extract(filename, '/school_year=([^/]*)/', 1), '%s') AS school_year
			FROM read_parquet('%s', hive_partitioning = false, filename = true)`, v, noYear, filepath.Join(dir, "exports", "*", v, "**", "*.parquet")))
	}
	for _, name := range []string{"kind", "standing"} {
		ask(t, db, rollupQuery(t, name))
	}
	return views
}

func rollupQuery(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "rollup", name+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "$year", "'2026-2027'")
}

// ask gives a query's rows as they would be printed, with the names of the columns.
func ask(t testing.TB, db *aggregate.Rollup, query string) (columns []string, rows [][]string) {
	t.Helper()
	err := db.Query(t.Context(), query, func(names []string, values []any) error {
		columns = slices.Clone(names)
		row := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case nil:
			case int32:
				row[i] = aggregate.Thousands(int64(v))
			case int64:
				row[i] = aggregate.Thousands(v)
			default:
				row[i] = fmt.Sprint(v)
			}
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return columns, rows
}

// unitedRows proves that the public views hold each row that a unit exported, once,
// and no other; those that hold sums hold the units' sums.
func unitedRows(t testing.TB, db *aggregate.Rollup, views []string) {
	t.Helper()
	for _, v := range views {
		var own string
		switch v {
		case "rulebook", "standard", "criterion": // the same in every unit, or refused
			continue
		case "reporting_rate", "unit_year_on_year":
			own = rollupQuery(t, "sum-"+v)
		default:
			var here, told []string
			_, columns := ask(t, db, "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = '"+v+"' ORDER BY column_index")
			for _, c := range columns {
				name := `"` + c[0] + `"`
				here = append(here, name)
				if strings.HasSuffix(c[0], "_sha256") {
					name = "_unit || ':' || " + name
				}
				told = append(told, name)
			}
			own = fmt.Sprintf("WITH own AS (SELECT %s FROM told.%s), here AS (SELECT %s FROM main.%[2]s)", strings.Join(told, ", "), v, strings.Join(here, ", "))
		}
		_, n := ask(t, db, own+" SELECT (SELECT count(*) FROM own), (SELECT count(*) FROM (FROM own EXCEPT ALL FROM here)), (SELECT count(*) FROM (FROM here EXCEPT ALL FROM own))")
		if n[0][1] != "0" || n[0][2] != "0" {
			t.Errorf("%s: of %s rows of the units %s are lost, and %s are there that no unit has", v, n[0][0], n[0][1], n[0][2])
		}
	}
}

// How the tables of a report of units follow from the units' own: counted from
// the exports (testdata/rollup/<id>.sql), the units' printed figures added up, or
// their lines one below the other.
var (
	countedTables = []string{"bieu-dv", "bieu-1", "bieu-1b", "bieu-2a", "bieu-3", "bieu-4", "bieu-5"}
	addedTables   = []string{"bieu-1a", "bieu-5b"}
	listedTables  = []string{"bieu-2", "bieu-6", "bieu-7", "bieu-8", "bieu-8a", "bieu-8b", "bieu-9", "bieu-10"}
)

// addsUp compares every table and chart of a report of units with what the units
// exported, in db, and with their own reports.
func addsUp(t testing.TB, db *aggregate.Rollup, got report.Report, units []report.Report) {
	t.Helper()
	for i, table := range got.Tables {
		id := table.Layout.ID
		var want, have [][]string
		switch {
		case slices.Contains(countedTables, id):
			columns, rows := ask(t, db, rollupQuery(t, id))
			want, have = rows, printed(t, table, columns)
		case slices.Contains(addedTables, id):
			want, have = added(units, i-1), added([]report.Report{got}, i)
		case slices.Contains(listedTables, id):
			have = listed(table)
			for _, u := range units {
				want = append(want, listed(u.Tables[i-1])...)
			}
		default:
			t.Errorf("%s: nothing says how it follows from the units' own", id)
			continue
		}
		slices.SortFunc(want, slices.Compare[[]string])
		slices.SortFunc(have, slices.Compare[[]string])
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s (-units +rollup):\n%s", id, clip(diff))
		}
	}
	for i, c := range got.Charts {
		if c.Layout.Kind == report.Heat {
			continue // a row a school: Biểu 2 has them
		}
		want, have := map[string]float64{}, map[string]float64{}
		for _, u := range units {
			bars(want, u.Charts[i])
		}
		bars(have, c)
		if diff := cmp.Diff(want, have, cmp.Comparer(func(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 })); diff != "" {
			t.Errorf("%s (-units +rollup):\n%s", c.Layout.ID, clip(diff))
		}
	}
}

// printed is what a table prints in some columns. A line that is set in stands
// below the one that is not, and is named after it.
func printed(t testing.TB, table report.Table, columns []string) (rows [][]string) {
	t.Helper()
	above := ""
	for _, r := range table.Rows {
		first := r.Cells[0].Text
		if strings.HasPrefix(first, "   ") {
			first = above + first
		} else {
			above = first
		}
		row := make([]string, len(columns))
		for i, key := range columns {
			at := slices.IndexFunc(table.Layout.Columns, func(c report.Column) bool { return c.Key == key })
			switch {
			case key == "row_kind":
				row[i] = r.Kind
			case at < 0:
				t.Fatalf("%s has no column %s", table.Layout.ID, key)
			case at == 0:
				row[i] = first
			case r.Cells[at].Text != "-": // unknown
				row[i] = r.Cells[at].Text
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// added sums the counts of a table's lines over reports; a ratio is left out.
func added(reports []report.Report, table int) (rows [][]string) {
	sums := map[string][]float64{}
	for _, rep := range reports {
		group, above := "", ""
		for _, r := range rep.Tables[table].Rows {
			name := r.Cells[0].Text
			switch {
			case r.Kind == report.Group:
				group = name
				continue
			case strings.HasPrefix(name, "Tỷ lệ"):
				continue
			case strings.HasPrefix(name, "   "):
				name = above + name
			default:
				above = name
			}
			key := group + ": " + name
			if sums[key] == nil {
				sums[key] = make([]float64, len(r.Cells))
			}
			for i, c := range r.Cells {
				if c.Number != nil {
					sums[key][i] += *c.Number
				}
			}
		}
	}
	for key, sum := range sums {
		rows = append(rows, []string{key, fmt.Sprint(sum)})
	}
	return rows
}

// listed is the lines of a table without their numbers.
func listed(table report.Table) (rows [][]string) {
	number := slices.IndexFunc(table.Layout.Columns, func(c report.Column) bool { return c.Key == "number" })
	for _, r := range table.Rows {
		if r.Kind != report.Data {
			continue
		}
		var row []string
		for i, c := range r.Cells {
			if i != number {
				row = append(row, c.Text)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

var schoolsInBar = regexp.MustCompile(` \(\d+ trường\)$`)

// bars adds a chart's values to sums, by panel, series and place on the axis.
func bars(sums map[string]float64, c report.Chart) {
	for _, p := range c.Panels {
		for _, s := range p.Series {
			if s.Target != nil {
				sums[p.Title+"/"+s.Name] += *s.Target
			}
			for i, v := range s.Values {
				if v != nil {
					sums[p.Title+"/"+s.Name+"/"+schoolsInBar.ReplaceAllString(p.Categories[i], "")] += *v
				}
			}
		}
	}
}
