package ingest_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Sheets that are hidden, copied or nobody's, and results whose codes Excel changed.
var messySheets = []messy{
	{name: "messy 31: hidden rows and columns are read and said, blank rows passed over", book: titled + `
		Số lớp học | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		Khối lớp 1 | 3 | 3 | 4 | 4 | 4

		Khối lớp 2 | 3 | 3 | 3 | 4 | 5
		Cộng | 6 | 6 | 7 | 8 | 9`, edit: func(t *testing.T, x *excelize.File) {
		hideRows("Bảng", 8)(t, x)
		if err := x.SetColVisible("Bảng", "B:C", false); err != nil {
			t.Fatal(err)
		}
	}, want: `
		sl classes Khối lớp 1 2018-2019 = 3 @Bảng!B6
		sl classes Khối lớp 1 2019-2020 = 3 @Bảng!C6
		sl classes Khối lớp 1 2020-2021 = 4 @Bảng!D6
		sl classes Khối lớp 1 2021-2022 = 4 @Bảng!E6
		sl classes Khối lớp 1 2022-2023 = 4 @Bảng!F6
		sl classes Khối lớp 2 2018-2019 = 3 @Bảng!B8
		sl classes Khối lớp 2 2019-2020 = 3 @Bảng!C8
		sl classes Khối lớp 2 2020-2021 = 3 @Bảng!D8
		sl classes Khối lớp 2 2021-2022 = 4 @Bảng!E8
		sl classes Khối lớp 2 2022-2023 = 5 @Bảng!F8
		sl classes Cộng 2018-2019 = 6 @Bảng!B9
		sl classes Cộng 2019-2020 = 6 @Bảng!C9
		sl classes Cộng 2020-2021 = 7 @Bảng!D9
		sl classes Cộng 2021-2022 = 8 @Bảng!E9
		sl classes Cộng 2022-2023 = 9 @Bảng!F9
		! DONG_AN @Bảng
		! COT_AN @Bảng`},
	{name: "messy 31: a hidden sheet with last year's results is passed over", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		# Năm trước
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | |
		1.2 | | x | |`, edit: hideSheet("Năm trước"), want: `
		tc 1.1 = 2 @Bảng!D6
		! TRANG_AN @Năm trước`},
	{name: "messy 31: a hidden sheet is the only one with its table", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		# DM MC
		Tiêu chí | Mã minh chứng | Tên minh chứng
		1.1 | [H1-1.1-07] | Chiến lược
		# Lớp 2020-2021
		Số lớp học | 2016-2017 | 2017-2018
		Khối lớp 1 | 3 | 3`, edit: func(t *testing.T, x *excelize.File) {
		hideSheet("DM MC")(t, x)
		hideSheet("Lớp 2020-2021")(t, x)
	}, want: `
		tc 1.1 = 2 @Bảng!D6
		mc H1-1.1-07 Chiến lược @DM MC!B2
		dùng 1.1 H1-1.1-07 @DM MC!B2
		! TRANG_AN_DUOC_DOC @DM MC
		! TRANG_AN @Lớp 2020-2021`},
	{name: "messy 34: a sheet that is like no form is said", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		# Sổ mượn
		Ngày | Người mượn | Tên sách
		5/9 | Tổ 1 | Toán 1
		6/9 | Tổ 2 | Toán 2`, want: `
		tc 1.1 = 2 @Bảng!D6
		! TRANG_KHONG_NHAN_RA @Sổ mượn!A1`},
}

var messyResults = []messy{
	{name: "messy 42: 1.10 stored as a number, in results, documents and improvements", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		{number}1.1 | | x | x |
		{number}1.8 | | x | |
		{number}1.9 | | x | |
		{number}1.1 | | x | x |
		Tiêu chuẩn 2 | | | |
		{number}2.1 | | x | |
		# MC
		Tiêu chí | Mã MC | Tên MC
		{number}1.1 | [H1-1.1-01] | Một
		{number}1.9 | [H1-1.9-01] | Chín
		{number}1.1 | [H1-1.10-01] | Mười
		{number}1.1 | [H1-1.1-01] | Một
		# CT
		Tiêu chí | Giải pháp | Thời gian
		{number}1.9 | Chín | Tháng 2/2023
		{number}1.1 | Mười | Tháng 3/2023`, want: `
		tc 1.1 = 2 @Bảng!D6
		tc 1.8 = 1 @Bảng!C7
		tc 1.9 = 1 @Bảng!C8
		tc 1.10 = 2 @Bảng!D9
		tc 2.1 = 1 @Bảng!C11
		mc H1-1.1-01 Một @MC!B2
		mc H1-1.9-01 Chín @MC!B3
		mc H1-1.10-01 Mười @MC!B4
		dùng 1.1 H1-1.1-01 @MC!B2
		dùng 1.9 H1-1.9-01 @MC!B3
		dùng 1.10 H1-1.10-01 @MC!B4
		dùng 1.10 H1-1.1-01 @MC!B5
		ct 1.9 | Chín | 2023-02-01..2023-02-28 | ? |  @CT!A2
		ct 1.10 | Mười | 2023-03-01..2023-03-31 | ? |  @CT!A3
		! TIEU_CHI_1_10 @Bảng!A9
		! TIEU_CHI_1_10 @MC!A4
		! TIEU_CHI_1_10 @CT!A3`},
	{name: "messy 42: where the order does not tell, the row is not counted", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		{number}1.1 | | x | x |
		{number}1.2 | | x | |
		{number}1.1 | | x | |`, want: `
		tc 1.1 = 2 @Bảng!D6
		tc 1.2 = 1 @Bảng!C7
		! TIEU_CHI_KHONG_RO @Bảng!A8`},
	{name: "messy 42: codes that Excel made dates, by order", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		DATE | | x | |
		DATE | | x | |`, edit: func(t *testing.T, x *excelize.File) {
		style, err := x.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		for cell, serial := range map[string]float64{"A7": 44928, "A8": 45047} { // 2/1/2023: 1.2; 1/5/2023: neither comes next
			x.SetCellValue("Bảng", cell, serial)
			x.SetCellStyle("Bảng", cell, cell, style)
		}
	}, want: `
		tc 1.1 = 2 @Bảng!D6
		tc 1.2 = 1 @Bảng!C7
		! TIEU_CHI_THANH_NGAY @Bảng!A7
		! TIEU_CHI_KHONG_RO @Bảng!A8`},
	{name: "messy 52: contradictions, gaps, a level that is not there", book: titled + `
		Tiêu chí | Kết quả | < | < | <
		^ | Không đạt | Đạt | < | <
		^ | ^ | Mức 1 | Mức 2 | Mức 3
		1.1 | x | x | x |
		1.2 | | x | x | x
		1.3 | | x | | x
		1.4 | | x | x | x
		2.1 | | | x |
		2.2 | x | | |`, want: `
		tc 1.1 = ? @Bảng!D8
		tc 1.2 = 2 @Bảng!D9
		tc 1.3 = 1 @Bảng!C10
		tc 1.4 = 3 @Bảng!E11
		tc 2.1 = ? @Bảng!D12
		tc 2.2 = 0 @Bảng!B13
		! DANH_DAU_MAU_THUAN @Bảng!D8
		! MUC_KHONG_TON_TAI @Bảng!E9
		! MUC_KHONG_LIEN_TUC @Bảng!E10
		! MUC_KHONG_LIEN_TUC @Bảng!D12`},
	{name: "messy 53: words in the cell of a mark", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x (trừ chỉ báo b) |
		1.3 | | x | ? |
		# KQ
		Tiêu chí | Kết quả
		2.1 | Đạt Mức 1, Mức 2
		2.2 | Đạt mức 1, không đạt mức 2`, want: `
		tc 1.1 = 2 @Bảng!D6
		tc 1.3 = 1 @Bảng!C7
		tc 2.1 = 2 @KQ!B2
		tc 2.2 = 1 @KQ!B3
		! DAU_DUOC_HIEU @Bảng!D6
		! DAU_MO_HO @Bảng!D7`},
	{name: "messy 54: missing, extra, twice, out of order", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 2.2 | | x | |
		Tiêu chí 2.1 | | x | x |
		Tiêu chí 5.5 | | x | |
		Tiêu chí 5.5 | | x | x |
		Tiêu chí 1.3 | | x | x |
		Tiêu chí 1.4 | | x | x |
		Tiêu chí 1.3 | | x | |
		Tiêu chí 1.4 | | x | x |
		Tiêu chí 5.9 | | x | |`, want: `
		tc 2.2 = 1 @Bảng!C6
		tc 2.1 = 2 @Bảng!D7
		tc 5.5 = ? @Bảng!C8
		tc 1.3 = ? @Bảng!D10
		tc 1.4 = 2 @Bảng!D11
		! TIEU_CHI_LAP @Bảng!D9
		! TIEU_CHI_LAP @Bảng!C12
		! TIEU_CHI_LAP @Bảng!D13
		! MA_TIEU_CHI_LA @Bảng!A14`},
	{name: "messy 54: printed twice where the next is printed too", book: strings.Replace(titled, "TIỂU HỌC", "THCS", 1) + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 5.4 | | x | |
		Tiêu chí 5.5 | | x | |
		Tiêu chí 5.5 | | x | x |
		# KQ2
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 4.1 | | x | |
		Tiêu chí 4.1 | | x | |
		Tiêu chí 4.2 | | x | x |`, want: `
		tc 5.4 = 1 @Bảng!C6
		tc 5.5 = 1 @Bảng!C7
		tc 5.6 = 2 @Bảng!D8
		tc 4.1 = 1 @KQ2!C2
		tc 4.2 = 2 @KQ2!D4
		! TRUNG_TIEU_CHI @Bảng!A8
		! TIEU_CHI_LAP @KQ2!C3`},
	{name: "messy 55: what the school concludes is kept beside the criteria", book: titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		Kết quả: Đạt Mức 2
		2. Kết luận: Trường đạt Mức 3`, want: `
		tc 1.1 = 2 @Bảng!D6
		kết luận 2 @Bảng!A7`},
	{name: "messy 60: years by label, in any order and spelling; what is missing is said", book: titled + `
		Số lớp học | Năm học⏎2022 – 2023 | NH 20-21 | 2018/2019 | Năm học 2021-2022 | Ghi chú
		Khối lớp 1 | 5 | 3 | 1 | 4 | cũ`, want: `
		sl classes Khối lớp 1 2022-2023 = 5 @Bảng!B6
		sl classes Khối lớp 1 2020-2021 = 3 @Bảng!C6
		sl classes Khối lớp 1 2018-2019 = 1 @Bảng!D6
		sl classes Khối lớp 1 2021-2022 = 4 @Bảng!E6
		! COT_NAM_HOC @Bảng!B5`},
	{name: "messy 60: short years below one head, two more rows of heads", book: titled + `
		1. Số lớp học | < | < | < | < | <
		Số lớp | Năm học | < | < | < | <
		^ | 18-19 | 19-20 | 20-21 | 21-22 | 22-23
		1 | 2 | 3 | 4 | 5 | 6
		Khối lớp 1 | 1 | 2 | 3 | 4 | 5`, want: `
		sl classes Khối lớp 1 2018-2019 = 1 @Bảng!B9
		sl classes Khối lớp 1 2019-2020 = 2 @Bảng!C9
		sl classes Khối lớp 1 2020-2021 = 3 @Bảng!D9
		sl classes Khối lớp 1 2021-2022 = 4 @Bảng!E9
		sl classes Khối lớp 1 2022-2023 = 5 @Bảng!F9`},
	{name: "messy 60: shifted years, a year twice, a year that can't be", book: titled + `
		Số lớp học | 2017-2018 | 2018-2019 | 2019-2020 | 2019-2020 | 2021-2202
		Khối lớp 1 | 1 | 2 | 3 | 4 | 5`, want: `
		sl classes Khối lớp 1 2017-2018 = 1 @Bảng!B6
		sl classes Khối lớp 1 2018-2019 = 2 @Bảng!C6
		! COT_NAM_HOC @Bảng!B5
		! COT_NGOAI_MAU @Bảng!D6`},
}
