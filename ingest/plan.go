package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
)

// rowKind is what became of one row, for the tally.
type rowKind int

const (
	loaded rowKind = iota
	refused
	heading
	blank
)

func (p *page) count(k rowKind) {
	switch k {
	case loaded:
		p.tally.Loaded++
	case refused:
		p.tally.Refused++
	case heading:
		p.tally.Heading++
	case blank:
		p.tally.Blank++
	}
}

// empty reports whether none of the fields has a value; a formula that was
// never calculated is not empty: somebody meant something.
func empty(t *recognise.Table, row recognise.Row, fields ...string) bool {
	for _, f := range fields {
		if c := t.Cell(row, f); strings.TrimSpace(c.Raw) != "" || c.Uncached {
			return false
		}
	}
	return true
}

// value gives a field's text, or says that its formula holds no result
// (MESSY 50).
func (g *reading) value(t *recognise.Table, row recognise.Row, field string) string {
	c := t.Cell(row, field)
	if g.unreadable(t.Sheet, c) {
		return ""
	}
	if c.IsDate {
		if d := parse.Date(c.Raw, true, g.wb.Date1904); d.From != "" {
			return parse.PrintDate(d.From)
		}
	}
	return text.Clean(c.Raw)
}

// readCouncil reads the council, the secretaries and the working groups; the
// lone text above or inside a table names the group (FORMS §1, IV).
func (g *reading) readCouncil(p *page, t *recognise.Table) {
	group := text.Clean(t.Heading)
	for _, row := range t.Rows {
		if row.Lone != "" && strings.TrimSpace(t.Cell(row, "name").Raw) != row.Lone || row.Lone != "" && t.Cell(row, "name").Merged {
			group = text.Clean(row.Lone)
			p.count(heading)
			continue
		}
		if empty(t, row, "name", "position", "duty") {
			p.count(blank)
			continue
		}
		m := form.Member{
			Group: group, Name: g.value(t, row, "name"),
			Position: g.roles.Canonical(g.value(t, row, "position")),
			Duty:     g.value(t, row, "duty"),
			At:       origin(t.Sheet, t.Cell(row, "name")),
		}
		if own := g.value(t, row, "group"); own != "" {
			m.Group = own
		}
		if m.Name == "" {
			m.At = origin(t.Sheet, t.Cell(row, "position"))
		}
		g.Council = append(g.Council, m)
		p.count(loaded)
	}
}

// readEvidencePlan reads who gathers what and when: tables IV.3 and VI′ of the
// plan (FORMS §1).
func (g *reading) readEvidencePlan(p *page, t *recognise.Table) {
	unit := parse.HeaderUnit(t.Heads["money"].Text)
	for _, row := range t.Rows {
		if empty(t, row, "what", "where", "responsible", "period", "money") {
			if empty(t, row, "standard") || row.Lone == "" {
				p.count(blank)
			} else {
				p.count(heading)
			}
			continue
		}
		item := form.EvidencePlanItem{
			Table: t.Spec.ID, Standard: g.value(t, row, "standard"), What: g.value(t, row, "what"),
			Where: g.value(t, row, "where"), Responsible: g.value(t, row, "responsible"),
			At: origin(t.Sheet, t.Cell(row, "standard")),
		}
		period := g.time(t, row, "period", 0)
		item.From, item.To, item.TimeRaw = period.From, period.To, t.Cell(row, "period").Raw
		if c := t.Cell(row, "money"); c.Raw != "" || c.Uncached {
			item.AmountVND, _ = g.money(t, row, "money", unit, item.Standard)
			item.At = origin(t.Sheet, c)
		}
		g.EvidencePlan = append(g.EvidencePlan, item)
		p.count(loaded)
	}
}

