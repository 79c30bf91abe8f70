package render

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"
	"time"

	"git.sr.ht/~sbinet/gg"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"kdcl/aggregate/report"
)

const (
	chartsTitle = "Biểu đồ"
	chartDPI    = 300 // print resolution
	barsPerPage = 12
	panelsAPage = 9
)

// drawCharts draws the annex of charts, one after another, in black and white.
// Each stands on papers of its own, a picture a paper: the PDF library puts
// several pictures of one document in an order of chance.
func drawCharts(press *Press, r report.Report) ([]*paper, error) {
	var papers []*paper
	var pictures []func() error
	number := 0
	next := func(c report.Chart, first bool) *paper {
		p := newPaper(press, true)
		p.number = number
		if len(papers) == 0 {
			p.annex(r, len(r.Tables), "", chartsTitle)
		} else {
			p.turn()
		}
		title := c.Layout.Number + ". " + c.Layout.Title
		if first {
			p.mark(title, 1)
		} else {
			title += " (tiếp theo)"
		}
		p.balanced(title, 12, fontstyle.Bold)
		p.gap(1)
		number = p.number
		papers = append(papers, p)
		return p
	}
	for _, c := range r.Charts {
		p := next(c, true)
		if len(c.Panels) == 0 || len(c.Panels[0].Categories) == 0 {
			p.line(c.Layout.Empty, 12, fontstyle.Normal, align.Left)
			continue
		}
		if c.Layout.Kind == report.Heat {
			for _, panel := range c.Panels {
				p.heat(panel)
			}
			p.gap(1.5)
			p.notes(c.Layout.Notes)
			number = p.number
			continue
		}
		for i, part := range parts(c) {
			if i > 0 {
				p = next(c, false)
			}
			notes := float64(len(c.Layout.Notes))*2*lineHeight(11, leading) + 2
			w, h := p.textWidth(), p.room()-notes
			leaf, at := p.leaf(), len(p.leaf().images)
			leaf.images = append(leaf.images, picture{p.left, p.y, w, h, nil})
			pictures = append(pictures, func() (err error) {
				if leaf.images[at].png, err = picturePNG(part, w, h); err != nil {
					err = fmt.Errorf("%s: %w", c.Layout.ID, err)
				}
				return err
			})
			p.y += h + 1
			p.notes(c.Layout.Notes)
		}
	}
	return papers, onEveryCore(pictures)
}

// parts spreads a chart over as many pictures as stay readable.
func parts(c report.Chart) []report.Chart {
	var out []report.Chart
	if c.Layout.Kind == report.Timeline {
		for panels := range slices.Chunk(c.Panels, panelsAPage) {
			out = append(out, report.Chart{Layout: c.Layout, Panels: panels})
		}
		return out
	}
	for _, p := range c.Panels {
		pages := (len(p.Categories) + barsPerPage - 1) / barsPerPage
		for i := range pages { // about the same number on each
			from, to := i*len(p.Categories)/pages, (i+1)*len(p.Categories)/pages
			part := report.Panel{Title: p.Title, Categories: p.Categories[from:to]}
			for _, s := range p.Series {
				part.Series = append(part.Series, report.Series{Name: s.Name, Values: s.Values[from:to]})
			}
			out = append(out, report.Chart{Layout: c.Layout, Panels: []report.Panel{part}})
		}
	}
	return out
}

