package intake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kdcl/ingest/intake"
)

var zone = time.FixedZone("+07", 7*3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

type box struct {
	t              *testing.T
	inbox, archive string
}

func newBox(t *testing.T) box {
	dir := t.TempDir()
	b := box{t, filepath.Join(dir, "inbox"), filepath.Join(dir, "archive")}
	if err := os.MkdirAll(filepath.Join(b.inbox, "xã A"), 0o755); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b box) put(name, content, mtime string) {
	b.t.Helper()
	path := filepath.Join(b.inbox, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Chtimes(path, at(mtime), at(mtime)); err != nil {
		b.t.Fatal(err)
	}
}

func (b box) scan(now string) (intake.Scan, []intake.Line) {
	b.t.Helper()
	l, err := intake.Open(b.archive)
	if err != nil {
		b.t.Fatal(err)
	}
	defer l.Close()
	s, err := l.Scan(b.inbox, time.Time{}, at(now), 2*time.Minute)
	if err != nil {
		b.t.Fatal(err)
	}
	return s, l.Lines()
}

// Arrival is the file's own time, held between the previous scan and this one.
func TestArrival(t *testing.T) {
	b := newBox(t)
	b.put("xã A/sớm.xlsx", "1", "2026-09-10 08:00:00")
	b.put("mai.xlsx", "2", "2026-12-31 08:00:00") // a clock that runs ahead
	s, _ := b.scan("2026-09-15 22:00:00")
	if len(s.New) != 2 || s.New[0].Name != "mai.xlsx" || s.New[0].Received != "2026-09-15T22:00:00+07:00" || s.New[1].Received != "2026-09-10T08:00:00+07:00" {
		t.Fatalf("first scan: %+v", s.New)
	}
	b.put("cũ.xlsx", "3", "2020-01-01 00:00:00") // copied with its old time
	b.put("đêm.xlsx", "4", "2026-09-16 07:00:00")
	s, lines := b.scan("2026-09-16 22:00:00")
	if len(s.New) != 2 || s.New[0].Received != "2026-09-15T22:00:01+07:00" || s.New[1].Received != "2026-09-16T07:00:00+07:00" {
		t.Fatalf("second scan: %+v", s.New)
	}
	if len(lines) != 4 {
		t.Errorf("%d lines", len(lines))
	}
	if s, _ = b.scan("2026-09-17 22:00:00"); len(s.New) != 0 {
		t.Errorf("a night with nothing new: %+v", s.New)
	}
}

func TestWhatIsLeftAlone(t *testing.T) {
	b := newBox(t)
	for _, name := range []string{"~$báo cáo.xlsx", ".~lock.a.xlsx#", "Thumbs.db", "desktop.ini", "a.tmp"} {
		b.put(name, "x", "2026-09-10 08:00:00")
	}
	b.put("đang gửi.xlsx", "x", "2026-09-15 21:59:00")
	if err := os.Symlink("nowhere", filepath.Join(b.inbox, "link.xlsx")); err != nil {
		t.Fatal(err)
	}
	s, _ := b.scan("2026-09-15 22:00:00")
	if len(s.New) != 0 || len(s.Ignored) != 7 {
		t.Errorf("%+v", s)
	}
	if s, _ = b.scan("2026-09-15 22:05:00"); len(s.New) != 1 {
		t.Errorf("what had settled was not taken: %+v", s)
	}
}

// The same content under another name arrived when it first came.
func TestDuplicateContent(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "same", "2026-09-10 08:00:00")
	b.scan("2026-09-15 22:00:00")
	b.put("a (1).xlsx", "same", "2026-09-16 08:00:00")
	s, _ := b.scan("2026-09-16 22:00:00")
	if len(s.New) != 1 || s.New[0].Received != "2026-09-10T08:00:00+07:00" {
		t.Errorf("%+v", s.New)
	}
	l, err := intake.Open(b.archive)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if c := l.Contents(); len(c) != 1 || c[0].Name != "a.xlsx" {
		t.Errorf("%+v", c)
	}
}

// A run killed while it wrote leaves a stump; everything before it counts, and
// the file behind the stump is noted again.
func TestTornLedger(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "a", "2026-09-10 08:00:00")
	b.scan("2026-09-15 22:00:00")
	b.put("b.xlsx", "b", "2026-09-16 08:00:00")
	_, lines := b.scan("2026-09-16 22:00:00")
	name := filepath.Join(b.archive, "received.jsonl")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data[:len(data)-20], 0o644); err != nil {
		t.Fatal(err)
	}
	s, again := b.scan("2026-09-17 22:00:00")
	if len(s.New) != 1 || len(again) != len(lines) || s.New[0].Name != "b.xlsx" {
		t.Fatalf("%+v", again)
	}
	if s, again = b.scan("2026-09-18 22:00:00"); len(s.New) != 0 || len(again) != 2 {
		t.Errorf("the stump is closed off once: %+v", again)
	}
	broken := bytes.Replace(data, []byte(`{"sha256"`), []byte(`garbage}`), 1)
	if err := os.WriteFile(name, broken, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := intake.Open(b.archive); err == nil || !strings.Contains(err.Error(), "received.jsonl:1:") {
		t.Errorf("a broken line in the middle: %v", err)
	}
}

func TestArchiveHealsItself(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "content", "2026-09-10 08:00:00")
	_, lines := b.scan("2026-09-15 22:00:00")
	kept := filepath.Join(b.archive, intake.ArchivePath(lines[0].SHA256, lines[0].Name))
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}
	b.scan("2026-09-16 22:00:00")
	if data, err := os.ReadFile(kept); err != nil || string(data) != "content" {
		t.Errorf("%q, %v", data, err)
	}
}
