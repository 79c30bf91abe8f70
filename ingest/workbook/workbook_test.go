package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kdcl/ingest/workbook"
)

// good is a workbook with a hundred rows, dates, a merge, hidden parts and a
// formula that was never calculated.
func good(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	set := func(cell string, v any) {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	set("A1", "Tiêu chí")
	for i := 2; i <= 100; i++ {
		set(workbook.Addr(i, 1), "Tiêu chí "+workbook.Addr(i, 1))
		set(workbook.Addr(i, 2), i)
	}
	set("C2", 44635.75)
	custom := `[$-42A]dd" tháng "mm;@`
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := f.NewStyle(&excelize.Style{NumFmt: 14, Font: &excelize.Font{Family: ".VnTime", Strike: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}})
	if err != nil {
		t.Fatal(err)
	}
	set("D2", 45253)
	set("E2", true)
	for _, err := range []error{
		f.SetCellStyle("Sheet1", "C2", "C2", date), f.SetCellStyle("Sheet1", "D2", "D2", plain),
		f.SetCellFormula("Sheet1", "F2", "B2+B3"), f.MergeCell("Sheet1", "A3", "A5"),
		f.SetRowVisible("Sheet1", 7, false), f.SetColVisible("Sheet1", "B", false),
		f.SetDefinedName(&excelize.DefinedName{Name: "kdcl_form", RefersTo: `"kdcl-form/1"`}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Ẩn"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetVisible("Ẩn", false); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadGood(t *testing.T) {
	wb, err := workbook.Read(good(t), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	sh := wb.Sheets[0]
	if len(sh.Rows) != 100 || len(wb.Sheets) != 2 || !wb.Sheets[1].Hidden || wb.Props["kdcl:form"] != "kdcl-form/1" {
		t.Fatalf("%d rows, %d sheets, %v", len(sh.Rows), len(wb.Sheets), wb.Props)
	}
	row := sh.Rows[1]
	for i, want := range []workbook.Cell{
		{Addr: "A2", Raw: "Tiêu chí A2", Kind: workbook.Text},
		{Addr: "B2", Raw: "2", Kind: workbook.Number, Hidden: true},
		{Addr: "C2", Raw: "44635.75", Kind: workbook.Number, IsDate: true},
		{Addr: "D2", Raw: "45253", Kind: workbook.Number, IsDate: true, Font: ".VnTime", Strike: true, Filled: true},
		{Addr: "E2", Raw: "1", Kind: workbook.Bool},
		{Addr: "F2", Formula: true, Uncached: true},
	} {
		got := row.Cells[i]
		if want.Font == "" {
			want.Font = "Calibri"
		}
		want.Row, want.Col = 2, i+1
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	// Rows 4 and 5 repeat what is merged above them.
	for i := 3; i <= 4; i++ {
		if c := sh.Rows[i].Cells[0]; c.Raw != "Tiêu chí A3" || !c.Merged || c.Addr != workbook.Addr(i+1, 1) {
			t.Errorf("A%d: %+v", i+1, c)
		}
	}
	if !sh.Rows[6].Hidden || !sh.Rows[6].Cells[0].Hidden {
		t.Errorf("row 7 is hidden: %+v", sh.Rows[6])
	}
}

// edit rewrites the parts of a workbook: the damage that mail and disks do.
func edit(t testing.TB, data []byte, change func(name string, part []byte) []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, f := range zr.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		if part = change(f.Name, part); part == nil {
			continue
		}
		w, err := zw.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEntry adds an entry to a workbook's zip.
func withEntry(t testing.TB, data []byte, name string, flags uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		if err := zw.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := zw.CreateRaw(&zip.FileHeader{Name: name, Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(nil); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every kind of damage is refused with a name; none is read as a shorter sheet.
func TestReadDamaged(t *testing.T) {
	data := good(t)
	sheet := func(change func([]byte) []byte) []byte {
		return edit(t, data, func(name string, part []byte) []byte {
			if name == "xl/worksheets/sheet1.xml" {
				return change(part)
			}
			return part
		})
	}
	replace := func(old, new string) []byte {
		return sheet(func(p []byte) []byte {
			if !bytes.Contains(p, []byte(old)) {
				t.Fatalf("%q does not stand in the sheet", old)
			}
			return bytes.Replace(p, []byte(old), []byte(new), 1)
		})
	}
	crc := bytes.Clone(data)
	at := bytes.Index(crc, []byte("xl/worksheets/sheet1.xml"))
	crc[at+len("xl/worksheets/sheet1.xml")+200] ^= 0xFF
	utf16 := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	only := func(name string) []byte {
		var b bytes.Buffer
		zw := zip.NewWriter(&b)
		w, _ := zw.Create(name)
		_, _ = w.Write([]byte("<a/>"))
		_ = zw.Close()
		return b.Bytes()
	}
	for _, tc := range []struct {
		name string
		data []byte
		code string
	}{
		{"cut in the middle", data[:len(data)/2], "TEP_HONG"},
		{"a changed byte", crc, "TEP_HONG"},
		{"a sheet cut mid-file", sheet(func(p []byte) []byte { return p[:len(p)/2] }), "TEP_HONG"},
		{"a sheet cut after a row", sheet(func(p []byte) []byte { return p[:bytes.Index(p, []byte("</row>"))+6] }), "TEP_HONG"},
		{"a garbage tag", replace("</row>", "<oops></row>"), "TEP_HONG"},
		{"a DTD", replace("<worksheet", "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet"), "TEP_HONG"},
		{"no shared strings", edit(t, data, func(n string, p []byte) []byte {
			if n == "xl/sharedStrings.xml" {
				return nil
			}
			return p
		}), "TEP_HONG"},
		{"a shared string out of range", replace("<v>0</v>", "<v>99999</v>"), "TEP_HONG"},
		{"a negative shared string", replace("<v>0</v>", "<v>-1</v>"), "TEP_HONG"},
		{"row two billion", replace(`<row r="50"`, `<row r="2000000000"`), "TEP_HONG"},
		{"rows out of order", replace(`<row r="50"`, `<row r="5"`), "TEP_HONG"},
		{"a column beyond XFD", replace(`r="B50"`, `r="XFE50"`), "TEP_HONG"},
		{"a sheet that is missing", edit(t, data, func(n string, p []byte) []byte {
			if n == "xl/worksheets/sheet1.xml" {
				return nil
			}
			return p
		}), "TEP_HONG"},
		{"a bomb", edit(t, data, func(n string, p []byte) []byte {
			if n == "docProps/app.xml" {
				return make([]byte, 12<<20)
			}
			return p
		}), "TEP_QUA_LON"},
		{"styles cut mid-file", edit(t, data, func(n string, p []byte) []byte {
			if n == "xl/styles.xml" {
				return p[:len(p)/2]
			}
			return p
		}), "TEP_HONG"},
		{"strings cut mid-file", edit(t, data, func(n string, p []byte) []byte {
			if n == "xl/sharedStrings.xml" {
				return p[:len(p)/2]
			}
			return p
		}), "TEP_HONG"},
		{"a style that is not there", replace(`<c r="C2" s="1"`, `<c r="C2" s="77"`), "TEP_HONG"},
		{"a second sheet behind the first", replace("</worksheet>", "</worksheet><worksheet/>"), "TEP_HONG"},
		{"another part in the sheet's place", sheet(func([]byte) []byte { return []byte("<styleSheet/>") }), "TEP_HONG"},
		{"a cell in another's row", replace(`r="B50"`, `r="B51"`), "TEP_HONG"},
		{"a cell twice", replace(`r="B50"`, `r="A50"`), "TEP_HONG"},
		{"a merged range of no size", replace(`ref="A3:A5"`, `ref="A5:A3"`), "TEP_HONG"},
		{"an entry twice", withEntry(t, data, "XL/worksheets/sheet1.xml", 0), "TEP_HONG"},
		{"a name that leads out", withEntry(t, data, `..\..\autoexec.bat`, 0), "TEP_HONG"},
		{"an encrypted entry", withEntry(t, data, "xl/media/a.png", 1), "TEP_CO_MAT_KHAU"},
		{"MESSY 3: a password", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + utf16("EncryptedPackage")), "TEP_CO_MAT_KHAU"},
		{"MESSY 1: an old .xls", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + utf16("Workbook")), "TEP_XLS_CU"},
		{"an old Word file", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + utf16("WordDocument") + utf16("Workbook")), "TEP_KHONG_PHAI_EXCEL"},
		{"an e-mail", []byte("Received: by a\r\nMIME-Version: 1.0\r\n"), "TEP_KHONG_PHAI_EXCEL"},
		{"CSV in disguise", []byte("Mã trường,Tên trường\n"), "TEP_KHONG_PHAI_EXCEL"},
		{"RTF", []byte(`{\rtf1 x}`), "TEP_KHONG_PHAI_EXCEL"},
		{"MESSY 5: a link to a sheet on the web", []byte("[InternetShortcut]\r\nURL=https://example.vn/s\r\n"), "TEP_KHONG_PHAI_EXCEL"},
		{"MESSY 5: an OpenDocument sheet", only("content.xml"), "TEP_KHONG_PHAI_EXCEL"},
		{"MESSY 6: a rar", []byte("Rar!\x1A\x07"), "TEP_NEN_KHONG_HO_TRO"},
		{"MESSY 5: a PDF", []byte("%PDF-1.7"), "TEP_KHONG_PHAI_EXCEL"},
		{"MESSY 2: HTML in disguise", []byte("<html><table><tr><td>1"), "TEP_KHONG_PHAI_EXCEL"},
		{"MESSY 5: a photo", []byte("\xFF\xD8\xFF\xE0"), "TEP_KHONG_PHAI_EXCEL"},
		{"MESSY 5: a Word file", only("word/document.xml"), "TEP_KHONG_PHAI_EXCEL"},
		{"a zip of something", only("a.txt"), "TEP_NEN_KHONG_HO_TRO"},
		{"nothing", nil, "TEP_HONG"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wb, err := workbook.Read(tc.data, workbook.DefaultLimits())
			var r *workbook.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("read as %v, %v", wb, err)
			}
			if r.Code != tc.code || r.Code == "TEP_KHONG_PHAI_EXCEL" && r.Kind == "" {
				t.Errorf("%v, want %s", r, tc.code)
			}
		})
	}
}

func TestAddr(t *testing.T) {
	for _, tc := range []struct {
		row, col int
		addr     string
	}{{1, 1, "A1"}, {10, 26, "Z10"}, {3, 27, "AA3"}, {1048576, 16384, "XFD1048576"}} {
		if got := workbook.Addr(tc.row, tc.col); got != tc.addr {
			t.Errorf("%d,%d: %s", tc.row, tc.col, got)
		}
		if r, c, ok := workbook.Split(tc.addr); !ok || r != tc.row || c != tc.col {
			t.Errorf("%s: %d,%d,%v", tc.addr, r, c, ok)
		}
	}
	for _, bad := range []string{"", "1", "A", "A0", "XFE1", "A1048577", "a1", "A+1"} {
		if _, _, ok := workbook.Split(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
}
