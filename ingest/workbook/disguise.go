package workbook

import (
	"bytes"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// called are the extensions under which programs export pages of HTML and lines
// of CSV as if they were workbooks, because Excel opens them all the same.
var called = []string{".xls", ".xlsx"}

// ReadNamed is Read for a file under its name: one that calls itself .xls or
// .xlsx and is a page of HTML with tables, or CSV, is read as what it is, its
// Format "html" or "csv" (MESSY 2). A file that says by its name that it is no
// workbook stays refused.
func ReadNamed(name string, data []byte, lim Limits) (*Workbook, error) {
	return read(data, lim, slices.Contains(called, strings.ToLower(path.Ext(name))))
}

// readLetters reads what sniff found to be written in letters, or gives why it is no
// table.
func (b *book) readLetters(k kind, found *Refusal) error {
	text, charset, err := decodeText(b.data)
	if err != nil {
		return err
	}
	b.Charset = charset
	if k == kindHTML {
		b.Format = "html"
		return b.readHTML(text)
	}
	b.Format = "csv"
	return b.readCSV(text, found)
}

// whyText says that a file's letters are not of the encoding it names, or of none
// that is known.
const whyText = "bảng mã chữ không hợp lệ"

// charsets are the encodings that a page may name, beside those of Unicode.
var charsets = map[string]*charmap.Charmap{
	"windows-1258": charmap.Windows1258, "cp1258": charmap.Windows1258, "x-cp1258": charmap.Windows1258,
	"windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252, "x-cp1252": charmap.Windows1252,
	"iso-8859-1": charmap.Windows1252, "latin1": charmap.Windows1252, "us-ascii": charmap.Windows1252, "ascii": charmap.Windows1252,
}

// decodeText gives a text as UTF-8: by its byte order mark, by what the page
// names, else as UTF-8. One that is neither is read as windows-1258, in which a
// Vietnamese Windows saves; charset then names it, and is empty for Unicode.
func decodeText(data []byte) (text []byte, charset string, err error) {
	bad := func(format string, args ...any) ([]byte, string, error) {
		return nil, "", damaged(whyText, format, args...)
	}
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	label := ""
	switch {
	case has("\xFF\xFE"), has("\xFE\xFF"), has("<\x00"), has("\x00<"):
		var src io.Reader = &utf16Reader{r: bytes.NewReader(data), big: data[0] == 0 || data[0] == 0xFE}
		if text, err = io.ReadAll(src); err != nil {
			return bad("%v", err)
		}
		text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	case has("\xEF\xBB\xBF"):
		text = data[3:]
	default:
		text, label = data, declared(data)
	}
	if page := charsets[label]; page != nil {
		return inCodePage(text, label, page)
	}
	if label != "" && !strings.HasPrefix(label, "utf") && label != "unicode" {
		return bad("charset %q", label)
	}
	if !utf8.Valid(text) {
		if label != "" || len(text) < len(data) {
			return bad("not the UTF-8 that it says it is")
		}
		return inCodePage(text, "windows-1258", charmap.Windows1258)
	}
	if i := bytes.IndexFunc(text, control); i >= 0 {
		return bad("a control character at byte %d", i)
	}
	return text, "", nil
}

func inCodePage(data []byte, label string, page *charmap.Charmap) ([]byte, string, error) {
	text, err := page.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", damaged(whyText, "%s: %v", label, err)
	}
	if i := bytes.IndexFunc(text, func(r rune) bool { return control(r) || r == utf8.RuneError || r >= 0x80 && r < 0xA0 }); i >= 0 {
		return nil, "", damaged(whyText, "a letter that %s does not have, at byte %d", label, i)
	}
	// The code page writes "ế" as "ê" and an accent, because it has no other way.
	return norm.NFC.Bytes(text), label, nil
}

// control tells of a character that stands in no text.
func control(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' || r == 0x7F
}

// charsetName finds the encoding that a page, or its XML declaration, names.
var charsetName = regexp.MustCompile(`(?is)<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml\s[^>]*?encoding\s*=\s*["']([\w:.-]+)`)

// declared is the encoding that a text names in its first lines, in small
// letters; empty when it names none.
func declared(data []byte) string {
	m := charsetName.FindSubmatch(data[:min(len(data), 4096)])
	if m == nil {
		return ""
	}
	return string(bytes.ToLower(append(m[1], m[2]...)))
}

// headText is the beginning of a text, in small letters and without its mark, to
// see what it is; of UTF-16 the half that is ASCII's.
func headText(data []byte) string {
	head := data[:min(len(data), 8192)]
	wide := bytes.HasPrefix(head, []byte("<\x00")) || bytes.HasPrefix(head, []byte("\x00<"))
	for _, mark := range []string{"\xFF\xFE", "\xFE\xFF", "\xEF\xBB\xBF"} {
		if rest, ok := bytes.CutPrefix(head, []byte(mark)); ok {
			head, wide = rest, len(mark) == 2
			break
		}
	}
	if wide {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	return string(bytes.ToLower(head))
}
