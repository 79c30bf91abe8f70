package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"kdcl/ingest/rulebook"
)

// showRules is the command `rules`: all rulebooks, one in full, or the
// catalogue of findings.
func showRules(_ context.Context, r request) error {
	o, err := r.rules()
	if err != nil {
		return err
	}
	switch what := r.c.Args().First(); {
	case r.c.NArg() > 1:
		return r.asked("viết một mã: kdcl rules th-2018, hoặc: kdcl rules findings", "write one id: kdcl rules th-2018, or: kdcl rules findings")
	case what == "":
		return r.listRulebooks(o.Rules.All())
	case what == "findings":
		return r.listFindings(o)
	default:
		rb, ok := o.Rules.ByID(what)
		if !ok {
			return asked{fmt.Errorf(r.say("không có bộ quy định %q; xem kdcl rules", "there is no rulebook %q; see kdcl rules"), what)}
		}
		return r.printRulebook(rb)
	}
}

func (r request) listRulebooks(all []rulebook.Rulebook) error {
	if r.c.Bool("json") {
		return json.NewEncoder(r.out).Encode(all)
	}
	t := table.NewWriter()
	t.SetOutputMirror(r.out)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{r.say("Mã", "ID"), r.say("Văn bản", "Circular"), r.say("Cấp học", "Kinds"), r.say("Từ", "From"), r.say("Đến trước", "Until"), r.say("Tiêu chí", "Criteria"), r.say("Cách tính", "Evaluation"), r.say("Đã đối chiếu", "Verified")})
	for _, rb := range all {
		t.AppendRow(table.Row{rb.ID, rb.Circular, strings.Join(rb.Kinds, ", "), rb.From, rb.Until, len(rb.Criteria), r.evaluation(rb.Evaluation), r.yesNo(rb.Verified)})
	}
	t.Render()
	return nil
}

func (r request) evaluation(e rulebook.Evaluation) string {
	switch e {
	case rulebook.Cumulative:
		return r.say("mọi tiêu chí phải đạt", "every criterion")
	case rulebook.Percentage:
		return r.say("tỷ lệ và tiêu chí bắt buộc", "share and critical criteria")
	default:
		return r.say("bắt buộc và số tiêu chí còn lại", "mandatory and quota")
	}
}

func (r request) yesNo(ok bool) string {
	if ok {
		return r.say("có", "yes")
	}
	return r.say("CHƯA", "NO")
}

func (r request) printRulebook(rb rulebook.Rulebook) error {
	if r.c.Bool("json") {
		return json.NewEncoder(r.out).Encode(rb)
	}
	fmt.Fprintf(r.out, "%s  %s\n%s · %s %s", rb.ID, rb.Title, rb.Circular, r.say("hiệu lực từ", "in force from"), day(rb.From))
	if rb.Until != "" {
		fmt.Fprintf(r.out, r.say(" đến trước %s", " until %s"), day(rb.Until))
	}
	fmt.Fprintf(r.out, "\n%s: %s\n", r.say("Cách tính mức của trường", "School level"), r.evaluation(rb.Evaluation))
	for _, th := range rb.Thresholds {
		fmt.Fprintf(r.out, "  %s %d: ≥ %d%%%s, %s\n", r.say("cấp độ", "grade"), th.Level, th.MinPercent, r.unless(th.PercentKnown), r.critical(th))
	}
	for _, s := range rb.Standards {
		fmt.Fprintf(r.out, "\n%s %d. %s%s\n", r.say("Tiêu chuẩn", "Standard"), s.Number, s.Title, r.unless(s.Verified))
		for _, c := range rb.Criteria {
			if c.Standard != s.Number {
				continue
			}
			mandatory := ""
			if c.Mandatory {
				mandatory = r.say(" (bắt buộc)", " (mandatory)")
			}
			fmt.Fprintf(r.out, "  %-5s %s%s%s\n", c.Code, c.Title, mandatory, r.unless(c.Verified))
			if c.Levels == nil {
				fmt.Fprintf(r.out, "        %s\n", r.say("các mức: CHƯA RÕ", "levels: UNKNOWN"))
			}
			for _, n := range c.Levels {
				var letters []string
				for _, i := range c.Indicators {
					if i.Level == n {
						letters = append(letters, strings.TrimSpace(i.Letter+" "+i.Gloss))
					}
				}
				fmt.Fprintf(r.out, "        %s %d: %s\n", r.say("Mức", "Level"), n, strings.Join(letters, " · "))
			}
		}
	}
	if len(rb.Level4) > 0 {
		fmt.Fprintf(r.out, "\n%s\n", r.say("Mức 4 (Điều 22)", "Level 4 (article 22)"))
		for _, i := range rb.Level4 {
			fmt.Fprintf(r.out, "  %d. %s\n", i.Number, i.Gloss)
		}
	}
	if len(rb.Notes) > 0 {
		fmt.Fprintf(r.out, "\n%s\n", r.say("Chưa đối chiếu hoặc chưa rõ", "Unverified or unknown"))
		notes := rb.Notes
		if r.lang == "en" {
			notes = rb.NotesEN
		}
		for _, n := range notes {
			fmt.Fprintf(r.out, "  - %s\n", n)
		}
	}
	return nil
}

func (r request) unless(verified bool) string {
	if verified {
		return ""
	}
	return r.say(" [chưa đối chiếu]", " [unverified]")
}

func (r request) critical(th rulebook.Threshold) string {
	switch {
	case !th.CriticalKnown:
		return r.say("danh sách tiêu chí bắt buộc CHƯA RÕ", "critical list UNKNOWN")
	case len(th.Critical) == 0:
		return r.say("không có tiêu chí bắt buộc", "no critical criteria")
	}
	return r.say("bắt buộc: ", "critical: ") + strings.Join(th.Critical, ", ")
}

func (r request) listFindings(o *office) error {
	all := o.Catalogue.All()
	if r.c.Bool("json") {
		return json.NewEncoder(r.out).Encode(all)
	}
	for _, e := range all {
		fmt.Fprintf(r.out, "%-28s %-8s %s\n", e.Code, e.Severity, r.say(e.VI, e.EN))
	}
	return nil
}
