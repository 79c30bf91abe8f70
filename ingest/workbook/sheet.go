package workbook

import (
	"bytes"
	"slices"
	"strconv"
)

// sheetReader is the walk over one sheet part.
type sheetReader struct {
	*book
	s                *scanner
	part             string
	sheet            Sheet
	cols             []Range      // hidden columns
	last             int          // last column kept
	shared           map[int]bool // shared formulas that look into another workbook
	seen             bool         // sheetData
	lastRow, lastCol int
	rowAt            int  // where the row begins in the slab
	hidden           bool // the row
	addrs            []byte
	ends             []int // where each address of the row ends in addrs
}

// readSheet reads one sheet part to its last tag. What stands in its cells and
// is not known refuses the file: a value under an unknown name would be lost.
func (b *book) readSheet(of sheetPart) (Sheet, error) {
	r := &sheetReader{book: b, part: of.part, sheet: Sheet{Name: of.name, Hidden: of.hidden}}
	if err := b.walk(of.part, "worksheet", spreadsheetML, r.readParts); err != nil {
		return Sheet{}, err
	}
	if !r.seen {
		return Sheet{}, damaged(whyXML, "%s holds no cells' table", of.part)
	}
	return r.sheet, r.spreadMerges()
}

func (r *sheetReader) readParts(s *scanner) error {
	r.s = s
	for {
		tok, err := s.next()
		if err != nil || tok == endOfPart || tok == endTag {
			return err
		}
		if tok != startTag {
			continue
		}
		switch string(s.local) {
		case "sheetData":
			if r.seen {
				return s.fail("a second <sheetData>")
			}
			r.seen = true
			err = r.children("row", r.readRow, nil)
		case "cols":
			err = r.children("col", r.column, nil)
		case "mergeCells":
			err = r.children("mergeCell", r.merge, nil)
		default:
			s.pass()
		}
		if err != nil {
			return err
		}
	}
}

// children reads an element whose children all have one name. each is called
// behind a child's start tag; quick, if any, may take children before it.
func (r *sheetReader) children(name string, each func() error, quick func() (bool, error)) error {
	depth := r.s.depth()
	for {
		for quick != nil {
			if ok, err := quick(); err != nil {
				return err
			} else if !ok {
				break
			}
		}
		tok, err := r.s.next()
		if err != nil {
			return err
		}
		switch {
		case tok == endTag && r.s.depth() < depth:
			return nil
		case tok == startTag && string(r.s.local) == name && r.s.depth() == depth+1:
			if err := each(); err != nil {
				return err
			}
		case tok == startTag && string(r.s.local) == "extLst":
			r.s.pass()
		case tok == startTag:
			return r.s.fail("<%s> where <%s> should stand", r.s.local, name)
		case tok == charData && !blank(r.s.text):
			return r.s.fail("a text between <%s>", name)
		}
	}
}

func (r *sheetReader) bad(format string, args ...any) error {
	return damaged(whyCell, r.part+": "+format, args...)
}

