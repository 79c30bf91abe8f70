package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"kdcl/aggregate/report"
)

// PDF draws the consolidated report: a portrait body, then a landscape annex a
// table, each with page numbers of its own.
func PDF(w io.Writer, r report.Report, wording *Wording) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("drawing the report: %v", p)
		}
	}()
	f, err := loadFonts()
	if err != nil {
		return err
	}
	created, err := time.Parse("2006-01-02T15:04:05", r.AsOf)
	if err != nil {
		return fmt.Errorf("report as of %q: %w", r.AsOf, err)
	}
	title := "Báo cáo tổng hợp tự đánh giá, kiểm định chất lượng giáo dục năm học " + r.SchoolYear
	body, err := drawBody(newPaper(f, false, title, r.Letterhead.Name, created), r, wording)
	if err != nil {
		return err
	}
	parts := [][]byte{body}
	for i, t := range r.Tables {
		annex, err := drawAnnex(newPaper(f, true, title, r.Letterhead.Name, created), r, t, i+1)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Layout.ID, err)
		}
		parts = append(parts, annex)
	}
	return merge(w, parts)
}

// merge joins the parts into one file; the library must not write its
// configuration into somebody's home.
func merge(w io.Writer, parts [][]byte) error {
	model.ConfigPath = "disable"
	readers := make([]io.ReadSeeker, len(parts))
	for i, p := range parts {
		readers[i] = bytes.NewReader(p)
	}
	conf := model.NewDefaultConfiguration()
	conf.WriteXRefStream = false
	return api.MergeRaw(readers, w, false, conf)
}

func (p *paper) bytes() ([]byte, error) {
	doc, err := p.Generate()
	if err != nil {
		return nil, err
	}
	return doc.GetBytes(), nil
}

func drawBody(p *paper, r report.Report, wording *Wording) ([]byte, error) {
	counted := 0
	if err := p.RegisterHeader(pageNumber(&counted, true)); err != nil {
		return nil, err
	}
	p.letterhead(r.Letterhead)
	p.gap(6)
	p.line("BÁO CÁO", 14, fontstyle.Bold, align.Center, 1.3)
	p.centred("Tổng hợp công tác tự đánh giá, kiểm định chất lượng giáo dục năm học "+r.SchoolYear, 14, fontstyle.Bold)
	p.AddRows(row.New(3).Add(span(p.width).Add(rule(60))))
	p.gap(3)
	if r.Letterhead.ReportTo != "" {
		p.line("Kính gửi: "+r.Letterhead.ReportTo, 14, fontstyle.Normal, align.Center, 1.3)
		p.gap(3)
	}
	paragraphs, err := wording.compose(r)
	if err != nil {
		return nil, err
	}
	for _, para := range paragraphs {
		style := fontstyle.Normal
		if para.Heading {
			style = fontstyle.Bold
			p.keep(fontHeight(14) * 5) // a heading never ends a page
		}
		p.paragraph(para.Text, style)
	}
	p.signature(r.Letterhead)
	return p.bytes()
}

// letterhead draws boxes 1 to 4 of Nghị định 30 (LAYOUT §2). Number and day are
// left blank: they are the office's to give.
func (p *paper) letterhead(h report.Letterhead) {
	const left, right = 72.0, 93.0
	type text struct {
		s     string
		size  float64
		style fontstyle.Type
	}
	var lefts []text
	for _, s := range p.fonts.lines(strings.ToUpper(h.Superior), fontstyle.Normal, 12, left-2, 0) {
		lefts = append(lefts, text{s, 12, fontstyle.Normal})
	}
	issuer := p.fonts.lines(strings.ToUpper(h.Name), fontstyle.Bold, 12, left-2, 0)
	for _, s := range issuer {
		lefts = append(lefts, text{s, 12, fontstyle.Bold})
	}
	const motto = "Độc lập - Tự do - Hạnh phúc"
	rights := []text{{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, fontstyle.Bold}, {motto, 13, fontstyle.Bold}}
	underMotto := rule(p.fonts.measure(motto, fontstyle.Bold, 13)) // as long as the motto
	underIssuer := rule(p.fonts.measure(issuer[len(issuer)-1], fontstyle.Bold, 12) * 0.4)
	for i := 0; i <= max(len(lefts), len(rights)); i++ {
		l, r := span(left), span(right)
		height := 5.4
		switch {
		case i < len(lefts):
			l.Add(words(lefts[i].s, lefts[i].size, lefts[i].style, align.Center, 0, 0, 0))
		case i == len(lefts):
			l.Add(underIssuer)
			height = 2.5
		}
		switch {
		case i < len(rights):
			r.Add(words(rights[i].s, rights[i].size, rights[i].style, align.Center, 0, 0, 0))
			height = 5.4
		case i == len(rights):
			r.Add(underMotto)
		}
		p.AddRows(row.New(height).Add(l, r))
	}
	p.gap(2)
	place := h.Place
	if place == "" {
		place = "…………"
	}
	p.AddRows(row.New(6).Add(
		span(left).Add(words(p.fonts.printable("Số:          /BC-"+h.Abbreviation, fontstyle.Normal), 13, fontstyle.Normal, align.Center, 0, 0, 0)),
		span(right).Add(words(p.fonts.printable(place, fontstyle.Italic)+", ngày      tháng      năm 20…", 13, fontstyle.Italic, align.Center, 0, 0, 0))))
}

