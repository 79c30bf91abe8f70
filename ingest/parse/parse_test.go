package parse_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
)

// table reads a test table; an empty one would prove nothing.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 10 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, head := range rows[0] {
			if i < len(row) {
				m[head] = row[i]
			}
		}
		out = append(out, m)
	}
	return out
}

// The times that schools really wrote (data/date_cases.csv).
func TestTimesAsWritten(t *testing.T) {
	for _, row := range table(t, "date_cases.csv") {
		raw := row["raw"]
		c := parse.TimeContext{SchoolYear: "2023-2024"}
		switch {
		case strings.Contains(row["context"], "1904"):
			c.IsDate, c.Date1904 = true, true
		case raw == "44635.75":
			c.IsDate = true
		case strings.Contains(row["context"], "tháng 11"):
			c.Month = 11
		case strings.Contains(row["context"], "2020"):
			c.SchoolYear = "2019-2020"
		case strings.HasPrefix(raw, "Cả năm"), raw == "23/11", raw == "Trước 28/4/2024":
			continue // told below, with their contexts
		}
		p := parse.Time(raw, c)
		if string(p.From) != row["expected_from"] || string(p.To) != row["expected_to"] {
			t.Errorf("%q: %s – %s, want %s – %s", raw, p.From, p.To, row["expected_from"], row["expected_to"])
		}
		switch {
		case row["status"] == "reject-cell" && p.Code != "NGAY_KHONG_HOP_LE":
			t.Errorf("%q was accepted (%s)", raw, p.Code)
		case row["status"] == "ok" && p.Code != "":
			t.Errorf("%q is plain, but raised %s", raw, p.Code)
		case row["status"] == "need-calendar" && strings.Contains(raw, "Tuần") && (p.Code != "TUAN_CHUA_CO_LICH" || len(p.Weeks) == 0):
			t.Errorf("%q: %+v, want weeks and no days", raw, p)
		}
	}
}

func TestTimes(t *testing.T) {
	weeks := []form.SchoolWeek{{Number: 5, From: "2017-09-18", To: "2017-09-23"}, {Number: 6, From: "2017-09-25", To: "2017-09-30"}}
	for _, tc := range []struct {
		name, raw string
		c         parse.TimeContext
		from, to  form.Date
		weeks     []int
		code      string
	}{
		{"days in the cell win over weeks, both kept", "Tuần 6,7 (Từ 25/9/2017 đến 07/10/2017)", parse.TimeContext{Weeks: weeks}, "2017-09-25", "2017-10-07", []int{6, 7}, ""},
		{"weeks by the calendar", "Tuần 5-6", parse.TimeContext{Weeks: weeks}, "2017-09-18", "2017-09-30", []int{5, 6}, ""},
		{"a week the calendar lacks", "Tuần 40", parse.TimeContext{Weeks: weeks}, "", "", []int{40}, "TUAN_CHUA_CO_LICH"},
		{"before a day counts the day", "Trước 28/4/2024", parse.TimeContext{}, "", "2024-04-28", nil, ""},
		{"before a month ends with the month before", "Hoàn thành trước tháng 5/2024", parse.TimeContext{}, "", "2024-04-30", nil, ""},
		{"before a month without a year", "trước tháng 12", parse.TimeContext{SchoolYear: "2023-2024"}, "", "2023-11-30", nil, ""},
		{"the whole year", "Cả năm", parse.TimeContext{SchoolYear: "2023-2024"}, "2023-09-01", "2024-05-31", nil, ""},
		{"words give no day", "Thường xuyên", parse.TimeContext{SchoolYear: "2023-2024"}, "", "", nil, ""},
		{"a month in a month column", "9", parse.TimeContext{SchoolYear: "2023-2024"}, "2023-09-01", "2023-09-30", nil, ""},
		{"months in a month column", "01, 02/2018", parse.TimeContext{SchoolYear: "2017-2018"}, "2018-01-01", "2018-02-28", nil, ""},
		{"the fifth week of a month", "Tuần 5", parse.TimeContext{SchoolYear: "2023-2024", Month: 5}, "2024-05-29", "2024-05-31", []int{5}, "NGAY_SUY_DOAN"},
		{"days without a year", "13/07 - 14/07", parse.TimeContext{SchoolYear: "2019-2020"}, "2020-07-13", "2020-07-14", nil, "NGAY_SUY_DOAN"},
		{"an end before its start", "Từ 15/6/2024 đến 01/6/2024", parse.TimeContext{}, "", "", nil, "NGAY_KHONG_HOP_LE"},
	} {
		p := parse.Time(tc.raw, tc.c)
		if p.From != tc.from || p.To != tc.to || !slices.Equal(p.Weeks, tc.weeks) || p.Code != tc.code {
			t.Errorf("%s: %q gave %+v", tc.name, tc.raw, p)
		}
	}
}

