package render

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"
)

// language of everything drawn, for screen readers and searches.
const language = "vi-VN"

// document is what becomes one file: papers of both orientations, and what the
// file says of itself.
type document struct {
	papers        []*paper
	title, author string
	created       time.Time
}

// bind draws documents and gives the bytes of each, with a title, a language and
// an outline. The PDF library can do none of the three, and the one that could
// (pdfcpu) writes the wall clock and another order of objects each time; the same
// documents must give the same bytes.
//
// The library parses and cuts its fonts anew in every file that it draws, four
// fifths of the work of a sheet. So the papers of many documents are drawn into
// one file, and each document takes its pages out of it.
func bind(press *Press, documents ...document) ([][]byte, error) {
	drawings, at := gather(documents)
	work := make([]func() error, len(drawings))
	for i := range drawings {
		work[i] = func() error { return drawings[i].draw(press) }
	}
	if err := onEveryCore(work); err != nil {
		return nil, fmt.Errorf("%s: %w", documents[0].title, err)
	}
	files := make([][]byte, len(documents))
	for i, d := range documents {
		b := &binder{objects: [][]byte{nil, nil, nil}} // catalog, pages, info
		var outline []bookmark
		for _, p := range d.papers {
			first := len(b.leaves)
			if err := b.take(drawings[at[p].drawing], at[p].leaf, len(p.leaves)); err != nil {
				return nil, fmt.Errorf("binding %s: %w", d.title, err)
			}
			for _, m := range p.marks {
				outline = place(outline, m.depth, bookmark{title: m.title, leaf: first + m.leaf})
			}
		}
		files[i] = b.finish(d, outline)
	}
	return files, nil
}

// enough pages stand in a drawing: the fonts are cut for all of them, and each
// document carries the letters of the others in its drawing.
const enough = 24

// drawing is a file of the PDF library before it is parted: the pages of papers
// of one orientation, and its objects, numbered from 1.
type drawing struct {
	landscape bool
	leaves    []*leaf
	objects   [][]byte
	tree      int   // number of the page tree
	pages     []int // numbers of the pages, in order
}

// stand says where a paper is drawn: from which page of which drawing.
type stand struct{ drawing, leaf int }

// gather spreads papers over drawings. A paper with pictures has one of its own:
// the library puts the pictures of one file in an order of chance.
func gather(documents []document) (drawings []*drawing, at map[*paper]stand) {
	at = map[*paper]stand{}
	open := map[bool]int{} // by landscape
	for _, d := range documents {
		for _, p := range d.papers {
			i, ok := open[p.landscape]
			alone := slices.ContainsFunc(p.leaves, func(l *leaf) bool { return len(l.images) > 0 })
			if !ok || alone || len(drawings[i].leaves) >= enough {
				i = len(drawings)
				drawings = append(drawings, &drawing{landscape: p.landscape})
			}
			if !alone {
				open[p.landscape] = i
			}
			at[p] = stand{i, len(drawings[i].leaves)}
			drawings[i].leaves = append(drawings[i].leaves, p.leaves...)
		}
	}
	return drawings, at
}

// draw lets the library draw, and reads the objects of what it wrote.
func (d *drawing) draw(press *Press) error {
	pdf, err := drawLeaves(press, d.landscape, d.leaves)
	if err != nil {
		return err
	}
	return d.read(pdf)
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
	kids       = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	count      = regexp.MustCompile(`/Count \d+`)
)

