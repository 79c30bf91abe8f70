package ingest

import (
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
		if row.code == "" {
			p.count(g.resultLine(t, row, levelMarks{}))
			continue
		}
		criterion, ok := g.book.Criterion(row.code)
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
		g.Criteria = append(g.Criteria, r)
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

// sheetCriterion is the criterion of a sheet of its own (phụ lục 5a): named in
// the body first, else by the sheet's name "TC1.1", "1-1" (FORMS §3).
func (g *reading) sheetCriterion(p *page) string {
	for _, row := range p.Outside {
		for _, c := range row.Cells {
			if c.Merged || !strings.HasPrefix(text.Key(c.Raw), "tieu chi") {
				continue
			}
			if code := g.criterionOf(c); strings.Contains(code, ".") {
				return code
			}
		}
	}
	name := strings.NewReplacer("-", ".", "_", ".", ",", ".").Replace(p.sheet.Name)
	if code := parse.CriterionCode(name, false, false).Code; strings.Contains(code, ".") {
		return code
	}
	return ""
}

// readCriterionSheet reads phiếu đánh giá tiêu chí 5a: a pair of columns a
// level, "*" for the unlettered indicator, "-" for none, and the criterion's own
// "Kết quả: Đạt Mức 1" beneath; without it the level follows from the indicators.
func (g *reading) readCriterionSheet(p *page, t *recognise.Table) {
	code := g.sheetCriterion(p)
	if g.book == nil {
		p.tally.Refused += len(t.Rows)
		return
	}
	criterion, ok := g.book.Criterion(code)
	if !ok {
		g.find("MA_TIEU_CHI_LA", form.Origin{Sheet: t.Sheet, Cell: t.Heads["level1"].Addr, Raw: t.Sheet}, "tc", code)
		p.tally.Refused += len(t.Rows)
		return
	}
	result := form.CriterionResult{Code: code, At: form.Origin{Sheet: t.Sheet, Cell: t.Heads["level1"].Addr, Raw: t.Heads["level1"].Text}}
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
			r := form.IndicatorResult{Criterion: code, Level: n, Letter: parse.IndicatorLetter(name), At: origin(t.Sheet, c)}
			if !g.unreadable(t.Sheet, c) {
				mark := g.marks.Read(c.Raw, parse.ResultColumn)
				if mark.Code != "" {
					g.find(mark.Code, r.At, "tc", code)
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
	if !slices.ContainsFunc(g.Criteria, func(c form.CriterionResult) bool { return c.Code == code }) {
		g.Criteria = append(g.Criteria, result)
	}
}

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
