package parse_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
)

// The cases of this file are as many again as the tables of testdata hold: other
// values of the same kinds, each with the one reading that it has, or none.

// Read in a plan of 2026-2027: "raw | from | to | code".
const times = `
	ngày 5 tháng 9 năm 2026 | 2026-09-05 | 2026-09-05 |
	Ngày 05 tháng 09 năm 26 | 2026-09-05 | 2026-09-05 | NGAY_SUY_DOAN
	05/09/26 | 2026-09-05 | 2026-09-05 | NGAY_SUY_DOAN
	5-9-2026 | 2026-09-05 | 2026-09-05 |
	15 . 3 . 2027 | 2027-03-15 | 2027-03-15 |
	15/03/2027. | 2027-03-15 | 2027-03-15 |
	03/04/27 | 2027-04-03 | 2027-04-03 | NGAY_SUY_DOAN
	3/15/2027 | | | NGAY_KHONG_HOP_LE
	15,3,2027 | | | NGAY_KHONG_HOP_LE
	2027-03-15T00:00:00 | 2027-03-15 | 2027-03-15 |
	15/03/2027 00:00 | 2027-03-15 | 2027-03-15 |
	15/3/2027 xong | 2027-03-15 | 2027-03-15 |
	15/3/27 (dự kiến) | 2027-03-15 | 2027-03-15 | NGAY_SUY_DOAN
	46096 | 2026-03-15 | 2026-03-15 | NGAY_SUY_DOAN
	30/02/2027 | | | NGAY_KHONG_HOP_LE
	29/2/2028 | 2028-02-29 | 2028-02-29 |
	31/4 | | | NGAY_KHONG_HOP_LE
	0/0/2026 | | | NGAY_KHONG_HOP_LE
	32/1/2027 | | | NGAY_KHONG_HOP_LE
	1/1/0027 | | | NGAY_KHONG_HOP_LE
	15/3/1927 | | | NGAY_KHONG_HOP_LE
	Ngày 15 | | | NGAY_KHONG_HOP_LE
	15 tháng 3 | 2027-03-15 | 2027-03-15 | NGAY_SUY_DOAN
	Mồng 5 tháng 9 | 2026-09-05 | 2026-09-05 | NGAY_SUY_DOAN
	thứ 2, 15/3/2027 | 2027-03-15 | 2027-03-15 |
	T2, 15/3/2027 | 2027-03-15 | 2027-03-15 |
	Thứ hai ngày 15/3/2027 | 2027-03-15 | 2027-03-15 |
	07h30 ngày 5/9/2026 | 2026-09-05 | 2026-09-05 |
	8 giờ 15/3/2027 | 2027-03-15 | 2027-03-15 |
	từ 01/9 đến 30/9/2026 | 2026-09-01 | 2026-09-30 |
	01/9/2026 ~ 30/9/2026 | 2026-09-01 | 2026-09-30 |
	1/9→30/9/2026 | 2026-09-01 | 2026-09-30 |
	ngày 15-20/3/2027 | 2027-03-15 | 2027-03-20 |
	15 đến 20/3/2027 | 2027-03-15 | 2027-03-20 |
	15/12/2026-15/01/2027 | 2026-12-15 | 2027-01-15 |
	15/12 – 15/01/2027 | 2026-12-15 | 2027-01-15 | NGAY_SUY_DOAN
	15/3/2027; 20/4/2027 | 2027-03-15 | 2027-04-20 | NGAY_SUY_DOAN
	15/3 và 20/4 | 2027-03-15 | 2027-04-20 | NGAY_SUY_DOAN
	9/2026 | 2026-09-01 | 2026-09-30 |
	9.2026 | 2026-09-01 | 2026-09-30 |
	T9/2026 | 2026-09-01 | 2026-09-30 |
	T9-T12/2026 | 2026-09-01 | 2026-12-31 |
	T9, T10/2026 | 2026-09-01 | 2026-10-31 |
	tháng 9, 10, 11 | 2026-09-01 | 2026-11-30 |
	tháng 9 - tháng 12/2026 | 2026-09-01 | 2026-12-31 |
	tháng 8 đến tháng 5 | 2026-08-01 | 2027-05-31 |
	Tháng 13/2026 | | | NGAY_KHONG_HOP_LE
	tháng 0 | | | NGAY_KHONG_HOP_LE
	1/27 | | | NGAY_KHONG_HOP_LE
	quý I/2027 | 2027-01-01 | 2027-03-31 |
	Quý 2 năm 2027 | 2027-04-01 | 2027-06-30 |
	Quý I, II/2027 | 2027-01-01 | 2027-06-30 |
	quý I - quý II/2027 | 2027-01-01 | 2027-06-30 |
	Quý I-III/2027 | 2027-01-01 | 2027-09-30 |
	Quý III và IV/2026 | 2026-07-01 | 2026-12-31 |
	đến hết tháng 3 | | 2027-03-31 |
	đến hết ngày 30/6/2027 | | 2027-06-30 |
	từ nay đến 30/6/2027 | | 2027-06-30 |
	trước 15h ngày 20/4/2027 | | 2027-04-20 |
	Hạn cuối: 30/6 | | 2027-06-30 |
	Trước tháng 9 | | 2026-08-31 |
	Sau tháng 9/2026 | 2026-10-01 | |
	sau ngày 15/3/2027 | 2027-03-15 | |
	học kỳ II | | | TUAN_CHUA_CO_LICH
	HKII | | | TUAN_CHUA_CO_LICH
	Cuối năm học | | | TUAN_CHUA_CO_LICH
	Đầu năm học | | | TUAN_CHUA_CO_LICH
	Tuần 10 | | | TUAN_CHUA_CO_LICH
	Hằng năm | | |
	Suốt năm học | | |
	trước khai giảng | | | NGAY_KHONG_HOP_LE
	Đã hoàn thành | | | NGAY_KHONG_HOP_LE
	? | | | NGAY_KHONG_HOP_LE`

