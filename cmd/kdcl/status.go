package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"kdcl/aggregate"
)

// statusJSON is one line of `status --json`, a contract (DESIGN §3).
type statusJSON struct {
	School     string  `json:"school"`
	Name       string  `json:"name"`
	Obligation string  `json:"obligation"`
	State      string  `json:"state"`
	Due        *string `json:"due"`
	Received   *string `json:"received"`
	DaysLate   *int64  `json:"days_late"`
}

// stateWords are the nine states for people (DESIGN §6).
var stateWords = map[string][2]string{
	"not-due": {"chưa đến hạn", "not due"}, "due-soon": {"sắp đến hạn", "due soon"},
	"overdue": {"quá hạn", "overdue"}, "on-time": {"đã nộp đúng hạn", "on time"},
	"late": {"nộp muộn", "late"}, "needs-correction": {"đã nhận, phải sửa", "needs correction"},
	"extended": {"được gia hạn", "extended"}, "exempt": {"miễn nộp", "exempt"},
	"not-required": {"không phải nộp", "not required"},
}

// readDB opens a private copy of the database with the clock set, so that
// looking never disturbs a run, nor a run the looking.
func (r request) readDB(ctx context.Context, o *office) (db *aggregate.DB, closeDB func(), err error) {
	now, err := r.clock(o.Unit.Now, o.zone)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.CreateTemp("", "kdcl-*.duckdb")
	if err != nil {
		return nil, nil, err
	}
	name := f.Name()
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	remove := func() {
		_ = os.Remove(name)
		_ = os.Remove(name + ".wal")
	}
	if err := copyFile(o.path(dbName), name); err != nil {
		remove()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, asked{fmt.Errorf("%s", r.say("chưa có cơ sở dữ liệu; chạy kdcl run trước", "there is no database yet; run kdcl run first"))}
		}
		return nil, nil, err
	}
	if db, err = aggregate.Open(ctx, name, o.DBOptions); err != nil {
		remove()
		return nil, nil, err
	}
	closeDB = func() { _ = db.Close(); remove() }
	if err := db.SetClock(ctx, now.Format("2006-01-02 15:04:05"), o.Unit.SchoolYear); err != nil {
		closeDB()
		return nil, nil, err
	}
	return db, closeDB, nil
}

// showStatus is the command `status`.
func showStatus(ctx context.Context, r request) error {
	o, err := r.office()
	if err != nil {
		return err
	}
	db, closeDB, err := r.readDB(ctx, o)
	if err != nil {
		return err
	}
	defer closeDB()
	statuses, err := db.Statuses(ctx)
	if err != nil {
		return err
	}
	if r.c.Bool("json") {
		enc := json.NewEncoder(r.out)
		enc.SetEscapeHTML(false)
		for _, s := range statuses {
			if err := enc.Encode(statusJSON{s.School, s.Name, s.Obligation, s.State, optional(s.Due), optional(s.Received), s.DaysLate}); err != nil {
				return err
			}
		}
		return nil
	}
	t := table.NewWriter()
	t.SetOutputMirror(r.out)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{r.say("Xã/phường", "Commune"), r.say("Trường", "School"), r.say("Báo cáo", "Obligation"), r.say("Hạn", "Due"), r.say("Nhận", "Received"), r.say("Tình trạng", "State")})
	for _, s := range statuses {
		words := stateWords[s.State]
		state := r.say(words[0], words[1])
		if s.DaysLate != nil && *s.DaysLate > 0 {
			state += fmt.Sprintf(r.say(" (%d ngày)", " (%d days)"), *s.DaysLate)
		}
		t.AppendRow(table.Row{s.Commune, s.Name, s.Title, day(s.Due), day(s.Received), state})
	}
	t.Render()
	summary, err := db.Summary(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(r.out, summary.Line(r.lang))
	return nil
}

func day(iso string) string {
	if len(iso) < 10 {
		return ""
	}
	at, err := time.Parse("2006-01-02", iso[:10])
	if err != nil {
		return iso
	}
	return at.Format("02/01/2006")
}
