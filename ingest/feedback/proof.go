package feedback

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/workbook"
)

// unsafeParts are what the library does not carry through a save.
var unsafeParts = []string{"xl/activex/", "xl/ctrlprops/", "xl/threadedcomments/", "xl/persons/", "xl/slicers/", "xl/timelines/", "xl/embeddings/", "_xmlsignatures/", "xl/macrosheets/", "xl/dialogsheets/", "xl/vbaproject"}

// unsafe says why a workbook that was read can't be written to.
func unsafe(data []byte, wb *workbook.Workbook) (Reason, string) {
	if wb.Macro {
		return Macro, "it carries a VBA project"
	}
	if len(data) > maxBytes {
		return Large, fmt.Sprintf("%d bytes", len(data))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Unreadable, err.Error()
	}
	drawings, comments := 0, 0
	for _, e := range z.File {
		name := strings.ToLower(e.Name)
		for _, part := range unsafeParts {
			if strings.HasPrefix(name, part) {
				return Parts, e.Name
			}
		}
		if strings.HasSuffix(name, ".vml") {
			drawings++
		}
		if strings.HasPrefix(name, "xl/comments/") {
			return Comments, e.Name + ": the library loses comments beside this part"
		}
		if strings.HasPrefix(name, "xl/comments") && strings.HasSuffix(name, ".xml") {
			comments++
		}
	}
	if drawings > comments {
		return Parts, "a drawing of the old kind that is no comment"
	}
	return "", ""
}

// ownSheets names our sheets of an earlier marking.
func ownSheets(wb *workbook.Workbook) []string {
	var names []string
	for _, s := range wb.Sheets {
		if s.Feedback() {
			names = append(names, s.Name)
		}
	}
	return names
}

// verify opens what was written, counts it, and holds it against the original.
func verify(data, marked []byte, original *workbook.Workbook, sheet string, m *marker, before map[string]excelize.Comment, spots []spot, lim workbook.Limits) (int, Reason, string) {
	lim.MaxBytes, lim.MaxExpanded = 2*lim.MaxBytes, 2*lim.MaxExpanded
	again, err := workbook.Read(marked, lim)
	if err != nil {
		return 0, Changed, err.Error()
	}
	if len(again.Sheets) == 0 || again.Sheets[0].Name != sheet || !again.Sheets[0].Feedback() {
		return 0, Changed, "our sheet is not the first"
	}
	theirs := slices.DeleteFunc(slices.Clone(original.Sheets), func(s workbook.Sheet) bool { return slices.Contains(m.own, s.Name) })
	if detail := differ(theirs, again.Sheets[1:]); detail != "" {
		return 0, Changed, detail
	}
	if detail := missingParts(data, marked, len(m.own) > 0); detail != "" {
		return 0, Changed, detail
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		return 0, Changed, err.Error()
	}
	defer f.Close() //nolint:errcheck // in memory, read only
	after, err := comments(f, m.sheets)
	if err != nil {
		return 0, Comments, err.Error()
	}
	counted := 0
	for i, s := range spots {
		if i >= maxComments {
			break
		}
		key := s.sheet + "!" + s.cell
		if !strings.Contains(commentText(after[key]), clean(s.notes[0].VI)) {
			return counted, Comments, fmt.Sprintf("the comment at %s was lost: %q", key, commentText(after[key]))
		}
		counted++
		delete(after, key)
	}
	for key, c := range before {
		if have, ok := after[key]; ok && commentText(have) != commentText(c) {
			return counted, Comments, "the school's comment at " + key + " was lost"
		} else if !ok && !slices.ContainsFunc(spots, func(s spot) bool { return s.sheet+"!"+s.cell == key }) {
			return counted, Comments, "the school's comment at " + key + " was lost"
		}
	}
	return counted, "", ""
}

// differ names the first difference between the school's sheets before and
// after: values, kinds, formats, fonts, formulas, merges, what is hidden.
func differ(before, after []workbook.Sheet) string {
	if len(before) != len(after) {
		return fmt.Sprintf("%d sheets, %d after", len(before), len(after))
	}
	for i, b := range before {
		a := after[i]
		if a.Name != b.Name || a.Hidden != b.Hidden || !slices.Equal(a.Merges, b.Merges) {
			return b.Name + ": name, visibility or merged cells"
		}
		was, is := values(b), values(a)
		for k := 0; k < len(was) || k < len(is); k++ {
			if k >= len(was) || k >= len(is) || !reflect.DeepEqual(was[k], is[k]) {
				at := ""
				if k < len(was) {
					at = was[k].Addr
				}
				return b.Name + "!" + at
			}
		}
	}
	return ""
}

// values are the cells that say something, without their colour.
func values(s workbook.Sheet) []workbook.Cell {
	var all []workbook.Cell
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			if c.Kind != workbook.Blank || c.Uncached {
				c.Filled = false
				all = append(all, c)
			}
		}
	}
	return all
}

// missingParts names a part of the original that the marked file lacks. The
// order of calculation is Excel's own, and a comment's parts may go with our
// old comments.
func missingParts(data, marked []byte, remarked bool) string {
	names := func(data []byte) []string {
		var all []string
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil
		}
		for _, e := range z.File {
			if !strings.HasSuffix(e.Name, "/") {
				all = append(all, strings.ToLower(e.Name))
			}
		}
		return all
	}
	have := names(marked)
	for _, n := range names(data) {
		if slices.Contains(have, n) || n == "xl/calcchain.xml" || n == "xl/sharedstrings.xml" {
			continue
		}
		if remarked && (strings.HasPrefix(n, "xl/worksheets/") || strings.HasPrefix(n, "xl/comments") || strings.HasPrefix(n, "xl/drawings/")) {
			continue
		}
		return "the part " + n + " was lost"
	}
	return ""
}

// canonical writes the zip again with its entries in the order of their names
// and without times: the same content is the same bytes.
func canonical(data []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	entries := slices.Clone(z.File)
	slices.SortFunc(entries, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) }) // "[Content_Types].xml" comes first
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		from, err := e.Open()
		if err != nil {
			return nil, err
		}
		to, err := w.CreateHeader(&zip.FileHeader{Name: e.Name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(to, from); err != nil {
			return nil, errors.Join(err, from.Close())
		}
		if err := from.Close(); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}
