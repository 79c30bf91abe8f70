package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"kdcl/templates"
)

// The record of every kind of run is what its schema says, to the last field:
// done, told by --fail-on, failed, rebuilt, mailed in vain, tried dry. A run that
// never begins leaves none.
func TestRunRecordSchema(t *testing.T) {
	t.Parallel()
	text, err := templates.FS.ReadFile("run/record.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("record.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("record.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(data []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return err
		}
		return schema.Validate(v)
	}

	o := newTestOffice(t)
	s := o.samples()
	run := func(args ...string) ([]byte, int) {
		cmd := o.command(args...)
		out, err := cmd.Output()
		if e := (*exec.ExitError)(nil); errors.As(err, &e) {
			return out, e.ExitCode()
		}
		o.must(err)
		return out, 0
	}
	records := func() map[string]Record {
		all := map[string]Record{}
		names, err := glob(o.path("runs"), "*.json")
		o.must(err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			o.must(err)
			if err := valid(data); err != nil {
				t.Errorf("%s: %v\n%s", filepath.Base(name), err, clip(string(data)))
			}
			if filepath.Base(name) != latestName {
				var rec Record
				o.must(json.Unmarshal(data, &rec))
				all[filepath.Base(name)] = rec
			}
		}
		return all
	}
	whole, err := os.ReadFile(s[1])
	o.must(err)
	at := time.Date(2027, 6, 10, 1, 0, 0, 0, time.UTC)
	o.arrive("2027-06-10T08:00:00+07:00", s[0], s[9])
	o.put("cắt ngang.xlsx", whole[:1000], at)
	o.put("Thumbs.db", []byte("x"), at)
	letter, err := os.ReadFile(filepath.Join(sampleUnit, "inbox/Xã Đông Sơn/Gửi báo cáo tự đánh giá.eml"))
	o.must(err)
	o.put("gửi báo cáo.eml", letter, at)

	out, code := run("run", "--dry-run", "--json", "--now", firstNight)
	if err := valid(out); err != nil || code != exitDone || !bytes.Contains(out, []byte(`"foresight"`)) {
		t.Errorf("dry run: exit %d, %v", code, err)
	}
	out, code = run("run", "--json", "--fail-on", "refused", "--now", firstNight)
	if err := valid(out); err != nil || code != exitTold {
		t.Errorf("exit %d, %v", code, err)
	}
	o.must(os.Rename(o.path("inbox"), o.path("aside")))
	if _, code := run("run", "--now", secondNight); code != exitFailed {
		t.Errorf("without an inbox: exit %d", code)
	}
	o.must(os.Rename(o.path("aside"), o.path("inbox")))
	if out, code := run("rebuild", "--json", "--now", secondNight); code != exitDone || valid(out) != nil {
		t.Errorf("rebuild: exit %d, %v", code, valid(out))
	}

	// Refused before it began.
	held := flock.New(o.path(lockName))
	if ok, err := held.TryLock(); !ok {
		t.Fatal(err)
	}
	if _, code := run("run", "--now", secondNight); code != exitLocked {
		t.Errorf("locked: exit %d", code)
	}
	o.must(held.Unlock())
	yaml, err := os.ReadFile(o.path("unit.yaml"))
	o.must(err)
	o.must(os.WriteFile(o.path("unit.yaml"), []byte("school_yaer: 1\n"), 0o644))
	if _, code := run("run", "--now", secondNight); code != exitUsage {
		t.Errorf("a slip in unit.yaml: exit %d", code)
	}
	o.must(os.WriteFile(o.path("unit.yaml"), append(yaml, "\nmail: {host: 127.0.0.1, port: 1, tls: none, from: a@example.vn, to: [b@example.vn]}\n"...), 0o644))
	if _, code := run("run", "--now", "2027-06-12T22:00:00+07:00"); code != exitDone {
		t.Errorf("a mail in vain: exit %d", code)
	}

	all := records()
	if len(all) != 4 {
		t.Fatalf("records %v", slices.Sorted(maps.Keys(all)))
	}
	seen := map[string]bool{}
	for _, rec := range all {
		switch {
		case rec.Command == "rebuild":
			seen["rebuild"] = true
		case rec.Exit == exitFailed:
			seen["failed"] = strings.Contains(rec.Error, "inbox")
		case rec.Mail != nil:
			seen["mail"] = !rec.Mail.Sent && len(rec.Problems) == 1 && rec.Exit == exitDone
		case rec.Exit == exitTold:
			seen["told"] = rec.Summary.Refused > 0 && len(rec.Containers) > 0 && len(rec.Ignored) > 0 && len(rec.Files) > 3
		}
	}
	if len(seen) != 4 || slices.Contains(slices.Collect(maps.Values(seen)), false) {
		t.Errorf("%v", seen)
	}

	// What waits to be passed on is described too.
	var rec map[string]any
	o.must(json.Unmarshal(out, &rec))
	waiting, err := json.Marshal([]TransferRecord{{Name: "a.xlsx", SHA256: strings.Repeat("0", 64), School: "1", Unit: "UBND xã Ba", File: "UBND xã Ba/a.xlsx", Draft: "UBND xã Ba/1.eml"}})
	o.must(err)
	with := maps.Clone(rec)
	with["transfers"] = json.RawMessage(waiting)
	whole, err = json.Marshal(with)
	o.must(err)
	if err := valid(whole); err != nil {
		t.Error(err)
	}

	// That it would say no.
	for name, change := range map[string]func(map[string]any){
		"a field is missing":            func(r map[string]any) { delete(r, "line") },
		"a field that nobody describes": func(r map[string]any) { r["mood"] = "good" },
		"a usage error leaves none":     func(r map[string]any) { r["exit_code"] = 2 },
		"failed for no reason":          func(r map[string]any) { r["exit_code"], r["error"] = 1, "" },
		"no moment":                     func(r map[string]any) { r["started"] = "tối qua" },
		"a list that is null":           func(r map[string]any) { r["files"] = nil },
	} {
		bad := maps.Clone(rec)
		change(bad)
		data, err := json.Marshal(bad)
		o.must(err)
		if valid(data) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
