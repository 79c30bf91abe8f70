//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/templates"
)

// go test ./cmd/kdcl -run RollupOfMany -v -units 50 -unit-schools 100
var (
	rollupUnits   = flag.Int("units", 2, "how many units TestRollupOfManyUnits adds together")
	rollupSchools = flag.Int("unit-schools", 5, "how many schools each of them has")
)

// exported is a unit that ran its night and exported it: the first in this process,
// where the race detector watches the whole night.
func exported(t testing.TB, gen, dir string, unit, schools int) (workspace, export string) {
	t.Helper()
	workspace, export = filepath.Join(dir, fmt.Sprint("unit-", unit)), filepath.Join(dir, "exports", fmt.Sprint("unit-", unit))
	if msg, err := exec.Command(gen, "-schools", fmt.Sprint(schools), "-unit", fmt.Sprint(unit), workspace).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	for _, args := range [][]string{{"run", "--workspace", workspace}, {"export", "--workspace", workspace, "--format", "parquet", "--out", export}} {
		if unit == 1 {
			kdcl(t, 0, args...)
			continue
		}
		name, err := built()
		if err != nil {
			t.Fatal(err)
		}
		if msg, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, msg)
		}
	}
	return workspace, export
}

// kdcl runs a command line in this process and gives what it printed.
func kdcl(t testing.TB, want int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if got := Main(t.Context(), append([]string{"kdcl"}, args...), &out, &out); got != want {
		t.Fatalf("kdcl %v exits %d, want %d\n%s", args, got, want, out.String())
	}
	return out.String()
}

