package aggregate_test

import (
	"fmt"
	"os"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
)

// The clocks inside a plan, on their edges; today is 20/06/2027.
func TestMilestoneStatus(t *testing.T) {
	for _, tc := range []struct {
		name     string
		from, to form.Date
		progress string // of an improvement; "mốc": a milestone
		report   string // day on which the self-assessment came
		want     string
	}{
		{"its time runs", "2027-06-01", "2027-06-30", "Đang thực hiện", "", "due -"},
		{"the last day", "2027-06-01", "2027-06-20", "Đang thực hiện", "", "due -"},
		{"the day after", "2027-06-01", "2027-06-19", "Đang thực hiện", "", "overdue 1"},
		{"it begins tomorrow", "2027-06-21", "2027-06-30", "", "", "not-started -"},
		{"it begins today", "2027-06-20", "2027-06-30", "", "", "due -"},
		{"a deadline 31 days off", "", "2027-07-21", "", "", "not-started -"},
		{"a deadline 30 days off", "", "2027-07-20", "", "", "due -"},
		{"no day can be told", "", "", "Đang thực hiện", "", "undated -"},
		{"from a day on, without an end", "2026-09-01", "", "", "", "undated -"},
		{"done, the day unknown", "", "", "Hoàn thành", "", "done -"},
		{"done before its time", "2027-07-01", "2027-07-30", "Đã hoàn thành", "", "done -"},
		{"done, 100 %", "2026-09-01", "2026-12-31", "Hoàn thành 100%", "", "done -"},
		{"in capitals and full words", "2026-09-01", "2026-12-31", "ĐÃ THỰC HIỆN XONG", "", "done -"},
		{"60 % is not done", "2026-09-01", "2026-12-31", "Hoàn thành 60 %", "", "overdue 171"},
		{"not done", "2026-09-01", "2026-12-31", "Chưa hoàn thành", "", "overdue 171"},
		{"done in the main", "2026-09-01", "2026-12-31", "Hoàn thành cơ bản", "", "overdue 171"},
		{"done, a part of it not yet", "2026-09-01", "2026-12-31", "Hoàn thành, còn sân chơi chưa xong", "", "overdue 171"},
		{"the report proves no improvement", "2026-09-01", "2026-12-31", "", "2027-06-10", "overdue 171"},
		{"a milestone before the report", "2027-05-01", "2027-06-10", "mốc", "2027-06-10", "done -"},
		{"a milestone after the report", "2027-05-01", "2027-06-11", "mốc", "2027-06-10", "overdue 9"},
		{"a milestone, no report", "2027-05-01", "2027-06-10", "mốc", "", "overdue 10"},
		{"weeks without a calendar", "", "", "mốc", "2027-06-10", "undated -"},
	} {
		w := newWorld(t)
		s := form.Submission{Code: "S", Parts: []string{form.PartImprovement}, Improvements: []form.Improvement{{Action: "Xây tường", From: tc.from, To: tc.to, Progress: tc.progress, At: form.Origin{Sheet: "KH", Cell: "B7"}}}}
		if tc.progress == "mốc" {
			s = form.Submission{Code: "S", Parts: []string{form.PartPlan}, Milestones: []form.Milestone{{Text: "Họp", From: tc.from, To: tc.to, At: form.Origin{Sheet: "KH", Cell: "B7"}}}}
		}
		w.send(s, "2026-09-10T08:00:00+07:00", false)
		if tc.report != "" {
			w.send(form.Submission{Code: "S", Parts: []string{form.PartSelfAssessment}}, tc.report+"T08:00:00+07:00", false)
		}
		if got := w.query("SELECT state, coalesce(CAST(days_over AS VARCHAR), '-') FROM milestone_status"); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// Biểu 8a counts every item once: the states of a school add up to its items.
func TestPlanProgressTable(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{Name: "Đơn vị"}, form.Roster{Schools: []form.School{{Code: "S", Name: "Trường S"}, {Code: "T", Name: "Trường T"}}}))
	item := func(to form.Date, progress string) form.Improvement {
		return form.Improvement{Criterion: "3.2", Action: "Xây", To: to, Progress: progress}
	}
	w.send(form.Submission{Code: "S", Parts: []string{form.PartImprovement, form.PartPlan}, Improvements: []form.Improvement{item("2027-06-19", ""), item("2027-06-21", ""), item("", ""), item("2027-06-01", "Hoàn thành"), item("2027-12-31", "")},
		Milestones: []form.Milestone{{Text: "Họp", From: "2026-09-01", To: "2026-09-30"}}}, "2026-09-10T08:00:00+07:00", false)
	w.send(form.Submission{Code: "T", Parts: []string{form.PartImprovement}, Improvements: []form.Improvement{item("2027-06-18", "")}}, "2026-09-10T08:00:00+07:00", false)
	layouts, err := aggregate.LoadLayouts(os.DirFS("../templates"))
	w.must(err)
	r, err := w.db.Report(t.Context(), layouts, "2026-2027")
	w.must(err)
	got := ""
	for _, table := range r.Tables {
		if table.Layout.ID != "bieu-8a" && table.Layout.ID != "bieu-8b" {
			continue
		}
		for _, row := range table.Rows {
			for _, c := range row.Cells {
				got += c.Text + "|"
			}
			got += "\n"
		}
	}
	want := "Trường S||1|0|0|1|0|0|5|1|1|1|1|1|\nTrường T||0|0|0|0|0|0|1|0|0|1|0|0|\nCộng||1|0|0|1|0|0|6|1|1|2|1|1|\n" +
		"Trường S|Mốc kế hoạch||Họp||30/09/2026|chưa báo|263|\nTrường S|Cải tiến|3.2|Xây||19/06/2027|chưa báo|1|\nTrường T|Cải tiến|3.2|Xây||18/06/2027|chưa báo|2|\n"
	if got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	if f := r.Figures["improvement.overdue"]; fmt.Sprint(f.Numerator, "/", f.Denominator) != "2/6" {
		t.Errorf("%+v", f)
	}
}
