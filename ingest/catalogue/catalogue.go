package catalogue

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/form"
)

// Catalogue is every finding that kdcl can make.
type Catalogue struct {
	entries []Entry
	byCode  map[string]int
}

// Entry is one kind of finding.
type Entry struct {
	Code     string `yaml:"code"`
	Severity string `yaml:"severity"` // form.Info, Warning, Error, Refuse
	Messy    int    `yaml:"messy"`    // number in the catalogue of mess; 0 for none
	VI       string `yaml:"vi"`
	EN       string `yaml:"en"`
	FixVI    string `yaml:"fix_vi"`
	FixEN    string `yaml:"fix_en"`
}

// Load reads findings.yaml strictly; an error names the file and the line.
func Load(fsys fs.FS) (*Catalogue, error) {
	const name = "findings.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema   string  `yaml:"schema"`
		Findings []Entry `yaml:"findings"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &Catalogue{entries: d.Findings, byCode: map[string]int{}}
	for i, e := range d.Findings {
		if _, twice := c.byCode[e.Code]; twice {
			return nil, fmt.Errorf("%s: the code %s stands twice", name, e.Code)
		}
		if !slices.Contains([]string{form.Info, form.Warning, form.Error, form.Refuse}, e.Severity) {
			return nil, fmt.Errorf("%s: %s: severity %q; write info, warning, error or refuse", name, e.Code, e.Severity)
		}
		if e.Code == "" || e.VI == "" || e.EN == "" {
			return nil, fmt.Errorf("%s: entry %d (%s) lacks its code or a wording", name, i+1, e.Code)
		}
		c.byCode[e.Code] = i
	}
	return c, nil
}

// All gives the entries in the order of the file.
func (c *Catalogue) All() []Entry { return slices.Clone(c.entries) }

// Has reports whether the code is in the catalogue.
func (c *Catalogue) Has(code string) bool { _, ok := c.byCode[code]; return ok }

// Severity of a code; an unknown code is a mistake of ours and counts as error.
func (c *Catalogue) Severity(code string) string {
	if i, ok := c.byCode[code]; ok {
		return c.entries[i].Severity
	}
	return form.Error
}

var placeholder = regexp.MustCompile(`\{[a-z_0-9]+\}`)

// Message words a finding in "vi" or "en". {sheet}, {o} and {raw} are the place
// and the text of the cell; what the finding does not name prints as "…".
func (c *Catalogue) Message(lang string, f form.Finding) string {
	i, ok := c.byCode[f.Code]
	if !ok {
		return fmt.Sprint(f.Code, " ", f.Args)
	}
	if lang == "en" {
		return fill(c.entries[i].EN, f)
	}
	return fill(c.entries[i].VI, f)
}

// Fix says what to do about a finding; empty when there is nothing to do.
func (c *Catalogue) Fix(lang string, f form.Finding) string {
	i, ok := c.byCode[f.Code]
	if !ok {
		return ""
	}
	if lang == "en" {
		return fill(c.entries[i].FixEN, f)
	}
	return fill(c.entries[i].FixVI, f)
}

func fill(wording string, f form.Finding) string {
	return placeholder.ReplaceAllStringFunc(wording, func(p string) string {
		name := p[1 : len(p)-1]
		v := f.Args[name]
		if v == "" {
			switch name {
			case "sheet":
				v = f.At.Sheet
			case "o":
				v = f.At.Cell
			case "raw":
				v = f.At.Raw
			}
		}
		if v == "" && name != "raw" {
			return "…"
		}
		return v
	})
}
