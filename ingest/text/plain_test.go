package text

import "testing"

// The short way of Clean is right only if the long one would change nothing.
func TestPlainTextNeedsNoCleaning(t *testing.T) {
	for r := rune(1); r < 0x3000; r++ {
		for _, s := range []string{string(r), "a" + string(r) + "b", "a " + string(r), string(r) + " "} {
			if got := fixed(s, clean); plain(s) && got != s {
				t.Fatalf("%q (%U) is taken for clean, but becomes %q", s, r, got)
			}
		}
	}
}

// The short way of Key gives what the whole one gives, wherever a character stands.
func TestPlainKeyIsTheKey(t *testing.T) {
	plain := 0
	for r := rune(1); r < 0x3000; r++ {
		for _, s := range []string{string(r), "K" + string(r) + "y", "đ " + string(r), string(r) + "ý\nB", "Q" + string(r)} {
			got, ok := plainKey(s)
			if want := fixed(s, key); ok && got != want {
				t.Fatalf("%q (%U) gives %q by the table, and %q", s, r, got, want)
			}
			if ok {
				plain++
			}
		}
	}
	if plain < 2000 {
		t.Fatalf("the table was asked %d times", plain)
	}
	for _, s := range []string{"", "Tiêu chí 1.10\n(Mức 2)", "Quý Kỳ – 12 % #3", "a&b", "Hoà & hòa"} {
		if got, ok := plainKey(s); ok && got != fixed(s, key) {
			t.Errorf("%q gives %q by the table, and %q", s, got, fixed(s, key))
		}
	}
}

func BenchmarkKey(b *testing.B) {
	for b.Loop() {
		Key("Tiêu chí 3.2. Khối phòng nhóm trẻ, lớp mẫu giáo và khối phòng phục vụ học tập")
	}
}

func BenchmarkClean(b *testing.B) {
	for b.Loop() {
		Clean("Tiêu chí 3.2. Khối phòng nhóm trẻ, lớp mẫu giáo và khối phòng phục vụ học tập")
	}
}
