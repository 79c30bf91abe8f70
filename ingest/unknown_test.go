package ingest_test

import (
	"strings"
	"testing"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// MESSY 34: of a sheet that no form knows every figure is spoken of, however few,
// with its range; text alone is told apart, and what was used is no loss.
func TestMessy34EveryUnknownSheetSpeaks(t *testing.T) {
	b := newBench(t)
	const results = titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		# Phụ lục
		`
	const figures, words = "TRANG_KHONG_NHAN_RA", "TRANG_CHI_CO_CHU"
	for _, tc := range []struct {
		name, sheet string
		code, area  string // area empty: nothing is said
		refused     int    // rows
	}{
		{"a single number beside its label", "Số phòng học | {number}12", figures, "A1:B1", 1},
		{"a number typed as text", "Số phòng học | 1.250", figures, "A1:B1", 1},
		{"a number with its unit", "Số lớp | 12 lớp", figures, "A1:B1", 1},
		{"a share", "Tỉ lệ chuyên cần | 97,4%", figures, "A1:B1", 1},
		{"an amount of money", "Kinh phí | 250 triệu đồng", figures, "A1:B1", 1},
		{"an amount in figures", "Kinh phí | 294.157.000đ", figures, "A1:B1", 1},
		{"a day as a date cell", "Ngày họp | {date}45000", figures, "A1:B1", 1},
		{"a day as text", "Ngày họp | 15/9/2022", figures, "A1:B1", 1},
		{"a mark", "Có phòng y tế | x", figures, "A1:B1", 1},
		{"an answer", "Phòng cháy chữa cháy | Không đạt", figures, "A1:B1", 1},
		{"a formula that was never calculated", "Tổng | {formula}SUM(B2:B3)", figures, "A1:B1", 1},
		{"a number alone in its row", "Số học sinh\n{number}466", figures, "A1:A2", 1},
		{"a note with one figure far below it", "Ghi chú\n\n\n\n| | Còn thiếu | {number}3", figures, "A1:D5", 1},
		{"two figures in three rows", "Khối | Số cháu\nMầm | {number}20\nChồi | {number}25", figures, "A1:B3", 2},
		{"three lines of three texts: a table of names", "Họ tên | Tổ | Việc\nLê A | Một | Trực\nLê B | Hai | Trực", figures, "A1:C3", 3},
		{"notes", "Ghi chú\nĐề nghị các tổ nộp minh chứng về văn phòng.", words, "A1:A2", 0},
		{"a numbered list of notes", "1 | Nộp trước\n2 | Nộp sau\n3 | Lưu hồ sơ", words, "A1:B3", 0},
		{"two numbered lists", "Mục đích\n1 | Nộp trước\n2 | Nộp sau\nYêu cầu\n1 | Đúng mẫu\n2 | Đúng hạn", words, "A1:B6", 0},
		{"ones below one another are no lists", "{number}1 | Phòng tin học\n{number}1 | Phòng y tế", figures, "A1:B2", 1},
		{"a one that follows no list", "1 | Nộp trước\nCòn thiếu | {number}1\n5 | Trực", figures, "A1:B3", 2},
		{"numbered headings", "1. Mục đích\n2. Yêu cầu\n2.1. Chung", words, "A1:A3", 0},
		{"a title with place and day", "PHỤ LỤC 1 | < | <\n(Kèm theo Thông tư 57/2026)\n| Hóc Môn, ngày 15 tháng 5 năm 2027", words, "A1:B3", 0},
		{"a school year is a title", "Phụ lục | 2022-2023", words, "A1:B1", 0},
		{"that there is nothing", "Ý kiến khác | Không có", words, "A1:B1", 0},
		{"a telephone counts nothing", "Điện thoại | 0909123456", words, "A1:B1", 0},
		{"a cover that tells the code", "Mã trường | 01234567\nBÁO CÁO TỰ ĐÁNH GIÁ", "", "", 0},
		{"the head of Phần I", "Số điểm trường | {number}2", "", "", 0},
		{"a blank sheet", "", "", "", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := b.bookOf(t, results+tc.sheet, ingest.Office{})
			var said []form.Finding
			for _, f := range s.Findings {
				if f.Code == figures || f.Code == words {
					said = append(said, f)
				}
			}
			if tc.code == "" {
				if len(said) > 0 {
					t.Errorf("said %v", said)
				}
				return
			}
			if len(said) != 1 || said[0].Code != tc.code || said[0].At.Sheet != "Phụ lục" || said[0].Args["vung"] != tc.area {
				t.Fatalf("said %v, want %s %s", said, tc.code, tc.area)
			}
			for _, lang := range []string{"vi", "en"} {
				if m := b.words.Message(lang, said[0]); !strings.Contains(m, "Phụ lục") || !strings.Contains(m, tc.area) || b.words.Fix(lang, tc.code) == "" {
					t.Errorf("%s: %s", lang, m)
				}
			}
			// What is not taken is not told as a heading.
			last := s.Tally[len(s.Tally)-1]
			if last.Sheet != "Phụ lục" || last.Refused != tc.refused || last.Loaded != 0 {
				t.Errorf("tally %+v, want %d rows refused", last, tc.refused)
			}
			if said[0].At.Raw != "" {
				t.Errorf("%q of a sheet that nobody knows is kept", said[0].At.Raw)
			}
		})
	}
}

// MESSY 34: figures outside the tables of a sheet that is known are spoken of, too;
// letterheads, titles, notes and lines that told whose the workbook is are not.
func TestMessy34FiguresOutsideTables(t *testing.T) {
	b := newBench(t)
	const table = titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		`
	for _, tc := range []struct{ name, below, area string }{
		{"a line of numbers behind the signature", "HIỆU TRƯỞNG\n\nGiáo viên | {number}5 | {number}7", "A9:C9"},
		{"a number alone", "HIỆU TRƯỞNG\n\n{number}466", "A9"},
		{"a number typed as text", "Người lập biểu\nSĩ số | 1.250", "A8:B8"},
		{"two places, one range", "HIỆU TRƯỞNG\nSố lớp | {number}12\nNơi nhận:\nSố cháu | {number}300", "A8:B10"},
		{"place and day, names, where it goes", "Hòa Bình, ngày 5 tháng 6 năm 2027\nHIỆU TRƯỞNG | THƯ KÝ\n(Ký, ghi rõ họ tên)\nNơi nhận:\n- Như trên;\n- Lưu: VT.", ""},
		{"a letterhead's number and day", "Số: 12/BC-TH | | | Hòa Bình, ngày 5 tháng 6 năm 2027", ""},
		{"a telephone", "Điện thoại | 0909123456", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := b.bookOf(t, table+tc.below, ingest.Office{})
			area := ""
			for _, f := range s.Findings {
				if f.Code == "SO_NGOAI_BANG" {
					area += f.Args["vung"]
				}
			}
			if area != tc.area {
				t.Errorf("said %q, want %q: %v", area, tc.area, s.Findings)
			}
		})
	}
}