// rows takes a table of the form above apart; "⏎" is a line break.
func rows(t *testing.T, table string, columns, atLeast int) [][]string {
	t.Helper()
	var out [][]string
	for line := range strings.Lines(strings.TrimSpace(table)) {
		cells := strings.Split(line, "|")
		for len(cells) < columns {
			cells = append(cells, "")
		}
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "⏎", "\n")
		}
		out = append(out, cells)
	}
	if len(out) < atLeast {
		t.Fatalf("%d cases, want %d", len(out), atLeast)
	}
	return out
}

func TestMessy39MoreTimes(t *testing.T) {
	for _, c := range rows(t, times, 4, 38) {
		p := parse.Time(c[0], parse.TimeContext{SchoolYear: "2026-2027"})
		if p.From != form.Date(c[1]) || p.To != form.Date(c[2]) || p.Code != c[3] {
			t.Errorf("%q: %s – %s %s, want %s – %s %s", c[0], p.From, p.To, p.Code, c[1], c[2], c[3])
		}
	}
}

// "raw | head | đồng, empty when unknown | source | code".
const amounts = `
	1.250.000đ | | 1250000 | |
	1,25 tỷ | | 1250000000 | |
	500tr | | 500000000 | |
	20triệu | | 20000000 | |
	20 tr.đ | | 20000000 | |
	2 triệu rưỡi | | 2500000 | | KINH_PHI_DUOC_HIEU
	1 tỷ rưỡi | | 1500000000 | | KINH_PHI_DUOC_HIEU
	5tr5 | | 5500000 | | KINH_PHI_DUOC_HIEU
	3 tỷ 250 triệu | | 3250000000 | |
	10.5 triệu | | 10500000 | | KINH_PHI_DUOC_HIEU
	khoảng 300 triệu | | 300000000 | | KINH_PHI_DUOC_HIEU
	200-300 triệu | | | | KINH_PHI_MO_HO
	5.000.000 – 10.000.000 | | | | KINH_PHI_MO_HO
	trên 20 triệu | | | | KINH_PHI_MO_HO
	1.250 triệu | | | | KINH_PHI_MO_HO
	1 tỷ 2 | | | | KINH_PHI_MO_HO
	2 x 5 triệu | | | | KINH_PHI_MO_HO
	200.000đ x 10 | | | | KINH_PHI_MO_HO
	1.000.000/lớp | | | | KINH_PHI_MO_HO
	5 triệu/năm | | | | KINH_PHI_MO_HO
	20 triệu? | | | | KINH_PHI_MO_HO
	500 USD | Kinh phí (triệu đồng) | | | KINH_PHI_MO_HO
	$500 | Kinh phí (triệu đồng) | | | KINH_PHI_MO_HO
	10 bộ | Kinh phí (triệu đồng) | | | KINH_PHI_MO_HO
	20M | Kinh phí (triệu đồng) | | | KINH_PHI_MO_HO
	1.5 | Kinh phí (triệu đồng) | | | KINH_PHI_MO_HO
	1,5 | Kinh phí (triệu đồng) | 1500000 | |
	1.500 | Kinh phí (nghìn đồng) | 1500000 | |
	5.000 | Kinh phí (đồng) | 5000 | |
	5 | Kinh phí | | | KINH_PHI_MO_HO
	10 triệu (XHH) | | 10000000 | Xã hội hóa |
	NSNN 50tr; XHH 20tr | | 70000000 | NSNN; XHH | KINH_PHI_DUOC_HIEU
	Tổng 20tr | | 20000000 | |
	đã chi 5tr còn 3tr | | | | KINH_PHI_MO_HO
	20.000.00 | | | | KINH_PHI_MO_HO
	không mất phí | | 0 | |
	Miễn phí | | 0 | |
	0 đồng | | 0 | |
	theo dự toán | | | theo dự toán | KINH_PHI_CHUA_NEU
	mười triệu | | | mười triệu | KINH_PHI_CHUA_NEU`

