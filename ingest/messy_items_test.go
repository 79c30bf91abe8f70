package ingest_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// What is left of the catalogue after layouts, identity and values: columns as
// schools move them, dates as Excel stores them, numbers as people write them.
var messyItems = []messy{
	{name: "messy 26: a national motto, a logo's rows and a head in row thirteen", book: `
		# Bảng
		UBND HUYỆN HAI | < | < | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM | <
		TRƯỜNG TIỂU HỌC HÒA BÌNH | < | < | Độc lập - Tự do - Hạnh phúc | <

		Số: 12/BC-TH | | | Hòa Bình, ngày 5 tháng 6 năm 2023 | <

		BÁO CÁO TỰ ĐÁNH GIÁ | < | < | < | <
		Năm học 2022-2023 | < | < | < | <
		Kính gửi: Phòng Giáo dục và Đào tạo | < | < | < | <
		Thực hiện kế hoạch năm học, nhà trường báo cáo như sau: | < | < | < | <

		Bảng tổng hợp | < | < | < | <
		(Kèm theo báo cáo) | < | < | < | <
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |
		1.3 | x | | |`, want: `
		tc 1.1 = 2 @Bảng!D14
		tc 1.3 = 0 @Bảng!B15`},
	{name: "messy 27: heads of three levels become one path each", book: titled + `
		TT | Tiêu chí | Kết quả đánh giá | < | < | < | Ghi chú
		^ | ^ | Không đạt | Đạt | < | < | ^
		^ | ^ | ^ | Mức 1 | Mức 2 | Mức 3 | ^
		1 | Tiêu chí 1.1 | | x | x | x | tốt
		2 | Tiêu chí 1.2 | x | | | |`, want: `
		tc 1.1 = 3 @Bảng!F8
		tc 1.2 = 0 @Bảng!C9`},
	{name: "messy 33: columns in another order, renamed, one inserted, an optional one gone", book: titled + `
		G.chú | M3 | M2 | M1 | KĐ | Ghi chú 2 | Mã TC
		| | x | x | | tự thêm | 1.1
		| | | | x | | 1.3
		# MC
		Tên MC | Mã MC | Tiêu chí
		Kế hoạch | [H1-1.1-01] | 1.1`, want: `
		tc 1.1 = 2 @Bảng!C6
		tc 1.3 = 0 @Bảng!E7
		mc H1-1.1-01 Kế hoạch @MC!B2
		dùng 1.1 H1-1.1-01 @MC!B2
		! COT_NGOAI_MAU @Bảng!F6`},
	{name: "messy 35: a code of evidence where its head should stand", book: titled + `
		# MC
		Tiêu chí | Số TT | [H1-1.4-04] | Tên minh chứng | Nơi ban hành
		1.1 | 1 | [H1-1.1-01] | Kế hoạch | Trường
		1.1 | 2 | [H1-1.1-02] | Nghị quyết | Chi bộ
		1.2 | 3 | [H1-1.2-01] | Quyết định | Trường`, want: `
		mc H1-1.1-01 Kế hoạch @MC!C2
		mc H1-1.1-02 Nghị quyết @MC!C3
		mc H1-1.2-01 Quyết định @MC!C4
		dùng 1.1 H1-1.1-01 @MC!C2
		dùng 1.1 H1-1.1-02 @MC!C3
		dùng 1.2 H1-1.2-01 @MC!C4
		! TIEU_DE_BI_GHI_DE @MC!C1`},
	{name: "messy 39: dates in a plan: real, in doubt, impossible, of another year", book: titled + `
		TT | Tiêu chí | Giải pháp | Thời gian
		1 | 1.1 | Họp | 15/3/2023
		2 | 1.3 | Sửa | 31/6/2023
		3 | 2.1 | Mua | 15/3/23
		4 | 2.2 | Làm | Tháng 12/ 2022 đến tháng 2/2023`, want: `
		ct 1.1 | Họp | 2023-03-15..2023-03-15 | ? |  @Bảng!B6
		ct 1.3 | Sửa | .. | ? |  @Bảng!B7
		ct 2.1 | Mua | 2023-03-15..2023-03-15 | ? |  @Bảng!B8
		ct 2.2 | Làm | 2022-12-01..2023-02-28 | ? |  @Bảng!B9
		! NGAY_KHONG_HOP_LE @Bảng!D7
		! NGAY_SUY_DOAN @Bảng!D8`},
	{name: "messy 40: a real date cell is its number, whatever format shows it", book: titled + `
		TT | Tiêu chí | Giải pháp | Thời gian
		1 | 1.1 | Họp | {date}44635
		2 | 1.3 | Sửa | {date}44986`, want: `
		ct 1.1 | Họp | 2022-03-15..2022-03-15 | ? |  @Bảng!B6
		ct 1.3 | Sửa | 2023-03-01..2023-03-01 | ? |  @Bảng!B7`},
	{name: "messy 40: the same in a workbook that counts from 1904", book: titled + `
		TT | Tiêu chí | Giải pháp | Thời gian
		1 | 1.1 | Họp | {date}43173`, edit: func(t *testing.T, x *excelize.File) {
		yes := true
		if err := x.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
	}, want: `
		ct 1.1 | Họp | 2022-03-15..2022-03-15 | ? |  @Bảng!B6`},
	{name: "messy 43: amounts in words, units from the head, one that can't be told", book: titled + `
		TT | Tiêu chí | Giải pháp | Thời gian | Kinh phí (triệu đồng)
		1 | 1.1 | Mua | Tháng 1/2023 | 12,5
		2 | 1.3 | Sửa | Tháng 1/2023 | Nguồn xã hội hóa
		3 | 2.1 | Xây | Tháng 1/2023 | 1,5 tỷ
		4 | 2.2 | Sơn | Tháng 1/2023 | 20-30`, want: `
		ct 1.1 | Mua | 2023-01-01..2023-01-31 | 12500000 |  @Bảng!E6
		ct 1.3 | Sửa | 2023-01-01..2023-01-31 | ? | Nguồn xã hội hóa @Bảng!E7
		ct 2.1 | Xây | 2023-01-01..2023-01-31 | 1500000000 |  @Bảng!E8
		ct 2.2 | Sơn | 2023-01-01..2023-01-31 | ? |  @Bảng!E9
		! KINH_PHI_CHUA_NEU @Bảng!E7
		! KINH_PHI_MO_HO @Bảng!E9`},
	{name: "messy 44: numbers kept as text, with noughts, units and parts", book: titled + `
		Đối tượng | Tổng số | Nữ
		Hiệu trưởng | 01 | 00
		Phó Hiệu trưởng | '2 | 2
		Giáo viên | 15 (12 nữ) | 12
		Nhân viên | 3 người | 03/03`, want: `
		ns Hiệu trưởng total = 1 @Bảng!B6
		ns Hiệu trưởng female = 0 @Bảng!C6
		ns Phó Hiệu trưởng total = 2 @Bảng!B7
		ns Phó Hiệu trưởng female = 2 @Bảng!C7
		ns Giáo viên total = 15 @Bảng!B8
		ns Giáo viên female = 12 @Bảng!C8
		ns Nhân viên total = 3 @Bảng!B9
		ns Nhân viên female = 3 @Bảng!C9
		! SO_KEM_CHU @Bảng!B8
		! SO_KEM_CHU @Bảng!B9
		! SO_KEM_CHU @Bảng!C9`},
	{name: "messy 45, 46: dots and commas; a count with its share", book: titled + `
		Số liệu | 2018-2019 | 2019-2020 | 2020-2021 | 2021-2022 | 2022-2023
		Tổng số học sinh | 1.250 | | | | 412
		Tỷ lệ học sinh lên lớp | 98,5 | 98.5% | 1.250 | | 99
		Số lượng và tỉ lệ % đi học đúng độ tuổi | 115 - 98,2% | 115/118 (97,4%) | 115/118 (90%) | |`, want: `
		sl pupils Tổng số học sinh 2018-2019 = 1250 @Bảng!B6
		sl pupils Tổng số học sinh 2022-2023 = 412 @Bảng!F6
		sl pupils Tỷ lệ học sinh lên lớp 2018-2019 = 98.5 @Bảng!B7
		sl pupils Tỷ lệ học sinh lên lớp 2019-2020 = 98.5 @Bảng!C7
		sl pupils Tỷ lệ học sinh lên lớp 2020-2021 = ? @Bảng!D7
		sl pupils Tỷ lệ học sinh lên lớp 2022-2023 = 99 @Bảng!F7
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi 2018-2019 = 115 @Bảng!B8
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi/Tỷ lệ % 2018-2019 = 98.2 @Bảng!B8
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi 2019-2020 = 115 @Bảng!C8
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi/Tỷ lệ % 2019-2020 = 97.4 @Bảng!C8
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi 2020-2021 = 115 @Bảng!D8
		sl pupils Số lượng và tỉ lệ % đi học đúng độ tuổi/Tỷ lệ % 2020-2021 = 90 @Bảng!D8
		! DAU_PHAN_CACH_MO_HO @Bảng!D7
		! SL_VA_TYLE_LECH @Bảng!D8`},
	{name: "messy 49: blank, dash, nought and Không are four answers", book: titled + `
		Đối tượng | Tổng số | Nữ | Dân tộc
		Giáo viên | 22 | 0 | Không
		Nhân viên | 4 | | -
		Bảo vệ | 1 | Không có | –`, want: `
		ns Giáo viên total = 22 @Bảng!B6
		ns Giáo viên female = 0 @Bảng!C6
		ns Giáo viên ethnic = 0 @Bảng!D6
		ns Nhân viên total = 4 @Bảng!B7
		ns Nhân viên ethnic = ? @Bảng!D7
		ns Bảo vệ total = 1 @Bảng!B8
		ns Bảo vệ female = 0 @Bảng!C8
		ns Bảo vệ ethnic = ? @Bảng!D8`},
}

