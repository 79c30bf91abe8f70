package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/render/readback"
	"kdcl/templates"
)

// Every figure of every annex on paper is the database's, in its row and in
// its order; and the totals are what the public views add up to.
func TestReportEqualsDatabase(t *testing.T) {
	t.Parallel()
	ws, err := ranSample()
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := os.ReadFile(filepath.Join(ws, "out", "2026-2027", "bao-cao-tong-hop.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := readback.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	pages, err := r.Pages(pdf, false)
	if err != nil {
		t.Fatal(err)
	}
	var annexes []string // text of each, without white space
	for _, p := range pages {
		text := solid(p.Text)
		if strings.HasPrefix(text, "Phụlục") {
			annexes = append(annexes, "")
		}
		if len(annexes) > 0 {
			annexes[len(annexes)-1] += text
		}
	}
	db := openApart(t, ws)
	layouts, err := aggregate.LoadLayouts(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := db.Report(t.Context(), layouts, "2026-2027")
	if err != nil {
		t.Fatal(err)
	}
	if len(annexes) != len(rep.Tables)+1 { // and the charts
		t.Fatalf("%d annexes for %d tables", len(annexes), len(rep.Tables))
	}
	for i, table := range rep.Tables {
		rest, rows := annexes[i], 0
		for n, row := range table.Rows {
			want := ""
			for k, c := range row.Cells {
				if row.Kind == report.Group && k > 0 {
					break
				}
				if !table.Layout.Columns[k].Optional || !unsaid(table.Rows, k) {
					want += solid(c.Text)
				}
			}
			at := strings.Index(rest, want)
			if at < 0 {
				t.Errorf("%s, row %d: %q is not on paper", table.Layout.ID, n+1, want)
				break
			}
			rest = rest[at+len(want):]
			rows++
		}
		if rows == 0 && !strings.Contains(annexes[i], solid(table.Layout.Empty)) {
			t.Errorf("%s is empty and does not say so", table.Layout.ID)
		}
	}
	one := func(sql string) (text string) {
		if err := db.Query(t.Context(), sql, func(_ []string, v []any) error { text = fmt.Sprint(v[0]); return nil }); err != nil {
			t.Fatal(err)
		}
		return text
	}
	money := one("SELECT replace(format('{:,}', CAST(sum(amount_vnd) AS BIGINT)), ',', '.') FROM improvement WHERE school_year = '2026-2027'")
	due := one("SELECT count(*) FROM obligation_status WHERE obligation = 'bao-cao-tdg' AND state NOT IN ('exempt', 'not-required')")
	sent := one("SELECT count(*) FROM obligation_status WHERE obligation = 'bao-cao-tdg' AND state IN ('on-time', 'late')")
	all := solid(strings.Join(annexes, ""))
	body := ""
	for _, p := range pages[:4] {
		body += solid(p.Text)
	}
	for _, want := range []string{"Cộngkinhphíđãnêu" + money, "Sốhạngmụcchưanêukinhphí"} {
		if !strings.Contains(all, want) {
			t.Errorf("the annexes lack %q", want)
		}
	}
	if want := sent + "/" + due + "trườngđãnộpbáocáotựđánhgiáhợplệ,sốliệutạmthời"; !strings.Contains(body, want) {
		t.Errorf("the body lacks %q", want)
	}
	sheets, err := os.ReadDir(filepath.Join(ws, "out", "2026-2027", sheetsFolder))
	if err != nil || fmt.Sprint(len(sheets)) != one("SELECT count(DISTINCT school_code) FROM obligation_status WHERE state <> 'not-required'") {
		t.Errorf("%d sheets, %v", len(sheets), err)
	}
}

func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// unsaid reports whether nothing in a column says anything: such a column may
// be left out on paper.
func unsaid(rows []report.Row, column int) bool {
	for _, r := range rows {
		if r.Kind != report.Group && r.Cells[column].Text != "" && r.Cells[column].Text != "-" && r.Cells[column].Text != "0" {
			return false
		}
	}
	return true
}

// What an official sorts or reckons with in tong-hop.xlsx is a number or a date,
// and none of them a text that looks like one; codes are texts.
func TestWorkbookHoldsTrueNumbers(t *testing.T) {
	t.Parallel()
	unit, err := ranSample()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(filepath.Join(unit, "out", "2026-2027", "tong-hop.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	figure, codes := regexp.MustCompile(`^\d{1,3}(?:\.?\d{3})*(?:,\d+)?%?$`), map[string]bool{"Mã trường": true, "Tiêu chí": true}
	numbers := 0
	for _, sheet := range f.GetSheetList()[1:] {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		heads := rows[slices.IndexFunc(rows, func(r []string) bool { return len(r) > 2 })]
		for i, row := range rows {
			for j, text := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				kind, err := f.GetCellType(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				if kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
					numbers++
					continue
				}
				_, notDay := time.Parse("02/01/2006", text)
				if (figure.MatchString(text) || notDay == nil) && !codes[heads[j]] {
					t.Errorf("%s!%s is the text %q", sheet, at, text)
				}
			}
		}
	}
	if numbers < 1000 {
		t.Errorf("%d cells hold numbers", numbers)
	}
}

// openApart opens a copy of a workspace's database, for as long as the test lasts.
// Of one file a process has one database, with one configuration, which the first
// to open it locks: tests that run together can't share the sample's.
func openApart(t testing.TB, workspace string) *aggregate.DB {
	t.Helper()
	apart := filepath.Join(t.TempDir(), dbName)
	if err := copyOne(filepath.Join(workspace, dbName), apart); err != nil {
		t.Fatal(err)
	}
	db, err := aggregate.Open(t.Context(), apart, aggregate.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
