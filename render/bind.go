package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// language of everything drawn, for screen readers and searches.
const language = "vi-VN"

// bind joins papers of both orientations into one file with a title, a
// language and an outline. The PDF library can do none of the three, and the
// one that could (pdfcpu) writes the wall clock and another order of objects
// each time; the same papers must give the same bytes.
func bind(w io.Writer, papers []*paper, a about) error {
	b := &binder{objects: [][]byte{nil, nil, nil}} // catalog, pages, info
	drawn := make([][]byte, len(papers))
	draw := make([]func() error, len(papers))
	for i, p := range papers {
		draw[i] = func() (err error) { drawn[i], err = p.bytes(a); return err }
	}
	if err := onEveryCore(draw); err != nil {
		return err
	}
	var outline []bookmark
	for i, p := range papers {
		first := len(b.leaves)
		if err := b.add(drawn[i]); err != nil {
			return fmt.Errorf("binding %s: %w", a.title, err)
		}
		for _, m := range p.marks {
			outline = place(outline, m.depth, bookmark{title: m.title, leaf: first + m.leaf})
		}
	}
	b.objects[1] = fmt.Appendf(nil, "<</Type /Pages /Kids [%s] /Count %d>>", references(b.trees), len(b.leaves))
	catalog := "<</Type /Catalog /Pages 2 0 R /Lang (" + language + ") /ViewerPreferences <</DisplayDocTitle true>>"
	if len(outline) > 1 {
		catalog += fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", b.outline(outline))
	}
	b.objects[0] = []byte(catalog + ">>")
	// The moment is the unit's own; no zone is claimed for it.
	moment := a.created.Format("20060102150405")
	b.objects[2] = fmt.Appendf(nil, "<</Title %s /Author %s /Creator (kdcl) /Producer (kdcl) /CreationDate (D:%s) /ModDate (D:%s)>>",
		textString(a.title), textString(a.author), moment, moment)
	return b.write(w)
}

// binder gathers the objects of one file; object n stands at n-1.
type binder struct {
	objects [][]byte
	trees   []int // page trees of the parts
	leaves  []int // pages, in order
}

var (
	objectHead = regexp.MustCompile(`^(\d+) 0 obj\r?\n`)
	reference  = regexp.MustCompile(`\b(\d+) 0 R\b`)
	isPage     = regexp.MustCompile(`/Type /Page\b[^s]`)
	isTree     = regexp.MustCompile(`/Type /Pages\b`)
	isLost     = regexp.MustCompile(`/Type /Catalog\b|/CreationDate `) // what bind writes itself
	kids       = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
)

// add takes the objects of a finished file over under new numbers. Only files
// that the PDF library has just written come here; what does not look like one
// is an error.
func (b *binder) add(pdf []byte) error {
	offsets, err := offsets(pdf)
	if err != nil {
		return err
	}
	base := len(b.objects)
	tree := -1
	found := make([][]byte, len(offsets))
	for i, at := range offsets {
		head := objectHead.FindSubmatch(pdf[at:])
		if head == nil || string(head[1]) != strconv.Itoa(i+1) {
			return fmt.Errorf("no object %d at byte %d", i+1, at)
		}
		body := pdf[at+len(head[0]):]
		end := bytes.Index(body, []byte("endobj"))
		if s := bytes.Index(body, []byte("stream\n")); s >= 0 && s < end {
			n, err := streamLength(body[:s])
			if err != nil {
				return fmt.Errorf("object %d: %w", i+1, err)
			}
			end = s + len("stream\n") + n + len("\nendstream")
			found[i] = append(renumber(body[:s], base), body[s:end]...)
			continue
		}
		if end < 0 {
			return fmt.Errorf("object %d has no end", i+1)
		}
		found[i] = renumber(bytes.TrimSpace(body[:end]), base)
		switch {
		case isLost.Match(found[i]):
			found[i] = []byte("null")
		case isTree.Match(found[i]):
			tree = i
		}
	}
	if tree < 0 {
		return fmt.Errorf("no page tree")
	}
	list := kids.FindSubmatch(found[tree])
	if list == nil {
		return fmt.Errorf("a page tree without pages")
	}
	for _, r := range reference.FindAllSubmatch(list[1], -1) {
		n, err := strconv.Atoi(string(r[1]))
		if err != nil || n <= base || n > base+len(found) || !isPage.Match(found[n-1-base]) {
			return fmt.Errorf("%s is not a page", r[0])
		}
		b.leaves = append(b.leaves, n)
	}
	found[tree] = bytes.Replace(found[tree], []byte("/Type /Pages"), []byte("/Type /Pages /Parent 2 0 R"), 1)
	b.trees = append(b.trees, base+tree+1)
	b.objects = append(b.objects, found...)
	return nil
}

