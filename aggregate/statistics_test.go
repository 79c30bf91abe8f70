package aggregate_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/ingest/form"
)

// Biểu 5 and 5b keep the order of the schools' forms, also where one school
// wrote its lines elsewhere, and print thousands and decimals as people here do.
func TestStaffAndStatisticsInTheOrderOfTheForm(t *testing.T) {
	w := newWorld(t)
	var schools []form.School
	for _, code := range []string{"S", "T", "U"} {
		schools = append(schools, form.School{Code: code, Name: "Tiểu học " + code, Kind: "TH"})
	}
	w.must(w.db.LoadOffice(t.Context(), form.Unit{Name: "Đơn vị"}, form.Roster{Schools: schools}))
	for i, school := range schools {
		s := form.Submission{Code: school.Code, Rulebook: "pt-2026", Parts: []string{form.PartStatistics}}
		fact := func(table, label string, row int, value float64) {
			if school.Code == "U" { // its sheet stands upside down
				row = 100 - row
			}
			s.Facts = append(s.Facts, form.Fact{Table: table, Row: label, Year: "2026-2027", Value: &value, At: form.Origin{Sheet: "Số liệu", Cell: fmt.Sprintf("F%d", row), Raw: fmt.Sprint(value)}})
		}
		fact("classes", "Khối lớp 2", 6, 8)
		fact("classes", "Khối lớp 1", 5, 9)
		fact("pupils", "Tổng số học sinh", 43, 500)
		fact("pupils", "Bán trú", 45, float64(400+i)+0.25)
		fact("rooms", "Phòng học/Phòng tạm", 16, 0)
		fact("rooms", "Phòng học/Phòng kiên cố", 15, 17)
		for row, group := range []string{"Hiệu trưởng", "Phó Hiệu trưởng", "Giáo viên", "Nhân viên"} {
			value := int64(row + 400)
			s.Staff = append(s.Staff, form.StaffFigure{Group: group, Measure: "total", Value: &value, At: form.Origin{Sheet: "Đội ngũ", Cell: fmt.Sprintf("B%d", row+3), Raw: "x"}})
		}
		w.send(s, "2027-06-01T08:00:00+07:00", false)
	}
	layouts, err := aggregate.LoadLayouts(os.DirFS("../templates"))
	w.must(err)
	r, err := w.db.Report(t.Context(), layouts, "2026-2027")
	w.must(err)
	for id, want := range map[string]string{
		"bieu-5":  "Hiệu trưởng|1.200\nPhó Hiệu trưởng|1.203\nGiáo viên|1.206\nNhân viên|1.209\nCộng|4.818\n|4.818",
		"bieu-5b": "Tiểu học|\nKhối lớp 1|27\nKhối lớp 2|24\nCộng nhóm, lớp tiểu học|51\nPhòng học: Phòng kiên cố|51\nPhòng học: Phòng tạm|0\nTổng số học sinh|1.500\nBán trú|1.203,75\nTỷ lệ học sinh/lớp|29,4",
	} {
		at := map[string][2]int{"bieu-5": {1, 3}, "bieu-5b": {0, 6}}[id]
		var lines []string
		for _, table := range r.Tables {
			for _, row := range table.Rows {
				if table.Layout.ID != id {
					break
				}
				figure := ""
				if row.Kind != report.Group {
					figure = row.Cells[at[1]].Text
				}
				if before := row.Cells; id == "bieu-5b" && row.Kind == report.Total && before[2].Text != "-" {
					t.Errorf("no school has figures of that year: %+v", before)
				}
				lines = append(lines, row.Cells[at[0]].Text+"|"+figure)
			}
		}
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", id, got, want)
		}
	}
}
