package workbook

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// typed makes a number, a truth or an error of a cell beside whose text the
// program that wrote the page has put its value: Excel (x:num, x:bool, x:err,
// x:fmla) and LibreOffice (sdval, sdnum). A bare x:num says that the text itself
// is the number.
func (c *htmlCell) typed() error {
	if f, ok := attrOf(c.tag, "x:fmla"); ok {
		c.Formula, c.External = true, outside([]byte(f))
	}
	defer func() { c.Uncached = c.Formula && c.Raw == "" }()
	if v, ok := attrOf(c.tag, "x:bool"); ok {
		switch strings.ToLower(strings.TrimSpace(v + c.Raw)) {
		case "true", "truetrue", "1", "11":
			c.Kind, c.Raw, c.Runs = Bool, "1", nil
		case "false", "falsefalse", "0", "00":
			c.Kind, c.Raw, c.Runs = Bool, "0", nil
		}
		return nil
	}
	if v, ok := attrOf(c.tag, "x:err"); ok {
		if c.Raw == "" {
			c.Raw = v
		}
		c.Kind, c.Runs = Error, nil
		return nil
	}
	if _, ok := attrOf(c.tag, "x:str"); ok {
		return nil
	}
	value, ok := attrOf(c.tag, "x:num")
	shown := c.style.isDate()
	if sd, has := attrOf(c.tag, "sdval"); has && !ok {
		value, ok = sd, sd != ""
		format, _ := attrOf(c.tag, "sdnum") // language;language;format
		if parts := strings.SplitN(format, ";", 3); len(parts) == 3 {
			shown = customDate(parts[2])
		}
	}
	switch {
	case !ok:
	case value == "" && isNumber([]byte(strings.TrimSpace(c.Raw))):
		c.Kind, c.Raw, c.IsDate, c.Runs = Number, strings.TrimSpace(c.Raw), shown, nil
	case value == "":
	case isNumber([]byte(value)):
		c.Kind, c.Raw, c.IsDate, c.Runs = Number, value, shown, nil
	default:
		return fmt.Errorf("%q is no number", value)
	}
	return nil
}

// worksheet is what Excel notes of one of its sheets.
type worksheet struct {
	name   string
	hidden bool
}

// maxIsland bounds the notes that Excel adds to a page.
const maxIsland = 1 << 20

// note reads Excel's notes on its workbook: the names of the sheets, which are
// hidden, and from which year dates count.
func (h *htmlReader) note(notes string) {
	z := html.NewTokenizer(strings.NewReader(notes))
	in, named := "", false
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			in = string(name)
			switch in {
			case "x:excelworksheet":
				h.sheets, named = append(h.sheets, worksheet{}), false
			case "x:excelname", "x:supbook":
				named = true // the name is a range's
			case "x:date1904":
				h.Date1904 = true
			}
		case html.EndTagToken:
			in = ""
		case html.TextToken:
			s := strings.TrimSpace(z.Token().Data)
			n := len(h.sheets) - 1
			if n < 0 || s == "" {
				continue
			}
			switch {
			case in == "x:name" && !named:
				h.sheets[n].name, named = s, true
			case in == "x:visible" && strings.HasPrefix(s, "Sheet"):
				h.sheets[n].hidden = strings.HasSuffix(s, "Hidden")
			}
		}
	}
}
