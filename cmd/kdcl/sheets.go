package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/render"
)

const sheetsFolder = "phieu-truong"

// writeSheets draws a sheet a school into phieu-truong/, on every core: the
// database is read by one goroutine, a few schools ahead of the others.
func (j *Job) writeSheets(ctx context.Context, db *aggregate.DB, press *render.Press, layouts aggregate.Layouts, rep report.Report, stage string) error {
	wording, err := render.LoadSheetWording(j.templates)
	if err != nil {
		return err
	}
	dir := filepath.Join(stage, sheetsFolder)
	if err := os.Mkdir(dir, 0o750); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	schools := make(chan report.School)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for s := range schools {
				var b bytes.Buffer
				name := sheetName(s.Code)
				err := render.Sheet(&b, press, rep.Letterhead, rep.SchoolYear, rep.AsOf, s, wording)
				if err == nil { // the stage is swapped in whole: one sync of the folder is enough
					err = os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o640)
				}
				if err != nil {
					cancel(fmt.Errorf("%s/%s: %w", sheetsFolder, name, err))
				}
			}
		})
	}
	err = db.Schools(ctx, layouts.School, rep.SchoolYear, func(s report.School) error {
		select {
		case schools <- s:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(schools)
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
