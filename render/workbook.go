package render

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"kdcl/aggregate/report"
)

// Workbook writes tong-hop.xlsx: the report's tables, a sheet each, with true
// numbers and dates, and a first sheet that explains every column.
func Workbook(w io.Writer, r report.Report) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &sheets{File: f}
	x.styles()
	const explain = "Giải thích"
	x.try(f.SetSheetName("Sheet1", explain))
	x.text(explain, 1, 1, "Tổng hợp tự đánh giá, kiểm định chất lượng giáo dục năm học "+r.SchoolYear, x.title)
	x.text(explain, 2, 1, r.Letterhead.Name+" · số liệu tính đến "+strings.Replace(r.AsOf, "T", " ", 1), x.plain)
	row := 4
	for i, h := range []string{"Trang", "Cột", "Ý nghĩa"} {
		x.text(explain, row, i+1, h, x.head)
	}
	for _, t := range r.Tables {
		for _, c := range t.Layout.Columns {
			row++
			x.text(explain, row, 1, t.Layout.Sheet, x.cell)
			x.text(explain, row, 2, strings.Join(c.Head, " - "), x.cell)
			x.text(explain, row, 3, c.Note, x.cell)
		}
	}
	x.widths(explain, 14, 46, 80)
	x.page(explain, 4, row, 3)
	for _, t := range r.Tables {
		x.table(t)
	}
	x.try(f.SetDocProps(&excelize.DocProperties{Title: "Tổng hợp tự đánh giá " + r.SchoolYear, Creator: r.Letterhead.Name, Created: r.AsOf + "Z", Modified: r.AsOf + "Z", Language: "vi-VN"}))
	return errors.Join(x.err, f.Write(w))
}

// sheets is a workbook being written; the first error is kept.
type sheets struct {
	*excelize.File
	title, plain, head, cell, centre, count, date, bold, boldCount int
	err                                                            error
}

func (x *sheets) try(err error) {
	if x.err == nil {
		x.err = err
	}
}

func (x *sheets) styles() {
	border := []excelize.Border{{Type: "left", Style: 1, Color: "000000"}, {Type: "right", Style: 1, Color: "000000"}, {Type: "top", Style: 1, Color: "000000"}, {Type: "bottom", Style: 1, Color: "000000"}}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "Times New Roman", Size: size, Bold: bold}
	}
	date, wrap := "dd/mm/yyyy", &excelize.Alignment{Vertical: "center", WrapText: true}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&x.title, excelize.Style{Font: font(14, true)}}, {&x.plain, excelize.Style{Font: font(11, false)}},
		{&x.head, excelize.Style{Font: font(11, true), Border: border, Alignment: centre, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}}}},
		{&x.cell, excelize.Style{Font: font(11, false), Border: border, Alignment: wrap}},
		{&x.centre, excelize.Style{Font: font(11, false), Border: border, Alignment: centre}},
		{&x.count, excelize.Style{Font: font(11, false), Border: border, Alignment: &excelize.Alignment{Vertical: "center"}, NumFmt: 3}},
		{&x.date, excelize.Style{Font: font(11, false), Border: border, Alignment: centre, CustomNumFmt: &date}},
		{&x.bold, excelize.Style{Font: font(11, true), Border: border, Alignment: wrap}},
		{&x.boldCount, excelize.Style{Font: font(11, true), Border: border, Alignment: &excelize.Alignment{Vertical: "center"}, NumFmt: 3}},
	} {
		id, err := x.NewStyle(&s.style)
		x.try(err)
		*s.to = id
	}
}

func at(row, col int) string {
	s, _ := excelize.CoordinatesToCellName(col, row)
	return s
}

// text writes a text as text: a school's "=1+1" stays what it is.
func (x *sheets) text(sheet string, row, col int, s string, style int) {
	if len(s) > excelize.TotalCellChars {
		s = string([]rune(s)[:excelize.TotalCellChars/4]) + "…"
	}
	x.try(x.SetCellStr(sheet, at(row, col), s))
	x.try(x.SetCellStyle(sheet, at(row, col), at(row, col), style))
}

