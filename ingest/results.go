package ingest

import (
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/rulebook"
	"kdcl/ingest/workbook"
)

// addCriterion keeps one result for each criterion. The same one again adds
// nothing; another result makes the criterion unknown, and is said (MESSY 54).
func (g *reading) addCriterion(r form.CriterionResult, sameTable bool) {
	i := slices.IndexFunc(g.Criteria, func(c form.CriterionResult) bool { return c.Code == r.Code })
	if i < 0 {
		g.Criteria = append(g.Criteria, r)
		return
	}
	have := &g.Criteria[i]
	differs := (have.Level == nil) != (r.Level == nil) || r.Level != nil && *have.Level != *r.Level
	conflict := differs && have.Level != nil && r.Level != nil || g.contested[r.Code]
	if sameTable || conflict {
		understood := "tính một lần"
		if conflict {
			understood = "khác nhau nên tính là chưa đánh giá"
		}
		g.find("TIEU_CHI_LAP", r.At, "tc", r.Code, "a", levelName(have.Level), "b", levelName(r.Level), "noi", have.At.Ref(), "hieu", understood)
	}
	switch {
	case conflict:
		have.Level, g.contested[r.Code] = nil, true
	case have.Level == nil && r.Level != nil:
		*have = r
	}
}

func levelName(level *int) string {
	switch {
	case level == nil:
		return "chưa đánh giá"
	case *level == 0:
		return "Không đạt"
	}
	return "Mức " + strconv.Itoa(*level)
}

// levelMarks are the marks of one row: fail is the column "Không đạt", level[n]
// the column "Mức n".
type levelMarks struct {
	fail  parse.Mark
	level [4]parse.Mark
	cell  [4]workbook.Cell
	any   bool
}

var levelFields = [4]string{"fail", "level1", "level2", "level3"}

// readResults reads the official summary: one row a criterion, a mark in the
// column of every level attained, or only of the highest (FORMS §5.1). The
// decision table of FORMS §5.1 is conclude's.
func (g *reading) readResults(p *page, t *recognise.Table) {
	if g.book == nil {
		p.tally.Refused += len(t.Rows)
		return
	}
	rows := numberCriteria(t)
	marks := make([]levelMarks, len(rows))
	for i, row := range rows {
		marks[i] = g.rowMarks(p, t, row)
	}
	highestOnly := marksHighestOnly(rows, marks) || g.book.Evaluation == rulebook.Quota && !marksEvery(marks)
	if t.Spec.ID == "results" && t.Columns["level2"] != 0 {
		style := "mọi mức đã đạt"
		if highestOnly {
			style = "chỉ mức cao nhất"
		}
		g.find("CACH_DANH_DAU", form.Origin{Sheet: t.Sheet, Cell: t.Heads["level1"].Addr}, "cach", style)
	}
	last := ""
	for i, row := range rows {
		at := origin(t.Sheet, row.label)
		if row.unclear[0] != "" {
			g.find("TIEU_CHI_KHONG_RO", at, "a", row.unclear[0], "b", row.unclear[1])
			p.count(refused)
			continue
		}
		if row.code == "" {
			if row.standard != "" {
				last = ""
			}
			if g.readSubIndicator(t, row, last) {
				p.count(loaded)
			} else {
				p.count(g.resultLine(t, row, marks[i]))
			}
			continue
		}
		last = row.code
		criterion, ok := g.criterionIn(&row)
		if !ok {
			g.find("MA_TIEU_CHI_LA", at, "tc", row.code)
			p.count(refused)
			continue
		}
		g.sayNumbering(t, row)
		result := form.CriterionResult{Code: row.code, At: at}
		if t.Spec.ID == "results-binary" {
			g.decideBinary(t, row, &result)
		} else {
			g.decideLevel(t, criterion, marks[i], highestOnly, &result)
		}
		g.addCriterion(result, row.again)
		p.count(loaded)
	}
}

// criterionIn finds a row's criterion in the rulebook. One printed twice is the
// next only where there is a next: the last of a standard is a row too many.
func (g *reading) criterionIn(row *criterionRow) (rulebook.Criterion, bool) {
	c, ok := g.book.Criterion(row.code)
	if !ok && row.repeated {
		if c, ok = g.book.Criterion(row.printed); ok {
			row.code, row.printed, row.repeated, row.again = row.printed, "", false, true
		}
	}
	return c, ok
}

