package ingest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/rulebook"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// criterionRow is a row of a results table and the criterion it stands for.
type criterionRow struct {
	recognise.Row
	label    workbook.Cell
	code     string    // "1.10"; empty for a standard's line or other text
	standard string    // "3" on a standard's line
	printed  string    // the code as printed, when order says another one
	repeated bool      // printed a second time: 5.5 twice is 5.5 and 5.6
	again    bool      // stands in this table before: a row too many
	dated    bool      // Excel made a date of the code
	unclear  [2]string // the two codes it may be, when order doesn't tell
}

// numberCriteria reads the codes of a results table in order: what Excel did to
// "1.10", a code printed twice, and "Tiêu chí 5" under its standard are told by
// the order alone (MESSY 42, 54).
func numberCriteria(t *recognise.Table) []criterionRow {
	printed := map[string]int{}
	rows := make([]criterionRow, len(t.Rows))
	codes := make([]parse.Criterion, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = criterionRow{Row: row, label: t.Cell(row, "criterion")}
		codes[i] = parse.CriterionCode(rows[i].label.Raw, rows[i].label.Kind == workbook.Number, rows[i].label.IsDate)
		printed[codes[i].Code]++
	}
	heading := parse.CriterionCode(t.Heading, false, false).Code
	lastStandard, _, _ := strings.Cut(heading, ".")
	lastNumber := 0
	seen := map[string]bool{}
	for i := range rows {
		c, code := &rows[i], codes[i]
		if s := standardOf(t, c.Row); s != "" && s != lastStandard {
			lastStandard, lastNumber = s, 0
		}
		if row := c.Row; row.Lone != "" && strings.Contains(text.Key(row.Lone), "danh gia tieu chi") {
			continue // "1.2. Đánh giá tiêu chí Mức 4" is the next section's title
		}
		local := code.Local
		if _, ok := t.Columns["standard"]; ok && local == "" && code.Code == "" || ok && len(code.Code) == 1 {
			local = shortNumber(c.label)
		}
		if local != "" && lastStandard != "" {
			code = parse.Criterion{Code: lastStandard + "." + local}
		}
		if c.label.IsDate {
			code.Code = c.dateInOrder(code.Code, lastStandard, lastNumber)
			if c.unclear[0] != "" {
				continue
			}
		}
		if code.Code == "" || !strings.Contains(code.Code, ".") {
			c.standard = code.Code
			if c.standard != "" && c.standard != lastStandard {
				lastStandard, lastNumber = c.standard, 0
			}
			continue
		}
		standard, number, _ := strings.Cut(code.Code, ".")
		n, _ := strconv.Atoi(number)
		at := func(n int) string { return standard + "." + strconv.Itoa(n) }
		if standard == lastStandard && n <= lastNumber {
			switch {
			case n == 1 && lastNumber == 9 && printed[at(10)] == 0:
				c.printed, n = code.Code, 10
			case n == lastNumber && printed[at(n+1)] == 0 && local == "":
				c.printed, c.repeated, n = code.Code, true, lastNumber+1
			case n == 1 && code.Ambiguous && seen[at(1)] && printed[at(10)] == 0:
				c.unclear = [2]string{at(1), at(10)}
				continue
			}
		}
		c.code = at(n)
		c.again = seen[c.code]
		seen[c.code] = true
		lastStandard, lastNumber = standard, n
	}
	return rows
}

// standardOf is the standard that a column of its own names, "Tiêu chuẩn 1"
// merged down beside its criteria.
func standardOf(t *recognise.Table, row recognise.Row) string {
	c := t.Cell(row, "standard")
	if c.Raw == "" {
		return ""
	}
	if n := shortNumber(c); n != "" {
		return n
	}
	s, _, _ := strings.Cut(parse.CriterionCode(c.Raw, c.Kind == workbook.Number, c.IsDate).Code, ".")
	return s
}

// shortNumber is a cell that holds a small number and no more.
func shortNumber(c workbook.Cell) string {
	s := strings.TrimSuffix(strings.TrimSpace(c.Raw), ".")
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 40 && !c.IsDate {
		return strconv.Itoa(n)
	}
	return ""
}

