//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// go test ./cmd/kdcl -run Kill -kills 300
var kills = flag.Int("kills", 6, "how many runs and rebuilds TestKill kills, and a third as many prunes TestKilledPrune")

const (
	firstNight  = "2027-06-10T22:00:00+07:00"
	secondNight = "2027-06-11T22:00:00+07:00"
)

// twoNights is an office on the evening of its second night, played once and
// copied by whoever disturbs it: the first night is done, new workbooks lie in the
// inbox. undisturbed is how the second must end.
func twoNights(t testing.TB) (evening testOffice, before, undisturbed everything) {
	t.Helper()
	played.Do(func() {
		o := newTestOfficeIn(t, filepath.Join(shared, "evening"))
		s := o.samples()
		o.arrive("2027-06-10T08:00:00+07:00", s[0], s[9], s[17])
		o.night("run", "--now", firstNight)
		o.arrive("2027-06-11T08:00:00+07:00", s[1], s[2], s[10], s[11], s[18])
		played.before = o.everything("run")
		done := o.copy(filepath.Join(t.TempDir(), "done"))
		done.night("run", "--now", secondNight)
		played.undisturbed, played.dir = done.everything("run"), o.dir
	})
	if played.dir == "" {
		t.Fatal("the two nights failed in another test")
	}
	return testOffice{t, played.dir}, played.before, played.undisturbed
}

var played struct {
	sync.Once
	dir                 string
	before, undisturbed everything
}

// A run that is killed at any moment shows people yesterday or today, whole; the
// next one ends as if nothing had happened, and no file is lost.
func TestKill(t *testing.T) {
	t.Parallel()
	evening, before, want := twoNights(t)
	first := newTestOffice(t)
	first.arrive("2027-06-10T08:00:00+07:00", evening.samples()[3:7]...)
	firstDone := first.copy(filepath.Join(t.TempDir(), "first-done"))
	began := time.Now()
	firstDone.night("run", "--now", secondNight)
	length := time.Since(began)
	wantFirst := firstDone.everything("run")

	seed := uint64(time.Now().UnixNano())
	t.Logf("%d kills, seed %d, a night takes %v", *kills, seed, length.Round(time.Millisecond))
	random := rand.New(rand.NewPCG(seed, 0))
	steps := []string{"intake", "database", "read", "rules", "tally", "draw", "sheets", "mark", "letters", "publish-database", "publish-reports", "record"}
	at := map[string]int{}
	for i := range *kills {
		start, want, command, now := evening, want, "run", secondNight
		switch i % 6 {
		case 3:
			start, want = first, wantFirst
		case 5: // what it makes again is yesterday's
			command, now = "rebuild", firstNight
		}
		o := start.copy(filepath.Join(t.TempDir(), fmt.Sprint("killed-", i)))
		killed := killer{}
		if i%2 == 0 { // at a step, or a moment behind it
			killed.step, killed.after = steps[i/2%len(steps)], time.Duration(random.IntN(30))*time.Millisecond
		} else {
			killed.after = time.Duration(random.Int64N(int64(length)))
		}
		cmd := o.command(command, "--now", now, "--log", "-")
		where := command + ", " + killed.run(t, cmd)
		at[where]++

		// What people see meanwhile.
		if start == evening {
			if seen := o.seen(); !cmp.Equal(seen, before.Reports) && !cmp.Equal(seen, want.Reports) {
				t.Errorf("kill %d in %s: reports are neither of yesterday nor of today:\n%s", i, where, clip(cmp.Diff(want.Reports, seen)))
			}
			if c := o.everything("run").Content; !cmp.Equal(c, before.Content) && !cmp.Equal(c, want.Content) {
				t.Errorf("kill %d in %s: the database is neither of yesterday nor of today", i, where)
			}
		}
		// Killed twice in a row, now and then.
		if i%5 == 4 {
			(&killer{after: time.Duration(random.Int64N(int64(length)))}).run(t, o.command(command, "--now", now))
		}
		o.night("run", "--now", secondNight)
		o.same(fmt.Sprintf("kill %d in %s", i, where), want, o.everything("run"))
		o.inboxTaken()
		o.nothingLeft()
		if t.Failed() {
			return
		}
		o.must(os.RemoveAll(o.dir))
	}
	for _, where := range slices.Sorted(maps.Keys(at)) {
		t.Logf("%4d killed in %s", at[where], where)
	}
}

