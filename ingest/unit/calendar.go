package unit

import (
	"fmt"
	"slices"
	"time"

	"kdcl/ingest/form"
)

// calendar is the weeks of a school year: they start on a Monday and leave out
// the breaks, so that week 20 is where the school counts it; and its two terms.
type calendar struct {
	Start  string `yaml:"start"`
	Count  int    `yaml:"count"`
	Breaks []span `yaml:"breaks"`
	Terms  []span `yaml:"terms"`
}

// span is a break or a term. A term may leave From out.
type span struct {
	Name string `yaml:"name"`
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// fault is a mistake in a calendar and where it stands under weeks.<year>.
type fault struct {
	path   []any
	vi, en string
}

// read numbers the weeks of a year, Monday to Saturday, around its breaks, and
// tells its terms. A week is left out when a break covers all of it.
func (c calendar) read(year string) (weeks []form.SchoolWeek, terms []form.Term, faults []fault) {
	bad := func(path []any, vi, en string, args ...any) {
		faults = append(faults, fault{path, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)})
	}
	day := func(s string) (time.Time, bool) {
		at, err := time.Parse(iso, s)
		return at, err == nil
	}
	start, ok := day(c.Start)
	switch {
	case !ok:
		bad([]any{"start"}, "start %q không phải ngày có thật; viết 2026-09-07", "start %q is no real day; write 2026-09-07", c.Start)
	case start.Weekday() != time.Monday:
		bad([]any{"start"}, "start %s không phải thứ hai", "start %s is no Monday", c.Start)
	case !ofYear(form.Date(c.Start), year):
		bad([]any{"start"}, "start %s ở ngoài năm học %s", "start %s is not of the school year %s", c.Start, year)
	}
	if c.Count < 1 || c.Count > 60 {
		bad([]any{"count"}, "count %d: số tuần từ 1 đến 60, thường là 35", "count %d: between 1 and 60 weeks, usually 35", c.Count)
	}
	check := func(list []span, name string, fromNeeded bool) {
		for i, p := range list {
			at := []any{name, i}
			from, okFrom := day(p.From)
			to, okTo := day(p.To)
			switch {
			case !okFrom && (fromNeeded || p.From != ""):
				bad(append(at, "from"), "%s: from %q không phải ngày có thật; viết 2027-02-01", "%s: from %q is no real day; write 2027-02-01", name, p.From)
			case !okTo:
				bad(append(at, "to"), "%s: to %q không phải ngày có thật; viết 2027-02-14", "%s: to %q is no real day; write 2027-02-14", name, p.To)
			case okFrom && to.Before(from):
				bad(append(at, "to"), "%s: to %s đứng trước from %s", "%s: to %s is before from %s", name, p.To, p.From)
			case okFrom && !ofYear(form.Date(p.From), year) || !ofYear(form.Date(p.To), year):
				bad(at, "%s: %s – %s ở ngoài năm học %s", "%s: %s – %s is not of the school year %s", name, p.From, p.To, year)
			case i > 0 && p.From != "" && p.From <= list[i-1].To, i > 0 && p.To <= list[i-1].To:
				bad(at, "%s: %s – %s chồng lên khoảng trước nó hoặc không theo thứ tự", "%s: %s – %s overlaps the one before it, or is out of order", name, p.From, p.To)
			}
		}
	}
	check(c.Breaks, "breaks", true)
	check(c.Terms, "terms", false)
	if n := len(c.Terms); n != 0 && n != 2 {
		bad([]any{"terms"}, "terms: một năm học có 2 học kỳ, ở đây có %d", "terms: a school year has 2 terms, here are %d", n)
	}
	if len(faults) > 0 {
		return nil, nil, faults
	}
	at := start
	for n := 1; n <= c.Count; at = at.AddDate(0, 0, 7) {
		from, to := at.Format(iso), at.AddDate(0, 0, 5).Format(iso)
		if slices.ContainsFunc(c.Breaks, func(p span) bool { return p.From <= from && to <= p.To }) {
			continue
		}
		weeks = append(weeks, form.SchoolWeek{Number: n, From: form.Date(from), To: form.Date(to)})
		n++
	}
	for i, t := range c.Terms {
		terms = append(terms, form.Term{Number: i + 1, From: form.Date(t.From), To: form.Date(t.To)})
	}
	return weeks, terms, nil
}
