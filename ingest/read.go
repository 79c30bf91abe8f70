package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/rulebook"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// A Reader holds what the templates say about forms and rules; it is safe for
// use by several goroutines, a workbook each.
type Reader struct {
	Rules  *rulebook.Set
	Limits workbook.Limits
	// NoRepair leaves every text as the file has it: nothing is decoded, composed
	// or put right, so what can be read only after a repair stays unread.
	NoRepair bool

	tables   *recognise.Tables
	repair   *text.Repairer
	marks    *parse.Marks
	roles    *parse.Roles
	personal *parse.Personal

	rosterNames sync.Map // a name in the roster -> what it folds to, for every workbook is compared with all of them
}

// NewReader loads forms/*.yaml from the templates.
func NewReader(templates fs.FS, rules *rulebook.Set) (*Reader, error) {
	r := &Reader{Rules: rules, Limits: workbook.DefaultLimits()}
	var err error
	if r.tables, err = recognise.Load(templates); err != nil {
		return nil, err
	}
	if r.repair, err = text.Load(templates); err != nil {
		return nil, err
	}
	if r.marks, err = parse.LoadMarks(templates); err != nil {
		return nil, err
	}
	if r.roles, err = parse.LoadRoles(templates); err != nil {
		return nil, err
	}
	if r.personal, err = parse.LoadPersonal(templates); err != nil {
		return nil, err
	}
	return r, nil
}

// Office is what the managing unit knows when a workbook is read. The zero
// Office (check without a workspace) takes the file at its word.
type Office struct {
	Roster *form.Roster                 // nil: identify by the file alone
	Year   string                       // the school year being received; empty: any
	Weeks  map[string][]form.SchoolWeek // school weeks by year
}

// Read reads one workbook whole, or refuses it with a finding of severity
// refuse; it returns no Go error because nothing in a file stops a night.
func (r *Reader) Read(data []byte, file form.File, office Office) (sub *form.Submission) {
	sub = &form.Submission{File: file}
	defer func() {
		// A panic is that file's finding, not the night's end (DESIGN §5.1).
		if p := recover(); p != nil {
			sub = &form.Submission{File: file, Findings: []form.Finding{{
				Code: "KHONG_DOC_DUOC", Args: map[string]string{"tep": file.Name, "ngay": file.Received, "ly_do": fmt.Sprint(p)}}}}
		}
	}()
	wb, err := workbook.ReadNamed(file.Name, data, r.Limits)
	if err != nil {
		code, kind := "KHONG_DOC_DUOC", ""
		if refusal := (*workbook.Refusal)(nil); errors.As(err, &refusal) {
			code, kind = refusal.Code, refusal.Kind
		}
		sub.Findings = append(sub.Findings, form.Finding{Code: code,
			Args: map[string]string{"tep": file.Name, "loai": kind, "ngay": file.Received, "ly_do": err.Error(), "co": strconv.Itoa(len(data))}})
		return sub
	}
	(&reading{Reader: r, office: office, wb: wb, Submission: sub, contested: map[string]bool{}}).all()
	return sub
}

// reading is one workbook on its way to a Submission.
type reading struct {
	*Reader
	*form.Submission
	office    Office
	wb        *workbook.Workbook
	book      *rulebook.Rulebook // decided once the results' criteria are known
	pages     []page
	info      map[string]fact
	counts    []*recognise.Table                // the school's own counts, compared at the end
	totals    []totalRow                        // rows "Cộng" of the results, compared at the end too
	usedRows  map[string]bool                   // "Sheet!A1" of the rows outside tables that readInfo and readProfile used
	contested map[string]bool                   // criteria that the workbook gives different results
	private   map[*recognise.Table]map[int]bool // columns of personal data, which are kept nowhere
	seen      map[string]string                 // "Sheet!A1" -> the repaired text, for the wording of findings
}

type page struct {
	recognise.Page
	sheet workbook.Sheet
	tally *form.SheetTally
	merge workbook.Range // what mergeOf found
	// unknown: a visible sheet without a table that any form knows.
	unknown bool
}

// mergeOf finds the merged range that a cell lies in.
func (p *page) mergeOf(c workbook.Cell) bool {
	for _, m := range p.sheet.Merges {
		if m.Row1 <= c.Row && c.Row <= m.Row2 && m.Col1 <= c.Col && c.Col <= m.Col2 {
			p.merge = m
			return true
		}
	}
	return false
}

func ownSheet(t *recognise.Table) bool {
	return t.Spec.ID == "criterion-sheet" || t.Spec.ID == "criterion-levels"
}

// fact is the value of one label of the information sheet.
type fact struct {
	at   form.Origin
	cell workbook.Cell
	text string
}

