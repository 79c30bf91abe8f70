package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kdcl/aggregate"
	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
)

// section is one part of an explanation.
type section struct {
	name, vi, en string
	rows         []aggregate.Explained
}

// explainFigure is the command `explain`: from a school's figure back to file,
// sheet, cell, what the cell says, and the rule.
func explainFigure(ctx context.Context, r request) (err error) {
	if n := r.c.NArg(); n != 1 && n != 2 {
		return asked{fmt.Errorf("%s", r.say("nêu mã trường, và một tiêu chí nếu cần: kdcl explain 01234567 1.10", "name a school code, and a criterion if you like: kdcl explain 01234567 1.10"))}
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	code, criterion := r.c.Args().Get(0), r.c.Args().Get(1)
	at := slices.IndexFunc(o.Roster.Schools, func(s form.School) bool { return s.Code == code || slices.Contains(s.FormerCodes, code) })
	if at < 0 {
		return asked{fmt.Errorf("%s", r.say(fmt.Sprintf("không có trường mã %q trong schools.xlsx", code), fmt.Sprintf("schools.xlsx has no school with the code %q", code)))}
	}
	school := o.Roster.Schools[at]
	year, err := r.year(o)
	if err != nil {
		return err
	}
	db, closeDB, err := r.database(ctx, o, year, o.DBOptions)
	if err != nil {
		return err
	}
	defer closeDB()
	defer func() { err = r.aged(ctx, o, db, err) }()
	if err := r.knownYear(ctx, o, db, year); err != nil {
		return err
	}
	sections := []section{
		{"obligations", "Nghĩa vụ báo cáo", "Obligations", nil}, {"level", "Mức", "Level", nil}, {"recognition", "Công nhận", "Recognition", nil},
		{"blockers", "Còn thiếu để đạt mức tiếp theo", "What stops the next level", nil}, {"findings", "Cần xem lại", "Findings", nil}, {"plan", "Việc trong kế hoạch đến hạn, quá hạn", "Items of the plans due or overdue", nil}, {"repairs", "Chữ đã sửa trước khi đọc", "Texts repaired before reading", nil}, {"tally", "Đối chiếu số dòng", "Tally of rows", nil},
	}
	queries, args := []string{"obligation", "level", "recognition", "blocker", "finding", "plan", "repair", "tally"}, []any{school.Code, year}
	if criterion != "" {
		sections = []section{{"result", "Kết quả", "Result", nil}, {"indicators", "Chỉ báo", "Indicators", nil}, {"repairs", "Chữ đã sửa trước khi đọc", "Texts repaired before reading", nil}, {"findings", "Cần xem lại", "Findings", nil}}
		queries, args = []string{"criterion", "indicator", "criterion_repair", "criterion_finding"}, append(args, criterion)
	}
	for i := range sections {
		if sections[i].rows, err = db.Explain(ctx, queries[i], args...); err != nil {
			return err
		}
	}
	book := o.explainedBook(school, sections)
	if criterion != "" {
		if c, ok := book.Criterion(criterion); !ok || len(sections[0].rows) == 0 {
			return asked{fmt.Errorf("%s", r.say(
				fmt.Sprintf("chưa có kết quả tiêu chí %s của %s năm học %s", criterion, school.Name, year),
				fmt.Sprintf("there is no result of criterion %s of %s for %s", criterion, school.Name, year)))}
		} else if !r.c.Bool("json") {
			fmt.Fprintf(r.out, "%s (%s) · %s\n", school.Name, school.Code, year)
			r.printRule(book, c)
		}
	} else if !r.c.Bool("json") {
		fmt.Fprintf(r.out, "%s (%s) · %s\n", school.Name, school.Code, year)
		if book.ID != "" {
			fmt.Fprintf(r.out, "%s: %s, %s (%s)\n", r.say("Bộ quy định", "Rulebook"), book.Title, book.Circular, book.ID)
		}
	}
	if r.c.Bool("json") {
		return r.explainJSON(school, year, criterion, book, sections)
	}
	for _, s := range sections {
		fmt.Fprintf(r.out, "\n%s\n", r.say(s.vi, s.en))
		if len(s.rows) == 0 {
			fmt.Fprintf(r.out, "  %s\n", r.say("(không có)", "(none)"))
		}
		for _, row := range s.rows {
			fmt.Fprintln(r.out, "  "+r.explainLine(s.name, row))
		}
	}
	return nil
}

// explainedBook is the rulebook that the results were read under.
func (o *office) explainedBook(school form.School, sections []section) rulebook.Rulebook {
	for _, s := range sections {
		for _, row := range s.rows {
			if rb, ok := o.Rules.ByID(row.Get("rulebook")); ok {
				return rb
			}
		}
	}
	return rulebook.Rulebook{}
}

// printRule prints the criterion as the rulebook has it, with the circular and
// the article of each level where it is known.
func (r request) printRule(book rulebook.Rulebook, c rulebook.Criterion) {
	fmt.Fprintf(r.out, "%s %s. %s\n", r.say("Tiêu chí", "Criterion"), c.Code, c.Title)
	fmt.Fprintf(r.out, "%s: %s (%s)", r.say("Căn cứ", "Source"), book.Circular, book.ID)
	for _, level := range c.Levels {
		if n, ok := book.Article(c, level); ok {
			fmt.Fprintf(r.out, "; %s %d: Điều %d", r.say("Mức", "level"), level, n)
		}
	}
	if !c.Verified {
		fmt.Fprintf(r.out, " — %s", r.say("chưa đối chiếu với văn bản", "not checked against the text"))
	}
	fmt.Fprintln(r.out)
	for _, i := range c.Indicators {
		fmt.Fprintf(r.out, "  %s %d%s  %s\n", r.say("Mức", "level"), i.Level, i.Letter, i.Gloss)
	}
}

// explainLine words one row.
func (r request) explainLine(name string, e aggregate.Explained) string {
	level := func(s string) string {
		switch s {
		case "":
			return r.say("chưa đánh giá", "not assessed")
		case "0":
			return r.say("Không đạt", "failed")
		}
		return r.say("Mức ", "level ") + s
	}
	place := e.Get("file")
	if ref := (form.Origin{Sheet: e.Get("sheet"), Cell: e.Get("cell")}).Ref(); ref != "" {
		place += " › " + ref
	}
	if raw := e.Get("raw"); raw != "" {
		place += fmt.Sprintf(" %q", raw)
	}
	if kinds := e.Get("repair"); kinds != "" {
		place += fmt.Sprintf(" %s %q (%s)", r.say("đã sửa chữ thành", "repaired to"), e.Get("repaired"), kinds)
	}
	switch name {
	case "repairs":
		line := fmt.Sprintf("%q → %q (%s)", e.Get("raw"), e.Get("repaired"), e.Get("repair"))
		if n := e.Get("cells"); n != "" {
			line = fmt.Sprintf("%s: %s %s, %s ", e.Get("repair"), n, r.say("ô", "cells"), r.say("ô đầu", "the first")) + fmt.Sprintf("%q → %q", e.Get("raw"), e.Get("repaired"))
		}
		return line + " [" + e.Get("file") + " › " + form.Origin{Sheet: e.Get("sheet"), Cell: e.Get("cell")}.Ref() + "]"
	case "obligations":
		state := r.stateText(e.Get("state"))
		return fmt.Sprintf("%s: %s · %s %s · %s %s · %s", e.Get("title"), state, r.say("hạn", "due"), e.Get("due"), r.say("nhận", "received"), or(e.Get("received")), or(e.Get("file")))
	case "level":
		computed := r.say("chưa xác định ("+e.Get("reason")+")", "not determined ("+e.Get("reason")+")")
		if e.Get("computed_level") != "" {
			computed = level(e.Get("computed_level"))
		}
		declared := r.say("không nêu", "not stated")
		if e.Get("declared_level") != "" {
			declared = level(e.Get("declared_level"))
		}
		return fmt.Sprintf("%s %s (%s/%s %s) · %s %s [%s]", r.say("tính được:", "computed:"), computed, e.Get("assessed"), e.Get("criteria"), r.say("tiêu chí đã đánh giá", "criteria assessed"), r.say("trường tự kết luận:", "declared:"), declared, place)
	case "recognition":
		line := fmt.Sprintf("%s %s · %s · %s %s", map[string]string{"kdclgd": "KĐCLGD", "cqg": "CQG"}[e.Get("ledger")], e.Get("grade"), or(e.Get("decision")), r.say("giá trị đến", "valid to"), e.Get("valid_to"))
		if from := e.Get("upgrade_from"); from != "" {
			line += fmt.Sprintf(" · %s %s (%s)", r.say("được đề nghị nâng mức từ", "may ask for more from"), day(from), e.Get("upgrade_regime"))
		}
		state := e.Get("todo")
		if r.lang == "en" {
			state = e.Get("state")
		}
		return line + " · " + state + " [schools.xlsx › " + (form.Origin{Sheet: e.Get("sheet"), Cell: e.Get("cell")}).Ref() + "]"
	case "blockers":
		if e.Get("kind") == "level4" {
			return fmt.Sprintf("%s %s, Điều 22: %s [%s]", r.say("khoản", "item"), e.Get("criterion"), r.say("chưa đạt hoặc chưa đánh giá", "not passed or not assessed"), place)
		}
		line := fmt.Sprintf("%s %s: %s, %s %s", e.Get("criterion"), e.Get("title"), level(e.Get("level")), r.say("cần Mức", "needs level"), e.Get("needed"))
		if ind := e.Get("indicators"); ind != "" {
			line += " · " + r.say("chỉ báo chưa đạt: ", "indicators not passed: ") + ind
		}
		return line + " [" + place + "]"
	case "findings":
		message, fix := e.Get("message_vi"), e.Get("fix_vi")
		if r.lang == "en" {
			message, fix = e.Get("message_en"), e.Get("fix_en")
		}
		return strings.TrimSpace(fmt.Sprintf("%s %s  %s [%s] → %s", e.Get("severity"), e.Get("code"), message, place, or(fix)))
	case "plan":
		state := r.say("đến hạn", "due")
		if e.Get("state") == "overdue" {
			state = fmt.Sprintf(r.say("quá hạn %s ngày", "%s days overdue"), e.Get("days_over"))
		}
		return fmt.Sprintf("%s · %s %s · %s %s [%s]", state, day(e.Get("to_day")), or(e.Get("time_raw")), strings.TrimSpace(e.Get("criterion")+" "+e.Get("text")), or(e.Get("progress")), place)
	case "tally":
		return fmt.Sprintf("%s › %s: %s = %s %s + %s %s + %s %s + %s %s", e.Get("file"), e.Get("sheet"), e.Get("rows_found"), e.Get("rows_loaded"), r.say("đã nạp", "loaded"),
			e.Get("rows_refused"), r.say("không nhận", "refused"), e.Get("rows_heading"), r.say("tiêu đề", "headings"), e.Get("rows_blank"), r.say("trống", "blank"))
	case "indicators":
		pass := map[string]string{"true": r.say("đạt", "passed"), "false": r.say("không đạt", "failed"), "": r.say("chưa đánh giá", "not assessed")}[e.Get("pass")]
		return fmt.Sprintf("%s %s%s: %s [%s]", r.say("Mức", "level"), e.Get("level"), e.Get("letter"), pass, place)
	}
	return fmt.Sprintf("%s [%s]", level(e.Get("level")), place)
}

// stateText is a state of an obligation in the words of `status`.
func (r request) stateText(state string) string {
	if r.lang == "en" {
		return state
	}
	return map[string]string{"not-due": "chưa đến hạn", "due-soon": "sắp đến hạn", "overdue": "quá hạn", "on-time": "đã nộp đúng hạn", "late": "nộp muộn",
		"needs-correction": "đã nhận nhưng phải sửa", "extended": "được gia hạn", "exempt": "miễn nộp", "not-required": "không phải nộp"}[state]
}

func or(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// explainJSON prints the explanation as one object.
func (r request) explainJSON(school form.School, year, criterion string, book rulebook.Rulebook, sections []section) error {
	out := map[string]any{"school": map[string]string{"code": school.Code, "name": school.Name}, "school_year": year,
		"rule": map[string]any{"rulebook": book.ID, "title": book.Title, "circular": book.Circular, "verified": book.Verified}}
	if c, ok := book.Criterion(criterion); ok {
		articles := map[string]int{}
		for _, level := range c.Levels {
			if n, ok := book.Article(c, level); ok {
				articles[fmt.Sprint(level)] = n
			}
		}
		out["criterion"] = map[string]any{"code": c.Code, "title": c.Title, "mandatory": c.Mandatory, "levels": c.Levels, "articles": articles, "verified": c.Verified}
	}
	for _, s := range sections {
		list := []map[string]any{}
		for _, row := range s.rows {
			o := map[string]any{}
			for i, c := range row.Columns {
				o[c] = row.Values[i]
			}
			list = append(list, o)
		}
		out[s.name] = list
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := r.out.Write(b.Bytes())
	return err
}
