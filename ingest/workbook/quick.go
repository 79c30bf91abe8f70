package workbook

import (
	"bytes"
	"unicode/utf8"
)

// What nearly every program writes for nearly every cell and text is read here
// without the scanner's detours. A quick reader takes what it knows to the byte
// and checks it as the scanner would; at anything else it takes nothing, and the
// scanner reads on from the same place.

// quickCell reads <c r="A1" s="2" t="s"><v>3</v></c> and <c r="A1" s="2"/>.
func (r *sheetReader) quickCell() (bool, error) {
	s := r.s
	b := s.buf[s.pos:s.end]
	if len(b) < 4 || b[0] != '<' || b[1] != 'c' || s.plain != ours || s.empty || s.skip > 0 {
		return false, nil
	}
	var ref, style, kind []byte
	i := 2
	for b[i] == ' ' {
		if i+4 >= len(b) || b[i+2] != '=' || b[i+3] != '"' {
			return false, nil
		}
		name := b[i+1]
		i += 4
		from := i
		for i < len(b) && class[b[i]] == isName {
			i++
		}
		if i+1 >= len(b) || b[i] != '"' {
			return false, nil
		}
		var to *[]byte
		switch name {
		case 'r':
			to = &ref
		case 's':
			to = &style
		case 't':
			to = &kind
		default:
			return false, nil
		}
		if *to != nil {
			return false, nil
		}
		*to = b[from:i]
		i++
	}
	var value []byte
	switch {
	case len(b)-i < 4:
		return false, nil
	case b[i] == '/' && b[i+1] == '>':
		i += 2
	case string(b[i:i+4]) == "><v>":
		i += 4
		from, f := i, uint8(0)
		for i < len(b) && b[i] != '<' {
			f |= class[b[i]]
			i++
		}
		if f&^(isName|isSpace) != 0 || len(b)-i < len("</v></c>") || string(b[i:i+8]) != "</v></c>" {
			return false, nil
		}
		value = b[from:i]
		i += len("</v></c>")
	default:
		return false, nil
	}
	c, k, l, err := r.newCell(ref, style, kind)
	if err != nil {
		return false, err
	}
	if err := r.setValue(c, k, value, nil, l.isDate); err != nil {
		return false, err
	}
	s.pos += i
	return true, nil
}

// quickText reads <si><t>…</t></si>, with or without xml:space="preserve".
func (b *book) quickText(s *scanner) (bool, error) {
	w := s.buf[s.pos:s.end]
	const open, plain, preserve, end = "<si><t", ">", ` xml:space="preserve">`, "</t></si>"
	if !bytes.HasPrefix(w, []byte(open)) || s.plain != ours || s.empty || s.skip > 0 {
		return false, nil
	}
	i := len(open)
	switch {
	case bytes.HasPrefix(w[i:], []byte(plain)):
		i += len(plain)
	case bytes.HasPrefix(w[i:], []byte(preserve)):
		i += len(preserve)
	default:
		return false, nil
	}
	n := bytes.IndexByte(w[i:], '<')
	if n < 0 || !bytes.HasPrefix(w[i+n:], []byte(end)) {
		return false, nil
	}
	t := w[i : i+n]
	f := flags(t)
	if f&^(isName|isSpace|isHigh) != 0 || bytes.Contains(t, []byte("_x")) ||
		f&isHigh != 0 && (!utf8.Valid(t) || bytes.Contains(t, []byte("\xEF\xBF"))) {
		return false, nil
	}
	text, err := b.keepText(t)
	if err != nil {
		return false, err
	}
	b.strings = append(b.strings, richText{text: text})
	s.pos += i + n + len(end)
	return true, nil
}
