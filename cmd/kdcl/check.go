package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/feedback"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
)

// The objects of `check --json`: a contract, fields are only ever added (DESIGN §3).
type (
	checkedJSON struct {
		File          string             `json:"file"`
		Container     string             `json:"container,omitempty"` // the zip or e-mail that it lies in
		Inner         string             `json:"inner,omitempty"`     // its path in there
		SHA256        string             `json:"sha256"`
		Outcome       string             `json:"outcome"`
		School        schoolJSON         `json:"school"`
		SchoolYear    *string            `json:"school_year"`
		Rulebook      *string            `json:"rulebook"`
		RulebookCited string             `json:"rulebook_cited,omitempty"`
		FormVersion   string             `json:"form_version,omitempty"`
		Parts         []string           `json:"parts"`
		ComputedLevel *int               `json:"computed_level"`
		LevelReason   string             `json:"computed_level_reason,omitempty"`
		DeclaredLevel *int               `json:"declared_level"`
		Criteria      []criterionJSON    `json:"criteria"`
		Indicators    []indicatorJSON    `json:"indicators"`
		Level4        []level4JSON       `json:"level4"`
		Evidence      []evidenceJSON     `json:"evidence"`
		EvidenceUses  []evidenceUseJSON  `json:"evidence_uses"`
		EvidencePlan  []evidencePlanJSON `json:"evidence_plan"`
		Improvements  []improvementJSON  `json:"improvements"`
		Milestones    []milestoneJSON    `json:"milestones"`
		Council       []memberJSON       `json:"council"`
		Staff         []staffJSON        `json:"staff"`
		Facts         []factJSON         `json:"facts"`
		Disclosures   []disclosureJSON   `json:"disclosures"`
		Recognitions  []recognitionJSON  `json:"recognitions"`
		Extras        []extraJSON        `json:"extras"`
		Findings      []findingJSON      `json:"findings"`
		Tally         tallyJSON          `json:"tally"`
	}
	schoolJSON struct {
		Code *string `json:"code"`
		Name *string `json:"name"`
	}
	criterionJSON struct {
		Code  string `json:"code"`
		Level *int   `json:"level"`
		Cell  string `json:"cell"`
	}
	indicatorJSON struct {
		Criterion string `json:"criterion"`
		Level     int    `json:"level"`
		Letter    string `json:"letter"`
		Pass      *bool  `json:"pass"`
		Cell      string `json:"cell"`
	}
	level4JSON struct {
		Item int    `json:"item"`
		Pass *bool  `json:"pass"`
		Cell string `json:"cell"`
	}
	evidenceJSON struct {
		Code string `json:"code"`
		Name string `json:"name"`
		Cell string `json:"cell"`
	}
	evidenceUseJSON struct {
		Criterion string `json:"criterion"`
		Code      string `json:"code"`
		Cell      string `json:"cell"`
	}
	evidencePlanJSON struct {
		Table       string     `json:"table"`
		Standard    string     `json:"standard"`
		What        string     `json:"what"`
		Responsible string     `json:"responsible"`
		From        *form.Date `json:"from"`
		To          *form.Date `json:"to"`
		AmountVND   *int64     `json:"amount_vnd"`
		Cell        string     `json:"cell"`
	}
	improvementJSON struct {
		Criterion string     `json:"criterion"`
		Action    string     `json:"action"`
		From      *form.Date `json:"from"`
		To        *form.Date `json:"to"`
		AmountVND *int64     `json:"amount_vnd"`
		Source    *string    `json:"source"`
		Cell      string     `json:"cell"`
	}
	milestoneJSON struct {
		Text  string     `json:"text"`
		Weeks []int      `json:"weeks"`
		From  *form.Date `json:"from"`
		To    *form.Date `json:"to"`
		Cell  string     `json:"cell"`
	}
	memberJSON struct {
		Name     string `json:"name"`
		Position string `json:"position"`
		Duty     string `json:"duty"`
		Group    string `json:"group"`
		Cell     string `json:"cell"`
	}
	staffJSON struct {
		Group   string `json:"group"`
		Measure string `json:"measure"`
		Value   *int64 `json:"value"`
		Cell    string `json:"cell"`
	}
	factJSON struct {
		Table string   `json:"table"`
		Row   string   `json:"row"`
		Year  string   `json:"year"`
		Value *float64 `json:"value"`
		Cell  string   `json:"cell"`
	}
	disclosureJSON struct {
		Content string     `json:"content"`
		Channel string     `json:"channel"`
		On      *form.Date `json:"on"`
		Cell    string     `json:"cell"`
	}
	recognitionJSON struct {
		Ledger   string     `json:"ledger"`
		Grade    int        `json:"grade"`
		Decision string     `json:"decision"`
		Signed   *form.Date `json:"signed"`
		ValidTo  *form.Date `json:"valid_to"`
		Derived  bool       `json:"derived"`
		Cell     string     `json:"cell"`
	}
	extraJSON struct {
		Table string `json:"table"`
		Head  string `json:"head"`
		Raw   string `json:"raw"`
		Cell  string `json:"cell"`
	}
	findingJSON struct {
		Code     string `json:"code"`
		Severity string `json:"severity"`
		Sheet    string `json:"sheet"`
		Cell     string `json:"cell"`
		Raw      string `json:"raw"`
		Message  string `json:"message"`
		Fix      string `json:"fix,omitempty"`
	}
	tallyJSON struct {
		Sheets      int `json:"sheets"`
		RowsFound   int `json:"rows_found"`
		RowsLoaded  int `json:"rows_loaded"`
		RowsRefused int `json:"rows_refused"`
		RowsHeading int `json:"rows_heading"`
		RowsBlank   int `json:"rows_blank"`
	}
)