func TestMessy43MoreAmounts(t *testing.T) {
	for _, c := range rows(t, amounts, 5, 22) {
		m := parse.ParseMoney(c[0], parse.HeaderUnit(c[1]), false)
		got := ""
		if m.AmountVND != nil {
			got = fmt.Sprint(*m.AmountVND)
		}
		if got != c[2] || m.Source != c[3] || m.Code != c[4] {
			t.Errorf("%q under %q: %s, %q %s, want %s, %q %s", c[0], c[1], got, m.Source, m.Code, c[2], c[3], c[4])
		}
	}
}

// "raw | count | its code | ratio | its code".
const numbers = `
	'5 | 5 | | 5 |
	03 | 3 | | 3 |
	1.250 | 1250 | | | DAU_PHAN_CACH_MO_HO
	1,250 | 1250 | SO_KEM_CHU | 1.25 |
	12,5 | | SO_KHONG_DOC_DUOC | 12.5 |
	1O | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	15 (12 nữ) | 15 | SO_KEM_CHU | | SO_KHONG_DOC_DUOC
	115 (98,2) | 115 | SO_KEM_CHU | | SO_KHONG_DOC_DUOC
	115 – 98,2% | 115 | SO_KEM_CHU | 98.2 | SO_KEM_CHU
	98 - 98,2% | 98 | SO_KEM_CHU | 98.2 | SO_KEM_CHU
	5 - 10% | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	15; 75% | 15 | SO_KEM_CHU | 75 | SO_KEM_CHU
	15/20 (75%) | 15 | SO_KEM_CHU | 75 | SO_KEM_CHU
	15/20 (57%) | 15 | SL_VA_TYLE_LECH | 57 | SL_VA_TYLE_LECH
	đạt 95% | | SO_KHONG_DOC_DUOC | 95 | SO_KEM_CHU
	trên 95% | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	≥95% | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	tăng 5% | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	101% | | SO_KHONG_DOC_DUOC | 101 | GIA_TRI_BAT_THUONG
	hơn 10 | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	10-12 | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	1/25 | | SO_KHONG_DOC_DUOC | | SO_KHONG_DOC_DUOC
	không | 0 | | | SO_KHONG_DOC_DUOC`

func TestMessy44To47MoreNumbers(t *testing.T) {
	for _, c := range rows(t, numbers, 5, 20) {
		n, r := parse.Count(c[0], false), parse.Ratio(c[0], false)
		count, ratio := "", ""
		if n.Value != nil {
			count = fmt.Sprint(*n.Value)
		}
		if r.Value != nil {
			ratio = fmt.Sprint(*r.Value)
		}
		if count != c[1] || n.Code != c[2] || ratio != c[3] || r.Code != c[4] {
			t.Errorf("%q: count %s %s, ratio %s %s, want %v", c[0], count, n.Code, ratio, r.Code, c[1:])
		}
	}
}

