package ingest

import (
	"strconv"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// repairTexts makes the workbook's texts clean Unicode. Each change is kept in
// Repairs, with the text as the file has it and as it is used; that a font of an
// old encoding was decoded is also said to the school, once a kind with the
// first place and the count (MESSY 15-19, 21).
func (g *reading) repairTexts() {
	if g.NoRepair {
		return
	}
	var weight text.Evidence
	g.eachText(func(_ string, c *workbook.Cell) {
		for _, run := range runsOf(c) {
			g.repair.Weigh(&weight, run)
		}
	})
	first, count := map[string]form.Repair{}, map[string]int{}
	g.eachText(func(sheet string, c *workbook.Cell) {
		fixed, repairs := g.repair.Repair(weight, runsOf(c)...)
		if len(repairs) == 0 {
			return
		}
		if !c.Merged { // a merged value is one value
			for _, r := range repairs {
				kept := form.Repair{Kind: r.Kind, Before: r.Before, After: r.After, Sheet: sheet, Cell: c.Addr}
				g.Repairs = append(g.Repairs, kept)
				if count[r.Kind]++; count[r.Kind] == 1 {
					first[r.Kind] = kept
				}
			}
		}
		c.Before, c.Raw, c.Runs = c.Raw, fixed, nil
	})
	for _, said := range []struct{ kind, code string }{{text.KindTCVN3, "PHONG_TCVN3"}, {text.KindVNI, "PHONG_VNI"}} {
		if n := count[said.kind]; n > 0 {
			f := first[said.kind]
			g.find(said.code, form.Origin{Sheet: f.Sheet, Cell: f.Cell, Raw: f.Before}, "n", strconv.Itoa(n), "hieu", f.After)
		}
	}
}

// eachText visits every text cell of the workbook.
func (g *reading) eachText(visit func(sheet string, c *workbook.Cell)) {
	for si := range g.wb.Sheets {
		sh := &g.wb.Sheets[si]
		for ri := range sh.Rows {
			for ci := range sh.Rows[ri].Cells {
				if c := &sh.Rows[ri].Cells[ci]; c.Kind == workbook.Text {
					visit(sh.Name, c)
				}
			}
		}
	}
}

// runsOf is a cell's text by its fonts.
func runsOf(c *workbook.Cell) []text.Run {
	if len(c.Runs) == 0 {
		return []text.Run{{Text: c.Raw, Font: c.Font}}
	}
	runs := make([]text.Run, len(c.Runs))
	for i, r := range c.Runs {
		runs[i] = text.Run{Text: r.Text, Font: r.Font}
	}
	return runs
}
