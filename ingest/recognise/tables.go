package recognise

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/text"
)

// Tables is the dictionary of heads, templates/forms/tables.yaml, folded for
// comparison.
type Tables struct {
	specs []*Spec
	info  map[string]string // folded label -> info field
	stop  []string
	total map[string]bool
	known map[string]bool // every folded head of every table
}

// Spec is one kind of table.
type Spec struct {
	ID       string
	Part     string // form.Part* that it meets when it holds data
	Title    string // Vietnamese, for findings
	Required []string
	Marker   string           // a folded word that must stand lowest over some column
	heads    map[string]match // folded head -> field
	first    map[string]string
}

// Head is the spelling of a field's head that kdcl's own form prints.
func (s *Spec) Head(field string) string { return s.first[field] }

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
	Schema string              `yaml:"schema"`
	Tables []tableDocument     `yaml:"tables"`
	Info   map[string][]string `yaml:"info"`
	Stop   []string            `yaml:"stop"`
	Total  []string            `yaml:"total"`
}

type tableDocument struct {
	ID       string              `yaml:"id"`
	Part     string              `yaml:"part"`
	Title    string              `yaml:"title"`
	Required []string            `yaml:"required"`
	Marker   string              `yaml:"marker"`
	Fields   map[string][]string `yaml:"fields"`
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
		s := &Spec{ID: td.ID, Part: td.Part, Title: td.Title, Required: td.Required, Marker: text.Key(td.Marker), heads: map[string]match{}, first: map[string]string{}}
		for _, field := range td.Required {
			if _, ok := td.Fields[field]; !ok {
				return nil, fmt.Errorf("%s: table %q requires the field %q, which it does not have", name, td.ID, field)
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
	for _, s := range d.Stop {
		t.stop = append(t.stop, text.Key(s))
	}
	for _, s := range d.Total {
		t.total[text.Key(s)] = true
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

// IsTotal reports whether a label names a row that sums others up ("Cộng").
func (t *Tables) IsTotal(label string) bool { return t.total[text.Key(label)] }

// isStop reports whether a text begins a signature or footer block.
func (t *Tables) isStop(s string) bool {
	k := text.Key(s)
	for _, w := range t.stop {
		if k == w || strings.HasPrefix(k, w+" ") {
			return true
		}
	}
	return false
}
