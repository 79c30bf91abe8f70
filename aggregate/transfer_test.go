package aggregate_test

import (
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
)

// The report of an older day passes on what had been found by that day, and
// nothing that came later.
func TestTransfersOfAnOlderDay(t *testing.T) {
	w := newWorld(t)
	for name, seen := range map[string]string{"a.xlsx": "2027-06-01T06:00:00+07:00", "b.xlsx": "2027-06-03T06:00:00+07:00"} {
		s := form.Submission{Code: "X", Name: "Mầm non X", SchoolYear: "2026-2027", File: form.File{SHA256: "of " + name, Name: name, Received: seen}}
		w.must(w.db.Load(t.Context(), &s, seen, "2026-2027", []aggregate.FindingText{{Finding: form.Finding{Code: "GUI_NHAM_DON_VI"}, Severity: form.Warning}}))
	}
	for day, want := range map[string]int{"2027-05-31 06:00:00": 0, "2027-06-02 06:00:00": 1, "2027-06-03 06:00:00": 2} {
		w.clock(day)
		got, err := w.db.Transfers(t.Context(), "2026-2027")
		w.must(err)
		if len(got) != want || want == 1 && got[0].Name != "a.xlsx" {
			t.Errorf("%s: %+v, want %d", day, got, want)
		}
	}
}
