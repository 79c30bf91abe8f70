package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// disk is where a command may write: the workspace, and the folders that the user
// names with --out. Each is held open as an os.Root, so that a link in it that
// leads elsewhere is not followed, whether it was there before or is put there
// while a run goes on; what lies in none of them can't be written at all.
//
// Two things go around it, since their libraries open files by name: the database,
// for which ordinary looks at the name right before, and the lock of the system.
// Reading goes by path: the inbox may be a link.
type disk struct{ places []place }

type place struct {
	dir  string // absolute
	root *os.Root
}

// open makes a folder and lets the command write into it. A folder inside a place
// that is open already is made through that one. Places are closed with the
// process, as os.Root promises.
func (d *disk) open(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if _, _, err := d.at(abs); err == nil {
		return d.mkdirAll(abs)
	}
	if err := os.MkdirAll(abs, folderMode); err != nil {
		return err
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return err
	}
	d.places = append(d.places, place{abs, root})
	return nil
}

// openBeside makes a folder that will be replaced as a whole: what is held open is
// the one around it, since Windows renames no folder that is held.
func (d *disk) openBeside(dir string) error {
	if err := d.open(filepath.Dir(dir)); err != nil {
		return err
	}
	return d.mkdirAll(dir)
}

// scratch makes a folder outside the workspace that its owner alone can read, and
// the disk that writes into it.
func scratch() (dir string, d *disk, remove func() error, err error) {
	d = &disk{}
	if dir, err = os.MkdirTemp("", "kdcl-dry-run-*"); err != nil {
		return "", nil, nil, err
	}
	if err := d.open(dir); err != nil {
		return "", nil, nil, errors.Join(err, os.Remove(dir))
	}
	return dir, d, func() error {
		entries, err := os.ReadDir(dir)
		for _, e := range entries {
			err = errors.Join(err, d.removeAll(filepath.Join(dir, e.Name())))
		}
		// Windows removes no folder that is held.
		return errors.Join(err, d.places[0].root.Close(), os.Remove(dir))
	}, nil
}

// at gives the place that a name lies in, the innermost, and its path there.
func (d *disk) at(name string) (*os.Root, string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, "", err
	}
	best, in := "", (*os.Root)(nil)
	for _, p := range d.places {
		if rel, err := filepath.Rel(p.dir, abs); err == nil && filepath.IsLocal(rel) && (in == nil || len(rel) < len(best)) {
			best, in = rel, p.root
		}
	}
	if in == nil {
		return nil, "", &fs.PathError{Op: "write", Path: name, Err: errOutside}
	}
	return in, best, nil
}

// errOutside is of a name in no open place; os.Root has words of its own for a
// link that leads out.
var errOutside = errors.New("outside the folders that may be written into")

// within calls an operation of the place that a name lies in.
func (d *disk) within(name string, do func(root *os.Root, rel string) error) error {
	root, rel, err := d.at(name)
	if err != nil {
		return err
	}
	if err := do(root, rel); err != nil {
		if e := (*fs.PathError)(nil); errors.As(err, &e) && e.Path == rel { // people know the whole path
			return &fs.PathError{Op: e.Op, Path: name, Err: e.Err}
		}
		return err
	}
	return nil
}

func (d *disk) mkdirAll(name string) error {
	return d.within(name, func(root *os.Root, rel string) error { return root.MkdirAll(rel, folderMode) })
}

// remove removes a file or an empty folder; one that is not there is no error.
// Network shares and emulators of Windows know no deletion by handle: there it
// goes by name, once the place has found the name in itself.
func (d *disk) remove(name string) error {
	return d.within(name, func(root *os.Root, rel string) error {
		err := root.Remove(rel)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if runtime.GOOS == "windows" {
			if _, missing := root.Lstat(rel); missing == nil {
				return os.Remove(name)
			}
		}
		return err
	})
}

// rename renames within one place.
func (d *disk) rename(from, to string) error {
	return d.within(from, func(root *os.Root, old string) error {
		other, rel, err := d.at(to)
		if err == nil && other != root {
			err = &fs.PathError{Op: "rename", Path: to, Err: errOutside}
		}
		if err != nil {
			return err
		}
		if err := root.Rename(old, rel); err != nil { // people know the whole paths
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: errors.Unwrap(err)}
		}
		return nil
	})
}

func (d *disk) stat(name string) error {
	return d.within(name, func(root *os.Root, rel string) error {
		_, err := root.Stat(rel)
		return err
	})
}

// chmod sets who may read; Windows has no such bits.
func (d *disk) chmod(name string, mode fs.FileMode) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	return d.within(name, func(root *os.Root, rel string) error { return root.Chmod(rel, mode) })
}

func (d *disk) openFile(name string, flag int, mode fs.FileMode) (f *os.File, err error) {
	err = d.within(name, func(root *os.Root, rel string) (err error) {
		f, err = root.OpenFile(rel, flag, mode)
		return err
	})
	return f, err
}

