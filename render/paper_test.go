package render_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/text/unicode/norm"

	"kdcl/aggregate/report"
	"kdcl/render"
	"kdcl/render/readback"
)

func about(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance }

// charted is a report with a table over pages and a chart of every kind.
func charted(t *testing.T) report.Report {
	t.Helper()
	var rows []report.Row
	for i := 1; i <= 60; i++ {
		rows = append(rows, row(i, fmt.Sprintf("Trường số %d", i), "điểm yếu"))
	}
	r := sample(t, rows)
	n := func(v float64) *float64 { return &v }
	r.Changes = []report.Change{{Kind: "handed-in", Lines: []string{"Mầm non Hoa Sen: Kế hoạch", "Tiểu học Đông Sơn: Công khai"}}}
	r.Charts = []report.Chart{
		{Layout: report.ChartLayout{ID: "bieu-do-1", Kind: report.Timeline, Number: "Biểu đồ 1", Title: "Theo tuần", Measure: "Số trường"}, Panels: []report.Panel{{Title: "Kế hoạch", Categories: []string{"2027-05-30", "2027-06-06", "2027-06-13", "2027-06-20"},
			Series: []report.Series{{Name: "Đã nhận", Values: []*float64{n(0), n(4), n(7), nil}, Target: n(9), Deadline: "2027-06-15"}}}}},
		{Layout: report.ChartLayout{ID: "bieu-do-2", Kind: report.Stack, Number: "Biểu đồ 2", Title: "Mức", Measure: "Số trường"}, Panels: []report.Panel{{Categories: []string{"Mầm non", "Tiểu học"},
			Series: []report.Series{{Name: "Mức 1", Values: []*float64{n(2), nil}}, {Name: "Mức 2", Values: []*float64{n(3), n(1)}}, {Name: "Chưa xác định", Values: []*float64{n(0), n(2)}}}}}},
		{Layout: report.ChartLayout{ID: "bieu-do-3", Kind: report.Heat, Number: "Biểu đồ 3", Title: "Từng tiêu chí"}, Panels: []report.Panel{{Title: "TT 57/2026", Categories: []string{"1.1", "1.10"},
			Series: []report.Series{{Name: "Mầm non Hoa Sen", Values: []*float64{n(0), nil}, Texts: []string{"K", "?"}, Target: n(2)}}}}},
	}
	return r
}

// Nghị định 30 to the millimetre: sizes of letters, margins, where the page
// number stands, as a reader of the file sees them.
func TestDecreeMeasures(t *testing.T) {
	pdf, _ := draw(t, charted(t))
	pages, err := reader().Pages(pdf, true)
	if err != nil {
		t.Fatal(err)
	}
	first := pages[0]
	if !about(first.Width, 210, 0.2) || !about(first.Height, 297, 0.2) {
		t.Errorf("page 1 is %.1f x %.1f", first.Width, first.Height)
	}
	for want, size := range map[string]float64{
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": 12, "Độc lập - Tự do - Hạnh phúc": 13, "UBND XÃ MẪU": 12, "PHÒNG VĂN HÓA - XÃ HỘI": 12, "BÁO CÁO": 14,
	} {
		l, ok := find(first, want)
		if !ok || !about(l.FontPoints, size, 0.05) || l.Bold != (want != "UBND XÃ MẪU") {
			t.Errorf("%s: %+v", want, l)
		}
	}
	var body []readback.Line // the text below the letterhead
	for i, p := range pages {
		for _, l := range p.Lines {
			if strings.TrimSpace(l.Text) == "" {
				continue
			}
			if l.Left < 30-0.3 || l.Right > p.Width-15+0.4 || l.Bottom > p.Height-20+0.5 {
				t.Errorf("page %d: %q leaves the margins: %.1f to %.1f, foot %.1f", i+1, l.Text, l.Left, l.Right, l.Bottom)
			}
			if about(l.FontPoints, 14, 0.05) && !l.Bold && p.Width < p.Height {
				body = append(body, l)
			}
			if l.Top < 19 { // in the top margin: the page number and nothing else
				middle := 30 + (p.Width-45)/2
				if !about(l.FontPoints, 13, 0.05) || !about((l.Left+l.Right)/2, middle, 0.6) || l.Bottom > 15 {
					t.Errorf("page %d: %q stands in the margin at %.1f, %.1f", i+1, l.Text, (l.Left+l.Right)/2, l.Bottom)
				}
			}
		}
	}
	if len(body) < 20 {
		t.Fatalf("%d pieces of body text", len(body))
	}
	left, right := 1000.0, 0.0
	for _, l := range body {
		left, right = min(left, l.Left), max(right, l.Right)
	}
	if !about(left, 30, 0.6) || !about(right, 195, 0.6) {
		t.Errorf("the body runs from %.2f to %.2f mm, want 30 to 195", left, right)
	}
	// Page 1 has no number; the second page of the annex is number 2 again.
	if strings.HasPrefix(strings.TrimSpace(first.Text), "1") {
		t.Error("page 1 is numbered")
	}
	twos := 0
	for _, p := range pages {
		for _, l := range p.Lines {
			if l.Top < 19 && strings.TrimSpace(l.Text) == "2" {
				twos++
			}
		}
	}
	if twos != 3 { // body, table, charts
		t.Errorf("%d pages numbered 2, want one in each of three parts", twos)
	}
}

