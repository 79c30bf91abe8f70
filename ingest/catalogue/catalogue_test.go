package catalogue_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"kdcl/ingest/catalogue"
	"kdcl/ingest/form"
)

func TestWording(t *testing.T) {
	c, err := catalogue.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	f := form.Finding{Code: "NGAY_SUY_DOAN", At: form.Origin{Sheet: "Kế hoạch", Cell: "B7", Raw: "18//9/2017"}, Args: map[string]string{"hieu": "18/09/2017"}}
	want := `Kế hoạch!B7: "18//9/2017" được hiểu là 18/09/2017. Nếu không đúng, đề nghị sửa.`
	if got := c.Message("vi", f); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := c.Message("vi", form.Finding{Code: "THIEU_TIEU_CHI"}); !strings.Contains(got, "còn … tiêu chí") {
		t.Errorf("what is not named prints as …: %s", got)
	}
	if got := c.Message("vi", form.Finding{Code: "NO_SUCH"}); !strings.Contains(got, "NO_SUCH") || c.Severity("NO_SUCH") != form.Error {
		t.Errorf("an unknown code: %s", got)
	}
	for _, e := range c.All() {
		for lang, s := range map[string]string{"vi": c.Message("vi", form.Finding{Code: e.Code}), "en": c.Message("en", form.Finding{Code: e.Code})} {
			if strings.ContainsAny(s, "{}") || s == "" {
				t.Errorf("%s in %s: %q", e.Code, lang, s)
			}
		}
		if (e.FixVI == "") != (e.FixEN == "") {
			t.Errorf("%s says what to do in one language only", e.Code)
		}
		if e.FixVI == "" && (e.Severity == form.Refuse || e.Severity == form.Error) {
			t.Errorf("%s is %s and does not say what to do", e.Code, e.Severity)
		}
	}
}

func TestRefusesBrokenCatalogue(t *testing.T) {
	for _, tc := range []struct{ name, yaml, want string }{
		{"an unknown key", "schema: a\nfindings:\n  - {code: A, severity: info, vi: a, en: a, colour: red}", "colour"},
		{"a code twice", "schema: a\nfindings:\n  - {code: A, severity: info, vi: a, en: a}\n  - {code: A, severity: info, vi: a, en: a}", "A stands twice"},
		{"an unknown severity", "schema: a\nfindings:\n  - {code: A, severity: bad, vi: a, en: a}", `severity "bad"`},
		{"no wording", "schema: a\nfindings:\n  - {code: A, severity: info, vi: a}", "lacks"},
	} {
		_, err := catalogue.Load(fstest.MapFS{"findings.yaml": {Data: []byte(tc.yaml)}})
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "findings.yaml") {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}
