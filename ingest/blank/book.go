package blank

import (
	"errors"
	"io"
	"iter"
	"maps"
	"strings"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/workbook"
)

// book is a workbook being written; the first error stops it at the end.
type book struct {
	*excelize.File
	style styles
	used  map[string][2]int // sheet -> last row and column
	err   error
}

// styles of the form; input cells are unlocked and light yellow.
type styles struct {
	title, subtitle, bold, head, group, label, labelWrap, known, wrap, number, note, noteWrap int
	input, inputText, mark, absent, signer                                                    int
}

func newBook() (*book, error) {
	b := &book{File: excelize.NewFile(), used: map[string][2]int{}}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "Times New Roman", Size: size, Bold: bold}
	}
	border := []excelize.Border{{Type: "left", Style: 1, Color: "808080"}, {Type: "right", Style: 1, Color: "808080"}, {Type: "top", Style: 1, Color: "808080"}, {Type: "bottom", Style: 1, Color: "808080"}}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	center := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	left := &excelize.Alignment{Vertical: "center", WrapText: true}
	open := &excelize.Protection{Locked: false}
	const text = 49 // the built-in format @: what is typed stays as typed
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&b.style.title, excelize.Style{Font: font(14, true), Alignment: center}},
		{&b.style.subtitle, excelize.Style{Font: font(13, true), Alignment: center}},
		{&b.style.bold, excelize.Style{Font: font(12, true)}},
		{&b.style.signer, excelize.Style{Font: font(12, true), Alignment: center}},
		{&b.style.head, excelize.Style{Font: font(11, true), Alignment: center, Border: border, Fill: fill("E7E6E6")}},
		{&b.style.group, excelize.Style{Font: font(11, true), Alignment: left, Border: border, Fill: fill("F2F2F2")}},
		{&b.style.label, excelize.Style{Font: font(11, false), Alignment: left, Border: border, NumFmt: text}},
		{&b.style.labelWrap, excelize.Style{Font: font(11, false), Alignment: left, Border: border}},
		{&b.style.known, excelize.Style{Font: font(12, true), Alignment: left, Border: border, NumFmt: text}},
		{&b.style.wrap, excelize.Style{Font: font(12, false), Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.style.number, excelize.Style{Font: font(12, false), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top"}}},
		{&b.style.noteWrap, excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 11, Italic: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.style.note, excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 11, Italic: true}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&b.style.input, excelize.Style{Font: font(11, false), Alignment: left, Border: border, Fill: fill("FFFDE7"), Protection: open}},
		{&b.style.inputText, excelize.Style{Font: font(12, false), Alignment: left, Border: border, Fill: fill("FFFDE7"), Protection: open, NumFmt: text}},
		{&b.style.mark, excelize.Style{Font: font(12, true), Alignment: center, Border: border, Fill: fill("FFFDE7"), Protection: open}},
		{&b.style.absent, excelize.Style{Font: font(11, false), Alignment: center, Border: border, Fill: fill("BFBFBF")}},
	} {
		id, err := b.NewStyle(&s.style)
		if err != nil {
			return nil, err
		}
		*s.to = id
	}
	return b, nil
}

// try keeps the first error.
func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) first(name string) { b.try(b.SetSheetName("Sheet1", name)) }

func (b *book) add(name string) {
	_, err := b.NewSheet(name)
	b.try(err)
}

func (b *book) mention(sheet string, row, col int) {
	u := b.used[sheet]
	b.used[sheet] = [2]int{max(u[0], row), max(u[1], col)}
}

// text writes a text as text: never a formula, never a date.
func (b *book) text(sheet string, row, col int, s string, style int) {
	addr := workbook.Addr(row, col)
	b.try(b.SetCellStr(sheet, addr, s))
	b.try(b.SetCellStyle(sheet, addr, addr, style))
	b.mention(sheet, row, col)
}

func (b *book) styled(sheet string, row, col, style int) {
	addr := workbook.Addr(row, col)
	b.try(b.SetCellStyle(sheet, addr, addr, style))
	b.mention(sheet, row, col)
}

