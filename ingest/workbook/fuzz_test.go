package workbook_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kdcl/ingest/workbook"
)

// small are limits that a fuzzed file meets soon.
var small = workbook.Limits{MaxBytes: 1 << 20, MaxExpanded: 4 << 20, MaxCells: 10_000, MaxText: 1 << 20, Timeout: 20 * time.Second}

// readOrRefused reads; what is not read must be refused with a reason, and no
// refusal may be a panic or the time that is up.
func readOrRefused(t *testing.T, data []byte) *workbook.Workbook {
	t.Helper()
	wb, err := workbook.Read(data, small)
	if err == nil {
		cells := 0
		for _, sh := range wb.Sheets {
			for _, r := range sh.Rows {
				cells += len(r.Cells)
			}
		}
		if cells > 2*small.MaxCells {
			t.Fatalf("%d cells of %d allowed", cells, small.MaxCells)
		}
		return wb
	}
	if r := (*workbook.Refusal)(nil); !errors.As(err, &r) || r.Detail == "" || r.Code == "KHONG_DOC_DUOC" {
		t.Fatalf("%v", err)
	}
	return nil
}

// Any bytes at all are read or refused.
func FuzzRead(f *testing.F) {
	f.Add(good(f))
	f.Add(raw(f, `<sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells>`, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) { readOrRefused(t, data) })
}

