package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// rowKind is what became of one row, for the tally.
type rowKind int

const (
	loaded rowKind = iota
	refused
	heading
	blank
)

func (p *page) count(k rowKind) {
	switch k {
	case loaded:
		p.tally.Loaded++
	case refused:
		p.tally.Refused++
	case heading:
		p.tally.Heading++
	case blank:
		p.tally.Blank++
	}
}

// empty reports whether none of the fields has a value; a formula that was
// never calculated is not empty: somebody meant something.
func empty(t *recognise.Table, row recognise.Row, fields ...string) bool {
	for _, f := range fields {
		if c := t.Cell(row, f); strings.TrimSpace(c.Raw) != "" || c.Uncached {
			return false
		}
	}
	return true
}

// value gives a field's text, or says that its formula holds no result
// (MESSY 50).
func (g *reading) value(t *recognise.Table, row recognise.Row, field string) string {
	c := t.Cell(row, field)
	if g.unreadable(t.Sheet, c) {
		return ""
	}
	if c.IsDate {
		if d := parse.Date(c.Raw, true, g.wb.Date1904); d.From != "" {
			return parse.PrintDate(d.From)
		}
	}
	return text.Clean(c.Raw)
}

// inOrder reads the criteria that the lines of a list name, from above to below:
// what Excel did to "1.10", and "Tiêu chí 5" under its standard, are told by the
// line before (MESSY 42).
type inOrder struct {
	g        *reading
	t        *recognise.Table
	last     string // the last criterion, "1.9"
	standard string
	said     bool
}

// next is the criterion of a row, of its standard when it names only that; empty
// when it names neither.
func (o *inOrder) next(row recognise.Row, field string) string {
	c := o.t.Cell(row, field)
	if s := standardOf(o.t, row); s != "" && s != o.standard {
		o.standard, o.last = s, ""
	}
	code := parse.CriterionCode(c.Raw, c.Kind == workbook.Number, c.IsDate)
	own := o.t.Columns["standard"] != 0
	if local := code.Local; o.standard != "" && (local != "" || own && !strings.Contains(code.Code, ".")) {
		if local == "" {
			local = shortNumber(c)
		}
		if local != "" {
			code.Code = o.standard + "." + local
		}
	}
	return o.take(code.Code, code.Ambiguous, c)
}

func (o *inOrder) take(code string, ambiguous bool, c workbook.Cell) string {
	if code == "" {
		if o.t.Columns["standard"] != 0 && o.last == "" {
			return o.standard
		}
		return ""
	}
	standard, number, ok := strings.Cut(code, ".")
	o.standard = standard
	if !ok {
		o.last = ""
		return code
	}
	if number == "1" && (o.last == standard+".9" || ambiguous && o.last == standard+".10") {
		code = standard + ".10"
		if !o.said {
			o.said = true
			o.g.find("TIEU_CHI_1_10", origin(o.t.Sheet, c), "tc", code)
		}
	}
	o.last = code
	return code
}

// heading is the criterion that a line across the table names; otherwise as before.
func (o *inOrder) heading(s, otherwise string) string {
	if code := o.take(parse.CriterionCode(s, false, false).Code, false, workbook.Cell{}); code != "" {
		return code
	}
	return otherwise
}

// continuation reports whether a text goes on with the line above it: a document
// pasted from Word puts every line into a row of its own (MESSY 36).
func continuation(s string) bool {
	s = strings.TrimSpace(s)
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && (strings.ContainsRune("-–—+*•·●▪,;.)", first) || unicode.IsLower(first))
}

// join puts a line below another one.
func join(above, below string) string {
	switch {
	case strings.TrimSpace(below) == "":
		return above
	case strings.TrimSpace(above) == "":
		return below
	}
	return above + "\n" + below
}

// moneyOnce reads an amount; one that is merged down over several lines counts
// once, in the first (MESSY 29).
func (g *reading) moneyOnce(p *page, t *recognise.Table, row recognise.Row, unit, item string) (amount *int64, source string, counts bool) {
	c := t.Cell(row, "money")
	if c.Merged && p.mergeOf(c) && p.merge.Row1 < c.Row {
		return nil, parse.ParseMoney(c.Raw, unit, c.Kind == workbook.Number).Source, false
	}
	amount, source = g.money(t, row, "money", unit, item)
	if amount != nil && p.mergeOf(c) && p.merge.Row2 > c.Row {
		g.find("KINH_PHI_GOP", origin(t.Sheet, c), "n", strconv.Itoa(p.merge.Row2-p.merge.Row1+1))
	}
	return amount, source, true
}

