package workbook

import (
	"bytes"
	"slices"
)

// markup scans what begins with <; b begins there. A token of 0 says nothing
// to the reader: a comment, an instruction.
func (s *scanner) markup(b []byte) (token, space, int, error) {
	if len(b) < 2 {
		return 0, 0, 0, errShort
	}
	switch b[1] {
	case '/':
		return s.endElement(b)
	case '?':
		n, err := s.instruction(b)
		return 0, 0, n, err
	case '!':
		return s.declaration(b)
	}
	return s.startElement(b)
}

func (s *scanner) startElement(b []byte) (token, space, int, error) {
	i := 1
	for i < len(b) && class[b[i]]&isName != 0 {
		i++
	}
	if i == len(b) {
		return 0, 0, 0, errShort
	}
	name := b[1:i]
	if !properName(name) {
		return 0, 0, 0, s.fail("< without a tag")
	}
	s.attrs = s.attrs[:0]
	s.scratch = s.scratch[:0]
	declares := false
	for {
		from := i
		for i < len(b) && class[b[i]]&isSpace != 0 {
			i++
		}
		if i == len(b) {
			return 0, 0, 0, errShort
		}
		if b[i] == '>' {
			i++
			break
		}
		if b[i] == '/' {
			if i+1 == len(b) {
				return 0, 0, 0, errShort
			}
			if b[i+1] != '>' {
				return 0, 0, 0, s.fail("/ inside a tag")
			}
			s.empty = true
			i += 2
			break
		}
		a := attribute{}
		at := i
		for i < len(b) && class[b[i]]&isName != 0 {
			i++
		}
		a.name = b[at:i]
		for i < len(b) && class[b[i]]&isSpace != 0 {
			i++
		}
		if i == len(b) {
			return 0, 0, 0, errShort
		}
		if from == at || b[i] != '=' || !properName(a.name) {
			return 0, 0, 0, s.fail("the attributes of <%s>", name)
		}
		i++
		for i < len(b) && class[b[i]]&isSpace != 0 {
			i++
		}
		if i == len(b) {
			return 0, 0, 0, errShort
		}
		quote := b[i]
		if quote != '"' && quote != '\'' {
			return 0, 0, 0, s.fail("an attribute of <%s> without quotes", name)
		}
		i++
		at = i
		f := uint8(0)
		for i < len(b) && b[i] != quote {
			f |= class[b[i]]
			i++
		}
		if i == len(b) {
			return 0, 0, 0, errShort
		}
		if f&isLess != 0 {
			return 0, 0, 0, s.fail("< in an attribute of <%s>", name)
		}
		var err error
		if a.value, err = s.value(b[at:i], f, false); err != nil {
			return 0, 0, 0, err
		}
		i++
		for j := range s.attrs {
			if len(s.attrs[j].name) == len(a.name) && string(s.attrs[j].name) == string(a.name) {
				return 0, 0, 0, s.fail("attribute %s twice in <%s>", a.name, name)
			}
		}
		if len(s.attrs) == maxAttrs {
			return 0, 0, 0, s.fail("<%s> has more than %d attributes", name, maxAttrs)
		}
		declares = declares || len(a.name) >= 5 && string(a.name[:5]) == "xmlns"
		s.attrs = append(s.attrs, a)
	}
	if len(s.open) == 0 {
		if s.roots++; s.roots > 1 {
			return 0, 0, 0, s.fail("a second root element <%s>", name)
		}
	}
	if len(s.open) == maxDepth {
		return 0, 0, 0, s.fail("more than %d elements in one another", maxDepth)
	}
	e := element{name: len(s.names), bindings: len(s.bindings)}
	if declares {
		s.bind()
	}
	e.space = s.plain
	s.local = name
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		s.local = name[colon+1:]
		var ok bool
		if e.space, ok = s.spaceOf(name[:colon]); !ok {
			return 0, 0, 0, s.fail("the prefix of <%s> is not declared", name)
		}
	}
	s.names = append(s.names, name...)
	s.open = append(s.open, e)
	return startTag, e.space, i, nil
}

func properName(b []byte) bool {
	return len(b) > 0 && b[0] != '-' && b[0] != '.' && b[0] != ':' && b[len(b)-1] != ':' && (b[0] < '0' || b[0] > '9')
}

// bind takes the namespace declarations among the attributes.
func (s *scanner) bind() {
	for _, a := range s.attrs {
		prefix, named := bytes.CutPrefix(a.name, []byte("xmlns:"))
		if !named && string(a.name) != "xmlns" {
			continue
		}
		b := binding{space: s.spaceNamed(a.value)}
		if named {
			b.prefix = string(prefix)
		} else {
			s.plain = b.space
		}
		s.bindings = append(s.bindings, b)
	}
}

func (s *scanner) spaceNamed(uri []byte) space {
	if len(uri) == 0 {
		return ours
	}
	if string(uri) == compatNamespace {
		return compat
	}
	for own := range bytes.SplitSeq([]byte(s.own), []byte(" ")) {
		if bytes.Equal(own, uri) {
			return ours
		}
	}
	return foreign
}

