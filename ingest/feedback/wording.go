package feedback

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// Text is one wording in both languages.
type Text struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// fill replaces {name} by its value; args are name, value pairs.
func (t Text) fill(args ...string) Text {
	for i := 0; i+1 < len(args); i += 2 {
		args[i] = "{" + args[i] + "}"
	}
	r := strings.NewReplacer(args...)
	return Text{r.Replace(t.VI), r.Replace(t.EN)}
}

// Wording is templates/feedback/sheet.yaml.
type Wording struct {
	Schema       string          `yaml:"schema"`
	Sheet        string          `yaml:"sheet"` // the name of our sheet
	Title        Text            `yaml:"title"`
	School       Text            `yaml:"school"`
	File         Text            `yaml:"file"`
	Sum          Text            `yaml:"sum"`
	How          Text            `yaml:"how"`
	HowSeparate  Text            `yaml:"how_separate"`
	Columns      []Text          `yaml:"columns"`
	Must         Text            `yaml:"must"`   // refuse and error
	Should       Text            `yaml:"should"` // warning
	WholeFile    Text            `yaml:"whole_file"`
	More         Text            `yaml:"more"`
	MoreSeparate Text            `yaml:"more_separate"`
	None         Text            `yaml:"none"`
	Closing      Text            `yaml:"closing"`
	Capped       Text            `yaml:"capped"`
	Comment      Text            `yaml:"comment"`
	ToDo         Text            `yaml:"to_do"`
	Separate     map[Reason]Text `yaml:"separate"`
}

const wordingFile = "feedback/sheet.yaml"

// LoadWording reads the words strictly.
func LoadWording(templates fs.FS) (*Wording, error) {
	data, err := fs.ReadFile(templates, wordingFile)
	if err != nil {
		return nil, err
	}
	var w Wording
	if err := yaml.UnmarshalWithOptions(data, &w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", wordingFile, err)
	}
	if w.Schema != "kdcl-feedback/1" {
		return nil, fmt.Errorf("%s: schema %q is unknown; write kdcl-feedback/1", wordingFile, w.Schema)
	}
	if len(w.Columns) != columns {
		return nil, fmt.Errorf("%s: columns holds %d entries; it needs %d", wordingFile, len(w.Columns), columns)
	}
	for _, r := range []Reason{Unreadable, Disguised, Macro, Parts, Large, Comments, Changed} {
		if w.Separate[r].VI == "" || w.Separate[r].EN == "" {
			return nil, fmt.Errorf("%s: separate has no vi and en for %q", wordingFile, r)
		}
	}
	if w.Sheet == "" || len([]rune(w.Sheet)) > 24 || strings.ContainsAny(w.Sheet, `:\/?*[]'`) {
		return nil, fmt.Errorf("%s: sheet %q can't name a sheet; write up to 24 letters without : \\ / ? * [ ] '", wordingFile, w.Sheet)
	}
	return &w, nil
}

func count(n int) string { return strconv.Itoa(n) }
