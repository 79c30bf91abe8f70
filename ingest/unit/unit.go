package unit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
)

type document struct {
	Unit struct {
		ID           string   `yaml:"id"`
		Name         string   `yaml:"name"`
		Province     string   `yaml:"province"`
		Superior     string   `yaml:"superior"`
		Abbreviation string   `yaml:"abbreviation"`
		Place        string   `yaml:"place"`
		SignerLead   string   `yaml:"signer_lead"`
		SignerTitle  string   `yaml:"signer_title"`
		ReportTo     string   `yaml:"report_to"`
		Recipients   []string `yaml:"recipients"`
	} `yaml:"unit"`
	SchoolYear  string              `yaml:"school_year"`
	TimeZone    string              `yaml:"time_zone"`
	Now         string              `yaml:"now"`
	Obligations []obligation        `yaml:"obligations"`
	Weeks       map[string]calendar `yaml:"weeks"`
	Wording     map[string]string   `yaml:"wording"`
}

type obligation struct {
	ID           string   `yaml:"id"`
	Title        string   `yaml:"title"`
	Part         string   `yaml:"part"`
	Due          dueDates `yaml:"due"`
	Kinds        []string `yaml:"kinds"`
	ReminderDays []int    `yaml:"reminder_days"`
	Recipient    string   `yaml:"recipient"`
	Tone         string   `yaml:"tone"`
}

// dueDates is one due date, or the list of a report that is sent several times.
type dueDates []string

// UnmarshalYAML takes a text or a list of texts.
func (d *dueDates) UnmarshalYAML(decode func(any) error) error {
	var one string
	if err := decode(&one); err == nil {
		*d = dueDates{one}
		return nil
	}
	var list []string
	if err := decode(&list); err != nil {
		return err
	}
	*d = list
	return nil
}

// calendar is the weeks of a school year: they start on a Monday and leave out
// the breaks, so that week 20 is where the school counts it.
type calendar struct {
	Start  string  `yaml:"start"`
	Count  int     `yaml:"count"`
	Breaks []pause `yaml:"breaks"`
}

