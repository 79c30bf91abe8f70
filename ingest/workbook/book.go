package workbook

import (
	"path"
	"strings"
)

// book is one workbook while it is read.
type book struct {
	container
	Workbook
	part     string // path of the workbook part
	sheets   []sheetPart
	strings  []richText
	looks    []look // of each cell style; nil when the file has no styles part
	unstyled look   // of a file without styles
	cells    int    // kept
	kept     int64  // bytes of text kept
	arena    arena
	fonts    map[string]string // each name once
	slab     []Cell            // cells of kept rows, and of the row being read
	value    []byte            // buffers of a value, a formula, a text
	formula  []byte
	rich     richBuffer
}

type sheetPart struct {
	name   string
	hidden bool
	part   string
}

// keep counts cells against the budget.
func (b *book) keep(n int) error {
	if b.cells += n; b.cells > b.lim.MaxCells {
		return tooLarge("more than %d cells", b.lim.MaxCells)
	}
	return nil
}

// keepText copies a text out of the scanner's window, and counts it.
func (b *book) keepText(t []byte) (string, error) {
	if b.kept += int64(len(t)); b.lim.MaxText > 0 && b.kept > b.lim.MaxText {
		return "", tooLarge("more than %d bytes of text", b.lim.MaxText)
	}
	return b.arena.keep(t), nil
}

// arena holds many short texts in few pieces; a piece is small, so that a text
// that outlives its workbook holds little else.
type arena struct{ strings.Builder }

const arenaPiece = 1 << 10

func (a *arena) keep(t []byte) string {
	if len(t) > arenaPiece/4 {
		return string(t)
	}
	if a.Cap()-a.Len() < len(t) {
		a.Builder = strings.Builder{}
		a.Grow(arenaPiece)
	}
	at := a.Len()
	a.Write(t)
	return a.String()[at:]
}

// find finds the workbook part, nearly always xl/workbook.xml, or says what
// the zip is instead.
func (b *book) find() error {
	b.part = "xl/workbook.xml"
	if b.has("_rels/.rels") {
		rels, err := b.relations("")
		if err != nil {
			return err
		}
		for _, r := range rels {
			if r.kind == "officeDocument" {
				b.part = r.target
			}
		}
	}
	lower := strings.ToLower(b.part)
	for _, of := range []string{"word/", "ppt/", "visio/"} {
		if strings.HasPrefix(lower, of) {
			return b.kindOfZip()
		}
	}
	if !b.has(b.part) || strings.HasSuffix(lower, ".bin") {
		return b.kindOfZip()
	}
	return nil
}

// formName is the hidden defined name that carries the version of kdcl's own
// form; it refers to a text constant, "kdcl-form/1".
const formName = "kdcl_form"

// open reads the workbook part: the sheets, in order; then the texts and the
// styles that they share.
func (b *book) open() error {
	if err := b.container.open(); err != nil {
		return err
	}
	if err := b.find(); err != nil {
		return err
	}
	rels, err := b.relations(b.part)
	if err != nil {
		return err
	}
	if err := b.walk(b.part, "workbook", spreadsheetML, func(s *scanner) error { return b.readBook(s, rels) }); err != nil {
		return err
	}
	if len(b.sheets) == 0 {
		return damaged(whyPart, "%s lists no sheet", b.part)
	}
	if err := b.readFormat(); err != nil {
		return err
	}
	// Some programs forget the relation.
	shared := func(kind, name string) (string, bool) {
		for _, r := range rels {
			if r.kind == kind {
				return r.target, true
			}
		}
		name = path.Join(path.Dir(b.part), name)
		return name, b.has(name)
	}
	// Without the styles that it promises, its dates would be bare numbers.
	if name, ok := shared("styles", "styles.xml"); ok {
		if err := b.walk(name, "styleSheet", spreadsheetML, b.readStyles); err != nil {
			return err
		}
	}
	// A text cell that names a shared string where there are none is refused.
	if name, _ := shared("sharedStrings", "sharedStrings.xml"); b.has(name) {
		return b.walk(name, "sst", spreadsheetML, b.readStrings)
	}
	return nil
}

func (b *book) readBook(s *scanner, rels map[string]relation) error {
	seen := map[string]bool{}
	charts, inForm, form := 0, false, ""
	for {
		tok, err := s.next()
		if err != nil {
			return err
		}
		switch tok {
		case endOfPart:
			if form = strings.Trim(strings.TrimPrefix(strings.TrimSpace(form), "="), `"`); form != "" {
				b.Props["kdcl:form"] = form
			}
			if len(b.sheets) == 0 && charts > 0 {
				return damaged(whyPart, "%s lists charts alone", b.part)
			}
			return nil
		case endTag:
			inForm = false
		case charData:
			if inForm {
				form += string(s.text)
			}
		case startTag:
			switch string(s.local) {
			case "extLst":
				s.pass()
			case "workbookPr":
				b.Date1904 = b.Date1904 || isTrue(s.attr("date1904"))
			case "definedName":
				inForm = string(s.attr("name")) == formName
			case "sheet":
				rel := rels[string(s.relationID())]
				sh := sheetPart{name: string(s.attr("name")), part: rel.target}
				if sh.part == "" {
					return damaged(whyPart, "%s: sheet %q names no part", b.part, sh.name)
				}
				if key := strings.ToLower(sh.name); seen[key] {
					return damaged(whyXML, "%s: two sheets are named %q", b.part, sh.name)
				} else {
					seen[key] = true
				}
				state := string(s.attr("state"))
				sh.hidden = state == "hidden" || state == "veryHidden"
				if rel.kind == "worksheet" {
					b.sheets = append(b.sheets, sh)
				} else {
					charts++ // of charts, of macros: no cells
				}
			}
		}
	}
}

// relationID is the attribute r:id, under whatever prefix.
func (s *scanner) relationID() []byte {
	for _, a := range s.attrs {
		if prefix, local, ok := strings.Cut(string(a.name), ":"); ok && local == "id" && prefix != "xmlns" {
			return a.value
		}
	}
	return nil
}

// readFormat tells a workbook with macros from one without.
func (b *book) readFormat() error {
	b.Format = "xlsx"
	for name := range b.parts {
		b.Macro = b.Macro || path.Base(name) == "vbaproject.bin" || strings.HasPrefix(name, "xl/macrosheets/")
	}
	const types = "[Content_Types].xml"
	if !b.has(types) {
		return nil
	}
	return b.walk(types, "Types", typesML, func(s *scanner) error {
		for {
			tok, err := s.next()
			if err != nil || tok == endOfPart {
				return err
			}
			if tok == startTag && strings.Contains(string(s.attr("ContentType")), ".macroEnabled.main+xml") {
				b.Format = "xlsm"
			}
		}
	})
}

func isTrue(b []byte) bool { return string(b) == "1" || string(b) == "true" || string(b) == "on" }