func find(p readback.Page, text string) (readback.Line, bool) {
	for _, l := range p.Lines {
		if strings.TrimSpace(l.Text) == text {
			return l, true
		}
	}
	return readback.Line{}, false
}

// The rule under the motto is as long as the motto, the one under the issuer
// a third to a half of its name.
func TestRules(t *testing.T) {
	pdf, _ := draw(t, sample(t, nil))
	pages, err := reader().Pages(pdf, true)
	if err != nil {
		t.Fatal(err)
	}
	const dpi = 200
	img, err := reader().Picture(pdf, 0, dpi)
	if err != nil {
		t.Fatal(err)
	}
	for text, share := range map[string][2]float64{"Độc lập - Tự do - Hạnh phúc": {0.97, 1.03}, "PHÒNG VĂN HÓA - XÃ HỘI": {0.33, 0.5}} {
		l, ok := find(pages[0], text)
		if !ok {
			t.Fatalf("%s is missing", text)
		}
		got := ruleBelow(img, l, dpi) / (l.Right - l.Left)
		if got < share[0] || got > share[1] {
			t.Errorf("the rule under %s is %.2f of it", text, got)
		}
	}
}

// ruleBelow is the length in millimetres of the longest unbroken dark line just
// below a text.
func ruleBelow(img *image.RGBA, l readback.Line, dpi float64) float64 {
	px := func(mm float64) int { return int(mm / 25.4 * dpi) }
	best := 0
	for y := px(l.Bottom) + 1; y < px(l.Bottom+3); y++ {
		run := 0
		for x := px(l.Left - 5); x < px(l.Right+5); x++ {
			if c := img.RGBAAt(x, y); int(c.R)+int(c.G)+int(c.B) < 600 {
				run++
				best = max(best, run)
			} else {
				run = 0
			}
		}
	}
	return float64(best) / dpi * 25.4
}

