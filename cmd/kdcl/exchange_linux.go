package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two folders of one folder at once; not every file system can.
func exchange(in *os.File, a, b string) error {
	at := int(in.Fd())
	return unix.Renameat2(at, a, at, b, unix.RENAME_EXCHANGE)
}
