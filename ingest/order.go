package ingest

import (
	"strconv"
	"strings"

	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// criterionRow is a row of a results table and the criterion it stands for.
type criterionRow struct {
	recognise.Row
	label    workbook.Cell
	code     string    // "1.10"; empty for a standard's line or other text
	standard string    // "3" on a standard's line
	printed  string    // the code as printed, when order says another one
	repeated bool      // printed a second time: 5.5 twice is 5.5 and 5.6
	again    bool      // stands in this table before: a row too many
	dated    bool      // Excel made a date of the code
	unclear  [2]string // the two codes it may be, when order doesn't tell
}

// numberCriteria reads the codes of a results table in order: what Excel did to
// "1.10", a code printed twice, and "Tiêu chí 5" under its standard are told by
// the order alone (MESSY 42, 54).
func numberCriteria(t *recognise.Table) []criterionRow {
	printed := map[string]int{}
	rows := make([]criterionRow, len(t.Rows))
	codes := make([]parse.Criterion, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = criterionRow{Row: row, label: t.Cell(row, "criterion")}
		codes[i] = parse.CriterionCode(rows[i].label.Raw, rows[i].label.Kind == workbook.Number, rows[i].label.IsDate)
		printed[codes[i].Code]++
	}
	heading := parse.CriterionCode(t.Heading, false, false).Code
	lastStandard, _, _ := strings.Cut(heading, ".")
	lastNumber := 0
	seen := map[string]bool{}
	for i := range rows {
		c, code := &rows[i], codes[i]
		if s := standardOf(t, c.Row); s != "" && s != lastStandard {
			lastStandard, lastNumber = s, 0
		}
		if row := c.Row; row.Lone != "" && strings.Contains(text.Key(row.Lone), "danh gia tieu chi") {
			continue // "1.2. Đánh giá tiêu chí Mức 4" is the next section's title
		}
		local := code.Local
		if _, ok := t.Columns["standard"]; ok && local == "" && code.Code == "" || ok && len(code.Code) == 1 {
			local = shortNumber(c.label)
		}
		if local != "" && lastStandard != "" {
			code = parse.Criterion{Code: lastStandard + "." + local}
		}
		if c.label.IsDate {
			code.Code = c.dateInOrder(code.Code, lastStandard, lastNumber)
			if c.unclear[0] != "" {
				continue
			}
		}
		if code.Code == "" || !strings.Contains(code.Code, ".") {
			c.standard = code.Code
			if c.standard != "" && c.standard != lastStandard {
				lastStandard, lastNumber = c.standard, 0
			}
			continue
		}
		standard, number, _ := strings.Cut(code.Code, ".")
		n, _ := strconv.Atoi(number)
		at := func(n int) string { return standard + "." + strconv.Itoa(n) }
		if standard == lastStandard && n <= lastNumber {
			switch {
			case n == 1 && lastNumber == 9 && printed[at(10)] == 0:
				c.printed, n = code.Code, 10
			case n == lastNumber && printed[at(n+1)] == 0 && local == "":
				c.printed, c.repeated, n = code.Code, true, lastNumber+1
			case n == 1 && code.Ambiguous && seen[at(1)] && printed[at(10)] == 0:
				c.unclear = [2]string{at(1), at(10)}
				continue
			}
		}
		c.code = at(n)
		c.again = seen[c.code]
		seen[c.code] = true
		lastStandard, lastNumber = standard, n
	}
	return rows
}

// standardOf is the standard that a column of its own names, "Tiêu chuẩn 1"
// merged down beside its criteria.
func standardOf(t *recognise.Table, row recognise.Row) string {
	c := t.Cell(row, "standard")
	if c.Raw == "" {
		return ""
	}
	if n := shortNumber(c); n != "" {
		return n
	}
	s, _, _ := strings.Cut(parse.CriterionCode(c.Raw, c.Kind == workbook.Number, c.IsDate).Code, ".")
	return s
}

// shortNumber is a cell that holds a small number and no more.
func shortNumber(c workbook.Cell) string {
	s := strings.TrimSuffix(strings.TrimSpace(c.Raw), ".")
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 40 && !c.IsDate {
		return strconv.Itoa(n)
	}
	return ""
}

// dateInOrder tells which criterion Excel made a date of: "1.2" is the first of
// February or the second of January, by the language of the Excel. The one that
// comes next in the table is meant; when neither does, it is not guessed.
func (c *criterionRow) dateInOrder(dayMonth, standard string, number int) string {
	d := parse.Date(c.label.Raw, true, false)
	if d.From == "" {
		return ""
	}
	month, _ := strconv.Atoi(string(d.From[5:7]))
	day, _ := strconv.Atoi(string(d.From[8:]))
	c.dated = true
	fits := func(s, n int) bool {
		last, _ := strconv.Atoi(standard)
		return s == last && n == number+1 || s == last+1 && n == 1
	}
	a, b := strconv.Itoa(day)+"."+strconv.Itoa(month), strconv.Itoa(month)+"."+strconv.Itoa(day)
	switch {
	case fits(month, day): // both fit behind 1.1 only, and no standard has but one criterion
		return b
	case fits(day, month):
		return a
	case day == month || dayMonth != "" && (month > 9 || day > 12):
		return dayMonth
	}
	if day > 9 { // no standard has such a number
		return b
	}
	c.unclear = [2]string{a, b}
	return ""
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
