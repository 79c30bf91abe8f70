package workbook

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// newCell begins a cell from its attributes r, s and t; nil is absent. The cell
// stands last in the slab, and stays in place until another is begun.
func (r *sheetReader) newCell(ref, style, kind []byte) (*Cell, byte, *look, error) {
	col := r.lastCol + 1
	if ref != nil {
		row, at, ok := splitBytes(ref)
		if !ok || row != r.lastRow || at < col {
			return nil, 0, nil, r.bad("cell %q in row %d", ref, r.lastRow)
		}
		col = at
	}
	if col > maxCol {
		return nil, 0, nil, r.bad("column %d in row %d", col, r.lastRow)
	}
	r.lastCol = col
	l := &r.unstyled
	if style != nil {
		// Without its style a date is a bare number: no style is no guess.
		n, ok := decimal(style)
		if !ok || n > 0 && n >= len(r.looks) {
			return nil, 0, nil, r.bad("%s names style %q of %d", Addr(r.lastRow, col), style, len(r.looks))
		}
		if len(r.looks) > 0 {
			l = &r.looks[n]
		}
	} else if len(r.looks) > 0 {
		l = &r.looks[0]
	}
	k, ok := cellKind(kind)
	if !ok {
		return nil, 0, nil, r.bad("%s is of type %q", Addr(r.lastRow, col), kind)
	}
	if len(r.slab) == cap(r.slab) {
		// The row moves with its cells: they stay side by side.
		row := r.slab[r.rowAt:]
		r.slab = append(make([]Cell, 0, max(2*len(row), min(256, 2*cap(r.slab)), 64)), row...)
		r.rowAt = 0
	}
	r.slab = r.slab[:len(r.slab)+1]
	c := &r.slab[len(r.slab)-1]
	if c.Row != 0 { // of a row that was not kept
		*c = Cell{}
	}
	c.Row, c.Col, c.Font, c.Strike, c.Filled = r.lastRow, col, l.font, l.strike, l.filled
	return c, k, l, nil
}

// readCell reads one cell behind its start tag, to its end.
func (r *sheetReader) readCell() error {
	s := r.s
	var ref, style, t []byte
	for _, a := range s.attrs {
		switch string(a.name) {
		case "r":
			ref = a.value
		case "s":
			style = a.value
		case "t":
			t = a.value
		case "cm", "vm", "ph":
		default:
			if bytes.IndexByte(a.name, ':') < 0 && string(a.name) != "xmlns" {
				return r.bad("row %d: a cell has an unknown attribute %q", r.lastRow, a.name)
			}
		}
	}
	c, kind, l, err := r.newCell(ref, style, t)
	if err != nil {
		return err
	}
	var inline *richText
	hasV := false
	r.value = r.value[:0]
	if !s.empty {
		depth := s.depth()
	content:
		for {
			tok, err := s.next()
			if err != nil {
				return err
			}
			switch tok {
			case charData:
				if !blank(s.text) {
					return r.bad("%s: a text outside its value", Addr(c.Row, c.Col))
				}
			case endTag:
				if s.depth() < depth {
					break content
				}
			case startTag:
				switch string(s.local) {
				case "v":
					if hasV {
						return r.bad("%s has two values", Addr(c.Row, c.Col))
					}
					hasV = true
					if r.value, err = s.content(r.value); err != nil {
						return err
					}
				case "f":
					c.Formula = true
					if c.External, err = r.readFormula(); err != nil {
						return err
					}
				case "is":
					if inline != nil {
						return r.bad("%s has two texts", Addr(c.Row, c.Col))
					}
					t, err := r.readText(s)
					if err != nil {
						return err
					}
					inline = &t
				case "extLst":
					s.pass()
				default:
					return r.bad("%s holds an unknown <%s>", Addr(c.Row, c.Col), s.local)
				}
			}
		}
	} else if _, err := s.next(); err != nil { // its end
		return err
	}
	if err := r.setValue(c, kind, r.value, inline, l.isDate); err != nil {
		return err
	}
	// Excel stores an empty text that a formula gave as t="str" with an empty
	// <v>; a program that can't calculate leaves <v> out, or empty without t.
	c.Uncached = c.Formula && c.Raw == "" && (kind != 't' || !hasV)
	return nil
}

// content appends the text of an element that holds nothing else, behind its
// start tag, to its end.
func (s *scanner) content(b []byte) ([]byte, error) {
	for {
		tok, err := s.next()
		if err != nil {
			return b, err
		}
		switch tok {
		case charData:
			b = append(b, s.text...)
		case endTag:
			return b, nil
		default:
			return b, s.fail("<%s> inside a value", s.local)
		}
	}
}