// sum is what the amounts above a total row add up to.
type sum struct {
	amount  int64
	unknown bool // a line states no amount: there is nothing to hold a total against
	any     bool
}

func (s *sum) add(amount *int64) {
	if s.any = true; amount == nil {
		s.unknown = true
		return
	}
	s.amount += *amount
}

// totalMoney holds a row "Cộng" against the lines above; the lines win (MESSY 30,
// 48). part is what was added since the last such row: a sub-total may be of that.
func (g *reading) totalMoney(t *recognise.Table, row recognise.Row, unit string, all, part *sum) {
	c := t.Cell(row, "money")
	if strings.TrimSpace(c.Raw) == "" && !c.Uncached || g.unreadable(t.Sheet, c) {
		return
	}
	said := parse.ParseMoney(c.Raw, unit, c.Kind == workbook.Number).AmountVND
	held := *part
	if !part.any {
		held = *all
	}
	if said != nil && !(*said == all.amount && !all.unknown) && !(*said == held.amount && !held.unknown) && !held.unknown {
		g.find("CONG_SAI", origin(t.Sheet, c), "a", parse.PrintMoney(*said), "b", parse.PrintMoney(held.amount))
	}
	*part = sum{}
}

// isTotalRow looks for "Cộng" where a total's label may stand: left of the money.
func (g *reading) isTotalRow(t *recognise.Table, row recognise.Row) bool {
	for _, c := range row.Row.Cells {
		if strings.TrimSpace(c.Raw) == "" {
			continue
		}
		return g.tables.IsTotal(c.Raw)
	}
	return false
}

// groupNamed is what a heading says of a group; other lines above a table,
// "Năm học 2026-2027", name none.
func groupNamed(s string) string {
	k := " " + text.Key(s) + " "
	for _, w := range []string{" hoi dong ", " nhom ", " to ", " thu ki ", " hd tdg ", " hdtdg "} {
		if strings.Contains(k, w) {
			return text.Clean(s)
		}
	}
	return ""
}

// readCouncil reads the council, the secretaries and the working groups; the
// lone text above or inside a table names the group (FORMS §1, IV).
func (g *reading) readCouncil(p *page, t *recognise.Table) {
	group := groupNamed(t.Heading)
	var above *form.Member
	for _, row := range t.Rows {
		if row.Lone != "" && strings.TrimSpace(t.Cell(row, "name").Raw) != row.Lone || row.Lone != "" && t.Cell(row, "name").Merged {
			group, above = text.Clean(row.Lone), nil
			p.count(heading)
			continue
		}
		if empty(t, row, "name", "position", "duty") {
			p.count(blank)
			continue
		}
		// "Nhóm 1" merged down in the column of numbers (FORMS §1, IV.2b).
		if number := t.Cell(row, "number"); strings.HasPrefix(text.Key(number.Raw), "nhom") {
			group = text.Clean(number.Raw)
		}
		if name := t.Cell(row, "name"); above != nil && empty(t, row, "number", "name") && (continuation(t.Cell(row, "duty").Raw) || continuation(t.Cell(row, "position").Raw)) && !name.Merged {
			above.Duty = join(above.Duty, g.value(t, row, "duty"))
			if more := g.value(t, row, "position"); more != "" {
				above.Position = g.roles.Canonical(join(above.Position, more))
			}
			p.count(loaded)
			continue
		}
		m := form.Member{
			Group: group, Name: g.value(t, row, "name"),
			Position: g.roles.Canonical(g.value(t, row, "position")),
			Duty:     g.value(t, row, "duty"),
			At:       origin(t.Sheet, t.Cell(row, "name")),
		}
		if own := g.value(t, row, "group"); own != "" {
			m.Group = own
		}
		if m.Name == "" {
			m.At = origin(t.Sheet, t.Cell(row, "position"))
		}
		g.Council = append(g.Council, m)
		above = &g.Council[len(g.Council)-1]
		p.count(loaded)
	}
}

// sayNames says of a name in a group that is almost one of the council's: "Thăm"
// and "Thắm" may be one person. Names are never put right (MESSY 24).
func (g *reading) sayNames() {
	if len(g.Council) == 0 {
		return
	}
	council := g.Council[0].Group
	in := map[string]map[string]bool{} // the names of each group
	for _, m := range g.Council {
		if in[m.Group] == nil {
			in[m.Group] = map[string]bool{}
		}
		in[m.Group][m.Name] = true
	}
	said := map[string]bool{}
	for _, m := range g.Council {
		if m.Group == council || in[council][m.Name] || said[m.Name] {
			continue
		}
		for _, other := range g.Council {
			if other.Group == council && !in[m.Group][other.Name] && almost(m.Name, other.Name) {
				said[m.Name] = true
				g.find("NGHI_LOI_CHINH_TA", m.At, "goi_y", other.Name)
				break
			}
		}
	}
}

