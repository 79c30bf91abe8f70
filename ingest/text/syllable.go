package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tones are the five marks that an NFD Vietnamese vowel may carry.
const (
	grave = '\u0300'
	acute = '\u0301'
	tilde = '\u0303'
	hook  = '\u0309'
	dot   = '\u0323'
)

// isSyllable reports whether a word can be one Vietnamese syllable: a known
// onset, a known rhyme, and no tone but sắc and nặng before a stop (c, ch, p, t).
func (r *Repairer) isSyllable(word string) bool {
	var base []rune
	tone := rune(0)
	for _, c := range norm.NFD.String(strings.ToLower(word)) {
		switch c {
		case grave, acute, tilde, hook, dot:
			if tone != 0 {
				return false
			}
			tone = c
		default:
			base = append(base, c)
		}
	}
	s := norm.NFC.String(string(base))
	for n := min(3, len(s)); n >= 0; n-- { // the longest onset first: "ngh" before "ng"
		rest := s[n:]
		if n > 0 && !r.onsets[s[:n]] || !r.rhymes[rest] {
			continue
		}
		stopped := strings.HasSuffix(rest, "c") || strings.HasSuffix(rest, "ch") || strings.HasSuffix(rest, "p") || strings.HasSuffix(rest, "t")
		return !stopped || tone == acute || tone == dot
	}
	return false
}

// words takes a text apart at spaces and at signs that are letters in no old
// encoding.
func words(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool {
		return c < 0x80 && !unicode.IsLetter(c) && !unicode.IsDigit(c) || unicode.IsSpace(c) || c >= 0x2000 && c <= 0x206F
	})
}

// score counts the words with other than ASCII letters that can be Vietnamese
// syllables, and those that can't; words of plain letters say nothing, for they
// are the same in every encoding.
func (r *Repairer) score(s string) (good, bad int) {
	for _, w := range words(s) {
		if isASCII(w) {
			continue
		}
		if r.isSyllable(norm.NFC.String(w)) {
			good++
		} else {
			bad++
		}
	}
	return good, bad
}

// hasVietnamese reports whether a text has a letter that only Unicode
// Vietnamese has: then it is no old encoding, whatever its font says.
func hasVietnamese(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool {
		return c >= 0x1EA0 && c <= 0x1EF9 || strings.ContainsRune("ơưăđƠƯĂĐ", c) || c >= 0x300 && c <= 0x31B || c == dot
	})
}

// lettered reports whether most words with other than ASCII characters also
// have plain letters: "×" and "½" alone are signs, not words.
func lettered(s string) bool {
	with, without := 0, 0
	for _, w := range words(s) {
		switch {
		case isASCII(w):
		case strings.ContainsFunc(w, func(c rune) bool { return c < 0x80 && unicode.IsLetter(c) }):
			with++
		default:
			without++
		}
	}
	return with > without
}

// inside reports whether a sign that is no letter stands between two letters,
// as in "Kh«ng": nothing but an old encoding writes that. The ordinals ª and º and
// the micro sign are letters to Unicode, and no part of a word to anybody.
func inside(s string) bool {
	runes := []rune(s)
	for i := 1; i+1 < len(runes); i++ {
		if c := runes[i]; c >= 0x80 && c < 0x100 && (!unicode.IsLetter(c) || strings.ContainsRune("ªºµ", c)) && c != '\u00A0' && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]) {
			return true
		}
	}
	return false
}
