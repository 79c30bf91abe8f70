package unit

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"kdcl/ingest/text"
)

// oneOrMore is a list, or the one thing in it written without brackets.
type oneOrMore[T any] []T

// UnmarshalYAML takes either.
func (l *oneOrMore[T]) UnmarshalYAML(decode func(any) error) error {
	var one T
	if err := decode(&one); err == nil {
		*l = oneOrMore[T]{one}
		return nil
	}
	var list []T
	if err := decode(&list); err != nil {
		return err
	}
	*l = list
	return nil
}

// What the library says of a text that is no YAML, or no unit.yaml, and what an
// officer can do about it. %s is what the pattern's group found.
var yamlFaults = []struct {
	pattern *regexp.Regexp
	vi, en  string
}{
	{regexp.MustCompile(`found character '\t'`),
		"dòng này thụt bằng phím Tab; thay mỗi Tab bằng hai dấu cách", "this line is indented by a tab; write two spaces for each tab"},
	{regexp.MustCompile(`mapping key "([^"]*)" already defined at \[(\d+):`),
		"mục %q có hai lần, lần đầu ở dòng %s; gộp lại làm một", "the key %q stands twice, first on line %s; make them one"},
	{regexp.MustCompile(`cannot unmarshal \w+ into .* of type u?int`),
		"ở đây phải là một số, ví dụ 7, không có chữ và không có dấu nháy", "a number belongs here, such as 7, without words and quotes"},
	{regexp.MustCompile(`cannot unmarshal \w+ into .* of type bool`),
		"ở đây phải là true hoặc false", "true or false belongs here"},
	{regexp.MustCompile(`was used where mapping is expected`),
		"ở đây phải là các mục con, mỗi mục một dòng thụt vào: tên: giá trị", "keys of their own belong here, one an indented line: name: value"},
	{regexp.MustCompile(`was used where sequence is expected`),
		"ở đây phải là một danh sách: [\"a\", \"b\"], hoặc mỗi dòng bắt đầu bằng dấu -", "a list belongs here: [\"a\", \"b\"], or lines that begin with -"},
	{regexp.MustCompile(`(?:mapping|sequence) was used where`),
		"ở đây phải là một giá trị, không phải danh sách hay các mục con", "a single value belongs here, no list and no keys"},
	{regexp.MustCompile(``), // everything else: quotes, colons, indentation
		"dòng này, hoặc dòng ngay trước, không đúng cách viết: mục cùng cấp thụt bằng nhau, sau tên mục có dấu hai chấm và một dấu cách, mỗi dấu nháy mở phải đóng, chữ có dấu : hay # để trong dấu nháy kép", "this line, or the one before it, is not written right: keys of one level are indented alike, a colon and a space follow a key, each quote that opens closes, and a text with : or # stands in quotes"},
}

var unknownKey = regexp.MustCompile(`unknown field "([^"]*)"`)

// decode reads unit.yaml strictly; the error is a *Problem of the file.
func (d *document) decode(data []byte, name string) error {
	if !utf8.Valid(data) {
		return &Problem{File: name, VI: "không phải UTF-8; mở bằng Notepad, Lưu thành (Save As), chọn mã hóa (Encoding) UTF-8", EN: "it is not UTF-8; save it as UTF-8 (in Notepad: Save As, Encoding)"}
	}
	err := yaml.UnmarshalWithOptions(data, d, yaml.Strict())
	if err == nil {
		return nil
	}
	p := &Problem{File: name}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		p.Line = at.GetToken().Position.Line
	}
	msg, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	if m := unknownKey.FindStringSubmatch(msg); m != nil {
		p.VI, p.EN = fmt.Sprintf("không có mục %q", m[1]), fmt.Sprintf("there is no key %q", m[1])
		if near := nearKey(m[1]); near != "" {
			p.VI, p.EN = p.VI+fmt.Sprintf("; có phải là %q?", near), p.EN+fmt.Sprintf("; is it %q?", near)
		} else {
			p.VI, p.EN = p.VI+"; bỏ đi, hoặc xem các mục trong tệp mẫu do kdcl init tạo", p.EN+"; take it out, or see the keys of the file that kdcl init makes"
		}
		return p
	}
	for _, f := range yamlFaults {
		if m := f.pattern.FindStringSubmatch(msg); m != nil {
			var found []any
			for _, s := range m[1:] {
				found = append(found, s)
			}
			p.VI, p.EN = fmt.Sprintf(f.vi, found...), fmt.Sprintf(f.en, found...)
			break
		}
	}
	return p
}

// nearKey is the key of unit.yaml that a mistyped one was meant for; empty when
// none is near.
func nearKey(typed string) string {
	best, least := "", 3
	var look func(t reflect.Type)
	look = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			if key := f.Tag.Get("yaml"); key != "" {
				if n := text.Distance(strings.ToLower(typed), key); n < least && n < len(key) {
					best, least = key, n
				}
				look(f.Type)
			}
		}
	}
	look(reflect.TypeFor[document]())
	return best
}
