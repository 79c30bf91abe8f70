package render_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/xuri/excelize/v2"

	"kdcl/aggregate/report"
	"kdcl/render"
	"kdcl/render/readback"
)

var templates = os.DirFS("../templates")

// sample is a report whose figures all exist; one table, filled by the test.
func sample(t *testing.T, rows []report.Row) report.Report {
	t.Helper()
	r := report.Report{
		SchoolYear: "2026-2027", AsOf: "2027-06-21T06:00:00", Provisional: true, Figures: map[string]report.Figure{},
		Letterhead: report.Letterhead{Superior: "UBND xã Mẫu", Name: "Phòng Văn hóa - Xã hội", Abbreviation: "PVHXH", Place: "Xã Mẫu", SignerTitle: "TRƯỞNG PHÒNG", Recipients: []string{"Như trên", "Lưu: VT"}},
		Tables: []report.Table{{Rows: rows, Layout: report.Layout{
			ID: "bieu-x", Number: "Biểu X", Title: "Danh sách thử", Sheet: "Biểu X", Empty: "Không có trường.", Measure: "Đơn vị tính: đồng", Notes: []string{"Lời ghi chú."},
			Columns: []report.Column{
				{Key: "n", Head: []string{"TT"}, Width: 10, Align: "center", Kind: "count"}, {Key: "name", Head: []string{"Trường", "Tên trường"}, Width: 40, Kind: "text"},
				{Key: "text", Head: []string{"Trường", "Điểm yếu"}, Width: 100, Kind: "text"}, {Key: "sum", Head: []string{"Kinh phí"}, Width: 30, Align: "right", Kind: "money"}, {Key: "day", Head: []string{"Ngày"}, Width: 20, Kind: "date"},
			}}}},
	}
	body, err := os.ReadFile("../templates/report/body.yaml")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../templates/page/page.html")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range regexp.MustCompile(`"([a-z0-9-]+\.[A-Za-z0-9.-]+)"`).FindAllSubmatch(append(body, page...), -1) {
		r.Figures[string(m[1])] = report.Figure{Numerator: int64(i), Denominator: int64(i + 3)}
	}
	return r
}

func row(i int, name, text string) report.Row {
	n, sum := float64(i), float64(i)*1e6
	return report.Row{Kind: report.Data, Cells: []report.Cell{{Text: fmt.Sprint(i), Number: &n}, {Text: name}, {Text: text}, {Text: fmt.Sprintf("%d.000.000", i), Number: &sum}, {Text: "15/06/2027", Date: "2027-06-15"}}}
}

// reader starts the PDF engine once for all tests of the package.
var reader = sync.OnceValue(func() *readback.Reader {
	r, err := readback.Open()
	if err != nil {
		panic(err)
	}
	return r
})

// press parses the fonts once for all tests of the package.
var press = sync.OnceValue(func() *render.Press {
	p, err := render.NewPress()
	if err != nil {
		panic(err)
	}
	return p
})

func draw(t *testing.T, r report.Report) (pdf []byte, text string) {
	t.Helper()
	wording, err := render.LoadWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := render.PDF(&b, press(), r, wording); err != nil {
		t.Fatal(err)
	}
	pages, err := reader().Pages(b.Bytes(), false)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), readback.Words(pages)
}

