package ingest

import (
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
)

// readYear finds the school year the workbook is of, and refuses another than
// the one being received (MESSY 65).
func (g *reading) readYear() {
	if f, ok := g.info["school_year"]; ok {
		if y, ok := parse.SchoolYear(f.text); ok {
			g.SchoolYear, g.SchoolYearAt = y, f.at
		}
	}
	for i := range g.pages {
		if g.SchoolYear != "" {
			break
		}
		for _, row := range g.pages[i].Outside {
			for _, c := range row.Cells {
				if y, ok := parse.SchoolYear(c.Raw); ok && g.SchoolYear == "" && strings.Contains(text.Key(c.Raw), "nam hoc") {
					g.SchoolYear, g.SchoolYearAt = y, origin(g.pages[i].sheet.Name, c)
				}
			}
		}
	}
	switch {
	case g.office.Year == "" || g.SchoolYear == g.office.Year:
	case g.SchoolYear == "":
		g.find("KHONG_CO_NAM_HOC", form.Origin{}, "nam_hoc", g.office.Year)
		g.SchoolYear = g.office.Year
	default:
		g.find("SAI_NAM_HOC", g.SchoolYearAt, "a", g.SchoolYear, "b", g.office.Year)
	}
	if f, ok := g.info["assessed_on"]; ok {
		d := parse.Date(f.cell.Raw, f.cell.IsDate, g.wb.Date1904)
		g.AssessedOn = d.From
		if d.Code != "" {
			g.find(d.Code, f.at, "hieu", parse.PrintDate(d.From))
		}
	}
	g.readRecognition(form.LedgerAccreditation, "accreditation")
	g.readRecognition(form.LedgerNationalStandard, "national")
	if f, ok := g.info["declared"]; ok {
		g.readDeclared(f.cell.Raw, f.at)
	}
}

func (g *reading) readDeclared(raw string, at form.Origin) {
	if n, ok := parse.DeclaredLevel(raw); ok && g.DeclaredLevel == nil {
		g.DeclaredLevel, g.DeclaredAt = &n, at
	}
}

// readRecognition reads the certificate that the form shows: entered by the
// office when it was issued, or corrected by the school.
func (g *reading) readRecognition(ledger, prefix string) {
	gradeFact, ok := g.info[prefix+"_grade"]
	if !ok {
		return
	}
	grade, ok := parse.Grade(gradeFact.text)
	if !ok {
		return
	}
	rec := form.Recognition{School: g.Code, Ledger: ledger, Grade: grade, Decision: g.info[prefix+"_decision"].text, At: gradeFact.at}
	if f, ok := g.info[prefix+"_signed"]; ok {
		d := parse.Date(f.cell.Raw, f.cell.IsDate, g.wb.Date1904)
		rec.Signed, rec.Precision = d.From, d.Precision
	}
	if f, ok := g.info[prefix+"_valid"]; ok {
		rec.ValidTo = parse.Date(f.cell.Raw, f.cell.IsDate, g.wb.Date1904).To
	}
	if rec.ValidTo == "" && rec.Signed != "" {
		rec.ValidTo, rec.Derived = parse.FiveYears(rec.Signed, rec.Precision), true
	}
	g.Recognitions = append(g.Recognitions, rec)
}