func (x *sheets) widths(sheet string, widths ...float64) {
	for i, w := range widths {
		name, _ := excelize.ColumnNumberToName(i + 1)
		x.try(x.SetColWidth(sheet, name, name, w))
	}
}

// page sets the print up: A4 landscape, one page wide, heads repeated, frozen
// below row head; and says how large the sheet is.
func (x *sheets) page(sheet string, head, rows, cols int) {
	size, one, zero, yes, landscape := 9, 1, 0, true, "landscape"
	x.try(x.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &one, FitToHeight: &zero}))
	x.try(x.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	x.try(x.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: at(head+1, 1), ActivePane: "bottomLeft"}))
	x.try(x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: "'" + sheet + "'!$1:$" + strings.TrimLeft(at(head, 1), "A")}))
	x.try(x.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: `&L&9&A&R&9Trang &P/&N`}))
	x.try(x.SetSheetDimension(sheet, "A1:"+at(max(rows, head+1), cols)))
}

func (x *sheets) table(t report.Table) {
	l := t.Layout
	_, err := x.NewSheet(l.Sheet)
	x.try(err)
	cols := len(l.Columns)
	x.text(l.Sheet, 1, 1, l.Number+". "+l.Title, x.title)
	first := 3
	if l.Measure != "" {
		x.text(l.Sheet, 2, 1, l.Measure, x.plain)
	}
	cells, levels := headCells(l.Columns)
	x.try(x.SetCellStyle(l.Sheet, at(first, 1), at(first+levels-1, cols), x.head))
	for _, c := range cells {
		x.text(l.Sheet, first+c.top, c.from+1, c.text, x.head)
		if c.from != c.to || c.top != c.bottom {
			x.try(x.MergeCell(l.Sheet, at(first+c.top, c.from+1), at(first+c.bottom, c.to+1)))
		}
	}
	head := first + levels - 1
	row := head
	for _, line := range t.Rows {
		row++
		if line.Kind == report.Group {
			x.text(l.Sheet, row, 1, line.Cells[0].Text, x.bold)
			x.try(x.SetCellStyle(l.Sheet, at(row, 1), at(row, cols), x.bold))
			continue
		}
		for i, c := range line.Cells {
			x.value(l, row, i, c, line.Kind)
		}
	}
	if row > head {
		x.try(x.AutoFilter(l.Sheet, at(head, 1)+":"+at(row, cols), nil))
	} else {
		row++
		x.text(l.Sheet, row, 1, l.Empty, x.plain)
	}
	for _, n := range l.Notes {
		row++
		x.text(l.Sheet, row+1, 1, n, x.plain)
	}
	widths := make([]float64, cols)
	for i, c := range l.Columns {
		widths[i] = max(8, c.Width*0.62)
	}
	x.widths(l.Sheet, widths...)
	x.page(l.Sheet, head, row+1, cols)
}

func (x *sheets) value(l report.Layout, row, col int, c report.Cell, kind string) {
	text, number := x.cell, x.count
	if l.Columns[col].Align == "center" {
		text = x.centre
	}
	if kind == report.Total {
		text, number = x.bold, x.boldCount
	}
	addr := at(row, col+1)
	switch {
	case c.Number != nil:
		x.try(x.SetCellValue(l.Sheet, addr, *c.Number))
		x.try(x.SetCellStyle(l.Sheet, addr, addr, number))
	case c.Date != "":
		day, err := time.Parse("2006-01-02", c.Date)
		x.try(err)
		x.try(x.SetCellValue(l.Sheet, addr, day))
		x.try(x.SetCellStyle(l.Sheet, addr, addr, x.date))
	default:
		x.text(l.Sheet, row, col+1, c.Text, text)
	}
}
