package blank

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/rulebook"
	"kdcl/ingest/workbook"
)

// Spec is what the office knows of a school when it issues its form.
type Spec struct {
	School       form.School
	SchoolYear   string
	Rulebook     rulebook.Rulebook
	Unit         form.Unit
	Recognitions []form.Recognition
	Fill         *Fill // nil: a blank form
}

// Fill is what a filled-in form holds: for samples and tests.
type Fill struct {
	Info        map[string]any              // by info field: "assessed_on"
	Rows        map[string][]map[string]any // by table id, a map of field to value a row
	Levels      map[string]int              // criterion -> level; absent is not assessed
	HighestOnly bool                        // mark only the highest level
	Indicators  bool                        // fill the indicators in, in keeping with Levels
	Level4      map[int]bool
	Declared    string // "Mức 2"
	Facts       func(title, row, year string) any
	Sheets      []Sheet        // further sheets in the school's own layout
	Cells       map[string]any // "Sheet!A1": written last, to make a mess
}

// Sheet is a plain sheet, row by row; a nil cell is left empty.
type Sheet struct {
	Name string
	Rows [][]any
}

// Info labels of the first sheet, in order; "" is a gap, "#" a heading.
var infoRows = []struct{ field, label string }{
	{"code", "Mã trường"}, {"name", "Tên trường"}, {"kind", "Cấp học"}, {"", "Loại hình"}, {"", "Xã/phường"},
	{"school_year", "Năm học"}, {"rulebook", "Bộ quy định"}, {"", "Căn cứ"},
	{"assessed_on", "Ngày hoàn thành báo cáo tự đánh giá"},
	{"accreditation_grade", "KĐCLGD: cấp độ hiện có"}, {"accreditation_decision", "KĐCLGD: số quyết định"}, {"accreditation_signed", "KĐCLGD: ngày ký"}, {"accreditation_valid", "KĐCLGD: giá trị đến"},
	{"national_grade", "CQG: mức độ hiện có"}, {"national_decision", "CQG: số quyết định"}, {"national_signed", "CQG: ngày ký"}, {"national_valid", "CQG: giá trị đến"},
}

// Form writes the form of one school. The same Spec gives the same bytes.
func Form(w io.Writer, s Spec, l *Layout) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.Close()
	if s.Fill == nil {
		s.Fill = &Fill{}
	}
	f := &formWriter{book: b, Spec: s, layout: l}
	f.instructions()
	f.info()
	for _, name := range []string{"Hội đồng", "Thời gian", "Phân công", "Thu thập MC"} {
		f.sheet(name)
	}
	f.results()
	f.indicators()
	f.level4()
	for _, name := range []string{"Minh chứng", "Cải tiến"} {
		f.sheet(name)
	}
	f.facts()
	for _, name := range []string{"Đội ngũ", "Công khai"} {
		f.sheet(name)
	}
	for _, sh := range s.Fill.Sheets {
		f.add(sh.Name)
		f.widths(sh.Name, 26, 90, 24)
		for i, row := range sh.Rows {
			for j, v := range row {
				if v != nil {
					f.value(sh.Name, i+1, j+1, v, f.style.labelWrap)
				}
			}
		}
	}
	for _, ref := range slices.Sorted(keys(s.Fill.Cells)) {
		sheet, cell, _ := strings.Cut(ref, "!")
		if formula, ok := s.Fill.Cells[ref].(Formula); ok {
			b.try(b.SetCellValue(sheet, cell, nil)) // no stored result
			b.try(b.SetCellFormula(sheet, cell, string(formula)))
			continue
		}
		b.try(b.SetCellValue(sheet, cell, s.Fill.Cells[ref]))
	}
	b.try(b.SetDefinedName(&excelize.DefinedName{Name: "kdcl_form", RefersTo: `"` + l.doc.Version + `"`, Comment: "kdcl"}))
	b.try(b.SetDocProps(&excelize.DocProperties{Title: "Biểu mẫu tự đánh giá " + s.SchoolYear, Subject: s.School.Name, Creator: s.Unit.Name, Created: "2026-01-01T00:00:00Z", Modified: "2026-01-01T00:00:00Z", Language: "vi-VN"}))
	return b.write(w)
}

