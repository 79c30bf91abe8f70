package render

import (
	"fmt"
	"strings"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/fontrepository"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

const family = "liberation serif"

// fonts are Liberation Serif in four styles: metric-compatible with Times New
// Roman, with every Vietnamese letter. It measures what is going to be drawn.
type fonts struct {
	custom []entity.CustomFont
	face   map[fontstyle.Type]*face
}

type face struct {
	font  *sfnt.Font
	buf   sfnt.Buffer
	width map[rune]float64 // in ems; negative: the font has no such letter
}

func loadFonts() (*fonts, error) {
	f := &fonts{face: map[fontstyle.Type]*face{}}
	repo := fontrepository.New()
	for _, s := range []struct {
		style fontstyle.Type
		data  []byte
	}{
		{fontstyle.Normal, liberationserifregular.TTF}, {fontstyle.Bold, liberationserifbold.TTF},
		{fontstyle.Italic, liberationserifitalic.TTF}, {fontstyle.BoldItalic, liberationserifbolditalic.TTF},
	} {
		parsed, err := sfnt.Parse(s.data)
		if err != nil {
			return nil, fmt.Errorf("font: %w", err)
		}
		f.face[s.style] = &face{font: parsed, width: map[rune]float64{}}
		repo = repo.AddUTF8FontFromBytes(family, s.style, s.data)
	}
	custom, err := repo.Load()
	f.custom = custom
	return f, err
}

// ems is the width of a letter; ok is false when the font lacks it.
func (f *face) ems(r rune) (w float64, ok bool) {
	if w, seen := f.width[r]; seen {
		return w, w >= 0
	}
	w = -1
	if i, err := f.font.GlyphIndex(&f.buf, r); err == nil && i != 0 {
		unit := fixed.I(int(f.font.UnitsPerEm()))
		if adv, err := f.font.GlyphAdvance(&f.buf, i, unit, font.HintingNone); err == nil {
			w = float64(adv) / float64(unit)
		}
	}
	f.width[r] = w
	return w, w >= 0
}

const mmPerPoint = 25.4 / 72

// measure is the width of a text in millimetres.
func (f *fonts) measure(s string, style fontstyle.Type, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		w, _ := f.face[style].ems(r)
		sum += max(w, 0)
	}
	return sum * size * mmPerPoint
}

// printable makes a text safe to draw: NFC, no controls, and a plain box for
// what the font lacks, an emoji among it, which the PDF library panics at.
func (f *fonts) printable(s string, style fontstyle.Type) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u00a0':
			return ' '
		case r < ' ':
			return -1
		}
		if _, ok := f.face[style].ems(r); !ok || r > 0xFFFF {
			return '□'
		}
		return r
	}, norm.NFC.String(s))
}

// lines breaks a text at spaces, and a word that is too long anywhere; first
// is the indent of the first line, in millimetres.
func (f *fonts) lines(s string, style fontstyle.Type, size, width, first float64) []string {
	var out []string
	room := width - first
	space := f.measure(" ", style, size)
	for _, paragraph := range strings.Split(f.printable(s, style), "\n") {
		line, used := "", 0.0
		flush := func() {
			out = append(out, line)
			line, used, room = "", 0, width
		}
		for _, word := range strings.Fields(paragraph) {
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

// fitting is how many bytes of a word fit a width; at least its first letter.
func (f *fonts) fitting(word string, style fontstyle.Type, size, width float64) int {
	used := 0.0
	for i, r := range word {
		e, _ := f.face[style].ems(r)
		if used += max(e, 0) * size * mmPerPoint; used > width && i > 0 {
			return i
		}
	}
	return len(word)
}
