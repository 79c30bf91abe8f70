package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest"
	"kdcl/ingest/blank"
	"kdcl/ingest/catalogue"
	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

type bench struct {
	reader *ingest.Reader
	rules  *rulebook.Set
	layout *blank.Layout
	words  *catalogue.Catalogue
}

func newBench(t testing.TB) bench {
	t.Helper()
	templates := os.DirFS("../templates")
	rules, err := rulebook.Load(templates)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := ingest.NewReader(templates, rules)
	if err != nil {
		t.Fatal(err)
	}
	layout, err := blank.LoadLayout(templates)
	if err != nil {
		t.Fatal(err)
	}
	words, err := catalogue.Load(templates)
	if err != nil {
		t.Fatal(err)
	}
	return bench{reader, rules, layout, words}
}

// years a rulebook is used in, and the kind of school.
var uses = map[string][2]string{
	"mn-2014": {"MN", "2016-2017"}, "th-2012": {"TH", "2017-2018"}, "ths-2012": {"THCS", "2017-2018"},
	"mn-2018": {"MN", "2022-2023"}, "th-2018": {"TH", "2021-2022"}, "thcs-thpt-2018": {"THCS", "2022-2023"},
	"mn-2024": {"MN", "2025-2026"}, "th-2024": {"TH", "2025-2026"}, "thcs-thpt-2024": {"TH-THCS", "2025-2026"},
	"mn-2026": {"MN", "2026-2027"}, "pt-2026": {"TH", "2026-2027"}, "gdtx-2026": {"GDTX", "2026-2027"},
}

func (b bench) spec(id string, fill *blank.Fill) blank.Spec {
	rb, _ := b.rules.ByID(id)
	use := uses[id]
	names := map[string]string{"MN": "Mầm non Hoa Sen", "TH": "Tiểu học Hoa Sen", "THCS": "THCS Hoa Sen", "TH-THCS": "TH&THCS Hoa Sen", "GDTX": "Trung tâm GDTX Hoa Sen"}
	return blank.Spec{School: form.School{Code: "01234567", Name: names[use[0]], Kind: use[0], Commune: "Xã Một"}, SchoolYear: use[1], Rulebook: rb, Fill: fill}
}

func (b bench) read(t testing.TB, s blank.Spec, office ingest.Office) *form.Submission {
	t.Helper()
	var buf bytes.Buffer
	if err := blank.Form(&buf, s, b.layout); err != nil {
		t.Fatal(err)
	}
	return b.reader.Read(buf.Bytes(), form.File{Name: "thử.xlsx"}, office)
}

func codes(s *form.Submission) []string {
	var out []string
	for _, f := range s.Findings {
		out = append(out, f.Code)
	}
	return out
}

// A blank form is recognised whole, holds no part and no result, and its tally
// closes: under every rulebook.
func TestBlankForm(t *testing.T) {
	b := newBench(t)
	for _, rb := range b.rules.All() {
		s := b.read(t, b.spec(rb.ID, nil), ingest.Office{})
		if len(s.Parts) != 0 || s.Rulebook != rb.ID || s.Code != "01234567" || s.SchoolYear != uses[rb.ID][1] || s.FormVersion != "kdcl-form/1" {
			t.Errorf("%s: parts %v, rulebook %s, code %s, year %s, form %q", rb.ID, s.Parts, s.Rulebook, s.Code, s.SchoolYear, s.FormVersion)
		}
		for _, c := range s.Criteria {
			if c.Level != nil {
				t.Errorf("%s: %s is %d on a blank form", rb.ID, c.Code, *c.Level)
			}
		}
		if len(s.Criteria) != len(rb.Criteria) {
			t.Errorf("%s: %d criteria read, %d printed", rb.ID, len(s.Criteria), len(rb.Criteria))
		}
		for _, tally := range s.Tally {
			if !tally.Closes() {
				t.Errorf("%s: %+v", rb.ID, tally)
			}
		}
		if c := codes(s); slices.ContainsFunc(c, func(c string) bool { return c != "CACH_DANH_DAU" }) {
			t.Errorf("%s: findings %v", rb.ID, s.Findings)
		}
	}
}

