package workbook

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// flow is the text of a cell, or of a line outside tables, as a browser lays it
// out: runs of blanks are one, blocks begin a line, what is hidden is not there.
type flow struct {
	text  []byte
	runs  []richRun // with ends, as richBuffer has them
	ends  []int
	open  []inline
	lines int  // ends of lines that are due before the next letter
	space bool // a blank that is due
}

// inline is an element that is open around a text, and the style that holds in it.
type inline struct {
	name string
	css
}

// style is what holds for the next letter.
func (f *flow) style() css {
	if n := len(f.open); n > 0 {
		return f.open[n-1].css
	}
	return css{}
}

// deepest is how many elements may stand in one another.
const deepest = 1000

// enter opens an element; its style is laid over that of the one around it.
func (f *flow) enter(name string, style css) bool {
	f.open = append(f.open, inline{name, style.over(f.style())})
	return len(f.open) <= deepest
}

// leave closes an element, and those in it that were not closed. An end without a
// beginning closes nothing.
func (f *flow) leave(name string) {
	for i := len(f.open) - 1; i >= 0; i-- {
		if f.open[i].name == name {
			f.open = f.open[:i]
			return
		}
	}
}

// block begins a line, unless one has just begun; br ends one in any case.
func (f *flow) block() { f.lines = max(f.lines, 1) }
func (f *flow) br()    { f.lines++ }

// write adds a text. What stands in a hidden element is no part of what the page
// shows, and is left out.
func (f *flow) write(s string) {
	style := f.style()
	if style.hidden {
		return
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		blank := r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f'
		switch {
		case blank && style.pre && r == '\n':
			f.lines++
		case blank && !style.pre:
			f.space = true
		default:
			if len(f.text) > 0 {
				switch {
				case f.lines > 0:
					f.text = append(f.text, strings.Repeat("\n", f.lines)...)
				case f.space:
					f.text = append(f.text, ' ')
				}
			}
			f.lines, f.space = 0, false
			if last := len(f.runs) - 1; last < 0 || f.runs[last].font != style.font || f.runs[last].strike != style.strike {
				f.runs, f.ends = append(f.runs, richRun{own: true, font: style.font, strike: style.strike}), append(f.ends, 0)
			}
			f.text = append(f.text, s[i:i+n]...)
			f.ends[len(f.ends)-1] = len(f.text)
		}
		i += n
	}
}

// empty reports whether nothing can be seen: "&nbsp;" holds a cell open.
func (f *flow) empty() bool { return strings.Trim(string(f.text), "\u00a0 \n") == "" }

// take gives the text that was written, and begins another.
func (f *flow) take(b *book) (richText, error) {
	t := richText{}
	var err error
	if !f.empty() {
		b.rich.text, b.rich.runs, b.rich.ends = f.text, slices.Clone(f.runs), f.ends
		t, err = b.keepRich()
	}
	f.text, f.runs, f.ends, f.lines, f.space = f.text[:0], f.runs[:0], f.ends[:0], 0, false
	return t, err
}
