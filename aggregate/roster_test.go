package aggregate_test

import (
	"testing"

	"kdcl/ingest/form"
)

// A school was renamed twice, moved to another commune, grew and was split: each
// day shows the schools as they were, and another day's structure may be asked for.
func TestDatedRoster(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{}, form.Roster{
		Schools: []form.School{{Code: "S", Name: "Nay", Kind: "TH-THCS", Commune: "Xã Mới"}, {Code: "T", Name: "Con", Kind: "TH", Private: true, Commune: "Xã Mới", Opened: "2026-08-01"}},
		Changes: []form.SchoolChange{
			{School: "S", From: "2026-08-15", What: form.ChangeName, Before: "Giữa"}, {School: "S", From: "2025-08-01", What: form.ChangeName, Before: "Xưa"},
			{School: "S", From: "2025-07-01", What: form.ChangeCommune, Before: "Xã Cũ"}, {School: "S", From: "2026-01-01", What: form.ChangeKind, Before: "TH"},
			{School: "T", From: "2027-01-01", What: form.ChangePrivate, Before: "false"}, {School: "T", From: "2026-08-01", What: form.ChangeSplit, Before: "S"},
		},
	}))
	schools := func() string { return w.query("SELECT name, kind, private, commune FROM school ORDER BY school_code") }
	for _, tc := range []struct{ now, structure, want string }{
		{"2025-06-30 10:00:00", "", "Xưa TH false Xã Cũ\nCon TH false Xã Mới"},
		{"2025-07-01 00:00:00", "", "Xưa TH false Xã Mới\nCon TH false Xã Mới"},
		{"2025-07-31 23:59:59", "", "Xưa TH false Xã Mới\nCon TH false Xã Mới"},
		{"2025-08-01 00:00:00", "", "Giữa TH false Xã Mới\nCon TH false Xã Mới"},
		{"2026-08-15 06:00:00", "", "Nay TH-THCS false Xã Mới\nCon TH false Xã Mới"},
		{"2027-01-01 06:00:00", "", "Nay TH-THCS false Xã Mới\nCon TH true Xã Mới"},
		{"2027-01-01 06:00:00", "2025-06-30", "Xưa TH false Xã Cũ\nCon TH false Xã Mới"},
		{"2025-06-30 10:00:00", "2027-01-01", "Nay TH-THCS false Xã Mới\nCon TH true Xã Mới"},
	} {
		w.must(w.db.SetClock(t.Context(), tc.now, "2026-2027"))
		if tc.structure != "" {
			w.must(w.db.SetStructure(t.Context(), tc.structure))
		}
		if got := schools(); got != tc.want {
			t.Errorf("on %s, structure %q:\n%s\nwant\n%s", tc.now, tc.structure, got, tc.want)
		}
	}
	if got := w.query(`SELECT "before", "after" FROM school_change WHERE what = 'name' ORDER BY from_day`); got != "Xưa Giữa\nGiữa Nay" {
		t.Errorf("the ledger of names: %s", got)
	}
}
