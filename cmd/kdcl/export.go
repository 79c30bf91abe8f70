package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kdcl/aggregate"
	"kdcl/ingest/unit"
)

// exportViews is the command `export`: every public view for other programs, as
// Parquet in folders that Spark, Trino, ClickHouse or DuckDB read as they stand
// (DIR/<view>/province=…/unit=…/school_year=…/<view>.parquet), and as CSV for Excel
// (DIR/csv/<school year>/<view>.csv).
func exportViews(ctx context.Context, r request) error {
	formats := strings.FieldsFunc(strings.Join(r.c.StringSlice("format"), ","), func(c rune) bool { return c == ',' })
	for _, f := range formats {
		if f != "parquet" && f != "csv" {
			return asked{fmt.Errorf("--format %s: parquet | csv", f)}
		}
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	year := r.c.String("year")
	if year == "" {
		year = o.Unit.SchoolYear
	}
	if !yearPattern.MatchString(year) {
		return asked{fmt.Errorf("--year %s: %s", year, r.say("viết như 2026-2027", "write it as 2026-2027"))}
	}
	dir := r.c.String("out")
	if dir == "" {
		dir = filepath.Join(o.path("out"), "export")
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	if _, err := os.Stat(o.path(dbName)); errors.Is(err, fs.ErrNotExist) {
		return asked{fmt.Errorf("%s", r.say("chưa có cơ sở dữ liệu; chạy kdcl run trước", "there is no database yet; run kdcl run first"))}
	}
	opt := o.DBOptions
	opt.ReadOnly, opt.Files = true, dir
	db, err := aggregate.Open(ctx, o.path(dbName), opt)
	if err != nil {
		return err
	}
	defer db.Close()
	province := unit.Slug(o.Unit.Province)
	if province == "" {
		province = "chua-ro"
	}
	partition := filepath.Join("province="+province, "unit="+o.Unit.ID, "school_year="+year)
	views, err := db.PublicViews(ctx)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(r.out)
	files, rows := 0, int64(0)
	for _, view := range views {
		if slices.Contains(formats, "parquet") {
			name := filepath.Join(view, partition, view+".parquet")
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o750); err != nil {
				return err
			}
			n, err := db.Parquet(ctx, filepath.Join(dir, name), view, year, true)
			if err != nil {
				return err
			}
			files, rows = files+1, rows+n
			if r.c.Bool("json") {
				if err := enc.Encode(map[string]any{"view": view, "file": filepath.ToSlash(name), "rows": n}); err != nil {
					return err
				}
			}
		}
		if slices.Contains(formats, "csv") {
			if err := writeCSV(ctx, db, filepath.Join(dir, "csv", year, view+".csv"), view, year); err != nil {
				return err
			}
			files++
		}
	}
	if !r.c.Bool("json") {
		fmt.Fprintf(r.out, r.say("%d tệp, %d dòng: %s\n", "%d files, %d rows: %s\n"), files, rows, dir)
	}
	return nil
}

// writeCSV writes one view beside its name and renames it.
func writeCSV(ctx context.Context, db *aggregate.DB, name, view, year string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	f, err := os.OpenFile(name+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	err = errors.Join(db.CSV(ctx, f, view, year), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(name+".tmp"))
	}
	return os.Rename(name+".tmp", name)
}
