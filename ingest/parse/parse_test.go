package parse_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

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

func TestMessy42And56Codes(t *testing.T) {
	for raw, want := range map[string]string{
		"Tiêu chí 1.10": "1.10", "TC 5.1": "5.1", "Tiêu chí 5.1: Kết quả": "5.1", "Tiêu chuẩn 5, tiêu chí 1": "5.1", "1.10": "1.10", "1.2. Hội đồng": "1.2",
		"Tiêu chuẩn 3: Cơ sở vật chất": "3", "Tiêu chí 3.2. Khối phòng": "3.2", "TC 1-1": "1.1", "Tổ chức": "", "Cộng": "", "1/2026": "",
		"TC1.1": "1.1", "Tieu chi 1.02": "1.2", "Tiêu chuẩn III. Cơ sở vật chất": "3", "15.3.2022": "", "TC 3": "", "Tiêu chí 5": "", "12.5": "", "1.1.1": "", "1,2": "1.2", "2.5m2 mỗi trẻ": "2.5",
	} {
		if got := parse.CriterionCode(raw, false, false); got.Code != want {
			t.Errorf("%q: %q, want %q", raw, got.Code, want)
		}
	}
	if got := parse.CriterionCode("1.1", true, false); got.Code != "1.1" || !got.Ambiguous {
		t.Errorf("a number 1.1: %+v", got)
	}
	if got := parse.CriterionCode("1.1000000000000001", true, false); got.Code != "1.1" || !got.Ambiguous {
		t.Errorf("a stored 1.1: %+v", got)
	}
	if got := parse.CriterionCode("46054", false, true); got.Code != "1.2" || !got.Ambiguous {
		t.Errorf("1.2 that became 1 February 2026: %+v", got)
	}
	if got := parse.CriterionCode("Tiêu chí 5. Quản lý", false, false); got.Local != "5" {
		t.Errorf("a criterion whose standard stands elsewhere: %+v", got)
	}
	for _, tc := range []struct {
		raw, codes string
		bad        int
	}{
		{"[H2-1.2-01], [H1-1-01-02]; (MC.1.1.01)", "H2-1.2-01 H1-1-01-02 MC.1.1.01", 0}, {"[H1-1.01-01]", "H1-1.1-01", 0}, {"H1.1.1.01", "H1-1.1-01", 0}, {"(H1-1.1-01)", "H1-1.1-01", 0},
		{"[H1-1.1-01", "H1-1.1-01", 0}, {"[H1-1.1-01]\n[H1-1.1-02] và [H1-1.1-01]", "H1-1.1-01 H1-1.1-02 H1-1.1-01", 0}, {"MC 1.1.01", "MC.1.1.01", 0}, {"\u041d1-1.1-01", "H1-1.1-01", 0},
		{"H1-1.1-01-02", "", 1}, {"H0-1.1-01", "", 1}, {"H1-1-1-01", "", 1}, {"H1-1.1-0001", "", 1}, {"TH1-1.1-01", "", 1}, {"H1-1.1-01; 02", "H1-1.1-01", 1}, {"", "", 0},
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
	for raw, want := range map[string]string{"Năm học 2017-2018": "2017-2018", "2017 – 2018": "2017-2018", "NH 17-18": "2017-2018", "Năm học\n2017-2018": "2017-2018", "2017/2018": "2017-2018", "2017-2019": "", "3/2018": "", "2017-18": "2017-2018", "Năm học: 17/18": "2017-2018", "năm học 20..-20..": "", "12/2017-01/2018": "", "2017 đến 2018": "2017-2018"} {
		if got, _ := parse.SchoolYear(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]string{"Trường Mầm non Họa Mi 2": "MN", "TH Lương Sơn": "TH", "Trường TH&THCS": "TH-THCS", "THCS-THPT": "THCS-THPT", "Trung học cơ sở": "THCS", "Lan Anh": ""} {
		if got := parse.SchoolKind(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]int{"Trường đạt Mức 2": 2, "Kết quả: Đạt Mức 3": 3, "Không đạt": 0, "Đạt mức I": 1, "": -1,
		"Trường đạt Mức 1, không đạt Mức 2": 1, "Không đạt Mức 2": -1, "Không đạt Mức 1": 0, "Trường đạt Mức …": -1, "Đạt chuẩn quốc gia mức độ 1": -1, "Đạt Mức 2, đề nghị công nhận chuẩn quốc gia mức độ 1": 2, "Đạt Mức 1, Mức 2": 2, "cấp độ 2": -1} {
		if got, ok := parse.DeclaredLevel(raw); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %d %v", raw, got, ok)
		}
	}
}

func TestMessy51To53And58MarksAndRoles(t *testing.T) {
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
	for _, tc := range []struct {
		raw   string
		col   parse.Column
		kind  parse.MarkKind
		level int
		code  string
	}{
		{"", parse.LevelColumn, parse.MarkBlank, 0, ""}, {"  \n", parse.LevelColumn, parse.MarkBlank, 0, ""},
		{"x (trừ chỉ báo b)", parse.LevelColumn, parse.MarkTick, 0, "DAU_DUOC_HIEU"}, {"Đạt (trừ chỉ báo b)", parse.LevelColumn, parse.MarkPass, 0, "DAU_DUOC_HIEU"},
		{"Đạt Mức 1, Mức 2", parse.ResultColumn, parse.MarkPass, 2, "DAU_DUOC_HIEU"}, {"Đạt Mức 1, 2", parse.ResultColumn, parse.MarkPass, 2, "DAU_DUOC_HIEU"}, {"Mức 1 và 2", parse.ResultColumn, parse.MarkPass, 2, "DAU_DUOC_HIEU"},
		{"Đạt Mức 1, không đạt Mức 2", parse.ResultColumn, parse.MarkPass, 1, "DAU_DUOC_HIEU"}, {"Không đạt Mức 2", parse.ResultColumn, parse.MarkUnknown, 0, "DAU_MO_HO"},
		{"Không đạt Mức 1", parse.ResultColumn, parse.MarkFail, 0, ""}, {"Không đạt Mức 2", parse.LevelColumn, parse.MarkFail, 0, ""}, {"Mức II", parse.ResultColumn, parse.MarkPass, 2, ""},
		{"1", parse.LevelColumn, parse.MarkTick, 0, "DAU_DUOC_HIEU"}, {"1", parse.ResultColumn, parse.MarkPass, 1, "DAU_DUOC_HIEU"}, {"5", parse.ResultColumn, parse.MarkUnknown, 0, "DAU_MO_HO"},
		{"0", parse.LevelColumn, parse.MarkUnknown, 0, "DAU_MO_HO"}, {"0", parse.FailColumn, parse.MarkBlank, 0, ""}, {"0", parse.ResultColumn, parse.MarkFail, 0, "DAU_DUOC_HIEU"},
		{"Đạt", parse.FailColumn, parse.MarkUnknown, 0, "DAU_MO_HO"}, {"x", parse.FailColumn, parse.MarkTick, 0, ""}, {"Không đạt", parse.FailColumn, parse.MarkFail, 0, ""},
		{"Chưa đánh giá", parse.LevelColumn, parse.MarkUnknown, 0, "DAU_MO_HO"}, {"Đạt?", parse.LevelColumn, parse.MarkUnknown, 0, "DAU_MO_HO"}, {"Đạt một phần", parse.ResultColumn, parse.MarkUnknown, 0, "DAU_MO_HO"}, {"✔\ufe0f", parse.LevelColumn, parse.MarkTick, 0, ""}, {"(x)", parse.LevelColumn, parse.MarkTick, 0, "DAU_DUOC_HIEU"}, {"N/A", parse.LevelColumn, parse.MarkNone, 0, "DAU_MO_HO"},
		{"D", parse.LevelColumn, parse.MarkUnknown, 0, "DAU_MO_HO"}, {"#REF!", parse.LevelColumn, parse.MarkUnknown, 0, "CONG_THUC_CHUA_TINH"},
	} {
		if m := marks.Read(tc.raw, tc.col); m != (parse.Mark{Kind: tc.kind, Level: tc.level, Code: tc.code}) {
			t.Errorf("mark %q in column %d: %+v", tc.raw, tc.col, m)
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
	for raw, want := range map[string]string{
		"TT tổ CM 4 - GV": "Tổ trưởng chuyên môn", "Tổ trưởng tổ 2": "Tổ trưởng chuyên môn", "P. BTCB - Phó Hiệu trưởng": "Phó Hiệu trưởng", "Bí thư chi bộ kiêm Hiệu trưởng": "Hiệu trưởng",
		"Uỷ viên HĐ": "Ủy viên Hội đồng", "Hiệu trưởng (Bí thư chi bộ)": "Hiệu trưởng", "PHT CM": "Phó Hiệu trưởng", "GVCN - TTCM": "Tổ trưởng chuyên môn", "P.CTHĐ": "Phó Chủ tịch Hội đồng", "Chủ tịch HĐTĐG": "Chủ tịch Hội đồng", "NVYT": "Y tế", "Bảo  vệ": "Bảo vệ", "": "",
	} {
		if got := roles.Canonical(raw); got != want {
			t.Errorf("role %q: %q, want %q", raw, got, want)
		}
	}
}

// A table that an officer has broken is refused, not half read.
func TestTablesAreReadStrictly(t *testing.T) {
	marks := func(body string) error {
		_, err := parse.LoadMarks(fstest.MapFS{"forms/marks.yaml": {Data: []byte("schema: s\nmarks:\n" + body)}})
		return err
	}
	roles := func(body string) error {
		_, err := parse.LoadRoles(fstest.MapFS{"forms/roles.yaml": {Data: []byte("schema: s\nroles:\n" + body)}})
		return err
	}
	for _, tc := range []struct {
		name  string
		err   error
		fails bool
	}{
		{"marks as they should be", marks(`  - {meaning: tick, text: ["x"]}`), false},
		{"a meaning nobody knows", marks(`  - {meaning: ticked, text: ["x"]}`), true},
		{"a mark with two meanings", marks("  - {meaning: tick, text: [\"x\"]}\n  - {meaning: fail, text: [\"X\"]}"), true},
		{"an unknown field of a mark", marks(`  - {meaning: tick, texts: ["x"]}`), true},
		{"roles as they should be", roles(`  - {name: "Hiệu trưởng", variants: ["HT"]}`), false},
		{"one variant of two roles", roles("  - {name: A, variants: [\"HT\"]}\n  - {name: B, variants: [\"ht 2\"]}"), true},
		{"an unknown field of a role", roles(`  - {name: A, variant: ["HT"]}`), true},
	} {
		if (tc.err != nil) != tc.fails {
			t.Errorf("%s: %v", tc.name, tc.err)
		}
	}
}
