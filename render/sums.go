package render

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"kdcl/aggregate/report"
)

// sums finds which lines of a table a total adds up, by trying: a formula is
// written only where the lines under it give the figure that was counted.
type sums struct {
	data   []report.Row // lines of the table, the first in row top
	top    int
	before []int        // data lines before each total, as the report stands
	totals []report.Row // they stand below the table, one row each
}

func newSums(rows []report.Row, top int) *sums {
	s := &sums{top: top}
	for _, r := range rows {
		switch r.Kind {
		case report.Data:
			s.data = append(s.data, r)
		case report.Total:
			s.before = append(s.before, len(s.data))
			s.totals = append(s.totals, r)
		}
	}
	return s
}

// formula gives the sum behind a total's cell; "" where nothing adds up to it.
func (s *sums) formula(total, col, shift int) string {
	want := s.totals[total].Cells[col].Number
	if want == nil {
		return ""
	}
	from := 0
	if total > 0 {
		from = s.before[total-1]
	}
	letter := strings.TrimRight(at(1, col+shift+1), "1")
	below := s.top + len(s.data) // the first total's row
	var lines, own, all, earlier []int
	for i := range s.data {
		if i >= from && i < s.before[total] {
			lines = append(lines, i)
			if !subordinate(s.data[i]) {
				own = append(own, i)
			}
		}
		all = append(all, i)
	}
	for i := range total {
		earlier = append(earlier, i)
	}
	cell := func(rows []report.Row, i int) float64 {
		if n := rows[i].Cells[col].Number; n != nil {
			return *n
		}
		return 0
	}
	for _, try := range []struct {
		rows  []report.Row
		pick  []int
		first int
	}{{s.data, lines, s.top}, {s.data, own, s.top}, {s.totals, earlier, below}, {s.data, all, s.top}} {
		sum := 0.0
		for _, i := range try.pick {
			sum += cell(try.rows, i)
		}
		if len(try.pick) > 0 && sum == *want {
			return sumOf(letter, try.pick, try.first)
		}
	}
	return ""
}

// share gives the quotient behind a total's percentage: of the column before it
// and the nearest one further left that gives every line's percentage; "" where
// none does.
func (s *sums) share(l report.Layout, total, col, shift int) string {
	fits := func(of int) bool {
		for _, r := range slices.Concat(s.data, s.totals) {
			part, whole, percent := r.Cells[col-1].Number, r.Cells[of].Number, r.Cells[col].Number
			switch {
			case percent == nil && (part == nil || whole == nil || *whole == 0):
			case percent == nil || part == nil || whole == nil || *whole == 0 || math.Round(*part*1000 / *whole)/10 != *percent:
				return false
			}
		}
		return true
	}
	for of := col - 2; of >= 0; of-- {
		if l.Columns[of].Kind == "count" && s.totals[total].Cells[col].Number != nil && fits(of) {
			row := s.top + len(s.data) + total
			return fmt.Sprintf("ROUND(%s/%s,3)", at(row, col+shift), at(row, of+shift+1))
		}
	}
	return ""
}

// subordinate lines say how the line above them is made up ("- công lập").
func subordinate(r report.Row) bool {
	for _, c := range r.Cells {
		if t := c.Text; strings.TrimSpace(t) != "" {
			return strings.HasPrefix(t, "-") || strings.HasPrefix(t, " ") || strings.HasPrefix(strings.ToLower(t), "trong đó")
		}
	}
	return false
}

// sumOf writes SUM over runs of rows: SUM(C5:C9,C11).
func sumOf(letter string, pick []int, first int) string {
	var ranges []string
	for i := 0; i < len(pick); {
		j := i
		for j+1 < len(pick) && pick[j+1] == pick[j]+1 {
			j++
		}
		r := fmt.Sprintf("%s%d", letter, first+pick[i])
		if j > i {
			r += fmt.Sprintf(":%s%d", letter, first+pick[j])
		}
		ranges = append(ranges, r)
		i = j + 1
	}
	return "SUM(" + strings.Join(ranges, ",") + ")"
}
