package recognise

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"kdcl/ingest/workbook"
)

// Table is a table found on a sheet.
type Table struct {
	Spec     *Spec
	Sheet    string
	Heading  string         // the last lone text above the head: "Nhóm 1: …"
	Columns  map[string]int // field -> column, from 1
	Years    []YearColumn   // the repeated field "year" of statistics
	Heads    map[string]Head
	Slips    []string // fields whose heads are a slip away from every known spelling
	Unknown  []Head   // heads that no field knows
	Inferred string   // the field whose column was told by its content, its head being lost
	Missing  []string // required fields without a column: the table can't be read
	Rows     []Row    // below the head, up to the next table, a footer or the sheet's end
	headRow  int      // the last row of the head

	first, last int // the columns that its head takes
}

// HeadRow is the last row of the table's head.
func (t *Table) HeadRow() int { return t.headRow }

// Head is a column's head as the school wrote it.
type Head struct {
	Addr, Text string
	Col        int
}

// YearColumn is one column of figures, by the year its head names; never by
// position (MESSY 60).
type YearColumn struct {
	Year string
	Col  int
	Addr string // the cell of its head
}

// Row is one row of a table. Lone is its text when a single text is all it
// holds: a standard's line, a group's title.
type Row struct {
	Row  workbook.Row
	Lone string
}

// Cell gives the cell of a field, a blank one when the row or table has none.
func (t *Table) Cell(r Row, field string) workbook.Cell {
	col, ok := t.Columns[field]
	if !ok {
		return workbook.Cell{Row: r.Row.Number}
	}
	return CellAt(r.Row, col)
}

// Has reports whether a column is one that the table reads.
func (t *Table) Has(col int) bool {
	for _, c := range t.Columns {
		if c == col {
			return true
		}
	}
	return slices.ContainsFunc(t.Years, func(y YearColumn) bool { return y.Col == col })
}

// CellAt gives a row's cell in a column, a blank one when it has none.
func CellAt(r workbook.Row, col int) workbook.Cell {
	i, ok := slices.BinarySearchFunc(r.Cells, col, func(c workbook.Cell, col int) int { return c.Col - col })
	if ok {
		return r.Cells[i]
	}
	return workbook.Cell{Addr: workbook.Addr(r.Number, col), Row: r.Number, Col: col}
}

// Page is a sheet taken apart: its tables, and the rows outside any.
type Page struct {
	Tables  []*Table
	Outside []workbook.Row // titles, key/value pairs, footers
	Heads   int            // rows that make up the tables' heads
	Beside  int            // how often a row holds lines of a further table, that stands beside the first
	Turned  []Turned
}

// open is a table whose rows are being read, and the columns that are its own:
// two tables may stand side by side (MESSY 32).
type open struct {
	*Table
	lo, hi int
}

// walk is one sheet on its way to a Page.
type walk struct {
	*Tables
	f    *folds
	rows []workbook.Row
	open []open
	lone string // the last lone text
	Page
}

// Find takes a sheet apart. year reads a head as a school year ("2017-2018"),
// empty when it is none; content says of a field whether a cell looks like its
// values, for the column whose head was overwritten.
func (t *Tables) Find(sh workbook.Sheet, year func(string) string, content map[string]func(workbook.Cell) bool) Page {
	f := &folds{tables: t, keys: map[string]string{}, years: map[string]string{}, heads: map[string]*headText{}, year: year, content: content}
	w := &walk{Tables: t, f: f, rows: sh.Rows}
	for i := 0; i < len(w.rows); {
		i += w.step(i)
	}
	for _, table := range w.Page.Tables {
		table.Sheet = sh.Name
		t.byItems(table, f)
	}
	return w.Page
}

// step deals with the row at i, and tells how many rows that took.
func (w *walk) step(i int) int {
	found, depth := w.headAt(w.rows[i:], w.f)
	if len(found) == 1 && len(w.open) == 1 {
		// A head wholly left or right of the open table, in a line that has more of
		// that table: it stands beside it.
		o := w.open[0]
		apart := found[0].first > o.last || found[0].last < o.first
		if apart && firstText(between(w.rows[i], o.first, o.last)) != "" {
			found = nil
		}
	}
	// A table on its side begins a sheet, or comes behind a free row or a title.
	if apart := len(w.open) == 0 || w.rows[i-1].Number+1 < w.rows[i].Number || loneText(w.rows[i-1]) != ""; found == nil && apart {
		if turned, n := w.turnedAt(w.rows[i:], w.f); n > 0 {
			w.open, w.lone = nil, ""
			w.Turned = append(w.Turned, turned)
			return n
		}
	}
	if found == nil && len(w.open) == 0 {
		if table, n := w.incomplete(w.rows[i:], w.f); table != nil {
			found, depth = []*Table{table}, n
		}
	}
	if found != nil {
		w.Heads += depth
		if len(found) == 1 && w.repeats(i, found[0]) {
			w.open[0].headRow = w.rows[i+depth-1].Number
			return depth
		}
		w.open = nil
		for n, table := range found {
			o := open{table, 0, maxColumn}
			if n > 0 {
				o.lo = table.first
			}
			if n+1 < len(found) {
				o.hi = found[n+1].first - 1
			}
			w.begin(o, i, depth)
		}
		w.lone = ""
		return depth
	}
	w.beside(i)
	row := w.rows[i]
	if lone := loneText(row); lone != "" {
		w.lone = lone
	}
	taken := 0
	for n := 0; n < len(w.open); {
		o := w.open[n]
		piece := between(row, o.lo, o.hi)
		switch {
		case firstText(piece) == "":
			n++
			continue
		case row.Number <= o.headRow:
			w.Heads++ // its head stands lower than that of the table beside it
		case w.ends(o.Table, piece):
			w.open = slices.Delete(w.open, n, n+1)
			continue
		case isNumberRow(piece, len(o.Rows) == 0):
			w.Heads++
		default:
			o.Rows = append(o.Rows, Row{piece, loneText(piece)})
		}
		taken++
		n++
	}
	if taken == 0 {
		w.Outside = append(w.Outside, row)
	} else {
		w.Beside += taken - 1
	}
	return 1
}

