package text

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// Repair is what was changed in one text, and why.
type Repair struct {
	Kind          string // "tcvn3", "vni", "unicode"
	Before, After string
}

// Repairer knows the encodings that came before Unicode.
type Repairer struct{ encodings []encoding }

type encoding struct {
	ID      string      `yaml:"id"`
	Fonts   []string    `yaml:"fonts"`
	Letters [][2]string `yaml:"letters"`

	one map[rune]string
	two map[string]string
}

// Load reads forms/legacy_fonts.yaml strictly.
func Load(fsys fs.FS) (*Repairer, error) {
	const name = "forms/legacy_fonts.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema    string     `yaml:"schema"`
		Encodings []encoding `yaml:"encodings"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range d.Encodings {
		e := &d.Encodings[i]
		e.one, e.two = map[rune]string{}, map[string]string{}
		for _, l := range e.Letters {
			if utf8.RuneCountInString(l[0]) == 1 {
				r, _ := utf8.DecodeRuneInString(l[0])
				e.one[r] = l[1]
			} else {
				e.two[l[0]] = l[1]
			}
		}
	}
	return &Repairer{d.Encodings}, nil
}

// Repair gives the text in Unicode NFC. A font of an old encoding decides the
// decoding; what changed more than spaces is told.
func (r *Repairer) Repair(s, font string) (string, []Repair) {
	for i := range r.encodings {
		e := &r.encodings[i]
		if !e.of(font) || isASCII(s) {
			continue
		}
		fixed := e.decode(s)
		if strings.HasPrefix(font, ".Vn") && strings.HasSuffix(font, "H") {
			fixed = strings.ToUpper(fixed) // the font draws small letters as capitals
		}
		if fixed = Clean(fixed); fixed != s {
			return fixed, []Repair{{e.ID, s, fixed}}
		}
	}
	if isASCII(s) {
		return s, nil
	}
	// Spaces and line breaks are kept as they are in the raw text; only letters
	// are put right here.
	if fixed := lookAlike.Replace(Clean(s)); fixed != strings.TrimSpace(s) {
		return fixed, []Repair{{"unicode", s, fixed}}
	}
	return s, nil
}

func (e *encoding) of(font string) bool {
	for _, f := range e.Fonts {
		if strings.HasPrefix(strings.ToLower(font), strings.ToLower(f)) {
			return true
		}
	}
	return false
}

// decode goes over the source once: decoded letters are themselves codes of
// others, so nothing is decoded twice. Pairs come before single letters.
func (e *encoding) decode(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if v, ok := e.two[string(runes[i:i+2])]; ok {
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

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