// No table of Phần I is cut at the end of a page, and none of its titles stands
// there alone: every page begins with a title, and what stands on it fits.
func TestBlankFormCutsNoTable(t *testing.T) {
	b := newBench(t)
	for _, rb := range b.rules.All() {
		var buf bytes.Buffer
		if err := blank.Form(&buf, b.spec(rb.ID, nil), b.layout); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&buf)
		if err != nil {
			t.Fatal(err)
		}
		const sheet = "Số liệu"
		page, err := f.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		props, err := f.GetSheetProps(sheet)
		if err != nil || *props.FitToPage {
			t.Errorf("%s: breaks do not count where the sheet is fitted to the paper (%v)", rb.ID, err)
		}
		points, across := 841.9, 595.3 // A4, less margins of 0.8 inches, and 0.6 to the right
		if *page.Orientation == "landscape" {
			points, across = across, points
		}
		points = (points - 2*0.8*72) * 100 / float64(*page.AdjustTo)
		across = (across - (0.8+0.6)*72) * 100 / float64(*page.AdjustTo)
		wide := 0.0
		cols, err := f.GetCols(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i := range cols {
			name, _ := excelize.ColumnNumberToName(i + 1)
			chars, err := f.GetColWidth(sheet, name)
			if err != nil {
				t.Fatal(err)
			}
			wide += chars * 6.9 // what LibreOffice gives a character, the widest seen
		}
		if wide > across {
			t.Errorf("%s: the sheet is %.0f points wide, the paper %.0f: its last years would come on pages of their own", rb.ID, wide, across)
		}
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.Index(f.GetSheetList(), sheet) + 1
		part, ok := f.Pkg.Load(fmt.Sprintf("xl/worksheets/sheet%d.xml", at))
		if !ok {
			t.Fatalf("%s: no part for sheet %d", rb.ID, at)
		}
		after := map[int]bool{}
		for _, m := range regexp.MustCompile(`<brk id="(\d+)"`).FindAllStringSubmatch(string(part.([]byte)), -1) {
			row, _ := strconv.Atoi(m[1])
			after[row] = true
		}
		if len(after) == 0 {
			t.Errorf("%s: no page break", rb.ID)
		}
		used := 0.0
		for row := 1; row <= len(rows); row++ {
			height, err := f.GetRowHeight(sheet, row)
			if err != nil {
				t.Fatal(err)
			}
			if after[row-1] {
				if first := rows[row-1]; len(first) == 0 || !strings.Contains(first[0], ". ") {
					t.Errorf("%s: a page begins with row %d, %q", rb.ID, row, first)
				}
				used = 39 // the title is repeated
			}
			if used += height; used > points {
				t.Errorf("%s: row %d stands below the end of its page, %.0f of %.0f points", rb.ID, row, used, points)
			}
		}
		_ = f.Close()
	}
}

