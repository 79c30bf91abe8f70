package text

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// The kinds of repair, as the database and the findings name them.
const (
	KindTCVN3     = "tcvn3"      // decoded from TCVN3 (.VnTime)
	KindVNI       = "vni"        // decoded from VNI-Windows
	KindSymbol    = "symbol"     // a sign of Wingdings and the like, in Unicode
	KindNFC       = "nfc"        // letters and marks composed
	KindLookAlike = "look-alike" // a letter that only looks like the one meant: Ð, Cyrillic х
	KindWidth     = "width"      // full-width and other dressed-up letters and digits
	KindInvisible = "invisible"  // zero-width characters, soft hyphens, control characters
	KindSpace     = "space"      // no-break and doubled spaces, spaces at the ends, kinds of line breaks
)

// Repair is what was changed in one text, and why: Before is the whole text as
// the file has it, After the whole text as it is used. A text that was changed
// for several reasons has a Repair for each.
type Repair struct {
	Kind          string
	Before, After string
}

// Run is a stretch of a text in one font.
type Run struct{ Text, Font string }

// Repairer knows the encodings that came before Unicode, and which words can be
// Vietnamese.
type Repairer struct {
	encodings      []encoding
	symbols        map[string]map[rune]string // font, small letters -> its signs
	onsets, rhymes map[string]bool
}

