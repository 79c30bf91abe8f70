package workbook

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// gateSheet is what the strict pass learns of one sheet: where its cells stand
// and what they are, in rows that hold a value of their own.
type gateSheet struct {
	name   string
	hidden bool
	kind   string // "worksheet"; "chartsheet" and others hold no cells
	part   string
	rows   []gateRow
	cols   map[int]bool // hidden columns
	last   int          // last column kept
	merges []Range
}

type gateRow struct {
	number int
	hidden bool
	cells  []gateCell
}

type gateCell struct {
	col      int
	style    int
	kind     string // attribute t
	formula  bool
	uncached bool // a formula without a stored value
	has      bool // a value
}

// sheetPass is the walk over one sheet part.
type sheetPass struct {
	g        *gate
	sh       *gateSheet
	inData   bool
	lastRow  int
	row      gateRow // the current one; its cells are a buffer
	inRow    bool
	cell     gateCell
	inCell   bool
	value    strings.Builder // of <v>
	hasV     bool
	hasIs    bool // an <is>, and whether it has text
	isText   bool
	phonetic bool
	in       string // "v" or "t" while inside one
}

// readSheet reads one sheet part to its last tag.
func (g *gate) readSheet(sh *gateSheet) error {
	sh.cols = map[int]bool{}
	p := &sheetPass{g: g, sh: sh}
	return g.walk(sh.part, "worksheet", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			return p.start(e)
		case xml.CharData:
			switch p.in {
			case "v":
				p.value.Write(e)
			case "t":
				p.isText = p.isText || len(e) > 0
			}
		case xml.EndElement:
			return p.end(e.Name.Local)
		}
		return nil
	})
}

func (p *sheetPass) start(e xml.StartElement) error {
	// Drawings anchored in a sheet have elements named row and col too: only
	// those in sheetData are cells.
	if !p.inData {
		switch e.Name.Local {
		case "sheetData":
			p.inData = true
		case "col":
			return p.column(e)
		case "mergeCell":
			return p.merge(attr(e, "ref"))
		}
		return nil
	}
	switch e.Name.Local {
	case "row":
		return p.startRow(e)
	case "c":
		return p.startCell(e)
	}
	if !p.inCell {
		return nil
	}
	switch e.Name.Local {
	case "f":
		p.cell.formula = true
	case "v":
		p.in, p.hasV = "v", true
	case "is":
		p.hasIs = true
	case "rPh":
		p.phonetic = true
	case "t":
		if p.hasIs && !p.phonetic {
			p.in = "t"
		}
	}
	return nil
}

func (p *sheetPass) startRow(e xml.StartElement) error {
	if p.inRow {
		return damaged("%s: a row inside row %d", p.sh.part, p.row.number)
	}
	number := p.lastRow + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= p.lastRow {
			return damaged("%s: row %q after row %d", p.sh.part, r, p.lastRow)
		}
		number = n
	}
	if number > maxRow {
		return damaged("%s: row %d", p.sh.part, number)
	}
	p.lastRow, p.inRow = number, true
	p.row = gateRow{number: number, hidden: isTrue(attr(e, "hidden")), cells: p.row.cells[:0]}
	return nil
}

func (p *sheetPass) startCell(e xml.StartElement) error {
	if !p.inRow || p.inCell {
		return damaged("%s: a cell outside a row", p.sh.part)
	}
	c := gateCell{kind: attr(e, "t"), col: 1}
	if n := len(p.row.cells); n > 0 {
		c.col = p.row.cells[n-1].col + 1
	}
	if r := attr(e, "r"); r != "" {
		row, col, ok := Split(r)
		if !ok || row != p.row.number || col < c.col {
			return damaged("%s: cell %q in row %d", p.sh.part, r, p.row.number)
		}
		c.col = col
	}
	if c.col > maxCol {
		return damaged("%s: column %d in row %d", p.sh.part, c.col, p.row.number)
	}
	if s := attr(e, "s"); s != "" {
		n, err := strconv.Atoi(s)
		// Without its style a date is a bare number: no style is no guess.
		if err != nil || n < 0 || n > 0 && n >= len(p.g.looks) {
			return damaged("%s: %s names style %q of %d", p.sh.part, Addr(p.row.number, c.col), s, len(p.g.looks))
		}
		c.style = n
	}
	p.cell, p.inCell = c, true
	p.hasV, p.hasIs, p.isText, p.phonetic, p.in = false, false, false, false, ""
	p.value.Reset()
	return nil
}

func (p *sheetPass) end(name string) error {
	switch name {
	case "sheetData":
		p.inData = false
	case "v", "t":
		p.in = ""
	case "rPh":
		p.phonetic = false
	case "c":
		if p.inCell {
			p.inCell = false
			return p.endCell()
		}
	case "row":
		if p.inData && p.inRow {
			p.inRow = false
			return p.endRow()
		}
	}
	return nil
}

func (p *sheetPass) endCell() error {
	c := p.cell
	c.has = p.value.Len() > 0
	switch {
	case c.kind == "s" && c.has:
		n, err := strconv.Atoi(strings.TrimSpace(p.value.String()))
		if err != nil || n < 0 || n >= len(p.g.strings) {
			return damaged("%s: %s names shared string %q of %d", p.sh.part, Addr(p.row.number, c.col), p.value.String(), len(p.g.strings))
		}
		c.has = p.g.strings[n]
	case c.kind == "inlineStr" && p.hasIs:
		c.has = p.isText
	}
	// Excel stores an empty text that a formula gave as t="str" with an empty
	// <v>; a program that can't calculate leaves <v> out, or empty without t.
	c.uncached = c.formula && !c.has && (c.kind != "str" || !p.hasV)
	p.row.cells = append(p.row.cells, c)
	return nil
}

// endRow keeps a row that has a value of its own. A formatted empty range, a
// million rows of it, costs nothing.
func (p *sheetPass) endRow() error {
	own := func(c gateCell) bool { return c.has || c.uncached }
	if !slices.ContainsFunc(p.row.cells, own) {
		return nil
	}
	n := len(p.row.cells)
	for n > 0 && !own(p.row.cells[n-1]) && !p.g.look(p.row.cells[n-1].style).filled {
		n--
	}
	if err := p.g.keep(n); err != nil {
		return err
	}
	row := p.row
	row.cells = slices.Clone(p.row.cells[:n])
	p.sh.rows = append(p.sh.rows, row)
	p.sh.last = max(p.sh.last, row.cells[n-1].col)
	return nil
}

func (p *sheetPass) column(e xml.StartElement) error {
	if !isTrue(attr(e, "hidden")) {
		return nil
	}
	from, err1 := strconv.Atoi(attr(e, "min"))
	to, err2 := strconv.Atoi(attr(e, "max"))
	if err1 != nil || err2 != nil || from < 1 || to < from || to > maxCol {
		return damaged("%s: columns %q to %q", p.sh.part, attr(e, "min"), attr(e, "max"))
	}
	for c := from; c <= to; c++ {
		p.sh.cols[c] = true
	}
	return nil
}

func (p *sheetPass) merge(ref string) error {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	r1, c1, ok1 := Split(from)
	r2, c2, ok2 := Split(to)
	if !ok1 || !ok2 || r2 < r1 || c2 < c1 {
		return damaged("%s: merged range %q", p.sh.part, ref)
	}
	p.sh.merges = append(p.sh.merges, Range{r1, c1, r2, c2})
	return nil
}
