package aggregate_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

// told is all that people are told at the clock's moment: every public view, what
// goes back to the schools, and what the rules find.
func (w *world) told() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	views := strings.Fields(w.query("SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal ORDER BY view_name"))
	if len(views) < 20 {
		w.t.Fatalf("only the views %q", views)
	}
	for _, view := range views {
		all[view] = w.query("SELECT * FROM " + view + " ORDER BY ALL")
	}
	found, err := w.db.Check(w.t.Context())
	w.must(err)
	for _, f := range found {
		all["rule "+f.Code] += fmt.Sprintln(f.SHA256, f.At, f.Args)
	}
	notes, err := w.db.Feedback(w.t.Context(), "2026-2027")
	w.must(err)
	all["marked workbooks"] = fmt.Sprintf("%+v", notes)
	files, err := w.db.Files(w.t.Context())
	w.must(err)
	all["files"] = fmt.Sprintf("%+v", files)
	sum, err := w.db.Summary(w.t.Context())
	w.must(err)
	all["summary"] = fmt.Sprintf("%+v", sum)
	for _, name := range []string{"finding", "tally", "obligation", "repair"} {
		rows, err := w.db.Explain(w.t.Context(), name, "S", "2026-2027")
		w.must(err)
		all["explained "+name] = fmt.Sprintf("%+v", rows)
	}
	return all
}

// Whatever arrives later, an older day is told as it was; on the day of the
// arrivals all of it is told.
func TestAnOlderDayKnowsNothingThatCameLater(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{Obligations: []form.Obligation{{ID: "bc", Title: "Báo cáo", Part: form.PartSelfAssessment, Due: "2027-06-02", SchoolYear: "2026-2027"}}},
		form.Roster{Schools: []form.School{{Code: "S", Name: "Mầm non S", Kind: "MN"}, {Code: "T", Name: "Mầm non T", Kind: "MN"}}}))
	report := func(code string, level int) form.Submission {
		s := w.results("mn-2018", func(c rulebook.Criterion, _ int) *int { return top(c, level) })
		s.Code, s.Name, s.Kind = code, "Mầm non "+code, "MN"
		s.Tally = []form.SheetTally{{Sheet: "Kết quả", Found: 30, Loaded: 25, Heading: 5}}
		return s
	}
	figures := func(code string) form.Submission {
		s := form.Submission{Code: code, Parts: []string{form.PartStatistics}, Tally: []form.SheetTally{{Sheet: "Đội ngũ", Found: 14, Loaded: 12, Refused: 1, Heading: 1}},
			Repairs: []form.Repair{{Kind: "space", Before: "a ", After: "a", Sheet: "Đội ngũ", Cell: "A1"}},
			Extras:  []form.Extra{{Table: "staff", Head: "Ghi chú", At: form.Origin{Sheet: "Đội ngũ", Cell: "F2", Raw: "x"}}}}
		for i := range int64(12) {
			v := 3 * (i + 1)
			s.Staff = append(s.Staff, form.StaffFigure{Group: fmt.Sprint("nhóm ", i), Measure: "total", Value: &v, At: form.Origin{Sheet: "Đội ngũ", Cell: fmt.Sprint("C", i), Raw: fmt.Sprint(v)}})
		}
		return s
	}
	const first, later = "2027-06-01T06:00:00+07:00", "2027-06-03T06:00:00+07:00"
	w.send(report("S", 2), first, false)
	sum := w.send(figures("S"), first, false)
	w.must(w.db.LoadClaims(t.Context(), []aggregate.Claim{{SHA256: sum, Name: "S/a.xlsx", School: "S", Seen: first}}))
	w.clock("2027-06-02 06:00:00")
	was := w.told()

	w.send(report("S", 3), later, false)                      // a second version
	w.send(report("S", 3), "2027-06-03T07:00:00+07:00", true) // one that can't be taken
	w.send(form.Submission{}, later, true)                    // one that nobody knows
	w.send(figures("T"), later, false)                        // what S sent, of another
	other := report("T", 1)
	other.File.SenderSchool, other.NamedPart = "S", form.PartPlan
	w.send(other, later, false)
	w.must(w.db.LoadClaims(t.Context(), []aggregate.Claim{{SHA256: sum, Name: "S/a.xlsx", School: "S", Seen: first}, {SHA256: sum, Name: "T/a.xlsx", School: "T", Seen: later}}))
	is := w.told()
	for _, what := range slices.Sorted(maps.Keys(is)) {
		if is[what] != was[what] {
			t.Errorf("%s on the older day:\n%s\nwas\n%s", what, is[what], was[what])
		}
	}

	w.clock("2027-06-03 07:00:00")
	is = w.told()
	for _, what := range []string{"marked workbooks", "files", "summary", "explained finding", "explained tally", "file", "finding", "repair", "tally", "extra", "obligation_status",
		"rule NHIEU_PHIEN_BAN", "rule BAN_CU_DUOC_GIU", "rule NOI_DUNG_TRUNG_TRUONG_KHAC", "rule THU_TU_TRUONG_KHAC", "rule SAI_BIEU"} {
		if is[what] == was[what] {
			t.Errorf("%s says nothing of the day itself: %s", what, is[what])
		}
	}
}