// "raw | in a level's column | in a result's column"; "!" is said, a number a level.
const marks = `
	x, | tick! | tick!
	x; | tick! | tick!
	✗ | tick! | tick!
	✘ | tick! | tick!
	☑ | tick | tick
	☐ | blank | blank
	□ | blank | blank
	■ | unknown! | unknown!
	o | unknown! | unknown!
	x* | unknown! | unknown!
	x? | unknown! | unknown!
	x không đạt | unknown! | unknown!
	x (thiếu chỉ báo c) | tick! | tick!
	x - bổ sung minh chứng | tick! | tick!
	Đạt. | pass | pass
	ĐẠT MỨC 3 | pass 3 | pass 3
	mức III | pass 3 | pass 3
	M.2 | pass 2 | pass 2
	Mức 1-2 | pass 2! | pass 2!
	Mức 1; Mức 2 | pass 2! | pass 2!
	Đạt mức 1, chưa đạt mức 2 | pass 1! | pass 1!
	Không đạt mức 2 | fail | unknown!
	Đạt Mức 5 | unknown! | unknown!
	Mức 0 | unknown! | unknown!
	Đạt chuẩn mức độ 1 | unknown! | unknown!
	Gần đạt | unknown! | unknown!
	Cơ bản đạt | unknown! | unknown!
	Phấn đấu đạt | unknown! | unknown!
	Đạt/Không đạt | unknown! | unknown!
	Tốt | unknown! | unknown!
	1,2 | unknown! | unknown!
	2 | unknown! | pass 2!
	Không | unknown! | unknown!
	Chưa tự đánh giá | unknown! | unknown!`

