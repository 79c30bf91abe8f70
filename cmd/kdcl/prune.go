package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// Pruned is what `prune` removed, or with --dry-run would remove.
type Pruned struct {
	DryRun    bool            `json:"dry_run"`
	Workbooks []PrunedContent `json:"workbooks"`         // archived copies, by year and name
	Shortened []string        `json:"records_shortened"` // files of runs/ that lose their lists
	Records   []string        `json:"records_removed"`   // of failed runs and rebuilds
	Outputs   []string        `json:"outputs"`           // folders of out/
}

// PrunedContent is an archived copy that no figure stands on.
type PrunedContent struct {
	SHA256     string `json:"sha256"`
	Name       string `json:"name"`
	School     string `json:"school"`
	SchoolYear string `json:"school_year"`
	Size       int64  `json:"size"`
}

// prune is the command `prune`: it removes what unit.yaml's retention says is no
// longer kept, and nothing without it. The ledger keeps every line and the
// archive every workbook that counts, so that a rebuild gives what the next
// night gives.
func prune(ctx context.Context, r request) (err error) {
	o, err := r.office()
	if err != nil {
		return err
	}
	if o.Unit.Retention == (form.Retention{}) {
		fmt.Fprintln(r.out, r.say(
			"unit.yaml không có mục retention: giữ tất cả, không bỏ gì. Xem mẫu ở cuối tệp do kdcl init tạo.",
			"unit.yaml has no retention: everything is kept, nothing was removed. kdcl init's file ends with an example."))
		return nil
	}
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return err
	}
	dry := r.c.Bool("dry-run")
	j := &Job{office: o, terminal: r.terminal, Now: now}
	open := j.openLedger
	if dry {
		scratch, _, remove, bad := scratch()
		if bad != nil {
			return bad
		}
		defer func() { err = errors.Join(err, remove()) }()
		open = func() (*intake.Ledger, error) { return intake.OpenTrial(o.path("archive"), scratch) }
	} else {
		unlock, _, err := o.lock()
		if err != nil {
			return err
		}
		defer unlock()
	}
	ledger, err := open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()

	p := Pruned{DryRun: dry, Workbooks: []PrunedContent{}, Shortened: []string{}, Records: []string{}, Outputs: []string{}}
	replaced, err := r.replaced(ctx, j, ledger)
	if err != nil {
		return err
	}
	for _, c := range replaced {
		p.Workbooks = append(p.Workbooks, PrunedContent{c.SHA256, c.Name, c.School, c.SchoolYear, c.Size})
	}
	old, err := j.oldRecords()
	if err != nil {
		return err
	}
	for _, rec := range old {
		if rec.night() {
			p.Shortened = append(p.Shortened, rec.file)
		} else {
			p.Records = append(p.Records, rec.file)
		}
	}
	if p.Outputs, err = j.oldOutputs(); err != nil {
		return err
	}
	if !dry {
		if err := j.remove(ledger, replaced, old, p); err != nil {
			return err
		}
	}
	if r.c.Bool("json") {
		return json.NewEncoder(r.out).Encode(p)
	}
	r.printPruned(p)
	return nil
}

// before is the first school year that is kept whole when so many before the
// current one are.
func before(current string, years int) string {
	start, _ := strconv.Atoi(current[:4])
	return fmt.Sprintf("%d-%d", start-years, start-years+1)
}

// replaced lists the archived contents that no figure stands on, containers
// first: a member whose container stays would come out of it again, and so would
// a container's members that still count lose it. What still lies in the inbox
// stays as well: the next night would take it in again.
func (r request) replaced(ctx context.Context, j *Job, ledger *intake.Ledger) ([]aggregate.Replaced, error) {
	years := j.Unit.Retention.ReplacedWorkbookYears
	if years == 0 {
		return nil, nil
	}
	db, closeDB, err := r.databaseOfNow(ctx, j.office)
	if err != nil {
		return nil, err
	}
	defer closeDB()
	if basis, err := db.Basis(ctx); err != nil || basis != j.Basis {
		return nil, errors.Join(err, asked{fmt.Errorf("%s", r.say(
			"unit.yaml, danh sách trường, mẫu hoặc chương trình đã đổi từ lần chạy trước; chạy kdcl run rồi mới kdcl prune",
			"unit.yaml, the roster, the templates or the program changed since the last run; run kdcl run before kdcl prune"))})
	}
	all, err := db.Replaced(ctx, before(j.Unit.SchoolYear, years))
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{} // contents of the ledger that stay
	for _, line := range ledger.Contents() {
		kept[line.SHA256] = true
	}
	all = slices.DeleteFunc(all, func(c aggregate.Replaced) bool { return !kept[c.SHA256] }) // removed, and no night since
	for _, c := range all {
		delete(kept, c.SHA256)
	}
	lines := ledger.Lines()
	for changed := true; changed; {
		changed = false
		stays := func(sum string) {
			changed = changed || !kept[sum]
			kept[sum] = true
		}
		for _, line := range lines {
			_, err := os.Lstat(filepath.Join(j.path("inbox"), filepath.FromSlash(line.Name)))
			switch {
			case err == nil:
				stays(line.SHA256)
			case line.Container == "":
			case kept[line.SHA256]:
				stays(line.Container)
			case kept[line.Container]:
				stays(line.SHA256)
			}
		}
	}
	all = slices.DeleteFunc(all, func(c aggregate.Replaced) bool { return kept[c.SHA256] })
	slices.SortStableFunc(all, func(a, b aggregate.Replaced) int {
		switch {
		case a.Container == b.Container:
			return 0
		case a.Container:
			return -1
		}
		return 1
	})
	return all, nil
}