// almost reports whether two names of two words or more differ in one word alone,
// by its accents or a letter or two.
func almost(a, b string) bool {
	x, y := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(x) != len(y) || len(x) < 2 {
		return false
	}
	differ := 0
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		k, l := text.Key(x[i]), text.Key(y[i])
		if differ++; k != l && (text.Distance(k, l) > 2 || len(k) < 2 || len(l) < 2 || k[0] != l[0]) {
			return false
		}
	}
	return differ == 1
}

// readEvidencePlan reads who gathers what and when: tables IV.3 and VI′ of the
// plan (FORMS §1).
func (g *reading) readEvidencePlan(p *page, t *recognise.Table) {
	unit := parse.HeaderUnit(t.Heads["money"].Text)
	standard, criterion := "", ""
	var all, part sum
	for _, row := range t.Rows {
		// Standard and criterion are filled down (MESSY 29); the criterion says more.
		if s := g.value(t, row, "standard"); s != "" && s != standard {
			standard, criterion = s, ""
		}
		if c := g.value(t, row, "criterion"); c != "" {
			criterion = c
		}
		if g.isTotalRow(t, row) {
			g.totalMoney(t, row, unit, &all, &part)
			p.count(heading)
			continue
		}
		if empty(t, row, "what", "where", "responsible", "period", "money") || row.Lone != "" && (t.Cell(row, "what").Raw != row.Lone || t.Cell(row, "what").Merged) {
			if row.Lone == "" {
				p.count(blank)
			} else {
				standard, criterion = text.Clean(row.Lone), ""
				p.count(heading)
			}
			continue
		}
		item := form.EvidencePlanItem{
			Table: t.Spec.ID, Standard: criterion, What: g.value(t, row, "what"),
			Where: g.value(t, row, "where"), Responsible: g.value(t, row, "responsible"),
			At: origin(t.Sheet, t.Cell(row, "standard")),
		}
		if item.Standard == "" {
			item.Standard = standard
		} else if c := t.Cell(row, "criterion"); c.Addr != "" && c.Raw != "" {
			item.At = origin(t.Sheet, c)
		}
		period := g.time(t, row, "period", 0)
		item.From, item.To, item.TimeRaw = period.From, period.To, t.Cell(row, "period").Raw
		if c := t.Cell(row, "money"); c.Raw != "" || c.Uncached {
			counts := false
			if item.AmountVND, _, counts = g.moneyOnce(p, t, row, unit, item.Standard); counts {
				all.add(item.AmountVND)
				part.add(item.AmountVND)
			}
			item.At = origin(t.Sheet, c)
		}
		g.EvidencePlan = append(g.EvidencePlan, item)
		p.count(loaded)
	}
}

// readTimeline reads the timetable of a plan: time and activity, or month,
// activity and week of the month (FORMS §1, timeline grammar).
func (g *reading) readTimeline(p *page, t *recognise.Table) {
	if week, ok := t.Columns["week"]; ok {
		to := "time" // weeks alone; beside a month's column they are weeks of the month
		if _, ok := t.Columns["time"]; ok {
			to = "mark"
		}
		if _, taken := t.Columns[to]; !taken {
			t.Columns[to], t.Heads[to] = week, t.Heads["week"]
		}
	}
	monthColumn := text.Key(t.Heads["time"].Text) == "thang"
	lastTime := recognise.Row{}
	month := 0
	for _, row := range t.Rows {
		activity := g.value(t, row, "activity")
		at := row
		if strings.TrimSpace(t.Cell(row, "time").Raw) != "" {
			lastTime = row
		} else if lastTime.Row.Number != 0 && activity != "" {
			at = lastTime // the time column is filled down (MESSY 29)
		}
		if activity == "" && empty(t, row, "mark") {
			if row.Lone != "" && !empty(t, row, "time") && row.Row.Cells[0].Merged {
				p.count(heading)
			} else {
				p.count(blank)
			}
			continue
		}
		m := form.Milestone{Text: activity, At: origin(t.Sheet, t.Cell(row, "activity"))}
		period := g.time(t, at, "time", 0)
		m.TimeRaw = strings.TrimSpace(t.Cell(at, "time").Raw)
		if monthColumn && period.From != "" {
			month, _ = strconv.Atoi(string(period.From[5:7]))
		}
		if !empty(t, row, "mark") {
			marked := g.time(t, row, "mark", month)
			m.TimeRaw = strings.TrimSpace(m.TimeRaw + " " + t.Cell(row, "mark").Raw)
			if marked.To != "" {
				period = marked
			}
			if len(marked.Weeks) > 0 {
				period.Weeks = marked.Weeks
			}
		}
		m.From, m.To, m.Weeks = period.From, period.To, period.Weeks
		g.Milestones = append(g.Milestones, m)
		p.count(loaded)
	}
}

