package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/fontrepository"
	"github.com/phpdave11/gofpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

const family = "liberation serif"

// Press is what all documents share: Liberation Serif in four styles, metric-
// compatible with Times New Roman and with every Vietnamese letter, parsed
// once. It measures what is going to be drawn. Safe for concurrent use.
type Press struct {
	custom map[fontstyle.Type]entity.CustomFont
	width  map[fontstyle.Type]map[rune]float64 // in ems, of every letter the font has
	parsed map[fontstyle.Type]*opentype.Font   // for pictures
}

// NewPress parses the fonts.
func NewPress() (*Press, error) {
	// The same document must be the same bytes: the library orders its fonts by
	// name, not by chance.
	gofpdf.SetDefaultCatalogSort(true)
	f := &Press{custom: map[fontstyle.Type]entity.CustomFont{}, width: map[fontstyle.Type]map[rune]float64{}, parsed: map[fontstyle.Type]*opentype.Font{}}
	for _, s := range []struct {
		style fontstyle.Type
		data  []byte
	}{
		{fontstyle.Normal, liberationserifregular.TTF}, {fontstyle.Bold, liberationserifbold.TTF},
		{fontstyle.Italic, liberationserifitalic.TTF}, {fontstyle.BoldItalic, liberationserifbolditalic.TTF},
	} {
		parsed, err := opentype.Parse(s.data)
		if err != nil {
			return nil, fmt.Errorf("font: %w", err)
		}
		f.parsed[s.style] = parsed
		f.width[s.style] = widths(parsed)
		custom, err := fontrepository.New().AddUTF8FontFromBytes(family, s.style, s.data).Load()
		if err != nil {
			return nil, fmt.Errorf("font: %w", err)
		}
		f.custom[s.style] = custom[0]
	}
	return f, nil
}

// widths are the letters that a font has, up to U+FFFF: the PDF library panics
// at those above.
func widths(f *sfnt.Font) map[rune]float64 {
	w := map[rune]float64{}
	var buf sfnt.Buffer
	unit := fixed.I(int(f.UnitsPerEm()))
	for r := ' '; r <= 0xFFFF; r++ {
		i, err := f.GlyphIndex(&buf, r)
		if err != nil || i == 0 {
			continue
		}
		if adv, err := f.GlyphAdvance(&buf, i, unit, font.HintingNone); err == nil {
			w[r] = float64(adv) / float64(unit)
		}
	}
	return w
}

// used are the fonts of a document: each costs the PDF library milliseconds.
func (f *Press) used(leaves []*leaf) []entity.CustomFont {
	styles := map[fontstyle.Type]bool{fontstyle.Normal: true} // its default
	for _, l := range leaves {
		for _, t := range l.texts {
			styles[t.style] = true
		}
	}
	var out []entity.CustomFont
	for _, s := range slices.Sorted(maps.Keys(styles)) {
		out = append(out, f.custom[s])
	}
	return out
}

const mmPerPoint = 25.4 / 72

// measure is the width of a text in millimetres.
func (f *Press) measure(s string, style fontstyle.Type, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		sum += f.width[style][r]
	}
	return sum * size * mmPerPoint
}

// printable makes a text safe to draw: NFC, no controls, and a plain box for
// what the font lacks, an emoji among it, which the PDF library panics at.
func (f *Press) printable(s string, style fontstyle.Type) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u00a0':
			return ' '
		case r < ' ' || r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\ufeff':
			return -1
		}
		if _, ok := f.width[style][r]; !ok {
			return '□'
		}
		return r
	}, norm.NFC.String(s))
}

// splitWords splits at spaces; a no-break space was one until printable.
func splitWords(s string) []string { return strings.Fields(s) }

// lines breaks a text at spaces, and a word that is too long anywhere; first
// is the indent of the first line, in millimetres. There is always one line.
func (f *Press) lines(s string, style fontstyle.Type, size, width, first float64) []string {
	var out []string
	room := width - first
	space := f.measure(" ", style, size)
	for _, paragraph := range strings.Split(f.printable(s, style), "\n") {
		line, used := "", 0.0
		flush := func() {
			out = append(out, line)
			line, used, room = "", 0, width
		}
		for _, word := range splitWords(paragraph) {
			w := f.measure(word, style, size)
			if line != "" && used+space+w > room {
				flush()
			}
			for line == "" && w > room { // longer than a whole line
				cut := f.fitting(word, style, size, room)
				line, word = word[:cut], word[cut:]
				flush()
				w = f.measure(word, style, size)
			}
			if word == "" {
				continue
			}
			if line != "" {
				line, used = line+" ", used+space
			}
			line, used = line+word, used+w
		}
		flush()
	}
	return out
}

// fitting is how many bytes of a word fit a width; at least its first letter,
// and after a mark where people break codes and addresses, when there is one.
func (f *Press) fitting(word string, style fontstyle.Type, size, width float64) int {
	used, soft := 0.0, 0
	for i, r := range word {
		if used += f.width[style][r] * size * mmPerPoint; used > width && i > 0 {
			if soft > 0 {
				return soft
			}
			return i
		}
		if strings.ContainsRune("-/&_.,;:+", r) {
			soft = i + len(string(r))
		}
	}
	return len(word)
}