// dateInOrder tells which criterion Excel made a date of: "1.2" is the first of
// February or the second of January, by the language of the Excel. The one that
// comes next in the table is meant; when neither does, it is not guessed.
func (c *criterionRow) dateInOrder(dayMonth, standard string, number int) string {
	d := parse.Date(c.label.Raw, true, false)
	if d.From == "" {
		return ""
	}
	month, _ := strconv.Atoi(string(d.From[5:7]))
	day, _ := strconv.Atoi(string(d.From[8:]))
	c.dated = true
	fits := func(s, n int) bool {
		last, _ := strconv.Atoi(standard)
		return s == last && n == number+1 || s == last+1 && n == 1
	}
	a, b := strconv.Itoa(day)+"."+strconv.Itoa(month), strconv.Itoa(month)+"."+strconv.Itoa(day)
	switch {
	case fits(month, day): // both fit behind 1.1 only, and no standard has but one criterion
		return b
	case fits(day, month):
		return a
	case day == month || dayMonth != "" && (month > 9 || day > 12):
		return dayMonth
	}
	if day > 9 { // no standard has such a number
		return b
	}
	c.unclear = [2]string{a, b}
	return ""
}

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

// readIndicators reads the table of indicators, a row each (phiếu đánh giá
// tiêu chí; kdcl's form).
func (g *reading) readIndicators(p *page, t *recognise.Table) {
	criterion, level := "", 1
	order := inOrder{g: g, t: t}
	for _, row := range t.Rows {
		label := t.Cell(row, "criterion")
		if c := order.next(row, "criterion"); strings.Contains(c, ".") {
			criterion = c
		}
		if row.Lone != "" {
			criterion = order.heading(row.Lone, criterion)
			p.count(heading)
			continue
		}
		if n, ok := parse.Level(t.Cell(row, "level").Raw); ok {
			level = n
		}
		letter := parse.IndicatorLetter(t.Cell(row, "indicator").Raw)
		result := t.Cell(row, "result")
		if strings.TrimSpace(result.Raw) == "" && !result.Uncached || g.book == nil {
			p.count(blank)
			continue
		}
		if _, ok := g.book.Criterion(criterion); !ok {
			g.find("MA_TIEU_CHI_LA", origin(t.Sheet, label), "tc", criterion)
			p.count(refused)
			continue
		}
		r := form.IndicatorResult{Criterion: criterion, Level: level, Letter: letter, At: origin(t.Sheet, result)}
		if !g.unreadable(t.Sheet, result) {
			mark := g.marks.Read(result.Raw, parse.ResultColumn)
			if mark.Code != "" {
				g.find(mark.Code, r.At, "tc", criterion)
			}
			switch mark.Kind {
			case parse.MarkPass, parse.MarkTick:
				pass := true
				r.Pass = &pass
			case parse.MarkFail:
				r.Pass = new(bool)
			}
		}
		g.Indicators = append(g.Indicators, r)
		p.count(loaded)
	}
}

// readLevel4 reads the items of Điều 22 (Mức 4 of the 2018 circulars).
func (g *reading) readLevel4(p *page, t *recognise.Table) {
	for _, row := range t.Rows {
		label := t.Cell(row, "item")
		item, ok := parse.ItemNumber(label.Raw)
		if row.Lone != "" && !strings.HasPrefix(text.Key(row.Lone), "khoan") || !ok {
			for _, c := range row.Row.Cells {
				if !c.Merged && parse.LooksDeclared(c.Raw) {
					g.readDeclared(c.Raw, origin(t.Sheet, c))
				}
			}
			p.count(heading)
			continue
		}
		level, at := g.passOrFail(t.Sheet, t.Cell(row, "pass"), t.Cell(row, "fail"), "Khoản "+strconv.Itoa(item)+" Điều 22", origin(t.Sheet, label))
		r := form.Level4Result{Item: item, At: at}
		if level != nil {
			pass := *level == 1
			r.Pass = &pass
		}
		g.Level4 = append(g.Level4, r)
		p.count(loaded)
	}
}
