package aggregate_test

import (
	"fmt"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
)

// arrival is a workbook as it comes; seen is the scan that found it, when later.
type arrival struct {
	received, seen string
	refused        bool
}

// The nine states of DESIGN §6 on their edges. The report is due on 15/6.
func TestStates(t *testing.T) {
	at := func(day string) arrival { return arrival{received: "2027-06-" + day + ":00+07:00"} }
	bad := func(day string) arrival { return arrival{received: "2027-06-" + day + ":00+07:00", refused: true} }
	extended := func(until, granted string) *form.Extension {
		return &form.Extension{Until: form.Date(until), GrantedOn: form.Date(granted)}
	}
	paper := func(day string) *form.OutsideReceipt {
		return &form.OutsideReceipt{Received: form.Date(day), Channel: "Zalo"}
	}
	w := newWorld(t)
	u := form.Unit{Obligations: []form.Obligation{{ID: "bc", Title: "Báo cáo", Part: form.PartPlan, Due: "2027-06-15", SchoolYear: "2026-2027", Kinds: []string{"MN"}}}}
	for i, tc := range []struct {
		name   string
		clock  string // day of June 2027
		school form.School
		came   []arrival
		until  *form.Extension
		exempt bool
		paper  *form.OutsideReceipt
		want   string // state, due, received, days late
	}{
		{name: "more than a week left", clock: "07", want: "not-due 2027-06-15  "},
		{name: "a week left", clock: "08", want: "due-soon 2027-06-15  "},
		{name: "nothing came, on the day", clock: "15", want: "due-soon 2027-06-15  "},
		{name: "nothing came, the day after", clock: "16", want: "overdue 2027-06-15  1"},
		{name: "the last minute of the day", came: []arrival{at("15T23:59")}, want: "on-time 2027-06-15 2027-06-15T23:59:00 "},
		{name: "one minute after, local time", came: []arrival{at("16T00:00")}, want: "late 2027-06-15 2027-06-16T00:00:00 1"},
		{name: "extended before it came", came: []arrival{at("18T09:00")}, until: extended("2027-06-18", "2027-06-10"), want: "on-time 2027-06-18 2027-06-18T09:00:00 "},
		{name: "extended after it came", came: []arrival{at("18T09:00")}, until: extended("2027-06-18", "2027-06-19"), want: "on-time 2027-06-18 2027-06-18T09:00:00 "},
		{name: "that extension on the day before it was granted", clock: "18", came: []arrival{at("18T09:00")}, until: extended("2027-06-18", "2027-06-19"), want: "late 2027-06-15 2027-06-18T09:00:00 3"},
		{name: "extended after the deadline, nothing came", clock: "17", until: extended("2027-06-20", "2027-06-17"), want: "extended 2027-06-20  "},
		{name: "late for the extension too", came: []arrival{at("19T09:00")}, until: extended("2027-06-18", "2027-06-10"), want: "late 2027-06-18 2027-06-19T09:00:00 1"},
		{name: "exempt", exempt: true, want: "exempt 2027-06-15  "},
		{name: "opened later", school: form.School{Opened: "2027-06-16"}, want: "not-required 2027-06-15  "},
		{name: "opened on the day", school: form.School{Opened: "2027-06-15"}, want: "overdue 2027-06-15  5"},
		{name: "closed before", school: form.School{Closed: "2027-06-01"}, want: "not-required 2027-06-15  "},
		{name: "closed after", school: form.School{Closed: "2027-06-16"}, want: "overdue 2027-06-15  5"},
		{name: "merged, the day unknown", school: form.School{MergedInto: "900"}, want: "not-required 2027-06-15  "},
		{name: "kind not concerned", school: form.School{Kind: "THPT"}, want: "not-required 2027-06-15  "},
		{name: "refused", came: []arrival{bad("14T09:00")}, want: "needs-correction 2027-06-15 2027-06-14T09:00:00 5"},
		{name: "refused, corrected before the date", came: []arrival{bad("13T09:00"), at("14T09:00")}, want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "refused, corrected after the date", came: []arrival{bad("13T09:00"), at("17T09:00")}, want: "late 2027-06-15 2027-06-17T09:00:00 2"},
		{name: "good, sent anew after the deadline", came: []arrival{at("14T09:00"), at("17T09:00")}, want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "several in a night", came: []arrival{bad("15T21:00"), at("15T21:30"), at("15T22:00")}, want: "on-time 2027-06-15 2027-06-15T21:30:00 "},
		{name: "a bad one does not undo the good one", came: []arrival{at("14T09:00"), bad("17T09:00")}, want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "on paper", paper: paper("2027-06-15"), want: "on-time 2027-06-15 2027-06-15 "},
		{name: "on paper, late", paper: paper("2027-06-17"), want: "late 2027-06-15 2027-06-17 2"},
		{name: "by Zalo in time, the workbook later", came: []arrival{at("18T09:00")}, paper: paper("2027-06-14"), want: "on-time 2027-06-15 2027-06-14 "},
		{name: "paper of a day to come", clock: "16", paper: paper("2027-06-17"), want: "overdue 2027-06-15  1"},
		{name: "an e-mail of the last evening, found by the next scan", came: []arrival{{received: "2027-06-15T22:00:00+07:00", seen: "2027-06-16T02:00:00+07:00"}}, want: "on-time 2027-06-15 2027-06-15T22:00:00 "},
		{name: "the folder's first scan finds an old file", came: []arrival{{received: "2027-05-01T08:00:00+07:00", seen: "2027-06-18T02:00:00+07:00"}}, want: "on-time 2027-06-15 2027-05-01T08:00:00 "},
		{name: "before that scan nobody knew", clock: "17", came: []arrival{{received: "2027-05-01T08:00:00+07:00", seen: "2027-06-18T02:00:00+07:00"}}, want: "overdue 2027-06-15  2"},
	} {
		s := tc.school
		s.Code, s.Name = "S", "Trường S"
		if s.Kind == "" {
			s.Kind = "MN"
		}
		r := form.Roster{Schools: []form.School{s}}
		if tc.until != nil {
			tc.until.School, tc.until.Obligation = "S", "bc"
			r.Extensions = append(r.Extensions, *tc.until)
		}
		if tc.paper != nil {
			tc.paper.School, tc.paper.Obligation = "S", "bc"
			r.Receipts = append(r.Receipts, *tc.paper)
		}
		if tc.exempt {
			r.Exemptions = append(r.Exemptions, form.Exemption{School: "S", Obligation: "bc"})
		}
		w.must(w.db.Clear(t.Context()))
		w.must(w.db.LoadOffice(t.Context(), u, r))
		for k, a := range tc.came {
			sub := form.Submission{Code: "S", SchoolYear: "2026-2027", Parts: []string{form.PartPlan}, File: form.File{SHA256: fmt.Sprint(i, "-", k), Name: "a.xlsx", Received: a.received}}
			var findings []aggregate.FindingText
			if a.refused {
				findings = []aggregate.FindingText{{Severity: form.Refuse}}
			}
			if a.seen == "" {
				a.seen = a.received
			}
			w.must(w.db.Load(t.Context(), &sub, a.seen, "2026-2027", findings))
		}
		if tc.clock == "" {
			tc.clock = "20"
		}
		w.clock("2027-06-" + tc.clock + " 12:00:00")
		if got := w.query("SELECT state, CAST(due AS VARCHAR), coalesce(received, ''), coalesce(CAST(days_late AS VARCHAR), '') FROM obligation_status"); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
		if got := w.query("SELECT count(*) FROM reporting_rate WHERE received > expected OR complete > received OR on_time > complete OR received_percent > 100"); got != "0" {
			t.Errorf("%s: a rate exceeds its denominator", tc.name)
		}
	}
	if got := w.query("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'reporting_rate' AND comment IS NULL"); got != "0" {
		t.Errorf("%s columns of reporting_rate have no comment", got)
	}
}
