package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"
)

// tree is every file and folder of the workspace, with what a stat tells of it.
func (o testOffice) tree() map[string]string {
	o.Helper()
	all := map[string]string{}
	o.must(filepath.WalkDir(o.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		all[name] = info.Mode().String() + " " + info.ModTime().Format(time.RFC3339Nano)
		if !e.IsDir() {
			data, err := os.ReadFile(name)
			all[name] += " " + sumOf(data)
			return err
		}
		return nil
	}))
	return all
}

// What a night would take can be asked while another one holds the lock; nothing
// of the workspace changes, and the night that follows takes just that.
func TestDryRun(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	s := o.samples()
	scratch := t.TempDir()
	ask := func(o testOffice, args ...string) (rec Record, code int) {
		before := o.tree()
		cmd := o.command(append([]string{"run", "--dry-run", "--json", "--now", secondNight}, args...)...)
		var stderr bytes.Buffer
		cmd.Stderr, cmd.Env = &stderr, append(os.Environ(), "TMPDIR="+scratch)
		out, err := cmd.Output()
		if e := (*exec.ExitError)(nil); errors.As(err, &e) {
			code = e.ExitCode()
		}
		if err := json.Unmarshal(out, &rec); err != nil {
			t.Fatalf("%v\n%s%s", err, out, stderr.Bytes())
		}
		if diff := cmp.Diff(before, o.tree()); diff != "" {
			t.Errorf("the workspace changed:\n%s", clip(diff))
		}
		return rec, code
	}
	o.arrive("2027-06-10T08:00:00+07:00", s[0], s[9])

	// An office that never had a night.
	if rec, _ := ask(o); len(rec.Foresight.New) != 2 || rec.Read != 2 {
		t.Errorf("%+v", rec.Foresight)
	}
	o.night("run", "--now", firstNight)

	// A good one, one cut short, the first again under another name, and a zip.
	o.arrive("2027-06-11T08:00:00+07:00", s[1])
	at := time.Date(2027, 6, 11, 2, 0, 0, 0, time.UTC)
	whole, err := os.ReadFile(s[2])
	o.must(err)
	o.put("gửi lỗi.xlsx", whole[:len(whole)/2], at)
	again, err := os.ReadFile(s[0])
	o.must(err)
	o.put("bản sao.xlsx", again, at)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(filepath.Base(s[10]))
	o.must(err)
	member, err := os.ReadFile(s[10])
	o.must(err)
	_, err = w.Write(member)
	o.must(errors.Join(err, z.Close()))
	o.put("cụm.zip", b.Bytes(), at)

	held := flock.New(o.path(lockName))
	if ok, err := held.TryLock(); !ok {
		t.Fatal(err)
	}
	rec, code := ask(o)
	if code != exitDone {
		t.Errorf("exit %d", code)
	}
	if _, code := ask(o, "--fail-on", "refused"); code != exitTold {
		t.Errorf("--fail-on refused: exit %d", code)
	}
	o.must(held.Unlock())
	got := map[string]NewFile{}
	for _, n := range rec.Foresight.New {
		got[n.Name] = n
	}
	if len(got) != 5 || got["bản sao.xlsx"].Outcome != "" || got["cụm.zip"].Outcome != "container" || got["gửi lỗi.xlsx"].Outcome != "refused" ||
		!strings.Contains(got["gửi lỗi.xlsx"].Reason, "gửi lỗi.xlsx") || got["cụm.zip/"+filepath.Base(s[10])].School == "" {
		t.Errorf("%+v", rec.Foresight.New)
	}

	o.night("run", "--now", secondNight)
	var after Record
	data, err := os.ReadFile(o.path(runsFolder + "/" + latestName))
	o.must(err)
	o.must(json.Unmarshal(data, &after))
	if diff := cmp.Diff(after.Summary, rec.Summary); diff != "" {
		t.Errorf("the night was foreseen otherwise:\n%s", diff)
	}
	if after.New != 4 || after.Read != rec.Read || int(after.Summary.Overdue) != len(rec.Foresight.Overdue) || after.Foresight != nil {
		t.Errorf("foreseen %+v, came %+v", rec, after)
	}
	for _, f := range after.Files {
		if n, ok := got[f.Name]; ok && n.Outcome != f.Outcome {
			t.Errorf("%s: foreseen %s, came %s", f.Name, n.Outcome, f.Outcome)
		}
	}

	// With nothing new, and all due days over.
	rec, _ = ask(o, "--now", "2027-07-01")
	if len(rec.Foresight.New) != 0 || len(rec.Foresight.Overdue) < 20 {
		t.Errorf("%d new, %d overdue", len(rec.Foresight.New), len(rec.Foresight.Overdue))
	}
	if left, _ := os.ReadDir(scratch); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