// What a whole file brings with it.
func TestMessyWholeFiles(t *testing.T) {
	b := newBench(t)
	const results = titled + `
		Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
		1.1 | | x | x |`
	t.Run("messy 3: protection of sheets and of the workbook keeps nobody from reading", func(t *testing.T) {
		x := build(results)
		if err := x.ProtectSheet("Bảng", &excelize.SheetProtectionOptions{Password: "bí mật"}); err != nil {
			t.Fatal(err)
		}
		if err := x.ProtectWorkbook(&excelize.WorkbookProtectionOptions{Password: "bí mật", LockStructure: true}); err != nil {
			t.Fatal(err)
		}
		if s := b.readBook(t, x, ingest.Office{}, form.File{Name: "thử.xlsx"}); levels(s) != "1.1=2" || b.notes(s) != "" {
			t.Errorf("%s\n%s", levels(s), b.notes(s))
		}
	})
	t.Run("messy 12: thirty megabytes of pictures", func(t *testing.T) {
		x := build(results)
		var small, book, buf bytes.Buffer
		if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 6, 5))); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(x.AddPictureFromBytes("Bảng", "H2", &excelize.Picture{Extension: ".png", File: small.Bytes()}), x.Write(&book)); err != nil {
			t.Fatal(err)
		}
		// A photo of thirty megabytes in its place, stored as it is.
		photo := make([]byte, 30<<20)
		if _, err := rand.NewChaCha8([32]byte{1}).Read(photo); err != nil {
			t.Fatal(err)
		}
		r, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
		if err != nil {
			t.Fatal(err)
		}
		w := zip.NewWriter(&buf)
		for _, f := range r.File {
			if !strings.HasPrefix(f.Name, "xl/media/") {
				err = errors.Join(err, w.Copy(f))
				continue
			}
			part, created := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
			if created != nil {
				t.Fatal(created)
			}
			_, wrote := part.Write(photo)
			err = errors.Join(err, wrote)
		}
		if err = errors.Join(err, w.Close()); err != nil || buf.Len() < 30<<20 {
			t.Fatal(buf.Len(), err)
		}
		if s := b.reader.Read(buf.Bytes(), form.File{Name: "ảnh.xlsx"}, ingest.Office{}); levels(s) != "1.1=2" || b.refused(s) {
			t.Errorf("%s\n%s", levels(s), b.notes(s))
		}
	})
	t.Run("messy 67: what the file's name says it is", func(t *testing.T) {
		for name, want := range map[string]string{
			"BC TĐG lần 2.xlsx": form.PartSelfAssessment, "xa mot/bao_cao_tu_danh_gia.xlsx": form.PartSelfAssessment, "KH TĐG.xlsx": form.PartPlan, "Danh mục minh chứng 2023.xlsx": form.PartEvidence,
			"Kế hoạch cải tiến chất lượng.xlsx": form.PartImprovement, "BC TĐG và DM minh chứng.xlsx": "", "Trường Hòa Bình.xlsx": "", "BC TĐG/KH năm.xlsx": "",
		} {
			if s := b.bookAt(t, results, ingest.Office{}, form.File{Name: name}); s.NamedPart != want {
				t.Errorf("%s: %q, want %q", name, s.NamedPart, want)
			}
		}
	})
}

