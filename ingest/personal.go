package ingest

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/form"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// loadPersonal reads forms/personal.yaml strictly: the folded heads of columns
// with personal data.
func loadPersonal(fsys fs.FS) (map[string]bool, error) {
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
	heads := map[string]bool{}
	for _, h := range d.Heads {
		heads[text.Key(h)] = true
	}
	return heads, nil
}

// setPersonalAside says which columns of a table hold personal data that nobody
// needs (MESSY 59). No table knows such a column, so its values are not stored;
// what was repaired in it is not kept either.
func (g *reading) setPersonalAside(sh workbook.Sheet, t *recognise.Table) {
	heads := map[int]bool{} // the rows that the table's heads stand in
	for _, h := range t.Heads {
		if row, _, ok := workbook.Split(h.Addr); ok {
			heads[row] = true
		}
	}
	var named []string
	first := form.Origin{}
	columns := map[int]bool{}
	for _, row := range sh.Rows {
		if !heads[row.Number] {
			continue
		}
		for _, c := range row.Cells {
			filled := func(r recognise.Row) bool { return strings.TrimSpace(recognise.CellAt(r.Row, c.Col).Raw) != "" }
			if c.Merged || !g.personal[text.Key(c.Raw)] || !slices.ContainsFunc(t.Rows, filled) {
				continue
			}
			if len(named) == 0 {
				first = origin(sh.Name, c)
			}
			columns[c.Col], named = true, append(named, text.Clean(c.Raw))
		}
	}
	if len(named) == 0 {
		return
	}
	g.find("THONG_TIN_CA_NHAN", first, "ds", strings.Join(named, ", "))
	g.Repairs = slices.DeleteFunc(g.Repairs, func(r form.Repair) bool {
		row, col, ok := workbook.Split(r.Cell)
		return ok && r.Sheet == sh.Name && columns[col] && slices.ContainsFunc(t.Rows, func(tr recognise.Row) bool { return tr.Row.Number == row })
	})
}
