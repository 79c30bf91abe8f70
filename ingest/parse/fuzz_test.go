package parse_test

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
)

// What must hold for any text at all: a day is a real one, a range runs
// forward, nothing is below zero, and text with letters or digits is never
// passed over in silence.

// numbered reports whether a text holds a number of that value.
func numbered(s string, n int) bool {
	for _, f := range strings.FieldsFunc(text.Clean(s), func(r rune) bool { return r < '0' || r > '9' }) {
		if v, err := strconv.Atoi(f); err == nil && v == n {
			return true
		}
	}
	return false
}

// subsequence reports whether the digits of a printed value, zeros aside, stand
// in a text in their order.
func subsequence(value, s string) bool {
	s = text.Clean(s)
	for _, d := range value {
		if d < '1' || d > '9' {
			continue
		}
		i := strings.IndexRune(s, d)
		if i < 0 {
			return false
		}
		s = s[i+1:]
	}
	return true
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{"Tuần 8,9 (Từ 09/10/20017 đến 18/11/2017)", "Tháng 12, 01/2018", "13/07 - 14/08", "trước tháng 1", "Quý I năm 2022", "tháng 10 năm học 2025-2026", "17h00 15.3.22", "2022-03-15"} {
		for month := range 3 {
			f.Add(s, "2023-2024", month)
		}
	}
	calendar := []form.SchoolWeek{{Number: 1, From: "2023-09-05", To: "2023-09-09"}, {Number: 2, From: "2023-09-11", To: "2023-09-16"}}
	f.Fuzz(func(t *testing.T, s, year string, month int) {
		c := parse.TimeContext{SchoolYear: year, Month: month, Weeks: calendar}
		for _, p := range []parse.Period{parse.Time(s, c), parse.Date(s, false, false), parse.Date(s, true, true)} {
			for _, d := range []form.Date{p.From, p.To} {
				if _, err := time.Parse("2006-01-02", string(d)); d != "" && err != nil {
					t.Fatalf("%q: %q is no day", s, d)
				}
			}
			if p.From != "" && p.To != "" && p.From > p.To {
				t.Fatalf("%q: %s after %s", s, p.From, p.To)
			}
			if p.Code == "NGAY_KHONG_HOP_LE" && (p.From != "" || p.To != "") {
				t.Fatalf("%q is no date, but gave %+v", s, p)
			}
		}
		// A day read without a word to the school stands in the text.
		if p := parse.Time(s, parse.TimeContext{}); p.Status() == parse.OK && p.Precision == "day" {
			at, err := time.Parse("2006-01-02", string(p.From))
			if err != nil || !numbered(s, at.Day()) || !numbered(s, int(at.Month())) || !numbered(s, at.Year()) {
				t.Fatalf("%q gave %s in silence", s, p.From)
			}
		}
		if p := parse.Time(s, c); p.Status() == parse.None && p.Precision == "" && strings.ContainsAny(s, "abcdxyz123") {
			t.Fatalf("%q was passed over in silence", s)
		}
		if d, err := parse.DueDate(s, year, calendar); (d == "") == (err == nil) {
			t.Fatalf("%q: due %q, %v", s, d, err)
		}
	})
}

