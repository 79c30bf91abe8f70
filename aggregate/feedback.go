package aggregate

import (
	"context"
	"fmt"
)

// Feedback is what goes back to a school about one workbook.
type Feedback struct {
	SHA256  string
	Name    string // as it lay in the inbox, or in its zip
	Place   string // where it lay in the inbox
	Outcome string
	Sender  string // school whose e-mail address it came from; empty when unknown
	Code    string // of the school; "" when the file could not tell, "-" when it is what was refused
	School  string
	Year    string
	Notes   []FindingText
}

// Feedback lists the workbooks of a year that have something to correct, in the
// order of their names, findings in the order in which they were made.
func (db *DB) Feedback(ctx context.Context, year string) ([]Feedback, error) {
	query, err := sqlFS.ReadFile("sql/feedback/note.sql")
	if err != nil {
		return nil, err
	}
	var all []Feedback
	err = db.each(ctx, string(query), []any{year}, func(v []any) error {
		s := make([]string, len(v))
		for i := range v {
			s[i], _ = v[i].(string)
		}
		if n := len(all); n == 0 || all[n-1].SHA256 != s[0] {
			all = append(all, Feedback{SHA256: s[0], Name: s[1], Outcome: s[2], Sender: s[3], Place: s[4], Code: s[5], School: s[6], Year: s[7]})
		}
		f := &all[len(all)-1]
		note := FindingText{Severity: s[9], MessageVI: s[13], MessageEN: s[14], FixVI: s[15], FixEN: s[16]}
		note.Code, note.At.Sheet, note.At.Cell, note.At.Raw = s[8], s[10], s[11], s[12]
		f.Notes = append(f.Notes, note)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sql/feedback/note.sql: %w", err)
	}
	return all, nil
}
