package intake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// put lays a file into the inbox and gives its path.
func (b box) put(name, content, mtime string) string {
	b.t.Helper()
	path := filepath.Join(b.inbox, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Chtimes(path, at(mtime), at(mtime)); err != nil {
		b.t.Fatal(err)
	}
	return path
}

func (b box) open() *intake.Ledger {
	b.t.Helper()
	l, err := intake.Open(b.archive)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { l.Close() })
	return l
}

func (b box) scan(now string) (intake.Scan, []intake.Line) {
	b.t.Helper()
	l := b.open()
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

// MESSY 7: lock files and what systems leave behind are nobody's report.
func TestMessy07WhatIsLeftAlone(t *testing.T) {
	b := newBox(t)
	for _, name := range []string{"~$báo cáo.xlsx", ".~lock.a.xlsx#", "Thumbs.db", "desktop.ini", "a.tmp", ".DS_Store", "xã A/.sync/b.xlsx"} {
		b.put(name, "x", "2026-09-10 08:00:00")
	}
	b.put("đang gửi.xlsx", "x", "2026-09-15 21:59:00")
	for link, target := range map[string]string{"link.xlsx": "nowhere", "vòng": ".", "ngoài": t.TempDir()} {
		if err := os.Symlink(target, filepath.Join(b.inbox, link)); err != nil {
			t.Fatal(err)
		}
	}
	s, _ := b.scan("2026-09-15 22:00:00")
	got := map[string]string{}
	for _, i := range s.Ignored {
		got[i.Name] = i.Reason
	}
	want := map[string]string{
		"~$báo cáo.xlsx": "lock-file", ".~lock.a.xlsx#": "lock-file", "Thumbs.db": "system-file", "desktop.ini": "system-file",
		".DS_Store": "system-file", "a.tmp": "temporary", "xã A/.sync": "system-file", "đang gửi.xlsx": "still-being-written",
		"link.xlsx": "not-a-file", "vòng": "not-a-file", "ngoài": "not-a-file",
	}
	if s.Seen != len(want) {
		t.Errorf("%d files seen", s.Seen)
	}
	if diff := cmp.Diff(want, got); diff != "" || len(s.New) != 0 || len(s.Unread) != 0 {
		t.Errorf("%s\n%+v", diff, s)
	}
	if s, _ = b.scan("2026-09-15 22:05:00"); len(s.New) != 1 || s.New[0].Name != "đang gửi.xlsx" {
		t.Errorf("what had settled was not taken: %+v", s)
	}
}

// Whatever else lies in the inbox is taken in: its content is refused later, in
// words, and its arrival counts.
func TestEverythingElseIsTaken(t *testing.T) {
	b := newBox(t)
	for i, name := range []string{"a.xlsx", "b.XLSM", "c.docx", "d.pdf", "e.zip", "f.eml", "g", "xã A/h.jpg", "trống.xlsx"} {
		b.put(name, strings.Repeat("x", 8-i), "2026-09-10 08:00:00")
	}
	s, _ := b.scan("2026-09-15 22:00:00")
	if len(s.New) != 9 || len(s.Ignored)+len(s.Unread) != 0 {
		t.Errorf("%+v", s)
	}
}

// MESSY 8: two versions of a report are two contents with an arrival each.
func TestTwoVersions(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "first", "2026-09-10 08:00:00")
	b.scan("2026-09-15 22:00:00")
	b.put("a.xlsx", "second", "2026-09-16 08:00:00")
	_, lines := b.scan("2026-09-16 22:00:00")
	if len(lines) != 2 || lines[0].SHA256 == lines[1].SHA256 || lines[1].Received != "2026-09-16T08:00:00+07:00" {
		t.Fatalf("%+v", lines)
	}
	l := b.open()
	for i, want := range []string{"first", "second"} {
		if data, err := l.Read(lines[i]); err != nil || string(data) != want {
			t.Errorf("version %d: %q, %v", i+1, data, err)
		}
	}
}

