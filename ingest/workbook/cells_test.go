package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kdcl/ingest/workbook"
)

const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
const relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// raw is a workbook of one sheet with the given XML inside <worksheet>, as
// programs other than Excel write it; more replaces or adds parts.
func raw(t testing.TB, sheet string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         fmt.Sprintf(rels, `<Relationship Id="rId1" Type="`+relType+`officeDocument" Target="xl/workbook.xml"/>`),
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(rels, `<Relationship Id="rId1" Type="`+relType+`worksheet" Target="worksheets/sheet1.xml"/>
			<Relationship Id="rId2" Type="`+relType+`chartsheet" Target="chartsheets/sheet1.xml"/>`),
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
			<workbookPr date1904="1"/><sheets><sheet name="KQ" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + sheet + `</worksheet>`,
	}
	for name, part := range more {
		parts[name] = part
	}
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part := parts[name]
		w, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, data []byte) *workbook.Workbook {
	t.Helper()
	wb, err := workbook.Read(data, workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return wb
}

// brief writes a sheet as a reader of the test sees it: a row a line.
func brief(sh workbook.Sheet) string {
	var b strings.Builder
	for _, r := range sh.Rows {
		fmt.Fprintf(&b, "%d:", r.Number)
		for _, c := range r.Cells {
			fmt.Fprintf(&b, " %s=%s", c.Addr, strings.ReplaceAll(c.Raw, " ", "_"))
			for flag, on := range map[string]bool{"*": c.Merged, "?": c.Uncached} {
				if on {
					b.WriteString(flag)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
	<numFmts><numFmt numFmtId="164" formatCode="%s"/></numFmts>
	<fonts><font><name val="Times New Roman"/></font><font><strike/><name val=".VnTime"/></font></fonts>
	<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
		<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill>
		<fill><patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/></patternFill></fill></fills>
	<cellXfs><xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="164" fontId="0" fillId="2"/>
		<xf numFmtId="14" fontId="1" fillId="3" applyNumberFormat="0" applyFont="0"/></cellXfs>
	<dxfs><dxf><font><name val="Dxf"/></font><fill><patternFill patternType="solid"/></fill></dxf></dxfs></styleSheet>`

func TestCells(t *testing.T) {
	for _, tc := range []struct {
		name, sheet, strings, want string
	}{
		{"rows and cells without addresses stand one behind the other",
			`<sheetData><row><c><v>1</v></c><c t="str"><v>a</v></c></row><row r="5"><c><v>2</v></c></row></sheetData>`, "",
			"1: A1=1 B1=a\n5: A5=2\n"},
		{"rich text is joined, its reading aid is not text",
			`<sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>Mức </t></r><r><t>2</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c></row></sheetData>`,
			`<si><r><t>Không </t></r><r><t>đạt</t></r><rPh sb="0" eb="1"><t>y</t></rPh></si>`,
			"1: A1=Không_đạt B1=Mức_2\n"},
		{"an empty shared string is a blank cell",
			`<sheetData><row><c t="s"><v>0</v></c><c><v>1</v></c></row></sheetData>`, `<si><t/></si>`,
			"1: A1= B1=1\n"},
		{"a formula without a value is told from one that gave an empty text",
			`<sheetData><row><c><f>B9</f></c><c><f>B9</f><v></v></c><c t="str"><f>""</f><v></v></c><c><f>1+1</f><v>2</v></c></row></sheetData>`, "",
			"1: A1=? B1=? C1= D1=2\n"},
		{"a merged value stands in each of its cells, but makes no row",
			`<sheetData><row r="1"><c r="A1"><v>7</v></c></row><row r="2"><c r="A2"/><c r="C2"><v>8</v></c></row><row r="3"><c r="A3"/></row></sheetData>
			<mergeCells><mergeCell ref="A1:B3"/></mergeCells>`, "",
			"1: A1=7 B1=7*\n2: A2=7* B2=7* C2=8\n"},
		{"blank cells at a row's end say nothing",
			`<sheetData><row r="1"><c r="A1"><v>7</v></c><c r="B1"/><c r="C1"><v>1</v></c><c r="D1"/><c r="E1"/></row></sheetData>`, "",
			"1: A1=7 B1= C1=1\n"},
		{"cells of an extension are not the row's",
			`<sheetData><row r="1"><c r="A1"><v>7</v></c><extLst><c r="B1"><v>8</v></c></extLst><c r="C1"><v>9</v></c></row></sheetData>`, "",
			"1: A1=7 C1=9\n"},
		{"rows and columns of a drawing are not the sheet's",
			`<sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData><controls><from><col>1</col><row>9</row><c>3</c></from></controls>`, "",
			"1: A1=7\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			more := map[string]string{}
			if tc.strings != "" {
				more["xl/sharedStrings.xml"] = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + tc.strings + `</sst>`
			}
			wb := read(t, raw(t, tc.sheet, more))
			if diff := cmp.Diff(tc.want, brief(wb.Sheets[0])); diff != "" {
				t.Error(diff)
			}
			if !wb.Date1904 {
				t.Error("the 1904 dates are lost")
			}
		})
	}
}

// What a style says counts even where it isn't marked as applied: Excel shows
// it. White is no colour, and gray125 is every file's unused second fill.
func TestStyles(t *testing.T) {
	wb := read(t, raw(t, `<sheetData><row><c s="0"><v>1</v></c><c s="1"><v>1</v></c><c s="2"><v>1</v></c><c s="2" t="str"><v>x</v></c><c s="1"/></row></sheetData>`,
		map[string]string{"xl/styles.xml": fmt.Sprintf(styles, "dd/mm")}))
	type seen struct {
		Font                    string
		Strike, IsDate, Colours bool
	}
	var got []seen
	for _, c := range wb.Sheets[0].Rows[0].Cells {
		got = append(got, seen{c.Font, c.Strike, c.IsDate, c.Filled})
	}
	want := []seen{
		{"Times New Roman", false, false, false}, {"Times New Roman", false, true, true},
		{".VnTime", true, true, false}, {".VnTime", true, false, false}, {"Times New Roman", false, false, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDateFormats(t *testing.T) {
	for _, tc := range []struct {
		format string
		date   bool
	}{
		{"dd/mm/yyyy", true}, {"mm/yyyy", true}, {"[$-42A]d mmmm yyyy;@", true}, {`"Ngày "dd" tháng "mm`, true},
		{"h:mm", true}, {"[h]:mm", true}, {"yyyy", true},
		{"General", false}, {"0", false}, {"#,##0", false}, {"@", false}, {"0.00%", false},
		{`#,##0 "đồng"`, false}, {`0" m2"`, false}, {`#,##0\ \d`, false}, {"[Red]0", false}, {`General" ngày"`, false},
		{`0"; dd"`, false}, {`_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)`, false}, {"0.0_d", false}, {"#,##0 [$₫-42A]", false},
	} {
		code := strings.NewReplacer(`"`, "&quot;").Replace(tc.format)
		wb := read(t, raw(t, `<sheetData><row><c s="1"><v>45000</v></c></row></sheetData>`, map[string]string{"xl/styles.xml": fmt.Sprintf(styles, code)}))
		if got := wb.Sheets[0].Rows[0].Cells[0].IsDate; got != tc.date {
			t.Errorf("%s: date %v", tc.format, got)
		}
	}
}

// A repeated value is hidden where its own row or column is, not where the
// first cell of the range is.
func TestHiddenInsideMerge(t *testing.T) {
	wb := read(t, raw(t, `<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1"><v>7</v></c></row><row r="2"><c r="C2"><v>8</v></c></row></sheetData>
		<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, nil))
	cells := wb.Sheets[0].Rows[1].Cells
	if cells[0].Hidden || !cells[1].Hidden || cells[2].Hidden {
		t.Errorf("%+v", cells)
	}
}

// Sheets of charts are left out, and what an honest but odd program writes is read.
func TestOddFiles(t *testing.T) {
	const one = `<sheetData><row><c><v>1</v></c></row></sheetData>`
	book := func(sheets string) map[string]string {
		return map[string]string{"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets + `</sheets></workbook>`}
	}
	chart := book(`<sheet name="Biểu đồ" sheetId="2" r:id="rId2"/><sheet name="KQ" sheetId="1" state="veryHidden" r:id="rId1"/>`)
	chart["xl/chartsheets/sheet1.xml"] = "<chartsheet/>"
	wb := read(t, raw(t, one, chart))
	if len(wb.Sheets) != 1 || wb.Sheets[0].Name != "KQ" || !wb.Sheets[0].Hidden {
		t.Errorf("beside a chart: %+v", wb.Sheets)
	}

	if wb := read(t, raw(t, one, map[string]string{"xl/vbaProject.bin": "x"})); !wb.Macro {
		t.Error("macros go unnoticed")
	}

	twice := book(`<sheet name="KQ" sheetId="1" r:id="rId1"/><sheet name="kq" sheetId="2" r:id="rId1"/>`)
	_, err := workbook.Read(raw(t, one, twice), workbook.DefaultLimits())
	if r := (*workbook.Refusal)(nil); !errors.As(err, &r) || r.Code != "TEP_HONG" {
		t.Errorf("two sheets of one name: %v", err)
	}
}

// A million formatted empty rows cost little; too many values, and merged
// ranges that multiply, are refused before they fill the memory.
func TestLimits(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row>`)
	for i := 2; i <= 100_000; i++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"/></row>`, i, i)
	}
	rows.WriteString(`</sheetData>`)
	lim := workbook.DefaultLimits()
	lim.MaxCells = 1000
	wb, err := workbook.Read(raw(t, rows.String(), nil), lim)
	if err != nil || len(wb.Sheets[0].Rows) != 1 {
		t.Errorf("formatted empty rows: %v", err)
	}

	var values, merges strings.Builder
	for i := 1; i <= 900; i++ {
		fmt.Fprintf(&values, `<row r="%d"><c r="A%d"><v>1</v></c></row>`, i, i)
		fmt.Fprintf(&merges, `<mergeCell ref="A1:XFD1048576"/>`)
	}
	sheet := "<sheetData>" + values.String() + "</sheetData>"
	if _, err := workbook.Read(raw(t, sheet, nil), lim); err != nil {
		t.Errorf("900 of 1000 cells: %v", err)
	}
	for _, tc := range []struct {
		name string
		data []byte
		lim  workbook.Limits
		code string
	}{
		{"more cells than allowed", raw(t, sheet, nil), with(func(l *workbook.Limits) { l.MaxCells = 800 }), "TEP_QUA_LON"},
		{"merged ranges over everything", raw(t, sheet+"<mergeCells>"+merges.String()+"</mergeCells>", nil), with(nil), "TEP_QUA_LON"},
		{"more bytes than allowed", raw(t, sheet, nil), with(func(l *workbook.Limits) { l.MaxBytes = 100 }), "TEP_QUA_LON"},
		{"more bytes unpacked than allowed", raw(t, sheet, nil), with(func(l *workbook.Limits) { l.MaxExpanded = 100 }), "TEP_QUA_LON"},
		{"longer than allowed", raw(t, sheet, nil), with(func(l *workbook.Limits) { l.Timeout = time.Nanosecond }), "KHONG_DOC_DUOC"},
	} {
		var r *workbook.Refusal
		if _, err := workbook.Read(tc.data, tc.lim); !errors.As(err, &r) || r.Code != tc.code {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func with(change func(*workbook.Limits)) workbook.Limits {
	lim := workbook.DefaultLimits()
	if change != nil {
		change(&lim)
	}
	return lim
}

// What another office program saves of a workbook reads the same, cell by cell.
func TestSavedByAnotherProgram(t *testing.T) {
	data := good(t)
	before := read(t, data)
	if len(before.Sheets[0].Rows) != 100 {
		t.Fatalf("%d rows", len(before.Sheets[0].Rows))
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Log("LibreOffice is not installed: only the workbook itself was read")
		return
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "a.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(dir, "out", "a.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	after := read(t, saved)
	if after.Props["kdcl:form"] != "kdcl-form/1" || len(after.Sheets) != 2 || !after.Sheets[1].Hidden {
		t.Errorf("%v, %d sheets", after.Props, len(after.Sheets))
	}
	type plain struct {
		Addr, Raw            string
		Kind                 workbook.Kind
		IsDate, Hide, Merged bool
		Strike, Colour       bool
	}
	simple := func(wb *workbook.Workbook) (out []plain) {
		for _, r := range wb.Sheets[0].Rows {
			for _, c := range r.Cells {
				if c.Addr != "F2" { // the other program calculates what was not
					out = append(out, plain{c.Addr, c.Raw, c.Kind, c.IsDate, c.Hidden, c.Merged, c.Strike, c.Filled})
				}
			}
		}
		return out
	}
	if diff := cmp.Diff(simple(before), simple(after)); diff != "" {
		t.Error(diff)
	}
}