// checked is a workbook tried on its own: what was read, what the rules say.
type checked struct {
	sub      *form.Submission
	level    aggregate.Level
	findings []aggregate.FindingText
}

// checkFiles is the command `check`: the same reading and the same rules as
// the night, on a database that lives in memory and is forgotten.
func checkFiles(ctx context.Context, r request) error {
	if !r.c.Args().Present() {
		return asked{fmt.Errorf("%s", r.say("nêu ít nhất một tệp hoặc thư mục: kdcl check TỆP…", "name a file or a folder: kdcl check FILE…"))}
	}
	o, err := r.rules()
	if err != nil {
		return err
	}
	zone, fixed := time.Local, ""
	office := ingest.Office{}
	if r.c.IsSet("workspace") {
		if o, err = r.office(); err != nil {
			return err
		}
		zone, fixed = o.zone, o.Unit.Now
		office = ingest.Office{Roster: &o.Roster, Year: o.Unit.SchoolYear, Weeks: o.Unit.Weeks}
	}
	now, err := r.clock(fixed, zone)
	if err != nil {
		return err
	}
	db, err := aggregate.Open(ctx, "", o.DBOptions)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.LoadRulebooks(ctx, o.Rules.All()); err != nil {
		return err
	}
	if office.Roster != nil {
		if err := db.LoadOffice(ctx, o.Unit, o.Roster); err != nil {
			return err
		}
	}
	var failed error
	enc := json.NewEncoder(r.out)
	enc.SetEscapeHTML(false)
	words, err := feedback.LoadWording(r.templates)
	if err != nil {
		return asked{err}
	}
	marked := map[string]bool{}
	show := func(name string, data []byte, c checked) error {
		if r.c.Bool("json") {
			if err := enc.Encode(c.json(r.lang)); err != nil {
				return err
			}
		} else if err := r.printChecked(o, name, c); err != nil {
			return err
		}
		if r.c.String("mark") == "" {
			return nil
		}
		return r.markChecked(o, words, name, data, c, marked)
	}
	names, err := r.filesToCheck()
	if err != nil {
		failed = asked{err}
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			failed = errors.Join(failed, r.fileError(name, err))
			continue
		}
		base := filepath.Base(name)
		if intake.ContainerKind(bytes.NewReader(data), int64(len(data))) == "" {
			c, err := o.try(ctx, db, form.File{Name: base}, data, office, now)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if err := show(name, data, c); err != nil {
				return err
			}
			continue
		}
		// A zip or an e-mail is so many workbooks, and what was refused in it.
		x, err := intake.Expand(data, zone, intake.DefaultLimits(), func(e intake.Entry, body []byte) error {
			c, err := o.try(ctx, db, form.File{Name: base + "/" + e.Inner, Container: base, Inner: e.Inner}, body, office, now)
			if err != nil {
				return fmt.Errorf("%s/%s: %w", name, e.Inner, err)
			}
			return show(name+"/"+e.Inner, body, c)
		})
		if err != nil {
			return err
		}
		for _, e := range x.Refused {
			file, at := form.File{Name: base, SHA256: e.SHA256}, name
			if e.Inner != "" {
				file.Name, file.Container, file.Inner, at = base+"/"+e.Inner, base, e.Inner, name+"/"+e.Inner
			}
			c := checked{sub: &form.Submission{File: file, Findings: []form.Finding{refusal(base, e)}}}
			c.findings = o.messages(c.sub)
			if err := show(at, nil, c); err != nil {
				return err
			}
		}
	}
	return failed
}