// picturePNG draws a chart in sixteen greys; width and height in millimetres.
func picturePNG(c report.Chart, width, height float64) ([]byte, error) {
	pixels := func(mm float64) int { return int(math.Round(mm / 25.4 * chartDPI)) }
	sheet := image.NewRGBA(image.Rect(0, 0, pixels(width), pixels(height)))
	pen := gg.NewContextForRGBA(sheet) // the plot library's own would copy the sheet, 20 MB
	pen.SetLineCapButt()
	pen.InvertY()
	canvas := draw.New(vgimg.NewWith(vgimg.UseImageWithContext(sheet, pen), vgimg.UseDPI(chartDPI)))
	var err error
	if c.Layout.Kind == report.Timeline {
		err = timelines(canvas, c)
	} else {
		err = stacks(canvas, c)
	}
	if err != nil {
		return nil, err
	}
	greys := make(color.Palette, 16)
	for i := range greys {
		greys[i] = color.Gray{uint8(i * 17)}
	}
	flat := image.NewPaletted(sheet.Bounds(), greys)
	for i := range flat.Pix {
		p := sheet.Pix[4*i : 4*i+3]
		flat.Pix[i] = uint8((299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000 / 16)
	}
	var b bytes.Buffer
	// A picture of large white areas is small at any level, and the slower ones
	// were a quarter of a chart's time.
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, flat)
	return b.Bytes(), err
}

// letters is the document's font, Liberation Serif, which the plot library
// carries too.
func letters(size float64, bold bool) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Serif", Size: vg.Points(size)}
	if bold {
		f.Weight = 3 // bold, as golang.org/x/image/font counts
	}
	return text.Style{Color: color.Black, Font: f, Handler: text.Plain{Fonts: font.DefaultCache}, XAlign: text.XLeft, YAlign: text.YBottom}
}

func setAxis(a *plot.Axis, size float64) {
	a.LineStyle.Width = vg.Points(0.5)
	a.Tick.LineStyle.Width = vg.Points(0.5)
	a.Tick.Label.Font = letters(size, false).Font
	a.Label.TextStyle.Font = letters(size, false).Font
}

// timelines draws a panel a report: how many schools had handed it in by the
// end of each week, the last day, and how many must.
func timelines(canvas draw.Canvas, c report.Chart) error {
	columns := min(3, len(c.Panels))
	rows := (len(c.Panels) + columns - 1) / columns
	tiles := draw.Tiles{Cols: columns, Rows: rows, PadX: vg.Millimeter * 6, PadY: vg.Millimeter * 5, PadRight: vg.Millimeter * 2}
	for i, panel := range c.Panels {
		p, err := timeline(panel)
		if err != nil {
			return err
		}
		p.Draw(tiles.At(canvas, i%columns, i/columns))
	}
	return nil
}

func timeline(panel report.Panel) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = panel.Title
	p.Title.TextStyle.Font = letters(11, true).Font
	p.Title.Padding = vg.Millimeter
	setAxis(&p.X, 9)
	setAxis(&p.Y, 9)
	first, err := time.Parse("2006-01-02", panel.Categories[0])
	if err != nil {
		return nil, fmt.Errorf("week %q: %w", panel.Categories[0], err)
	}
	position := func(day string) (float64, error) {
		d, err := time.Parse("2006-01-02", day)
		return d.Sub(first).Hours() / 24, err
	}
	xs := make([]float64, len(panel.Categories))
	for i, day := range panel.Categories {
		if xs[i], err = position(day); err != nil {
			return nil, err
		}
	}
	last := xs[len(xs)-1]
	top := 1.0
	var labels []plot.Plotter // drawn last, over every line
	for _, s := range panel.Series {
		var line plotter.XYs
		for i, v := range s.Values {
			if v != nil {
				line = append(line, plotter.XY{X: xs[i], Y: *v})
				top = max(top, *v)
			}
		}
		target := 0.0
		if s.Target != nil {
			target = *s.Target
			top = max(top, target)
			if err := addLine(p, plotter.XYs{{X: 0, Y: target}, {X: last, Y: target}}, 0.7, vg.Points(1), vg.Points(2)); err != nil {
				return nil, err
			}
		}
		if len(line) > 0 {
			l, err := plotter.NewLine(line)
			if err != nil {
				return nil, err
			}
			l.Width, l.StepStyle = vg.Points(1.4), plotter.PreStep
			marks, err := plotter.NewScatter(line)
			if err != nil {
				return nil, err
			}
			marks.GlyphStyle = draw.GlyphStyle{Color: color.Black, Radius: vg.Points(1.7), Shape: draw.CircleGlyph{}}
			p.Add(l, marks)
			end := line[len(line)-1]
			// Below the line, where nothing else stands.
			labels = append(labels, newLabel(plotter.XY{X: end.X, Y: end.Y - top*0.16}, fmt.Sprintf("%s/%s", whole(end.Y), whole(target)), text.XRight, 10, true))
		}
		if s.Deadline != "" {
			x, err := position(s.Deadline)
			if err != nil {
				return nil, err
			}
			if err := addLine(p, plotter.XYs{{X: x, Y: 0}, {X: x, Y: top * 1.25}}, 0.9, vg.Points(4), vg.Points(2)); err != nil {
				return nil, err
			}
			a := text.XRight
			if x < last/2 {
				a = text.XLeft
			}
			labels = append(labels, newLabel(plotter.XY{X: x, Y: top * 1.13}, " hạn "+s.Deadline[8:10]+"/"+s.Deadline[5:7]+"/"+s.Deadline[:4]+" ", a, 9, false))
		}
	}
	p.Add(labels...)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, max(last, 1), 0, top*1.25
	step := max(1, (len(xs)+5)/6)
	var ticks []plot.Tick
	for i := range xs {
		t := plot.Tick{Value: xs[i]}
		if i%step == 0 {
			t.Label = panel.Categories[i][8:10] + "/" + panel.Categories[i][5:7]
		}
		ticks = append(ticks, t)
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Tick.Marker = plot.ConstantTicks(counts(top))
	return p, nil
}