// seen is the reports as people find them: without what waits hidden beside.
func (o testOffice) seen() map[string]string {
	all := o.reports()
	maps.DeleteFunc(all, func(name, _ string) bool { return strings.HasPrefix(name, ".") })
	return all
}

// nothingLeft checks that a run that ended well left no half-made file.
func (o testOffice) nothingLeft() {
	o.Helper()
	o.must(filepath.WalkDir(o.dir, func(name string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(o.dir, name)
		base := e.Name()
		for _, end := range []string{".new", ".old", ".tmp", ".wal"} {
			if strings.HasSuffix(base, end) && !strings.HasPrefix(rel, "inbox") {
				o.Errorf("left behind: %s", rel)
			}
		}
		if base == "scanning" {
			o.Errorf("left behind: %s", rel)
		}
		return err
	}))
}

// killer kills a run some time after its start, or after a step that its log
// names.
type killer struct {
	step  string
	after time.Duration
}

// run gives the step that the log named last.
func (k killer) run(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() }
	if k.step == "" {
		time.AfterFunc(k.after, kill)
	}
	where := "start"
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if _, step, ok := strings.Cut(lines.Text(), "msg=step step="); ok {
			where = step
			if step == k.step {
				time.AfterFunc(k.after, kill)
			}
		} else if strings.Contains(lines.Text(), "msg=done") {
			where = "the end"
		}
	}
	_ = cmd.Wait()
	return where
}

