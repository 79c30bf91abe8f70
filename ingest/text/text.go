package text

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
// spaces, look-alike letters put right, each line trimmed. Line breaks inside
// stay. Clean(Clean(s)) == Clean(s), and the result is valid UTF-8.
//
// It takes U+00AD for a soft hyphen; where it may be TCVN3's "ư", Repair comes
// first.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	return fixed(s, clean)
}

// plain reports whether a text is already clean, as most cells are: ASCII and
// composed Latin letters, single spaces, one line.
func plain(s string) bool {
	last := ' '
	for _, r := range s {
		if r == ' ' && last == ' ' || !plainRune(r) {
			return false
		}
		last = r
	}
	return s == "" || last != ' '
}

func plainRune(r rune) bool {
	return r >= ' ' && r <= '~' || r >= 0xC0 && r <= 0x1B0 && r != 'Ð' && r != 'ð' && r != '\u0131' && r != '\u0189' || r >= 0x1EA0 && r <= 0x1EF9
}

// newLines are the ways a line break is written; a lone carriage return is one.
var newLines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// folds are the steps of Clean, by the kind of repair that each is.
var folds = []struct {
	kind string
	fold func(string) string
}{
	{KindNFC, func(s string) string { return norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) }},
	{KindLookAlike, untwin},
	{KindWidth, narrow},
	{KindInvisible, visible},
	{KindSpace, spaced},
}

func clean(s string) string {
	for _, f := range folds {
		s = f.fold(s)
	}
	return s
}

// cleanedBy is Clean, with the kinds of what it changed.
func cleanedBy(s string) (string, []string) {
	if plain(s) {
		return s, nil
	}
	var kinds []string
	s = fixed(s, func(s string) string {
		for _, f := range folds {
			next := f.fold(s)
			if next != s && !slices.Contains(kinds, f.kind) {
				kinds = append(kinds, f.kind)
			}
			s = next
		}
		return s
	})
	return s, kinds
}

// visible leaves out what nobody sees: zero-width marks, soft hyphens, controls.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsSpace(r) && (unicode.Is(unicode.Cf, r) || unicode.IsControl(r)) {
			return -1
		}
		return r
	}, s)
}

// spaced makes every kind of space a plain one, single inside a line and none at
// its ends, and every line break a line feed.
func spaced(s string) string {
	var b strings.Builder
	space, start := false, true // start: nothing stands on this line yet
	for _, r := range newLines.Replace(s) {
		switch {
		case r == '\n':
			b.WriteByte('\n')
			space, start = false, true
			continue
		case unicode.IsSpace(r):
			space = true
			continue
		}
		if space && !start {
			b.WriteByte(' ')
		}
		space, start = false, false
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "\n")
}

// Key folds a text for comparison only: no accents, no case, đ is d, & is và,
// and everything but letters, digits, % and # is one space. Where the tone mark
// stands (hoà, hòa) and whether a syllable ends in i or y (kĩ, kỹ; MESSY 20) makes
// no difference. Key(Key(s)) == Key(s).
func Key(s string) string {
	if k, ok := plainKey(s); ok {
		return k
	}
	return fixed(s, key)
}

// plainKey is Key of a text of plain letters, as most cells hold, taken letter by
// letter from a table; false where the whole way has to be gone.
func plainKey(s string) (string, bool) {
	to := plainLetters()
	var short [64]byte
	b := short[:0]
	space := false
	for _, r := range s {
		if r == '&' || r != '\n' && !plainRune(r) {
			return "", false
		}
		k := to[r]
		if k == 0 {
			space = true
			continue
		}
		if space && len(b) > 0 {
			b = append(b, ' ')
		}
		space = false
		b = utf8.AppendRune(b, k)
	}
	return sameSound(string(b)), true
}

// plainLetters is what each plain character folds to; 0 for what parts words.
var plainLetters = sync.OnceValue(func() *[0x1F00]rune {
	var to [0x1F00]rune
	for r := range rune(len(to)) {
		if plainRune(r) {
			to[r], _ = utf8.DecodeRuneInString(key(string(r)) + "\x00")
		}
	}
	return &to
})

// sameSound makes "ky", "ly", "quy" the other spelling of "ki", "li", "qui"; a
// lone y and a y behind another vowel ("tay", "thuy") stay.
func sameSound(folded string) string {
	if !strings.Contains(folded, "y") {
		return folded
	}
	b := []byte(folded)
	start := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != ' ' {
			continue
		}
		if word := b[start:i]; len(word) > 1 && word[len(word)-1] == 'y' {
			onset := string(word[:len(word)-1])
			if onset == "qu" || strings.Trim(onset, "bcdghklmnprstvx") == "" {
				b[i-1] = 'i'
			}
		}
		start = i + 1
	}
	return string(b)
}

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
	return sameSound(b.String())
}

// Distance counts the letters to insert, delete or change, or neighbours to
// swap, that make one text of the other: for telling a mistyped head ("Nhiêm
// vụ") from another one. Headers only, and after Key (MESSY 24).
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			change := last[j]
			if s[i] != t[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