// readTimeline reads the timetable of a plan: time and activity, or month,
// activity and week of the month (FORMS §1, timeline grammar).
func (g *reading) readTimeline(p *page, t *recognise.Table) {
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

// readImprovement reads the improvement plan of 2018 practice (nine columns)
// and of TT57/2026 Biểu 2 (ten columns; FORMS §6).
func (g *reading) readImprovement(p *page, t *recognise.Table) {
	unit := parse.HeaderUnit(t.Heads["money"].Text)
	criterion := ""
	for _, row := range t.Rows {
		label := t.Cell(row, "criterion")
		if c := g.criterionOf(label); c != "" {
			criterion = c
		}
		if empty(t, row, "goal", "action", "content", "period", "money", "responsible") || row.Lone != "" {
			if row.Lone != "" {
				criterion = g.criterionOfText(row.Lone, criterion)
				p.count(heading)
			} else {
				p.count(blank)
			}
			continue
		}
		if g.tables.IsTotal(label.Raw) || g.tables.IsTotal(t.Cell(row, "number").Raw) {
			p.count(heading)
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
		var source string
		item.AmountRaw = stored(t.Cell(row, "money"))
		item.AmountVND, source = g.money(t, row, "money", unit, criterion)
		item.Source = source
		if other := g.value(t, row, "source"); item.Source == "" && other != "" && !parse.IsNone(other) {
			item.Source = other
		}
		if c := t.Cell(row, "money"); c.Addr != "" && c.Raw != "" {
			item.At = origin(t.Sheet, c)
		}
		g.Improvements = append(g.Improvements, item)
		p.count(loaded)
	}
}

// readEvidence reads the list of coded documents; a document keeps the code of
// the first criterion that used it, and is listed again where it is used
// (FORMS §4).
func (g *reading) readEvidence(p *page, t *recognise.Table) {
	criterion := ""
	byCode := map[string]bool{}
	for _, e := range g.Evidence {
		byCode[e.Code] = true
	}
	for _, row := range t.Rows {
		if c := g.criterionOf(t.Cell(row, "criterion")); c != "" {
			criterion = c
		}
		if empty(t, row, "code", "name") || row.Lone != "" {
			if row.Lone != "" {
				criterion = g.criterionOfText(row.Lone, criterion)
				p.count(heading)
			} else {
				p.count(blank)
			}
			continue
		}
		cell := t.Cell(row, "code")
		if g.unreadable(t.Sheet, cell) {
			p.count(refused)
			continue
		}
		codes, bad := parse.EvidenceCodes(cell.Raw)
		for range bad {
			g.find("MA_MC_SAI", origin(t.Sheet, cell), "vi_du", g.evidenceExample())
		}
		if len(codes) == 0 && len(bad) == 0 {
			g.find("MA_MC_SAI", origin(t.Sheet, cell), "vi_du", g.evidenceExample())
		}
		if len(codes) == 0 {
			p.count(refused)
			continue
		}
		for _, code := range codes {
			use := criterion
			if use == "" {
				use = code.Criterion
			}
			g.EvidenceUses = append(g.EvidenceUses, form.EvidenceUse{Criterion: use, Code: code.Code, At: origin(t.Sheet, cell)})
			e := form.Evidence{Code: code.Code, Name: g.value(t, row, "name"), Document: g.value(t, row, "document"), Issuer: g.value(t, row, "issuer"), At: origin(t.Sheet, cell)}
			if !byCode[code.Code] || !g.sameEvidence(e) {
				byCode[code.Code] = true
				g.Evidence = append(g.Evidence, e)
			}
		}
		p.count(loaded)
	}
}

// sameEvidence reports whether the list already has the document under the
// same name; another name is kept, so that the rule MA_MC_TRUNG sees it.
func (g *reading) sameEvidence(e form.Evidence) bool {
	for _, have := range g.Evidence {
		if have.Code == e.Code && text.Key(have.Name) == text.Key(e.Name) {
			return true
		}
	}
	return false
}

func (g *reading) evidenceExample() string {
	if g.book == nil {
		return "[H1-1.1-01]"
	}
	return g.book.EvidenceExample
}

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
