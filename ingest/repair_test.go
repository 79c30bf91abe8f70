package ingest_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// damagedTexts is a council list whose texts went wrong in every way, and what
// the file has in each cell.
func damagedTexts(t *testing.T) ([]byte, map[string]string) {
	t.Helper()
	raw := map[string]string{
		"B2": "NguyÔn ThÞ Hång", "C2": "Hi\u00d6u tr\u00adëng", // TCVN3
		"B3": "Traàn Vaên Nam", "C3": "Phoù Hieäu tröôûng", // VNI
		"B4": "Lê Thị Hoa\u0300", "C4": "Giáo\u00a0 viên\u200b", // mixed NFD, spaces and zero-width
		"B5": "Ðỗ Văn Тư", "C5": "Ke\u0302\u0301 toán", // Eth, Cyrillic
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, head := range []string{"TT", "Họ và tên", "Chức vụ", "Nhiệm vụ"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 1)
		f.SetCellValue("Sheet1", cell, head)
	}
	for i := 2; i <= 5; i++ {
		cell, _ := excelize.CoordinatesToCellName(1, i)
		f.SetCellValue("Sheet1", cell, i-1)
		cell, _ = excelize.CoordinatesToCellName(4, i)
		f.SetCellValue("Sheet1", cell, "Ủy viên")
	}
	for cell, s := range raw {
		f.SetCellValue("Sheet1", cell, s)
	}
	for font, cells := range map[string][2]string{".VnTime": {"B2", "C2"}, "VNI-Times": {"B3", "C3"}} {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: font}})
		if err != nil {
			t.Fatal(err)
		}
		f.SetCellStyle("Sheet1", cells[0], cells[1], style)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), raw
}

// MESSY 15-19, 21: what people read is put right, and what the file has stays:
// in the origin of the figure and in the list of repairs.
func TestMessy15To21RawStaysAndRepairsAreKept(t *testing.T) {
	b := newBench(t)
	data, raw := damagedTexts(t)
	s := b.reader.Read(data, form.File{Name: "a.xlsx"}, ingest.Office{})
	want := []struct{ cell, name, position string }{
		{"B2", "Nguyễn Thị Hồng", "Hiệu trưởng"}, {"B3", "Trần Văn Nam", "Phó Hiệu trưởng"}, {"B4", "Lê Thị Hoà", "Giáo viên"}, {"B5", "Đỗ Văn Tư", "Kế toán"},
	}
	if len(s.Council) != len(want) {
		t.Fatalf("council %+v, findings %+v", s.Council, s.Findings)
	}
	for i, w := range want {
		m := s.Council[i]
		if m.Name != w.name || m.Position != w.position || m.At.Cell != w.cell || m.At.Raw != raw[w.cell] {
			t.Errorf("%s: %+v, want %s, %s with raw %q", w.cell, m, w.name, w.position, raw[w.cell])
		}
	}
	kinds := map[string][]string{}
	for _, r := range s.Repairs {
		kinds[r.Cell] = append(kinds[r.Cell], r.Kind)
		if w, ok := raw[r.Cell]; ok && r.Before != w || r.Before == r.After || r.Sheet != "Sheet1" {
			t.Errorf("repair %+v: the file has %q", r, w)
		}
	}
	for cell, want := range map[string][]string{
		"B2": {"tcvn3"}, "C2": {"tcvn3"}, "B3": {"vni"}, "C3": {"vni"}, "B4": {"nfc"}, "C4": {"invisible", "space"}, "B5": {"look-alike"}, "C5": {"nfc"}, "D3": nil,
	} {
		if !slices.Equal(kinds[cell], want) {
			t.Errorf("%s: repairs %v, want %v", cell, kinds[cell], want)
		}
	}
	counted := map[string]string{}
	for _, f := range s.Findings {
		counted[f.Code] = f.Args["n"]
		if f.Code == "PHONG_TCVN3" && f.At.Raw != raw["B2"] {
			t.Errorf("%+v does not show what the file has", f)
		}
	}
	if counted["PHONG_TCVN3"] != "2" || counted["PHONG_VNI"] != "2" {
		t.Errorf("findings count %v", counted)
	}
}

// With repair switched off nothing is changed, and nothing is said to be.
func TestNoRepairChangesNothing(t *testing.T) {
	b := newBench(t)
	data, raw := damagedTexts(t)
	b.reader.NoRepair = true
	s := b.reader.Read(data, form.File{Name: "a.xlsx"}, ingest.Office{})
	if len(s.Repairs) != 0 || slices.ContainsFunc(s.Findings, func(f form.Finding) bool { return f.Code == "PHONG_TCVN3" || f.Code == "PHONG_VNI" }) {
		t.Errorf("repairs %+v, findings %+v", s.Repairs, s.Findings)
	}
	for _, m := range s.Council {
		if m.At.Raw != raw[m.At.Cell] {
			t.Errorf("%s: raw %q, the file has %q", m.At.Cell, m.At.Raw, raw[m.At.Cell])
		}
	}
	if len(s.Council) != 4 || s.Council[0].Name != raw["B2"] {
		t.Errorf("the first name was changed: %+v", s.Council)
	}
}

// MESSY 59: phones and identity numbers in a list of people are said and kept
// nowhere, not even among the repairs.
func TestMessy59PersonalColumns(t *testing.T) {
	b := newBench(t)
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{
		{"TT", "Họ và tên", "Chức vụ", "Nhiệm vụ", "Số ĐT", "Ngày sinh"},
		{1, "Giáo viên A", "GV", "Ủy viên", "0900\u00a0000\u00a0111", "ngày\u00a01/2/1980"},
		{2, "Giáo viên B", "GV", "Ủy viên", "0900 000 222", "3/4/1981"},
	} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		f.SetSheetRow("Sheet1", cell, &row)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	s := b.reader.Read(buf.Bytes(), form.File{Name: "a.xlsx"}, ingest.Office{})
	i := slices.IndexFunc(s.Findings, func(f form.Finding) bool { return f.Code == "THONG_TIN_CA_NHAN" })
	if i < 0 || s.Findings[i].Args["ds"] != "Số ĐT, Ngày sinh" || s.Findings[i].At.Cell != "E1" {
		t.Errorf("findings %+v", s.Findings)
	}
	if stored := fmt.Sprintf("%+v", *s); len(s.Council) != 2 || strings.Contains(stored, "0900") || strings.Contains(stored, "1980") {
		t.Errorf("kept: %s", stored)
	}
}
