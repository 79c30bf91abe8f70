package aggregate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kdcl/ingest/form"
)

// Status is the state of one school's obligation (DESIGN §6).
type Status struct {
	School, Name, Commune string
	Obligation, Title     string
	State                 string
	Due                   string // ISO day, the last good one
	Received              string // local moment, "2027-06-15T21:04:00"; empty when nothing came
	DaysLate              *int64
}

// Statuses gives every school and obligation, by commune, name and the order
// of unit.yaml.
func (db *DB) Statuses(ctx context.Context) ([]Status, error) {
	var all []Status
	err := db.each(ctx, `SELECT school_code, name, coalesce(commune, ''), obligation, title, state, CAST(due AS VARCHAR), coalesce(received, ''), days_late
		FROM obligation_status ORDER BY commune COLLATE vi, name COLLATE vi, school_code, position`, nil, func(v []any) error {
		s := Status{School: v[0].(string), Name: v[1].(string), Commune: v[2].(string), Obligation: v[3].(string), Title: v[4].(string), State: v[5].(string), Due: v[6].(string), Received: v[7].(string)}
		if n, ok := v[8].(int64); ok {
			s.DaysLate = &n
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// Rate is the reporting figures of one obligation, kind of school or commune:
// Expected is the denominator of every percentage.
type Rate struct {
	Label                                           string // id, cấp học, or xã/phường; empty when the roster does not tell
	Name                                            string // for people
	Expected, Received, OnTime, Complete            int64
	ReceivedPercent, OnTimePercent, CompletePercent float64
}

// Rates gives the reporting figures of the year being received by "obligation",
// "kind" or "commune", or of "all" together; nothing expected, no row.
func (db *DB) Rates(ctx context.Context, by string) ([]Rate, error) {
	var all []Rate
	err := db.each(ctx, `SELECT r.label, coalesce(o.title, k.label, nullif(r.label, ''), ''), expected, received, on_time, complete, received_percent, on_time_percent, complete_percent
		FROM reporting_rate r JOIN load.setting s USING (school_year)
		LEFT JOIN load.obligation o ON r.grouped_by = 'obligation' AND o.id = r.label AND o.school_year = r.school_year
		LEFT JOIN load.kind_word k ON r.grouped_by = 'kind' AND k.kind_group = r.label AND r.label <> ''
		WHERE grouped_by = ? ORDER BY o.position, k.position, r.label COLLATE vi`, []any{by}, func(v []any) error {
		all = append(all, Rate{v[0].(string), v[1].(string), v[2].(int64), v[3].(int64), v[4].(int64), v[5].(int64), v[6].(float64), v[7].(float64), v[8].(float64)})
		return nil
	})
	return all, err
}

// Recognition is one certificate on the clock's day; see recognition_status.
type Recognition struct {
	School, Name, Predecessor, Commune string // Predecessor: code of the merged school that received it
	Ledger                             string // kdclgd or cqg
	Grade                              int64
	Decision                           string
	ValidTo                            string // ISO day; empty when unknown
	State                              string // valid, expiring, expired, unknown
	Warning                            *int64 // 12, 6, 5, 3, 1 or 0 months
	RegisterBy, UpgradeFrom            string // ISO days; empty: none
	Counts                             bool
	Holder, GradeText, Valid, Todo     string // as reports say it
}

// Recognitions lists the certificates that were not replaced, by commune and name.
func (db *DB) Recognitions(ctx context.Context) ([]Recognition, error) {
	var all []Recognition
	err := db.each(ctx, `SELECT school_code, name, coalesce(predecessor, ''), coalesce(commune, ''), ledger, grade, coalesce(decision, ''), coalesce(CAST(valid_to AS VARCHAR), ''), state, warning,
		coalesce(CAST(register_by AS VARCHAR), ''), coalesce(CAST(upgrade_from AS VARCHAR), ''), counts, holder, grade_text, valid_text, todo
		FROM load.recognition_word WHERE state <> 'replaced' ORDER BY commune COLLATE vi, name COLLATE vi, school_code, predecessor NULLS FIRST, ledger, valid_to, cell`, nil, func(v []any) error {
		r := Recognition{School: text(v[0]), Name: text(v[1]), Predecessor: text(v[2]), Commune: text(v[3]), Ledger: text(v[4]), Grade: integer(v[5]), Decision: text(v[6]), ValidTo: text(v[7]), State: text(v[8]),
			RegisterBy: text(v[10]), UpgradeFrom: text(v[11]), Counts: v[12] == true, Holder: text(v[13]), GradeText: text(v[14]), Valid: text(v[15]), Todo: text(v[16])}
		if v[9] != nil {
			n := integer(v[9])
			r.Warning = &n
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

// Summary is a night in numbers. A school counts once: it owes when something
// is overdue or must be corrected, else it was late, else on time.
type Summary struct {
	HadToSend       int64 `json:"had_to_send"` // schools with at least one report due or sent
	OnTime          int64 `json:"on_time"`
	Late            int64 `json:"late"`
	Owe             int64 `json:"owe"`
	Overdue         int64 `json:"overdue_reports"` // school × report
	Workbooks       int64 `json:"workbooks"`       // received for the year
	Refused         int64 `json:"refused"`
	NeedsCorrection int64 `json:"needs_correction"` // refused, or with a cell that could not be read
}

// Summary counts the night's last line.
func (db *DB) Summary(ctx context.Context) (Summary, error) {
	var s Summary
	row := db.conn.QueryRowContext(ctx, `
WITH st AS (SELECT * FROM obligation_status WHERE state NOT IN ('not-required', 'exempt')),
one AS (SELECT school_code, bool_or(state IN ('overdue', 'needs-correction')) AS owes, bool_or(state = 'late') AS late, bool_or(state = 'on-time') AS ontime FROM st GROUP BY school_code),
f AS (SELECT * FROM load.workbook WHERE school_year = (SELECT school_year FROM load.setting))
SELECT count(*) FILTER (owes OR late OR ontime), count(*) FILTER (ontime AND NOT late AND NOT owes), count(*) FILTER (late AND NOT owes), count(*) FILTER (owes),
  (SELECT count(*) FROM st WHERE state = 'overdue'), (SELECT count(*) FROM f), (SELECT count(*) FROM f WHERE outcome = 'refused'),
  (SELECT count(*) FROM f WHERE file_sha256 IN (SELECT file_sha256 FROM load.finding WHERE severity IN ('error', 'refuse')))
FROM one`)
	err := row.Scan(&s.HadToSend, &s.OnTime, &s.Late, &s.Owe, &s.Overdue, &s.Workbooks, &s.Refused, &s.NeedsCorrection)
	return s, err
}

// Count is what a --fail-on word counts.
func (s Summary) Count(word string) int64 {
	switch word {
	case "refused":
		return s.Refused
	case "needs-correction":
		return s.NeedsCorrection
	case "overdue":
		return s.Overdue
	}
	return 0
}

// Line is the last line of a run, one sentence.
func (s Summary) Line(lang string) string {
	if lang == "en" {
		return fmt.Sprintf("%d schools had to send: %d on time, %d late, %d still owe; %d of %d workbooks need correction (%d refused).",
			s.HadToSend, s.OnTime, s.Late, s.Owe, s.NeedsCorrection, s.Workbooks, s.Refused)
	}
	return fmt.Sprintf("%d trường đến hạn phải nộp: %d đúng hạn, %d nộp muộn, %d còn nợ; %d/%d tệp cần sửa (%d tệp không nhận).",
		s.HadToSend, s.OnTime, s.Late, s.Owe, s.NeedsCorrection, s.Workbooks, s.Refused)
}

// Tally adds up the rows of every sheet of every workbook, those found after an
// older clock too: with Unclosed it proves that nothing of the archive was dropped.
func (db *DB) Tally(ctx context.Context) (form.SheetTally, error) {
	var t form.SheetTally
	err := db.conn.QueryRowContext(ctx, `SELECT CAST(coalesce(sum(rows_found), 0) AS BIGINT), CAST(coalesce(sum(rows_loaded), 0) AS BIGINT), CAST(coalesce(sum(rows_refused), 0) AS BIGINT),
		CAST(coalesce(sum(rows_heading), 0) AS BIGINT), CAST(coalesce(sum(rows_blank), 0) AS BIGINT) FROM load.tally`).Scan(&t.Found, &t.Loaded, &t.Refused, &t.Heading, &t.Blank)
	return t, err
}

// Unclosed names the sheets whose rows are not all accounted for, and the
// workbooks taken of which no sheet was counted; of all that the database holds,
// whatever the clock says.
func (db *DB) Unclosed(ctx context.Context) ([]string, error) {
	var out []string
	err := db.each(ctx, `SELECT f.name || ', ' || t.sheet FROM load.tally t JOIN load.file f USING (file_sha256)
		WHERE rows_found <> rows_loaded + rows_refused + rows_heading + rows_blank
		UNION ALL SELECT f.name FROM load.file f WHERE f.outcome NOT IN ('refused', 'container') AND NOT EXISTS (SELECT 1 FROM load.tally t WHERE t.file_sha256 = f.file_sha256)
		ORDER BY 1`, nil, func(v []any) error {
		out = append(out, v[0].(string))
		return nil
	})
	return out, err
}

// FileOutcome is one workbook of the year.
type FileOutcome struct{ Name, SHA256, School, Outcome string }

// Files lists the workbooks received for the year by the clock's moment, by name.
func (db *DB) Files(ctx context.Context) ([]FileOutcome, error) {
	var all []FileOutcome
	err := db.each(ctx, `SELECT name, file_sha256, coalesce(school_code, ''), outcome FROM file
		WHERE coalesce(expected_year, school_year) = (SELECT school_year FROM load.setting) ORDER BY name, file_sha256`, nil, func(v []any) error {
		all = append(all, FileOutcome{v[0].(string), v[1].(string), v[2].(string), v[3].(string)})
		return nil
	})
	return all, err
}

// ContentOutcome is what became of a content: the name and school under which it counts, and of a
// refused one the first reason.
type ContentOutcome struct{ Name, School, Outcome, ReasonVI, ReasonEN string }

// Outcomes gives every content of the database, of any year and whatever the clock
// says, by its SHA-256: it is asked about contents that somebody holds already.
func (db *DB) Outcomes(ctx context.Context) (map[string]ContentOutcome, error) {
	all := map[string]ContentOutcome{}
	err := db.each(ctx, `SELECT f.file_sha256, f.name, coalesce(s.school_code, ''), f.outcome, coalesce(n.message_vi, ''), coalesce(n.message_en, '')
		FROM load.file f LEFT JOIN load.submission s USING (file_sha256)
		LEFT JOIN (SELECT file_sha256, message_vi, message_en FROM load.finding WHERE severity = 'refuse' QUALIFY row_number() OVER (PARTITION BY file_sha256 ORDER BY sheet, cell, code) = 1) n USING (file_sha256)`, nil, func(v []any) error {
		all[text(v[0])] = ContentOutcome{text(v[1]), text(v[2]), text(v[3]), text(v[4]), text(v[5])}
		return nil
	})
	return all, err
}

// each runs a query and hands over its rows.
func (db *DB) each(ctx context.Context, query string, args []any, row func([]any) error) error {
	return db.stream(ctx, query, args, func(_ []string, v []any) error { return row(v) })
}

func (db *DB) stream(ctx context.Context, query string, args []any, row func([]string, []any) error) error {
	rows, err := db.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := row(columns, values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Query runs anyone's own SQL and hands over its rows: days and moments as ISO
// text, numbers as numbers, everything unusual as its text.
func (db *DB) Query(ctx context.Context, query string, row func(columns []string, values []any) error) error {
	return db.stream(ctx, query, nil, func(columns []string, values []any) error {
		out := make([]any, len(values))
		for i, v := range values {
			out[i] = plain(v)
		}
		return row(columns, out)
	})
}

func plain(v any) any {
	switch v := v.(type) {
	case nil, bool, string, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64:
		return v
	case []byte:
		return string(v)
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 && v.Nanosecond() == 0 {
			return v.Format("2006-01-02")
		}
		return strings.TrimSuffix(v.Format("2006-01-02T15:04:05.999999"), ".")
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}
