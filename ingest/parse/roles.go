package parse

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/text"
)

// Roles is the dictionary of positions and duties, forms/roles.yaml.
type Roles struct {
	rank map[string]int // a variant's key: its place in the file
	name []string
}

// LoadRoles reads forms/roles.yaml strictly; a variant that stands under two
// names is an error.
func LoadRoles(fsys fs.FS) (*Roles, error) {
	const name = "forms/roles.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema string `yaml:"schema"`
		Roles  []struct {
			Name     string   `yaml:"name"`
			Variants []string `yaml:"variants"`
		} `yaml:"roles"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Roles{rank: map[string]int{}}
	for i, role := range d.Roles {
		for _, v := range append([]string{role.Name}, role.Variants...) {
			k := roleKey(v)
			if other, ok := r.rank[k]; k == "" || ok && other != i {
				return nil, fmt.Errorf("%s: %q of %q is empty or stands twice", name, v, role.Name)
			}
			r.rank[k] = i
		}
		r.name = append(r.name, role.Name)
	}
	return r, nil
}

var (
	ordinal    = regexp.MustCompile(`\s*\d+\s*`)
	roleJoints = regexp.MustCompile(`\s*(?:[-–—,;/+&\n()]|(?i:\bkiêm(?: nhiệm)?\b|\bvà\b))\s*`)
)

// roleKey leaves out the number of a team: "TT tổ CM 2", "Tổ trưởng tổ CM1".
func roleKey(s string) string {
	return strings.TrimSpace(ordinal.ReplaceAllString(text.Key(s), " "))
}

// Canonical gives the standard name of a role. Of several held by one person,
// "BTCB - HT", it is the one that stands first in the dictionary. A text the
// dictionary does not know is given back, clean.
func (r *Roles) Canonical(raw string) string {
	if i, ok := r.rank[roleKey(raw)]; ok {
		return r.name[i]
	}
	best := -1
	for _, part := range roleJoints.Split(text.Clean(raw), -1) {
		if i, ok := r.rank[roleKey(part)]; ok && (best < 0 || i < best) {
			best = i
		}
	}
	if best < 0 {
		return text.Clean(raw)
	}
	return r.name[best]
}
