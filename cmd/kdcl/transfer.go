package main

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/ingest/form"
	"kdcl/render"
)

// transferFolder holds what schools of other units sent here by mistake, a folder
// a unit: the files as they came, and for each school a mail to look over and send.
const transferFolder = "chuyen-don-vi"

// TransferRecord is one workbook that waits to be passed on.
type TransferRecord struct {
	Name   string `json:"name"` // in the inbox
	SHA256 string `json:"sha256"`
	School string `json:"school"` // code
	Unit   string `json:"unit"`   // the school's own, as the roster has it
	File   string `json:"file"`   // under chuyen-don-vi/
	Draft  string `json:"draft"`  // the mail that carries it, there too

	came aggregate.Transfer
}

// transfers are the workbooks of a year that are to be passed on (MESSY 71).
func (j *Job) transfers(ctx context.Context, db *aggregate.DB, year string) ([]TransferRecord, error) {
	all, err := db.Transfers(ctx, year)
	return named(j.Roster, all), err
}

// named gives each workbook its place under chuyen-don-vi/. A school that the
// roster has no unit for any more is left: the next night reads its workbook anew.
func named(roster form.Roster, all []aggregate.Transfer) []TransferRecord {
	var records []TransferRecord
	folders, taken := map[string]string{}, map[string]bool{}
	for _, t := range all {
		at := slices.IndexFunc(roster.Elsewhere, func(s form.School) bool { return s.Code == t.Code })
		if at < 0 {
			continue
		}
		unit := roster.Elsewhere[at].Unit
		// Two spellings of a unit are one folder on a disk that knows no small letters.
		folder := portable(unit)
		if first, ok := folders[strings.ToLower(folder)]; ok {
			folder = first
		}
		folders[strings.ToLower(folder)] = folder
		name, ext := fileName(t.Name), path.Ext(t.Name)
		if len(ext) > 5 || portable("a"+ext) != "a"+ext { // no extension, see fileName
			ext = ""
		}
		file := path.Join(folder, name+ext)
		for n := 2; taken[strings.ToLower(file)]; n++ {
			file = path.Join(folder, fmt.Sprintf("%s (%d)%s", name, n, ext))
		}
		taken[strings.ToLower(file)] = true
		records = append(records, TransferRecord{Name: t.Place, SHA256: t.SHA256, School: t.Code, Unit: unit, File: file, Draft: path.Join(folder, safeName(t.Code)+".eml"), came: t})
	}
	return records
}

// writeTransfers writes the files and the mails. Nothing is sent from here.
func (j *Job) writeTransfers(ctx context.Context, db *aggregate.DB, rep report.Report, year, stage string) error {
	records, err := j.transfers(ctx, db, year)
	if err != nil || len(records) == 0 {
		return err
	}
	wording, err := render.LoadTransferWording(j.templates)
	if err != nil {
		return asked{err}
	}
	for len(records) > 0 {
		first := records[0]
		n := slices.IndexFunc(records, func(r TransferRecord) bool { return r.School != first.School })
		if n < 0 {
			n = len(records)
		}
		if err := j.writeTransfer(records[:n], rep, wording, filepath.Join(stage, transferFolder)); err != nil {
			return fmt.Errorf("%s: %w", first.School, err)
		}
		records = records[n:]
	}
	return nil
}

// writeTransfer writes what one school sent and the mail that passes it on to the
// school's unit, with a copy for the school.
func (j *Job) writeTransfer(records []TransferRecord, rep report.Report, wording *render.TransferWording, dir string) error {
	first := records[0]
	passed := render.Passed{School: first.came.School, Code: first.School, Unit: first.Unit}
	var files []attachment
	for _, r := range records {
		data, err := j.archived(r.SHA256)
		if err != nil { // one damaged file stops no night; the others go out
			j.Problems = append(j.Problems, fmt.Sprintf(j.say(
				"%s; %s không chuyển được cho %s: sau đó chạy lại, hoặc tự gửi",
				"%s; %s could not be passed on to %s: run again after that, or send it yourself"), strings.Join(j.texts(err), "; "), r.Name, r.Unit))
			continue
		}
		to := filepath.Join(dir, filepath.FromSlash(r.File))
		if err := j.disk.mkdirAll(filepath.Dir(to)); err != nil {
			return err
		}
		if err := j.disk.writeFile(to, data); err != nil {
			return err
		}
		passed.Files = append(passed.Files, render.PassedFile{Name: path.Base(r.File), Received: r.came.Received})
		files = append(files, attachment{path.Base(r.File), data})
	}
	if len(files) == 0 {
		return nil
	}
	subject, text, err := wording.Mail(rep, passed)
	if err != nil {
		return asked{err}
	}
	at := slices.IndexFunc(j.Roster.Elsewhere, func(s form.School) bool { return s.Code == first.School })
	draft, err := j.draft("chuyen-"+safeName(first.School), nil, j.Roster.Elsewhere[at].Addresses(), subject, text, files)
	if err != nil {
		return err
	}
	return j.disk.writeFile(filepath.Join(dir, filepath.FromSlash(first.Draft)), draft)
}
