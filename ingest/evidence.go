package ingest

import (
	"slices"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// readEvidence reads the list of coded documents; a document keeps the code of
// the first criterion that used it, and is listed again where it is used
// (FORMS §4).
func (g *reading) readEvidence(p *page, t *recognise.Table) {
	criterion := ""
	order := inOrder{g: g, t: t}
	if c := parse.CriterionCode(t.Heading, false, false).Code; strings.Contains(c, ".") {
		criterion = order.take(c, false, workbook.Cell{}) // one list a criterion
	}
	byCode := map[string]bool{}
	for _, e := range g.Evidence {
		byCode[e.Code] = true
	}
	numbered := slices.ContainsFunc(t.Rows, func(r recognise.Row) bool { return shortNumber(t.Cell(r, "number")) != "" })
	above := -1 // the document of the row above
	for _, row := range t.Rows {
		cell := t.Cell(row, "code")
		codes, bad := parse.EvidenceCodes(cell.Raw)
		// The document's own code knows 1.10, whatever Excel made of the column.
		if c := t.Cell(row, "criterion"); len(codes) > 0 && strings.HasSuffix(codes[0].Criterion, ".10") && g.criterionOf(c) == strings.TrimSuffix(codes[0].Criterion, "0") {
			order.last = strings.TrimSuffix(codes[0].Criterion, "10") + "9"
		}
		if row.Lone != "" && (cell.Raw == "" || cell.Merged) && (t.Cell(row, "name").Raw != row.Lone || t.Cell(row, "name").Merged || g.criterionOfText(row.Lone, "") != "") {
			criterion = order.heading(row.Lone, criterion)
			above = -1
			p.count(heading)
			continue
		}
		if c := order.next(row, "criterion"); c != "" {
			criterion = c
		}
		if empty(t, row, "code", "name", "document", "issuer") {
			p.count(blank)
			continue
		}
		if g.unreadable(t.Sheet, cell) {
			p.count(refused)
			continue
		}
		// One document over several rows: merged down, or a line to a row.
		sameCode := cell.Merged && p.mergeOf(cell) && p.merge.Row1 < cell.Row
		pasted := cell.Raw == "" && empty(t, row, "number") && (numbered || t.Cell(row, "name").Raw == "" || continuation(t.Cell(row, "name").Raw))
		if above >= 0 && (sameCode || pasted) {
			e := &g.Evidence[above]
			e.Name = join(e.Name, g.unmerged(t, row, "name"))
			e.Document = join(e.Document, g.unmerged(t, row, "document"))
			e.Issuer = join(e.Issuer, g.unmerged(t, row, "issuer"))
			p.count(loaded)
			continue
		}
		above = -1
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
				above = len(g.Evidence) - 1
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
