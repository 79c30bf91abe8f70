package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kdcl/ingest/parse"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
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

// unmerged is a field's text, of its own row only.
func (g *reading) unmerged(t *recognise.Table, row recognise.Row, field string) string {
	if t.Cell(row, field).Merged {
		return ""
	}
	return g.value(t, row, field)
}
