package aggregate

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

// FindingText is a finding with its severity and wording.
type FindingText struct {
	form.Finding
	Severity             string
	MessageVI, MessageEN string
	FixVI, FixEN         string
}

// Message is the wording in "vi" or "en".
func (f FindingText) Message(lang string) string {
	if lang == "en" {
		return f.MessageEN
	}
	return f.MessageVI
}

// Fix is what to do, in "vi" or "en"; empty when there is nothing to do.
func (f FindingText) Fix(lang string) string {
	if lang == "en" {
		return f.FixEN
	}
	return f.FixVI
}

// Outcome is what the findings make of a workbook: one refusal refuses it, a
// warning or an error is a finding, information is none.
func Outcome(findings []FindingText) string {
	outcome := form.Accepted
	for _, f := range findings {
		switch f.Severity {
		case form.Refuse:
			return form.Refused
		case form.Warning, form.Error:
			outcome = form.AcceptedWithFindings
		}
	}
	return outcome
}

// null turns "unknown" into NULL.
func null[T ~string](s T) driver.Value {
	if s == "" {
		return nil
	}
	return string(s)
}

func ptr[T int | int64 | float64 | bool](p *T) driver.Value {
	if p == nil {
		return nil
	}
	switch v := any(*p).(type) {
	case int:
		return int32(v)
	default:
		return v
	}
}

func with(o form.Origin, values ...driver.Value) []driver.Value {
	return append(values, o.Sheet, o.Cell, o.Raw)
}

// submissionTables are the tables that hold what one workbook said.
var submissionTables = []string{"file", "submission", "part", "criterion_result", "indicator_result", "level4_result", "evidence", "evidence_use", "evidence_plan",
	"improvement", "milestone", "council", "staff", "fact", "disclosure", "recognition_claim", "extra", "finding", "repair", "tally"}

// Load stores a workbook and its findings in one transaction, whole or not at
// all. seen is the scan that found it, expected the school year it was sent for.
func (db *DB) Load(ctx context.Context, s *form.Submission, seen, expected string, findings []FindingText) error {
	sha := s.File.SHA256
	local := ""
	if at, err := time.Parse(time.RFC3339, s.File.Received); err == nil {
		local = at.Format("2006-01-02T15:04:05") // the offset written is the unit's own
	}
	outcome := Outcome(findings)
	if s.Unpacked {
		outcome = form.Container
	}
	rows := map[string][][]driver.Value{}
	add := func(table string, row []driver.Value) { rows[table] = append(rows[table], row) }
	add("submission", with(s.DeclaredAt, sha, s.Code, s.Name, s.Kind, s.SchoolYear, s.Rulebook, s.RulebookCited, s.FormVersion, null(s.AssessedOn), ptr(s.DeclaredLevel)))
	for _, v := range s.Parts {
		add("part", []driver.Value{sha, v})
	}
	for _, v := range s.Criteria {
		add("criterion_result", with(v.At, sha, v.Code, ptr(v.Level)))
	}
	for _, v := range s.Indicators {
		add("indicator_result", with(v.At, sha, v.Criterion, int32(v.Level), v.Letter, ptr(v.Pass)))
	}
	for _, v := range s.Level4 {
		add("level4_result", with(v.At, sha, int32(v.Item), ptr(v.Pass)))
	}
	for _, v := range s.Evidence {
		add("evidence", with(v.At, sha, v.Code, v.Name, v.Document, v.Issuer))
	}
	for _, v := range s.EvidenceUses {
		add("evidence_use", with(v.At, sha, v.Criterion, v.Code))
	}
	for _, v := range s.EvidencePlan {
		add("evidence_plan", with(v.At, sha, v.Table, v.Standard, v.What, v.Where, v.Responsible, null(v.From), null(v.To), v.TimeRaw, ptr(v.AmountVND)))
	}
	for _, v := range s.Improvements {
		add("improvement", with(v.At, sha, v.Criterion, v.Goal, v.Action, v.Responsible, null(v.From), null(v.To), v.TimeRaw, ptr(v.AmountVND), v.AmountRaw, null(v.Source), v.Progress))
	}
	for i, v := range s.Milestones {
		weeks := strings.Trim(strings.ReplaceAll(fmt.Sprint(v.Weeks), " ", ","), "[]")
		add("milestone", with(v.At, sha, int32(i+1), v.Text, weeks, null(v.From), null(v.To), v.TimeRaw))
	}
	for i, v := range s.Council {
		add("council", with(v.At, sha, int32(i+1), v.Group, v.Name, v.Position, v.Duty))
	}
	for _, v := range s.Staff {
		add("staff", with(v.At, sha, v.Group, v.Measure, ptr(v.Value)))
	}
	for _, v := range s.Facts {
		add("fact", with(v.At, sha, v.Table, v.Row, v.Year, ptr(v.Value), v.IsRate))
	}
	for _, v := range s.Disclosures {
		add("disclosure", with(v.At, sha, v.Content, v.Channel, null(v.On), v.TimeRaw))
	}
	for _, v := range s.Recognitions {
		add("recognition_claim", with(v.At, sha, v.Ledger, int32(v.Grade), v.Decision, null(v.Signed), v.Precision, null(v.ValidTo), v.Derived))
	}
	for _, v := range s.Extras {
		add("extra", with(v.At, sha, v.Table, v.Head))
	}
	for _, f := range findings {
		add("finding", findingRow(sha, "reading", f))
	}
	for _, r := range s.Repairs {
		add("repair", []driver.Value{sha, r.Kind, r.Before, r.After, r.Sheet, r.Cell})
	}
	for _, t := range s.Tally {
		add("tally", []driver.Value{sha, t.Sheet, int32(t.Found), int32(t.Loaded), int32(t.Refused), int32(t.Heading), int32(t.Blank)})
	}
	add("file", []driver.Value{sha, s.File.Name, s.File.Size, null(s.File.Received), null(local), null(seen), outcome, null(expected),
		null(s.File.Modified), null(s.File.Container), null(s.File.Inner), null(s.File.SenderSchool), null(figures(s, rows)), null(s.File.PlaceSchool), null(s.NamedPart)})
	return db.transaction(ctx, func() error {
		var batches []batch
		for _, table := range submissionTables {
			batches = append(batches, batch{table, rows[table]})
		}
		return db.append(batches)
	})
}

