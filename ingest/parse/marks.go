package parse

import (
	"fmt"
	"io/fs"
	"regexp"
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
	LevelColumn  Column = iota // "Mức n", "Không đạt", "Đạt"
	ResultColumn               // one column for the whole result
)

// Marks is the dictionary of marks, forms/marks.yaml.
type Marks struct{ byKey map[string]Mark }

// LoadMarks reads forms/marks.yaml strictly.
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
	kinds := map[string]MarkKind{"tick": MarkTick, "pass": MarkPass, "fail": MarkFail, "none": MarkNone, "unknown": MarkUnknown}
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
			m.byKey[markKey(t)] = mark
		}
	}
	return m, nil
}

// markKey folds case and spaces but keeps signs and accents: "Đ" is not "d".
func markKey(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(text.Clean(s))), " ")
}

var tickWithNote = regexp.MustCompile(`^(x|×|✓)\s*[(:,;-].+`)

// Read says what a mark means in its column. "Không đạt" under a level is a
// fail of that level; a dash of any length is no such level (FORMS §5.1).
func (m *Marks) Read(raw string, col Column) Mark {
	k := markKey(raw)
	if k == "" {
		return Mark{}
	}
	if strings.Trim(k, "-–—_ ") == "" {
		return Mark{Kind: MarkNone}
	}
	if mark, ok := m.byKey[k]; ok {
		if k == "1" && col == ResultColumn {
			return Mark{Kind: MarkPass, Level: 1, Code: "DAU_DUOC_HIEU"}
		}
		return mark
	}
	if tickWithNote.MatchString(k) {
		return Mark{Kind: MarkTick, Code: "DAU_DUOC_HIEU"}
	}
	folded := text.Key(k)
	levels := levelPattern.FindAllStringSubmatch(folded, -1)
	switch {
	case strings.HasPrefix(folded, "khong dat") || strings.HasPrefix(folded, "chua dat"):
		return Mark{Kind: MarkFail}
	case len(levels) > 0:
		mark := Mark{Kind: MarkPass, Level: levelNumber(levels[len(levels)-1][1])}
		if len(levels) > 1 {
			mark.Code = "DAU_DUOC_HIEU"
		}
		return mark
	case folded == "dat" || strings.HasPrefix(folded, "dat "):
		return Mark{Kind: MarkPass}
	case col == ResultColumn && len(folded) == 1 && folded >= "2" && folded <= "4":
		return Mark{Kind: MarkPass, Level: levelNumber(folded), Code: "DAU_DUOC_HIEU"}
	}
	return Mark{Kind: MarkUnknown, Code: "DAU_MO_HO"}
}

// Roles is the dictionary of positions and duties, forms/roles.yaml.
type Roles struct{ byKey map[string]string }

// LoadRoles reads forms/roles.yaml strictly.
func LoadRoles(fsys fs.FS) (*Roles, error) {
	const name = "forms/roles.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema string              `yaml:"schema"`
		Roles  map[string][]string `yaml:"roles"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Roles{map[string]string{}}
	for canonical, variants := range d.Roles {
		r.byKey[text.Key(canonical)] = canonical
		for _, v := range variants {
			r.byKey[text.Key(v)] = canonical
		}
	}
	return r, nil
}

// Canonical gives the standard name of a role, or the text itself, clean, when
// the dictionary does not know it.
func (r *Roles) Canonical(raw string) string {
	if c, ok := r.byKey[text.Key(raw)]; ok {
		return c
	}
	return text.Clean(raw)
}
