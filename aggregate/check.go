package aggregate

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"kdcl/ingest/form"
)

// RuleFinding is a finding of a rule, and the workbook it is about.
type RuleFinding struct {
	SHA256 string
	form.Finding
}

// Check runs sql/rule/*.sql: each row a rule returns is a finding, its code the
// file's name. A rule that can't run is an error of ours, never a finding. Each is
// planned anew, though that takes most of its time: a prepared statement keeps a
// plan made for the rows of its day, and gave other rows once they had changed.
func (db *DB) Check(ctx context.Context) ([]RuleFinding, error) {
	files, err := sqlFiles("rule")
	if err != nil {
		return nil, err
	}
	var all []RuleFinding
	for _, f := range files {
		code := strings.TrimSuffix(path.Base(f.name), ".sql")
		query := "SELECT file_sha256, coalesce(sheet, ''), coalesce(cell, ''), coalesce(raw, ''), CAST(args AS VARCHAR) FROM (" + f.text + ") ORDER BY 1, 2, 3, 4, 5"
		err := db.each(ctx, query, nil, func(v []any) error {
			found := RuleFinding{SHA256: v[0].(string), Finding: form.Finding{Code: code, At: form.Origin{Sheet: v[1].(string), Cell: v[2].(string), Raw: v[3].(string)}, Args: map[string]string{}}}
			var args map[string]any
			if err := json.Unmarshal([]byte(v[4].(string)), &args); err != nil {
				return err
			}
			for name, value := range args {
				if n, ok := value.(float64); ok {
					found.Args[name] = fmt.Sprintf("%.0f", n)
				} else if value != nil {
					found.Args[name] = fmt.Sprint(value)
				}
			}
			all = append(all, found)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return all, nil
}

// StoreRuleFindings replaces what the rules found the last time.
func (db *DB) StoreRuleFindings(ctx context.Context, found []RuleFinding, texts []FindingText) error {
	b := batch{table: "finding"}
	for i, f := range found {
		b.rows = append(b.rows, findingRow(f.SHA256, "rule", texts[i]))
	}
	return db.transaction(ctx, func() error {
		if err := db.exec(ctx, "DELETE FROM load.finding WHERE found_by = 'rule'"); err != nil {
			return err
		}
		if err := db.append([]batch{b}); err != nil {
			return err
		}
		// A rule's warning makes an accepted workbook one with findings.
		return db.exec(ctx, `UPDATE load.file SET outcome = CASE WHEN EXISTS (SELECT 1 FROM load.finding n WHERE n.file_sha256 = file.file_sha256 AND n.severity IN ('warning', 'error')) THEN 'accepted-with-findings' ELSE 'accepted' END WHERE outcome NOT IN ('refused', 'container')`)
	})
}

// Level is the level computed for a workbook; nil with a reason when it can't
// be told.
type Level struct {
	Computed *int
	Reason   string
}

// Level gives the computed level of one workbook.
func (db *DB) Level(ctx context.Context, sha256 string) (Level, error) {
	var l Level
	err := db.each(ctx, "SELECT computed_level, reason FROM school_level WHERE file_sha256 = ?", []any{sha256}, func(v []any) error {
		if n, ok := v[0].(int32); ok {
			level := int(n)
			l.Computed = &level
		}
		l.Reason = v[1].(string)
		return nil
	})
	return l, err
}
