package workbook

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// look is what of a cell's style matters for reading.
type look struct {
	isDate, strike, filled bool
	font                   string
}

// look gives a style; the file's default where it has no styles at all.
func (g *gate) look(style int) look {
	if style < len(g.looks) {
		return g.looks[style]
	}
	return look{}
}

// readStyles reads the styles part. It is read here and not by the library,
// which leaves out what a style does not mark as "applied", while Excel shows it.
func (g *gate) readStyles() error {
	const part = "xl/styles.xml"
	if _, ok := g.parts[part]; !ok {
		return nil
	}
	formats := map[int]string{}
	var fonts, fills []look
	depth, list := 0, ""
	number := func(e xml.StartElement, name string) int {
		n, err := strconv.Atoi(attr(e, name))
		if err != nil {
			return -1
		}
		return n
	}
	return g.walk(part, "styleSheet", func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			if _, ok := t.(xml.EndElement); ok {
				depth--
			}
			return nil
		}
		// Differential styles hold fonts and fills too: the list tells.
		if depth++; depth == 2 {
			list = e.Name.Local
		}
		switch list + "/" + e.Name.Local {
		case "numFmts/numFmt":
			formats[number(e, "numFmtId")] = attr(e, "formatCode")
		case "fonts/font":
			fonts = append(fonts, look{})
		case "fonts/name":
			if n := len(fonts); n > 0 {
				fonts[n-1].font = attr(e, "val")
			}
		case "fonts/strike":
			if n, v := len(fonts), attr(e, "val"); n > 0 {
				fonts[n-1].strike = v == "" || isTrue(v)
			}
		case "fills/fill":
			fills = append(fills, look{})
		case "fills/patternFill":
			if n := len(fills); n > 0 {
				fills[n-1].filled = attr(e, "patternType") == "solid"
			}
		case "fills/fgColor":
			if n := len(fills); n > 0 && (white(e) || OwnFill(attr(e, "rgb"))) {
				fills[n-1].filled = false
			}
		case "cellXfs/xf":
			id := number(e, "numFmtId")
			l := look{isDate: dateFormat(id)}
			if code, ok := formats[id]; ok {
				l.isDate = customDate(code)
			}
			if i := number(e, "fontId"); i >= 0 && i < len(fonts) {
				l.font, l.strike = fonts[i].font, fonts[i].strike
			}
			if i := number(e, "fillId"); i >= 0 && i < len(fills) {
				l.filled = fills[i].filled
			}
			g.looks = append(g.looks, l)
		}
		return nil
	})
}

// white tells of a colour that nobody sees: white, or the theme's background.
func white(e xml.StartElement) bool {
	if tint := attr(e, "tint"); tint != "" && tint != "0" {
		return false
	}
	rgb, indexed := strings.ToUpper(attr(e, "rgb")), attr(e, "indexed")
	return len(rgb) >= 6 && strings.HasSuffix(rgb, "FFFFFF") || attr(e, "theme") == "0" || indexed == "1" || indexed == "9"
}

// dateFormat knows the built-in number formats that are dates or times, those
// of East Asian Excels too (ECMA-376 part 1, 18.8.30).
func dateFormat(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// notDateParts is what of a number format is text, colour, locale or padding.
var notDateParts = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// customDate looks for a day, month, year, hour or second in the first section
// of a custom format, after what is quoted, escaped or in brackets.
func customDate(format string) bool {
	section, _, _ := strings.Cut(notDateParts.ReplaceAllString(format, ""), ";")
	section = strings.ToLower(strings.TrimSpace(section))
	if strings.HasPrefix(section, "general") || section == "standard" || strings.Contains(section, "@") {
		return false
	}
	return strings.ContainsAny(section, "dyhsm")
}
