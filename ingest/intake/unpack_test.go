package intake_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"kdcl/ingest/intake"
)

// unpack takes apart every container of the ledger, as a night does.
func (b box) unpack() []intake.Line {
	b.t.Helper()
	l := b.open()
	for _, line := range l.Contents() {
		if _, _, err := l.Unpack(line, intake.DefaultLimits()); err != nil {
			b.t.Fatal(err)
		}
	}
	return l.Lines()
}

// MESSY 6: each workbook in a container is a content of its own: archived under
// its own hash, noted once, with the container's arrival and its path in there.
// Everything is in the archive: the inbox may be emptied.
func TestMessy06MembersAreContents(t *testing.T) {
	b := newBox(t)
	b.put("xã A/bộ.zip", string(zipOf(t, entry{name: "a.xlsx", body: "A"}, entry{name: "n.zip", body: string(zipOf(t, entry{name: "b.xlsx", body: "B"}))})), "2027-06-14 08:00:00")
	b.put("thư.eml", letterOf("c.xlsx", "C"), "2027-06-18 08:00:00")
	b.scan("2027-06-20 22:00:00")
	lines := b.unpack()
	var got []string
	for _, l := range lines {
		got = append(got, strings.Join([]string{l.Name, l.Via, l.Inner, l.Received[:10], fmt.Sprint(l.Container != "")}, "|"))
	}
	same(t, got, "thư.eml|mail||2027-06-15|false", "xã A/bộ.zip|folder||2027-06-14|false", "thư.eml/c.xlsx|mail|c.xlsx|2027-06-15|true",
		"xã A/bộ.zip/a.xlsx|zip|a.xlsx|2027-06-14|true", "xã A/bộ.zip/n.zip/b.xlsx|zip|n.zip/b.xlsx|2027-06-14|true")
	if lines[2].Container != lines[0].SHA256 || lines[4].Container != lines[1].SHA256 {
		t.Errorf("%+v", lines)
	}
	if again := b.unpack(); len(again) != len(lines) {
		t.Errorf("taken apart again, it notes %d lines", len(again)-len(lines))
	}
	if err := os.RemoveAll(b.inbox); err != nil {
		t.Fatal(err)
	}
	l := b.open()
	for i, want := range map[int]string{2: "C", 3: "A", 4: "B"} {
		if data, err := l.Read(lines[i]); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", lines[i].Name, data, err)
		}
	}
}

// A workbook that was saved from an e-mail before the e-mail itself arrived when
// the e-mail did.
func TestEarliestArrivalCounts(t *testing.T) {
	b := newBox(t)
	b.put("c.xlsx", "C", "2027-06-17 08:00:00")
	b.scan("2027-06-17 22:00:00")
	b.put("thư.eml", letterOf("c.xlsx", "C"), "2027-06-18 08:00:00")
	b.scan("2027-06-18 22:00:00")
	b.unpack()
	for _, c := range b.open().Contents() {
		if c.Name == "c.xlsx" && c.Received != "2027-06-15T08:00:00+07:00" {
			t.Errorf("%+v", c)
		}
	}
}

// A ledger of an older release reads as it did.
func TestOldLedger(t *testing.T) {
	b := newBox(t)
	if err := os.MkdirAll(b.archive, 0o755); err != nil {
		t.Fatal(err)
	}
	const line = `{"sha256":"559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd","name":"a.xlsx","size":1,"received":"2026-09-10T08:00:00+07:00","seen":"2026-09-10T23:30:00+07:00","via":"folder"}`
	if err := os.WriteFile(filepath.Join(b.archive, "received.jsonl"), []byte(line+"\n"+line[:60]+"\n"+line+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if l := b.open(); len(l.Lines()) != 2 || l.Torn || l.Lines()[0].Container != "" {
		t.Errorf("%+v", l.Lines())
	}
}

// A last line that a disk damaged is set aside, said once, and never lost: its
// file is noted again from the inbox, or from the archive when it has left that.
func TestDamagedLastLine(t *testing.T) {
	for _, tc := range []struct {
		name   string
		damage func(line string) string
	}{
		{"garbage", func(string) string { return "\x8F\x00garbage}{\n" }},
		{"garbage over two lines", func(string) string { return "garbage\n\x01\x02\n" }},
		{"a damaged hash", func(s string) string { return strings.Replace(s, `"sha256":"`, `"sha256":"zz`, 1) + "\n" }},
		{"a damaged time", func(s string) string { return strings.Replace(s, `"received":"2`, `"received":"#`, 1) + "\n" }},
		{"a damaged brace", func(s string) string { return strings.Replace(s, `{`, `[`, 1) + "\n" }},
		{"cut, without its newline", func(s string) string { return s[:len(s)-9] }},
	} {
		for _, gone := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/gone=%v", tc.name, gone), func(t *testing.T) {
				b := newBox(t)
				b.put("a.xlsx", "A", "2026-09-10 08:00:00")
				b.scan("2026-09-15 22:00:00")
				path := b.put("trường b.xlsx", "B", "2026-09-16 08:00:00")
				_, before := b.scan("2026-09-16 22:00:00")
				name := filepath.Join(b.archive, "received.jsonl")
				whole, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				rows := strings.SplitAfter(string(whole), "\n")
				if err := os.WriteFile(name, []byte(rows[0]+tc.damage(strings.TrimSuffix(rows[1], "\n"))), 0o644); err != nil {
					t.Fatal(err)
				}
				if gone {
					if err := os.Remove(path); err != nil {
						t.Fatal(err)
					}
				}
				l := b.open()
				if !l.Torn || len(l.Lines()) != 1 {
					t.Fatalf("torn %v, %+v", l.Torn, l.Lines())
				}
				l.Close()
				b.scan("2026-09-17 22:00:00")
				l = b.open()
				if l.Torn {
					t.Error("it is told of twice")
				}
				found, err := l.Recover(at("2026-09-17 22:00:00"))
				if err != nil || (len(found) == 1) != gone {
					t.Fatalf("%+v, %v", found, err)
				}
				lines := l.Lines()
				if len(lines) != 2 || lines[1].SHA256 != before[1].SHA256 {
					t.Fatalf("%+v", lines)
				}
				if data, err := l.Read(lines[1]); err != nil || string(data) != "B" {
					t.Errorf("%q, %v", data, err)
				}
				if gone && tc.name == "a damaged time" && lines[1].Name != "trường b.xlsx" {
					t.Errorf("the line still said the name: %+v", lines[1])
				}
				if again, err := l.Recover(at("2026-09-18 22:00:00")); err != nil || len(again) > 0 {
					t.Errorf("%+v, %v", again, err)
				}
			})
		}
	}
}

