package render

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"

	"kdcl/aggregate/report"
)

// SheetWording is the text of a school's sheet, templates/report/phieu.yaml.
type SheetWording struct {
	Schema    string            `yaml:"schema"`
	Title     string            `yaml:"title"`
	Subtitle  string            `yaml:"subtitle"`
	Strip     string            `yaml:"strip"`
	Verdict   string            `yaml:"verdict"`
	Footer    string            `yaml:"footer"`
	Sentences map[string]string `yaml:"sentences"`
}

// LoadSheetWording reads report/phieu.yaml strictly.
func LoadSheetWording(fsys fs.FS) (*SheetWording, error) {
	const name = "report/phieu.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	w := &SheetWording{}
	if err := yaml.UnmarshalWithOptions(data, w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// Sheet measures, in millimetres and points: a working paper of one or two
// pages, not a document of Nghị định 30.
const (
	sheetMargin = 15.0
	sheetSize   = 11.0
	stripRow    = 6.0
	stripCell   = 11.25
)

// Sheets draws the sheets of schools and gives a file a school. It may be called
// from many goroutines.
func Sheets(press *Press, unit report.Letterhead, year, asOf string, schools []report.School, wording *SheetWording) ([][]byte, error) {
	created, err := time.Parse("2006-01-02T15:04:05", asOf)
	if err != nil {
		return nil, fmt.Errorf("sheet as of %q: %w", asOf, err)
	}
	documents := make([]document, len(schools))
	for i, s := range schools {
		p, err := laySheet(press, unit, year, created, s, wording)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Code, err)
		}
		documents[i] = document{papers: []*paper{p}, title: wording.Title + ": " + s.Name + " (" + s.Code + "), năm học " + year, author: unit.Name, created: created}
	}
	return bind(press, documents...)
}

func laySheet(press *Press, unit report.Letterhead, year string, created time.Time, s report.School, wording *SheetWording) (*paper, error) {
	say := strings.NewReplacer("{year}", year, "{asof}", created.Format("15 giờ 04 ngày 02/01/2006"))
	p := newPaper(press, false)
	p.left, p.right = sheetMargin+5, sheetMargin
	p.begin()
	p.line(unit.Name, sheetSize, fontstyle.Normal, align.Left)
	p.balanced(wording.Title, 14, fontstyle.Bold)
	p.balanced(s.Name, 14, fontstyle.Bold)
	p.balanced(say.Replace(wording.Subtitle), 12, fontstyle.Italic)
	p.gap(2)
	p.facts(s.Facts)
	p.section(wording.Verdict, 2*lineHeight(sheetSize, leading))
	for _, v := range s.Verdict {
		sentence, ok := wording.Sentences[v.Key]
		if !ok {
			return nil, fmt.Errorf("report/phieu.yaml: there is no sentence %q", v.Key)
		}
		p.sentence(fillIn(sentence, v.Args))
	}
	if len(s.Strip) > 0 {
		p.gap(1)
		p.line(wording.Strip, 10, fontstyle.Italic, align.Left)
		p.strip(s.Strip)
	}
	for _, t := range s.Tables {
		heading := t.Layout.Number + ". " + t.Layout.Title
		if len(t.Rows) == 0 {
			p.section(heading, lineHeight(sheetSize, leading))
			p.line(t.Layout.Empty, sheetSize, fontstyle.Normal, align.Left)
			continue
		}
		p.section(heading, tableStart)
		newTable(p, t).draw(t.Rows, p.notesHeight(t.Layout.Notes))
		p.notes(t.Layout.Notes)
	}
	p.gap(3)
	p.line(say.Replace(wording.Footer), 10, fontstyle.Italic, align.Left)
	return p, nil
}

func fillIn(sentence string, args map[string]string) string {
	for name, v := range args {
		sentence = strings.ReplaceAll(sentence, "{"+name+"}", v)
	}
	return sentence
}

// facts stand in two columns.
func (p *paper) facts(pairs []report.Pair) {
	half := p.textWidth() / 2
	for i := 0; i < len(pairs); i += 2 {
		tall := 0.0
		for k, f := range pairs[i:min(i+2, len(pairs))] {
			x := p.left + float64(k)*half
			label := p.press.printable(f.Label+": ", fontstyle.Bold)
			p.text(label, x, p.y+baselineIn(sheetSize, leading), sheetSize, fontstyle.Bold)
			w := p.press.measure(label, fontstyle.Bold, sheetSize)
			lines := p.press.lines(f.Text, fontstyle.Normal, sheetSize, half-5, w)
			for n, l := range lines {
				at := x
				if n == 0 {
					at += w
				}
				p.text(l, at, p.y+float64(n)*lineHeight(sheetSize, leading)+baselineIn(sheetSize, leading), sheetSize, fontstyle.Normal)
			}
			tall = max(tall, float64(len(lines))*lineHeight(sheetSize, leading))
		}
		p.y += tall
	}
}

// section is a heading that never ends a page: what follows needs some millimetres
// below it.
func (p *paper) section(s string, follows float64) {
	p.gap(2.5)
	p.keep(lineHeight(12, leading) + 0.5 + follows)
	p.line(s, 12, fontstyle.Bold, align.Left)
	p.gap(0.5)
}

func (p *paper) sentence(s string) {
	for i, l := range p.press.lines("- "+s, fontstyle.Normal, sheetSize, p.textWidth(), 0) {
		p.keep(lineHeight(sheetSize, leading))
		x := p.left
		if i > 0 {
			x += 2
		}
		p.text(l, x, p.y+baselineIn(sheetSize, leading), sheetSize, fontstyle.Normal)
		p.y += lineHeight(sheetSize, leading)
	}
}

// strip draws a cell a criterion, its number above it, over as many rows as
// are needed.
func (p *paper) strip(cells []report.Standing) {
	perRow := int(p.textWidth() / stripCell)
	for from := 0; from < len(cells); from += perRow {
		p.keep(2*stripRow + 1)
		for i, c := range cells[from:min(from+perRow, len(cells))] {
			x := p.left + float64(i)*stripCell
			p.box(x, p.y, stripCell, stripRow-1, hairline)
			p.within(p.press.printable(c.Criterion, fontstyle.Normal), x, stripCell, p.y+3.6, 9, fontstyle.Normal, align.Center)
			p.symbol(x, p.y+stripRow-1, stripCell, stripRow, c.Symbol, c.Highest > 2, 11)
		}
		p.y += 2*stripRow - 1 + 1.5
	}
}
