package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// Limits bound what one file may cost.
type Limits struct {
	MaxBytes    int64 // of the file
	MaxExpanded int64 // of all its parts, unpacked
	MaxCells    int   // with a value
}

// DefaultLimits suit an ordinary PC: 64 MB a file, 200 MB unpacked, two million cells.
func DefaultLimits() Limits { return Limits{64 << 20, 200 << 20, 2_000_000} }

// gate is what the strict pass learns of a workbook.
type gate struct {
	lim      Limits
	parts    map[string]*zip.File
	sheets   []gateSheet
	date1904 bool
	macro    bool
	form     string
	strings  int // shared strings; -1 when the part is missing
	cells    int
}

type gateSheet struct {
	name   string
	hidden bool
	part   string
	rows   []gateRow
	cols   map[int]bool // hidden columns
	merges []Range
}

type gateRow struct {
	number int
	hidden bool
	cells  []gateCell
}

type gateCell struct {
	col      int
	kind     string // attribute t
	style    int
	formula  bool
	hasValue bool
	shared   int // index of the shared string, for t="s"
}

// damaged is a refusal for a file that is not what it should be inside.
func damaged(format string, args ...any) *Refusal {
	return &Refusal{Code: "TEP_HONG", Detail: fmt.Sprintf(format, args...)}
}

// sniff tells what a file is by its first bytes, not by its name.
func sniff(data []byte) *Refusal {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	utf16 := func(s string) []byte {
		var b []byte
		for i := range len(s) {
			b = append(b, s[i], 0)
		}
		return b
	}
	other := func(kind string) *Refusal {
		return &Refusal{Code: "TEP_KHONG_PHAI_EXCEL", Kind: kind, Detail: "not a workbook: " + kind}
	}
	switch {
	case len(data) == 0:
		return damaged("empty file")
	case has("PK"):
		return nil
	case has("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):
		switch {
		case bytes.Contains(data, utf16("EncryptedPackage")):
			return &Refusal{Code: "TEP_CO_MAT_KHAU", Detail: "encrypted package"}
		case bytes.Contains(data, utf16("WordDocument")):
			return other("tài liệu Word (.doc)")
		}
		return &Refusal{Code: "TEP_XLS_CU", Detail: "BIFF workbook"}
	case has("%PDF"):
		return other("tệp PDF")
	case has("\xFF\xD8\xFF"), has("\x89PNG"), has("GIF8"):
		return other("hình ảnh")
	case has("{\\rtf"):
		return other("tài liệu RTF")
	case has("Rar!"), has("7z\xBC\xAF"), has("\x1F\x8B"):
		return &Refusal{Code: "TEP_NEN_KHONG_HO_TRO", Detail: "archive of another kind"}
	}
	head := bytes.ToLower(data[:min(len(data), 512)])
	switch {
	case bytes.Contains(head, []byte("<html")), bytes.Contains(head, []byte("<!doctype html")), bytes.Contains(head, []byte("<table")):
		return other("trang HTML")
	case bytes.Contains(head, []byte("content-type:")), bytes.Contains(head, []byte("mime-version:")):
		return other("thư điện tử")
	case bytes.IndexByte(head, 0) < 0:
		return other("tệp văn bản")
	}
	return other("tệp không rõ loại")
}

// open walks the zip whole: every checksum, every declared size, no entry
// twice, no more than the budget.
func (g *gate) open(data []byte) error {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return damaged("zip: %v", err)
	}
	g.parts = map[string]*zip.File{}
	var total int64
	for _, f := range zr.File {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		if strings.Contains(f.Name, "..") || strings.Contains(f.Name, "\\") {
			return damaged("zip: unsafe name %q", f.Name)
		}
		if _, twice := g.parts[name]; twice {
			return damaged("zip: %s stands twice", f.Name)
		}
		g.parts[name] = f
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		rc, err := f.Open()
		if err != nil {
			return damaged("zip: %s: %v", f.Name, err)
		}
		n, err := io.Copy(io.Discard, io.LimitReader(rc, g.lim.MaxExpanded-total+1))
		if total += n; total > g.lim.MaxExpanded {
			return &Refusal{Code: "TEP_QUA_LON", Detail: fmt.Sprintf("more than %d bytes unpacked", g.lim.MaxExpanded)}
		}
		if err := errors.Join(err, rc.Close()); err != nil {
			return damaged("zip: %s: %v", f.Name, err)
		}
		if uint64(n) != f.UncompressedSize64 {
			return damaged("zip: %s has %d bytes, %d declared", f.Name, n, f.UncompressedSize64)
		}
	}
	if _, ok := g.parts["xl/workbook.xml"]; ok {
		return nil
	}
	for part, kind := range map[string]string{"word/document.xml": "tài liệu Word", "ppt/presentation.xml": "bản trình chiếu", "content.xml": "tệp OpenDocument", "xl/workbook.bin": "sổ tính nhị phân (.xlsb)"} {
		if _, ok := g.parts[part]; ok {
			return &Refusal{Code: "TEP_KHONG_PHAI_EXCEL", Kind: kind, Detail: "not a workbook: " + part}
		}
	}
	if _, ok := g.parts["[content_types].xml"]; ok {
		return damaged("xl/workbook.xml is missing")
	}
	return &Refusal{Code: "TEP_NEN_KHONG_HO_TRO", Detail: "a zip that is no workbook"}
}

