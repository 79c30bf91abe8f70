package main

import (
	"context"
	"encoding/json"
	"fmt"
)

// rebuild is the command `rebuild`: the database made again from the archive,
// its ledger, the roster and unit.yaml, with the content that the nights gave
// it. It looks at no inbox.
func rebuild(ctx context.Context, r request) error {
	job, closeLog, err := r.job()
	if err != nil {
		return err
	}
	defer closeLog()
	job.Anew = true
	rec, err := r.runJob(ctx, job)
	if err != nil {
		return err
	}
	if r.c.Bool("json") {
		return json.NewEncoder(r.out).Encode(rec.whole())
	}
	fmt.Fprintf(r.out, r.say("Đã dựng lại từ %d tệp trong archive. %s Xem %s\n", "Made again from %d archived files. %s See %s\n"), rec.Read, rec.Summary.Line(r.lang), job.yearFolder())
	return nil
}