type pause struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// Slug is a text as a folder's name: "xa-mau".
func Slug(s string) string {
	return strings.Trim(strings.Join(strings.FieldsFunc(text.Key(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-"), "-")
}

var parts = []string{form.PartPlan, form.PartSelfAssessment, form.PartEvidence, form.PartImprovement, form.PartStatistics, form.PartDisclosure}

var kinds = []string{form.KindPreschool, form.KindPrimary, form.KindLowerSec, form.KindUpperSec, form.KindPrimaryLower, form.KindLowerUpper, form.KindAllLevels, form.KindContinuing}

// LoadUnit reads unit.yaml; name is the file as the user knows it. The error
// joins every *Problem found.
func LoadUnit(data []byte, name string) (form.Unit, error) {
	var d document
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		line := 0
		var se yaml.Error
		if errors.As(err, &se) && se.GetToken() != nil {
			line = se.GetToken().Position.Line
		}
		msg := yaml.FormatError(err, false, false)
		first, _, _ := strings.Cut(msg, "\n")
		return form.Unit{}, &Problem{File: name, Line: line, VI: "không hiểu được: " + first + ". Xem lại thụt dòng và tên mục.", EN: first + "; check the indentation and the names of the keys"}
	}
	u := form.Unit{
		ID: d.Unit.ID, Province: d.Unit.Province, Name: d.Unit.Name, Superior: d.Unit.Superior, Abbreviation: d.Unit.Abbreviation, Place: d.Unit.Place,
		SignerLead: d.Unit.SignerLead, SignerTitle: d.Unit.SignerTitle, ReportTo: d.Unit.ReportTo, Recipients: d.Unit.Recipients,
		TimeZone: d.TimeZone, Now: d.Now, Weeks: map[string][]form.SchoolWeek{}, Wording: d.Wording,
	}
	var errs []error
	bad := func(at, vi, en string, args ...any) {
		line := 1
		if i := bytes.Index(data, []byte(at)); i >= 0 {
			line += bytes.Count(data[:i], []byte("\n"))
		}
		errs = append(errs, &Problem{File: name, Line: line, VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)})
	}
	if u.Name == "" {
		bad("unit:", "thiếu tên đơn vị: thêm unit: name: \"…\"", "the unit has no name: add unit: name:")
	}
	if u.ID == "" {
		u.ID = Slug(u.Name + " " + u.Place)
	} else if u.ID != Slug(u.ID) {
		bad("id:", "id %q: chỉ chữ thường không dấu, số và gạch ngang; viết %q", "id %q: small letters, digits and dashes; write %q", u.ID, Slug(u.ID))
	}
	year, ok := parse.SchoolYear(d.SchoolYear)
	if !ok || year != d.SchoolYear {
		bad("school_year", "school_year %q không phải năm học; viết \"2026-2027\"", "school_year %q is no school year; write \"2026-2027\"", d.SchoolYear)
		return u, errors.Join(errs...)
	}
	u.SchoolYear = year
	if u.TimeZone == "" {
		u.TimeZone = "Asia/Ho_Chi_Minh"
	}
	if _, err := time.LoadLocation(u.TimeZone); err != nil {
		bad("time_zone", "time_zone %q không có; viết Asia/Ho_Chi_Minh", "time_zone %q is unknown; write Asia/Ho_Chi_Minh", u.TimeZone)
	}
	if u.Now != "" {
		if _, err := time.Parse(time.RFC3339, u.Now); err != nil {
			bad("now:", "now %q không phải thời điểm; viết 2027-06-21T06:00:00+07:00", "now %q is no moment; write 2027-06-21T06:00:00+07:00", u.Now)
		}
	}
	for y, c := range d.Weeks {
		weeks, err := c.weeks()
		if err != nil || len(weeks) == 0 {
			bad(y, "lịch tuần %s: %v; cần start (thứ hai, YYYY-MM-DD) và count", "weeks %s: %v; it needs start (a Monday, YYYY-MM-DD) and count", y, err)
		}
		u.Weeks[y] = weeks
	}
	for _, o := range d.Obligations {
		at := "id: " + o.ID
		if o.Tone != "" && o.Tone != "nhac" && o.Tone != "don-doc" && o.Tone != "phe-binh" {
			bad(at, "%s: tone %q; viết nhac, don-doc hoặc phe-binh", "%s: tone %q; write nhac, don-doc or phe-binh", o.ID, o.Tone)
		}
		if o.ID == "" || o.Title == "" {
			bad("obligations:", "mỗi báo cáo phải có id và title", "each obligation needs an id and a title")
			continue
		}
		if !slices.Contains(parts, o.Part) {
			bad(at, "%s: part %q không có; chọn một trong: %s", "%s: part %q is unknown; choose one of: %s", o.ID, o.Part, strings.Join(parts, ", "))
		}
		for _, k := range o.Kinds {
			if !slices.Contains(kinds, k) {
				bad(at, "%s: cấp học %q không có; chọn trong: %s", "%s: kind %q is unknown; choose of: %s", o.ID, k, strings.Join(kinds, ", "))
			}
		}
		if len(o.Due) == 0 {
			o.Due = dueDates{""}
		}
		for i, raw := range o.Due {
			id, title := o.ID, o.Title
			if len(o.Due) > 1 {
				id, title = fmt.Sprintf("%s-%d", o.ID, i+1), fmt.Sprintf("%s (lần %d)", o.Title, i+1)
			}
			if slices.ContainsFunc(u.Obligations, func(x form.Obligation) bool { return x.ID == id }) {
				bad(at, "id %q dùng hai lần", "the id %q is used twice", id)
			}
			due, err := parse.DueDate(raw, year, u.Weeks[year])
			if err != nil {
				bad(at, "%s: hạn nộp %q không hiểu được; viết ví dụ: trước ngày 15/6, trước tháng 5/2027, chậm nhất 31/7, 2027-06-15%.0s", "%s: due %q: %v", id, raw, err)
			}
			u.Obligations = append(u.Obligations, form.Obligation{
				ID: id, Title: title, Part: o.Part, Due: due, DueRaw: raw, Kinds: o.Kinds,
				ReminderDays: o.ReminderDays, Recipient: o.Recipient, Tone: o.Tone, SchoolYear: year,
			})
		}
	}
	return u, errors.Join(errs...)
}

// weeks numbers the weeks of a year, Monday to Saturday, around its breaks.
func (c calendar) weeks() ([]form.SchoolWeek, error) {
	const iso = "2006-01-02"
	at, err := time.Parse(iso, c.Start)
	if err != nil {
		return nil, err
	}
	if at.Weekday() != time.Monday {
		return nil, fmt.Errorf("%s is no Monday", c.Start)
	}
	var out []form.SchoolWeek
	for n := 1; n <= c.Count && n <= 60; at = at.AddDate(0, 0, 7) {
		from, to := at.Format(iso), at.AddDate(0, 0, 5).Format(iso)
		free := slices.ContainsFunc(c.Breaks, func(p pause) bool { return p.From <= from && to <= p.To })
		if free {
			continue
		}
		out = append(out, form.SchoolWeek{Number: n, From: form.Date(from), To: form.Date(to)})
		n++
	}
	return out, nil
}
