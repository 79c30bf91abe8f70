package aggregate_test

import (
	"strings"
	"testing"

	"kdcl/ingest/form"
)

// A certificate on the edges of its warnings, its end and its waiting time.
func TestRecognitionStatus(t *testing.T) {
	const kd, cqg = form.LedgerAccreditation, form.LedgerNationalStandard
	day := func(ledger string, grade int, signed, until form.Date) form.Recognition {
		return form.Recognition{School: "S", Ledger: ledger, Grade: grade, Signed: signed, Precision: "day", ValidTo: until, Derived: false}
	}
	month := func(ledger string, grade int, signed, until form.Date) form.Recognition {
		return form.Recognition{School: "S", Ledger: ledger, Grade: grade, Signed: signed, Precision: "month", ValidTo: until, Derived: true}
	}
	for _, tc := range []struct {
		name  string
		clock string
		certs []form.Recognition
		want  string // ledger grade state warning months-left register-by counts upgrade-from regime, a line each
	}{
		{"a day more than 12 months", "2027-05-14", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 valid - 12 2027-12-15 true - -"},
		{"12 months", "2027-05-15", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 12 12 2027-12-15 true - -"},
		{"6 months and a day", "2027-11-14", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 12 6 2027-12-15 true - -"},
		{"6 months", "2027-11-15", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 6 6 2027-12-15 true - -"},
		{"5 months", "2027-12-15", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 5 5 2027-12-15 true - -"},
		{"3 months", "2028-02-15", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 3 3 2027-12-15 true - -"},
		{"1 month", "2028-04-15", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 1 1 2027-12-15 true - -"},
		{"the last day", "2028-05-15", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expiring 1 0 2027-12-15 true - -"},
		{"the day after", "2028-05-16", []form.Recognition{day(cqg, 2, "2023-05-15", "2028-05-15")}, "cqg 2 expired 0 0 2027-12-15 false - -"},
		{"the day 31/8 has no 6 months before but 28/2", "2027-02-28", []form.Recognition{day(cqg, 2, "2022-08-31", "2027-08-31")}, "cqg 2 expiring 6 6 2027-03-31 true - -"},
		{"only the month known: it holds to the month's end", "2023-11-30", []form.Recognition{month(cqg, 2, "2018-11-01", "2023-11-30")}, "cqg 2 expiring 1 0 2023-06-30 true - -"},
		{"of a month, a day before 12 months", "2022-11-29", []form.Recognition{month(cqg, 2, "2018-11-01", "2023-11-30")}, "cqg 2 valid - 12 2023-06-30 true - -"},
		{"of a month, 12 months", "2022-11-30", []form.Recognition{month(cqg, 2, "2018-11-01", "2023-11-30")}, "cqg 2 expiring 12 12 2023-06-30 true - -"},
		{"the month of its end alone is printed: six months before ends that month", "2023-05-30", []form.Recognition{{School: "S", Ledger: cqg, Grade: 2, Signed: "2018-11-15", Precision: "day", ValidTo: "2023-11-30", ValidPrecision: "month"}}, "cqg 2 expiring 12 6 2023-06-30 true - -"},
		{"and the last day of it is six months", "2023-05-31", []form.Recognition{{School: "S", Ledger: cqg, Grade: 2, Signed: "2018-11-15", Precision: "day", ValidTo: "2023-11-30", ValidPrecision: "month"}}, "cqg 2 expiring 6 6 2023-06-30 true - -"},
		{"of a month, the day after", "2023-12-01", []form.Recognition{month(cqg, 2, "2018-11-01", "2023-11-30")}, "cqg 2 expired 0 0 2023-06-30 false - -"},
		{"of a month, register by a month's last day", "2026-10-01", []form.Recognition{month(cqg, 2, "2022-02-01", "2027-02-28")}, "cqg 2 expiring 5 4 2026-09-30 true - -"},
		{"no day known", "2027-06-20", []form.Recognition{{School: "S", Ledger: kd, Grade: 1}}, "kdclgd 1 unknown - - - true - -"},
		{"2018: two years", "2022-01-01", []form.Recognition{day(kd, 1, "2021-05-06", "2026-05-06")}, "kdclgd 1 valid - 52 2025-12-06 true 2023-05-06 2018"},
		{"2024: one year", "2025-02-01", []form.Recognition{day(cqg, 1, "2024-06-01", "2029-06-01")}, "cqg 1 valid - 52 2029-01-01 true 2025-06-01 2024"},
		{"2018 is shorter than 2024's beginning", "2024-12-01", []form.Recognition{day(cqg, 1, "2022-12-20", "2027-12-20")}, "cqg 1 valid - 36 2027-07-20 true 2024-12-20 2018"},
		{"signed before 2024, asked after", "2025-01-25", []form.Recognition{day(cqg, 1, "2023-12-20", "2028-12-20")}, "cqg 1 valid - 46 2028-07-20 true 2025-01-25 2024"},
		{"2026: two years again", "2026-07-07", []form.Recognition{day(cqg, 1, "2025-09-01", "2030-09-01")}, "cqg 1 valid - 49 2030-04-01 true 2027-09-01 2026"},
		{"2026 gives no cấp độ", "2026-07-07", []form.Recognition{day(kd, 2, "2025-01-01", "2030-01-01")}, "kdclgd 2 valid - 41 2029-08-01 true - -"},
		{"the month of signing alone: from its last day", "2021-01-01", []form.Recognition{month(cqg, 1, "2020-11-01", "2025-11-30")}, "cqg 1 valid - 58 2025-06-30 true 2022-11-30 2018"},
		{"the highest waits for nothing", "2022-01-01", []form.Recognition{day(kd, 4, "2021-05-06", "2026-05-06")}, "kdclgd 4 valid - 52 2025-12-06 true - -"},
		{"two ledgers are two stories", "2027-06-20", []form.Recognition{day(kd, 2, "2021-05-06", "2026-05-06"), day(cqg, 2, "2025-05-06", "2030-05-06")},
			"cqg 2 valid - 34 2029-12-06 true - -\nkdclgd 2 expired 0 0 2025-12-06 false - -"},
		{"the one signed last counts", "2027-06-20", []form.Recognition{day(kd, 1, "2018-05-06", "2023-05-06"), day(kd, 2, "2024-05-06", "2029-05-06")},
			"kdclgd 1 replaced - 0 2022-12-06 false - -\nkdclgd 2 valid - 22 2028-12-06 true - -"},
		{"signed later than the clock", "2024-05-05", []form.Recognition{day(kd, 1, "2019-05-06", "2024-05-06"), day(kd, 2, "2024-05-06", "2029-05-06")}, "kdclgd 1 expiring 1 0 2023-12-06 true 2021-05-06 2018"},
	} {
		w := newWorld(t)
		r := form.Roster{Schools: []form.School{{Code: "S", Name: "Trường S", Kind: "MN"}}, Recognitions: tc.certs}
		for i := range r.Recognitions {
			r.Recognitions[i].At = form.Origin{Sheet: "Công nhận", Cell: string(rune('A' + i))}
		}
		w.must(w.db.LoadOffice(t.Context(), form.Unit{}, r))
		w.clock(tc.clock + " 12:00:00")
		got := w.query(`SELECT ledger, grade, state, coalesce(CAST(warning AS VARCHAR), '-'), coalesce(CAST(months_left AS VARCHAR), '-'), coalesce(CAST(register_by AS VARCHAR), '-'), counts,
			coalesce(CAST(upgrade_from AS VARCHAR), '-'), coalesce(upgrade_regime, '-') FROM recognition_status ORDER BY ledger, grade`)
		if got != tc.want {
			t.Errorf("%s:\n%s, want\n%s", tc.name, got, tc.want)
		}
	}
}

// What a school had before it was merged is shown with its successor, through
// two mergers, from the day of each, and counts for nobody.
func TestRecognitionAfterMerger(t *testing.T) {
	w := newWorld(t)
	cert := func(school string) form.Recognition {
		return form.Recognition{School: school, Ledger: form.LedgerNationalStandard, Grade: 2, Signed: "2025-03-01", Precision: "day", ValidTo: "2030-03-01"}
	}
	w.must(w.db.LoadOffice(t.Context(), form.Unit{}, form.Roster{
		Schools: []form.School{{Code: "A", Name: "Trường A", Closed: "2026-08-01", MergedInto: "B"}, {Code: "B", Name: "Trường B", Closed: "2027-01-01", MergedInto: "C"}, {Code: "C", Name: "Trường C"},
			{Code: "D", Name: "Trường D", Closed: "2026-08-01"}, {Code: "E", Name: "Trường E", MergedInto: "F"}, {Code: "F", Name: "Trường F", MergedInto: "E"}},
		Recognitions: []form.Recognition{cert("A"), cert("C"), cert("D")}}))
	for clock, want := range map[string]string{
		"2026-07-31": "A - true\nC - true\nD - true", "2026-08-01": "B A false\nC - true", "2026-12-31": "B A false\nC - true", "2027-01-01": "C - true\nC A false",
	} {
		w.clock(clock + " 12:00:00")
		if got := w.query("SELECT school_code, coalesce(predecessor, '-'), counts FROM recognition_status ORDER BY school_code, predecessor NULLS FIRST"); got != want {
			t.Errorf("%s: %q, want %q", clock, got, want)
		}
	}
	w.clock("2027-01-01 12:00:00")
	if got := w.query("SELECT todo FROM load.recognition_word WHERE predecessor = 'A'"); !strings.HasPrefix(got, "hỏi nơi cấp") {
		t.Error(got)
	}
}
