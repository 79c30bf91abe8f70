package parse_test

import (
	"slices"
	"strings"
	"testing"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
)

// The times that schools really wrote (data/date_cases.csv).
// MESSY 39: the table of dates as schools write them.
func TestTimesAsWritten(t *testing.T) {
	for _, row := range table(t, "date_cases.csv") {
		raw := row["raw"]
		c := parse.TimeContext{SchoolYear: "2023-2024"}
		switch {
		case strings.Contains(row["context"], "1904"):
			c.IsDate, c.Date1904 = true, true
		case raw == "44635.75":
			c.Number = true
		case strings.Contains(row["context"], "tháng 11"):
			c.Month = 11
		case strings.Contains(row["context"], "2020"):
			c.SchoolYear = "2019-2020"
		case raw == "Cả năm":
			c.SchoolYear = "" // which year is the caller's
		}
		p := parse.Time(raw, c)
		if row["context"] == "tên trường" {
			p = parse.Date(raw, false, false) // "MN 23/11" has no year, and is no date
		}
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

func TestMessy39Times(t *testing.T) {
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
		{"the first day takes the year of the last", "Từ 25/9 đến 07/10/2017", parse.TimeContext{SchoolYear: "2023-2024"}, "2017-09-25", "2017-10-07", nil, ""},
		{"days of one month", "25-30/9/2017", parse.TimeContext{}, "2017-09-25", "2017-09-30", nil, ""},
		{"days in words", "Từ ngày 10 đến ngày 20 tháng 9 năm 2021", parse.TimeContext{}, "2021-09-10", "2021-09-20", nil, ""},
		{"a day and a month in words without a year", "ngày 15 tháng 6", parse.TimeContext{SchoolYear: "2023-2024"}, "2024-06-15", "2024-06-15", nil, "NGAY_SUY_DOAN"},
		{"months of one year", "Tháng 8 đến tháng 12 năm 2021", parse.TimeContext{}, "2021-08-01", "2021-12-31", nil, ""},
		{"months over New Year", "Từ tháng 9 đến tháng 5/2022", parse.TimeContext{}, "2021-09-01", "2022-05-31", nil, "NGAY_SUY_DOAN"},
		{"a list of months over New Year", "Tháng 12, 01/2018", parse.TimeContext{}, "2017-12-01", "2018-01-31", nil, "NGAY_SUY_DOAN"},
		{"months of the school year", "Từ tháng 9 đến tháng 5", parse.TimeContext{SchoolYear: "2023-2024"}, "2023-09-01", "2024-05-31", nil, ""},
		{"year first, never 22/03/15", "2022/03/15", parse.TimeContext{}, "2022-03-15", "2022-03-15", nil, "NGAY_SUY_DOAN"},
		{"a time stamp", "2022-03-15 00:00:00", parse.TimeContext{}, "2022-03-15", "2022-03-15", nil, ""},
		{"an hour is no day", "trước 17h00 ngày 15/6/2022", parse.TimeContext{}, "", "2022-06-15", nil, ""},
		{"a year of three digits is no date", "15/03/022", parse.TimeContext{SchoolYear: "2023-2024"}, "", "", nil, "NGAY_KHONG_HOP_LE"},
		{"a doubled digit in a lone year", "15/6/20222", parse.TimeContext{}, "2022-06-15", "2022-06-15", nil, "NGAY_SUY_DOAN"},
		{"a repaired year that contradicts its pair", "09/10/20018 đến 18/11/2017", parse.TimeContext{}, "", "", nil, "NGAY_KHONG_HOP_LE"},
		{"until a month's end", "Đến hết tháng 5/2022", parse.TimeContext{}, "", "2022-05-31", nil, ""},
		{"a beginning without an end", "Từ tháng 9/2021", parse.TimeContext{}, "2021-09-01", "", nil, ""},
		{"a quarter", "Quý IV/2021", parse.TimeContext{}, "2021-10-01", "2021-12-31", nil, ""},
		{"years", "giai đoạn 2021-2025", parse.TimeContext{}, "2021-01-01", "2025-12-31", nil, ""},
		{"a school year", "Năm học 2022-2023", parse.TimeContext{SchoolYear: "2023-2024"}, "2022-09-01", "2023-05-31", nil, ""},
		{"a month of two digits and a year of two", "Tháng 9/17", parse.TimeContext{}, "2017-09-01", "2017-09-30", nil, "NGAY_SUY_DOAN"},
		{"two months or a year: not guessed", "Tháng 9/10", parse.TimeContext{SchoolYear: "2023-2024"}, "", "", nil, "NGAY_KHONG_HOP_LE"},
		{"a week of a month in the cell", "Tuần 1 tháng 9/2021", parse.TimeContext{Weeks: weeks}, "2021-09-01", "2021-09-07", []int{1}, "NGAY_SUY_DOAN"},
		{"a week that no month has is a school week", "Tuần 6", parse.TimeContext{Weeks: weeks, Month: 9, SchoolYear: "2017-2018"}, "2017-09-25", "2017-09-30", []int{6}, ""},
		{"from week to week", "Từ tuần 5 đến tuần 6", parse.TimeContext{Weeks: weeks}, "2017-09-18", "2017-09-30", []int{5, 6}, ""},
		{"before a week", "trước tuần 6", parse.TimeContext{Weeks: weeks}, "", "2017-09-24", []int{6}, ""},
		{"days that lie outside their weeks win, and it is said", "Tuần 5 (Từ 2/10/2017 đến 7/10/2017)", parse.TimeContext{Weeks: weeks}, "2017-10-02", "2017-10-07", []int{5}, "NGAY_SUY_DOAN"},
		{"junk after a week", "Tuần 3 xyz", parse.TimeContext{}, "", "", []int{3}, "TUAN_CHUA_CO_LICH"},
		{"without accents", "Truoc thang 5/2024", parse.TimeContext{}, "", "2024-04-30", nil, ""},
		{"a year in prose is not the month's", "Tháng 9/2021, lập kế hoạch năm 2023", parse.TimeContext{}, "2021-09-01", "2021-09-30", nil, ""},
		{"words that are no time are said", "sớm nhất có thể", parse.TimeContext{}, "", "", nil, "NGAY_KHONG_HOP_LE"},
		{"an hour before a day", "trước 15h ngày 20/4/2027", parse.TimeContext{}, "", "2027-04-20", nil, ""},
		{"weeks of a month", "Tuần 3-4 tháng 10", parse.TimeContext{SchoolYear: "2026-2027"}, "2026-10-15", "2026-10-31", []int{3, 4}, "NGAY_SUY_DOAN"},
		{"a note behind the day", "15/3/2027 (đã xong)", parse.TimeContext{}, "2027-03-15", "2027-03-15", nil, ""},
		{"never month first", "13/20/2026", parse.TimeContext{}, "", "", nil, "NGAY_KHONG_HOP_LE"},
		{"a month without any year is said", "Tháng 9", parse.TimeContext{}, "", "", nil, "NGAY_KHONG_HOP_LE"},
		{"one bad day makes the range unreadable", "Từ 1/6/2024 đến 31/6/2024", parse.TimeContext{}, "", "", nil, "NGAY_KHONG_HOP_LE"},
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
	for _, raw := range []string{"", "khi nào xong", "31/6/2027", "tuần 12", "15/6/20277", "15//6/2027", "cả năm", "năm 2027", "từ 15/6/2027", "thường xuyên", "HK I"} {
		if got, err := parse.DueDate(raw, "2026-2027", nil); err == nil {
			t.Errorf("%q is taken as %s", raw, got)
		}
	}
}

func TestMessy39And40Dates(t *testing.T) {
	for _, tc := range []struct {
		raw          string
		isDate, d904 bool
		want         form.Date
		status       parse.Status
	}{
		{"ngày 20 tháng 12 năm 2021", false, false, "2021-12-20", parse.OK},
		{"Hóc Môn, ngày  20 tháng 12  năm 2021", false, false, "2021-12-20", parse.OK},
		{"44635", true, false, "2022-03-15", parse.OK}, {"43173", true, true, "2022-03-15", parse.OK},
		{"59", true, false, "1900-02-28", parse.OK}, {"61", true, false, "1900-03-01", parse.OK},
		{"15-03-22", false, false, "2022-03-15", parse.Guess}, {"Tháng 11/2018", false, false, "2018-11-01", parse.OK},
		{"ngày   tháng   năm 2022", false, false, "", parse.Unreadable}, {"23/11", false, false, "", parse.Unreadable},
		{"-1", true, false, "", parse.Unreadable}, {"", false, false, "", parse.None}, {"-", false, false, "", parse.None},
	} {
		if p := parse.Date(tc.raw, tc.isDate, tc.d904); p.From != tc.want || p.Status() != tc.status {
			t.Errorf("%q: %+v, status %d", tc.raw, p, p.Status())
		}
	}
}