type formWriter struct {
	*book
	Spec
	layout *Layout
}

func (f *formWriter) instructions() {
	const sheet = "Hướng dẫn"
	f.first(sheet)
	f.widths(sheet, 6, 88)
	f.page(sheet, false, 0)
	row := 1
	line := func(col int, s string, style int, height float64) {
		f.text(sheet, row, col, s, style)
		if col == 1 {
			f.try(f.MergeCell(sheet, workbook.Addr(row, 1), workbook.Addr(row, 2)))
		}
		f.try(f.SetRowHeight(sheet, row, height))
		row++
	}
	line(1, strings.ToUpper(f.Unit.Name), f.style.bold, 20)
	row++
	line(1, "BIỂU MẪU TỰ ĐÁNH GIÁ, KIỂM ĐỊNH CHẤT LƯỢNG GIÁO DỤC", f.style.title, 24)
	line(1, "Năm học "+f.SchoolYear, f.style.subtitle, 20)
	line(1, f.School.Name+" - mã trường "+f.School.Code, f.style.subtitle, 20)
	line(1, "Áp dụng: Thông tư "+f.Rulebook.Circular+" (bộ quy định "+f.Rulebook.ID+")", f.style.note, 20)
	row++
	for i, s := range f.layout.doc.Instructions {
		f.text(sheet, row, 1, strconv.Itoa(i+1)+".", f.style.number)
		line(2, s, f.style.wrap, lineHeight(s, 92))
	}
	if !f.Rulebook.Verified {
		s := "Lưu ý: một số nội dung của bộ quy định " + f.Rulebook.ID + " chưa đối chiếu được với văn bản gốc; chỗ nào nhà trường thấy khác văn bản, đề nghị báo lại đơn vị quản lý."
		line(2, s, f.style.noteWrap, lineHeight(s, 92))
	}
	if len(f.Unit.Obligations) > 0 {
		row++
		line(2, "Hạn nộp (nộp trong ngày ghi dưới đây là đúng hạn)", f.style.bold, 20)
		for _, o := range f.Unit.Obligations {
			if of(o.Kinds, f.School.Kind) {
				line(2, "- "+o.Title+": đến hết ngày "+parse.PrintDate(o.Due), f.style.wrap, 18)
			}
		}
	}
	f.protect(sheet)
}

// lineHeight is the height, in points, of a text that breaks at a number of letters.
func lineHeight(s string, letters int) float64 {
	return 4 + 16*float64(1+(len([]rune(s))-1)/letters)
}

func (f *formWriter) info() {
	const sheet = "Thông tin"
	f.add(sheet)
	f.widths(sheet, 42, 60)
	f.page(sheet, false, 0)
	f.text(sheet, 1, 1, "THÔNG TIN CHUNG", f.style.title)
	f.try(f.MergeCell(sheet, "A1", "B1"))
	private := "Công lập"
	if f.School.Private {
		private = "Tư thục"
	}
	known := map[string]any{
		"Mã trường": f.School.Code, "Tên trường": f.School.Name, "Cấp học": f.School.Kind, "Loại hình": private,
		"Xã/phường": f.School.Commune, "Năm học": f.SchoolYear, "Bộ quy định": f.Rulebook.ID, "Căn cứ": "Thông tư " + f.Rulebook.Circular,
	}
	for _, rec := range f.Recognitions {
		prefix, word := "KĐCLGD: ", "Cấp độ "
		grade := "cấp độ hiện có"
		if rec.Ledger == form.LedgerNationalStandard {
			prefix, word, grade = "CQG: ", "Mức độ ", "mức độ hiện có"
		}
		known[prefix+grade] = word + strconv.Itoa(rec.Grade)
		known[prefix+"số quyết định"] = rec.Decision
		known[prefix+"ngày ký"] = monthOrDay(rec)
		known[prefix+"giá trị đến"] = parse.PrintDate(rec.ValidTo)
	}
	for i, r := range infoRows {
		row := i + 3
		f.text(sheet, row, 1, r.label, f.style.label)
		f.try(f.SetRowHeight(sheet, row, 22))
		style := f.style.inputText
		if i < 8 {
			style = f.style.known
		}
		value, ok := known[r.label]
		if v, filled := f.Fill.Info[r.field]; filled && r.field != "" {
			value, ok = v, true
		}
		f.styled(sheet, row, 2, style)
		if ok && value != "" {
			f.value(sheet, row, 2, value, style)
		}
	}
	f.protect(sheet)
}

