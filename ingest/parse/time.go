package parse

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
)

// Period is a time as a plan writes it. A deadline has From empty and To the
// last good day; weeks without a calendar have no days.
type Period struct {
	From, To  form.Date
	Weeks     []int  // school weeks, or weeks of the month, as written
	Precision string // day, range, month, deadline, week, year
	Code      string // finding to raise; empty when plain
}

// TimeContext is what a time is read against.
type TimeContext struct {
	Number, IsDate, Date1904 bool              // what the cell is
	SchoolYear               string            // "2026-2027": gives a missing year
	Month                    int               // the month column's, for "Tuần 3" of a month
	Weeks                    []form.SchoolWeek // the year's school weeks; nil: unknown
}

const iso = "2006-01-02"

// serial reads an Excel day number; 1900 has a leap day that never was.
func serial(raw string, date1904 bool) Period {
	f, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || f < 1 || f > 2958465 {
		return Period{Code: "NGAY_KHONG_HOP_LE"}
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if f < 60 {
		base = base.AddDate(0, 0, 1)
	}
	d := form.Date(base.AddDate(0, 0, int(math.Floor(f))).Format(iso))
	return Period{From: d, To: d, Precision: "day"}
}

// Date reads one day: a date cell, or D/M/Y text, never M/D. A month alone
// gives its first and last day with precision "month".
func Date(raw string, isDate, date1904 bool) Period {
	if isDate {
		return serial(raw, date1904)
	}
	p := Time(raw, TimeContext{})
	if p.From == "" && p.To == "" && p.Code == "" && text.Clean(raw) != "" {
		p.Code = "NGAY_KHONG_HOP_LE"
	}
	return p
}

var (
	spaces     = regexp.MustCompile(`\s+`)
	dayWords   = regexp.MustCompile(`(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})`)
	dayNumbers = []*regexp.Regexp{ // one separator all through: "1-5/2022" is months
		regexp.MustCompile(`(\d{1,2})\s*/+\s*(\d{1,2})\s*/+\s*(\d{4,5}|\d{2})(?:\D|$)`),
		regexp.MustCompile(`(\d{1,2})-(\d{1,2})-(\d{4,5}|\d{2})(?:\D|$)`),
		regexp.MustCompile(`(\d{1,2})\.(\d{1,2})\.(\d{4,5}|\d{2})(?:\D|$)`),
	}
	dayISO      = regexp.MustCompile(`(\d{4})-(\d{1,2})-(\d{1,2})`)
	dayNoYear   = regexp.MustCompile(`(\d{1,2})\s*/\s*(\d{1,2})(?:\D|$)`)
	monthSchool = regexp.MustCompile(`tháng\s*(\d{1,2})\s*(?:của\s*)?năm học\s*(20\d\d\s*[-–]\s*20\d\d)`)
	monthList   = regexp.MustCompile(`(?:tháng\s*)?(\d{1,2}(?:\s*[,\-–]\s*\d{1,2})*)\s*(?:/|năm)\s*(\d{4})`)
	monthAlone  = regexp.MustCompile(`tháng\s*(\d{1,2}(?:\s*[,\-–]\s*\d{1,2})*)`)
	weekList    = regexp.MustCompile(`(?:tuần|tuan)\s*(\d{1,2}(?:\s*(?:[,;\-–]|đến|và)\s*\d{1,2})*)`)
	listItem    = regexp.MustCompile(`(\d{1,2})(?:\s*(?:[-–]|đến)\s*(\d{1,2}))?`)
	bareMonths  = regexp.MustCompile(`^\d{1,2}(?:\s*[,\-–]\s*\d{1,2})*$`)
)

// Time reads the timeline grammar of FORMS §1. Days written in the cell win
// over week numbers; both are kept. An impossible day is no day.
func Time(raw string, c TimeContext) Period {
	if c.IsDate {
		return serial(raw, c.Date1904)
	}
	s := spaces.ReplaceAllString(strings.ToLower(text.Clean(raw)), " ")
	if s == "" {
		return Period{}
	}
	if c.Number {
		if f, err := strconv.ParseFloat(s, 64); err == nil && f > 20000 && f < 80000 {
			return serial(raw, c.Date1904)
		}
	}
	weeks := weeksOf(s)
	deadline := strings.Contains(s, "trước") || strings.Contains(s, "chậm nhất") || strings.Contains(s, "muộn nhất") || strings.Contains(s, "hạn cuối")
	p, ok := days(s, c)
	if !ok && len(weeks) == 0 || !ok && p.Code != "" {
		if p.Code == "" {
			p, ok = months(s, c)
		}
	}
	if !ok && p.Code == "" && len(weeks) > 0 {
		p = weekDays(weeks, c)
	}
	p.Weeks = weeks
	if !ok && p.Code == "" && len(weeks) == 0 {
		p = wholeYear(s, c)
	}
	if deadline && p.To != "" {
		// "trước tháng 5" is the last day of April; "trước ngày 15/6" and "chậm
		// nhất 31/7" count the day itself: nobody is late on the day (DISTRICT §3).
		if p.Precision == "month" && strings.Contains(s, "trước") {
			first, _ := time.Parse(iso, string(p.From))
			p.To = form.Date(first.AddDate(0, 0, -1).Format(iso))
		}
		p.From, p.Precision = "", "deadline"
	}
	if p.From != "" && p.To != "" && p.From > p.To {
		return Period{Weeks: weeks, Code: "NGAY_KHONG_HOP_LE"}
	}
	return p
}

// ymd makes a day of three numbers, empty when there is no such day.
func ymd(y, m, d int) form.Date {
	if y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31 {
		return ""
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d {
		return ""
	}
	return form.Date(t.Format(iso))
}

func num(s string) int { n, _ := strconv.Atoi(strings.TrimSpace(s)); return n }

// schoolYears gives the two calendar years of a school year, 0 when unknown.
func schoolYears(y string) (int, int) {
	if len(y) != 9 {
		return 0, 0
	}
	return num(y[:4]), num(y[5:])
}

// yearOfMonth gives the calendar year of a month of the school year: from
// August on it is the first one.
func yearOfMonth(m int, schoolYear string) int {
	a, b := schoolYears(schoolYear)
	if m >= 8 {
		return a
	}
	return b
}

// days reads explicit days: one, or a range. ok is false when there is none;
// then a Code says that something like a day was there.
func days(s string, c TimeContext) (Period, bool) {
	type found struct {
		at   int
		date form.Date
		odd  bool // repaired or completed: said
	}
	var all []found
	bad, inferred := false, false
	add := func(at, y, m, d int, odd bool) {
		if date := ymd(y, m, d); date != "" {
			all = append(all, found{at, date, odd})
		} else {
			bad = true
		}
	}
	rest := []byte(s)
	cut := func(i, j int) {
		for ; i < j; i++ {
			rest[i] = '#'
		}
	}
	for _, m := range dayWords.FindAllStringSubmatchIndex(s, -1) {
		add(m[0], num(s[m[6]:m[7]]), num(s[m[4]:m[5]]), num(s[m[2]:m[3]]), false)
		cut(m[0], m[7])
	}
	for _, m := range dayISO.FindAllStringSubmatchIndex(string(rest), -1) {
		add(m[0], num(s[m[2]:m[3]]), num(s[m[4]:m[5]]), num(s[m[6]:m[7]]), false)
		cut(m[0], m[7])
	}
	for i := 0; i < len(dayNumbers); {
		m := dayNumbers[i].FindStringSubmatchIndex(string(rest))
		if m == nil {
			i++
			continue
		}
		y, odd := s[m[6]:m[7]], strings.Contains(s[m[2]:m[7]], "//")
		year := num(y)
		switch len(y) {
		case 2:
			odd = true
			if year += 2000; year > 2079 {
				year -= 100
			}
		case 5: // "20017": a zero too many
			odd = true
			year = num(strings.Replace(y, "00", "0", 1))
		}
		add(m[0], year, num(s[m[4]:m[5]]), num(s[m[2]:m[3]]), odd)
		cut(m[0], m[7])
	}
	if c.SchoolYear != "" {
		for {
			m := dayNoYear.FindStringSubmatchIndex(string(rest))
			if m == nil {
				break
			}
			d, mo := num(s[m[2]:m[3]]), num(s[m[4]:m[5]])
			// "Tháng 01,02/2018" is a month; "31/7" needs its year from the plan.
			if mo <= 12 && d <= 31 {
				inferred = true
				deadlineOnly := strings.Contains(s, "chậm nhất") || strings.Contains(s, "trước")
				add(m[0], yearOfMonth(mo, c.SchoolYear), mo, d, !deadlineOnly)
			} else {
				bad = bad || mo > 12 && d <= 31
			}
			cut(m[0], m[5])
		}
	}
	slices.SortFunc(all, func(a, b found) int { return a.at - b.at })
	switch {
	case len(all) == 0 && bad, len(all) > 0 && bad:
		return Period{Code: "NGAY_KHONG_HOP_LE"}, false
	case len(all) == 0:
		return Period{}, false
	}
	p := Period{From: all[0].date, To: all[len(all)-1].date, Precision: "range"}
	if inferred && p.To < p.From { // "13/07 - 14/08" runs over the year's end
		y, m, d := num(string(p.To[:4])), num(string(p.To[5:7])), num(string(p.To[8:]))
		p.To = ymd(y+1, m, d)
	}
	if len(all) == 1 {
		p.Precision = "day"
	}
	for _, f := range all {
		if f.odd {
			p.Code = "NGAY_SUY_DOAN"
		}
	}
	return p, true
}

// months reads months: "Tháng 9/2017", "Tháng 01,02/2018", "Tháng 12/ 2020 đến
// tháng 12/2022", "Tháng 12 năm 2022", "9" in a month column.
func months(s string, c TimeContext) (Period, bool) {
	var first, last form.Date
	add := func(list string, year int) bool {
		for _, m := range listItem.FindAllStringSubmatch(list, -1) {
			a, b := num(m[1]), num(m[1])
			if m[2] != "" {
				b = num(m[2])
			}
			y, z := year, year
			if year == 0 {
				y, z = yearOfMonth(a, c.SchoolYear), yearOfMonth(b, c.SchoolYear)
			}
			from, to := ymd(y, a, 1), lastDay(z, b)
			if from == "" || to == "" {
				return false
			}
			if first == "" || from < first {
				first = from
			}
			if to > last {
				last = to
			}
		}
		return true
	}
	if m := monthSchool.FindStringSubmatch(s); m != nil {
		if y, ok := SchoolYear(m[2]); ok {
			year := yearOfMonth(num(m[1]), y)
			return Period{From: ymd(year, num(m[1]), 1), To: lastDay(year, num(m[1])), Precision: "month"}, true
		}
	}
	ok := false
	for _, m := range monthList.FindAllStringSubmatch(s, -1) {
		year := num(m[2])
		if year < 1950 {
			return Period{Code: "NGAY_SUY_DOAN"}, false
		}
		if !add(m[1], year) {
			return Period{Code: "NGAY_KHONG_HOP_LE"}, false
		}
		ok = true
	}
	if !ok && c.SchoolYear != "" {
		for _, m := range monthAlone.FindAllStringSubmatch(s, -1) {
			if !add(m[1], 0) {
				return Period{Code: "NGAY_KHONG_HOP_LE"}, false
			}
			ok = true
		}
		if !ok && bareMonths.MatchString(s) {
			if !add(s, 0) {
				return Period{}, false
			}
			ok = true
		}
	}
	if !ok {
		return Period{}, false
	}
	return Period{From: first, To: last, Precision: "month"}, true
}

func lastDay(y, m int) form.Date {
	if ymd(y, m, 1) == "" {
		return ""
	}
	return form.Date(time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Format(iso))
}

// weeksOf lists the weeks that a text names: "Tuần 8,9,10" "Tuần 3 - 8".
func weeksOf(s string) []int {
	var weeks []int
	for _, m := range weekList.FindAllStringSubmatch(s, -1) {
		for _, item := range listItem.FindAllStringSubmatch(m[1], -1) {
			a, b := num(item[1]), num(item[1])
			if item[2] != "" {
				b = num(item[2])
			}
			for w := a; w <= b && w <= 60 && w > 0; w++ {
				if !slices.Contains(weeks, w) {
					weeks = append(weeks, w)
				}
			}
		}
	}
	return weeks
}

// weekDays gives weeks their days: of the month when a month column says so
// (an estimate), else of the school year's calendar.
func weekDays(weeks []int, c TimeContext) Period {
	if c.Month >= 1 && c.Month <= 12 && c.SchoolYear != "" {
		y := yearOfMonth(c.Month, c.SchoolYear)
		end := num(string(lastDay(y, c.Month)[8:]))
		from := min(1+7*(slices.Min(weeks)-1), end)
		to := min(7*slices.Max(weeks), end)
		if slices.Max(weeks) >= 4 {
			to = end
		}
		return Period{From: ymd(y, c.Month, from), To: ymd(y, c.Month, to), Precision: "week", Code: "NGAY_SUY_DOAN"}
	}
	p := Period{Precision: "week"}
	for _, w := range weeks {
		i := slices.IndexFunc(c.Weeks, func(sw form.SchoolWeek) bool { return sw.Number == w })
		if i < 0 {
			return Period{Precision: "week", Code: "TUAN_CHUA_CO_LICH"}
		}
		if p.From == "" || c.Weeks[i].From < p.From {
			p.From = c.Weeks[i].From
		}
		if c.Weeks[i].To > p.To {
			p.To = c.Weeks[i].To
		}
	}
	return p
}

// wholeYear reads "Cả năm"; "Thường xuyên", terms and words give no day.
func wholeYear(s string, c TimeContext) Period {
	a, b := schoolYears(c.SchoolYear)
	if a > 0 && (strings.Contains(s, "cả năm") || strings.Contains(s, "trong năm học")) {
		return Period{From: ymd(a, 9, 1), To: ymd(b, 5, 31), Precision: "year"}
	}
	return Period{}
}

// PrintDate prints a day as people here do, dd/mm/yyyy.
func PrintDate(d form.Date) string {
	t, err := time.Parse(iso, string(d))
	if err != nil {
		return ""
	}
	return t.Format("02/01/2006")
}

// FiveYears is when a certificate signed on a day ends when no end is printed:
// 60 months on; of a month alone, the last day of that month (DISTRICT §4).
func FiveYears(signed form.Date, precision string) form.Date {
	t, err := time.Parse(iso, string(signed))
	if err != nil {
		return ""
	}
	if precision == "month" {
		return lastDay(t.Year()+5, int(t.Month()))
	}
	return form.Date(t.AddDate(5, 0, 0).Format(iso))
}

var weekOfMonth = regexp.MustCompile(`tuần\s*(\d)\s*(?:của\s*)?tháng\s*(\d{1,2})`)

// DueDate reads a due date in the words that offices use: "trước tháng 5/2027",
// "trước ngày 15/6", "chậm nhất 31/7", "tháng 3", "tuần 3 tháng 9", "tuần 12",
// 2027-06-15. It gives the last good day.
func DueDate(raw, schoolYear string, weeks []form.SchoolWeek) (form.Date, error) {
	s := strings.ToLower(text.Clean(raw))
	c := TimeContext{SchoolYear: schoolYear, Weeks: weeks}
	if m := weekOfMonth.FindStringSubmatch(s); m != nil {
		c.Month = num(m[2])
		if p := weekDays([]int{num(m[1])}, c); p.To != "" {
			return p.To, nil
		}
	}
	p := Time(raw, c)
	if p.Code == "TUAN_CHUA_CO_LICH" {
		return "", fmt.Errorf("%q: there is no week calendar for %s; write a day, 15/6, or add weeks", raw, schoolYear)
	}
	if p.To == "" || p.Code == "NGAY_KHONG_HOP_LE" {
		return "", fmt.Errorf("%q is no due date; write for example 15/6/2027, trước ngày 15/6, trước tháng 5/2027, tháng 3, tuần 3 tháng 9", raw)
	}
	return p.To, nil
}
