package recognise

import (
	"regexp"
	"slices"
	"strings"

	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// maxHeadRows is how many rows a head may be stacked of (FORMS §5.1 has three).
const maxHeadRows = 3

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
		columns := f.columns(rows[:depth])
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
		found, _ := t.best(f.columns(above), nil, nil, f)
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
		if s.short(columns) {
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
		again := columns[j].texts[0].key == columns[0].texts[0].key
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
	texts []*headText
}

// headText is a text of a head, and which field it names in each table.
type headText struct {
	raw, key string
	as       []told // in the order of the tables; none of a text that is no head
}

// in tells which field of a table the text names.
func (h *headText) in(s *Spec) (told, bool) {
	if h.as == nil {
		return told{}, false
	}
	return h.as[s.place], h.as[s.place].match != match{}
}

// told is a field that a text names; slip says that it is spelled a slip away.
type told struct {
	match
	slip bool
}

// columns are the texts of a head by column, each with what it names.
func (f *folds) columns(rows []workbook.Row) []path {
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
			if n := len(p.texts); n == 0 || p.texts[n-1].raw != c.Raw {
				p.texts = append(p.texts, f.head(c.Raw))
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
	rank, slips := map[string]int{}, map[string]bool{}
	score := 0
	for _, p := range columns {
		known := false
		for _, txt := range p.texts {
			m, ok := txt.in(s)
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
			t.Heads[m.field] = Head{p.addr, txt.raw, p.col}
			slips[m.field] = m.slip
			break
		}
		if !known && s.needs("year") {
			under := slices.ContainsFunc(p.texts, func(txt *headText) bool { return txt.key == yearWord })
			for _, txt := range p.texts {
				y := f.yearOf(txt.raw)
				if y == "" && under { // "18-19" below "Năm học"
					y = f.yearOf(yearWord + " " + txt.raw)
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
			t.Unknown = append(t.Unknown, Head{p.addr, p.texts[0].raw, p.col})
		}
	}
	t.first, t.last = maxColumn, 0
	for _, col := range t.Columns {
		t.first, t.last = min(t.first, col), max(t.last, col)
	}
	for _, y := range t.Years {
		t.first, t.last = min(t.first, y.Col), max(t.last, y.Col)
	}
	for field, slip := range slips {
		if slip {
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
	if s.Marker != "" && !slices.ContainsFunc(columns, func(p path) bool { return p.texts[0].key == s.Marker }) {
		t.Missing = append(t.Missing, s.Required...)
	}
	return t, score
}

// short reports whether fewer columns name a field than a head needs that lacks
// one at most; most heads are short of most tables.
func (s *Spec) short(columns []path) bool {
	want := len(s.Required) - 1
	if s.needs("year") {
		want--
	}
	for _, p := range columns {
		if want <= 0 {
			return false
		}
		if slices.ContainsFunc(p.texts, func(txt *headText) bool { _, ok := txt.in(s); return ok }) {
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
	tables      *Tables
	keys, years map[string]string
	heads       map[string]*headText
	year        func(string) string
	content     map[string]func(workbook.Cell) bool
}

// head tells which field a text names in each table, its unit or remark left out
// where the whole is not known: "Dự toán (nghìn đồng)", "Kinh phí, ĐVT: triệu đồng".
func (f *folds) head(raw string) *headText {
	return once(f.heads, raw, func(raw string) *headText {
		h := &headText{raw: raw, key: f.key(raw)}
		if h.key == "" {
			return h
		}
		h.as = make([]told, len(f.tables.specs))
		bare := withoutRemark(raw)
		for i, s := range f.tables.specs {
			var ok bool
			if h.as[i].match, ok = s.heads[h.key]; ok {
				continue
			}
			if h.as[i].match, ok = s.near(h.key, f.tables.known); ok {
				h.as[i].slip = true
			} else if bare != "" {
				h.as[i].match = s.heads[f.key(bare)]
			}
		}
		return h
	})
}

// withoutRemark is a head without its unit or remark, empty where it has none.
func withoutRemark(head string) string {
	if strings.ContainsAny(head, "(:") || strings.Contains(head, "ĐVT") || strings.Contains(strings.ToLower(head), "đơn vị") {
		return remark.ReplaceAllString(head, "")
	}
	return ""
}

var remark = regexp.MustCompile(`(?is)\s*(?:\(.*|[,;-]?\s*(?:đvt|đơn vị(?: tính)?)\b.*|:\s*(?:tỷ|triệu|nghìn|ngàn|đồng).*)$`)

// longest is more than any head has; a longer text is none.
const longest = 200

func (f *folds) key(s string) string {
	if len(s) > longest {
		return ""
	}
	return once(f.keys, s, text.Key)
}

func (f *folds) yearOf(s string) string {
	if len(s) > longest {
		return ""
	}
	return once(f.years, s, f.year)
}

// once works a value out the first time that it is asked for.
func once[K comparable, V any](known map[K]V, k K, work func(K) V) V {
	v, ok := known[k]
	if !ok {
		v = work(k)
		known[k] = v
	}
	return v
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
