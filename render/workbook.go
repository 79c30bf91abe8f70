package render

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/xuri/excelize/v2"

	"kdcl/aggregate/report"
)

// Workbook writes tong-hop.xlsx: the report's tables, each as a live Excel table
// with true numbers and dates, and a first sheet that explains every column. A
// total is a formula over the rows that it sums, so that an official can check
// it; where no rows add up to it (schools counted once that stand in two lines)
// it is a plain number.
func Workbook(w io.Writer, press *Press, r report.Report) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &sheets{File: f, press: press}
	x.styles()
	x.try(f.SetDocProps(&excelize.DocProperties{Title: "Tổng hợp tự đánh giá " + r.SchoolYear, Creator: r.Letterhead.Name, Created: r.AsOf + "Z", Modified: r.AsOf + "Z", Language: "vi-VN"}))
	tables := make([]report.Table, len(r.Tables))
	for i, t := range r.Tables {
		tables[i] = withoutIdle(t)
	}
	r.Tables = tables
	x.explain(r)
	for _, t := range tables {
		x.table(t)
	}
	return errors.Join(x.err, f.Write(w))
}

// sheets is a workbook being written; the first error is kept.
type sheets struct {
	*excelize.File
	press                                                                                                              *Press
	title, plain, head, cell, centre, count, decimal, share, date, bold, boldCentre, boldCount, boldDecimal, boldShare int
	err                                                                                                                error
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
	date, decimal, share := "dd/mm/yyyy", "#,##0.0##", "0.0%"
	// A step in from the border: a number and the text of the next cell don't touch.
	wrap := &excelize.Alignment{Horizontal: "left", Indent: 1, Vertical: "center", WrapText: true}
	middle := &excelize.Alignment{Horizontal: "right", Indent: 1, Vertical: "center"}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&x.title, excelize.Style{Font: font(14, true)}}, {&x.plain, excelize.Style{Font: font(11, false)}},
		{&x.head, excelize.Style{Font: font(11, true), Border: border, Alignment: centre, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}}}},
		{&x.cell, excelize.Style{Font: font(11, false), Border: border, Alignment: wrap}},
		{&x.centre, excelize.Style{Font: font(11, false), Border: border, Alignment: centre}},
		{&x.count, excelize.Style{Font: font(11, false), Border: border, Alignment: middle, NumFmt: 3}},
		{&x.decimal, excelize.Style{Font: font(11, false), Border: border, Alignment: middle, CustomNumFmt: &decimal}},
		{&x.share, excelize.Style{Font: font(11, false), Border: border, Alignment: centre, CustomNumFmt: &share}},
		{&x.date, excelize.Style{Font: font(11, false), Border: border, Alignment: centre, CustomNumFmt: &date}},
		{&x.bold, excelize.Style{Font: font(11, true), Border: border, Alignment: wrap}},
		{&x.boldCentre, excelize.Style{Font: font(11, true), Border: border, Alignment: centre}},
		{&x.boldCount, excelize.Style{Font: font(11, true), Border: border, Alignment: middle, NumFmt: 3}},
		{&x.boldDecimal, excelize.Style{Font: font(11, true), Border: border, Alignment: middle, CustomNumFmt: &decimal}},
		{&x.boldShare, excelize.Style{Font: font(11, true), Border: border, Alignment: centre, CustomNumFmt: &share}},
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

// text is a cell of text: a school's "=1+1" stays what it is.
func (x *sheets) text(s string, style int) excelize.Cell {
	if runes := []rune(s); len(runes) > excelize.TotalCellChars {
		s = string(runes[:excelize.TotalCellChars-1]) + "…"
	}
	return excelize.Cell{StyleID: style, Value: s}
}

// open sets a sheet up before its rows are written: size, paper, heads repeated
// and frozen below the row head.
func (x *sheets) open(sheet string, head, rows, cols int, widths []float64) *writer {
	size, one, zero, yes, landscape := 9, 1, 0, true, "landscape"
	x.try(x.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &one, FitToHeight: &zero}))
	x.try(x.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	x.try(x.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: `&L&9&A&R&9Trang &P/&N`}))
	x.try(x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, head, head)}))
	x.try(x.SetSheetDimension(sheet, "A1:"+at(max(rows, head+1), cols)))
	s, err := x.NewStreamWriter(sheet)
	x.try(err)
	w := &writer{sheets: x, stream: s, widths: widths}
	if err != nil {
		return w
	}
	for i, width := range widths {
		x.try(s.SetColWidth(i+1, i+1, width))
	}
	x.try(s.SetPanes(&excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: at(head+1, 1), ActivePane: "bottomLeft"}))
	return w
}

