package workbook

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// htmlReader is the walk over a page. It takes the tags one by one, because a
// parser would put right in silence what is cut short or quoted wrongly, and
// what such a tag has swallowed would be lost.
type htmlReader struct {
	*book
	z      *html.Tokenizer
	rules  cssRules
	all    []*htmlTable // in the order of their beginnings
	open   []*htmlTable // the innermost last
	loose  flow         // text outside tables
	lines  []richText   // of it, not yet in a sheet
	raw    string       // an element whose content is no markup, while it is open
	island *bytes.Buffer
	sheets []worksheet // what Excel says of its sheets
	root   bool        // <html> or <body> was opened
	closed bool        // and closed
}

// voids are elements without content.
var voids = []string{"area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}

// rawElements hold no markup; the tokenizer reads on to their own end.
var rawElements = []string{"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"}

// blocks are elements that begin and end a line.
var blocks = []string{"address", "article", "aside", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form",
	"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "ul"}

// readHTML reads a page: each of its tables is a sheet, named as Excel names it or
// by its number; a table in a cell of another is a sheet of its own. The lines
// that stand above a table stand above it in its sheet, those behind the last
// below that one. Values are texts as they are shown; where Excel or LibreOffice
// wrote the number beside the text (x:num, sdval), it is that number.
//
// A page that stops in the middle, or has no table, is refused.
func (b *book) readHTML(text []byte) error {
	h := &htmlReader{book: b, rules: cssRules{}, z: html.NewTokenizer(bytes.NewReader(text))}
	for n := 0; ; n++ {
		if n%256 == 0 {
			if err := b.inTime(); err != nil {
				return err
			}
		}
		if kind := h.z.Next(); kind != html.ErrorToken {
			if err := h.token(kind); err != nil {
				return err
			}
			continue
		}
		if len(h.z.Raw()) > 0 {
			return h.cut("a tag has no end")
		}
		break
	}
	if err := h.finish(text); err != nil {
		return err
	}
	return h.nameSheets()
}

func (h *htmlReader) cut(format string, args ...any) error {
	return damaged(whyCut, "html: cut short: "+format, args...)
}

// finish looks whether the page came to its end, and keeps what stands behind
// the last table.
func (h *htmlReader) finish(text []byte) error {
	tail := bytes.TrimSpace(text)
	switch {
	case h.raw != "":
		return h.cut("<%s> has no end", h.raw)
	case h.island != nil:
		return h.cut("<xml> has no end")
	case len(h.open) > 0:
		return h.cut("<table> has no end")
	case h.root && !h.closed:
		return h.cut("<html> has no end")
	case bytes.HasSuffix(tail, []byte("<")), bytes.HasSuffix(tail, []byte("</")):
		return h.cut("a tag has no end")
	case len(h.all) == 0:
		return other("trang HTML không có bảng nào")
	}
	if err := h.line(); err != nil {
		return err
	}
	last := h.all[0]
	for _, t := range h.all {
		if !t.nested {
			last = t
		}
	}
	return h.addLines(last)
}

// token deals with one tag, text or comment.
func (h *htmlReader) token(kind html.TokenType) error {
	raw := h.z.Raw()
	if h.island != nil { // Excel's notes on its workbook
		if h.island.Len() > maxIsland {
			return tooLarge("html: an <xml> of more than %d bytes", maxIsland)
		}
		h.island.Write(raw)
		if name, _ := h.z.TagName(); kind == html.EndTagToken && string(name) == "xml" {
			h.note(h.island.String())
			h.island = nil
		}
		return nil
	}
	if kind != html.TextToken && kind != html.CommentToken && swallowed(string(raw[1:])) {
		// A value whose quote is missing runs on into the next tags.
		return damaged(whyXML, "html: a tag stands in another, a quote is missing: %.60q", raw)
	}
	switch kind {
	case html.TextToken:
		return h.write(h.z.Token().Data)
	case html.CommentToken:
		return h.comment(string(raw))
	case html.EndTagToken:
		name, _ := h.z.TagName()
		return h.end(string(name))
	case html.StartTagToken, html.SelfClosingTagToken:
		return h.start(h.z.Token(), kind == html.SelfClosingTagToken)
	}
	return nil // a doctype
}

// swallowed reports whether the inside of a tag holds another tag.
func swallowed(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 == len(s) {
			return false
		}
		if c := s[i+1] | 0x20; c >= 'a' && c <= 'z' || s[i+1] == '/' || s[i+1] == '!' {
			return true
		}
		s = s[i+1:]
	}
}

// comment passes over a comment that ends, and takes from Excel's own what it
// says of the sheets.
func (h *htmlReader) comment(raw string) error {
	if !strings.HasPrefix(raw, "<!--") {
		// "<![if supportMisalignedColumns]>", "<?xml … ?>", "</>"
		if strings.HasPrefix(raw, "<![CDATA[") || !strings.HasSuffix(raw, ">") || swallowed(raw[1:]) {
			return damaged(whyXML, "html: markup that nothing is known of: %.40q", raw)
		}
		return nil
	}
	if !strings.HasSuffix(raw, "-->") && !strings.HasSuffix(raw, "--!>") && raw != "<!-->" {
		return h.cut("a comment has no end")
	}
	if strings.HasPrefix(raw, "<!--[if") && strings.Contains(strings.ToLower(raw), "<x:excelworkbook") {
		h.note(raw[len("<!--"):])
	}
	return nil
}

// table is the innermost open one, nil outside all.
func (h *htmlReader) table() *htmlTable {
	if n := len(h.open); n > 0 {
		return h.open[n-1]
	}
	return nil
}

// flow is where a text goes: the open cell or caption, else the cell around the
// table, else the lines outside tables. Text between the cells of a table is
// shown before it, by browsers and here.
func (h *htmlReader) flow() *flow {
	for i := len(h.open) - 1; i >= 0; i-- {
		if f := h.open[i].flow(); f != nil {
			return f
		}
	}
	return &h.loose
}

func (h *htmlReader) write(s string) error {
	switch h.raw {
	case "style":
		h.rules.read(s)
	case "", "xmp", "plaintext":
		if strings.Trim(s, " \t\r\n\f") == "" && h.table() != nil && h.table().flow() == nil {
			return nil // between the tags of a table
		}
		h.flow().write(s)
	}
	return nil
}

// block begins a line; outside tables the one before it is whole.
func (h *htmlReader) block() error {
	f := h.flow()
	f.block()
	if f == &h.loose {
		return h.line()
	}
	return nil
}

// line keeps a line of text outside tables.
func (h *htmlReader) line() error {
	t, err := h.loose.take(h.book)
	if err == nil && t.text != "" {
		if len(h.lines) > h.lim.MaxCells {
			return tooLarge("html: more than %d lines", h.lim.MaxCells)
		}
		h.lines = append(h.lines, t)
	}
	return err
}

func (h *htmlReader) start(t html.Token, selfClosing bool) error {
	name := t.Data
	attr := func(key string) string { v, _ := attrOf(t, key); return v }
	style := h.rules.of(name, attr("class"), attr("style"))
	if _, hides := attrOf(t, "hidden"); hides {
		style.hidden = true
	}
	if c := attr("bgcolor"); c != "" && style.fill == "" {
		style.fill = strings.ToLower(c)
	}
	if slices.Contains(rawElements, name) {
		h.raw = name
	}
	switch name {
	case "html", "body":
		h.root = true
	case "xml":
		if !selfClosing {
			h.island = &bytes.Buffer{}
		}
		return nil
	case "input", "select", "textarea":
		if err := h.box(name, strings.ToLower(attr("type"))); err != nil {
			return err
		}
	case "table":
		return h.beginTable(style)
	case "br":
		h.flow().br()
		if h.flow() == &h.loose {
			return h.line()
		}
		return nil
	case "img":
		h.flow().write(attr("alt")) // what stands for the picture
		return nil
	case "font":
		if face := attr("face"); face != "" {
			style.font, _, _ = strings.Cut(face, ",")
			style.font = strings.TrimSpace(style.font)
		}
	case "s", "strike", "del":
		style.strike = true
	case "pre", "xmp":
		style.pre = true
	}
	if table := h.table(); table != nil {
		if done, err := table.start(name, t, style); done || err != nil {
			return err
		}
	}
	if slices.Contains(blocks, name) {
		if err := h.block(); err != nil {
			return err
		}
	}
	if slices.Contains(voids, name) || selfClosing || h.raw != "" && h.raw != "xmp" {
		return nil
	}
	if !h.flow().enter(name, style) {
		return tooLarge("html: more than %d elements in one another", deepest)
	}
	return nil
}

// box refuses the page of a form: what is typed or ticked in its boxes is no text.
func (h *htmlReader) box(name, kind string) error {
	switch {
	case kind == "password":
		return other("trang đăng nhập của phần mềm, không phải báo cáo")
	case name == "input" && slices.Contains([]string{"hidden", "submit", "button", "image", "reset"}, kind), h.table() == nil:
		return nil
	}
	return other("trang web có ô nhập liệu, chưa xuất thành bảng")
}

func (h *htmlReader) end(name string) error {
	switch name {
	case h.raw:
		h.raw = ""
		h.flow().leave(name)
		return nil
	case "html", "body":
		h.closed = true
		return nil
	case "table":
		if len(h.open) == 0 {
			return nil
		}
		if err := h.table().close(); err != nil {
			return err
		}
		h.open = h.open[:len(h.open)-1]
		return h.block()
	}
	if t := h.table(); t != nil {
		if done, err := t.finish(name); done || err != nil {
			return err
		}
	}
	if slices.Contains(blocks, name) {
		if err := h.block(); err != nil {
			return err
		}
	}
	h.flow().leave(name)
	return nil
}

// maxTables bounds what one page may hold, and maxNested how deep in one another.
const maxTables, maxNested = 1000, 50

func (h *htmlReader) beginTable(style css) error {
	if len(h.all) >= maxTables || len(h.open) >= maxNested {
		return tooLarge("html: more than %d tables, or %d in one another", maxTables, maxNested)
	}
	hidden := style.hidden || h.flow().style().hidden
	if err := h.block(); err != nil {
		return err
	}
	outer := h.table()
	t := newHTMLTable(h.book, outer != nil, hidden || outer != nil && outer.r.sheet.Hidden)
	if outer == nil {
		if err := h.addLines(t); err != nil {
			return err
		}
	}
	h.all, h.open = append(h.all, t), append(h.open, t)
	return nil
}

// addLines puts the lines that stand before a table into its sheet.
func (h *htmlReader) addLines(t *htmlTable) error {
	for _, line := range h.lines {
		if err := t.line(line); err != nil {
			return err
		}
	}
	h.lines = h.lines[:0]
	return nil
}

// nameSheets gives the tables that say something their names, in their order. A
// table that only lays out others says nothing of its own.
func (h *htmlReader) nameSheets() error {
	kept := slices.DeleteFunc(slices.Clone(h.all), func(t *htmlTable) bool { return len(t.r.sheet.Rows) == 0 })
	if len(kept) == 0 {
		kept = h.all[:1]
	}
	used := map[string]bool{}
	named := 0
	for i, t := range kept {
		sh := &t.r.sheet
		sh.Name = fmt.Sprintf("Bảng %d", i+1)
		if !t.nested && named < len(h.sheets) {
			if w := h.sheets[named]; w.name != "" {
				sh.Name = w.name
			}
			sh.Hidden = sh.Hidden || h.sheets[named].hidden
			named++
		}
		for base, n := sh.Name, 2; used[strings.ToLower(sh.Name)]; n++ {
			sh.Name = fmt.Sprintf("%s (%d)", base, n)
		}
		used[strings.ToLower(sh.Name)] = true
		h.Sheets = append(h.Sheets, *sh)
	}
	return nil
}

func attrOf(t html.Token, key string) (string, bool) {
	for _, a := range t.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val), true
		}
	}
	return "", false
}