// figures is the hash of what only one school can have written: its evidence,
// improvements and figures, cell by cell. Empty when there is too little to
// tell a copy from a coincidence; a form that is filled in alike is none.
func figures(s *form.Submission, rows map[string][][]driver.Value) string {
	counted := 0
	for _, v := range s.Staff {
		if v.Value != nil && *v.Value != 0 {
			counted++
		}
	}
	for _, v := range s.Facts {
		if v.Value != nil && *v.Value != 0 {
			counted++
		}
	}
	if counted < 10 {
		return ""
	}
	h := sha256.New()
	for _, table := range []string{"evidence", "improvement", "staff", "fact"} {
		for _, row := range rows[table] {
			fmt.Fprintln(h, row[1:])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func findingRow(sha, by string, f FindingText) []driver.Value {
	return []driver.Value{sha, by, f.Code, f.Severity, f.At.Sheet, f.At.Cell, f.At.Raw, f.MessageVI, f.MessageEN, f.FixVI, f.FixEN}
}

// Loaded gives the contents that the database holds.
func (db *DB) Loaded(ctx context.Context) (map[string]LoadedFile, error) {
	known := map[string]LoadedFile{}
	err := db.each(ctx, "SELECT file_sha256, coalesce(received, ''), outcome FROM load.file", nil, func(v []any) error {
		known[v[0].(string)] = LoadedFile{v[1].(string), v[2].(string)}
		return nil
	})
	return known, err
}

// LoadedFile is a content in the database: the arrival that it was loaded with,
// and its outcome.
type LoadedFile struct{ Received, Outcome string }

// Forget removes a content: it is about to be loaded again.
func (db *DB) Forget(ctx context.Context, sha256 string) error {
	return db.transaction(ctx, func() error {
		for _, t := range submissionTables {
			if err := db.exec(ctx, "DELETE FROM load."+t+" WHERE file_sha256 = ?", sha256); err != nil {
				return err
			}
		}
		return nil
	})
}

// Claim is a place in the inbox where a content lay that also lay elsewhere,
// the school that the place names, and the scan that found it there (RFC 3339).
type Claim struct{ SHA256, Name, School, Seen string }

// LoadClaims replaces the claims.
func (db *DB) LoadClaims(ctx context.Context, claims []Claim) error {
	var rows [][]driver.Value
	for _, c := range claims {
		rows = append(rows, []driver.Value{c.SHA256, c.Name, c.School, c.Seen})
	}
	return db.replace(ctx, map[string][][]driver.Value{"claim": rows}, "claim")
}

// Clear forgets every workbook: for trying one after another.
func (db *DB) Clear(ctx context.Context) error {
	return db.transaction(ctx, func() error { return db.empty(ctx, submissionTables...) })
}

func (db *DB) empty(ctx context.Context, tables ...string) error {
	for _, t := range tables {
		if err := db.exec(ctx, "DELETE FROM load."+t); err != nil {
			return err
		}
	}
	return nil
}

// LoadRulebooks replaces the rulebooks.
func (db *DB) LoadRulebooks(ctx context.Context, all []rulebook.Rulebook) error {
	b := map[string][][]driver.Value{}
	add := func(table string, row ...driver.Value) { b[table] = append(b[table], row) }
	for _, rb := range all {
		add("rulebook", rb.ID, rb.Base, rb.Family, string(rb.Evaluation), rb.Title, rb.Circular, int32(rb.MaxLevel), int32(rb.QuotaOthers), int32(rb.CouncilMin), rb.CouncilOdd, rb.Verified, null(rb.From), null(rb.Until))
		for _, s := range rb.Standards {
			add("standard", rb.ID, int32(s.Number), s.Title, s.Verified)
		}
		for i, c := range rb.Criteria {
			has := func(n int) bool { return slices.Contains(c.Levels, n) }
			add("criterion", rb.ID, c.Code, int32(c.Standard), int32(i), c.Title, c.Mandatory, has(1), has(2), has(3), c.Levels != nil, c.Verified)
			for _, ind := range c.Indicators {
				add("indicator", rb.ID, c.Code, int32(ind.Level), ind.Letter)
			}
		}
		for _, item := range rb.Level4 {
			add("level4_item", rb.ID, int32(item.Number))
		}
		for _, t := range rb.Thresholds {
			add("threshold", rb.ID, int32(t.Level), int32(t.MinPercent), t.PercentKnown, t.CriticalKnown)
			for _, c := range t.Critical {
				add("threshold_critical", rb.ID, int32(t.Level), c)
			}
		}
	}
	return db.replace(ctx, b, "rulebook", "standard", "criterion", "indicator", "level4_item", "threshold", "threshold_critical")
}

// LoadOffice replaces what the unit says of itself and its schools.
func (db *DB) LoadOffice(ctx context.Context, u form.Unit, r form.Roster) error {
	b := map[string][][]driver.Value{}
	add := func(table string, row ...driver.Value) { b[table] = append(b[table], row) }
	for _, s := range r.Schools {
		add("roster_school", with(s.At, s.Code, s.Name, s.Kind, s.Private, s.Commune, s.Rulebook, null(s.Opened), null(s.Closed), null(s.MergedInto))...)
	}
	for i, o := range u.Obligations {
		var remind driver.Value
		if len(o.ReminderDays) > 0 {
			remind = int32(slices.Max(o.ReminderDays))
		}
		add("obligation", o.ID, o.Title, o.Part, string(o.Due), o.DueRaw, remind, o.Recipient, o.SchoolYear, int32(i), null(o.Opens))
		for _, k := range o.Kinds {
			add("obligation_kind", o.ID, k)
		}
	}
	for _, c := range r.Changes {
		add("school_change", with(c.At, c.School, null(c.From), c.What, c.Before)...)
	}
	for _, e := range r.Extensions {
		add("extension", with(e.At, e.School, e.Obligation, null(e.Until), null(e.GrantedOn), e.Reason, e.By)...)
	}
	for _, e := range r.Exemptions {
		add("exemption", with(e.At, e.School, e.Obligation, e.Reason, e.By)...)
	}
	for _, e := range r.Receipts {
		add("outside_receipt", with(e.At, e.School, e.Obligation, null(e.Received), e.Channel, e.By)...)
	}
	for _, e := range r.Recognitions {
		add("recognition", with(e.At, e.School, e.Ledger, int32(e.Grade), e.Decision, null(e.Signed), e.Precision, null(e.ValidTo), e.Derived, null(e.ValidPrecision))...)
	}
	unit, err := json.Marshal(u)
	if err != nil {
		return err
	}
	if err := db.replace(ctx, b, "roster_school", "school_change", "obligation", "obligation_kind", "extension", "exemption", "outside_receipt", "recognition"); err != nil {
		return err
	}
	if err := db.exec(ctx, "DELETE FROM load.meta WHERE key = 'unit'"); err != nil {
		return err
	}
	return db.exec(ctx, "INSERT INTO load.meta VALUES ('unit', ?)", string(unit))
}

func (db *DB) replace(ctx context.Context, rows map[string][][]driver.Value, tables ...string) error {
	return db.transaction(ctx, func() error {
		if err := db.empty(ctx, tables...); err != nil {
			return err
		}
		var batches []batch
		for _, t := range tables {
			batches = append(batches, batch{t, rows[t]})
		}
		return db.append(batches)
	})
}

// LoadRun keeps the record of a night.
func (db *DB) LoadRun(ctx context.Context, started string, seconds float64, line string, record any) error {
	data, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return db.exec(ctx, "INSERT INTO load.run VALUES (?, ?, ?, ?)", started, seconds, line, string(data))
}
