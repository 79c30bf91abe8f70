package text_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"kdcl/ingest/text"
)

func TestKey(t *testing.T) {
	for _, tc := range []struct{ name, a, b string }{
		{"composed and decomposed", "Ban đại diện", "Ban đa\u0323i diê\u0323n"},
		{"case, spaces and line breaks", "Chức danh,\n chức vụ", "CHỨC  DANH, CHỨC VỤ"},
		{"tone placement", "Hoạ Mi", "Họa Mi"},
		{"capital eth for Đ", "ÐÁNH GIÁ", "Đánh giá"},
		{"zero-width and no-break spaces", "Mã\u00a0minh\u200b chứng", "Mã minh chứng"},
	} {
		if text.Key(tc.a) != text.Key(tc.b) {
			t.Errorf("%s: %q is not %q", tc.name, text.Key(tc.a), text.Key(tc.b))
		}
	}
	if text.Key("Mức 1") == text.Key("Mức 2") {
		t.Error("folded too much")
	}
}

func TestRepairOldFonts(t *testing.T) {
	r, err := text.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ font, raw, want string }{
		{".VnTime", "Tr\u00adêng mÇm non", "Trường mầm non"},
		{".VnTime", "Kh«ng ®¹t", "Không đạt"},
		{"VNI-Times", "Tröôøng Tieåu hoïc", "Trường Tiểu học"},
		{"VNI-Times", "Khoâng ñaït", "Không đạt"},
		{"VNI-Times", "AÂm nhaïc, Aâm nhaïc", "Âm nhạc, Âm nhạc"},
		{".VnTimeH", "tr\u00adêng tiÓu häc lª lîi", "TRƯỜNG TIỂU HỌC LÊ LỢI"},
		{".VnTimeH", "nam", "NAM"},
		{".VnTimeH", "12", "12"},
		{".VnTime", "Tổ chức công tác", "Tổ chức công tác"}, // Unicode typed under an old font
		{".VnTime", "Công tác", "Công tác"},
		{"", "Tr\u00adêng mÇm non", "Trường mầm non"}, // no font tells: the words do
		{"Calibri", "§¹t", "Đạt"},
		{"Calibri", "Kh«ng", "Không"},
		{"Calibri", "Khoâng ñaït", "Không đạt"},
		{"Calibri", "×", "×"}, // a mark, not TCVN3's ì
		{"Calibri", "× ×", "× ×"},
		{"Calibri", "m¹", "m¹"}, // a footnote: one sign tells nothing
		{"Calibri", "½ ngày", "½ ngày"},
		{"Calibri", "Café résumé", "Café résumé"},
		{"Calibri", "Kinh phí", "Kinh phí"},
		{"Calibri", "Lê Thánh Tông", "Lê Thánh Tông"},
		{"Calibri", "BÁO CÁO T\u1ef0 ÐÁNH GIÁ", "BÁO CÁO TỰ ĐÁNH GIÁ"},
		{"Calibri", "infor\u00admation", "information"}, // a soft hyphen is no letter
		{"Times New Roman", "Trường", "Trường"},
		{"Times New Roman", "Tru\u031bo\u031b\u0300ng", "Trường"},
	} {
		got, repairs := r.Repair(text.Evidence{}, text.Run{Text: tc.raw, Font: tc.font})
		if got != tc.want {
			t.Errorf("%q in %s: %q, want %q", tc.raw, tc.font, got, tc.want)
		}
		if (len(repairs) > 0) != (tc.raw != tc.want) {
			t.Errorf("%q: repairs %v", tc.raw, repairs)
		}
	}
}

// Each stretch of a text is read by its own font, and a font that draws small
// letters as capitals makes its own capital; a word cut by a change of colour is
// one word.
func TestMessy18FontsWithinOneCell(t *testing.T) {
	r, err := text.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		want string
		runs []text.Run
	}{
		{"Chủ tịch Hội đồng", []text.Run{{"Chủ tịch ", "Times New Roman"}, {"Héi ®ång", ".VnTime"}}},
		{"TRƯỜNG mầm non", []text.Run{{"tr\u00adêng", ".VnTimeH"}, {" mÇm non", ".VnTime"}}},
		{"Trường Tiểu học", []text.Run{{"Trö", "VNI-Times"}, {"ôøng ", "VNI-Times"}, {"Tiểu học", "Arial"}}},
		{"✔ đạt", []text.Run{{"ü", "Wingdings"}, {" đạt", "Arial"}}},
		{"über", []text.Run{{"über", "Wingdings"}}}, // a word that somebody typed under it
	} {
		raw := ""
		for _, run := range tc.runs {
			raw += run.Text
		}
		got, repairs := r.Repair(text.Evidence{}, tc.runs...)
		if got != tc.want || len(repairs) > 0 != (got != raw) {
			t.Errorf("%q: %q, want %q, repairs %v", tc.runs, got, tc.want, repairs)
		}
	}
}