// MESSY 10: what is still on its way is left for the next night: a file that
// was just written, an empty one, a zip without its end, one that grows.
func TestMessy10StillOnItsWay(t *testing.T) {
	whole := string(zipOf(t, entry{name: "a.xlsx", body: strings.Repeat("A", 999)}))
	b := newBox(t)
	b.put("mới.xlsx", "x", "2026-09-15 21:59:00")
	b.put("rỗng.xlsx", "", "2026-09-15 21:50:00")
	b.put("dở.zip", whole[:len(whole)-30], "2026-09-15 21:50:00")
	b.put("xong.zip", whole, "2026-09-15 21:50:00")
	s, _ := b.scan("2026-09-15 22:00:00")
	if len(s.New) != 1 || s.New[0].Name != "xong.zip" || len(s.Ignored) != 3 || s.Seen != 4 {
		t.Errorf("%+v", s)
	}
	for _, i := range s.Ignored {
		if i.Reason != "still-being-written" {
			t.Errorf("%+v", i)
		}
	}
	// A quarter of an hour later it is what it is, and refused in words.
	if s, _ = b.scan("2026-09-15 22:15:00"); len(s.New) != 3 || len(s.Ignored) != 0 {
		t.Errorf("%+v", s)
	}
}

// MESSY 10: a file that grows while it is read is not noted half.
func TestMessy10GrowsWhileItIsRead(t *testing.T) {
	b := newBox(t)
	path := b.put("lớn.xlsx", strings.Repeat("x", 16<<20), "2026-09-10 08:00:00")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				_, _ = f.WriteString("y")
			}
		}
	}()
	l := b.open()
	s, err := l.Scan(b.inbox, time.Time{}, at("2026-09-15 22:00:00"), 0)
	close(stop)
	<-done
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	if len(s.New) != 0 || len(s.Ignored) != 1 || s.Ignored[0].Reason != "still-being-written" {
		t.Errorf("%+v", s)
	}
	if l.Close(); len(b.open().Lines()) != 0 {
		t.Error("it was noted")
	}
	if s, err = b.open().Scan(b.inbox, time.Time{}, at("2026-09-16 22:00:00"), 0); err != nil || len(s.New) != 1 {
		t.Errorf("the next night: %+v, %v", s, err)
	}
}

// MESSY 11: names as people's PCs make them.
func TestMessy11NamesInTheInbox(t *testing.T) {
	b := newBox(t)
	long := strings.Repeat("Báo cáo ", 25) + ".xlsx" // 200 letters and more, in 255 bytes
	if len(long) > 255 {
		long = long[:200] + ".xlsx"
	}
	for i, name := range []string{norm.NFD.String("Báo cáo TĐG.xlsx"), "BC 📊.xlsx", "BC TĐG .xlsx ", long, "a\nb.xlsx", "a\u202Excod.xlsx"} {
		b.put(name, strings.Repeat("x", i+1), "2026-09-10 08:00:00")
	}
	_, lines := b.scan("2026-09-15 22:00:00")
	got := map[string]bool{}
	for _, l := range lines {
		got[l.Name] = true
	}
	for _, want := range []string{"Báo cáo TĐG.xlsx", "BC 📊.xlsx", "BC TĐG .xlsx ", long, "a\uFFFDb.xlsx", "a\uFFFDxcod.xlsx"} {
		if !got[norm.NFC.String(want)] {
			t.Errorf("%q is not in %v", want, got)
		}
	}
	if s, _ := b.scan("2026-09-16 22:00:00"); len(s.New) != 0 || len(s.Taken) != 6 {
		t.Errorf("%+v", s)
	}
}

