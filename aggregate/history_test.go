package aggregate_test

import (
	"os"
	"strings"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

// year sends a school's results of a school year.
func (w *world) year(school, year, book string, level func(rulebook.Criterion, int) *int) {
	s := w.results(book, level)
	s.Code, s.SchoolYear = school, year
	w.send(s, year[5:]+"-06-01T08:00:00+07:00", false)
}

// Two school years in one database: levels are compared within a family alone.
func TestYearOnYear(t *testing.T) {
	all := func(level int) func(rulebook.Criterion, int) *int {
		return func(c rulebook.Criterion, _ int) *int { return top(c, level) }
	}
	but := func(level, worse int) func(rulebook.Criterion, int) *int { // two criteria at another level
		return func(c rulebook.Criterion, i int) *int {
			if i < 2 {
				return top(c, worse)
			}
			return top(c, level)
		}
	}
	for _, tc := range []struct {
		name         string
		before, book string // rulebooks; before empty: no results of last year
		was, is      func(rulebook.Criterion, int) *int
		want         string // change, levels, rulebook changed, criteria compared, raised, lowered
	}{
		{"up one", "mn-2018", "mn-2018", all(1), all(2), "raised 1 false 25 25 0"},
		{"down, by two criteria", "mn-2018", "mn-2018", all(2), but(2, 1), "lowered -1 false 25 0 2"},
		{"the same level, better criteria", "mn-2018", "mn-2018", but(2, 1), but(3, 1), "same 0 false 25 18 0"},
		{"another family is never compared", "mn-2018", "mn-2026", all(1), all(2), "family-changed - true - - -"},
		{"nor from 2014 to 2018", "mn-2014", "mn-2018", all(1), all(2), "family-changed - true - - -"},
		{"an amendment of the same family: marked, its criteria compared, a level that it leaves unknown is not", "mn-2018", "mn-2024", all(1), all(2), "unknown - true 19 19 0"},
		{"no results last year", "", "mn-2026", nil, all(2), "no-previous - false - - -"},
		{"a level that can't be told", "mn-2018", "mn-2018", func(c rulebook.Criterion, i int) *int {
			if i == 0 {
				return nil
			}
			return top(c, 2)
		}, all(2), "unknown - false 24 0 0"},
		{"another kind of school of one family: no criterion is another's", "th-2018", "thcs-thpt-2018", all(1), all(2), "raised 1 true - - -"},
	} {
		w := newWorld(t)
		if tc.before != "" {
			w.year("S", "2025-2026", tc.before, tc.was)
		}
		w.year("S", "2026-2027", tc.book, tc.is)
		w.year("S", "2023-2024", tc.book, all(1)) // a year with a gap after it compares with nothing
		got := w.query(`SELECT change, coalesce(CAST(levels AS VARCHAR), '-'), rulebook_changed, coalesce(CAST(criteria_compared AS VARCHAR), '-'), coalesce(CAST(criteria_raised AS VARCHAR), '-'), coalesce(CAST(criteria_lowered AS VARCHAR), '-') FROM year_on_year WHERE school_year = '2026-2027'`)
		if got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
		if got := w.query("SELECT count(*) FROM unit_year_on_year WHERE schools <> raised + same + lowered + unknown + family_changed + no_previous"); got != "0" {
			t.Errorf("%s: a school is counted twice, or not", tc.name)
		}
	}
}

// Biểu 2a, of any of the years in the database.
func TestYearOnYearTable(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{Name: "Đơn vị"}, form.Roster{Schools: []form.School{{Code: "S", Name: "Mầm non S", Kind: "MN"}, {Code: "T", Name: "Mầm non T", Kind: "MN"}}}))
	for school, levels := range map[string][]int{"S": {1, 2, 2}, "T": {2, 1}} {
		for i, level := range levels {
			w.year(school, []string{"2024-2025", "2025-2026", "2026-2027"}[i], []string{"mn-2018", "mn-2018", "mn-2026"}[i], func(c rulebook.Criterion, _ int) *int { return top(c, level) })
		}
	}
	layouts, err := aggregate.LoadLayouts(os.DirFS("../templates"))
	w.must(err)
	for year, want := range map[string]string{
		"2025-2026": "Mầm non, hệ quy định 2018: 2 trường có kết quả; so sánh được 2 trường (1 lên mức, 0 giữ nguyên, 1 xuống mức); 0 chưa xác định mức, 0 đổi hệ quy định, 0 chưa có kết quả năm trước\nMầm non S|TT 19/2018|Mức 1|TT 19/2018|Mức 2|lên 1 mức|25|0\nMầm non T|TT 19/2018|Mức 2|TT 19/2018|Mức 1|xuống 1 mức|0|25",
		"2026-2027": "Mầm non, hệ quy định 2026: 1 trường có kết quả; so sánh được 0 trường (0 lên mức, 0 giữ nguyên, 0 xuống mức); 0 chưa xác định mức, 1 đổi hệ quy định, 0 chưa có kết quả năm trước\nMầm non S|TT 19/2018|Mức 2|TT 57/2026|Mức 2|đổi bộ quy định, không so sánh|-|-",
	} {
		r, err := w.db.Report(t.Context(), layouts, year)
		w.must(err)
		var lines []string
		for _, table := range r.Tables {
			for _, row := range table.Rows {
				if table.Layout.ID != "bieu-2a" {
					break
				}
				var cells []string
				for i, c := range row.Cells {
					if i != 1 && (row.Kind == "data" || i == 0) {
						cells = append(cells, c.Text)
					}
				}
				lines = append(lines, strings.Join(cells, "|"))
			}
		}
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("%s:\n%s, want\n%s", year, got, want)
		}
	}
}
