package recognise

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// near tells which field a folded text names that is a slip or two away from the
// spellings of a single field (MESSY 24). Digits are never slips, and short words
// have too many neighbours.
func (s *Spec) near(key string, known map[string]bool) (match, bool) {
	length := utf8.RuneCountInString(key)
	if length < 6 || known[key] {
		return match{}, false
	}
	slips := 1
	if length >= 9 {
		slips = 2
	}
	best, found, figures, letters := match{}, false, digits(key), lettersOf(key)
	for n := len(key) - slips; n <= len(key)+slips; n++ {
		for _, other := range s.byLength[n] {
			// A slip takes one letter away and brings another.
			if other.digits != figures || bits.OnesCount32(other.letters^letters) > 2*slips || text.Distance(other.key, key) > slips {
				continue
			}
			if found && other.field != best.field {
				return match{}, false
			}
			if !found || other.rank < best.rank {
				best, found = other.match, true
			}
		}
	}
	return best, found
}

// spelling is a folded head of a field.
type spelling struct {
	key, digits string
	letters     uint32 // which it has
	match
}

// lettersOf tells which letters a folded text has, a bit each; others are left out.
func lettersOf(s string) uint32 {
	var set uint32
	for i := range len(s) {
		if c := s[i]; c >= 'a' && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

func digits(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// contentRows is how far below a head its columns are looked at.
const contentRows = 40

// infer finds the one missing column by what stands in it: four cells in five
// look like the field's values (MESSY 35). Nothing is inferred when two columns
// would do.
func (t *Table) infer(heads, rows []workbook.Row, f *folds) {
	looks := f.content[t.Spec.ID+"/"+t.Missing[0]]
	if looks == nil {
		return
	}
	like, cells := map[int]int{}, map[int]int{}
	for _, r := range rows[:min(contentRows, len(rows))] {
		for _, c := range r.Cells {
			if strings.TrimSpace(c.Raw) == "" {
				continue
			}
			cells[c.Col]++
			if looks(c) {
				like[c.Col]++
			}
		}
	}
	used := map[int]bool{}
	for _, col := range t.Columns {
		used[col] = true
	}
	for _, y := range t.Years {
		used[y.Col] = true
	}
	column := 0
	for col, n := range like {
		if used[col] || n < 2 || n*5 < cells[col]*4 {
			continue
		}
		if column != 0 {
			return
		}
		column = col
	}
	if column == 0 {
		return
	}
	field := t.Missing[0]
	head := CellAt(heads[len(heads)-1], column)
	t.Columns[field] = column
	t.Heads[field] = Head{head.Addr, head.Raw, column}
	t.first, t.last = min(t.first, column), max(t.last, column)
	t.Unknown = slices.DeleteFunc(t.Unknown, func(h Head) bool { return h.Col == column })
	t.Inferred, t.Missing = field, nil
}

// incomplete recognises a head that lacks a required column: three of a table's
// heads or more, and half of what it requires (MESSY 33).
func (t *Tables) incomplete(rows []workbook.Row, f *folds) (*Table, int) {
	if !t.mayBeHead(rows[:1], f) {
		return nil, 0
	}
	columns := f.columns(rows[:1])
	var best *Table
	bestScore := 2
	for _, s := range t.specs {
		found, score := s.match(columns, f)
		if s.Marker == "" && score > bestScore && score*2 >= len(columns) && len(found.Missing)*2 <= len(s.Required) {
			best, bestScore = found, score
		}
	}
	return best, 1
}

// byItems makes the official table of Mức 4 what it is: its heads are those of
// the binary results ("Tiêu chí | Đạt | Không đạt"), its rows "Khoản 1, Điều 22".
func (t *Tables) byItems(table *Table, f *folds) {
	level4 := t.Spec("level4")
	if table.Spec.ID != "results-binary" || level4 == nil {
		return
	}
	for _, r := range table.Rows {
		if strings.HasPrefix(f.key(table.Cell(r, "criterion").Raw), "khoan ") {
			table.Spec = level4
			table.Columns["item"], table.Heads["item"] = table.Columns["criterion"], table.Heads["criterion"]
			return
		}
	}
}

// Turned is a table that lies on its side, its heads below one another in its
// first column and a line of it in every further column; it is not read (MESSY 38).
type Turned struct {
	Spec *Spec
	Addr string // its first head's cell
	Text string
	Rows int
}

// turnedAt recognises such a table at the first of the rows: the words of the
// first column are the heads of one table, all that it requires, and beside them
// stand values; for figures by year the years stand below one another.
func (t *Tables) turnedAt(rows []workbook.Row, f *folds) (Turned, int) {
	var column []path
	years, valued := 0, 0
	col := 0
	for i, r := range rows {
		label, values := workbook.Cell{}, 0
		for _, c := range r.Cells {
			switch {
			case strings.TrimSpace(c.Raw) == "":
			case label.Raw == "":
				label = c
			case !c.Merged:
				values++
			}
		}
		if i == 0 {
			col = label.Col
		}
		year := f.yearOf(label.Raw) != ""
		if label.Col != col || i > 0 && r.Number != rows[i-1].Number+1 || !year && !t.known[f.key(label.Raw)] && !(i == 0 && values >= 2) {
			break
		}
		column = append(column, path{i + 1, label.Addr, []*headText{f.head(label.Raw)}})
		if year {
			years++
		}
		if values >= 2 {
			valued++
		}
	}
	if len(column) < 2 || valued < 2 || valued*3 < len(column)*2 {
		return Turned{}, 0
	}
	var best *Spec
	bestScore := 1
	for _, s := range t.specs {
		found, score := s.match(column, f)
		if s.Marker != "" {
			continue
		}
		if s.needs("year") && years >= 2 && years >= len(column)-1 && valued == len(column) {
			return Turned{s, column[0].addr, column[0].texts[0].raw, len(column)}, len(column)
		}
		whole := len(found.Missing) == 0 || s.ID == "staff" && score >= 3 && len(found.Missing) == 1
		if whole && score > bestScore && score*2 >= len(column) {
			best, bestScore = s, score
		}
	}
	if best == nil {
		return Turned{}, 0
	}
	return Turned{best, column[0].addr, column[0].texts[0].raw, len(column)}, len(column)
}