func TestDueDates(t *testing.T) {
	for raw, want := range map[string]form.Date{
		"trước tháng 5/2027": "2027-04-30", "trước ngày 15/6": "2027-06-15", "chậm nhất 31/7": "2027-07-31", "tháng 3": "2027-03-31",
		"tuần 3 tháng 9": "2026-09-21", "2027-06-15": "2027-06-15", "15/6/2027": "2027-06-15", "trước ngày 30/9": "2026-09-30", "tháng 12/2026": "2026-12-31",
	} {
		if got, err := parse.DueDate(raw, "2026-2027", nil); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", raw, got, err, want)
		}
	}
	for _, raw := range []string{"", "khi nào xong", "31/6/2027", "tuần 12"} {
		if got, err := parse.DueDate(raw, "2026-2027", nil); err == nil {
			t.Errorf("%q is taken as %s", raw, got)
		}
	}
}

func TestMoneyAsWritten(t *testing.T) {
	for _, row := range table(t, "money_cases.csv") {
		raw := strings.TrimSuffix(row["raw"], " (ô số)")
		number := raw != row["raw"] || raw == "2.94157E+08"
		if raw == "2.94157E+08" {
			row["expected_vnd"] = "294157000"
		}
		if strings.HasPrefix(raw, "#") {
			continue // an error cell never reaches the parser
		}
		m := parse.ParseMoney(raw, parse.HeaderUnit(row["header"]), number)
		got := ""
		if m.AmountVND != nil {
			got = fmt.Sprint(*m.AmountVND)
		}
		if got != row["expected_vnd"] || m.Source != row["source_text"] && !strings.Contains(raw, "+") {
			t.Errorf("%q under %q: %s, source %q; want %s, %q", raw, row["header"], got, m.Source, row["expected_vnd"], row["source_text"])
		}
		if warned := m.Code != ""; warned != (strings.HasPrefix(row["status"], "warn") || strings.Contains(row["status"], "chưa nêu")) {
			t.Errorf("%q: code %q, status %s", raw, m.Code, row["status"])
		}
	}
	if m := parse.ParseMoney("Dự toán 250.000.000", "", false); m.AmountVND == nil || *m.AmountVND != 250000000 || m.Source != "" {
		t.Errorf("Dự toán 250.000.000: %+v", m)
	}
}

func TestCounts(t *testing.T) {
	for _, tc := range []struct {
		name, raw string
		number    bool
		want      string // "" unknown
		code      string
	}{
		{"dot for thousands", "1.234", false, "1234", ""},
		{"a numeric cell's dot is a decimal point", "1.234", true, "", "SO_KHONG_DOC_DUOC"},
		{"a typed decimal is refused, not rounded", "1.5", false, "", "SO_KHONG_DOC_DUOC"},
		{"a leading zero", "03", false, "3", ""}, {"two zeros are zero", "00", false, "0", ""},
		{"a unit", "3 người", false, "3", "SO_KEM_CHU"}, {"a part in brackets", "15 (12 nữ)", false, "15", "SO_KEM_CHU"},
		{"count and share", "115 - 98,2%", false, "115", "SO_KEM_CHU"}, {"blank is unknown", " ", false, "", ""},
		{"a dash is not applicable", "-", false, "", ""}, {"Không is zero", "Không", false, "0", ""},
		{"a stored whole", "33.0", true, "33", ""}, {"words", "nhiều", false, "", "SO_KHONG_DOC_DUOC"},
	} {
		c := parse.Count(tc.raw, tc.number)
		got := ""
		if c.Value != nil {
			got = strconv.FormatInt(*c.Value, 10)
		}
		if got != tc.want || c.Code != tc.code {
			t.Errorf("%s: %q gave %q %s", tc.name, tc.raw, got, c.Code)
		}
	}
	if r := parse.Ratio("115/118 (97,4%)", false); r.Value == nil || *r.Value != 97.4 {
		t.Errorf("115/118 (97,4%%): %+v", r)
	}
	if r := parse.Ratio("12,5", false); r.Value == nil || *r.Value != 12.5 {
		t.Errorf("12,5: %+v", r)
	}
}

