package workbook_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"kdcl/ingest/workbook"
)

// namedOrRefused is readOrRefused for a file that calls itself .xls.
func namedOrRefused(t *testing.T, data []byte) *workbook.Workbook {
	t.Helper()
	wb, err := workbook.ReadNamed("a.xls", data, small)
	if err == nil {
		return wb
	}
	if r := (*workbook.Refusal)(nil); !errors.As(err, &r) || r.Detail == "" || r.Code == "KHONG_DOC_DUOC" {
		t.Fatalf("%v", err)
	}
	return nil
}

// pages are how programs write tables.
func pages() []string {
	return []string{excelPage,
		"<table><tr><td>a</td></tr></table>", "<html><body><h3>T</h3><table><caption>c</caption><tr><td>a<td>b<tr><th>c</table>d</body></html>",
		"<table><tr><td rowspan=2 colspan=3>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "<table><tr>x<td>a<table><tr><td>b</table>c</table>",
		"<table><tbody><tr><td><font face=.VnTime>®</font><s>b</s>&nbsp;&#7909;</td></tr></tbody></table>", "<style>.a{display:none}</style><table><tr class=a><td>a</table>",
		"<table><tr><td>a</td></tr></table><!-- <table> -->", "<table><tr><td title='<b>'>a</td></tr></table>", "<html><table><form><tr><td>a</td></tr></form></table>b</html>c",
	}
}

// Any page is refused, or every letter that a browser's parser finds in it stands
// in a cell.
func FuzzHTML(f *testing.F) {
	for _, page := range pages() {
		f.Add([]byte(page))
	}
	f.Add([]byte("\xFF\xFE" + utf16LE("<table><tr><td>ế</td></tr></table>")))
	f.Add([]byte(in1258(f, "<html><table><tr><td>Trường Kỳ Đồng</td></tr></table></html>")))
	f.Fuzz(func(t *testing.T, data []byte) { shownOrRefused(t, data) })
}

// MESSY 2: tags taken out, doubled and exchanged, thousands of times.
func TestMessy02PageMutations(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	tags := regexp.MustCompile(`<[^<>]*>|[^<>]+`)
	words := []string{"<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=3 colspan=2>", "<tbody>", "</tbody>", "<caption>", "</caption>", "<b>", "</b>", "<p>", "</p>", "<br>",
		"<html>", "</html>", "<form>", "<input>", "<!--", "-->", "<script>", "</script>", "<style>", "</style>", "<select>", "</select>", "<pre>", "</pre>", "<xmp>", "</xmp>", "<title>", "</title>",
		"<noscript>", "</noscript>", "<frameset>", "<body>", "</body>", "<head>", "<col>", "<colgroup>", "<template>", "</template>", "<a>", "</a>", "<li>", "<option>", "<![if x]>", "<?x?>", "</>", "<1", "\"", "'", ">", "&amp;", "đ", "1"}
	times := 20_000
	if testing.Short() || underRace {
		times = 2000
	}
	read, all := 0, pages()[1:]
	for i := range times {
		pieces := tags.FindAllString(all[i%len(all)], -1)
		for range 1 + rnd.IntN(4) {
			at := rnd.IntN(len(pieces))
			switch rnd.IntN(4) {
			case 0:
				pieces = slices.Insert(pieces, at, words[rnd.IntN(len(words))])
			case 1:
				pieces = slices.Insert(pieces, at, words[rnd.IntN(len(words))], words[rnd.IntN(len(words))])
			case 2:
				pieces = slices.Delete(pieces, at, min(len(pieces), at+1+rnd.IntN(2)))
			default:
				k := rnd.IntN(len(pieces))
				pieces[at], pieces[k] = pieces[k], pieces[at]
			}
			if len(pieces) == 0 {
				pieces = []string{"a"}
			}
		}
		if shownOrRefused(t, []byte(strings.Join(pieces, ""))) {
			read++
		}
	}
	if read < times/20 {
		t.Errorf("%d of %d pages were read: nothing is proved", read, times)
	}
}

