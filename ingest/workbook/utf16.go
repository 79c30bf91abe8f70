package workbook

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf8Source gives a part's bytes as UTF-8: a byte order mark is taken off, and
// UTF-16, which XML allows, is translated.
func utf8Source(r io.Reader) (io.Reader, error) {
	var head [4]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	b := head[:n]
	rest := func(skip int) io.Reader { return &prefixed{head: bytes.Clone(b[skip:]), r: r} }
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return rest(3), nil
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return &utf16Reader{r: rest(2)}, nil
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return &utf16Reader{r: rest(2), big: true}, nil
	case bytes.Equal(b, []byte("<\x00?\x00")):
		return &utf16Reader{r: rest(0)}, nil
	case bytes.Equal(b, []byte("\x00<\x00?")):
		return &utf16Reader{r: rest(0), big: true}, nil
	}
	return rest(0), nil
}

// prefixed gives back what was read to look at.
type prefixed struct {
	head []byte
	r    io.Reader
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.r.Read(b)
}

// utf16Reader translates UTF-16 to UTF-8; half a character is an error, never
// a replacement.
type utf16Reader struct {
	r    io.Reader
	big  bool
	odd  []byte // bytes not yet a whole unit
	high rune   // first half of a character
	out  []byte
	err  error
}

func (u *utf16Reader) Read(b []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
	n := copy(b, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *utf16Reader) fill() {
	in := make([]byte, 16<<10)
	n, err := u.r.Read(in[copy(in, u.odd):])
	in = in[:len(u.odd)+n]
	u.odd, u.out = nil, u.out[:0]
	for ; len(in) >= 2; in = in[2:] {
		unit := rune(in[0]) | rune(in[1])<<8
		if u.big {
			unit = rune(in[0])<<8 | rune(in[1])
		}
		switch {
		case u.high != 0:
			r := utf16.DecodeRune(u.high, unit)
			if r == utf8.RuneError {
				u.err = errors.New("UTF-16 with half a character")
				return
			}
			u.out, u.high = utf8.AppendRune(u.out, r), 0
		case unit >= 0xD800 && unit < 0xDC00:
			u.high = unit
		case utf16.IsSurrogate(unit):
			u.err = errors.New("UTF-16 with half a character")
			return
		default:
			u.out = utf8.AppendRune(u.out, unit)
		}
	}
	u.odd = bytes.Clone(in)
	if u.err = err; err == io.EOF && (len(u.odd) > 0 || u.high != 0) {
		u.err = errors.New("UTF-16 cut inside a character")
	}
}