// symbols are the signs that a font draws for letters.
type symbols struct {
	Font  string      `yaml:"font"`
	Signs [][2]string `yaml:"signs"`
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
		Symbols   []symbols  `yaml:"symbols"`
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
	r := &Repairer{d.Encodings, map[string]map[rune]string{}, map[string]bool{}, map[string]bool{}}
	for _, s := range d.Onsets {
		r.onsets[s] = true
	}
	for _, s := range d.Rhymes {
		r.rhymes[s] = true
	}
	for _, sym := range d.Symbols {
		signs := map[rune]string{}
		for _, l := range sym.Signs {
			from := []rune(l[0])
			if len(from) != 1 || l[1] == "" || signs[from[0]] != "" {
				return nil, fmt.Errorf("%s: %s: %q is no one sign, or is given twice", name, sym.Font, l[0])
			}
			signs[from[0]] = l[1]
		}
		r.symbols[strings.ToLower(sym.Font)] = signs
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

// Evidence is what the texts of one workbook say about the fonts of old
// encodings in it: people also type Unicode into cells whose font is old, and
// one word alone, "Không", may not tell (TCVN3 would read it as "Khụng").
type Evidence struct{ old, unicode map[string]int }

// Weigh adds one stretch of text to the evidence.
func (r *Repairer) Weigh(ev *Evidence, run Run) {
	old := r.oldFont(run.Font)
	if old < 0 || isASCII(run.Text) {
		return
	}
	if ev.old == nil {
		ev.old, ev.unicode = map[string]int{}, map[string]int{}
	}
	e := &r.encodings[old]
	rawGood, rawBad := r.score(run.Text)
	good, bad := r.score(e.decode(run.Text))
	switch {
	case hasVietnamese(run.Text), rawBad == 0 && bad > 0 && rawGood > 0:
		ev.unicode[e.ID]++
	case bad == 0 && good > 0 && rawBad > 0:
		ev.old[e.ID]++
	}
}

// unicodeUnder reports whether the workbook types Unicode under the fonts of an
// encoding: then a text that can be read both ways is Unicode.
func (ev Evidence) unicodeUnder(id string) bool { return ev.unicode[id] > ev.old[id] }

// Repair gives the text in Unicode, as Clean leaves it, and tells what changed:
// no repair means that the text is given back as it is, byte for byte.
//
// A font of an old encoding decides the decoding, run by run (MESSY 16-18),
// unless the text has letters that only Unicode has, reads clearly better as it
// is, or can be read both ways while the rest of the workbook types Unicode
// under such fonts. Without such a font a text is decoded only when it has no
// such letters and every word of the decoded text can be Vietnamese while
// hardly any raw one can, or a sign stands within a word. A word of which nothing tells is left alone: Doubtful.
func (r *Repairer) Repair(ev Evidence, runs ...Run) (string, []Repair) {
	var before, decoded strings.Builder
	var kinds []string
	for i := 0; i < len(runs); {
		j, stretch := i+1, runs[i].Text
		for j < len(runs) && r.alike(runs[i].Font, runs[j].Font) {
			stretch += runs[j].Text // a word may be cut by a change of size or colour
			j++
		}
		before.WriteString(stretch)
		s, kind := r.decode(ev, stretch, runs[i].Font)
		decoded.WriteString(s)
		if kind != "" && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		i = j
	}
	raw := before.String()
	fixed, folds := cleanedBy(decoded.String())
	if len(kinds) == 0 && fixed != raw && !slices.ContainsFunc(runs, func(run Run) bool { return r.oldFont(run.Font) >= 0 }) {
		if e := r.encodingOf(fixed, -1); e != nil { // what nobody sees had hidden the old letters
			kinds = append(kinds, e.ID)
			fixed = Clean(e.decode(fixed))
		}
	}
	if fixed == raw {
		return raw, nil
	}
	var repairs []Repair
	for _, k := range append(kinds, folds...) {
		repairs = append(repairs, Repair{k, raw, fixed})
	}
	return fixed, repairs
}

// Doubtful reports whether a text may stand in an old encoding although nothing
// tells for certain: it is left as it is, and said.
func (r *Repairer) Doubtful(s, font string) bool {
	if isASCII(s) || hasVietnamese(s) || r.symbols[strings.ToLower(font)] != nil || !lettered(s) {
		return false
	}
	_, rawBad := r.score(s)
	for i := range r.encodings {
		e := &r.encodings[i]
		if good, bad := r.score(e.decode(s)); rawBad > 0 && good > 0 && bad == 0 && e.codes(s) > 0 && r.encodingOf(s, r.oldFont(font)) == nil {
			return true
		}
	}
	return false
}

// oldFont gives the encoding that a font tells of; -1 for none.
func (r *Repairer) oldFont(font string) int {
	return slices.IndexFunc(r.encodings, func(e encoding) bool { return e.of(font) })
}

// alike reports whether two fonts are read the same way.
func (r *Repairer) alike(a, b string) bool {
	i, j := r.oldFont(a), r.oldFont(b)
	if i != j || r.symbols[strings.ToLower(a)] != nil || r.symbols[strings.ToLower(b)] != nil {
		return a == b
	}
	return i < 0 || r.encodings[i].draws(a) == r.encodings[i].draws(b)
}

// decode reads a stretch of one font; kind is empty when it is Unicode already.
func (r *Repairer) decode(ev Evidence, s, font string) (decoded, kind string) {
	if signs := r.symbols[strings.ToLower(strings.TrimSpace(font))]; signs != nil {
		if d, ok := sign(s, signs); ok {
			return d, KindSymbol
		}
		return s, ""
	}
	old := r.oldFont(font)
	if isASCII(s) {
		if old >= 0 && r.encodings[old].draws(font) && strings.ToUpper(s) != s {
			return strings.ToUpper(s), r.encodings[old].ID
		}
		return s, ""
	}
	e := r.encodingOf(s, old)
	if e == nil {
		return s, ""
	}
	if old >= 0 && ev.unicodeUnder(e.ID) {
		if _, rawBad := r.score(s); rawBad == 0 {
			return s, "" // "Không" under .VnTime in a workbook of Unicode
		}
	}
	d := e.decode(s)
	if e.draws(font) {
		d = strings.ToUpper(d) // the font draws small letters as capitals
	}
	if d == s {
		return s, ""
	}
	return d, e.ID
}

// sign reads the signs of a symbol font: a mark of one or two signs, not a word
// that somebody typed under it.
func sign(s string, signs map[rune]string) (string, bool) {
	s = strings.TrimSpace(s)
	if n := utf8.RuneCountInString(s); n < 1 || n > 2 {
		return "", false
	}
	out := ""
	for _, c := range s {
		if c >= 0xF020 && c <= 0xF0FF { // where Word keeps them
			c -= 0xF000
		}
		if signs[c] == "" {
			return "", false
		}
		out += signs[c]
	}
	return out, true
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
		if good > most && bad == 0 && rawBad > 0 && lettered(s) && (good > 2*rawGood && e.codes(s) >= 2 || good > rawGood && inside(s)) {
			best, most = e, good
		}
	}
	return best
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
