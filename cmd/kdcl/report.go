package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"kdcl/aggregate"
	"kdcl/render"
)

// writeOutputs draws everything people read of a school year into a folder of
// its own, out/.<year>.new, and gives its path; nobody sees it yet.
func (j *Job) writeOutputs(ctx context.Context, db *aggregate.DB, year string) (stage string, err error) {
	target := filepath.Join(j.Out, year)
	stage = stageOf(target)
	if err := errors.Join(j.disk.mkdirAll(j.Out), j.disk.recoverFolder(target), j.disk.removeAll(stage)); err != nil {
		return "", err
	}
	if err := j.disk.mkdirAll(stage); err != nil {
		return "", err
	}
	// What another command, or a person, put beside the report stays: blank forms,
	// and what only a night writes.
	if err := j.disk.keepForeign(target, stage); err != nil {
		return "", err
	}
	kept := []string{formsFolder}
	if j.Unread == nil {
		kept = append(kept, lettersFolder)
	}
	if j.archived == nil {
		kept = append(kept, markedFolder, transferFolder)
	}
	for _, folder := range kept {
		if err := j.disk.copyFolder(filepath.Join(target, folder), filepath.Join(stage, folder)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return stage, db.Held(ctx, func() error { return j.draw(ctx, db, year, stage) })
}

// draw writes report, workbook, page, sheets, marked workbooks and letters.
func (j *Job) draw(ctx context.Context, db *aggregate.DB, year, stage string) error {
	layouts, err := aggregate.LoadLayouts(j.templates)
	if err != nil {
		return err
	}
	wording, err := render.LoadWording(j.templates)
	if err != nil {
		return err
	}
	press, err := render.NewPress()
	if err != nil {
		return err
	}
	rep, err := db.Report(ctx, layouts, year)
	if err != nil {
		return err
	}
	page, err := db.Page(ctx, year)
	if err != nil {
		return err
	}
	for _, out := range []struct {
		name string
		draw func(io.Writer) error
	}{
		{"bao-cao-tong-hop.pdf", func(w io.Writer) error { return render.PDF(w, press, rep, wording) }},
		{"bao-cao-tong-hop.docx", func(w io.Writer) error { return render.Document(w, press, rep, wording, j.templates) }},
		{"tong-hop.xlsx", func(w io.Writer) error { return render.Workbook(w, press, rep) }},
		{"index.html", func(w io.Writer) error { return render.Page(w, rep, page, j.templates) }},
	} {
		var b bytes.Buffer
		if err := out.draw(&b); err != nil {
			return fmt.Errorf("%s: %w", out.name, err)
		}
		if err := j.disk.writeFile(filepath.Join(stage, out.name), b.Bytes()); err != nil {
			return err
		}
	}
	j.steps.begin("sheets")
	if err := j.writeSheets(ctx, db, press, layouts, rep, stage); err != nil {
		return err
	}
	// The letters' mails carry the marked workbooks.
	if j.archived != nil {
		j.steps.begin("mark")
		if err := j.writeFeedback(ctx, db, year, filepath.Join(j.Out, year), stage); err != nil {
			return err
		}
		if err := j.writeTransfers(ctx, db, rep, year, stage); err != nil {
			return err
		}
	}
	if j.Unread != nil {
		j.steps.begin("letters")
		if err := j.writeLetters(ctx, db, press, rep, stage); err != nil {
			return err
		}
	}
	return nil
}

var yearPattern = regexp.MustCompile(`^(\d{4})-(\d{4})$`)

// year is the school year that --year asks for, or the one being received.
func (r request) year(o *office) (string, error) {
	year := r.c.String("year")
	if year == "" {
		year = o.Unit.SchoolYear
	}
	if !yearPattern.MatchString(year) || year != before(year, 0) {
		return "", asked{fmt.Errorf("--year %s: %s", year, r.say("viết như 2026-2027", "write it as 2026-2027"))}
	}
	return year, nil
}

// knownYear refuses a year of which the database has nothing, so that nobody
// takes an empty report for one of a year without schools.
func (r request) knownYear(ctx context.Context, o *office, db *aggregate.DB, year string) error {
	if year == o.Unit.SchoolYear {
		return nil
	}
	var known []string
	for _, view := range []string{"submission", "file"} {
		years, _, _, err := db.Years(ctx, view)
		if err != nil {
			return err
		}
		known = append(known, years...)
	}
	slices.Sort(known)
	known = slices.DeleteFunc(slices.Compact(known), func(y string) bool { return !yearPattern.MatchString(y) })
	if slices.Contains(known, year) {
		return nil
	}
	return r.asked("--year %s: cơ sở dữ liệu không có năm học này; có: %s", "--year %s: the database has nothing of that year; it has: %s", year, strings.Join(known, ", "))
}

// drawReport is the command `report`: the report of any school year in the
// database, drawn again without reading a workbook.
func drawReport(ctx context.Context, r request) (err error) {
	o, err := r.office()
	if err != nil {
		return err
	}
	year, err := r.year(o)
	if err != nil {
		return err
	}
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return err
	}
	out, err := r.yearsFolder(o, year, false)
	if err != nil {
		return err
	}
	unlock, _, err := o.lock() // a night draws into the same folder
	if err != nil {
		return err
	}
	defer unlock()
	// The clock decides what is late: it is set on a private copy.
	stage := o.path(dbName + ".report")
	defer func() { err = errors.Join(err, o.disk.remove(stage)) }()
	if _, err := o.disk.copyFile(o.path(dbName), stage); errors.Is(err, os.ErrNotExist) {
		return r.noneYet()
	} else if err != nil {
		return err
	}
	if err := errors.Join(o.disk.ordinary(stage), o.disk.ordinary(stage+".wal")); err != nil { // the database opens them by name
		return err
	}
	db, err := aggregate.Open(ctx, stage, o.DBOptions)
	if err != nil {
		return r.noDatabase(o, err)
	}
	defer db.Close()
	defer func() { err = r.aged(ctx, o, db, err) }()
	if err := r.knownYear(ctx, o, db, year); err != nil {
		return err
	}
	if day := r.c.String("structure"); day != "" {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return asked{fmt.Errorf("--structure %s: %s", day, r.say("viết như 2026-06-30", "write it as 2026-06-30"))}
		}
		if err := db.SetStructure(ctx, day); err != nil {
			return err
		}
	}
	job := &Job{office: o, terminal: r.terminal, Now: now, Out: out, steps: newSteps(slog.New(slog.DiscardHandler))}
	if err := job.setClock(ctx, db, year); err != nil {
		return err
	}
	folder, err := job.writeOutputs(ctx, db, year)
	if err != nil {
		return err
	}
	to := filepath.Join(job.Out, year)
	if err := o.disk.swapFolder(folder, to); err != nil {
		return err
	}
	fmt.Fprintln(r.out, to)
	return nil
}

// compareWithLast works out what the last printed report stood on: the latest
// night before this moment that has a record, since a killed one printed nothing;
// where all records are lost, the latest that the database knows of. year is the
// school year that the clock is set to.
func (j *Job) compareWithLast(ctx context.Context, db *aggregate.DB, year string) error {
	now := j.Now.Format(time.RFC3339)
	records, err := j.records()
	if err != nil {
		return err
	}
	last := ""
	for _, rec := range records {
		if rec.night() && rec.Started < now {
			last = max(last, rec.Started)
		}
	}
	if len(records) == 0 {
		if last, err = db.LastRun(ctx, now); err != nil {
			return err
		}
	}
	local := func(at string) string { return strings.Replace(at[:min(len(at), 19)], "T", " ", 1) }
	return db.SetLast(ctx, local(last), local(now), year)
}
