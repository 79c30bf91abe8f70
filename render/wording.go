package render

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"kdcl/aggregate/report"
)

// Wording is the text of the report's body, templates/report/body.yaml.
type Wording struct {
	Schema   string            `yaml:"schema"`
	Title    string            `yaml:"title"`   // what the report is about; the school year follows it
	Changes  map[string]string `yaml:"changes"` // kind of change -> title
	Sections []section         `yaml:"sections"`
}

type section struct {
	Heading    string   `yaml:"heading"`
	Level      int      `yaml:"level"`  // of the heading, 1 (I.) or 2 (1.)
	Office     string   `yaml:"office"` // key of the office's own text in unit.yaml
	Blank      string   `yaml:"blank"`  // printed while the office has written none
	Paragraphs []string `yaml:"paragraphs"`
}

type paragraph struct {
	Heading int // 0: none
	Text    string
}

// LoadWording reads report/body.yaml strictly.
func LoadWording(fsys fs.FS) (*Wording, error) {
	const name = "report/body.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	w := &Wording{}
	if err := yaml.UnmarshalWithOptions(data, w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// compose fills the wording in. A figure that the report does not have is our
// mistake and an error that names the paragraph; an empty paragraph is left out,
// and a line break in what a template gives begins a new one.
func (w *Wording) compose(r report.Report) ([]paragraph, error) {
	missing := ""
	figure := func(name string) report.Figure {
		f, ok := r.Figures[name]
		if !ok {
			missing = name
		}
		return f
	}
	funcs := template.FuncMap{
		"n":           func(name string) string { return dots(figure(name).Numerator) },
		"d":           func(name string) string { return dots(figure(name).Denominator) },
		"of":          func(name string) string { return share(figure(name)) },
		"list":        func(name string) string { return figure(name).Text },
		"gt0":         func(name string) bool { return figure(name).Numerator > 0 },
		"year":        func() string { return r.SchoolYear },
		"provisional": func() bool { return r.Provisional },
		"tally":       func() report.Tally { return r.Tally },
		"dots":        dots,
		"changes":     func() []report.Change { return w.changes(r) },
		"some":        some,
		"asof":        func() string { return moment(r.AsOf) },
		"annexes": func() string {
			var names []string
			for i, t := range r.Tables {
				names = append(names, "Phụ lục "+roman(i+1)+" ("+t.Layout.Number+": "+lowerFirst(t.Layout.Title)+")")
			}
			if len(r.Charts) > 0 {
				names = append(names, "Phụ lục "+roman(len(r.Tables)+1)+" ("+lowerFirst(chartsTitle)+")")
			}
			return strings.Join(names, "; ")
		},
	}
	var out []paragraph
	for i, s := range w.Sections {
		if s.Heading != "" {
			out = append(out, paragraph{max(s.Level, 1), s.Heading})
		}
		for j, p := range s.Paragraphs {
			where := fmt.Sprintf("report/body.yaml: section %d, paragraph %d", i+1, j+1)
			t, err := template.New(where).Funcs(funcs).Parse(p)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", where, err)
			}
			var b strings.Builder
			if err := t.Execute(&b, nil); err != nil {
				return nil, fmt.Errorf("%s: %w", where, err)
			}
			if missing != "" {
				return nil, fmt.Errorf("%s: there is no figure %q", where, missing)
			}
			for _, line := range strings.Split(b.String(), "\n") {
				if text := strings.Join(strings.Fields(line), " "); text != "" {
					out = append(out, paragraph{0, text})
				}
			}
		}
		if s.Office == "" {
			continue
		}
		own := r.Wording[s.Office]
		if own == "" {
			own = s.Blank
		}
		for _, line := range strings.Split(own, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, paragraph{0, line})
			}
		}
	}
	return out, nil
}

// changes gives each kind of change the title that the wording has for it.
func (w *Wording) changes(r report.Report) []report.Change {
	out := slices.Clone(r.Changes)
	for i := range out {
		if out[i].Title = w.Changes[out[i].Kind]; out[i].Title == "" {
			out[i].Title = out[i].Kind
		}
	}
	return out
}

// some lists the first lines and says how many more there are; what is left
// stands in the annexes and the school sheets.
func some(n int, lines []string) string {
	if len(lines) <= n {
		return strings.Join(lines, "; ")
	}
	return strings.Join(lines[:n], "; ") + "; và " + dots(int64(len(lines)-n)) + " mục khác (xem Biểu 6 và phiếu trường)"
}

// lowerFirst makes a title part of a sentence; an abbreviation stays.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// share prints a figure as numerator/denominator (percent); there is no
// percentage of nothing.
func share(f report.Figure) string {
	if f.Denominator == 0 {
		return dots(f.Numerator) + "/0 (-)"
	}
	return dots(f.Numerator) + "/" + dots(f.Denominator) + " (" + percent(f.Numerator, f.Denominator) + ")"
}

// percent prints one decimal with a comma, rounded half up in whole numbers.
func percent(n, d int64) string {
	tenths := (n*2000 + d) / (2 * d)
	return strconv.FormatInt(tenths/10, 10) + "," + strconv.FormatInt(tenths%10, 10) + "%"
}

func dots(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}
