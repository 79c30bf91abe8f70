package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/feedback"
)

// unknownFolder holds the feedback on workbooks of which nobody knows whose
// they are: the officer decides where they go.
const unknownFolder = "_khong-ro-truong"

// feedbackList is phan-hoi/danh-muc.json: what was written, and from what, so
// that a night doesn't mark again what has not changed.
const feedbackList = "danh-muc.json"

// FeedbackRecord is one workbook that goes back.
type FeedbackRecord struct {
	File     string          `json:"file"` // under phan-hoi/
	SHA256   string          `json:"file_sha256"`
	Place    string          `json:"place"` // in the inbox
	Basis    string          `json:"basis"` // hash of workbook, findings, words and program; empty when the workbook could not be had
	Separate feedback.Reason `json:"separate,omitempty"`
	Detail   string          `json:"detail,omitempty"`
	Notes    int             `json:"notes"`
	Cells    int             `json:"cells"`
	Comments int             `json:"comments"`
}

// writeFeedback writes phan-hoi/<code>/<file>.xlsx for each workbook that has
// something to correct, on every core. What the last night wrote from the same
// workbook, findings and words is copied.
func (j *Job) writeFeedback(ctx context.Context, db *aggregate.DB, year, target, stage string) error {
	all, err := db.Feedback(ctx, year)
	if err != nil || len(all) == 0 {
		return err
	}
	words, err := feedback.LoadWording(j.templates)
	if err != nil {
		return asked{err}
	}
	have := map[string]FeedbackRecord{} // by basis
	if data, err := os.ReadFile(filepath.Join(target, markedFolder, feedbackList)); err == nil {
		var list []FeedbackRecord
		if json.Unmarshal(data, &list) == nil {
			for _, r := range list {
				have[r.Basis] = r
			}
		}
	}
	records, taken := make([]FeedbackRecord, len(all)), map[string]bool{}
	for i, f := range all {
		records[i] = FeedbackRecord{SHA256: f.SHA256, Place: f.Place}
		folder := safeName(j.feedbackSchool(f))
		base := fileName(f.Name)
		name := path.Join(folder, base+".xlsx")
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = path.Join(folder, fmt.Sprintf("%s (%d).xlsx", base, n))
		}
		taken[strings.ToLower(name)] = true
		records[i].File = name
		if err := j.disk.mkdirAll(filepath.Join(stage, markedFolder, folder)); err != nil {
			return err
		}
	}
	next, errs, problems := make(chan int), make([]error, len(all)), make([]string, len(all))
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				problems[i], errs[i] = j.writeOneFeedback(all[i], &records[i], have, words, target, stage)
			}
		})
	}
	for i := range all {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	for _, p := range problems {
		if p != "" {
			j.Problems = append(j.Problems, p)
		}
	}
	data, err := json.MarshalIndent(records, "", "  ")
	if err != nil {
		return err
	}
	return j.disk.writeFile(filepath.Join(stage, markedFolder, feedbackList), data)
}

// writeOneFeedback writes one of them. A damaged copy in the archive stops no night:
// the list goes out in a file of its own, and problem tells the office.
func (j *Job) writeOneFeedback(f aggregate.Feedback, rec *FeedbackRecord, have map[string]FeedbackRecord, words *feedback.Wording, target, stage string) (problem string, err error) {
	to := filepath.Join(stage, markedFolder, filepath.FromSlash(rec.File))
	h := sha256.New()
	if err := json.NewEncoder(h).Encode([]any{version, f, words}); err != nil {
		return "", err
	}
	rec.Basis = hex.EncodeToString(h.Sum(nil))
	if old, ok := have[rec.Basis]; ok && filepath.IsLocal(filepath.FromSlash(old.File)) {
		_, err := j.disk.copyFile(filepath.Join(target, markedFolder, filepath.FromSlash(old.File)), to)
		if err == nil {
			err = j.disk.chmod(to, fileMode) // as a new one has it
		}
		if err == nil {
			rec.Separate, rec.Detail, rec.Notes, rec.Cells, rec.Comments = old.Separate, old.Detail, old.Notes, old.Cells, old.Comments
			return "", nil
		}
	}
	data, err := j.archived(f.SHA256)
	if err != nil {
		data, rec.Basis = nil, "" // the next night tries again
		problem = fmt.Sprintf(j.say(
			"%s; chỗ phải sửa của %s không đánh dấu được vào tệp, chỉ liệt kê ở tệp riêng",
			"%s; what is to be corrected in %s could not be marked in it and stands in a file of its own"), strings.Join(j.texts(err), "; "), f.Place)
	}
	res, err := feedback.Mark(data, book(path.Base(f.Name), f.School, f.Year, f.Notes), words, j.Reader.Limits)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.Place, err)
	}
	rec.Separate, rec.Detail, rec.Notes, rec.Cells, rec.Comments = res.Separate, res.Detail, res.Notes, res.Cells, res.Comments
	return problem, j.disk.writeFile(to, res.Data)
}

