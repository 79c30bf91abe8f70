package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Years later an office prunes: what was replaced goes, whatever counts stays,
// and archive, ledger and roster still give row for row what the nights give.
func TestPrune(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	s := o.samples()
	read := func(name string) []byte {
		data, err := os.ReadFile(name)
		o.must(err)
		return data
	}
	older := func(name string) []byte { return append(read(name), 0) } // another content, the same workbook
	bundle := func(files map[string][]byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, data := range files {
			w, err := z.Create(name)
			o.must(err)
			_, err = w.Write(data)
			o.must(err)
		}
		o.must(z.Close())
		return b.Bytes()
	}
	first, second := time.Date(2027, 6, 10, 1, 0, 0, 0, time.UTC), time.Date(2027, 6, 11, 1, 0, 0, 0, time.UTC)
	base := func(i int) string { return filepath.Base(s[i]) }

	// The first night: early versions, two of them in zips.
	o.put("bản 1.xlsx", older(s[0]), first)
	o.put("bản 1 còn trong hộp.xlsx", older(s[9]), first)
	o.put("cụm A.zip", bundle(map[string][]byte{"bản 1.xlsx": older(s[10])}), first)
	o.put("cụm B.zip", bundle(map[string][]byte{"bản 1.xlsx": older(s[11]), base(18): read(s[18])}), first)
	o.put("cắt ngang.xlsx", read(s[17])[:1000], first) // of nobody knows whom
	o.night("run", "--now", firstNight)
	// The second: the versions that count.
	for _, i := range []int{0, 9, 10, 11} {
		o.put(base(i), read(s[i]), second)
	}
	o.night("run", "--now", secondNight)
	o.must(os.Rename(o.path("inbox"), o.path("aside"))) // a night that fails
	if _, err := o.command("run", "--now", secondNight).CombinedOutput(); err == nil {
		t.Fatal("a night without an inbox was done")
	}
	o.must(os.Rename(o.path("aside"), o.path("inbox")))
	// The inbox is tidied, but for one early version.
	for _, name := range []string{"bản 1.xlsx", "cụm A.zip", "cụm B.zip", "cắt ngang.xlsx"} {
		o.must(os.Remove(filepath.Join(o.path("inbox"), name)))
	}

	// Seven years on.
	const later = "2034-06-10T22:00:00+07:00"
	yaml := strings.Replace(string(read(o.path("unit.yaml"))), `school_year: "2026-2027"`, `school_year: "2033-2034"`, 1)
	o.must(os.WriteFile(o.path("unit.yaml"), []byte(yaml), 0o644))
	o.night("run", "--now", later)
	if out := o.night("prune", "--now", later); !strings.Contains(out, "không bỏ gì") {
		t.Errorf("nothing was asked for:\n%s", out)
	}
	o.must(os.WriteFile(o.path("unit.yaml"), []byte(yaml+"\nretention: {run_record_days: 400, replaced_workbook_years: 5, output_years: 5}\n"), 0o644))
	if out, err := o.command("prune", "--now", later).CombinedOutput(); err == nil || !strings.Contains(string(out), "chạy kdcl run") {
		t.Errorf("pruned by a database that another unit.yaml made: %v\n%s", err, out)
	}
	o.night("run", "--now", later)
	// Runs that died left reports of a year half swapped; a hidden folder of
	// somebody's own is none of them.
	for _, hidden := range []string{".2025-2026.old", ".2024-2025.new", ".2024-2025.bak"} {
		o.must(os.Mkdir(filepath.Join(o.path("out"), hidden), 0o755))
	}
	before, ledger, tree := o.content(), read(o.path("archive/received.jsonl")), o.tree()

	show := func(args ...string) (p Pruned) {
		out := o.night(append([]string{"prune", "--json", "--now", later}, args...)...)
		o.must(json.Unmarshal([]byte(out), &p))
		return p
	}
	foreseen := show("--dry-run")
	if diff := cmp.Diff(tree, o.tree()); diff != "" {
		t.Errorf("a dry run changed the workspace:\n%s", clip(diff))
	}
	pruned := show()
	var names, sums []string
	for _, c := range pruned.Workbooks {
		names, sums = append(names, c.Name), append(sums, c.SHA256)
	}
	if want := []string{"cụm A.zip", "bản 1.xlsx", "cụm A.zip/bản 1.xlsx"}; !slices.Equal(names, want) {
		t.Errorf("removed %q, want %q", names, want)
	}
	if len(pruned.Shortened) != 2 || len(pruned.Records) != 1 {
		t.Errorf("%+v", pruned)
	}
	var outputs []string
	for _, name := range pruned.Outputs {
		outputs = append(outputs, filepath.Base(name))
	}
	if want := []string{".2024-2025.new", ".2025-2026.old", "2026-2027"}; !slices.Equal(outputs, want) {
		t.Errorf("removed of out/ %q, want %q", outputs, want)
	}
	foreseen.DryRun = false
	if diff := cmp.Diff(foreseen, pruned); diff != "" {
		t.Errorf("it was foreseen otherwise:\n%s", diff)
	}
	if again := show(); len(again.Workbooks)+len(again.Shortened)+len(again.Records)+len(again.Outputs) != 0 {
		t.Errorf("pruned again: %+v", again)
	}
	if !bytes.HasPrefix(read(o.path("archive/received.jsonl")), ledger) {
		t.Error("a line of the ledger changed")
	}
	for _, sum := range sums {
		if left, _ := glob(o.path("archive/"+sum[:2]), sum+"*"); len(left) > 0 {
			t.Errorf("still there: %v", left)
		}
	}

	// The night after, and a rebuild, know the same; nothing else is lost.
	o.night("run", "--now", later)
	night := o.everything()
	o.must(errors.Join(os.Remove(o.path(dbName)), os.Rename(o.path("inbox"), o.path("aside"))))
	o.night("rebuild", "--now", later)
	o.same("rebuilt after a prune", night, o.everything())
	o.must(os.Rename(o.path("aside"), o.path("inbox")))
	for view, rows := range before {
		lost := 0
		for _, row := range rows {
			if slices.Contains(night.Content[view], row) {
				continue
			}
			lost++
			named := slices.ContainsFunc(sums, func(sum string) bool { return strings.Contains(row, sum) })
			switch {
			case named:
			case slices.Contains(night.Content[view], strings.Replace(row, "accepted-with-findings", "accepted", 1)): // that finding was its only one
			case view == "finding" && strings.Contains(row, "NHIEU_PHIEN_BAN"): // of several versions one is left
			default:
				t.Errorf("%s lost a row: %s", view, clip(row))
			}
		}
		if view == "criterion_result" && (lost > 0 || len(rows) < 20) {
			t.Errorf("%d results, %d lost", len(rows), lost)
		}
	}
	if len(night.Content["run"]) != len(before["run"])+1 {
		t.Errorf("%d nights, and one more: %d", len(before["run"]), len(night.Content["run"]))
	}

	// An early version comes again: it is taken in with its old arrival, and
	// replaces nothing.
	o.put("bản 1.xlsx", older(s[0]), time.Date(2034, 6, 12, 1, 0, 0, 0, time.UTC))
	o.night("run", "--now", "2034-06-12T22:00:00+07:00")
	back := o.content()
	if diff := cmp.Diff(before["criterion_result"], back["criterion_result"]); diff != "" {
		t.Errorf("an early version counts again:\n%s", clip(diff))
	}
	if !slices.ContainsFunc(back["file"], func(row string) bool { return strings.Contains(row, sums[1]) }) || len(back["file"]) != len(night.Content["file"])+1 {
		t.Error("what came again was not taken in")
	}
}

// anotherVersion is another content of the same workbook.
func (o testOffice) anotherVersion(name string, n int) []byte {
	o.Helper()
	r, err := zip.OpenReader(name)
	o.must(err)
	defer r.Close()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		o.must(w.Copy(f))
	}
	o.must(errors.Join(w.SetComment(fmt.Sprint("bản ", n)), w.Close()))
	return b.Bytes()
}