// all walks the workbook: repair, take apart, who and when, then each table.
func (g *reading) all() {
	feedback := g.setFeedbackAside()
	g.readWholeFile()
	g.FormVersion = g.wb.Props["kdcl:form"]
	g.withdraw()
	g.repairTexts()
	g.takeApart()
	g.sayRepairs()
	g.readInfo()
	g.identify()
	g.readYear()
	g.oneSheetAForm()
	g.chooseRulebook()
	// The summary of results first: a criterion's own sheet only fills it up.
	for _, own := range []bool{false, true} {
		for i := range g.pages {
			p := &g.pages[i]
			for _, t := range p.Tables {
				if ownSheet(t) == own {
					g.readTable(p, t)
				}
			}
		}
	}
	g.readProfile()
	g.sayUnknown()
	g.sayOutside()
	g.Tally = make([]form.SheetTally, len(g.pages))
	for i, p := range g.pages {
		g.Tally[i] = *p.tally
	}
	g.Tally = append(g.Tally, feedback...)
	g.conclude()
}

// setFeedbackAside takes out the sheet that kdcl itself put into a workbook
// which the school corrected and sent again; its rows are counted as headings.
func (g *reading) setFeedbackAside() []form.SheetTally {
	var tallies []form.SheetTally
	g.wb.Sheets = slices.DeleteFunc(g.wb.Sheets, func(s workbook.Sheet) bool {
		if !s.Feedback() {
			return false
		}
		g.find("TRANG_PHAN_HOI", form.Origin{Sheet: s.Name})
		tallies = append(tallies, form.SheetTally{Sheet: s.Name, Found: len(s.Rows), Heading: len(s.Rows)})
		return true
	})
	return tallies
}

