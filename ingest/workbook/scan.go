package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// token is what the scanner found.
type token uint8

const (
	startTag token = iota + 1 // local and attrs are set
	endTag                    // local is set
	charData                  // text is set; one text may come in several pieces
	endOfPart
)

// A scanner reads one XML part from its first byte to its last tag, and finds
// it well-formed or says where it isn't: tags matched, attributes quoted and
// named once, every entity known, every character one that XML allows, prefixes
// declared, one root, no DTD.
//
// It hands over the elements of the part's own namespace alone. What another
// namespace adds is passed over unread, but checked; of alternative content the
// fallback is handed over.
//
// It is written by hand because a night is spent here: the standard library's
// decoder takes ten times as long, and makes several objects a token.
type scanner struct {
	src      io.Reader
	buf      []byte
	pos, end int   // of buf, not yet scanned
	readErr  error // what src said last; io.EOF at its end
	offset   int64 // of buf[0] in the part

	local []byte // element's name without prefix
	attrs []attribute
	text  []byte
	empty bool // <a/>: its end is due
	decl  bool // anything was scanned: no XML declaration may follow
	roots int

	own      string // namespaces of the part, blank-separated
	open     []element
	names    []byte // qualified names of open elements, one behind the other
	bindings []binding
	plain    space  // of names without prefix
	skip     int    // depth of the element that is passed over; 0 for none
	scratch  []byte // decoded values of the current token
}

type attribute struct{ name, value []byte }

// element is an open one; its name begins at names[name:].
type element struct {
	name, bindings int // lengths of the two stacks before it
	space          space
}

type space uint8

const (
	foreign space = iota
	ours
	compat // markup compatibility: alternative content
)

type binding struct {
	prefix string
	space  space
}

const (
	scanWindow = 16 << 10
	maxToken   = 16 << 20 // a tag or a text; a cell holds 32,767 characters
	maxDepth   = 256
	maxAttrs   = 256

	compatNamespace = "http://schemas.openxmlformats.org/markup-compatibility/2006"
)

// Classes of bytes. Names are ASCII: no program writes others into a sheet, and
// XML's own table of letters would be most of this file.
const (
	isName    = 1 << iota // may stand in a name
	isSpace               // blank, tab, line end
	isDecode              // & and carriage return: the text is not yet what it says
	isHigh                // not ASCII
	isBad                 // no character of XML
	isLess                // <
	isGreater             // >
)

var class = func() (t [256]uint8) {
	for i := range t {
		c := byte(i)
		switch {
		case c >= 0x80:
			t[i] = isHigh
		case c == ' ' || c == '\t' || c == '\n':
			t[i] = isSpace
		case c == '\r':
			t[i] = isSpace | isDecode
		case c < ' ':
			t[i] = isBad
		case c == '&':
			t[i] = isDecode
		case c == '<':
			t[i] = isLess
		case c == '>':
			t[i] = isGreater
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':':
			t[i] = isName
		}
	}
	return t
}()

var errShort = errors.New("the token goes on behind the window")

// reset makes the scanner ready for another part; own are the namespaces that
// the part may be in, blank-separated.
func (s *scanner) reset(src io.Reader, own string) {
	if s.buf == nil {
		s.buf = make([]byte, scanWindow)
	}
	*s = scanner{
		src: src, buf: s.buf, own: own, attrs: s.attrs[:0], open: s.open[:0], names: s.names[:0],
		bindings: s.bindings[:0], scratch: s.scratch[:0], plain: ours,
	}
}

// depth is the number of open elements.
func (s *scanner) depth() int { return len(s.open) }

// pass passes over the element just begun, to its end tag and that too.
func (s *scanner) pass() { s.skip = len(s.open) }

// attr gives an attribute of no namespace; nil when it is absent.
func (s *scanner) attr(name string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].name) == name {
			return s.attrs[i].value
		}
	}
	return nil
}

// next gives the next token of the part's own namespace.
func (s *scanner) next() (token, error) {
	for {
		tok, sp, err := s.step()
		if err != nil {
			return 0, err
		}
		switch tok {
		case startTag:
			switch {
			case s.skip > 0:
			case sp == ours:
				return tok, nil
			case sp == compat && (string(s.local) == "AlternateContent" || string(s.local) == "Fallback"):
			default:
				s.pass()
			}
		case endTag:
			switch {
			case s.skip > len(s.open):
				s.skip = 0
			case s.skip == 0 && sp == ours:
				return tok, nil
			}
		case charData:
			if s.skip == 0 {
				return tok, nil
			}
		case endOfPart:
			return tok, nil
		}
	}
}

