package main

import (
	"fmt"
	"slices"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// MESSY 9: whose folder, file name or e-mail address a content came under, for
// contents that came more than once.
func TestMessy09Claims(t *testing.T) {
	j := &Job{office: &office{Roster: form.Roster{Schools: []form.School{
		{Code: "01", Name: "Mầm non Hoa Sen", Commune: "Xã A", Email: "mn.hoasen@example.vn; hoasen2@example.vn"},
		{Code: "02", Name: "Mầm non Hoa Sen 2", Commune: "Xã A", Aliases: []string{"MN Sen Hồng"}, Email: "chung@example.vn"},
		{Code: "03", Name: "Tiểu học Lê Lợi", Commune: "Xã A", Email: "chung@example.vn"},
		{Code: "04", Name: "Tiểu học Lê Lợi", Commune: "Xã B"},
	}}}}
	hash := intake.SenderHash
	for name, want := range map[string]string{
		"bc.xlsx": "", "MN Hoa Sen/bc.xlsx": "01", "Xã A/mn hoa sen 2 bc tdg.xlsx": "02", "sen hong/x.xlsx": "", "MN Sen Hong/x.xlsx": "02",
		"TH Lê Lợi/bc.xlsx": "", "Xã B/TH Lê Lợi/bc.xlsx": "04", "MN Hoa Sen/BC TH Lê Lợi xã A.xlsx": "03", "hoa sen mới/04.xlsx": "04",
	} {
		got := j.claims([]intake.Line{{SHA256: "x", Name: name}, {SHA256: "x", Name: "khac/1.xlsx"}})
		code := ""
		for _, c := range got {
			code += c.School
		}
		if code != want {
			t.Errorf("%s: %q, want %q", name, code, want)
		}
	}
	lines := []intake.Line{
		{SHA256: "a", Name: "MN Hoa Sen/bc.xlsx"}, {SHA256: "a", Name: "MN Hoa Sen 2/bc.xlsx"},
		{SHA256: "b", Name: "TH Lê Lợi xã A.xlsx"}, // once only: no claim
		{SHA256: "z", Name: "MN Hoa Sen/bo.zip"}, {SHA256: "z", Name: "MN Hoa Sen 2/bo.zip"}, {SHA256: "c", Name: "MN Hoa Sen/bo.zip/c.xlsx", Container: "z", Inner: "c.xlsx"},
		{SHA256: "d", Name: "1.eml/bc.xlsx", Sender: hash("HoaSen2@example.vn")}, {SHA256: "d", Name: "2.eml/bc.xlsx", Sender: hash("chung@example.vn")},
	}
	var got []string
	for _, c := range j.claims(lines) {
		got = append(got, fmt.Sprint(c.SHA256, " ", c.Name, " ", c.School))
	}
	want := []string{"a MN Hoa Sen 2/bc.xlsx 02", "a MN Hoa Sen/bc.xlsx 01", "c MN Hoa Sen 2/bo.zip/c.xlsx 02", "c MN Hoa Sen/bo.zip/c.xlsx 01", "d 1.eml/bc.xlsx 01", "z MN Hoa Sen 2/bo.zip 02", "z MN Hoa Sen/bo.zip 01"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// The tally of files closes, or says so: a file that the database knows nothing
// of is neither read nor refused nor ignored.
func TestFileTally(t *testing.T) {
	scan := intake.Scan{Seen: 6, Taken: []intake.Taken{{Name: "a", SHA256: "1"}, {Name: "b", SHA256: "1"}, {Name: "c", SHA256: "2"}, {Name: "d", SHA256: "3"}, {Name: "e", SHA256: "4"}}, Ignored: []intake.Ignored{{Name: "~$a", Reason: "lock-file"}}}
	loaded := map[string]aggregate.LoadedFile{"1": {Outcome: form.AcceptedWithFindings}, "2": {Outcome: form.Refused}, "3": {Outcome: form.Container}}
	tally, _ := tallyFiles(scan, loaded, nil)
	if tally.closed() || tally.Read != 2 || tally.Refused != 1 || tally.Containers != 1 || tally.Ignored != 1 {
		t.Errorf("%+v", tally)
	}
	tally, ignored := tallyFiles(scan, loaded, map[string]bool{"4": true})
	if !tally.closed() || len(ignored) != 2 || ignored[1].Reason != "copy-unreadable" {
		t.Errorf("%+v, %+v", tally, ignored)
	}
	lines := []intake.Line{{SHA256: "1", Name: "a"}, {SHA256: "9", Name: "z"}}
	if open := unloaded(lines, loaded, nil); len(open) != 1 || open[0] != "z was never read" {
		t.Errorf("%q", open)
	}
}