// find notes a finding; args are name, value pairs for its wording.
func (g *reading) find(code string, at form.Origin, args ...string) {
	f := form.Finding{Code: code, At: at, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	// People are shown what they see in their own font, not its old codes.
	if seen, ok := g.seen[at.Ref()]; ok && at.Raw != "" && f.Args["raw"] == "" {
		f.Args["raw"] = seen
	}
	g.Findings = append(g.Findings, f)
}

func origin(sheet string, c workbook.Cell) form.Origin {
	return form.Origin{Sheet: sheet, Cell: c.Addr, Raw: stored(c)}
}

// stored is what the file has in a cell, before any repair (DESIGN §5.2).
func stored(c workbook.Cell) string {
	if c.Before != "" {
		return c.Before
	}
	return c.Raw
}

// takeApart finds the tables of every sheet that is used, and counts its rows. A
// hidden sheet is last year's, as a rule: it is used only for a table that stands
// nowhere else, and not when it names another school year (MESSY 31).
func (g *reading) takeApart() {
	year := func(s string) string { y, _ := parse.SchoolYear(s); return y }
	g.pages = make([]page, len(g.wb.Sheets))
	tables := 0
	kinds, years := map[string]bool{}, map[string]bool{}
	for _, hidden := range []bool{false, true} {
		for i, sh := range g.wb.Sheets {
			if sh.Hidden != hidden {
				continue
			}
			p := &g.pages[i]
			p.sheet, p.tally = sh, &form.SheetTally{Sheet: sh.Name, Found: len(sh.Rows)}
			p.Page = g.tables.Find(sh, year, g.contents())
			if hidden {
				g.useHidden(p, kinds, years)
			}
			p.tally.Found += p.Beside
			p.tally.Heading += p.Heads + len(p.Outside)
			tables += len(p.Tables)
			p.unknown = !hidden && len(p.Tables) == 0 && len(p.Turned) == 0
			for _, t := range p.Tables {
				g.setPersonalAside(sh, t)
			}
			g.sayTurned(p)
			g.sayHidden(p)
			if !hidden {
				for _, t := range p.Tables {
					kinds[kindOf(t)] = true
				}
				for y := range p.years() {
					years[y] = true
				}
			}
		}
	}
	if tables == 0 {
		code := "KHONG_CO_BANG"
		if !slices.ContainsFunc(g.wb.Sheets, func(s workbook.Sheet) bool { return len(s.Rows) > 0 }) {
			code = "TEP_RONG"
		}
		g.find(code, form.Origin{}, "tep", g.File.Name)
	}
}

// kindOf is what a table is for; the results have several layouts.
func kindOf(t *recognise.Table) string {
	switch t.Spec.ID {
	case "results", "results-binary", "results-level", "criterion-sheet", "criterion-levels":
		return "results"
	case "improvement", "improvement-2026":
		return "improvement"
	case "facts":
		return "facts " + factTable(t)
	}
	return t.Spec.ID
}

// years are the school years that a sheet's titles name.
func (p *page) years() map[string]bool {
	out := map[string]bool{}
	add := func(s string) {
		if y, ok := parse.SchoolYear(s); ok {
			out[y] = true
		}
	}
	add(p.sheet.Name)
	for _, row := range p.Outside {
		for _, c := range row.Cells {
			if c.Kind == workbook.Text && !c.Merged {
				add(c.Raw)
			}
		}
	}
	return out
}

// useHidden keeps of a hidden sheet the tables that no visible sheet has.
func (g *reading) useHidden(p *page, kinds, years map[string]bool) {
	other := false
	for y := range p.years() {
		other = other || len(years) > 0 && !years[y]
	}
	var kept []*recognise.Table
	for _, t := range p.Tables {
		filled := slices.ContainsFunc(t.Rows, func(r recognise.Row) bool { return r.Lone == "" })
		if !other && len(t.Missing) == 0 && filled && !kinds[kindOf(t)] {
			kept = append(kept, t)
			g.find("TRANG_AN_DUOC_DOC", form.Origin{Sheet: p.sheet.Name}, "bang", t.Spec.Title)
			continue
		}
		p.tally.Heading += len(t.Rows)
	}
	for _, t := range p.Turned {
		p.tally.Heading += t.Rows
	}
	if p.Tables, p.Turned = kept, nil; len(kept) == 0 && len(p.sheet.Rows) > 0 && p.sheet.Name != listSheet {
		g.find("TRANG_AN", form.Origin{Sheet: p.sheet.Name})
	}
}

// sayTurned refuses the tables that lie on their side; the others are read.
func (g *reading) sayTurned(p *page) {
	for _, t := range p.Turned {
		g.find("BANG_XOAY", form.Origin{Sheet: p.sheet.Name, Cell: t.Addr, Raw: t.Text}, "bang", t.Spec.Title)
		p.tally.Refused += t.Rows
	}
}

// listSheet is the hidden sheet of kdcl's own form that feeds its drop-downs.
const listSheet = "_danhsach"

func (g *reading) sayHidden(p *page) {
	rows, columns := map[int]bool{}, map[int]bool{}
	for _, t := range p.Tables {
		for _, row := range t.Rows {
			if row.Row.Hidden {
				rows[row.Row.Number] = true
				continue
			}
			for _, c := range row.Row.Cells {
				if c.Hidden && strings.TrimSpace(c.Raw) != "" && t.Has(c.Col) {
					columns[c.Col] = true
				}
			}
		}
	}
	if len(rows) > 0 {
		g.find("DONG_AN", form.Origin{Sheet: p.sheet.Name}, "n", strconv.Itoa(len(rows)))
	}
	if len(columns) > 0 {
		g.find("COT_AN", form.Origin{Sheet: p.sheet.Name}, "n", strconv.Itoa(len(columns)))
	}
}

// readTable hands a table to the one that knows it.
func (g *reading) readTable(p *page, t *recognise.Table) {
	if !g.readable(p, t) {
		return
	}
	g.sayColours(t)
	if t.Spec.ID == "facts" {
		g.sayYears(t)
	}
	g.keepExtras(t)
	switch t.Spec.ID {
	case "results-level":
		g.readResultLevels(p, t)
	case "criterion-sheet":
		g.readCriterionSheet(p, t)
	case "analysis", "follow-up":
		g.keepWhole(p, t)
	case "criterion-levels":
		g.readCriterionLevels(p, t)
	case "counts":
		g.readCounts(p, t)
	case "results", "results-binary":
		g.readResults(p, t)
	case "indicators":
		g.readIndicators(p, t)
	case "level4":
		g.readLevel4(p, t)
	case "evidence":
		g.readEvidence(p, t)
	case "improvement", "improvement-2026":
		g.readImprovement(p, t)
	case "council":
		g.readCouncil(p, t)
	case "assignment", "collection":
		g.readEvidencePlan(p, t)
	case "timeline":
		g.readTimeline(p, t)
	case "staff":
		g.readStaff(p, t)
	case "facts":
		g.readFacts(p, t)
	case "disclosure":
		g.readDisclosure(p, t)
	default:
		panic("templates/forms/tables.yaml: nothing reads the table " + t.Spec.ID)
	}
}

// conclude works out which parts hold something.
func (g *reading) conclude() {
	g.compareCounts()
	g.compareTotals()
	g.sayNames()
	g.checkCitations()
	g.sayExtras()
	assessed := slices.ContainsFunc(g.Criteria, func(c form.CriterionResult) bool { return c.Level != nil })
	for _, p := range []struct {
		part string
		held bool
	}{
		{form.PartPlan, len(g.Council) > 0 || len(g.Milestones) > 0 || len(g.EvidencePlan) > 0},
		{form.PartSelfAssessment, assessed},
		{form.PartEvidence, len(g.Evidence) > 0},
		{form.PartImprovement, len(g.Improvements) > 0},
		{form.PartStatistics, slices.ContainsFunc(g.Staff, func(s form.StaffFigure) bool { return s.Value != nil }) ||
			slices.ContainsFunc(g.Facts, func(f form.Fact) bool { return f.Value != nil })},
		{form.PartDisclosure, len(g.Disclosures) > 0},
	} {
		if p.held {
			g.Parts = append(g.Parts, p.part)
		}
	}
}