// A file damaged in transit reads as it was, or is refused: never as another.
func FuzzDamage(f *testing.F) {
	data := good(f)
	whole, err := workbook.Read(data, small)
	if err != nil {
		f.Fatal(err)
	}
	for at := 0; at < len(data); at += len(data) / 40 {
		f.Add(uint(at), byte(0xFF), uint(0))
		f.Add(uint(at), byte(0), uint(at))
	}
	f.Fuzz(func(t *testing.T, at uint, flip byte, cut uint) {
		b := bytes.Clone(data)
		b[at%uint(len(b))] ^= flip
		b = b[:uint(len(b))-cut%uint(len(b))]
		if wb := readOrRefused(t, b); wb != nil {
			if diff := cmp.Diff(whole.Sheets, wb.Sheets); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// Any sheet, table of texts and styles: what is read is what the standard
// library's decoder finds by a walk of its own, cell by cell, and what that
// finds malformed is refused.
func FuzzSheet(f *testing.F) {
	for _, h := range habits() {
		f.Add(h.parts["xl/worksheets/sheet1.xml"], h.parts["xl/sharedStrings.xml"], h.parts["xl/styles.xml"])
	}
	good := good(f)
	zr, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		f.Fatal(err)
	}
	part := func(name string) string {
		rc, err := zr.Open(name)
		if err != nil {
			f.Fatal(err)
		}
		b, _ := io.ReadAll(rc)
		return string(b)
	}
	f.Add(part("xl/worksheets/sheet1.xml"), part("xl/sharedStrings.xml"), part("xl/styles.xml"))
	f.Fuzz(sameOrRefused)
}

// MESSY 76: tags and bytes taken out, doubled, changed and exchanged, ten thousand times:
// what fuzzing does at random, with a hand for XML.
func TestMutations(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	tags := regexp.MustCompile(`<[^<>]*>|[^<>]+`)
	words := []string{"<", ">", "/", `"`, "'", "&", ";", "=", " ", "0", "9", "A1", "<c>", "</c>", "<v>", "</v>", "<row>", "</row>", "x", "\x00", "\xC3", "đ", "]]>", "<!--", "-->",
		"<is><t>a</t></is>", "<extLst><c><v>1</v></c></extLst>", `<y:c xmlns:y="urn:y"><v>1</v></y:c>`, ` xmlns="urn:z"`, ` r="B7"`, ` t="str"`, "<f>A1</f>", "<rPh><t>a</t></rPh>", "<r><t>b</t></r>"}
	mutate := func(s string) string {
		if s == "" {
			return s
		}
		for range 1 + rnd.IntN(3) {
			switch at := rnd.IntN(len(s)); rnd.IntN(3) {
			case 0:
				s = s[:at] + words[rnd.IntN(len(words))] + s[at:]
			case 1:
				s = s[:at] + s[min(len(s), at+1+rnd.IntN(4)):]
			default:
				pieces := tags.FindAllString(s, -1)
				if len(pieces) < 2 {
					continue
				}
				i, k := rnd.IntN(len(pieces)), rnd.IntN(len(pieces))
				switch rnd.IntN(3) {
				case 0:
					pieces = slices.Delete(pieces, i, i+1)
				case 1:
					pieces = slices.Insert(pieces, k, pieces[i])
				default:
					pieces[i], pieces[k] = pieces[k], pieces[i]
				}
				s = strings.Join(pieces, "")
			}
			if s == "" {
				return s
			}
		}
		return s
	}
	times := 10_000
	if testing.Short() || underRace {
		times = 1000
	}
	all := habits()
	for i := range times {
		h := all[i%len(all)]
		sheet, texts := h.parts["xl/worksheets/sheet1.xml"], h.parts["xl/sharedStrings.xml"]
		if rnd.IntN(4) == 0 {
			texts = mutate(texts)
		} else {
			sheet = mutate(sheet)
		}
		if sameOrRefused(t, sheet, texts, h.parts["xl/styles.xml"]); t.Failed() {
			return
		}
	}
}

// sameOrRefused reads a workbook of these parts, and holds what was read
// against what the standard library's decoder finds.
func sameOrRefused(t *testing.T, sheet, texts, styles string) {
	t.Helper()
	parts := map[string]string{"xl/worksheets/sheet1.xml": sheet}
	if texts != "" {
		parts["xl/sharedStrings.xml"] = texts
	}
	if styles != "" {
		parts["xl/styles.xml"] = styles
	}
	wb := readOrRefused(t, raw(t, "", parts))
	if wb == nil || strings.HasPrefix(sheet, "\xFF\xFE") || strings.HasPrefix(sheet, "\xFE\xFF") ||
		strings.Contains(sheet[:min(len(sheet), 4)], "\x00") || strings.HasPrefix(texts, "\xFF\xFE") || strings.HasPrefix(texts, "\xFE\xFF") || strings.Contains(texts[:min(len(texts), 4)], "\x00") {
		return // UTF-16 is not the standard decoder's
	}
	if err := wellFormed(styles); styles != "" && err != nil {
		t.Fatalf("styles were read, but %v", err)
	}
	shared, err := walkStrings(texts)
	if err != nil {
		t.Fatalf("texts were read, but %v\n%q", err, texts)
	}
	want, err := walkSheet(sheet, shared)
	if err != nil {
		t.Fatalf("the sheet was read, but %v\n%q", err, sheet)
	}
	got := map[string]string{}
	for _, r := range wb.Sheets[0].Rows {
		for _, c := range r.Cells {
			if c.Raw != "" && !c.Merged {
				if got[c.Addr] = c.Raw; want[c.Addr] == anyDate {
					got[c.Addr] = anyDate
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s\n%q\n%q", diff, sheet, texts)
	}
}

func wellFormed(part string) error {
	dec := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(part, "\uFEFF")))
	for {
		if _, err := dec.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// own walks a part by encoding/xml and gives the tokens of its own namespace.
func own(part string, each func(xml.Token, int)) error {
	dec := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(part, "\uFEFF")))
	dec.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		if strings.Contains(strings.ToLower(charset), "ascii") || strings.EqualFold(charset, "utf8") {
			return r, nil
		}
		return nil, fmt.Errorf("charset %q", charset)
	}
	isOwn := func(space string) bool { return space == "" || space == mainNS || space == strictNS }
	depth, skip := 0, 0
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			depth++
			compat := e.Name.Space == "http://schemas.openxmlformats.org/markup-compatibility/2006" && e.Name.Local != "Choice"
			if compat && (e.Name.Local == "AlternateContent" || e.Name.Local == "Fallback") {
				continue
			}
			if skip == 0 && (!isOwn(e.Name.Space) || e.Name.Local == "extLst") {
				skip = depth
			}
			if skip == 0 {
				each(tok, depth)
			}
		case xml.EndElement:
			if skip == 0 && isOwn(e.Name.Space) {
				each(tok, depth)
			}
			if skip == depth {
				skip = 0
			}
			depth--
		default:
			if skip == 0 {
				each(tok, depth)
			}
		}
	}
}

func attrOf(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// texts gathers the text of <t> elements that are not a reading aid's.
type texts struct {
	in, aid bool
	piece   string
	whole   string
}

func (x *texts) take(tok xml.Token) {
	switch e := tok.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "rPh":
			x.aid = true
		case "t":
			x.in, x.piece = !x.aid, ""
		}
	case xml.CharData:
		if x.in {
			x.piece += string(e)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "rPh":
			x.aid = false
		case "t":
			if x.in {
				x.whole += unescapeSlowly(x.piece)
			}
			x.in = false
		}
	}
}

