package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// Record is what runs/<time>.json keeps of a night, done or failed.
type Record struct {
	Command    string             `json:"command"` // run or rebuild
	Started    string             `json:"started"` // the clock of the run, RFC 3339
	Version    string             `json:"version"`
	Host       string             `json:"host"`
	Process    int                `json:"process"`
	SchoolYear string             `json:"school_year"`
	Seconds    float64            `json:"seconds"`
	Steps      map[string]float64 `json:"steps"`     // seconds, by step
	LastScan   string             `json:"last_scan"` // the last complete look at the inbox, this run's or an earlier one's
	New        int                `json:"new_files"`
	Read       int                `json:"files_read"` // parsed in this run
	Unchanged  int                `json:"files_unchanged"`
	Rebuilt    string             `json:"rebuilt"` // why the database was made anew from the archive; empty when it was not
	Summary    aggregate.Summary  `json:"summary"`
	Line       string             `json:"line"` // the one sentence
	Inbox      FileTally          `json:"inbox"`
	Containers []ContainerRecord  `json:"containers"` // taken apart in this run
	Tally      form.SheetTally    `json:"rows"`
	Files      []FileRecord       `json:"files"`
	Transfers  []TransferRecord   `json:"transfers"` // workbooks of other units' schools, to be passed on
	Ignored    []intake.Ignored   `json:"ignored"`
	Problems   []string           `json:"problems"` // what the disk, not a school, did
	Exit       int                `json:"exit_code"`
	Error      string             `json:"error"`               // why it could not finish; empty when it did
	Mail       *MailRecord        `json:"mail,omitempty"`      // when unit.yaml asks for one
	Foresight  *Foresight         `json:"foresight,omitempty"` // of a dry run alone, which is kept nowhere

	file string // its name in runs/
}

// FileRecord is the outcome of one workbook.
type FileRecord struct {
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	School  string `json:"school,omitempty"`
	Outcome string `json:"outcome"`
}

const (
	runsFolder = "runs"
	latestName = "latest.json"
)

// failOnMail asks to be told when the result could not be mailed.
const failOnMail = "mail"

func (j *Job) newRecord() Record {
	host, _ := os.Hostname()
	rec := Record{
		Command: "run", Started: j.Now.Format(time.RFC3339), Version: version, Host: host, Process: os.Getpid(),
		SchoolYear: j.Unit.SchoolYear, Steps: j.steps.took,
	}
	if j.Anew {
		rec.Command = "rebuild"
	}
	if at := j.lastScan(); !at.IsZero() {
		rec.LastScan = at.Format(time.RFC3339)
	}
	return rec
}

// told is the exit code of a run that is done, with what --fail-on asked.
func (j *Job) told(s aggregate.Summary) int {
	for _, w := range j.FailOn {
		if s.Count(w) > 0 {
			return exitTold
		}
	}
	return exitDone
}

// steps times the steps of a night, and says in the log where it is.
type steps struct {
	log  *slog.Logger
	name string
	at   time.Time
	took map[string]float64
}

func newSteps(log *slog.Logger) *steps { return &steps{log: log, took: map[string]float64{}} }

// begin ends the step before and begins the next; an empty name only ends.
func (s *steps) begin(name string) {
	now := time.Now()
	if s.name != "" {
		s.took[s.name] = now.Sub(s.at).Seconds()
	}
	s.name, s.at = name, now
	if name != "" {
		s.log.Info("step", "step", name)
	}
}

// keepRecord writes a record into runs/, and as runs/latest.json. The trial
// unit's clock stands still: a second run of the same moment gets a number.
func (j *Job) keepRecord(rec Record) (name string, err error) {
	dir := j.path(runsFolder)
	if err := j.disk.mkdirAll(dir); err != nil {
		return "", err
	}
	base := strings.NewReplacer(":", "", "+", "_").Replace(rec.Started)
	name = base + ".json"
	for n := 2; ; n++ {
		if _, err := os.Lstat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
		name = fmt.Sprintf("%s-%d.json", base, n)
	}
	return name, j.writeRecord(name, rec)
}

