package workbook_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/workbook"
)

// difference is one place where the reader and excelize do not agree.
type difference struct {
	file, cell, what, ours, theirs string
}

// known are the places where excelize is wrong, and why the reader says
// otherwise. Every entry is met in what the test builds: one that is no longer
// goes.
var known = []struct {
	reason string
	is     func(difference) bool
}{
	{"excelize can't read UTF-16, which XML allows and old exporters write",
		func(d difference) bool { return d.what == "file" && strings.HasPrefix(d.file, "UTF-16") }},
	{"excelize finds the workbook part by a fixed name; it may have any",
		func(d difference) bool { return d.what == "file" && strings.HasPrefix(d.file, "parts named") }},
	{"excelize leaves _xHHHH_ in a formula's text as it is; Excel shows the character",
		func(d difference) bool { return d.what == "value" && strings.Contains(d.theirs, "_x005F_") }},
	{"an ISO date is a date: the reader gives its serial number, excelize the text or another time",
		func(d difference) bool { return d.file == "ISO strict" && (d.what == "value" || d.what == "type") }},
	{"excelize takes text without t=\"str\" for a number",
		func(d difference) bool {
			return d.what == "type" && d.ours == "text" && strings.HasPrefix(d.file, "a program that forgets")
		}},
	{"excelize drops the text of <is> where t=\"inlineStr\" is forgotten, and the <v> where it is not",
		func(d difference) bool {
			return (d.what == "value" || d.what == "type") && d.theirs == "" && strings.HasPrefix(d.file, "a program that forgets")
		}},
	{"excelize gives \"true\" as written; the reader gives 1",
		func(d difference) bool {
			return d.what == "value" && d.ours == "1" && strings.EqualFold(d.theirs, "true")
		}},
	{"excelize leaves out a font or number format that a style does not mark as applied; Excel shows it",
		func(d difference) bool { return d.what == "style" && d.file == "not marked as applied" }},
	{"excelize gives no value of a cell whose row and address are left out",
		func(d difference) bool { return d.what == "value" && strings.HasPrefix(d.file, "no dimension") }},
	{"white is no colour that anybody marks with; excelize reports the fill, without its colour",
		func(d difference) bool {
			return d.what == "style" && d.ours == "no colour" && d.theirs == ""
		}},
	{"the colours that kdcl itself marks with are none of the school's",
		func(d difference) bool {
			return d.what == "style" && d.ours == "no colour" && workbook.OwnFill(d.theirs)
		}},
}

// specimen is a workbook of the corpus.
type specimen struct {
	name string
	data []byte
}

