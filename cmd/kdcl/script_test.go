package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"kdcl/aggregate"
	"kdcl/render/readback"
)

// shared holds what the tests make once: the built program, the trial unit after
// its night.
var shared string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "kdcl-test-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	shared = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// TestScript plays what a user types and sees, with the program as it is built
// for users. Commands of our own: sample copies the trial unit, ran copies it as
// its night left it, exits runs a command and checks its exit code, hold takes a
// lock as another run would and release gives it back, pdftext prints a PDF's
// text; workbook makes one of a text; bundle, letter and macro make zips, e-mails
// and workbooks with macros, eml prints an e-mail, garble damages a file's last line; sql changes a
// database as a run would that has a fault.
func TestScript(t *testing.T) {
	t.Parallel()
	sample, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	sample += "/../../sample-data/unit"
	reader := sync.OnceValues(readback.Open)
	var held sync.Map
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			kdcl, err := built()
			env.Setenv("PATH", filepath.Dir(kdcl)+string(os.PathListSeparator)+env.Getenv("PATH"))
			return err
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "", // writes what was printed into the stories: read the difference
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"workbook": workbookOf, "bundle": bundle, "letter": letter, "eml": eml, "macro": macro, "garble": garble,
			"sample": func(ts *testscript.TestScript, _ bool, args []string) {
				for _, name := range []string{"inbox", "archive"} {
					ts.Check(os.CopyFS(ts.MkAbs(args[0]+"/"+name), os.DirFS(sample+"/"+name)))
				}
				for _, name := range []string{"unit.yaml", "schools.xlsx"} {
					data, err := os.ReadFile(sample + "/" + name)
					ts.Check(err)
					ts.Check(os.WriteFile(ts.MkAbs(args[0]+"/"+name), data, 0o644))
				}
			},
			"ran": func(ts *testscript.TestScript, _ bool, args []string) {
				dir, err := ranSample()
				ts.Check(err)
				ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(dir)))
			},
			"sql": func(ts *testscript.TestScript, _ bool, args []string) {
				db, err := aggregate.Open(context.Background(), ts.MkAbs(args[0]), aggregate.Options{})
				ts.Check(err)
				err = db.Query(context.Background(), args[1], func([]string, []any) error { return nil })
				ts.Check(errors.Join(err, db.Finish(context.Background())))
				data, err := os.ReadFile(ts.MkAbs(args[0]))
				ts.Check(err)
				sum := sha256.Sum256(data)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]+".sha256"), []byte(hex.EncodeToString(sum[:])), 0o600)) // else the next run makes it again
			},
			"exits": func(ts *testscript.TestScript, _ bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				err = ts.Exec(args[1], args[2:]...)
				got := 0
				if e, ok := err.(*exec.ExitError); ok {
					got = e.ExitCode()
				} else {
					ts.Check(err)
				}
				if got != want {
					ts.Fatalf("%v exits %d, want %d", args[1:], got, want)
				}
			},
			"hold": func(ts *testscript.TestScript, _ bool, args []string) {
				l := flock.New(ts.MkAbs(args[0]))
				ok, err := l.TryLock()
				ts.Check(err)
				if !ok {
					ts.Fatalf("%s is locked already", args[0])
				}
				held.Store(l.Path(), l)
				ts.Defer(func() { _ = l.Unlock() })
			},
			"release": func(ts *testscript.TestScript, _ bool, args []string) {
				l, ok := held.Load(ts.MkAbs(args[0]))
				if !ok {
					ts.Fatalf("%s is not held", args[0])
				}
				ts.Check(l.(*flock.Flock).Unlock())
			},
			"pdftext": func(ts *testscript.TestScript, _ bool, args []string) {
				pdf, err := os.ReadFile(ts.MkAbs(args[0]))
				ts.Check(err)
				r, err := reader()
				ts.Check(err)
				pages, err := r.Pages(pdf, false)
				ts.Check(err)
				// Words, not columns: a long text stands in several lines.
				_, err = fmt.Fprintln(ts.Stdout(), readback.Words(pages))
				ts.Check(err)
			},
		},
	})
}
