package recognise

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/text"
)

// Tables is the dictionary of heads, templates/forms/tables.yaml, folded for
// comparison.
type Tables struct {
	specs   []*Spec
	info    map[string]string // folded label -> info field
	stop    []ending
	noise   []ending
	total   map[string]bool
	child   map[string]bool
	profile map[string]Profile
	named   []naming
	known   map[string]bool // every folded head of every table
}

// Spec is one kind of table.
type Spec struct {
	ID        string
	Part      string           // form.Part* that it meets when it holds data
	Title     string           // Vietnamese, for findings
	Required  []string         // "standard|criterion" is met by either
	Marker    string           // a folded word that must stand lowest over some column
	place     int              // among the tables
	heads     map[string]match // folded head -> field
	byLength  map[int][]spelling
	first     map[string]string
	spellings map[string][]string
	Years     map[string]int // how many school years it shows, by family of rulebooks; "" otherwise
}

// Head is the spelling of a field's head that kdcl's own form prints.
func (s *Spec) Head(field string) string { return s.first[field] }

// Near is the spelling of a field's head that comes nearest to a text.
func (s *Spec) Near(field, head string) string {
	near, best := s.first[field], -1
	for _, known := range s.spellings[field] {
		if d := text.Distance(text.Key(known), text.Key(head)); best < 0 || d < best {
			near, best = known, d
		}
	}
	return near
}

// Spec finds a kind of table by its id; nil when there is none.
func (t *Tables) Spec(id string) *Spec {
	for _, s := range t.specs {
		if s.ID == id {
			return s
		}
	}
	return nil
}

type match struct {
	field string
	rank  int // position among the spellings: the form's own comes first
}

type document struct {
	Schema  string              `yaml:"schema"`
	Tables  []tableDocument     `yaml:"tables"`
	Info    map[string][]string `yaml:"info"`
	Stop    []string            `yaml:"stop"`
	Profile struct {
		Ticks  []string `yaml:"ticks"`
		Counts []string `yaml:"counts"`
	} `yaml:"profile"`
	Named map[string][]string `yaml:"named"`
	Noise []string            `yaml:"noise"`
	Child []string            `yaml:"child"`
	Total []string            `yaml:"total"`
}

type tableDocument struct {
	ID       string              `yaml:"id"`
	Part     string              `yaml:"part"`
	Title    string              `yaml:"title"`
	Required []string            `yaml:"required"`
	Marker   string              `yaml:"marker"`
	Fields   map[string][]string `yaml:"fields"`
	Years    map[string]int      `yaml:"years"`
}

// Load reads forms/tables.yaml strictly; an error names file and line.
func Load(fsys fs.FS) (*Tables, error) {
	const name = "forms/tables.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d document
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &Tables{info: map[string]string{}, total: map[string]bool{}, known: map[string]bool{}}
	seen := map[string]bool{}
	for _, td := range d.Tables {
		if seen[td.ID] {
			return nil, fmt.Errorf("%s: table %q stands twice", name, td.ID)
		}
		seen[td.ID] = true
		s := &Spec{place: len(t.specs), byLength: map[int][]spelling{}, ID: td.ID, Part: td.Part, Title: td.Title, Required: td.Required, Marker: text.Key(td.Marker), heads: map[string]match{}, first: map[string]string{}, Years: td.Years, spellings: td.Fields}
		for _, required := range td.Required {
			for field := range strings.SplitSeq(required, "|") {
				if _, ok := td.Fields[field]; !ok {
					return nil, fmt.Errorf("%s: table %q requires the field %q, which it does not have", name, td.ID, field)
				}
			}
		}
		for field, heads := range td.Fields {
			if len(heads) > 0 {
				s.first[field] = heads[0]
			}
			for i, h := range heads {
				k := text.Key(h)
				t.known[k] = true
				if m, ok := s.heads[k]; ok && m.field != field {
					return nil, fmt.Errorf("%s: table %q: the head %q names both %s and %s", name, td.ID, h, m.field, field)
				} else if !ok {
					s.heads[k] = match{field, i}
					if len(k) >= 6 {
						s.byLength[len(k)] = append(s.byLength[len(k)], spelling{k, digits(k), lettersOf(k), match{field, i}})
					}
				}
			}
		}
		t.specs = append(t.specs, s)
	}
	for field, labels := range d.Info {
		for _, l := range labels {
			k := text.Key(l)
			if f, ok := t.info[k]; ok && f != field {
				return nil, fmt.Errorf("%s: the label %q names both %s and %s", name, l, f, field)
			}
			t.info[k] = field
		}
	}
	t.stop, t.noise = endings(d.Stop), endings(d.Noise)
	for _, s := range d.Total {
		t.total[text.Key(s)] = true
	}
	t.profile = map[string]Profile{}
	for i, labels := range [][]string{d.Profile.Ticks, d.Profile.Counts} {
		for _, l := range labels {
			t.profile[text.Key(l)] = Profile{l, i == 0}
		}
	}
	for part, names := range d.Named {
		for _, n := range names {
			t.named = append(t.named, naming{part, " " + text.Key(n) + " "})
		}
	}
	t.child = map[string]bool{}
	for _, s := range d.Child {
		t.child[text.Key(s)] = true
	}
	return t, nil
}

