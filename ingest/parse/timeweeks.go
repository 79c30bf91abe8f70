package parse

import (
	"fmt"
	"slices"

	"kdcl/ingest/form"
)

func yearText(a, b int) string { return fmt.Sprintf("%04d-%04d", a, b) }

// maxWeek is above any week of a school year; seeds run to 35.
const maxWeek = 60

// weeks reads what follows "tuần": a list, perhaps of a month.
func (r *reader) weeks() {
	for r.word(r.i, "thu", "le", "hoc") {
		r.i++
	}
	spans, e := r.list(r.i, false)
	if spans == nil {
		if r.at(r.i).digits > 2 {
			r.w.bad = true
			r.i++
		}
		return
	}
	r.i = e
	if r.at(e).word == "" && r.at(e).sign == '/' { // "tuần 3/9" may be many things
		r.w.bad = true
		return
	}
	if r.l == until && len(r.w.weeks) > 0 { // "từ tuần 3 đến tuần 8"
		spans[0].a = r.w.weeks[len(r.w.weeks)-1]
		r.l = alone
	}
	if len(r.w.weeks) == 0 {
		r.w.weekLink = r.l
	}
	for _, s := range spans {
		if s.a < 1 || s.b > maxWeek || s.b < s.a {
			r.w.bad = true
			return
		}
		for n := s.a; n <= s.b; n++ {
			if !slices.Contains(r.w.weeks, n) {
				r.w.weeks = append(r.w.weeks, n)
			}
		}
	}
	r.l = alone
	i := r.i
	if r.word(i, "cua") {
		i++
	}
	if r.at(i).sign == ',' || r.at(i).sign == '/' || r.at(i).sign == '-' {
		i++
	}
	if m := r.at(i + 1); r.word(i, "thang") && (m.digits == 1 || m.digits == 2) && slices.Max(r.w.weeks) <= 5 && !r.startsDay(i+1) {
		var year moment
		r.i = i + 2
		r.yearAfter(&year)
		r.w.weekMonth, r.w.weekYear = m.n, year.y
	}
}

// weekDays gives weeks their days: of a month where the text or a month column
// names one (an estimate), else of the school year's calendar.
func weekDays(w written, c TimeContext) Period {
	p := Period{Weeks: w.weeks, Precision: "week"}
	month, year := w.weekMonth, w.weekYear
	if month == 0 && slices.Max(w.weeks) <= 5 {
		month = c.Month // a sixth week is no week of a month
	}
	if month > 0 {
		if year == 0 {
			year = yearOfMonth(month, c.SchoolYear)
		}
		end := ymd(year, month, 1)
		if end == "" {
			p.Code = "TUAN_CHUA_CO_LICH"
			if month > 12 {
				p.Code = "NGAY_KHONG_HOP_LE"
			}
			return p
		}
		last := num(string(lastDay(year, month)[8:]))
		from, to := 1+7*(slices.Min(w.weeks)-1), 7*slices.Max(w.weeks)
		if to > last || slices.Max(w.weeks) >= 4 {
			to = last
		}
		p.From, p.To, p.Code = ymd(year, month, min(from, last)), ymd(year, month, to), "NGAY_SUY_DOAN"
		return p
	}
	from, to, ok := calendarDays(w.weeks, c.Weeks)
	if !ok {
		p.Code = "TUAN_CHUA_CO_LICH"
		return p
	}
	p.From, p.To = from, to
	return p
}

// calendarDays spans the days of school weeks; ok is false when the calendar
// lacks one of them.
func calendarDays(weeks []int, calendar []form.SchoolWeek) (from, to form.Date, ok bool) {
	for _, n := range weeks {
		i := slices.IndexFunc(calendar, func(w form.SchoolWeek) bool { return w.Number == n })
		if i < 0 {
			return "", "", false
		}
		if w := calendar[i]; from == "" || w.From < from {
			from = w.From
		}
		if w := calendar[i]; w.To > to {
			to = w.To
		}
	}
	return from, to, from != "" && from <= to
}