// The same report is the same bytes; it has an outline in Vietnamese, a
// language, and text in composed letters; another library finds it valid.
func TestBound(t *testing.T) {
	model.ConfigPath = "disable"
	a, text := draw(t, charted(t))
	if b, _ := draw(t, charted(t)); !bytes.Equal(a, b) {
		t.Error("two drawings of one report differ")
	}
	if !bytes.Contains(a, []byte("/Lang (vi-VN)")) || !norm.NFC.IsNormalString(text) {
		t.Error("no language, or text that is not composed")
	}
	if err := api.Validate(bytes.NewReader(a), nil); err != nil {
		t.Errorf("not valid: %v", err)
	}
	marks, err := api.Bookmarks(bytes.NewReader(a), nil)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, m := range marks {
		titles = append(titles, m.Title)
		for _, k := range m.Kids {
			titles = append(titles, k.Title)
		}
	}
	all := strings.Join(titles, "\n")
	for _, want := range []string{"II. KẾT QUẢ THỰC HIỆN", "Phụ lục I. Biểu X. Danh sách thử", "Phụ lục II. Biểu đồ", "Biểu đồ 3. Từng tiêu chí"} {
		if !strings.Contains(all, want) {
			t.Errorf("the outline lacks %q:\n%s", want, all)
		}
	}
	for _, want := range []string{"Thay đổi so với báo cáo trước", "Mới nộp (2): Mầm non Hoa Sen: Kế hoạch; Tiểu học Đông Sơn: Công khai.", "Mầm non Hoa Sen K ?"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// A chart that needs a second page says there whose it is, and stands in the
// outline once.
func TestChartOverPages(t *testing.T) {
	r := charted(t)
	one := 1.0
	c := report.Chart{Layout: report.ChartLayout{ID: "bieu-do-4", Kind: report.Stack, Number: "Biểu đồ 4", Title: "Kinh phí"}, Panels: []report.Panel{{Series: []report.Series{{Name: "Ngân sách"}}}}}
	for i := range 13 {
		c.Panels[0].Categories = append(c.Panels[0].Categories, fmt.Sprintf("Tiêu chuẩn %d", i+1))
		c.Panels[0].Series[0].Values = append(c.Panels[0].Series[0].Values, &one)
	}
	r.Charts = append(r.Charts, c)
	pdf, text := draw(t, r)
	if strings.Count(text, "Biểu đồ 4. Kinh phí") != 2 || strings.Count(text, "Biểu đồ 4. Kinh phí (tiếp theo)") != 1 {
		t.Error("the second page does not say which chart it goes on with")
	}
	model.ConfigPath = "disable"
	marks, err := api.Bookmarks(bytes.NewReader(pdf), nil)
	if err != nil {
		t.Fatal(err)
	}
	charts := marks[len(marks)-1].Kids
	if len(charts) != 4 || charts[3].Title != "Biểu đồ 4. Kinh phí" {
		t.Errorf("marks of charts: %+v", charts)
	}
}

// school is one sheet with something in every part.
func school() report.School {
	one, none := int64(1), int64(0)
	l := report.Layout{ID: "phieu-1", Number: "1", Title: "Báo cáo phải nộp", Empty: "Không có.", Size: 10, Columns: []report.Column{{Key: "title", Head: []string{"Báo cáo"}, Width: 60}, {Key: "due", Head: []string{"Hạn nộp"}, Width: 30, Kind: "date"}}}
	s := report.School{Code: "01990304", Name: "Mầm non Sao Mai", Facts: []report.Pair{{Label: "Mã trường", Text: "01990304"}, {Label: "Xã, phường", Text: "Phường Hòa Hưng"}},
		Verdict: []report.Verdict{{Key: "below", Args: map[string]string{"n": "14", "total": "15", "step": "Mức "}}, {Key: "next-mandatory", Args: map[string]string{"n": "1", "total": "8", "next": "1", "step": "Mức ", "list": "1.4"}}}}
	for i := range 28 {
		s.Strip = append(s.Strip, report.Standing{Criterion: fmt.Sprintf("%d.%d", i/7+1, i%7+1), Level: &one, Highest: 3, Symbol: "1"})
	}
	s.Strip[3] = report.Standing{Criterion: "1.4", Level: &none, Highest: 3, Symbol: "K"}
	t := report.Table{Layout: l}
	for i := range 8 {
		t.Rows = append(t.Rows, report.Row{Kind: report.Data, Cells: []report.Cell{{Text: fmt.Sprintf("Báo cáo %d", i)}, {Text: "15/06/2027"}}})
	}
	s.Tables = []report.Table{t, {Layout: l}}
	return s
}

// A sheet says why a school is not yet on the next level, on one or two pages.
func TestSheet(t *testing.T) {
	wording, err := render.LoadSheetWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	files, err := render.Sheets(press(), report.Letterhead{Name: "Phòng Văn hóa - Xã hội"}, "2026-2027", "2027-06-21T06:00:00", []report.School{school()}, wording)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := reader().Pages(files[0], false)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) > 2 {
		t.Errorf("%d pages", len(pages))
	}
	text := readback.Words(pages)
	for _, want := range []string{"Mầm non Sao Mai", "14/15 tiêu chí đạt; tự đánh giá chưa đạt Mức 1", "Chưa đạt Mức 1 vì 1/8 tiêu chí bắt buộc chưa đạt Mức 1: 1.4.", "1. Báo cáo phải nộp", "Báo cáo 7", "không phải mức được công nhận"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
	s := school()
	s.Verdict[0].Key = "no-such"
	if _, err := render.Sheets(press(), report.Letterhead{}, "2026-2027", "2027-06-21T06:00:00", []report.School{s}, wording); err == nil || !strings.Contains(err.Error(), `no sentence "no-such"`) {
		t.Errorf("%v", err)
	}
}

// A heading stands on the page of its table's first row, however long the table
// before it is.
func TestSheetHeadings(t *testing.T) {
	wording, err := render.LoadSheetWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	turned := 0
	for rows := 8; rows < 24; rows++ {
		s := school()
		first := s.Tables[0]
		second := first
		second.Layout.Number, second.Layout.Title = "2", "Công nhận và thời hạn"
		second.Rows = []report.Row{{Kind: report.Data, Cells: []report.Cell{{Text: "Quyết định đầu"}, {Text: "15/06/2027"}}}}
		for i := len(first.Rows); i < rows; i++ {
			first.Rows = append(first.Rows, report.Row{Kind: report.Data, Cells: []report.Cell{{Text: fmt.Sprintf("Báo cáo %d", i)}, {Text: "15/06/2027"}}})
		}
		s.Tables = []report.Table{first, second}
		files, err := render.Sheets(press(), report.Letterhead{Name: "Phòng"}, "2026-2027", "2027-06-21T06:00:00", []report.School{s}, wording)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := reader().Pages(files[0], false)
		if err != nil {
			t.Fatal(err)
		}
		for i := range pages {
			text := readback.Words(pages[i : i+1])
			if strings.Contains(text, "Công nhận và thời hạn") != strings.Contains(text, "Quyết định đầu") {
				t.Errorf("%d rows, page %d: a heading without its table, or a table without its heading", rows, i+1)
			}
			if i > 0 && strings.Contains(text, "Công nhận và thời hạn") {
				turned++
			}
		}
	}
	if turned == 0 {
		t.Error("no page turned before the heading")
	}
}

// The notes of a table never stand alone on a page: the last row goes over with
// them, and the row that a total closes with the total.
func TestNotesStayWithTheirTable(t *testing.T) {
	turned := 0
	for n := 16; n < 32; n++ {
		var rows []report.Row
		for i := 1; i <= n; i++ {
			rows = append(rows, row(i, fmt.Sprintf("Trường số %d", i), ""))
		}
		if n%2 == 0 {
			rows = append(rows, report.Row{Kind: report.Total, Cells: []report.Cell{{Text: "Cộng"}, {}, {}, {}, {}}})
		}
		r := sample(t, rows)
		r.Tables[0].Layout.Notes = []string{"Lời ghi chú.", "Lời thứ hai.", "Lời cuối."}
		pdf, _ := draw(t, r)
		pages, err := reader().Pages(pdf, false)
		if err != nil {
			t.Fatal(err)
		}
		for i := range pages {
			text := readback.Words(pages[i : i+1])
			if strings.Contains(text, "Lời cuối.") != strings.Contains(text, fmt.Sprintf("Trường số %d", n)) {
				t.Errorf("%d rows, page %d: notes without the last row, or the last row without its notes:\n%s", n, i+1, text)
			}
			if strings.Contains(text, "Lời cuối.") && !strings.Contains(text, "Phụ lục") {
				turned++
			}
		}
	}
	if turned < 3 {
		t.Errorf("a page was turned %d times only", turned)
	}
}

// go test ./render -run SheetsMemory -v -sheets 1000
var sheets = flag.Int("sheets", 60, "how many sheets TestSheetsMemoryFlat draws")

// However many sheets are drawn, nothing of them stays: what is held after all of
// them is what was held after the first few.
func TestSheetsMemoryFlat(t *testing.T) {
	wording, err := render.LoadSheetWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	p, s := press(), school()
	held := func(n int) uint64 {
		for range n / 6 {
			if _, err := render.Sheets(p, report.Letterhead{Name: "Phòng"}, "2026-2027", "2027-06-21T06:00:00", slices.Repeat([]report.School{s}, 6), wording); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.GC() // what pools kept over the first goes with the second
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	few := held(*sheets / 10)
	all := held(*sheets)
	t.Logf("%d KB are held after %d sheets, %d KB after %d more", few>>10, *sheets/10, all>>10, *sheets)
	if all > few+few/20+256<<10 { // a sheet alone is made of megabytes
		t.Errorf("memory grew from %d to %d KB", few>>10, all>>10)
	}
}

// Sheets drawn together are parted again: each file has the pages of its own
// school and no others, and says what it says when drawn alone.
func TestSheetsTogether(t *testing.T) {
	wording, err := render.LoadSheetWording(templates)
	if err != nil {
		t.Fatal(err)
	}
	var schools []report.School
	for i := range 40 { // more than one drawing
		s := school()
		s.Code, s.Name = fmt.Sprintf("MN-%03d", i), fmt.Sprintf("Mầm non thứ %d", 100+i)
		for n := range 20 * (i % 3) { // of one and of two pages
			s.Tables[0].Rows = append(s.Tables[0].Rows, report.Row{Kind: report.Data, Cells: []report.Cell{{Text: fmt.Sprintf("Thêm %d của %s", n, s.Code)}, {Text: "15/06/2027"}}})
		}
		schools = append(schools, s)
	}
	draw := func(schools []report.School) [][]byte {
		t.Helper()
		files, err := render.Sheets(press(), report.Letterhead{Name: "Phòng"}, "2026-2027", "2027-06-21T06:00:00", schools, wording)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	together := draw(schools)
	if again := draw(schools); !slices.EqualFunc(together, again, bytes.Equal) {
		t.Error("the same sheets drawn twice are not the same bytes")
	}
	lengths := map[int]int{}
	for i, file := range together {
		pages, err := reader().Pages(file, false)
		if err != nil {
			t.Fatalf("%s: %v", schools[i].Code, err)
		}
		lengths[len(pages)]++
		text := readback.Words(pages)
		if i%7 == 0 {
			alone, err := reader().Pages(draw(schools[i : i+1])[0], false)
			if err != nil {
				t.Fatal(err)
			}
			if text != readback.Words(alone) {
				t.Errorf("%s: drawn together %s\ndrawn alone %s", schools[i].Code, text, readback.Words(alone))
			}
		}
		if !strings.Contains(text, schools[i].Name) || strings.Count(text, "Mầm non thứ") != strings.Count(text, schools[i].Name) {
			t.Errorf("%s: %s", schools[i].Name, text)
		}
		if n := bytes.Count(file, []byte("/Type /Page\n")); n != len(pages) {
			t.Errorf("%s: %d pages in the file, %d in its tree", schools[i].Code, n, len(pages))
		}
	}
	if len(lengths) < 2 {
		t.Errorf("sheets of one length only: %v", lengths)
	}
}

// BenchmarkSheets draws sheets alone and a dozen together; an operation is a sheet.
func BenchmarkSheets(bm *testing.B) {
	wording, err := render.LoadSheetWording(templates)
	if err != nil {
		bm.Fatal(err)
	}
	p, s := press(), school()
	for _, together := range []int{1, 12} {
		bm.Run(fmt.Sprintf("together=%d", together), func(bm *testing.B) {
			schools := slices.Repeat([]report.School{s}, together)
			for i := 0; i < bm.N; i += together {
				files, err := render.Sheets(p, report.Letterhead{Name: "Phòng"}, "2026-2027", "2027-06-21T06:00:00", schools, wording)
				if err != nil {
					bm.Fatal(err)
				}
				bm.ReportMetric(float64(len(files[0])), "B/file")
			}
		})
	}
}