func monthOrDay(rec form.Recognition) string {
	if rec.Precision == "month" && len(rec.Signed) == 10 {
		return string(rec.Signed[5:7] + "/" + rec.Signed[:4])
	}
	return parse.PrintDate(rec.Signed)
}

// sheet writes one of the sheets that the layout describes.
func (f *formWriter) sheet(name string) {
	for _, sh := range f.layout.doc.Sheets {
		if sh.Name != name || !of(sh.Families, f.Rulebook.Family) {
			continue
		}
		f.add(name)
		f.text(name, 1, 1, sh.Title, f.style.title)
		f.try(f.SetRowHeight(name, 1, 26))
		row := 2
		if name == "Minh chứng" {
			f.text(name, 2, 1, "Mẫu mã: "+f.Rulebook.EvidenceExample, f.style.note)
			row = 3
		}
		for _, t := range sh.Tables {
			row = f.table(sh, t, row)
		}
		return
	}
	f.try(fmt.Errorf("templates/forms/kdcl.yaml: no sheet %q for the rulebooks of %s", name, f.Rulebook.Family))
}

func (f *formWriter) table(sh sheetDoc, t tableDoc, row int) int {
	spec := f.layout.tables.Spec(t.Table)
	name := sh.Name
	widths := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = c.Width
		f.text(name, row, i+1, spec.Head(c.Field), f.style.head)
	}
	f.widths(name, widths...)
	f.try(f.SetRowHeight(name, row, 48))
	f.try(f.MergeCell(name, "A1", workbook.Addr(1, len(t.Columns))))
	f.page(name, sh.Landscape, row)
	head := row
	filled := f.Fill.Rows[t.Table]
	var labels []string
	labelField := ""
	for _, l := range t.Labels {
		if of(l.Families, f.Rulebook.Family) && of(l.Kinds, f.School.Kind) {
			labels, labelField = l.Rows, l.Field
			break
		}
	}
	rows := max(t.Rows, len(labels), len(filled)+3)
	if t.Rows == 0 {
		rows = max(len(labels), len(filled))
	}
	last := head + rows
	f.try(f.SetCellStyle(name, workbook.Addr(head+1, 1), workbook.Addr(last, len(t.Columns)), f.style.input))
	for i := range rows {
		row++
		f.try(f.SetRowHeight(name, row, 20))
		var values map[string]any
		if i < len(filled) {
			values = filled[i]
		}
		for col, c := range t.Columns {
			if v, ok := values[c.Field]; ok {
				f.value(name, row, col+1, v, f.style.input)
			} else if c.Field == labelField && i < len(labels) {
				f.text(name, row, col+1, labels[i], f.style.label)
			}
		}
	}
	for col, c := range t.Columns {
		if len(c.List) > 0 {
			f.list(name, col+1, head+1, last, false, c.List...)
		}
	}
	// Printed are the rows that hold something and a page or so to fill in by hand.
	f.printArea(name, min(last, head+max(len(filled)+3, len(labels), 40)), len(t.Columns))
	f.protect(name)
	return last + 2
}

