package ingest_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// MESSY 2, 12, 13: a name that lies, formatted emptiness and figures from
// another workbook are said, and the workbook is read all the same.
func TestMessy2And12And13WholeFile(t *testing.T) {
	x := excelize.NewFile()
	defer x.Close()
	style, err := x.NewStyle(&excelize.Style{Border: []excelize.Border{{Type: "left", Style: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		x.SetCellValue("Sheet1", "A1", "Kinh phí"), x.SetCellValue("Sheet1", "B1", 120),
		x.SetCellFormula("Sheet1", "B1", "'[KH 2025.xlsx]Sheet1'!B3"),
		x.SetCellFormula("Sheet1", "B2", "[1]Sheet1!B4"), // never calculated: said as that alone
		x.SetCellStyle("Sheet1", "A3", "A12000", style),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"kh.xlsx": "VUNG_TRONG_LON LIEN_KET_TEP_KHAC@B1", "KH.XLSX": "VUNG_TRONG_LON LIEN_KET_TEP_KHAC@B1",
		"kh.xls": "TEP_SAI_DUOI VUNG_TRONG_LON LIEN_KET_TEP_KHAC@B1", "kh.xlsm": "TEP_SAI_DUOI VUNG_TRONG_LON LIEN_KET_TEP_KHAC@B1",
		"BC ngày 15.6": "VUNG_TRONG_LON LIEN_KET_TEP_KHAC@B1",
	} {
		s := newBench(t).reader.Read(b.Bytes(), form.File{Name: name}, ingest.Office{})
		var got []string
		for _, f := range s.Findings {
			switch f.Code {
			case "LIEN_KET_TEP_KHAC":
				got = append(got, f.Code+"@"+f.At.Cell)
			case "TEP_SAI_DUOI", "VUNG_TRONG_LON":
				got = append(got, f.Code)
			}
		}
		if all := strings.Join(got, " "); all != want {
			t.Errorf("%s: %s, want %s", name, all, want)
		}
	}
}

// MESSY 2: the same results as a workbook, as a page and as lines of values: each
// says the same, and the disguised ones say what they are.
func TestMessy02ReadAsWhatTheyAre(t *testing.T) {
	b := newBench(t)
	rows := [][]string{
		{"TRƯỜNG MẦM NON HOA SEN"}, {"Năm học 2022-2023"}, {"Tiêu chí", "Không đạt", "Mức 1", "Mức 2", "Mức 3"},
		{"1.1", "", "x", "x", ""}, {"1.2", "x", "", "", ""}, {"1.10", "", "x", "", ""},
	}
	page, lines := "<html><body><table>", ""
	for _, row := range rows {
		page += "<tr><td>" + strings.Join(row, "</td><td>") + "</td></tr>\r\n"
		lines += strings.Join(row, ";") + strings.Repeat(";", 5-len(row)) + "\r\n"
	}
	page += "</table></body></html>"
	for _, tc := range []struct{ name, data, want, said string }{
		{"a.xls", page, "1.1=2 1.2=0 1.10=1", "HTML"}, {"a.XLSX", page, "1.1=2 1.2=0 1.10=1", "HTML"}, {"a.xls", lines, "1.1=2 1.2=0 1.10=1", "CSV"},
		{"a.xls", page[:len(page)/2], "", ""}, {"a.htm", page, "", ""}, {"a.csv", lines, "", ""},
	} {
		s := b.reader.Read([]byte(tc.data), form.File{Name: tc.name}, ingest.Office{})
		said := ""
		for _, f := range s.Findings {
			if f.Code == "TEP_SAI_DUOI" {
				said = f.Args["loai"]
			}
		}
		if levels(s) != tc.want || said != tc.said || b.refused(s) != (tc.want == "") || tc.want != "" && s.SchoolYear != "2022-2023" {
			t.Errorf("%s: %q, read as %q, %v", tc.name, levels(s), said, s.Findings)
		}
		for _, tally := range s.Tally {
			if !tally.Closes() {
				t.Errorf("%s: the tally does not close: %+v", tc.name, tally)
			}
		}
	}
	if sev := b.words.Severity("TEP_SAI_DUOI"); sev != form.Warning {
		t.Errorf("it is %s", sev)
	}
}
