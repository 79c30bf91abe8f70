package ingest_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest"
	"kdcl/ingest/form"
)

// said prints all that was understood of a workbook, a line each, with the cell
// it comes from, and then what was found: nothing may be lost and nothing added.
func said(s *form.Submission) (out []string, from []form.Origin) {
	at := func(o form.Origin) string { return " @" + o.Ref() }
	num := func(v any) string {
		switch v := v.(type) {
		case *int:
			if v != nil {
				return fmt.Sprint(*v)
			}
		case *int64:
			if v != nil {
				return fmt.Sprint(*v)
			}
		case *float64:
			if v != nil {
				return fmt.Sprint(*v)
			}
		case *bool:
			if v != nil {
				return fmt.Sprint(*v)
			}
		}
		return "?"
	}
	line := func(o form.Origin, format string, args ...any) {
		from = append(from, o)
		out = append(out, strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "⏎")+at(o))
	}
	for _, v := range s.Criteria {
		line(v.At, "tc %s = %s", v.Code, num(v.Level))
	}
	for _, v := range s.Indicators {
		line(v.At, "cb %s/%d%s = %s", v.Criterion, v.Level, v.Letter, num(v.Pass))
	}
	for _, v := range s.Level4 {
		line(v.At, "khoản %d = %s", v.Item, num(v.Pass))
	}
	for _, v := range s.Evidence {
		line(v.At, "mc %s %s", v.Code, v.Name)
	}
	for _, v := range s.EvidenceUses {
		line(v.At, "dùng %s %s", v.Criterion, v.Code)
	}
	for _, v := range s.EvidencePlan {
		line(v.At, "%s %s | %s | %s | %s..%s | %s", v.Table, v.Standard, v.What, v.Responsible, v.From, v.To, num(v.AmountVND))
	}
	for _, v := range s.Improvements {
		line(v.At, "ct %s | %s | %s..%s | %s | %s", v.Criterion, v.Action, v.From, v.To, num(v.AmountVND), v.Source)
	}
	for _, v := range s.Milestones {
		line(v.At, "mốc %s %v %s..%s", v.Text, v.Weeks, v.From, v.To)
	}
	for _, v := range s.Council {
		line(v.At, "hđ [%s] %s | %s | %s", v.Group, v.Name, v.Position, v.Duty)
	}
	for _, v := range s.Staff {
		line(v.At, "ns %s %s = %s", v.Group, v.Measure, num(v.Value))
	}
	for _, v := range s.Facts {
		line(v.At, "sl %s %s %s = %s", v.Table, v.Row, v.Year, num(v.Value))
	}
	if s.DeclaredLevel != nil {
		line(s.DeclaredAt, "kết luận %d", *s.DeclaredLevel)
	}
	for _, f := range s.Findings {
		if f.Code != "CACH_DANH_DAU" && f.Code != "KHOANG_TRANG" {
			line(f.At, "! %s", f.Code)
		}
	}
	return out, from
}

// messy is one workbook as a school might send it: its text (see bookOf), what
// else is done to it, and everything that must be understood.
type messy struct {
	name string
	book string
	edit func(*testing.T, *excelize.File)
	want string
}

// Layouts of MESSY.md section C, and what goes wrong in their tables, each under
// its number, read as `kdcl check` reads them.
func TestMessyLayout(t *testing.T) {
	b := newBench(t)
	for _, tc := range slices.Concat(messyText, messyHeads, messyRows, messySheets, messyResults, messyForms, messyItems) {
		t.Run(tc.name, func(t *testing.T) {
			x := build(tc.book)
			if tc.edit != nil {
				tc.edit(t, x)
			}
			s := b.readBook(t, x, ingest.Office{}, form.File{Name: "thử.xlsx"})
			got, from := said(s)
			for _, o := range from {
				raw, err := x.GetCellValue(o.Sheet, o.Cell, excelize.Options{RawCellValue: true})
				if o.Cell != "" && o.Raw != "" && (err != nil || raw != o.Raw) {
					t.Errorf("%s: raw is %q, the file has %q (%v)", o.Ref(), o.Raw, raw, err)
				}
			}
			var want []string
			for l := range strings.Lines(strings.TrimSpace(tc.want)) {
				want = append(want, strings.TrimSpace(l))
			}
			for _, l := range got {
				if !slices.Contains(want, l) {
					t.Errorf("not expected: %s", l)
				}
			}
			for _, l := range want {
				if !slices.Contains(got, l) {
					t.Errorf("missing:      %s", l)
				}
			}
			if len(got) != len(want) && !t.Failed() {
				t.Errorf("%d lines, want %d: one comes twice", len(got), len(want))
			}
			for _, f := range s.Findings {
				if m := b.words.Message("vi", f); strings.ContainsAny(m, "{}") {
					t.Errorf("%s leaves a blank: %s", f.Code, m)
				}
			}
		})
	}
}

func (b bench) readBook(t *testing.T, x *excelize.File, office ingest.Office, file form.File) *form.Submission {
	t.Helper()
	var buf bytes.Buffer
	if err := x.Write(&buf); err != nil {
		t.Fatal(err)
	}
	s := b.reader.Read(buf.Bytes(), file, office)
	for _, tally := range s.Tally {
		if !tally.Closes() {
			t.Errorf("the tally does not close: %+v", tally)
		}
	}
	return s
}

func hideRows(sheet string, rows ...int) func(*testing.T, *excelize.File) {
	return func(t *testing.T, x *excelize.File) {
		for _, r := range rows {
			if err := x.SetRowVisible(sheet, r, false); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func hideSheet(name string) func(*testing.T, *excelize.File) {
	return func(t *testing.T, x *excelize.File) {
		if err := x.SetSheetVisible(name, false); err != nil {
			t.Fatal(err)
		}
	}
}

// Where a table stands on its sheet makes no difference: two columns to the
// right and three rows lower every workbook says the same.
func TestMessyLayoutElsewhere(t *testing.T) {
	b := newBench(t)
	place := regexp.MustCompile(` @\S.*$`)
	values := func(s *form.Submission) []string {
		lines, _ := said(s)
		for i, l := range lines {
			lines[i] = place.ReplaceAllString(l, "")
		}
		return lines
	}
	for _, tc := range slices.Concat(messyText, messyHeads, messyRows, messySheets, messyResults, messyForms, messyItems) {
		if tc.edit != nil {
			continue // reaches for cells by their address
		}
		var moved strings.Builder
		for line := range strings.Lines(strings.TrimSpace(tc.book)) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "# ") {
				moved.WriteString(line + "\n\n\n\n")
			} else {
				moved.WriteString("| | " + line + "\n")
			}
		}
		here := values(b.readBook(t, build(tc.book), ingest.Office{}, form.File{Name: "thử.xlsx"}))
		there := values(b.readBook(t, build(moved.String()), ingest.Office{}, form.File{Name: "thử.xlsx"}))
		if !slices.Equal(here, there) {
			t.Errorf("%s\nhere:\n%s\nthere:\n%s", tc.name, strings.Join(here, "\n"), strings.Join(there, "\n"))
		}
	}
}