// readImprovement reads the improvement plan of 2018 practice (nine columns)
// and of TT57/2026 Biểu 2 (ten columns; FORMS §6).
func (g *reading) readImprovement(p *page, t *recognise.Table) {
	unit := parse.HeaderUnit(t.Heads["money"].Text)
	criterion := ""
	order := inOrder{g: g, t: t}
	var all, part sum
	var above *form.Improvement
	for _, row := range t.Rows {
		label := t.Cell(row, "criterion")
		if g.isTotalRow(t, row) {
			g.totalMoney(t, row, unit, &all, &part)
			p.count(heading)
			continue
		}
		if row.Lone != "" && (label.Merged || label.Raw == row.Lone || !t.Has(loneColumn(row))) || empty(t, row, "goal", "action", "content", "period", "money", "responsible") {
			if row.Lone != "" {
				criterion = order.heading(row.Lone, criterion)
				p.count(heading)
			} else {
				criterion = or(order.next(row, "criterion"), criterion)
				p.count(blank)
			}
			above = nil
			continue
		}
		criterion = or(order.next(row, "criterion"), criterion)
		if above != nil && empty(t, row, "number", "criterion", "period", "money", "responsible", "progress") &&
			g.continues(t, row) {
			above.Goal = join(above.Goal, g.value(t, row, "goal"))
			above.Action = join(above.Action, join(g.value(t, row, "content"), g.value(t, row, "action")))
			p.count(loaded)
			continue
		}
		item := form.Improvement{
			Criterion: criterion, Goal: g.value(t, row, "goal"), Action: g.value(t, row, "action"),
			Responsible: g.value(t, row, "responsible"), Progress: g.value(t, row, "progress"),
			TimeRaw: stored(t.Cell(row, "period")), At: origin(t.Sheet, label),
		}
		if content := g.value(t, row, "content"); content != "" {
			if item.Action != "" {
				item.Action = content + ": " + item.Action
			} else {
				item.Action = content
			}
		}
		period := g.time(t, row, "period", 0)
		item.From, item.To = period.From, period.To
		// The source stands with the money or under "Điều kiện hỗ trợ khác" (FORMS §6).
		var counts bool
		item.AmountRaw = stored(t.Cell(row, "money"))
		item.AmountVND, item.Source, counts = g.moneyOnce(p, t, row, unit, criterion)
		if counts {
			all.add(item.AmountVND)
			part.add(item.AmountVND)
		}
		if other := g.value(t, row, "source"); item.Source == "" && other != "" && !parse.IsNone(other) {
			item.Source = other
		}
		if c := t.Cell(row, "money"); c.Addr != "" && c.Raw != "" {
			item.At = origin(t.Sheet, c)
		} else if label.Addr == "" {
			for _, field := range []string{"content", "action"} {
				if c := t.Cell(row, field); c.Addr != "" {
					item.At = origin(t.Sheet, c)
				}
			}
		}
		g.Improvements = append(g.Improvements, item)
		above = &g.Improvements[len(g.Improvements)-1]
		p.count(loaded)
	}
}