// feedbackSchool is the school that a workbook goes back to: its own, of another
// unit too, else the one whose folder or e-mail address it came from.
func (j *Job) feedbackSchool(f aggregate.Feedback) string {
	if f.Code == "-" {
		return unknownFolder
	}
	for _, code := range []string{f.Code, f.Sender, ingest.SchoolInPath(&j.Roster, f.Place)} {
		for _, s := range slices.Concat(j.Roster.Schools, j.Roster.Elsewhere) {
			if code != "" && s.Code == code {
				return code
			}
		}
	}
	return unknownFolder
}

func book(file, school, year string, notes []aggregate.FindingText) feedback.Book {
	b := feedback.Book{File: file, School: school, Year: year}
	for _, n := range notes {
		b.Notes = append(b.Notes, feedback.Note{Code: n.Code, Severity: n.Severity, At: n.At, VI: n.MessageVI, EN: n.MessageEN, FixVI: n.FixVI, FixEN: n.FixEN})
	}
	return b
}

// fileName is a workbook's name without folder and extension, portable.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if ext := path.Ext(name); len(ext) <= 5 {
		name = strings.TrimSuffix(name, ext)
	}
	return portable(name)
}

// portable is a name as any file system takes it, a Windows one too.
func portable(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, name)
	for len(name) > 150 { // bytes: file systems allow 255
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	name = strings.Trim(name, " .")
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	reserved := []string{"CON", "PRN", "AUX", "NUL"}
	for i := '0'; i <= '9'; i++ {
		reserved = append(reserved, "COM"+string(i), "LPT"+string(i))
	}
	for _, r := range reserved {
		if strings.TrimSpace(stem) == r {
			name = "_" + name
		}
	}
	if name == "" {
		return "_"
	}
	return name
}

// markChecked writes the marked copy of a workbook that was tried, and says
// where; a workbook with nothing to correct gets none.
func (r request) markChecked(o *office, words *feedback.Wording, name string, data []byte, c checked, taken map[string]bool) error {
	res, err := feedback.Mark(data, book(path.Base(filepath.ToSlash(name)), c.sub.Name, c.sub.SchoolYear, c.findings), words, o.Reader.Limits)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if res.Notes == 0 {
		return nil
	}
	dir, err := r.outFolder(o, "mark", "", o.disk.open)
	if err != nil {
		return err
	}
	base := fileName(name)
	out := base + ".xlsx"
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = fmt.Sprintf("%s (%d).xlsx", base, n)
	}
	taken[strings.ToLower(out)] = true
	to := filepath.Join(dir, out)
	if from, err := os.Stat(name); err == nil {
		if at, err := os.Stat(to); err == nil && os.SameFile(from, at) {
			return asked{fmt.Errorf("--mark %s: %s", dir, r.say("đây là thư mục của tệp gốc; chọn thư mục khác", "that is the folder of the original; choose another"))}
		}
	}
	if err := o.disk.writeFile(to, res.Data); err != nil {
		return err
	}
	if !r.c.Bool("json") {
		fmt.Fprintf(r.out, "  → %s\n", to)
		if res.Separate != "" {
			why := words.Separate[res.Separate]
			fmt.Fprintf(r.out, "    %s\n", r.say(why.VI, why.EN))
		}
	}
	return nil
}
