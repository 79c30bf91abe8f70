package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// A Job is one night: all that it reads, all that it writes.
type Job struct {
	*office
	*terminal
	Out string // the folder of out/<school year>
	// Unread are files of the inbox that no school may be called late over: they
	// could not be read, or were still being written. nil in a `report` and a
	// `rebuild`, which look at no inbox and write no letters.
	Unread []string
	// archived gives a content of the archive; nil in a `report`, which keeps the
	// marked workbooks that are there.
	archived func(sha256 string) ([]byte, error)
	Now      time.Time // the moment the run stands for, in the unit's time zone
	Anew     bool      // rebuild: from archive, ledger and roster alone, whatever inbox and database say
	FailOn   []string  // refused, needs-correction, overdue, mail: what to be told of
	Say      func(format string, args ...any)
	Problems []string // met while drawing; the record takes them over
	log      *slog.Logger
	steps    *steps
	dry      *dryRun // a night that is only tried; nil in a real one
}

// Run is the journey of a night, read top to bottom. People see nothing of it
// until the last step: a run that is killed or runs out of disk leaves
// yesterday's database and reports as they were.
func (j *Job) Run(ctx context.Context) (rec Record, err error) {
	started := time.Now()
	rec = j.newRecord()

	// 1. One night at a time; what the last one left half done is ended first.
	unlock, stale, err := j.lock()
	if err != nil {
		return rec, err
	}
	defer unlock()
	defer func() {
		rec.Seconds = time.Since(started).Seconds()
		err = j.ended(ctx, &rec, err) // done or failed: the log, the record, the mail
	}()
	if stale != "" {
		rec.Problems = append(rec.Problems, j.say("lần chạy trước dừng giữa chừng, khóa của nó được tiếp quản: ", "the run before stopped midway, its lock is taken over: ")+stale)
	}
	if err := j.disk.recoverFolder(j.yearFolder()); err != nil {
		return rec, err
	}

	// 2. What arrived: archived by content and noted in the ledger before anything reads it.
	j.steps.begin("intake")
	ledger, err := j.openLedger()
	if err != nil {
		return rec, err
	}
	defer ledger.Close()
	scan, err := j.takeIn(ledger, &rec)
	if err != nil {
		return rec, err
	}

	// 3. The database, on a copy: the public one is replaced at the end, whole.
	j.steps.begin("database")
	db, rebuilt, err := j.openCopy(ctx)
	if err != nil {
		return rec, err
	}
	defer func() { err = j.closeCopy(db, err) }()
	rec.Rebuilt = rebuilt
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
	j.steps.begin("read")
	known, err := db.Loaded(ctx)
	if err != nil {
		return rec, err
	}
	if rec.Containers, err = j.unpack(ctx, ledger, db, known); err != nil {
		return rec, err
	}

	// 5. Every workbook that the database has not seen, or that an e-mail has
	// meanwhile shown to have arrived earlier: read in parallel, loaded one by one
	// in the order of arrival, a transaction each.
	contents, unreadable := ledger.Contents(), map[string]bool{}
	if err := forgetDropped(ctx, db, known, contents); err != nil {
		return rec, err
	}
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
			rec.Problems = append(rec.Problems, j.texts(readErr)...)
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
	j.steps.begin("rules")
	if err := db.LoadClaims(ctx, j.claims(ledger.Lines())); err != nil {
		return rec, err
	}
	if err := j.checkRules(ctx, db); err != nil {
		return rec, err
	}
	if err := j.compareWithLast(ctx, db, j.Unit.SchoolYear); err != nil {
		return rec, err
	}

	// 7. The proof that nothing was dropped, before anybody reads a figure: each
	// file of the inbox went somewhere, each content of the ledger is in the
	// database, each row of each sheet is accounted for.
	j.steps.begin("tally")
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
	if rec.Transfers, err = j.transfers(ctx, db, j.Unit.SchoolYear); err != nil {
		return rec, err
	}
	rec.Line, rec.Exit = rec.Summary.Line("vi"), j.told(rec.Summary)
	if j.dry != nil { // all that a dry run has to tell is known
		rec.Foresight, err = j.foresee(ctx, ledger, db)
		return rec, err
	}

	// 8. What people read, in a folder of its own beside the old one.
	j.steps.begin("draw")
	if !j.Anew {
		j.Unread = j.unreadNames(scan)
	}
	lines := map[string]intake.Line{}
	for _, line := range contents {
		lines[line.SHA256] = line
	}
	j.archived = func(sum string) ([]byte, error) { return ledger.Read(lines[sum]) }
	stage, err := j.writeOutputs(ctx, db, j.Unit.SchoolYear)
	if err != nil {
		return rec, err
	}
	rec.Problems = append(rec.Problems, j.Problems...)

	// 9. Everything is there: swap the database and the outputs in, and keep the record.
	rec.Seconds = time.Since(started).Seconds()
	if err := j.publish(ctx, db, stage, rec); err != nil {
		return rec, err
	}
	j.steps.begin("record")
	rec.file, err = j.keepRecord(rec)
	return rec, err
}