// shownOrRefused reads a page; what a browser's parser finds in it, letter by
// letter, must stand in the cells. It tells whether the page was read and held
// against that.
func shownOrRefused(t *testing.T, data []byte) bool {
	t.Helper()
	wb := namedOrRefused(t, data)
	if wb == nil || wb.Format != "html" || wb.Charset != "" || wide(data) {
		return false
	}
	// What is hidden is left out, and a value stands for its text.
	lower := strings.ToLower(html.UnescapeString(string(data)))
	for _, changes := range []string{"hidden", "none", "x:", "sdval", "<svg", "<math", "<xml"} {
		if strings.Contains(lower, changes) {
			return false
		}
	}
	doc, err := html.Parse(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))))
	if err != nil {
		return false
	}
	want, got := map[rune]int{}, map[rune]int{}
	visible(doc, want)
	for _, sh := range wb.Sheets {
		for _, r := range sh.Rows {
			for _, c := range r.Cells {
				for _, letter := range c.Raw {
					if !c.Merged {
						got[letter]++
					}
				}
			}
		}
	}
	for letter, n := range want {
		if got[letter] < n {
			t.Fatalf("%q stands %d times in the page, %d times in the sheets\n%q\n%s", letter, n, got[letter], data, sheetsOf(wb))
		}
	}
	return true
}

// wide tells UTF-16 by its first letter.
func wide(data []byte) bool {
	return len(data) > 1 && (data[0]|1 == 0xFF && data[1]|1 == 0xFF || data[0] == 0 || data[1] == 0)
}

// visible counts what of a page's text a browser's parser finds, letter by letter.
func visible(n *html.Node, counts map[rune]int) {
	if n.Type == html.ElementNode {
		switch n.Data {
		case "script", "style", "title", "noscript", "iframe", "noembed", "noframes", "textarea":
			return
		}
	}
	if n.Type == html.TextNode {
		for _, r := range n.Data {
			if !unicode.IsSpace(r) {
				counts[r]++
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		visible(c, counts)
	}
}

// Any lines of values are refused, or read as the standard library reads them.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"a;b\n1;2\n", "a,b\r\n\"1,5\",\"x \"\"y\"\"\nz\"\r\n", "a\tb\n\n=\"01\"\t2", "sep=|\na|b\n", "Trường;Lớp\n;\n\"a;b\";", "\"a\n", "a;b\n\"a\"c;d\n",
		"\uFEFFa;b\nế;2\n", "a;b\rc;d\r",
	} {
		f.Add([]byte(text))
	}
	f.Add([]byte("\xFF\xFE" + utf16LE("a\tb\nế\t2\n")))
	f.Add([]byte(in1258(f, "Trường;Lớp\nKỳ Đồng;2\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		wb := namedOrRefused(t, data)
		if wb == nil || wb.Format != "csv" {
			return
		}
		if wb.Charset != "" || wide(data) || bytes.ContainsRune(data, '\r') || bytes.Contains(data, []byte(`="`)) {
			return // the standard reader knows UTF-8 and line feeds
		}
		text := bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
		seps := []rune{'\t', ';', ','}
		if bytes.HasPrefix(bytes.ToLower(text), []byte("sep=")) {
			seps, text = []rune{rune(text[4])}, text[bytes.IndexByte(text, '\n')+1:]
		}
		var got []string
		for _, r := range wb.Sheets[0].Rows {
			for _, c := range r.Cells {
				if c.Raw != "" {
					got = append(got, c.Raw)
				}
			}
		}
		var tried []string
		for _, sep := range seps {
			want, err := standard(text, sep)
			if err != nil {
				tried = append(tried, err.Error())
				continue
			}
			diff := cmp.Diff(want, got)
			if diff == "" {
				return
			}
			tried = append(tried, diff)
		}
		t.Fatalf("%q\n%s", data, strings.Join(tried, "\n"))
	})
}

// standard reads the values of a text that are not blank.
func standard(text []byte, sep rune) (values []string, err error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = sep, -1, true
	for {
		record, err := r.Read()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		for _, v := range record {
			if strings.TrimSpace(v) != "" {
				values = append(values, v)
			}
		}
	}
}
