package workbook

import (
	"regexp"
	"strconv"
	"strings"
)

// look is what of a cell's style matters for reading.
type look struct {
	isDate, strike, filled bool
	font                   string
}

// readStyles reads the styles part. What a style says counts even where it is
// not marked as applied: Excel shows it.
func (b *book) readStyles(s *scanner) error {
	formats := map[int]string{}
	var fonts, fills []look
	list := ""
	for {
		tok, err := s.next()
		if err != nil || tok == endOfPart {
			return err
		}
		if tok != startTag {
			continue
		}
		// Differential styles hold fonts and fills too: the list tells.
		if s.depth() == 2 {
			switch list = string(s.local); list {
			case "numFmts", "fonts", "fills", "cellXfs":
			default:
				s.pass()
			}
			continue
		}
		switch list + "/" + string(s.local) {
		case "numFmts/numFmt":
			formats[s.number("numFmtId")] = string(s.attr("formatCode"))
		case "fonts/font":
			fonts = append(fonts, look{})
		case "fonts/name":
			if n := len(fonts); n > 0 {
				fonts[n-1].font = b.fontName(s.attr("val"))
			}
		case "fonts/strike":
			if n, v := len(fonts), s.attr("val"); n > 0 {
				fonts[n-1].strike = v == nil || isTrue(v)
			}
		case "fills/fill":
			fills = append(fills, look{})
		case "fills/patternFill":
			if n := len(fills); n > 0 {
				fills[n-1].filled = string(s.attr("patternType")) == "solid"
			}
		case "fills/fgColor":
			if n := len(fills); n > 0 && (s.white() || OwnFill(string(s.attr("rgb")))) {
				fills[n-1].filled = false
			}
		case "cellXfs/xf":
			id := s.number("numFmtId")
			l := look{isDate: dateFormat(id)}
			if code, ok := formats[id]; ok {
				l.isDate = customDate(code)
			}
			if i := s.number("fontId"); i >= 0 && i < len(fonts) {
				l.font, l.strike = fonts[i].font, fonts[i].strike
			}
			if i := s.number("fillId"); i >= 0 && i < len(fills) {
				l.filled = fills[i].filled
			}
			b.looks = append(b.looks, l)
		}
	}
}

// number is an attribute that counts from 0; -1 when it is absent or no number.
func (s *scanner) number(name string) int {
	n, err := strconv.Atoi(string(s.attr(name)))
	if err != nil {
		return -1
	}
	return n
}

// white tells of a colour element that nobody sees: white, or the theme's background.
func (s *scanner) white() bool {
	if tint := string(s.attr("tint")); tint != "" && tint != "0" {
		return false
	}
	rgb, indexed := strings.ToUpper(string(s.attr("rgb"))), string(s.attr("indexed"))
	return len(rgb) >= 6 && strings.HasSuffix(rgb, "FFFFFF") || string(s.attr("theme")) == "0" || indexed == "1" || indexed == "9"
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
