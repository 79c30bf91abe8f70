package workbook

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// htmlTable is one table of a page on its way to a sheet. Cells are placed as
// HTML places them: each in the first free column, over as many columns and rows
// as it spans.
type htmlTable struct {
	r       *sheetReader
	nested  bool   // in a cell of another
	row     []Cell // the open one's, handed on whole: a table in a cell has rows meanwhile
	inRow   bool
	cell    *htmlCell
	caption *flow
	spans   []int // by column: the last row that a cell from above takes
	merges  int   // where those of the open group of rows begin
	hidden  bool  // the open group of rows
	cols    int   // columns that <col> has told of
}

// htmlCell is a cell while its content is read.
type htmlCell struct {
	flow
	Cell
	tag    html.Token
	style  css
	across int
	down   int // rows that it spans; they may be fewer in the end
}

func newHTMLTable(b *book, nested, hidden bool) *htmlTable {
	return &htmlTable{r: &sheetReader{book: b, part: "html", sheet: Sheet{Hidden: hidden}}, nested: nested}
}

// flow is where a text of the table goes; nil between its cells.
func (t *htmlTable) flow() *flow {
	switch {
	case t.cell != nil:
		return &t.cell.flow
	case t.caption != nil:
		return t.caption
	}
	return nil
}

// start deals with a start tag that is the table's own.
func (t *htmlTable) start(name string, tag html.Token, style css) (done bool, err error) {
	switch name {
	case "tr":
		if err := t.endRow(); err != nil {
			return true, err
		}
		return true, t.beginRow(style.hidden)
	case "td", "th":
		if err := t.endCell(); err != nil {
			return true, err
		}
		if !t.inRow {
			if err := t.beginRow(false); err != nil {
				return true, err
			}
		}
		return true, t.beginCell(tag, style)
	case "thead", "tbody", "tfoot":
		if err := t.endGroup(); err != nil {
			return true, err
		}
		t.hidden = style.hidden
		return true, nil
	case "caption":
		if err := t.endRow(); err != nil {
			return true, err
		}
		t.caption = &flow{}
		return true, nil
	case "colgroup":
		return true, nil
	case "col":
		n := number(tag, "span", 1, 1000)
		if style.hidden {
			t.r.cols = append(t.r.cols, Range{Col1: t.cols + 1, Col2: t.cols + n})
		}
		if t.cols += n; t.cols > maxCol {
			return true, t.r.bad("column %d", t.cols)
		}
		return true, nil
	}
	return false, nil
}

// finish deals with an end tag that is the table's own.
func (t *htmlTable) finish(name string) (done bool, err error) {
	switch name {
	case "td", "th":
		return true, t.endCell()
	case "tr":
		return true, t.endRow()
	case "thead", "tbody", "tfoot":
		return true, t.endGroup()
	case "caption":
		return true, t.endCaption()
	case "colgroup", "col":
		return true, nil
	}
	return false, nil
}

func (t *htmlTable) close() error {
	if err := t.endGroup(); err != nil {
		return err
	}
	return t.r.spreadMerges()
}

// line keeps a line of text that stands above or below the table.
func (t *htmlTable) line(s richText) error {
	t.r.begin(false)
	c, _, _, err := t.r.newCell(nil, nil, nil)
	if err != nil {
		return err
	}
	setText(c, s)
	return t.r.end()
}

func (t *htmlTable) endCaption() error {
	if t.caption == nil {
		return nil
	}
	s, err := t.caption.take(t.r.book)
	t.caption = nil
	if err != nil || s.text == "" {
		return err
	}
	return t.line(s)
}

func (t *htmlTable) beginRow(hidden bool) error {
	t.r.begin(hidden || t.hidden)
	t.inRow, t.row = true, t.row[:0]
	if t.r.lastRow > maxRow {
		return tooLarge("more than %d rows", maxRow)
	}
	return nil
}

