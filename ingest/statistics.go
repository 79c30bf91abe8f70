package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// staffMeasures are the fields of the staff table, in the order printed.
var staffMeasures = []string{"total", "female", "ethnic", "below_standard", "at_standard", "above_standard", "secondary", "college", "university", "postgraduate"}

// readStaff reads table 3a and the staff table of training plans (FORMS §5.2,
// seed 23/11). Its "Cộng" row is compared with the sum and kept under "Cộng";
// lines that say what a line above consists of ("Trong đó: …", "- …") are not
// added to it again.
func (g *reading) readStaff(p *page, t *recognise.Table) {
	sums := map[string]int64{}
	known, unknown := map[string]bool{}, map[string]bool{}
	above := map[string]bool{} // measures that the line above its parts gives
	inside := false            // behind "Trong đó:"
	for _, row := range t.Rows {
		label := g.value(t, row, "group")
		if strings.HasPrefix(text.Key(label), "trong do") {
			inside = true
			if i := strings.IndexByte(label, ':'); i >= 0 {
				label = strings.TrimSpace(label[i+1:])
			}
		}
		if label == "" || empty(t, row, staffMeasures...) {
			p.count(blank)
			continue
		}
		if row.Lone != "" {
			p.count(heading)
			continue
		}
		_, name := depthOf(label, t.Cell(row, "number").Raw)
		total := g.tables.IsTotal(name)
		part := inside && partOfStaff[text.Key(g.roles.Canonical(name))] || strings.HasPrefix(label, "-") || strings.HasPrefix(label, "+")
		if !part {
			inside = false
		}
		group := g.roles.Canonical(name)
		if total {
			group = "Cộng"
		}
		if !part {
			clear(above)
		}
		for _, measure := range staffMeasures {
			c := t.Cell(row, measure)
			if c.Addr == "" || strings.TrimSpace(c.Raw) == "" && !c.Uncached || c.Merged {
				continue
			}
			value := g.countCell(t.Sheet, c, group)
			g.Staff = append(g.Staff, form.StaffFigure{Group: group, Measure: measure, Value: value, At: origin(t.Sheet, c)})
			switch {
			case part && above[measure]:
			case value == nil:
				unknown[measure] = true // no sum to hold the school's own against
			case !total:
				sums[measure] += *value
				known[measure] = true
				above[measure] = !part
			case known[measure] && !unknown[measure] && sums[measure] != *value:
				g.find("CONG_SAI", origin(t.Sheet, c), "a", strconv.FormatInt(*value, 10), "b", strconv.FormatInt(sums[measure], 10))
			}
		}
		p.count(loaded)
	}
}

// partOfStaff are groups that stand under "Cán bộ quản lý. Trong đó:".
var partOfStaff = map[string]bool{"hieu truong": true, "pho hieu truong": true, "tong phu trach doi": true}

// factTables tells the tables of Phần I apart by what stands above or at the
// head of the labels.
var factTables = []struct{ key, table string }{
	{"lop hoc", "classes"}, {"nhom lop", "classes"}, {"nhom tre", "classes"},
	{"phong", "rooms"}, {"cong trinh", "rooms"},
	{"giao vien", "teachers"}, {"can bo", "teachers"},
	{"ket qua", "outcomes"}, {"pho cap", "outcomes"},
	{"hoc sinh", "pupils"}, {"tre em", "pupils"},
}

// factLine is a line of a table of figures, with the line that it is part of.
type factLine struct {
	recognise.Row
	name   string // with its parent's, "Tổng số trẻ em/Nữ", where labels repeat
	short  string // without it
	parent int    // index of the line above it in the tree; -1: none
	total  bool
	values map[string]*float64 // by year; nil is unreadable
	cells  map[string]workbook.Cell
}

var (
	romanNumber  = regexp.MustCompile(`^([IVX]{1,4})\s*(?:[.):-]\s*|$)`)
	arabicNumber = regexp.MustCompile(`^(\d{1,2})\s*(?:[.):]\s*|$)`)
	letterNumber = regexp.MustCompile(`^([a-h])\s*(?:[.)]\s*|$)`)
)

