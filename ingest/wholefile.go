package ingest

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"kdcl/ingest/form"
	"kdcl/ingest/workbook"
)

// extensions of workbooks, by what the bytes are.
var extensions = map[string][]string{
	"xlsx": {".xlsx", ".xltx"},
	"xlsm": {".xlsm", ".xltm", ".xlam"},
}

// manyBlankRows is how many empty rows a sheet may write out before it is said;
// a form that is formatted to its last line has fewer.
const manyBlankRows = 10_000

// readWholeFile says what is so of the file and its sheets before any table is
// looked for: its name (MESSY 2), macros (4), formatted emptiness (12), figures
// that come from another workbook (13).
func (g *reading) readWholeFile() {
	g.NamedPart = g.tables.NamedPart(path.Base(g.File.Name))
	if g.wb.Macro {
		g.find("TEP_CO_MACRO", form.Origin{}, "tep", g.File.Name)
	}
	// "BC ngày 15.6" has no extension, and lies about nothing.
	ext := strings.ToLower(path.Ext(g.File.Name))
	if len(ext) > 1 && unicode.IsLetter(rune(ext[1])) && !slices.Contains(extensions[g.wb.Format], ext) {
		is := "." + g.wb.Format
		if exported := map[string]string{"html": "HTML", "csv": "CSV"}[g.wb.Format]; exported != "" {
			is = strings.TrimSuffix(exported+", "+g.wb.Charset, ", ")
		}
		g.find("TEP_SAI_DUOI", form.Origin{}, "tep", g.File.Name, "loai", is)
	}
	for _, sh := range g.wb.Sheets {
		if sh.Blank > manyBlankRows {
			g.find("VUNG_TRONG_LON", form.Origin{Sheet: sh.Name})
		}
		if !sh.Hidden {
			g.sayExternal(sh)
		}
	}
}

func (g *reading) sayExternal(sh workbook.Sheet) {
	for _, row := range sh.Rows {
		for _, c := range row.Cells {
			// Without a value it is a formula not calculated, and said as that.
			if c.External && !c.Merged && !g.unreadableQuietly(c) {
				g.find("LIEN_KET_TEP_KHAC", origin(sh.Name, c))
			}
		}
	}
}
