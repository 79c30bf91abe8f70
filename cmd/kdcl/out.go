package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ownOutputs are what kdcl writes into the folder of a school year, or of a
// rollup; anything else there is somebody's own.
var ownOutputs = []string{"bao-cao-tong-hop.pdf", "bao-cao-tong-hop.docx", "tong-hop.xlsx", "index.html", sheetsFolder, markedFolder, transferFolder, lettersFolder, formsFolder}

// outFolder is where a command writes: --out, or another flag's folder, else its
// own place. It is there and can be written into; open is the disk's way
// to hold it, and without one nothing is made or tried. A folder that the next
// night reads, or that holds what nights stand on, is none.
func (r request) outFolder(o *office, flag, own string, open func(dir string) error) (string, error) {
	dir := cmp.Or(r.c.String(flag), own)
	what := "--" + flag + " " + dir
	if dir != own {
		dir = resolved(dir) // a link that the user names is the user's, even in the workspace
	}
	if in := o.taken(dir); in != "" {
		return "", r.asked("%s: nằm trong %s, nơi chương trình nhận hoặc giữ tệp của các trường; chọn thư mục khác", "%s: it lies in %s, where schools' files are taken in or kept; choose another folder", what, in)
	}
	if open == nil {
		return dir, nil
	}
	if err := open(dir); err != nil {
		if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() {
			err = fs.ErrExist
		}
		return "", r.fileError(what, err)
	}
	probe := filepath.Join(dir, fmt.Sprintf(".kdcl-%d", os.Getpid()))
	if err := o.disk.write(probe, nil); err != nil {
		return "", r.fileError(what, err)
	}
	return dir, o.disk.remove(probe)
}

// yearsFolder is the folder that holds a folder for each school year; the one of
// this year will be replaced.
func (r request) yearsFolder(o *office, year string, dry bool) (string, error) {
	open := o.disk.open
	if dry {
		open = nil
	}
	out, err := r.outFolder(o, "out", o.path("out"), open)
	if err == nil && r.c.String("out") != "" {
		err = r.claim(filepath.Join(out, year))
	}
	return out, err
}

// taken names the folder of this workspace, or of any other, that a folder lies
// in and that is not for what people read; empty when there is none.
func (o *office) taken(dir string) string {
	names := []string{"inbox", "archive", runsFolder}
	dir = real(dir)
	for _, name := range names {
		if rel, err := filepath.Rel(real(o.path(name)), dir); o.dir != "" && err == nil && filepath.IsLocal(rel) {
			return o.path(name)
		}
	}
	for at := dir; filepath.Dir(at) != at; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(filepath.Dir(at), "unit.yaml")); err == nil && slices.Contains(names, filepath.Base(at)) {
			return at
		}
	}
	return ""
}

// real follows the links of a path as far as it exists.
func real(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	return resolved(abs)
}

// resolved follows the links that a path is written with as far as it exists.
func resolved(name string) string {
	for at, rest := filepath.Clean(name), ""; ; at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest) {
		if to, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(to, rest)
		}
		if filepath.Dir(at) == at {
			return name
		}
	}
}

// claim refuses to put a folder in the place of one that is somebody's own: it
// is not empty, and holds nothing that kdcl writes.
func (t *terminal) claim(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return t.fileError(dir, err)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(ownOutputs, e.Name()) }) {
		return nil
	}
	return t.asked("%s: đã có những tệp không phải do kdcl ghi (%s …); kdcl thay cả thư mục này, nên chọn thư mục khác", "%s: it holds files that kdcl did not write (%s …), and the whole folder would be replaced; choose another", dir, entries[0].Name())
}

// keepForeign copies what people laid beside the outputs into the folder that
// takes their place. What programs leave for themselves, hidden, goes.
func (d *disk) keepForeign(target, stage string) error {
	entries, err := os.ReadDir(target)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if slices.Contains(ownOutputs, e.Name()) || strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$") {
			continue
		}
		if err := d.copyFolder(filepath.Join(target, e.Name()), filepath.Join(stage, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
