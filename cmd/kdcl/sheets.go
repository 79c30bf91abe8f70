package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/render"
)

const sheetsFolder = "phieu-truong"

// sheetsTogether are drawn as one, for their fonts' sake: more would be faster
// still, and hold more schools at a time.
const sheetsTogether = 12

// writeSheets draws a sheet a school into phieu-truong/, on every core: the
// database is read by one goroutine, a batch of schools ahead of the others.
func (j *Job) writeSheets(ctx context.Context, db *aggregate.DB, press *render.Press, layouts aggregate.Layouts, rep report.Report, stage string) error {
	wording, err := render.LoadSheetWording(j.templates)
	if err != nil {
		return err
	}
	dir := filepath.Join(stage, sheetsFolder)
	if err := j.disk.mkdirAll(dir); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches := make(chan []report.School)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for schools := range batches {
				files, err := render.Sheets(press, rep.Letterhead, rep.SchoolYear, rep.AsOf, schools, wording)
				for i, file := range files { // the stage is swapped in whole: one sync of the folder is enough
					err = errors.Join(err, j.disk.write(filepath.Join(dir, sheetName(schools[i].Code)), file))
				}
				if err != nil {
					cancel(fmt.Errorf("%s: %w", sheetsFolder, err))
				}
			}
		})
	}
	send := func(schools []report.School) error {
		select {
		case batches <- schools:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	var batch []report.School
	err = db.Schools(ctx, layouts.School, rep.SchoolYear, func(s report.School) error {
		if batch = append(batch, s); len(batch) < sheetsTogether {
			return nil
		}
		full := batch
		batch = nil
		return send(full)
	})
	if err == nil && len(batch) > 0 {
		err = send(batch)
	}
	close(batches)
	wg.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// sheetName is the file of a school's sheet; a code is what a roster says, and
// must not lead out of the folder.
func sheetName(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, code) + ".pdf"
}