// writer writes the rows of one sheet, from the top.
type writer struct {
	*sheets
	stream *excelize.StreamWriter
	widths []float64
	row    int
}

// height is what the longest cell of a line needs, in points: a row written
// without one is a single line high in some programs.
func (w *writer) height(cells []any) float64 {
	lines := 1
	for i, c := range cells {
		cell, _ := c.(excelize.Cell)
		if s, ok := cell.Value.(string); ok && i < len(w.widths) {
			lines = max(lines, w.press.linesInColumn(s, fontstyle.Bold, w.widths[i]))
		}
	}
	return rowHeight(lines)
}

// headHeight is what the longest head needs, in points.
func (w *writer) headHeight(heads []string) float64 {
	most := 4
	for i, h := range heads {
		most = max(most, w.press.linesInColumn(h, fontstyle.Bold, w.widths[i]))
	}
	return rowHeight(most)
}

func rowHeight(lines int) float64 { return min(15*float64(lines)+4, 405) } // Excel's highest row is 409 points

// linesInColumn is how many lines a text of 11 points takes in a column of a
// width in characters; every program breaks a little otherwise, so a twentieth
// of the width is left unused.
func (f *Press) linesInColumn(s string, style fontstyle.Type, width float64) int {
	const mmPerCharacter, indent = 7 * 25.4 / 96, 2.4 // Excel's measures at 96 dots an inch
	return len(f.lines(s, style, 11, width*mmPerCharacter*0.95-indent, 0))
}

func (w *writer) add(height float64, cells ...any) {
	w.row++
	if w.err == nil {
		w.try(w.stream.SetRow(at(w.row, 1), cells, excelize.RowOpts{Height: height}))
	}
}

func (w *writer) skip(rows int) { w.row += rows }

func (w *writer) close() {
	if w.err == nil {
		w.try(w.stream.Flush())
	}
}

func (x *sheets) explain(r report.Report) {
	const name, head = "Giải thích", 5
	x.try(x.SetSheetName("Sheet1", name))
	rows := head
	for _, t := range r.Tables {
		rows += len(t.Layout.Columns)
	}
	w := x.open(name, head, rows, 3, []float64{14, 46, 90})
	w.add(0, x.text("Tổng hợp tự đánh giá, kiểm định chất lượng giáo dục năm học "+r.SchoolYear, x.title))
	w.add(0, x.text(r.Letterhead.Name+" · số liệu tính đến "+strings.Replace(r.AsOf, "T", " ", 1), x.plain))
	w.add(0, x.text("Mỗi trang là một bảng Excel: lọc, sắp xếp, lập bảng tổng hợp được. Dòng cộng đậm bên dưới là công thức trên các dòng của bảng.", x.plain))
	w.skip(1)
	w.add(0, x.text("Trang", x.head), x.text("Cột", x.head), x.text("Ý nghĩa", x.head))
	for _, t := range r.Tables {
		for _, c := range t.Layout.Columns {
			cells := []any{x.text(t.Layout.Sheet, x.cell), x.text(strings.Join(c.Head, " - "), x.cell), x.text(c.Note, x.cell)}
			w.add(w.height(cells), cells...)
		}
	}
	w.close()
}