// An unchanged file costs a look; a changed one is read, whatever it says of its
// time; a week later, and without the cache, all are.
func TestUnchangedFilesAreNotRead(t *testing.T) {
	b := newBox(t)
	paths := []string{b.put("a.xlsx", "A", "2026-09-10 08:00:00"), b.put("b.xlsx", "B", "2026-09-10 08:00:00"), b.put("xã A/c.xlsx", "C", "2026-09-10 08:00:00")}
	night := 0
	read := func() int {
		t.Helper()
		night++
		s, _ := b.scan(fmt.Sprintf("2026-10-%02d 22:00:00", night))
		if s.Seen != 3 || len(s.Taken) != 3 {
			t.Fatalf("%+v", s)
		}
		return s.Hashed
	}
	if n := read(); n != 3 {
		t.Errorf("the first night reads %d", n)
	}
	for i := range 6 {
		if n := read(); n != 0 {
			t.Errorf("night %d reads %d", i+2, n)
		}
	}
	if n := read(); n != 3 {
		t.Errorf("a week after the first night it reads %d", n)
	}
	if n := read(); n != 0 {
		t.Errorf("the night after it reads %d", n)
	}
	// Another content of the same size and time.
	if err := os.WriteFile(paths[1], []byte("X"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(paths[1], at("2026-09-10 08:00:00"), at("2026-09-10 08:00:00")); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 1 || len(b.open().Lines()) != 4 {
		t.Errorf("a changed file: %d read, %d lines", n, len(b.open().Lines()))
	}
	cache := filepath.Join(b.archive, "inbox.cache.json")
	for name, damage := range map[string]func() error{
		"removed": func() error { return os.Remove(cache) },
		"damaged": func() error { return os.WriteFile(cache, []byte("{"), 0o644) },
		"another": func() error { return os.WriteFile(cache, []byte(`{"scans":1,"files":{}}`), 0o644) },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		if n := read(); n != 3 {
			t.Errorf("with its cache %s: %d read", name, n)
		}
	}
	// The cache knows a file that the archive has lost.
	lines := b.open().Lines()
	if err := os.Remove(filepath.Join(b.archive, intake.ArchivePath(lines[0].SHA256, lines[0].Name))); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 1 {
		t.Errorf("a copy that is gone: %d read", n)
	}
	if _, err := b.open().Read(lines[0]); err != nil {
		t.Error(err)
	}
}

// Nothing is read or written outside: a folder of the archive that was swapped
// for a link elsewhere is an error, not a way out.
func TestArchiveStaysInside(t *testing.T) {
	b := newBox(t)
	outside := t.TempDir()
	b.put("a.xlsx", "A", "2026-09-10 08:00:00") // 55…
	if err := os.MkdirAll(b.archive, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(b.archive, "55")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.open().Scan(b.inbox, time.Time{}, at("2026-09-15 22:00:00"), 0); err == nil {
		t.Error("the archive was written through a link")
	}
	if err := filepath.WalkDir(outside, func(path string, e fs.DirEntry, err error) error {
		if path != outside {
			t.Errorf("%s was written", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkScan looks at an inbox of 1,000 workbooks of 40 KB: the first night,
// an unchanged one, and one that reads everything again.
func BenchmarkScan(b *testing.B) {
	for _, night := range []string{"first", "unchanged", "rehash"} {
		b.Run(night, func(b *testing.B) {
			dir := b.TempDir()
			inbox, archive := filepath.Join(dir, "inbox"), filepath.Join(dir, "archive")
			for i := range 1000 {
				path := filepath.Join(inbox, fmt.Sprintf("xã %d", i%20), fmt.Sprintf("trường %d.xlsx", i))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					b.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(strings.Repeat(fmt.Sprintf("%08d", i), 5<<10)), 0o644); err != nil {
					b.Fatal(err)
				}
				if err := os.Chtimes(path, at("2026-09-10 08:00:00"), at("2026-09-10 08:00:00")); err != nil {
					b.Fatal(err)
				}
			}
			scan := func() int {
				l, err := intake.Open(archive)
				if err != nil {
					b.Fatal(err)
				}
				s, err := l.Scan(inbox, time.Time{}, at("2026-09-15 22:00:00"), 0)
				if err := errors.Join(err, l.Close()); err != nil {
					b.Fatal(err)
				}
				return s.Hashed
			}
			cache, fresh := filepath.Join(archive, "inbox.cache.json"), []byte(nil)
			if night != "first" {
				scan()
				var err error
				if fresh, err = os.ReadFile(cache); err != nil {
					b.Fatal(err)
				}
			}
			hashed := 0
			b.ResetTimer()
			for range b.N {
				b.StopTimer()
				var err error
				switch night {
				case "first":
					err = os.RemoveAll(archive)
				case "rehash":
					err = os.Remove(cache)
				case "unchanged": // always the second night
					err = os.WriteFile(cache, fresh, 0o644)
				}
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				hashed = scan()
			}
			b.ReportMetric(float64(hashed), "files-read/op")
		})
	}
}
