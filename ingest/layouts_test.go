package ingest_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// bookOf builds a workbook from compact text: "# name" begins a sheet, a line is
// a row of cells parted by "|"; "<" is merged with the cell to its left, "^"
// with the one above; "{.VnTime}" before a text is its font, "{strike}" strikes it
// through, "{#92D050}" colours its cell, "{number}" makes it a number,
// "{date}" a number shown as a date, "{formula}" a formula without a result,
// "{error}" an error. Read, its tally must close whatever the layout.
func (b bench) bookOf(t *testing.T, lines string, office ingest.Office) *form.Submission {
	t.Helper()
	return b.bookAt(t, lines, office, form.File{Name: "thử.xlsx"})
}

// bookAt is bookOf for a file that came under a name, at a moment.
func (b bench) bookAt(t *testing.T, lines string, office ingest.Office, file form.File) *form.Submission {
	t.Helper()
	return b.readBook(t, build(lines), office, file)
}

// build makes the workbook of a text; see bookOf. A blank line is a blank row.
func build(lines string) *excelize.File {
	x := excelize.NewFile()
	sheet, row := "", 0
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			if sheet == "" {
				x.SetSheetName("Sheet1", name)
			} else {
				x.NewSheet(name)
			}
			sheet, row = name, 0
			continue
		}
		row++
		for i, v := range strings.Split(line, "|") {
			cell, _ := excelize.CoordinatesToCellName(i+1, row)
			switch v = strings.TrimSpace(v); v {
			case "":
			case "<":
				left, _ := excelize.CoordinatesToCellName(i, row)
				x.MergeCell(sheet, left, cell)
			case "^":
				above, _ := excelize.CoordinatesToCellName(i+1, row-1)
				x.MergeCell(sheet, above, cell)
			default:
				setCell(x, sheet, cell, v)
			}
		}
	}
	return x
}

func setCell(x *excelize.File, sheet, cell, v string) {
	style := excelize.Style{}
	number := false
	for strings.HasPrefix(v, "{") {
		how, rest, _ := strings.Cut(v[1:], "}")
		switch v = rest; how {
		case "strike":
			style.Font = &excelize.Font{Strike: true}
		case "number":
			number = true
		case "date":
			number, style.NumFmt = true, 14
		case "formula":
			x.SetCellFormula(sheet, cell, v)
			return
		case "error":
			x.SetCellFormula(sheet, cell, "NA()")
			x.SetCellValue(sheet, cell, v)
			return
		default:
			if colour, ok := strings.CutPrefix(how, "#"); ok {
				style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
				break
			}
			style.Font = &excelize.Font{Family: how}
		}
	}
	if id, err := x.NewStyle(&style); err == nil && (style.Font != nil || style.Fill.Type != "" || style.NumFmt != 0) {
		x.SetCellStyle(sheet, cell, cell, id)
	}
	if f, err := strconv.ParseFloat(v, 64); number && err == nil {
		x.SetCellValue(sheet, cell, f)
	} else if v != "" {
		x.SetCellValue(sheet, cell, strings.ReplaceAll(v, "⏎", "\n"))
	}
}

// levels prints the results: "1.1=2 1.2=?".
func levels(s *form.Submission) string {
	var out []string
	for _, c := range s.Criteria {
		level := "?"
		if c.Level != nil {
			level = fmt.Sprint(*c.Level)
		}
		out = append(out, c.Code+"="+level)
	}
	return strings.Join(out, " ")
}

const letterhead = `
	# Sheet1
	ỦY BAN NHÂN DÂN XÃ MỘT | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
	TRƯỜNG MẦM NON HOA SEN | | Độc lập - Tự do - Hạnh phúc
	BÁO CÁO TỰ ĐÁNH GIÁ
	Năm học 2022 – 2023
`

