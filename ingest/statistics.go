package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
)

// staffMeasures are the fields of the staff table, in the order printed.
var staffMeasures = []string{"total", "female", "ethnic", "below_standard", "at_standard", "above_standard", "secondary", "college", "university", "postgraduate"}

// readStaff reads table 3a and the staff table of training plans (FORMS §5.2,
// seed 23/11). Its "Cộng" row is compared with the sum and kept under "Cộng".
func (g *reading) readStaff(p *page, t *recognise.Table) {
	sums := map[string]int64{}
	known, unknown := map[string]bool{}, map[string]bool{}
	for _, row := range t.Rows {
		label := g.value(t, row, "group")
		if label == "" || empty(t, row, staffMeasures...) {
			p.count(blank)
			continue
		}
		if row.Lone != "" {
			p.count(heading)
			continue
		}
		total := g.tables.IsTotal(label)
		group := g.roles.Canonical(label)
		if total {
			group = "Cộng"
		}
		for _, measure := range staffMeasures {
			c := t.Cell(row, measure)
			if c.Addr == "" || strings.TrimSpace(c.Raw) == "" && !c.Uncached {
				continue
			}
			value := g.countCell(t.Sheet, c, group)
			g.Staff = append(g.Staff, form.StaffFigure{Group: group, Measure: measure, Value: value, At: origin(t.Sheet, c)})
			if value == nil {
				unknown[measure] = true // no sum to hold the school's own against
				continue
			}
			if !total {
				sums[measure] += *value
				known[measure] = true
			} else if known[measure] && !unknown[measure] && sums[measure] != *value {
				g.find("CONG_SAI", origin(t.Sheet, c), "a", strconv.FormatInt(*value, 10), "b", strconv.FormatInt(sums[measure], 10))
			}
		}
		p.count(loaded)
	}
}

// factTables tells the tables of Phần I apart by what stands above or at the
// head of the labels.
var factTables = []struct{ key, table string }{
	{"lop hoc", "classes"}, {"nhom lop", "classes"}, {"nhom tre", "classes"},
	{"phong", "rooms"}, {"cong trinh", "rooms"},
	{"giao vien", "teachers"}, {"can bo", "teachers"},
	{"ket qua", "outcomes"}, {"pho cap", "outcomes"},
	{"hoc sinh", "pupils"}, {"tre em", "pupils"},
}

// readFacts reads a table of figures by school year (FORMS §5.2). Labels that
// repeat under several parents ("- Nữ") are told apart by the parent.
func (g *reading) readFacts(p *page, t *recognise.Table) {
	table := factTable(t)
	parent := ""
	sums := map[string]float64{}
	counted := map[string]int{}
	unknown := map[string]bool{}
	for _, row := range t.Rows {
		label := g.value(t, row, "label")
		years := false
		for _, y := range t.Years {
			c := recognise.CellAt(row.Row, y.Col)
			if strings.TrimSpace(c.Raw) != "" || c.Uncached {
				years = true
			}
		}
		if label == "" || row.Lone != "" || !years {
			if row.Lone != "" && label != "" {
				parent = strings.TrimLeft(label, "-–• ")
			}
			switch {
			case row.Lone != "":
				p.count(heading)
			default:
				if label != "" && !strings.HasPrefix(label, "-") {
					parent = label
				}
				p.count(blank)
			}
			continue
		}
		name := strings.TrimSpace(strings.TrimLeft(label, "-–• "))
		if strings.HasPrefix(label, "-") || strings.HasPrefix(label, "–") {
			if parent != "" {
				name = parent + "/" + name
			}
		} else {
			parent = name
		}
		total := g.tables.IsTotal(label) && text.Key(label) != "tong so"
		for _, y := range t.Years {
			c := recognise.CellAt(row.Row, y.Col)
			if strings.TrimSpace(c.Raw) == "" && !c.Uncached {
				continue
			}
			f := form.Fact{Table: table, Row: name, Year: y.Year, At: origin(t.Sheet, c)}
			f.IsRate = isRate(name)
			f.Value = g.numberCell(t.Sheet, c, f.IsRate, name)
			g.Facts = append(g.Facts, f)
			if f.Value == nil {
				unknown[y.Year] = true
				continue
			}
			if f.IsRate {
				continue
			}
			if !total {
				sums[y.Year] += *f.Value
				counted[y.Year]++
			} else if table == "classes" && counted[y.Year] > 0 && !unknown[y.Year] && sums[y.Year] != *f.Value {
				g.find("CONG_SAI", f.At, "a", strconv.FormatFloat(*f.Value, 'f', -1, 64), "b", strconv.FormatFloat(sums[y.Year], 'f', -1, 64))
			}
		}
		p.count(loaded)
	}
}

func factTable(t *recognise.Table) string {
	for _, s := range []string{t.Heading, t.Heads["label"].Text, t.Sheet} {
		k := text.Key(s)
		for _, f := range factTables {
			if strings.Contains(k, f.key) {
				return f.table
			}
		}
	}
	return "other"
}

// isRate tells percentages and ratios from counts by their label; the sum of
// rates means nothing (DISTRICT §2, Biểu 5).
func isRate(label string) bool {
	k := text.Key(label)
	return strings.HasPrefix(k, "ty le") || strings.HasPrefix(k, "ti le") || strings.HasPrefix(k, "binh quan") || strings.Contains(k, "%")
}
