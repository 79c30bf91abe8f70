package workbook

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// richText is a text and, when its formats differ from its cell's, its runs.
type richText struct {
	text string
	runs []richRun
}

// richRun is a stretch of a text with a format of its own (rPr) or, without
// one, the cell's.
type richRun struct {
	text   string
	own    bool
	font   string // empty: the cell's
	strike bool
}

// richBuffer is a text while it is read: the runs' ends, then their formats.
type richBuffer struct {
	text []byte
	runs []richRun
	ends []int
}

// readStrings reads the table of shared strings.
func (b *book) readStrings(s *scanner) error {
	if n, ok := decimal(s.attr("uniqueCount")); ok { // it may lie
		b.strings = make([]richText, 0, min(n, 4096))
	}
	for {
		if ok, err := b.quickText(s); err != nil {
			return err
		} else if ok {
			continue
		}
		tok, err := s.next()
		if err != nil || tok == endOfPart || tok == endTag {
			return err
		}
		if tok != startTag {
			continue
		}
		if string(s.local) != "si" {
			s.pass()
			continue
		}
		t, err := b.readText(s)
		if err != nil {
			return err
		}
		b.strings = append(b.strings, t)
	}
}

// readText reads a text behind the start tag of <si> or <is>, to its end. The
// reading aid of East Asian texts (rPh) is no text. Blanks at the ends are kept
// whether or not xml:space says so: runs without it would lose the blank between
// two words, and what reads cells trims them.
func (b *book) readText(s *scanner) (richText, error) {
	depth := s.depth()
	r := &b.rich
	r.text, r.runs, r.ends = r.text[:0], r.runs[:0], r.ends[:0]
	var run richRun
	inText, inFormat, from := false, false, 0
	for {
		tok, err := s.next()
		if err != nil {
			return richText{}, err
		}
		switch tok {
		case charData:
			if inText {
				r.text = append(r.text, s.text...)
			}
		case startTag:
			if inText {
				return richText{}, s.fail("<%s> inside a text", s.local)
			}
			switch string(s.local) {
			case "r":
				run = richRun{}
			case "rPr":
				run.own, inFormat = true, true
			case "rFont":
				run.font = b.fontName(s.attr("val"))
			case "strike":
				v := s.attr("val")
				run.strike = v == nil || isTrue(v)
			case "t":
				inText, from = true, len(r.text)
			case "rPh", "phoneticPr", "extLst":
				s.pass()
			default:
				if !inFormat {
					return richText{}, s.fail("<%s> in a text", s.local)
				}
			}
		case endTag:
			switch {
			case string(s.local) == "rPr":
				inFormat = false
			case s.depth() < depth:
				return b.keepRich()
			case string(s.local) == "t":
				inText = false
				r.text = append(r.text[:from], unescape(r.text[from:])...)
				if len(r.text) > from {
					r.runs, r.ends = append(r.runs, run), append(r.ends, len(r.text))
				}
			case string(s.local) == "r":
				run = richRun{}
			}
		case endOfPart:
			return richText{}, s.fail("a text without an end")
		}
	}
}

// keepRich makes the buffer a text; runs of one format are one, and a text all
// in its cell's format has none.
func (b *book) keepRich() (richText, error) {
	r := &b.rich
	text, err := b.keepText(r.text)
	if err != nil {
		return richText{}, err
	}
	t := richText{text: text}
	same := true
	for _, run := range r.runs {
		same = same && !run.own
	}
	if same {
		return t, nil
	}
	from := 0
	for i, run := range r.runs {
		run.text = text[from:r.ends[i]]
		if n := len(t.runs); n > 0 && t.runs[n-1].own == run.own && t.runs[n-1].font == run.font && t.runs[n-1].strike == run.strike {
			t.runs[n-1].text = text[from-len(t.runs[n-1].text) : r.ends[i]]
		} else {
			t.runs = append(t.runs, run)
		}
		from = r.ends[i]
	}
	return t, nil
}

func (b *book) fontName(name []byte) string {
	if f, ok := b.fonts[string(name)]; ok {
		return f
	}
	f := string(name)
	b.fonts[f] = f
	return f
}

// unescape resolves _xHHHH_, Excel's way to write what XML can't: _x000D_, and
// _x005F_ for an underscore that would begin another. It works in place.
func unescape(b []byte) []byte {
	i := bytes.Index(b, []byte("_x"))
	if i < 0 {
		return b
	}
	out := b[:i]
	for i < len(b) {
		r, ok := escaped(b[i:])
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		i += 7
		if utf16.IsSurrogate(r) {
			low, _ := escaped(b[i:])
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				r = pair
				i += 7
			} else {
				// Half a character can't be said: it stays as it is written.
				out = append(out, b[i-7:i]...)
				continue
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

func escaped(b []byte) (rune, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	r := rune(0)
	for _, c := range b[2:6] {
		d := hexDigit(c)
		if d < 0 {
			return 0, false
		}
		r = r<<4 | d
	}
	return r, true
}
