package workbook_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"kdcl/ingest/workbook"
)

const (
	mainNS   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	strictNS = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
)

// habit is a workbook as one program writes it, by hand: what its files have
// that others' have not.
type habit struct {
	name  string
	parts map[string]string // added to, or in place of, those of raw
	want  string            // brief of the first sheet
}

func sheetXML(body string) string {
	return xmlHead + `<worksheet xmlns="` + mainNS + `">` + body + `</worksheet>`
}

func stringsXML(body string) string {
	return xmlHead + `<sst xmlns="` + mainNS + `" count="9" uniqueCount="9">` + body + `</sst>`
}

func inUTF16(s string) string {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func habits() []habit {
	const one = "xl/worksheets/sheet1.xml"
	const shared = "xl/sharedStrings.xml"
	const styled = "xl/styles.xml"
	const book = "xl/workbook.xml"
	const bookRels = "xl/_rels/workbook.xml.rels"
	return []habit{
		{"Excel", map[string]string{
			one: xmlHead + `<worksheet xmlns="` + mainNS + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xr="urn:xr" xr:uid="{0}">
				<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:D3"/><sheetViews><sheetView workbookViewId="0"><selection activeCell="A1"/></sheetView></sheetViews>
				<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><sheetData>` +
				`<row r="1" spans="1:4" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>45253</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c></row>` +
				`<row r="3" spans="1:4" ht="30" customHeight="1"><c r="A3"><f>SUM(B1:B2)</f><v>4.5999999999999996</v></c><c r="B3" t="str"><f t="shared" ref="B3:C3" si="0">A1&amp;"x"</f><v>a&lt;b</v></c><c r="C3" t="str"><f t="shared" si="0"/><v/></c><c r="D3" cm="1"><f t="array" ref="D3">A1:A2*1</f><v>2</v></c></row>` +
				`</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
				<extLst><ext uri="{x}" xmlns:x14="urn:x14"><x14:conditionalFormattings><c r="Z9"><v>9</v></c></x14:conditionalFormattings></ext></extLst></worksheet>`,
			shared: stringsXML(`<si><t xml:space="preserve"> Tiêu chí </t><phoneticPr fontId="1"/></si>`), styled: fmt.Sprintf(styles, "dd/mm")},
			"1: A1=_Tiêu_chí_ B1=45253 C1=1 D1=#N/A\n3: A3=4.5999999999999996 B3=a<b C3= D3=2\n"},
		{"LibreOffice", map[string]string{
			one:    sheetXML(`<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:C1048576"/><cols><col collapsed="false" customWidth="true" hidden="true" outlineLevel="0" max="2" min="2" style="0" width="11"/></cols><sheetData><row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="0" t="n"><v>1.5</v></c><c r="C1" s="0" t="n"><f aca="false">B1*2</f><v>3</v></c></row><row r="1048576" customFormat="false" ht="12.8"/></sheetData>`),
			shared: stringsXML(`<si><t xml:space="preserve">Đạt</t></si>`), styled: fmt.Sprintf(styles, "0")},
			"1: A1=Đạt B1=1.5 C1=3\n"},
		{"WPS", map[string]string{
			book: xmlHead + `<workbook xmlns="` + mainNS + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath url="D:\" xmlns:x15ac="urn:x15"/></mc:Choice></mc:AlternateContent><sheets><sheet name="KQ" sheetId="1" r:id="rId1"/></sheets><extLst><ext uri="woProps"><sheets><sheet name="giả"/></sheets></ext></extLst></workbook>`,
			one: sheetXML(`<sheetData><row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7</v></c></row></sheetData>
				<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="v2"><mergeCells><mergeCell ref="A1:B1"/></mergeCells></mc:Choice><mc:Fallback/></mc:AlternateContent>`),
			shared: stringsXML(`<si><r><rPr><sz val="11"/><rFont val="宋体"/><charset val="134"/></rPr><t>Mức </t></r><r><t>2</t></r></si>`)},
			"1: A1=Mức_2 B1=7\n"},
		{"Google Sheets", map[string]string{
			one:    sheetXML(`<sheetPr><outlinePr summaryBelow="0"/></sheetPr><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"><v>1.0</v></c><c r="C1" s="2"><f>B1+1</f><v>2.0</v></c><c r="D1" t="str"><f t="shared" ref="D1:D2" si="1">A1</f><v>Có</v></c></row></sheetData>`),
			shared: stringsXML(`<si><t>Có</t></si>`), styled: fmt.Sprintf(styles, "0")},
			"1: A1=Có B1=1.0 C1=2.0 D1=Có\n"},
		{"openpyxl", map[string]string{
			bookRels: fmt.Sprintf(rels, `<Relationship Id="rId1" Type="`+relType+`worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId5" Type="`+relType+`sharedStrings" Target="/xl/sharedStrings.xml"/>`),
			one:      `<worksheet xmlns="` + mainNS + `"><dimension ref="A1:C1"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="n"><v>3</v></c><c r="C1"><f>B1*2</f><v/></c><c r="D1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`,
			shared:   `<sst xmlns="` + mainNS + `" uniqueCount="1"><si><t>Trường</t></si></sst>`},
			"1: A1=Trường B1=3 C1=? D1=x\n"},
		{"SheetJS", map[string]string{
			one: sheetXML(`<dimension ref="A1:C1"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData><row r="1"><c r="A1" t="str"><v>Mầm non &amp; mẫu giáo</v></c><c r="B1"><v>12</v></c><c r="C1" t="b"><v>0</v></c><c r="D1" t="str"><v xml:space="preserve"> x</v></c></row></sheetData><ignoredErrors><ignoredError numberStoredAsText="1" sqref="A1:C1"/></ignoredErrors>`)},
			"1: A1=Mầm_non_&_mẫu_giáo B1=12 C1=0 D1=_x\n"},
		{"excelize, streamed", map[string]string{
			one: xmlHead + `<worksheet xmlns="` + mainNS + `"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Họ</t></is></c><c r="B1" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve"> b</t></r></is></c><c r="C1" t="b"><v>1</v></c><c r="D1"><v>1e3</v></c></row></sheetData></worksheet>`},
			"1: A1=Họ B1=a_b C1=1 D1=1e3\n"},
		{"Open XML SDK", map[string]string{
			book:   xmlHead + `<x:workbook xmlns:x="` + mainNS + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><x:sheets><x:sheet name="KQ" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>`,
			one:    "\uFEFF" + xmlHead + `<x:worksheet xmlns:x="` + mainNS + `"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="str"><x:v>Lớp 1</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
			shared: `<x:sst xmlns:x="` + mainNS + `"><x:si><x:t>Khối</x:t></x:si></x:sst>`},
			"1: A1=Khối B1=Lớp_1\n"},
		{"EPPlus", map[string]string{
			one:    sheetXML(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><f>A1</f><v>x_x005F_x000D_</v></c></row></sheetData>`),
			shared: stringsXML(`<si><t>Dòng 1_x000D_` + "\n" + `Dòng 2_x0009_</t></si>`)},
			"1: A1=Dòng_1\r\nDòng_2\t B1=x_x000D_\n"},
		{"Apache POI, streamed", map[string]string{
			one: xmlHead + `<worksheet xmlns="` + mainNS + `"><sheetData>` + "\n" + `<row r="1">` + "\n" + `<c r="A1" t="inlineStr"><is><t>Nữ</t></is></c><c r="B1" t="n"><v>30.0</v></c></row>` + "\n</sheetData></worksheet>"},
			"1: A1=Nữ B1=30.0\n"},
		{"ISO strict", map[string]string{
			book: xmlHead + `<workbook xmlns="` + strictNS + `" xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships" conformance="strict"><sheets><sheet name="KQ" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			bookRels: fmt.Sprintf(rels, `<Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="worksheets/sheet1.xml"/>
				<Relationship Id="rId2" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings" Target="sharedStrings.xml"/>`),
			one:    xmlHead + `<worksheet xmlns="` + strictNS + `"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="d"><v>2022-03-15</v></c><c r="C1" t="d"><v>2022-03-15T18:00:00</v></c><c r="D1" t="d"><v>12:00:00</v></c></row></sheetData></worksheet>`,
			shared: `<sst xmlns="` + strictNS + `"><si><t>Ngày</t></si></sst>`},
			"1: A1=Ngày B1=44635 C1=44635.75 D1=0.5\n"},
		{"parts named in other ways", map[string]string{
			"_rels/.rels":                fmt.Sprintf(rels, `<Relationship Id="r" Type="`+relType+`officeDocument" Target="/Book/main.xml"/>`),
			"book/main.xml":              `<workbook xmlns="` + mainNS + `" xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="KQ" sheetId="1" q:id="a"/></sheets></workbook>`,
			"book/_rels/main.xml.rels":   fmt.Sprintf(rels, `<Relationship Id="a" Type="`+relType+`worksheet" Target="..\b%E1%BA%A3ng 1.xml"/><Relationship Id="b" Type="`+relType+`sharedStrings" Target="./texts/all.xml"/>`),
			"bảng 1.xml":                 sheetXML(`<sheetData><row><c t="s"><v>0</v></c></row></sheetData>`),
			"Book/texts/all.xml":         stringsXML(`<si><t>xa</t></si>`),
			"xl/workbook.xml":            "", // not here
			"xl/_rels/workbook.xml.rels": "",
			"xl/worksheets/sheet1.xml":   "",
		}, "1: A1=xa\n"},
		{"UTF-16, CDATA, comments, entities", map[string]string{
			one:    inUTF16(`<?xml version="1.0" encoding="UTF-16"?><!-- lời --><worksheet xmlns="` + mainNS + `"><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t><![CDATA[a<b & ]]>c<!-- x -->d&#x111;&#273;😀</t></is></c><c r="B1"><v>1<!-- y -->2</v></c><c r="C1" t="s"><v> 0 </v></c></row></sheetData></worksheet>`),
			shared: "\uFEFF" + stringsXML(`<si><t>&quot;&apos;&gt;</t></si>`)},
			"1: A1=a<b_&_cdđđ😀 B1=12 C1=\"'>\n"},
		{"no dimension, no styles, no addresses", map[string]string{
			one: `<worksheet xmlns="` + mainNS + `"><sheetData><row><c t="inlineStr"><is><t>a</t></is></c><c/><c><v>2</v></c></row><row/><row><c r="C3"><v>3</v></c><c><v>4</v></c></row></sheetData></worksheet>`},
			"1: A1=a B1= C1=2\n3: C3=3 D3=4\n"},
		{"a program that forgets the type", map[string]string{
			one: sheetXML(`<sheetData><row r="1"><c r="A1"><v>chữ</v></c><c r="B1"><is><t>lạc</t></is></c><c r="C1" t="inlineStr"><v>x</v></c><c r="D1" t="b"><v>true</v></c></row></sheetData>`)},
			"1: A1=chữ B1=lạc C1=x D1=1\n"},
	}
}

// bytes makes the workbook; a part without text is left out.
func (h habit) bytes(t testing.TB) []byte {
	t.Helper()
	data := raw(t, "", h.parts)
	return edit(t, data, func(name string, part []byte) []byte {
		if len(part) == 0 {
			return nil
		}
		return part
	})
}

// What each program writes in its own way reads as the same cells.
func TestHabits(t *testing.T) {
	for _, h := range habits() {
		t.Run(h.name, func(t *testing.T) {
			if diff := cmp.Diff(h.want, brief(read(t, h.bytes(t)).Sheets[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A text in two fonts says so run by run; one all in another font than its
// cell's has that font, and only what is all struck out is withdrawn.
func TestRuns(t *testing.T) {
	run := func(font, more, text string) string {
		return `<r><rPr>` + more + `<rFont val="` + font + `"/></rPr><t>` + text + `</t></r>`
	}
	const times, abc = "Times New Roman", ".VnTime"
	for _, tc := range []struct {
		name, text string
		style      int
		font       string
		strike     bool
		runs       []workbook.Run
	}{
		{"one run in its own font", run(abc, "", "Tr\u00adêng"), 0, abc, false, nil},
		{"the cell's font, and another", `<r><t>Trường </t></r>` + run(abc, "", "mÇm non"), 0, times, false,
			[]workbook.Run{{Text: "Trường ", Font: times}, {Text: "mÇm non", Font: abc}}},
		{"two runs of one look are one", run(abc, "<b/>", "mÇm ") + run(abc, "", "non") + run(times, "", " x"), 0, times, false,
			[]workbook.Run{{Text: "mÇm non", Font: abc}, {Text: " x", Font: times}}},
		{"struck out in part", run(times, "<strike/>", "Đạt") + run(times, `<strike val="0"/>`, "Không đạt"), 0, times, false,
			[]workbook.Run{{Text: "Đạt", Font: times, Strike: true}, {Text: "Không đạt", Font: times}}},
		{"struck out whole", run(times, "<strike/>", "Đ") + run(times, `<strike val="1"/>`, "ạt"), 0, times, true, nil},
		{"bold in part is one look", run(times, "<b/>", "Tiêu chí") + run(times, "", " 1.1"), 0, times, false, nil},
		{"a struck cell with a run that is not", `<r><t>cũ </t></r>` + run(abc, "", "míi"), 2, abc, false,
			[]workbook.Run{{Text: "cũ ", Font: abc, Strike: true}, {Text: "míi", Font: abc}}},
		{"a run without a font has the cell's", `<r><rPr><b/></rPr><t>x</t></r>`, 2, abc, false, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, at := range []string{"s", "inlineStr"} {
				cell := fmt.Sprintf(`<c r="A1" s="%d" t="inlineStr"><is>%s</is></c>`, tc.style, tc.text)
				parts := map[string]string{"xl/styles.xml": fmt.Sprintf(styles, "0")}
				if at == "s" {
					cell = fmt.Sprintf(`<c r="A1" s="%d" t="s"><v>0</v></c>`, tc.style)
					parts["xl/sharedStrings.xml"] = stringsXML("<si>" + tc.text + "</si>")
				}
				wb := read(t, raw(t, `<sheetData><row r="1">`+cell+`</row><row r="2"><c r="B2"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>`, parts))
				for _, row := range wb.Sheets[0].Rows {
					c := row.Cells[0]
					joined := ""
					for _, r := range c.Runs {
						joined += r.Text
					}
					if c.Runs != nil && joined != c.Raw {
						t.Errorf("runs %q of %q", joined, c.Raw)
					}
					if diff := cmp.Diff(tc.runs, c.Runs); diff != "" || c.Font != tc.font || c.Strike != tc.strike {
						t.Errorf("%s %s: font %q, strike %v\n%s", at, c.Addr, c.Font, c.Strike, diff)
					}
				}
			}
		})
	}
}

// MESSY 13: what a formula takes from another workbook is told from what it
// takes from a table of this one.
func TestExternal(t *testing.T) {
	for formula, want := range map[string]bool{
		`[1]Sheet1!B3`: true, `'[KH 2025.xlsx]Sheet1'!B3`: true, `SUM([2]KQ!A1:A9)+1`: true, `1+[1]!Tong`: true,
		`'D:\hồ sơ\[KH.xlsx]Kế hoạch'!$B$3`: true, `IF(A1="[1]x!",[3]Sheet!A1,0)`: true, `VLOOKUP(A2,'[1]a''b'!A:B,2,0)`: true,
		`SUM(Table1[Năm])`: false, `Table1[[#This Row],[Nữ]]+1`: false, `"[1]Sheet1!B3"&A1`: false, `'Kế hoạch'!B3`: false,
		`INDEX(Bang[Xã],1)&"!"`: false, `Bang[[#Headers],[a]]&KQ!B2`: false, `SUM(A1:B2)`: false, `"'"&Bang[x]`: false,
	} {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(formula)
		wb := read(t, raw(t, `<sheetData><row r="1"><c r="A1"><f t="shared" si="3" ref="A1:A2">`+escaped+`</f><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="3"/><v>2</v></c></row></sheetData>`, nil))
		for _, row := range wb.Sheets[0].Rows {
			if got := row.Cells[0]; got.External != want || !got.Formula {
				t.Errorf("%s at %s: external %v", formula, got.Addr, got.External)
			}
		}
	}
}

// MESSY 75: the longest text that Excel takes is kept whole.
func TestLongText(t *testing.T) {
	long := strings.Repeat("Điểm mạnh. ", 32767/11)
	wb := read(t, raw(t, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>`+long+`</t></is></c></row></sheetData>`, nil))
	if got := wb.Sheets[0].Rows[0].Cells[0].Raw; got != long {
		t.Errorf("%d of %d bytes", len(got), len(long))
	}
	lim := workbook.DefaultLimits()
	lim.MaxText = 1000
	if _, err := workbook.Read(raw(t, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>`+long+`</t></is></c></row></sheetData>`, nil), lim); err == nil {
		t.Error("more text than the budget is kept")
	}
}
