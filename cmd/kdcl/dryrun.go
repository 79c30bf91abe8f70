package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// dryRun is a night that is only tried. It goes the way of a real one, on a
// scratch workspace: database and ledger are copies, inbox and archive are read
// where they are. It ends before anything would be drawn.
type dryRun struct {
	workspace string // the real one
	had       int    // arrivals that its ledger knew
}

// Foresight is what a dry run tells of the night to come.
type Foresight struct {
	New     []NewFile         `json:"new"`     // in the order of arrival; those in zips and e-mails too
	Overdue []OverdueForeseen `json:"overdue"` // as of the run's clock, by commune, name and the order of unit.yaml
}

// NewFile is a content that the night would take in.
type NewFile struct {
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	School  string `json:"school"`  // code; empty when nobody knows whose it is
	Outcome string `json:"outcome"` // accepted, accepted-with-findings, refused, container; empty: known under another name
	Reason  string `json:"reason"`  // why it is refused, in the language asked for
}

// OverdueForeseen is a report that a school would owe.
type OverdueForeseen struct {
	School     string `json:"school"`
	Name       string `json:"name"`
	Obligation string `json:"obligation"`
	Title      string `json:"title"`
	Due        string `json:"due"`
	DaysLate   int64  `json:"days_late"`
}

// dryRun runs a job dry and prints what it foresees. Nothing of the workspace is
// written, and no lock of it taken.
func (r request) dryRun(ctx context.Context, j *Job) (err error) {
	scratch, disk, remove, err := scratch()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	tried := *j.office
	tried.dir, tried.disk = scratch, disk
	for _, name := range []string{dbName, sumName, filepath.Join(runsFolder, latestName)} {
		to := filepath.Join(scratch, name)
		if err := tried.disk.mkdirAll(filepath.Dir(to)); err != nil {
			return err
		}
		if _, err := tried.disk.copyFile(j.path(name), to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	j.dry = &dryRun{workspace: j.dir}
	j.office, j.Out = &tried, filepath.Join(scratch, "out")
	rec, err := r.runJob(ctx, j)
	if err != nil {
		return err
	}
	var happened error
	if rec.Exit == exitTold {
		happened = told{strings.Join(j.FailOn, ",")}
	}
	if r.c.Bool("json") {
		return errors.Join(json.NewEncoder(r.out).Encode(rec.whole()), happened)
	}
	r.printForesight(rec)
	return happened
}

// inbox is where workbooks arrive.
func (j *Job) inbox() string {
	if j.dry != nil {
		return filepath.Join(j.dry.workspace, "inbox")
	}
	return j.path("inbox")
}

// openLedger opens archive and ledger, in a dry run as they are and a scratch of
// its own to write into.
func (j *Job) openLedger() (*intake.Ledger, error) {
	if j.dry == nil {
		root, name, err := j.disk.at(j.path("archive"))
		if err != nil {
			return nil, err
		}
		return intake.OpenIn(root, name)
	}
	l, err := intake.OpenTrial(filepath.Join(j.dry.workspace, "archive"), j.path("archive"))
	if err == nil {
		j.dry.had = len(l.Lines())
	}
	return l, err
}

// foresee tells what the arrivals noted in this run came to, and what is overdue.
func (j *Job) foresee(ctx context.Context, ledger *intake.Ledger, db *aggregate.DB) (*Foresight, error) {
	f := &Foresight{New: []NewFile{}, Overdue: []OverdueForeseen{}}
	outcomes, err := db.Outcomes(ctx)
	if err != nil {
		return nil, err
	}
	for _, line := range ledger.Lines()[j.dry.had:] {
		n := NewFile{Name: line.Name, SHA256: line.SHA256}
		if o := outcomes[line.SHA256]; o.Name == line.Name {
			n.School, n.Outcome, n.Reason = o.School, o.Outcome, j.say(o.ReasonVI, o.ReasonEN)
		}
		f.New = append(f.New, n)
	}
	statuses, err := db.Statuses(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range statuses {
		if s.State == "overdue" {
			f.Overdue = append(f.Overdue, OverdueForeseen{s.School, s.Name, s.Obligation, s.Title, s.Due, *s.DaysLate})
		}
	}
	return f, nil
}

// printForesight prints it for people.
func (r request) printForesight(rec Record) {
	fmt.Fprintln(r.out, r.say("Chạy thử, không ghi gì. Đêm nay sẽ:", "Tried only, nothing was written. The night would:"))
	fmt.Fprintf(r.out, r.say("- nhận %d tệp mới (%d tệp trong hộp nhận, %d bỏ qua)\n", "- take in %d new files (%d in the inbox, %d ignored)\n"), len(rec.Foresight.New), rec.Inbox.Seen, rec.Inbox.Ignored)
	words := map[string][2]string{
		form.Accepted: {"nhận", "accepted"}, form.AcceptedWithFindings: {"nhận, có chỗ cần xem", "accepted with findings"},
		form.Refused: {"KHÔNG NHẬN", "REFUSED"}, form.Container: {"tệp nén hoặc thư, mở ra", "taken apart"}, "": {"đã có dưới tên khác", "known under another name"},
	}
	for _, n := range rec.Foresight.New {
		w := words[n.Outcome]
		text := n.Name + ": " + r.say(w[0], w[1])
		if n.School != "" {
			text += ", " + n.School
		}
		if n.Reason != "" {
			text += ". " + n.Reason
		}
		fmt.Fprintln(r.out, "    "+text)
	}
	fmt.Fprintf(r.out, r.say("- thấy %d báo cáo quá hạn\n", "- find %d reports overdue\n"), len(rec.Foresight.Overdue))
	for _, o := range rec.Foresight.Overdue {
		fmt.Fprintf(r.out, r.say("    %s %s: %s, hạn %s, quá %d ngày\n", "    %s %s: %s, due %s, %d days over\n"), o.School, o.Name, o.Title, day(o.Due), o.DaysLate)
	}
	fmt.Fprintln(r.out, rec.Summary.Line(r.lang))
}