// The inbox may be a link to where mail or a shared folder puts files.
func TestLinkedInbox(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "a", "2026-09-10 08:00:00")
	link := filepath.Join(t.TempDir(), "inbox")
	if err := os.Symlink(b.inbox, link); err != nil {
		t.Fatal(err)
	}
	b.inbox = link
	if s, _ := b.scan("2026-09-15 22:00:00"); len(s.New) != 1 || s.New[0].Name != "a.xlsx" {
		t.Errorf("%+v", s)
	}
}

func TestNoInbox(t *testing.T) {
	b := newBox(t)
	for name, inbox := range map[string]string{"missing": filepath.Join(b.inbox, "none"), "a file": b.put("a.xlsx", "a", "2026-09-10 08:00:00")} {
		if _, err := b.open().Scan(inbox, time.Time{}, at("2026-09-15 22:00:00"), 0); err == nil {
			t.Errorf("%s: an inbox that is none is no empty inbox", name)
		}
	}
}

// A file that nobody may read is named; the others are taken in. (An
// administrator may read everything, and then it is taken in too.)
func TestUnreadableFile(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "a", "2026-09-10 08:00:00")
	locked := b.put("khóa.xlsx", "b", "2026-09-10 08:00:00")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	s, _ := b.scan("2026-09-15 22:00:00")
	if len(s.New)+len(s.Unread) != 2 || s.New[0].Name != "a.xlsx" {
		t.Errorf("%+v", s)
	}
	for _, p := range s.Unread {
		if p.Name != "khóa.xlsx" || strings.Contains(p.Err.Error(), b.inbox) {
			t.Errorf("%+v", p)
		}
	}
}

// A name in decomposed letters, as macOS sends it, or in no letters at all, is
// noted once and found again the next night.
func TestNames(t *testing.T) {
	b := newBox(t)
	for i, name := range []string{"Báo cáo.xlsx", "b\xE1o c\xE1o.xlsx"} {
		b.put(name, strings.Repeat("x", i+1), "2026-09-10 08:00:00")
	}
	s, _ := b.scan("2026-09-15 22:00:00")
	if len(s.New) != 2 || s.New[0].Name != "Báo cáo.xlsx" && s.New[1].Name != "Báo cáo.xlsx" {
		t.Errorf("%+v", s)
	}
	if s, _ = b.scan("2026-09-16 22:00:00"); len(s.New) != 0 {
		t.Errorf("noted again: %+v", s.New)
	}
}

// The same content under another name arrived when it first came, is archived
// once, and is read back under either name.
func TestDuplicateContent(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "same", "2026-09-10 08:00:00")
	b.scan("2026-09-15 22:00:00")
	b.put("a (1).xlsm", "same", "2026-09-16 08:00:00")
	s, lines := b.scan("2026-09-16 22:00:00")
	if len(s.New) != 1 || s.New[0].Received != "2026-09-10T08:00:00+07:00" || s.New[0].Seen != "2026-09-16T22:00:00+07:00" {
		t.Errorf("%+v", s.New)
	}
	l := b.open()
	if c := l.Contents(); len(c) != 1 || c[0].Name != "a.xlsx" {
		t.Errorf("%+v", c)
	}
	for _, line := range lines {
		if data, err := l.Read(line); err != nil || string(data) != "same" {
			t.Errorf("%s: %q, %v", line.Name, data, err)
		}
	}
	if kept, err := filepath.Glob(filepath.Join(b.archive, "??", "*")); err != nil || len(kept) != 1 {
		t.Errorf("%v, %v", kept, err)
	}
}

