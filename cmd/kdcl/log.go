package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
)

// job opens the workspace for a night: a Job with what the flags common to run
// and rebuild say.
func (r request) job() (j *Job, closeLog func(), err error) {
	o, err := r.office()
	if err != nil {
		return nil, nil, err
	}
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return nil, nil, err
	}
	out, err := r.yearsFolder(o, o.Unit.SchoolYear, r.c.Bool("dry-run"))
	if err != nil {
		return nil, nil, err
	}
	log, closeLog, err := r.logger()
	if err != nil {
		return nil, nil, err
	}
	return &Job{office: o, terminal: r.terminal, Now: now, Out: out, Say: func(string, ...any) {}, log: log, steps: newSteps(log)}, closeLog, nil
}

// logger writes where --log says, and nowhere without it: a night that went well
// has nothing to say but its last line.
func (r request) logger() (log *slog.Logger, closeLog func(), err error) {
	var w io.Writer
	closeLog = func() {}
	switch name := r.c.String("log"); name {
	case "":
		return slog.New(slog.DiscardHandler), closeLog, nil
	case "-":
		w = r.err
	default:
		f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, fileMode)
		if err != nil {
			return nil, nil, r.fileError("--log "+name, err)
		}
		w, closeLog = f, func() { _ = f.Close() }
	}
	switch format := r.c.String("log-format"); format {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), closeLog, nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), closeLog, nil
	default:
		closeLog()
		return nil, nil, r.choose("--log-format", format, "text", "json")
	}
}

// runJob runs a job with its progress on the terminal, and says what the disk,
// not a school, did.
func (r request) runJob(ctx context.Context, j *Job) (Record, error) {
	bar := r.progress()
	j.Say = bar.say
	rec, err := j.Run(ctx)
	bar.done()
	for _, p := range rec.Problems {
		j.log.Warn("problem", "what", p)
		fmt.Fprintln(r.err, "kdcl: "+p)
	}
	return rec, err
}
