package main

import (
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
)

// bar shows progress on a terminal and nothing in a log.
type bar struct{ p *progressbar.ProgressBar }

func (r request) progress() bar {
	f, ok := r.err.(*os.File)
	if !ok {
		return bar{}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return bar{}
	}
	return bar{progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription("kdcl"))}
}

func (b bar) say(format string, args ...any) {
	if b.p != nil {
		b.p.Describe(fmt.Sprintf(format, args...))
		_ = b.p.Add(1)
	}
}

func (b bar) done() {
	if b.p != nil {
		_ = b.p.Finish()
	}
}
