package ingest

import (
	"slices"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// setPersonalAside says which columns of a table hold personal data that nobody
// needs (MESSY 59). No table knows such a column, so its values are not stored;
// what was repaired in it is not kept either.
func (g *reading) setPersonalAside(sh workbook.Sheet, t *recognise.Table) {
	heads := map[int]bool{} // the rows that the table's heads stand in
	for _, h := range t.Heads {
		if row, _, ok := workbook.Split(h.Addr); ok {
			heads[row] = true
		}
	}
	var named []string
	first := form.Origin{}
	columns := map[int]bool{}
	for _, row := range sh.Rows {
		if !heads[row.Number] {
			continue
		}
		for _, c := range row.Cells {
			filled := func(r recognise.Row) bool { return strings.TrimSpace(recognise.CellAt(r.Row, c.Col).Raw) != "" }
			if c.Merged || !g.personal.Head(c.Raw) || !slices.ContainsFunc(t.Rows, filled) {
				continue
			}
			if len(named) == 0 {
				first = origin(sh.Name, c)
			}
			columns[c.Col], named = true, append(named, text.Clean(c.Raw))
		}
	}
	if len(named) == 0 {
		return
	}
	if g.private == nil {
		g.private = map[*recognise.Table]map[int]bool{}
	}
	g.private[t] = columns
	g.find("THONG_TIN_CA_NHAN", first, "ds", strings.Join(named, ", "))
	g.Repairs = slices.DeleteFunc(g.Repairs, func(r form.Repair) bool {
		row, col, ok := workbook.Split(r.Cell)
		return ok && r.Sheet == sh.Name && columns[col] && slices.ContainsFunc(t.Rows, func(tr recognise.Row) bool { return tr.Row.Number == row })
	})
}
