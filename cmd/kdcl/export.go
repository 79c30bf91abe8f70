package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/unit"
)

// manifest is what one `export` of a unit wrote, DIR/_manifest/province=…/
// unit=…/school_year=…/export.json; it is written last, so that an export cut
// short, or a copy of half of one, can be told from a whole one. Programs that
// read the partitions leave a folder alone whose name begins with "_".
type manifest struct {
	Schema     string         `json:"schema"` // kdcl-export/1
	Version    string         `json:"version"`
	Province   string         `json:"province"` // as unit.yaml writes it
	Unit       string         `json:"unit"`     // id
	Name       string         `json:"name"`
	Place      string         `json:"place"`
	SchoolYear string         `json:"school_year"`
	Files      []exportedFile `json:"files"`
}

type exportedFile struct {
	View       string `json:"view"`
	SchoolYear string `json:"school_year"` // empty: rows of no year
	Path       string `json:"file"`        // below DIR
	Rows       int64  `json:"rows"`
	SHA256     string `json:"sha256"`
}

const (
	manifestFolder = "_manifest"
	manifestName   = "export.json"
	manifestSchema = "kdcl-export/1"
	// noYear is the folder of rows without a school year, which every reader of
	// such partitions takes for NULL.
	noYear = "__HIVE_DEFAULT_PARTITION__"
)

// partitionOf is the folders that name a unit and a school year.
func partitionOf(u form.Unit, year string) string {
	province := unit.Slug(u.Province)
	if province == "" {
		province = "chua-ro"
	}
	if year == "" {
		year = noYear
	}
	return filepath.Join("province="+province, "unit="+u.ID, "school_year="+year)
}

// exportViews is the command `export`: every public view for other programs, as
// Parquet in folders that Spark, Trino, ClickHouse or DuckDB read as they stand
// (DIR/<view>/province=…/unit=…/school_year=…/<view>.parquet), and as CSV for Excel
// (DIR/csv/<school year>/<view>.csv).
func exportViews(ctx context.Context, r request) (err error) {
	formats := strings.FieldsFunc(strings.Join(r.c.StringSlice("format"), ","), func(c rune) bool { return c == ',' })
	for _, f := range formats {
		if f != "parquet" && f != "csv" {
			return r.choose("--format", f, "parquet", "csv")
		}
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	year, err := r.year(o)
	if err != nil {
		return err
	}
	dir, err := r.outFolder(o, "out", filepath.Join(o.path("out"), "export"), o.disk.open)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	opt := o.DBOptions
	opt.Files = dir
	db, closeDB, err := r.database(ctx, o, year, opt)
	if err != nil {
		return err
	}
	defer closeDB()
	defer func() { err = r.aged(ctx, o, db, err) }()
	if err := r.knownYear(ctx, o, db, year); err != nil {
		return err
	}
	e := &exporting{request: r, db: db, disk: o.disk, dir: dir, unit: o.Unit, year: year, only: r.c.IsSet("year")}
	if slices.Contains(formats, "parquet") {
		if err := e.parquet(ctx); err != nil {
			return err
		}
	}
	if slices.Contains(formats, "csv") {
		if err := e.csv(ctx); err != nil {
			return err
		}
	}
	if !r.c.Bool("json") {
		fmt.Fprintf(r.out, r.say("%d tệp, %d dòng: %s\n", "%d files, %d rows: %s\n"), e.files, e.rows, dir)
	}
	return nil
}

// exporting is one export under way.
type exporting struct {
	request
	db    *aggregate.DB
	disk  *disk
	dir   string
	unit  form.Unit
	year  string
	only  bool // the rows of that year and of no year alone
	files int
	rows  int64
}

// parquet writes the partitions: of a dated view one for each year that it has
// rows of, always one for the year asked for; of any other view one.
func (e *exporting) parquet(ctx context.Context) error {
	views, err := e.db.PublicViews(ctx)
	if err != nil {
		return err
	}
	m := manifest{Schema: manifestSchema, Version: version, Province: e.unit.Province, Unit: e.unit.ID, Name: e.unit.Name, Place: e.unit.Place, SchoolYear: e.year}
	for _, view := range views {
		years, none, dated, err := e.db.Years(ctx, view)
		if err != nil {
			return err
		}
		if !slices.Contains(years, e.year) {
			years = append(years, e.year)
		}
		if !dated || e.only {
			years = []string{e.year}
		}
		if none {
			years = append(years, "")
		}
		for _, year := range years {
			if year != "" && !yearPattern.MatchString(year) {
				continue // what a file said that is no school year is in no partition, and in its finding
			}
			f, err := e.partition(ctx, view, year)
			if err != nil {
				return err
			}
			m.Files = append(m.Files, f)
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	to := filepath.Join(e.dir, manifestFolder, partitionOf(e.unit, e.year), manifestName)
	if err := e.disk.mkdirAll(filepath.Dir(to)); err != nil {
		return err
	}
	return e.disk.writeFile(to, append(data, '\n'))
}

// partition writes one file beside its name and renames it.
func (e *exporting) partition(ctx context.Context, view, year string) (exportedFile, error) {
	name := filepath.Join(view, partitionOf(e.unit, year), view+".parquet")
	f := exportedFile{View: view, SchoolYear: year, Path: filepath.ToSlash(name)}
	to := filepath.Join(e.dir, name)
	if err := e.disk.mkdirAll(filepath.Dir(to)); err != nil {
		return f, err
	}
	err := e.disk.ordinary(to + ".tmp") // the database writes it by name
	if err != nil {
		return f, err
	}
	if f.Rows, err = e.db.Parquet(ctx, to+".tmp", view, year, true); err != nil {
		return f, err
	}
	if err := e.disk.chmod(to+".tmp", 0o600); err != nil { // councils are people
		return f, err
	}
	if f.SHA256, err = hashFile(to + ".tmp"); err != nil {
		return f, err
	}
	if err := e.disk.replaceFile(to+".tmp", to); err != nil {
		return f, err
	}
	e.files, e.rows = e.files+1, e.rows+f.Rows
	if e.c.Bool("json") {
		return f, json.NewEncoder(e.out).Encode(map[string]any{"view": view, "file": f.Path, "rows": f.Rows})
	}
	return f, nil
}

// csv writes each view for Excel beside its name and renames it.
func (e *exporting) csv(ctx context.Context) error {
	views, err := e.db.PublicViews(ctx)
	if err != nil {
		return err
	}
	dir := filepath.Join(e.dir, "csv", e.year)
	if err := e.disk.mkdirAll(dir); err != nil {
		return err
	}
	for _, view := range views {
		name := filepath.Join(dir, view+".csv")
		f, err := e.disk.openFile(name+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
		if err != nil {
			return err
		}
		err = errors.Join(e.db.CSV(ctx, f, view, e.year), f.Close())
		if err != nil {
			return errors.Join(err, e.disk.remove(name+".tmp"))
		}
		if err := e.disk.rename(name+".tmp", name); err != nil {
			return err
		}
		e.files++
	}
	return nil
}
