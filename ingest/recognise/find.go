package recognise

import (
	"slices"
	"strings"

	"kdcl/ingest/text"
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
	Unknown  []Head   // heads that no field knows
	Inferred string   // the field whose column was told by its content, its head being lost
	Missing  []string // required fields without a column: the table can't be read
	Rows     []Row    // below the head, up to the next table, a footer or the sheet's end
	headRow  int      // the last row of the head
}

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
}

// maxHeadRows is how many rows a head may be stacked of (FORMS §5.1 has three).
const maxHeadRows = 3

// Find takes a sheet apart. year reads a head as a school year ("2017-2018"),
// empty when it is none; content says of a field whether a cell looks like its
// values, for the column whose head was overwritten.
func (t *Tables) Find(sh workbook.Sheet, year func(string) string, content map[string]func(workbook.Cell) bool) Page {
	var p Page
	f := &folds{keys: map[string]string{}, years: map[string]string{}, fields: map[asked]told{}, year: year, known: t.known, content: content}
	var current *Table
	heading := ""
	for i := 0; i < len(sh.Rows); {
		found, depth := t.headAt(sh.Rows[i:], f)
		if found == nil && current == nil {
			found, depth = t.incomplete(sh.Rows[i:], f)
		}
		if found != nil {
			found.Sheet, found.Heading, found.headRow = sh.Name, heading, sh.Rows[i+depth-1].Number
			p.Tables = append(p.Tables, found)
			p.Heads += depth
			current, heading = found, ""
			i += depth
			continue
		}
		row := sh.Rows[i]
		lone := loneText(row)
		if lone != "" {
			heading = lone
		}
		switch first := firstText(row); {
		case current != nil && t.isStop(first) && !current.continues(row):
			current = nil
			p.Outside = append(p.Outside, row)
		case current == nil:
			p.Outside = append(p.Outside, row)
		case isNumberRow(row):
			p.Heads++
		default:
			current.Rows = append(current.Rows, Row{row, lone})
		}
		i++
	}
	for _, table := range p.Tables {
		t.byItems(table, f)
	}
	return p
}

// continues reports whether a row stands directly below the table's last one
// and begins in its first column: "Hiệu trưởng" there is a line of the staff
// table, not the signature under it.
func (t *Table) continues(row workbook.Row) bool {
	last, first := t.headRow, 0
	if n := len(t.Rows); n > 0 {
		last = t.Rows[n-1].Row.Number
	}
	for _, col := range t.Columns {
		if first == 0 || col < first {
			first = col
		}
	}
	return row.Number == last+1 && len(row.Cells) > 0 && row.Cells[0].Col == first
}

// headAt reads a head that begins at the first of the rows: the table that
// matches the most fields, over the fewest rows.
func (t *Tables) headAt(rows []workbook.Row, f *folds) (*Table, int) {
	var best *Table
	bestDepth, bestScore := 0, 0
	if len(rows) > 0 && !t.namesOne(rows[0], f) {
		return nil, 0 // a line above a head is no part of it
	}
	for depth := 1; depth <= maxHeadRows && depth <= len(rows); depth++ {
		if rows[depth-1].Number != rows[0].Number+depth-1 {
			break
		}
		if !t.mayBeHead(rows[:depth], f) {
			continue
		}
		columns := columnPaths(rows[:depth])
		for _, s := range t.specs {
			if s.short(columns, f) {
				continue
			}
			found, score := s.match(columns, f)
			if len(found.Missing) == 1 && score > 2 {
				found.infer(rows[:depth], rows[depth:], f)
			}
			if len(found.Missing) == 0 && score > bestScore {
				best, bestDepth, bestScore = found, depth, score
			}
		}
	}
	// "Năm học | 2022-2023" or a title right above a head is no part of it: it says
	// something of the whole file, and the head is as whole without it.
	if best != nil && (t.InfoField(firstText(rows[0])) != "" || loneText(rows[0]) != "") {
		for i := 1; i < bestDepth; i++ {
			if below, _ := t.headAt(rows[i:], f); below != nil && below.Spec == best.Spec && len(below.Columns) == len(best.Columns) && len(below.Years) == len(best.Years) {
				return nil, 0
			}
		}
	}
	return best, bestDepth
}

// path is what stands above one column, from the lowest head row up.
type path struct {
	col   int
	addr  string
	texts []string
}

func columnPaths(rows []workbook.Row) []path {
	at := map[int]*path{}
	var cols []int
	for i := len(rows) - 1; i >= 0; i-- {
		for _, c := range rows[i].Cells {
			if c.Raw == "" || c.Kind != workbook.Text && c.Kind != workbook.Number {
				continue
			}
			p := at[c.Col]
			if p == nil {
				p = &path{col: c.Col, addr: c.Addr}
				at[c.Col] = p
				cols = append(cols, c.Col)
			}
			if n := len(p.texts); n == 0 || p.texts[n-1] != c.Raw {
				p.texts = append(p.texts, c.Raw)
			}
		}
	}
	slices.Sort(cols)
	out := make([]path, len(cols))
	for i, c := range cols {
		out[i] = *at[c]
	}
	return out
}

