package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kdcl/aggregate"
)

const (
	dbName  = "kdcl.duckdb"
	dbStage = "kdcl.duckdb.new"
	// sumName holds the SHA-256 of the database as the last run left it: a file
	// that was cut short, or that another program wrote into, is made again.
	sumName = "kdcl.duckdb.sha256"
)

// openCopy opens a copy of the database. It is a cache: when there is none, when
// it is not what the last run left, or when it was made from other templates,
// another roster or program, a new one is begun, and why says so.
func (j *Job) openCopy(ctx context.Context) (db *aggregate.DB, why string, err error) {
	stage := j.path(dbStage)
	if err := j.clearStage(); err != nil {
		return nil, "", err
	}
	why = "asked for"
	if !j.Anew {
		if db, why, err = j.openPublished(ctx, stage); db != nil || err != nil {
			return db, "", err
		}
		if err := j.clearStage(); err != nil {
			return nil, "", err
		}
	}
	if db, err = j.openStage(ctx); err != nil {
		return nil, "", err
	}
	if err := errors.Join(j.disk.chmod(stage, 0o600), db.SetBasis(ctx, j.Basis)); err != nil {
		return nil, "", errors.Join(err, db.Close())
	}
	return db, why, j.restoreRuns(ctx, db)
}

// openPublished copies the published database and opens the copy; without one,
// why says what is the matter with it.
func (j *Job) openPublished(ctx context.Context, stage string) (db *aggregate.DB, why string, err error) {
	sum, err := j.disk.copyFile(j.path(dbName), stage)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "there was none", nil
	case err != nil:
		if info, statErr := os.Stat(j.path(dbName)); statErr == nil && info.Mode().IsRegular() && !errors.Is(err, fs.ErrPermission) {
			return nil, "", err // this disk, not that file
		}
		return nil, "it could not be read: " + err.Error(), nil
	}
	sums, err := os.ReadFile(j.path(sumName))
	if err != nil || !strings.Contains(string(sums), sum) {
		return nil, "it was not what the last run left", nil
	}
	if db, err = j.openStage(ctx); err != nil {
		return nil, "it could not be opened: " + err.Error(), nil
	}
	basis, err := db.Basis(ctx)
	if err == nil && basis == j.Basis {
		return db, "", nil
	}
	return nil, "unit.yaml, the roster, the templates or the program changed", errors.Join(err, db.Close())
}

// openStage opens the copy. The database opens it by name: what stands there is
// made sure of right before.
func (j *Job) openStage(ctx context.Context) (*aggregate.DB, error) {
	for _, name := range []string{dbStage, dbStage + ".wal", dbStage + ".tmp"} {
		if err := j.disk.ordinary(j.path(name)); err != nil {
			return nil, err
		}
	}
	return aggregate.Open(ctx, j.path(dbStage), j.DBOptions)
}

// closeCopy closes the copy; of a run that failed nothing stays.
func (j *Job) closeCopy(db *aggregate.DB, err error) error {
	if err = errors.Join(err, db.Close()); err == nil {
		return nil
	}
	return errors.Join(err, j.clearStage(), j.disk.removeAll(stageOf(j.yearFolder())))
}

// clearStage removes what a killed or failed run left of its copy.
func (j *Job) clearStage() error {
	stage := j.path(dbStage)
	for _, name := range []string{stage, stage + ".wal"} {
		if err := j.disk.remove(name); err != nil {
			return err
		}
	}
	return j.disk.removeAll(stage + ".tmp")
}

// restoreRuns tells a new database of the nights before it.
func (j *Job) restoreRuns(ctx context.Context, db *aggregate.DB) error {
	records, err := j.records()
	if err != nil {
		return err
	}
	for _, rec := range records {
		if rec.night() {
			if err := db.LoadRun(ctx, rec.Started, rec.Seconds, rec.Line, rec.short()); err != nil {
				return err
			}
		}
	}
	return nil
}

// publish swaps database and outputs in. Each step is a rename of what is whole
// and on the disk; a kill between the two leaves today's database beside
// yesterday's reports, which the next run draws again.
func (j *Job) publish(ctx context.Context, db *aggregate.DB, stage string, rec Record) error {
	j.steps.begin("publish-database")
	if !j.Anew { // a rebuild is no night
		if err := db.LoadRun(ctx, rec.Started, rec.Seconds, rec.Line, rec.short()); err != nil {
			return err
		}
	}
	if err := db.Finish(ctx); err != nil { // checkpoint and close
		return err
	}
	sum, err := hashFile(j.path(dbStage))
	if err != nil {
		return err
	}
	// Both sums until the next run: whichever of the two a kill leaves is whole.
	before, _, _ := strings.Cut(j.readSums(), "\n")
	if err := j.disk.writeFile(j.path(sumName), []byte(sum+"\n"+before+"\n")); err != nil {
		return err
	}
	// A log that another program left beside the old file is not of the new one.
	if err := j.disk.remove(j.path(dbName + ".wal")); err != nil {
		return err
	}
	if err := j.disk.replaceFile(j.path(dbStage), j.path(dbName)); err != nil {
		return err
	}
	j.steps.begin("publish-reports")
	return j.disk.swapFolder(stage, j.yearFolder())
}

func (j *Job) readSums() string {
	data, _ := os.ReadFile(j.path(sumName))
	return string(data)
}

// yearFolder is what people read of the year being received.
func (j *Job) yearFolder() string { return filepath.Join(j.Out, j.Unit.SchoolYear) }

// ownNames are what kdcl writes in a workspace. The inbox is not among them: it
// may be a link to where mail or a shared folder puts files, and is only read.
var ownNames = []string{dbName, dbStage, sumName, lockName, "archive", "out", runsFolder}

// contain refuses a workspace in which something that kdcl writes, or an entry
// of a folder that it writes into, is a link leading out of the workspace.
func (r request) contain(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	names := append([]string(nil), ownNames...)
	for _, folder := range []string{"archive", "out", runsFolder} {
		f, err := root.Open(folder)
		if err != nil {
			continue // missing, or a link that is refused below
		}
		entries, err := f.ReadDir(-1)
		if err := errors.Join(err, f.Close()); err != nil && !errors.Is(err, fs.ErrInvalid) {
			continue
		}
		for _, e := range entries {
			if e.Type()&fs.ModeSymlink != 0 {
				names = append(names, filepath.Join(folder, e.Name()))
			}
		}
	}
	for _, name := range names {
		info, err := root.Lstat(name)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		if _, err := root.Stat(name); err != nil {
			return asked{fmt.Errorf("%s", r.say(
				fmt.Sprintf("%s là liên kết dẫn ra ngoài thư mục làm việc; kdcl không ghi ra ngoài. Thay bằng thư mục thật, hoặc dùng --out để ghi báo cáo ra nơi khác.", filepath.Join(dir, name)),
				fmt.Sprintf("%s is a link that leads out of the workspace, and kdcl writes nothing outside it. Put a real one in its place; --out writes reports elsewhere.", filepath.Join(dir, name))))}
		}
	}
	return nil
}