// short is a record without its lists of files and its mail: what the database keeps of a
// night, and what `prune` leaves of an old one.
func (rec Record) short() Record {
	rec.Files, rec.Transfers, rec.Containers, rec.Ignored, rec.Mail = nil, nil, nil, nil, nil
	return rec.whole()
}

// whole writes an empty list where there is none.
func (rec Record) whole() Record {
	if rec.Problems == nil {
		rec.Problems = []string{}
	}
	if rec.Files == nil {
		rec.Files = []FileRecord{}
	}
	if rec.Transfers == nil {
		rec.Transfers = []TransferRecord{}
	}
	if rec.Containers == nil {
		rec.Containers = []ContainerRecord{}
	}
	if rec.Ignored == nil {
		rec.Ignored = []intake.Ignored{}
	}
	return rec
}

// writeRecord writes a record under its name, again when a mail went out later.
func (j *Job) writeRecord(name string, rec Record) error {
	data, err := json.MarshalIndent(rec.whole(), "", "  ")
	if err != nil {
		return err
	}
	dir := j.path(runsFolder)
	for _, n := range []string{name, latestName} {
		if err := j.disk.writeFile(filepath.Join(dir, n), append(data, '\n')); err != nil {
			return err
		}
	}
	return j.disk.syncDir(dir)
}

// ended ends the last step of a run, and tells the office by mail when unit.yaml
// asks for it; the record then says what became of that. One that could not
// finish leaves a record too, in which its error stands; when the disk is what
// failed, that fails as well, and the log and the terminal are told alone.
func (j *Job) ended(ctx context.Context, rec *Record, err error) error {
	if err != nil {
		j.log.Error("failed", "error", err)
		rec.Exit, rec.Error = exitFailed, strings.Join(j.texts(err), "; ")
		var kept error
		if rec.file, kept = j.keepRecord(*rec); kept != nil {
			j.log.Error("no record of the failure could be kept", "error", kept)
		}
	}
	if j.Unit.Mail != nil && !j.Anew && j.dry == nil {
		j.steps.begin("mail")
		told := j.tell(ctx, *rec)
		j.steps.begin("")
		rec.Mail = &told
		if told.Error != "" {
			rec.Problems = append(rec.Problems, j.say("không gửi được thư kết quả: ", "the mail of the result could not be sent: ")+told.Error)
			if err == nil && slices.Contains(j.FailOn, failOnMail) {
				rec.Exit = exitTold
			}
		}
		if rec.file != "" {
			if kept := j.writeRecord(rec.file, *rec); kept != nil {
				j.log.Error("the record could not say what became of the mail", "error", kept)
			}
		}
	}
	j.steps.begin("")
	if err == nil {
		j.log.Info("done", "line", rec.Line, "seconds", rec.Seconds, "problems", len(rec.Problems))
	}
	return err
}

// records reads what runs/ keeps, in the order of time. A file that is no record
// is left out: a kill cannot make one, since records are renamed into place.
func (j *Job) records() ([]Record, error) {
	entries, err := os.ReadDir(j.path(runsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var all []Record
	for _, e := range entries {
		if e.Name() == latestName || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(j.path(runsFolder), e.Name()))
		if err != nil {
			return nil, err
		}
		var rec Record
		if err := json.Unmarshal(data, &rec); err == nil && rec.Started != "" {
			rec.file = e.Name()
			all = append(all, rec)
		}
	}
	slices.SortStableFunc(all, func(a, b Record) int { return strings.Compare(a.Started, b.Started) })
	return all, nil
}

// lastScan is when the inbox was last looked at whole; zero before the first time.
func (j *Job) lastScan() time.Time {
	var last Record
	data, err := os.ReadFile(filepath.Join(j.path(runsFolder), latestName))
	if err != nil || json.Unmarshal(data, &last) != nil {
		return time.Time{} // the ledger's own last scan still holds
	}
	at, err := time.Parse(time.RFC3339, last.LastScan)
	if err != nil || at.After(j.Now) {
		return time.Time{}
	}
	return at
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