// What a school fills in comes out whole, each value with its cell: all parts,
// all rulebooks.
func TestFilledForm(t *testing.T) {
	b := newBench(t)
	for _, rb := range b.rules.All() {
		t.Run(rb.ID, func(t *testing.T) {
			fill := &blank.Fill{
				Levels: map[string]int{}, Indicators: true, Level4: map[int]bool{1: true, 2: false}, Declared: "Mức 1",
				Info: map[string]any{"assessed_on": "20/5/" + uses[rb.ID][1][5:]},
				Rows: map[string][]map[string]any{
					"council": {{"group": "Hội đồng", "name": "Hiệu trưởng", "position": "BTCB - HT", "duty": "Chủ tịch HĐ"}},
					"timeline": {{"time": "Tuần 6,7 (Từ 25/9/2017 đến 07/10/2017)", "activity": "Phổ biến kế hoạch"},
						{"time": "Trước tháng 5/2024", "activity": "Hoàn thiện hồ sơ"}},
					"collection":       {{"standard": "1", "what": "Biên bản", "where": "Trường TH", "responsible": "Nhóm 1", "period": "Tháng 8/2021", "money": "120000 đ"}},
					"assignment":       {{"number": 1, "standard": "Tổ chức bộ máy", "responsible": "Hiệu trưởng", "period": "Tháng 9/2021"}},
					"evidence":         {{"criterion": "1.1", "number": 1, "code": "[" + rb.EvidenceExample + "]", "name": "Kế hoạch chiến lược"}, {"criterion": "1.2", "number": 1, "code": rb.EvidenceExample, "name": "Kế hoạch chiến lược"}},
					"improvement":      {{"criterion": "Tiêu chí 3.2. Khối phòng", "goal": "Có sàn gỗ", "action": "Lắp sàn", "period": "Tháng 12/ 2020 đến tháng 12/2022", "money": "294.157.000\nNguồn điều tiết", "source": "Không"}},
					"improvement-2026": {{"criterion": "3.2", "content": "Sàn gỗ", "action": "Lắp sàn", "period": "Tháng 12/ 2020 đến tháng 12/2022", "money": "294.157.000\nNguồn điều tiết"}},
					"staff":            {{"total": "03", "female": 2}, {"total": 2}, {"total": 30, "female": 30}, {"total": 4}, {"total": 39}},
					"disclosure":       {{"channel": "Website", "time": "25/9/2023"}},
				},
				Facts: func(title, row, year string) any {
					if strings.Contains(title, "lớp") && row != "Cộng" && !strings.HasPrefix(title, "2") {
						return 4
					}
					return nil
				},
			}
			for i, c := range rb.Criteria {
				if i == 1 {
					continue // left blank: chưa đánh giá
				}
				fill.Levels[c.Code] = 1
				if c.MaxLevel() >= 2 && i%2 == 0 {
					fill.Levels[c.Code] = c.MaxLevel()
				}
			}
			s := b.read(t, b.spec(rb.ID, fill), ingest.Office{})
			if want := []string{"plan", "self-assessment", "evidence", "improvement", "statistics", "disclosure"}; !slices.Equal(s.Parts, want) {
				t.Errorf("parts %v", s.Parts)
			}
			if s.Rulebook != rb.ID || s.DeclaredLevel == nil || *s.DeclaredLevel != 1 {
				t.Errorf("rulebook %s, declared %v", s.Rulebook, s.DeclaredLevel)
			}
			for i, c := range s.Criteria {
				want, filled := fill.Levels[c.Code]
				if filled != (c.Level != nil) || filled && *c.Level != want {
					t.Errorf("%s: %v, want %d (%v)", c.Code, c.Level, want, filled)
				}
				if i != 1 && (c.At.Sheet != "Kết quả" || c.At.Raw != "x") {
					t.Errorf("%s comes from %+v", c.Code, c.At)
				}
			}
			if len(rb.Criteria[0].Indicators) > 0 && len(s.Indicators) == 0 {
				t.Error("no indicator was read")
			}
			if len(rb.Level4) > 0 && (len(s.Level4) != len(rb.Level4) || !*s.Level4[0].Pass || *s.Level4[1].Pass || s.Level4[2].Pass != nil) {
				t.Errorf("Mức 4: %+v", s.Level4)
			}
			if len(s.Improvements) != 1 || s.Improvements[0].Criterion != "3.2" || *s.Improvements[0].AmountVND != 294157000 || s.Improvements[0].Source != "Nguồn điều tiết" || s.Improvements[0].To != "2022-12-31" {
				t.Errorf("improvement %+v", s.Improvements)
			}
			if len(s.Milestones) != 2 || s.Milestones[0].From != "2017-09-25" || !slices.Equal(s.Milestones[0].Weeks, []int{6, 7}) || s.Milestones[1].From != "" || s.Milestones[1].To != "2024-04-30" {
				t.Errorf("milestones %+v", s.Milestones)
			}
			if len(s.Evidence) != 1 || s.Evidence[0].Code != rb.EvidenceExample || len(s.EvidenceUses) != 2 || s.EvidenceUses[1].Criterion != "1.2" {
				t.Errorf("evidence %+v, uses %+v", s.Evidence, s.EvidenceUses)
			}
			if len(s.EvidencePlan) != 2 || *slices.MinFunc(s.EvidencePlan, func(a, b form.EvidencePlanItem) int { return strings.Compare(b.Table, a.Table) }).AmountVND != 120000 {
				t.Errorf("evidence plan %+v", s.EvidencePlan)
			}
			if len(s.Council) != 1 || s.Council[0].Position != "Hiệu trưởng" || s.Council[0].Duty != "Chủ tịch HĐ" || s.Council[0].Group != "Hội đồng" {
				t.Errorf("council %+v", s.Council)
			}
			if f := s.Staff[0]; f.Group != "Hiệu trưởng" || f.Measure != "total" || *f.Value != 3 || f.At.Raw != "03" {
				t.Errorf("staff %+v", s.Staff)
			}
			if len(s.Facts) == 0 || s.Facts[0].Table != "classes" || *s.Facts[0].Value != 4 || len(s.Disclosures) != 5 && len(s.Disclosures) != 1 {
				t.Errorf("facts %d, disclosures %+v", len(s.Facts), s.Disclosures)
			}
			for _, tally := range s.Tally {
				if !tally.Closes() {
					t.Errorf("%+v", tally)
				}
			}
		})
	}
}