// counts are whole numbers up to top, a handful of them.
func counts(top float64) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10(max(top, 1))))
	for _, part := range []float64{0.1, 0.2, 0.5, 1} {
		if s := step * part; s >= 1 && top/s <= 6 {
			step = s
			break
		}
	}
	step = max(step, 1)
	var ticks []plot.Tick
	for v := 0.0; v <= top*1.25; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: whole(v)})
	}
	return ticks
}

func whole(v float64) string { return dots(int64(math.Round(v))) }

func addLine(p *plot.Plot, xys plotter.XYs, width float64, dashes ...vg.Length) error {
	l, err := plotter.NewLine(xys)
	if err != nil {
		return err
	}
	l.Width, l.Dashes = vg.Points(width), dashes
	p.Add(l)
	return nil
}

// label is a plotter of one text on a white plate: a line behind it does not
// strike it through.
type label struct {
	at    plotter.XY
	text  string
	style text.Style
}

func newLabel(at plotter.XY, s string, a text.XAlignment, size float64, bold bool) label {
	style := letters(size, bold)
	style.XAlign = a
	return label{at, s, style}
}

func (l label) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	at := vg.Point{X: x(l.at.X), Y: y(l.at.Y) + vg.Points(2)}
	c.FillPolygon(color.White, corners(l.style.Rectangle(l.text).Add(at)))
	c.FillText(l.style, at, l.text)
}

// stacks draws a bar a category, its parts told apart by patterns and each with
// its figure.
func stacks(canvas draw.Canvas, c report.Chart) error {
	panel := c.Panels[0]
	p := plot.New()
	setAxis(&p.X, 10)
	setAxis(&p.Y, 10)
	p.X.Label.Text = c.Layout.Measure
	bars := &bars{panel: panel}
	top := 1.0
	for i := range panel.Categories {
		top = max(top, bars.total(i))
	}
	p.Add(bars)
	names := make([]string, len(panel.Categories))
	for i, n := range panel.Categories { // the first stands on top
		names[len(names)-1-i] = n
	}
	p.NominalY(names...)
	p.Y.Min, p.Y.Max = -0.6, float64(len(names))-0.4
	p.X.Min, p.X.Max = 0, top*1.08
	p.X.Tick.Marker = plot.ConstantTicks(counts(top))
	const legendHeight = vg.Millimeter * 8
	legend(draw.Crop(canvas, vg.Millimeter*10, 0, canvas.Max.Y-canvas.Min.Y-legendHeight, 0), panel)
	p.Draw(draw.Crop(canvas, 0, -vg.Millimeter*3, 0, -legendHeight))
	return nil
}

