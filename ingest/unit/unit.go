package unit

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
)

type document struct {
	Unit struct {
		ID           string            `yaml:"id"`
		Name         string            `yaml:"name"`
		Province     string            `yaml:"province"`
		Superior     string            `yaml:"superior"`
		Abbreviation string            `yaml:"abbreviation"`
		Place        string            `yaml:"place"`
		SignerLead   string            `yaml:"signer_lead"`
		SignerTitle  string            `yaml:"signer_title"`
		ReportTo     string            `yaml:"report_to"`
		Recipients   oneOrMore[string] `yaml:"recipients"`
	} `yaml:"unit"`
	SchoolYear  string              `yaml:"school_year"`
	TimeZone    string              `yaml:"time_zone"`
	Now         string              `yaml:"now"`
	Obligations []obligation        `yaml:"obligations"`
	Weeks       map[string]calendar `yaml:"weeks"`
	Wording     map[string]string   `yaml:"wording"`
	Retention   map[string]int      `yaml:"retention"`
	Mail        *mailServer         `yaml:"mail"`
}

type obligation struct {
	ID           string            `yaml:"id"`
	Title        string            `yaml:"title"`
	Part         string            `yaml:"part"`
	Due          dueDates          `yaml:"due"`
	Opens        string            `yaml:"opens"`
	Kinds        oneOrMore[string] `yaml:"kinds"`
	ReminderDays oneOrMore[int]    `yaml:"reminder_days"`
	Recipient    string            `yaml:"recipient"`
	Tone         string            `yaml:"tone"`
}

// dueDates is one due date, or the list of a report that is sent several times.
type dueDates oneOrMore[string]

// UnmarshalYAML takes a text or a list of texts.
func (d *dueDates) UnmarshalYAML(decode func(any) error) error {
	return (*oneOrMore[string])(d).UnmarshalYAML(decode)
}

