package aggregate

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
)

// PublicViews lists the views that export and anyone's own SQL see, by name.
func (db *DB) PublicViews(ctx context.Context) ([]string, error) {
	var names []string
	err := db.each(ctx, "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' ORDER BY view_name", nil, func(v []any) error {
		names = append(names, v[0].(string))
		return nil
	})
	return names, err
}

// Years lists the school years that rows of a public view belong to, in order;
// none has rows of no year. A view without years is not dated.
func (db *DB) Years(ctx context.Context, view string) (years []string, none, dated bool, err error) {
	if dated, err = db.dated(ctx, view); !dated || err != nil {
		return nil, false, dated, err
	}
	err = db.each(ctx, fmt.Sprintf("SELECT DISTINCT coalesce(school_year, '') AS y FROM %s ORDER BY y", view), nil, func(v []any) error {
		if y := text(v[0]); y == "" {
			none = true
		} else {
			years = append(years, y)
		}
		return nil
	})
	return years, none, true, err
}

// Parquet writes the rows of one public view into a file under Options.Files and
// gives their number: those of a school year, "" for those of no year. hive
// leaves the year out, since it stands in the name of the folder
// (school_year=2026-2027) that other programs read as a column; otherwise the
// rows of no year stand beside those of the year. A view without years gives all
// its rows.
func (db *DB) Parquet(ctx context.Context, file, view, year string, hive bool) (int64, error) {
	rows, err := db.ofYear(ctx, view, year, hive)
	if err != nil {
		return 0, err
	}
	result, err := db.conn.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)", rows, quote(filepath.ToSlash(file))))
	if err != nil {
		return 0, fmt.Errorf("export %s: %w", view, err)
	}
	n, err := result.RowsAffected()
	return n, err
}

// quote doubles the quotes of a text that goes between quotes in SQL.
func quote(s string) string { return strings.ReplaceAll(s, "'", "''") }

func (db *DB) dated(ctx context.Context, view string) (dated bool, err error) {
	err = db.each(ctx, "SELECT 1 FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ? AND column_name = 'school_year'", []any{view}, func([]any) error {
		dated = true
		return nil
	})
	return dated, err
}

// ofYear selects a view's rows of one school year, in the order of all columns,
// so that the same content gives the same file.
func (db *DB) ofYear(ctx context.Context, view, year string, hive bool) (string, error) {
	dated, err := db.dated(ctx, view)
	switch {
	case !dated || err != nil:
		return fmt.Sprintf("SELECT * FROM %s ORDER BY ALL", view), err
	case hive && year == "":
		return fmt.Sprintf("SELECT * EXCLUDE (school_year) FROM %s WHERE coalesce(school_year, '') = '' ORDER BY ALL", view), nil
	case hive:
		return forYear(fmt.Sprintf("SELECT * EXCLUDE (school_year) FROM %s WHERE school_year = $year ORDER BY ALL", view), year), nil
	}
	return forYear(fmt.Sprintf("SELECT * FROM %s WHERE school_year = $year OR school_year IS NULL ORDER BY ALL", view), year), nil
}

// CSV writes one public view for Excel: UTF-8 with a mark that says so, a head
// row, days as 2027-06-15. A text that a spreadsheet would take for a formula
// stands behind an apostrophe; NULL is an empty field.
func (db *DB) CSV(ctx context.Context, w io.Writer, view, year string) error {
	rows, err := db.ofYear(ctx, view, year, false)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var record []string
	var heads []string
	err = db.stream(ctx, rows, nil, func(columns []string, values []any) error {
		if heads == nil {
			heads = columns
			if err := out.Write(heads); err != nil {
				return err
			}
		}
		record = record[:0]
		for _, v := range values {
			record = append(record, field(plain(v)))
		}
		return out.Write(record)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", view, err)
	}
	if heads == nil { // no rows: the head alone
		err := db.each(ctx, "SELECT column_name FROM (DESCRIBE "+rows+")", nil, func(v []any) error {
			heads = append(heads, v[0].(string))
			return nil
		})
		if err := errors.Join(err, out.Write(heads)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// formula begins like something that a spreadsheet would work out; a number and
// a dash for "none" do not.
var formula = regexp.MustCompile(`^[=+@\t\r]|^-[^-\s]`)

var number = regexp.MustCompile(`^[+-]?[0-9][0-9.,]*%?$`)

func field(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if formula.MatchString(v) && !number.MatchString(v) {
			return "'" + v
		}
		return v
	}
	return fmt.Sprint(v)
}
