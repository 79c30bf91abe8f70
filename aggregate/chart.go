package aggregate

import (
	"context"
	"fmt"
	"time"

	"kdcl/aggregate/report"
)

// chart runs one chart's query: panel, series, category, value, symbol, target,
// deadline, in the order in which panels, series and categories are to stand.
func (db *DB) chart(ctx context.Context, l report.ChartLayout, year string) (report.Chart, error) {
	c := report.Chart{Layout: l}
	name := "sql/report/" + l.Query + ".sql"
	query, err := sqlFS.ReadFile(name)
	if err != nil {
		return c, fmt.Errorf("chart %s: %w", l.ID, err)
	}
	type place struct{ panel, series, category int }
	type entry struct {
		place
		value  *float64
		symbol string
	}
	var entries []entry
	panels := map[string]int{}
	var series, categories []map[string]int // of each panel
	err = db.stream(ctx, forYear(string(query), year), nil, func(columns []string, v []any) error {
		if len(columns) < 7 || columns[0] != "panel" || columns[1] != "series" || columns[2] != "category" || columns[3] != "value" || columns[4] != "symbol" || columns[5] != "target" || columns[6] != "deadline" {
			return fmt.Errorf("the columns are %q", columns)
		}
		p, ok := panels[text(v[0])]
		if !ok {
			p = len(c.Panels)
			panels[text(v[0])] = p
			c.Panels = append(c.Panels, report.Panel{Title: text(v[0])})
			series, categories = append(series, map[string]int{}), append(categories, map[string]int{})
		}
		panel := &c.Panels[p]
		s, ok := series[p][text(v[1])]
		if !ok {
			s = len(panel.Series)
			series[p][text(v[1])] = s
			one := report.Series{Name: text(v[1]), Target: maybe(v[5])}
			if day, ok := v[6].(time.Time); ok {
				one.Deadline = day.Format("2006-01-02")
			}
			panel.Series = append(panel.Series, one)
		}
		k, ok := categories[p][text(v[2])]
		if !ok {
			k = len(panel.Categories)
			categories[p][text(v[2])] = k
			panel.Categories = append(panel.Categories, text(v[2]))
		}
		entries = append(entries, entry{place{p, s, k}, maybe(v[3]), text(v[4])})
		return nil
	})
	if err != nil {
		return c, fmt.Errorf("%s: %w", name, err)
	}
	for p := range c.Panels {
		for s := range c.Panels[p].Series {
			one := &c.Panels[p].Series[s]
			one.Values, one.Texts = make([]*float64, len(c.Panels[p].Categories)), make([]string, len(c.Panels[p].Categories))
		}
	}
	for _, e := range entries {
		one := &c.Panels[e.panel].Series[e.series]
		one.Values[e.category], one.Texts[e.category] = e.value, e.symbol
	}
	return c, nil
}

// maybe is a value that may be unknown.
func maybe(v any) *float64 {
	if v == nil {
		return nil
	}
	f, ok := v.(float64)
	if !ok {
		f = float64(integer(v))
	}
	return &f
}
