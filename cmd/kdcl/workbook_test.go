package main

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// workbookOf makes a workbook of a text: `workbook out.xlsx in.txt`. A line "# name" begins a
// sheet, "#- name" a hidden one; any other line is a row of cells parted by "|",
// "<" is merged with the cell to its left and "^" with the one above.
func workbookOf(ts *testscript.TestScript, _ bool, args []string) {
	x := excelize.NewFile()
	sheet, row := "", 0
	var hidden []string
	for line := range strings.Lines(strings.TrimSpace(ts.ReadFile(args[1]))) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "#"); ok {
			hide := strings.HasPrefix(name, "-")
			name = strings.TrimSpace(strings.TrimPrefix(name, "-"))
			if sheet == "" {
				ts.Check(x.SetSheetName("Sheet1", name))
			} else {
				_, err := x.NewSheet(name)
				ts.Check(err)
			}
			if hide {
				hidden = append(hidden, name)
			}
			sheet, row = name, 0
			continue
		}
		row++
		for i, v := range strings.Split(line, "|") {
			cell, err := excelize.CoordinatesToCellName(i+1, row)
			ts.Check(err)
			switch v = strings.TrimSpace(v); v {
			case "":
			case "<", "^":
				col, above := i, row
				if v == "^" {
					col, above = i+1, row-1
				}
				from, err := excelize.CoordinatesToCellName(col, above)
				ts.Check(err)
				ts.Check(x.MergeCell(sheet, from, cell))
			default:
				ts.Check(x.SetCellValue(sheet, cell, v))
			}
		}
	}
	for _, name := range hidden {
		ts.Check(x.SetSheetVisible(name, false))
	}
	var b strings.Builder
	ts.Check(x.Write(&b))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o644))
}
