package render

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"

	"kdcl/aggregate/report"
)

// Page writes index.html: one file that opens from a disk, without a network.
func Page(w io.Writer, r report.Report, templates fs.FS) error {
	const name = "report/page.html"
	src, err := fs.ReadFile(templates, name)
	if err != nil {
		return err
	}
	t, err := template.New(name).Funcs(template.FuncMap{
		"heads": func(l report.Layout) []string {
			var out []string
			for _, c := range l.Columns {
				out = append(out, strings.Join(c.Head, " - "))
			}
			return out
		},
		"span": func(l report.Layout) int { return len(l.Columns) },
		"share": func(name string) (string, error) {
			f, ok := r.Figures[name]
			if !ok {
				return "", fmt.Errorf("there is no figure %q", name)
			}
			return share(f), nil
		},
		"sort": func(c report.Cell) string {
			if c.Number != nil {
				return fmt.Sprintf("%020.4f", *c.Number)
			}
			return c.Date
		},
		"right": func(l report.Layout, i int) bool { return l.Columns[i].Kind == "count" || l.Columns[i].Kind == "money" },
		"asof":  func() string { return strings.Replace(r.AsOf, "T", " ", 1) },
	}).Parse(string(src))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return t.Execute(w, r)
}
