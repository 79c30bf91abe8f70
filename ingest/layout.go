package ingest

import (
	"fmt"
	"slices"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// contents says what the values of a column look like, for the columns whose
// head a school wrote over or never had (MESSY 35): table/field.
func (g *reading) contents() map[string]func(workbook.Cell) bool {
	evidence := func(c workbook.Cell) bool {
		codes, bad := parse.EvidenceCodes(c.Raw)
		return len(codes) > 0 && len(bad) == 0
	}
	criterion := func(c workbook.Cell) bool { return g.criterionOf(c) != "" && !c.IsDate }
	group := func(c workbook.Cell) bool {
		return c.Kind == workbook.Text && (g.tables.IsTotal(c.Raw) || staffGroups[text.Key(g.roles.Canonical(c.Raw))])
	}
	return map[string]func(workbook.Cell) bool{
		"evidence/code": evidence, "staff/group": group,
		"results/criterion": criterion, "results-binary/criterion": criterion,
	}
}

// staffGroups are the rows of table 3a, folded (FORMS §5.2, TT57/2026 Biểu 1).
var staffGroups = map[string]bool{
	"hieu truong": true, "pho hieu truong": true, "giao vien": true, "nhan vien": true,
	"tong phu trach doi": true, "nhan su ho tro giao duc": true, "can bo quan ly": true,
}

// readable says what is odd about a table's heads, and refuses the table that
// lacks a required column: the others are still read (MESSY 33, 35, 70).
func (g *reading) readable(p *page, t *recognise.Table) bool {
	if len(t.Missing) > 0 {
		if g.yearsDown(t) {
			g.find("BANG_XOAY", form.Origin{Sheet: t.Sheet}, "bang", g.tables.Spec("facts").Title)
			p.tally.Refused += len(t.Rows)
			return false
		}
		var heads []string
		for _, field := range t.Missing {
			heads = append(heads, t.Spec.Head(field))
		}
		g.find("THIEU_COT", form.Origin{Sheet: t.Sheet}, "bang", t.Spec.Title, "ds", strings.Join(heads, "; "))
		p.tally.Refused += len(t.Rows)
		return false
	}
	for _, field := range t.Slips {
		if h := t.Heads[field]; field != t.Inferred {
			g.find("NGHI_LOI_CHINH_TA", form.Origin{Sheet: t.Sheet, Cell: h.Addr, Raw: h.Text}, "goi_y", t.Spec.Near(field, h.Text))
		}
	}
	if t.Inferred != "" {
		h := t.Heads[t.Inferred]
		g.find("TIEU_DE_BI_GHI_DE", form.Origin{Sheet: t.Sheet, Cell: h.Addr, Raw: h.Text}, "cot", t.Spec.Head(t.Inferred))
	}
	return true
}

// yearsDown reports whether the lines of a table without its heads are school
// years: figures by year that lie on their side (MESSY 38).
func (g *reading) yearsDown(t *recognise.Table) bool {
	years := 0
	for _, row := range t.Rows {
		for _, c := range row.Row.Cells {
			if strings.TrimSpace(c.Raw) == "" {
				continue
			}
			if _, ok := parse.SchoolYear(c.Raw); ok {
				years++
			}
			break
		}
	}
	return years >= 2 && years*2 > len(t.Rows)
}

// oneSheetAForm looks for two sheets that hold the same form: a copy is set
// aside, a different one refused with both named, because nobody can tell which
// is meant (MESSY 34). The same form is the same lines: half of them or more.
func (g *reading) oneSheetAForm() {
	type candidate struct {
		page  *page
		table *recognise.Table
		lines map[string]string // what a line is about -> all it says
	}
	seen := map[string][]candidate{}
	for i := range g.pages {
		p := &g.pages[i]
		p.Tables = slices.DeleteFunc(p.Tables, func(t *recognise.Table) bool {
			c := candidate{p, t, lines(t)}
			if len(c.lines) == 0 || len(t.Missing) > 0 || ownSheet(t) {
				return false
			}
			for n, other := range seen[t.Spec.ID] {
				if other.page == p || other.table == nil {
					continue
				}
				both, equal := 0, 0
				for about, says := range c.lines {
					if o, ok := other.lines[about]; ok {
						both++
						if o == says {
							equal++
						}
					}
				}
				switch smaller := min(len(c.lines), len(other.lines)); {
				case both*2 < smaller || both == 0:
				case equal == both && len(c.lines) == both: // a copy, or a part of the other
					p.tally.Heading += len(t.Rows)
					return true
				case equal == both && len(other.lines) == both: // the other is a part of this one
					other.page.tally.Heading += len(other.table.Rows)
					other.page.Tables = slices.DeleteFunc(other.page.Tables, func(o *recognise.Table) bool { return o == other.table })
					seen[t.Spec.ID][n].table = nil
				default:
					g.find("HAI_TRANG_CUNG_BIEU", form.Origin{Sheet: t.Sheet}, "a", other.table.Sheet, "b", t.Sheet, "bang", t.Spec.Title)
					p.tally.Refused += len(t.Rows)
					return true
				}
			}
			seen[t.Spec.ID] = append(seen[t.Spec.ID], c)
			return false
		})
	}
}

// about is the field that says what a line is about, where one does; elsewhere
// the line itself is.
var about = map[string]string{
	"results": "criterion", "results-binary": "criterion", "results-level": "criterion",
	"level4": "item", "staff": "group", "facts": "label", "counts": "standard",
}

// lines gives the lines that hold more than their label.
func lines(t *recognise.Table) map[string]string {
	out := map[string]string{}
	var fields []string
	for field := range t.Columns {
		if !slices.Contains([]string{"number", "note", "title", "gloss", "standard", "signature"}, field) {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	var columns []int
	for _, field := range fields {
		columns = append(columns, t.Columns[field])
	}
	for _, y := range t.Years {
		columns = append(columns, y.Col)
	}
	for n, row := range t.Rows {
		label := t.Cell(row, about[t.Spec.ID])
		says, values := "", 0
		for _, col := range columns {
			if s := strings.TrimSpace(recognise.CellAt(row.Row, col).Raw); col != label.Col {
				says += s + "\x00"
				if s != "" {
					values++
				}
			}
		}
		key := says
		if about[t.Spec.ID] != "" {
			key = text.Key(label.Raw)
			if t.Spec.ID == "facts" {
				key = factTable(t) + "\x00" + key
			}
			if _, twice := out[key]; twice {
				key = fmt.Sprint(key, n)
			}
		}
		if values > 0 && row.Lone == "" {
			out[key] = says
		}
	}
	return out
}
