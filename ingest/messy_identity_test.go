package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// messyRoster is the roster that the workbooks of TestMessyIdentity are held against.
func messyRoster() *form.Roster {
	return &form.Roster{Schools: []form.School{
		{Code: "04112233", Name: "Mầm non 8/3", Kind: "MN", Commune: "Xã Một"},
		{Code: "04112244", Name: "Mầm non Hướng Dương 3", Kind: "MN", Commune: "Xã Một", Aliases: []string{"Mẫu giáo Vành Khuyên"}},
		{Code: "30557788", Name: "Tiểu học Nguyễn Du", Kind: "TH", Commune: "Xã Một"},
		{Code: "30557799", Name: "Tiểu học Nguyễn Du", Kind: "TH", Commune: "Xã Hai"},
		{Code: "30557801", Name: "TH&THCS Phú Lộc", Kind: "TH-THCS", Commune: "Xã Hai"},
		{Code: "30557810", Name: "Mầm non Bông Sen", Kind: "MN", Closed: "2022-09-01", MergedInto: "30557820"},
		{Code: "30557820", Name: "Mầm non Liên Hoa", Kind: "MN", Closed: "2022-12-15", MergedInto: "30557830"},
		{Code: "30557830", Name: "Mầm non Sen Vàng", Kind: "MN", FormerCodes: []string{"00998877"}},
		{Code: "30557840", Name: "Mầm non Cánh Diều", Kind: "MN", Closed: "2022-10-01"},
	}}
}

// note is a finding as a person reads it, with its code and cell.
func (b bench) notes(s *form.Submission) string {
	var out []string
	for _, f := range s.Findings {
		if f.Code != "CACH_DANH_DAU" && f.Code != "KHOANG_TRANG" {
			out = append(out, f.Code+" "+f.At.Ref()+" "+b.words.Message("vi", f))
		}
	}
	return strings.Join(out, "\n")
}

func (b bench) refused(s *form.Submission) bool {
	return slices.ContainsFunc(s.Findings, func(f form.Finding) bool { return b.words.Severity(f.Code) == form.Refuse })
}