func FuzzMoney(f *testing.F) {
	for _, s := range []string{"294.157.000\nNguồn điều tiết", "50 triệu + XHH 30 triệu", "1,5 tỷ", "1tr5", "2 tỷ 500 triệu", "10%", "Không", "2.94157E+08", "İ 5đ"} {
		f.Add(s, "triệu")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, s, unit string) {
		parse.HeaderUnit(s)
		for _, number := range []bool{false, true} {
			m := parse.ParseMoney(s, unit, number)
			if m.AmountVND != nil && (*m.AmountVND < 0 || m.Code == "KINH_PHI_MO_HO" || m.Code == "KINH_PHI_CHUA_NEU") {
				t.Fatalf("%q: %d đồng, %s", s, *m.AmountVND, m.Code)
			}
			if utf8.ValidString(s) && !utf8.ValidString(m.Source) {
				t.Fatalf("%q: source %q", s, m.Source)
			}
			// What is read in silence is written so: its digits, zeros aside.
			if m.Status() == parse.OK && !number && !subsequence(fmt.Sprint(*m.AmountVND), s) {
				t.Fatalf("%q gave %d đồng in silence", s, *m.AmountVND)
			}
			if m.Status() == parse.None && strings.ContainsAny(s, "abcdxyz123") {
				t.Fatalf("%q was passed over in silence", s)
			}
		}
	})
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1.250,5%", "115 - 98,2%", "115/118 (97,4%)", "15 (12 nữ)", "03", "Không", "1e400", "0x1p3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, number := range []bool{false, true} {
			c, r := parse.Count(s, number), parse.Ratio(s, number)
			if c.Value != nil && *c.Value < 0 || r.Value != nil && (*r.Value < 0 || math.IsNaN(*r.Value) || math.IsInf(*r.Value, 0)) {
				t.Fatalf("%q: %+v, %+v", s, c, r)
			}
			if c.Status() == parse.OK && !number && !subsequence(fmt.Sprint(*c.Value), s) || r.Status() == parse.OK && !number && !subsequence(strconv.FormatFloat(*r.Value, 'f', -1, 64), s) {
				t.Fatalf("%q gave %+v, %+v in silence", s, c, r)
			}
			if (c.Status() == parse.None || r.Status() == parse.None) && strings.ContainsAny(s, "abcdxyz123") {
				t.Fatalf("%q was passed over in silence", s)
			}
		}
	})
}

func FuzzCodes(f *testing.F) {
	for _, s := range []string{"[H1-1.1-01][H1-1-01-01]", "(MC.1.1.01, MC.1.1.02)", "Tiêu chuẩn 5, tiêu chí 1", "NH 17-18", "1.10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		codes, _ := parse.EvidenceCodes(s)
		for _, c := range codes {
			again, bad := parse.EvidenceCodes(c.Code)
			if len(again) != 1 || again[0] != c || len(bad) > 0 {
				t.Fatalf("%q gave %q, which reads as %v, %q", s, c.Code, again, bad)
			}
			if got := parse.CriterionCode(c.Criterion, false, false); got.Code != c.Criterion && !strings.HasSuffix(c.Criterion, "0") && len(c.Criterion) < 4 {
				t.Fatalf("%q: criterion %q reads as %+v", s, c.Criterion, got)
			}
		}
		if y, ok := parse.SchoolYear(s); ok {
			if again, _ := parse.SchoolYear(y); again != y {
				t.Fatalf("%q gave %q, which reads as %q", s, y, again)
			}
		}
		if n, ok := parse.DeclaredLevel(s); n < 0 || n > 4 || !ok && n != 0 && n > 4 {
			t.Fatalf("%q: level %d", s, n)
		}
		for _, number := range []bool{false, true} {
			parse.CriterionCode(s, number, false)
			parse.CriterionCode(s, number, true)
		}
		parse.IndicatorLetter(s)
		parse.SchoolKind(s)
		parse.ItemNumber(s)
		parse.Grade(s)
	})
}

func FuzzMarks(f *testing.F) {
	marks, err := parse.LoadMarks(os.DirFS("../../templates"))
	if err != nil {
		f.Fatal(err)
	}
	roles, err := parse.LoadRoles(os.DirFS("../../templates"))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"x (trừ chỉ báo b)", "Đạt Mức 1, Mức 2", "Không đạt", "--------", "muc m 1", "dat muc"} {
		f.Add(s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, s string, col uint8) {
		m := marks.Read(s, parse.Column(col%3))
		if m.Level < 0 || m.Level > 4 || m.Kind == parse.MarkUnknown && m.Code == "" {
			t.Fatalf("%q: %+v", s, m)
		}
		if once := roles.Canonical(s); roles.Canonical(once) != once {
			t.Fatalf("%q: %q, then %q", s, once, roles.Canonical(once))
		}
	})
}