// offsets reads the cross-reference table: where each object stands.
func offsets(pdf []byte) ([]int, error) {
	i := bytes.LastIndex(pdf, []byte("\nxref\n"))
	if i < 0 {
		return nil, fmt.Errorf("no cross-reference table")
	}
	lines := bytes.Split(pdf[i+len("\nxref\n"):], []byte("\n"))
	var first, count int
	if _, err := fmt.Sscanf(string(lines[0]), "%d %d", &first, &count); err != nil || first != 0 || count < 2 || len(lines) < count+1 {
		return nil, fmt.Errorf("cross-reference table begins with %q", lines[0])
	}
	at := make([]int, count-1)
	for n := range at {
		fields := bytes.Fields(lines[n+2])
		if len(fields) != 3 {
			return nil, fmt.Errorf("cross-reference line %q", lines[n+2])
		}
		v, err := strconv.Atoi(string(fields[0]))
		if err != nil || v >= len(pdf) {
			return nil, fmt.Errorf("cross-reference line %q", lines[n+2])
		}
		at[n] = v
	}
	return at, nil
}

var length = regexp.MustCompile(`/Length (\d+)`)

func streamLength(dict []byte) (int, error) {
	m := length.FindSubmatch(dict)
	if m == nil {
		return 0, fmt.Errorf("a stream without a length")
	}
	return strconv.Atoi(string(m[1]))
}

func renumber(body []byte, base int) []byte {
	return reference.ReplaceAllFunc(body, func(m []byte) []byte {
		n, _ := strconv.Atoi(string(m[:bytes.IndexByte(m, ' ')])) // the pattern has digits only
		return fmt.Appendf(nil, "%d 0 R", n+base)
	})
}

func references(numbers []int) string {
	var s []byte
	for i, n := range numbers {
		if i > 0 {
			s = append(s, ' ')
		}
		s = fmt.Appendf(s, "%d 0 R", n)
	}
	return string(s)
}

type bookmark struct {
	title string
	leaf  int // page, from 0
	kids  []bookmark
}

// place puts a bookmark under the last one that is higher.
func place(list []bookmark, depth int, b bookmark) []bookmark {
	if depth > 0 && len(list) > 0 {
		last := &list[len(list)-1]
		last.kids = place(last.kids, depth-1, b)
		return list
	}
	return append(list, b)
}

// outline writes the bookmarks and gives the number of their root.
func (b *binder) outline(list []bookmark) int {
	b.objects = append(b.objects, nil)
	root := len(b.objects)
	first, last := b.bookmarks(list, root)
	b.objects[root-1] = fmt.Appendf(nil, "<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", first, last, len(list))
	return root
}

func (b *binder) bookmarks(list []bookmark, parent int) (first, last int) {
	first = len(b.objects) + 1
	last = first + len(list) - 1
	b.objects = append(b.objects, make([][]byte, len(list))...)
	for i, m := range list {
		n := first + i
		s := fmt.Appendf(nil, "<</Title %s /Parent %d 0 R /Dest [%d 0 R /Fit]", textString(m.title), parent, b.leaves[m.leaf])
		if i > 0 {
			s = fmt.Appendf(s, " /Prev %d 0 R", n-1)
		}
		if n < last {
			s = fmt.Appendf(s, " /Next %d 0 R", n+1)
		}
		if len(m.kids) > 0 {
			f, l := b.bookmarks(m.kids, n)
			s = fmt.Appendf(s, " /First %d 0 R /Last %d 0 R /Count -%d", f, l, len(m.kids)) // closed
		}
		b.objects[n-1] = append(s, ">>"...)
	}
	return first, last
}

// textString writes a text as PDF does: UTF-16 with a mark of its order.
func textString(s string) string {
	out := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		out = fmt.Appendf(out, "%04X", u)
	}
	return string(append(out, '>'))
}

func (b *binder) write(w io.Writer) error {
	out := []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(b.objects))
	for i, body := range b.objects {
		at[i] = len(out)
		out = fmt.Appendf(out, "%d 0 obj\n", i+1)
		out = append(append(out, body...), "\nendobj\n"...)
	}
	start := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		out = fmt.Appendf(out, "%010d 00000 n \n", n)
	}
	id := sha256.Sum256(out)
	out = fmt.Appendf(out, "trailer\n<</Size %d /Root 1 0 R /Info 3 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, id[:16], id[:16], start)
	_, err := w.Write(out)
	return err
}
