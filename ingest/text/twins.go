package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// twins are letters typed, pasted or recognised by a scanner for another that
// looks the same: MESSY 19.
var twins = map[rune]rune{
	'\u00D0': 'Đ', '\u00F0': 'đ', // Icelandic eth
	'\u0189': 'Đ', '\u0256': 'đ', // African d
	'\u0131': 'i', '\u0251': 'a', '\u0261': 'g', // dotless i, script a and g
	// Cyrillic
	'А': 'A', 'а': 'a', 'В': 'B', 'Е': 'E', 'е': 'e', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'о': 'o', 'Р': 'P', 'р': 'p', 'С': 'C', 'с': 'c', 'Т': 'T', 'У': 'Y', 'у': 'y',
	'Х': 'X', 'х': 'x', 'І': 'I', 'і': 'i', 'Ј': 'J', 'ј': 'j', 'Ѕ': 'S', 'ѕ': 's', 'Ү': 'Y', 'ү': 'y', 'һ': 'h', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w',
	// Greek
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'ο': 'o', 'Ρ': 'P', 'ρ': 'p', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X', 'χ': 'x', 'ν': 'v',
}

// untwin puts look-alike letters right, word by word: a word of another script
// that also has letters of its own, "Хабаровск", is left alone.
func untwin(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "d\u0335", "đ"), "D\u0335", "Đ") // a stroke laid over
	if !strings.ContainsFunc(s, func(r rune) bool { return twins[r] != 0 }) {
		return s
	}
	runes := []rune(s)
	for i := 0; i < len(runes); {
		if !unicode.IsLetter(runes[i]) {
			i++
			continue
		}
		j, foreign, latin := i, false, false
		for ; j < len(runes) && (unicode.IsLetter(runes[j]) || unicode.Is(unicode.Mn, runes[j])); j++ {
			latin = latin || unicode.Is(unicode.Latin, runes[j])
			foreign = foreign || twins[runes[j]] == 0 && unicode.In(runes[j], unicode.Cyrillic, unicode.Greek)
		}
		for ; i < j; i++ {
			if t := twins[runes[i]]; t != 0 && (latin || !foreign) {
				runes[i] = t
			}
		}
	}
	return string(runes)
}

// narrow undresses letters and digits: full-width forms, and the mathematical
// alphabets that chats use for bold.
func narrow(s string) string {
	dressed := func(r rune) bool { return r >= '！' && r <= '～' || r >= 0x1D400 && r <= 0x1D7FF }
	if !strings.ContainsFunc(s, dressed) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if dressed(r) {
			b.WriteString(norm.NFKC.String(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
