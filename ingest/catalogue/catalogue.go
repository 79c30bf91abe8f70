package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"kdcl/ingest/form"
)

// Catalogue is every finding that kdcl can make.
type Catalogue struct {
	entries []Entry
	byCode  map[string]int
}

// Entry is one kind of finding. {name} in a wording is filled from the finding's
// Args; {sheet}, {o} and {raw} from its place when Args don't name them.
type Entry struct {
	Code     string `yaml:"code"`
	Severity string `yaml:"severity"` // form.Info, Warning, Error, Refuse
	Messy    int    `yaml:"messy"`    // number in the catalogue of mess; 0 for none
	VI       string `yaml:"vi"`
	EN       string `yaml:"en"`
	FixVI    string `yaml:"fix_vi"` // what to do; empty when nothing is
	FixEN    string `yaml:"fix_en"`
}

const name = "findings.yaml"

// severities, from mild to grave.
var severities = []string{form.Info, form.Warning, form.Error, form.Refuse}

// Load reads findings.yaml strictly; an error names the file, the line and what
// to do.
func Load(fsys fs.FS) (*Catalogue, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var d struct {
		Schema   string  `yaml:"schema"`
		Findings []Entry `yaml:"findings"`
	}
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return nil, fmt.Errorf("%s:%d: %s; correct this key or its value", name, at.GetToken().Position.Line, at.GetMessage())
		}
		return nil, fmt.Errorf("%s:1: %w", name, err)
	}
	if d.Schema != "kdcl-findings/1" {
		return nil, fmt.Errorf("%s:1: schema %q is unknown; write kdcl-findings/1", name, d.Schema)
	}
	lines := entryLines(data)
	var errs []error
	c := &Catalogue{entries: d.Findings, byCode: map[string]int{}}
	for i, e := range d.Findings {
		bad := func(format string, args ...any) {
			line := 1
			if i < len(lines) {
				line = lines[i]
			}
			errs = append(errs, fmt.Errorf("%s:%d: %s: %s", name, line, e.Code, fmt.Sprintf(format, args...)))
		}
		if _, twice := c.byCode[e.Code]; twice {
			bad("the code stands twice; give each finding its own")
		}
		c.byCode[e.Code] = i
		if !codePattern.MatchString(e.Code) {
			bad("a code is capital letters, digits and _; write one like NGAY_SUY_DOAN")
		}
		if !slices.Contains(severities, e.Severity) {
			bad("severity %q is unknown; write info, warning, error or refuse", e.Severity)
		}
		if e.VI == "" || e.EN == "" || (e.FixVI == "") != (e.FixEN == "") {
			bad("a wording is missing; write vi and en, and fix_vi with fix_en or neither")
		}
		for _, wording := range []string{e.VI, e.EN} {
			if rest := placeholder.ReplaceAllString(wording, ""); strings.ContainsAny(rest, "{}") {
				bad("%q has a brace that is no {name}; write small letters, digits and _ between { and }", wording)
			}
		}
		for _, p := range placeholder.FindAllString(e.EN, -1) {
			if !strings.Contains(e.VI, p) {
				bad("en names %s, which vi does not; use the same names", p)
			}
		}
		if strings.ContainsAny(e.FixVI+e.FixEN, "{}") {
			bad("what to do is the same for every file; take the {name} out of fix_vi and fix_en")
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
}

// entryLines gives the line at which each entry of the list begins.
func entryLines(data []byte) []int {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil
	}
	path, err := yaml.PathString("$.findings")
	if err != nil {
		return nil
	}
	node, err := path.FilterFile(file)
	if err != nil {
		return nil
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	var lines []int
	for _, v := range list.Values {
		lines = append(lines, v.GetToken().Position.Line)
	}
	return lines
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

var (
	placeholder = regexp.MustCompile(`\{[a-z_0-9]+\}`)
	codePattern = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
)

// Message words a finding in "vi" or "en". {sheet}, {o} and {raw} are the place
// and the text of the cell; what the finding does not name prints as "…".
func (c *Catalogue) Message(lang string, f form.Finding) string {
	i, ok := c.byCode[f.Code]
	if !ok {
		return fmt.Sprint(f.Code, " ", f.Args) // fmt sorts the keys
	}
	if lang == "en" {
		return fill(c.entries[i].EN, f)
	}
	return fill(c.entries[i].VI, f)
}

// Fix says in "vi" or "en" what to do about a finding; empty when there is
// nothing to do.
func (c *Catalogue) Fix(lang, code string) string {
	i, ok := c.byCode[code]
	if !ok {
		return ""
	}
	if lang == "en" {
		return c.entries[i].FixEN
	}
	return c.entries[i].FixVI
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
			case "con": // what is left once something is struck through: nothing, and that is known
				if _, told := f.Args[name]; told {
					return ""
				}
			case "raw":
				v = f.At.Raw
				if v == "" && f.At.Cell != "" {
					return "" // the cell says nothing, which is known
				}
			}
		}
		if v == "" {
			return "…"
		}
		return v
	})
}
