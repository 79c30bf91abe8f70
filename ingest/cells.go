package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// unreadable says that a cell holds an error or a formula without a result;
// such a cell is unknown, never guessed (MESSY 50).
func (g *reading) unreadable(sheet string, c workbook.Cell) bool {
	if !g.unreadableQuietly(c) {
		return false
	}
	if !c.Merged {
		says := c.Raw // "#REF!"
		if says == "" {
			says = "chưa tính"
		}
		g.find("CONG_THUC_CHUA_TINH", origin(sheet, c), "raw", says)
	}
	return true
}

func (g *reading) unreadableQuietly(c workbook.Cell) bool {
	return c.Uncached || c.Kind == workbook.Error
}

// countCell reads a count; what can't be read is unknown plus a finding. what
// names the figure, "Giáo viên", for its wording.
func (g *reading) countCell(sheet string, c workbook.Cell, what string) *int64 {
	if g.unreadable(sheet, c) {
		return nil
	}
	n := parse.Count(c.Raw, c.Kind == workbook.Number)
	g.say(n.Code, sheet, c, n.Understood, what)
	return n.Value
}

// numberCell reads a count or, for a rate, a decimal.
func (g *reading) numberCell(sheet string, c workbook.Cell, rate bool, what string) *float64 {
	if !rate {
		n := g.countCell(sheet, c, what)
		if n == nil {
			return nil
		}
		v := float64(*n)
		return &v
	}
	if g.unreadable(sheet, c) {
		return nil
	}
	r := parse.Ratio(c.Raw, c.Kind == workbook.Number)
	if r.Code != "" {
		g.find(r.Code, origin(sheet, c), "hieu", r.Understood, "a", r.Understood, "b", r.Other, "chi_tieu", what)
	}
	return r.Value
}

// say notes a parser's finding about a cell.
func (g *reading) say(code, sheet string, c workbook.Cell, understood, what string) {
	if code != "" {
		g.find(code, origin(sheet, c), "hieu", understood, "chi_tieu", what)
	}
}

// time reads a period; month is the month column's, for "Tuần 3" of a month.
func (g *reading) time(t *recognise.Table, row recognise.Row, field string, month int) parse.Period {
	c := t.Cell(row, field)
	if c.Addr == "" || c.Raw == "" || g.unreadable(t.Sheet, c) {
		return parse.Period{}
	}
	raw, number := c.Raw, c.Kind == workbook.Number
	if strings.HasPrefix(text.Key(t.Heads[field].Text), "tuan") && !c.IsDate && strings.Trim(raw, "0123456789 ,-–") == "" {
		raw, number = "Tuần "+raw, false // the head says what the number is
	}
	period := parse.Time(raw, parse.TimeContext{
		Number: number, IsDate: c.IsDate, Date1904: g.wb.Date1904,
		SchoolYear: g.SchoolYear, Month: month, Weeks: g.office.Weeks[g.SchoolYear],
	})
	if period.Code != "" && !c.Merged {
		g.find(period.Code, origin(t.Sheet, c), "hieu", understoodPeriod(period), "nam_hoc", g.SchoolYear)
	}
	return period
}

func understoodPeriod(p parse.Period) string {
	switch {
	case p.From == "" && p.To == "":
		return ""
	case p.From == p.To || p.From == "":
		return parse.PrintDate(p.To)
	}
	return parse.PrintDate(p.From) + " - " + parse.PrintDate(p.To)
}

// money reads an amount in đồng and the source that stands with it; an amount
// not stated is unknown and said, so that nobody adds it up (MESSY 43).
func (g *reading) money(t *recognise.Table, row recognise.Row, field, unit, item string) (*int64, string) {
	c := t.Cell(row, field)
	if g.unreadable(t.Sheet, c) {
		return nil, ""
	}
	m := parse.ParseMoney(c.Raw, unit, c.Kind == workbook.Number)
	if m.Code != "" {
		g.find(m.Code, origin(t.Sheet, c), "ct", item, "hieu", m.Understood)
	}
	return m.AmountVND, m.Source
}

// criterionOf reads the criterion a cell names: "3.2" from "Tiêu chí 3.2. Khối
// phòng …", "3" from a standard's line.
func (g *reading) criterionOf(c workbook.Cell) string {
	if c.Raw == "" {
		return ""
	}
	return parse.CriterionCode(c.Raw, c.Kind == workbook.Number, c.IsDate).Code
}

func (g *reading) criterionOfText(s, otherwise string) string {
	if c := parse.CriterionCode(s, false, false).Code; c != "" {
		return c
	}
	return otherwise
}

// markFields are the columns of marks, by table.
var markFields = map[string][]string{
	"results": levelFields[:], "results-binary": {"pass", "fail"}, "level4": {"pass", "fail"},
}

// sayColours looks for rows that are marked by colour alone: one cell of them is
// coloured, the others are not, and none says anything. Colour is not read, so
// such a row stays unknown (MESSY 51). A row coloured whole is only a pattern.
func (g *reading) sayColours(t *recognise.Table) {
	n, at := 0, form.Origin{}
	for _, row := range t.Rows {
		label := t.Cell(row, "criterion")
		item := t.Spec.ID == "level4"
		if item {
			label = t.Cell(row, "item")
		}
		if _, ok := parse.ItemNumber(label.Raw); item && !ok || !item && !strings.Contains(g.criterionOf(label), ".") {
			continue
		}
		filled, cells, said := 0, 0, false
		var first workbook.Cell
		for _, field := range markFields[t.Spec.ID] {
			if _, ok := t.Columns[field]; !ok {
				continue
			}
			c := t.Cell(row, field)
			cells++
			said = said || strings.TrimSpace(c.Raw) != "" || c.Uncached
			if c.Filled {
				if filled++; filled == 1 {
					first = c
				}
			}
		}
		if !said && filled > 0 && filled < cells {
			if n++; n == 1 {
				at = origin(t.Sheet, first)
			}
		}
	}
	if n > 0 {
		g.find("DANH_DAU_BANG_MAU", at, "n", strconv.Itoa(n))
	}
}
