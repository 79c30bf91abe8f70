package workbook

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Read reads a workbook whole, or gives a *Refusal that says why not. It never
// panics and never gives a shorter sheet than the file has.
func Read(data []byte, lim Limits) (wb *Workbook, err error) {
	defer func() {
		if p := recover(); p != nil {
			wb, err = nil, &Refusal{Code: "KHONG_DOC_DUOC", Detail: fmt.Sprint(p)}
		}
	}()
	if int64(len(data)) > lim.MaxBytes {
		return nil, &Refusal{Code: "TEP_QUA_LON", Detail: fmt.Sprintf("%d bytes", len(data))}
	}
	if r := sniff(data); r != nil {
		return nil, r
	}
	g := &gate{lim: lim}
	if err := g.open(data); err != nil {
		return nil, err
	}
	if err := g.readBook(); err != nil {
		return nil, err
	}
	if err := g.readStrings(); err != nil {
		return nil, err
	}
	for i := range g.sheets {
		if strings.Contains(g.sheets[i].part, "chartsheets/") {
			continue
		}
		if err := g.readSheet(&g.sheets[i]); err != nil {
			return nil, err
		}
	}
	return g.values(data)
}

// values asks excelize for the text of every cell that the gate saw, and holds
// the two against each other.
func (g *gate) values(data []byte) (*Workbook, error) {
	raw := excelize.Options{RawCellValue: true, UnzipSizeLimit: g.lim.MaxExpanded, UnzipXMLSizeLimit: g.lim.MaxExpanded}
	f, err := excelize.OpenReader(bytes.NewReader(data), raw)
	if err != nil {
		return nil, damaged("%v", err)
	}
	defer f.Close()
	wb := &Workbook{Date1904: g.date1904, Macro: g.macro, Props: map[string]string{}}
	if g.form != "" {
		wb.Props["kdcl:form"] = g.form
	}
	styles := map[int]look{}
	for _, gs := range g.sheets {
		sh := Sheet{Name: gs.name, Hidden: gs.hidden, Merges: gs.merges}
		rows, err := f.Rows(gs.name)
		if err != nil {
			if strings.Contains(gs.part, "chartsheets/") {
				continue
			}
			return nil, damaged("%s: %v", gs.name, err)
		}
		at := 0
		for _, gr := range gs.rows {
			for at < gr.number && rows.Next() {
				at++
				if at == gr.number {
					break
				}
				if _, err := rows.Columns(raw); err != nil {
					return nil, damaged("%s: %v", gs.name, err)
				}
			}
			if at != gr.number {
				if slices.ContainsFunc(gr.cells, func(c gateCell) bool { return c.hasValue }) {
					return nil, damaged("%s: row %d was not given", gs.name, gr.number)
				}
				continue
			}
			values, err := rows.Columns(raw)
			if err != nil {
				return nil, damaged("%s: %v", gs.name, err)
			}
			row := Row{Number: gr.number, Hidden: gr.hidden}
			for _, gc := range gr.cells {
				value := ""
				if gc.col <= len(values) {
					value = values[gc.col-1]
				}
				if gc.hasValue && value == "" && gc.kind != "s" && gc.kind != "inlineStr" && gc.kind != "str" {
					return nil, damaged("%s: %s was read as empty", gs.name, Addr(gr.number, gc.col))
				}
				l, ok := styles[gc.style]
				if !ok {
					l = lookOf(f, gc.style)
					styles[gc.style] = l
				}
				c := Cell{
					Addr: Addr(gr.number, gc.col), Row: gr.number, Col: gc.col, Raw: value, Kind: kindOf(gc.kind, value),
					Font: l.font, Strike: l.strike, Filled: l.filled, Formula: gc.formula, Uncached: gc.formula && value == "",
					Hidden: gr.hidden || gs.cols[gc.col],
				}
				c.IsDate = c.Kind == Number && l.isDate
				row.Cells = append(row.Cells, c)
			}
			sh.Rows = append(sh.Rows, row)
		}
		if err := rows.Close(); err != nil {
			return nil, damaged("%s: %v", gs.name, err)
		}
		spreadMerges(&sh)
		wb.Sheets = append(wb.Sheets, sh)
	}
	return wb, nil
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

// spreadMerges repeats a merged range's value in each of its cells, and drops
// rows that hold no value of their own.
func spreadMerges(sh *Sheet) {
	at := map[int]int{}
	for i, r := range sh.Rows {
		at[r.Number] = i
	}
	own := make([]bool, len(sh.Rows))
	for i, r := range sh.Rows {
		own[i] = slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Raw != "" || c.Uncached })
	}
	for _, m := range sh.Merges {
		i, ok := at[m.Row1]
		if !ok {
			continue
		}
		first := slices.IndexFunc(sh.Rows[i].Cells, func(c Cell) bool { return c.Col == m.Col1 })
		if first < 0 || sh.Rows[i].Cells[first].Raw == "" {
			continue
		}
		value := sh.Rows[i].Cells[first]
		// A merge over a million rows is spread over those the file mentions.
		for j := i; j < len(sh.Rows) && sh.Rows[j].Number <= m.Row2; j++ {
			row := &sh.Rows[j]
			for col := m.Col1; col <= m.Col2; col++ {
				if j == i && col == m.Col1 {
					continue
				}
				c := value
				c.Addr, c.Row, c.Col, c.Merged = Addr(row.Number, col), row.Number, col, true
				k, found := slices.BinarySearchFunc(row.Cells, col, func(c Cell, col int) int { return c.Col - col })
				switch {
				case !found:
					row.Cells = slices.Insert(row.Cells, k, c)
				case row.Cells[k].Raw == "":
					row.Cells[k] = c
				}
			}
		}
	}
	kept := sh.Rows[:0]
	for i, r := range sh.Rows {
		if own[i] {
			kept = append(kept, r)
		}
	}
	sh.Rows = kept
}

// look is what of a style matters for reading.
type look struct {
	isDate, strike, filled bool
	font                   string
}

func lookOf(f *excelize.File, style int) look {
	s, err := f.GetStyle(style)
	if err != nil || s == nil {
		return look{}
	}
	l := look{filled: s.Fill.Type == "pattern" && s.Fill.Pattern > 0}
	if s.Font != nil {
		l.font, l.strike = s.Font.Family, s.Font.Strike
	}
	l.isDate = dateFormat(s.NumFmt)
	if s.CustomNumFmt != nil {
		l.isDate = customDate(*s.CustomNumFmt)
	}
	return l
}

// dateFormat knows the built-in number formats that are dates or times,
// those of East Asian Excels too.
func dateFormat(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

var notDateParts = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// customDate looks for a day, month, year, hour or second in a custom format,
// after what is quoted, escaped or in brackets.
func customDate(format string) bool {
	section, _, _ := strings.Cut(format, ";")
	s := strings.ToLower(notDateParts.ReplaceAllString(section, ""))
	if s == "general" || strings.Contains(s, "@") {
		return false
	}
	return strings.ContainsAny(s, "dyhsm")
}
