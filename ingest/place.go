package ingest

import (
	"path"
	"slices"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
)

// SchoolInPath is the code of the school that a path in the inbox names, by
// code, name or alias: in the file's name, else in the nearest folder's. Of
// names that hold one another ("Hoa Sen", "Hoa Sen 2") the longest counts; of
// namesakes the one whose commune the path names too. Empty when it names none,
// or several. A path proposes; the workbook itself decides whose it is.
func SchoolInPath(r *form.Roster, name string) string {
	whole := " " + text.Key(name) + " "
	for dir := strings.TrimSuffix(name, path.Ext(name)); dir != "." && dir != "/"; dir = path.Dir(dir) {
		part := " " + nameKey(path.Base(dir)) + " "
		longest := 0
		var found []form.School
		for _, s := range r.Schools {
			n := 0
			for _, k := range append([]string{s.Code, nameKey(s.Name)}, keys(s.Aliases)...) {
				if k != "" && strings.Contains(part, " "+k+" ") {
					n = max(n, len(k))
				}
			}
			switch {
			case n == 0 || n < longest:
			case n > longest:
				longest, found = n, []form.School{s}
			default:
				found = append(found, s)
			}
		}
		if len(found) > 1 {
			found = slices.DeleteFunc(found, func(s form.School) bool {
				return s.Commune == "" || !strings.Contains(whole, " "+text.Key(s.Commune)+" ")
			})
		}
		if len(found) == 1 {
			return found[0].Code
		}
		if longest > 0 {
			return ""
		}
	}
	return ""
}

func keys(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, nameKey(n))
	}
	return out
}
