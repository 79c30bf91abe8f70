package parse

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
)

// Period is a time as a plan writes it. A deadline ("trước …", "chậm nhất …",
// "đến hết …") has From empty and To the last good day; "từ …" alone has To
// empty; weeks without a calendar have no days. From is never after To.
type Period struct {
	From, To  form.Date
	Weeks     []int  // school weeks, or weeks of the month, as written
	Precision string // day, range, month, deadline, from, week, year, semester, none; empty when nothing is known
	Code      string // finding to raise; empty when plain

	typo bool // read only after putting a slip of the keys right
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
	if err != nil || !(f >= 1 && f < 2958466) {
		return Period{Code: "NGAY_KHONG_HOP_LE"}
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if f < 60 {
		base = base.AddDate(0, 0, 1)
	}
	t := base.AddDate(0, 0, int(math.Floor(f)))
	if t.Year() > 9999 {
		return Period{Code: "NGAY_KHONG_HOP_LE"}
	}
	d := form.Date(t.Format(iso))
	return Period{From: d, To: d, Precision: "day"}
}

// Date reads one day: a date cell, or D/M/Y text, never M/D. A month alone
// gives its first and last day with precision "month"; a year alone is no date.
func Date(raw string, isDate, date1904 bool) Period {
	if isDate {
		return serial(raw, date1904)
	}
	p := Time(raw, TimeContext{Date1904: date1904})
	switch {
	case p.Precision == "day", p.Precision == "month", p.Precision == "deadline":
		return p
	case p.Precision == "range":
		if p.Code == "" {
			p.Code = "NGAY_SUY_DOAN"
		}
		return p
	case text.Clean(raw) == "" || strings.Trim(fold(raw), "-. ") == "":
		return Period{}
	}
	return Period{Code: "NGAY_KHONG_HOP_LE"}
}

// openWords are times without days that are said on purpose; anything else
// without a day is unreadable, and said.
var openWords = []string{
	"thuong xuyen", "hang nam", "hang thang", "hang tuan", "hang ngay", "dinh ky", "lien tuc", "suot nam",
	"theo ke hoach", "theo lich", "theo quy dinh", "khi co", "khi can", "khong xac dinh", "hang quy",
}

// Time reads the timeline grammar of FORMS §1. Days written in the cell win
// over week numbers; both are kept. An impossible day is no day, and a missing
// year comes from the other end of the range, else from the school year:
// August to December lie in its first year.
func Time(raw string, c TimeContext) Period {
	if c.IsDate {
		return serial(raw, c.Date1904)
	}
	s := fold(raw)
	if strings.Trim(s, "-. /") == "" {
		return Period{}
	}
	if isErrorText(s) {
		return Period{Code: "CONG_THUC_CHUA_TINH"}
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f > 20000 && f < 80000 {
		p := serial(s, c.Date1904) // a day whose cell lost its date format
		if !c.Number {
			p.Code = "NGAY_SUY_DOAN"
		}
		return p
	}
	w := readTime(s)
	if w.schoolYear != "" {
		if len(w.moments) == 0 && len(w.weeks) == 0 {
			w.whole = true
		}
		c.SchoolYear = w.schoolYear
	}
	if w.only && c.Month == 0 && c.SchoolYear != "" { // "9", "9-12" in a month column
		for _, sp := range w.loose {
			w.moments = append(w.moments, moment{m: sp.a})
			if sp.b != sp.a {
				w.moments = append(w.moments, moment{m: sp.b, link: until})
			}
		}
	}
	p := w.period(s, c)
	p.Weeks = w.weeks
	return p
}

func (w *written) period(s string, c TimeContext) Period {
	switch {
	case w.bad:
		return Period{Code: "NGAY_KHONG_HOP_LE"}
	case len(w.moments) > 0:
		p := w.days(c)
		if from, to, ok := calendarDays(w.weeks, c.Weeks); ok && p.Code == "" && p.From != "" && (p.From > to || p.To < from) {
			p.Code = "NGAY_SUY_DOAN" // the days win, but the weeks are elsewhere
		}
		return p
	case len(w.weeks) > 0:
		p := weekDays(*w, c)
		switch {
		case p.From == "" || w.weekLink != before && w.weekLink != by:
		case w.weekLink == before:
			p.To, p.From, p.Precision = addDays(p.From, -1), "", "deadline"
		default:
			p.From, p.Precision = "", "deadline"
		}
		return p
	case w.semester:
		return Period{Precision: "semester", Code: "TUAN_CHUA_CO_LICH"} // terms begin and end by the province's calendar
	case w.whole:
		if a, b := schoolYears(c.SchoolYear); a > 0 {
			return Period{From: ymd(a, 9, 1), To: ymd(b, 5, 31), Precision: "year"}
		}
		return Period{Precision: "year"}
	}
	if w.open || IsNone(s) {
		return Period{Precision: "none"}
	}
	return Period{Code: "NGAY_KHONG_HOP_LE"}
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

func lastDay(y, m int) form.Date {
	if ymd(y, m, 1) == "" {
		return ""
	}
	return form.Date(time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Format(iso))
}

func addDays(d form.Date, n int) form.Date {
	t, err := time.Parse(iso, string(d))
	if err != nil {
		return ""
	}
	return form.Date(t.AddDate(0, 0, n).Format(iso))
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

// span gives a moment's first and last day; empty when there is no such day.
func (m moment) span() (from, to form.Date) {
	switch {
	case m.m == 0:
		return ymd(m.y, 1, 1), ymd(m.y, 12, 31)
	case m.d == 0:
		return ymd(m.y, m.m, 1), lastDay(m.y, m.m)
	}
	d := ymd(m.y, m.m, m.d)
	return d, d
}

func (m moment) after(o moment) bool { return m.m > o.m || m.m == o.m && m.d > o.d && o.d > 0 }

// repairYear puts a year of five digits right: the one doubled digit too many
// ("20017"), or, with the other end of the range known, the one year that fits.
func repairYear(five string, partner int) int {
	fits := func(doubledOnly bool) int {
		year := 0
		for i := range five {
			if doubledOnly && (i == 0 || five[i] != five[i-1]) {
				continue
			}
			y := num(five[:i] + five[i+1:])
			if y < 1990 || y > 2099 || partner > 0 && (y < partner-1 || y > partner+1) || y == year {
				continue
			}
			if year != 0 {
				return 0 // two readings: no guess
			}
			year = y
		}
		return year
	}
	if y := fits(true); y > 0 || partner == 0 {
		return y
	}
	return fits(false)
}

// completeYears gives every moment its year, or reports that one has none. A
// year from the range's other end is as good as written; crossing New Year for
// it, or taking it from the school year for a day, is said.
func (w *written) completeYears(c TimeContext) bool {
	ms := w.moments
	partner := func(i int) int {
		for _, j := range []int{i + 1, i - 1} {
			if j >= 0 && j < len(ms) && ms[j].y > 0 {
				return ms[j].y
			}
		}
		return 0
	}
	for i := range ms {
		if ms[i].five != "" {
			if ms[i].y = repairYear(ms[i].five, partner(i)); ms[i].y == 0 {
				return false
			}
		}
	}
	for i := len(ms) - 2; i >= 0; i-- { // from the end of the range
		if ms[i].y == 0 && ms[i].m > 0 && ms[i+1].y > 0 && ms[i+1].m > 0 && w.schoolYear == "" {
			ms[i].y = ms[i+1].y
			if ms[i].after(ms[i+1]) {
				ms[i].y, ms[i].odd = ms[i].y-1, true
			}
		}
	}
	for i := range ms {
		if ms[i].y != 0 {
			continue
		}
		if i > 0 && ms[i-1].y > 0 && ms[i-1].m > 0 && w.schoolYear == "" && !ms[i-1].fromPlan {
			ms[i].y, ms[i].odd = ms[i-1].y, true
			if ms[i-1].after(ms[i]) {
				ms[i].y++
			}
			continue
		}
		if ms[i].y = yearOfMonth(ms[i].m, c.SchoolYear); ms[i].y == 0 {
			return false
		}
		ms[i].fromPlan = true
		if ms[i].d > 0 && ms[i].link != before && ms[i].link != by {
			ms[i].odd = true
		}
		// "13/07 - 14/08" runs into the next school year.
		if i > 0 && ms[i].link == until && (ms[i].y < ms[i-1].y || ms[i].y == ms[i-1].y && ms[i-1].after(ms[i])) {
			ms[i].y = ms[i-1].y
			if ms[i-1].after(ms[i]) {
				ms[i].y++
			}
		}
	}
	return true
}

// days reads the moments: one, a list, or a range.
func (w *written) days(c TimeContext) Period {
	invalid := Period{Code: "NGAY_KHONG_HOP_LE"}
	// "Tháng 9 … năm 2022": a year alone beside days or months is prose.
	if slices.ContainsFunc(w.moments, func(m moment) bool { return m.m > 0 }) {
		w.moments = slices.DeleteFunc(w.moments, func(m moment) bool { return m.m == 0 })
	}
	if !w.completeYears(c) {
		return invalid
	}
	p := Period{Precision: "range"}
	ranged, old := false, false
	for i, m := range w.moments {
		from, to := m.span()
		if from == "" || to == "" {
			return invalid
		}
		old = old || m.y < 1950
		if m.m == 0 {
			p.Precision = "year"
		} else if m.d == 0 {
			p.Precision = "month"
		}
		if m.odd {
			p.Code = "NGAY_SUY_DOAN"
		}
		p.typo = p.typo || m.typo
		ranged = ranged || i > 0 && m.link == until
		if i > 0 && m.link == alone && m.d > 0 && p.Code == "" {
			p.Code = "NGAY_SUY_DOAN" // two days are not the time between them
		}
		if p.From == "" || from < p.From && !ranged {
			p.From = from
		}
		if p.To == "" || to > p.To || ranged {
			p.To = to
		}
	}
	if old {
		return Period{Code: "NGAY_KHONG_HOP_LE"}
	}
	first, last := w.moments[0], w.moments[len(w.moments)-1]
	if len(w.moments) == 1 && first.d > 0 {
		p.Precision = "day"
	}
	if last.link == before && last.d == 0 {
		// "trước tháng 5" is the last day of April; "trước ngày 15/6" and "chậm
		// nhất 31/7" count the day itself: nobody is late on the day (DISTRICT §3).
		from, _ := last.span()
		p.To = addDays(from, -1)
	}
	switch {
	case first.link == before || first.link == by || len(w.moments) == 1 && first.link == until:
		p.From, p.Precision = "", "deadline"
	case len(w.moments) == 1 && first.link == after && first.d == 0:
		p.From, p.To, p.Precision = addDays(p.To, 1), "", "from"
	case len(w.moments) == 1 && (first.link == since || first.link == after):
		p.To, p.Precision = "", "from"
	}
	if p.From != "" && p.To != "" && p.From > p.To {
		return invalid
	}
	return p
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

// DueDate reads a due date in the words that offices use: "trước tháng 5/2027",
// "trước ngày 15/6", "chậm nhất 31/7", "tháng 3", "tuần 3 tháng 9", "tuần 12",
// 2027-06-15. It gives the last good day. Nothing is repaired here: the office
// writes unit.yaml itself and is asked to put a slip right.
func DueDate(raw, schoolYear string, weeks []form.SchoolWeek) (form.Date, error) {
	p := Time(raw, TimeContext{SchoolYear: schoolYear, Weeks: weeks})
	if p.Code == "TUAN_CHUA_CO_LICH" && p.Precision == "week" {
		return "", fmt.Errorf("%q: there is no week calendar for %s; write a day, 15/6, or add weeks", raw, schoolYear)
	}
	if p.To == "" || p.typo || p.Code == "NGAY_KHONG_HOP_LE" || p.Precision == "year" {
		return "", fmt.Errorf("%q is no due date; write for example 15/6/2027, trước ngày 15/6, trước tháng 5/2027, chậm nhất 31/7, tháng 3, tuần 3 tháng 9", raw)
	}
	return p.To, nil
}
