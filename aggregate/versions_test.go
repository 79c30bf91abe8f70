package aggregate_test

import (
	"fmt"
	"slices"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

// version is one workbook of a school, as it comes.
type version struct {
	name, received, modified string
	refused                  bool
}

// findings gives the wordings' arguments of one rule, by file.
func (w *world) findings(code string) []aggregate.RuleFinding {
	w.t.Helper()
	all, err := w.db.Check(w.t.Context())
	w.must(err)
	return slices.DeleteFunc(all, func(f aggregate.RuleFinding) bool { return f.Code != code })
}

// MESSY 8, 69: of several versions the latest good arrival counts, whatever it
// is called; the finding says how many came and which is used, once.
func TestMessy08And69Versions(t *testing.T) {
	for _, tc := range []struct {
		name     string
		versions []version
		counts   string
		n        string // good versions; empty: no finding
	}{
		{"three versions", []version{{"BC.xlsx", "2027-06-01T08:00:00+07:00", "", false}, {"BC final.xlsx", "2027-06-02T08:00:00+07:00", "", false}, {"BC (1).xlsx", "2027-06-03T08:00:00+07:00", "", false}}, "BC (1).xlsx", "3"},
		{"the last one was refused", []version{{"BC.xlsx", "2027-06-01T08:00:00+07:00", "", false}, {"BC (1).xlsx", "2027-06-02T08:00:00+07:00", "", false}, {"BẢN CHÍNH THỨC.xlsx", "2027-06-03T08:00:00+07:00", "", true}}, "BC (1).xlsx", "2"},
		{"only one is good", []version{{"BC.xlsx", "2027-06-01T08:00:00+07:00", "", true}, {"BC - Copy.xlsx", "2027-06-02T08:00:00+07:00", "", false}}, "BC - Copy.xlsx", ""},
		{"two last versions on one evening", []version{{"BC final2.xlsx", "2027-06-01T20:15:00+07:00", "", false}, {"BC final.xlsx", "2027-06-01T21:40:00+07:00", "", false}}, "BC final.xlsx", "2"},
		{"together in one zip, the one saved later", []version{{"z.zip/b.xlsx", "2027-06-01T08:00:00+07:00", "2027-05-30T10:00:00+07:00", false}, {"z.zip/a.xlsx", "2027-06-01T08:00:00+07:00", "2027-05-31T10:00:00+07:00", false}}, "z.zip/a.xlsx", "2"},
		{"one moment, one without a time of its own", []version{{"b.xlsx", "2027-06-01T08:00:00+07:00", "", false}, {"a.xlsx", "2027-06-01T08:00:00+07:00", "2027-05-31T10:00:00+07:00", false}}, "a.xlsx", "2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			for _, v := range tc.versions {
				s := w.results("mn-2018", func(c rulebook.Criterion, _ int) *int { return top(c, 2) })
				s.DeclaredLevel = n(2)
				s.File = form.File{Name: v.name, Modified: v.modified}
				w.send(s, v.received, v.refused)
			}
			if got := w.query("SELECT name FROM file WHERE current"); got != tc.counts {
				t.Errorf("%s counts, want %s", got, tc.counts)
			}
			found := w.findings("NHIEU_PHIEN_BAN")
			if tc.n == "" {
				if len(found) > 0 {
					t.Errorf("one good version is said to be several: %+v", found)
				}
				return
			}
			if len(found) != 1 || found[0].Args["n"] != tc.n || found[0].Args["tep"] != tc.counts {
				t.Errorf("%+v, want n=%s of %s", found, tc.n, tc.counts)
			}
		})
	}
}

// MESSY 9: two schools that send the same evidence and figures, cell by cell,
// are each told of the other; a form filled in alike is no copy.
func TestMessy09SameContentOfTwoSchools(t *testing.T) {
	figures := func(code string, of int64) form.Submission {
		s := form.Submission{Code: code, Name: "Trường " + code, Parts: []string{form.PartStatistics}}
		for i := range int64(12) {
			v := of * i
			s.Staff = append(s.Staff, form.StaffFigure{Group: fmt.Sprint("nhóm ", i), Measure: "total", Value: &v, At: form.Origin{Sheet: "Đội ngũ", Cell: fmt.Sprint("C", i), Raw: fmt.Sprint(v)}})
		}
		return s
	}
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{}, form.Roster{Schools: []form.School{{Code: "S", Name: "Mầm non S"}, {Code: "T", Name: "Mầm non T"}, {Code: "U", Name: "Mầm non U"}, {Code: "V", Name: "Mầm non V"}}}))
	w.send(figures("S", 3), "2027-06-01T08:00:00+07:00", false)
	w.send(figures("T", 3), "2027-06-02T08:00:00+07:00", false)
	w.send(figures("U", 4), "2027-06-02T08:00:00+07:00", false)
	w.send(figures("U", 4), "2027-06-03T08:00:00+07:00", false) // its own, sent again
	w.send(figures("V", 0), "2027-06-03T08:00:00+07:00", false) // twelve noughts say nothing
	w.send(figures("T", 0), "2027-06-04T08:00:00+07:00", false)
	var got []string
	for _, f := range w.findings("NOI_DUNG_TRUNG_TRUONG_KHAC") {
		got = append(got, f.Args["tep"]+" = "+f.Args["truong_khac"])
	}
	if want := []string{"tệp 1.xlsx = Mầm non T", "tệp 2.xlsx = Mầm non S"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A container is none of the workbooks, and no rule changes what it is; a zip
// with an entry that was refused counts as one to correct.
func TestContainersAreNoWorkbooks(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.LoadOffice(t.Context(), form.Unit{}, form.Roster{Schools: []form.School{{Code: "S", Name: "Mầm non S", Kind: "MN"}}}))
	w.send(form.Submission{Unpacked: true}, "2027-06-01T08:00:00+07:00", false)
	s := form.Submission{Code: "S", Parts: []string{form.PartEvidence}}
	s.File.Container, s.File.Inner = "file-001", "a.xlsx"
	w.send(s, "2027-06-01T08:00:00+07:00", false)
	w.must(w.db.StoreRuleFindings(t.Context(), nil, nil))
	if got := w.query("SELECT outcome, coalesce(container_sha256, ''), coalesce(inner_path, '') FROM file ORDER BY name"); got != "container  \naccepted file-001 a.xlsx" {
		t.Errorf("%q", got)
	}
	sum, err := w.db.Summary(t.Context())
	w.must(err)
	if sum.Workbooks != 1 || sum.NeedsCorrection != 0 {
		t.Errorf("%+v", sum)
	}
	w.send(form.Submission{Unpacked: true}, "2027-06-01T08:00:00+07:00", true)
	if sum, err = w.db.Summary(t.Context()); err != nil || sum.Workbooks != 2 || sum.NeedsCorrection != 1 || sum.Refused != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
}