// filesToCheck are the files that were named, and those in the folders that
// were named, at any depth and in the order of names; what the inbox would leave
// alone is left alone here too. A folder without a file is said.
func (r request) filesToCheck() (names []string, err error) {
	for _, name := range r.c.Args().Slice() {
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			names = append(names, name) // what is wrong with it is said when it is opened
			continue
		}
		before := len(names)
		walked := filepath.WalkDir(name, func(at string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && at != name && strings.HasPrefix(e.Name(), "."):
				return fs.SkipDir
			case e.Type().IsRegular() && intake.IgnoredName(e.Name()) == "":
				names = append(names, at)
			}
			return nil
		})
		if walked == nil && len(names) == before {
			walked = fmt.Errorf("%s", r.say(name+": thư mục không có tệp nào để đọc; nêu tệp hoặc thư mục có tệp .xlsx, .zip, .eml", name+": the folder holds no file to read; name files or a folder with .xlsx, .zip or .eml files"))
		}
		err = errors.Join(err, walked)
	}
	return names, err
}

// try reads one workbook and runs the rules over it alone.
func (o *office) try(ctx context.Context, db *aggregate.DB, file form.File, data []byte, office ingest.Office, now time.Time) (checked, error) {
	sum := sha256.Sum256(data)
	file.SHA256, file.Size = hex.EncodeToString(sum[:]), int64(len(data))
	sub := o.Reader.Read(data, file, office)
	c := checked{sub: sub, findings: o.messages(sub)}
	if err := db.Clear(ctx); err != nil {
		return c, err
	}
	if err := db.SetClock(ctx, now.Format("2006-01-02 15:04:05"), sub.SchoolYear); err != nil {
		return c, err
	}
	if err := db.Load(ctx, sub, now.Format(time.RFC3339), office.Year, c.findings); err != nil {
		return c, err
	}
	found, err := db.Check(ctx)
	if err != nil {
		return c, err
	}
	for _, f := range found {
		c.findings = append(c.findings, o.message(f.Finding))
	}
	c.level, err = db.Level(ctx, sub.File.SHA256)
	return c, err
}

// outcome is what the findings make of a workbook.
func (c checked) outcome() string { return aggregate.Outcome(c.findings) }

func (c checked) json(lang string) checkedJSON {
	s := c.sub
	out := checkedJSON{
		File: path.Base(s.File.Name), Container: s.File.Container, Inner: s.File.Inner, SHA256: s.File.SHA256, Outcome: c.outcome(),
		School:     schoolJSON{optional(s.Code), optional(s.Name)},
		SchoolYear: optional(s.SchoolYear), Rulebook: optional(s.Rulebook), RulebookCited: s.RulebookCited, FormVersion: s.FormVersion,
		Parts: orEmpty(s.Parts), ComputedLevel: c.level.Computed, LevelReason: c.level.Reason, DeclaredLevel: s.DeclaredLevel,
		Criteria: []criterionJSON{}, Indicators: []indicatorJSON{}, Level4: []level4JSON{}, Evidence: []evidenceJSON{},
		EvidenceUses: []evidenceUseJSON{}, EvidencePlan: []evidencePlanJSON{}, Improvements: []improvementJSON{},
		Milestones: []milestoneJSON{}, Council: []memberJSON{}, Staff: []staffJSON{}, Facts: []factJSON{},
		Disclosures: []disclosureJSON{}, Recognitions: []recognitionJSON{}, Extras: []extraJSON{}, Findings: []findingJSON{},
	}
	for _, v := range s.Criteria {
		out.Criteria = append(out.Criteria, criterionJSON{v.Code, v.Level, v.At.Ref()})
	}
	for _, v := range s.Indicators {
		out.Indicators = append(out.Indicators, indicatorJSON{v.Criterion, v.Level, v.Letter, v.Pass, v.At.Ref()})
	}
	for _, v := range s.Level4 {
		out.Level4 = append(out.Level4, level4JSON{v.Item, v.Pass, v.At.Ref()})
	}
	for _, v := range s.Evidence {
		out.Evidence = append(out.Evidence, evidenceJSON{v.Code, v.Name, v.At.Ref()})
	}
	for _, v := range s.EvidenceUses {
		out.EvidenceUses = append(out.EvidenceUses, evidenceUseJSON{v.Criterion, v.Code, v.At.Ref()})
	}
	for _, v := range s.EvidencePlan {
		out.EvidencePlan = append(out.EvidencePlan, evidencePlanJSON{v.Table, v.Standard, v.What, v.Responsible, optional(v.From), optional(v.To), v.AmountVND, v.At.Ref()})
	}
	for _, v := range s.Improvements {
		out.Improvements = append(out.Improvements, improvementJSON{v.Criterion, v.Action, optional(v.From), optional(v.To), v.AmountVND, optional(v.Source), v.At.Ref()})
	}
	for _, v := range s.Milestones {
		out.Milestones = append(out.Milestones, milestoneJSON{v.Text, orEmpty(v.Weeks), optional(v.From), optional(v.To), v.At.Ref()})
	}
	for _, v := range s.Council {
		out.Council = append(out.Council, memberJSON{v.Name, v.Position, v.Duty, v.Group, v.At.Ref()})
	}
	for _, v := range s.Staff {
		out.Staff = append(out.Staff, staffJSON{v.Group, v.Measure, v.Value, v.At.Ref()})
	}
	for _, v := range s.Facts {
		out.Facts = append(out.Facts, factJSON{v.Table, v.Row, v.Year, v.Value, v.At.Ref()})
	}
	for _, v := range s.Disclosures {
		out.Disclosures = append(out.Disclosures, disclosureJSON{v.Content, v.Channel, optional(v.On), v.At.Ref()})
	}
	for _, v := range s.Recognitions {
		out.Recognitions = append(out.Recognitions, recognitionJSON{v.Ledger, v.Grade, v.Decision, optional(v.Signed), optional(v.ValidTo), v.Derived, v.At.Ref()})
	}
	for _, v := range s.Extras {
		out.Extras = append(out.Extras, extraJSON{v.Table, v.Head, v.At.Raw, v.At.Ref()})
	}
	for _, f := range c.findings {
		out.Findings = append(out.Findings, findingJSON{f.Code, f.Severity, f.Finding.At.Sheet, f.Finding.At.Cell, f.Finding.At.Raw, f.Message(lang), f.Fix(lang)})
	}
	for _, t := range s.Tally {
		out.Tally.Sheets++
		out.Tally.RowsFound += t.Found
		out.Tally.RowsLoaded += t.Loaded
		out.Tally.RowsRefused += t.Refused
		out.Tally.RowsHeading += t.Heading
		out.Tally.RowsBlank += t.Blank
	}
	return out
}

