package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// A Job is one night: all that it reads, all that it writes.
type Job struct {
	*office
	Out string // the folder of out/<school year>
	// Unread are files of the inbox that no school may be called late over: they
	// could not be read, or were still being written. nil in a `report`, which
	// looks at no inbox and writes no letters.
	Unread []string
	Now    time.Time // the moment the run stands for, in the unit's time zone
	Say    func(format string, args ...any)
}

// Record is what runs/<time>.json keeps of a night.
type Record struct {
	Started    string            `json:"started"` // the clock of the run, RFC 3339
	Version    string            `json:"version"`
	SchoolYear string            `json:"school_year"`
	Seconds    float64           `json:"seconds"`
	New        int               `json:"new_files"`
	Read       int               `json:"files_read"` // parsed in this run
	Unchanged  int               `json:"files_unchanged"`
	Summary    aggregate.Summary `json:"summary"`
	Inbox      FileTally         `json:"inbox"`
	Containers []ContainerRecord `json:"containers"` // taken apart in this run
	Tally      form.SheetTally   `json:"rows"`
	Files      []FileRecord      `json:"files"`
	Ignored    []intake.Ignored  `json:"ignored"`
	Problems   []string          `json:"problems"` // what the disk, not a school, did
	Exit       int               `json:"exit_code"`
}

// FileRecord is the outcome of one workbook.
type FileRecord struct {
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	School  string `json:"school,omitempty"`
	Outcome string `json:"outcome"`
}