func TestMessy51To53MoreMarks(t *testing.T) {
	dictionary, err := parse.LoadMarks(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[parse.MarkKind]string{parse.MarkTick: "tick", parse.MarkPass: "pass", parse.MarkFail: "fail", parse.MarkNone: "none", parse.MarkUnknown: "unknown", parse.MarkBlank: "blank"}
	for _, c := range rows(t, marks, 3, 31) {
		for i, column := range []parse.Column{parse.LevelColumn, parse.ResultColumn} {
			m := dictionary.Read(c[0], column)
			got := kinds[m.Kind]
			if m.Level > 0 {
				got += fmt.Sprint(" ", m.Level)
			}
			if m.Code != "" {
				got += "!"
			}
			if got != c[i+1] {
				t.Errorf("%q: %s, want %s", c[0], got, c[i+1])
			}
		}
	}
}

// "raw | codes read | whether something is left that is no code".
const evidence = `
	[H1-1.1-01] | H1-1.1-01 |
	h1-1.1-01 | H1-1.1-01 |
	[H 1-1.1-01] | H1-1.1-01 |
	[H01-1.1-01] | H1-1.1-01 |
	H1 - 1.1 - 01 | H1-1.1-01 |
	[H1−1.1−01] | H1-1.1-01 |
	[H1-1,1-01] | H1-1.1-01 |
	[H1-1.1.01] | H1-1.1-01 |
	[H1-1.1-1] | H1-1.1-01 |
	[H1-1.1-001] | H1-1.1-01 |
	[H1-1.1-100] | H1-1.1-100 |
	H1-1.1-01] | H1-1.1-01 |
	[H10-5.6-12] | H10-5.6-12 |
	[H1-1.10-01] | H1-1.10-01 |
	[H1-1.1-01; H1-1.1-02] | H1-1.1-01 H1-1.1-02 |
	[H1-1.1-01] [H1-1.1-02] | H1-1.1-01 H1-1.1-02 |
	[H1-1.1-01], [H1-1.1-02] và [H1-1.2-01] | H1-1.1-01 H1-1.1-02 H1-1.2-01 |
	[H1-1.1-01, 02] | H1-1.1-01 | left
	[H1-1.1-01 đến H1-1.1-05] | H1-1.1-01 H1-1.1-05 | left
	[H1-1.1-01/02] | H1-1.1-01 | left
	[H1-1.1-01] QĐ thành lập | H1-1.1-01 | left
	[H1-1.1-01-02] | | left
	[H1_1.1_01] | | left
	[HI-1.1-01] | | left
	[1-1.1-01] | | left
	H1-1.1- | | left
	[H1-1.0-01] | | left
	[H1-1.1-00] | | left
	H1-1-1-01 | | left
	H1.1.01.01 | | left
	[H2-3-05-12] | H2-3-05-12 |
	[H1-1-01-1] | H1-1-01-01 |
	[H1-1-01-01][H1-1-01-02] | H1-1-01-01 H1-1-01-02 |
	mc.1.1.01 | MC.1.1.01 |
	MC1.1.01 | MC.1.1.01 |
	MC-1.1-01 | MC.1.1.01 |
	(MC.1.1.1) | MC.1.1.01 |
	MC.1.1.01) | MC.1.1.01 |
	(MC.3.2.05)(MC.3.2.06) | MC.3.2.05 MC.3.2.06 |
	(MC.1.1.01; 1.1.02) | MC.1.1.01 | left
	MC.1.1 | | left`

func TestMessy56MoreEvidenceCodes(t *testing.T) {
	for _, c := range rows(t, evidence, 3, 30) {
		codes, bad := parse.EvidenceCodes(c[0])
		var got []string
		for _, code := range codes {
			got = append(got, code.Code)
		}
		if strings.Join(got, " ") != c[1] || len(bad) > 0 != (c[2] == "left") {
			t.Errorf("%q: %v, left %q, want %s %s", c[0], got, bad, c[1], c[2])
		}
	}
}

// "variants, parted by semicolons | canonical"; without one they are nobody's.
const roles = `
	HIỆU TRƯỞNG; Hiệu trưởng ; H.T; HT - BTCB; Bí thư chi bộ, Hiệu trưởng; Hiệu trưởng/Chủ tịch HĐ; Quyền HT | Hiệu trưởng
	P HT; P. HT; PHT1; Phó Hiệu trưởng 1; Hiệu phó; Phó hiệu trưởng phụ trách CM | Phó Hiệu trưởng
	CTCĐ - GV; GV, CTCĐ; Chủ tịch CĐ; Chủ tịch công đoàn cơ sở | Chủ tịch Công đoàn
	TTCM 1; Tổ trưởng CM; TT tổ 1; Tổ trưởng khối 5; Khối trưởng; Khối trưởng khối 3 | Tổ trưởng chuyên môn
	TPCM 2; Tổ phó CM tổ 3; Khối phó | Tổ phó chuyên môn
	TT văn phòng; Tổ trưởng VP | Tổ trưởng văn phòng
	TPT; TPT Đội TNTP | Tổng phụ trách Đội
	BT Đoàn; Bí thư Đoàn TNCS HCM; Bí thư chi đoàn | Bí thư Đoàn thanh niên
	NV kế toán; Kế toán - Văn thư | Kế toán
	Y tế học đường; NVYT | Y tế
	Thư viện - Thiết bị; CBTV | Thư viện
	Văn thư - Thủ quỹ | Văn thư
	GVCN; Giáo viên mầm non; GV bộ môn; GV dạy lớp | Giáo viên
	Chủ tịch; Chủ tịch HĐ TĐG | Chủ tịch Hội đồng
	Phó chủ tịch; Phó CT hội đồng; P.CT | Phó Chủ tịch Hội đồng
	Thư ký; Thư kí HĐ | Thư ký Hội đồng
	Trưởng nhóm 1; Nhóm trưởng nhóm 3; Trưởng nhóm công tác số 2 | Trưởng nhóm công tác
	UV; Uỷ Viên; Thành viên nhóm 1 | Ủy viên
	CT; TK; Bảo vệ; Thủ quỹ; Cấp dưỡng; Trưởng ban đại diện cha mẹ học sinh |`

func TestMessy58MoreRoles(t *testing.T) {
	dictionary, err := parse.LoadRoles(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range rows(t, roles, 2, 15) {
		for _, v := range strings.Split(c[0], ";") {
			v = strings.TrimSpace(v)
			want := c[1]
			if want == "" {
				want = v
			}
			if n++; dictionary.Canonical(v) != want {
				t.Errorf("%q: %q, want %q", v, dictionary.Canonical(v), want)
			}
		}
	}
	if n < 46 {
		t.Errorf("%d cases", n)
	}
}