// Slug is a text as a folder's name: "xa-mau".
func Slug(s string) string {
	return strings.Trim(strings.Join(strings.FieldsFunc(text.Key(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-"), "-")
}

var parts = []string{form.PartPlan, form.PartSelfAssessment, form.PartEvidence, form.PartImprovement, form.PartStatistics, form.PartDisclosure, form.PartOutside}

var kinds = []string{form.KindPreschool, form.KindPrimary, form.KindLowerSec, form.KindUpperSec, form.KindPrimaryLower, form.KindLowerUpper, form.KindAllLevels, form.KindContinuing}

// LoadUnit reads unit.yaml; name is the file as the user knows it. The error
// joins every *Problem found.
func LoadUnit(data []byte, name string) (form.Unit, error) {
	var d document
	if err := d.decode(data, name); err != nil {
		return form.Unit{}, err
	}
	u := form.Unit{
		ID: d.Unit.ID, Province: d.Unit.Province, Name: d.Unit.Name, Superior: d.Unit.Superior, Abbreviation: d.Unit.Abbreviation, Place: d.Unit.Place,
		SignerLead: d.Unit.SignerLead, SignerTitle: d.Unit.SignerTitle, ReportTo: d.Unit.ReportTo, Recipients: d.Unit.Recipients,
		TimeZone: d.TimeZone, Now: d.Now, Weeks: map[string][]form.SchoolWeek{}, Terms: map[string][]form.Term{}, Wording: d.Wording,
	}
	var errs []error
	bad := func(at []any, vi, en string, args ...any) {
		errs = append(errs, &Problem{File: name, Line: lineOf(data, at...), VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)})
	}
	if u.Name == "" {
		bad([]any{"unit", "name"}, "thiếu tên đơn vị: thêm unit: name: \"…\"", "the unit has no name: add unit: name:")
	}
	if u.ID == "" {
		u.ID = Slug(u.Name + " " + u.Place)
	} else if u.ID != Slug(u.ID) {
		bad([]any{"unit", "id"}, "id %q: chỉ chữ thường không dấu, số và gạch ngang; viết %q", "id %q: small letters, digits and dashes; write %q", u.ID, Slug(u.ID))
	}
	year, ok := parse.SchoolYear(d.SchoolYear)
	if !ok || year != d.SchoolYear {
		bad([]any{"school_year"}, "school_year %q không phải năm học; viết \"2026-2027\"", "school_year %q is no school year; write \"2026-2027\"", d.SchoolYear)
		return u, errors.Join(errs...)
	}
	u.SchoolYear = year
	if u.TimeZone == "" {
		u.TimeZone = "Asia/Ho_Chi_Minh"
	}
	if _, err := time.LoadLocation(u.TimeZone); err != nil {
		bad([]any{"time_zone"}, "time_zone %q không có; viết Asia/Ho_Chi_Minh", "time_zone %q is unknown; write Asia/Ho_Chi_Minh", u.TimeZone)
	}
	if u.Now != "" {
		if _, err := time.Parse(time.RFC3339, u.Now); err != nil {
			bad([]any{"now"}, "now %q không phải thời điểm; viết 2027-06-21T06:00:00+07:00", "now %q is no moment; write 2027-06-21T06:00:00+07:00", u.Now)
		}
	}
	for _, y := range slices.Sorted(maps.Keys(d.Weeks)) {
		if valid, ok := parse.SchoolYear(y); !ok || valid != y {
			bad([]any{"weeks", y}, "weeks: %q không phải năm học; viết \"2026-2027\"", "weeks: %q is no school year; write \"2026-2027\"", y)
			continue
		}
		weeks, terms, faults := d.Weeks[y].read(y)
		for _, f := range faults {
			errs = append(errs, &Problem{File: name, Line: lineOf(data, append([]any{"weeks", y}, f.path...)...), VI: "lịch tuần " + y + ": " + f.vi, EN: "weeks " + y + ": " + f.en})
		}
		u.Weeks[y], u.Terms[y] = weeks, terms
	}
	if d.Mail != nil {
		m, faults := d.Mail.read()
		for _, f := range faults {
			errs = append(errs, &Problem{File: name, Line: lineOf(data, append([]any{"mail"}, f.path...)...), VI: "mail: " + f.vi, EN: "mail: " + f.en})
		}
		u.Mail = m
	}
	for _, key := range slices.Sorted(maps.Keys(d.Retention)) {
		into := map[string]*int{"run_record_days": &u.Retention.RunRecordDays, "replaced_workbook_years": &u.Retention.ReplacedWorkbookYears, "output_years": &u.Retention.OutputYears}[key]
		switch n := d.Retention[key]; {
		case into == nil:
			bad([]any{"retention", key}, "retention: %q không có; chọn: run_record_days, replaced_workbook_years, output_years", "retention: %q is unknown; choose: run_record_days, replaced_workbook_years, output_years", key)
		case n < 1:
			bad([]any{"retention", key}, "retention: %s: %d; viết số từ 1 trở lên, hoặc bỏ dòng này để giữ mãi", "retention: %s: %d; write a number from 1 on, or leave the line out to keep everything", key, n)
		default:
			*into = n
		}
	}
	for i, o := range d.Obligations {
		at := func(key string) []any { return []any{"obligations", i, key} }
		if o.Tone != "" && o.Tone != "nhac" && o.Tone != "don-doc" && o.Tone != "phe-binh" {
			bad(at("tone"), "%s: tone %q; viết nhac, don-doc hoặc phe-binh", "%s: tone %q; write nhac, don-doc or phe-binh", o.ID, o.Tone)
		}
		if o.ID == "" || o.Title == "" {
			bad(at("id"), "mỗi báo cáo phải có id và title", "each obligation needs an id and a title")
			continue
		}
		if o.ID != Slug(o.ID) { // a file is named by it, and a column of the roster
			bad(at("id"), "id %q: chỉ chữ thường không dấu, số và gạch ngang; viết %q", "id %q: small letters, digits and dashes; write %q", o.ID, Slug(o.ID))
		}
		for _, n := range o.ReminderDays {
			if n < 0 || n > 365 {
				bad(at("reminder_days"), "%s: reminder_days %d; viết số ngày trước hạn, từ 0 đến 365", "%s: reminder_days %d; write days before it is due, from 0 to 365", o.ID, n)
			}
		}
		if !slices.Contains(parts, o.Part) {
			bad(at("part"), "%s: part %q không có; chọn một trong: %s", "%s: part %q is unknown; choose one of: %s", o.ID, o.Part, strings.Join(parts, ", "))
		}
		for k, kind := range o.Kinds {
			if word := parse.SchoolKind(kind); !slices.Contains(kinds, kind) && word != "" {
				o.Kinds[k] = word // "Mầm non"
			} else if !slices.Contains(kinds, kind) {
				bad(at("kinds"), "%s: cấp học %q không có; chọn trong: %s", "%s: kind %q is unknown; choose of: %s", o.ID, kind, strings.Join(kinds, ", "))
			}
		}
		due, err := o.Due.days(year, u.Weeks[year], u.Terms[year])
		if err != nil {
			var why *dueFault
			if !errors.As(err, &why) {
				why = &dueFault{"", err.Error()}
			}
			errs = append(errs, &Problem{File: name, Line: lineOf(data, at("due")...),
				VI: fmt.Sprintf("%s: hạn nộp %s không hiểu được%s; viết ví dụ: trước ngày 15/6, trước tháng 5/2027, chậm nhất 31/7, tuần 3 tháng 9, cuối học kỳ I, mỗi học kỳ, ngày 25 hằng tháng, 2027-06-15", o.ID, o.Due, why.vi),
				EN: fmt.Sprintf("%s: due %s", o.ID, why.en)})
			continue
		}
		opens := form.Date("")
		if o.Opens != "" {
			if opens, err = parse.DueDate(o.Opens, year, u.Weeks[year]); err != nil || len(due) > 1 || opens > due[0].due {
				bad(at("opens"), "%s: opens %q phải là một ngày trước hạn nộp, và chỉ dùng khi báo cáo có một hạn", "%s: opens %q must be a day before the due day, and of a report with one due day", o.ID, o.Opens)
			}
		}
		for _, one := range due {
			id, title := o.ID+one.id, o.Title+one.title
			if slices.ContainsFunc(u.Obligations, func(x form.Obligation) bool { return x.ID == id }) {
				bad(at("id"), "id %q dùng hai lần", "the id %q is used twice", id)
			}
			if !ofYear(one.due, year) {
				bad(at("due"), "%s: hạn nộp %s ở ngoài năm học %s; xem lại năm", "%s: the due day %s is not of the school year %s; look at its year", id, parse.PrintDate(one.due), year)
			}
			u.Obligations = append(u.Obligations, form.Obligation{
				ID: id, Title: title, Part: o.Part, Due: one.due, DueRaw: one.raw, Opens: opens, Kinds: o.Kinds,
				ReminderDays: o.ReminderDays, Recipient: o.Recipient, Tone: o.Tone, SchoolYear: year,
			})
		}
	}
	return u, errors.Join(errs...)
}

// days reads the due dates of one report, a time each.
func (d dueDates) days(year string, weeks []form.SchoolWeek, terms []form.Term) ([]occurrence, error) {
	if len(d) == 0 {
		return nil, &dueFault{": chưa ghi hạn", "is missing"}
	}
	var all []occurrence
	for i, raw := range d {
		times, err := dueDays(raw, year, weeks, terms)
		if err != nil {
			return nil, err
		}
		for _, t := range times {
			t.raw = raw
			if len(d) > 1 && t.id == "" {
				t.id, t.title = fmt.Sprintf("-%d", i+1), fmt.Sprintf(" (lần %d)", i+1)
			}
			all = append(all, t)
		}
	}
	return all, nil
}

// String lists the due dates as they are written.
func (d dueDates) String() string {
	quoted := make([]string, len(d))
	for i, raw := range d {
		quoted[i] = strconv.Quote(raw)
	}
	return strings.Join(quoted, ", ")
}