// Run is the journey of a night, read top to bottom. People see nothing of it
// until the last step: a run that is killed or runs out of disk leaves
// yesterday's database and reports as they were.
func (j *Job) Run(ctx context.Context) (rec Record, err error) {
	started := time.Now()
	rec = Record{Started: j.Now.Format(time.RFC3339), Version: version, SchoolYear: j.Unit.SchoolYear}

	// 1. One night at a time.
	unlock, err := j.lock()
	if err != nil {
		return rec, err
	}
	defer unlock()

	// 2. What arrived: archived by content and noted in the ledger before anything reads it.
	ledger, err := intake.Open(j.path("archive"))
	if err != nil {
		return rec, err
	}
	defer ledger.Close()
	scan, err := ledger.Scan(j.path("inbox"), j.lastScan(), j.Now, j.settle())
	if err != nil {
		return rec, err
	}
	recovered, err := ledger.Recover(j.Now)
	if err != nil {
		return rec, err
	}
	rec.New, rec.Problems = len(scan.New)+len(recovered), scan.Problems
	if ledger.Torn {
		rec.Problems = append(rec.Problems, "archive/received.jsonl: the last line was cut short or damaged; it was set aside, and its file noted again")
	}
	for _, line := range recovered {
		rec.Problems = append(rec.Problems, fmt.Sprintf("%s: it was in the archive and in no line of the ledger; noted again with the arrival %s", line.Name, line.Received))
	}

	// 3. The database, on a copy: the public one is replaced at the end, whole.
	db, fresh, err := j.openCopy(ctx)
	if err != nil {
		return rec, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.SetClock(ctx, j.Now.Format("2006-01-02 15:04:05"), j.Unit.SchoolYear); err != nil {
		return rec, err
	}
	if err := db.LoadRulebooks(ctx, j.Rules.All()); err != nil {
		return rec, err
	}
	if err := db.LoadOffice(ctx, j.Unit, j.Roster); err != nil {
		return rec, err
	}

	// 4. Zips and e-mails that the database has not seen, taken apart: what they
	// hold is archived and noted as if it had lain in the inbox.
	known := map[string]aggregate.LoadedFile{}
	if !fresh {
		if known, err = db.Loaded(ctx); err != nil {
			return rec, err
		}
	}
	if rec.Containers, err = j.unpack(ctx, ledger, db, known); err != nil {
		return rec, err
	}

	// 5. Every workbook that the database has not seen, or that an e-mail has
	// meanwhile shown to have arrived earlier: read in parallel, loaded one by one
	// in the order of arrival, a transaction each.
	contents, unreadable := ledger.Contents(), map[string]bool{}
	var unread []intake.Line
	for _, line := range contents {
		was, ok := known[line.SHA256]
		switch {
		case !ok:
			unread = append(unread, line)
		case was.Outcome == form.Container:
		case was.Received != line.Received:
			if err := db.Forget(ctx, line.SHA256); err != nil {
				return rec, err
			}
			unread = append(unread, line)
		default:
			rec.Unchanged++
		}
	}
	err = j.readAll(ctx, ledger, unread, func(line intake.Line, sub *form.Submission, readErr error) error {
		if readErr != nil {
			rec.Problems = append(rec.Problems, readErr.Error())
			unreadable[line.SHA256] = true
			return nil
		}
		rec.Read++
		return db.Load(ctx, sub, line.Seen, j.yearOf(line.Received), j.messages(sub))
	})
	if err != nil {
		return rec, err
	}

	// 6. What no single file can show: the rules, in SQL.
	if err := db.LoadClaims(ctx, j.claims(ledger.Lines())); err != nil {
		return rec, err
	}
	if err := j.checkRules(ctx, db); err != nil {
		return rec, err
	}

	// 7. The proof that nothing was dropped, before anybody reads a figure: each
	// file of the inbox went somewhere, each content of the ledger is in the
	// database, each row of each sheet is accounted for.
	if known, err = db.Loaded(ctx); err != nil {
		return rec, err
	}
	if rec.Inbox, rec.Ignored = tallyFiles(scan, known, unreadable); !rec.Inbox.closed() {
		return rec, fmt.Errorf("the tally of files does not close: %+v", rec.Inbox)
	}
	if open := unloaded(contents, known, unreadable); len(open) > 0 {
		return rec, fmt.Errorf("the tally of contents does not close: %s", strings.Join(open, "; "))
	}
	if rec.Tally, err = db.Tally(ctx); err != nil {
		return rec, err
	}
	if open, err := db.Unclosed(ctx); err != nil {
		return rec, err
	} else if len(open) > 0 {
		return rec, fmt.Errorf("the tally does not close: %s", strings.Join(open, "; "))
	}
	if rec.Summary, err = db.Summary(ctx); err != nil {
		return rec, err
	}
	if rec.Files, err = fileRecords(ctx, db); err != nil {
		return rec, err
	}

	// 8. What people read, in a folder of its own beside the old one.
	j.Unread = append([]string{}, scan.Problems...)
	for _, f := range scan.Ignored {
		if f.Reason == "still-being-written" {
			j.Unread = append(j.Unread, f.Name)
		}
	}
	stage, err := j.writeOutputs(ctx, db, j.Unit.SchoolYear)
	if err != nil {
		return rec, err
	}

	// 9. Everything is there: swap the database and the outputs in.
	rec.Seconds = time.Since(started).Seconds()
	if err := j.publish(ctx, db, stage, rec); err != nil {
		return rec, err
	}
	return rec, nil
}

// lastScan is when the inbox was last looked at; zero before the first time.
func (j *Job) lastScan() time.Time {
	var last struct {
		Started string `json:"started"`
	}
	data, err := os.ReadFile(filepath.Join(j.path("runs"), "latest.json"))
	if err != nil || json.Unmarshal(data, &last) != nil {
		return time.Time{} // the ledger's own last line still holds
	}
	at, err := time.Parse(time.RFC3339, last.Started)
	if err != nil || at.After(j.Now) {
		return time.Time{}
	}
	return at
}

// settle is how long a file must have lain still before it is taken in; a trial
// workspace with a fixed clock takes everything.
func (j *Job) settle() time.Duration {
	if j.Unit.Now != "" {
		return 0
	}
	return 2 * time.Minute
}

// readAll parses workbooks on every core and hands them over in order.
func (j *Job) readAll(ctx context.Context, ledger *intake.Ledger, lines []intake.Line, load func(intake.Line, *form.Submission, error) error) error {
	type result struct {
		sub *form.Submission
		err error
	}
	workers := runtime.GOMAXPROCS(0)
	results := make([]chan result, len(lines))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	// A worker may run ahead of the writer by this many workbooks: memory stays
	// flat however many there are.
	ahead := make(chan struct{}, 4*workers)
	next := make(chan int)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				data, err := ledger.Read(lines[i])
				if err != nil {
					results[i] <- result{err: err}
					continue
				}
				results[i] <- result{sub: j.read(data, lines[i])}
			}
		})
	}
	go func() {
		defer close(next)
		for i := range lines {
			select {
			case ahead <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer wg.Wait()
	defer cancel()
	for i, line := range lines {
		select {
		case r := <-results[i]:
			<-ahead
			if err := load(line, r.sub, r.err); err != nil {
				return err
			}
			j.Say("%d/%d %s", i+1, len(lines), line.Name)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// read reads one archived workbook for the school year in which it arrived.
func (j *Job) read(data []byte, line intake.Line) *form.Submission {
	return j.Reader.Read(data, j.file(line), ingest.Office{Roster: &j.Roster, Year: j.yearOf(line.Received), Weeks: j.Unit.Weeks})
}

// yearOf is the school year that was being received at an arrival. A year runs
// from August, when its plans come in, to July; the unit's own year is open as
// long as unit.yaml says so.
func (j *Job) yearOf(received string) string {
	at, err := time.Parse(time.RFC3339, received)
	if err != nil {
		return j.Unit.SchoolYear
	}
	year := at.Year()
	if at.Month() < time.August {
		year--
	}
	y := fmt.Sprintf("%d-%d", year, year+1)
	if y > j.Unit.SchoolYear {
		return j.Unit.SchoolYear
	}
	return y
}

// messages words a submission's findings, in both languages.
func (o *office) messages(sub *form.Submission) []aggregate.FindingText {
	texts := make([]aggregate.FindingText, len(sub.Findings))
	for i, f := range sub.Findings {
		texts[i] = o.message(f)
	}
	return texts
}

// checkRules runs the SQL rules and stores what they found with its wording.
func (o *office) checkRules(ctx context.Context, db *aggregate.DB) error {
	found, err := db.Check(ctx)
	if err != nil {
		return err
	}
	texts := make([]aggregate.FindingText, len(found))
	for i, f := range found {
		texts[i] = o.message(f.Finding)
	}
	return db.StoreRuleFindings(ctx, found, texts)
}

// lock keeps two nights from running at once.
func (j *Job) lock() (func(), error) {
	path := j.path("kdcl.lock")
	l := flock.New(path)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !ok {
		who, _ := os.ReadFile(path)
		return nil, locked{strings.TrimSpace(string(who))}
	}
	host, _ := os.Hostname()
	note := fmt.Sprintf("%s, process %d, since %s", host, os.Getpid(), time.Now().Format(time.RFC3339))
	if err := os.WriteFile(path, []byte(note), 0o600); err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	// The file stays: removing it would let a third run lock a new file while a
	// second holds the old one.
	return func() { _ = l.Unlock() }, nil
}

const (
	dbName  = "kdcl.duckdb"
	dbStage = "kdcl.duckdb.new"
)

// openCopy opens a copy of the database, or a new one when there is none, or
// when it was made from other templates, another roster or program.
func (j *Job) openCopy(ctx context.Context) (db *aggregate.DB, fresh bool, err error) {
	stage := j.path(dbStage)
	clear := func() error {
		for _, name := range []string{stage, stage + ".wal"} {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	}
	if err := clear(); err != nil {
		return nil, false, err
	}
	if err := copyFile(j.path(dbName), stage); err == nil {
		db, err := aggregate.Open(ctx, stage, j.DBOptions)
		if err == nil {
			basis, err := db.Basis(ctx)
			if err == nil && basis == j.Basis {
				return db, false, nil
			}
			if err := db.Close(); err != nil {
				return nil, false, err
			}
		}
		// Broken or of another basis: a cache, made again from the archive.
		if err := clear(); err != nil {
			return nil, false, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, false, err
	}
	if db, err = aggregate.Open(ctx, stage, j.DBOptions); err != nil {
		return nil, false, err
	}
	if err := db.SetBasis(ctx, j.Basis); err != nil {
		return nil, false, errors.Join(err, db.Close())
	}
	return db, true, nil
}

// publish swaps database and outputs in and keeps the record. Each step is a
// rename; the one that people notice, the outputs, is the last but the record.
func (j *Job) publish(ctx context.Context, db *aggregate.DB, stage string, rec Record) error {
	if err := db.LoadRun(ctx, rec.Started, rec.Seconds, rec.Summary.Line("vi"), rec); err != nil {
		return err
	}
	if err := db.Finish(ctx); err != nil { // checkpoint and close
		return err
	}
	if err := replaceFile(j.path(dbStage), j.path(dbName)); err != nil {
		return err
	}
	if err := swapFolder(stage, filepath.Join(j.Out, j.Unit.SchoolYear)); err != nil {
		return err
	}
	return j.keepRecord(rec)
}

func (j *Job) keepRecord(rec Record) error {
	dir := j.path("runs")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	data, err := json.MarshalIndent(rec, "", "  ")
	if err != nil {
		return err
	}
	name := strings.NewReplacer(":", "", "+", "_").Replace(rec.Started) + ".json"
	for _, n := range []string{name, "latest.json"} {
		if err := writeFile(filepath.Join(dir, n), data); err != nil {
			return err
		}
	}
	return nil
}

// fileRecords lists every workbook of the year with its outcome.
func fileRecords(ctx context.Context, db *aggregate.DB) ([]FileRecord, error) {
	files, err := db.Files(ctx)
	if err != nil {
		return nil, err
	}
	records := make([]FileRecord, len(files))
	for i, f := range files {
		records[i] = FileRecord{Name: f.Name, SHA256: f.SHA256, School: f.School, Outcome: f.Outcome}
	}
	return records, nil
}

// runNight is the command `run`.
func runNight(ctx context.Context, r request) error {
	want := strings.FieldsFunc(strings.Join(r.c.StringSlice("fail-on"), ","), func(c rune) bool { return c == ',' })
	for _, w := range want {
		if !slices.Contains([]string{"refused", "needs-correction", "overdue"}, w) {
			return asked{fmt.Errorf("--fail-on %s: refused | needs-correction | overdue", w)}
		}
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return err
	}
	job := &Job{office: o, Now: now, Out: r.c.String("out"), Say: func(string, ...any) {}}
	if job.Out == "" {
		job.Out = o.path("out")
	}
	bar := r.progress()
	job.Say = bar.say
	rec, err := job.Run(ctx)
	bar.done()
	if err != nil {
		return err
	}
	for _, p := range rec.Problems {
		fmt.Fprintln(r.err, "kdcl: "+p)
	}
	var happened error
	for _, w := range want {
		if rec.Summary.Count(w) > 0 {
			happened = told{w}
		}
	}
	if r.c.Bool("json") {
		return errors.Join(json.NewEncoder(r.out).Encode(rec), happened)
	}
	fmt.Fprintln(r.out, r.say(
		fmt.Sprintf("Đã đọc %d tệp mới, %d tệp không đổi; %d dòng: %d đã nạp, %d không nhận, %d tiêu đề, %d trống.",
			rec.Read, rec.Unchanged, rec.Tally.Found, rec.Tally.Loaded, rec.Tally.Refused, rec.Tally.Heading, rec.Tally.Blank),
		fmt.Sprintf("Read %d new files, %d unchanged; %d rows: %d loaded, %d refused, %d headings, %d blank.",
			rec.Read, rec.Unchanged, rec.Tally.Found, rec.Tally.Loaded, rec.Tally.Refused, rec.Tally.Heading, rec.Tally.Blank)))
	fmt.Fprintln(r.out, r.say(
		fmt.Sprintf("Hộp nhận: %d tệp = %d đọc được + %d không nhận + %d bỏ qua + %d tệp nén, thư.", rec.Inbox.Seen, rec.Inbox.Read, rec.Inbox.Refused, rec.Inbox.Ignored, rec.Inbox.Containers),
		fmt.Sprintf("Inbox: %d files = %d read + %d refused + %d ignored + %d zips and e-mails.", rec.Inbox.Seen, rec.Inbox.Read, rec.Inbox.Refused, rec.Inbox.Ignored, rec.Inbox.Containers)))
	fmt.Fprintln(r.out, rec.Summary.Line(r.lang)+" "+r.say("Xem ", "See ")+filepath.Join(job.Out, o.Unit.SchoolYear))
	return happened
}