// cellKind is the attribute t in a byte; 't' is str, a formula's text.
func cellKind(t []byte) (byte, bool) {
	switch string(t) {
	case "s", "b", "e", "d", "n":
		return t[0], true
	case "":
		return 'n', true
	case "str":
		return 't', true
	case "inlineStr":
		return 'i', true
	}
	return 0, false
}

// setValue gives a cell what its <v> or <is> says, by its type.
func (r *sheetReader) setValue(c *Cell, kind byte, v []byte, inline *richText, isDate bool) (err error) {
	if inline != nil && (kind == 'i' || len(v) == 0) {
		setText(c, *inline)
		return nil
	}
	if kind != 't' && kind != 'i' {
		v = bytes.TrimSpace(v)
	}
	if len(v) == 0 {
		return nil
	}
	c.Kind = Text
	switch kind {
	case 's':
		n, ok := decimal(v)
		if !ok || n >= len(r.strings) {
			if r.strings == nil {
				return damaged(whyStrings, "%s: %s names shared string %q, and there are none", r.part, Addr(c.Row, c.Col), v)
			}
			return damaged(whyStrings, "%s: %s names shared string %q of %d", r.part, Addr(c.Row, c.Col), v, len(r.strings))
		}
		setText(c, r.strings[n])
		return nil
	case 't', 'i':
		v = unescape(v)
	case 'b':
		c.Kind = Bool
		switch string(v) {
		case "1", "true":
			c.Raw = "1"
		case "0", "false":
			c.Raw = "0"
		default:
			return r.bad("%s: %q is neither true nor false", Addr(c.Row, c.Col), v)
		}
		return nil
	case 'e':
		c.Kind = Error
	case 'd':
		if serial, ok := isoSerial(string(v), r.Date1904); ok {
			c.Kind, c.IsDate = Number, true
			c.Raw = strconv.FormatFloat(serial, 'f', -1, 64)
			return nil
		}
	case 'n':
		// A program that forgets t="str" writes text where a number should be.
		if isNumber(v) {
			c.Kind, c.IsDate = Number, isDate
		}
	}
	if len(v) == 1 && v[0] < 0x80 {
		c.Raw = oneChar[v[0] : v[0]+1] // most figures and all marks
		return nil
	}
	c.Raw, err = r.keepText(v)
	return err
}

// oneChar is every ASCII character, to cut one from.
var oneChar = func() string {
	b := make([]byte, 0x80)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}()

// setText gives a cell a text: in its own format, in one other, or in runs.
func setText(c *Cell, t richText) {
	if t.text == "" {
		return
	}
	c.Kind, c.Raw = Text, t.text
	if len(t.runs) == 0 {
		return
	}
	font, struck, mixed := c.Font, c.Strike, false
	all := true // what is not blank is struck out
	runs := make([]Run, 0, len(t.runs))
	for _, rr := range t.runs {
		run := Run{Text: rr.text, Font: font, Strike: struck}
		if rr.own {
			run.Strike = rr.strike
			if rr.font != "" {
				run.Font = rr.font
			}
		}
		all = all && (run.Strike || strings.TrimSpace(run.Text) == "")
		mixed = mixed || len(runs) > 0 && (run.Font != runs[0].Font || run.Strike != runs[0].Strike)
		runs = append(runs, run)
	}
	c.Strike = all
	if mixed {
		c.Runs = runs
	} else {
		c.Font = runs[0].Font
	}
}

// isNumber takes what XML Schema calls a double, without its INF and NaN.
func isNumber(b []byte) bool {
	i := 0
	digits := func() int {
		from := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		return i - from
	}
	sign := func() {
		if i < len(b) && (b[i] == '-' || b[i] == '+') {
			i++
		}
	}
	sign()
	n := digits()
	if i < len(b) && b[i] == '.' {
		i++
		n += digits()
	}
	if n == 0 {
		return false
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		sign()
		if digits() == 0 {
			return false
		}
	}
	return i == len(b)
}

// isoSerial gives the serial number of a date, a time or both as ISO strict
// workbooks write them; no zone ever shifts a day.
func isoSerial(s string, date1904 bool) (float64, bool) {
	s = strings.TrimSuffix(s, "Z")
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04", "15:04:05", "15:04", "T15:04:05"} {
		t, err := time.Parse(layout, s) // takes fractions of a second too
		if err != nil {
			continue
		}
		day := float64(t.Hour()*3600+t.Minute()*60+t.Second())/86400 + float64(t.Nanosecond())/86400e9
		if t.Year() == 0 {
			return day, true
		}
		epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		if date1904 {
			epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		days := math.Floor(t.Sub(epoch).Hours() / 24)
		if !date1904 && days < 61 {
			days-- // Excel knows a 29 February 1900
		}
		return days + day, days >= 0
	}
	return 0, false
}