// endRow hands the row on.
func (t *htmlTable) endRow() error {
	if err := t.endCell(); err != nil {
		return err
	}
	if err := t.endCaption(); err != nil || !t.inRow {
		return err
	}
	t.inRow = false
	if n := len(t.row); cap(t.r.slab)-len(t.r.slab) < n {
		t.r.slab = make([]Cell, 0, max(n, 512)) // rows kept before hold the old one
	}
	t.r.rowAt = len(t.r.slab)
	t.r.slab = append(t.r.slab, t.row...)
	return t.r.end()
}

// endGroup ends a group of rows: no cell spans beyond it.
func (t *htmlTable) endGroup() error {
	if err := t.endRow(); err != nil {
		return err
	}
	clear(t.spans)
	t.hidden = false
	kept := t.r.sheet.Merges[:t.merges]
	for _, m := range t.r.sheet.Merges[t.merges:] {
		if m.Row2 = min(m.Row2, t.r.lastRow); m.Row2 > m.Row1 || m.Col2 > m.Col1 {
			kept = append(kept, m)
		}
	}
	t.r.sheet.Merges, t.merges = kept, len(kept)
	return nil
}

// number is an attribute that counts, as HTML takes it: what is no number is 1,
// what is too large the largest.
func number(tag html.Token, name string, least, most int) int {
	s, ok := attrOf(tag, name)
	if !ok {
		return 1
	}
	n, err := strconv.Atoi(s)
	if err != nil && strings.Trim(s, "0123456789") != "" || n < least {
		return 1
	}
	if err != nil {
		return most
	}
	return min(n, most)
}

func (t *htmlTable) beginCell(tag html.Token, style css) error {
	col := 1
	if n := len(t.row); n > 0 {
		col = t.row[n-1].Col + 1
	}
	for t.taken(col) {
		col++
	}
	c := &htmlCell{tag: tag, style: style, across: 1, down: number(tag, "rowspan", 0, 65534)}
	if c.down == 0 { // to the end of its group
		c.down = 65534
	}
	for want := number(tag, "colspan", 1, 1000); c.across < want && !t.taken(col+c.across); {
		c.across++
	}
	if col+c.across-1 > maxCol {
		return t.r.bad("column %d in row %d", col+c.across-1, t.r.lastRow)
	}
	c.Row, c.Col = t.r.lastRow, col
	c.enter(tag.Data, css{pre: style.pre, strike: style.strike})
	t.cell = c
	return nil
}

// taken reports whether a cell from above spans a column of the open row.
func (t *htmlTable) taken(col int) bool { return col < len(t.spans) && t.spans[col] >= t.r.lastRow }

// endCell keeps the cell, and blank ones in the columns that it spans.
func (t *htmlTable) endCell() error {
	c := t.cell
	if c == nil {
		return nil
	}
	t.cell = nil
	c.Font, c.Strike, c.Filled = t.r.fontName([]byte(c.style.font)), c.style.strike, c.style.filled()
	c.Hidden = c.style.hidden
	s, err := c.take(t.r.book)
	if err != nil {
		return err
	}
	setText(&c.Cell, s)
	if err := c.typed(); err != nil {
		return t.r.bad("%s: %v", Addr(c.Row, c.Col), err)
	}
	if c.across > 1 || c.down > 1 {
		if len(t.r.sheet.Merges) >= t.r.lim.MaxCells {
			return tooLarge("more than %d merged ranges", t.r.lim.MaxCells)
		}
		t.r.sheet.Merges = append(t.r.sheet.Merges, Range{c.Row, c.Col, c.Row + c.down - 1, c.Col + c.across - 1})
	}
	for i := range c.across {
		if c.down > 1 {
			for len(t.spans) <= c.Col+i {
				t.spans = append(t.spans, 0)
			}
			t.spans[c.Col+i] = c.Row + c.down - 1
		}
		if i == 0 {
			t.row = append(t.row, c.Cell)
		} else {
			t.row = append(t.row, Cell{Row: c.Row, Col: c.Col + i, Filled: c.Filled, Hidden: c.Hidden})
		}
	}
	return nil
}
