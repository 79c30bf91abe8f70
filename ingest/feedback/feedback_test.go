package feedback_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/feedback"
	"kdcl/ingest/form"
	"kdcl/ingest/workbook"
)

func words(t testing.TB) *feedback.Wording {
	t.Helper()
	w, err := feedback.LoadWording(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// schoolBook is a workbook as a school makes one: a title, a merged head, marks
// in coloured cells, a formula, a date, a drop-down, a print area, a comment of
// its own on B4.
func schoolBook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	try := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	try(f.SetSheetName("Sheet1", "Kết quả"))
	_, err := f.NewSheet("Số 'A' liệu")
	try(err)
	try(f.SetCellStr("Kết quả", "A1", "BẢNG TỔNG HỢP KẾT QUẢ"))
	try(f.MergeCell("Kết quả", "A1", "D1"))
	yellow, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFDE7"}}, Font: &excelize.Font{Family: "Times New Roman", Bold: true, Strike: true}})
	try(err)
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	try(err)
	for r := 3; r < 30; r++ {
		try(f.SetCellStr("Kết quả", fmt.Sprintf("A%d", r), fmt.Sprintf("1.%d", r)))
		try(f.SetCellStr("Kết quả", fmt.Sprintf("B%d", r), "x"))
		try(f.SetCellInt("Số 'A' liệu", fmt.Sprintf("B%d", r), int64(r)))
	}
	try(f.SetCellStyle("Kết quả", "B3", "B29", yellow))
	try(f.SetCellFloat("Số 'A' liệu", "C3", 45000, -1, 64))
	try(f.SetCellStyle("Số 'A' liệu", "C3", "C3", date))
	try(f.SetCellFormula("Số 'A' liệu", "B30", "SUM(B3:B29)"))
	dv := excelize.NewDataValidation(true)
	dv.SetSqref("B3:B29")
	try(dv.SetDropList([]string{"x", "-"}))
	try(f.AddDataValidation("Kết quả", dv))
	try(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "'Số ''A'' liệu'!$A$1:$C$30", Scope: "Số 'A' liệu"}))
	try(f.ProtectSheet("Kết quả", &excelize.SheetProtectionOptions{Password: "secret"}))
	try(f.AddComment("Kết quả", excelize.Comment{Cell: "B4", Author: "Thư ký", Paragraph: []excelize.RichTextRun{{Text: "nhớ hỏi lại"}}}))
	var b bytes.Buffer
	try(f.Write(&b))
	return b.Bytes()
}

func note(code, severity, sheet, cell, raw string) feedback.Note {
	return feedback.Note{Code: code, Severity: severity, At: form.Origin{Sheet: sheet, Cell: cell, Raw: raw},
		VI: fmt.Sprintf("%s!%s: \"%s\" chưa đọc được.", sheet, cell, raw), EN: "could not be read", FixVI: "Ghi lại ô này.", FixEN: "Write it again."}
}

func notes() []feedback.Note {
	return []feedback.Note{
		note("SO_KEM_CHU", form.Warning, "Số 'A' liệu", "B5", "5 lớp"),
		note("SO_KHONG_DOC_DUOC", form.Error, "Kết quả", "B4", "=1+1"),
		note("DAU_MO_HO", form.Warning, "Kết quả", "B4", "?"),
		note("DAU_MO_HO", form.Warning, "Kết quả", "C1", "@SUM(A1)"), // inside the merged title
		note("CONG_SAI", form.Warning, "Kết quả", "H40", ""),         // a cell that the file does not have
		{Code: "TRANG_AN", Severity: form.Warning, At: form.Origin{Sheet: "Số 'A' liệu"}, VI: "Trang tính bị ẩn.", EN: "hidden"},
		{Code: "NHIEU", Severity: form.Info, VI: "biết vậy thôi", EN: "for information"},
	}
}

func book() feedback.Book {
	return feedback.Book{File: "BC TĐG.xlsx", School: "Tiểu học Hoa Sen", Year: "2026-2027", Notes: notes()}
}

