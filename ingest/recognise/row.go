package recognise

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/workbook"
)

func hasNumber(row workbook.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool {
		s := strings.TrimSpace(c.Raw)
		return s != "" && (c.Kind == workbook.Number && !c.IsDate || strings.Trim(s, "0123456789.,") == "")
	})
}

const maxColumn = 1 << 14

// between is the part of a row that lies in the columns lo to hi.
func between(r workbook.Row, lo, hi int) workbook.Row {
	if lo <= 1 && hi >= maxColumn {
		return r
	}
	at := func(col int) int {
		i, _ := slices.BinarySearchFunc(r.Cells, col, func(c workbook.Cell, col int) int { return c.Col - col })
		return i
	}
	from := at(lo)
	r.Cells = r.Cells[from:max(from, at(hi+1))]
	return r
}

// isNumberRow recognises the row of column numbers under a head: "(1) (2) (3)",
// "A B C", "A B 1 2 3", "1 2 3=1+2" (MESSY 28). Numbers without brackets are one
// only directly under the head and when they count the columns.
func isNumberRow(r workbook.Row, under bool) bool {
	n, letters, next := 0, 0, 0
	bracketed := true
	for _, c := range r.Cells {
		s := strings.TrimSpace(c.Raw)
		if s == "" {
			continue
		}
		if c.Merged {
			continue
		}
		n++
		m := columnNumber.FindStringSubmatch(s)
		if m == nil {
			return false
		}
		if m[2] != "" { // a letter
			if next > 0 || strings.ToUpper(m[2])[0] != byte('A'+letters) {
				return false
			}
			letters++
			continue
		}
		number, _ := strconv.Atoi(m[1])
		if next == 0 && number != 1 && number != letters+1 || next > 0 && number != next {
			return false
		}
		next = number + 1
		bracketed = bracketed && strings.ContainsAny(s, "()[]")
	}
	return n >= 3 && (under || bracketed)
}

// columnNumber is "(3)", "3", "[3]", "(4)=(2)+(3)", "4=2+3", or a letter "A", "(b)".
var columnNumber = regexp.MustCompile(`^[(\[]?\s*(?:(\d{1,2})|([A-Za-z]))\s*[)\].]?(?:\s*=[\s\d()+\-*/:%xA-Za-z\[\]]{1,40})?$`)

// loneText is the row's text when it holds just one, alone or merged across; the
// number before a merged one is no text of its own: "II | Tiêu chuẩn 3: …".
func loneText(r workbook.Row) string {
	lone, number, across := "", "", false
	for _, c := range r.Cells {
		s := strings.TrimSpace(c.Raw)
		switch {
		case s == "":
		case s == lone && c.Merged:
			across = true
		case lone == "" && c.Kind == workbook.Text:
			lone = s
		case lone == "" && number == "":
			number = s
		case number == "" && !across && ordinalText.MatchString(lone):
			number, lone = lone, ""
			if c.Kind == workbook.Text {
				lone = s
			}
		default:
			return ""
		}
	}
	if number != "" && (!across || !ordinalText.MatchString(number)) {
		return ""
	}
	return lone
}

var ordinalText = regexp.MustCompile(`^(?:[IVX]{1,4}|\d{1,2}|[A-Da-d])(?:\.\d{1,2})?[.)]?$`)

func firstText(r workbook.Row) string {
	for _, c := range r.Cells {
		if s := strings.TrimSpace(c.Raw); s != "" {
			return s
		}
	}
	return ""
}
