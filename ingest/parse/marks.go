package parse

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/text"
)

// MarkKind is what a mark says.
type MarkKind uint8

const (
	MarkBlank   MarkKind = iota // nothing: chưa đánh giá
	MarkTick                    // x: this column's level is attained
	MarkPass                    // Đạt
	MarkFail                    // Không đạt
	MarkNone                    // "-": there is no such level or indicator
	MarkUnknown                 // something, but not clear what
)

// Mark is what a cell of a results table says.
type Mark struct {
	Kind  MarkKind
	Level int    // named in a result column: "Đạt Mức 2"
	Code  string // finding to raise; empty when the mark is plain
}

// Column is what the cell's column asks.
type Column uint8

const (
	LevelColumn  Column = iota // "Mức n", "Đạt"
	ResultColumn               // one column for the whole result
	FailColumn                 // "Không đạt" itself: "Đạt" there is unclear, 0 is no tick
)

// Marks is the dictionary of marks, forms/marks.yaml.
type Marks struct{ byKey map[string]Mark }

// LoadMarks reads forms/marks.yaml strictly; a mark with two meanings is an
// error.
func LoadMarks(fsys fs.FS) (*Marks, error) {
	const name = "forms/marks.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema string `yaml:"schema"`
		Marks  []struct {
			Meaning string   `yaml:"meaning"`
			Warn    bool     `yaml:"warn"`
			Text    []string `yaml:"text"`
		} `yaml:"marks"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	kinds := map[string]MarkKind{"tick": MarkTick, "pass": MarkPass, "fail": MarkFail, "none": MarkNone, "unknown": MarkUnknown, "blank": MarkBlank}
	m := &Marks{map[string]Mark{}}
	for _, g := range d.Marks {
		kind, ok := kinds[g.Meaning]
		if !ok {
			return nil, fmt.Errorf("%s: meaning %q is unknown", name, g.Meaning)
		}
		for _, t := range g.Text {
			mark := Mark{Kind: kind}
			if g.Warn {
				mark.Code = "DAU_MO_HO"
				if kind == MarkTick || kind == MarkFail {
					mark.Code = "DAU_DUOC_HIEU"
				}
			}
			k := markKey(t)
			if _, ok := m.byKey[k]; ok || k == "" {
				return nil, fmt.Errorf("%s: %q is empty or stands twice", name, t)
			}
			m.byKey[k] = mark
		}
	}
	return m, nil
}

// markKey folds case and spaces but keeps signs and accents: "Đ" is not "d".
func markKey(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(text.Clean(s))), " ")
}

// notQuite are words that leave open whether something is attained; "mức độ" of a
// standard is a certificate's grade.
var notQuite = regexp.MustCompile(`(?:mot|1) phan|(?:gan|sap|se|phan dau|du kien|co ban|tam|chua han) dat|muc (?:do )?(?:[05-9]|\d\d)(?:\D|$)|dat chuan muc do|^(?:x|v) (?:khong|ko|k|chua) dat`)

var tickWithNote = regexp.MustCompile(`^(?:x|×|✓|✔|v)\s*(?:[(:,;/-]\s*\S|\s(?:trừ|chưa|thiếu)\s).*`)

// Read says what a mark means in its column. "Không đạt" under a level is a
// fail of that level; a dash of any length is no such level (FORMS §5.1). Of
// "Đạt Mức 1, Mức 2" the highest counts; "Không đạt Mức 2" alone does not say
// what was attained and is unknown in a result column.
func (m *Marks) Read(raw string, col Column) Mark {
	k := strings.ReplaceAll(markKey(raw), "\ufe0f", "") // ✔ drawn in colour
	switch {
	case k == "":
		return Mark{}
	case strings.Trim(k, "-–—−_ ") == "":
		return Mark{Kind: MarkNone}
	case isErrorText(k):
		return Mark{Kind: MarkUnknown, Code: "CONG_THUC_CHUA_TINH"}
	}
	mark := m.read(k, col)
	if col == FailColumn && (mark.Kind == MarkPass || mark.Level > 0) {
		return Mark{Kind: MarkUnknown, Code: "DAU_MO_HO"}
	}
	return mark
}

// Plain reports whether a text is a mark and nothing else, under whatever head:
// "x", "✓", "Đạt"; a sign that needs its column to be a mark, "1" or "+", is none.
func (m *Marks) Plain(raw string) bool {
	mark, ok := m.byKey[markKey(raw)]
	return ok && mark.Code == "" && (mark.Kind == MarkTick || mark.Kind == MarkPass || mark.Kind == MarkFail)
}

func (m *Marks) read(k string, col Column) Mark {
	unclear := Mark{Kind: MarkUnknown, Code: "DAU_MO_HO"}
	switch {
	case k == "1" && col == ResultColumn:
		return Mark{Kind: MarkPass, Level: 1, Code: "DAU_DUOC_HIEU"}
	case k == "0" && col == FailColumn, k == "false":
		return Mark{} // a box left unticked
	case k == "0" && col == LevelColumn:
		return unclear // may be "not ticked", never "không đạt" in silence
	}
	if mark, ok := m.byKey[k]; ok {
		return mark
	}
	if tickWithNote.MatchString(k) {
		return Mark{Kind: MarkTick, Code: "DAU_DUOC_HIEU"}
	}
	folded := text.Key(k)
	if strings.Contains(k, "?") || notQuite.MatchString(folded) {
		return unclear // "Đạt?", "Đạt một phần", "gần đạt": not said to be attained
	}
	said := conclusionOf(folded)
	top := 0
	for _, n := range said.passed {
		top = max(top, n)
	}
	switch {
	case top > 0:
		mark := Mark{Kind: MarkPass, Level: top}
		if len(said.passed) > 1 || len(said.failed) > 0 {
			mark.Code = "DAU_DUOC_HIEU"
		}
		for _, n := range said.failed {
			if n <= top {
				return unclear
			}
		}
		return mark
	case slices.Contains(said.failed, 1), len(said.failed) > 0 && col != ResultColumn:
		return Mark{Kind: MarkFail}
	case len(said.failed) > 0:
		return unclear
	case said.no || said.yes:
		mark := Mark{Kind: MarkPass}
		if said.no {
			mark.Kind = MarkFail
		}
		if said.no && said.yes {
			return unclear
		}
		if len(strings.Fields(folded)) > 2-boolInt(said.yes) {
			mark.Code = "DAU_DUOC_HIEU" // "Đạt (trừ chỉ báo b)"
		}
		return mark
	case col == ResultColumn && len(folded) == 1 && folded >= "2" && folded <= "4":
		return Mark{Kind: MarkPass, Level: levelNumber(folded), Code: "DAU_DUOC_HIEU"}
	}
	return unclear
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// conclusion is what words say about levels: "Đạt Mức 1, không đạt Mức 2".
type conclusion struct {
	passed, failed []int
	yes, no        bool // "đạt", "không đạt" without a level
}

var gluedLevel = regexp.MustCompile(`^(muc|m)([1-4])$`)

// conclusionOf reads a folded text word by word. "Mức độ" of a national
// standard is a certificate's grade, not a level, and is passed over.
func conclusionOf(folded string) conclusion {
	var c conclusion
	words := strings.Fields(folded)
	negative, stated := false, false
	flush := func() {
		if stated {
			if negative {
				c.no = true
			} else {
				c.yes = true
			}
		}
		stated = false
	}
	at := func(i int) string {
		if i >= 0 && i < len(words) {
			return words[i]
		}
		return ""
	}
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case w == "dat" || w == "kdat":
			flush()
			p := at(i - 1)
			negative, stated = p == "khong" || p == "ko" || p == "k" || p == "chua" || w == "kdat", true
		case w == "muc" || w == "m" || gluedLevel.MatchString(w):
			if g := gluedLevel.FindStringSubmatch(w); g != nil {
				words[i] = g[2]
				i--
			} else if at(i+1) == "do" {
				before := strings.Join(words[max(0, i-8):i], " ")
				if strings.Contains(before, "quoc gia") || strings.Contains(before, "cqg") {
					i += 2
					stated = false
					continue
				}
				i++
			}
			for ; ; i++ {
				n := 0
				if v := at(i + 1); len(v) == 1 || romans[v] > 0 {
					n = levelNumber(v)
				}
				if next := at(i + 2); n < 1 || n > 4 || next == "chi" || next == "tieu" || next == "tren" || next == "nam" {
					break
				}
				if stated = false; negative {
					c.failed = append(c.failed, n)
				} else {
					c.passed = append(c.passed, n)
				}
				if at(i+2) == "va" && levelNumber(at(i+3)) > 0 {
					i++
				}
			}
		}
	}
	flush()
	return c
}