func or(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

// loneColumn is the column of the only text of a row.
func loneColumn(row recognise.Row) int {
	for _, c := range row.Row.Cells {
		if strings.TrimSpace(c.Raw) != "" {
			return c.Col
		}
	}
	return 0
}

// continues reports whether every text of a line goes on with the line above.
func (g *reading) continues(t *recognise.Table, row recognise.Row) bool {
	any := false
	for _, field := range []string{"goal", "action", "content", "source", "measure"} {
		c := t.Cell(row, field)
		if strings.TrimSpace(c.Raw) == "" {
			continue
		}
		if !continuation(c.Raw) || c.Merged {
			return false
		}
		any = true
	}
	return any
}

// readEvidence reads the list of coded documents; a document keeps the code of
// the first criterion that used it, and is listed again where it is used
// (FORMS §4).
func (g *reading) readEvidence(p *page, t *recognise.Table) {
	criterion := ""
	order := inOrder{g: g, t: t}
	if c := parse.CriterionCode(t.Heading, false, false).Code; strings.Contains(c, ".") {
		criterion = order.take(c, false, workbook.Cell{}) // one list a criterion
	}
	byCode := map[string]bool{}
	for _, e := range g.Evidence {
		byCode[e.Code] = true
	}
	numbered := slices.ContainsFunc(t.Rows, func(r recognise.Row) bool { return shortNumber(t.Cell(r, "number")) != "" })
	above := -1 // the document of the row above
	for _, row := range t.Rows {
		cell := t.Cell(row, "code")
		codes, bad := parse.EvidenceCodes(cell.Raw)
		// The document's own code knows 1.10, whatever Excel made of the column.
		if c := t.Cell(row, "criterion"); len(codes) > 0 && strings.HasSuffix(codes[0].Criterion, ".10") && g.criterionOf(c) == strings.TrimSuffix(codes[0].Criterion, "0") {
			order.last = strings.TrimSuffix(codes[0].Criterion, "10") + "9"
		}
		if row.Lone != "" && (cell.Raw == "" || cell.Merged) && (t.Cell(row, "name").Raw != row.Lone || t.Cell(row, "name").Merged || g.criterionOfText(row.Lone, "") != "") {
			criterion = order.heading(row.Lone, criterion)
			above = -1
			p.count(heading)
			continue
		}
		if c := order.next(row, "criterion"); c != "" {
			criterion = c
		}
		if empty(t, row, "code", "name", "document", "issuer") {
			p.count(blank)
			continue
		}
		if g.unreadable(t.Sheet, cell) {
			p.count(refused)
			continue
		}
		// One document over several rows: merged down, or a line to a row.
		sameCode := cell.Merged && p.mergeOf(cell) && p.merge.Row1 < cell.Row
		pasted := cell.Raw == "" && empty(t, row, "number") && (numbered || t.Cell(row, "name").Raw == "" || continuation(t.Cell(row, "name").Raw))
		if above >= 0 && (sameCode || pasted) {
			e := &g.Evidence[above]
			e.Name = join(e.Name, g.unmerged(t, row, "name"))
			e.Document = join(e.Document, g.unmerged(t, row, "document"))
			e.Issuer = join(e.Issuer, g.unmerged(t, row, "issuer"))
			p.count(loaded)
			continue
		}
		above = -1
		for range bad {
			g.find("MA_MC_SAI", origin(t.Sheet, cell), "vi_du", g.evidenceExample())
		}
		if len(codes) == 0 && len(bad) == 0 {
			g.find("MA_MC_SAI", origin(t.Sheet, cell), "vi_du", g.evidenceExample())
		}
		if len(codes) == 0 {
			p.count(refused)
			continue
		}
		for _, code := range codes {
			use := criterion
			if use == "" {
				use = code.Criterion
			}
			g.EvidenceUses = append(g.EvidenceUses, form.EvidenceUse{Criterion: use, Code: code.Code, At: origin(t.Sheet, cell)})
			e := form.Evidence{Code: code.Code, Name: g.value(t, row, "name"), Document: g.value(t, row, "document"), Issuer: g.value(t, row, "issuer"), At: origin(t.Sheet, cell)}
			if !byCode[code.Code] || !g.sameEvidence(e) {
				byCode[code.Code] = true
				g.Evidence = append(g.Evidence, e)
				above = len(g.Evidence) - 1
			}
		}
		p.count(loaded)
	}
}

// unmerged is a field's text, of its own row only.
func (g *reading) unmerged(t *recognise.Table, row recognise.Row, field string) string {
	if t.Cell(row, field).Merged {
		return ""
	}
	return g.value(t, row, field)
}

// sameEvidence reports whether the list already has the document under the
// same name; another name is kept, so that the rule MA_MC_TRUNG sees it.
func (g *reading) sameEvidence(e form.Evidence) bool {
	for _, have := range g.Evidence {
		if have.Code == e.Code && text.Key(have.Name) == text.Key(e.Name) {
			return true
		}
	}
	return false
}

func (g *reading) evidenceExample() string {
	if g.book == nil {
		return "[H1-1.1-01]"
	}
	return g.book.EvidenceExample
}

// readDisclosure reads the list of what the school has made public.
func (g *reading) readDisclosure(p *page, t *recognise.Table) {
	for _, row := range t.Rows {
		if empty(t, row, "channel", "time", "link") {
			p.count(blank)
			continue
		}
		d := form.Disclosure{Content: g.value(t, row, "content"), Channel: g.value(t, row, "channel"), TimeRaw: t.Cell(row, "time").Raw, At: origin(t.Sheet, t.Cell(row, "content"))}
		d.On = g.time(t, row, "time", 0).To
		g.Disclosures = append(g.Disclosures, d)
		p.count(loaded)
	}
}
