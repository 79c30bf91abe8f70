package recognise

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
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

// maxHeadRows is how many rows a head may be stacked of (FORMS §5.1 has three).
const maxHeadRows = 3

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
	f := &folds{keys: map[string]string{}, years: map[string]string{}, shorts: map[string]string{}, fields: map[asked]told{}, year: year, known: t.known, content: content}
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

func hasNumber(row workbook.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool {
		s := strings.TrimSpace(c.Raw)
		return s != "" && (c.Kind == workbook.Number && !c.IsDate || strings.Trim(s, "0123456789.,") == "")
	})
}

const maxColumn = 1 << 14

// between is the part of a row that lies in the columns lo to hi.
func between(r workbook.Row, lo, hi int) workbook.Row {
	if lo <= 1 && hi >= maxColumn {
		return r
	}
	at := func(col int) int {
		i, _ := slices.BinarySearchFunc(r.Cells, col, func(c workbook.Cell, col int) int { return c.Col - col })
		return i
	}
	from := at(lo)
	r.Cells = r.Cells[from:max(from, at(hi+1))]
	return r
}

// headAt reads a head that begins at the first of the rows: the table that
// matches the most fields, over the fewest rows; of tables side by side all.
func (t *Tables) headAt(rows []workbook.Row, f *folds) ([]*Table, int) {
	var best []*Table
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
		found, score := t.best(columns, rows[:depth], rows[depth:], f)
		if parts, sum := t.sideBySide(columns, f); len(parts) > 1 && sum >= score {
			if sum > bestScore && !t.shallower(parts, rows[:depth], f) {
				best, bestDepth, bestScore = parts, depth, sum
			}
		} else if found != nil && score > bestScore {
			best, bestDepth, bestScore = []*Table{found}, depth, score
		}
	}
	// "Năm học | 2022-2023", a title, or the last line of the table above that happens
	// to hold words of a head ("Mức 2 | … | Đạt") is no part of the head below, which
	// is as whole without it. The upper rows of a head are merged with the lower.
	if best != nil && bestDepth > 1 && (t.InfoField(firstText(rows[0])) != "" || loneText(rows[0]) != "" || !tied(rows[0], rows[1])) {
		for i := 1; i < bestDepth; i++ {
			if below, _ := t.headAt(rows[i:], f); fieldsOf(below) >= fieldsOf(best) {
				return nil, 0
			}
		}
	}
	return best, bestDepth
}

// tied reports whether a row has merged cells, or cells merged with the next row.
func tied(row, next workbook.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool { return c.Merged }) ||
		slices.ContainsFunc(next.Cells, func(c workbook.Cell) bool {
			return c.Merged && c.Raw != "" && c.Raw == CellAt(row, c.Col).Raw
		})
}

// fieldsOf counts the columns that tables side by side know.
func fieldsOf(tables []*Table) int {
	n := 0
	for _, t := range tables {
		n += len(t.Columns) + len(t.Years)
	}
	return n
}

// shallower reports whether the head of one of the tables side by side is less
// deep than the others', so that its lines begin beside their heads.
func (t *Tables) shallower(parts []*Table, rows []workbook.Row, f *folds) bool {
	if len(rows) == 1 {
		return false
	}
	for n, part := range parts {
		hi := maxColumn
		if n+1 < len(parts) {
			hi = parts[n+1].first - 1
		}
		var above []workbook.Row
		for _, r := range rows[:len(rows)-1] {
			above = append(above, between(r, part.first, hi))
		}
		found, _ := t.best(columnPaths(above), nil, nil, f)
		if found != nil && len(found.Columns)+len(found.Years) >= len(part.Columns)+len(part.Years) && found.Spec == part.Spec {
			last := between(rows[len(rows)-1], part.first, hi)
			if slices.ContainsFunc(last.Cells, func(c workbook.Cell) bool { return c.Raw != "" && !c.Merged }) {
				return true
			}
		}
	}
	return false
}

// best is the table that matches the most of a head's columns, with every field
// that it requires; one lost head may be told by what stands below.
func (t *Tables) best(columns []path, heads, below []workbook.Row, f *folds) (*Table, int) {
	var best *Table
	bestScore := 0
	for _, s := range t.specs {
		if s.short(columns, f) {
			continue
		}
		found, score := s.match(columns, f)
		if len(found.Missing) == 1 && score > 2 && heads != nil {
			found.infer(heads, below, f)
		}
		if len(found.Missing) == 0 && score > bestScore {
			best, bestScore = found, score
		}
	}
	return best, bestScore
}

