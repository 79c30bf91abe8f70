package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
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
	case errors.Is(err, errOutside), strings.Contains(err.Error(), "path escapes from parent"): // an os.Root's
		return t.say("một liên kết ở đó dẫn ra ngoài thư mục làm việc; kdcl không ghi ra ngoài, thay bằng thư mục thật, hoặc dùng --out", "a link there leads out of the folder that is written into, and kdcl writes nothing outside it; put a real folder in its place, or use --out")
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

func sortEntries(entries []fs.DirEntry) {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
}
