package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
)

// formsFolder is where blank forms lie, beside the reports of a year.
const formsFolder = "bieu-mau"

// initWorkspace is the command `init`: it never writes over a file.
func initWorkspace(_ context.Context, r request) error {
	if r.c.NArg() != 1 {
		return r.asked("nêu một thư mục: kdcl init THƯ_MỤC", "name one folder: kdcl init DIR")
	}
	dir := r.c.Args().First()
	unitYAML, err := fs.ReadFile(r.templates, "workspace/unit.yaml")
	if err != nil {
		return err
	}
	var roster bytes.Buffer
	if err := blank.Roster(&roster); err != nil {
		return err
	}
	files := []struct {
		name string
		data []byte
	}{{"unit.yaml", unitYAML}, {"schools.xlsx", roster.Bytes()}}
	for _, f := range files {
		switch _, err := os.Lstat(filepath.Join(dir, f.name)); {
		case err == nil:
			return r.asked("%s đã có; kdcl init không ghi đè", "%s exists; kdcl init writes over nothing", filepath.Join(dir, f.name))
		case !errors.Is(err, fs.ErrNotExist):
			return r.fileError(dir, err)
		}
	}
	d := &disk{}
	if err := d.open(dir); err != nil {
		return r.fileError(dir, err)
	}
	for _, sub := range []string{"inbox", "archive", "out", "runs"} {
		if info, err := os.Stat(filepath.Join(dir, sub)); err == nil && info.IsDir() && sub == "inbox" {
			continue // it may be a link to a shared folder
		}
		if err := d.mkdirAll(filepath.Join(dir, sub)); err != nil {
			return r.fileError(filepath.Join(dir, sub), err)
		}
	}
	for _, f := range files {
		if err := d.writeFile(filepath.Join(dir, f.name), f.data); err != nil {
			return r.fileError(filepath.Join(dir, f.name), err)
		}
	}
	fmt.Fprintf(r.out, r.say(
		"Đã tạo %s. Việc tiếp theo: sửa unit.yaml, điền danh sách trường vào schools.xlsx, rồi chạy: kdcl form --all --workspace %s\n",
		"Made %s. Next: edit unit.yaml, list the schools in schools.xlsx, then: kdcl form --all --workspace %s\n"), dir, dir)
	return nil
}

// writeForms is the command `form`: a blank form for each school, filled in
// with what the office knows.
func writeForms(_ context.Context, r request) error {
	codes := r.c.StringSlice("school")
	if r.c.Bool("all") == (len(codes) > 0) {
		return asked{fmt.Errorf("%s", r.say("chọn --all hoặc --school MÃ", "say --all or --school CODE"))}
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return err
	}
	layout, err := blank.LoadLayout(r.templates)
	if err != nil {
		return asked{err}
	}
	for _, code := range codes {
		if !slices.ContainsFunc(o.Roster.Schools, func(s form.School) bool { return s.Code == code }) {
			return asked{fmt.Errorf(r.say("danh sách không có trường mã %s", "the roster has no school %s"), code)}
		}
	}
	dir, err := r.outFolder(o, "out", filepath.Join(o.path("out"), o.Unit.SchoolYear, formsFolder), o.disk.open)
	if err != nil {
		return err
	}
	today := form.Date(now.Format("2006-01-02"))
	written := 0
	for _, s := range o.Roster.Schools {
		if len(codes) > 0 && !slices.Contains(codes, s.Code) {
			continue
		}
		if len(codes) == 0 && s.Closed != "" && s.Closed <= today {
			continue // merged or closed: nothing is asked of it
		}
		spec, err := o.formSpec(s)
		if err != nil {
			return asked{err}
		}
		var b bytes.Buffer
		if err := blank.Form(&b, spec, layout); err != nil {
			return fmt.Errorf("%s: %w", s.Code, err)
		}
		if err := o.disk.writeFile(filepath.Join(dir, s.Code+".xlsx"), b.Bytes()); err != nil {
			return err
		}
		written++
	}
	fmt.Fprintf(r.out, r.say("%d biểu mẫu trong %s\n", "%d forms in %s\n"), written, dir)
	return nil
}

// formSpec is what the office knows of a school when it issues its form. The
// rulebook is the one in force when the school year's results are due.
func (o *office) formSpec(s form.School) (blank.Spec, error) {
	id := s.Rulebook
	if id == "" {
		rb, err := o.Rules.Select(s.Kind, o.Unit.SchoolYear[5:]+"-05-31")
		if err != nil {
			return blank.Spec{}, fmt.Errorf("%s %s: %w", s.Code, s.Name, err)
		}
		id = rb.ID
	}
	rb, ok := o.Rules.ByID(id)
	if !ok {
		return blank.Spec{}, fmt.Errorf("%s %s: %s", s.Code, s.Name, id)
	}
	spec := blank.Spec{School: s, SchoolYear: o.Unit.SchoolYear, Rulebook: rb, Unit: o.Unit}
	for _, rec := range o.Roster.Recognitions {
		if rec.School == s.Code {
			spec.Recognitions = append(spec.Recognitions, rec)
		}
	}
	return spec, nil
}
