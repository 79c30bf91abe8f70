package aggregate_test

import (
	"slices"
	"testing"

	"kdcl/ingest/form"
)

// Every row is accounted for, or the sheet is named: one row that went nowhere,
// two that cancel each other out in the sum of the run, a workbook without a
// count.
func TestTallyOpen(t *testing.T) {
	closed := form.SheetTally{Sheet: "Kết quả", Found: 10, Loaded: 5, Refused: 1, Heading: 3, Blank: 1}
	lost := closed
	lost.Sheet, lost.Loaded = "Đội ngũ", 4
	twice := closed
	twice.Sheet, twice.Loaded = "Minh chứng", 6
	for _, c := range []struct {
		name string
		open []string
		rows []form.SheetTally
	}{
		{"closed", nil, []form.SheetTally{closed}},
		{"a row lost", []string{"tệp 1.xlsx, Đội ngũ"}, []form.SheetTally{closed, lost}},
		{"a row counted twice", []string{"tệp 1.xlsx, Minh chứng"}, []form.SheetTally{twice}},
		{"the sum closes and no sheet does", []string{"tệp 1.xlsx, Minh chứng", "tệp 1.xlsx, Đội ngũ"}, []form.SheetTally{lost, twice}},
		{"no sheet counted", []string{"tệp 1.xlsx"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.send(form.Submission{Code: "1", Tally: c.rows}, "2027-06-01T08:00:00+07:00", false)
			open, err := w.db.Unclosed(t.Context())
			if err != nil || !slices.Equal(open, c.open) {
				t.Errorf("open: %q %v, want %q", open, err, c.open)
			}
			sum, err := w.db.Tally(t.Context())
			if want := 10 * len(c.rows); err != nil || sum.Found != want {
				t.Errorf("the run found %d rows, %v, want %d", sum.Found, err, want)
			}
		})
	}
}