func buildGen(t testing.TB) string {
	t.Helper()
	gen := filepath.Join(t.TempDir(), "gen")
	if msg, err := exec.Command("go", "build", "-o", gen, "kdcl/sample-data/gen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	return gen
}

// reportOf is what a unit's own report says.
func reportOf(t testing.TB, workspace string) report.Report {
	t.Helper()
	db := openApart(t, workspace)
	layouts, err := aggregate.LoadLayouts(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := db.Report(t.Context(), layouts, "2026-2027")
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// rolled is what the report of the exports under dir/exports says, and the
// database, which can read them.
func rolled(t testing.TB, dir string) (db *aggregate.Rollup, rep report.Report) {
	t.Helper()
	term := &terminal{out: os.Stderr, err: os.Stderr, lang: "vi"}
	app := &cli.App{Flags: []cli.Flag{&cli.StringFlag{Name: "year"}, &cli.BoolFlag{Name: "no-repair"}}, Action: func(c *cli.Context) error {
		r := request{terminal: term, c: c, templates: templates.FS, workspace: t.TempDir()}
		o, err := r.rollupOffice()
		if err != nil {
			return err
		}
		if err := o.disk.open(dir); err != nil {
			return err
		}
		exports, err := r.exports([]string{filepath.Join(dir, "exports")}, nil, o.Unit)
		if err != nil {
			return err
		}
		j := &rolling{request: r, office: o, year: "2026-2027"}
		if db, err = j.takeIn(t.Context(), exports, nil, dir); err != nil {
			return err
		}
		t.Cleanup(func() { db.Close() })
		layouts, err := aggregate.LoadLayouts(templates.FS)
		if err != nil {
			return err
		}
		layout, err := aggregate.LoadRollupLayout(templates.FS)
		if err != nil {
			return err
		}
		rep, err = db.ReportAll(t.Context(), layouts, layout, "2026-2027")
		return err
	}}
	if err := app.RunContext(t.Context(), []string{"kdcl"}); err != nil {
		t.Fatal(err)
	}
	return db, rep
}

// The trial unit, with everything that schools send, is counted from its export
// as it was from its workbooks: each figure, each row of each table, each chart.
func TestRollupOfOneUnitIsItsReport(t *testing.T) {
	t.Parallel()
	dir, err := ranSample()
	if err != nil {
		t.Fatal(err)
	}
	x := t.TempDir()
	kdcl(t, 0, "export", "--workspace", dir, "--format", "parquet", "--out", filepath.Join(x, "exports", "mau"))
	want := reportOf(t, dir)
	db, got := rolled(t, x)
	if len(want.Tables) < 12 || len(want.Figures) < 80 {
		t.Fatalf("%d tables, %d figures", len(want.Tables), len(want.Figures))
	}
	for name := range got.Figures {
		if strings.HasPrefix(name, "units.") {
			delete(got.Figures, name)
		}
	}
	if diff := cmp.Diff(want.Figures, got.Figures); diff != "" {
		t.Errorf("figures:\n%s", clip(diff))
	}
	for _, table := range got.Tables {
		if len(table.Rows) == 0 {
			t.Errorf("%s has no line: nothing is compared", table.Layout.ID)
		}
	}
	if diff := cmp.Diff(want.Tables, got.Tables[1:]); diff != "" {
		t.Errorf("tables:\n%s", clip(diff))
	}
	if diff := cmp.Diff(want.Charts, got.Charts); diff != "" {
		t.Errorf("charts:\n%s", clip(diff))
	}
	if diff := cmp.Diff(want.Tally, got.Tally); diff != "" {
		t.Errorf("tally:\n%s", clip(diff))
	}
	unitedRows(t, db, exportsOf(t, db, x))
	addsUp(t, db, got, []report.Report{want})
}

// Many units: every count is the sum of the units' own, every list has the lines
// of them all, and nothing is added that is not a count of the same thing.
func TestRollupOfManyUnits(t *testing.T) {
	t.Parallel()
	dir, gen := t.TempDir(), buildGen(t)
	sums := map[string]report.Figure{}
	var own []report.Report
	var schools, files int64
	for unit := 1; unit <= *rollupUnits; unit++ {
		workspace, _ := exported(t, gen, dir, unit, *rollupSchools)
		one := reportOf(t, workspace)
		own = append(own, one)
		for name, f := range one.Figures {
			sum := sums[name]
			sums[name] = report.Figure{Numerator: sum.Numerator + f.Numerator, Denominator: sum.Denominator + f.Denominator}
		}
		schools, files = schools+one.Figures["schools.required"].Numerator, files+one.Figures["workbooks.received"].Numerator
		if err := os.RemoveAll(workspace); err != nil {
			t.Fatal(err)
		}
	}
	db, got := rolled(t, dir)
	// These count different things, not schools or rows, and are not added up.
	distinct := regexp.MustCompile(`^(criteria\.|.*\.list$|units\.|improvement\.sources)`)
	compared := 0
	for name, want := range sums {
		if distinct.MatchString(name) {
			continue
		}
		compared++
		if f := got.Figures[name]; f.Numerator != want.Numerator || f.Denominator != want.Denominator {
			t.Errorf("%s: %d/%d, the units' own reports give %d/%d", name, f.Numerator, f.Denominator, want.Numerator, want.Denominator)
		}
	}
	if compared < 60 || schools == 0 {
		t.Fatalf("%d figures compared, %d schools", compared, schools)
	}
	units := got.Tables[0]
	if len(units.Rows) != *rollupUnits+1 {
		t.Fatalf("%d lines of units", len(units.Rows))
	}
	total := units.Rows[len(units.Rows)-1]
	if total.Kind != report.Total || column(units, total, "schools") != aggregate.Thousands(schools) || column(units, total, "files") != aggregate.Thousands(files) {
		t.Errorf("total line %+v; %d schools, %d files", total, schools, files)
	}
	unitedRows(t, db, exportsOf(t, db, dir))
	addsUp(t, db, got, own)

	// The whole command, as it is typed, with its time. Its memory is measured apart:
	// what the system gives of a child begins with what this process held.
	begun := time.Now()
	name, err := built()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, "rollup", "--workspace", dir, "--out", filepath.Join(dir, "bao-cao"), filepath.Join(dir, "exports"))
	msg, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	t.Logf("%d units of %d schools in %.1f s: %s", *rollupUnits, *rollupSchools, time.Since(begun).Seconds(), msg)
}

// A report of a province asks the database for nothing that an export does not
// bring: every table behind its queries is filled by the rollup, or is empty in
// any report of units.
func TestRollupBringsWhatReportsAskFor(t *testing.T) {
	t.Parallel()
	db, err := aggregate.Open(t.Context(), "", aggregate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	defined := map[string]string{} // load views that still stand on what a night loads
	err = db.Query(t.Context(), "SELECT view_name, sql FROM duckdb_views() WHERE schema_name = 'load'", func(_ []string, v []any) error {
		defined[fmt.Sprint(v[0])] = fmt.Sprint(v[1])
		return nil
	})
	if err != nil || len(defined) < 8 {
		t.Fatalf("%d views, %v", len(defined), err)
	}
	filled := []string{
		"meta", "setting", "rulebook", "standard", "criterion", "indicator", "level4_item", "threshold", "threshold_critical", // as in a unit
		"current_part", "finding", "tally", "improvement", // sql/rollup/seal.sql
		"last_state", "last_level", "last_criterion", "last_figure", // empty: nothing is compared with a report before
	}
	asks := regexp.MustCompile(`\bload\.("?)([a-z0-9_]+)`)
	seen := map[string]bool{}
	var look func(where, text string)
	look = func(where, text string) {
		for _, m := range asks.FindAllStringSubmatch(text, -1) {
			name := m[2]
			if seen[name] || slices.Contains(filled, name) {
				continue
			}
			seen[name] = true
			view, ok := defined[name]
			if !ok {
				t.Errorf("%s asks for load.%s, which a rollup does not fill (aggregate/sql/rollup/seal.sql)", where, name)
				continue
			}
			look("view load."+name, view)
		}
	}
	layouts, err := aggregate.LoadLayouts(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	queries := []string{"figures", "change"}
	for _, l := range layouts.Tables {
		queries = append(queries, l.Query)
	}
	for _, l := range layouts.Charts {
		queries = append(queries, l.Query)
	}
	for _, q := range queries {
		if q == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join("../../aggregate/sql/report", q+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		look(q+".sql", string(text))
	}
	if !seen["standing"] {
		t.Error("the queries are not what they were: nothing asks for load.standing")
	}
}