// A prune that is killed at any moment has taken away nothing that counts, and
// no line of the ledger; the next one, or a night and then a prune, ends as if
// nothing had happened.
func TestKilledPrune(t *testing.T) {
	t.Parallel()
	const later = "2034-06-10T22:00:00+07:00"
	start := newTestOffice(t)
	s := start.samples()
	for i := range 12 {
		start.put(fmt.Sprintf("bản %d.xlsx", i), start.anotherVersion(s[i%2*9], i), time.Date(2027, 6, 10, 1, i, 0, 0, time.UTC))
	}
	start.arrive("2027-06-11T08:00:00+07:00", s[0], s[9])
	start.night("run", "--now", secondNight)
	for i := range 12 {
		start.must(os.Remove(filepath.Join(start.path("inbox"), fmt.Sprintf("bản %d.xlsx", i))))
	}
	yaml, err := os.ReadFile(start.path("unit.yaml"))
	start.must(err)
	yaml = append(bytes.Replace(yaml, []byte(`school_year: "2026-2027"`), []byte(`school_year: "2033-2034"`), 1), "\nretention: {run_record_days: 400, replaced_workbook_years: 5, output_years: 5}\n"...)
	start.must(os.WriteFile(start.path("unit.yaml"), yaml, 0o644))
	start.night("run", "--now", later)
	ledger, err := os.ReadFile(start.path("archive/received.jsonl"))
	start.must(err)
	content := start.content()
	oldReports := start.reportsOf("2026-2027")

	done := start.copy(filepath.Join(t.TempDir(), "done"))
	began := time.Now()
	done.night("prune", "--now", later)
	length := time.Since(began)
	want := done.everything()
	archive, runs := done.names("archive"), done.names("runs")
	info, err := os.Stat(done.path("archive/received.jsonl"))
	start.must(err)
	grown := info.Size() - int64(len(ledger))
	if len(want.Arrivals) != 2 || len(oldReports) == 0 || len(done.reportsOf("2026-2027")) != 0 {
		t.Fatalf("%d workbooks kept, %d reports pruned", len(want.Arrivals), len(oldReports))
	}
	done.night("run", "--now", later)
	wantNight := done.everything("run")

	seed := uint64(time.Now().UnixNano())
	n := (*kills + 2) / 3
	t.Logf("%d kills, seed %d, a prune takes %v", n, seed, length.Round(time.Millisecond))
	random := rand.New(rand.NewPCG(seed, 1))
	midway := 0
	for i := range n {
		what := fmt.Sprint("kill ", i)
		o := start.copy(filepath.Join(t.TempDir(), fmt.Sprint("killed-", i)))
		cmd := o.command("prune", "--now", later)
		o.must(cmd.Start())
		if i%3 < 2 { // in the midst of what it takes away, or a little later
			enough := int64(len(ledger)) + 1 + random.Int64N(grown)
			for deadline := time.Now().Add(10 * length); time.Now().Before(deadline); {
				info, err := os.Stat(o.path("archive/received.jsonl"))
				o.must(err)
				if info.Size() >= enough {
					break
				}
			}
			if i%4 > 1 {
				time.Sleep(time.Duration(random.Int64N(int64(20 * time.Millisecond))))
			}
		} else {
			time.Sleep(time.Duration(random.Int64N(int64(length))))
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()

		now, err := os.ReadFile(o.path("archive/received.jsonl"))
		o.must(err)
		if !bytes.HasPrefix(now, ledger) {
			t.Errorf("%s: a line of the ledger changed", what)
		}
		left := o.names("archive")
		for _, name := range archive {
			if !slices.Contains(left, name) {
				t.Errorf("%s: lost %s", what, name)
			}
		}
		if len(left) > len(archive) && len(now) > len(ledger) {
			midway++
		}
		if seen := o.reportsOf("2026-2027"); len(seen) > 0 && !cmp.Equal(seen, oldReports) {
			t.Errorf("%s: half of last year's reports is there", what)
		}
		if !cmp.Equal(o.content(), content) {
			t.Errorf("%s: a prune changed the database", what)
		}
		if i%3 == 1 { // a night before the next prune
			o.night("run", "--now", later)
			o.night("prune", "--now", later)
			if diff := cmp.Diff(want.Arrivals, o.arrivals()); diff != "" {
				t.Errorf("%s, and a night:\n%s", what, clip(diff))
			}
		} else {
			o.night("prune", "--now", later)
			o.same(what, want, o.everything())
			if diff := cmp.Diff(runs, o.names("runs")); diff != "" {
				t.Errorf("%s: records\n%s", what, diff)
			}
		}
		if diff := cmp.Diff(archive, o.names("archive")); diff != "" {
			t.Errorf("%s: archive\n%s", what, diff)
		}
		o.night("run", "--now", later)
		o.same(what+", the next night", wantNight, o.everything("run"))
		o.nothingLeft()
		if t.Failed() {
			return
		}
		o.must(os.RemoveAll(o.dir))
	}
	t.Logf("%d killed midway", midway)
	if n >= 10 && midway == 0 {
		t.Error("every kill came before or after what it was to disturb")
	}
}

// names are the files below a folder with their sizes, but of those that tell a
// moment or an inode.
func (o testOffice) names(folder string) []string {
	o.Helper()
	var all []string
	o.must(filepath.WalkDir(o.path(folder), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(o.dir, name)
		if !slices.Contains([]string{"received.jsonl", "inbox.cache.json", latestName}, e.Name()) {
			rel += fmt.Sprint(" ", info.Size())
		}
		all = append(all, rel)
		return err
	}))
	return all
}

// reportsOf is what people find in the folder of a year.
func (o testOffice) reportsOf(year string) map[string]string {
	all := o.reports()
	maps.DeleteFunc(all, func(name, _ string) bool { return !strings.HasPrefix(name, year) })
	return all
}

