package render

import (
	"strings"

	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"

	"kdcl/aggregate/report"
)

const (
	tableSize    = 11.0 // points, unless the layout says otherwise
	tableLeading = 1.16
	padding      = 0.9 // millimetres, left and right
	padTop       = 0.7
	hairline     = 0.18 // half a point
	leastLines   = 3    // of a long row that is worth beginning at the foot of a page
	indentStep   = 1.4  // millimetres for each space that a label begins with
)

// table draws the rows of one layout on one paper.
type table struct {
	p       *paper
	columns []report.Column
	at      []int     // where each column stands in a row's cells
	widths  []float64 // millimetres
	size    float64   // points
}

// tableStart is what a table needs of a page to begin on it, head and first row,
// in millimetres.
const tableStart = 40

// newTable sets the columns to the width of the text. A column that may be left
// out is, when no row has anything to say in it.
func newTable(p *paper, t report.Table) *table {
	g := &table{p: p, size: t.Layout.Size}
	if g.size == 0 {
		g.size = tableSize
	}
	g.columns, g.at = kept(t)
	g.share(t.Rows)
	return g
}

// kept are the columns that a table shows, and where they stand in its rows.
func kept(t report.Table) (columns []report.Column, at []int) {
	for i, c := range t.Layout.Columns {
		if !c.Optional || !idle(t.Rows, i) {
			columns, at = append(columns, c), append(at, i)
		}
	}
	return columns, at
}

// withoutIdle is a table with the columns alone that it shows.
func withoutIdle(t report.Table) report.Table {
	columns, at := kept(t)
	if len(columns) == len(t.Layout.Columns) {
		return t
	}
	t.Layout.Columns = columns
	rows := make([]report.Row, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = r
		if r.Kind == report.Group { // one text, over all columns
			continue
		}
		rows[i].Cells = make([]report.Cell, len(at))
		for k, from := range at {
			rows[i].Cells[k] = r.Cells[from]
		}
	}
	t.Rows = rows
	return t
}

// share gives each column its share of the width, and never less than its
// longest word: a day or a code is not broken.
func (g *table) share(rows []report.Row) {
	const widest = 40.0 // a longer word may be broken
	least := make([]float64, len(g.columns))
	for i, c := range g.columns {
		need := func(s string, style fontstyle.Type) {
			for _, w := range splitWords(g.p.press.printable(s, style)) {
				if mm := g.p.press.measure(w, style, g.size) + 2*padding + 0.1; mm <= widest {
					least[i] = max(least[i], mm)
				}
			}
		}
		need(c.Head[len(c.Head)-1], fontstyle.Bold)
		for _, r := range rows {
			if r.Kind != report.Group {
				need(r.Cells[g.at[i]].Text, styleOf(r))
			}
		}
	}
	width := g.p.textWidth()
	g.widths = make([]float64, len(g.columns))
	fixed := make([]bool, len(g.columns))
	for changed := true; changed; {
		changed = false
		left, sum := width, 0.0
		for i, c := range g.columns {
			if fixed[i] {
				left -= g.widths[i]
			} else {
				sum += max(c.Width, 1)
			}
		}
		for i, c := range g.columns {
			if fixed[i] {
				continue
			}
			g.widths[i] = max(c.Width, 1) / sum * left
			if g.widths[i] < least[i] && left > least[i] {
				g.widths[i], fixed[i], changed = least[i], true, true
				break
			}
		}
	}
	if total := sum(g.widths); total > width { // more words than paper: all give way alike
		for i := range g.widths {
			g.widths[i] *= width / total
		}
	}
}

// idle reports whether a column is blank or 0 in every row.
func idle(rows []report.Row, column int) bool {
	for _, r := range rows {
		if r.Kind == report.Group {
			continue
		}
		switch c := r.Cells[column]; {
		case c.Number != nil && *c.Number != 0:
			return false
		case c.Number == nil && c.Text != "" && c.Text != "-":
			return false
		}
	}
	return true
}

func (g *table) lineHeight() float64 { return lineHeight(g.size, tableLeading) }

// headCell is one head, over columns from..to and levels top..bottom.
type headCell struct {
	text                  string
	from, to, top, bottom int
}

// headCells lays the heads out as a grid: equal neighbours are one head, a head
// with fewer levels reaches down to the lowest.
func headCells(columns []report.Column) ([]headCell, int) {
	levels := 1
	for _, c := range columns {
		levels = max(levels, len(c.Head))
	}
	var cells []headCell
	for level := range levels {
		for i := 0; i < len(columns); {
			head := columns[i].Head
			if level >= len(head) {
				i++
				continue
			}
			lowest := level == len(head)-1
			j := i + 1
			for !lowest && j < len(columns) && level < len(columns[j].Head)-1 && sameHead(head, columns[j].Head, level) {
				j++
			}
			bottom := level
			if lowest {
				bottom = levels - 1
			}
			cells = append(cells, headCell{head[level], i, j - 1, level, bottom})
			i = j
		}
	}
	return cells, levels
}

