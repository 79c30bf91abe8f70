package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kdcl/aggregate"
	"kdcl/ingest/form"
)

// The mail of a night names what waits to be passed on, and says nothing where
// nothing waits.
func TestMessy71TheOfficeIsTold(t *testing.T) {
	j := &Job{office: &office{templates: os.DirFS("../../templates"), Unit: form.Unit{Mail: &form.Mail{From: "a@example.vn", To: []string{"b@example.vn"}}}}, Now: time.Now()}
	for _, tc := range []struct {
		waiting []TransferRecord
		want    bool
	}{{nil, false}, {make([]TransferRecord, 2), true}} {
		m, _, err := j.resultMail(Record{Line: "Xong.", Transfers: tc.waiting})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, part := range m.GetParts() {
			data, err := part.GetContent()
			if err != nil {
				t.Fatal(err)
			}
			b.Write(data)
		}
		if strings.Contains(b.String(), "Có 2 tệp của trường thuộc đơn vị khác") != tc.want {
			t.Errorf("%d waiting:\n%s", len(tc.waiting), b.String())
		}
	}
}

// MESSY 71: two workbooks of one name, of units that a disk takes for one, go out
// side by side, each in the mail of its own school.
func TestMessy71NamesOfWhatIsPassedOn(t *testing.T) {
	roster := form.Roster{Elsewhere: []form.School{{Code: "1", Unit: "UBND xã Ba"}, {Code: "2", Unit: "UBND Xã Ba"}, {Code: "3", Unit: "Phòng GD&ĐT / Cụm 1."}}}
	var got []string
	for _, r := range named(roster, []aggregate.Transfer{
		{Name: "BC.xlsx", Code: "1"}, {Name: "gom/bc.XLSX", Code: "1"}, {Name: "BC.xlsx", Code: "2"}, {Name: "BC ngày 15.6 cuối năm", Code: "3"}, {Name: "con.xls", Code: "3"}, {Name: "BC.xlsx", Code: "4"},
	}) {
		got = append(got, filepath.ToSlash(r.File)+" in "+r.Draft)
	}
	want := `UBND xã Ba/BC.xlsx in UBND xã Ba/1.eml
UBND xã Ba/bc (2).XLSX in UBND xã Ba/1.eml
UBND xã Ba/BC (3).xlsx in UBND xã Ba/2.eml
Phòng GD&ĐT _ Cụm 1/BC ngày 15.6 cuối năm in Phòng GD&ĐT _ Cụm 1/3.eml
Phòng GD&ĐT _ Cụm 1/_con.xls in Phòng GD&ĐT _ Cụm 1/3.eml`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("%s\nwant\n%s", s, want)
	}
}
