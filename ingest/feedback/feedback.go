package feedback

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/form"
	"kdcl/ingest/workbook"
)

// Note is one finding, worded. Information is no note: there is nothing to do.
type Note struct {
	Code, Severity string
	At             form.Origin
	VI, EN         string
	FixVI, FixEN   string // empty when nothing can be done
}

// Book is what is said about one workbook.
type Book struct {
	File   string // its name as the school knows it
	School string // its name; empty when unknown
	Year   string // school year; empty when unknown
	Notes  []Note
}

// Reason is why the list stands in a workbook of its own.
type Reason string

const (
	Unreadable Reason = "unreadable" // refused before a cell was read
	Disguised  Reason = "disguised"  // HTML or CSV under a workbook's name: there is no workbook to mark
	Macro      Reason = "macro"
	Parts      Reason = "parts" // ActiveX, form controls, signatures: the library would lose them
	Large      Reason = "large"
	Comments   Reason = "comments" // comments did not survive saving (LIBRARIES §1.13)
	Changed    Reason = "changed"  // another cell would not read the same afterwards
)

// Result is the workbook that goes back.
type Result struct {
	Data     []byte
	Separate Reason // empty: the school's own workbook, marked
	Detail   string // English, for the log: what did not survive
	Notes    int    // findings listed
	Cells    int    // cells coloured
	Comments int    // comments counted after the file was opened again
}

// Author of our comments; those of an earlier marking are found by it.
const Author = "kdcl"

const (
	// maxBytes is the largest workbook that is marked: the library holds all of it.
	maxBytes = 8 << 20
	// maxComments keeps a workbook usable that is wrong everywhere (MESSY 75).
	maxComments = 1000
	// maxShown is how many places of one kind of finding the sheet lists.
	maxShown = 20
	// maxRaw is how much of a cell's text is repeated, in letters.
	maxRaw = 200
)

// spot is one cell to mark, and what is said at it.
type spot struct {
	sheet, cell string
	must        bool
	notes       []Note
}

// Mark writes the marked workbook, or a separate one where the original can't
// be marked safely. The original's bytes are not touched. An error is ours.
func Mark(data []byte, b Book, w *Wording, lim workbook.Limits) (Result, error) {
	b.Notes = sortNotes(b.Notes)
	original, err := workbook.ReadNamed(b.File, data, lim)
	if err != nil {
		return separate(b, w, Unreadable, err.Error())
	}
	if original.Format == "html" || original.Format == "csv" {
		return separate(b, w, Disguised, original.Format)
	}
	if reason, detail := unsafe(data, original); reason != "" {
		return separate(b, w, reason, detail)
	}
	res, reason, err := mark(data, original, b, w, lim)
	if errors.Is(err, errComment) {
		return separate(b, w, Comments, err.Error())
	}
	if err != nil {
		return separate(b, w, Changed, err.Error())
	}
	if reason != "" {
		return separate(b, w, reason, res.Detail)
	}
	return res, nil
}

// sortNotes leaves information out and puts the gravest first; places keep
// their order.
func sortNotes(notes []Note) []Note {
	order := []string{form.Refuse, form.Error, form.Warning}
	kept := slices.DeleteFunc(slices.Clone(notes), func(n Note) bool { return !slices.Contains(order, n.Severity) })
	slices.SortStableFunc(kept, func(a, b Note) int {
		return slices.Index(order, a.Severity) - slices.Index(order, b.Severity)
	})
	return kept
}

func must(n Note) bool { return n.Severity != form.Warning }

func mark(data []byte, original *workbook.Workbook, b Book, w *Wording, lim workbook.Limits) (res Result, reason Reason, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: lim.MaxExpanded, UnzipXMLSizeLimit: lim.MaxExpanded})
	if err != nil {
		return res, "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m := &marker{File: f, w: w, own: ownSheets(original)}
	for _, s := range original.Sheets {
		if !s.Feedback() {
			m.sheets = append(m.sheets, s.Name)
		}
	}
	if len(m.sheets) == 0 {
		return res, Changed, nil // our own list sent back without the school's workbook
	}
	if err := m.clean(); err != nil {
		return res, "", err
	}
	before, err := comments(f, m.sheets)
	if err != nil {
		return res, "", err
	}
	spots := spotsOf(original, b.Notes)
	if err := m.spots(spots, before); err != nil {
		return res, "", err
	}
	sheet, err := m.addSheet(b, spots)
	if err != nil {
		return res, "", err
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return res, "", err
	}
	marked, err := canonical(out.Bytes())
	if err != nil {
		return res, "", err
	}
	res = Result{Data: marked, Notes: len(b.Notes), Cells: len(spots)}
	res.Comments, reason, res.Detail = verify(data, marked, original, sheet, m, before, spots, lim)
	return res, reason, nil
}