// match tries a table against a head; the score is the number of fields found.
// Required fields that were not are its Missing.
func (s *Spec) match(columns []path, f *folds) (*Table, int) {
	t := &Table{Spec: s, Columns: map[string]int{}, Heads: map[string]Head{}}
	rank := map[string]int{}
	score := 0
	for _, p := range columns {
		known := false
		for _, txt := range p.texts {
			m, ok := f.field(s, f.key(txt))
			if !ok {
				continue
			}
			known = true
			if _, taken := t.Columns[m.field]; taken && rank[m.field] <= m.rank {
				break // a merged head is repeated in each of its columns
			} else if !taken {
				score++
			}
			t.Columns[m.field], rank[m.field] = p.col, m.rank
			t.Heads[m.field] = Head{p.addr, txt, p.col}
			break
		}
		if !known && s.needs("year") {
			for _, txt := range p.texts {
				if y := f.yearOf(txt); y != "" {
					known = true
					if !slices.ContainsFunc(t.Years, func(c YearColumn) bool { return c.Year == y }) {
						t.Years = append(t.Years, YearColumn{y, p.col})
						score++
					}
					break
				}
			}
		}
		if !known {
			t.Unknown = append(t.Unknown, Head{p.addr, p.texts[0], p.col})
		}
	}
	for _, field := range s.Required {
		if _, ok := t.Columns[field]; !ok && !(field == "year" && len(t.Years) > 0) {
			t.Missing = append(t.Missing, field)
		}
	}
	if s.Marker != "" && !slices.ContainsFunc(columns, func(p path) bool { return f.key(p.texts[0]) == s.Marker }) {
		t.Missing = append(t.Missing, s.Required...)
	}
	return t, score
}

// short reports whether fewer columns name a field than a head needs that lacks
// one at most; most heads are short of most tables.
func (s *Spec) short(columns []path, f *folds) bool {
	want := len(s.Required) - 1
	if s.needs("year") {
		want--
	}
	for _, p := range columns {
		if want <= 0 {
			return false
		}
		if slices.ContainsFunc(p.texts, func(txt string) bool { _, ok := f.field(s, f.key(txt)); return ok }) {
			want--
		}
	}
	return want > 0
}

func (s *Spec) needs(field string) bool { return slices.Contains(s.Required, field) }

// folds remembers what texts fold to and name: most rows repeat the same few.
type folds struct {
	keys, years map[string]string
	fields      map[asked]told
	year        func(string) string
	known       map[string]bool
	content     map[string]func(workbook.Cell) bool
}

type asked struct {
	spec *Spec
	key  string
}

type told struct {
	match match
	ok    bool
}

func (f *folds) field(s *Spec, key string) (match, bool) {
	a := asked{s, key}
	t, seen := f.fields[a]
	if !seen {
		t.match, t.ok = s.field(key, f.known)
		f.fields[a] = t
	}
	return t.match, t.ok
}

// longest is more than any head has; a longer text is none.
const longest = 200

func (f *folds) key(s string) string {
	if len(s) > longest {
		return ""
	}
	k, ok := f.keys[s]
	if !ok {
		k = text.Key(s)
		f.keys[s] = k
	}
	return k
}

func (f *folds) yearOf(s string) string {
	if len(s) > longest {
		return ""
	}
	y, ok := f.years[s]
	if !ok {
		y = f.year(s)
		f.years[s] = y
	}
	return y
}

// namesOne reports whether a row holds one head at least.
func (t *Tables) namesOne(r workbook.Row, f *folds) bool {
	return slices.ContainsFunc(r.Cells, func(c workbook.Cell) bool {
		return c.Raw != "" && c.Kind == workbook.Text && (t.known[f.key(c.Raw)] || f.yearOf(c.Raw) != "")
	})
}

// mayBeHead is a quick look: a head has two words that some table knows, or one
// and a school year.
func (t *Tables) mayBeHead(rows []workbook.Row, f *folds) bool {
	words, years := map[string]bool{}, false
	for _, r := range rows {
		for _, c := range r.Cells {
			if c.Raw == "" || c.Kind != workbook.Text {
				continue
			}
			if k := f.key(c.Raw); t.known[k] {
				words[k] = true
			} else if f.yearOf(c.Raw) != "" {
				years = true
			}
		}
	}
	return len(words) >= 2 || len(words) == 1 && years
}

// isNumberRow recognises the row of column numbers under a head: "(1) (2) (3)",
// "A B C" (MESSY 28).
func isNumberRow(r workbook.Row) bool {
	n := 0
	for _, c := range r.Cells {
		s := strings.TrimSpace(c.Raw)
		if s == "" {
			continue
		}
		n++
		bracketed := strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")")
		s = strings.Trim(s, "()")
		if len(s) == 0 || len(s) > 2 {
			return false
		}
		if strings.Trim(s, "0123456789") == "" && bracketed {
			continue
		}
		if len(s) == 1 && s[0] == byte('A'+n-1) {
			continue
		}
		return false
	}
	return n >= 3
}

// loneText is the row's text when it holds just one, alone or merged across.
func loneText(r workbook.Row) string {
	lone := ""
	for _, c := range r.Cells {
		s := strings.TrimSpace(c.Raw)
		switch {
		case s == "" || s == lone && c.Merged:
		case lone != "" || c.Kind != workbook.Text:
			return ""
		default:
			lone = s
		}
	}
	return lone
}

func firstText(r workbook.Row) string {
	for _, c := range r.Cells {
		if s := strings.TrimSpace(c.Raw); s != "" {
			return s
		}
	}
	return ""
}
