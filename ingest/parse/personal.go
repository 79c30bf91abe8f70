package parse

import (
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/text"
)

// Personal knows the heads of columns with personal data, forms/personal.yaml.
type Personal struct{ heads map[string]bool }

// LoadPersonal reads forms/personal.yaml strictly.
func LoadPersonal(fsys fs.FS) (*Personal, error) {
	const name = "forms/personal.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema string   `yaml:"schema"`
		Heads  []string `yaml:"heads"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &Personal{map[string]bool{}}
	for _, h := range d.Heads {
		p.heads[text.Key(h)] = true
	}
	return p, nil
}

// Head reports whether a column's head names personal data: "SĐT", "Ngày sinh".
func (p *Personal) Head(raw string) bool { return p.heads[text.Key(raw)] }