func mark(t testing.TB, data []byte, b feedback.Book) feedback.Result {
	t.Helper()
	res, err := feedback.Mark(data, b, words(t), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func open(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func said(c excelize.Comment) string {
	var s strings.Builder
	for _, r := range c.Paragraph {
		s.WriteString(r.Text)
	}
	return s.String()
}

// The school's own workbook comes back with a sheet in front, colours and
// comments, and is otherwise what it was; the same input gives the same bytes.
func TestMarked(t *testing.T) {
	original := schoolBook(t)
	res := mark(t, original, book())
	if res.Separate != "" || res.Notes != 6 || res.Cells != 4 || res.Comments != 4 {
		t.Fatalf("%+v", struct {
			feedback.Reason
			string
			a, b, c int
		}{res.Separate, res.Detail, res.Notes, res.Cells, res.Comments})
	}
	if again := mark(t, original, book()); !bytes.Equal(again.Data, res.Data) {
		t.Error("the same workbook marked twice gives other bytes")
	}
	f := open(t, res.Data)
	if got := strings.Join(f.GetSheetList(), "|"); got != "Cần sửa|Kết quả|Số 'A' liệu" {
		t.Error("sheets:", got)
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Error("our sheet is not the one that opens")
	}
	list, err := f.GetComments("Kết quả")
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]string{}
	for _, c := range list {
		if by[c.Cell] != "" {
			t.Errorf("two comments on %s", c.Cell)
		}
		by[c.Cell] = said(c)
	}
	if len(by) != 3 || by["A1"] == "" || by["H40"] == "" {
		t.Errorf("comments: %q", by)
	}
	for _, want := range []string{"nhớ hỏi lại", `"=1+1" chưa đọc được`, `"?" chưa đọc được`, "Đề nghị: Ghi lại ô này."} {
		if !strings.Contains(by["B4"], want) {
			t.Errorf("B4 does not say %q: %s", want, by["B4"])
		}
	}
	// Print areas count sheets by place: it still belongs to its sheet.
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Area" && n.Scope != "Số 'A' liệu" {
			t.Error("the print area went to", n.Scope)
		}
	}
	id, err := f.GetCellStyle("Kết quả", "B4")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil || style.Fill.Color[0] != workbook.MustFill || !style.Font.Bold || !style.Font.Strike {
		t.Errorf("B4 is not the old style coloured: %+v %v", style, err)
	}
	if dvs, err := f.GetDataValidations("Kết quả"); err != nil || len(dvs) != 1 {
		t.Error("the drop-down is gone", err)
	}
	links := 0
	rows, err := f.GetRows("Cần sửa")
	if err != nil {
		t.Fatal(err)
	}
	for r := range rows {
		if ok, target, err := f.GetCellHyperLink("Cần sửa", fmt.Sprintf("D%d", r+1)); err != nil {
			t.Fatal(err)
		} else if ok {
			links++
			if !strings.Contains(target, "'!") {
				t.Error("a link to", target)
			}
		}
	}
	if links != 6 {
		t.Errorf("%d links, want 6", links)
	}
	if d, err := f.GetSheetDimension("Cần sửa"); err != nil || !strings.HasPrefix(d, "A1:G") {
		t.Error("dimension", d, err)
	}
	// Our colours are none of the school's.
	wb, err := workbook.Read(res.Data, workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range wb.Sheets[1:] {
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				if c.Addr == "B4" && s.Name == "Kết quả" && c.Filled || c.Addr == "B6" && s.Name == "Kết quả" && !c.Filled {
					t.Errorf("%s!%s filled: %v", s.Name, c.Addr, c.Filled)
				}
			}
		}
	}
}

