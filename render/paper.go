package render

import (
	"strconv"

	"github.com/johnfercher/go-tree/node"
	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/breakline"
	"github.com/johnfercher/maroto/v2/pkg/consts/extension"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/linestyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/orientation"
	"github.com/johnfercher/maroto/v2/pkg/consts/pagesize"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Page measures of Nghị định 30 (LAYOUT §1), in millimetres; the page number
// stands in the top margin, its baseline numberLine from the edge.
const (
	marginTop, marginBottom = 20.0, 20.0
	marginLeft, marginRight = 30.0, 15.0
	numberLine              = 13.5
	numberSize              = 13.0

	leading = 1.35  // height of a line, in ems: between single and one and a half
	ascent  = 0.891 // of Liberation Serif, in ems
)

// paper lays out one document of one orientation, top to bottom. It decides
// where everything stands, so that no row is cut and no text lost; the PDF
// library only draws. Measures are millimetres from the top left corner.
type paper struct {
	press         *Press
	landscape     bool
	width, height float64 // of the page
	left, right   float64 // margins
	leaves        []*leaf
	y             float64 // where the next thing stands
	number        int     // of the page, from 1 in each annex
	heads         func()  // drawn again on top of every new page, while a table lasts
	marks         []mark
}

// mark is a place that the outline points to.
type mark struct {
	title string
	leaf  int // counted from 0
	depth int
}

// leaf is one page: what stands where.
type leaf struct {
	fills, lines []stroke
	texts        []placed
	images       []picture
}

type stroke struct {
	x1, y1, x2, y2, thickness float64
	grey                      int // 0 is black
	dashed                    bool
}

type placed struct {
	x, baseline float64
	s           string
	size        float64
	style       fontstyle.Type
	white       bool
}

type picture struct {
	x, y, w, h float64
	png        []byte
}

func newPaper(press *Press, landscape bool) *paper {
	p := &paper{press: press, landscape: landscape, width: 210, height: 297, left: marginLeft, right: marginRight}
	if landscape {
		p.width, p.height = 297, 210
	}
	return p
}

// textWidth is the width between the margins.
func (p *paper) textWidth() float64 { return p.width - p.left - p.right }

// begin starts a part of the document, whose pages count from 1.
func (p *paper) begin() {
	p.number = 0
	p.turn()
}

// turn starts a new page.
func (p *paper) turn() {
	p.number++
	p.leaves = append(p.leaves, &leaf{})
	p.y = marginTop
	if p.number > 1 {
		n := strconv.Itoa(p.number)
		p.text(n, p.left+(p.textWidth()-p.press.measure(n, fontstyle.Normal, numberSize))/2, numberLine, numberSize, fontstyle.Normal)
	}
	if p.heads != nil {
		p.heads()
	}
}

func (p *paper) leaf() *leaf { return p.leaves[len(p.leaves)-1] }

// room is the height left on the page.
func (p *paper) room() float64 { return p.height - marginBottom - p.y }

// keep turns the page when less than a height is left on it.
func (p *paper) keep(mm float64) {
	if p.room() < mm-1e-6 {
		p.turn()
	}
}

func (p *paper) gap(mm float64) { p.y += mm }

func (p *paper) mark(title string, depth int) {
	p.marks = append(p.marks, mark{title, len(p.leaves) - 1, depth})
}

// text places one line of text; s is printable.
func (p *paper) text(s string, x, baseline, size float64, style fontstyle.Type) {
	if s != "" {
		l := p.leaf()
		l.texts = append(l.texts, placed{x: x, baseline: baseline, s: s, size: size, style: style})
	}
}

// within places a text between two edges.
func (p *paper) within(s string, from, width, baseline, size float64, style fontstyle.Type, a align.Type) {
	switch a {
	case align.Center:
		from += (width - p.press.measure(s, style, size)) / 2
	case align.Right:
		from += width - p.press.measure(s, style, size)
	}
	p.text(s, from, baseline, size, style)
}

func (p *paper) rule(x1, y1, x2, y2, thickness float64) {
	l := p.leaf()
	l.lines = append(l.lines, stroke{x1: x1, y1: y1, x2: x2, y2: y2, thickness: thickness})
}

// fill paints a rectangle grey: 0 black, 255 white.
func (p *paper) fill(x, y, w, h float64, grey int) {
	l := p.leaf()
	l.fills = append(l.fills, stroke{x1: x, y1: y + h/2, x2: x + w, y2: y + h/2, thickness: h, grey: grey})
}

func (p *paper) box(x, y, w, h, thickness float64) {
	p.rule(x, y, x+w, y, thickness)
	p.rule(x, y+h, x+w, y+h, thickness)
	p.rule(x, y, x, y+h, thickness)
	p.rule(x+w, y, x+w, y+h, thickness)
}

// em is a font size in millimetres.
func em(size float64) float64 { return size * mmPerPoint }

// lineHeight and baselineIn are the box of a line and where its letters stand in it.
func lineHeight(size, spacing float64) float64 { return em(size) * spacing }

func baselineIn(size, spacing float64) float64 {
	const glyphs = 1.107 // ascent and descent together, in ems
	return em(size) * ((spacing-glyphs)/2 + ascent)
}

// line adds a text across the page, broken over lines when it is long; it never
// ends a page when more must follow it.
func (p *paper) line(s string, size float64, style fontstyle.Type, a align.Type) {
	for _, l := range p.press.lines(s, style, size, p.textWidth(), 0) {
		p.keep(lineHeight(size, leading))
		p.within(l, p.left, p.textWidth(), p.y+baselineIn(size, leading), size, style, a)
		p.y += lineHeight(size, leading)
	}
}

// paragraph adds justified text, its first line indented, 6 points after it.
// Its first two lines stay together, and so do its last two.
func (p *paper) paragraph(s string, size, indent float64, style fontstyle.Type) {
	lines := p.press.lines(s, style, size, p.textWidth(), indent)
	for i, l := range lines {
		left := p.left
		if i == 0 {
			left += indent
		}
		rest := len(lines) - i
		if rest >= 2 && (i == 0 || rest == 2) {
			p.keep(2 * lineHeight(size, leading))
		} else {
			p.keep(lineHeight(size, leading))
		}
		p.justified(l, left, p.left+p.textWidth()-left, p.y+baselineIn(size, leading), size, style, i == len(lines)-1)
		p.y += lineHeight(size, leading)
	}
	p.y += 6 * mmPerPoint
}

// justified places a line word by word, its spaces stretched to the width; the
// last line of a paragraph is left as it is. A word keeps its space, so that
// what is copied from the paper has it too.
func (p *paper) justified(s string, x, width, baseline, size float64, style fontstyle.Type, last bool) {
	words := splitWords(s)
	if last || len(words) < 2 {
		p.text(s, x, baseline, size, style)
		return
	}
	used := 0.0
	for _, w := range words {
		used += p.press.measure(w, style, size)
	}
	space := (width - used) / float64(len(words)-1)
	for i, w := range words {
		out := w
		if i < len(words)-1 {
			out += " "
		}
		p.text(out, x, baseline, size, style)
		x += p.press.measure(w, style, size) + space
	}
}

// drawLeaves draws pages of one orientation into one file of the PDF library; what
// the file says of itself is bind's to write.
func drawLeaves(press *Press, landscape bool, leaves []*leaf) ([]byte, error) {
	turn, height := orientation.Vertical, 297.0
	if landscape {
		turn, height = orientation.Horizontal, 210
	}
	cfg := config.NewBuilder().WithPageSize(pagesize.A4).WithOrientation(turn).
		WithLeftMargin(0).WithRightMargin(0).WithTopMargin(0).WithBottomMargin(0).
		WithCustomFonts(press.used(leaves)).WithDefaultFont(&props.Font{Family: family, Size: 13}).
		WithSequentialMode().WithCompression(true).Build()
	doc := maroto.New(cfg)
	for _, l := range leaves {
		// One row a page, a millimetre short of it: the library never breaks a page itself.
		doc.AddPages(page.New().Add(row.New(height - 1).Add(col.New().Add(&part{l}))))
	}
	pdf, err := doc.Generate()
	if err != nil {
		return nil, err
	}
	return pdf.GetBytes(), nil
}

// part draws a leaf as a component of the library.
type part struct{ *leaf }

func (c *part) Render(provider core.Provider, _ *entity.Cell) {
	draw := func(s stroke) {
		line := props.Line{Thickness: s.thickness, SizePercent: 100, Style: linestyle.Solid, Color: &props.Color{Red: s.grey, Green: s.grey, Blue: s.grey}}
		if s.dashed {
			line.Style = linestyle.Dashed
		}
		if s.x1 == s.x2 {
			line.Orientation = orientation.Vertical
		}
		provider.AddLine(&entity.Cell{X: s.x1, Y: s.y1, Width: s.x2 - s.x1, Height: s.y2 - s.y1}, &line)
	}
	for _, s := range c.fills {
		draw(s)
	}
	for _, i := range c.images {
		provider.AddImageFromBytes(i.png, &entity.Cell{X: i.x, Y: i.y, Width: i.w, Height: i.h}, &props.Rect{Percent: 100}, extension.Png)
	}
	for _, s := range c.lines {
		draw(s)
	}
	for _, t := range c.texts {
		color := &props.BlackColor
		if t.white {
			color = &props.WhiteColor
		}
		top := t.baseline - em(t.size) // the library sets the baseline a font size below the top
		provider.AddText(t.s, &entity.Cell{X: t.x, Y: top, Width: 1000, Height: 1000},
			&props.Text{Family: family, Size: t.size, Style: t.style, Align: align.Left, Color: color, BreakLineStrategy: breakline.EmptySpaceStrategy})
	}
}

func (c *part) GetHeight(core.Provider, *entity.Cell) float64 { return 0 }

func (c *part) SetConfig(*entity.Config) {}

func (c *part) GetStructure() *node.Node[core.Structure] {
	return node.New(core.Structure{Type: "page", Details: map[string]any{"texts": len(c.texts), "lines": len(c.lines), "images": len(c.images)}})
}
