package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"
)

// Read reads a workbook whole, or gives a *Refusal that says why not. It never
// panics and never gives a shorter sheet than the file has: a strict pass of
// our own reads every part to its last tag, and a value that only one of the
// two readers sees refuses the file. Sheets without cells (charts) are left out.
func Read(data []byte, lim Limits) (wb *Workbook, err error) {
	defer func() {
		if p := recover(); p != nil {
			wb, err = nil, &Refusal{Code: "KHONG_DOC_DUOC", Detail: fmt.Sprint(p)}
		}
	}()
	if int64(len(data)) > lim.MaxBytes {
		return nil, tooLarge("%d bytes", len(data))
	}
	if r := sniff(data); r != nil {
		return nil, r
	}
	g := &gate{lim: lim}
	if lim.Timeout > 0 {
		defer time.AfterFunc(lim.Timeout, func() { g.late.Store(true) }).Stop()
	}
	for _, step := range []func() error{
		func() error { return g.open(data) }, g.findBook, g.readBook, g.readStrings, g.readStyles,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	g.sheets = slices.DeleteFunc(g.sheets, func(sh gateSheet) bool { return sh.kind != "worksheet" })
	for i := range g.sheets {
		if err := g.readSheet(&g.sheets[i]); err != nil {
			return nil, err
		}
	}
	return g.values(data)
}

// values asks the library for the text of every cell that the gate saw, and
// holds the two against each other.
func (g *gate) values(data []byte) (_ *Workbook, err error) {
	raw := excelize.Options{RawCellValue: true, UnzipSizeLimit: g.lim.MaxExpanded, UnzipXMLSizeLimit: g.lim.MaxExpanded}
	f, err := excelize.OpenReader(bytes.NewReader(data), raw)
	if err != nil {
		return nil, damaged("%v", err)
	}
	defer func() {
		if e := f.Close(); e != nil {
			err = errors.Join(err, e)
		}
	}()
	wb := &Workbook{Date1904: g.date1904, Format: "xlsx", Macro: g.macro, Props: map[string]string{}}
	if g.macro {
		wb.Format = "xlsm"
	}
	if g.form != "" {
		wb.Props["kdcl:form"] = g.form
	}
	for i := range g.sheets {
		sh, err := g.sheetValues(f, raw, &g.sheets[i])
		if err != nil {
			return nil, err
		}
		wb.Sheets = append(wb.Sheets, sh)
	}
	return wb, nil
}

func (g *gate) sheetValues(f *excelize.File, raw excelize.Options, gs *gateSheet) (Sheet, error) {
	sh := Sheet{Name: gs.name, Hidden: gs.hidden, Merges: gs.merges, Rows: make([]Row, 0, len(gs.rows))}
	rows, err := f.Rows(gs.name)
	if err != nil {
		return sh, damaged("%s: %v", gs.name, err)
	}
	at := 0
	for _, gr := range gs.rows {
		if err := g.inTime(); err != nil {
			return sh, err
		}
		var values []string
		// The library counts through gaps; what the gate saw no value in must
		// have none here either.
		for at < gr.number {
			if !rows.Next() {
				return sh, damaged("%s: row %d was not given: %v", gs.name, gr.number, rows.Error())
			}
			at++
			if values, err = rows.Columns(raw); err != nil {
				return sh, damaged("%s: row %d: %v", gs.name, at, err)
			}
			if at < gr.number && count(values) > 0 {
				return sh, damaged("%s: row %d has values that its XML has not", gs.name, at)
			}
		}
		row := Row{Number: gr.number, Hidden: gr.hidden, Cells: make([]Cell, 0, len(gr.cells))}
		filled := 0
		for _, gc := range gr.cells {
			value := ""
			if gc.col <= len(values) {
				value = values[gc.col-1]
			}
			if gc.has != (value != "") {
				return sh, damaged("%s: %s was read as %q", gs.name, Addr(gr.number, gc.col), value)
			}
			if gc.has {
				filled++
			}
			l := g.look(gc.style)
			c := Cell{
				Addr: Addr(gr.number, gc.col), Row: gr.number, Col: gc.col, Raw: value, Kind: kindOf(gc.kind, value),
				Font: l.font, Strike: l.strike, Filled: l.filled, Formula: gc.formula, Uncached: gc.uncached,
				Hidden: gr.hidden || gs.cols[gc.col],
			}
			c.IsDate = c.Kind == Number && l.isDate
			row.Cells = append(row.Cells, c)
		}
		if n := count(values); n != filled {
			return sh, damaged("%s: row %d has %d values, %d were read", gs.name, gr.number, filled, n)
		}
		sh.Rows = append(sh.Rows, row)
	}
	if err := rows.Close(); err != nil {
		return sh, damaged("%s: %v", gs.name, err)
	}
	return sh, g.spreadMerges(&sh, gs)
}

func count(values []string) int {
	n := 0
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	return n
}

func kindOf(t, value string) Kind {
	switch {
	case value == "":
		return Blank
	case t == "s" || t == "inlineStr" || t == "str" || t == "d":
		return Text
	case t == "b":
		return Bool
	case t == "e":
		return Error
	}
	return Number
}

// wideMerge is how far a merged value is repeated where the sheet has no
// further column: a title merged to XFD says it once for each.
const wideMerge = 64

// spreadMerges repeats a merged range's value in each of its cells, in the rows
// that hold a value of their own.
func (g *gate) spreadMerges(sh *Sheet, gs *gateSheet) error {
	byNumber := func(r Row, n int) int { return r.Number - n }
	byCol := func(c Cell, col int) int { return c.Col - col }
	for _, m := range sh.Merges {
		if err := g.inTime(); err != nil {
			return err
		}
		i, ok := slices.BinarySearchFunc(sh.Rows, m.Row1, byNumber)
		if !ok {
			continue
		}
		first, ok := slices.BinarySearchFunc(sh.Rows[i].Cells, m.Col1, byCol)
		if !ok || sh.Rows[i].Cells[first].Raw == "" {
			continue
		}
		value := sh.Rows[i].Cells[first]
		last := min(m.Col2, max(gs.last, m.Col1+wideMerge-1))
		for ; i < len(sh.Rows) && sh.Rows[i].Number <= m.Row2; i++ {
			row := &sh.Rows[i]
			if err := g.keep(last - m.Col1 + 1); err != nil {
				return err
			}
			for col := m.Col1; col <= last; col++ {
				if row.Number == m.Row1 && col == m.Col1 {
					continue
				}
				c := value
				c.Addr, c.Row, c.Col, c.Merged = Addr(row.Number, col), row.Number, col, true
				c.Hidden = row.Hidden || gs.cols[col]
				k, found := slices.BinarySearchFunc(row.Cells, col, byCol)
				switch {
				case !found:
					row.Cells = slices.Insert(row.Cells, k, c)
				case row.Cells[k].Raw == "":
					row.Cells[k] = c
				}
			}
		}
	}
	return nil
}
