package feedback

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/workbook"
)

const columns = 7

var widths = [columns]float64{6, 13, 8, 20, 24, 58, 38}

// group is every finding of one code: said once, with its places.
type group struct {
	code  string
	must  bool
	notes []Note
}

func groups(notes []Note) []group {
	var all []group
	for _, n := range notes {
		i := slices.IndexFunc(all, func(g group) bool { return g.code == n.Code && g.must == must(n) })
		if i < 0 {
			i = len(all)
			all = append(all, group{code: n.Code, must: must(n)})
		}
		all[i].notes = append(all[i].notes, n)
	}
	return all
}

// list draws our sheet.
type list struct {
	*excelize.File
	w     *Wording
	name  string
	links bool // the cells are in this very workbook
	row   int
	style struct{ mark, title, sub, text, head, center, must, should, wrap, link, raw int }
	err   error
}

func newList(f *excelize.File, w *Wording, name string, links bool) (*list, error) {
	l := &list{File: f, w: w, name: name, links: links}
	font := func(size float64, bold bool, color string) *excelize.Font {
		return &excelize.Font{Family: "Times New Roman", Size: size, Bold: bold, Color: color}
	}
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "A6A6A6"})
	}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "top", WrapText: true}
	link := font(12, false, "0563C1")
	link.Underline = "single"
	const text = 49 // "@": what a school wrote is shown, never calculated (MESSY 72)
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&l.style.mark, excelize.Style{Font: font(9, false, "7F7F7F"), Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&l.style.title, excelize.Style{Font: font(16, true, "1F3864"), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&l.style.sub, excelize.Style{Font: font(12, true, ""), Alignment: top, NumFmt: text}},
		{&l.style.text, excelize.Style{Font: font(12, false, ""), Alignment: top, NumFmt: text}},
		{&l.style.head, excelize.Style{Font: font(12, true, ""), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Border: border, Fill: fill("D9E2F3")}},
		{&l.style.center, excelize.Style{Font: font(12, false, ""), Alignment: middle, Border: border}},
		{&l.style.must, excelize.Style{Font: font(12, true, "9C0006"), Alignment: middle, Border: border, Fill: fill(workbook.MustFill)}},
		{&l.style.should, excelize.Style{Font: font(12, true, "7F6000"), Alignment: middle, Border: border, Fill: fill(workbook.ShouldFill)}},
		{&l.style.wrap, excelize.Style{Font: font(12, false, ""), Alignment: top, Border: border, NumFmt: text}},
		{&l.style.raw, excelize.Style{Font: font(12, false, ""), Alignment: top, Border: border, NumFmt: text}},
		{&l.style.link, excelize.Style{Font: link, Alignment: top, Border: border}},
	} {
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return nil, err
		}
		*s.to = id
	}
	return l, nil
}

