package workbook_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"kdcl/ingest/workbook"
)

// excelPage is a page as Excel saves one: its notes in a comment, formats in
// classes, numbers beside what is shown.
const excelPage = `<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Excel.Sheet>
<style>
<!--table
	{mso-displayed-decimal-separator:"\,";
	mso-displayed-thousand-separator:"\.";}
@page
	{margin:.75in .7in .75in .7in;}
td
	{mso-number-format:General;
	font-family:"Times New Roman", serif;}
.xl65
	{mso-number-format:"dd\/mm\/yyyy";}
.xl66
	{mso-number-format:"\@"; font-family:.VnTime;
	background:yellow;}
.xl67
	{mso-number-format:"Short Date"; text-decoration:line-through;}
-->
</style>
<!--[if gte mso 9]><xml>
 <x:ExcelWorkbook>
  <x:ExcelWorksheets>
   <x:ExcelWorksheet>
    <x:Name>Kết quả</x:Name>
    <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>
   </x:ExcelWorksheet>
  </x:ExcelWorksheets>
  <x:Date1904/>
 </x:ExcelWorkbook>
 <x:ExcelName><x:Name>Print_Area</x:Name></x:ExcelName>
</xml><![endif]-->
</head>

<body link=blue vlink=purple>

<table border=0 cellpadding=0 cellspacing=0 width=256>
 <col width=64 span=2 style='width:48pt'>
 <col width=0 style='display:none;mso-width-source:userset'>
 <tr height=20>
  <td height=20 class=xl66 width=64>Tr&shy;êng</td>
  <td class=xl65 align=right x:num="44635">15/03/22</td>
  <td align=right x:num>12.5</td>
  <td align=right x:num="0.974">97,4%</td>
 </tr>
 <tr height=0 style='display:none'>
  <td x:bool="TRUE">TRUE</td>
  <td x:err="#N/A">#N/A</td>
  <td x:fmla="=A1*2"></td>
  <td x:str>0123<span style='mso-spacerun:yes'>&nbsp; </span></td>
  <td class=xl67 x:num="45000" x:fmla="='[KH 2025.xls]Sheet1'!B3">x</td>
 </tr>
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'><td width=64 style='width:48pt'></td><td></td></tr>
 <![endif]>
</table>

</body>

</html>
`

