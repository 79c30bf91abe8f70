package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"

	"kdcl/aggregate/report"
)

// PDF draws the consolidated report: a portrait body, then landscape annexes,
// each with page numbers of its own, the charts last. The same report gives the
// same bytes.
func PDF(w io.Writer, press *Press, r report.Report, wording *Wording) error {
	created, err := time.Parse("2006-01-02T15:04:05", r.AsOf)
	if err != nil {
		return fmt.Errorf("report as of %q: %w", r.AsOf, err)
	}
	body, err := drawBody(press, r, wording)
	if err != nil {
		return err
	}
	annexes := newPaper(press, true)
	for i, t := range r.Tables {
		if len(t.Layout.Columns) == 0 {
			return fmt.Errorf("%s: a table without columns", t.Layout.ID)
		}
		annexes.annex(r, i, t.Layout.Number, t.Layout.Title)
		annexes.table(t)
	}
	papers := []*paper{body}
	if len(r.Tables) > 0 {
		papers = append(papers, annexes)
	}
	charts, err := drawCharts(press, r)
	if err != nil {
		return err
	}
	files, err := bind(press, document{
		papers: append(papers, charts...), title: wording.Title + " năm học " + r.SchoolYear, author: r.Letterhead.Name, created: created,
	})
	if err != nil {
		return err
	}
	_, err = w.Write(files[0])
	return err
}

func drawBody(press *Press, r report.Report, wording *Wording) (*paper, error) {
	p := newPaper(press, false)
	p.begin()
	p.mark(wording.Title, 0)
	p.letterhead(r.Letterhead, "BC-"+r.Letterhead.Abbreviation, "")
	p.title("BÁO CÁO", wording.Title+" năm học "+r.SchoolYear)
	if r.Letterhead.ReportTo != "" {
		p.balanced("Kính gửi: "+r.Letterhead.ReportTo, sizeBody, fontstyle.Normal)
		p.gap(3)
	}
	paragraphs, err := wording.compose(r)
	if err != nil {
		return nil, err
	}
	for i, para := range paragraphs {
		style := fontstyle.Normal
		if para.Heading > 0 {
			style = fontstyle.Bold
			p.keep(lineHeight(sizeBody, leading) * 4) // a heading never ends a page
			p.mark(para.Text, para.Heading)
		}
		if i == len(paragraphs)-1 {
			p.keepWithSignature(para.Text, r.Letterhead)
		}
		p.paragraph(para.Text, sizeBody, firstLine, style)
	}
	p.signature(r.Letterhead)
	return p, nil
}

// annex begins an annex: its number, title and what it is annexed to.
func (p *paper) annex(r report.Report, index int, table, title string) {
	number := "Phụ lục " + roman(index+1)
	p.begin()
	name := strings.ToUpper(title)
	if table != "" {
		title, name = table+". "+title, table+". "+name
	}
	p.mark(number+". "+title, 0)
	p.line(number, sizeAnnex, fontstyle.Bold, align.Center)
	p.balanced(name, sizeAnnexTitle, fontstyle.Bold)
	p.balanced("(Kèm theo Báo cáo số ……/BC-"+r.Letterhead.Abbreviation+" ngày …… tháng …… năm 20… của "+r.Letterhead.Name+")", sizeAnnexTitle, fontstyle.Italic)
	p.line("Năm học "+r.SchoolYear, 12, fontstyle.Normal, align.Center)
	p.gap(2)
}

// table draws a table with what stands above and below it.
func (p *paper) table(t report.Table) {
	if t.Layout.Measure != "" {
		p.line(t.Layout.Measure, 12, fontstyle.Italic, align.Right)
		p.gap(0.5)
	}
	if len(t.Rows) == 0 {
		p.line(t.Layout.Empty, 12, fontstyle.Normal, align.Left)
	} else {
		newTable(p, t).draw(t.Rows, noteGap+p.notesHeight(t.Layout.Notes))
	}
	p.gap(noteGap)
	p.notes(t.Layout.Notes)
}

// Notes of a table.
const (
	noteSize = 11.0 // points
	noteGap  = 1.5  // millimetres between a table and its notes
	noteLead = "Ghi chú: "
)

func (p *paper) notes(notes []string) {
	for i, n := range notes {
		if i == 0 {
			n = noteLead + n
		}
		p.line(n, noteSize, fontstyle.Italic, align.Left)
	}
}

// notesHeight is what notes need of a page, in millimetres.
func (p *paper) notesHeight(notes []string) float64 {
	mm := 0.0
	for i, n := range notes {
		if i == 0 {
			n = noteLead + n
		}
		mm += float64(len(p.press.lines(n, fontstyle.Italic, noteSize, p.textWidth(), 0))) * lineHeight(noteSize, leading)
	}
	return mm
}

// roman writes a number as annexes are numbered.
func roman(n int) string {
	var b strings.Builder
	for _, s := range []struct {
		value  int
		letter string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= s.value; n -= s.value {
			b.WriteString(s.letter)
		}
	}
	return b.String()
}
