package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
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

// showStatus is the command `status`.
func showStatus(ctx context.Context, r request) (err error) {
	o, err := r.office()
	if err != nil {
		return err
	}
	db, closeDB, err := r.databaseOfNow(ctx, o)
	if err != nil {
		return err
	}
	defer closeDB()
	defer func() { err = r.aged(ctx, o, db, err) }()
	if r.c.IsSet("by") {
		return r.showRates(ctx, db, r.c.String("by"))
	}
	if r.c.Bool("recognition") {
		return r.showRecognitions(ctx, db)
	}
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
	ledger, err := db.Recognitions(ctx)
	if err != nil {
		return err
	}
	ending, over := 0, 0
	for _, c := range ledger {
		switch {
		case c.State == "expired":
			over++
		case c.State == "expiring":
			ending++
		}
	}
	if ending+over > 0 {
		fmt.Fprintln(r.out, r.say(
			fmt.Sprintf("Công nhận: %d chứng nhận hết hạn trong 12 tháng tới, %d đã hết hạn. Xem: kdcl status --recognition", ending, over),
			fmt.Sprintf("Recognition: %d certificates end within 12 months, %d have ended. See: kdcl status --recognition", ending, over)))
	}
	return nil
}

// ledgerJSON is one line of `status --recognition --json`.
type ledgerJSON struct {
	School      string  `json:"school"`
	Name        string  `json:"name"`
	Predecessor *string `json:"predecessor"`
	Ledger      string  `json:"ledger"`
	Grade       int64   `json:"grade"`
	Decision    string  `json:"decision"`
	ValidTo     *string `json:"valid_to"`
	State       string  `json:"state"`
	Warning     *int64  `json:"warning"`
	RegisterBy  *string `json:"register_by"`
	UpgradeFrom *string `json:"upgrade_from"`
	Counts      bool    `json:"counts"`
}

// showRecognitions prints the ledger of certificates, the two kinds apart.
func (r request) showRecognitions(ctx context.Context, db *aggregate.DB) error {
	all, err := db.Recognitions(ctx)
	if err != nil {
		return err
	}
	if r.c.Bool("json") {
		enc := json.NewEncoder(r.out)
		enc.SetEscapeHTML(false)
		for _, c := range all {
			if err := enc.Encode(ledgerJSON{c.School, c.Name, optional(c.Predecessor), c.Ledger, c.Grade, c.Decision, optional(c.ValidTo), c.State, c.Warning, optional(c.RegisterBy), optional(c.UpgradeFrom), c.Counts}); err != nil {
				return err
			}
		}
		return nil
	}
	t := table.NewWriter()
	t.SetOutputMirror(r.out)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{r.say("Xã/phường", "Commune"), r.say("Trường", "School"), r.say("Loại", "Ledger"), r.say("Mức", "Grade"), r.say("Giá trị đến", "Valid to"), r.say("Đăng ký lại", "Register by"), r.say("Nâng mức từ", "Raise from"), r.say("Tình trạng", "State")})
	for _, c := range all {
		state := c.Todo
		if r.lang == "en" {
			state = c.State
			if c.Warning != nil && *c.Warning > 0 {
				state += fmt.Sprintf(" (%d months or less)", *c.Warning)
			}
		}
		t.AppendRow(table.Row{c.Commune, c.Holder, map[string]string{"kdclgd": "KĐCLGD", "cqg": "CQG"}[c.Ledger], c.GradeText, c.Valid, day(c.RegisterBy), day(c.UpgradeFrom), state})
	}
	t.Render()
	return nil
}

// rateJSON is one line of `status --by … --json`: reports, not schools.
type rateJSON struct {
	By              string  `json:"by"`
	Label           string  `json:"label"`
	Name            string  `json:"name"`
	Expected        int64   `json:"expected"`
	Received        int64   `json:"received"`
	OnTime          int64   `json:"on_time"`
	Complete        int64   `json:"complete"`
	ReceivedPercent float64 `json:"received_percent"`
	OnTimePercent   float64 `json:"on_time_percent"`
	CompletePercent float64 `json:"complete_percent"`
}

// showRates prints the reporting figures of one grouping, and on a terminal
// those of all together under them.
func (r request) showRates(ctx context.Context, db *aggregate.DB, by string) error {
	heads := map[string]string{"commune": r.say("Xã/phường", "Commune"), "kind": r.say("Cấp học", "Kind"), "obligation": r.say("Báo cáo", "Obligation")}
	head, ok := heads[by]
	if !ok {
		return r.choose("--by", by, "commune", "kind", "obligation")
	}
	rates, err := db.Rates(ctx, by)
	if err != nil {
		return err
	}
	if r.c.Bool("json") {
		enc := json.NewEncoder(r.out)
		enc.SetEscapeHTML(false)
		for _, x := range rates {
			if err := enc.Encode(rateJSON{by, x.Label, x.Name, x.Expected, x.Received, x.OnTime, x.Complete, x.ReceivedPercent, x.OnTimePercent, x.CompletePercent}); err != nil {
				return err
			}
		}
		return nil
	}
	all, err := db.Rates(ctx, "all")
	if err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetOutputMirror(r.out)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{head, r.say("Phải nộp", "Expected"), r.say("Đã nhận", "Received"), r.say("Đúng hạn", "On time"), r.say("Đã hoàn thành", "Complete")})
	line := func(name string, x aggregate.Rate) table.Row {
		if name == "" {
			name = r.say("(chưa ghi)", "(not told)")
		}
		return table.Row{name, x.Expected, r.share(x.Received, x.Expected, x.ReceivedPercent), r.share(x.OnTime, x.Expected, x.OnTimePercent), r.share(x.Complete, x.Expected, x.CompletePercent)}
	}
	for _, x := range rates {
		t.AppendRow(line(x.Name, x))
	}
	t.AppendSeparator()
	for _, x := range all {
		t.AppendRow(line(r.say("Cộng", "Total"), x))
	}
	t.Render()
	fmt.Fprintln(r.out, r.say("Mẫu số: báo cáo phải nộp (trường × báo cáo), không kể miễn nộp và không phải nộp.", "Of the reports expected (school × obligation), exempt and not required left out."))
	return nil
}

// share prints "8/20 (40,0%)".
func (r request) share(n, of int64, percent float64) string {
	p := strconv.FormatFloat(percent, 'f', 1, 64)
	if r.lang == "vi" {
		p = strings.Replace(p, ".", ",", 1)
	}
	return fmt.Sprintf("%d/%d (%s%%)", n, of, p)
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