func (s *scanner) spaceOf(prefix []byte) (space, bool) {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if s.bindings[i].prefix == string(prefix) {
			return s.bindings[i].space, true
		}
	}
	return foreign, string(prefix) == "xml"
}

func (s *scanner) endElement(b []byte) (token, space, int, error) {
	if len(s.open) == 0 {
		return 0, 0, 0, s.fail("an end tag outside the root element")
	}
	name := s.names[s.open[len(s.open)-1].name:]
	i := 2 + len(name)
	for i < len(b) && class[b[i]]&isSpace != 0 {
		i++
	}
	if i >= len(b) {
		return 0, 0, 0, errShort
	}
	if string(b[2:2+len(name)]) != string(name) || b[i] != '>' {
		return 0, 0, 0, s.fail("<%s> has no end where it should", name)
	}
	return endTag, s.close(), i + 1, nil
}

// close takes the innermost element off the stack.
func (s *scanner) close() space {
	e := s.open[len(s.open)-1]
	s.local = s.names[e.name:]
	if colon := bytes.IndexByte(s.local, ':'); colon >= 0 {
		s.local = s.local[colon+1:]
	}
	s.names = s.names[:e.name]
	s.open = s.open[:len(s.open)-1]
	if len(s.bindings) > e.bindings {
		s.bindings = s.bindings[:e.bindings]
		if s.plain = ours; slices.ContainsFunc(s.bindings, func(b binding) bool { return b.prefix == "" }) {
			s.plain, _ = s.spaceOf(nil)
		}
	}
	return e.space
}

// instruction scans <?…?>. The XML declaration must come first and name an
// encoding that was read as such.
func (s *scanner) instruction(b []byte) (int, error) {
	n := bytes.Index(b, []byte("?>"))
	if n < 2 {
		return 0, errShort
	}
	body := b[2:n]
	if _, err := s.value(body, flags(body)&^isDecode, false); err != nil {
		return 0, err
	}
	i := 0
	for i < len(body) && class[body[i]]&isName != 0 {
		i++
	}
	target, rest := body[:i], body[i:]
	if !properName(target) || len(rest) > 0 && class[rest[0]]&isSpace == 0 {
		return 0, s.fail("an instruction without a name")
	}
	if bytes.EqualFold(target, []byte("xml")) {
		if s.decl {
			return 0, s.fail("an XML declaration that is not the first")
		}
		if v := pseudo(rest, "version"); v != "1.0" {
			return 0, s.fail("XML version %q", v)
		}
		switch enc := bytes.ToLower([]byte(pseudo(rest, "encoding"))); string(enc) {
		case "", "utf-8", "utf8", "us-ascii", "ascii":
		case "utf-16", "utf-16le", "utf-16be":
			if _, ok := s.src.(*utf16Reader); !ok {
				return 0, s.fail("encoding %q, but the bytes are not", enc)
			}
		default:
			return 0, s.fail("encoding %q", enc)
		}
	}
	return n + 2, nil
}

// pseudo gives version or encoding of an XML declaration.
func pseudo(b []byte, name string) string {
	i := bytes.Index(b, []byte(name))
	if i < 0 {
		return ""
	}
	b = bytes.TrimLeft(b[i+len(name):], " \t\r\n")
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("=")), " \t\r\n")
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return ""
	}
	end := bytes.IndexByte(b[1:], b[0])
	if end < 0 {
		return ""
	}
	return string(b[1 : 1+end])
}

// declaration scans <!…>: a comment or CDATA; a DTD is not taken.
func (s *scanner) declaration(b []byte) (token, space, int, error) {
	const comment, cdata = "<!--", "<![CDATA["
	switch {
	case bytes.HasPrefix(b, []byte(comment)):
		n := bytes.Index(b[len(comment):], []byte("--"))
		if n < 0 || len(comment)+n+2 >= len(b) {
			return 0, 0, 0, errShort
		}
		body := b[len(comment) : len(comment)+n]
		if b[len(comment)+n+2] != '>' {
			return 0, 0, 0, s.fail("-- in a comment")
		}
		_, err := s.value(body, flags(body)&^isDecode, false)
		return 0, 0, len(comment) + n + 3, err
	case bytes.HasPrefix(b, []byte(cdata)):
		n := bytes.Index(b[len(cdata):], []byte("]]>"))
		if n < 0 {
			return 0, 0, 0, errShort
		}
		if len(s.open) == 0 {
			return 0, 0, 0, s.fail("CDATA outside the root element")
		}
		body := b[len(cdata) : len(cdata)+n]
		if _, err := s.value(body, flags(body)&^isDecode, false); err != nil {
			return 0, 0, 0, err
		}
		if bytes.IndexByte(body, '\r') >= 0 {
			body = bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		}
		s.text = body
		return charData, 0, len(cdata) + n + 3, nil
	case len(b) < len(cdata) && (bytes.HasPrefix([]byte(cdata), b) || bytes.HasPrefix([]byte(comment), b)):
		return 0, 0, 0, errShort
	}
	return 0, 0, 0, s.fail("a DTD is not allowed")
}
