package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/ingest/form"
	"kdcl/render"
)

const (
	lettersFolder = "don-doc"
	markedFolder  = "phan-hoi" // the schools' own workbooks, marked
)

// writeLetters draws a reminder for each obligation that calls for one, and for
// each school it concerns a mail to look over and send: nothing is sent from
// here. While files of the inbox are unread no school may be called late, so
// there is a note instead of letters.
func (j *Job) writeLetters(ctx context.Context, db *aggregate.DB, press *render.Press, rep report.Report, stage string) error {
	dir := filepath.Join(stage, lettersFolder)
	if len(j.Unread) > 0 {
		if err := j.disk.mkdirAll(dir); err != nil {
			return err
		}
		note := "Chưa lập công văn đôn đốc: các tệp sau trong hộp thư chưa đọc được hoặc còn đang chép; lập sau lần chạy tới.\r\n" +
			"No reminders were written: these files of the inbox are not read yet.\r\n\r\n" + strings.Join(j.Unread, "\r\n") + "\r\n"
		return j.disk.writeFile(filepath.Join(dir, "CHUA-LAP.txt"), []byte(note))
	}
	letters, err := db.Letters(ctx, j.templates, rep.SchoolYear)
	if err != nil || len(letters) == 0 {
		return err
	}
	wording, err := render.LoadLetterWording(j.templates)
	if err != nil {
		return err
	}
	if err := j.disk.mkdirAll(dir); err != nil {
		return err
	}
	for i := range letters {
		l := &letters[i]
		at := slices.IndexFunc(j.Unit.Obligations, func(o form.Obligation) bool { return o.ID == l.Obligation })
		if at >= 0 && j.Unit.Obligations[at].Tone != "" && l.Tone != "nhac" {
			l.Tone = j.Unit.Obligations[at].Tone
		}
	}
	pdfs, err := render.Letters(press, rep, letters, wording)
	if err != nil {
		return err
	}
	for i, l := range letters {
		if err := j.disk.writeFile(filepath.Join(dir, safeName(l.Obligation)+".pdf"), pdfs[i]); err != nil {
			return err
		}
	}
	for _, s := range j.Roster.Schools {
		if err := j.writeDraft(s, letters, pdfs, rep, wording, stage); err != nil {
			return fmt.Errorf("%s: %w", s.Code, err)
		}
	}
	return nil
}

// writeDraft writes the mail of one school that a letter concerns, with the
// letters and its own marked workbooks.
func (j *Job) writeDraft(s form.School, letters []report.Letter, pdfs [][]byte, rep report.Report, wording *render.LetterWording, stage string) error {
	var own []report.Letter
	var states []string
	var attached []int
	for i, l := range letters {
		for _, row := range l.List.Rows {
			if column(l.List, row, "school_code") == s.Code {
				own, states, attached = append(own, l), append(states, column(l.List, row, "state")), append(attached, i)
			}
		}
	}
	if len(own) == 0 {
		return nil
	}
	marked, err := glob(filepath.Join(stage, markedFolder, safeName(s.Code)), "*.xlsx")
	if err != nil {
		return err
	}
	subject, text, err := wording.Mail(rep, s.Name, own, states, len(marked) > 0)
	if err != nil {
		return err
	}
	var files []attachment
	for _, i := range attached {
		files = append(files, attachment{safeName(letters[i].Obligation) + ".pdf", pdfs[i]})
	}
	for _, name := range marked {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files = append(files, attachment{filepath.Base(name), data})
	}
	draft, err := j.draft(safeName(s.Code), s.Addresses(), nil, subject, text, files)
	if err != nil {
		return err
	}
	return j.disk.writeFile(filepath.Join(stage, lettersFolder, safeName(s.Code)+".eml"), draft)
}

// column is what a row says in the column of a key.
func column(t report.Table, row report.Row, key string) string {
	for i, c := range t.Layout.Columns {
		if c.Key == key && i < len(row.Cells) {
			return row.Cells[i].Text
		}
	}
	return ""
}

// safeName keeps of a code or an id what any file system takes.
func safeName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '_'
	}, strings.TrimLeft(s, "."))
}
