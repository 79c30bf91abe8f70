package ingest

import (
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// numbering are heads of columns that only count the lines.
var numbering = []string{"tt", "stt", "s tt", "so tt", "so thu tu"}

// keepExtras stores what stands in the columns of a table that no field knows,
// as the file has it: a Sở adds columns in the middle of a year, a school adds
// its own (MESSY 70). Personal columns are kept nowhere (MESSY 59).
func (g *reading) keepExtras(t *recognise.Table) {
	if t.Spec.ID == "criterion-sheet" || t.Spec.ID == "counts" {
		return // laid out by blocks, not by columns
	}
	known := map[int]bool{}
	for _, col := range t.Columns {
		known[col] = true
	}
	for _, y := range t.Years {
		known[y.Col] = true
	}
	for col := range g.private[t] {
		known[col] = true
	}
	heads := map[int]string{}
	for _, h := range t.Unknown {
		heads[h.Col] = text.Clean(h.Text)
		if slices.Contains(numbering, text.Key(h.Text)) {
			known[h.Col] = true
		}
	}
	for _, row := range t.Rows {
		if row.Lone != "" {
			continue
		}
		for _, c := range row.Row.Cells {
			if !known[c.Col] && !c.Merged && strings.TrimSpace(c.Raw) != "" {
				g.Extras = append(g.Extras, form.Extra{Table: t.Spec.ID, Head: heads[c.Col], At: origin(t.Sheet, c)})
			}
		}
	}
}

// keptWhole are tables that the office collects with their form and nobody counts:
// they are kept as they stand (Biểu 2 of TT57/2026, IV and VI).
var keptWhole = []string{"analysis", "follow-up"}

// keepWhole stores the cells of such a table.
func (g *reading) keepWhole(p *page, t *recognise.Table) {
	heads := map[int]string{}
	for _, h := range t.Heads {
		heads[h.Col] = text.Clean(h.Text)
	}
	for _, row := range t.Rows {
		kind := blank
		for _, c := range row.Row.Cells {
			if heads[c.Col] == "" || c.Merged || strings.TrimSpace(c.Raw) == "" {
				continue
			}
			if kind = loaded; row.Lone != "" {
				kind = heading
				continue
			}
			g.Extras = append(g.Extras, form.Extra{Table: t.Spec.ID, Head: heads[c.Col], At: origin(t.Sheet, c)})
		}
		p.count(kind)
	}
}

// sayExtras lists the columns that no form knows, once a workbook.
func (g *reading) sayExtras() {
	var names []string
	at := form.Origin{}
	for _, e := range g.Extras {
		if slices.Contains(keptWhole, e.Table) {
			continue
		}
		if len(names) == 0 {
			at = e.At
		}
		name := e.Head
		if name == "" {
			_, col, _ := workbook.Split(e.At.Cell)
			name = "cột " + strings.TrimRight(workbook.Addr(1, col), "1")
		}
		if name = e.At.Sheet + ": " + name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		g.find("COT_NGOAI_MAU", at, "n", strconv.Itoa(len(names)), "ds", strings.Join(names, "; "))
	}
}

// checkCitations says of each evidence code that the workbook cites and its own
// list does not have (MESSY 56). Without a list nothing can be told.
func (g *reading) checkCitations() {
	if len(g.Evidence) == 0 {
		return
	}
	listed := map[string]bool{}
	for _, e := range g.Evidence {
		listed[e.Code] = true
	}
	look := func(sheet string, row workbook.Row) {
		for _, c := range row.Cells {
			if c.Merged || c.Kind != workbook.Text || !strings.ContainsAny(c.Raw, "Hh") && !strings.Contains(strings.ToUpper(c.Raw), "MC") {
				continue
			}
			codes, _ := parse.CitedCodes(c.Raw)
			for _, code := range codes {
				if !listed[code.Code] {
					listed[code.Code] = true // once a code
					g.find("MA_MC_KHONG_CO_TRONG_DM", origin(sheet, c), "ma", code.Code)
				}
			}
		}
	}
	for _, p := range g.pages {
		list := false
		for _, t := range p.Tables {
			if t.Spec.Part == form.PartEvidence {
				list = true
				continue
			}
			for _, row := range t.Rows {
				look(t.Sheet, row.Row)
			}
		}
		if !list && !p.sheet.Hidden && g.FormVersion == "" { // our own form shows an example above its list
			for _, row := range p.Outside {
				look(p.sheet.Name, row)
			}
		}
	}
}