// A run killed while it wrote leaves a stump, of any length; everything before
// it counts, and the file behind the stump is noted again.
func TestTornLedger(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "a", "2026-09-10 08:00:00")
	b.scan("2026-09-15 22:00:00")
	b.put("b {1}.xlsx", "b", "2026-09-16 08:00:00")
	b.scan("2026-09-16 22:00:00")
	name := filepath.Join(b.archive, "received.jsonl")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	second := bytes.IndexByte(whole, '\n') + 1
	for cut := second + 1; cut < len(whole); cut++ {
		for _, tail := range []string{"", "\x00\x00\x00"} {
			if err := os.WriteFile(name, []byte(string(whole[:cut])+tail), 0o644); err != nil {
				t.Fatal(err)
			}
			complete := cut == len(whole)-1 // all but the newline
			l := b.open()
			if n := len(l.Lines()); complete && (n != 2 || l.Torn) || !complete && (n != 1 || !l.Torn) {
				t.Fatalf("cut at %d%q: %d lines, torn %v", cut, tail, n, l.Torn)
			}
			l.Close()
			s, lines := b.scan("2026-09-17 22:00:00")
			if len(lines) != 2 || lines[1].Name != "b {1}.xlsx" || complete && len(s.New) > 0 {
				t.Fatalf("cut at %d%q: %+v", cut, tail, lines)
			}
			if l = b.open(); l.Torn || len(l.Lines()) != 2 {
				t.Fatalf("cut at %d%q: the stump is told of once", cut, tail)
			}
			l.Close()
			now, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(now, whole[:cut]) {
				t.Fatalf("cut at %d: the ledger was rewritten", cut)
			}
		}
	}
}

