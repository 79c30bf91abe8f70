package ingest

import (
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
)

// readImprovement reads the improvement plan of 2018 practice (nine columns)
// and of TT57/2026 Biểu 2 (ten columns; FORMS §6).
func (g *reading) readImprovement(p *page, t *recognise.Table) {
	unit := parse.HeaderUnit(t.Heads["money"].Text)
	criterion := ""
	order := inOrder{g: g, t: t}
	var all, part sum
	var above *form.Improvement
	for _, row := range t.Rows {
		label := t.Cell(row, "criterion")
		if g.isTotalRow(t, row) {
			g.totalMoney(t, row, unit, &all, &part)
			p.count(heading)
			continue
		}
		if row.Lone != "" && (label.Merged || label.Raw == row.Lone || !t.Has(loneColumn(row))) || empty(t, row, "goal", "action", "content", "period", "money", "responsible") {
			if row.Lone != "" {
				criterion = order.heading(row.Lone, criterion)
				p.count(heading)
			} else {
				criterion = or(order.next(row, "criterion"), criterion)
				p.count(blank)
			}
			above = nil
			continue
		}
		criterion = or(order.next(row, "criterion"), criterion)
		if above != nil && empty(t, row, "number", "criterion", "period", "money", "responsible", "progress") &&
			g.continues(t, row) {
			above.Goal = join(above.Goal, g.value(t, row, "goal"))
			above.Action = join(above.Action, join(g.value(t, row, "content"), g.value(t, row, "action")))
			p.count(loaded)
			continue
		}
		item := form.Improvement{
			Criterion: criterion, Goal: g.value(t, row, "goal"), Action: g.value(t, row, "action"),
			Responsible: g.value(t, row, "responsible"), Progress: g.value(t, row, "progress"),
			TimeRaw: stored(t.Cell(row, "period")), At: origin(t.Sheet, label),
		}
		if content := g.value(t, row, "content"); content != "" {
			if item.Action != "" {
				item.Action = content + ": " + item.Action
			} else {
				item.Action = content
			}
		}
		period := g.time(t, row, "period", 0)
		item.From, item.To = period.From, period.To
		// The source stands with the money or under "Điều kiện hỗ trợ khác" (FORMS §6).
		var counts bool
		item.AmountRaw = stored(t.Cell(row, "money"))
		item.AmountVND, item.Source, counts = g.moneyOnce(p, t, row, unit, criterion)
		if counts {
			all.add(item.AmountVND)
			part.add(item.AmountVND)
		}
		if other := g.value(t, row, "source"); item.Source == "" && other != "" && !parse.IsNone(other) {
			item.Source = other
		}
		if c := t.Cell(row, "money"); c.Addr != "" && c.Raw != "" {
			item.At = origin(t.Sheet, c)
		} else if label.Addr == "" {
			for _, field := range []string{"content", "action"} {
				if c := t.Cell(row, field); c.Addr != "" {
					item.At = origin(t.Sheet, c)
				}
			}
		}
		g.Improvements = append(g.Improvements, item)
		above = &g.Improvements[len(g.Improvements)-1]
		p.count(loaded)
	}
}

// continues reports whether every text of a line goes on with the line above.
func (g *reading) continues(t *recognise.Table, row recognise.Row) bool {
	any := false
	for _, field := range []string{"goal", "action", "content", "source", "measure"} {
		c := t.Cell(row, field)
		if strings.TrimSpace(c.Raw) == "" {
			continue
		}
		if !continuation(c.Raw) || c.Merged {
			return false
		}
		any = true
	}
	return any
}
