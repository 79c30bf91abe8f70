package recognise

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// field tells which field a folded head names: a spelling of the dictionary, or
// one a slip or two away from the spellings of a single field (MESSY 24).
// Digits are never slips, and short words have too many neighbours.
func (s *Spec) field(key string, known map[string]bool) (match, bool) {
	if m, ok := s.heads[key]; ok {
		return m, true
	}
	length := utf8.RuneCountInString(key)
	if length < 6 || known[key] {
		return match{}, false
	}
	slips := 1
	if length >= 9 {
		slips = 2
	}
	best, found, figures := match{}, false, digits(key)
	for spelling, m := range s.heads {
		if len(spelling) < 6 || len(spelling)-len(key) > slips || len(key)-len(spelling) > slips || digits(spelling) != figures || text.Distance(spelling, key) > slips {
			continue
		}
		if found && m.field != best.field {
			return match{}, false
		}
		if !found || m.rank < best.rank {
			best, found = m, true
		}
	}
	return best, found
}

func digits(s string) string {
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
	t.Unknown = slices.DeleteFunc(t.Unknown, func(h Head) bool { return h.Col == column })
	t.Inferred, t.Missing = field, nil
}

// incomplete recognises a head that lacks a required column: three of a table's
// heads or more, and half of what it requires (MESSY 33).
func (t *Tables) incomplete(rows []workbook.Row, f *folds) (*Table, int) {
	if !t.mayBeHead(rows[:1], f) {
		return nil, 0
	}
	columns := columnPaths(rows[:1])
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