// A line that no killed run explains stops everything: arrivals decide who was late.
func TestBrokenLedger(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "a", "2026-09-10 08:00:00")
	b.put("b.xlsx", "b", "2026-09-10 08:00:00")
	b.scan("2026-09-15 22:00:00")
	name := filepath.Join(b.archive, "received.jsonl")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, old, new string }{
		{"no JSON", `{"sha256"`, `garbage}`},
		{"a hash that is none", `"sha256":"`, `"sha256":"../`},
		{"no hash", `"sha256"`, `"sha"`},
		{"a time that is none", `"received":"2026`, `"received":"năm 2026`},
	} {
		if err := os.WriteFile(name, bytes.Replace(whole, []byte(tc.old), []byte(tc.new), 1), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := intake.Open(b.archive); err == nil || !strings.Contains(err.Error(), "received.jsonl:1:") {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

// A copy that is missing or cut short is made again from the inbox; one that
// was changed is never read for what it was.
func TestArchiveHealsItself(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "content", "2026-09-10 08:00:00")
	_, lines := b.scan("2026-09-15 22:00:00")
	kept := filepath.Join(b.archive, intake.ArchivePath(lines[0].SHA256, lines[0].Name))
	for _, damage := range []struct {
		name string
		do   func() error
	}{
		{"missing", func() error { return os.Remove(kept) }},
		{"cut short", func() error { return os.Truncate(kept, 3) }},
	} {
		if err := damage.do(); err != nil {
			t.Fatal(err)
		}
		if data, err := b.open().Read(lines[0]); err == nil || !strings.Contains(err.Error(), "a.xlsx") {
			t.Errorf("%s: read as %q, %v", damage.name, data, err)
		}
		b.scan("2026-09-16 22:00:00")
		if data, err := b.open().Read(lines[0]); err != nil || string(data) != "content" {
			t.Errorf("%s: %q, %v", damage.name, data, err)
		}
	}
	if err := os.WriteFile(kept, []byte("CONTENT"), 0o644); err != nil {
		t.Fatal(err)
	}
	if data, err := b.open().Read(lines[0]); err == nil {
		t.Errorf("a changed copy is read as %q", data)
	}
}

// What is dropped leaves the archive and the contents, and no line of the
// ledger; a copy that a kill left goes with the next drop; come again, it has the
// arrival that it had.
func TestDrop(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "early", "2026-09-10 08:00:00")
	b.put("b.xlsx", "late", "2026-09-11 08:00:00")
	_, lines := b.scan("2026-09-15 22:00:00")
	before, err := os.ReadFile(filepath.Join(b.archive, "received.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(b.archive, intake.ArchivePath(lines[0].SHA256, lines[0].Name))
	for _, when := range []string{"first", "after a kill that left the copy"} {
		if err := b.open().Drop(lines[0], at("2031-01-01 22:00:00")); err != nil {
			t.Fatal(err)
		}
		l := b.open()
		if c := l.Contents(); len(c) != 1 || c[0].Name != "b.xlsx" || l.Torn || len(l.Dropped()) != 1 || len(l.Lines()) != 2 {
			t.Errorf("%s: %+v", when, c)
		}
		if _, err := os.Stat(kept); err == nil {
			t.Errorf("%s: the copy is still there", when)
		}
		if err := os.WriteFile(kept, []byte("early"), 0o640); err != nil {
			t.Fatal(err)
		}
		if found, err := l.Recover(at("2031-01-01 22:00:00")); err != nil || len(found) > 0 {
			t.Errorf("%s: recovered %+v, %v", when, found, err)
		}
	}
	after, err := os.ReadFile(filepath.Join(b.archive, "received.jsonl"))
	if err != nil || !strings.HasPrefix(string(after), string(before)) || strings.Count(string(after[len(before):]), "\n") != 1 {
		t.Errorf("%v\n%s", err, after)
	}
	b.scan("2031-01-02 22:00:00")
	if c := b.open().Contents(); len(c) != 2 || c[0].Received != "2026-09-10T08:00:00+07:00" || len(b.open().Dropped()) != 0 {
		t.Errorf("come again: %+v", c)
	}
}

// A scan that was killed midway looked at part of the inbox only: what it did
// not come to arrived when it arrived, not after that scan.
func TestKilledScanHoldsNobody(t *testing.T) {
	b := newBox(t)
	b.put("a.xlsx", "a", "2026-09-10 08:00:00")
	b.put("b.xlsx", "b", "2026-09-11 08:00:00")
	b.put("c.xlsx", "c", "2026-09-12 08:00:00")
	b.scan("2026-09-15 22:00:00")
	name, scanning := filepath.Join(b.archive, "received.jsonl"), filepath.Join(b.archive, "scanning")
	if _, err := os.Stat(scanning); err == nil {
		t.Fatal("a scan that was done says that it goes on")
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	rows := bytes.SplitAfter(whole, []byte("\n"))[:3]
	want := []string{"2026-09-10T08:00:00+07:00", "2026-09-11T08:00:00+07:00", "2026-09-12T08:00:00+07:00"}
	for _, copies := range []bool{true, false} {
		for n := range len(rows) + 1 {
			left := bytes.Join(rows[:n], nil)
			for path, data := range map[string][]byte{name: left, scanning: []byte("0\n")} {
				if err := os.WriteFile(path, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			kept, err := filepath.Glob(filepath.Join(b.archive, "??", "*"))
			if err != nil || len(kept) != 3 {
				t.Fatal(kept, err)
			}
			for _, k := range kept {
				if !copies && !bytes.Contains(left, []byte(strings.TrimSuffix(filepath.Base(k), ".xlsx"))) {
					if err := os.Remove(k); err != nil {
						t.Fatal(err)
					}
				}
			}
			_, lines := b.scan("2026-09-16 22:00:00")
			var got []string
			for _, line := range lines {
				got = append(got, line.Received)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("killed after %d of 3, copies %v: %s", n, copies, diff)
			}
		}
	}
	// A scan that was done does hold what comes later with an old time.
	b.put("d.xlsx", "d", "2020-01-01 00:00:00")
	if s, _ := b.scan("2026-09-17 22:00:00"); len(s.New) != 1 || s.New[0].Received != "2026-09-15T22:00:01+07:00" {
		t.Errorf("%+v", s.New)
	}
}