// results writes the official summary: three rows of merged heads, a row a
// criterion, only the levels that exist (FORMS §5.1).
func (f *formWriter) results() {
	const sheet = "Kết quả"
	f.add(sheet)
	rb := f.Rulebook
	f.text(sheet, 1, 1, "TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ", f.style.title)
	binary := rb.MaxLevel == 1
	cols := 3 + rb.MaxLevel + 1
	head := 3
	merge := func(from, to string) { f.try(f.MergeCell(sheet, from, to)) }
	f.text(sheet, head, 1, "Tiêu chuẩn, tiêu chí", f.style.head)
	f.text(sheet, head, 2, "Tên tiêu chí", f.style.head)
	f.text(sheet, head, 3, "Kết quả", f.style.head)
	f.try(f.SetCellStyle(sheet, workbook.Addr(head, 1), workbook.Addr(head+2, cols), f.style.head))
	f.text(sheet, head, cols, "Ghi chú", f.style.head)
	last := head + 2
	if binary {
		last = head + 1
		f.text(sheet, head+1, 3, "Đạt", f.style.head)
		f.text(sheet, head+1, 4, "Không đạt", f.style.head)
		merge(workbook.Addr(head, 3), workbook.Addr(head, 4))
	} else {
		fail := "Không đạt"
		if rb.Evaluation == rulebook.Quota {
			fail = "Không đạt Mức 1"
		}
		f.text(sheet, head+1, 3, fail, f.style.head)
		f.text(sheet, head+1, 4, "Đạt", f.style.head)
		merge(workbook.Addr(head, 3), workbook.Addr(head, cols-1))
		merge(workbook.Addr(head+1, 3), workbook.Addr(head+2, 3))
		merge(workbook.Addr(head+1, 4), workbook.Addr(head+1, cols-1))
		for n := 1; n <= rb.MaxLevel; n++ {
			f.text(sheet, head+2, 3+n, "Mức "+strconv.Itoa(n), f.style.head)
		}
	}
	for _, c := range []int{1, 2, cols} {
		merge(workbook.Addr(head, c), workbook.Addr(last, c))
	}
	merge("A1", workbook.Addr(1, cols))
	widths := []float64{16, 58, 11}
	for range rb.MaxLevel {
		widths = append(widths, 9)
	}
	f.widths(sheet, append(widths, 16)...)
	f.page(sheet, false, last)
	row := last
	standard := 0
	for _, c := range rb.Criteria {
		if c.Standard != standard {
			standard = c.Standard
			row++
			f.try(f.SetCellStyle(sheet, workbook.Addr(row, 1), workbook.Addr(row, cols), f.style.group))
			f.text(sheet, row, 1, fmt.Sprintf("Tiêu chuẩn %d: %s", standard, rb.Standards[standard-1].Title), f.style.group)
			merge(workbook.Addr(row, 1), workbook.Addr(row, cols))
		}
		row++
		f.text(sheet, row, 1, "Tiêu chí "+c.Code, f.style.label)
		f.text(sheet, row, 2, c.Title, f.style.labelWrap)
		f.try(f.SetRowHeight(sheet, row, 17*float64(1+len([]rune(c.Title))/76)))
		f.try(f.SetCellStyle(sheet, workbook.Addr(row, 3), workbook.Addr(row, cols-1), f.style.mark))
		f.styled(sheet, row, cols, f.style.input)
		level, assessed := f.Fill.Levels[c.Code]
		if binary {
			if assessed {
				f.text(sheet, row, 4-level, "x", f.style.mark)
			}
			continue
		}
		for n := 1; n <= rb.MaxLevel; n++ {
			switch {
			case !c.HasLevel(n):
				f.text(sheet, row, 3+n, "-", f.style.absent)
			case assessed && (level == n || level > n && !f.Fill.HighestOnly && rb.Evaluation != rulebook.Quota):
				f.text(sheet, row, 3+n, "x", f.style.mark)
			}
		}
		if assessed && level == 0 {
			f.text(sheet, row, 3, "x", f.style.mark)
		}
	}
	f.list(sheet, 3, last+1, row, true, "x")
	if !binary {
		for n := 1; n <= rb.MaxLevel; n++ {
			f.list(sheet, 3+n, last+1, row, true, "x")
		}
	} else {
		f.list(sheet, 4, last+1, row, true, "x")
	}
	row += 2
	choices := []string{"Không đạt"}
	top := rb.MaxLevel
	if len(rb.Level4) > 0 {
		top = 4
	}
	if binary {
		top = 3
	}
	for n := 1; n <= top; n++ {
		choices = append(choices, "Mức "+strconv.Itoa(n))
	}
	f.text(sheet, row, 1, "Kết luận: Trường đạt", f.style.bold)
	f.styled(sheet, row, 3, f.style.mark)
	f.styled(sheet, row, 4, f.style.mark)
	f.try(f.MergeCell(sheet, workbook.Addr(row, 3), workbook.Addr(row, 4)))
	if f.Fill.Declared != "" {
		f.text(sheet, row, 3, f.Fill.Declared, f.style.mark)
	}
	f.list(sheet, 3, row, row, true, choices...)
	f.text(sheet, row+2, 2, "Người lập biểu", f.style.signer)
	f.text(sheet, row+2, 3, "HIỆU TRƯỞNG", f.style.signer)
	f.try(f.MergeCell(sheet, workbook.Addr(row+2, 3), workbook.Addr(row+2, cols)))
	f.protect(sheet)
}