// value writes a number, a text or, for a formula without result, Formula.
func (b *book) value(sheet string, row, col int, v any, style int) {
	addr := workbook.Addr(row, col)
	switch v := v.(type) {
	case Formula:
		b.try(b.SetCellFormula(sheet, addr, string(v)))
	case string:
		b.try(b.SetCellStr(sheet, addr, v))
		if n := strings.Count(v, "\n"); n > 0 {
			b.try(b.SetRowHeight(sheet, row, 16*float64(n+1)))
		}
	default:
		b.try(b.SetCellValue(sheet, addr, v))
	}
	b.try(b.SetCellStyle(sheet, addr, addr, style))
	b.mention(sheet, row, col)
}

// Formula is a formula without a stored result, for samples of that mistake.
type Formula string

func (b *book) widths(sheet string, widths ...float64) {
	for i, w := range widths {
		col := strings.TrimRight(workbook.Addr(1, i+1), "1")
		b.try(b.SetColWidth(sheet, col, col, w))
	}
}

// list is a drop-down; strict ones refuse anything else.
func (b *book) list(sheet string, col, from, to int, strict bool, choices ...string) {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(workbook.Addr(from, col) + ":" + workbook.Addr(to, col))
	b.try(dv.SetDropList(choices))
	if strict {
		dv.SetError(excelize.DataValidationErrorStyleStop, "Chọn trong danh sách", "Ô này chỉ nhận: "+strings.Join(choices, ", "))
	} else {
		dv.ShowErrorMessage = false
	}
	b.try(b.AddDataValidation(sheet, dv))
}

// hint is what Excel shows when a cell of the column is chosen; anything may be
// written there.
func (b *book) hint(sheet string, col, from, to int, title, said string) {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(workbook.Addr(from, col) + ":" + workbook.Addr(to, col))
	dv.SetInput(title, said)
	b.try(b.AddDataValidation(sheet, dv))
}

// page sets a sheet up for A4 paper: one page wide, heads repeated and frozen
// below the row head (0: none), page numbers at the foot.
func (b *book) page(sheet string, landscape bool, head int) {
	size, zero, one, yes := 9, 0, 1, true
	orientation := "portrait"
	if landscape {
		orientation = "landscape"
	}
	b.try(b.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &one, FitToHeight: &zero}))
	b.try(b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	narrow, wide := 0.6, 0.8
	b.try(b.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &wide, Right: &narrow, Top: &wide, Bottom: &wide}))
	b.try(b.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: `&L&"Times New Roman,Italic"&9&A&R&"Times New Roman,Regular"&9Trang &P/&N`}))
	if head == 0 {
		return
	}
	top := workbook.Addr(head+1, 1)
	b.try(b.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: top, ActivePane: "bottomLeft"}))
	b.try(b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: "'" + sheet + "'!$1:$" + itoa(head)}))
}

// scaled prints a sheet at a percentage of its size instead of one page wide.
func (b *book) scaled(sheet string, percent uint) {
	no := false
	b.try(b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &no}))
	b.try(b.SetPageLayout(sheet, &excelize.PageLayoutOptions{AdjustTo: &percent}))
}

// printArea prints the empty rows too, so that a form can be filled in by hand.
func (b *book) printArea(sheet string, rows, cols int) {
	last := workbook.Addr(rows, cols)
	col := strings.TrimRight(last, "0123456789")
	b.try(b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: sheet, RefersTo: "'" + sheet + "'!$A$1:$" + col + "$" + itoa(rows)}))
}

func (b *book) protect(sheet string) {
	b.try(b.ProtectSheet(sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatRows: true, FormatColumns: true, FormatCells: true}))
}

func (b *book) write(w io.Writer) error {
	for _, sheet := range b.GetSheetList() {
		if u := b.used[sheet]; u[0] > 0 {
			// Without it other readers take the sheet for one cell.
			b.try(b.SetSheetDimension(sheet, "A1:"+workbook.Addr(u[0], u[1])))
		}
	}
	b.SetActiveSheet(0)
	return errors.Join(b.err, b.Write(w))
}

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