// Results as schools lay them out: each reads to the same kind of line.
func TestResultLayouts(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct{ name, book, want, found string }{
		{"Messy26And27 title rows and three-level heads", letterhead + `
			Tiêu chuẩn, tiêu chí | Kết quả | < | < | <
			^ | Không đạt | Đạt | < | <
			^ | ^ | Mức 1 | Mức 2 | Mức 3
			Tiêu chuẩn 1 | | x | x | x
			Tiêu chí 1.1 | | x | x |
			Tiêu chí 1.2 | | x | x | -
			Tiêu chí 1.3 | x | | |`, "1.1=2 1.2=2 1.3=0", ""},
		{"Messy24 slips in the heads", letterhead + `
			Tiêu chẩun, tiêu chí | Khôg đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 1.1 | | x | x |`, "1.1=2", "NGHI_LOI_CHINH_TA NGHI_LOI_CHINH_TA"},
		{"Messy34 one column of words", letterhead + `
			TT | Tiêu chí | Mức đạt được
			1 | Tiêu chí 1.1 | Đạt Mức 2
			2 | Tiêu chí 1.2 | Mức 1
			3 | Tiêu chí 1.3 | Không đạt
			4 | Tiêu chí 2.1 |`, "1.1=2 1.2=1 1.3=0 2.1=?", ""},
		{"Messy34 KQ TĐG", letterhead + `
			TC, tiêu chí | KQ TĐG
			1.1 | Mức 3
			1.2 | Mức 3`, "1.1=3 1.2=2", "MUC_KHONG_TON_TAI"},
		{"Messy35 the criterion's head overwritten", letterhead + `
			[H1-1.4-04] | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 1.1 | | x | x |
			Tiêu chí 1.2 | | x | |`, "1.1=2 1.2=1", "TIEU_DE_BI_GHI_DE"},
		{"Messy34 a sheet a criterion", letterhead + `
			# TC1.1
			Tiêu chí 1.1: Phương hướng, chiến lược
			Mức 1 | < | Mức 2 | < | Mức 3 | <
			Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt
			a | Đạt | * | Đạt | * | Không đạt
			b | Đạt | - | - | - | -
			Kết quả: Đạt Mức 2
			# 1.3
			Mức 1 | < | Mức 2 | < | Mức 3 | <
			Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt
			a | Đạt | * | Không đạt | * | Không đạt
			b | Đạt | - | - | - | -`, "1.1=2 1.3=1", ""},
		{"Messy34 a copy", letterhead + `
			Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 1.1 | | x | x |
			# KetQua (2)
			Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 1.1 | | x | x |`, "1.1=2", ""},
		{"Messy34 two that differ", letterhead + `
			Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 1.1 | | x | x |
			# KetQua (2)
			Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 1.1 | | x | |`, "1.1=2", "HAI_TRANG_CUNG_BIEU"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := b.bookOf(t, tc.book, ingest.Office{})
			found := strings.Join(slices.DeleteFunc(codes(s), func(c string) bool { return c == "CACH_DANH_DAU" }), " ")
			if levels(s) != tc.want || found != tc.found {
				t.Errorf("levels %q, want %q; findings %q, want %q\n%+v", levels(s), tc.want, found, tc.found, s.Tally)
			}
			if s.SchoolYear != "2022-2023" || s.Name != "TRƯỜNG MẦM NON HOA SEN" || s.Rulebook != "mn-2018" {
				t.Errorf("%q, %s, %s", s.Name, s.SchoolYear, s.Rulebook)
			}
		})
	}
}

// The official table of Mức 4 has the heads of the binary results.
func TestLevel4AsTheReportPrintsIt(t *testing.T) {
	s := newBench(t).bookOf(t, letterhead+`
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 1.1 | | x | x | x
		1.2. Đánh giá tiêu chí Mức 4
		Tiêu chí | Kết quả | < | Ghi chú
		^ | Đạt | Không đạt | ^
		Khoản 1, Điều 22 | x | |
		Khoản 2, Điều 22 | | x |
		2. Kết luận: Trường đạt Mức 3`, ingest.Office{})
	if len(s.Level4) != 2 || !*s.Level4[0].Pass || *s.Level4[1].Pass || levels(s) != "1.1=3" {
		t.Errorf("%+v, %s under %s: %v", s.Level4, levels(s), s.Rulebook, s.Findings)
	}
	if s.DeclaredLevel == nil || *s.DeclaredLevel != 3 {
		t.Errorf("declared %v", s.DeclaredLevel)
	}
}