// takeIn looks at the inbox; a rebuild leaves it alone.
func (j *Job) takeIn(ledger *intake.Ledger, rec *Record) (intake.Scan, error) {
	if ledger.Torn {
		rec.Problems = append(rec.Problems, j.say("archive/received.jsonl: dòng cuối bị cắt ngang hoặc hỏng; đã để riêng, tệp của dòng ấy được ghi lại", "archive/received.jsonl: the last line was cut short or damaged; it was set aside, and its file noted again"))
	}
	if j.Anew {
		return intake.Scan{}, nil
	}
	scan, err := ledger.Scan(j.inbox(), j.lastScan(), j.Now, j.settle())
	if err != nil {
		return scan, err
	}
	recovered, err := ledger.Recover(j.Now)
	if err != nil {
		return scan, err
	}
	rec.LastScan = rec.Started
	rec.New = len(scan.New) + len(recovered)
	rec.Problems = append(rec.Problems, j.unread(scan)...)
	for _, line := range recovered {
		rec.Problems = append(rec.Problems, fmt.Sprintf(j.say("%s: có trong archive mà không có trong sổ nhận; đã ghi lại, lúc nhận %s", "%s: it was in the archive and in no line of the ledger; noted again with the arrival %s"), line.Name, line.Received))
	}
	return scan, nil
}

// unread words what a scan could not read.
func (j *Job) unread(scan intake.Scan) []string {
	all := []string{}
	for _, u := range scan.Unread {
		why := j.because(u.Err)
		if why == "" {
			why = u.Err.Error()
		}
		all = append(all, u.Name+": "+why)
	}
	return all
}

// unreadNames are the files that a scan left for another night.
func (j *Job) unreadNames(scan intake.Scan) []string {
	names := j.unread(scan)
	for _, f := range scan.Ignored {
		if f.Reason == "still-being-written" {
			names = append(names, f.Name)
		}
	}
	return names
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

// runNight is the command `run`.
func runNight(ctx context.Context, r request) error {
	want := strings.FieldsFunc(strings.Join(r.c.StringSlice("fail-on"), ","), func(c rune) bool { return c == ',' })
	for _, w := range want {
		if !slices.Contains([]string{"refused", "needs-correction", "overdue", failOnMail}, w) {
			return r.choose("--fail-on", w, "refused", "needs-correction", "overdue", failOnMail)
		}
	}
	job, closeLog, err := r.job()
	if err != nil {
		return err
	}
	defer closeLog()
	job.FailOn = want
	if r.c.Bool("dry-run") {
		return r.dryRun(ctx, job)
	}
	rec, err := r.runJob(ctx, job)
	if err != nil {
		return err
	}
	var happened error
	if rec.Exit == exitTold {
		happened = told{strings.Join(want, ",")}
	}
	if r.c.Bool("json") {
		return errors.Join(json.NewEncoder(r.out).Encode(rec.whole()), happened)
	}
	fmt.Fprintln(r.out, r.say(
		fmt.Sprintf("Đã đọc %d tệp mới, %d tệp không đổi; %d dòng: %d đã nạp, %d không nhận, %d tiêu đề, %d trống.",
			rec.Read, rec.Unchanged, rec.Tally.Found, rec.Tally.Loaded, rec.Tally.Refused, rec.Tally.Heading, rec.Tally.Blank),
		fmt.Sprintf("Read %d new files, %d unchanged; %d rows: %d loaded, %d refused, %d headings, %d blank.",
			rec.Read, rec.Unchanged, rec.Tally.Found, rec.Tally.Loaded, rec.Tally.Refused, rec.Tally.Heading, rec.Tally.Blank)))
	fmt.Fprintln(r.out, r.say(
		fmt.Sprintf("Hộp nhận: %d tệp = %d đọc được + %d không nhận + %d bỏ qua + %d tệp nén, thư.", rec.Inbox.Seen, rec.Inbox.Read, rec.Inbox.Refused, rec.Inbox.Ignored, rec.Inbox.Containers),
		fmt.Sprintf("Inbox: %d files = %d read + %d refused + %d ignored + %d zips and e-mails.", rec.Inbox.Seen, rec.Inbox.Read, rec.Inbox.Refused, rec.Inbox.Ignored, rec.Inbox.Containers)))
	if n := len(rec.Transfers); n > 0 {
		folder := filepath.Join(job.yearFolder(), transferFolder)
		fmt.Fprintln(r.out, r.say(
			fmt.Sprintf("%d tệp của trường thuộc đơn vị khác: tệp gốc và thư nháp để chuyển ở %s.", n, folder),
			fmt.Sprintf("%d files of other units' schools: they and the mails to pass them on are in %s.", n, folder)))
	}
	fmt.Fprintln(r.out, rec.Summary.Line(r.lang)+" "+r.say("Xem ", "See ")+job.yearFolder())
	return happened
}