// table writes one sheet. What a group line says (a commune, a rulebook) becomes
// a column of its own, since a line that spans the table would end its filter.
func (x *sheets) table(t report.Table) {
	const head = 4
	l := t.Layout
	_, err := x.NewSheet(l.Sheet)
	x.try(err)
	grouped, longest := 0, 0
	for _, line := range t.Rows {
		if line.Kind == report.Group {
			grouped, longest = 1, max(longest, len([]rune(line.Cells[0].Text)))
		}
	}
	heads := uniqueHeads(l, grouped == 1)
	cols := len(heads)
	widths := make([]float64, cols)
	widths[0] = min(max(22, float64(longest)/2+3), 46)
	for i, c := range l.Columns {
		widths[grouped+i] = max(9, c.Width*0.62)
	}
	w := x.open(l.Sheet, head, head+len(t.Rows)+len(l.Notes)+3, cols, widths)
	w.add(22, x.text(l.Number+". "+l.Title, x.title))
	w.add(0, x.text(l.Measure, x.plain))
	w.skip(1)
	cells := make([]any, cols)
	for i, h := range heads {
		cells[i] = x.text(h, x.head)
	}
	w.add(w.headHeight(heads), cells...)
	group := ""
	var totals []report.Row
	rows := 0
	for _, line := range t.Rows {
		switch line.Kind {
		case report.Group:
			group = line.Cells[0].Text
		case report.Total:
			totals = append(totals, line)
		default:
			rows++
			w.line(l, line, group, grouped, nil)
		}
	}
	last := w.row
	sums := newSums(t.Rows, head+1)
	for i, line := range totals {
		w.line(l, line, "", grouped, func(col int) string {
			if l.Columns[col].Kind == "percent" {
				return sums.share(l, i, col, grouped)
			}
			return sums.formula(i, col, grouped)
		})
	}
	if rows == 0 {
		w.add(0, x.text(l.Empty, x.plain))
	}
	w.skip(1)
	for _, n := range l.Notes {
		w.add(0, x.text(n, x.plain))
	}
	if rows > 0 && w.err == nil {
		no := false
		w.try(w.stream.AddTable(&excelize.Table{Range: "A" + fmt.Sprint(head) + ":" + at(last, cols), Name: tableName(l.ID), StyleName: "", ShowRowStripes: &no}))
	}
	w.close()
}

// uniqueHeads flattens the heads: Excel's tables have one head row, no two alike.
func uniqueHeads(l report.Layout, grouped bool) []string {
	var heads []string
	if grouped {
		heads = append(heads, "Nhóm")
	}
	seen := map[string]int{"Nhóm": 1}
	for _, c := range l.Columns {
		h := strings.Join(c.Head, " - ")
		if h == "" {
			h = "Cột"
		}
		if seen[h]++; seen[h] > 1 {
			h = fmt.Sprintf("%s (%d)", h, seen[h])
		}
		heads = append(heads, h)
	}
	return heads
}

// tableName is a name that Excel takes: letters, digits and _, a letter first.
func tableName(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, "bang_"+id)
}

// line writes a line of the table, or a total with the formulas of its columns.
func (w *writer) line(l report.Layout, line report.Row, group string, grouped int, formula func(col int) string) {
	bold := line.Kind == report.Total
	cells := make([]any, 0, len(line.Cells)+1)
	if grouped == 1 {
		style := w.cell
		if bold {
			style = w.bold
		}
		cells = append(cells, w.text(group, style))
	}
	for i, c := range line.Cells {
		cell := w.value(l.Columns[i], c, bold)
		if formula != nil && c.Number != nil {
			cell.Formula = formula(i)
		}
		cells = append(cells, cell)
	}
	w.add(w.height(cells), cells...)
}

func (w *writer) value(column report.Column, c report.Cell, bold bool) excelize.Cell {
	pick := func(plain, strong int) int {
		if bold {
			return strong
		}
		return plain
	}
	switch {
	case c.Number != nil && column.Kind == "percent":
		return excelize.Cell{StyleID: pick(w.share, w.boldShare), Value: *c.Number / 100}
	case c.Number != nil && *c.Number != float64(int64(*c.Number)):
		return excelize.Cell{StyleID: pick(w.decimal, w.boldDecimal), Value: *c.Number}
	case c.Number != nil:
		return excelize.Cell{StyleID: pick(w.count, w.boldCount), Value: *c.Number}
	case c.Date != "":
		day, err := time.Parse("2006-01-02", c.Date)
		w.try(err)
		return excelize.Cell{StyleID: w.date, Value: day}
	case c.Text == "-" && column.Kind != "text": // no figure, where one would stand
		return w.text(c.Text, pick(w.count, w.boldCount))
	case column.Align == "center":
		return w.text(c.Text, pick(w.centre, w.boldCentre))
	}
	return w.text(c.Text, pick(w.cell, w.bold))
}
