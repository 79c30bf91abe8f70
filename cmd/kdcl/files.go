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
	"strings"
	"syscall"
)

// Councils are people: what kdcl writes, others on the machine do not read.
const (
	folderMode = 0o750
	fileMode   = 0o640
)

// fileError says of a file or folder that the user named why it can't be used,
// and what to do; what names it, "--out DIR". The system's own words are kept
// only where nothing better is known.
func (t *terminal) fileError(what string, err error) error {
	words := t.because(err)
	if words == "" {
		var errno syscall.Errno
		if words = err.Error(); errors.As(err, &errno) {
			words = errno.Error()
		}
	}
	return t.asked("%s: %s", "%s: %s", what, words)
}

// because says what a system's error means to an officer and what to do about
// it; empty for one that is not the system's, or means nothing more.
func (t *terminal) because(err error) string {
	windows := func(numbers ...syscall.Errno) bool { // which stand for other things elsewhere
		return runtime.GOOS == "windows" && slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
	}
	switch {
	case err == nil:
		return ""
	case windows(32, 33): // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
		return t.say("đang mở trong một chương trình khác, thường là Excel; đóng lại rồi thử lại", "another program has it open, usually Excel; close it and try again")
	case windows(39, 112), // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
		isAny(err, syscall.ENOSPC, syscall.EDQUOT), strings.Contains(err.Error(), "No space left on device"): // the database's own
		return t.say("hết chỗ trên đĩa; giải phóng chỗ rồi chạy lại", "the disk is full; make room and run again")
	case errors.Is(err, fs.ErrPermission):
		return t.say("tài khoản này không có quyền đọc hay ghi ở đó; cấp quyền, hoặc chọn nơi khác", "this account may not read or write there; give it the right, or choose another place")
	case errors.Is(err, syscall.EROFS):
		return t.say("ổ đĩa chỉ đọc; chọn nơi khác", "the disk is read-only; choose another place")
	case errors.Is(err, syscall.EISDIR):
		return t.say("là thư mục, không phải tệp", "a folder and no file")
	case isAny(err, syscall.ENOTDIR, fs.ErrExist), strings.HasSuffix(err.Error(), "not a directory"): // an os.Root's
		return t.say("ở đó đã có một tệp, không phải thư mục, hoặc ngược lại; xóa hay đổi tên nó, hoặc chọn nơi khác", "a file stands where a folder must be, or the other way round; remove or rename it, or choose another place")
	case errors.Is(err, fs.ErrNotExist):
		return t.say("không có; xem lại đường dẫn", "there is none; look at the path")
	case errors.Is(err, syscall.EIO):
		return t.say("đĩa hoặc đường nối tới đĩa hỏng; kiểm tra đĩa", "the disk, or the way to it, fails; have it checked")
	}
	return ""
}

// copyFile copies a file and makes sure that the copy is on the disk.
func copyFile(from, to string) error {
	_, err := copyAndHash(from, to)
	return err
}

// copyAndHash does so and gives the SHA-256 of what it copied.
func copyAndHash(from, to string) (sum string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), in); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), out.Sync()
}

func hashFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// glob lists what in a folder has a name of a pattern, sorted, with the folder
// before it; a folder's own name may hold a pattern's signs, "[KĐ] Phòng".
func glob(dir, pattern string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(dir), pattern)
	for i := range names {
		names[i] = filepath.Join(dir, names[i])
	}
	return names, err
}

// copyFolder copies what an earlier command left in a folder.
func copyFolder(from, to string) error {
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
			return os.MkdirAll(filepath.Join(to, rel), folderMode)
		case e.Type().IsRegular():
			return errors.Join(copyFile(name, filepath.Join(to, rel)), os.Chmod(filepath.Join(to, rel), fileMode))
		}
		return nil
	})
}

// replaceFile syncs a finished file and renames it over the public one.
func replaceFile(from, to string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

// writeFile writes beside the name and renames, so that a reader never sees
// half. The folder is held open as a root: a link put in the file's place does
// not lead the writing elsewhere.
func writeFile(name string, data []byte) error {
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer root.Close()
	base := filepath.Base(name)
	tmp := base + ".tmp"
	if err := root.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := root.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), root.Remove(tmp))
	}
	return root.Rename(tmp, base)
}

// syncDir makes renames last through a power cut; Windows has no such call.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// syncTree syncs every file and folder under a folder.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return syncDir(name)
		case !e.Type().IsRegular():
			return nil
		}
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
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
func swapFolder(stage, to string) error {
	if err := syncTree(stage); err != nil {
		return err
	}
	old := oldOf(to)
	if err := removeAll(old); err != nil {
		return err
	}
	if exchange(stage, to) == nil {
		return errors.Join(syncDir(filepath.Dir(to)), removeAll(stage))
	}
	if err := os.Rename(to, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(stage, to); err != nil {
		return errors.Join(err, recoverFolder(to))
	}
	return errors.Join(syncDir(filepath.Dir(to)), removeAll(old))
}

// recoverFolder ends a swap that was cut short.
func recoverFolder(to string) error {
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(oldOf(to), to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func sortEntries(entries []fs.DirEntry) {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
}

// removeAll removes a folder and what is in it. Where the system's own way fails
// (network shares and emulators know no deletion by handle), file by file.
func removeAll(path string) error {
	err := os.RemoveAll(path)
	if err == nil {
		return nil
	}
	var names []string
	walked := filepath.WalkDir(path, func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if walked != nil {
		return err
	}
	for _, name := range slices.Backward(names) {
		if os.Remove(name) != nil {
			return err
		}
	}
	return nil
}