// depthOf tells how deep a line stands by its own number, in the column "TT" or
// before the label, and the label without it: I is 1, 1 is 2, a is 3, a dash or
// "Trong đó:" 4; 0 is none.
func depthOf(label, number string) (depth int, name string) {
	name = strings.TrimSpace(label)
	if strings.HasPrefix(text.Key(name), "trong do") {
		if _, after, ok := strings.Cut(name, ":"); ok {
			return 4, strings.TrimSpace(after)
		}
		return 4, strings.TrimSpace(string([]rune(name)[min(8, len([]rune(name))):]))
	}
	if bare := strings.TrimLeft(name, "-–—+*•· "); bare != name {
		return 4, bare
	}
	for i, re := range []*regexp.Regexp{romanNumber, arabicNumber, letterNumber} {
		if n := strings.TrimSpace(number); n != "" && re.FindString(n) == n {
			return i + 1, name
		}
	}
	if strings.TrimSpace(number) == "" {
		for i, re := range []*regexp.Regexp{romanNumber, arabicNumber, letterNumber} {
			if m := re.FindString(name); m != "" && len(m) < len(name) && strings.ContainsAny(m, ".):-") {
				return i + 1, strings.TrimSpace(name[len(m):])
			}
		}
	}
	return 0, name
}

// plainTotal are the totals that sum up all above; "Cộng tiểu học" keeps its name.
var plainTotal = map[string]bool{"cong": true, "tong cong": true, "tong": true, "cong chung": true}

// readFacts reads a table of figures by school year (FORMS §5.2). Labels that
// repeat under several parents ("- Nữ", "a Phòng kiên cố") are told apart by the
// parent, by dash, number or word.
func (g *reading) readFacts(p *page, t *recognise.Table) {
	table := factTable(t)
	var lines []factLine
	var tree [5]int // by depth, the index of the last line; -1 when another began above
	for i := range tree {
		tree[i] = -1
	}
	inside := -1 // the line whose parts follow "Trong đó:"
	for _, row := range t.Rows {
		label := g.value(t, row, "label")
		line := factLine{Row: row, parent: -1, values: map[string]*float64{}, cells: map[string]workbook.Cell{}}
		for _, y := range t.Years {
			if c := recognise.CellAt(row.Row, y.Col); (strings.TrimSpace(c.Raw) != "" || c.Uncached) && !c.Merged {
				line.cells[y.Year] = c
			}
		}
		number := t.Cell(row, "number")
		if number.Merged && number.Col > 0 && text.Key(number.Raw) == text.Key(label) {
			number.Raw = "" // a title across the table
		}
		depth, name := depthOf(label, number.Raw)
		line.total = g.tables.IsTotal(name) && text.Key(name) != "tong so"
		switch {
		case label == "" || row.Lone != "" && len(line.cells) > 0:
		case text.Key(label) == "trong do":
			inside = len(lines) - 1
		case line.total:
			inside = -1
		default:
			if depth == 0 && g.tables.IsChild(name) {
				depth = 4
			}
			level := depth
			if depth == 0 {
				level = 2 // a plain label stands beside the numbered ones
				if tree[3] >= 0 || tree[2] < 0 && tree[1] >= 0 {
					level = 3
				}
				if number.Raw == "" && t.Columns["number"] == 0 {
					level = 1
				}
			}
			for up := level - 1; up >= 1; up-- {
				if tree[up] >= 0 {
					line.parent = tree[up]
					break
				}
			}
			if inside >= 0 && depth == 4 {
				line.parent = inside
			} else {
				inside = -1
			}
			if line.parent >= 0 && isRate(lines[line.parent].short) && !isRate(name) && !g.tables.IsChild(name) {
				line.parent, level = -1, 4 // "- Trẻ em từ 3-4 tuổi" below "Tỷ lệ trẻ em/nhóm" is no part of it
			}
			line.name, line.short = name, name
			if line.parent >= 0 && (depth >= 3 || g.tables.IsChild(name)) {
				line.name = lines[line.parent].short + "/" + name
			}
			if level < 4 {
				tree[level] = len(lines)
				for down := level + 1; down < len(tree); down++ {
					tree[down] = -1
				}
			}
		}
		if line.total {
			if line.name, line.short = name, name; plainTotal[text.Key(name)] {
				line.name, line.short = "Cộng", "Cộng"
			}
		}
		lines = append(lines, line)
		switch {
		case row.Lone != "":
			p.count(heading)
		case line.name == "" || len(line.cells) == 0:
			p.count(blank)
		default:
			p.count(loaded)
		}
	}
	for i := range lines {
		line := &lines[i]
		for _, y := range t.Years {
			if c, ok := line.cells[y.Year]; ok && line.name != "" && line.Lone == "" {
				g.readFact(t, table, line, y.Year, c)
			}
		}
	}
	if table == "classes" || table == "rooms" {
		g.compareFacts(t, lines)
	}
}