// begin opens a table whose head begins at row i. Its heading is the last lone
// text above, of its own columns where another table stands beside it.
func (w *walk) begin(o open, i, depth int) {
	o.Heading, o.headRow = w.lone, w.rows[i+depth-1].Number
	if o.lo > 0 || o.hi < maxColumn {
		for up := i - 1; up >= 0 && up > i-4; up-- {
			if lone := loneText(between(w.rows[up], o.lo, o.hi)); lone != "" {
				o.Heading = lone
				break
			}
		}
	}
	w.open = append(w.open, o)
	w.Page.Tables = append(w.Page.Tables, o.Table)
}

// repeats reports whether a head is that of the open table printed again, as at
// the top of a page: its rows go on.
func (w *walk) repeats(i int, t *Table) bool {
	if len(w.open) != 1 || len(w.open[0].Rows) == 0 {
		return false
	}
	o := w.open[0]
	last := o.Rows[len(o.Rows)-1]
	same := o.Spec == t.Spec && last.Lone == "" && last.Row.Number+1 == w.rows[i].Number && len(t.Missing) == 0 &&
		maps.Equal(o.Columns, t.Columns) &&
		slices.EqualFunc(o.Years, t.Years, func(a, b YearColumn) bool { return a.Year == b.Year && a.Col == b.Col })
	for field, h := range t.Heads {
		same = same && w.f.key(h.Text) == w.f.key(o.Heads[field].Text)
	}
	return same
}

// beside looks for a head that stands in the columns left or right of the one
// open table, while that table's rows go on.
func (w *walk) beside(i int) {
	if len(w.open) != 1 {
		return
	}
	o := &w.open[0]
	for _, side := range [][2]int{{o.last + 1, maxColumn}, {0, o.first - 1}} {
		if side[0] > side[1] || !w.namesOne(between(w.rows[i], side[0], side[1]), w.f) {
			continue
		}
		part := make([]workbook.Row, 0, maxHeadRows+contentRows)
		for _, r := range w.rows[i:min(len(w.rows), i+maxHeadRows+contentRows)] {
			part = append(part, between(r, side[0], side[1]))
		}
		found, depth := w.headAt(part, w.f)
		if len(found) != 1 {
			continue
		}
		if side[0] > 0 {
			o.hi = found[0].first - 1
			w.begin(open{found[0], found[0].first, maxColumn}, i, depth)
		} else {
			o.lo = o.first
			w.begin(open{found[0], 0, o.first - 1}, i, depth)
		}
		return
	}
}

// ends reports whether a row ends a table: a signature, the line with place and
// day above it (MESSY 37), or the words of a web page copied along (25). What
// stands directly below the last row, in the table's first column, or has
// figures is a line of the table: "Hiệu trưởng" of the staff table.
func (w *walk) ends(t *Table, row workbook.Row) bool {
	first := firstText(row)
	switch {
	case w.isNoise(first):
		return true
	case loneText(row) != "" && dayLine.MatchString(w.f.key(first)):
		return true
	case !w.isStop(first) || hasNumber(row):
		return false
	}
	for _, c := range row.Cells {
		if k := w.f.key(c.Raw); k != "" && k != w.f.key(first) && w.isStop(c.Raw) || strings.HasPrefix(k, "nguoi ") {
			return true
		}
	}
	return t.Spec.ID != "staff" || !t.continues(row)
}

// dayLine is "Hóc Môn, ngày 15 tháng 5 năm 2027", folded.
var dayLine = regexp.MustCompile(`^(?:[^0-9]{1,60} )?ngay(?: \d{1,2})? thang(?: \d{1,2})? nam(?: \d{1,4})?$`)

// continues reports whether a row stands directly below the table's last one
// and begins in its first column.
func (t *Table) continues(row workbook.Row) bool {
	last := t.headRow
	if n := len(t.Rows); n > 0 {
		last = t.Rows[n-1].Row.Number
	}
	return row.Number == last+1 && len(row.Cells) > 0 && row.Cells[0].Col <= t.first
}
