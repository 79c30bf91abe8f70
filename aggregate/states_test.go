package aggregate_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kdcl/aggregate"
	"kdcl/ingest/form"
)

// arrival is a workbook as it comes; seen is the scan that found it, when later.
type arrival struct {
	received, seen string
	refused        bool
	unclear        bool   // refused, and telling no part
	code           string // of the school; empty: it tells none
	sender, place  string // the school of the address, of the folder
}

// The nine states of DESIGN §6 on their edges. The report is due on 15/6.
func TestStates(t *testing.T) {
	at := func(day string) arrival { return arrival{received: "2027-06-" + day + ":00+07:00"} }
	bad := func(day string) arrival { return arrival{received: "2027-06-" + day + ":00+07:00", refused: true} }
	torn := func(day string, a arrival) arrival {
		a.received, a.refused, a.unclear = "2027-06-"+day+":00+07:00", true, true
		return a
	}
	extended := func(until, granted string) *form.Extension {
		return &form.Extension{Until: form.Date(until), GrantedOn: form.Date(granted)}
	}
	paper := func(day string) *form.OutsideReceipt {
		return &form.OutsideReceipt{Received: form.Date(day), Channel: "Zalo"}
	}
	grew := func(from, before string) func(*form.Roster) {
		return func(r *form.Roster) {
			r.Changes = []form.SchoolChange{{School: "S", From: form.Date(from), What: form.ChangeKind, Before: before}}
		}
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
		more   func(*form.Roster)
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
		{name: "extended to before the due day: nobody loses days", clock: "14", until: extended("2027-06-10", "2027-06-01"), want: "extended 2027-06-15  "},
		{name: "extended twice: the longer counts", clock: "20", until: extended("2027-06-18", "2027-06-10"), more: func(r *form.Roster) {
			r.Extensions = append(r.Extensions, form.Extension{School: "S", Obligation: "bc", Until: "2027-06-25", GrantedOn: "2027-06-18"}, form.Extension{School: "S", Obligation: "bc", Until: "2027-06-20"})
		}, want: "extended 2027-06-25  "},
		{name: "the last minute of an extension", came: []arrival{at("18T23:59")}, until: extended("2027-06-18", "2027-06-10"), want: "on-time 2027-06-18 2027-06-18T23:59:00 "},
		{name: "refused while an extension runs", clock: "17", came: []arrival{bad("16T09:00")}, until: extended("2027-06-18", "2027-06-10"), want: "needs-correction 2027-06-18 2027-06-16T09:00:00 "},
		{name: "exempt", exempt: true, want: "exempt 2027-06-15  "},
		{name: "exempt, and sent all the same", exempt: true, came: []arrival{at("14T09:00")}, want: "exempt 2027-06-15  "},
		{name: "exempt, and refused", exempt: true, came: []arrival{bad("14T09:00")}, want: "exempt 2027-06-15  "},
		{name: "exempted twice", exempt: true, more: func(r *form.Roster) { r.Exemptions = append(r.Exemptions, r.Exemptions[0]) }, want: "exempt 2027-06-15  "},
		{name: "exempt, and not concerned", exempt: true, school: form.School{Kind: "THPT"}, want: "not-required 2027-06-15  "},
		{name: "opened later", school: form.School{Opened: "2027-06-16"}, want: "not-required 2027-06-15  "},
		{name: "opened on the day", school: form.School{Opened: "2027-06-15"}, want: "overdue 2027-06-15  5"},
		{name: "closed before", school: form.School{Closed: "2027-06-01"}, want: "not-required 2027-06-15  "},
		{name: "closed while its extension was running", school: form.School{Closed: "2027-06-17"}, until: extended("2027-06-18", "2027-06-10"), want: "not-required 2027-06-18  "},
		{name: "closed on the day after its extension", school: form.School{Closed: "2027-06-19"}, until: extended("2027-06-18", "2027-06-10"), want: "overdue 2027-06-18  2"},
		{name: "opened after the due day, but given one of its own", school: form.School{Opened: "2027-06-16"}, until: extended("2027-06-18", "2027-06-10"), want: "overdue 2027-06-18  2"},
		{name: "an unreadable file by the school's own address", came: []arrival{torn("14T09:00", arrival{sender: "S"})}, want: "needs-correction 2027-06-15 2027-06-14T09:00:00 5"},
		{name: "an unreadable file in the school's folder", came: []arrival{torn("14T09:00", arrival{place: "S"})}, want: "needs-correction 2027-06-15 2027-06-14T09:00:00 5"},
		{name: "a refused workbook with a code and no part", came: []arrival{torn("14T09:00", arrival{code: "S"})}, want: "needs-correction 2027-06-15 2027-06-14T09:00:00 5"},
		{name: "a code that is nobody's, from the school's address", came: []arrival{torn("14T09:00", arrival{code: "X", sender: "S"})}, want: "needs-correction 2027-06-15 2027-06-14T09:00:00 5"},
		{name: "an unreadable file of nobody", came: []arrival{torn("14T09:00", arrival{})}, want: "overdue 2027-06-15  5"},
		{name: "an unreadable file long before anything was due", came: []arrival{torn("07T09:00", arrival{place: "S"})}, want: "overdue 2027-06-15  5"},
		{name: "an unreadable file, then a good one", came: []arrival{torn("14T09:00", arrival{place: "S"}), at("16T09:00")}, want: "late 2027-06-15 2027-06-16T09:00:00 1"},
		{name: "closed after", school: form.School{Closed: "2027-06-16"}, want: "overdue 2027-06-15  5"},
		{name: "merged, the day unknown", school: form.School{MergedInto: "900"}, want: "not-required 2027-06-15  "},
		{name: "merged on the day", school: form.School{MergedInto: "900", Closed: "2027-06-15"}, want: "not-required 2027-06-15  "},
		{name: "merged on the day after", school: form.School{MergedInto: "900", Closed: "2027-06-16"}, want: "overdue 2027-06-15  5"},
		{name: "merged, and had sent before", school: form.School{MergedInto: "900", Closed: "2027-06-10"}, came: []arrival{at("09T09:00")}, want: "not-required 2027-06-15  "},
		{name: "kind not concerned", school: form.School{Kind: "THPT"}, want: "not-required 2027-06-15  "},
		{name: "several levels, one of them concerned", school: form.School{Kind: "MN-TH"}, want: "overdue 2027-06-15  5"},
		{name: "several levels, none of them concerned", school: form.School{Kind: "TH-THCS"}, want: "not-required 2027-06-15  "},
		{name: "of another kind until the day after the due day", more: grew("2027-06-16", "TH"), want: "not-required 2027-06-15  "},
		{name: "of another kind until the due day", more: grew("2027-06-15", "TH"), want: "overdue 2027-06-15  5"},
		{name: "of another kind today, but not on the due day", clock: "10", more: grew("2027-06-12", "TH"), want: "due-soon 2027-06-15  "},
		{name: "a kind that it was when the report was due, and is no more", school: form.School{Kind: "TH"}, more: grew("2027-06-18", "MN"), want: "overdue 2027-06-15  5"},
		{name: "refused", came: []arrival{bad("14T09:00")}, want: "needs-correction 2027-06-15 2027-06-14T09:00:00 5"},
		{name: "refused, corrected before the date", came: []arrival{bad("13T09:00"), at("14T09:00")}, want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "refused, corrected after the date", came: []arrival{bad("13T09:00"), at("17T09:00")}, want: "late 2027-06-15 2027-06-17T09:00:00 2"},
		{name: "good, sent anew after the deadline", came: []arrival{at("14T09:00"), at("17T09:00")}, want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "several in a night", came: []arrival{bad("15T21:00"), at("15T21:30"), at("15T22:00")}, want: "on-time 2027-06-15 2027-06-15T21:30:00 "},
		{name: "a bad one does not undo the good one", came: []arrival{at("14T09:00"), bad("17T09:00")}, want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "MESSY 14: on paper", paper: paper("2027-06-15"), want: "on-time 2027-06-15 2027-06-15 "},
		{name: "on paper, late", paper: paper("2027-06-17"), want: "late 2027-06-15 2027-06-17 2"},
		{name: "on paper, then a workbook that is refused", came: []arrival{bad("16T09:00")}, paper: paper("2027-06-14"), want: "on-time 2027-06-15 2027-06-14 "},
		{name: "a workbook in time, noted on paper late as well", came: []arrival{at("14T09:00")}, paper: paper("2027-06-17"), want: "on-time 2027-06-15 2027-06-14T09:00:00 "},
		{name: "on paper within an extension", until: extended("2027-06-18", "2027-06-10"), paper: paper("2027-06-18"), want: "on-time 2027-06-18 2027-06-18 "},
		{name: "by Zalo in time, the workbook later", came: []arrival{at("18T09:00")}, paper: paper("2027-06-14"), want: "on-time 2027-06-15 2027-06-14 "},
		{name: "noted on paper twice: the first counts", paper: paper("2027-06-15"), more: func(r *form.Roster) {
			r.Receipts = append(r.Receipts, form.OutsideReceipt{School: "S", Obligation: "bc", Received: "2027-06-17"})
		}, want: "on-time 2027-06-15 2027-06-15 "},
		{name: "on paper and refused by file on one day", came: []arrival{bad("17T09:00")}, paper: paper("2027-06-17"), want: "late 2027-06-15 2027-06-17 2"},
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
		if tc.more != nil {
			tc.more(&r)
		}
		w.must(w.db.Clear(t.Context()))
		w.must(w.db.LoadOffice(t.Context(), u, r))
		for k, a := range tc.came {
			sub := form.Submission{Code: "S", SchoolYear: "2026-2027", Parts: []string{form.PartPlan}, File: form.File{SHA256: fmt.Sprint(i, "-", k), Name: "a.xlsx", Received: a.received, SenderSchool: a.sender, PlaceSchool: a.place}}
			if a.unclear {
				sub.Code, sub.Parts = a.code, nil
			}
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

// A report that is sent several times is met each time by a workbook that came
// when that time was open: due 30/1 and 31/5, the second opens on 31/3.
func TestRecurringStates(t *testing.T) {
	for _, tc := range []struct {
		name, clock string
		came        []string
		opens       form.Date // of the second time, said in unit.yaml
		want        string
	}{
		{"the plan of autumn does not meet May", "2027-05-10", []string{"2026-10-05"}, "", "on-time not-due"},
		{"late for January, nothing yet for May", "2027-06-02", []string{"2027-02-05"}, "", "late overdue"},
		{"a correction in February is no report of May", "2027-06-02", []string{"2027-01-20", "2027-02-05"}, "", "on-time overdue"},
		{"both in time", "2027-06-02", []string{"2027-01-20", "2027-05-20"}, "", "on-time on-time"},
		{"January skipped", "2027-06-02", []string{"2027-05-20"}, "", "late on-time"},
		{"the day it opens", "2027-06-02", []string{"2027-01-20", "2027-03-31"}, "", "on-time on-time"},
		{"the day before", "2027-06-02", []string{"2027-01-20", "2027-03-30"}, "", "on-time overdue"},
		{"opened earlier by the office", "2027-06-02", []string{"2027-01-20", "2027-02-20"}, "2027-02-15", "on-time on-time"},
	} {
		w := newWorld(t)
		w.must(w.db.LoadOffice(t.Context(), form.Unit{Obligations: []form.Obligation{
			{ID: "a-1", Part: form.PartImprovement, Due: "2027-01-30", SchoolYear: "2026-2027"}, {ID: "a-2", Part: form.PartImprovement, Due: "2027-05-31", Opens: tc.opens, SchoolYear: "2026-2027"},
			{ID: "b", Part: form.PartImprovement, Due: "2027-03-31", Kinds: []string{"TH"}, SchoolYear: "2026-2027"}, // another kind's dates move nothing
		}}, form.Roster{Schools: []form.School{{Code: "S", Name: "Trường S", Kind: "MN"}}}))
		for _, day := range tc.came {
			w.send(form.Submission{Code: "S", Parts: []string{form.PartImprovement}}, day+"T08:00:00+07:00", false)
		}
		w.clock(tc.clock + " 12:00:00")
		if got := w.query("SELECT string_agg(state, ' ' ORDER BY position) FROM obligation_status WHERE obligation <> 'b'"); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// Rates of two communes, two kinds and two reports: the denominator is what is
// expected, neither exempt nor not required.
func TestRates(t *testing.T) {
	w := newWorld(t)
	ob := func(id, part string, kinds ...string) form.Obligation {
		return form.Obligation{ID: id, Title: "Báo cáo " + id, Part: part, Due: "2027-06-15", SchoolYear: "2026-2027", Kinds: kinds}
	}
	w.must(w.db.LoadOffice(t.Context(), form.Unit{Obligations: []form.Obligation{ob("z", form.PartPlan), ob("a", form.PartEvidence, "MN")}}, form.Roster{
		Schools:    []form.School{{Code: "1", Name: "Một", Kind: "MN", Commune: "Xã Đông"}, {Code: "2", Name: "Hai", Kind: "MN", Commune: "Xã An"}, {Code: "3", Name: "Ba", Kind: "TH-THCS", Commune: "Xã An"}, {Code: "4", Name: "Bốn", Kind: "TH", Closed: "2026-09-01"}},
		Exemptions: []form.Exemption{{School: "2", Obligation: "a"}}, Receipts: []form.OutsideReceipt{{School: "3", Obligation: "z", Received: "2027-06-17"}}}))
	w.send(form.Submission{Code: "1", Parts: []string{form.PartPlan}}, "2027-06-15T08:00:00+07:00", false)
	w.send(form.Submission{Code: "1", Parts: []string{form.PartEvidence}}, "2027-06-15T08:00:00+07:00", true)
	for by, want := range map[string][]string{ // label, name, expected, received, on time, complete, %
		"all":        {"| 4 3 1 2 75 25 50"},
		"commune":    {"Xã An|Xã An 2 1 0 1 50 0 50", "Xã Đông|Xã Đông 2 2 1 1 100 50 50"},
		"kind":       {"MN|Mầm non 3 2 1 1 66.7 33.3 33.3", "TH-THCS|TH-THCS 1 1 0 1 100 0 100"},
		"obligation": {"z|Báo cáo z 3 2 1 2 66.7 33.3 66.7", "a|Báo cáo a 1 1 0 0 100 0 0"},
	} {
		rates, err := w.db.Rates(t.Context(), by)
		w.must(err)
		var got []string
		for _, r := range rates {
			got = append(got, fmt.Sprint(r.Label, "|", r.Name, " ", r.Expected, r.Received, r.OnTime, r.Complete, r.ReceivedPercent, r.OnTimePercent, r.CompletePercent))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", by, d)
		}
	}
}

// A school moved to another commune and grew in the middle of the year, another
// was merged into it: the rates by commune and kind are laid out by the schools
// as they were on any day; what is expected, and what came, stays the same.
func TestRatesByStructure(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{Obligations: []form.Obligation{
		{ID: "kh", Title: "Kế hoạch", Part: form.PartPlan, Due: "2026-09-30", SchoolYear: "2026-2027", Kinds: []string{"TH"}},
		{ID: "ts", Title: "Tuyển sinh lớp 6", Part: form.PartStatistics, Due: "2026-12-15", SchoolYear: "2026-2027", Kinds: []string{"THCS"}},
		{ID: "bc", Title: "Báo cáo", Part: form.PartSelfAssessment, Due: "2027-06-15", SchoolYear: "2026-2027"}}}, form.Roster{
		Schools: []form.School{{Code: "A", Name: "Trường A", Kind: "TH-THCS", Commune: "Xã Mới"}, {Code: "B", Name: "Trường B", Kind: "TH", Commune: "Xã Cũ", MergedInto: "A", Closed: "2027-03-01"}},
		Changes: []form.SchoolChange{{School: "A", From: "2027-01-01", What: form.ChangeCommune, Before: "Xã Cũ"}, {School: "A", From: "2027-01-01", What: form.ChangeKind, Before: "TH"}}}))
	w.send(form.Submission{Code: "A", Parts: []string{form.PartPlan}}, "2026-09-30T08:00:00+07:00", false)
	w.send(form.Submission{Code: "B", Parts: []string{form.PartPlan}}, "2026-10-02T08:00:00+07:00", false)
	w.send(form.Submission{Code: "A", Parts: []string{form.PartSelfAssessment}}, "2027-06-14T08:00:00+07:00", false)
	w.clock("2027-06-20 12:00:00")
	for _, tc := range []struct {
		structure string
		want      []string // label expected/received/on time
	}{
		{"", []string{" 3/3/2", "Xã Cũ 1/1/0", "Xã Mới 2/2/2", "TH 1/1/0", "TH-THCS 2/2/2"}},
		{"2026-12-31", []string{" 3/3/2", "Xã Cũ 3/3/2", "TH 3/3/2"}},
		{"2027-01-01", []string{" 3/3/2", "Xã Cũ 1/1/0", "Xã Mới 2/2/2", "TH 1/1/0", "TH-THCS 2/2/2"}},
	} {
		structure, want := tc.structure, tc.want
		if structure != "" {
			w.must(w.db.SetStructure(t.Context(), structure))
		}
		var got []string
		for _, by := range []string{"all", "commune", "kind"} {
			rates, err := w.db.Rates(t.Context(), by)
			w.must(err)
			for _, r := range rates {
				got = append(got, fmt.Sprintf("%s %d/%d/%d", r.Label, r.Expected, r.Received, r.OnTime))
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("by the structure of %q: %s", structure, d)
		}
	}
	// The report of the sixth form was due when A was a primary school.
	if got := w.query("SELECT DISTINCT state FROM obligation_status WHERE obligation = 'ts'"); got != "not-required" {
		t.Errorf("ts: %s", got)
	}
}
