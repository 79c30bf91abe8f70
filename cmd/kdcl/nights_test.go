package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kdcl/aggregate"
	"kdcl/ingest/intake"
)

// built is the real program, made once: what is killed is what offices run.
var built = sync.OnceValues(func() (string, error) {
	name := filepath.Join(shared, "bin", "kdcl")
	if msg, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, msg)
	}
	return name, nil
})

// ranSample is the trial unit after its night, made once; it is read, and copied
// by whoever writes into it.
var ranSample = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(shared, "unit")
	for _, name := range []string{"inbox", "archive"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(sampleUnit, name))); err != nil {
			return "", err
		}
	}
	for _, name := range []string{"unit.yaml", "schools.xlsx"} {
		if err := copyOne(filepath.Join(sampleUnit, name), filepath.Join(dir, name)); err != nil {
			return "", err
		}
	}
	kdcl, err := built()
	if err != nil {
		return "", err
	}
	if out, err := exec.Command(kdcl, "run", "--workspace", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// office is a workspace of a test, with the trial unit's unit.yaml and roster,
// and workbooks that arrive night after night.
type testOffice struct {
	testing.TB
	dir string
}

const sampleUnit = "../../sample-data/unit"

func newTestOffice(t testing.TB) testOffice {
	t.Helper()
	return newTestOfficeIn(t, t.TempDir())
}

func newTestOfficeIn(t testing.TB, dir string) testOffice {
	t.Helper()
	o := testOffice{t, filepath.Join(dir, "đơn vị [KĐ]")} // a folder like many, and no pattern
	o.must(os.MkdirAll(o.path("inbox"), 0o755))
	for _, name := range []string{"unit.yaml", "schools.xlsx"} {
		data, err := os.ReadFile(filepath.Join(sampleUnit, name))
		o.must(err)
		o.must(os.WriteFile(o.path(name), data, 0o644))
	}
	return o
}

func (o testOffice) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o testOffice) path(name string) string { return filepath.Join(o.dir, name) }

// samples are the trial unit's workbooks, by name.
func (o testOffice) samples() []string {
	o.Helper()
	var all []string
	o.must(filepath.WalkDir(filepath.Join(sampleUnit, "inbox"), func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, name)
		}
		return err
	}))
	slices.Sort(all)
	if len(all) < 20 {
		o.Fatalf("%d workbooks", len(all))
	}
	return all
}

// arrive lays files into the inbox as if they came at a moment.
func (o testOffice) arrive(at string, files ...string) {
	o.Helper()
	when, err := time.Parse(time.RFC3339, at)
	o.must(err)
	for i, f := range files {
		data, err := os.ReadFile(f)
		o.must(err)
		o.put(filepath.Base(f), data, when.Add(time.Duration(i)*time.Minute))
	}
}

func (o testOffice) put(name string, data []byte, when time.Time) {
	o.Helper()
	to := filepath.Join(o.path("inbox"), name)
	o.must(os.WriteFile(to, data, 0o644))
	o.must(os.Chtimes(to, when, when))
}

// copy is another office just like this one.
func (o testOffice) copy(to string) testOffice {
	o.Helper()
	o.must(filepath.WalkDir(o.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(o.dir, name)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		there := filepath.Join(to, rel)
		if e.IsDir() {
			return os.MkdirAll(there, info.Mode().Perm())
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return errors.Join(os.WriteFile(there, data, info.Mode().Perm()), os.Chtimes(there, info.ModTime(), info.ModTime()))
	}))
	return testOffice{o.TB, to}
}

// command is kdcl on this office.
func (o testOffice) command(args ...string) *exec.Cmd {
	o.Helper()
	kdcl, err := built()
	o.must(err)
	return exec.Command(kdcl, append(args, "--workspace", o.dir)...)
}

// night runs kdcl to its end, which must be a good one.
func (o testOffice) night(args ...string) string {
	o.Helper()
	out, err := o.command(args...).CombinedOutput()
	if err != nil {
		o.Fatalf("kdcl %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// content is what every public view holds, but how long runs took.
func (o testOffice) content() map[string][]string {
	o.Helper()
	copied := filepath.Join(o.TempDir(), "content.duckdb")
	o.must(copyOne(o.path(dbName), copied))
	db, err := aggregate.Open(context.Background(), copied, aggregate.Options{ReadOnly: true})
	o.must(err)
	defer db.Close()
	views, err := db.PublicViews(context.Background())
	o.must(err)
	all := map[string][]string{}
	for _, view := range views {
		columns := "*"
		if view == "run" {
			columns = "started, line"
		}
		// The database writes and sorts the rows: a tenth of the work of taking every value out.
		query := fmt.Sprintf("SELECT coalesce(string_agg(line, chr(10) ORDER BY line), '') FROM (SELECT CAST(r AS VARCHAR) AS line FROM (SELECT %s FROM %s) r)", columns, view)
		all[view] = []string{}
		o.must(db.Query(context.Background(), query, func(_ []string, values []any) error {
			if text, _ := values[0].(string); text != "" {
				all[view] = strings.Split(text, "\n")
			}
			return nil
		}))
	}
	o.must(db.Close())
	o.must(os.Remove(copied))
	return all
}

// reports is what people read, by file: its sum, of a workbook or document that
// of its parts, but the moment it was written.
func (o testOffice) reports() map[string]string {
	o.Helper()
	all := map[string]string{}
	o.must(filepath.WalkDir(o.path("out"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(o.path("out"), name)
		all[rel] = sumOf(data)
		return err
	}))
	return all
}

func sumOf(data []byte) string {
	h := sha256.New()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		h.Write(data)
		return hex.EncodeToString(h.Sum(nil))
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range z.File {
		if f.Name == "docProps/core.xml" {
			continue
		}
		fmt.Fprintln(h, f.Name, f.CRC32, f.UncompressedSize64)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// everything is content, reports and the ledger's arrivals of an office.
type everything struct {
	Content  map[string][]string
	Reports  map[string]string
	Arrivals []string
}

func (o testOffice) everything(without ...string) everything {
	o.Helper()
	e := everything{o.content(), o.reports(), o.arrivals()}
	for _, view := range without {
		delete(e.Content, view)
	}
	return e
}

// arrivals are the ledger's contents with their arrival, each of whose archived
// copies is whole.
func (o testOffice) arrivals() []string {
	o.Helper()
	l, err := intake.Open(o.path("archive"))
	o.must(err)
	defer l.Close()
	var all []string
	for _, line := range l.Contents() {
		if _, err := l.Read(line); err != nil {
			o.Errorf("lost: %v", err)
		}
		all = append(all, line.Name+" "+line.SHA256+" "+line.Received)
	}
	slices.Sort(all)
	return all
}

func (o testOffice) same(what string, want, got everything) {
	o.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		o.Errorf("%s:\n%s", what, clip(diff))
	}
}

func clip(s string) string {
	if len(s) > 4000 {
		return s[:4000] + "…"
	}
	return s
}

// inboxTaken checks that no file of the inbox is missing from the ledger.
func (o testOffice) inboxTaken() {
	o.Helper()
	taken := strings.Join(o.arrivals(), "\n")
	o.must(filepath.WalkDir(o.path("inbox"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil {
			return err
		}
		if !strings.Contains(taken, hex.EncodeToString(h.Sum(nil))) {
			o.Errorf("lost: %s", name)
		}
		return nil
	}))
}

// copyOne copies a file, as nobody does in a workspace.
func copyOne(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}