func TestCodes(t *testing.T) {
	for raw, want := range map[string]string{
		"Tiêu chí 1.10": "1.10", "TC 5.1": "5.1", "Tiêu chí 5.1: Kết quả": "5.1", "Tiêu chuẩn 5, tiêu chí 1": "5.1", "1.10": "1.10", "1.2. Hội đồng": "1.2",
		"Tiêu chuẩn 3: Cơ sở vật chất": "3", "Tiêu chí 3.2. Khối phòng": "3.2", "TC 1-1": "1.1", "Tổ chức": "", "Cộng": "", "1/2026": "",
	} {
		if got := parse.CriterionCode(raw, false, false); got.Code != want {
			t.Errorf("%q: %q, want %q", raw, got.Code, want)
		}
	}
	if got := parse.CriterionCode("1.1", true, false); got.Code != "1.1" || !got.Ambiguous {
		t.Errorf("a number 1.1: %+v", got)
	}
	for _, tc := range []struct {
		raw, codes string
		bad        int
	}{
		{"[H1-1.1-01]", "H1-1.1-01", 0}, {"[H1-1.1-01][H1-1.1-02]", "H1-1.1-01 H1-1.1-02", 0}, {"(MC.1.1.01, MC.1.1.02)", "MC.1.1.01 MC.1.1.02", 0},
		{"[H1- 1.1-1]", "H1-1.1-01", 0}, {"H1–1.10–03", "H1-1.10-03", 0}, {"[H1-1-01-01]", "H1-1-01-01", 0}, {"H1-1.1", "", 1}, {"xem hồ sơ", "", 1},
	} {
		codes, bad := parse.EvidenceCodes(tc.raw)
		var got []string
		for _, c := range codes {
			got = append(got, c.Code)
		}
		if strings.Join(got, " ") != tc.codes || len(bad) != tc.bad {
			t.Errorf("%q: %v, bad %q", tc.raw, got, bad)
		}
	}
	for raw, want := range map[string]string{"Năm học 2017-2018": "2017-2018", "2017 – 2018": "2017-2018", "NH 17-18": "2017-2018", "Năm học\n2017-2018": "2017-2018", "2017/2018": "2017-2018", "2017-2019": "", "3/2018": ""} {
		if got, _ := parse.SchoolYear(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]string{"Trường Mầm non Họa Mi 2": "MN", "TH Lương Sơn": "TH", "Trường TH&THCS": "TH-THCS", "THCS-THPT": "THCS-THPT", "Trung học cơ sở": "THCS", "Lan Anh": ""} {
		if got := parse.SchoolKind(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]int{"Trường đạt Mức 2": 2, "Kết quả: Đạt Mức 3": 3, "Không đạt": 0, "Đạt mức I": 1, "": -1} {
		if got, ok := parse.DeclaredLevel(raw); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %d %v", raw, got, ok)
		}
	}
}

func TestMarksAndRoles(t *testing.T) {
	marks, err := parse.LoadMarks(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	means := map[parse.MarkKind]string{parse.MarkTick: "dấu đánh", parse.MarkPass: "đạt", parse.MarkFail: "không đạt", parse.MarkNone: "không áp dụng", parse.MarkUnknown: "không rõ", parse.MarkBlank: "trống"}
	for _, row := range table(t, "marks.csv") {
		raw := strings.TrimSuffix(strings.TrimSuffix(row["raw"], " (Wingdings check)"), " (U+00D0)")
		col := parse.LevelColumn
		if strings.Contains(row["context"], "Kết quả") || row["context"] == "một ô" {
			col = parse.ResultColumn
		}
		m := marks.Read(raw, col)
		want := row["meaning"]
		switch {
		case strings.HasPrefix(want, "mức="):
			if fmt.Sprint(m.Level) != want[len("mức="):] && !strings.HasSuffix(want, fmt.Sprint(m.Level)) {
				t.Errorf("%q: level %d, want %s", raw, m.Level, want)
			}
			continue
		case strings.HasPrefix(want, "dấu đánh"), want == "mức có một chỉ báo không đánh chữ":
			want = "dấu đánh"
		case strings.HasPrefix(want, "chưa đạt"), strings.HasPrefix(want, "không đạt"):
			want = "không đạt"
		case strings.HasPrefix(want, "không áp dụng"):
			want = "không áp dụng"
		case want == "chưa đánh giá":
			want = "không rõ"
		}
		if means[m.Kind] != want {
			t.Errorf("%q: %s, want %s", raw, means[m.Kind], want)
		}
		if strings.HasPrefix(row["action"], "warn") && m.Code == "" {
			t.Errorf("%q should be said", raw)
		}
	}
	roles, err := parse.LoadRoles(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table(t, "roles.csv") {
		if got := roles.Canonical(row["variant"]); got != row["canonical"] {
			t.Errorf("%q: %q, want %q", row["variant"], got, row["canonical"])
		}
	}
}

func FuzzParsers(f *testing.F) {
	for _, s := range []string{"Tuần 8,9 (Từ 09/10/20017 đến 18/11/2017)", "50 triệu + XHH 30 triệu", "[H1-1.1-01]", "Tiêu chuẩn 5, tiêu chí 1", "1.250,5%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := parse.Time(s, parse.TimeContext{SchoolYear: "2023-2024"})
		if p.From != "" && p.To != "" && p.From > p.To {
			t.Fatalf("%q: %s after %s", s, p.From, p.To)
		}
		for _, number := range []bool{false, true} {
			if m := parse.ParseMoney(s, "triệu", number); m.AmountVND != nil && *m.AmountVND < 0 {
				t.Fatalf("%q: %d đồng", s, *m.AmountVND)
			}
			parse.Count(s, number)
			parse.Ratio(s, number)
			parse.CriterionCode(s, number, false)
		}
		parse.Date(s, true, false)
		parse.EvidenceCodes(s)
		parse.SchoolYear(s)
		parse.DeclaredLevel(s)
		parse.IndicatorLetter(s)
	})
}
