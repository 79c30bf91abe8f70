package ingest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// totalRow is a row "Cộng" below results.
type totalRow struct {
	*recognise.Table
	row recognise.Row
}

// percentRow reports whether a row below results gives shares: "Tỉ lệ %".
func percentRow(label string) bool {
	k := text.Key(label)
	return strings.HasPrefix(k, "ti le") || strings.HasPrefix(k, "%") || strings.HasPrefix(k, "cong ti le")
}

// compareTotals holds the rows "Cộng" of the results against the criteria, which
// win (MESSY 30). A school may count the criteria that reach a level or those
// whose level it is, of all standards or of the one above.
func (g *reading) compareTotals() {
	for _, total := range g.totals {
		standard := ""
		for _, row := range numberCriteria(total.Table) {
			if row.Row.Row.Number >= total.row.Row.Number {
				break
			}
			if row.code != "" {
				standard, _, _ = strings.Cut(row.code, ".")
			}
		}
		label := total.Cell(total.row, "criterion").Raw
		for n, field := range [...]string{"fail", "level1", "level2", "level3", "pass"} {
			c := total.Cell(total.row, field)
			if _, ok := total.Columns[field]; !ok || c.Merged || strings.TrimSpace(c.Raw) == "" || g.unreadableQuietly(c) {
				continue
			}
			share := percentRow(label) || strings.Contains(c.Raw, "%")
			said := parse.Ratio(strings.TrimSuffix(strings.TrimSpace(c.Raw), "%"), c.Kind == workbook.Number).Value
			if said == nil {
				continue
			}
			var all, reached, own, ownReached, assessed, ownAssessed int64
			for _, r := range g.Criteria {
				if r.Level == nil {
					continue
				}
				mine := strings.HasPrefix(r.Code, standard+".")
				assessed++
				ownAssessed += int64(boolInt(mine))
				if *r.Level == n || n == 4 && *r.Level == 1 {
					all++
					own += int64(boolInt(mine))
				}
				if n > 0 && *r.Level >= min(n, 4) || n == 0 && *r.Level == 0 || n == 4 && *r.Level >= 1 {
					reached++
					ownReached += int64(boolInt(mine))
				}
			}
			if !share {
				if !slices.Contains([]float64{float64(all), float64(reached), float64(own), float64(ownReached)}, *said) {
					g.find("CONG_SAI", origin(total.Sheet, c), "a", c.Raw, "b", strconv.FormatInt(reached, 10))
				}
				continue
			}
			fits := false
			for _, part := range [][2]int64{{all, assessed}, {reached, assessed}, {all, int64(len(g.book.Criteria))}, {reached, int64(len(g.book.Criteria))}, {own, ownAssessed}, {ownReached, ownAssessed}} {
				percent := 100 * float64(part[0]) / float64(max(part[1], 1))
				fits = fits || math.Abs(percent-*said) <= 0.5 || c.Kind == workbook.Number && math.Abs(percent/100-*said) <= 0.005
			}
			if !fits {
				g.find("CONG_SAI", origin(total.Sheet, c), "a", c.Raw, "b", fmt.Sprintf("%d/%d", reached, assessed))
			}
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