// indicators writes a row for every indicator that the rulebook names.
func (f *formWriter) indicators() {
	const sheet = "Chỉ báo"
	f.add(sheet)
	spec := f.layout.tables.Spec("indicators")
	f.text(sheet, 1, 1, "KẾT QUẢ TỪNG CHỈ BÁO", f.style.title)
	f.try(f.MergeCell(sheet, "A1", "F1"))
	for i, field := range []string{"criterion", "level", "indicator", "gloss", "result", "note"} {
		f.text(sheet, 3, i+1, spec.Head(field), f.style.head)
	}
	f.widths(sheet, 16, 10, 12, 66, 16, 16)
	f.page(sheet, false, 3)
	row := 3
	for _, c := range f.Rulebook.Criteria {
		for _, ind := range c.Indicators {
			row++
			letter := ind.Letter
			if letter == "" {
				letter = "*"
			}
			f.text(sheet, row, 1, "Tiêu chí "+c.Code, f.style.label)
			f.text(sheet, row, 2, "Mức "+strconv.Itoa(ind.Level), f.style.label)
			f.text(sheet, row, 3, letter, f.style.label)
			f.text(sheet, row, 4, ind.Gloss, f.style.labelWrap)
			if level, ok := f.Fill.Levels[c.Code]; ok && f.Fill.Indicators {
				result := "Không đạt"
				if ind.Level <= level {
					result = "Đạt"
				}
				f.text(sheet, row, 5, result, f.style.input)
			}
		}
	}
	if row > 3 {
		f.try(f.SetCellStyle(sheet, "E4", workbook.Addr(row, 6), f.style.input))
		f.list(sheet, 5, 4, row, false, "Đạt", "Không đạt")
	}
	f.protect(sheet)
}

func (f *formWriter) level4() {
	if len(f.Rulebook.Level4) == 0 {
		return
	}
	const sheet = "Mức 4"
	f.add(sheet)
	spec := f.layout.tables.Spec("level4")
	f.text(sheet, 1, 1, "KẾT QUẢ ĐÁNH GIÁ MỨC 4 (các khoản của Điều 22)", f.style.title)
	f.try(f.MergeCell(sheet, "A1", "E1"))
	for i, field := range []string{"item", "gloss", "pass", "fail", "note"} {
		f.text(sheet, 3, i+1, spec.Head(field), f.style.head)
	}
	f.widths(sheet, 18, 66, 12, 12, 20)
	f.page(sheet, false, 3)
	row := 3
	for _, item := range f.Rulebook.Level4 {
		row++
		f.text(sheet, row, 1, "Khoản "+strconv.Itoa(item.Number), f.style.label)
		f.text(sheet, row, 2, item.Gloss, f.style.labelWrap)
		f.try(f.SetRowHeight(sheet, row, 32))
		f.try(f.SetCellStyle(sheet, workbook.Addr(row, 3), workbook.Addr(row, 4), f.style.mark))
		f.styled(sheet, row, 5, f.style.input)
		if pass, ok := f.Fill.Level4[item.Number]; ok {
			col := 4
			if pass {
				col = 3
			}
			f.text(sheet, row, col, "x", f.style.mark)
		}
	}
	f.list(sheet, 3, 4, row, true, "x")
	f.list(sheet, 4, 4, row, true, "x")
	f.protect(sheet)
}