// decimal reads a number without sign.
func decimal(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func (r *sheetReader) readRow() error {
	number := r.lastRow + 1
	r.hidden, r.lastCol = false, 0
	for _, a := range r.s.attrs {
		switch string(a.name) {
		case "r":
			n, ok := decimal(a.value)
			if !ok || n <= r.lastRow {
				return r.bad("row %q after row %d", a.value, r.lastRow)
			}
			number = n
		case "hidden":
			r.hidden = r.hidden || isTrue(a.value)
		case "ht":
			r.hidden = r.hidden || string(a.value) == "0"
		case "spans", "s", "customFormat", "customHeight", "outlineLevel", "collapsed", "thickTop", "thickBot", "ph":
		default:
			if bytes.IndexByte(a.name, ':') < 0 && string(a.name) != "xmlns" {
				return r.bad("row %d has an unknown attribute %q", number, a.name)
			}
		}
	}
	if number > maxRow {
		return r.bad("row %d", number)
	}
	r.lastRow = number
	r.rowAt = len(r.slab)
	if err := r.children("c", r.readCell, r.quickCell); err != nil {
		return err
	}
	return r.keepRow()
}

// keepRow keeps a row that has a value of its own. A formatted empty range, a
// million rows of it, costs nothing.
func (r *sheetReader) keepRow() error {
	row := r.slab[r.rowAt:]
	own, n := false, 0
	for i := range row {
		if c := &row[i]; c.Raw != "" || c.Uncached {
			own, n = true, i+1
		} else if c.Filled {
			n = i + 1
		}
	}
	if !own {
		r.sheet.Blank++
		r.slab = r.slab[:r.rowAt]
		return nil
	}
	if err := r.keep(n); err != nil {
		return err
	}
	row = row[:n:n]
	r.slab = r.slab[:r.rowAt+n]
	// The addresses of a row are one text, cut at each cell's end.
	var number [20]byte
	digits, ends := strconv.AppendInt(number[:0], int64(r.lastRow), 10), r.ends[:0]
	addrs := r.addrs[:0]
	for i := range row {
		addrs = append(appendColumn(addrs, row[i].Col), digits...)
		ends = append(ends, len(addrs))
	}
	r.addrs, r.ends = addrs, ends
	kept, from := r.arena.keep(addrs), 0
	for i := range row {
		c := &row[i]
		c.Addr, from = kept[from:ends[i]], ends[i]
		c.Hidden = c.Hidden || r.hidden || r.hiddenCol(c.Col)
	}
	if r.sheet.Rows == nil {
		r.sheet.Rows = make([]Row, 0, 64)
	}
	r.sheet.Rows = append(r.sheet.Rows, Row{Number: r.lastRow, Hidden: r.hidden, Cells: row})
	r.last = max(r.last, row[n-1].Col)
	return nil
}

func (r *sheetReader) hiddenCol(col int) bool {
	for _, c := range r.cols {
		if col >= c.Col1 && col <= c.Col2 {
			return true
		}
	}
	return false
}

func (r *sheetReader) column() error {
	s := r.s
	if !isTrue(s.attr("hidden")) && string(s.attr("width")) != "0" {
		return nil
	}
	from, ok1 := decimal(s.attr("min"))
	to, ok2 := decimal(s.attr("max"))
	if !ok1 || !ok2 || from < 1 || to < from || to > maxCol {
		return r.bad("columns %q to %q", s.attr("min"), s.attr("max"))
	}
	r.cols = append(r.cols, Range{Col1: from, Col2: to})
	return nil
}

func (r *sheetReader) merge() error {
	ref := string(r.s.attr("ref"))
	m, ok := splitRange(ref)
	if !ok {
		return r.bad("merged range %q", ref)
	}
	r.sheet.Merges = append(r.sheet.Merges, m)
	return nil
}

// wideMerge is how far a merged value is repeated where the sheet has no
// further column: a title merged to XFD says it once for each.
const wideMerge = 64

// spreadMerges repeats a merged range's value in each of its cells, in the rows
// that hold a value of their own.
func (r *sheetReader) spreadMerges() error {
	byNumber := func(row Row, n int) int { return row.Number - n }
	byCol := func(c Cell, col int) int { return c.Col - col }
	rows := r.sheet.Rows
	for _, m := range r.sheet.Merges {
		if err := r.inTime(); err != nil {
			return err
		}
		i, ok := slices.BinarySearchFunc(rows, m.Row1, byNumber)
		if !ok {
			continue
		}
		first, ok := slices.BinarySearchFunc(rows[i].Cells, m.Col1, byCol)
		if !ok || rows[i].Cells[first].Raw == "" {
			continue
		}
		value := rows[i].Cells[first]
		last := min(m.Col2, max(r.last, m.Col1+wideMerge-1))
		for ; i < len(rows) && rows[i].Number <= m.Row2; i++ {
			row := &rows[i]
			if err := r.keep(last - m.Col1 + 1); err != nil {
				return err
			}
			for col := m.Col1; col <= last; col++ {
				if row.Number == m.Row1 && col == m.Col1 {
					continue
				}
				c := value
				c.Addr, c.Row, c.Col, c.Merged = Addr(row.Number, col), row.Number, col, true
				c.Hidden = row.Hidden || r.hiddenCol(col)
				k, found := slices.BinarySearchFunc(row.Cells, col, byCol)
				switch {
				case !found:
					row.Cells = slices.Insert(row.Cells, k, c)
				case row.Cells[k].Raw == "":
					row.Cells[k] = c
				}
			}
		}
	}
	return nil
}

// appendAddr writes an A1 address behind b.
func appendAddr(b []byte, row, col int) []byte {
	return strconv.AppendInt(appendColumn(b, col), int64(row), 10)
}

// appendColumn appends the letters of a column: A, Z, AA.
func appendColumn(b []byte, col int) []byte {
	if col <= 26 { // nearly all
		return append(b, byte('A'+col-1))
	}
	var letters [3]byte
	i := len(letters)
	for ; col > 0; col = (col - 1) / 26 {
		i--
		letters[i] = byte('A' + (col-1)%26)
	}
	return append(b, letters[i:]...)
}
