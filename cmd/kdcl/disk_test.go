package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
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
		"disk.go MkdirAll":   "makes the place itself",
		"disk.go Remove":     "where Windows can't remove through a place, see there",
		"disk.go MkdirTemp":  "a dry run writes nothing into the workspace",
		"log.go OpenFile":    "the file that --log names",
		"look.go CreateTemp": "a private copy in the system's folder for such",
		"look.go Remove":     "and its end",
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

// A link in the place of a folder that kdcl replaces or fills is refused: before
// a run by contain, while it goes on by whatever comes to it.
func TestLinkInPlaceOfAFolder(t *testing.T) {
	t.Parallel()
	r := request{terminal: &terminal{lang: "en"}}
	year := filepath.Join("out", "2026-2027")
	for _, name := range []string{year, stageOf(year), oldOf(year), "out", runsFolder, "archive", filepath.Join("archive", "ab"), dbName, dbStage, sumName, lockName} {
		t.Run(name, func(t *testing.T) {
			ws, outside, d := linkedOffice(t)
			before := everythingIn(t, outside)
			at := filepath.Join(ws, name)
			must(t, os.MkdirAll(filepath.Dir(at), 0o755), os.RemoveAll(at), os.Symlink(outside, at))
			if err := r.contain(ws); err == nil || !strings.Contains(err.Error(), at+" is a link that leads out of the workspace") {
				t.Errorf("at the start: %v", err)
			}
			o := &office{dir: ws, disk: d}
			target := filepath.Join(ws, year)
			calls := map[string]func() error{
				year: func() error {
					must(t, os.MkdirAll(stageOf(target), 0o755))
					recovered, swapped := d.recoverFolder(target), d.swapFolder(stageOf(target), target)
					if recovered == nil || swapped == nil {
						t.Errorf("recovered: %v, swapped: %v", recovered, swapped)
					}
					return swapped
				},
				runsFolder: func() error { _, err := (&Job{office: o}).keepRecord(Record{Started: "x"}); return err },
				"archive":  func() error { _, err := (&Job{office: o}).openLedger(); return err },
				lockName:   func() error { _, _, err := o.lock(); return err },
			}
			if call := calls[name]; call == nil {
				must(t, d.removeAll(at)) // the link, and nothing behind it
			} else if err := call(); err == nil || !strings.Contains(r.because(err), "leads out of the folder") {
				t.Errorf("meanwhile: %v", err)
			}
			if diff := cmp.Diff(before, everythingIn(t, outside)); diff != "" {
				t.Errorf("outside changed:\n%s", diff)
			}
		})
	}
}

// linkedOffice is a workspace held open, and a folder with somebody's own files
// beside it.
func linkedOffice(t *testing.T) (ws, outside string, d *disk) {
	t.Helper()
	ws, outside, d = filepath.Join(t.TempDir(), "ws"), t.TempDir(), &disk{}
	if err := os.Symlink(outside, filepath.Join(outside, "link")); err != nil {
		t.Skip("this system makes no links: ", err)
	}
	must(t, os.Remove(filepath.Join(outside, "link")), os.WriteFile(filepath.Join(outside, "own.txt"), []byte("somebody's own"), 0o644), d.open(ws))
	return ws, outside, d
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// Walking a link gives the link: what it leads to inside the workspace is not
// taken for what is to be removed file by file.
func TestLinkIsNotWalked(t *testing.T) {
	t.Parallel()
	ws, _, d := linkedOffice(t)
	must(t, d.writeFile(filepath.Join(ws, "kept"), nil), os.Mkdir(filepath.Join(ws, "archive"), 0o755), d.writeFile(filepath.Join(ws, "archive", "a.xlsx"), nil))
	at := filepath.Join(ws, ".stage")
	must(t, os.Symlink("archive", at))
	var names []string
	must(t, d.walk(at, func(name string, _ fs.DirEntry) error { names = append(names, name); return nil }))
	if len(names) != 1 || names[0] != at {
		t.Errorf("walked %q", names)
	}
}

// A link that people laid beside the outputs is there in the morning, and what it
// leads to is neither copied nor touched.
func TestLinkBesideTheOutputsStays(t *testing.T) {
	t.Parallel()
	ws, outside, d := linkedOffice(t)
	before := everythingIn(t, outside)
	target := filepath.Join(ws, "out", "2026-2027")
	must(t, os.MkdirAll(filepath.Join(target, "của văn phòng"), 0o755), os.MkdirAll(stageOf(target), 0o755))
	links := map[string]string{"ảnh": outside, filepath.Join("của văn phòng", "hộp nhận"): filepath.Join("..", "..", "..", "inbox"), "mất": "không còn"}
	for name, to := range links {
		must(t, os.Symlink(to, filepath.Join(target, name)))
	}
	// A link that can't be made, on a full disk say, is still where it was.
	inTheWay := filepath.Join(stageOf(target), "mất")
	must(t, os.WriteFile(inTheWay, nil, 0o644))
	if err := d.keepForeign(target, stageOf(target)); runtime.GOOS != "windows" && err == nil {
		t.Error("a link was lost in silence")
	}
	if _, err := os.Lstat(filepath.Join(target, "mất")); runtime.GOOS != "windows" && err != nil {
		t.Error(err)
	}
	must(t, os.RemoveAll(stageOf(target)), os.Mkdir(stageOf(target), 0o755))
	must(t, d.keepForeign(target, stageOf(target)), d.swapFolder(stageOf(target), target))
	for name, to := range links {
		if got, err := os.Readlink(filepath.Join(target, name)); err != nil || got != to {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if diff := cmp.Diff(before, everythingIn(t, outside)); diff != "" {
		t.Errorf("outside changed:\n%s", diff)
	}
}

// A folder that is replaced as a whole is renamed where no exchange is to be had:
// what is held open is the folder around it. One that a link names is the user's.
func TestLinkNamedByTheUser(t *testing.T) {
	t.Parallel()
	ws, outside, d := linkedOffice(t)
	link := filepath.Join(ws, "báo cáo")
	must(t, os.Symlink(outside, link))
	out := resolved(link)
	must(t, d.openBeside(out), os.Mkdir(stageOf(out), 0o755), d.rename(out, oldOf(out)), d.rename(stageOf(out), out))
	if _, err := os.Stat(filepath.Join(oldOf(out), "own.txt")); err != nil {
		t.Error(err)
	}
	must(t, d.removeAll(out), d.rename(oldOf(out), out))
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the user's link: %v, %v", info, err)
	}
	must(t, d.open(out), d.writeFile(filepath.Join(out, "2026-2027.txt"), nil))
}
