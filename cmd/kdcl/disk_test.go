package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A link that is put into a folder while a command works in it, when every check
// at the start is long done, leads nothing out: each call fails, and what lies
// outside stays as it was.
func TestLinkPutThereMeanwhile(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	ws, outside := filepath.Join(top, "ws"), filepath.Join(top, "outside")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"2026-2027/old.pdf", ".2026-2027.new/new.pdf", ".2026-2027.old/older.pdf", "file", "file.tmp"} {
		must(os.MkdirAll(filepath.Join(outside, filepath.Dir(name)), 0o755))
		must(os.WriteFile(filepath.Join(outside, name), []byte("somebody's own"), 0o644))
	}
	from := filepath.Join(top, "from")
	must(os.MkdirAll(from, 0o755))
	must(os.WriteFile(filepath.Join(from, "a"), []byte("a"), 0o644))
	d := &disk{}
	must(d.open(filepath.Join(ws, "out")))
	must(d.open(ws))
	if len(d.places) != 2 {
		t.Fatalf("%d places", len(d.places))
	}
	d.places = d.places[1:] // the workspace alone
	must(d.writeFile(filepath.Join(ws, "out", "2026-2027.txt"), []byte("mine")))
	must(d.writeFile(filepath.Join(ws, "mine"), []byte("mine")))

	must(os.RemoveAll(filepath.Join(ws, "out")))
	if err := os.Symlink(outside, filepath.Join(ws, "out")); err != nil {
		t.Skip("this system makes no links: ", err)
	}
	before := everythingIn(t, outside)
	in := func(name string) string { return filepath.Join(ws, "out", filepath.FromSlash(name)) }
	for name, call := range map[string]func() error{
		"writeFile":     func() error { return d.writeFile(in("file"), []byte("x")) },
		"writeFile new": func() error { return d.writeFile(in("another"), []byte("x")) },
		"write":         func() error { return d.write(in("file"), []byte("x")) },
		"mkdirAll":      func() error { return d.mkdirAll(in("2026-2027/phieu-truong")) },
		"open":          func() error { return d.open(in("2026-2027/export")) },
		"copyFile":      func() error { _, err := d.copyFile(filepath.Join(from, "a"), in("file")); return err },
		"copyFolder":    func() error { return d.copyFolder(from, in("2026-2027")) },
		"remove":        func() error { return d.remove(in("file")) },
		"removeAll":     func() error { return d.removeAll(in("2026-2027")) },
		"rename":        func() error { return d.rename(in("file"), in("other")) },
		"rename out":    func() error { return d.rename(filepath.Join(ws, "mine"), in("mine")) },
		"rename in":     func() error { return d.rename(in("file"), filepath.Join(ws, "theirs")) },
		"replaceFile":   func() error { return d.replaceFile(in("file.tmp"), in("file")) },
		"chmod":         func() error { return d.chmod(in("file"), 0o600) },
		"swapFolder":    func() error { return d.swapFolder(in(".2026-2027.new"), in("2026-2027")) },
		"exchange":      func() error { return d.exchange(in(".2026-2027.new"), in("2026-2027")) },
		"recoverFolder": func() error { return d.recoverFolder(in("2025-2026")) },
		"keepForeign":   func() error { return d.keepForeign(from, in("2026-2027")) },
		"syncTree":      func() error { return d.syncTree(in("2026-2027")) },
		"ordinary":      func() error { return d.ordinary(in("kdcl.duckdb")) },
		"not a place":   func() error { return d.writeFile(filepath.Join(top, "file"), []byte("x")) },
		"beside it":     func() error { return d.writeFile(ws+"-2", []byte("x")) },
		"above it":      func() error { return d.removeAll(filepath.Join(ws, "..", "outside")) },
	} {
		if err := call(); err == nil {
			t.Errorf("%s: no error", name)
		} else if said := (&terminal{lang: "vi"}).because(err); !strings.Contains(said, "không ghi ra ngoài") {
			t.Errorf("%s: %v is worded %q", name, err, said)
		}
		if diff := cmp.Diff(before, everythingIn(t, outside)); diff != "" {
			t.Fatalf("%s: outside changed:\n%s", name, diff)
		}
	}
	// Removing what holds the link takes the link away, and nothing behind it.
	must(d.removeAll(filepath.Join(ws, "out")))
	if diff := cmp.Diff(before, everythingIn(t, outside)); diff != "" {
		t.Fatalf("outside changed:\n%s", diff)
	}
	// Nor is a database opened where a link stands, or anything but a file.
	must(os.Symlink(filepath.Join(outside, "file"), filepath.Join(ws, dbStage)))
	must(os.Mkdir(filepath.Join(ws, dbName), 0o755))
	for _, name := range []string{dbStage, dbName} {
		if err := d.ordinary(filepath.Join(ws, name)); err == nil {
			t.Errorf("%s would be opened", name)
		}
	}
	if err := d.ordinary(filepath.Join(ws, "new.duckdb")); err != nil {
		t.Error(err)
	}
}

// everythingIn is each file of a folder with its mode and content.
func everythingIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		all[name] = info.Mode().String()
		if e.Type().IsRegular() {
			data, err := os.ReadFile(name)
			all[name] += " " + string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Whatever the command line writes goes through disk; what does not is said here,
// with its reason.
func TestWritesGoThroughDisk(t *testing.T) {
	t.Parallel()
	allowed := map[string]string{
		"disk.go MkdirAll":     "makes the place itself",
		"disk.go Remove":       "where Windows can't remove through a place, see there",
		"log.go OpenFile":      "the file that --log names",
		"status.go CreateTemp": "a private copy in the system's folder for such",
		"status.go Remove":     "and its end",
		"dryrun.go MkdirTemp":  "a dry run writes nothing into the workspace",
		"dryrun.go RemoveAll":  "and its end",
		"prune.go MkdirTemp":   "likewise",
		"prune.go RemoveAll":   "likewise",
	}
	seen := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok || pkg.Name != "os" {
				return true
			}
			switch sel.Sel.Name {
			case "WriteFile", "Create", "CreateTemp", "Mkdir", "MkdirAll", "MkdirTemp", "OpenFile", "Remove", "RemoveAll", "Rename", "Chmod", "Chtimes", "Chown", "Link", "Symlink", "Truncate", "CopyFS":
				call := name + " " + sel.Sel.Name
				seen[call] = true
				if allowed[call] == "" {
					t.Errorf("%s: os.%s goes around disk", name, sel.Sel.Name)
				}
			}
			return true
		})
	}
	for call := range allowed {
		if !seen[call] {
			t.Errorf("%s is allowed, and is not there", call)
		}
	}
}