// No text is lost, however long a table, a cell or a word is; heads stand on
// every page, and the page numbers begin at 2 in each annex.
func TestNothingIsCut(t *testing.T) {
	var rows []report.Row
	rows = append(rows, report.Row{Kind: report.Group, Cells: []report.Cell{{Text: "Phường An Bình"}}})
	for i := 1; i <= 120; i++ {
		rows = append(rows, row(i, fmt.Sprintf("Trường số %d đặc biệt khó khăn", i), strings.Repeat(fmt.Sprintf("ý%d ", i), i%40)))
	}
	var long []string
	for i := range 900 {
		long = append(long, fmt.Sprintf("đoạn%dkết", i))
	}
	rows = append(rows, row(121, strings.Repeat("Dài", 60), strings.Join(long, " ")))
	rows = append(rows, report.Row{Kind: report.Total, Cells: []report.Cell{{Text: "Cộng"}, {}, {}, {Text: "7.381.000.000"}, {}}})
	pdf, text := draw(t, sample(t, rows))
	for i := 1; i <= 120; i++ {
		if got := strings.Count(text, fmt.Sprintf("Trường số %d đặc", i)); got != 1 {
			t.Errorf("school %d stands %d times", i, got)
		}
		if got := strings.Count(text+" ", fmt.Sprintf(" ý%d ", i)); got < i%40/2 {
			t.Errorf("row %d lost text: %d of %d", i, got, i%40)
		}
	}
	for _, w := range long {
		if !strings.Contains(text, w) {
			t.Errorf("%s was lost", w)
		}
	}
	if got := strings.Count(strings.ReplaceAll(text, " ", ""), "Dài"); got < 60 {
		t.Errorf("a long word kept %d of 60 parts", got)
	}
	model.ConfigPath = "disable"
	pages, err := api.PageDims(bytes.NewReader(pdf), nil)
	if err != nil {
		t.Fatal(err)
	}
	landscape := 0
	for _, p := range pages {
		if p.Width > p.Height {
			landscape++
		}
	}
	if heads := strings.Count(text, "Điểm yếu"); landscape < 5 || heads != landscape {
		t.Errorf("%d landscape pages, heads on %d", landscape, heads)
	}
	if p := pages[0]; p.Width > p.Height || int(p.Width) != 595 {
		t.Errorf("the body is A4 portrait: %v", p)
	}
	if !strings.Contains(text, "7.381.000.000") || !strings.Contains(text, "Lời ghi chú.") || !strings.Contains(text, "Phường An Bình") {
		t.Error("total, note or group is missing")
	}
}

// Nghị định 30: what stands around a report, and what is left blank.
func TestLetterhead(t *testing.T) {
	_, text := draw(t, sample(t, nil))
	for _, want := range []string{"UBND XÃ MẪU", "PHÒNG VĂN HÓA - XÃ HỘI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: /BC-PVHXH", "Xã Mẫu, ngày tháng năm 20…", "BÁO CÁO", "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TRƯỞNG PHÒNG", "Không có trường.", "(Đơn vị bổ sung", "./."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// What the font lacks becomes a box, an emoji too; nothing panics.
func TestStrangeText(t *testing.T) {
	_, text := draw(t, sample(t, []report.Row{row(1, "Mầm non 😀 Sao Mai", "a\tb\nc\x07d Tru\u031bo\u031b\u0300ng ✓")}))
	for _, want := range []string{"Mầm non □ Sao Mai", "a b cd", "Trường"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text[max(0, len(text)-300):])
		}
	}
}

// The same report gives the same text, and a figure that doesn't exist is an error.
func TestWordingIsChecked(t *testing.T) {
	r := sample(t, nil)
	_, a := draw(t, r)
	if _, b := draw(t, r); a != b {
		t.Error("two drawings of one report differ")
	}
	delete(r.Figures, "schools.owing")
	wording, err := render.LoadWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	if err := render.PDF(&bytes.Buffer{}, press(), r, wording); err == nil || !strings.Contains(err.Error(), `no figure "schools.owing"`) {
		t.Errorf("%v", err)
	}
}

// A long head over a narrow column is shown whole: six lines of bold 11 points.
func TestWorkbookHeads(t *testing.T) {
	r := sample(t, []report.Row{row(1, "Một", "")})
	columns := slices.Clone(r.Tables[0].Layout.Columns)
	columns[0].Head, columns[0].Width = []string{"Kết quả tự đánh giá - TT 17, 18, 19/2018 - Chưa đạt Mức 1"}, 12
	r.Tables[0].Layout.Columns = columns
	f := workbookOf(t, r)
	if h, err := f.GetRowHeight("Biểu X", 4); err != nil || h < 6*15 {
		t.Errorf("the row of heads is %g points high, %v", h, err)
	}
}