func (l *list) try(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (l *list) set(col int, text string, style int) {
	cell := workbook.Addr(l.row, col)
	l.try(l.SetCellStr(l.name, cell, clean(text)))
	l.try(l.SetCellStyle(l.name, cell, cell, style))
}

// both writes the Vietnamese, and the English under it in grey italics.
func (l *list) both(col int, t Text, style int, bold bool) {
	cell := workbook.Addr(l.row, col)
	runs := []excelize.RichTextRun{{Text: clean(t.VI), Font: &excelize.Font{Family: "Times New Roman", Size: 12, Bold: bold}}}
	if t.EN != "" {
		runs = append(runs, excelize.RichTextRun{Text: "\n" + clean(t.EN), Font: &excelize.Font{Family: "Times New Roman", Size: 10, Italic: true, Color: "595959"}})
	}
	if t.VI != "" {
		l.try(l.SetCellRichText(l.name, cell, runs))
	}
	l.try(l.SetCellStyle(l.name, cell, cell, style))
}

// wide writes a text across the whole width.
func (l *list) wide(t Text, style int, bold bool) {
	l.row++
	l.both(1, t, style, bold)
	l.try(l.MergeCell(l.name, workbook.Addr(l.row, 1), workbook.Addr(l.row, columns)))
	l.height(lines(t, 167))
}

// lines estimates how many lines a text takes in a column of a width, the
// smaller English under it.
func lines(t Text, width float64) float64 {
	n := 0.0
	if t.VI != "" {
		n += 1 + float64(int(float64(len([]rune(t.VI)))/(width*1.02)))
	}
	if t.EN != "" {
		n += 0.85 * (1 + float64(int(float64(len([]rune(t.EN)))/(width*1.2))))
	}
	return n
}

func (l *list) height(lines float64) {
	l.try(l.SetRowHeight(l.name, l.row, min(400, 16.5*max(1, lines)+3)))
}

// draw writes the sheet from its first row; why is set on a separate workbook.
func (l *list) draw(b Book, why Text, capped bool) error {
	for i, w := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		l.try(err)
		l.try(l.SetColWidth(l.name, name, name, w))
	}
	musts, shoulds := 0, 0
	for _, n := range b.Notes {
		if must(n) {
			musts++
		} else {
			shoulds++
		}
	}
	l.row = 1
	l.set(columns, workbook.FeedbackMark, l.style.mark)
	l.row++
	l.set(1, l.w.Title.VI, l.style.title)
	l.try(l.MergeCell(l.name, workbook.Addr(l.row, 1), workbook.Addr(l.row, columns)))
	l.height(1.6)
	if b.School != "" {
		l.wide(Text{VI: l.w.School.fill("truong", b.School).VI}, l.style.sub, true)
	}
	year := b.Year
	if year == "" {
		year = "…"
	}
	l.wide(Text{VI: l.w.File.fill("tep", b.File, "nam_hoc", year).VI}, l.style.text, false)
	if len(b.Notes) == 0 {
		l.wide(l.w.None, l.style.text, false)
		return l.finish(0)
	}
	if why.VI != "" {
		l.wide(why, l.style.text, false)
	}
	l.wide(l.w.Sum.fill("phai", count(musts), "nen", count(shoulds)), l.style.sub, true)
	how := l.w.How
	if !l.links {
		how = l.w.HowSeparate
	}
	l.wide(how, l.style.text, false)
	if capped {
		l.wide(l.w.Capped.fill("n", count(maxComments)), l.style.text, false)
	}
	l.row += 2
	head := l.row
	for i, c := range l.w.Columns {
		l.both(i+1, c, l.style.head, true)
	}
	l.height(2.2)
	for i, g := range groups(b.Notes) {
		l.group(i+1, g)
	}
	l.row++
	l.wide(l.w.Closing, l.style.text, false)
	return l.finish(head)
}

func (l *list) group(number int, g group) {
	first := l.row + 1
	for i, n := range g.notes {
		l.row++
		if i == maxShown {
			more := l.w.More
			if !l.links {
				more = l.w.MoreSeparate
			}
			more = more.fill("n", count(len(g.notes)-maxShown))
			l.frame(g)
			l.both(6, more, l.style.wrap, false)
			l.height(lines(more, widths[5]))
			break
		}
		l.frame(g)
		l.place(n)
		raw := []rune(clean(n.At.Raw))
		if len(raw) > maxRaw {
			raw = append(raw[:maxRaw], '…')
		}
		l.set(5, string(raw), l.style.raw)
		said := Text{n.VI, n.EN}
		l.both(6, said, l.style.wrap, false)
		l.height(max(lines(said, widths[5]), lines(Text{VI: string(raw)}, widths[4]), lines(Text{VI: n.At.Ref()}, widths[3])))
	}
	last, n := l.row, g.notes[0]
	l.row = first
	kind, style := l.w.Should, l.style.should
	if g.must {
		kind, style = l.w.Must, l.style.must
	}
	l.set(1, count(number), l.style.center)
	l.both(2, kind, style, true)
	l.try(l.SetCellInt(l.name, workbook.Addr(l.row, 3), int64(len(g.notes))))
	fix := Text{n.FixVI, n.FixEN}
	l.both(7, fix, l.style.wrap, false)
	if last > first {
		for _, col := range []int{1, 2, 3, 7} {
			l.try(l.MergeCell(l.name, workbook.Addr(first, col), workbook.Addr(last, col)))
		}
	}
	have, err := l.GetRowHeight(l.name, first)
	l.try(err)
	if need := max(lines(fix, widths[6]), lines(kind, widths[1])); last == first && 16.5*need+3 > have {
		l.height(need)
	}
	l.row = last
}