// step gives the next token of any namespace.
func (s *scanner) step() (token, space, error) {
	if s.empty {
		s.empty = false
		return endTag, s.close(), nil
	}
	s.scratch = s.scratch[:0]
	for {
		if s.pos == s.end {
			if err := s.more(); err == io.EOF {
				if len(s.open) > 0 {
					return 0, 0, fmt.Errorf("cut short inside <%s>", s.names[s.open[len(s.open)-1].name:])
				}
				if s.roots == 0 {
					return 0, 0, errors.New("holds nothing")
				}
				return endOfPart, 0, nil
			} else if err != nil {
				return 0, 0, err
			}
		}
		var tok token
		var sp space
		n, err := 0, error(nil)
		if s.buf[s.pos] != '<' {
			tok, n, err = s.chars()
		} else {
			tok, sp, n, err = s.markup(s.buf[s.pos:s.end])
		}
		if err == errShort {
			// A text may end with the part; a tag may not.
			if err := s.more(); err == io.EOF && s.buf[s.pos] == '<' {
				return 0, 0, s.fail("cut short inside a tag")
			} else if err != nil && err != io.EOF {
				return 0, 0, err
			}
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		s.pos += n
		s.decl = true
		if tok != 0 {
			return tok, sp, nil
		}
	}
}

// more reads on, keeping what is not yet scanned.
func (s *scanner) more() error {
	if s.readErr != nil {
		return s.readErr
	}
	if s.pos > 0 {
		s.offset += int64(s.pos)
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			return s.fail("a tag or text of more than %d bytes", maxToken)
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		s.readErr = err
		if n > 0 && (err == nil || err == io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// fail names a place in the part.
func (s *scanner) fail(format string, args ...any) error {
	return fmt.Errorf("byte %d: %s", s.offset+int64(s.pos), fmt.Sprintf(format, args...))
}

// chars scans a text up to the next tag.
func (s *scanner) chars() (token, int, error) {
	b := s.buf[s.pos:s.end]
	n := bytes.IndexByte(b, '<')
	if n < 0 {
		if s.readErr == nil {
			return 0, 0, errShort
		} else if s.readErr != io.EOF {
			return 0, 0, s.readErr
		}
		n = len(b)
	}
	text, err := s.value(b[:n], flags(b[:n]), true)
	if err != nil {
		return 0, 0, err
	}
	if len(s.open) == 0 {
		if !blank(text) {
			return 0, 0, s.fail("text outside the root element")
		}
		return 0, n, nil
	}
	s.text = text
	return charData, n, nil
}

func flags(b []byte) (f uint8) {
	for _, c := range b {
		f |= class[c]
	}
	return f
}

func blank(b []byte) bool { return flags(b)&^(isSpace|isDecode) == 0 }

// value checks a text or an attribute's value, and decodes it; f are its flags.
func (s *scanner) value(b []byte, f uint8, text bool) ([]byte, error) {
	if f&^(isName|isSpace) == 0 {
		return b, nil
	}
	if f&isBad != 0 {
		return nil, s.fail("a control character")
	}
	if f&isHigh != 0 && (!utf8.Valid(b) || bytes.Contains(b, []byte("\uFFFE")) || bytes.Contains(b, []byte("\uFFFF"))) {
		return nil, s.fail("not UTF-8")
	}
	if text && f&isGreater != 0 && bytes.Contains(b, []byte("]]>")) {
		return nil, s.fail("]]> outside CDATA")
	}
	if f&isDecode != 0 {
		return s.decode(b)
	}
	return b, nil
}

// decode resolves entities and makes line ends \n.
func (s *scanner) decode(b []byte) ([]byte, error) {
	from := len(s.scratch)
	for i := 0; i < len(b); {
		switch b[i] {
		case '\r':
			s.scratch = append(s.scratch, '\n')
			if i++; i < len(b) && b[i] == '\n' {
				i++
			}
		case '&':
			n := bytes.IndexByte(b[i:], ';')
			if n < 0 {
				return nil, s.fail("an entity without an end")
			}
			r, ok := entity(b[i+1 : i+n])
			if !ok {
				return nil, s.fail("entity %q", b[i:i+n+1])
			}
			s.scratch = utf8.AppendRune(s.scratch, r)
			i += n + 1
		default:
			s.scratch = append(s.scratch, b[i])
			i++
		}
	}
	return s.scratch[from:], nil
}

// entity gives the character that stands between & and ;.
func entity(b []byte) (rune, bool) {
	switch string(b) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(b) < 2 || len(b) > 9 || b[0] != '#' {
		return 0, false
	}
	digits, base := b[1:], rune(10)
	if b[1] == 'x' {
		digits, base = b[2:], 16
	}
	r := rune(0)
	for _, c := range digits {
		d := hexDigit(c)
		if d < 0 || d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	ok := r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0xD800 || r > 0xDFFF && r < 0xFFFE || r > 0xFFFF
	return r, ok && len(digits) > 0
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}