// A column that the report may leave out is left out of the workbook too, when no
// row has anything in it, and with it its explanation; the others keep their figures.
func TestWorkbookLeavesIdleColumnsOut(t *testing.T) {
	r := sample(t, []report.Row{{Kind: report.Group, Cells: []report.Cell{{Text: "Phường An Bình"}}}, row(1, "Một", ""), row(2, "Hai", "")})
	columns := slices.Clone(r.Tables[0].Layout.Columns)
	columns[2].Optional, columns[3].Optional = true, true // of these only the text is empty
	r.Tables[0].Layout.Columns = columns
	f := workbookOf(t, r)
	rows, err := f.GetRows("Biểu X")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Nhóm", "TT", "Trường - Tên trường", "Kinh phí", "Ngày"}, {"Phường An Bình", "1", "Một", "1000000", "46553"}, {"Phường An Bình", "2", "Hai", "2000000", "46553"}}, rows[3:6]); diff != "" {
		t.Error(diff)
	}
	explained, err := f.GetRows("Giải thích")
	if err != nil || len(explained) != 5+4 {
		t.Errorf("%d lines of explanation, %v", len(explained), err)
	}
}

// workbookOf is a report's workbook, opened again.
func workbookOf(t *testing.T, r report.Report) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := render.Workbook(&b, press(), r); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// A percentage is a true number in the workbook, and that of a total the quotient
// which gives every line's; where there is nothing to divide by, there is none.
func TestWorkbookPercentages(t *testing.T) {
	r := sample(t, nil)
	r.Tables[0].Layout.Columns = []report.Column{
		{Key: "name", Head: []string{"Cấp học"}, Width: 40, Kind: "text"}, {Key: "schools", Head: []string{"Trường"}, Width: 20, Kind: "count"},
		{Key: "due", Head: []string{"Phải nộp"}, Width: 20, Kind: "count"}, {Key: "sent", Head: []string{"Đã nộp"}, Width: 20, Kind: "count"}, {Key: "share", Head: []string{"%"}, Width: 20, Kind: "percent"},
	}
	line := func(kind, name string, figures ...float64) report.Row {
		cells := []report.Cell{{Text: name}}
		for _, v := range figures {
			cells = append(cells, report.Cell{Text: fmt.Sprint(v), Number: &v})
		}
		for len(cells) < 5 {
			cells = append(cells, report.Cell{Text: "-"})
		}
		return report.Row{Kind: kind, Cells: cells}
	}
	r.Tables[0].Rows = []report.Row{line(report.Data, "Mầm non", 10, 9, 8, 88.9), line(report.Data, "Tiểu học", 9, 0, 0), line(report.Data, "THCS", 4, 3, 3, 100), line(report.Total, "Cộng", 23, 12, 11, 91.7)}
	f := workbookOf(t, r)
	for cell, want := range map[string]string{"E5": "0.889", "E6": "-", "E7": "1", "E8": "0.917"} {
		if got, err := f.GetCellValue("Biểu X", cell); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", cell, got, err, want)
		}
	}
	for cell, want := range map[string]string{"E5": "", "B8": "SUM(B5:B7)", "E8": "ROUND(D8/C8,3)"} {
		if got, _ := f.GetCellFormula("Biểu X", cell); got != want {
			t.Errorf("%s holds the formula %q, want %q", cell, got, want)
		}
	}
	if worked, err := f.CalcCellValue("Biểu X", "E8", excelize.Options{RawCellValue: true}); err != nil || worked != "0.917" {
		t.Errorf("E8 works out to %s, %v", worked, err)
	}
}