// facts writes Phần I: the tables of figures by school year.
func (f *formWriter) facts() {
	const sheet = "Số liệu"
	f.add(sheet)
	f.text(sheet, 1, 1, "CƠ SỞ DỮ LIỆU CỦA NHÀ TRƯỜNG (Phần I)", f.style.title)
	n := f.layout.doc.Facts.Years[f.Rulebook.Family]
	first, _ := strconv.Atoi(f.SchoolYear[:4])
	f.try(f.MergeCell(sheet, "A1", workbook.Addr(1, n+1)))
	widths := []float64{52}
	for range n {
		widths = append(widths, 14)
	}
	f.widths(sheet, widths...)
	// Points. A table is never cut: it begins a page where it would not fit. Excel
	// takes breaks by hand at a scale of one's own, and ignores them where it fits
	// the sheet to the paper.
	const title, head, line = 24.0, 34.0, 15.0
	wide := n > 3
	scale, paper := uint(75), 700/0.75
	if wide {
		scale, paper = 85, 475/0.85
	}
	f.page(sheet, wide, 2)
	f.scaled(sheet, scale)
	f.try(f.SetRowHeight(sheet, 1, title))
	f.try(f.SetRowHeight(sheet, 2, line))
	used := title + line
	row := 3
	for _, t := range f.layout.doc.Facts.Tables {
		if !of(t.Kinds, f.School.Kind) {
			continue
		}
		high := head + line*float64(2+len(t.Rows)) // its title above, a free row below
		if used+high > paper {
			f.try(f.InsertPageBreak(sheet, workbook.Addr(row, 1)))
			used = title + line
		}
		used += high
		for i := range len(t.Rows) + 3 {
			f.try(f.SetRowHeight(sheet, row+i, line))
		}
		f.text(sheet, row, 1, t.Title, f.style.bold)
		row++
		f.text(sheet, row, 1, t.Head, f.style.head)
		f.try(f.SetRowHeight(sheet, row, head))
		for i := range n {
			y := first - n + 1 + i
			f.text(sheet, row, 2+i, fmt.Sprintf("Năm học %d-%d", y, y+1), f.style.head)
		}
		f.try(f.SetCellStyle(sheet, workbook.Addr(row+1, 2), workbook.Addr(row+len(t.Rows), n+1), f.style.input))
		parent := ""
		for _, label := range t.Rows {
			row++
			full := label
			if strings.HasPrefix(label, "- ") {
				full = parent + "/" + label[2:]
			} else {
				parent = label
			}
			if slices.Contains(f.layout.doc.Facts.Heads, label) {
				f.try(f.SetCellStyle(sheet, workbook.Addr(row, 1), workbook.Addr(row, n+1), f.style.group))
				f.text(sheet, row, 1, label, f.style.group)
				continue
			}
			f.text(sheet, row, 1, label, f.style.label)
			if f.Fill.Facts == nil {
				continue
			}
			for i := range n {
				y := first - n + 1 + i
				if v := f.Fill.Facts(t.Title, full, fmt.Sprintf("%d-%d", y, y+1)); v != nil {
					f.value(sheet, row, 2+i, v, f.style.input)
				}
			}
		}
		row += 2
	}
	f.protect(sheet)
}
