package render

import (
	"strconv"
	"time"

	"github.com/johnfercher/go-tree/node"
	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/breakline"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/linestyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/orientation"
	"github.com/johnfercher/maroto/v2/pkg/consts/pagesize"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Page measures of Nghị định 30 (LAYOUT §1), in millimetres. The page number
// stands in the top margin: the header row takes the margin's lower part.
const (
	marginTop, marginBottom = 20.0, 20.0
	marginLeft, marginRight = 30.0, 15.0
	headerHeight            = 10.0
	grid                    = 4 // grid columns a millimetre
)

// paper is one document of one orientation.
type paper struct {
	core.Maroto
	fonts *fonts
	width float64 // of the text
}

func newPaper(f *fonts, landscape bool, title, author string, created time.Time) *paper {
	width, turn := 210-marginLeft-marginRight, orientation.Vertical
	if landscape {
		width, turn = 297-marginLeft-marginRight, orientation.Horizontal
	}
	cfg := config.NewBuilder().WithPageSize(pagesize.A4).WithOrientation(turn).
		WithLeftMargin(marginLeft).WithRightMargin(marginRight).WithTopMargin(marginTop-headerHeight).WithBottomMargin(marginBottom).
		WithMaxGridSize(int(width*grid)).WithCustomFonts(f.custom).WithDefaultFont(&props.Font{Family: family, Size: 13}).
		WithSequentialMode().WithCompression(true).WithCreationDate(created).
		WithTitle(title, true).WithAuthor(author, true).WithCreator("kdcl", true).Build()
	return &paper{Maroto: maroto.New(cfg), fonts: f, width: width}
}

// fontHeight is the height that the PDF library gives a size, in millimetres.
func fontHeight(size float64) float64 { return size * mmPerPoint }

// words is a text that fits its line.
func words(s string, size float64, style fontstyle.Type, a align.Type, top, left, right float64) core.Component {
	return text.New(s, props.Text{Family: family, Size: size, Style: style, Align: a, Top: top, Left: left, Right: right, BreakLineStrategy: breakline.EmptySpaceStrategy})
}

// span makes a column of a width in millimetres.
func span(mm float64) core.Col { return col.New(int(mm*grid + 0.5)) }

// line adds one line of text across the page.
func (p *paper) line(s string, size float64, style fontstyle.Type, a align.Type, spacing float64) {
	p.AddRows(row.New(fontHeight(size) * spacing).Add(span(p.width).Add(words(p.fonts.printable(s, style), size, style, a, 0, 0, 0))))
}

// centred adds a text, broken over lines when it is long.
func (p *paper) centred(s string, size float64, style fontstyle.Type) {
	for _, l := range p.fonts.lines(s, style, size, p.width-10, 0) {
		p.line(l, size, style, align.Center, 1.3)
	}
}

func (p *paper) gap(mm float64) { p.AddRows(row.New(mm).Add(span(p.width))) }

// paragraph adds justified text, size 14, its first line indented by 12.7 mm.
func (p *paper) paragraph(s string, style fontstyle.Type) {
	const size, indent, spacing = 14.0, 12.7, 1.35
	lines := p.fonts.lines(s, style, size, p.width, indent)
	for i, l := range lines {
		left, a := 0.0, align.Type(align.Justify)
		if i == 0 {
			left = indent
		}
		if i == len(lines)-1 {
			a = align.Left
		}
		p.AddRows(row.New(fontHeight(size) * spacing).Add(span(p.width).Add(words(l, size, style, a, 0, left, 0))))
	}
	p.gap(2.1) // 6 pt
}

// keep begins a new page when less than a height is left on this one. The
// library counts the header twice when it is asked what fits.
func (p *paper) keep(mm float64) {
	if p.FitlnCurrentPage(mm - headerHeight) {
		return
	}
	for p.FitlnCurrentPage(2 - headerHeight) {
		p.gap(1)
	}
}

// part is anything drawn by a function at a cell.
type part struct {
	draw func(core.Provider, entity.Cell)
}

func (c *part) Render(provider core.Provider, cell *entity.Cell) { c.draw(provider, *cell) }

func (c *part) GetHeight(core.Provider, *entity.Cell) float64 { return 0 }

func (c *part) SetConfig(*entity.Config) {}

func (c *part) GetStructure() *node.Node[core.Structure] {
	return node.New(core.Structure{Type: "part"})
}

// rule draws a horizontal line of a length in the middle of its cell.
func rule(length float64) core.Component {
	return &part{func(p core.Provider, c entity.Cell) {
		c.X += (c.Width - length) / 2
		c.Width = length
		p.AddLine(&c, &props.Line{Thickness: 0.2, SizePercent: 100, OffsetPercent: 50, Style: linestyle.Solid})
	}}
}

// pageNumber prints the number of each page but the first, in the top margin.
// counted is shared by the headers of one document; a header that is set in
// the middle of a page (start false) prints nothing there.
func pageNumber(counted *int, start bool) core.Row {
	skip := !start
	return row.New(headerHeight).Add(col.New().Add(&part{func(p core.Provider, c entity.Cell) {
		if skip {
			skip = false
			return
		}
		*counted++
		if *counted > 1 {
			p.AddText(strconv.Itoa(*counted), &c, &props.Text{Family: family, Size: 13, Align: align.Center, Top: 1, Color: &props.BlackColor, BreakLineStrategy: breakline.EmptySpaceStrategy})
		}
	}}))
}