// What an office's disk does to a night: the run may fail, says so, and shows
// people nothing half done; the next one ends as if nothing had happened.
func TestKilledByTheDisk(t *testing.T) {
	t.Parallel()
	evening, before, want := twoNights(t)
	half := func(name string) func(testOffice) {
		return func(o testOffice) {
			info, err := os.Stat(o.path(name))
			o.must(err)
			o.must(os.Truncate(o.path(name), info.Size()/2))
		}
	}
	garbage := func(names ...string) func(testOffice) {
		return func(o testOffice) {
			for _, name := range names {
				o.must(os.WriteFile(o.path(name), bytes.Repeat([]byte("rác \x00\xff"), 1000), 0o600))
			}
		}
	}
	ledger := func(change func([]byte) []byte) func(testOffice) {
		return func(o testOffice) {
			name := o.path("archive/received.jsonl")
			data, err := os.ReadFile(name)
			o.must(err)
			o.must(os.WriteFile(name, change(data), 0o640))
		}
	}
	for _, tc := range []struct {
		name   string
		damage func(testOffice)
	}{
		{"the database is cut short", half(dbName)},
		{"a byte of the database changes", func(o testOffice) {
			f, err := os.OpenFile(o.path(dbName), os.O_RDWR, 0)
			o.must(err)
			info, err := f.Stat()
			o.must(err)
			_, err = f.WriteAt([]byte{0x55}, info.Size()/2)
			o.must(errors.Join(err, f.Close()))
		}},
		{"the database is a log of nothing", garbage(dbName)},
		{"a log of another program lies beside the database", garbage(dbName + ".wal")},
		{"a killed run left its copy and its log", garbage(dbStage, dbStage+".wal")},
		{"the database is gone", func(o testOffice) { o.must(os.Remove(o.path(dbName))) }},
		{"its sum is gone", func(o testOffice) { o.must(os.Remove(o.path(sumName))) }},
		{"the records are gone", func(o testOffice) { o.must(os.RemoveAll(o.path(runsFolder))) }},
		{"the last record is no record", garbage("runs/" + latestName)},
		{"the ledger's last line is cut short", ledger(func(b []byte) []byte { return b[:len(b)-20] })},
		{"the ledger's last line is garbage", ledger(func(b []byte) []byte { return append(b[:len(b)-40], "ÿÿÿ{{{ rác\n"...) })},
		{"a kill lay between the two renames of the reports", func(o testOffice) {
			o.must(os.Rename(o.path("out/2026-2027"), o.path("out/.2026-2027.old")))
		}},
		{"a kill left a folder half drawn", func(o testOffice) {
			o.must(os.MkdirAll(o.path("out/.2026-2027.new/don-doc"), 0o750))
			o.must(os.WriteFile(o.path("out/.2026-2027.new/index.html"), []byte("<htm"), 0o640))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := evening.copy(filepath.Join(t.TempDir(), "u"))
			o.TB = t
			tc.damage(o)
			o.night("run", "--now", secondNight)
			o.same(tc.name, want, o.everything("run"))
			o.inboxTaken()
		})
	}

	// What cannot be read fails the run, and is whole again the day after.
	for _, name := range []string{"archive/received.jsonl", "schools.xlsx", "inbox"} {
		tell := filepath.Base(name)
		t.Run("a folder, or nothing, lies in the place of "+name, func(t *testing.T) {
			t.Parallel()
			o := evening.copy(filepath.Join(t.TempDir(), "u"))
			o.TB = t
			o.must(os.Rename(o.path(name), o.path("aside")))
			if name != "inbox" {
				o.must(os.Mkdir(o.path(name), 0o755))
			}
			out, err := o.command("run", "--now", secondNight).CombinedOutput()
			if err == nil || !strings.Contains(string(out), tell) {
				t.Fatalf("%v\n%s", err, out)
			}
			if !cmp.Equal(o.seen(), before.Reports) || !cmp.Equal(o.contentButRuns(), before.Content) {
				t.Error("a failed run changed what people see")
			}
			o.must(os.RemoveAll(o.path(name)))
			o.must(os.Rename(o.path("aside"), o.path(name)))
			o.night("run", "--now", secondNight)
			o.same(name, want, o.everything("run"))
		})
	}

	t.Run("a file changes while it is read", func(t *testing.T) {
		o := evening.copy(filepath.Join(t.TempDir(), "u"))
		o.TB = t
		name := filepath.Join(o.path("inbox"), filepath.Base(evening.samples()[10]))
		whole, err := os.ReadFile(name)
		o.must(err)
		info, err := os.Stat(name)
		o.must(err)
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		o.must(err)
		var stop atomic.Bool
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for n := 0; !stop.Load(); n++ {
				_, _ = f.WriteAt([]byte(fmt.Sprintf("%08d", n)), int64(len(whole)-8))
			}
		}()
		out := o.night("run", "--now", secondNight)
		stop.Store(true)
		<-ended
		o.must(f.Close())
		if !strings.Contains(out, "1 bỏ qua") {
			t.Errorf("a file that never stood still was taken:\n%s", out)
		}
		o.must(os.WriteFile(name, whole, 0o644))
		o.must(os.Chtimes(name, info.ModTime(), info.ModTime()))
		o.night("run", "--now", secondNight)
		got := o.everything("run")
		// It was found by a later scan: that, and that alone, tells the nights apart.
		if diff := cmp.Diff(want.Content["submission"], got.Content["submission"]); diff != "" {
			t.Error(clip(diff))
		}
		o.inboxTaken()
	})

	t.Run("the disk is full", func(t *testing.T) {
		disk := t.TempDir()
		if err := syscall.Mount("none", disk, "tmpfs", 0, "size=200m"); err != nil {
			t.Skipf("only an administrator can make a small disk: %v", err)
		}
		defer func() {
			if err := syscall.Unmount(disk, 0); err != nil {
				t.Error(err)
			}
		}()
		resize := func(bytes int64) {
			if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", bytes)); err != nil {
				t.Fatal(err)
			}
		}
		failed := 0
		for _, free := range []int64{0, 1 << 20, 8 << 20, 14 << 20} {
			resize(200 << 20)
			o := evening.copy(filepath.Join(disk, "u"))
			o.TB = t
			var s syscall.Statfs_t
			o.must(syscall.Statfs(disk, &s))
			resize(int64(s.Blocks-s.Bfree)*s.Bsize + free)
			out, err := o.command("run", "--now", secondNight).CombinedOutput()
			if err != nil {
				failed++
				if e := (*exec.ExitError)(nil); !errors.As(err, &e) || e.ExitCode() != exitFailed {
					t.Errorf("%d bytes free: %v\n%s", free, err, out)
				}
				if !cmp.Equal(o.seen(), before.Reports) || !cmp.Equal(o.contentButRuns(), before.Content) {
					t.Errorf("%d bytes free: a failed run changed what people see", free)
				}
			}
			resize(200 << 20)
			o.night("run", "--now", secondNight)
			o.same(fmt.Sprintf("%d bytes free", free), want, o.everything("run"))
			o.inboxTaken()
			o.must(os.RemoveAll(o.dir))
		}
		if failed < 2 {
			t.Errorf("%d of 4 disks were too small", failed)
		}
	})
}

