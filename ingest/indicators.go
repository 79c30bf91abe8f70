package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
)

// readIndicators reads the table of indicators, a row each (phiếu đánh giá
// tiêu chí; kdcl's form).
func (g *reading) readIndicators(p *page, t *recognise.Table) {
	criterion, level := "", 1
	order := inOrder{g: g, t: t}
	for _, row := range t.Rows {
		label := t.Cell(row, "criterion")
		if c := order.next(row, "criterion"); strings.Contains(c, ".") {
			criterion = c
		}
		if row.Lone != "" {
			criterion = order.heading(row.Lone, criterion)
			p.count(heading)
			continue
		}
		if n, ok := parse.Level(t.Cell(row, "level").Raw); ok {
			level = n
		}
		letter := parse.IndicatorLetter(t.Cell(row, "indicator").Raw)
		result := t.Cell(row, "result")
		if strings.TrimSpace(result.Raw) == "" && !result.Uncached || g.book == nil {
			p.count(blank)
			continue
		}
		if _, ok := g.book.Criterion(criterion); !ok {
			g.find("MA_TIEU_CHI_LA", origin(t.Sheet, label), "tc", criterion)
			p.count(refused)
			continue
		}
		r := form.IndicatorResult{Criterion: criterion, Level: level, Letter: letter, At: origin(t.Sheet, result)}
		if !g.unreadable(t.Sheet, result) {
			mark := g.marks.Read(result.Raw, parse.ResultColumn)
			if mark.Code != "" {
				g.find(mark.Code, r.At, "tc", criterion)
			}
			switch mark.Kind {
			case parse.MarkPass, parse.MarkTick:
				pass := true
				r.Pass = &pass
			case parse.MarkFail:
				r.Pass = new(bool)
			}
		}
		g.Indicators = append(g.Indicators, r)
		p.count(loaded)
	}
}

// readLevel4 reads the items of Điều 22 (Mức 4 of the 2018 circulars).
func (g *reading) readLevel4(p *page, t *recognise.Table) {
	for _, row := range t.Rows {
		label := t.Cell(row, "item")
		item, ok := parse.ItemNumber(label.Raw)
		if row.Lone != "" && !strings.HasPrefix(text.Key(row.Lone), "khoan") || !ok {
			for _, c := range row.Row.Cells {
				if !c.Merged && parse.LooksDeclared(c.Raw) {
					g.readDeclared(c.Raw, origin(t.Sheet, c))
				}
			}
			p.count(heading)
			continue
		}
		level, at := g.passOrFail(t.Sheet, t.Cell(row, "pass"), t.Cell(row, "fail"), "Khoản "+strconv.Itoa(item)+" Điều 22", origin(t.Sheet, label))
		r := form.Level4Result{Item: item, At: at}
		if level != nil {
			pass := *level == 1
			r.Pass = &pass
		}
		g.Level4 = append(g.Level4, r)
		p.count(loaded)
	}
}
