package ingest

import (
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// repairTexts makes the workbook's texts clean Unicode. Each change is kept in
// Repairs, with the text as the file has it and as it is used (MESSY 15-19, 21). A
// text that an old font may have written, but nothing tells, is left and said.
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
	g.seen = map[string]string{}
	doubtful, first := 0, form.Origin{}
	g.eachText(func(sheet string, c *workbook.Cell) {
		runs := runsOf(c)
		fixed, repairs := g.repair.Repair(weight, runs...)
		decoded := slices.ContainsFunc(repairs, func(r text.Repair) bool { return r.Kind == text.KindTCVN3 || r.Kind == text.KindVNI })
		if !c.Merged && !decoded && slices.ContainsFunc(runs, func(r text.Run) bool { return g.repair.Doubtful(r.Text, r.Font) }) {
			if doubtful++; doubtful == 1 {
				first = origin(sheet, *c)
			}
		}
		if len(repairs) == 0 {
			return
		}
		if !c.Merged { // a merged value is one value
			for _, r := range repairs {
				g.Repairs = append(g.Repairs, form.Repair{Kind: r.Kind, Before: r.Before, After: r.After, Sheet: sheet, Cell: c.Addr})
			}
		}
		if c.Before == "" {
			c.Before = c.Raw
		}
		c.Raw, c.Runs = fixed, nil
		g.seen[origin(sheet, *c).Ref()] = fixed
	})
	if doubtful > 0 {
		g.find("PHONG_CHUA_RO", first, "n", strconv.Itoa(doubtful))
	}
}

// repairFindings are what the school is told of, a kind of repair each: what was
// decoded is to be looked at, the rest is said and no more.
var repairFindings = []struct{ kind, code string }{
	{text.KindTCVN3, "PHONG_TCVN3"}, {text.KindVNI, "PHONG_VNI"}, {text.KindSymbol, "CHU_KY_HIEU"}, {text.KindNFC, "CHU_TO_HOP"},
	{text.KindLookAlike, "CHU_GIONG_NHAU"}, {text.KindWidth, "CHU_KIEU_KHAC"}, {text.KindInvisible, "KY_TU_AN"}, {text.KindSpace, "KHOANG_TRANG"},
}

// sayRepairs counts the cells of each kind, with the first place. It comes when
// columns of personal data are set aside: the first place is none of theirs.
func (g *reading) sayRepairs() {
	for _, said := range repairFindings {
		n, first := 0, form.Repair{}
		for _, r := range g.Repairs {
			if r.Kind == said.kind {
				if n++; n == 1 {
					first = r
				}
			}
		}
		if n > 0 {
			g.find(said.code, form.Origin{Sheet: first.Sheet, Cell: first.Cell, Raw: first.Before}, "n", strconv.Itoa(n), "hieu", first.After)
		}
	}
}

// withdraw takes out what is struck through: the writer took it back (MESSY
// 51). Of a text struck out in part the rest stands.
func (g *reading) withdraw() {
	for si := range g.wb.Sheets {
		sh := &g.wb.Sheets[si]
		for ri := range sh.Rows {
			for ci := range sh.Rows[ri].Cells {
				g.withdrawCell(sh.Name, &sh.Rows[ri].Cells[ci])
			}
		}
	}
}

func (g *reading) withdrawCell(sheet string, c *workbook.Cell) {
	left, struck := c.Raw, c.Strike && len(c.Runs) == 0
	if struck {
		left = ""
	}
	if len(c.Runs) > 0 {
		var kept []workbook.Run
		left = ""
		for _, run := range c.Runs {
			if run.Strike && strings.TrimSpace(run.Text) != "" {
				struck = true
				continue
			}
			kept = append(kept, run)
			left += run.Text
		}
		c.Runs = kept
	}
	if !struck || strings.TrimSpace(c.Raw) == "" {
		return
	}
	c.Before, c.Raw = c.Raw, left
	if !c.Merged {
		g.find("CHU_GACH_BO", origin(sheet, *c), "con", strings.TrimSpace(left))
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
