package text_test

import (
	"os"
	"testing"
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
		{".VnTime", "Tr­êng mÇm non", "Trường mầm non"},
		{".VnTime", "Kh«ng ®¹t", "Không đạt"},
		{"VNI-Times", "Tröôøng Tieåu hoïc", "Trường Tiểu học"},
		{"VNI-Times", "Khoâng ñaït", "Không đạt"},
		{"Times New Roman", "Trường", "Trường"},
		{"Times New Roman", "Tru\u031bo\u031b\u0300ng", "Trường"},
	} {
		got, repairs := r.Repair(tc.raw, tc.font)
		if got != tc.want {
			t.Errorf("%q in %s: %q, want %q", tc.raw, tc.font, got, tc.want)
		}
		if (len(repairs) > 0) != (tc.raw != tc.want) {
			t.Errorf("%q: repairs %v", tc.raw, repairs)
		}
	}
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
