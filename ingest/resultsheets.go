package ingest

import (
	"regexp"
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

// readResultLevels reads results told in one column: "Đạt Mức 2", "Mức 1",
// "Không đạt"; "Đạt" alone says a level only where there is one.
func (g *reading) readResultLevels(p *page, t *recognise.Table) {
	if g.book == nil {
		p.tally.Refused += len(t.Rows)
		return
	}
	for _, row := range numberCriteria(t) {
		c := t.Cell(row.Row, "level")
		if row.unclear[0] != "" {
			g.find("TIEU_CHI_KHONG_RO", origin(t.Sheet, row.label), "a", row.unclear[0], "b", row.unclear[1])
			p.count(refused)
			continue
		}
		if row.code == "" {
			p.count(g.resultLine(t, row, levelMarks{}))
			continue
		}
		criterion, ok := g.criterionIn(&row)
		if !ok {
			g.find("MA_TIEU_CHI_LA", origin(t.Sheet, row.label), "tc", row.code)
			p.count(refused)
			continue
		}
		g.sayNumbering(t, row)
		r := form.CriterionResult{Code: row.code, At: origin(t.Sheet, row.label)}
		if !g.unreadable(t.Sheet, c) && strings.TrimSpace(c.Raw) != "" {
			r.At = origin(t.Sheet, c)
			r.Level = g.levelWord(r.At, c.Raw, criterion)
		}
		g.addCriterion(r, row.again)
		p.count(loaded)
	}
}

// sayNumbering says where the order corrected a criterion's code.
func (g *reading) sayNumbering(t *recognise.Table, row criterionRow) {
	at := origin(t.Sheet, row.label)
	switch {
	case row.repeated:
		g.find("TRUNG_TIEU_CHI", at, "tc", row.printed, "n", "2", "dong", strconv.Itoa(row.Row.Row.Number), "tc2", row.code)
	case row.printed != "":
		g.find("TIEU_CHI_1_10", at, "tc", row.code)
	case row.dated:
		g.find("TIEU_CHI_THANH_NGAY", at, "tc", row.code, "ngay", parse.PrintDate(parse.Date(row.label.Raw, true, g.wb.Date1904).From))
	}
}

// levelWord reads a level in words for a criterion, capped at the levels it has;
// nil when the words name none.
func (g *reading) levelWord(at form.Origin, said string, c rulebook.Criterion) *int {
	level, ok := parse.DeclaredLevel(said)
	if !ok {
		level, ok = parse.Level(said)
	}
	if !ok {
		mark := g.marks.Read(said, parse.ResultColumn)
		switch {
		case mark.Kind == parse.MarkFail:
			level, ok = 0, true
		case ticked(mark) && g.book.MaxLevel == 1:
			level, ok = 1, true
		case mark.Kind == parse.MarkBlank:
			return nil
		}
	}
	if !ok {
		g.find("DAU_MO_HO", at, "tc", c.Code)
		return nil
	}
	if limit := c.MaxLevel(); limit > 0 && level > limit {
		g.find("MUC_KHONG_TON_TAI", at, "tc", c.Code, "muc", "Mức "+strconv.Itoa(level), "muc_max", "Mức "+strconv.Itoa(limit))
		level = limit
	}
	return &level
}

// sheetCriterion is the criterion of a table of its own (phụ lục 5a; Biểu 1 of
// TT57/2026, part II): the last "Tiêu chí n.m" above it, else the sheet's name
// "TC1.1", "1-1" (FORMS §3). Several such tables may stand on one sheet.
func (g *reading) sheetCriterion(p *page, t *recognise.Table) string {
	code := ""
	for _, row := range p.sheet.Rows {
		if row.Number > t.HeadRow() {
			break
		}
		for _, c := range row.Cells {
			if k := text.Key(c.Raw); c.Merged || c.Kind != workbook.Text || !strings.HasPrefix(k, "tieu chi") && !strings.HasPrefix(k, "tieu chuan") && !startsWithCode(c.Raw) {
				continue
			}
			if found := g.criterionOf(c); strings.Contains(found, ".") {
				code = found
			}
		}
	}
	if code != "" {
		return code
	}
	name := strings.NewReplacer("-", ".", "_", ".", ",", ".").Replace(p.sheet.Name)
	if code := parse.CriterionCode(name, false, false).Code; strings.Contains(code, ".") {
		return code
	}
	return ""
}

// startsWithCode is "1.1. Phương hướng, chiến lược …": a criterion's title without
// the word; "1.1. Đánh giá tiêu chí Mức 1, 2 và 3" is a section's.
func startsWithCode(s string) bool {
	k := text.Key(s)
	return len(k) > 3 && k[0] >= '1' && k[0] <= '9' && k[1] == ' ' && k[2] >= '1' && k[2] <= '9' && !strings.Contains(k, "danh gia tieu chi") && len([]rune(s)) > 8
}

// ownSheet tells whose a criterion's own sheet is; its result is unknown and stands
// at a head until the sheet says it. Without a criterion the rows are refused.
func (g *reading) ownSheet(p *page, t *recognise.Table, head string) (rulebook.Criterion, form.CriterionResult, bool) {
	h := t.Heads[head]
	result := form.CriterionResult{Code: g.sheetCriterion(p, t), At: form.Origin{Sheet: t.Sheet, Cell: h.Addr, Raw: h.Text}}
	if g.book != nil {
		if criterion, ok := g.book.Criterion(result.Code); ok {
			return criterion, result, true
		}
		g.find("MA_TIEU_CHI_LA", form.Origin{Sheet: t.Sheet, Cell: h.Addr, Raw: t.Sheet}, "tc", result.Code)
	}
	p.tally.Refused += len(t.Rows)
	return rulebook.Criterion{}, result, false
}

// readCriterionSheet reads phiếu đánh giá tiêu chí 5a: a pair of columns a
// level, "*" for the unlettered indicator, "-" for none, and the criterion's own
// "Kết quả: Đạt Mức 1" beneath; without it the level follows from the indicators.
func (g *reading) readCriterionSheet(p *page, t *recognise.Table) {
	criterion, result, ok := g.ownSheet(p, t, "level1")
	if !ok {
		return
	}
	var passed, failed, open [4]int
	said := false
	for _, row := range t.Rows {
		if c, ok := resultCell(row); ok {
			if said = true; c.Raw != "" {
				result.At = origin(t.Sheet, c)
				result.Level = g.levelWord(result.At, c.Raw, criterion)
			}
			p.count(loaded)
			continue
		}
		kind := blank
		for n := 1; n <= 3; n++ {
			col, ok := t.Columns[levelFields[n]]
			if !ok {
				continue
			}
			letter, c := recognise.CellAt(row.Row, col), recognise.CellAt(row.Row, col+1)
			name := strings.TrimSpace(letter.Raw)
			if name == "" || len([]rune(name)) > 12 || strings.Trim(name, "-–—") == "" {
				continue
			}
			if name != "*" && parse.IndicatorLetter(name) == "" {
				continue
			}
			r := form.IndicatorResult{Criterion: criterion.Code, Level: n, Letter: parse.IndicatorLetter(name), At: origin(t.Sheet, c)}
			if !g.unreadable(t.Sheet, c) {
				mark := g.marks.Read(c.Raw, parse.ResultColumn)
				if mark.Code != "" {
					g.find(mark.Code, r.At, "tc", criterion.Code)
				}
				pass := mark.Kind != parse.MarkFail
				if ticked(mark) || mark.Kind == parse.MarkFail {
					r.Pass = &pass
				}
			}
			switch {
			case r.Pass == nil:
				open[n]++
			case *r.Pass:
				passed[n]++
			default:
				failed[n]++
			}
			g.Indicators = append(g.Indicators, r)
			kind = loaded
		}
		if kind == blank && row.Lone != "" {
			kind = heading
		}
		p.count(kind)
	}
	if !said {
		result.Level = levelFromIndicators(passed, failed, open)
	}
	g.addOwnSheet(result)
}

// addOwnSheet takes the result of a criterion's own sheet where the summary says
// nothing; where it says something else the summary stands, and both are said.
func (g *reading) addOwnSheet(r form.CriterionResult) {
	i := slices.IndexFunc(g.Criteria, func(c form.CriterionResult) bool { return c.Code == r.Code })
	switch {
	case i < 0:
		g.Criteria = append(g.Criteria, r)
	case g.Criteria[i].Level == nil && !g.contested[r.Code] && r.Level != nil:
		g.Criteria[i] = r
	case g.Criteria[i].Level != nil && r.Level != nil && *r.Level != *g.Criteria[i].Level:
		g.find("PHIEU_LECH", r.At, "tc", r.Code, "bang", levelName(g.Criteria[i].Level), "phieu", levelName(r.Level))
	}
}

// readCriterionLevels reads a criterion's table of Biểu 1 (TT57/2026), part II: a
// line for each Mức, what is there with the codes of its documents, Đạt or not.
func (g *reading) readCriterionLevels(p *page, t *recognise.Table) {
	criterion, result, ok := g.ownSheet(p, t, "level")
	if !ok {
		return
	}
	var passed, failed, open [4]int
	level := 0
	for _, row := range t.Rows {
		if row.Lone != "" {
			p.count(heading)
			continue
		}
		if n, ok := parse.Level(t.Cell(row, "level").Raw); ok {
			level = n
		}
		c := t.Cell(row, "result")
		kind := heading
		if status := t.Cell(row, "status"); strings.TrimSpace(status.Raw) != "" && !status.Merged {
			for _, e := range citations(status.Raw) {
				g.EvidenceUses = append(g.EvidenceUses, form.EvidenceUse{Criterion: criterion.Code, Code: e, At: origin(t.Sheet, status)})
				kind = loaded
			}
		}
		if level < 1 || level > 3 || strings.TrimSpace(c.Raw) == "" && !c.Uncached || g.unreadable(t.Sheet, c) {
			if level >= 1 && level <= 3 {
				open[level]++
			}
			p.count(kind)
			continue
		}
		mark := g.marks.Read(c.Raw, parse.ResultColumn)
		if mark.Code != "" {
			g.find(mark.Code, origin(t.Sheet, c), "tc", criterion.Code)
		}
		switch {
		case ticked(mark):
			passed[level]++
			result.At = origin(t.Sheet, c)
		case mark.Kind == parse.MarkFail:
			failed[level]++
			if passed[1] == 0 {
				result.At = origin(t.Sheet, c)
			}
		default:
			open[level]++
		}
		p.count(loaded)
	}
	result.Level = levelFromIndicators(passed, failed, open)
	if top := criterion.MaxLevel(); result.Level != nil && top > 0 && *result.Level > top {
		*result.Level = top
	}
	g.addOwnSheet(result)
}

// citations are the codes that a running text cites, each once.
func citations(s string) []string {
	var out []string
	for _, m := range citation.FindAllString(s, -1) {
		codes, _ := parse.EvidenceCodes(m)
		for _, c := range codes {
			if !slices.Contains(out, c.Code) {
				out = append(out, c.Code)
			}
		}
	}
	return out
}

var citation = regexp.MustCompile(`(?i)\b(?:MC|H\d{1,2})\s*[-–.]\s*\d[\d\s.,–-]*\d`)

// resultCell finds "Kết quả: Đạt Mức 2" in a row: in one cell, or the value
// right of the label.
func resultCell(row recognise.Row) (workbook.Cell, bool) {
	for i, c := range row.Row.Cells {
		k := text.Key(c.Raw)
		if c.Merged || !strings.HasPrefix(k, "ket qua") && !strings.HasPrefix(k, "tu danh gia") {
			continue
		}
		if _, after, ok := strings.Cut(c.Raw, ":"); ok && strings.TrimSpace(after) != "" {
			c.Before, c.Raw = stored(c), strings.TrimSpace(after)
			return c, true
		}
		for _, right := range row.Row.Cells[i+1:] {
			if !right.Merged && strings.TrimSpace(right.Raw) != "" {
				return right, true
			}
		}
		c.Raw = ""
		return c, true
	}
	return workbook.Cell{}, false
}

// levelFromIndicators: a level is reached when all its indicators are and the
// ones below are too; an open one below leaves it unknown.
func levelFromIndicators(passed, failed, open [4]int) *int {
	level := 0
	for n := 1; n <= 3; n++ {
		switch {
		case failed[n] > 0:
			return &level
		case open[n] > 0 || passed[n] == 0 && n == 1:
			if level == 0 {
				return nil
			}
			return &level
		case passed[n] == 0:
			return &level
		}
		level = n
	}
	return &level
}

// readCounts holds the counts of TT57/2026 Biểu 1, III b) against the criteria
// read; what they say is the school's own sum, so a difference is a finding and
// the criteria win. Results that are read later than this table would be missed,
// so the table is compared when the workbook is read through.
func (g *reading) readCounts(p *page, t *recognise.Table) {
	p.tally.Heading += len(t.Rows)
	g.counts = append(g.counts, t)
}

func (g *reading) compareCounts() {
	for _, t := range g.counts {
		for _, row := range t.Rows {
			label := t.Cell(row, "standard")
			standard := g.criterionOf(label)
			total := g.tables.IsTotal(label.Raw)
			if standard == "" && !total || row.Lone != "" {
				continue
			}
			var have [4]int64
			known := true
			for _, c := range g.Criteria {
				if !total && !strings.HasPrefix(c.Code, standard+".") {
					continue
				}
				if c.Level == nil || *c.Level > 3 {
					known = false
					continue
				}
				have[*c.Level]++
			}
			for n, field := range levelFields {
				c := t.Cell(row, field)
				if _, ok := t.Columns[field]; !ok || !known || strings.TrimSpace(c.Raw) == "" {
					continue
				}
				if said := g.countCell(t.Sheet, c, label.Raw); said != nil && *said != have[n] {
					g.find("CONG_SAI", origin(t.Sheet, c), "a", strconv.FormatInt(*said, 10), "b", strconv.FormatInt(have[n], 10))
				}
			}
		}
	}
}
