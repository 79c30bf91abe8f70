//go:build !linux

package main

import "errors"

// exchange is a call that only Linux has.
func exchange(_, _ string) error { return errors.ErrUnsupported }
