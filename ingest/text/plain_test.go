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

func BenchmarkClean(b *testing.B) {
	for b.Loop() {
		Clean("Tiêu chí 3.2. Khối phòng nhóm trẻ, lớp mẫu giáo và khối phòng phục vụ học tập")
	}
}