// night reports whether a record is of a night that was done: one that the
// database tells of.
func (rec Record) night() bool {
	return rec.Command != "rebuild" && (rec.Exit == exitDone || rec.Exit == exitTold)
}

// oldRecords are those of runs/ that are older than is kept and have something
// to lose, but for the newest.
func (j *Job) oldRecords() ([]Record, error) {
	days := j.Unit.Retention.RunRecordDays
	if days == 0 {
		return nil, nil
	}
	all, err := j.records()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return slices.DeleteFunc(all[:len(all)-1], func(rec Record) bool {
		at, err := time.Parse(time.RFC3339, rec.Started)
		return err != nil || !at.Before(j.Now.AddDate(0, 0, -days)) || rec.night() && len(rec.Files)+len(rec.Containers)+len(rec.Ignored) == 0
	}), nil
}

// oldOutputs are the folders of out/ of school years before those that are kept,
// and what a killed prune, or a killed report, left hidden of such a year.
func (j *Job) oldOutputs() ([]string, error) {
	years, old := j.Unit.Retention.OutputYears, []string{}
	if years == 0 {
		return old, nil
	}
	folders, err := glob(j.path("out"), "*-*")
	for _, f := range folders {
		year := filepath.Base(f)
		if hidden, ok := strings.CutPrefix(year, "."); ok {
			to := filepath.Join(filepath.Dir(f), strings.TrimSuffix(hidden, filepath.Ext(hidden)))
			if f == stageOf(to) || f == oldOf(to) {
				year = filepath.Base(to)
			}
		}
		if yearPattern.MatchString(year) && year < before(j.Unit.SchoolYear, years) {
			old = append(old, f)
		}
	}
	return old, err
}

// remove removes what was found. A kill midway leaves what the next prune, or
// the next night, makes whole.
func (j *Job) remove(ledger *intake.Ledger, replaced []aggregate.Replaced, old []Record, p Pruned) error {
	lines := map[string]intake.Line{}
	for _, line := range ledger.Contents() {
		lines[line.SHA256] = line
	}
	gone := ledger.Dropped() // a killed prune may have left their copies
	for _, c := range replaced {
		gone = append(gone, lines[c.SHA256])
	}
	for _, line := range gone {
		if err := ledger.Drop(line, j.Now); err != nil {
			return err
		}
	}
	for _, rec := range old {
		name := filepath.Join(j.path(runsFolder), rec.file)
		if !rec.night() {
			if err := j.disk.remove(name); err != nil {
				return err
			}
			continue
		}
		data, err := json.MarshalIndent(rec.short(), "", "  ")
		if err != nil {
			return err
		}
		if err := j.disk.writeFile(name, append(data, '\n')); err != nil {
			return err
		}
	}
	for _, folder := range p.Outputs {
		hidden := folder
		if !strings.HasPrefix(filepath.Base(folder), ".") { // nobody is to see half of it
			hidden = stageOf(folder)
			if err := errors.Join(j.disk.removeAll(hidden), j.disk.rename(folder, hidden)); err != nil {
				return err
			}
		}
		if err := j.disk.removeAll(hidden); err != nil {
			return err
		}
	}
	return nil
}

// printPruned prints it for people.
func (r request) printPruned(p Pruned) {
	verb := r.say("Đã bỏ", "Removed")
	if p.DryRun {
		verb = r.say("Sẽ bỏ (chưa bỏ gì)", "Would remove (nothing was)")
	}
	bytes := int64(0)
	for _, c := range p.Workbooks {
		bytes += c.Size
		fmt.Fprintf(r.out, "    %s  %s  %s\n", c.SchoolYear, c.Name, c.School)
	}
	for _, f := range p.Outputs {
		fmt.Fprintln(r.out, "    "+f)
	}
	fmt.Fprintf(r.out, r.say(
		"%s: %d tệp đã thay thế hoặc không nhận trong archive (%.1f MB), danh sách tệp trong %d bản ghi cũ, %d bản ghi lần chạy không xong, %d thư mục báo cáo cũ.\n",
		"%s: %d replaced or refused workbooks of the archive (%.1f MB), the lists of files of %d old records, %d records of runs that were no nights, %d old report folders.\n"),
		verb, len(p.Workbooks), float64(bytes)/1e6, len(p.Shortened), len(p.Records), len(p.Outputs))
}

// forgetDropped makes the database forget what the ledger no longer keeps.
func forgetDropped(ctx context.Context, db *aggregate.DB, known map[string]aggregate.LoadedFile, contents []intake.Line) error {
	kept := map[string]bool{}
	for _, line := range contents {
		kept[line.SHA256] = true
	}
	for sum := range known {
		if !kept[sum] {
			if err := db.Forget(ctx, sum); err != nil {
				return err
			}
			delete(known, sum)
		}
	}
	return nil
}
