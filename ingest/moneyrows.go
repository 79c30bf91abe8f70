package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/workbook"
)

// moneyOnce reads an amount; one that is merged down over several lines counts
// once, in the first (MESSY 29).
func (g *reading) moneyOnce(p *page, t *recognise.Table, row recognise.Row, unit, item string) (amount *int64, source string, counts bool) {
	c := t.Cell(row, "money")
	if c.Merged && p.mergeOf(c) && p.merge.Row1 < c.Row {
		return nil, parse.ParseMoney(c.Raw, unit, c.Kind == workbook.Number).Source, false
	}
	amount, source = g.money(t, row, "money", unit, item)
	if amount != nil && p.mergeOf(c) && p.merge.Row2 > c.Row {
		g.find("KINH_PHI_GOP", origin(t.Sheet, c), "n", strconv.Itoa(p.merge.Row2-p.merge.Row1+1))
	}
	return amount, source, true
}

// sum is what the amounts above a total row add up to.
type sum struct {
	amount  int64
	unknown bool // a line states no amount: there is nothing to hold a total against
	any     bool
}

func (s *sum) add(amount *int64) {
	if s.any = true; amount == nil {
		s.unknown = true
		return
	}
	s.amount += *amount
}

// totalMoney holds a row "Cộng" against the lines above; the lines win (MESSY 30,
// 48). part is what was added since the last such row: a sub-total may be of that.
func (g *reading) totalMoney(t *recognise.Table, row recognise.Row, unit string, all, part *sum) {
	c := t.Cell(row, "money")
	if strings.TrimSpace(c.Raw) == "" && !c.Uncached || g.unreadable(t.Sheet, c) {
		return
	}
	said := parse.ParseMoney(c.Raw, unit, c.Kind == workbook.Number).AmountVND
	held := *part
	if !part.any {
		held = *all
	}
	if said != nil && !(*said == all.amount && !all.unknown) && !(*said == held.amount && !held.unknown) && !held.unknown {
		g.find("CONG_SAI", origin(t.Sheet, c), "a", parse.PrintMoney(*said), "b", parse.PrintMoney(held.amount))
	}
	*part = sum{}
}
