package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync/atomic"
	"time"
)

// Limits bound what one file may cost.
type Limits struct {
	MaxBytes    int64         // of the file
	MaxExpanded int64         // of all its parts, unpacked
	MaxCells    int           // kept: those with a value, their blank neighbours, repetitions in merged ranges
	Timeout     time.Duration // for reading it; 0 is without end
}

// DefaultLimits suit an ordinary PC and leave a school a hundred times what
// its workbook needs: 64 MB a file, 200 MB unpacked, 500,000 cells, a minute.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 64 << 20, MaxExpanded: 200 << 20, MaxCells: 500_000, Timeout: time.Minute}
}

// A part that is large and shrinks by more than this is a bomb; formatted empty
// rows, the worst that honest files hold, shrink by less than a hundred.
const (
	bombBytes = 10 << 20
	bombRatio = 400
)

// gate is what the strict pass learns of a workbook: everything but the text.
type gate struct {
	lim      Limits
	late     atomic.Bool          // the time is up
	parts    map[string]*zip.File // by name in lower case, slashes forward
	book     string               // path of the workbook part
	sheets   []gateSheet
	date1904 bool
	macro    bool
	form     string
	strings  []bool // of each shared string: it has text
	looks    []look // of each cell style; nil when the file has no styles part
	cells    int
}

// damaged is a refusal for a file that is not what it should be inside.
func damaged(format string, args ...any) *Refusal {
	return &Refusal{Code: "TEP_HONG", Detail: fmt.Sprintf(format, args...)}
}

func tooLarge(format string, args ...any) *Refusal {
	return &Refusal{Code: "TEP_QUA_LON", Detail: fmt.Sprintf(format, args...)}
}

// inTime is a refusal once the file's time is up.
func (g *gate) inTime() error {
	if g.late.Load() {
		return &Refusal{Code: "KHONG_DOC_DUOC", Detail: fmt.Sprintf("not read within %v", g.lim.Timeout)}
	}
	return nil
}

// keep counts cells against the budget.
func (g *gate) keep(n int) error {
	if g.cells += n; g.cells > g.lim.MaxCells {
		return tooLarge("more than %d cells", g.lim.MaxCells)
	}
	return nil
}

// open walks the zip whole: every checksum, every declared size, no entry
// twice, no name that leads out, no more than the budget.
func (g *gate) open(data []byte) error {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return damaged("zip: %v", err)
	}
	g.parts = make(map[string]*zip.File, len(zr.File))
	var declared uint64
	for _, f := range zr.File {
		declared += f.UncompressedSize64
		if limit := uint64(g.lim.MaxExpanded); f.UncompressedSize64 > limit || declared > limit {
			return tooLarge("more than %d bytes unpacked", g.lim.MaxExpanded)
		}
		if f.UncompressedSize64 > bombBytes && f.UncompressedSize64/max(f.CompressedSize64, 1) > bombRatio {
			return tooLarge("zip: %s: %d bytes unpack to %d", f.Name, f.CompressedSize64, f.UncompressedSize64)
		}
	}
	for _, f := range zr.File {
		if err := g.inTime(); err != nil {
			return err
		}
		if f.Flags&1 != 0 {
			return &Refusal{Code: "TEP_CO_MAT_KHAU", Detail: "zip: " + f.Name + " is encrypted"}
		}
		// Old .NET programs write backslashes; Excel takes them.
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if unsafeName(name) {
			return damaged("zip: unsafe name %q", f.Name)
		}
		name = strings.ToLower(strings.TrimPrefix(name, "/"))
		if _, twice := g.parts[name]; twice {
			return damaged("zip: %s stands twice", f.Name)
		}
		g.parts[name] = f
		if err := check(f); err != nil {
			return damaged("zip: %s: %v", f.Name, err)
		}
	}
	return nil
}

// check unpacks an entry into nothing: the reader compares its checksum.
func check(f *zip.File) error {
	rc, err := f.Open()
	if err != nil {
		return err
	}
	// A header that lies about the size must not cost more than it says.
	n, err := io.Copy(io.Discard, io.LimitReader(rc, int64(f.UncompressedSize64)+1))
	if err := errors.Join(err, rc.Close()); err != nil {
		return err
	}
	if uint64(n) != f.UncompressedSize64 {
		return fmt.Errorf("%d bytes or more, %d declared", n, f.UncompressedSize64)
	}
	return nil
}