// MESSY 71: a school of another unit is told from one that nobody knows, its unit
// is named, and nothing of it counts here; its name alone is no longer enough
// where one of ours has it too.
func TestMessy71SentToTheWrongUnit(t *testing.T) {
	b := newBench(t)
	roster := messyRoster()
	roster.Elsewhere = []form.School{
		{Code: "04556677", Name: "Mầm non Hoa Cúc", Kind: "MN", Unit: "UBND xã Ba"},
		{Code: "04556688", Name: "Mầm non Sen Vàng", Kind: "MN", Commune: "Xã Ba", Unit: "UBND xã Ba"},
	}
	office := ingest.Office{Roster: roster, Year: "2022-2023"}
	for _, tc := range []struct{ code, name, want, said string }{
		{"04556677", "Mầm non Hoa Cúc", "04556677", `GUI_NHAM_DON_VI Kết quả!B1 Trường Mầm non Hoa Cúc thuộc UBND xã Ba; tệp đã được lưu và được chuyển cho đơn vị này.`},
		{"4556677", "MN Hoa Cúc", "04556677", "GUI_NHAM_DON_VI"},
		{"", "Trường mầm non Hoa Cúc", "04556677", "GUI_NHAM_DON_VI Kết quả!B2"},
		{"", "Mầm non Sen Vàng", "", "TEN_TRUONG_NHIEU"},
		{"30557830", "Mầm non Sen Vàng", "30557830", ""},
		{"04556699", "Mầm non Không Ai Biết", "", "MA_TRUONG_SAI"},
	} {
		s := b.bookOf(t, `
			# Kết quả
			Mã trường | `+tc.code+`
			Tên trường | `+tc.name+`
			Năm học | 2022-2023
			Tiêu chí | Không đạt | Mức 1 | Mức 2 | Mức 3
			1.1 | | x | x |`, office)
		if said := b.notes(s); !strings.Contains(said, tc.said) || b.refused(s) != (tc.said != "") || tc.want != "" && s.Code != tc.want {
			t.Errorf("%q, %q: %s\n%s", tc.code, tc.name, s.Code, said)
		}
	}
	if slices.ContainsFunc(roster.Schools, func(s form.School) bool { return s.Unit != "" }) {
		t.Error("a school of another unit stands among ours")
	}
}