// readSubIndicator reads the lines a, b, c below a criterion of the binary
// rulebooks: the indicators (chỉ số) of TT42/2012.
func (g *reading) readSubIndicator(t *recognise.Table, row criterionRow, criterion string) bool {
	label := strings.TrimSpace(row.label.Raw)
	if t.Spec.ID != "results-binary" || criterion == "" || parse.IndicatorLetter(label) == "" || len([]rune(label)) > 15 {
		return false
	}
	r := form.IndicatorResult{Criterion: criterion, Level: 1, Letter: parse.IndicatorLetter(label)}
	what := "Tiêu chí " + criterion + ", chỉ số " + r.Letter
	level, at := g.passOrFail(t.Sheet, t.Cell(row.Row, "pass"), t.Cell(row.Row, "fail"), what, origin(t.Sheet, row.label))
	if r.At = at; level != nil {
		pass := *level == 1
		r.Pass = &pass
	}
	g.Indicators = append(g.Indicators, r)
	return true
}

// resultLine deals with a line that is no criterion: a standard, the school's
// own conclusion, other text.
func (g *reading) resultLine(t *recognise.Table, row criterionRow, m levelMarks) rowKind {
	if row.standard != "" {
		if n, err := strconv.Atoi(row.standard); err == nil && n > len(g.book.Standards) {
			g.find("TIEU_CHUAN_LA", origin(t.Sheet, row.label), "n", strconv.Itoa(len(g.book.Standards)))
		}
		return heading
	}
	for _, c := range row.Row.Row.Cells {
		raw := c.Raw
		if _, after, ok := strings.Cut(raw, ":"); ok && strings.TrimSpace(after) != "" && !c.Merged {
			g.readDeclared(raw, origin(t.Sheet, c))
		}
		if g.tables.InfoField(raw) != "declared" {
			continue
		}
		for _, right := range row.Row.Row.Cells {
			if right.Col > c.Col && right.Raw != "" && right.Raw != raw {
				g.readDeclared(right.Raw, origin(t.Sheet, right))
				return loaded
			}
		}
	}
	if g.tables.IsTotal(row.label.Raw) || percentRow(row.label.Raw) {
		g.totals = append(g.totals, totalRow{t, row.Row})
		return heading
	}
	if m.any && row.Lone == "" {
		g.find("MA_TIEU_CHI_LA", origin(t.Sheet, row.label), "tc", row.label.Raw)
		return refused
	}
	if len(row.Row.Row.Cells) == 0 {
		return blank
	}
	return heading
}

func (g *reading) rowMarks(p *page, t *recognise.Table, row criterionRow) levelMarks {
	var m levelMarks
	first := t.Columns["level1"]
	if n, ok := t.Columns["fail"]; ok {
		first = min(first, n)
	}
	for n, field := range levelFields {
		c := t.Cell(row.Row, field)
		if _, ok := t.Columns[field]; !ok {
			continue
		}
		m.cell[n] = c
		if g.unreadableQuietly(c) {
			continue
		}
		merged := c.Merged && p.mergeOf(c)
		if merged && p.merge.Col1 < first {
			continue // the line of a standard, merged across
		}
		column := parse.LevelColumn
		if n == 0 {
			column = parse.FailColumn
		}
		mark := g.marks.Read(c.Raw, column)
		if n > 0 && mark.Level > 0 && mark.Level < n {
			// "Đạt Mức 1" under Mức 2 does not say that Mức 2 is attained.
			mark = parse.Mark{Kind: parse.MarkUnknown, Code: "DAU_MO_HO"}
		}
		if merged && p.merge.Col1 < c.Col && ticked(mark) && mark.Code == "" {
			mark.Code = "DAU_DUOC_HIEU" // one mark over several levels
		}
		m.level[n] = mark
		if mark.Kind != parse.MarkBlank {
			m.any = true
		}
	}
	m.fail = m.level[0]
	return m
}

func ticked(m parse.Mark) bool { return m.Kind == parse.MarkTick || m.Kind == parse.MarkPass }

// marksHighestOnly: of the rows that reach Mức 2 or more, most leave the levels
// below blank. Read per table (FORMS §7 item 4 of RULEBOOKS).
func marksHighestOnly(rows []criterionRow, marks []levelMarks) bool {
	only, every := 0, 0
	for i, m := range marks {
		if rows[i].code == "" {
			continue
		}
		for n := 3; n >= 2; n-- {
			if !ticked(m.level[n]) {
				continue
			}
			if m.level[n-1].Kind == parse.MarkBlank && m.level[1].Kind == parse.MarkBlank {
				only++
			} else if ticked(m.level[n-1]) {
				every++
			}
			break
		}
	}
	return only > every
}