func unsafeName(name string) bool {
	if len(name) > 1 && name[1] == ':' || strings.HasPrefix(name, "//") || strings.Contains(name, "\x00") {
		return true
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// mimetype is what an OpenDocument file says of itself.
func (g *gate) mimetype() string {
	f, ok := g.parts["mimetype"]
	if !ok {
		return ""
	}
	rc, err := f.Open()
	if err != nil {
		return ""
	}
	defer rc.Close()
	data, _ := io.ReadAll(io.LimitReader(rc, 256)) // was read whole by check
	return string(data)
}

// walk reads a part to its last tag and hands over its tokens. The part must be
// one element of the given name, and nothing behind it.
func (g *gate) walk(part, root string, each func(xml.Token) error) error {
	f, ok := g.parts[strings.ToLower(part)]
	if !ok {
		return damaged("%s is missing", part)
	}
	rc, err := f.Open()
	if err != nil {
		return damaged("%s: %v", part, err)
	}
	defer rc.Close()
	dec := xml.NewDecoder(rc)
	dec.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("charset %q", charset)
	}
	depth, roots := 0, 0
	for {
		if err := g.inTime(); err != nil {
			return err
		}
		tok, err := dec.Token()
		if err == io.EOF {
			if roots == 0 {
				return damaged("%s holds nothing", part)
			}
			return nil
		}
		if err != nil {
			return damaged("%s: %v", part, err)
		}
		switch e := tok.(type) {
		case xml.Directive:
			return damaged("%s: a DTD is not allowed", part)
		case xml.StartElement:
			if depth++; depth == 1 {
				if roots++; roots > 1 || e.Name.Local != root {
					return damaged("%s: <%s> where one <%s> should stand", part, e.Name.Local, root)
				}
			}
		case xml.EndElement:
			depth--
		}
		if err := each(tok); err != nil {
			return err
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// relation is a part that another part names; kind is the last word of its
// type, which the two dialects of the format share: "worksheet".
type relation struct{ kind, target string }

// relations reads what a part (or, with "", the package) refers to.
func (g *gate) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	found := map[string]relation{}
	return found, g.walk(dir+"_rels/"+base+".rels", "Relationships", func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := strings.ReplaceAll(attr(e, "Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		found[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
}

// findBook finds the workbook part, nearly always xl/workbook.xml, or says
// what the zip is instead.
func (g *gate) findBook() error {
	g.book = "xl/workbook.xml"
	if _, ok := g.parts["_rels/.rels"]; ok {
		rels, err := g.relations("")
		if err != nil {
			return err
		}
		for _, r := range rels {
			if r.kind == "officeDocument" && strings.HasPrefix(strings.ToLower(r.target), "xl/") {
				g.book = r.target
			}
		}
	}
	if _, ok := g.parts[strings.ToLower(g.book)]; !ok || strings.HasSuffix(g.book, ".bin") {
		return g.kindOfZip()
	}
	return nil
}

// formName is the hidden defined name that carries the version of kdcl's own
// form; it refers to a text constant, "kdcl-form/1".
const formName = "kdcl_form"

// readBook reads the workbook part and its relations: the sheets, in order.
func (g *gate) readBook() error {
	rels, err := g.relations(g.book)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	inForm := false
	err = g.walk(g.book, "workbook", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "workbookPr":
				g.date1904 = g.date1904 || isTrue(attr(e, "date1904"))
			case "sheet":
				sh := gateSheet{name: attr(e, "name")}
				for _, a := range e.Attr {
					if a.Name.Local == "id" && a.Name.Space != "" {
						sh.kind, sh.part = rels[a.Value].kind, rels[a.Value].target
					}
				}
				if sh.part == "" {
					return damaged("%s: sheet %q names no part", g.book, sh.name)
				}
				if key := strings.ToLower(sh.name); seen[key] {
					return damaged("%s: two sheets are named %q", g.book, sh.name)
				} else {
					seen[key] = true
				}
				state := attr(e, "state")
				sh.hidden = state == "hidden" || state == "veryHidden"
				g.sheets = append(g.sheets, sh)
			case "definedName":
				inForm = attr(e, "name") == formName
			}
		case xml.CharData:
			if inForm {
				g.form += string(e)
			}
		case xml.EndElement:
			inForm = false
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(g.sheets) == 0 {
		return damaged("%s lists no sheet", g.book)
	}
	g.form = strings.Trim(strings.TrimPrefix(strings.TrimSpace(g.form), "="), `"`)
	for part := range g.parts {
		g.macro = g.macro || path.Base(part) == "vbaproject.bin" || strings.HasPrefix(part, "xl/macrosheets/")
	}
	return nil
}

// sharedStrings is a fixed name: every writer uses it, and the library reads no other.
const sharedStrings = "xl/sharedStrings.xml"

// readStrings reads how many shared strings there are, and which hold text.
func (g *gate) readStrings() error {
	if _, ok := g.parts[strings.ToLower(sharedStrings)]; !ok {
		return nil // a text cell that names one will be refused
	}
	depth, phonetic, text := 0, 0, 0
	return g.walk(sharedStrings, "sst", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth == 2 && e.Name.Local == "si":
				g.strings = append(g.strings, false)
			case e.Name.Local == "rPh":
				phonetic = depth
			case e.Name.Local == "t" && phonetic == 0 && len(g.strings) > 0:
				text = depth
			}
		case xml.CharData:
			if text > 0 && len(e) > 0 {
				g.strings[len(g.strings)-1] = true
			}
		case xml.EndElement:
			if phonetic == depth {
				phonetic = 0
			}
			if text == depth {
				text = 0
			}
			depth--
		}
		return nil
	})
}
