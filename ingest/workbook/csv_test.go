package workbook_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kdcl/ingest/workbook"
)

// MESSY 2: lines of values under a workbook's name, parted as programs part them.
func TestMessy02Lines(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"semicolons, as a Vietnamese Excel writes", "Mã;Tên;Tỉ lệ\r\n01;Hoa Sen;97,4\r\n02;Sao Mai;98,2\r\n", "1: A1=Mã B1=Tên C1=Tỉ_lệ\n2: A2=01 B2=Hoa_Sen C2=97,4\n3: A3=02 B3=Sao_Mai C3=98,2\n"},
		{"commas", "a,b\n1,\"2,5\"\n", "1: A1=a B1=b\n2: A2=1 B2=2,5\n"},
		{"tabs, in Excel's Unicode text", "\xFF\xFE" + utf16LE("Tên\tSố\r\nHoa, Sen\t1\r\n"), "1: A1=Tên B1=Số\n2: A2=Hoa,_Sen B2=1\n"},
		{"windows-1258", in1258(t, "Trường;Số\nKỳ Đồng;1\n"), "1: A1=Trường B1=Số\n2: A2=Kỳ_Đồng B2=1\n"},
		{"a mark of UTF-8", "\uFEFFTên;Số\nế;1\n", "1: A1=Tên B1=Số\n2: A2=ế B2=1\n"},
		{"quotes: the separator, quotes and lines in a value", "a;b\n\"1;2\";\"x \"\"y\"\"\nz\"\nc;d\n", "1: A1=a B1=b\n2: A2=1;2 B2=x_\"y\"\nz\n3: A3=c B3=d\n"},
		{"a quote inside a value is one", "Ống 5\";2\nb;3\n", "1: A1=Ống_5\" B1=2\n2: A2=b B2=3\n"},
		{"the way to keep a nought", "Mã;Số\n=\"01234567\";1\n", "1: A1=Mã B1=Số\n2: A2=01234567 B2=1\n"},
		{"Excel's hint is no line", "sep=|\na|b;c\n", "1: A1=a B1=b;c\n"},
		{"blank lines and values", ";;\n\na;;b\n; \n c;;d", "3: A3=a B3= C3=b\n5: A5=_c B5= C5=d\n"},
		{"a title above, a signature below", "BÁO CÁO\nTên;Số\na;1\nb;2\nHiệu trưởng\n", "1: A1=BÁO_CÁO\n2: A2=Tên B2=Số\n3: A3=a B3=1\n4: A4=b B4=2\n5: A5=Hiệu_trưởng\n"},
		{"ends of lines of old Macs", "a;b\rc;d\r", "1: A1=a B1=b\n2: A2=c B2=d\n"},
		{"letters that look like a picture's", "BM;b\nc;d\n", "1: A1=BM B1=b\n2: A2=c B2=d\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wb, err := workbook.ReadNamed("a.xls", []byte(tc.text), workbook.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if wb.Format != "csv" || len(wb.Sheets) != 1 || wb.Sheets[0].Name != "Trang 1" {
				t.Errorf("%s %+v", wb.Format, wb.Sheets)
			}
			if diff := cmp.Diff(tc.want, brief(wb.Sheets[0])); diff != "" {
				t.Error(diff)
			}
			for _, r := range wb.Sheets[0].Rows {
				for _, c := range r.Cells {
					if c.Kind != workbook.Text && c.Kind != workbook.Blank {
						t.Errorf("%s is taken for more than a text", c.Addr)
					}
				}
			}
		})
	}
}

// MESSY 2: what stops in the middle, or is no table, is refused with the reason.
func TestMessy02LinesRefused(t *testing.T) {
	for _, tc := range []struct{ name, file, text, code, why string }{
		{"a quote without an end", "a.xls", "a;b\nc;d\ne;\"f\ng;h\n", "TEP_HONG", "tệp bị cắt cụt"},
		{"a last line cut short", "a.xls", "a;b;c\nd;e;f\ng;h", "TEP_HONG", "tệp bị cắt cụt"},
		{"a last line cut short below Excel's hint", "a.xls", "sep=|\na|b|c\nd|e|f\ng|h", "TEP_HONG", "tệp bị cắt cụt"},
		{"a text behind a quote", "a.xls", "a;b\nc;d\n\"e\"f;g\n", "TEP_HONG", "một ô ghi sai quy cách"},
		{"zeros among the letters", "a.xls", "a;b\nc;d\n" + strings.Repeat(" ", 9000) + "\x00;e\n", "TEP_HONG", "bảng mã chữ không hợp lệ"},
		{"a letter that the code page lacks", "a.xls", "a;\xD2b\nc;\x81\n", "TEP_HONG", "bảng mã chữ không hợp lệ"},
		{"words", "a.xls", "Kính gửi Phòng,\nnhà trường xin nộp sau.\n", "TEP_KHONG_PHAI_EXCEL", "tệp văn bản"},
		{"one line", "a.xlsx", "a;b;c\n", "TEP_KHONG_PHAI_EXCEL", "tệp văn bản"},
		{"lines that say what they are", "a.csv", "a;b\nc;d\n", "TEP_KHONG_PHAI_EXCEL", "tệp văn bản"},
		{"too many values in a line", "a.xls", "a;b\nc;d\n" + strings.Repeat(";", 20000) + "\n", "TEP_QUA_LON", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var r *workbook.Refusal
			if _, err := workbook.ReadNamed(tc.file, []byte(tc.text), workbook.DefaultLimits()); !errors.As(err, &r) || r.Code != tc.code || r.Kind != tc.why || r.Detail == "" {
				t.Errorf("%v (%+v)", err, r)
			}
		})
	}
}