// walk reads a part to its last tag and hands over its tokens.
func (g *gate) walk(part string, each func(xml.Token) error) error {
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
	dec.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("charset %q", charset)
	}
	elements := 0
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			if elements == 0 {
				return damaged("%s holds nothing", part)
			}
			return nil
		}
		if err != nil {
			return damaged("%s: %v", part, err)
		}
		switch tok.(type) {
		case xml.Directive:
			return damaged("%s: a DTD is not allowed", part)
		case xml.StartElement:
			elements++
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

// readBook reads workbook.xml and its relations: the sheets, in order.
func (g *gate) readBook() error {
	targets := map[string]string{}
	err := g.walk("xl/_rels/workbook.xml.rels", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attr(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	inForm := false
	err = g.walk("xl/workbook.xml", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "workbookPr":
				g.date1904 = isTrue(attr(e, "date1904"))
			case "sheet":
				id := ""
				for _, a := range e.Attr {
					if a.Name.Local == "id" && a.Name.Space != "" {
						id = a.Value
					}
				}
				state := attr(e, "state")
				g.sheets = append(g.sheets, gateSheet{name: attr(e, "name"), hidden: state == "hidden" || state == "veryHidden", part: targets[id]})
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
	g.form = strings.Trim(strings.TrimPrefix(strings.TrimSpace(g.form), "="), `"`)
	_, g.macro = g.parts["xl/vbaproject.bin"]
	if len(g.sheets) == 0 {
		return damaged("xl/workbook.xml lists no sheet")
	}
	return nil
}

// formName is the hidden defined name that carries the version of kdcl's form.
const formName = "kdcl_form"

func (g *gate) readStrings() error {
	g.strings = -1
	if _, ok := g.parts["xl/sharedstrings.xml"]; !ok {
		return nil
	}
	g.strings = 0
	depth := 0
	return g.walk("xl/sharedStrings.xml", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			if depth++; depth == 2 && e.Name.Local == "si" {
				g.strings++
			}
		case xml.EndElement:
			depth--
		}
		return nil
	})
}

// readSheet reads one sheet part: where its cells stand and what they are.
func (g *gate) readSheet(sh *gateSheet) error {
	var row *gateRow
	var cell *gateCell
	inValue, lastRow := false, 0
	var value strings.Builder
	sh.cols = map[int]bool{}
	return g.walk(sh.part, func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "col":
				if isTrue(attr(e, "hidden")) {
					from, _ := strconv.Atoi(attr(e, "min"))
					to, _ := strconv.Atoi(attr(e, "max"))
					for c := max(from, 1); c <= min(to, maxCol); c++ {
						sh.cols[c] = true
					}
				}
			case "row":
				number := lastRow + 1
				if r := attr(e, "r"); r != "" {
					n, err := strconv.Atoi(r)
					if err != nil || n < 1 || n > maxRow || n <= lastRow {
						return damaged("%s: row %q after row %d", sh.part, r, lastRow)
					}
					number = n
				}
				if number > maxRow {
					return damaged("%s: row %d", sh.part, number)
				}
				lastRow = number
				sh.rows = append(sh.rows, gateRow{number: number, hidden: isTrue(attr(e, "hidden"))})
				row = &sh.rows[len(sh.rows)-1]
			case "c":
				if row == nil {
					return damaged("%s: a cell outside a row", sh.part)
				}
				c := gateCell{kind: attr(e, "t"), col: 1}
				if n := len(row.cells); n > 0 {
					c.col = row.cells[n-1].col + 1
				}
				if r := attr(e, "r"); r != "" {
					rr, cc, ok := Split(r)
					if !ok || rr != row.number || cc < c.col {
						return damaged("%s: cell %q in row %d", sh.part, r, row.number)
					}
					c.col = cc
				}
				if c.col > maxCol {
					return damaged("%s: column %d in row %d", sh.part, c.col, row.number)
				}
				c.style, _ = strconv.Atoi(attr(e, "s"))
				row.cells = append(row.cells, c)
				cell = &row.cells[len(row.cells)-1]
			case "f":
				if cell != nil {
					cell.formula = true
				}
			case "v", "t":
				inValue = cell != nil
				value.Reset()
			case "mergeCell":
				from, to, ok := strings.Cut(attr(e, "ref"), ":")
				if !ok {
					to = from
				}
				r1, c1, ok1 := Split(from)
				r2, c2, ok2 := Split(to)
				if !ok1 || !ok2 || r2 < r1 || c2 < c1 {
					return damaged("%s: merged range %q", sh.part, attr(e, "ref"))
				}
				sh.merges = append(sh.merges, Range{r1, c1, r2, c2})
			}
		case xml.CharData:
			if inValue {
				value.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v", "t":
				if !inValue || cell == nil {
					break
				}
				inValue = false
				if value.Len() > 0 {
					cell.hasValue = true
				}
				if e.Name.Local == "v" && cell.kind == "s" {
					n, err := strconv.Atoi(strings.TrimSpace(value.String()))
					if err != nil || n < 0 || n >= g.strings {
						return damaged("%s: %s names shared string %q of %d", sh.part, Addr(row.number, cell.col), value.String(), g.strings)
					}
				}
			case "c":
				if cell != nil && cell.hasValue {
					if g.cells++; g.cells > g.lim.MaxCells {
						return &Refusal{Code: "TEP_QUA_LON", Detail: fmt.Sprintf("more than %d cells", g.lim.MaxCells)}
					}
				}
				cell = nil
			case "row":
				row = nil
			}
		}
		return nil
	})
}
