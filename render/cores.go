package render

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// onEveryCore runs independent work, as much at a time as there are cores.
func onEveryCore(work []func() error) error {
	errs := make([]error, len(work))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(work)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(work)); i = next.Add(1) - 1 {
				errs[i] = caught(work[i])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// caught gives a panic of a drawing library back as an error.
func caught(work func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("drawing: %v", r)
		}
	}()
	return work()
}
