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
