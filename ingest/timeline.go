package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
)

// readTimeline reads the timetable of a plan: time and activity, or month,
// activity and week of the month (FORMS §1, timeline grammar).
func (g *reading) readTimeline(p *page, t *recognise.Table) {
	if week, ok := t.Columns["week"]; ok {
		to := "time" // weeks alone; beside a month's column they are weeks of the month
		if _, ok := t.Columns["time"]; ok {
			to = "mark"
		}
		if _, taken := t.Columns[to]; !taken {
			t.Columns[to], t.Heads[to] = week, t.Heads["week"]
		}
	}
	monthColumn := text.Key(t.Heads["time"].Text) == "thang"
	lastTime := recognise.Row{}
	month := 0
	for _, row := range t.Rows {
		activity := g.value(t, row, "activity")
		at := row
		if strings.TrimSpace(t.Cell(row, "time").Raw) != "" {
			lastTime = row
		} else if lastTime.Row.Number != 0 && activity != "" {
			at = lastTime // the time column is filled down (MESSY 29)
		}
		if activity == "" && empty(t, row, "mark") {
			if row.Lone != "" && !empty(t, row, "time") && row.Row.Cells[0].Merged {
				p.count(heading)
			} else {
				p.count(blank)
			}
			continue
		}
		m := form.Milestone{Text: activity, At: origin(t.Sheet, t.Cell(row, "activity"))}
		period := g.time(t, at, "time", 0)
		m.TimeRaw = strings.TrimSpace(t.Cell(at, "time").Raw)
		if monthColumn && period.From != "" {
			month, _ = strconv.Atoi(string(period.From[5:7]))
		}
		if !empty(t, row, "mark") {
			marked := g.time(t, row, "mark", month)
			m.TimeRaw = strings.TrimSpace(m.TimeRaw + " " + t.Cell(row, "mark").Raw)
			if marked.To != "" {
				period = marked
			}
			if len(marked.Weeks) > 0 {
				period.Weeks = marked.Weeks
			}
		}
		m.From, m.To, m.Weeks = period.From, period.To, period.Weeks
		g.Milestones = append(g.Milestones, m)
		p.count(loaded)
	}
}
