package workbook

import (
	"bytes"
	"strings"
)

// textSheet is the name of the one sheet of a file that has none.
const textSheet = "Trang 1"

// separators are tried in this order; of two that fit alike the first is taken: a
// comma stands inside decimals and addresses of files parted by the others.
var separators = []byte{'\t', ';', ','}

// readCSV reads lines of values (RFC 4180, parted as Excel parts them) as one
// sheet. Every value is a text, as it stands; ="0123", the way to keep a nought,
// is 0123. found is why it is refused when it is a text and no table.
func (b *book) readCSV(text []byte, found *Refusal) error {
	sep, ok := byte(0), false
	if line, rest, more := bytes.Cut(text, []byte("\n")); more && bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) {
		if line = bytes.TrimRight(line, "\r"); len(line) != len("sep=")+1 {
			return damaged(whyText, "csv: the line %q", line)
		}
		sep, ok, text = line[4], true, rest // Excel's own hint, which it doesn't show
	}
	width := 0
	if ok {
		width, _ = widthOf(text, sep)
	} else if sep, width = separatorOf(text); width < 2 {
		return found
	}
	r := &sheetReader{book: b, part: "csv", sheet: Sheet{Name: textSheet}}
	last := 0
	err := eachRecord(text, sep, func(fields [][]byte) error {
		r.begin(false)
		for _, f := range fields {
			if err := r.textCell(f); err != nil {
				return err
			}
		}
		last = len(fields)
		return r.end()
	})
	if err != nil {
		return err
	}
	// A line shorter than its fellows, at the end of a file that does not end its
	// last line, is a file that stops in the middle.
	if last < width && !bytes.HasSuffix(text, []byte("\n")) && !bytes.HasSuffix(text, []byte("\r")) {
		return damaged(whyCut, "csv: cut short: the last line has %d values of %d", last, width)
	}
	b.Sheets = append(b.Sheets, r.sheet)
	return nil
}

// begin begins the next row of a sheet that is read from a text.
func (r *sheetReader) begin(hidden bool) {
	r.lastRow++
	r.lastCol, r.hidden, r.rowAt = 0, hidden, len(r.slab)
}

// end keeps the row, if it has a value.
func (r *sheetReader) end() error {
	if r.lastRow > maxRow {
		return tooLarge("more than %d rows", maxRow)
	}
	if err := r.inTime(); err != nil {
		return err
	}
	return r.keepRow()
}

func (r *sheetReader) textCell(f []byte) error {
	c, _, _, err := r.newCell(nil, nil, nil)
	if err != nil {
		return err
	}
	if n := len(f); n > 3 && f[0] == '=' && f[1] == '"' && f[n-1] == '"' && bytes.IndexByte(f[2:n-1], '"') < 0 {
		f = f[2 : n-1]
	}
	if len(bytes.TrimSpace(f)) == 0 {
		return nil
	}
	c.Kind = Text
	c.Raw, err = r.keepText(f)
	return err
}

// separatorOf finds what parts the values of a text, and how many values most of
// its lines have; one is a text that nothing parts.
func separatorOf(text []byte) (sep byte, width int) {
	best := 0.0
	for _, candidate := range separators {
		if n, share := widthOf(text, candidate); share > best {
			sep, width, best = candidate, n, share
		}
	}
	return sep, width
}

// widthOf is how many values most lines have when sep parts them, and the share of
// the lines that have so many; 0 when no width is that of half of them, and of two.
func widthOf(text []byte, sep byte) (width int, share float64) {
	lines, widths := 0, map[int]int{}
	err := eachRecord(text, sep, func(fields [][]byte) error {
		if len(fields) > 1 || len(bytes.TrimSpace(fields[0])) > 0 {
			lines++
			widths[len(fields)]++
		}
		return nil
	})
	if err != nil { // said when it is read; what comes behind fits nothing
		lines = max(lines, bytes.Count(text, []byte("\n")))
	}
	for n, times := range widths {
		if n > 1 && (times > widths[width] || times == widths[width] && n > width) {
			width = n
		}
	}
	share = float64(widths[width]) / float64(max(lines, 1))
	if width < 2 || widths[width] < 2 || share < 0.5 {
		return 0, 0
	}
	return width, share
}

// eachRecord hands on the values of each line; a value in quotes may hold the
// separator, quotes doubled, and ends of lines. The slices are good until the
// next line. A quote that never ends, and a text behind one that did, are errors.
func eachRecord(text []byte, sep byte, take func(fields [][]byte) error) error {
	var fields [][]byte
	line := 1
	for len(text) > 0 {
		fields = fields[:0]
		for ended := false; !ended; {
			var value []byte
			if len(text) > 0 && text[0] == '"' {
				var rest []byte
				var ok bool
				if value, rest, ok = quoted(text); !ok {
					return damaged(whyCut, "csv: the quote that begins in line %d has no end", line)
				}
				line += bytes.Count(text[:len(text)-len(rest)], []byte("\n"))
				if text = rest; len(text) > 0 && text[0] != sep && text[0] != '\n' && text[0] != '\r' {
					return damaged(whyCell, "csv: line %d: a text behind a closing quote", line)
				}
			} else {
				n := bytes.IndexAny(text, string([]byte{sep, '\n', '\r'}))
				if n < 0 {
					n = len(text)
				}
				value, text = text[:n], text[n:]
			}
			if fields = append(fields, value); len(fields) > maxCol {
				return tooLarge("csv: line %d has more than %d values", line, maxCol)
			}
			switch {
			case len(text) == 0:
				ended = true
			case text[0] == sep:
				text = text[1:]
				if ended = len(text) == 0; ended {
					fields = append(fields, nil)
				}
			default:
				n := 1
				if bytes.HasPrefix(text, []byte("\r\n")) {
					n = 2
				}
				text, ended = text[n:], true
				line++
			}
		}
		if err := take(fields); err != nil {
			return err
		}
	}
	return nil
}

// quoted reads a value in quotes from the beginning of a text.
func quoted(text []byte) (value, rest []byte, ok bool) {
	doubled := false
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		value = text[1:i]
		if doubled {
			value = []byte(strings.ReplaceAll(string(value), `""`, `"`))
		}
		return value, text[i+1:], true
	}
	return nil, nil, false
}
