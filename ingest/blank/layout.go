package blank

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/recognise"
)

// Layout is templates/forms/kdcl.yaml: the form's sheets, columns and words.
type Layout struct {
	doc    layoutDoc
	tables *recognise.Tables
}

type layoutDoc struct {
	Schema       string     `yaml:"schema"`
	Version      string     `yaml:"version"`
	Instructions []string   `yaml:"instructions"`
	Sheets       []sheetDoc `yaml:"sheets"`
	Facts        struct {
		Years  map[string]int `yaml:"years"`
		Heads  []string       `yaml:"heads"` // rows that only name those below
		Tables []factsDoc     `yaml:"tables"`
	} `yaml:"facts"`
}

type sheetDoc struct {
	Name      string     `yaml:"name"`
	Title     string     `yaml:"title"`
	Landscape bool       `yaml:"landscape"`
	Families  []string   `yaml:"families"`
	Tables    []tableDoc `yaml:"tables"`
}

type tableDoc struct {
	Table   string      `yaml:"table"`
	Rows    int         `yaml:"rows"`
	Columns []columnDoc `yaml:"columns"`
	Labels  []labelsDoc `yaml:"labels"`
}

type columnDoc struct {
	Field string   `yaml:"field"`
	Width float64  `yaml:"width"`
	List  []string `yaml:"list"`
}

// labelsDoc are rows whose first words the form prints.
type labelsDoc struct {
	Field    string   `yaml:"field"`
	Rows     []string `yaml:"rows"`
	Families []string `yaml:"families"`
	Kinds    []string `yaml:"kinds"` // empty: every kind; the first that fits is printed
}

type factsDoc struct {
	Title string   `yaml:"title"`
	Head  string   `yaml:"head"`
	Kinds []string `yaml:"kinds"`
	Rows  []string `yaml:"rows"`
}

// LoadLayout reads forms/kdcl.yaml strictly, and holds its fields against the
// tables that can be recognised.
func LoadLayout(fsys fs.FS) (*Layout, error) {
	const name = "forms/kdcl.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	l := &Layout{}
	if err := yaml.UnmarshalWithOptions(data, &l.doc, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if l.tables, err = recognise.Load(fsys); err != nil {
		return nil, err
	}
	for _, sh := range l.doc.Sheets {
		for _, t := range sh.Tables {
			spec := l.tables.Spec(t.Table)
			if spec == nil {
				return nil, fmt.Errorf("%s: sheet %q: there is no table %q in tables.yaml", name, sh.Name, t.Table)
			}
			for _, c := range t.Columns {
				if spec.Head(c.Field) == "" {
					return nil, fmt.Errorf("%s: sheet %q: the table %q has no field %q", name, sh.Name, t.Table, c.Field)
				}
			}
		}
	}
	return l, nil
}

// of: an empty list is for all.
func of(list []string, one string) bool {
	return len(list) == 0 || slices.Contains(list, one)
}
