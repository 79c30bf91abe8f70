package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/feedback"
	"kdcl/ingest/form"
	"kdcl/ingest/workbook"
	"kdcl/templates"
)

// A marked workbook that is copied from the last night is read by whoever could
// read it. One whose copy in the archive is lost tells the office, and is not
// kept for good: the next night tries again.
func TestMarkedWorkbooks(t *testing.T) {
	dir := t.TempDir()
	o := &office{dir: dir, disk: &disk{}, templates: templates.FS, Reader: &ingest.Reader{Limits: workbook.DefaultLimits()}}
	if err := o.disk.open(dir); err != nil {
		t.Fatal(err)
	}
	words, err := feedback.LoadWording(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	lost := false
	j := &Job{office: o, terminal: &terminal{lang: "en"}, archived: func(string) ([]byte, error) {
		if lost {
			return nil, errors.New("damaged")
		}
		return []byte("no workbook"), nil
	}}
	f := aggregate.Feedback{SHA256: "1", Name: "bc.xlsx", Place: "S/bc.xlsx", Code: "S"}
	last, have := "", map[string]FeedbackRecord{}
	for _, night := range []struct {
		name, note string
		lost, told bool
		copied     bool
	}{
		{"first", "a", false, false, false},
		{"nothing new", "a", false, false, true},
		{"nothing new, lost", "a", true, false, true},
		{"a new finding, lost", "b", true, true, false},
		{"still lost", "b", true, true, false},
		{"put right", "b", false, false, false},
	} {
		lost = night.lost
		stage := filepath.Join(dir, night.name)
		if err := o.disk.mkdirAll(filepath.Join(stage, markedFolder)); err != nil {
			t.Fatal(err)
		}
		rec := FeedbackRecord{File: "bc.xlsx"}
		f.Notes = []aggregate.FindingText{{Severity: form.Error, MessageVI: night.note, MessageEN: night.note}}
		problem, err := j.writeOneFeedback(f, &rec, have, words, last, stage)
		if err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(problem, "S/bc.xlsx") && strings.Contains(problem, "damaged"); told != night.told {
			t.Errorf("%s: %q", night.name, problem)
		}
		if _, kept := have[rec.Basis]; (rec.Basis != "" && kept) != night.copied {
			t.Errorf("%s: taken from the last night: %v", night.name, kept)
		}
		last, have = stage, map[string]FeedbackRecord{rec.Basis: rec}
		if info, err := os.Stat(filepath.Join(stage, markedFolder, rec.File)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != fileMode {
			t.Errorf("%s: %v, %v", night.name, info.Mode(), err)
		}
	}
}
