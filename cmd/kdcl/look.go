package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"kdcl/aggregate"
)

// database opens the database to look into it, beside a run that writes a copy
// of its own: as the last night left it, or with --now as that moment has it.
// Statements may write below opt.Files alone.
func (r request) database(ctx context.Context, o *office, year string, opt aggregate.Options) (db *aggregate.DB, closeDB func(), err error) {
	name, remove := o.path(dbName), func() {}
	if r.c.String("now") != "" {
		if db, name, remove, err = r.copyOf(ctx, o, year); err != nil {
			return nil, nil, err
		}
		if err := db.Finish(ctx); err != nil {
			remove()
			return nil, nil, err
		}
	} else if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, r.noneYet()
	}
	opt.ReadOnly = true
	if db, err = aggregate.Open(ctx, name, opt); err != nil {
		remove()
		return nil, nil, r.noDatabase(o, err)
	}
	return db, func() { _ = db.Close(); remove() }, nil
}

// databaseOfNow opens a private copy whose clock is set, to --now, unit.yaml's own
// or the moment it is: what a school owes changes by the day, and not by the night.
func (r request) databaseOfNow(ctx context.Context, o *office) (db *aggregate.DB, closeDB func(), err error) {
	db, _, remove, err := r.copyOf(ctx, o, o.Unit.SchoolYear)
	if err != nil {
		return nil, nil, err
	}
	return db, func() { _ = db.Close(); remove() }, nil
}

// copyOf makes a private copy of the database, its clock set, and opens it.
func (r request) copyOf(ctx context.Context, o *office, year string) (db *aggregate.DB, name string, remove func(), err error) {
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return nil, "", nil, err
	}
	f, err := os.CreateTemp("", "kdcl-*.duckdb")
	if err != nil {
		return nil, "", nil, err
	}
	remove = func() {
		_ = os.Remove(f.Name())
		_ = os.Remove(f.Name() + ".wal")
	}
	defer func() {
		if err != nil {
			remove()
		}
	}()
	copied := func() error {
		in, err := os.Open(o.path(dbName))
		if err != nil {
			return err
		}
		defer in.Close()
		_, err = copyAndHash(f, in)
		return err
	}
	if err := errors.Join(copied(), f.Close()); errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil, r.noneYet()
	} else if err != nil {
		return nil, "", nil, err
	}
	if db, err = aggregate.Open(ctx, f.Name(), o.DBOptions); err != nil {
		return nil, "", nil, r.noDatabase(o, err)
	}
	j := &Job{office: o, terminal: r.terminal, Now: now}
	if err := r.aged(ctx, o, db, j.setClock(ctx, db, year)); err != nil {
		return nil, "", nil, errors.Join(err, db.Close())
	}
	return db, f.Name(), remove, nil
}

// setClock sets a copy's clock to the job's moment. What the last night's rules
// found and its list of what moved know of workbooks that came after an older
// moment: they are worked out anew.
func (j *Job) setClock(ctx context.Context, db *aggregate.DB, year string) error {
	night, err := db.AsOf(ctx)
	if err != nil {
		return err
	}
	moment := j.Now.Format("2006-01-02 15:04:05")
	if err := db.SetClock(ctx, moment, year); err != nil || moment >= night {
		return err
	}
	return errors.Join(j.checkRules(ctx, db), j.compareWithLast(ctx, db, year))
}

// noneYet says what makes a database.
func (r request) noneYet() error {
	return r.asked("chưa có cơ sở dữ liệu; chạy kdcl run trước", "there is no database yet; run kdcl run first")
}

// noDatabase says of a database that can't be opened what to do: it is a cache.
func (r request) noDatabase(o *office, err error) error {
	return fmt.Errorf(r.say("không mở được %s: hỏng, hoặc do bản kdcl khác tạo; chạy kdcl run, chương trình dựng lại từ archive (%w)", "%s can't be opened: damaged, or made by another kdcl; run kdcl run, which makes it again from the archive (%w)"), o.path(dbName), err)
}

// aged says why reading the database failed when another program, other
// templates or another roster made it: its tables need not be the ones that
// are asked.
func (r request) aged(ctx context.Context, o *office, db *aggregate.DB, err error) error {
	var a asked
	if err == nil || errors.As(err, &a) || ctx.Err() != nil {
		return err
	}
	if basis, bad := db.Basis(ctx); bad == nil && basis == o.Basis {
		return err
	}
	return r.asked("unit.yaml, danh sách trường, mẫu hoặc chương trình đã đổi từ lần chạy trước; chạy kdcl run trước (%v)", "unit.yaml, the roster, the templates or the program changed since the last run; run kdcl run first (%v)", err)
}