// frame gives every cell of a row its border.
func (l *list) frame(g group) {
	for col := 1; col <= columns; col++ {
		style := l.style.wrap
		if col == 1 || col == 3 {
			style = l.style.center
		}
		if col == 2 {
			if style = l.style.should; g.must {
				style = l.style.must
			}
		}
		cell := workbook.Addr(l.row, col)
		l.try(l.SetCellStyle(l.name, cell, cell, style))
	}
}

// place names the cell, with a link to it where it is in this workbook.
func (l *list) place(n Note) {
	ref := n.At.Ref()
	switch {
	case n.At.Sheet == "":
		l.both(4, l.w.WholeFile, l.style.wrap, false)
		return
	case !l.links || !slices.Contains(l.GetSheetList(), n.At.Sheet):
		l.set(4, ref, l.style.wrap)
		return
	}
	cell := n.At.Cell
	if cell == "" {
		cell = "A1"
	}
	l.set(4, ref, l.style.link)
	at := workbook.Addr(l.row, 4)
	tip := ref
	l.try(l.SetCellHyperLink(l.name, at, "'"+strings.ReplaceAll(n.At.Sheet, "'", "''")+"'!"+cell, "Location", excelize.HyperlinkOpts{Tooltip: &tip}))
	l.try(l.SetCellStyle(l.name, at, at, l.style.link))
}

// finish sets the page as an office prints it: A4 across, one page wide, the
// head on each page.
func (l *list) finish(head int) error {
	landscape, a4, wide, tall, yes, no := "landscape", 9, 1, 0, true, false
	l.try(l.SetPageLayout(l.name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall}))
	l.try(l.SetSheetProps(l.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	margin, foot := 0.5, 0.6
	l.try(l.SetPageMargins(l.name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &foot, Horizontally: &yes}))
	l.try(l.SetSheetView(l.name, 0, &excelize.ViewOptions{ShowGridLines: &no}))
	l.try(l.SetHeaderFooter(l.name, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"}))
	if head > 0 {
		l.try(l.SetPanes(l.name, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: workbook.Addr(head+1, 1), ActivePane: "bottomLeft"}))
		l.try(l.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", l.name, head, head), Scope: l.name}))
	}
	l.try(l.SetSheetDimension(l.name, "A1:"+workbook.Addr(l.row, columns)))
	return l.err
}

// addSheet puts our sheet first. The library moves the sheet and forgets what
// counts sheets by their place: print areas and print titles.
func (m *marker) addSheet(b Book, spots []spot) (string, error) {
	name := freeName(m.GetSheetList(), m.w.Sheet)
	if _, err := m.NewSheet(name); err != nil {
		return "", err
	}
	l, err := newList(m.File, m.w, name, true)
	if err != nil {
		return "", err
	}
	if err := l.draw(b, Text{}, len(spots) > maxComments); err != nil {
		return "", err
	}
	all := m.GetSheetList()
	if err := m.MoveSheet(name, all[0]); err != nil {
		return "", err
	}
	if names := m.WorkBook.DefinedNames; names != nil {
		for i := range names.DefinedName {
			if at := names.DefinedName[i].LocalSheetID; at != nil {
				moved := (*at + 1) % len(all) // ours was the last
				names.DefinedName[i].LocalSheetID = &moved
			}
		}
	}
	if m.WorkBook.BookViews != nil {
		for i := range m.WorkBook.BookViews.WorkBookView {
			m.WorkBook.BookViews.WorkBookView[i].FirstSheet = 0
		}
	}
	m.SetActiveSheet(0)
	return name, nil
}

func freeName(have []string, want string) string {
	name := want
	for i := 2; slices.ContainsFunc(have, func(s string) bool { return strings.EqualFold(s, name) }); i++ {
		name = fmt.Sprintf("%s (%d)", want, i)
	}
	return name
}

// separate writes the list into a workbook of its own.
func separate(b Book, w *Wording, why Reason, detail string) (res Result, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", w.Sheet); err != nil {
		return res, err
	}
	l, err := newList(f, w, w.Sheet, false)
	if err != nil {
		return res, err
	}
	if err := l.draw(b, w.Separate[why], false); err != nil {
		return res, err
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return res, err
	}
	data, err := canonical(out.Bytes())
	return Result{Data: data, Separate: why, Detail: detail, Notes: len(b.Notes)}, err
}
