package workbook

import "strings"

// css is what of a page's style matters for reading; an empty field says nothing.
type css struct {
	font   string
	format string // mso-number-format
	strike bool
	hidden bool // display: none, visibility: collapse
	pre    bool // blanks are kept
	fill   string
}

// over lays a later style over an earlier one.
func (c css) over(under css) css {
	c.strike, c.hidden, c.pre = c.strike || under.strike, c.hidden || under.hidden, c.pre || under.pre
	if c.font == "" {
		c.font = under.font
	}
	if c.format == "" {
		c.format = under.format
	}
	if c.fill == "" {
		c.fill = under.fill
	}
	return c
}

// cssRules are a page's own styles by simple selector: "td", ".xl65", "td.xl65".
// Selectors that look at more than one element are passed over.
type cssRules map[string]css

// read adds the rules of a <style>, the later over the earlier.
func (rules cssRules) read(sheet string) {
	sheet = withoutNotes(sheet)
	for {
		selectors, rest, ok := strings.Cut(sheet, "{")
		if !ok {
			return
		}
		var body string
		if body, sheet, ok = cutOutside(rest, '}'); !ok || strings.Contains(selectors, "@") {
			continue // @page and its like hold no cell's style
		}
		style := readCSS(body)
		for selector := range strings.SplitSeq(selectors, ",") {
			if selector = strings.ToLower(strings.TrimSpace(selector)); selector != "" && !strings.ContainsAny(selector, " >+~:[*#") {
				rules[selector] = style.over(rules[selector])
			}
		}
	}
}

// withoutNotes takes the comments out of a style sheet, and the marks that hide
// it from old browsers.
func withoutNotes(sheet string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(sheet, "/*")
		out.WriteString(before)
		if !ok {
			break
		}
		_, sheet, _ = strings.Cut(rest, "*/")
	}
	return strings.NewReplacer("<!--", "", "-->", "").Replace(out.String())
}

// of is the style of an element by its tag, its classes and its own style.
func (rules cssRules) of(tag, classes, own string) css {
	style := rules[tag]
	for class := range strings.FieldsSeq(strings.ToLower(classes)) {
		style = rules[tag+"."+class].over(rules["."+class].over(style))
	}
	return readCSS(own).over(style)
}

// readCSS reads declarations, "mso-number-format:\@; display:none".
func readCSS(body string) css {
	var c css
	for body != "" {
		var one string
		one, body, _ = cutOutside(body, ';')
		name, value, _ := strings.Cut(one, ":")
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		plain := strings.ToLower(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "display":
			c.hidden = c.hidden || plain == "none"
		case "visibility":
			c.hidden = c.hidden || plain == "collapse"
		case "text-decoration", "text-decoration-line":
			c.strike = c.strike || strings.Contains(plain, "line-through")
		case "white-space":
			c.pre = strings.HasPrefix(plain, "pre")
		case "mso-number-format":
			c.format = strings.Trim(value, `"'`)
		case "font-family":
			first, _, _ := cutOutside(value, ',')
			c.font = strings.Trim(strings.TrimSpace(first), `"'`)
		case "background", "background-color":
			c.fill = plain
		}
	}
	return c
}

// cutOutside cuts a text at the first c that stands in no quotes and behind no
// backslash; ok is false when there is none.
func cutOutside(s string, c byte) (before, after string, ok bool) {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case quote != 0:
			if s[i] == quote {
				quote = 0
			}
		case s[i] == '"' || s[i] == '\'':
			quote = s[i]
		case s[i] == c:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// filled tells whether a background is one that is seen, and none of kdcl's own.
func (c css) filled() bool {
	colour, _, _ := strings.Cut(c.fill, " ")
	switch colour {
	case "", "none", "transparent", "white", "#fff", "#ffffff", "inherit", "initial", "auto", "window":
		return false
	}
	return !strings.HasPrefix(colour, "url(") && !OwnFill(strings.TrimPrefix(colour, "#"))
}

// formats that Excel names instead of writing their code.
var namedFormats = map[string]bool{ // -> a date or a time
	"general": false, "fixed": false, "standard": false, "currency": false, "percent": false, "scientific": false, "yes/no": false, "true/false": false, "on/off": false,
	"general date": true, "long date": true, "medium date": true, "short date": true, "long time": true, "medium time": true, "short time": true,
}

// isDate tells whether a number is shown as a day or a time.
func (c css) isDate() bool {
	if date, named := namedFormats[strings.ToLower(c.format)]; named {
		return date
	}
	return c.format != "" && customDate(c.format)
}
