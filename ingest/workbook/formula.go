package workbook

import (
	"bytes"
	"strings"
)

// readFormula reads <f> behind its start tag, to its end, and tells whether it
// looks into another workbook. The cells that share a formula have its text once.
func (r *sheetReader) readFormula() (external bool, err error) {
	id, shares := 0, string(r.s.attr("t")) == "shared"
	if shares {
		id, shares = decimal(r.s.attr("si"))
	}
	if r.formula, err = r.s.content(r.formula[:0]); err != nil {
		return false, err
	}
	external = outside(r.formula)
	if shares && external {
		if r.shared == nil {
			r.shared = map[int]bool{}
		}
		r.shared[id] = true
	}
	return external || shares && r.shared[id], nil
}

// outside tells whether a formula names a sheet or a name of another workbook:
// [1]Sheet1!B3, '[KH 2025.xlsx]Sheet1'!B3, [1]!Total. A table's column,
// Table1[Year], and a bracket in a quoted text are of this one.
func outside(formula []byte) bool {
	if bytes.IndexByte(formula, '[') < 0 {
		return false
	}
	f := string(formula)
	for i := 0; i < len(f); i++ {
		switch c := f[i]; {
		case c == '"':
			n := strings.IndexByte(f[i+1:], '"')
			if n < 0 {
				return false
			}
			i += n + 1
		case c == '\'':
			n := strings.IndexByte(f[i+1:], '\'')
			if n < 0 {
				return false
			}
			// A sheet's own name has no bracket.
			if name := f[i+1 : i+1+n]; strings.Contains(name, "[") && strings.Contains(name, "]") {
				return true
			}
			i += n + 1
		case c == '[':
			n := strings.IndexByte(f[i:], ']')
			if n < 0 {
				return false
			}
			behind := f[i+n+1:]
			if starts := i == 0 || strings.IndexByte("=+-*/^&<>(,;: {|@!~", f[i-1]) >= 0; starts {
				bang := strings.IndexByte(behind, '!')
				if bang >= 0 && !strings.ContainsAny(behind[:bang], "+-*/^&<>=(),;[]{}\"") {
					return true
				}
			}
			// Past a table's column, with the brackets inside it.
			for depth := 0; i < len(f); i++ {
				if f[i] == '[' {
					depth++
				} else if f[i] == ']' {
					if depth--; depth == 0 {
						break
					}
				}
			}
		}
	}
	return false
}
