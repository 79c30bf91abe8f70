package aggregate

import (
	"context"
	"fmt"
	"time"

	"kdcl/aggregate/report"
)

// Page counts what index.html shows of a school year besides the tables.
func (db *DB) Page(ctx context.Context, year string) (report.Page, error) {
	var p report.Page
	query := func(name string, row func(v []any) error) error {
		text, err := sqlFS.ReadFile("sql/page/" + name + ".sql")
		if err == nil {
			err = db.each(ctx, forYear(string(text), year), nil, row)
		}
		if err != nil {
			return fmt.Errorf("sql/page/%s.sql: %w", name, err)
		}
		return nil
	}
	at := map[string]int{} // school -> its line
	err := query("school", func(v []any) error {
		at[text(v[0])] = len(p.Schools)
		p.Schools = append(p.Schools, report.SchoolLine{Code: text(v[0]), Name: text(v[1]), Commune: text(v[2]), Kind: text(v[3]), Private: v[4] == true, Rulebook: text(v[5]),
			Computed: optionalInteger(v[6]), Reason: text(v[7]), Declared: optionalInteger(v[8]), Corrections: integer(v[9]), Warnings: integer(v[10]), Outcome: text(v[11])})
		return nil
	})
	if err != nil {
		return p, err
	}
	column := map[string]int{}
	err = query("state", func(v []any) error {
		id := text(v[1])
		if _, seen := column[id]; !seen {
			column[id] = len(p.Obligations)
			p.Obligations = append(p.Obligations, report.Obligation{ID: id, Title: text(v[2])})
			for i := range p.Schools {
				p.Schools[i].States = append(p.Schools[i].States, report.State{})
			}
		}
		if i, ok := at[text(v[0])]; ok {
			p.Schools[i].States[column[id]] = report.State{State: text(v[3]), Due: isoDay(v[4]), Received: isoDay(v[5]), DaysLate: integer(v[6]), Monday: isoDay(v[7])}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	name := func(code string) string {
		if i, ok := at[code]; ok {
			return p.Schools[i].Name
		}
		return ""
	}
	row := map[string]int{} // rulebook and school -> its line among the results
	err = query("result", func(v []any) error {
		if n := len(p.Results); n == 0 || p.Results[n-1].Rulebook != text(v[0]) {
			p.Results = append(p.Results, report.Results{Rulebook: text(v[0]), Title: text(v[1])})
		}
		r := &p.Results[len(p.Results)-1]
		if n := len(r.Criteria); n == 0 || r.Criteria[n-1].Code != text(v[2]) {
			r.Criteria = append(r.Criteria, report.Criterion{Code: text(v[2]), Title: text(v[3]), Top: integer(v[6]), Answered: integer(v[7]), Low: integer(v[8])})
		}
		code := text(v[4])
		if len(r.Criteria) == 1 {
			row[r.Rulebook+code] = len(r.Schools)
			r.Schools = append(r.Schools, report.ResultRow{Code: code, Name: name(code)})
		}
		s := &r.Schools[row[r.Rulebook+code]]
		s.Levels = append(s.Levels, optionalInteger(v[5]))
		return nil
	})
	if err != nil {
		return p, err
	}
	err = query("finding", func(v []any) error {
		p.Findings = append(p.Findings, report.Finding{School: text(v[0]), Name: name(text(v[0])), File: text(v[1]), Severity: text(v[2]), Code: text(v[3]), Message: text(v[4]), Fix: text(v[5]),
			Sheet: text(v[6]), Cell: text(v[7]), Raw: text(v[8]), Times: integer(v[9])})
		return nil
	})
	if err != nil {
		return p, err
	}
	err = query("week", func(v []any) error {
		p.Weeks.Title, p.Weeks.Due, p.Weeks.Asked, p.Weeks.Obligation = text(v[0]), isoDay(v[1]), integer(v[5]), text(v[6])
		p.Weeks.Weeks = append(p.Weeks.Weeks, report.Week{Monday: isoDay(v[2]), N: integer(v[3]), SoFar: integer(v[4])})
		return nil
	})
	if err != nil {
		return p, err
	}
	return p, query("level", func(v []any) error {
		kind, family := text(v[0]), text(v[1])
		if n := len(p.Levels); n == 0 || p.Levels[n-1].Kind != kind || p.Levels[n-1].Family != family {
			p.Levels = append(p.Levels, report.LevelBar{Kind: kind, Family: family, Counts: map[int64]int64{}})
		}
		b := &p.Levels[len(p.Levels)-1]
		b.Counts[integer(v[2])] = integer(v[3])
		b.Total += integer(v[3])
		return nil
	})
}

func optionalInteger(v any) *int64 {
	if v == nil {
		return nil
	}
	n := integer(v)
	return &n
}

func isoDay(v any) string {
	if t, ok := v.(time.Time); ok {
		return t.Format("2006-01-02")
	}
	return ""
}