// readFact reads one figure. A line "Số lượng và tỉ lệ %" holds two in a cell.
func (g *reading) readFact(t *recognise.Table, table string, line *factLine, year string, c workbook.Cell) {
	f := form.Fact{Table: table, Row: line.name, Year: year, At: origin(t.Sheet, c)}
	k := text.Key(line.name)
	if strings.Contains(k, "so luong va ti le") || strings.Contains(k, "so luong ti le") {
		if g.unreadable(t.Sheet, c) {
			return
		}
		n, r := parse.Count(c.Raw, c.Kind == workbook.Number), parse.Ratio(c.Raw, c.Kind == workbook.Number)
		if n.Value != nil && !(c.Kind != workbook.Number && strings.HasSuffix(strings.TrimSpace(c.Raw), "%") && !strings.ContainsAny(strings.TrimSpace(c.Raw), " -/(;–")) {
			v := float64(*n.Value)
			f.Value = &v
			g.Facts = append(g.Facts, f)
			if n.Code == "SL_VA_TYLE_LECH" {
				g.find(n.Code, f.At, "chi_tieu", line.name)
			}
		}
		if r.Value != nil && r.Percent {
			f.Value, f.Row, f.IsRate = r.Value, line.name+"/Tỷ lệ %", true
			g.Facts = append(g.Facts, f)
		} else if n.Value == nil {
			g.find("SO_KHONG_DOC_DUOC", f.At, "chi_tieu", line.name)
			g.Facts = append(g.Facts, f)
		}
		return
	}
	f.IsRate = isRate(line.name) && (isRate(line.short) || line.parent >= 0)
	f.Value = g.numberCell(t.Sheet, c, f.IsRate, line.name)
	g.Facts = append(g.Facts, f)
	line.values[year] = f.Value
}

// compareFacts holds totals and parents against the lines that they sum up, year
// by year (MESSY 30, 48). A line with parts counts as its parts.
func (g *reading) compareFacts(t *recognise.Table, lines []factLine) {
	for _, y := range t.Years {
		own := make([]*float64, len(lines)) // what a line is worth: its parts, else itself
		broken := make([]bool, len(lines))
		for i := len(lines) - 1; i >= 0; i-- {
			line := lines[i]
			if line.total || line.name == "" || isRate(line.name) {
				continue
			}
			if v, ok := line.values[y.Year]; ok && v == nil {
				broken[i] = true
			} else if ok {
				if own[i] != nil && !broken[i] && partsOfAll(lines, i) && *own[i] != *v {
					g.find("CONG_SAI", origin(t.Sheet, line.cells[y.Year]), "a", plainNumber(*v), "b", plainNumber(*own[i]))
				}
				if own[i] == nil || !partsOfAll(lines, i) {
					own[i] = v
				}
			}
			if p := line.parent; p >= 0 {
				broken[p] = broken[p] || broken[i]
				if own[i] != nil {
					sum := *own[i]
					if own[p] != nil {
						sum += *own[p]
					}
					own[p] = &sum
				}
			}
		}
		var all, part float64
		parts, any, unknown := 0, 0, false
		for i, line := range lines {
			if !line.total {
				if line.parent < 0 && line.name != "" {
					unknown = unknown || broken[i]
					if own[i] != nil {
						all, part = all+*own[i], part+*own[i]
						parts, any = parts+1, any+1
					}
				}
				continue
			}
			if v := line.values[y.Year]; v != nil && any > 0 && !unknown && *v != all && (parts == 0 || *v != part) {
				held := all
				if parts > 0 && parts < any {
					held = part
				}
				g.find("CONG_SAI", origin(t.Sheet, line.cells[y.Year]), "a", plainNumber(*v), "b", plainNumber(held))
			}
			part, parts = 0, 0
		}
	}
}

// partsOfAll reports whether the parts of a line make it up whole: "Nữ" does not.
func partsOfAll(lines []factLine, i int) bool {
	for _, line := range lines {
		if line.parent == i {
			switch k := text.Key(line.short); {
			case strings.HasPrefix(k, "nu"), strings.Contains(k, "dan toc"), strings.Contains(k, "dtts"):
				return false
			}
		}
	}
	return true
}

func plainNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// sayYears says which school years a table lacks, has twice or has beside those
// that its rulebook asks for: five that end with the workbook's own, three since
// TT57/2026 (MESSY 60). Of a year that stands twice nothing is read.
func (g *reading) sayYears(t *recognise.Table) {
	var odd []string
	count := map[string]int{}
	for _, y := range t.Years {
		count[y.Year]++
	}
	for _, y := range t.Years {
		if count[y.Year] > 1 {
			odd = append(odd, y.Year+" ghi "+strconv.Itoa(count[y.Year])+" lần ("+y.Addr+")")
			t.Unknown = append(t.Unknown, recognise.Head{Addr: y.Addr, Text: y.Year, Col: y.Col})
		}
	}
	t.Years = slices.DeleteFunc(t.Years, func(y recognise.YearColumn) bool { return count[y.Year] > 1 })
	if g.SchoolYear != "" {
		family := ""
		if g.book != nil {
			family = g.book.Family
		}
		n, ok := t.Spec.Years[family]
		if !ok {
			n = t.Spec.Years[""]
		}
		last, _ := strconv.Atoi(g.SchoolYear[:4])
		for y := last - n + 1; y <= last; y++ {
			year := strconv.Itoa(y) + "-" + strconv.Itoa(y+1)
			if count[year] == 0 {
				odd = append(odd, "thiếu "+year)
			}
			delete(count, year)
		}
		for _, y := range t.Years {
			if count[y.Year] == 1 {
				odd = append(odd, y.Year+" ngoài "+strconv.Itoa(n)+" năm")
			}
		}
	}
	for _, h := range t.Unknown {
		if count[h.Text] > 1 {
			continue // said
		}
		k := text.Key(h.Text)
		if strings.Contains(k, "nam") && strings.ContainsAny(k, "0123456789") || len(h.Text) <= 12 && strings.Count(h.Text, "20") >= 2 {
			odd = append(odd, "\""+text.Clean(h.Text)+"\" ("+h.Addr+") chưa rõ năm học")
		}
	}
	if len(odd) == 0 || len(t.Rows) == 0 {
		return
	}
	what := strings.Join(odd, "; ")
	for _, f := range g.Findings { // the tables of a sheet share their years, and the slip
		if f.Code == "COT_NAM_HOC" && f.At.Sheet == t.Sheet && f.Args["ds"] == what {
			return
		}
	}
	at := form.Origin{Sheet: t.Sheet, Cell: t.Heads["label"].Addr}
	if len(t.Years) > 0 {
		at.Cell = t.Years[0].Addr
	}
	title := text.Clean(t.Heading)
	if title == "" {
		title = t.Spec.Title
	}
	g.find("COT_NAM_HOC", at, "bang", title, "ds", what)
}

// readProfile reads the block at the head of Phần I: what is ticked, how many
// sites (FORMS §5.2). They are facts of the workbook's own school year.
func (g *reading) readProfile() {
	for i := range g.pages {
		p := &g.pages[i]
		for _, row := range p.Outside {
			used := false
			for n, c := range row.Cells {
				what, ok := g.tables.Profile(c.Raw)
				if !ok || c.Merged || c.Kind != workbook.Text {
					continue
				}
				for _, right := range row.Cells[n+1:] {
					if strings.TrimSpace(right.Raw) == "" || right.Merged && text.Key(right.Raw) == text.Key(c.Raw) {
						continue
					}
					if _, label := g.tables.Profile(right.Raw); label || g.tables.InfoField(right.Raw) != "" {
						break
					}
					f := form.Fact{Table: "profile", Row: what.Label, Year: g.SchoolYear, At: origin(p.sheet.Name, right)}
					if what.Tick {
						if mark := g.marks.Read(right.Raw, parse.LevelColumn); ticked(mark) {
							one := 1.0
							f.Value = &one
							g.Facts = append(g.Facts, f)
							used = true
						}
					} else if n := parse.Count(right.Raw, right.Kind == workbook.Number); n.Value != nil {
						v := float64(*n.Value)
						f.Value = &v
						g.Facts = append(g.Facts, f)
						used = true
					}
					break
				}
			}
			if at := origin(p.sheet.Name, row.Cells[0]).Ref(); used && !g.usedRows[at] {
				g.usedRows[at] = true
				p.tally.Heading--
				p.tally.Loaded++
			}
		}
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
	for _, row := range t.Rows[:min(3, len(t.Rows))] { // "Số liệu của 5 năm gần đây" says nothing
		k := text.Key(t.Cell(row, "label").Raw)
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
	return strings.HasPrefix(k, "ti le") || strings.HasPrefix(k, "binh quan") || strings.Contains(k, "%")
}
