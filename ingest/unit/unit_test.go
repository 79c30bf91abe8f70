package unit_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
	"kdcl/ingest/unit"
	"kdcl/ingest/workbook"
)

// The template that kdcl init hands out is itself right.
func TestTemplateLoads(t *testing.T) {
	data, err := os.ReadFile("../../templates/workspace/unit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	u, err := unit.LoadUnit(data, "unit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	due := map[string]form.Date{}
	for _, o := range u.Obligations {
		due[o.ID] = o.Due
	}
	want := map[string]form.Date{"ke-hoach-tdg": "2026-09-30", "cai-tien": "2027-01-30", "cong-khai": "2027-05-31", "thong-ke": "2027-05-31", "minh-chung": "2027-06-15", "bao-cao-tdg": "2027-06-15"}
	if d := cmp.Diff(want, due); d != "" {
		t.Error(d)
	}
	weeks := u.Weeks["2026-2027"]
	if len(weeks) != 35 || weeks[21].Number != 22 || weeks[20].To != "2027-01-30" || weeks[21].From != "2027-02-15" {
		t.Errorf("weeks go around the break: %v", weeks[20:22])
	}
}

// A report that is sent several times is one obligation each time.
func TestRecurringObligation(t *testing.T) {
	u, err := unit.LoadUnit([]byte("unit: {name: A}\nschool_year: \"2026-2027\"\nobligations:\n  - {id: a, title: A, part: plan, due: [\"chậm nhất 30/1\", 31/05/2027]}\n  - {id: b, title: B, part: plan, due: cuối tháng 3}\n"), "unit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range u.Obligations {
		got = append(got, o.ID+" "+o.Title+" "+string(o.Due))
	}
	if d := cmp.Diff([]string{"a-1 A (lần 1) 2027-01-30", "a-2 A (lần 2) 2027-05-31", "b B 2027-03-31"}, got); d != "" {
		t.Error(d)
	}
}

func TestUnitProblems(t *testing.T) {
	const good = "unit: {name: A}\nschool_year: \"2026-2027\"\nobligations:\n  - {id: a, title: A, part: plan, due: \"15/6\"}\n"
	for _, tc := range []struct{ name, old, new, vi, place string }{
		{"a slip in a key", "school_year", "school_yaer", "school_yaer", "unit.yaml:2:"},
		{"a year that is none", `"2026-2027"`, `"2026-2028"`, "không phải năm học", "unit.yaml:2:"},
		{"an unknown part", "part: plan", "part: plans", "chọn một trong: plan", "unit.yaml:4:"},
		{"a due date nobody understands", `"15/6"`, `"sớm"`, "không hiểu được", "unit.yaml:4:"},
		{"an unknown kind", "part: plan", "part: plan, kinds: [MG]", `cấp học "MG"`, "unit.yaml:4:"},
		{"an id twice", "\n  - {id", "\n  - {id: a, title: B, part: plan, due: \"15/6\"}\n  - {id", "dùng hai lần", "unit.yaml:4:"},
		{"no name", "name: A", "name: \"\"", "thiếu tên đơn vị", "unit.yaml:1:"},
		{"a time zone that is none", "school_year", "time_zone: Hanoi\nschool_year", "Asia/Ho_Chi_Minh", "unit.yaml:2:"},
	} {
		_, err := unit.LoadUnit([]byte(strings.Replace(good, tc.old, tc.new, 1)), "unit.yaml")
		if err == nil {
			t.Errorf("%s: accepted", tc.name)
			continue
		}
		text := err.Error()
		var p *unit.Problem
		for _, e := range unwrap(err) {
			if q, ok := e.(*unit.Problem); ok {
				p = q
			}
		}
		if p == nil || !strings.Contains(p.Vietnamese(), tc.vi) || !strings.Contains(text, tc.place) {
			t.Errorf("%s: %v\n%s", tc.name, err, text)
		}
	}
	if _, err := unit.LoadUnit([]byte(good), "unit.yaml"); err != nil {
		t.Error(err)
	}
}

func unwrap(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return []error{err}
}

var office = form.Unit{Obligations: []form.Obligation{{ID: "bc"}}}

func load(t *testing.T, r form.Roster) (form.Roster, error) {
	t.Helper()
	var b bytes.Buffer
	if err := blank.FilledRoster(&b, r); err != nil {
		t.Fatal(err)
	}
	wb, err := workbook.Read(b.Bytes(), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return unit.LoadRoster(wb, "schools.xlsx", office, []string{"mn-2018"})
}

// A roster comes back as it was written, codes with their zeros.
func TestRosterRoundTrip(t *testing.T) {
	want := form.Roster{
		Schools: []form.School{
			{Code: "01234567", Name: "Mầm non 23/11", Kind: "MN", Private: true, Commune: "Xã Một", Rulebook: "mn-2018", Aliases: []string{"MN 23-11", "Mầm non 23 tháng 11"}, FormerCodes: []string{"99"}, Opened: "1999-09-01"},
			{Code: "222", Name: "TH&THCS Hai", Kind: "TH-THCS", Closed: "2026-09-01", MergedInto: "01234567"},
		},
		Extensions: []form.Extension{{School: "222", Obligation: "bc", Until: "2027-06-30", Reason: "Bão", By: "Trưởng phòng"}},
		Exemptions: []form.Exemption{{School: "222", Obligation: "bc", Reason: "Mới"}},
		Receipts:   []form.OutsideReceipt{{School: "222", Obligation: "bc", Received: "2027-06-10", Channel: "Zalo"}},
		Recognitions: []form.Recognition{
			{School: "222", Ledger: form.LedgerAccreditation, Grade: 2, Signed: "2018-11-01", Precision: "month", ValidTo: "2023-11-30", Derived: true},
			{School: "222", Ledger: form.LedgerNationalStandard, Grade: 1, Decision: "12/QĐ", Signed: "2022-05-06", Precision: "day", ValidTo: "2027-05-05"},
		},
	}
	defer func() { // an expiry of a month alone holds to its last day, and says so
		file := form.Roster{Schools: want.Schools, Recognitions: []form.Recognition{{School: "222", Ledger: form.LedgerAccreditation, Grade: 1, ValidTo: "2027-02-28", ValidPrecision: "month"}}}
		if got, err := load(t, file); err != nil || got.Recognitions[0].ValidTo != "2027-02-28" || got.Recognitions[0].ValidPrecision != "month" {
			t.Errorf("%+v, %v", got.Recognitions, err)
		}
	}()
	got, err := load(t, want)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreTypes(form.Origin{})); d != "" {
		t.Error(d)
	}
}

// All that is wrong is said at once, each with its cell.
func TestRosterProblems(t *testing.T) {
	_, err := load(t, form.Roster{
		Schools: []form.School{
			{Code: "1", Name: "Một", Kind: "MN"}, {Code: "1", Name: "Hai", Kind: "MN"}, {Code: "3", Kind: "MN"}, {Code: "4", Name: "Bốn", Kind: "đại học"},
			{Code: "5", Name: "Năm", Kind: "TH", Rulebook: "th-1999"}, {Code: "6", Name: "Sáu", Kind: "TH", MergedInto: "77"},
		},
		Extensions: []form.Extension{{School: "9", Obligation: "bc", Until: "2027-06-30"}, {School: "1", Obligation: "xx", Until: "2027-06-30"}},
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"Trường!A3: the code 1 stands already", "Trường!B4: the school name is missing", `Trường!C5: the kind "đại học"`, `Trường!F6: the rulebook "th-1999"`, "Trường!A7: merged into 77", "Gia hạn!A2: the sheet Trường has no code 9", `Gia hạn!A3: unit.yaml has no obligation "xx"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
	var b bytes.Buffer
	if err := blank.Roster(&b); err != nil {
		t.Fatal(err)
	}
	wb, err := workbook.Read(b.Bytes(), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := unit.LoadRoster(wb, "schools.xlsx", office, nil); err != nil || len(r.Schools) != 0 {
		t.Errorf("the empty roster of kdcl init: %v", err)
	}
}
