package ingest

import (
	"kdcl/ingest/form"
	"kdcl/ingest/recognise"
)

// readDisclosure reads the list of what the school has made public.
func (g *reading) readDisclosure(p *page, t *recognise.Table) {
	for _, row := range t.Rows {
		if empty(t, row, "channel", "time", "link") {
			p.count(blank)
			continue
		}
		d := form.Disclosure{Content: g.value(t, row, "content"), Channel: g.value(t, row, "channel"), TimeRaw: t.Cell(row, "time").Raw, At: origin(t.Sheet, t.Cell(row, "content"))}
		d.On = g.time(t, row, "time", 0).To
		g.Disclosures = append(g.Disclosures, d)
		p.count(loaded)
	}
}