// corpus is every workbook of the trial unit, the hand-made habits, and what
// excelize writes; LibreOffice's saves of some where it is installed.
func corpus(t *testing.T) (all []specimen) {
	t.Helper()
	root := filepath.Join("..", "..", "sample-data", "unit")
	seen := map[[sha256.Size]byte]bool{}
	err := filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if e != nil && e.IsDir() && e.Name() == "out" { // what a night on it wrote
			return filepath.SkipDir
		}
		if err != nil || e.IsDir() || !strings.EqualFold(filepath.Ext(name), ".xlsx") {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(root, name)
		if sum := sha256.Sum256(data); !seen[sum] { // the archive has the inbox's again
			seen[sum] = true
			all = append(all, specimen{filepath.ToSlash(rel), data})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 40 {
		t.Fatalf("%d samples", len(all))
	}
	again := []specimen{{"a hundred rows", good(t)}, {"many formats", formats(t)}, all[0], all[len(all)/2], all[len(all)-1]}
	all = append(all, again[:2]...)
	for i, data := range night(t, 2) {
		all = append(all, specimen{fmt.Sprintf("night %d", i), data})
	}
	for _, h := range habits() {
		all = append(all, specimen{h.name, h.bytes(t)})
	}
	all = append(all, specimen{"not marked as applied", raw(t, `<sheetData><row r="1"><c r="A1" s="2"><v>45000</v></c></row></sheetData>`,
		map[string]string{"xl/styles.xml": fmt.Sprintf(styles, "0")})})
	all = append(all, specimen{"CDATA", raw(t, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a<![CDATA[<b>]]></t></is></c></row></sheetData>`, nil)})
	return append(all, savedByLibreOffice(t, again)...)
}

// formats is a workbook with a cell of every kind in every built-in number
// format, in several fonts.
func formats(t testing.TB) []byte {
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	own, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{workbook.MustFill}}})
	must(err)
	must(f.SetCellValue("Sheet1", "L1", "marked by kdcl"))
	must(f.SetCellStyle("Sheet1", "L1", "L1", own))
	for id := 0; id <= 58; id++ {
		style, err := f.NewStyle(&excelize.Style{NumFmt: id, Font: &excelize.Font{Family: []string{"Arial", ".VnTime", "VNI-Times"}[id%3], Strike: id%5 == 0}})
		must(err)
		row := id + 1
		must(f.SetSheetRow("Sheet1", workbook.Addr(row, 1), &[]any{id, 45000.5, "Đạt", true, "", -1e-7, 123456789012345678, "_x000D_\n", "1.10"}))
		must(f.SetCellFormula("Sheet1", workbook.Addr(row, 10), "A1+1"))
		must(f.SetCellRichText("Sheet1", workbook.Addr(row, 11), []excelize.RichTextRun{{Text: "Tr\u00adêng ", Font: &excelize.Font{Family: ".VnTime"}}, {Text: "Họa Mi", Font: &excelize.Font{Family: "Arial", Strike: true}}}))
		must(f.SetCellStyle("Sheet1", workbook.Addr(row, 1), workbook.Addr(row, 11), style))
	}
	must(f.MergeCell("Sheet1", "M1", "O3"))
	must(f.SetCellStr("Sheet1", "M1", "gộp"))
	must(f.SetColVisible("Sheet1", "C:D", false))
	must(f.SetRowVisible("Sheet1", 9, false))
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func savedByLibreOffice(t *testing.T, from []specimen) (saved []specimen) {
	office, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Log("LibreOffice is not installed, or the test is to be short: none of its saves are compared")
		return nil
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out")}
	for i, s := range from {
		name := filepath.Join(dir, fmt.Sprintf("%d.xlsx", i))
		if err := os.WriteFile(name, s.data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.Command(office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, s := range from {
		data, err := os.ReadFile(filepath.Join(dir, "out", fmt.Sprintf("%d.xlsx", i)))
		if err != nil {
			t.Fatal(err)
		}
		saved = append(saved, specimen{"LibreOffice's save of " + s.name, data})
	}
	return saved
}

// The reader and excelize see the same cells: value, type, font, strike, fill,
// runs, formula, merges, what is hidden. Where they don't, excelize is wrong,
// and the table above says how.
func TestDifferential(t *testing.T) {
	files, cells, refused, saved := 0, 0, 0, 0
	met := make([]int, len(known))
	for i, s := range corpus(t) {
		if underRace && i%4 != 0 {
			continue
		}
		wb, err := workbook.Read(s.data, workbook.DefaultLimits())
		if err != nil {
			// The trial unit has files that are meant to be refused.
			f, opened := excelize.OpenReader(bytes.NewReader(s.data))
			if opened == nil {
				f.Close()
				t.Errorf("%s: %v, and excelize opens it", s.name, err)
			}
			refused++
			continue
		}
		files++
		if strings.HasPrefix(s.name, "LibreOffice's save of") {
			saved++
		}
		n, differences := compare(t, s, wb)
		cells += n
		for _, d := range differences {
			i := slices.IndexFunc(known, func(k struct {
				reason string
				is     func(difference) bool
			}) bool {
				return k.is(d)
			})
			if i < 0 {
				t.Errorf("%s %s: %s: the reader says %q, excelize %q", d.file, d.cell, d.what, d.ours, d.theirs)
			} else {
				met[i]++
			}
		}
	}
	t.Logf("%d files, %d of them saved by LibreOffice, %d cells compared; %d files refused by both", files, saved, cells, refused)
	for i, k := range known {
		t.Logf("known difference, %d times: %s", met[i], k.reason)
		if met[i] == 0 && !underRace {
			t.Errorf("no longer a difference: %s", k.reason)
		}
	}
}

func compare(t *testing.T, s specimen, wb *workbook.Workbook) (cells int, all []difference) {
	t.Helper()
	rawValues := excelize.Options{RawCellValue: true}
	f, err := excelize.OpenReader(bytes.NewReader(s.data), rawValues)
	if err != nil {
		return 0, []difference{{s.name, "", "file", "read", err.Error()}}
	}
	defer f.Close()
	differ := func(sheet, cell, what string, ours, theirs any) {
		if a, b := fmt.Sprint(ours), fmt.Sprint(theirs); a != b {
			all = append(all, difference{s.name, sheet + "!" + cell, what, a, b})
		}
	}
	if len(f.GetSheetList()) == 0 {
		return 0, []difference{{s.name, "", "file", "read", "no sheet"}}
	}
	for _, sh := range wb.Sheets {
		if _, err := f.GetMergeCells(sh.Name); err != nil {
			return cells, append(all, difference{s.name, sh.Name, "file", "read", err.Error()})
		}
	}
	colVisible, styles := map[string]bool{}, map[int]*excelize.Style{}
	for _, sh := range wb.Sheets {
		clear(colVisible)
		try := func(err error) {
			if err != nil {
				t.Errorf("%s %s: excelize: %v", s.name, sh.Name, err)
			}
		}
		visible, err := f.GetSheetVisible(sh.Name)
		try(err)
		differ(sh.Name, "", "hidden sheet", sh.Hidden, !visible)
		merges, err := f.GetMergeCells(sh.Name)
		try(err)
		differ(sh.Name, "", "merges", len(sh.Merges), len(merges))
		ours := map[string]bool{}
		for _, row := range sh.Rows {
			visible, err := f.GetRowVisible(sh.Name, row.Number)
			try(err)
			differ(sh.Name, fmt.Sprint(row.Number), "hidden row", row.Hidden, !visible)
			for _, c := range row.Cells {
				if c.Merged {
					continue
				}
				cells++
				if c.Raw != "" {
					ours[c.Addr] = true
				}
				value, err := f.GetCellValue(sh.Name, c.Addr, rawValues)
				try(err)
				differ(sh.Name, c.Addr, "value", c.Raw, value)
				kind, err := f.GetCellType(sh.Name, c.Addr)
				try(err)
				if c.Raw != "" {
					differ(sh.Name, c.Addr, "type", kindName(c.Kind), typeName(kind))
				}
				formula, err := f.GetCellFormula(sh.Name, c.Addr)
				try(err)
				// A shared formula's later cells have none of their own.
				if formula != "" {
					differ(sh.Name, c.Addr, "formula", c.Formula, true)
				}
				col, _, err := excelize.SplitCellName(c.Addr)
				try(err)
				if _, ok := colVisible[col]; !ok {
					colVisible[col], err = f.GetColVisible(sh.Name, col)
					try(err)
				}
				differ(sh.Name, c.Addr, "hidden cell", c.Hidden, !visible || !colVisible[col])
				id, err := f.GetCellStyle(sh.Name, c.Addr)
				try(err)
				if styles[id] == nil {
					if styles[id], err = f.GetStyle(id); c.Font != "" { // else the file has no styles
						try(err)
					}
				}
				compareStyle(styles[id], c, func(ours, theirs any) { differ(sh.Name, c.Addr, "style", ours, theirs) })
				if len(c.Runs) > 0 {
					runs, err := f.GetCellRichText(sh.Name, c.Addr)
					try(err)
					joined, struck := "", false
					for _, r := range runs {
						joined += r.Text
						struck = struck || r.Font != nil && r.Font.Strike
					}
					differ(sh.Name, c.Addr, "runs", c.Raw, joined)
					differ(sh.Name, c.Addr, "runs", slices.ContainsFunc(c.Runs, func(r workbook.Run) bool { return r.Strike }), struck)
				}
			}
		}
		// And nothing that excelize sees is missing.
		rows, err := f.Rows(sh.Name)
		try(err)
		for at := 1; rows.Next(); at++ {
			values, err := rows.Columns(rawValues)
			try(err)
			for i, v := range values {
				if a := workbook.Addr(at, i+1); v != "" && !ours[a] {
					all = append(all, difference{s.name, sh.Name + "!" + a, "value", "", v})
				}
			}
		}
		try(rows.Close())
	}
	return cells, all
}

func compareStyle(style *excelize.Style, c workbook.Cell, differ func(ours, theirs any)) {
	if style == nil {
		return
	}
	if style.Font != nil && len(c.Runs) == 0 {
		differ(c.Font, style.Font.Family)
		differ(c.Strike, style.Font.Strike)
	}
	switch painted := style.Fill.Type == "pattern" && style.Fill.Pattern == 1; {
	case c.Filled:
		differ(true, painted)
	case painted && len(style.Fill.Color) > 0:
		differ("no colour", style.Fill.Color[0])
	case painted:
		differ("no colour", "the theme's")
	}
	if c.Kind == workbook.Number && style.CustomNumFmt == nil {
		id := style.NumFmt
		differ(c.IsDate, id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58)
	}
}

func kindName(k workbook.Kind) string {
	return []string{"blank", "text", "number", "bool", "error"}[k]
}

func typeName(t excelize.CellType) string {
	switch t {
	case excelize.CellTypeBool:
		return "bool"
	case excelize.CellTypeError:
		return "error"
	case excelize.CellTypeNumber, excelize.CellTypeUnset:
		return "number"
	case excelize.CellTypeDate:
		return "date"
	}
	return "text"
}