func sameHead(a, b []string, level int) bool {
	for i := 0; i <= level; i++ {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// head draws the heads, merged as they are on paper.
func (g *table) head() {
	cells, levels := headCells(g.columns)
	lines := make([][]string, len(cells))
	heights := make([]float64, levels)
	need := func(i int) float64 { return float64(len(lines[i]))*g.lineHeight() + 2*padTop }
	for i, c := range cells {
		lines[i] = g.p.press.lines(c.text, fontstyle.Bold, g.size, sum(g.widths[c.from:c.to+1])-1, 0)
		if c.top == c.bottom {
			heights[c.top] = max(heights[c.top], need(i))
		}
	}
	for i, c := range cells { // a tall head stretches the lowest level it covers
		if short := need(i) - sum(heights[c.top:c.bottom+1]); short > 0 {
			heights[c.bottom] += short
		}
	}
	for i, c := range cells {
		x, y := g.p.left+sum(g.widths[:c.from]), g.p.y+sum(heights[:c.top])
		w, h := sum(g.widths[c.from:c.to+1]), sum(heights[c.top:c.bottom+1])
		g.p.box(x, y, w, h, hairline)
		top := y + (h-float64(len(lines[i]))*g.lineHeight())/2
		for k, s := range lines[i] {
			g.p.within(s, x, w, top+float64(k)*g.lineHeight()+baselineIn(g.size, tableLeading), g.size, fontstyle.Bold, align.Center)
		}
	}
	g.p.y += sum(heights)
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// draw draws heads and rows; heads stand again on top of every page. The last row
// shares its page with the millimetres of notes that come after it.
func (g *table) draw(rows []report.Row, notes float64) {
	lines := make([][][]string, 2) // of this row and the next: a group's name is not left alone
	for i := range rows {
		if i == 0 {
			lines[1] = g.lines(rows[0])
		}
		lines[0] = lines[1]
		follow := 0.0
		if i+1 < len(rows) {
			lines[1] = g.lines(rows[i+1])
			if rows[i].Kind == report.Group || rows[i].Kind == report.Data && rows[i+1].Kind == report.Total {
				follow = g.height(min(longest(lines[1]), leastLines))
			}
		}
		if last := len(rows) - 1; i == last || i+1 == last && follow > 0 {
			follow += notes
		}
		if i == 0 {
			g.p.keep(tableStart)
			g.head()
			g.p.heads = g.head
		}
		g.row(rows[i], lines[0], follow)
	}
	g.p.heads = nil
}

func (g *table) height(lines int) float64 { return float64(lines)*g.lineHeight() + 2*padTop }

func longest(texts [][]string) int {
	n := 1
	for _, t := range texts {
		n = max(n, len(t))
	}
	return n
}

func styleOf(r report.Row) fontstyle.Type {
	if r.Kind != report.Data {
		return fontstyle.Bold
	}
	return fontstyle.Normal
}

// indentOf is what a label's leading spaces mean on paper.
func indentOf(s string) float64 {
	return float64(len(s)-len(strings.TrimLeft(s, " "))) * indentStep
}

// lines breaks the texts of a row; a group has one text over the whole width.
func (g *table) lines(r report.Row) [][]string {
	if r.Kind == report.Group {
		return [][]string{g.p.press.lines(r.Cells[0].Text, fontstyle.Bold, g.size, g.p.textWidth()-2*padding, 0)}
	}
	texts := make([][]string, len(g.columns))
	for i, at := range g.at {
		s := r.Cells[at].Text
		texts[i] = g.p.press.lines(s, styleOf(r), g.size, g.widths[i]-2*padding-indentOf(s), 0)
	}
	return texts
}

// row draws one row, whole; only a row that no page can hold goes on over
// further pages, line by line, with nothing lost.
func (g *table) row(r report.Row, texts [][]string, follow float64) {
	n := longest(texts)
	need := g.height(n)
	need += follow                                         // of a group's name, of a row whose total is next, of the last row
	fullPage := g.p.height - marginTop - marginBottom - 40 // less the heads
	if need <= fullPage {
		g.p.keep(need)
	}
	for from := 0; from < n; {
		fit := int((g.p.room() - 2*padTop + 1e-6) / g.lineHeight())
		if fit < min(leastLines, n-from) {
			g.p.turn()
			continue
		}
		to := min(n, from+fit)
		g.cells(r, texts, from, to)
		from = to
	}
}

func (g *table) cells(r report.Row, texts [][]string, from, to int) {
	p, h := g.p, g.height(to-from)
	right := p.left + p.textWidth()
	p.rule(p.left, p.y+h, right, p.y+h, hairline)
	p.rule(p.left, p.y, right, p.y, hairline)
	p.rule(p.left, p.y, p.left, p.y+h, hairline)
	p.rule(right, p.y, right, p.y+h, hairline)
	x := p.left
	for i, lines := range texts {
		width, a, indent := p.textWidth(), align.Type(align.Left), 0.0
		if r.Kind != report.Group {
			width, a, indent = g.widths[i], alignOf(g.columns[i]), indentOf(r.Cells[g.at[i]].Text)
			if i > 0 {
				p.rule(x, p.y, x, p.y+h, hairline)
			}
		}
		for k := from; k < min(to, len(lines)); k++ {
			p.within(lines[k], x+padding+indent, width-2*padding-indent, p.y+padTop+float64(k-from)*g.lineHeight()+baselineIn(g.size, tableLeading), g.size, styleOf(r), a)
		}
		x += width
	}
	p.y += h
}

func alignOf(c report.Column) align.Type {
	switch c.Align {
	case "center":
		return align.Center
	case "right":
		return align.Right
	}
	return align.Left
}