var escapes = regexp.MustCompile(`_x[0-9a-fA-F]{4}_`)

func unescapeSlowly(s string) string {
	return escapes.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 32)
		if n >= 0xD800 && n <= 0xDFFF {
			return m // pairs are another test's
		}
		return string(rune(n))
	})
}

func walkStrings(part string) (all []string, err error) {
	if part == "" {
		return nil, nil
	}
	var x texts
	err = own(part, func(tok xml.Token, depth int) {
		x.take(tok)
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local == "si" && depth == 2 {
				x = texts{}
			}
		case xml.EndElement:
			if e.Name.Local == "si" && depth == 2 {
				all = append(all, x.whole)
			}
		}
	})
	return all, err
}

func walkSheet(part string, shared []string) (map[string]string, error) {
	cells := map[string]string{}
	var path []string
	row, col := 0, 0
	kind, value := "", ""
	hasIs := false
	var x texts
	err := own(part, func(tok xml.Token, _ int) {
		at := strings.Join(path, "/")
		switch e := tok.(type) {
		case xml.StartElement:
			path = append(path, e.Name.Local)
			switch strings.Join(path, "/") {
			case "worksheet/sheetData/row":
				row, col = row+1, 0
				if n, err := strconv.Atoi(attrOf(e, "r")); err == nil {
					row = n
				}
			case "worksheet/sheetData/row/c":
				col++
				if r := attrOf(e, "r"); r != "" {
					_, col, _ = workbook.Split(r)
				}
				kind, value, x, hasIs = attrOf(e, "t"), "", texts{}, false
			case "worksheet/sheetData/row/c/is":
				hasIs = true
			}
			if strings.HasPrefix(strings.Join(path, "/"), "worksheet/sheetData/row/c/is/") {
				x.take(tok)
			}
		case xml.CharData:
			if at == "worksheet/sheetData/row/c/v" {
				value += string(e)
			} else {
				x.take(tok)
			}
		case xml.EndElement:
			x.take(tok)
			if at == "worksheet/sheetData/row/c" {
				v := plainValue(kind, value, shared)
				if hasIs && (kind == "inlineStr" || value == "") {
					v = x.whole
				}
				if v != "" {
					cells[workbook.Addr(row, col)] = v
				}
			}
			path = path[:len(path)-1]
		}
	})
	return cells, err
}

// anyDate is an ISO date, whose serial number is another test's.
const anyDate = "a date"

func plainValue(kind, v string, shared []string) string {
	if kind != "str" && kind != "inlineStr" {
		v = strings.TrimSpace(v)
	}
	switch kind {
	case "s":
		if n, err := strconv.Atoi(v); err == nil && n < len(shared) {
			return shared[n]
		}
	case "str", "inlineStr":
		return unescapeSlowly(v)
	case "b":
		return map[string]string{"true": "1", "false": "0"}[v] + strings.Trim(v, "truefals")
	case "d":
		if v != "" {
			return anyDate
		}
	}
	return v
}