// legend names the patterns in one line above the bars.
func legend(canvas draw.Canvas, panel report.Panel) {
	style := letters(10, false)
	x := canvas.Min.X
	for i, s := range panel.Series {
		box := vg.Rectangle{Min: vg.Point{X: x, Y: canvas.Min.Y + vg.Millimeter*2}, Max: vg.Point{X: x + vg.Millimeter*8, Y: canvas.Min.Y + vg.Millimeter*6}}
		ink(canvas, box, i, len(panel.Series))
		x = box.Max.X + vg.Millimeter*1.5
		canvas.FillText(style, vg.Point{X: x, Y: box.Min.Y + vg.Millimeter*0.6}, s.Name)
		x += style.Width(s.Name) + vg.Millimeter*6
	}
}

// bars is a plotter of horizontal stacked bars.
type bars struct{ panel report.Panel }

func (b *bars) total(category int) float64 {
	sum := 0.0
	for _, s := range b.panel.Series {
		if v := s.Values[category]; v != nil {
			sum += *v
		}
	}
	return sum
}

func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := letters(9.5, false)
	style.XAlign, style.YAlign = text.XCenter, text.YCenter
	n := len(b.panel.Categories)
	for i := range b.panel.Categories {
		at := float64(n - 1 - i)
		half := min(0.36*(y(1)-y(0)), vg.Millimeter*5)
		from := 0.0
		for k, s := range b.panel.Series {
			v := s.Values[i]
			if v == nil || *v == 0 {
				continue
			}
			box := vg.Rectangle{Min: vg.Point{X: x(from), Y: y(at) - half}, Max: vg.Point{X: x(from + *v), Y: y(at) + half}}
			ink(c, box, k, len(b.panel.Series))
			from += *v
			label := amount(*v)
			w, h := style.Width(label)+vg.Points(4), style.Height(label)+vg.Points(2)
			if middle := box.Min.Add(box.Max).Scale(0.5); w < box.Max.X-box.Min.X {
				plate := vg.Rectangle{Min: vg.Point{X: middle.X - w/2, Y: middle.Y - h/2}, Max: vg.Point{X: middle.X + w/2, Y: middle.Y + h/2}}
				c.FillPolygon(color.White, corners(plate))
				c.FillText(style, middle, label)
			}
		}
		sum := letters(10, true)
		sum.YAlign = text.YCenter
		c.FillText(sum, vg.Point{X: x(from) + vg.Millimeter, Y: y(at)}, amount(b.total(i)))
	}
}

// amount prints a figure with at most one decimal and a comma.
func amount(v float64) string {
	tenths := int64(math.Round(v * 10))
	s := dots(tenths / 10)
	if tenths%10 != 0 {
		s += fmt.Sprintf(",%d", tenths%10)
	}
	return s
}

func corners(r vg.Rectangle) []vg.Point {
	return []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
}

// ink fills a box so that it is told from its neighbours without colour;
// the last series (what is not known) is dotted.
func ink(c draw.Canvas, box vg.Rectangle, i, n int) {
	kind := i % 5
	if i == n-1 && n > 2 {
		kind = 5
	}
	thin := draw.LineStyle{Color: color.Black, Width: vg.Points(0.5)}
	ground := []color.Color{color.Gray{80}, color.White, color.White, color.Gray{205}, color.White, color.White}[kind]
	c.FillPolygon(ground, corners(box))
	switch kind {
	case 1:
		hatch(c, box, thin, vg.Points(4), true)
		hatch(c, box, thin, vg.Points(4), false)
	case 2:
		hatch(c, box, thin, vg.Points(4.5), true)
	case 5:
		dot := draw.GlyphStyle{Color: color.Black, Radius: vg.Points(0.55), Shape: draw.CircleGlyph{}}
		for x := box.Min.X + vg.Points(2); x < box.Max.X; x += vg.Points(4) {
			for y := box.Min.Y + vg.Points(2); y < box.Max.Y; y += vg.Points(4) {
				c.DrawGlyph(dot, vg.Point{X: x, Y: y})
			}
		}
	}
	edge := corners(box)
	c.StrokeLines(draw.LineStyle{Color: color.Black, Width: vg.Points(0.7)}, append(edge, edge[0]))
}