// The workbook holds live tables of true numbers and dates, text stays text, and
// a total is the sum of the rows it is made of.
func TestWorkbook(t *testing.T) {
	n := func(v float64) report.Cell { return report.Cell{Text: fmt.Sprint(v), Number: &v} }
	part := row(3, "- trong đó công lập", "")
	total := func(label string, sum float64) report.Row {
		return report.Row{Kind: report.Total, Cells: []report.Cell{{Text: label}, {}, {}, n(sum), {}}}
	}
	part.Cells[0] = report.Cell{Text: "- trong đó"}
	rows := []report.Row{
		{Kind: report.Group, Cells: []report.Cell{{Text: "Phường An Bình"}}}, row(1, "=1+1", "@SUM(A1)"), row(2, "Hai", strings.Repeat("dài ", 60)), part, total("Cộng", 3e6),
		{Kind: report.Group, Cells: []report.Cell{{Text: "Xã Đông Sơn"}}}, row(4, "Bốn", ""), total("Cộng", 4e6), total("Tổng cộng", 7e6), total("Số trường, không cộng được", 6e6),
	}
	f := workbookOf(t, sample(t, rows))
	const sheet = "Biểu X"
	for cell, want := range map[string]string{"A4": "Nhóm", "C4": "Trường - Tên trường", "A5": "Phường An Bình", "C5": "=1+1", "E5": "1000000", "F5": "46553", "A8": "Xã Đông Sơn", "E9": "3000000", "B12": "Số trường, không cộng được"} {
		if got, err := f.GetCellValue(sheet, cell); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", cell, got, err, want)
		}
	}
	for cell, want := range map[string]string{"C5": "", "E9": "SUM(E5:E6)", "E10": "SUM(E8)", "E11": "SUM(E9:E10)", "E12": ""} {
		if got, _ := f.GetCellFormula(sheet, cell); got != want {
			t.Errorf("%s holds the formula %q, want %q", cell, got, want)
		}
	}
	for _, cell := range []string{"E9", "E10", "E11"} {
		stored, _ := f.GetCellValue(sheet, cell)
		if worked, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true}); err != nil || worked != stored {
			t.Errorf("%s works out to %s, stored is %s, %v", cell, worked, stored, err)
		}
	}
	if kind, _ := f.GetCellType(sheet, "E9"); kind == excelize.CellTypeFormula || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Error("a sum is stored as text")
	}
	tables, err := f.GetTables(sheet)
	if err != nil || len(tables) != 1 || tables[0].Range != "A4:F8" {
		t.Errorf("tables %+v, %v", tables, err)
	}
	if size, _ := f.GetSheetDimension(sheet); !strings.HasPrefix(size, "A1:F") {
		t.Errorf("the sheet says it is %s", size)
	}
	if panes, _ := f.GetPanes(sheet); !panes.Freeze || panes.YSplit != 4 {
		t.Errorf("the head is not frozen: %+v", panes)
	}
}

// The page stands alone: no address outside it, and what schools wrote is text.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	if err := render.Page(&b, sample(t, []report.Row{row(1, "<script>alert(1)</script>", "")}), report.Page{}, templates); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	if strings.Contains(html, "<script>alert") {
		t.Error("a school's text runs as a script")
	}
	if m := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9]|url\(|@import`).FindString(html); m != "" {
		t.Errorf("the page reaches outside itself: %q", m)
	}
	for _, want := range []string{`lang="vi"`, "Biểu X", "15/06/2027", `type="search"`} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// The Word document is whole XML in the layout of the report, with its words.
func TestDocument(t *testing.T) {
	wording, err := render.LoadWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	press, err := render.NewPress()
	if err != nil {
		t.Fatal(err)
	}
	r := sample(t, nil)
	r.Letterhead.Place = `Xã "Mẫu" & <Đông>`
	var b, again bytes.Buffer
	if err := render.Document(&b, press, r, wording, templates); err != nil {
		t.Fatal(err)
	}
	if err := render.Document(&again, press, r, wording, templates); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("two drawings of one report differ, %v", err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, part := range z.File {
		f, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(f)
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
			if c, ok := token.(xml.CharData); ok && part.Name == "word/document.xml" {
				text += string(c) + " "
			}
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, want := range []string{"UBND XÃ MẪU", "PHÒNG VĂN HÓA - XÃ HỘI", "Độc lập - Tự do - Hạnh phúc", "Số: /BC-PVHXH", `Xã "Mẫu" & <Đông>, ngày tháng năm 20…`, "BÁO CÁO", "II. KẾT QUẢ THỰC HIỆN", "(Đơn vị bổ sung", "./.", "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TRƯỞNG PHÒNG"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
