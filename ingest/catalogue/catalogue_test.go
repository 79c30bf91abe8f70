package catalogue_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"kdcl/ingest/catalogue"
	"kdcl/ingest/form"
)

func load(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A finding is worded with what it names, then with its place; what nothing
// names prints as "…" and never as an empty hole.
func TestWording(t *testing.T) {
	c := load(t)
	at := form.Origin{Sheet: "Kế hoạch", Cell: "B7", Raw: "18//9/2017"}
	for _, tc := range []struct {
		name, lang string
		f          form.Finding
		want       string
	}{
		{"the place and an argument", "vi", form.Finding{Code: "NGAY_SUY_DOAN", At: at, Args: map[string]string{"hieu": "18/09/2017"}},
			`Kế hoạch!B7: "18//9/2017" được hiểu là 18/09/2017. Nếu không đúng, đề nghị sửa.`},
		{"in English", "en", form.Finding{Code: "NU_LON_HON_TONG", At: at, Args: map[string]string{"a": "12", "b": "9"}}, "Kế hoạch!B7: women (12) exceed the total (9)."},
		{"any other language is Vietnamese", "fr", form.Finding{Code: "TEP_RONG", Args: map[string]string{"tep": "a.xlsx"}}, `Tệp "a.xlsx" không có nội dung.`},
		{"an argument wins over the place", "vi", form.Finding{Code: "NU_LON_HON_TONG", At: at, Args: map[string]string{"o": "C9", "a": "1", "b": "0"}}, "Kế hoạch!C9: số nữ (1) lớn hơn tổng số (0)."},
		{"the same name twice, and an underscore", "vi", form.Finding{Code: "TRUONG_DA_SAP_NHAP", Args: map[string]string{"ten_cu": "A", "ten_moi": "B", "ngay": "01/7/2025"}},
			"A đã sáp nhập vào B từ 01/7/2025; báo cáo được ghi cho B."},
		{"a name with a digit", "vi", form.Finding{Code: "TRUNG_TIEU_CHI", Args: map[string]string{"tc": "1.1", "n": "2", "dong": "15", "tc2": "1.10"}},
			"Tiêu chí 1.1 xuất hiện 2 lần; dòng 15 được hiểu là tiêu chí 1.10 theo thứ tự."},
		{"nothing named", "vi", form.Finding{Code: "NGAY_SUY_DOAN"}, `…!…: "…" được hiểu là …. Nếu không đúng, đề nghị sửa.`},
		{"a cell that says nothing", "vi", form.Finding{Code: "DAU_MO_HO", At: form.Origin{Sheet: "KQ", Cell: "C3"}}, `KQ!C3: dấu "" chưa rõ nghĩa; tính là chưa đánh giá.`},
		{"nothing is left of a text that was struck through", "vi", form.Finding{Code: "CHU_GACH_BO", At: form.Origin{Sheet: "KQ", Cell: "C3", Raw: "x"}, Args: map[string]string{"con": ""}}, `KQ!C3: chữ bị gạch ngang "x" được coi là đã bỏ; phần còn lại: "".`},
		{"what a school wrote is not filled again", "vi", form.Finding{Code: "TEP_RONG", Args: map[string]string{"tep": "{sheet}.xlsx"}}, `Tệp "{sheet}.xlsx" không có nội dung.`},
		{"an unknown code", "vi", form.Finding{Code: "NO_SUCH", Args: map[string]string{"b": "2", "a": "1"}}, "NO_SUCH map[a:1 b:2]"},
	} {
		if got := c.Message(tc.lang, tc.f); got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
	if c.Severity("NO_SUCH") != form.Error || c.Has("NO_SUCH") || c.Fix("vi", "NO_SUCH") != "" {
		t.Error("an unknown code is an error of ours")
	}
	if got := c.Severity("MA_TEN_KHONG_KHOP"); got != form.Refuse {
		t.Errorf("a code of one school with the name of another is %s", got)
	}
	if vi, en := c.Fix("vi", "TEP_CO_MAT_KHAU"), c.Fix("en", "TEP_CO_MAT_KHAU"); vi != "Bỏ mật khẩu rồi gửi lại." || en != "Remove the password and send again." {
		t.Errorf("what to do: %q, %q", vi, en)
	}
}

// Whatever the school has to mend says how.
func TestEveryEntry(t *testing.T) {
	c := load(t)
	if n := len(c.All()); n < 80 {
		t.Fatalf("%d findings; the catalogue of mess alone has more", n)
	}
	for _, e := range c.All() {
		for _, lang := range []string{"vi", "en"} {
			if s := c.Message(lang, form.Finding{Code: e.Code}); strings.ContainsAny(s, "{}") || s == "" {
				t.Errorf("%s in %s: %q", e.Code, lang, s)
			}
		}
		if e.FixVI == "" || e.FixEN == "" {
			t.Errorf("%s does not say what to do, be it nothing", e.Code)
		}
	}
}

// departures are the codes whose severity is another than the officers' list of
// messages has, and why.
var departures = map[string]string{
	"THIEU_COT":   "the table is refused, not the file: the other tables are read",
	"BANG_XOAY":   "the table is refused, not the file: the other tables are read",
	"SAI_BIEU":    "refused as what it was sent for; it is kept and counts as what it is",
	"THIEU_TRANG": "what is missing still counts from the workbook before, so nothing is refused",
}

// The officers' list of messages, as it was handed over: every code is here under
// the same number of the catalogue of mess and with the same severity, says the
// same, and names whatever that message names.
func TestMessagesAsHandedOver(t *testing.T) {
	f, err := os.Open("testdata/messages_vi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 60 {
		t.Fatalf("%d messages, %v", len(rows), err)
	}
	entries := map[string]catalogue.Entry{}
	for _, e := range load(t).All() {
		entries[e.Code] = e
	}
	severities := map[string]string{"I": form.Info, "W": form.Warning, "C": form.Error, "R": form.Refuse}
	names := regexp.MustCompile(`\{[a-z_0-9]+\}`)
	words := func(s string) []string {
		return strings.FieldsFunc(names.ReplaceAllString(s, " "), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	for _, row := range rows[1:] {
		number, severity, code, message := row[0], severities[row[1]], row[2], row[3]
		e, ok := entries[code]
		if !ok {
			t.Errorf("%s is not in the catalogue", code)
			continue
		}
		if strconv.Itoa(e.Messy) != number {
			t.Errorf("%s is of item %d, handed over as %s", code, e.Messy, number)
		}
		if _, departs := departures[code]; (e.Severity != severity) != departs {
			t.Errorf("%s is %s, handed over as %s", code, e.Severity, severity)
		}
		for _, name := range names.FindAllString(message, -1) {
			if !strings.Contains(e.VI, name) {
				t.Errorf("%s does not say %s, which was handed over: %s", code, name, e.VI)
			}
		}
		// A wording may say more, in other places; three words of four must stand.
		kept, said := 0, words(strings.ToLower(e.VI))
		for _, w := range words(strings.ToLower(message)) {
			if slices.Contains(said, w) {
				kept++
			}
		}
		if all := len(words(message)); 4*kept < 3*all {
			t.Errorf("%s says something else:\n%s\nhanded over:\n%s", code, e.VI, message)
		}
	}
}

// A finding that nothing makes is no finding: every code stands in the program,
// or is the name of a rule.
func TestEveryCodeIsMade(t *testing.T) {
	var program strings.Builder
	err := filepath.WalkDir("../..", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (strings.HasPrefix(e.Name(), ".") && len(e.Name()) > 2 || e.Name() == "sample-data"):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			data, err := os.ReadFile(name)
			program.Write(data)
			return err
		case path.Base(path.Dir(filepath.ToSlash(name))) == "rule" && strings.HasSuffix(name, ".sql"):
			program.WriteString(`"` + strings.TrimSuffix(e.Name(), ".sql") + `"`)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range load(t).All() {
		if !strings.Contains(program.String(), `"`+e.Code+`"`) {
			t.Errorf("nothing makes %s", e.Code)
		}
	}
}

// A slip in the file is refused with the line of the finding and what to do.
func TestRefusesBrokenCatalogue(t *testing.T) {
	const head = "schema: kdcl-findings/1\nfindings:\n  - code: OK\n    severity: info\n    vi: a\n    en: a\n"
	for _, tc := range []struct{ name, yaml, want string }{
		{"an unknown key", head + "    colour: red", `findings.yaml:7: unknown field "colour"`},
		{"a key twice", head + "    en: b", "findings.yaml:7: "},
		{"a code twice", head + "  - {code: OK, severity: info, vi: a, en: a}", "findings.yaml:7: OK: the code stands twice"},
		{"a code in small letters", head + "  - {code: ok, severity: info, vi: a, en: a}", "findings.yaml:7: ok: a code is capital letters"},
		{"an unknown severity", head + "  - {code: B, severity: bad, vi: a, en: a}", `findings.yaml:7: B: severity "bad" is unknown; write`},
		{"no English", head + "  - {code: B, severity: info, vi: a}", "findings.yaml:7: B: a wording is missing"},
		{"what to do in one language", head + "  - {code: B, severity: info, vi: a, en: a, fix_vi: a}", "findings.yaml:7: B: a wording is missing"},
		{"a name in capitals", head + "  - {code: B, severity: info, vi: 'a {Tep}', en: a}", "findings.yaml:7: B: \"a {Tep}\" has a brace"},
		{"a name in English only", head + "  - {code: B, severity: info, vi: a, en: 'a {tep}'}", "findings.yaml:7: B: en names {tep}"},
		{"a name in what to do", head + "  - {code: B, severity: info, vi: a, en: a, fix_vi: '{tep}', fix_en: b}", "findings.yaml:7: B: what to do is the same"},
		{"two slips at once", head + "  - {code: B, severity: bad, vi: a, en: a}\n  - {code: OK, severity: info, vi: a, en: a}", "findings.yaml:8: OK: the code"},
		{"another schema", "schema: a\nfindings: []", `findings.yaml:1: schema "a" is unknown`},
		{"no YAML", "schema: [", "findings.yaml:1: "},
	} {
		c, err := catalogue.Load(fstest.MapFS{"findings.yaml": {Data: []byte(tc.yaml)}})
		if err == nil || c != nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
	if _, err := catalogue.Load(fstest.MapFS{}); err == nil {
		t.Error("a missing catalogue was accepted")
	}
}