// hatch draws slanting lines inside a box.
func hatch(c draw.Canvas, box vg.Rectangle, style draw.LineStyle, step vg.Length, up bool) {
	h, w := box.Max.Y-box.Min.Y, box.Max.X-box.Min.X
	for d := step / 2; d < w+h; d += step {
		// The line x + y = d of the box, from its left or upper edge to its foot or right edge.
		a := vg.Point{X: max(0, d-h), Y: min(d, h)}
		b := vg.Point{X: min(d, w), Y: max(0, d-w)}
		if up {
			a.Y, b.Y = h-a.Y, h-b.Y
		}
		c.StrokeLine2(style, box.Min.X+a.X, box.Min.Y+a.Y, box.Min.X+b.X, box.Min.Y+b.Y)
	}
}

// heat draws a panel of a heat map as a table: a row a school, a cell a
// criterion, a symbol in every cell, darker where less is attained.
func (p *paper) heat(panel report.Panel) {
	const size, names, rowHeight = 9.0, 62.0, 5.2
	cell := min((p.textWidth()-names)/float64(max(len(panel.Categories), 1)), 11)
	width := names + cell*float64(len(panel.Categories))
	head := func() {
		p.box(p.left, p.y, names, rowHeight, hairline)
		p.within("Trường / tiêu chí", p.left, names, p.y+3.8, size, fontstyle.Bold, align.Center)
		for i, c := range panel.Categories {
			x := p.left + names + float64(i)*cell
			p.box(x, p.y, cell, rowHeight, hairline)
			p.within(p.press.printable(c, fontstyle.Bold), x, cell, p.y+3.8, size-1, fontstyle.Bold, align.Center)
		}
		p.y += rowHeight
	}
	p.gap(2)
	p.keep(30)
	for _, l := range p.press.lines(panel.Title, fontstyle.Bold, 11, p.textWidth(), 0) {
		p.within(l, p.left, p.textWidth(), p.y+4, 11, fontstyle.Bold, align.Left)
		p.y += 5.2
	}
	head()
	p.heads = head
	for _, s := range panel.Series {
		lines := p.press.lines(s.Name, fontstyle.Normal, size, names-2*padding, 0)
		h := max(rowHeight, float64(len(lines))*lineHeight(size, tableLeading)+1.4)
		p.keep(h)
		p.box(p.left, p.y, names, h, hairline)
		for k, l := range lines {
			p.text(l, p.left+padding, p.y+3.7+float64(k)*lineHeight(size, tableLeading), size, fontstyle.Normal)
		}
		for i, symbol := range s.Texts {
			p.symbol(p.left+names+float64(i)*cell, p.y, cell, h, symbol, s.Target != nil && *s.Target > 2, size)
		}
		p.y += h
	}
	p.heads = nil
	p.rule(p.left, p.y, p.left+width, p.y, hairline)
}

// symbol draws one cell of a heat map or strip; deep says that the rulebook has
// a level above Mức 2, which is then not the best.
func (p *paper) symbol(x, y, w, h float64, symbol string, deep bool, size float64) {
	grey, style := 255, fontstyle.Normal
	switch symbol {
	case "K":
		grey, style = 95, fontstyle.Bold
	case "1":
		grey = 205
	case "2":
		if deep {
			grey = 232
		}
	}
	if grey < 255 {
		p.fill(x, y, w, h, grey)
	}
	p.box(x, y, w, h, hairline)
	p.within(p.press.printable(strings.TrimSpace(symbol), style), x, w, y+h/2+em(size)*0.33, size, style, align.Center)
	if grey < 128 {
		l := p.leaf()
		l.texts[len(l.texts)-1].white = true
	}
}
