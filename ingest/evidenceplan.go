package ingest

import (
	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
)

// readEvidencePlan reads who gathers what and when: tables IV.3 and VI′ of the
// plan (FORMS §1).
func (g *reading) readEvidencePlan(p *page, t *recognise.Table) {
	unit := parse.HeaderUnit(t.Heads["money"].Text)
	standard, criterion := "", ""
	var all, part sum
	for _, row := range t.Rows {
		// Standard and criterion are filled down (MESSY 29); the criterion says more.
		if s := g.value(t, row, "standard"); s != "" && s != standard {
			standard, criterion = s, ""
		}
		if c := g.value(t, row, "criterion"); c != "" {
			criterion = c
		}
		if g.isTotalRow(t, row) {
			g.totalMoney(t, row, unit, &all, &part)
			p.count(heading)
			continue
		}
		if empty(t, row, "what", "where", "responsible", "period", "money") || row.Lone != "" && (t.Cell(row, "what").Raw != row.Lone || t.Cell(row, "what").Merged) {
			if row.Lone == "" {
				p.count(blank)
			} else {
				standard, criterion = text.Clean(row.Lone), ""
				p.count(heading)
			}
			continue
		}
		item := form.EvidencePlanItem{
			Table: t.Spec.ID, Standard: criterion, What: g.value(t, row, "what"),
			Where: g.value(t, row, "where"), Responsible: g.value(t, row, "responsible"),
			At: origin(t.Sheet, t.Cell(row, "standard")),
		}
		if item.Standard == "" {
			item.Standard = standard
		} else if c := t.Cell(row, "criterion"); c.Addr != "" && c.Raw != "" {
			item.At = origin(t.Sheet, c)
		}
		period := g.time(t, row, "period", 0)
		item.From, item.To, item.TimeRaw = period.From, period.To, t.Cell(row, "period").Raw
		if c := t.Cell(row, "money"); c.Raw != "" || c.Uncached {
			counts := false
			if item.AmountVND, _, counts = g.moneyOnce(p, t, row, unit, item.Standard); counts {
				all.add(item.AmountVND)
				part.add(item.AmountVND)
			}
			item.At = origin(t.Sheet, c)
		}
		g.EvidencePlan = append(g.EvidencePlan, item)
		p.count(loaded)
	}
}