// contentButRuns is the content of the database as a failed run left it.
func (o testOffice) contentButRuns() map[string][]string {
	o.Helper()
	c := o.content()
	delete(c, "run")
	return c
}

// While a run is held in the middle, everybody else can look.
func TestLookingWhileARunGoesOn(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	s := o.samples()
	o.arrive("2027-06-10T08:00:00+07:00", s[0], s[9])
	o.night("run", "--now", firstNight)
	o.arrive("2027-06-11T08:00:00+07:00", s[1:6]...)
	for _, step := range []string{"database", "read", "draw", "publish-database"} {
		cmd := o.command("run", "--now", secondNight, "--log", "-")
		stderr, err := cmd.StderrPipe()
		o.must(err)
		o.must(cmd.Start())
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			if strings.HasSuffix(lines.Text(), "step="+step) {
				break
			}
		}
		o.must(cmd.Process.Signal(syscall.SIGSTOP)) // held in the middle, its files open
		looks := [][]string{
			{"status", "--json"}, {"query", "SELECT count(*) FROM submission"}, {"check", filepath.Join(o.path("inbox"), filepath.Base(s[0]))}, {"explain", "01990301"},
		}
		if step == "draw" {
			looks = append(looks, []string{"rules"}, []string{"export", "--out", t.TempDir()}, []string{"run", "--dry-run", "--now", secondNight})
		}
		for _, look := range looks {
			args := append([]string{look[0], "--workspace", o.dir}, look[1:]...)
			if look[0] == "rules" {
				args = look
			}
			kdcl, err := built()
			o.must(err)
			if out, err := exec.Command(kdcl, args...).CombinedOutput(); err != nil {
				t.Errorf("held in %s: %v: %v\n%s", step, look, err, out)
			}
		}
		out, err := o.command("run", "--now", secondNight).CombinedOutput()
		if e := (*exec.ExitError)(nil); !errors.As(err, &e) || e.ExitCode() != exitLocked || !strings.Contains(string(out), fmt.Sprint("process ", cmd.Process.Pid)) {
			t.Errorf("held in %s: a second run: %v\n%s", step, err, out)
		}
		o.must(cmd.Process.Signal(syscall.SIGCONT))
		_, _ = io.Copy(io.Discard, stderr)
		o.must(cmd.Wait())
	}
}
