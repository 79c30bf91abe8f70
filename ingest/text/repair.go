package text

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// Repair is what was changed in one text, and why. Kind is "tcvn3" or "vni" for
// an old encoding, "unicode" for letters composed or put right; changed spaces
// alone are no repair.
type Repair struct {
	Kind          string
	Before, After string
}

// Repairer knows the encodings that came before Unicode, and which words can be
// Vietnamese.
type Repairer struct {
	encodings      []encoding
	onsets, rhymes map[string]bool
}

type encoding struct {
	ID      string      `yaml:"id"`
	Fonts   []string    `yaml:"fonts"`
	Capital string      `yaml:"capital"` // how the name of a font ends that draws small letters as capitals
	Letters [][2]string `yaml:"letters"`

	one map[rune]string
	two map[[2]rune]string
}

// Load reads forms/legacy_fonts.yaml strictly: an unknown field, a code given
// twice or an empty table is an error with its line or its code.
func Load(fsys fs.FS) (*Repairer, error) {
	const name = "forms/legacy_fonts.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema    string     `yaml:"schema"`
		Onsets    []string   `yaml:"onsets"`
		Rhymes    []string   `yaml:"rhymes"`
		Encodings []encoding `yaml:"encodings"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(d.Onsets) == 0 || len(d.Rhymes) == 0 || len(d.Encodings) == 0 {
		return nil, fmt.Errorf("%s: onsets, rhymes and encodings must not be empty", name)
	}
	r := &Repairer{d.Encodings, map[string]bool{}, map[string]bool{}}
	for _, s := range d.Onsets {
		r.onsets[s] = true
	}
	for _, s := range d.Rhymes {
		r.rhymes[s] = true
	}
	for i := range r.encodings {
		e := &r.encodings[i]
		e.one, e.two = map[rune]string{}, map[[2]rune]string{}
		for _, l := range e.Letters {
			from := []rune(l[0])
			switch {
			case l[1] == "" || len(from) < 1 || len(from) > 2:
				return nil, fmt.Errorf("%s: %s: %q is no code of one or two characters", name, e.ID, l[0])
			case len(from) == 1:
				if _, ok := e.one[from[0]]; ok {
					return nil, fmt.Errorf("%s: %s: %q is given twice", name, e.ID, l[0])
				}
				e.one[from[0]] = l[1]
			default:
				pair := [2]rune{from[0], from[1]}
				if _, ok := e.two[pair]; ok {
					return nil, fmt.Errorf("%s: %s: %q is given twice", name, e.ID, l[0])
				}
				e.two[pair] = l[1]
			}
		}
	}
	return r, nil
}

// Repair gives the text in Unicode, as Clean leaves it, and tells what changed.
// A text of which only spaces would change is given back as it is.
//
// A font of an old encoding decides the decoding, unless the text has letters
// that only Unicode has, or reads clearly better as it is: people type Unicode
// into cells whose font is old. Without such a font a text is decoded only when
// it has no such letters and every word of the decoded text can be Vietnamese
// while hardly any raw one can. A word of which nothing tells is left alone.
func (r *Repairer) Repair(s, font string) (string, []Repair) {
	old := -1
	for i := range r.encodings {
		if r.encodings[i].of(font) {
			old = i
		}
	}
	if isASCII(s) {
		if old >= 0 && r.encodings[old].draws(font) && strings.ToUpper(s) != s {
			up := strings.ToUpper(s)
			return up, []Repair{{r.encodings[old].ID, s, up}}
		}
		return s, nil
	}
	if e := r.encodingOf(s, old); e != nil {
		fixed := e.decode(s)
		if e.draws(font) {
			fixed = strings.ToUpper(fixed) // the font draws small letters as capitals
		}
		if fixed = Clean(fixed); fixed != s {
			return fixed, []Repair{{e.ID, s, fixed}}
		}
		return s, nil
	}
	fixed := Clean(s)
	if letters(fixed) != letters(s) {
		return fixed, []Repair{{"unicode", s, fixed}}
	}
	return s, nil
}

// encodingOf chooses the encoding of a text; old is the font's, -1 without one.
// It is nil for Unicode.
func (r *Repairer) encodingOf(s string, old int) *encoding {
	if hasVietnamese(s) {
		return nil
	}
	rawGood, rawBad := r.score(s)
	if old >= 0 {
		e := &r.encodings[old]
		good, bad := r.score(e.decode(s))
		if e.codes(s) == 0 || rawGood-rawBad > good-bad && rawBad == 0 {
			return nil // "Công tác" typed in Unicode under .VnTime
		}
		return e
	}
	var best *encoding
	most := 0
	for i := range r.encodings {
		e := &r.encodings[i]
		good, bad := r.score(e.decode(s))
		if good > most && bad == 0 && rawBad > 0 && good > 2*rawGood && lettered(s) && (e.codes(s) >= 2 || inside(s)) {
			best, most = e, good
		}
	}
	return best
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

// letters is a text without spaces and invisible characters.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) || unicode.IsControl(c) {
			return -1
		}
		return c
	}, s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