// optional is nil for "unknown".
func optional[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

func orEmpty[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

// printChecked shows a workbook on the terminal: what it is, then what to
// correct, the gravest first.
func (r request) printChecked(w *office, name string, c checked) error {
	outcomes := map[string][2]string{
		form.Accepted:             {"đọc được, không có gì phải sửa", "read, nothing to correct"},
		form.AcceptedWithFindings: {"đọc được, có điều cần xem", "read, see below"},
		form.Refused:              {"KHÔNG NHẬN", "REFUSED"},
	}
	said := r.say(outcomes[c.outcome()][0], outcomes[c.outcome()][1])
	if c.outcome() == form.Accepted && c.sub.Name != "" && c.sub.SchoolYear != "" {
		said = w.message(form.Finding{Code: "NHAN_TOT", Args: map[string]string{"ten_truong": c.sub.Name, "nam_hoc": c.sub.SchoolYear}}).Message(r.lang)
	}
	fmt.Fprintf(r.out, "%s: %s\n", name, said)
	if c.sub.Rulebook != "" {
		level := r.say("chưa xác định được mức tự đánh giá", "the level can't be computed")
		if c.level.Computed != nil {
			level = r.say("tự đánh giá, tính được Mức", "computed level") + fmt.Sprint(" ", *c.level.Computed)
		}
		fmt.Fprintf(r.out, "  %s · %s · %s · %s\n", c.sub.Name, c.sub.SchoolYear, c.sub.Rulebook, level)
	}
	order := []string{form.Refuse, form.Error, form.Warning, form.Info}
	findings := slices.Clone(c.findings)
	slices.SortStableFunc(findings, func(a, b aggregate.FindingText) int {
		return slices.Index(order, a.Severity) - slices.Index(order, b.Severity)
	})
	marks := map[string]string{form.Refuse: "✗", form.Error: "!", form.Warning: "?", form.Info: "i"}
	for _, f := range findings {
		fmt.Fprintf(r.out, "  %s %s  %s", marks[f.Severity], f.Code, f.Message(r.lang))
		if ref := f.Finding.At.Ref(); ref != "" {
			fmt.Fprintf(r.out, " [%s]", ref)
		}
		fmt.Fprintln(r.out)
		if fix := f.Fix(r.lang); fix != "" && f.Severity != form.Info {
			fmt.Fprintf(r.out, "      → %s\n", fix)
		}
	}
	return nil
}
