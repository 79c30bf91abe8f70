package intake

import (
	"io/fs"
	"syscall"
)

// inode gives a file's number and the time of its last change of any kind,
// which no program can set; Unix nanoseconds.
func inode(info fs.FileInfo) (number uint64, changed int64) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return st.Ino, st.Ctim.Nano()
}
