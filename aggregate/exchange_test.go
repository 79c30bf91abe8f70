package aggregate_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

// parquetRows reads a file with a library that has nothing to do with DuckDB: a
// row is its values by column name, NULL as "∅".
func parquetRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	columns := f.Schema().Columns()
	var all []map[string]string
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		buf := make([]parquet.Row, 64)
		for {
			n, err := rows.ReadRows(buf)
			for _, row := range buf[:n] {
				m := map[string]string{}
				for _, v := range row {
					s := "∅"
					if !v.IsNull() {
						s = v.String()
					}
					m[columns[v.Column()][0]] = s
				}
				all = append(all, m)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Every public view can be written, and another reader finds the same rows:
// unknown stays NULL, leading zeros stay, the year stands in the folder's name.
func TestParquetIsReadByAnother(t *testing.T) {
	w := newWorld(t)
	s := w.results("pt-2026", func(c rulebook.Criterion, i int) *int {
		if i == 3 {
			return nil
		}
		n := i % 3
		return &n
	})
	s.Code = "01990401"
	w.send(s, "2027-06-10T08:00:00+07:00", false)
	old := s
	old.SchoolYear = "2025-2026"
	w.send(old, "2026-06-10T08:00:00+07:00", false)
	dir := w.dir
	views, err := w.db.PublicViews(t.Context())
	w.must(err)
	if len(views) < 20 {
		t.Fatalf("views: %v", views)
	}
	for _, view := range views {
		n, err := w.db.Parquet(t.Context(), filepath.Join(dir, view+".parquet"), view, "2026-2027", true)
		w.must(err)
		rows := parquetRows(t, filepath.Join(dir, view+".parquet"))
		if int64(len(rows)) != n {
			t.Errorf("%s: %d rows written, %d read", view, n, len(rows))
		}
		for _, row := range rows {
			if _, stands := row["school_year"]; stands {
				t.Errorf("%s: the year stands in the file and in the folder", view)
			}
		}
	}
	got := parquetRows(t, filepath.Join(dir, "criterion_result.parquet"))
	if len(got) != 15 {
		t.Fatalf("%d results of 15", len(got))
	}
	for i, row := range got {
		criterion := row["criterion"]
		want := w.query("SELECT coalesce(CAST(level AS VARCHAR), '∅') || ' ' || cell || ' ' || file_sha256 FROM criterion_result WHERE school_year = '2026-2027' AND criterion = '" + criterion + "'")
		if have := fmt.Sprintf("%s %s %s", row["level"], row["cell"], row["file_sha256"]); have != want || row["school_code"] != "01990401" {
			t.Errorf("row %d, %s: %s, the database says %s", i, criterion, have, want)
		}
	}
}

// MESSY 72: a spreadsheet opens the CSV as UTF-8 and works out nothing in it.
func TestCSVForExcel(t *testing.T) {
	w := newWorld(t)
	s := form.Submission{Code: "01990401", Rulebook: "pt-2026", Parts: []string{form.PartImprovement}}
	for i, action := range []string{`=HYPERLINK("http://a","b")`, "+84 gọi", "@SUM(A1)", "-2+3", "- Sửa mái", "-", "Mua máy, \"loại tốt\"\nđợt 1"} {
		s.Improvements = append(s.Improvements, form.Improvement{Criterion: fmt.Sprintf("1.%d", i+1), Action: action})
	}
	w.send(s, "2027-06-10T08:00:00+07:00", false)
	var b bytes.Buffer
	w.must(w.db.CSV(t.Context(), &b, "improvement", "2026-2027"))
	text, ok := strings.CutPrefix(b.String(), "\ufeff")
	if !ok {
		t.Fatal("no byte order mark")
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(records) != 8 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	at := func(head string) int {
		for i, h := range records[0] {
			if h == head {
				return i
			}
		}
		t.Fatalf("no column %s in %v", head, records[0])
		return -1
	}
	want := []string{`'=HYPERLINK("http://a","b")`, "'+84 gọi", "'@SUM(A1)", "'-2+3", "- Sửa mái", "-", "Mua máy, \"loại tốt\"\nđợt 1"}
	for i, r := range records[1:] {
		if r[at("action")] != want[i] || r[at("amount_vnd")] != "" || r[at("school_code")] != "01990401" {
			t.Errorf("row %d: %q", i+1, r)
		}
	}
	b.Reset()
	w.must(w.db.CSV(t.Context(), &b, "exemption", "2026-2027"))
	if got := b.String(); strings.Count(got, "\r\n") != 1 || !strings.Contains(got, "school_code") {
		t.Errorf("an empty table keeps its heads: %q", got)
	}
}