// InfoField says which fact about the workbook a label introduces: "code" for
// "Mã trường:"; empty when none.
func (t *Tables) InfoField(label string) string {
	k := text.Key(strings.TrimRight(strings.TrimSpace(label), ":"))
	if f := t.info[k]; f != "" {
		return f
	}
	// "2. Kết luận", "1) Tên trường": a number before the label.
	if i := strings.IndexByte(k, ' '); i > 0 && i <= 3 && strings.Trim(k[:i], "0123456789.)") == "" {
		return t.info[strings.TrimSpace(k[i:])]
	}
	return ""
}

// Profile is a line of the block at the head of Phần I.
type Profile struct {
	Label string
	Tick  bool // ticked with "x"; a number otherwise
}

// Profile finds such a line by its label.
func (t *Tables) Profile(label string) (Profile, bool) {
	p, ok := t.profile[text.Key(strings.TrimRight(strings.TrimSpace(label), ":"))]
	return p, ok
}

// naming is a name that files of a part go by, folded, between spaces.
type naming struct{ part, name string }

// NamedPart is the part that a file's name says it is, "self-assessment" for "BC
// TĐG lần 2.xlsx"; empty when it names none, or more than one.
func (t *Tables) NamedPart(file string) string {
	name, part := " "+text.Key(file)+" ", ""
	for _, n := range t.named {
		switch {
		case !strings.Contains(name, n.name):
		case part != "" && part != n.part:
			return ""
		default:
			part = n.part
		}
	}
	return part
}

// IsTotal reports whether a label names a row that sums others up: "Cộng",
// "Tổng cộng (I+II)", "Cộng tiêu chuẩn 3"; "Công đoàn" is none.
func (t *Tables) IsTotal(label string) bool {
	return t.total[text.Key(label)] && !strings.HasPrefix(strings.ToLower(label), "công") || partTotal.MatchString(strings.ToLower(text.Clean(label)))
}

var partTotal = regexp.MustCompile(`^(?:tổng )?cộng(?: (?:chung|toàn trường|tổng|tiểu học|thcs|thpt|mầm non|mẫu giáo|nhà trẻ|(?:mục|phần|nhóm|khối|cấp|tiêu chuẩn|tiêu chí|kinh phí)(?: [\pL\d.]{1,12}){0,3}|[ivx]{1,4}|\d{1,2}))?\s*(?:\([^()]{0,30}\))?\s*[:.]?$`)

// IsChild reports whether a label says something of the line above it, however it
// is written: "Nữ" below "Tổng số học sinh" (FORMS §5.2).
func (t *Tables) IsChild(label string) bool { return t.child[text.Key(label)] }

// isStop reports whether a text begins a signature or footer block.
func (t *Tables) isStop(s string) bool { return begins(s, t.stop) }

// isNoise reports whether a text comes from a web page or a chat that was copied
// along with a table (MESSY 25).
func (t *Tables) isNoise(s string) bool { return begins(s, t.noise) }

// begins reports whether the first line of a text is one of the words, or begins
// with one that is written with an ellipsis, "Xác nhận của…": "Hiệu trưởng phân
// công nhiệm vụ" is no signature.
func begins(s string, words []ending) bool {
	if i := strings.IndexAny(s, "\n(:"); i > 0 {
		s = s[:i]
	}
	k := text.Key(strings.TrimRight(s, " 0123456789.,/"))
	for _, w := range words {
		if k == w.key || w.open && strings.HasPrefix(k, w.key+" ") {
			return true
		}
	}
	return false
}

// ending is a word that ends a table; an open one may go on.
type ending struct {
	key  string
	open bool
}

func endings(words []string) []ending {
	var out []ending
	for _, w := range words {
		rest, open := strings.CutSuffix(w, "…")
		out = append(out, ending{text.Key(rest), open})
	}
	return out
}