// read takes a file apart into its objects. Only files that the PDF library has
// just written come here; what does not look like one is an error.
func (d *drawing) read(pdf []byte) error {
	offsets, err := offsets(pdf)
	if err != nil {
		return err
	}
	d.objects = make([][]byte, len(offsets))
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
			if end = s + len("stream\n") + n + len("\nendstream"); end > len(body) {
				return fmt.Errorf("object %d ends behind the file", i+1)
			}
		}
		if end < 0 {
			return fmt.Errorf("object %d has no end", i+1)
		}
		d.objects[i] = bytes.TrimSpace(body[:end])
		if isTree.Match(dictionary(d.objects[i])) {
			d.tree = i + 1
		}
	}
	if d.tree == 0 {
		return errors.New("no page tree")
	}
	list := kids.FindSubmatch(d.objects[d.tree-1])
	if list == nil {
		return errors.New("a page tree without pages")
	}
	for _, n := range referred(list[1]) {
		if n < 1 || n > len(d.objects) || !isPage.Match(d.objects[n-1]) {
			return fmt.Errorf("object %d is not a page", n)
		}
		d.pages = append(d.pages, n)
	}
	if len(d.pages) != len(d.leaves) {
		return fmt.Errorf("%d pages were drawn of %d", len(d.pages), len(d.leaves))
	}
	return nil
}

// dictionary is an object without its stream.
func dictionary(object []byte) []byte {
	if i := bytes.Index(object, []byte("stream\n")); i >= 0 {
		return object[:i]
	}
	return object
}

// referred are the numbers of the objects that a text refers to.
func referred(text []byte) []int {
	var out []int
	for _, m := range reference.FindAllSubmatch(text, -1) {
		n, _ := strconv.Atoi(string(m[1])) // the pattern has digits only
		out = append(out, n)
	}
	return out
}

// take takes pages of a drawing over, with all that they refer to, under new
// numbers.
func (b *binder) take(d *drawing, from, pages int) error {
	own := d.pages[from : from+pages]
	number := map[int]int{d.tree: 0}
	for todo := slices.Clone(own); len(todo) > 0; {
		n := todo[0]
		todo = todo[1:]
		if _, ok := number[n]; ok {
			continue
		}
		if n < 1 || n > len(d.objects) {
			return fmt.Errorf("there is no object %d", n)
		}
		number[n] = 0
		todo = append(todo, referred(dictionary(d.objects[n-1]))...)
	}
	old := slices.Sorted(maps.Keys(number))
	for i, n := range old {
		number[n] = len(b.objects) + i + 1
	}
	for _, n := range own {
		b.leaves = append(b.leaves, number[n])
	}
	b.trees = append(b.trees, number[d.tree])
	for _, n := range old {
		object := d.objects[n-1]
		if n == d.tree {
			object = kids.ReplaceAll(object, fmt.Appendf(nil, "/Kids [%s]", references(own)))
			object = count.ReplaceAll(object, fmt.Appendf(nil, "/Count %d", len(own)))
		}
		head := dictionary(object)
		object = append(renumber(head, number), object[len(head):]...)
		if n == d.tree { // now a branch of the tree of the file
			object = bytes.Replace(object, []byte("/Type /Pages"), []byte("/Type /Pages /Parent 2 0 R"), 1)
		}
		b.objects = append(b.objects, object)
	}
	return nil
}

// finish writes the file.
func (b *binder) finish(d document, outline []bookmark) []byte {
	b.objects[1] = fmt.Appendf(nil, "<</Type /Pages /Kids [%s] /Count %d>>", references(b.trees), len(b.leaves))
	catalog := "<</Type /Catalog /Pages 2 0 R /Lang (" + language + ") /ViewerPreferences <</DisplayDocTitle true>>"
	if len(outline) > 1 {
		catalog += fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", b.outline(outline))
	}
	b.objects[0] = []byte(catalog + ">>")
	// The moment is the unit's own; no zone is claimed for it.
	moment := d.created.Format("20060102150405")
	b.objects[2] = fmt.Appendf(nil, "<</Title %s /Author %s /Creator (kdcl) /Producer (kdcl) /CreationDate (D:%s) /ModDate (D:%s)>>",
		textString(d.title), textString(d.author), moment, moment)
	return b.bytes()
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

// renumber copies a text with the numbers that it refers to changed.
func renumber(text []byte, number map[int]int) []byte {
	return reference.ReplaceAllFunc(text, func(m []byte) []byte {
		return fmt.Appendf(nil, "%d 0 R", number[referred(m)[0]])
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

func (b *binder) bytes() []byte {
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
	return fmt.Appendf(out, "trailer\n<</Size %d /Root 1 0 R /Info 3 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, id[:16], id[:16], start)
}