// spotsOf gathers the findings of each cell. A finding inside a merged range
// is marked at the range's first cell, the only one that Excel shows.
func spotsOf(wb *workbook.Workbook, notes []Note) []spot {
	var spots []spot
	at := map[string]int{}
	for _, n := range notes {
		i := slices.IndexFunc(wb.Sheets, func(s workbook.Sheet) bool { return s.Name == n.At.Sheet })
		row, col, ok := workbook.Split(n.At.Cell)
		if i < 0 || !ok {
			continue // about a sheet or the whole file: on our sheet alone
		}
		for _, m := range wb.Sheets[i].Merges {
			if row >= m.Row1 && row <= m.Row2 && col >= m.Col1 && col <= m.Col2 {
				row, col = m.Row1, m.Col1
			}
		}
		cell := workbook.Addr(row, col)
		key := n.At.Sheet + "!" + cell
		k, seen := at[key]
		if !seen {
			k = len(spots)
			at[key] = k
			spots = append(spots, spot{sheet: n.At.Sheet, cell: cell})
		}
		spots[k].must = spots[k].must || must(n)
		if !slices.ContainsFunc(spots[k].notes, func(have Note) bool { return have.VI == n.VI }) {
			spots[k].notes = append(spots[k].notes, n)
		}
	}
	return spots
}

// errComment is a comment that the library could not put where the file keeps
// the sheet's others.
var errComment = errors.New("comment")

// marker is a school's workbook being marked.
type marker struct {
	*excelize.File
	w   *Wording
	own []string // names of our sheets of an earlier marking
	// sheets are the school's own; a chart sheet has no cells and is none.
	sheets []string
	style  map[styleKey]int  // cell style -> the same, coloured
	fills  map[bool]int      // must? -> fill
	last   map[string][2]int // sheet -> lowest row and column that we touched
}

type styleKey struct {
	style int
	must  bool
}

// clean takes an earlier marking away: a school sends back the file that it was
// sent. Our sheet, our comments and our colours go; what the school wrote stays.
func (m *marker) clean() error {
	for _, name := range m.own {
		if err := m.DeleteSheet(name); err != nil {
			return err
		}
	}
	for _, sheet := range m.sheets {
		all, err := m.GetComments(sheet)
		if err != nil {
			return err
		}
		for _, c := range all {
			theirs, ours, found := strings.Cut(commentText(c), m.w.Comment.VI)
			if !found && c.Author != Author {
				continue
			}
			if err := m.DeleteComment(sheet, c.Cell); err != nil {
				return err
			}
			// What the school wrote above our note stays.
			if theirs = strings.TrimSpace(theirs); theirs != "" && ours != "" {
				if err := m.AddComment(sheet, excelize.Comment{Author: c.Author, Cell: c.Cell, Paragraph: []excelize.RichTextRun{{Text: theirs}}}); err != nil {
					return err
				}
			}
		}
	}
	// The first style of ours makes the library read the styles.
	m.fills, m.style, m.last = map[bool]int{}, map[styleKey]int{}, map[string][2]int{}
	for _, is := range []bool{true, false} {
		color := workbook.ShouldFill
		if is {
			color = workbook.MustFill
		}
		id, err := m.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}})
		if err != nil {
			return err
		}
		m.fills[is] = *m.Styles.CellXfs.Xf[id].FillID
	}
	ours := map[int]bool{}
	for i, fill := range m.Styles.Fills.Fill {
		if p := fill.PatternFill; p != nil && p.FgColor != nil && workbook.OwnFill(p.FgColor.RGB) {
			ours[i] = true
		}
	}
	none := 0
	for i := range m.Styles.CellXfs.Xf {
		if xf := &m.Styles.CellXfs.Xf[i]; xf.FillID != nil && ours[*xf.FillID] {
			xf.FillID = &none
		}
	}
	return nil
}

func commentText(c excelize.Comment) string {
	if c.Text != "" && len(c.Paragraph) == 0 {
		return c.Text
	}
	var s strings.Builder
	for _, r := range c.Paragraph {
		s.WriteString(r.Text)
	}
	return s.String()
}

// comments gives every comment of the sheets, by sheet and cell.
func comments(f *excelize.File, sheets []string) (map[string]excelize.Comment, error) {
	all := map[string]excelize.Comment{}
	for _, sheet := range sheets {
		list, err := f.GetComments(sheet)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			all[sheet+"!"+c.Cell] = c
		}
	}
	return all, nil
}