// signature draws the recipients and the signer's office; name, signature and
// seal are never invented.
func (p *paper) signature(h report.Letterhead) {
	recipients := append([]string{"Nơi nhận:"}, h.Recipients...)
	var signer []string
	for _, s := range []string{h.SignerLead, h.SignerTitle} {
		if s != "" {
			signer = append(signer, s)
		}
	}
	p.keep(5.6*float64(len(recipients)) + 32)
	p.gap(4)
	for i := range max(len(recipients), len(signer)) {
		l, r := span(p.width/2), span(p.width/2)
		if i < len(recipients) {
			style, size, s := fontstyle.Normal, 11.0, recipients[i]
			switch {
			case i == 0:
				style, size = fontstyle.BoldItalic, 12
			case i == len(recipients)-1:
				s = "- " + strings.TrimRight(s, ".;") + "."
			default:
				s = "- " + strings.TrimRight(s, ".;") + ";"
			}
			l.Add(words(p.fonts.printable(s, style), size, style, align.Left, 0, 0, 0))
		}
		if i < len(signer) {
			r.Add(words(p.fonts.printable(signer[i], fontstyle.Bold), 14, fontstyle.Bold, align.Center, 0, 0, 0))
		}
		p.AddRows(row.New(5.6).Add(l, r))
	}
	p.gap(22) // room for the signature and the seal
}

var roman = []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"}

func annexNumber(n int) string {
	if n < len(roman) {
		return roman[n]
	}
	return fmt.Sprint(n)
}

// drawAnnex draws one table on landscape pages.
func drawAnnex(p *paper, r report.Report, t report.Table, number int) ([]byte, error) {
	if len(t.Layout.Columns) == 0 {
		return nil, errors.New("a table without columns")
	}
	counted := 0
	if err := p.RegisterHeader(pageNumber(&counted, true)); err != nil {
		return nil, err
	}
	p.line("Phụ lục "+annexNumber(number), 14, fontstyle.Bold, align.Center, 1.3)
	p.centred(t.Layout.Number+". "+strings.ToUpper(t.Layout.Title), 13, fontstyle.Bold)
	p.centred("(Kèm theo Báo cáo số …/BC-"+r.Letterhead.Abbreviation+" ngày … tháng … năm 20… của "+r.Letterhead.Name+")", 13, fontstyle.Italic)
	p.line("Năm học "+r.SchoolYear, 12, fontstyle.Normal, align.Center, 1.2)
	if t.Layout.Measure != "" {
		p.line(t.Layout.Measure, 12, fontstyle.Italic, align.Right, 1.2)
	}
	if len(t.Rows) == 0 {
		p.gap(4)
		p.line(t.Layout.Empty, 12, fontstyle.Normal, align.Left, 1.3)
	} else {
		g := newTable(p, t.Layout)
		// Set again in the middle of the page, the header stands here and on top
		// of every page after.
		if err := p.RegisterHeader(append([]core.Row{pageNumber(&counted, false)}, g.head()...)...); err != nil {
			return nil, err
		}
		for _, line := range t.Rows {
			p.AddRows(g.rows(line)...)
		}
	}
	p.gap(2)
	for i, n := range t.Layout.Notes {
		if i == 0 {
			n = "Ghi chú: " + n
		}
		for _, l := range p.fonts.lines(n, fontstyle.Italic, 11, p.width, 0) {
			p.line(l, 11, fontstyle.Italic, align.Left, 1.25)
		}
	}
	return p.bytes()
}