// MESSY 2: a page as Excel writes it reads as the sheet that it was.
func TestMessy02ExcelPage(t *testing.T) {
	wb, err := workbook.ReadNamed("BC.xls", []byte(excelPage), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if wb.Format != "html" || !wb.Date1904 || len(wb.Sheets) != 1 || wb.Sheets[0].Name != "Kết quả" || !wb.Sheets[0].Hidden || wb.Sheets[0].Blank != 1 {
		t.Errorf("%+v", wb)
	}
	type plain struct {
		Addr, Raw, Font                                                      string
		Kind                                                                 workbook.Kind
		IsDate, Strike, Filled, Formula, Uncached, External, Hidden, Another bool
	}
	var got []plain
	for _, r := range wb.Sheets[0].Rows {
		for _, c := range r.Cells {
			got = append(got, plain{c.Addr, c.Raw, c.Font, c.Kind, c.IsDate, c.Strike, c.Filled, c.Formula, c.Uncached, c.External, c.Hidden, false})
		}
	}
	const font = "Times New Roman"
	want := []plain{
		{Addr: "A1", Raw: "Tr\u00adêng", Font: ".VnTime", Kind: workbook.Text, Filled: true},
		{Addr: "B1", Raw: "44635", Font: font, Kind: workbook.Number, IsDate: true},
		{Addr: "C1", Raw: "12.5", Font: font, Kind: workbook.Number, Hidden: true},
		{Addr: "D1", Raw: "0.974", Font: font, Kind: workbook.Number},
		{Addr: "A2", Raw: "1", Font: font, Kind: workbook.Bool, Hidden: true},
		{Addr: "B2", Raw: "#N/A", Font: font, Kind: workbook.Error, Hidden: true},
		{Addr: "C2", Font: font, Formula: true, Uncached: true, Hidden: true},
		{Addr: "D2", Raw: "0123\u00a0", Font: font, Kind: workbook.Text, Hidden: true},
		{Addr: "E2", Raw: "45000", Font: font, Kind: workbook.Number, IsDate: true, Strike: true, Formula: true, External: true, Hidden: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// MESSY 2: tables as other programs write them. Each case's sheets are written as
// "name: rows".
func TestMessy02Pages(t *testing.T) {
	page := func(body string) string { return "<html><body>" + body + "</body></html>" }
	for _, tc := range []struct{ name, page, want string }{
		{"a table and nothing else", "<table><tr><td>a</td><td>1</td></tr></table>", "Bảng 1\n1: A1=a B1=1\n"},
		{"ends of cells and rows left out", page("<table><tr><td>a<td>b<tr><th>c</table>"), "Bảng 1\n1: A1=a B1=b\n2: A2=c\n"},
		{"cells without a row, stray ends", page("</td><table></tr><td>a</td></td></tr></tr><tr><td>b</p></td></tr></table></table>"), "Bảng 1\n1: A1=a\n2: A2=b\n"},
		{"cells over columns and rows", page(`<table>
			<tr><td rowspan=2>TC</td><td colspan="2">Kết quả</td><td rowspan=2>Ghi chú</td></tr>
			<tr><td>Đạt</td><td>Không</td></tr>
			<tr><td>1.1</td><td>x</td><td></td><td>c</td></tr></table>`),
			"Bảng 1\n1: A1=TC B1=Kết_quả C1=Kết_quả* D1=Ghi_chú\n2: A2=TC* B2=Đạt C2=Không D2=Ghi_chú*\n3: A3=1.1 B3=x C3= D3=c\n"},
		{"a span of rows ends with its group", page(`<table><thead><tr><td rowspan=9>a</td><td>b</td></tr></thead><tbody><tr><td></td><td rowspan=0>d</td></tr><tr><td>e</td></tr></tbody></table>`),
			"Bảng 1\n1: A1=a B1=b\n2: A2= B2=d\n3: A3=e B3=d*\n"},
		{"spans that are no numbers, or none", page(`<table><tr><td colspan=x rowspan=-1>a</td><td colspan=0>b</td></tr></table>`), "Bảng 1\n1: A1=a B1=b\n"},
		{"a span that meets another stops before it", page(`<table><tr><td>a<td rowspan=2>b<tr><td colspan=3>c<td>d</table>`), "Bảng 1\n1: A1=a B1=b\n2: A2=c B2=b* C2=d\n"},
		{"entities, blanks and lines", page("<table><tr><td> M&#7909;c  1&nbsp;&amp;\n 2<br>ba<p>b&#x1ED1;n</p><div> </div></td><td>&nbsp;</td><td> x </td></tr></table>"),
			"Bảng 1\n1: A1=Mục_1\u00a0&_2\nba\nbốn B1= C1=x\n"},
		{"an entity that nobody knows stays as it is", page("<table><tr><td>&khong; &lt;1&nbsp</td></tr></table>"), "Bảng 1\n1: A1=&khong;_<1\u00a0\n"},
		{"blanks are kept where the page keeps them", page("<table><tr><td><pre>a  b\nc</pre></td></tr></table>"), "Bảng 1\n1: A1=a__b\nc\n"},
		{"lines above, between and below tables", page("<h3>TRƯỜNG MẦM NON HOA SEN</h3>Năm học <b>2026</b>-2027<table><tr><td>a</td></tr></table><p>II. Kế hoạch</p><table><caption>Biểu 2</caption><tr><td>b</td></tr></table><div>Hiệu trưởng</div>"),
			"Bảng 1\n1: A1=TRƯỜNG_MẦM_NON_HOA_SEN\n2: A2=Năm_học_2026-2027\n3: A3=a\nBảng 2\n1: A1=II._Kế_hoạch\n2: A2=Biểu_2\n3: A3=b\n4: A4=Hiệu_trưởng\n"},
		{"text between the cells of a table is shown before it", page("<table><tr>lạc<td>a</td></tr></table>"), "Bảng 1\n1: A1=a\n2: A2=lạc\n"},
		{"a table in a cell is a sheet of its own", page("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>"),
			"Bảng 1\n1: A1=a\nc B1=d\nBảng 2\n1: A1=b\n"},
		{"a table that only lays out another is none", page("<table><tr><td><table><tr><td>b</td></tr></table></td></tr></table>"), "Bảng 1\n1: A1=b\n"},
		{"what no browser shows is no text", page(`<table><tr><td><span style="display:none">20220315</span>15/3/2022<script>document.write("<td>9</td>")</script><!-- <td>cũ</td> --><style>td{}</style></td></tr></table>`),
			"Bảng 1\n1: A1=15/3/2022\n"},
		{"hidden by a group, a class, an attribute", "<style>.an {display:none}</style>" + page(`<table><tbody class="an x"><tr><td>a</td></tr></tbody><tr hidden><td>b</td></tr><tr><td class=AN>c</td><td>d</td></tr></table><div class=an><table><tr><td>e</td></tr></table></div>`),
			"Bảng 1\n1: A1=a~\n2: A2=b~\n3: A3=c~ B3=d\nBảng 2 (hidden)\n1: A1=e\n"},
		{"a picture is what stands for it", page(`<table><tr><td><img src="tick.png" alt="✓"></td></tr></table>`), "Bảng 1\n1: A1=✓\n"},
		{"LibreOffice's numbers and dates", page(`<table><tr><td sdval="44635" sdnum="1066;1066;DD/MM/YYYY">15/03/22</td><td sdval="0" sdnum="1033;">0</td><td sdnum="1033;0;@">03</td></tr></table>`),
			"Bảng 1\n1: A1=44635# B1=0 C1=03\n"},
		{"a text where a number is said to be", page(`<table><tr><td x:num>1.250,5</td><td x:str>12</td></tr></table>`), "Bảng 1\n1: A1=1.250,5 B1=12\n"},
		{"Excel's notes outside a comment name the sheets", "<html><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>KQ</x:Name></x:ExcelWorksheet><x:ExcelWorksheet><x:Name>kq</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><table><tr><td>a</table><table><tr><td>b</table><table><tr><td>c</table></html>",
			"KQ\n1: A1=a\nkq (2)\n1: A1=b\nBảng 3\n1: A1=c\n"},
		{"what is struck out, in part", page("<table><tr><td><s>cũ</s> mới</td><td><del>bỏ</del></td></tr></table>"), "Bảng 1\n1: A1=cũ_mới{cũ-|_mới} B1=bỏ-\n"},
		{"several fonts in a cell", page(`<table><tr><td style="font-family:Arial">a<font face=".VnTime, serif">®</font></td></tr></table>`), "Bảng 1\n1: A1=a®{a|®.VnTime}\n"},
		{"tags of XHTML", `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html><body><table><tr><td/><td>a<br/>b</td></tr></table></body></html>`, "Bảng 1\n1: A1= B1=a\nb\n"},
		{"a sheet of nothing", page("<table><tr><td></td></tr></table>"), "Bảng 1\n"},
		{"boxes outside the tables are the page's own", page(`<form><input name=q><select><option>Tất cả</select></form><table><tr><td>a<input type=hidden value=1></td></tr></table>`), "Bảng 1\n1: A1=Tất_cả\n2: A2=a\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wb, err := workbook.ReadNamed("BC TĐG.XLS", []byte(tc.page), workbook.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, sheetsOf(wb)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// sheetsOf writes a workbook as brief does a sheet: "~" is hidden, "#" a date, "-"
// struck out, "{…}" runs with their fonts.
func sheetsOf(wb *workbook.Workbook) string {
	var b strings.Builder
	for _, sh := range wb.Sheets {
		b.WriteString(sh.Name)
		if sh.Hidden {
			b.WriteString(" (hidden)")
		}
		b.WriteString("\n")
		for _, r := range sh.Rows {
			fmt.Fprintf(&b, "%d:", r.Number)
			for _, c := range r.Cells {
				fmt.Fprintf(&b, " %s=%s", c.Addr, strings.ReplaceAll(c.Raw, " ", "_"))
				if len(c.Runs) > 0 {
					var runs []string
					for _, run := range c.Runs {
						s := strings.ReplaceAll(run.Text, " ", "_") + strings.TrimPrefix(run.Font, "Arial")
						if run.Strike {
							s += "-"
						}
						runs = append(runs, s)
					}
					b.WriteString("{" + strings.Join(runs, "|") + "}")
				}
				for _, f := range []struct {
					sign string
					on   bool
				}{{"*", c.Merged}, {"~", c.Hidden}, {"#", c.IsDate}, {"-", c.Strike}} {
					if f.on {
						b.WriteString(f.sign)
					}
				}
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// MESSY 2: a page that stops in the middle, that hides its values where no text is,
// or that is no report, is refused with the reason; so is every page that does not
// call itself a workbook.
func TestMessy02PagesRefused(t *testing.T) {
	const hong, other = "TEP_HONG", "TEP_KHONG_PHAI_EXCEL"
	const whole = "<html><body><table><tr><td>a</td></tr></table></body></html>"
	for _, tc := range []struct{ name, file, page, code, why string }{
		{"cut in a cell", "a.xls", "<table><tr><td>a", hong, "tệp bị cắt cụt"},
		{"cut between two tables", "a.xls", "<html><body><table><tr><td>a</td></tr></table>", hong, "tệp bị cắt cụt"},
		{"cut in a tag", "a.xls", "<table><tr><td>a</td></tr></table></tab", hong, "tệp bị cắt cụt"},
		{"cut before a tag", "a.xls", "<table><tr><td>a</td></tr></table><", hong, "tệp bị cắt cụt"},
		{"cut in a comment", "a.xls", "<table><tr><td>a</td></tr></table><!-- <table>", hong, "tệp bị cắt cụt"},
		{"cut in a script", "a.xls", "<table><tr><td>a</td></tr></table><script>var a", hong, "tệp bị cắt cụt"},
		{"cut in Excel's notes", "a.xls", "<table></table><xml><x:Name>", hong, "tệp bị cắt cụt"},
		{"an inner table without an end", "a.xls", "<table><tr><td><table><tr><td>a</td></tr></table>", hong, "tệp bị cắt cụt"},
		{"a quote that swallows cells", "a.xls", `<table><tr><td class="x>1</td><td class="y">2</td></tr></table>`, hong, "nội dung bên trong không hợp lệ"},
		{"a tag in a tag", "a.xls", "<table><tr><td <td>1</td></tr></table>", hong, "nội dung bên trong không hợp lệ"},
		{"a tag in an end", "a.xls", "<table><tr><td>1</td <td>2</td></tr></table>", hong, "nội dung bên trong không hợp lệ"},
		{"XML's raw text", "a.xls", "<table><tr><td><![CDATA[1]]></td></tr></table>", hong, "nội dung bên trong không hợp lệ"},
		{"a number that is none", "a.xls", "<table><tr><td x:num=\"mười\">10</td></tr></table>", hong, "một ô ghi sai quy cách"},
		{"letters that are none", "a.xls", "<html><meta charset=utf-8><table><tr><td>\xC3\x28</td></tr></table></html>", hong, "bảng mã chữ không hợp lệ"},
		{"an encoding that nobody knows", "a.xls", "<html><meta charset='x-viet-tcvn5712'><table><tr><td>a</td></tr></table></html>", hong, "bảng mã chữ không hợp lệ"},
		{"a zero among the letters", "a.xls", "<table><tr><td>\x00</td></tr></table>", hong, "bảng mã chữ không hợp lệ"},
		{"half a letter of UTF-16", "a.xls", "\xFF\xFE<\x00t\x00a\x00b\x00l\x00e\x00>\x00<", hong, "bảng mã chữ không hợp lệ"},
		{"a login page", "a.xls", "<html><body><form>Tên đăng nhập <input type=text> <input type=password></form></body></html>", other, "trang đăng nhập của phần mềm, không phải báo cáo"},
		{"a page without a table", "a.xls", "<html><body><h1>Phiên làm việc đã hết hạn</h1></body></html>", other, "trang HTML không có bảng nào"},
		{"a page to be filled in", "a.xls", `<html><body><table><tr><td>1.1</td><td><input type=checkbox checked></td></tr></table></body></html>`, other, "trang web có ô nhập liệu, chưa xuất thành bảng"},
		{"a choice in a cell", "a.xls", `<html><body><table><tr><td><select><option>Đạt<option selected>Không đạt</select></td></tr></table></body></html>`, other, "trang web có ô nhập liệu, chưa xuất thành bảng"},
		{"a page that says that it is one", "a.html", whole, other, "trang HTML"},
		{"a page without an extension", "BC ngày 15.6", whole, other, "trang HTML"},
		{"a page in a mail", "a.xls", "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + whole, other, "thư điện tử"},
		{"a workbook of 2003's XML", "a.xls", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row/></Table></Worksheet></Workbook>`, other, "bảng tính XML 2003"},
		{"elements without an end", "a.xls", "<table><tr><td>" + strings.Repeat("<b>", 2000) + "</td></tr></table>", "TEP_QUA_LON", ""},
		{"tables in tables", "a.xls", strings.Repeat("<table><tr><td>", 100) + strings.Repeat("</table>", 100), "TEP_QUA_LON", ""},
		{"a cell behind the last column", "a.xls", "<table><tr>" + strings.Repeat("<td colspan=1000>x</td>", 17) + "</tr></table>", hong, "một ô ghi sai quy cách"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var r *workbook.Refusal
			if _, err := workbook.ReadNamed(tc.file, []byte(tc.page), workbook.DefaultLimits()); !errors.As(err, &r) || r.Code != tc.code || r.Kind != tc.why || r.Detail == "" {
				t.Errorf("%v (%+v)", err, r)
			}
		})
	}
	if _, err := workbook.Read([]byte(whole), workbook.DefaultLimits()); err == nil {
		t.Error("a page is read where a workbook of Excel's is asked for")
	}
	lim := workbook.DefaultLimits()
	lim.MaxCells = 10
	var r *workbook.Refusal
	if _, err := workbook.ReadNamed("a.xls", []byte("<table>"+strings.Repeat("<tr><td>a</td></tr>", 11)+"</table>"), lim); !errors.As(err, &r) || r.Code != "TEP_QUA_LON" {
		t.Errorf("more cells than allowed: %v", err)
	}
}

// MESSY 2: the same page in every encoding that such files come in.
func TestMessy02Charsets(t *testing.T) {
	const text = "Trường tiểu học Kỳ Đồng: đạt mức độ 2, kết quả ỷ ượ ẵ"
	page := func(charset string) string {
		return "<html><head><meta http-equiv='Content-Type' content='text/html; charset=" + charset + "'></head><body><table><tr><td>" + text + "</td></tr></table></body></html>"
	}
	for name, tc := range map[string]struct{ page, charset string }{
		"UTF-8 named":                            {page("utf-8"), ""},
		"UTF-8 with its mark, whatever is named": {"\uFEFF" + page("windows-1252"), ""},
		"UTF-8 not named":                        {strings.Replace(page("x"), "charset=x", "", 1), ""},
		"UTF-16 with its mark":                   {"\xFF\xFE" + utf16LE(page("utf-16")), ""},
		"UTF-16 without a mark":                  {utf16LE(page("unicode")), ""},
		"windows-1258 named":                     {in1258(t, page("windows-1258")), "windows-1258"},
		"windows-1258 not named":                 {in1258(t, strings.Replace(page("x"), "charset=x", "", 1)), "windows-1258"},
	} {
		wb, err := workbook.ReadNamed("a.xls", []byte(tc.page), workbook.DefaultLimits())
		if err != nil || wb.Sheets[0].Rows[0].Cells[0].Raw != text || wb.Charset != tc.charset {
			t.Errorf("%s: %v %+v", name, err, wb)
		}
	}
}

func utf16LE(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// in1258 writes a text as a Vietnamese Windows does: each letter, then its tone.
func in1258(t testing.TB, s string) string {
	t.Helper()
	var apart strings.Builder
	for _, r := range s {
		letter, tone := "", ""
		for _, part := range norm.NFD.String(string(r)) {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", part) {
				tone = string(part)
			} else {
				letter += string(part)
			}
		}
		apart.WriteString(norm.NFC.String(letter) + tone)
	}
	out, err := charmap.Windows1258.NewEncoder().String(apart.String())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// MESSY 2: what LibreOffice exports of a workbook as a page reads as the workbook
// does, cell by cell, below the lines that it puts above each table.
func TestMessy02ExportedByAnotherProgram(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI must install LibreOffice: a page that it exports is tried")
		}
		t.Skip("LibreOffice is not installed: no page that it exports was tried (Debian: apt-get install libreoffice-calc)")
	}
	dir := t.TempDir()
	data, err := os.ReadFile("../../sample-data/unit/inbox/Xã Tân Lập/BC TĐG THCS Tân Lập.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless",
		"--convert-to", "html:HTML (StarCalc)", "--outdir", dir, filepath.Join(dir, "a.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	page, err := os.ReadFile(filepath.Join(dir, "a.html"))
	if err != nil {
		t.Fatal(err)
	}
	exported, err := workbook.ReadNamed("a.xls", page, workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	type plain struct {
		Addr, Raw string
		Number    bool
	}
	cells := 0
	n := 0
	for _, sh := range read(t, data).Sheets {
		if sh.Hidden {
			continue
		}
		if n >= len(exported.Sheets) {
			t.Fatalf("%d sheets exported", len(exported.Sheets))
		}
		other := exported.Sheets[n]
		n++
		above := other.Rows[len(other.Rows)-1].Number - sh.Rows[len(sh.Rows)-1].Number
		flat := func(sh workbook.Sheet, from int) (out []plain) {
			for _, r := range sh.Rows {
				for _, c := range r.Cells {
					if r.Number > from && strings.TrimSpace(c.Raw) != "" {
						out = append(out, plain{workbook.Addr(c.Row-from, c.Col), strings.Join(strings.Fields(c.Raw), " "), c.Kind == workbook.Number})
					}
				}
			}
			return out
		}
		want := flat(sh, 0)
		if diff := cmp.Diff(want, flat(other, above)); diff != "" {
			t.Errorf("%s: %s", sh.Name, diff)
		}
		cells += len(want)
	}
	if cells < 900 {
		t.Errorf("%d cells held against each other", cells)
	}
}
