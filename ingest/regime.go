package ingest

import (
	"slices"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
)

// chooseRulebook decides under which rulebook the results are read: the one
// due for the school and year, unless the criteria are plainly those of another
// (DESIGN §6); what the file cites is kept beside it.
func (g *reading) chooseRulebook() {
	cited := g.info["rulebook"]
	g.RulebookCited = cited.text
	date := string(g.AssessedOn)
	if date == "" && g.SchoolYear != "" {
		date = g.SchoolYear[5:] + "-05-31" // results are of the year's end
	}
	due := ""
	if g.office.Roster != nil {
		if i := slices.IndexFunc(g.office.Roster.Schools, func(s form.School) bool { return s.Code == g.Code }); i >= 0 {
			due = g.office.Roster.Schools[i].Rulebook
		}
	}
	if due == "" && g.Kind != "" && date != "" {
		if rb, err := g.Rules.Select(g.Kind, date); err == nil {
			due = rb.ID
		}
	}
	citedID := ""
	if rb, ok := g.Rules.ByID(cited.text); ok {
		citedID = rb.ID
	} else if cited.text != "" {
		citedID = g.Rules.ByCircular(cited.text, g.Kind)
	}
	if g.office.Roster == nil && g.FormVersion != "" && citedID != "" {
		due = citedID // the office issued this form for it
	}
	use := g.bestFit(due, citedID)
	if rb, ok := g.Rules.ByID(use); ok {
		g.book, g.Rulebook = &rb, rb.ID
	}
	if g.book == nil {
		return
	}
	if due != "" && due != use || citedID != "" && citedID != use && citedID != g.book.Base {
		want := due
		if want == "" {
			want = use
		}
		circular := want
		if rb, ok := g.Rules.ByID(want); ok {
			circular = rb.Circular
		}
		raw := cited.at
		if raw.Raw == "" {
			raw.Raw = g.book.Circular
		}
		g.find("VIEN_DAN_SAI", raw, "loai_truong", g.Kind, "dung", circular)
	}
}

// bestFit compares the criteria that the results name with the rulebooks of
// the school's kind: all known and most of them present wins; the one due, then
// the one cited, win a tie. With no results at all the one due is taken.
func (g *reading) bestFit(due, cited string) string {
	codes, binary := g.resultCodes()
	if len(codes) == 0 {
		if due != "" {
			return due
		}
		return cited
	}
	type fit struct {
		id    string
		score int
		known int  // how many of the criteria it has
		whole bool // names every criterion of the rulebook
	}
	best := fit{}
	for _, rb := range g.Rules.All() {
		if g.Kind != "" && !slices.Contains(rb.Kinds, g.Kind) && rb.ID != due && rb.ID != cited {
			continue
		}
		if binary != (rb.MaxLevel == 1) {
			continue
		}
		known := 0
		for _, c := range codes {
			if _, ok := rb.Criterion(c); ok {
				known++
			}
		}
		score := 4*known - 2*(len(codes)-known) - 4*abs(len(rb.Criteria)-known)
		switch rb.ID {
		case due:
			score += 2
		case cited:
			score++
		}
		if known*2 > len(codes) && (best.id == "" || score > best.score) {
			best = fit{rb.ID, score, known, known == len(rb.Criteria)}
		}
	}
	// A part of a list fits the shortest rulebook best; it says nothing against
	// the one due, where that knows as many of its criteria.
	if rb, ok := g.Rules.ByID(due); ok && !best.whole && binary == (rb.MaxLevel == 1) {
		known := 0
		for _, c := range codes {
			if _, ok := rb.Criterion(c); ok {
				known++
			}
		}
		if known == len(codes) || best.id != "" && known >= best.known {
			return due
		}
	}
	if best.id == "" {
		year := g.SchoolYear
		g.find("SAI_BO_TIEU_CHI", form.Origin{}, "loai_truong", g.Kind, "nam_hoc", year)
	}
	return best.id
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// resultCodes lists the criteria that the results tables name, and whether
// they are marked Đạt/Không đạt only.
func (g *reading) resultCodes() (codes []string, binary bool) {
	for _, p := range g.pages {
		for _, t := range p.Tables {
			switch t.Spec.ID {
			case "criterion-sheet", "criterion-levels":
				if code := g.sheetCriterion(&p, t); code != "" && !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
				continue
			case "results", "results-level", "results-binary":
			default:
				continue
			}
			binary = t.Spec.ID == "results-binary" || t.Spec.ID == "results-level" && !g.namesLevels(t)
			for _, row := range numberCriteria(t) {
				if row.code != "" && !slices.Contains(codes, row.code) {
					codes = append(codes, row.code)
				}
			}
		}
	}
	return codes, binary
}

// namesLevels reports whether a one-column table of results names a level, so
// that it can't be of the rulebooks that know only Đạt and Không đạt.
func (g *reading) namesLevels(t *recognise.Table) bool {
	return slices.ContainsFunc(t.Rows, func(row recognise.Row) bool {
		_, ok := parse.Level(t.Cell(row, "level").Raw)
		return ok
	})
}