// Each row of the source of the two tables decodes as it says.
func TestLegacyTablesAreComplete(t *testing.T) {
	r, err := text.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/legacy_fonts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 200 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	lead := map[string][3]string{"TCVN3": {".VnTime", "Kh«ng ", "Không "}, "VNI": {"VNI-Times", "Khoâng ñaït ", "Không đạt "}}
	for _, row := range rows[1:] {
		raw := ""
		for _, code := range strings.Fields(row[1]) {
			n, err := strconv.ParseUint(strings.TrimPrefix(code, "U+"), 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			raw += string(rune(n))
		}
		l := lead[row[0]]
		if got, _ := r.Repair(text.Evidence{}, text.Run{Text: l[1] + raw, Font: l[0]}); got != l[2]+row[3] {
			t.Errorf("%s %s: %q, want %q", row[0], row[1], got, l[2]+row[3])
		}
	}
}

// A table that an officer has broken is refused with its place, not half read.
func TestLoadIsStrict(t *testing.T) {
	const good = "schema: s\nonsets: [b]\nrhymes: [a]\nencodings:\n  - id: old\n    fonts: [X]\n    letters: [[\"q\", \"á\"]]\n"
	for name, tc := range map[string]struct {
		from, to string
		fails    bool
	}{
		"as it should be":  {"", "", false},
		"an unknown field": {"fonts:", "font:", true},
		"a code twice":     {`["q", "á"]`, `["q", "á"], ["q", "à"]`, true},
		"an empty letter":  {`"á"`, `""`, true},
		"three characters": {`"q"`, `"qwe"`, true},
		"no rhymes":        {"rhymes: [a]", "rhymes: []", true},
	} {
		fsys := fstest.MapFS{"forms/legacy_fonts.yaml": {Data: []byte(strings.Replace(good, tc.from, tc.to, 1))}}
		if _, err := text.Load(fsys); (err != nil) != tc.fails {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := text.Load(fstest.MapFS{}); err == nil {
		t.Error("no file, no error")
	}
}

// The syllable table must hold the language it judges by: every word of the
// criteria's own names.
func TestTheCriteriasNamesSurviveAnOldFont(t *testing.T) {
	r, err := text.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../templates/rulebooks/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rulebooks: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			for _, font := range []string{"Calibri", ".VnTime", "VNI-Times"} {
				if got, repairs := r.Repair(text.Evidence{}, text.Run{Text: line, Font: font}); len(repairs) > 0 && (repairs[0].Kind == text.KindTCVN3 || repairs[0].Kind == text.KindVNI) && len([]rune(line)) > 12 {
					t.Errorf("%s under %s: %q became %q", name, font, line, got)
				}
			}
		}
	}
}

func TestClean(t *testing.T) {
	for _, tc := range []struct{ name, raw, want string }{
		{"line breaks inside stay", "294.157.000\r\n\r\n  Nguồn  điều tiết \n", "294.157.000\n\nNguồn điều tiết"},
		{"a lone carriage return is a line break", "Tuần\r24-25", "Tuần\n24-25"},
		{"invisible characters go", "\ufeffMã\u200b\u00a0MC\u00ad", "Mã MC"},
		{"full-width digits", "１２", "12"},
		{"Cyrillic look-alikes", "х Н1", "x H1"},
		{"bytes that are no UTF-8", "x\xffy", "x\ufffdy"},
	} {
		if got := text.Clean(tc.raw); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "vu", 2}, {"nhiem vu", "nhiem vu", 0}, {"nhiêm", "nhiệm", 1}, {"ghi chu", "gih chu", 1}, {"minh chung", "minh chưng", 1}, {"muc 1", "muc 2", 1}, {"thoi gian", "kinh phi", 8}} {
		if got := text.Distance(tc.a, tc.b); got != tc.want || text.Distance(tc.b, tc.a) != got {
			t.Errorf("%q, %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

// What must hold for any text in any font: a change is logged, with the whole
// text before and after; the result is clean and valid; without a font,
// repairing what is repaired changes nothing.
func FuzzRepair(f *testing.F) {
	r, err := text.Load(os.DirFS("../../templates"))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"Tr\u00adêng mÇm non", "Tröôøng", "\xff\u00ad", "Trường", "ü", "Хabаrоvsк", "x\u200b\u0323", "１２３", "  a \r\n b "} {
		for _, font := range []string{".VnTimeH", "", "VNI-Times", "Wingdings"} {
			f.Add(s, font, "Times New Roman", 3)
		}
	}
	f.Fuzz(func(t *testing.T, s, font, other string, cut int) {
		runs := []text.Run{{Text: s, Font: font}}
		if cut > 0 && cut < len(s) {
			runs = []text.Run{{Text: s[:cut], Font: font}, {Text: s[cut:], Font: other}}
		}
		var ev text.Evidence
		for _, run := range runs {
			r.Weigh(&ev, run)
			r.Doubtful(run.Text, run.Font)
		}
		got, repairs := r.Repair(ev, runs...)
		if (len(repairs) == 0) != (got == s) {
			t.Fatalf("%q became %q, and %d repairs were said", s, got, len(repairs))
		}
		for i, rep := range repairs {
			if rep.Before != s || rep.After != got || rep.Kind == "" || i > 0 && rep.Kind == repairs[i-1].Kind {
				t.Fatalf("%q: repairs %+v", s, repairs)
			}
		}
		if !utf8.ValidString(got) || text.Clean(got) != got {
			t.Fatalf("%q became %q, which is not clean", s, got)
		}
		// Without a font, what is repaired stays as it is.
		if once, _ := r.Repair(text.Evidence{}, text.Run{Text: s}); text.Clean(once) == once {
			if again, repairs := r.Repair(text.Evidence{}, text.Run{Text: once}); again != once || len(repairs) > 0 {
				t.Fatalf("%q became %q, then %q", s, once, again)
			}
		} else {
			t.Fatalf("%q became %q, which is not clean", s, once)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Tiêu chí 1.10", "Ð a\u0301", "\u00ad\u200b", "x\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := text.Clean(s)
		if !utf8.ValidString(c) {
			t.Fatalf("Clean(%q) is not valid UTF-8", s)
		}
		if cc := text.Clean(c); cc != c {
			t.Fatalf("Clean twice: %q, %q", c, cc)
		}
		k := text.Key(s)
		if kk := text.Key(k); kk != k {
			t.Fatalf("Key twice: %q, %q", k, kk)
		}
	})
}
