package workbook

import "strings"

// FeedbackMark stands in the first row of the sheet that kdcl puts into a
// school's workbook when it sends it back; a sheet that has it is ours, under
// whatever name, and says nothing of the school's.
const FeedbackMark = "Mẫu kdcl-phan-hoi/1"

// Colours that kdcl lays over cells to correct, and over cells to look at. They
// are no colour of the school's: Filled is false under them.
const (
	MustFill   = "FFC7CD"
	ShouldFill = "FFEB9B"
)

// OwnFill reports whether a colour, "RRGGBB" or "AARRGGBB", is one of kdcl's.
func OwnFill(rgb string) bool {
	rgb = strings.ToUpper(rgb)
	return len(rgb) >= 6 && (rgb[len(rgb)-6:] == MustFill || rgb[len(rgb)-6:] == ShouldFill)
}

// Feedback reports whether the sheet is one that kdcl wrote.
func (s Sheet) Feedback() bool {
	for _, r := range s.Rows {
		if r.Number > 3 {
			break
		}
		for _, c := range r.Cells {
			if strings.TrimSpace(c.Raw) == FeedbackMark {
				return true
			}
		}
	}
	return false
}
