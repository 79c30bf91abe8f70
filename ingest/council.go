package ingest

import (
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/recognise"
	"kdcl/ingest/text"
)

// groupNamed is what a heading says of a group; other lines above a table,
// "Năm học 2026-2027", name none.
func groupNamed(s string) string {
	k := " " + text.Key(s) + " "
	for _, w := range []string{" hoi dong ", " nhom ", " to ", " thu ki ", " hd tdg ", " hdtdg "} {
		if strings.Contains(k, w) {
			return text.Clean(s)
		}
	}
	return ""
}

// readCouncil reads the council, the secretaries and the working groups; the
// lone text above or inside a table names the group (FORMS §1, IV).
func (g *reading) readCouncil(p *page, t *recognise.Table) {
	group := groupNamed(t.Heading)
	var above *form.Member
	for _, row := range t.Rows {
		if row.Lone != "" && strings.TrimSpace(t.Cell(row, "name").Raw) != row.Lone || row.Lone != "" && t.Cell(row, "name").Merged {
			group, above = text.Clean(row.Lone), nil
			p.count(heading)
			continue
		}
		if empty(t, row, "name", "position", "duty") {
			p.count(blank)
			continue
		}
		// "Nhóm 1" merged down in the column of numbers (FORMS §1, IV.2b).
		if number := t.Cell(row, "number"); strings.HasPrefix(text.Key(number.Raw), "nhom") {
			group = text.Clean(number.Raw)
		}
		if name := t.Cell(row, "name"); above != nil && empty(t, row, "number", "name") && (continuation(t.Cell(row, "duty").Raw) || continuation(t.Cell(row, "position").Raw)) && !name.Merged {
			above.Duty = join(above.Duty, g.value(t, row, "duty"))
			if more := g.value(t, row, "position"); more != "" {
				above.Position = g.roles.Canonical(join(above.Position, more))
			}
			p.count(loaded)
			continue
		}
		m := form.Member{
			Group: group, Name: g.value(t, row, "name"),
			Position: g.roles.Canonical(g.value(t, row, "position")),
			Duty:     g.value(t, row, "duty"),
			At:       origin(t.Sheet, t.Cell(row, "name")),
		}
		if own := g.value(t, row, "group"); own != "" {
			m.Group = own
		}
		if m.Name == "" {
			m.At = origin(t.Sheet, t.Cell(row, "position"))
		}
		g.Council = append(g.Council, m)
		above = &g.Council[len(g.Council)-1]
		p.count(loaded)
	}
}

// sayNames says of a name in a group that is almost one of the council's: "Thăm"
// and "Thắm" may be one person. Names are never put right (MESSY 24).
func (g *reading) sayNames() {
	if len(g.Council) == 0 {
		return
	}
	council := g.Council[0].Group
	in := map[string]map[string]bool{} // the names of each group
	for _, m := range g.Council {
		if in[m.Group] == nil {
			in[m.Group] = map[string]bool{}
		}
		in[m.Group][m.Name] = true
	}
	said := map[string]bool{}
	for _, m := range g.Council {
		if m.Group == council || in[council][m.Name] || said[m.Name] {
			continue
		}
		for _, other := range g.Council {
			if other.Group == council && !in[m.Group][other.Name] && almost(m.Name, other.Name) {
				said[m.Name] = true
				g.find("NGHI_LOI_CHINH_TA", m.At, "goi_y", other.Name)
				break
			}
		}
	}
}

// almost reports whether two names of two words or more differ in one word alone,
// by its accents or a letter or two.
func almost(a, b string) bool {
	x, y := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(x) != len(y) || len(x) < 2 {
		return false
	}
	differ := 0
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		k, l := text.Key(x[i]), text.Key(y[i])
		if differ++; k != l && (text.Distance(k, l) > 2 || len(k) < 2 || len(l) < 2 || k[0] != l[0]) {
			return false
		}
	}
	return differ == 1
}