// The decision table of FORMS §5.1, mark by mark.
func TestMarks(t *testing.T) {
	b := newBench(t)
	// Row 7 of Kết quả is criterion 1.1 of mn-2018 (C Không đạt, D..F Mức 1..3), row 13 is 1.7, without Mức 3.
	for _, tc := range []struct {
		name  string
		cells map[string]any
		code  string
		want  int // -1: unknown
		found string
	}{
		{"nothing marked is not assessed", nil, "1.1", -1, ""},
		{"every level attained", map[string]any{"D": "x", "E": "x", "F": "x"}, "1.1", 3, ""},
		{"Không đạt under a higher level", map[string]any{"D": "x", "E": "Không đạt", "F": "Không đạt"}, "1.1", 1, ""},
		{"failed", map[string]any{"C": "x"}, "1.1", 0, ""},
		{"failed and attained", map[string]any{"C": "x", "D": "x"}, "1.1", -1, "DANH_DAU_MAU_THUAN"},
		{"a gap below the higher mark", map[string]any{"D": "x", "E": "Không đạt", "F": "x"}, "1.1", 1, "MUC_KHONG_LIEN_TUC"},
		{"an unclear mark", map[string]any{"D": "?"}, "1.1", -1, "DAU_MO_HO"},
		{"a formula without result", map[string]any{"D": blank.Formula("1+1")}, "1.1", -1, "CONG_THUC_CHUA_TINH"},
		{"a level that does not exist", map[string]any{"D13": "x", "E13": "x", "F13": "x"}, "1.7", 2, "MUC_KHONG_TON_TAI"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fill := &blank.Fill{Levels: map[string]int{"2.1": 3, "2.2": 3}, Cells: map[string]any{}}
			for cell, v := range tc.cells {
				if len(cell) == 1 {
					cell += "7"
				}
				fill.Cells["Kết quả!"+cell] = v
			}
			s := b.read(t, b.spec("mn-2018", fill), ingest.Office{})
			i := slices.IndexFunc(s.Criteria, func(c form.CriterionResult) bool { return c.Code == tc.code })
			got := -1
			if l := s.Criteria[i].Level; l != nil {
				got = *l
			}
			if got != tc.want {
				t.Errorf("%s is %d, want %d", tc.code, got, tc.want)
			}
			found := slices.DeleteFunc(codes(s), func(c string) bool { return c == "CACH_DANH_DAU" })
			if strings.Join(found, " ") != tc.found {
				t.Errorf("findings %v, want %q", found, tc.found)
			}
		})
	}
}

// Both habits of marking are told apart by table.
func TestHighestOnly(t *testing.T) {
	b := newBench(t)
	levels := map[string]int{"1.1": 3, "1.2": 2, "1.3": 1, "1.4": 0, "2.1": 2}
	for _, only := range []bool{true, false} {
		s := b.read(t, b.spec("mn-2018", &blank.Fill{Levels: levels, HighestOnly: only}), ingest.Office{})
		for _, c := range s.Criteria {
			if want, ok := levels[c.Code]; ok && (c.Level == nil || *c.Level != want) {
				t.Errorf("only the highest %v: %s is %v, want %d", only, c.Code, c.Level, want)
			}
		}
	}
}

