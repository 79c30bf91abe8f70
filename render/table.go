package render

import (
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"kdcl/aggregate/report"
)

const (
	tableSize   = 10.5 // points
	lineSpacing = 1.18
	padding     = 1.0 // millimetres, left and right
	padTop      = 0.8
)

// table draws the rows of one layout on one paper.
type table struct {
	p      *paper
	layout report.Layout
	widths []float64 // of the columns, in millimetres, whole grid units
}

func newTable(p *paper, l report.Layout) *table {
	g := &table{p: p, layout: l}
	sum := 0.0
	for _, c := range l.Columns {
		sum += max(c.Width, 1)
	}
	left := int(p.width * grid)
	for i, c := range l.Columns {
		units := int(max(c.Width, 1) / sum * p.width * grid)
		if i == len(l.Columns)-1 {
			units = left
		}
		left -= units
		g.widths = append(g.widths, float64(units)/grid)
	}
	return g
}

func lineHeight() float64 { return fontHeight(tableSize) * lineSpacing }

// headCell is one head, over columns from..to and levels top..bottom.
type headCell struct {
	text                  string
	from, to, top, bottom int
}

// headCells lays the heads out as a grid: equal neighbours are one head, a head
// with fewer levels reaches down to the lowest.
func headCells(l report.Layout) ([]headCell, int) {
	levels := 1
	for _, c := range l.Columns {
		levels = max(levels, len(c.Head))
	}
	var cells []headCell
	for level := range levels {
		for i := 0; i < len(l.Columns); {
			head := l.Columns[i].Head
			if level >= len(head) {
				i++
				continue
			}
			lowest := level == len(head)-1
			j := i + 1
			for !lowest && j < len(l.Columns) && level < len(l.Columns[j].Head)-1 && sameHead(head, l.Columns[j].Head, level) {
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
func (g *table) head() []core.Row {
	cells, levels := headCells(g.layout)
	lines := make([][]string, len(cells))
	heights := make([]float64, levels)
	need := func(i int) float64 { return float64(len(lines[i]))*lineHeight() + 2*padTop }
	for i, c := range cells {
		lines[i] = g.p.fonts.lines(c.text, fontstyle.Bold, tableSize, g.width(c)-padding, 0)
		if c.top == c.bottom {
			heights[c.top] = max(heights[c.top], need(i))
		}
	}
	for i, c := range cells { // a tall head stretches the lowest level it covers
		if short := need(i) - sum(heights[c.top:c.bottom+1]); short > 0 {
			heights[c.bottom] += short
		}
	}
	var out []core.Row
	for level := range levels {
		r := row.New(heights[level])
		for col := 0; col < len(g.widths); {
			i := 0
			for ; !(cells[i].from <= col && col <= cells[i].to && cells[i].top <= level && level <= cells[i].bottom); i++ {
			}
			c := cells[i]
			sides := border.Left | border.Right
			if level == c.top {
				sides |= border.Top
			}
			if level == c.bottom {
				sides |= border.Bottom
			}
			cell := span(g.width(c)).WithStyle(boxStyle(sides))
			// The lines are centred over all levels that the head covers; each is
			// drawn in the level where it begins.
			above, total := sum(heights[c.top:level]), sum(heights[c.top:c.bottom+1])
			start := (total - float64(len(lines[i]))*lineHeight()) / 2
			for k, s := range lines[i] {
				y := start + float64(k)*lineHeight() - above
				if (y >= 0 || level == c.top) && (y < heights[level] || level == c.bottom) {
					cell.Add(words(s, tableSize, fontstyle.Bold, align.Center, max(y, 0), 0, 0))
				}
			}
			r.Add(cell)
			col = c.to + 1
		}
		out = append(out, r)
	}
	return out
}

func (g *table) width(c headCell) float64 { return sum(g.widths[c.from : c.to+1]) }

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

func boxStyle(sides border.Type) *props.Cell {
	return &props.Cell{BorderType: sides, BorderThickness: 0.18, BorderColor: &props.BlackColor}
}

// linesPerPage is how many lines a row may have before it goes on over further
// rows: a row higher than a page would be cut.
const linesPerPage = 20

// rows draws one line of the table, none of its text lost.
func (g *table) rows(line report.Row) []core.Row {
	style := fontstyle.Normal
	if line.Kind != report.Data {
		style = fontstyle.Bold
	}
	widths, aligns := g.widths, make([]align.Type, len(g.widths))
	for i, c := range g.layout.Columns {
		aligns[i] = alignOf(c)
	}
	cells := line.Cells
	if line.Kind == report.Group { // spans the table
		widths, aligns, cells = []float64{g.p.width}, []align.Type{align.Left}, cells[:1]
	}
	texts := make([][]string, len(cells))
	most := 1
	for i, c := range cells {
		texts[i] = g.p.fonts.lines(c.Text, style, tableSize, widths[i]-2*padding, 0)
		most = max(most, len(texts[i]))
	}
	var out []core.Row
	for from := 0; from < most; from += linesPerPage {
		n := min(linesPerPage, most-from)
		r := row.New(float64(n)*lineHeight() + 2*padTop)
		for i := range cells {
			cell := span(widths[i]).WithStyle(boxStyle(border.Full))
			for k := from; k < min(from+n, len(texts[i])); k++ {
				cell.Add(words(texts[i][k], tableSize, style, aligns[i], padTop+float64(k-from)*lineHeight(), padding, padding))
			}
			r.Add(cell)
		}
		out = append(out, r)
	}
	return out
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
