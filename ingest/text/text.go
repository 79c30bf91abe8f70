package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookAlike are letters typed for another that looks the same.
var lookAlike = strings.NewReplacer(
	"Ð", "Đ", "ð", "đ", // U+00D0, U+00F0: Icelandic eth
	"х", "x", "Х", "X", "о", "o", "О", "O", "а", "a", "А", "A", "е", "e", "Е", "E", "с", "c", "С", "C", "р", "p", "Р", "P", "і", "i", // Cyrillic
)

// fixed applies a fold until it changes nothing more: removing one character may
// bring two others together.
func fixed(s string, fold func(string) string) string {
	for range 8 {
		next := fold(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// Clean makes a text what its writer saw: NFC, no invisible characters, plain
// spaces, look-alike letters put right, trimmed. Line breaks inside stay.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	return fixed(s, clean)
}

// plain reports whether a text is already clean ASCII, as most cells are.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c > '~' || c < ' ' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = lookAlike.Replace(s)
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case r == '\r' || r == '\u00AD' || unicode.Is(unicode.Cf, r) || r < ' ' && r != '\n' && r != '\t':
			continue // soft hyphen, zero-width marks, controls
		case r == '\n':
			space = false
			line := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(line)
			b.WriteByte('\n')
			continue
		case unicode.IsSpace(r):
			space = true
			continue
		case r >= '！' && r <= '～': // full-width forms
			r -= 0xFEE0
		}
		if space && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return norm.NFC.String(strings.TrimSpace(b.String()))
}

// Key folds a text for comparison only: no accents, no case, đ is d, and
// everything but letters, digits and % & is one space. Key(Key(s)) == Key(s).
func Key(s string) string { return fixed(s, key) }

func key(s string) string {
	s = strings.ToLower(Clean(s))
	s = norm.NFD.String(s)
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ':
			r = 'd'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' && r != '#' {
			if r == '&' {
				if b.Len() > 0 {
					b.WriteByte(' ')
				}
				b.WriteString("va")
			}
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
