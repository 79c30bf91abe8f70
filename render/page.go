package render

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"

	"kdcl/aggregate/report"
)

// schoolLine is a school's line with what its filters ask of it.
type schoolLine struct {
	report.SchoolLine
	Monday string // of the charted obligation
}

// Page writes index.html: one file that opens from a disk, without a network.
// Its words, its looks and its script are templates/page/*.
func Page(w io.Writer, r report.Report, p report.Page, templates fs.FS) error {
	const name = "page/page.html"
	src, err := fs.ReadFile(templates, name)
	if err != nil {
		return err
	}
	css, err := fs.ReadFile(templates, "page/page.css")
	if err != nil {
		return err
	}
	js, err := fs.ReadFile(templates, "page/page.js")
	if err != nil {
		return err
	}
	t, err := template.New(name).Funcs(template.FuncMap{
		"css":    func() template.CSS { return template.CSS(css) },
		"js":     func() template.JS { return template.JS(js) },
		"asof":   func() string { return dayOf(r.AsOf) + " " + r.AsOf[11:16] },
		"day":    dayOf,
		"number": func(n *int64) int64 { return *n },
		"ratio":  func(n, d int64) string { return share(report.Figure{Numerator: n, Denominator: d}) },
		"share": func(name string) (string, error) {
			f, ok := r.Figures[name]
			if !ok {
				return "", fmt.Errorf("there is no figure %q", name)
			}
			return share(f), nil
		},
		"communes": func() []string { return distinct(p.Schools, func(s report.SchoolLine) string { return s.Commune }) },
		"kinds":    func() []string { return distinct(p.Schools, func(s report.SchoolLine) string { return s.Kind }) },
		"states": func(s schoolLine) string {
			return strings.Join(distinct(s.States, func(s report.State) string { return s.State }), "|")
		},
		"weak": func(r report.Results) []report.Criterion {
			return slices.DeleteFunc(slices.Clone(r.Criteria), func(c report.Criterion) bool { return c.Low == 0 })
		},
		"failed": func(r report.Results, row report.ResultRow) string {
			var codes []string
			for i, level := range row.Levels {
				if level != nil && *level == 0 {
					codes = append(codes, r.Criteria[i].Code)
				}
			}
			return strings.Join(codes, "|")
		},
		"weeks":  func() *weeksChart { return drawWeeks(p.Weeks) },
		"levels": func() *levelsChart { return drawLevels(p.Levels) },
		"heads": func(l report.Layout) []string {
			var out []string
			for _, c := range l.Columns {
				out = append(out, strings.Join(c.Head, " - "))
			}
			return out
		},
		"span": func(l report.Layout) int { return len(l.Columns) },
		"sort": func(c report.Cell) string {
			if c.Number != nil {
				return fmt.Sprintf("%.4f", *c.Number)
			}
			return c.Date
		},
		"right": func(l report.Layout, i int) bool {
			return slices.Contains([]string{"count", "percent", "money"}, l.Columns[i].Kind)
		},
	}).Parse(string(src))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	lines := make([]schoolLine, len(p.Schools))
	for i, s := range p.Schools {
		lines[i].SchoolLine = s
		for j, o := range p.Obligations {
			if o.ID == p.Weeks.Obligation && (s.States[j].State == "on-time" || s.States[j].State == "late") {
				lines[i].Monday = s.States[j].Monday
			}
		}
	}
	page := struct {
		report.Report
		Page struct {
			report.Page
			Schools []schoolLine
		}
	}{Report: r}
	page.Page.Page, page.Page.Schools = p, lines
	return t.Execute(w, page)
}

// distinct gives the values in the order in which they first stand, no empty one.
func distinct[T any](all []T, value func(T) string) []string {
	var out []string
	for _, one := range all {
		if v := value(one); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// dayOf prints the day of an ISO moment as people here write it.
func dayOf(iso string) string {
	if len(iso) < 10 {
		return ""
	}
	return iso[8:10] + "/" + iso[5:7] + "/" + iso[:4]
}