// Who sent it, which year, which rules, and values that can't be trusted: the
// catalogue's items by number, with other values than the catalogue's. Each is
// read as `kdcl check --workspace` reads it.
func TestMessyIdentity(t *testing.T) {
	b := newBench(t)
	office := ingest.Office{Roster: messyRoster(), Year: "2022-2023"}
	const results = `
		Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		Tiêu chí 1.1 | | x | x |
		Tiêu chí 1.2 | | x | |`
	of := func(code, name string) *form.Submission {
		t.Helper()
		return b.bookOf(t, `
			# Kết quả
			Mã trường | `+code+`
			Tên trường | `+name+`
			Năm học | 2022-2023`+results, office)
	}
	// sent tells whose a workbook is and what is said of it.
	sent := func(t *testing.T, code, name, want string, found ...string) {
		t.Helper()
		s := of(code, name)
		if said := b.notes(s); b.refused(s) != (want == "") || want != "" && s.Code != want || len(found) == 0 && said != "" {
			t.Errorf("%q, %q is of %s, want %q; said:\n%s", code, name, s.Code, want, said)
		} else {
			for _, f := range found {
				if !strings.Contains(said, f) {
					t.Errorf("%q, %q: %q is not said in\n%s", code, name, f, said)
				}
			}
		}
		if levels(s) != "1.1=2 1.2=1" {
			t.Errorf("%q, %q: a question of identity took figures away: %s", code, name, levels(s))
		}
	}

	t.Run("messy 41: a school's name that Excel made a date is taken by code", func(t *testing.T) {
		s := b.bookOf(t, `
			# Kết quả
			Mã trường | 04112233
			Tên trường | {date}45359
			Năm học | 2022-2023`+results, office)
		if s.Code != "04112233" || s.Name != "Mầm non 8/3" || b.refused(s) || !strings.Contains(b.notes(s), `TEN_THANH_NGAY Kết quả!B2 Kết quả!B2: Excel đã đổi tên trường thành ngày "45359"`) {
			t.Errorf("%s %q\n%s", s.Code, s.Name, b.notes(s))
		}
		s = b.bookOf(t, `
			# Kết quả
			Tên trường | {date}45359
			Năm học | 2022-2023`+results, office)
		if !b.refused(s) || s.Name != "" || !strings.Contains(b.notes(s), "MA_TRUONG_SAI") {
			t.Errorf("without a code nobody can tell: %q\n%s", s.Name, b.notes(s))
		}
	})
	t.Run("messy 61: a code that lost its nought, in the shape of a number, or with a slip", func(t *testing.T) {
		sent(t, "4112244", "Mầm non Hướng Dương 3", "04112244", `MA_TRUONG_THIEU_SO_0 Kết quả!B1 Mã trường "4112244" được hiểu là "04112244"`)
		sent(t, "4.112244E+06", "Mầm non Hướng Dương 3", "04112244", "MA_TRUONG_THIEU_SO_0")
		sent(t, "{number}4112244", "Mầm non Hướng Dương 3", "04112244", "MA_TRUONG_THIEU_SO_0")
		sent(t, "30 557 801", "TH&THCS Phú Lộc", "30557801")
		sent(t, "00998877", "Mầm non Sen Vàng", "30557830") // its former code
		sent(t, "30557081", "Trường TH và THCS Phú Lộc", "30557801", `MA_TRUONG_LA Kết quả!B1 Mã trường "30557081" không có trong danh sách; theo tên`)
		sent(t, "", "Mầm non Hướng Dương 3", "04112244", "MA_TRUONG_THEO_TEN")
		sent(t, "99887766", "Mầm non Hướng Dương 3", "", "MA_TRUONG_SAI") // perhaps a namesake of another unit
		sent(t, "99887766", "Mầm non Không Có", "", `Không xác định được trường gửi tệp "thử.xlsx" (mã: "99887766", tên: "Mầm non Không Có")`)
	})
	t.Run("messy 62: the code of one school and the name of another are both named", func(t *testing.T) {
		sent(t, "30557788", "Mầm non Hướng Dương 3", "", "MA_TEN_KHONG_KHOP Kết quả!B1 Mã trường 30557788 là của Tiểu học Nguyễn Du, nhưng tên trong tệp là \"Mầm non Hướng Dương 3\"")
		sent(t, "30557788", "Mầm non Chưa Từng Nghe", "", "MA_TEN_KHONG_KHOP") // a kindergarten can't be that primary school
		sent(t, "04112244", "Mầm non Mặt Trời", "04112244", `TEN_TRUONG_LA Kết quả!B2 Mã trường 04112244 là của Mầm non Hướng Dương 3; tên trong tệp "Mầm non Mặt Trời" chưa có`)
	})
	t.Run("messy 63: spellings of a name, and a name of two schools", func(t *testing.T) {
		for _, name := range []string{"Trường MN Hướng Dương III", "TRƯỜNG MẦM NON HƯỚNG DƯƠNG 3", "Mẫu giáo Vành Khuyên", "Trường Mầm non Hướng Dương 3, xã Một"} {
			sent(t, "04112244", name, "04112244")
		}
		sent(t, "30557801", "Trường Tiểu học và Trung học cơ sở Phú Lộc", "30557801")
		sent(t, "", "Trường TH Nguyễn Du", "", "TEN_TRUONG_NHIEU", "trùng với 2 trường (30557788 Xã Một; 30557799 Xã Hai)")
	})
	t.Run("messy 23: a name without accents", func(t *testing.T) {
		sent(t, "30557801", "Truong TH&THCS Phu Loc", "30557801", `TEN_KHONG_DAU Kết quả!B2 Tên trường ghi không dấu "Truong TH&THCS Phu Loc"; đã hiểu là TH&THCS Phú Lộc.`)
	})
	t.Run("messy 64: a merged school's report goes to the school it became, from the day on", func(t *testing.T) {
		at := func(day, code, name string) *form.Submission {
			return b.bookAt(t, `
				# Kết quả
				Mã trường | `+code+`
				Tên trường | `+name+`
				Năm học | 2022-2023`+results, office, form.File{Name: "thử.xlsx", Received: day + "T09:00:00+07:00"})
		}
		for _, tc := range []struct{ day, code, name, want, said string }{
			{"2022-08-31", "30557810", "Mầm non Bông Sen", "30557810", ""},
			{"2022-09-01", "30557810", "Mầm non Bông Sen", "30557820", "Mầm non Bông Sen đã sáp nhập vào Mầm non Liên Hoa từ 01/09/2022"},
			{"2023-01-09", "30557810", "Mầm non Bông Sen", "30557830", "báo cáo được ghi cho Mầm non Sen Vàng"}, // two mergers on
			{"2023-01-09", "30557820", "Mầm non Sen Vàng", "30557830", "TRUONG_DA_SAP_NHAP"},                    // old code, new name
			{"2023-01-09", "30557830", "Mầm non Bông Sen", "30557830", ""},                                      // new code, old name
			{"2022-11-01", "30557840", "Mầm non Cánh Diều", "30557840", "TRUONG_DA_DONG"},
		} {
			s := at(tc.day, tc.code, tc.name)
			if s.Code != tc.want || b.refused(s) || !strings.Contains(b.notes(s), tc.said) || tc.said == "" && b.notes(s) != "" {
				t.Errorf("%s of %s: %s, want %s\n%s", tc.code, tc.day, s.Code, tc.want, b.notes(s))
			}
		}
	})
	t.Run("messy 65: the school year of another report", func(t *testing.T) {
		s := b.bookOf(t, `
			# Kết quả
			Mã trường | 04112244
			BÁO CÁO TỰ ĐÁNH GIÁ NĂM HỌC 2021 - 2022`+results, office)
		if !b.refused(s) || !strings.Contains(b.notes(s), "SAI_NAM_HOC Kết quả!A2 Tệp ghi năm học 2021-2022, trong khi đang nhận năm học 2022-2023") {
			t.Errorf("%s", b.notes(s))
		}
		s = b.bookOf(t, `
			# Kết quả
			Mã trường | 04112244`+results, office)
		if b.refused(s) || s.SchoolYear != "2022-2023" || !strings.Contains(b.notes(s), "KHONG_CO_NAM_HOC") {
			t.Errorf("no year at all: %s\n%s", s.SchoolYear, b.notes(s))
		}
	})
	t.Run("messy 66: a circular of other schools, a list of other criteria", func(t *testing.T) {
		s := b.bookOf(t, `
			# Kết quả
			Mã trường | 04112244
			Năm học | 2022-2023
			Văn bản áp dụng | Thông tư 18/2018/TT-BGDĐT`+results, office)
		if s.Rulebook != "mn-2018" || s.RulebookCited != "Thông tư 18/2018/TT-BGDĐT" || b.refused(s) || !strings.Contains(b.notes(s), `VIEN_DAN_SAI Kết quả!B3 Tệp viện dẫn "Thông tư 18/2018/TT-BGDĐT"; văn bản áp dụng cho MN là 19/2018/TT-BGDĐT`) {
			t.Errorf("%s, cites %q\n%s", s.Rulebook, s.RulebookCited, b.notes(s))
		}
		s = b.bookOf(t, `
			# Kết quả
			Mã trường | 04112244
			Năm học | 2022-2023
			Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 7.1 | | x | |
			Tiêu chí 7.2 | | x | x |
			Tiêu chí 8.1 | | x | |`, office)
		if !b.refused(s) || s.Rulebook != "" || !strings.Contains(b.notes(s), "SAI_BO_TIEU_CHI  Bảng tiêu chí không khớp bộ tiêu chí nào của MN. Đề nghị dùng biểu mẫu năm học 2022-2023") {
			t.Errorf("%q\n%s", s.Rulebook, b.notes(s))
		}
	})
	t.Run("messy 48: a total that its rows do not give", func(t *testing.T) {
		s := b.bookOf(t, letterhead+`
			Đối tượng | Tổng số | Nữ
			Hiệu trưởng | 1 | 0
			Giáo viên | 24 | 19
			Nhân viên | 7 | 5
			Tổng cộng | 33 | 24
			# Lớp
			1. Số lớp học
			Số lớp học | 2021-2022 | 2022-2023
			Khối lớp 3 | 4 | 5
			Khối lớp 4 | 3 | 4
			Cộng | 7 | 10`, ingest.Office{})
		said := b.notes(s)
		for _, want := range []string{`CONG_SAI Sheet1!B10 Sheet1: dòng "Cộng" ghi 33, cộng các dòng được 32`, `CONG_SAI Lớp!C5 Lớp: dòng "Cộng" ghi 10, cộng các dòng được 9`} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in\n%s", want, said)
			}
		}
		if strings.Count(said, "CONG_SAI") != 2 {
			t.Errorf("totals that are right are said to be wrong:\n%s", said)
		}
	})
	t.Run("messy 50: formulas without a result, and errors", func(t *testing.T) {
		s := b.bookOf(t, letterhead+`
			Đối tượng | Tổng số | Nữ
			Hiệu trưởng | {formula}1+0 | 1
			Giáo viên | 18 | {error}#DIV/0!
			Nhân viên | 5 | {error}#N/A
			Cộng | {formula}SUM(B7:B9) | 6`, ingest.Office{})
		var values []string
		for _, f := range s.Staff {
			v := "?"
			if f.Value != nil {
				v = fmt.Sprint(*f.Value)
			}
			values = append(values, f.At.Cell+"="+v)
		}
		if got := strings.Join(values, " "); got != "B7=? C7=1 B8=18 C8=? B9=5 C9=? B10=? C10=6" {
			t.Errorf("%s", got)
		}
		said := b.notes(s)
		for _, want := range []string{"CONG_THUC_CHUA_TINH Sheet1!B7 Sheet1!B7: công thức chưa có kết quả hoặc báo lỗi (chưa tính)", "Sheet1!C8: công thức chưa có kết quả hoặc báo lỗi (#DIV/0!)", "(#N/A)"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in\n%s", want, said)
			}
		}
		if strings.Contains(said, "()") || strings.Contains(said, "CONG_SAI") {
			t.Errorf("an unknown is compared, or nothing is printed between brackets:\n%s", said)
		}
	})
	t.Run("messy 51: marks of colour alone, and what is struck through", func(t *testing.T) {
		s := b.bookOf(t, letterhead+`
			Tiêu chuẩn, tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			Tiêu chí 2.1 | | {#FFC000} | |
			Tiêu chí 2.2 | | {#FFC000} | |
			Tiêu chí 2.3 | {strike}x | x | |
			Tiêu chí 3.1 | | ✓ | v |`, ingest.Office{})
		if got := levels(s); got != "2.1=? 2.2=? 2.3=1 3.1=2" {
			t.Errorf("%s", got)
		}
		said := b.notes(s)
		for _, want := range []string{"DANH_DAU_BANG_MAU Sheet1!C7 Sheet1: 2 dòng chỉ tô màu, không ghi dấu, từ ô C7", `CHU_GACH_BO Sheet1!B9 Sheet1!B9: chữ bị gạch ngang "x" được coi là đã bỏ`} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in\n%s", want, said)
			}
		}
	})
	t.Run("messy 56: evidence codes that are none, of two documents, cited and not listed", func(t *testing.T) {
		s := b.bookOf(t, letterhead+`
			# Minh chứng
			Tiêu chí | Số TT | Mã minh chứng | Tên minh chứng
			2.1 | 1 | H2-2.1-01 | Quyết định bổ nhiệm
			2.1 | 2 | [H2.2.1.2] | Bảng phân công
			2.2 | 3 | H2-2.1-01 | Sổ theo dõi thi đua
			2.2 | 4 | M/c số 7 | Ảnh chụp
			# Tiêu chí 2.1
			Tiêu chí 2.1: Đối với hiệu trưởng
			Mô tả: hồ sơ đầy đủ [H2-2.1-01]; có kế hoạch [H2-2.1-09], [H2-2.1-09].
			Mức 1 | < | Mức 2 | < | Mức 3 | <
			Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt | Chỉ báo | Đạt/Không đạt
			a | Đạt | * | Đạt | * | Không đạt`, ingest.Office{})
		var all []string
		for _, e := range s.Evidence {
			all = append(all, e.Code+" "+e.Name)
		}
		if got := strings.Join(all, "; "); got != "H2-2.1-01 Quyết định bổ nhiệm; H2-2.1-02 Bảng phân công; H2-2.1-01 Sổ theo dõi thi đua" {
			t.Errorf("%s", got)
		}
		said := b.notes(s)
		for _, want := range []string{`MA_MC_SAI Minh chứng!C5 Mã minh chứng "M/c số 7" không đúng quy ước`, "MA_MC_KHONG_CO_TRONG_DM Tiêu chí 2.1!A2 Mã H2-2.1-09 được viện dẫn nhưng không có trong Danh mục minh chứng"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in\n%s", want, said)
			}
		}
		if strings.Count(said, "MA_MC_KHONG_CO_TRONG_DM") != 1 {
			t.Errorf("said twice, or of a code that is listed:\n%s", said)
		}
	})
	t.Run("messy 58: abbreviated positions and numbers that begin with nought", func(t *testing.T) {
		s := b.bookOf(t, letterhead+`
			Đối tượng | Tổng số | Nữ
			P.HT | 02 | 01
			GV | 021 | 018
			NV | 05 | 00
			Cộng | 28 | 19`, ingest.Office{})
		var got []string
		for _, f := range s.Staff {
			got = append(got, fmt.Sprintf("%s %s %d", f.Group, f.Measure, *f.Value))
		}
		if want := "Phó Hiệu trưởng total 2, Phó Hiệu trưởng female 1, Giáo viên total 21, Giáo viên female 18, Nhân viên total 5, Nhân viên female 0, Cộng total 28, Cộng female 19"; strings.Join(got, ", ") != want || strings.Contains(b.notes(s), "CONG_SAI") {
			t.Errorf("%s\n%s", strings.Join(got, ", "), b.notes(s))
		}
	})
	t.Run("messy 70: columns that no form knows are kept as written and listed once", func(t *testing.T) {
		s := b.bookOf(t, letterhead+`
			Đối tượng | Tổng số | Đảng viên | Nữ | Số điện thoại | 
			Giáo viên | 22 | 9 | 17 | 0912000111 | đủ
			Nhân viên | 4 | một | 3 | |
			# Minh chứng
			STT | Mã minh chứng | Tên minh chứng | Mức độ số hóa
			1 | H1-1.1-01 | Kế hoạch | Đã quét`, ingest.Office{})
		var kept []string
		for _, e := range s.Extras {
			kept = append(kept, e.Head+"="+e.At.Raw)
		}
		if got := strings.Join(kept, "; "); got != "Đảng viên=9; =đủ; Đảng viên=một; Mức độ số hóa=Đã quét" {
			t.Errorf("%s", got)
		}
		said := b.notes(s)
		if strings.Count(said, "COT_NGOAI_MAU") != 1 || !strings.Contains(said, "Tệp có 3 cột ngoài biểu mẫu (Sheet1: Đảng viên; Sheet1: cột F; Minh chứng: Mức độ số hóa)") || !strings.Contains(said, "THONG_TIN_CA_NHAN") {
			t.Errorf("%s", said)
		}
		if s := b.read(t, b.spec("mn-2026", nil), ingest.Office{}); s.FormVersion != "kdcl-form/1" || len(s.Extras) != 0 {
			t.Errorf("our own form: version %q, %+v", s.FormVersion, s.Extras)
		}
	})
	t.Run("messy 76: a panic in reading is that file's finding", func(t *testing.T) {
		broken := b
		broken.reader = &ingest.Reader{Limits: b.reader.Limits} // without what the templates say: the first look into them panics
		s := broken.bookOf(t, letterhead+results, ingest.Office{})
		if !b.refused(s) || s.File.Name != "thử.xlsx" || !strings.Contains(b.notes(s), `KHONG_DOC_DUOC  Chương trình không đọc được tệp "thử.xlsx"`) {
			t.Errorf("%s", b.notes(s))
		}
	})
}