// A school corrects our marked file and sends it again: our sheet, comments
// and colours of the first time are taken away, its own comment stays.
func TestMarkedAgain(t *testing.T) {
	first := mark(t, schoolBook(t), book())
	f := open(t, first.Data)
	if err := f.SetCellStr("Kết quả", "H40", "đã sửa"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	again := book()
	again.Notes = again.Notes[1:2] // one is left: B4
	res := mark(t, b.Bytes(), again)
	if res.Separate != "" || res.Comments != 1 {
		t.Fatal(res.Separate, res.Detail, res.Comments)
	}
	f = open(t, res.Data)
	if got := strings.Join(f.GetSheetList(), "|"); got != "Cần sửa|Kết quả|Số 'A' liệu" {
		t.Error("sheets:", got)
	}
	total := 0
	for _, s := range f.GetSheetList() {
		list, err := f.GetComments(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			total++
			if n := strings.Count(said(c), "Góp ý của đơn vị"); n != 1 {
				t.Errorf("%s!%s: %d notes of ours: %s", s, c.Cell, n, said(c))
			}
			if !strings.Contains(said(c), "nhớ hỏi lại") {
				t.Error("the school's own comment is gone:", said(c))
			}
		}
	}
	if total != 1 {
		t.Errorf("%d comments, want 1", total)
	}
	id, _ := f.GetCellStyle("Kết quả", "H40")
	if style, err := f.GetStyle(id); err != nil || len(style.Fill.Color) > 0 && workbook.OwnFill(style.Fill.Color[0]) {
		t.Errorf("H40 is still coloured: %+v %v", style, err)
	}
}

// MESSY 72: what a school typed is never calculated on our sheet.
func TestFormulaInjection72(t *testing.T) {
	b := book()
	for _, raw := range []string{"=HYPERLINK(\"http://x\")", "+1", "-1", "@a", "\t=1", "\x01=2"} {
		b.Notes = append(b.Notes, note("X"+fmt.Sprint(len(b.Notes)), form.Warning, "Kết quả", "A5", raw))
	}
	b.School, b.File = "=1+1", "+x.xlsx"
	for _, data := range [][]byte{schoolBook(t), []byte("none")} {
		f := open(t, mark(t, data, b).Data)
		rows, err := f.GetRows("Cần sửa")
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for r, row := range rows {
			for c, v := range row {
				cell := workbook.Addr(r+1, c+1)
				if formula, _ := f.GetCellFormula("Cần sửa", cell); formula != "" {
					t.Errorf("%s calculates %q", cell, formula)
				}
				if strings.HasPrefix(v, "=HYPERLINK") {
					seen++
				}
			}
		}
		if seen == 0 {
			t.Error("the text itself is not shown")
		}
	}
}

// MESSY 75: a very long text and thousands of places stay within what Excel
// can hold; the sheet says what it left out.
func TestTooMany75(t *testing.T) {
	b := book()
	long := strings.Repeat("rất dài ", 4096)
	b.Notes = nil
	for i := range 3000 {
		b.Notes = append(b.Notes, note("SO_KHONG_DOC_DUOC", form.Error, "Kết quả", workbook.Addr(3+i%1500, 1+i/1500), long))
	}
	res := mark(t, schoolBook(t), b)
	if res.Separate != "" || res.Comments != 1000 || res.Cells != 3000 {
		t.Fatal(res.Separate, res.Detail, res.Comments, res.Cells)
	}
	f := open(t, res.Data)
	rows, err := f.GetRows("Cần sửa")
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(rows)
	if !strings.Contains(all, "và 2980 chỗ khác") || !strings.Contains(all, "chỉ 1000 ô đầu có ghi chú") || len(rows) > 60 {
		t.Errorf("%d rows: %.300s", len(rows), all)
	}
}

// rewrite changes or adds parts of a workbook.
func rewrite(t testing.TB, data []byte, change func(name, body string) (string, string), add map[string]string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name, body string) {
		to, err := w.Create(name)
		if err == nil {
			_, err = to.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range z.File {
		from, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(from); err != nil {
			t.Fatal(err)
		}
		put(change(e.Name, b.String()))
	}
	for name, body := range add {
		put(name, body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func same(name, body string) (string, string) { return name, body }

// What can't be marked safely is not marked: the list stands in a workbook of
// its own, which says why, with the same findings.
func TestSeparate(t *testing.T) {
	plain := schoolBook(t)
	// openpyxl names the comments part by an absolute path in a folder of its own.
	openpyxl := rewrite(t, plain, func(name, body string) (string, string) {
		switch {
		case name == "xl/comments1.xml":
			name = "xl/comments/comment1.xml"
		case strings.HasSuffix(name, ".vml"):
			name = "xl/drawings/commentsDrawing1.vml"
		}
		body = strings.ReplaceAll(body, "../comments1.xml", "/xl/comments/comment1.xml")
		body = strings.ReplaceAll(body, "../drawings/vmlDrawing1.vml", "/xl/drawings/commentsDrawing1.vml")
		return name, strings.ReplaceAll(body, "/xl/comments1.xml", "/xl/comments/comment1.xml")
	}, nil)
	for _, c := range []struct {
		name string
		data []byte
		want feedback.Reason
	}{
		{"not a workbook", []byte("<html>"), feedback.Unreadable},
		{"cut short", plain[:len(plain)/2], feedback.Unreadable},
		{"openpyxl's comments", openpyxl, feedback.Comments},
		{"ActiveX", rewrite(t, plain, same, map[string]string{"xl/activeX/activeX1.xml": "<x/>"}), feedback.Parts},
		{"form controls", rewrite(t, plain, same, map[string]string{"xl/ctrlProps/ctrlProp1.xml": "<x/>"}), feedback.Parts},
		{"a signature", rewrite(t, plain, same, map[string]string{"_xmlsignatures/sig1.xml": "<x/>"}), feedback.Parts},
		{"a picture in the header", rewrite(t, plain, same, map[string]string{"xl/drawings/vmlDrawing9.vml": "<xml/>"}), feedback.Parts},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := mark(t, c.data, book())
			if res.Separate != c.want || res.Detail == "" {
				t.Fatalf("%q %q, want %q", res.Separate, res.Detail, c.want)
			}
			f := open(t, res.Data)
			if got := strings.Join(f.GetSheetList(), "|"); got != "Cần sửa" {
				t.Error("sheets:", got)
			}
			rows, err := f.GetRows("Cần sửa")
			if err != nil {
				t.Fatal(err)
			}
			all := fmt.Sprint(rows)
			for _, want := range []string{words(t).Separate[c.want].VI, "Kết quả!B4", "mở tệp gốc"} {
				if !strings.Contains(all, want) {
					t.Errorf("it does not say %q", want)
				}
			}
		})
	}
}

// A school's own sheet may be called as ours is.
func TestSheetNameTaken(t *testing.T) {
	f := open(t, schoolBook(t))
	if _, err := f.NewSheet("cần SỬA"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr("cần SỬA", "A1", "của trường"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	res := mark(t, b.Bytes(), book())
	if res.Separate != "" {
		t.Fatal(res.Separate, res.Detail)
	}
	if got := strings.Join(open(t, res.Data).GetSheetList(), "|"); got != "Cần sửa (2)|Kết quả|Số 'A' liệu|cần SỬA" {
		t.Error(got)
	}
}

// LibreOffice opens what we marked, keeps it, and what it saved can be marked.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("libreoffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI must install LibreOffice: what it saves of a marked workbook is tried")
		}
		t.Skip("libreoffice is not installed: its re-saving of a marked workbook is not tried")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "marked.xlsx")
	if err := os.WriteFile(name, mark(t, schoolBook(t), book()).Data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "--headless", "-env:UserInstallation=file://"+dir+"/lo", "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "out"), name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(dir, "out", "marked.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	wb, err := workbook.Read(saved, workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if !wb.Sheets[0].Feedback() {
		t.Error("our sheet is not known any more after LibreOffice saved it")
	}
	// Its sheets' comments may be numbered apart from their drawings, which the
	// library mixes up: then the list stands in a workbook of its own.
	if res := mark(t, saved, book()); res.Separate != "" && res.Separate != feedback.Comments || res.Notes != 6 {
		t.Fatal(res.Separate, res.Detail)
	}
	// Without comments of ours there is nothing to mix up.
	if res := mark(t, saved, feedback.Book{}); res.Separate != "" {
		t.Fatal(res.Separate, res.Detail)
	}
}

func BenchmarkMark(b *testing.B) {
	data := schoolBook(b)
	w := words(b)
	for b.Loop() {
		if _, err := feedback.Mark(data, book(), w, workbook.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}
