package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// guideSheet is the sheet of kdcl's own form that says how to fill it in.
const guideSheet = "Hướng dẫn"

// sayUnknown says of every visible sheet that no form knows where its figures
// stand, or that it holds text alone: nothing is passed over in silence (MESSY
// 34). Lines that told who and when are known; lines with figures were found and
// not taken.
func (g *reading) sayUnknown() {
	for i := range g.pages {
		p := &g.pages[i]
		if !p.unknown || g.FormVersion != "" && p.sheet.Name == guideSheet {
			continue
		}
		// A cover that told whose the workbook is, and of which year, is known.
		known := slices.Contains([]string{g.CodeAt.Sheet, g.NameAt.Sheet, g.SchoolYearAt.Sheet}, p.sheet.Name)
		var rows []workbook.Row
		figures, tabular, list := 0, 0, listed{}
		for _, row := range p.Outside {
			if g.usedRows[origin(p.sheet.Name, row.Cells[0]).Ref()] {
				known = true
				continue
			}
			rows = append(rows, row)
			switch values := own(row); {
			case g.hasFigure(values, &list, false):
				figures++
			case len(values) >= 3:
				tabular++
			}
		}
		area := areaOf(rows)
		if area.Row1 == 0 {
			continue
		}
		at := form.Origin{Sheet: p.sheet.Name, Cell: workbook.Addr(area.Row1, area.Col1)}
		args := []string{"n", strconv.Itoa(len(rows)), "vung", area.String()}
		if figures == 0 && tabular < 3 {
			if !known {
				g.find("TRANG_CHI_CO_CHU", at, args...)
			}
			continue
		}
		// Three lines of three texts are a table too, of names perhaps.
		g.find("TRANG_KHONG_NHAN_RA", at, args...)
		p.tally.Heading -= figures + tabular
		p.tally.Refused += figures + tabular
	}
}

// sayOutside says of every sheet with a table where figures stand outside it,
// behind a signature perhaps: no table took them, and a web page's words are no loss
// (MESSY 25). Of a text only a number is one there, for a letterhead has its day.
func (g *reading) sayOutside() {
	for i := range g.pages {
		p := &g.pages[i]
		if p.unknown || g.FormVersion != "" && p.sheet.Name == guideSheet {
			continue
		}
		var rows []workbook.Row
		list := listed{}
		for _, row := range p.Outside {
			if values := own(row); len(values) > 0 && !g.usedRows[origin(p.sheet.Name, row.Cells[0]).Ref()] && g.hasFigure(values, &list, true) {
				rows = append(rows, row)
			}
		}
		if len(rows) == 0 {
			continue
		}
		area := areaOf(rows)
		g.find("SO_NGOAI_BANG", form.Origin{Sheet: p.sheet.Name, Cell: workbook.Addr(area.Row1, area.Col1)}, "n", strconv.Itoa(len(rows)), "vung", area.String())
	}
}

// own are a row's cells that say something of their own: no blank, no repetition
// of a merged one.
func own(row workbook.Row) []workbook.Cell {
	var out []workbook.Cell
	for _, c := range row.Cells {
		if !c.Merged && (strings.TrimSpace(c.Raw) != "" || c.Uncached) {
			out = append(out, c)
		}
	}
	return out
}

// areaOf is the smallest range that holds all that rows say; zero when they say
// nothing.
func areaOf(rows []workbook.Row) workbook.Range {
	var a workbook.Range
	for _, row := range rows {
		for _, c := range own(row) {
			if a.Row1 == 0 {
				a = workbook.Range{Row1: c.Row, Col1: c.Col, Row2: c.Row, Col2: c.Col}
			}
			a.Col1, a.Col2, a.Row2 = min(a.Col1, c.Col), max(a.Col2, c.Col), c.Row
		}
	}
	return a
}

// listed is how far a numbered list has come, and whether a line of text, a
// heading perhaps, stood behind its last line.
type listed struct {
	last   int
	behind bool
}

// hasFigure reports whether one of a row's values is what forms count. A number
// of a list counts nothing: 3 before a text, behind 2, or 1 where another list
// begins below a line of text. plain takes of texts numbers alone.
func (g *reading) hasFigure(values []workbook.Cell, list *listed, plain bool) bool {
	numbered := false
	for i, c := range values {
		n, err := strconv.Atoi(strings.TrimRight(strings.TrimSpace(c.Raw), ".)"))
		if i == 0 && len(values) > 1 && err == nil && (n == list.last+1 || n == 1 && list.behind) && values[1].Kind == workbook.Text {
			list.last, list.behind, numbered = n, false, true
			continue
		}
		if g.isFigure(c, plain || len(values) == 1) {
			return true
		}
	}
	list.behind = list.behind || !numbered && len(values) > 0
	return false
}

// longestFigure is more than any figure with its unit has, in letters.
const longestFigure = 40

// identifier is a number that counts nothing: of a telephone, a code that keeps
// its nought.
var identifier = regexp.MustCompile(`^0\d{5,}$`)

// isFigure reports whether a cell holds what a form would count: a number, an
// amount, a day, a mark. Of a plain text, a title or a line with place and day, only
// a number is one.
func (g *reading) isFigure(c workbook.Cell, plain bool) bool {
	if c.Kind != workbook.Text {
		return true // a number, a day, a box that is ticked, a formula that failed
	}
	s := text.Clean(c.Raw)
	if s == "" || utf8.RuneCountInString(s) > longestFigure || identifier.MatchString(s) {
		return false
	}
	if count := parse.Count(s, false); count.Value != nil && !parse.IsNone(s) {
		return true
	}
	if rate := parse.Ratio(s, false); rate.Value != nil {
		return true
	}
	if plain {
		return false
	}
	if money := parse.ParseMoney(s, "", false); money.AmountVND != nil && money.Code == "" && strings.ContainsAny(s, "0123456789") {
		return true
	}
	if day := parse.Date(s, false, g.wb.Date1904); day.To != "" {
		return true
	}
	return g.marks.Plain(s)
}