// Who sent it, and for which year.
func TestIdentity(t *testing.T) {
	b := newBench(t)
	roster := &form.Roster{Schools: []form.School{
		{Code: "01234567", Name: "Mầm non Hoa Sen", Kind: "MN", Aliases: []string{"Trường MN Sen Hồng"}},
		{Code: "222", Name: "Mầm non Họa Mi 2", Kind: "MN"}, {Code: "333", Name: "MN Sao Mai", Kind: "MN", Commune: "Xã Một"}, {Code: "444", Name: "Mầm non Sao Mai", Kind: "MN", Commune: "Xã Hai"},
		{Code: "555", Name: "Mầm non Cũ", Kind: "MN", Closed: "2022-07-01", MergedInto: "222"},
	}}
	for _, tc := range []struct{ name, code, school, want, found string }{
		{"by code", "01234567", "Mầm non Hoa Sen", "01234567", ""},
		{"a lost zero", "1234567", "Mầm non Hoa Sen", "01234567", "MA_TRUONG_THIEU_SO_0"},
		{"an approved alias", "", "Trường mầm non Sen Hồng", "01234567", "MA_TRUONG_THEO_TEN"},
		{"another spelling of the name", "222", "Trường MN Hoạ Mi II", "222", ""},
		{"code of one, name of another", "222", "Mầm non Hoa Sen", "", "MA_TEN_KHONG_KHOP"},
		{"a name of two schools", "", "Mầm non Sao Mai", "", "TEN_TRUONG_NHIEU"},
		{"nobody", "999", "Mầm non Lạ", "", "MA_TRUONG_SAI"},
		{"a school that was merged away", "555", "Mầm non Cũ", "222", "TRUONG_DA_SAP_NHAP"},
	} {
		spec := b.spec("mn-2018", nil)
		spec.School.Code, spec.School.Name = tc.code, tc.school
		var buf bytes.Buffer
		if err := blank.Form(&buf, spec, b.layout); err != nil {
			t.Fatal(err)
		}
		s := b.reader.Read(buf.Bytes(), form.File{Received: "2023-01-10T08:00:00+07:00"}, ingest.Office{Roster: roster, Year: "2022-2023"})
		found := strings.Join(slices.DeleteFunc(codes(s), func(c string) bool { return c == "CACH_DANH_DAU" || c == "KHOANG_TRANG" }), " ")
		refused := slices.ContainsFunc(s.Findings, func(f form.Finding) bool { return b.words.Severity(f.Code) == form.Refuse })
		if found != tc.found || refused != (tc.want == "") || !refused && s.Code != tc.want {
			t.Errorf("%s: code %s, findings %q", tc.name, s.Code, found)
		}
	}
	s := b.read(t, b.spec("mn-2018", nil), ingest.Office{Year: "2023-2024"})
	if !slices.Contains(codes(s), "SAI_NAM_HOC") {
		t.Errorf("another year's form: %v", codes(s))
	}
}

// Every finding that reading raises is in the catalogue.
func TestFindingsAreCatalogued(t *testing.T) {
	b := newBench(t)
	for _, dir := range []string{".", "parse", "workbook"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			src, err := os.ReadFile(dir + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range strings.Split(string(src), `"`) {
				if len(part) > 6 && strings.Contains(part, "_") && strings.ToUpper(part) == part && strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" {
					n++
					if !b.words.Has(part) {
						t.Errorf("%s/%s raises %s, which the catalogue lacks", dir, e.Name(), part)
					}
				}
			}
		}
		if n == 0 {
			t.Errorf("%s raises nothing: the test looks in the wrong place", dir)
		}
	}
}

func BenchmarkReadForm(bm *testing.B) {
	b := newBench(bm)
	levels := map[string]int{}
	rb, _ := b.rules.ByID("th-2018")
	for _, c := range rb.Criteria {
		levels[c.Code] = 2
	}
	var rows []map[string]any
	for i := range 150 {
		rows = append(rows, map[string]any{"criterion": "1.1", "number": i + 1, "code": fmt.Sprintf("[H1-1.1-%02d]", i+1), "name": fmt.Sprintf("Minh chứng %d", i+1)})
	}
	var buf bytes.Buffer
	if err := blank.Form(&buf, b.spec("th-2018", &blank.Fill{Levels: levels, Indicators: true, Rows: map[string][]map[string]any{"evidence": rows}}), b.layout); err != nil {
		bm.Fatal(err)
	}
	bm.ReportAllocs()
	for bm.Loop() {
		b.reader.Read(buf.Bytes(), form.File{}, ingest.Office{})
	}
}
