package text

import (
	"strings"
	"unicode"
)

// encoding is a coding of Vietnamese from before Unicode, known by its fonts.
type encoding struct {
	ID      string      `yaml:"id"`
	Fonts   []string    `yaml:"fonts"`
	Capital string      `yaml:"capital"` // how the name of a font ends that draws small letters as capitals
	Letters [][2]string `yaml:"letters"`

	one map[rune]string
	two map[[2]rune]string
}

// of reports whether a font is of this encoding: ".VnTime", "VNI-Times".
func (e *encoding) of(font string) bool {
	for _, f := range e.Fonts {
		if len(font) >= len(f) && strings.EqualFold(font[:len(f)], f) {
			return true
		}
	}
	return false
}

// draws reports whether the font draws small letters as capitals: .VnTimeH.
func (e *encoding) draws(font string) bool {
	return e.Capital != "" && e.of(font) && strings.HasSuffix(strings.TrimSpace(font), e.Capital)
}

// pair looks a vowel and its mark up; the mark of a capital may be either case.
func (e *encoding) pair(a, b rune) (string, bool) {
	if v, ok := e.two[[2]rune{a, b}]; ok {
		return v, true
	}
	if unicode.IsUpper(a) {
		v, ok := e.two[[2]rune{a, unicode.ToUpper(b)}]
		return v, ok
	}
	return "", false
}

// decode goes over the source once: decoded letters are themselves codes of
// others, so nothing is decoded twice. Pairs come before single letters.
func (e *encoding) decode(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if v, ok := e.pair(runes[i], runes[i+1]); ok {
				b.WriteString(v)
				i++
				continue
			}
		}
		if v, ok := e.one[runes[i]]; ok {
			b.WriteString(v)
		} else {
			b.WriteRune(runes[i])
		}
	}
	return b.String()
}

// codes counts the codes of this encoding in a text.
func (e *encoding) codes(s string) int {
	n := 0
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if _, ok := e.pair(runes[i], runes[i+1]); ok {
				n++
				i++
				continue
			}
		}
		if _, ok := e.one[runes[i]]; ok {
			n++
		}
	}
	return n
}
