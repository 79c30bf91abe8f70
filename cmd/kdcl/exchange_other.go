//go:build !linux

package main

import (
	"errors"
	"os"
)

// exchange is a call that only Linux has.
func exchange(_ *os.File, _, _ string) error { return errors.ErrUnsupported }