// spots colours and comments the cells. A comment of the school's own on the
// same cell stays, above ours: Excel shows one a cell.
func (m *marker) spots(spots []spot, before map[string]excelize.Comment) error {
	for i, s := range spots {
		if err := m.color(s); err != nil {
			return fmt.Errorf("%s!%s: %w", s.sheet, s.cell, err)
		}
		if i >= maxComments {
			continue
		}
		c := m.comment(s)
		if theirs, ok := before[s.sheet+"!"+s.cell]; ok {
			if err := m.DeleteComment(s.sheet, s.cell); err != nil {
				return err
			}
			c.Author = theirs.Author
			runs := theirs.Paragraph
			if len(runs) == 0 {
				runs = []excelize.RichTextRun{{Text: theirs.Text}}
			}
			c.Paragraph = append(append(slices.Clone(runs), excelize.RichTextRun{Text: "\n\n"}), c.Paragraph...)
		}
		if err := m.AddComment(s.sheet, c); err != nil {
			return fmt.Errorf("%w: %s!%s: %w", errComment, s.sheet, s.cell, err)
		}
	}
	for sheet, last := range m.last {
		if err := m.widen(sheet, last[0], last[1]); err != nil {
			return err
		}
	}
	return nil
}

// color lays our colour over the cell's own style; all else of the style stays.
func (m *marker) color(s spot) error {
	old, err := m.GetCellStyle(s.sheet, s.cell)
	if err != nil {
		return err
	}
	key := styleKey{old, s.must}
	id, ok := m.style[key]
	if !ok {
		xf := m.Styles.CellXfs.Xf[old]
		fill, yes := m.fills[s.must], true
		xf.FillID, xf.ApplyFill = &fill, &yes
		id = len(m.Styles.CellXfs.Xf)
		m.Styles.CellXfs.Xf = append(m.Styles.CellXfs.Xf, xf)
		m.Styles.CellXfs.Count = len(m.Styles.CellXfs.Xf)
		m.style[key] = id
	}
	row, col, _ := workbook.Split(s.cell)
	last := m.last[s.sheet]
	m.last[s.sheet] = [2]int{max(last[0], row), max(last[1], col)}
	return m.SetCellStyle(s.sheet, s.cell, s.cell, id)
}

// widen makes the sheet's stated extent hold what it holds: some readers
// believe it (LIBRARIES §1.15).
func (m *marker) widen(sheet string, row, col int) error {
	stated, err := m.GetSheetDimension(sheet)
	if err != nil {
		return err
	}
	_, end, ok := strings.Cut(stated, ":")
	if !ok {
		return nil // "A1" or nothing: the reader looks for itself
	}
	r, c, ok := workbook.Split(end)
	if !ok || row <= r && col <= c {
		return nil
	}
	return m.SetSheetDimension(sheet, "A1:"+workbook.Addr(max(row, r), max(col, c)))
}

// comment words the findings of one cell: the Vietnamese first, the English
// below it.
func (m *marker) comment(s spot) excelize.Comment {
	bold := &excelize.Font{Bold: true, Family: "Tahoma", Size: 9}
	plain, small := &excelize.Font{Family: "Tahoma", Size: 9}, &excelize.Font{Family: "Tahoma", Size: 8, Italic: true, Color: "595959"}
	runs := []excelize.RichTextRun{{Text: m.w.Comment.VI + ":", Font: bold}}
	lines := 1
	add := func(text string, font *excelize.Font) {
		if text = clean(text); text != "" {
			runs = append(runs, excelize.RichTextRun{Text: "\n" + text, Font: font})
			lines += 1 + len([]rune(text))/46
		}
	}
	for i, n := range s.notes {
		if i >= 8 {
			add("…", plain)
			break
		}
		number := ""
		if len(s.notes) > 1 {
			number = count(i+1) + ") "
		}
		add(number+n.VI, plain)
		if n.FixVI != "" {
			add(m.w.ToDo.VI+": "+n.FixVI, plain)
		}
		add(strings.TrimSpace(n.EN+" "+n.FixEN), small)
	}
	return excelize.Comment{Author: Author, Cell: s.cell, Paragraph: runs, Width: 320, Height: uint(min(400, 14*lines+16))}
}

// clean makes a text fit to be shown: no control characters, not too long.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if r < ' ' || r == 0x7f || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > 4*maxRaw {
		s = string(r[:4*maxRaw]) + "…"
	}
	return s
}