// ordinary refuses a name that the database is going to open by itself when
// something else than a file stands there, or a folder on the way leads out.
func (d *disk) ordinary(name string) error {
	return d.within(name, func(root *os.Root, rel string) error {
		folder, err := root.Stat(filepath.Dir(rel))
		if err == nil && !folder.IsDir() {
			err = &fs.PathError{Op: "open", Path: filepath.Dir(name), Err: fs.ErrInvalid}
		}
		if err != nil {
			return err
		}
		info, err := root.Lstat(rel)
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return &fs.PathError{Op: "open", Path: name, Err: errOutside}
		}
		if err == nil && !info.Mode().IsRegular() {
			return &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// write writes a file without a second name: for one in a folder that is swapped
// in as a whole, and synced then.
func (d *disk) write(name string, data []byte) error {
	return d.within(name, func(root *os.Root, rel string) error { return root.WriteFile(rel, data, fileMode) })
}

// writeFile writes beside the name and renames, so that a reader never sees half.
func (d *disk) writeFile(name string, data []byte) error {
	tmp := name + ".tmp"
	if err := d.remove(tmp); err != nil {
		return err
	}
	f, err := d.openFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), d.remove(tmp))
	}
	return d.rename(tmp, name)
}

// copyFile copies a file, from anywhere, and makes sure that the copy is on the
// disk. It gives the SHA-256 of what it copied.
func (d *disk) copyFile(from, to string) (sum string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := d.openFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return copyAndHash(out, in)
}

// copyAndHash copies, and gives the SHA-256 of what it copied.
func copyAndHash(out *os.File, in io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), in); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), out.Sync()
}

// copyFolder copies what an earlier command, or a person, left in a folder; a link
// stays a link, wherever it leads, and is not followed.
func (d *disk) copyFolder(from, to string) error {
	return filepath.WalkDir(from, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		switch {
		case e.IsDir():
			return d.mkdirAll(filepath.Join(to, rel))
		case e.Type().IsRegular():
			_, err := d.copyFile(name, filepath.Join(to, rel))
			return errors.Join(err, d.chmod(filepath.Join(to, rel), fileMode))
		case e.Type()&fs.ModeSymlink != 0:
			leads, err := os.Readlink(name)
			if err != nil {
				return err
			}
			err = d.within(filepath.Join(to, rel), func(root *os.Root, rel string) error { return root.Symlink(leads, rel) })
			if err != nil && runtime.GOOS == "windows" { // which lets few people make links, and everybody move one
				return d.rename(name, filepath.Join(to, rel))
			}
			return err
		}
		return nil
	})
}

// replaceFile syncs a finished file and renames it over the public one.
func (d *disk) replaceFile(from, to string) error {
	f, err := d.openFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := d.rename(from, to); err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(to))
}

// syncDir makes renames last through a power cut; Windows has no such call.
func (d *disk) syncDir(dir string) error {
	f, err := d.openFile(dir, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	_ = f.Sync()
	return f.Close()
}

// walk calls on what a folder holds, itself first, by path; it follows no link.
func (d *disk) walk(dir string, on func(name string, e fs.DirEntry) error) error {
	return d.within(dir, func(root *os.Root, rel string) error {
		info, err := root.Lstat(rel) // fs.WalkDir would follow dir itself
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return on(dir, fs.FileInfoToDirEntry(info))
		}
		return fs.WalkDir(root.FS(), filepath.ToSlash(rel), func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			below, err := filepath.Rel(rel, filepath.FromSlash(name))
			if err != nil {
				return err
			}
			return on(filepath.Join(dir, below), e)
		})
	})
}

// syncTree syncs every file and folder under a folder.
func (d *disk) syncTree(dir string) error {
	return d.walk(dir, func(name string, e fs.DirEntry) error {
		switch {
		case e.IsDir():
			return d.syncDir(name)
		case !e.Type().IsRegular():
			return nil
		}
		f, err := d.openFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// removeAll removes a folder and what is in it; where the system's own way fails,
// file by file.
func (d *disk) removeAll(dir string) error {
	err := d.within(dir, func(root *os.Root, rel string) error { return root.RemoveAll(rel) })
	if err == nil {
		return nil
	}
	var names []string
	walked := d.walk(dir, func(name string, _ fs.DirEntry) error {
		names = append(names, name)
		return nil
	})
	if walked != nil {
		return err
	}
	for _, name := range slices.Backward(names) {
		if d.remove(name) != nil {
			return err
		}
	}
	return nil
}

// stageOf is where the folder that will replace another is made, and oldOf where
// the other waits when the two can't be exchanged at once; beside it, hidden.
func stageOf(to string) string {
	return filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+".new")
}

func oldOf(to string) string {
	return filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+".old")
}

// swapFolder puts a finished folder in the place of the old one, which is
// removed last. Where the system can, the two are exchanged at once and there is
// no moment without a folder; elsewhere two renames do it, and if a run dies
// between them, recoverFolder puts the old one back.
func (d *disk) swapFolder(stage, to string) error {
	// A link that leads out would be exchanged in silence.
	if err := d.stat(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.syncTree(stage); err != nil {
		return err
	}
	old := oldOf(to)
	if err := d.removeAll(old); err != nil {
		return err
	}
	if d.exchange(stage, to) == nil {
		return errors.Join(d.syncDir(filepath.Dir(to)), d.removeAll(stage))
	}
	if err := d.rename(to, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.rename(stage, to); err != nil {
		return errors.Join(err, d.recoverFolder(to))
	}
	return errors.Join(d.syncDir(filepath.Dir(to)), d.removeAll(old))
}

// exchange swaps two folders that stand side by side.
func (d *disk) exchange(a, b string) error {
	beside, err := d.openFile(filepath.Dir(a), os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(exchange(beside, filepath.Base(a), filepath.Base(b)), beside.Close())
}

// recoverFolder ends a swap that was cut short.
func (d *disk) recoverFolder(to string) error {
	if err := d.stat(to); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.rename(oldOf(to), to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