// sideBySide cuts a head where a second table begins: behind a column left free,
// or where the first head comes again ("Tiêu chí | Đạt | Không đạt | Tiêu chí |
// …"). Every part must be a whole table.
func (t *Tables) sideBySide(columns []path, f *folds) ([]*Table, int) {
	for j := 2; j+1 < len(columns); j++ {
		again := f.key(columns[j].texts[0]) == f.key(columns[0].texts[0])
		if !again && columns[j].col == columns[j-1].col+1 {
			continue
		}
		left, n := t.best(columns[:j], nil, nil, f)
		if left == nil {
			continue
		}
		if more, m := t.sideBySide(columns[j:], f); more != nil {
			left.first = columns[0].col
			return append([]*Table{left}, more...), n + m
		}
		if right, m := t.best(columns[j:], nil, nil, f); right != nil {
			left.first, right.first = columns[0].col, columns[j].col
			return []*Table{left, right}, n + m
		}
	}
	return nil, 0
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
			m, ok := f.named(s, txt)
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
			under := slices.ContainsFunc(p.texts, func(txt string) bool { return f.key(txt) == yearWord })
			for _, txt := range p.texts {
				y := f.yearOf(txt)
				if y == "" && under { // "18-19" below "Năm học"
					y = f.yearOf(yearWord + " " + txt)
				}
				if y != "" {
					known = true
					if !slices.ContainsFunc(t.Years, func(c YearColumn) bool { return c.Year == y }) {
						score++
					}
					t.Years = append(t.Years, YearColumn{y, p.col, p.addr})
					break
				}
			}
		}
		if !known {
			t.Unknown = append(t.Unknown, Head{p.addr, p.texts[0], p.col})
		}
	}
	t.first, t.last = maxColumn, 0
	for _, col := range t.Columns {
		t.first, t.last = min(t.first, col), max(t.last, col)
	}
	for _, y := range t.Years {
		t.first, t.last = min(t.first, y.Col), max(t.last, y.Col)
	}
	for field, h := range t.Heads {
		if _, slip := f.field(s, f.key(h.Text)); slip && s.heads[f.key(h.Text)] == (match{}) {
			t.Slips = append(t.Slips, field)
		}
	}
	slices.Sort(t.Slips)
	for _, field := range s.Required {
		either := strings.Split(field, "|")
		have := func(name string) bool { _, ok := t.Columns[name]; return ok || name == "year" && len(t.Years) > 0 }
		if !slices.ContainsFunc(either, have) {
			t.Missing = append(t.Missing, either[0])
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
		if slices.ContainsFunc(p.texts, func(txt string) bool { _, ok := f.named(s, txt); return ok }) {
			want--
		}
	}
	return want > 0
}

// yearWord is what stands above a row of school years, folded.
const yearWord = "nam hoc"

func (s *Spec) needs(field string) bool { return slices.Contains(s.Required, field) }

// folds remembers what texts fold to and name: most rows repeat the same few.
type folds struct {
	keys, years map[string]string
	shorts      map[string]string // heads without their unit or remark; empty where they have none
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

// named tells which field a head names, its unit or remark left out where the
// whole is not known: "Dự toán (nghìn đồng)", "Kinh phí, ĐVT: triệu đồng".
func (f *folds) named(s *Spec, head string) (match, bool) {
	m, ok := f.field(s, f.key(head))
	if ok || len(head) > longest {
		return m, ok
	}
	short, seen := f.shorts[head]
	if !seen {
		if strings.ContainsAny(head, "(:") || strings.Contains(head, "ĐVT") || strings.Contains(strings.ToLower(head), "đơn vị") {
			short = remark.ReplaceAllString(head, "")
		}
		f.shorts[head] = short
	}
	if short != "" && short != head {
		m, ok = s.heads[f.key(short)]
	}
	return m, ok
}

var remark = regexp.MustCompile(`(?is)\s*(?:\(.*|[,;-]?\s*(?:đvt|đơn vị(?: tính)?)\b.*|:\s*(?:tỷ|triệu|nghìn|ngàn|đồng).*)$`)

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
			} else if k == yearWord || f.yearOf(c.Raw) != "" {
				years = true
			}
		}
	}
	return len(words) >= 2 || len(words) == 1 && years
}

// isNumberRow recognises the row of column numbers under a head: "(1) (2) (3)",
// "A B C", "A B 1 2 3", "1 2 3=1+2" (MESSY 28). Numbers without brackets are one
// only directly under the head and when they count the columns.
func isNumberRow(r workbook.Row, under bool) bool {
	n, letters, next := 0, 0, 0
	bracketed := true
	for _, c := range r.Cells {
		s := strings.TrimSpace(c.Raw)
		if s == "" {
			continue
		}
		if c.Merged {
			continue
		}
		n++
		m := columnNumber.FindStringSubmatch(s)
		if m == nil {
			return false
		}
		if m[2] != "" { // a letter
			if next > 0 || strings.ToUpper(m[2])[0] != byte('A'+letters) {
				return false
			}
			letters++
			continue
		}
		number, _ := strconv.Atoi(m[1])
		if next == 0 && number != 1 && number != letters+1 || next > 0 && number != next {
			return false
		}
		next = number + 1
		bracketed = bracketed && strings.ContainsAny(s, "()[]")
	}
	return n >= 3 && (under || bracketed)
}

// columnNumber is "(3)", "3", "[3]", "(4)=(2)+(3)", "4=2+3", or a letter "A", "(b)".
var columnNumber = regexp.MustCompile(`^[(\[]?\s*(?:(\d{1,2})|([A-Za-z]))\s*[)\].]?(?:\s*=[\s\d()+\-*/:%xA-Za-z\[\]]{1,40})?$`)

// loneText is the row's text when it holds just one, alone or merged across; the
// number before a merged one is no text of its own: "II | Tiêu chuẩn 3: …".
func loneText(r workbook.Row) string {
	lone, number, across := "", "", false
	for _, c := range r.Cells {
		s := strings.TrimSpace(c.Raw)
		switch {
		case s == "":
		case s == lone && c.Merged:
			across = true
		case lone == "" && c.Kind == workbook.Text:
			lone = s
		case lone == "" && number == "":
			number = s
		case number == "" && !across && ordinalText.MatchString(lone):
			number, lone = lone, ""
			if c.Kind == workbook.Text {
				lone = s
			}
		default:
			return ""
		}
	}
	if number != "" && (!across || !ordinalText.MatchString(number)) {
		return ""
	}
	return lone
}

var ordinalText = regexp.MustCompile(`^(?:[IVX]{1,4}|\d{1,2}|[A-Da-d])(?:\.\d{1,2})?[.)]?$`)

func firstText(r workbook.Row) string {
	for _, c := range r.Cells {
		if s := strings.TrimSpace(c.Raw); s != "" {
			return s
		}
	}
	return ""
}