func marksEvery(marks []levelMarks) bool {
	for _, m := range marks {
		if ticked(m.level[1]) && ticked(m.level[2]) {
			return true
		}
	}
	return false
}

// decideLevel is the decision table of FORMS §5.1 for one criterion.
func (g *reading) decideLevel(t *recognise.Table, c rulebook.Criterion, m levelMarks, highestOnly bool, out *form.CriterionResult) {
	at := func(n int) form.Origin { return origin(t.Sheet, m.cell[n]) }
	for n := range m.level {
		if code := m.level[n].Code; code != "" {
			g.find(code, at(n), "tc", out.Code)
		}
		if g.unreadable(t.Sheet, m.cell[n]) {
			return
		}
	}
	top := 0
	for n := 1; n <= 3; n++ {
		if ticked(m.level[n]) {
			top = n
		}
	}
	switch {
	case ticked(m.fail) && top > 0:
		g.find("DANH_DAU_MAU_THUAN", at(top), "tc", out.Code, "muc", "Mức "+strconv.Itoa(top))
		out.At = at(top)
		return
	case ticked(m.fail) || m.fail.Kind == parse.MarkFail:
		out.Level, out.At = new(int), at(0)
		return
	case top == 0 && m.level[1].Kind == parse.MarkFail:
		out.Level, out.At = new(int), at(1)
		return
	case top == 0:
		return // nothing marked as attained: chưa đánh giá, never Không đạt
	}
	level, cell := top, top
	if limit := c.MaxLevel(); limit > 0 && level > limit {
		g.find("MUC_KHONG_TON_TAI", at(top), "tc", out.Code, "muc", "Mức "+strconv.Itoa(top), "muc_max", "Mức "+strconv.Itoa(limit))
		for level = limit; level > 1 && !ticked(m.level[level]) && !highestOnly; level-- {
		}
		cell = level
		if !ticked(m.level[cell]) {
			cell = top
		}
	}
	// A gap below the highest mark is never given the higher level in silence.
	contiguous := level
	for n := 1; n < level; n++ {
		gap := m.level[n].Kind == parse.MarkFail || m.level[n].Kind == parse.MarkUnknown || m.level[n].Kind == parse.MarkBlank && !highestOnly
		if gap && c.HasLevel(n) {
			contiguous = n - 1
			break
		}
	}
	if contiguous < level {
		g.find("MUC_KHONG_LIEN_TUC", at(top), "tc", out.Code, "muc", "Mức "+strconv.Itoa(top))
		if contiguous == 0 && m.level[1].Kind != parse.MarkFail {
			out.At = at(top)
			return // Mức 1 was left blank: unknown
		}
		level, cell = contiguous, max(contiguous, 1)
	}
	out.Level, out.At = &level, at(cell)
}

// decideBinary reads Đạt | Không đạt of the 2012 and 2014 rulebooks: Đạt is 1.
func (g *reading) decideBinary(t *recognise.Table, row criterionRow, out *form.CriterionResult) {
	pass, fail := t.Cell(row.Row, "pass"), t.Cell(row.Row, "fail")
	if g.unreadable(t.Sheet, pass) || g.unreadable(t.Sheet, fail) {
		return
	}
	out.Level, out.At = g.passOrFail(t.Sheet, pass, fail, "Tiêu chí "+out.Code, out.At)
}

// passOrFail reads a pair of columns Đạt | Không đạt: 1, 0 or unknown.
func (g *reading) passOrFail(sheet string, pass, fail workbook.Cell, what string, at form.Origin) (*int, form.Origin) {
	p, f := g.marks.Read(pass.Raw, parse.LevelColumn), g.marks.Read(fail.Raw, parse.FailColumn)
	for _, m := range []struct {
		mark parse.Mark
		cell workbook.Cell
	}{{p, pass}, {f, fail}} {
		if m.mark.Code != "" {
			g.find(m.mark.Code, origin(sheet, m.cell), "tc", what)
		}
	}
	failed := ticked(f) || f.Kind == parse.MarkFail
	switch {
	case ticked(p) && failed:
		g.find("DANH_DAU_MAU_THUAN", origin(sheet, pass), "tc", what, "muc", "Đạt")
		return nil, origin(sheet, pass)
	case ticked(p):
		one := 1
		return &one, origin(sheet, pass)
	case failed:
		return new(int), origin(sheet, fail)
	case p.Kind == parse.MarkFail:
		return new(int), origin(sheet, pass)
	}
	return nil, at
}