// Table 3a prints no head over its labels.
func TestStaffWithoutAHeadOverItsLabels(t *testing.T) {
	s := newBench(t).bookOf(t, letterhead+`
		| Tổng số | Nữ | Dân tộc | Trình độ đào tạo | < | < | Ghi chú
		| ^ | ^ | ^ | Chưa đạt chuẩn | Đạt chuẩn | Trên chuẩn | ^
		Hiệu trưởng | 1 | 1 | 0 | 0 | 0 | 1
		Phó Hiệu trưởng | 2 | 2 | 0 | 0 | 1 | 1
		Giáo viên | 30 | 29 | 1 | 2 | 20 | 8
		Nhân viên | 6 | 3 | 0 | 0 | 6 | 0
		Cộng | 40 | 35 | 1 | 2 | 27 | 10
		HIỆU TRƯỞNG`, ingest.Office{})
	if len(s.Staff) != 30 || *s.Staff[0].Value != 1 || s.Staff[0].Group != "Hiệu trưởng" || s.Staff[0].At.Cell != "B8" {
		t.Errorf("%+v", s.Staff)
	}
	if !slices.Contains(codes(s), "CONG_SAI") || !slices.Contains(codes(s), "TIEU_DE_BI_GHI_DE") {
		t.Errorf("the sum is 39, not 40: %v", codes(s))
	}
}

// A table that lacks a required column is refused with the list of its heads;
// the others are read (MESSY 33).
func TestMessy33MissingColumn(t *testing.T) {
	s := newBench(t).bookOf(t, letterhead+`
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 1.1 | | x | x |
		# MinhChung
		Số TT | Tên minh chứng | Nơi ban hành | Ghi chú
		1 | Kế hoạch chiến lược | Trường | `, ingest.Office{})
	i := slices.IndexFunc(s.Findings, func(f form.Finding) bool { return f.Code == "THIEU_COT" })
	if i < 0 || !strings.Contains(s.Findings[i].Args["ds"], "Mã minh chứng") || levels(s) != "1.1=2" {
		t.Errorf("%s, %+v", levels(s), s.Findings)
	}
}

// The counts of Biểu 1, III b) are held against the criteria (TT57/2026).
func TestCountsOfTheReport(t *testing.T) {
	s := newBench(t).bookOf(t, strings.Replace(letterhead, "2022 – 2023", "2026-2027", 1)+`
		Tiêu chuẩn, Tiêu chí | Kết quả đánh giá tiêu chí | < | <
		^ | Không đạt Mức 1 | Đạt | <
		^ | ^ | Mức 1 | Mức 2
		Tiêu chí 1.1 | | × | ×
		Tiêu chí 1.2 | × | |
		Tiêu chí 1.3 | | × |
		# Biểu 1b
		Tiêu chuẩn | Tổng số tiêu chí | Không đạt | < | Mức 1 | < | Mức 2 | <
		^ | ^ | SL | % | SL | % | SL | %
		Tiêu chuẩn 1 | 3 | 1 | 33,3 | 2 | 66,7 | 1 | 33,3`, ingest.Office{})
	if levels(s) != "1.1=2 1.2=0 1.3=1" || s.Rulebook != "mn-2026" {
		t.Errorf("%s under %s", levels(s), s.Rulebook)
	}
	if n := slices.Index(codes(s), "CONG_SAI"); n < 0 || s.Findings[n].At.Cell != "E3" || s.Findings[n].Args["b"] != "1" {
		t.Errorf("%+v", s.Findings)
	}
}
