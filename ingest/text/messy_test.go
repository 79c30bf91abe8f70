package text_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"kdcl/ingest/text"
)

func repairer(t testing.TB) *text.Repairer {
	t.Helper()
	r, err := text.Load(os.DirFS("../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func kinds(repairs []text.Repair) string {
	var out []string
	for _, r := range repairs {
		out = append(out, r.Kind)
	}
	return strings.Join(out, " ")
}

// repaired is one text in one font, the kinds of its repairs, and what it becomes.
type repaired struct{ raw, font, want, kinds string }

func tryRepairs(t *testing.T, cases []repaired) {
	t.Helper()
	r := repairer(t)
	for _, tc := range cases {
		got, repairs := r.Repair(text.Evidence{}, text.Run{Text: tc.raw, Font: tc.font})
		if got != tc.want || kinds(repairs) != tc.kinds {
			t.Errorf("%q in %q: %q (%s), want %q (%s)", tc.raw, tc.font, got, kinds(repairs), tc.want, tc.kinds)
		}
		for _, rep := range repairs {
			if rep.Before != tc.raw || rep.After != tc.want {
				t.Errorf("%q: logged as %+v", tc.raw, rep)
			}
		}
	}
}

func TestMessy15NFC(t *testing.T) {
	tryRepairs(t, []repaired{
		{"Ban đại diện cha mẹ", "Calibri", "Ban đại diện cha mẹ", ""},
		{"Ban đa\u0323i diện cha mẹ", "Calibri", "Ban đại diện cha mẹ", "nfc"},               // one word NFD, the rest NFC
		{"ba\u0303i tập", "Calibri", "bãi tập", "nfc"},                                       // mixed
		{"Tru\u031bo\u031b\u0300ng ma\u0302\u0300m non", "Calibri", "Trường mầm non", "nfc"}, // all NFD
		{"Trươ\u0300ng", "Calibri", "Trường", "nfc"},                                         // half composed, as Windows-1258 keyboards do
		{"tiê\u0301ng Viê\u0323t", "Calibri", "tiếng Việt", "nfc"},                           // the tone alone is loose
		{"e\u0323\u0302", "Calibri", "ệ", "nfc"}, {"e\u0302\u0323", "Calibri", "ệ", "nfc"},   // marks in either order
		{"T\u00eau chí\u0341", "Calibri", norm.NFC.String("T\u00eau chí\u0341"), "nfc"},
		{norm.NFD.String("Tiêu chí 1.10: Cơ sở vật chất"), ".VnTime", "Tiêu chí 1.10: Cơ sở vật chất", "nfc"}, // NFD under an old font is no TCVN3
	})
}

func TestMessy16TCVN3(t *testing.T) {
	tryRepairs(t, []repaired{
		{"Tr\u00adêng mÇm non", ".VnTime", "Trường mầm non", "tcvn3"},
		{"Kh«ng ®¹t", ".VnArial", "Không đạt", "tcvn3"},
		{"§¹t", ".VnTime", "Đạt", "tcvn3"},
		{"céng hßa x· héi chñ nghÜa viÖt nam", ".VnTimeH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "tcvn3"},
		{"phßng gi¸o dôc vµ ®µo t¹o", ".VNTIMEH", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "tcvn3"},
		{"Tiªu chÝ 1.10: Qu¶n lý", ".VnTime", "Tiêu chí 1.10: Quản lý", "tcvn3"},
		{"C¬ së vËt chÊt vµ thiÕt bÞ d¹y häc", "Times New Roman", "Cơ sở vật chất và thiết bị dạy học", "tcvn3"},           // the font was changed, the codes not
		{"Tiªu chÝ 1.1", "Calibri", "Tiêu chí 1.1", "tcvn3"}, {"Tiªu chuÈn 3", "Times New Roman", "Tiêu chuẩn 3", "tcvn3"}, // "chý" and "chuèn" could be Vietnamese; a sign within a word can't
		{"5 µg", "Calibri", "5 µg", ""}, {"1ª, 2º", "Calibri", "1ª, 2º", ""},
		{"H\u00adëng øng", "Arial", "Hưởng ứng", "tcvn3"},
		{"KÕ ho¹ch  n¨m häc", ".VnTime", "Kế hoạch năm học", "tcvn3 space"},
		{"15/3/2022", ".VnTime", "15/3/2022", ""}, {"x", ".VnTime", "x", ""}, {"H1-1.1-01", ".VnTimeH", "H1-1.1-01", ""},
		{"Trường tiểu học", ".VnTime", "Trường tiểu học", ""}, // Unicode typed under the old font
		{"Quản lí", ".VnTime", "Quản lí", ""},
		{"m²", "Calibri", "m²", ""}, {"25°C", "Calibri", "25°C", ""}, {"± 5", "Calibri", "± 5", ""}, {"§ 3", "Calibri", "§ 3", ""}, {"© 2024", "Calibri", "© 2024", ""},
	})
	r := repairer(t)
	for raw, want := range map[string]bool{"m¹": true, "Kh«ng ®¹t": false, "Café": false, "½ ngày": false, "Trường": false, "m²": false, "x": false} {
		if got := r.Doubtful(raw, "Calibri"); got != want {
			t.Errorf("%q: doubtful %v", raw, got)
		}
	}
}

// "Không" under .VnTime may be Unicode or TCVN3's "Khụng": what else the workbook
// holds under such fonts tells.
func TestMessy16OneWordIsReadAsTheWorkbookIs(t *testing.T) {
	r := repairer(t)
	for _, tc := range []struct{ others, want string }{
		{"Trường mầm non", "Không"}, {"Kh«ng ®¹t", "Khụng"},
	} {
		var ev text.Evidence
		r.Weigh(&ev, text.Run{Text: tc.others, Font: ".VnTime"})
		if got, _ := r.Repair(ev, text.Run{Text: "Không", Font: ".VnTime"}); got != tc.want {
			t.Errorf("beside %q: %q, want %q", tc.others, got, tc.want)
		}
	}
}

func TestMessy17VNI(t *testing.T) {
	tryRepairs(t, []repaired{
		{"Tröôøng Tieåu hoïc", "VNI-Times", "Trường Tiểu học", "vni"},
		{"Khoâng ñaït", "VNI-Helve", "Không đạt", "vni"},
		{"TRÖÔØNG MAÀM NON", "VNI-Times", "TRƯỜNG MẦM NON", "vni"},
		{"Giaùo vieân, nhaân vieân", "Arial", "Giáo viên, nhân viên", "vni"}, // the font was changed
		{"Cô sôû vaät chaát", "VNI-Times", "Cơ sở vật chất", "vni"},
		{"Kế hoạch", "VNI-Times", "Kế hoạch", ""},
		{"España, señor", "Calibri", "España, señor", ""},
		{"2024", "VNI-Times", "2024", ""},
	})
}

func TestMessy18RunsOfSeveralFonts(t *testing.T) {
	r := repairer(t)
	for _, tc := range []struct {
		name  string
		runs  []text.Run
		want  string
		kinds string
	}{
		{"TCVN3, then Unicode", []text.Run{{Text: "Tr\u00adêng ", Font: ".VnTime"}, {Text: "Hoa Sữa", Font: "Times New Roman"}}, "Trường Hoa Sữa", "tcvn3"},
		{"Unicode, then VNI", []text.Run{{Text: "Họ tên: ", Font: "Arial"}, {Text: "Nguyeãn", Font: "VNI-Times"}}, "Họ tên: Nguyễn", "vni"},
		{"both old ones", []text.Run{{Text: "Kh«ng ", Font: ".VnTime"}, {Text: "ñaït", Font: "VNI-Times"}}, "Không đạt", "tcvn3 vni"},
		{"a word cut by a change of size", []text.Run{{Text: "Kh", Font: ".VnTime"}, {Text: "«", Font: ".VnArial"}, {Text: "ng", Font: ".VnTime"}}, "Không", "tcvn3"},
		{"capitals by the font, then small letters", []text.Run{{Text: "tr\u00adêng ", Font: ".VnTimeH"}, {Text: "mÇm non", Font: ".VnTime"}}, "TRƯỜNG mầm non", "tcvn3"},
		{"a check mark before words", []text.Run{{Text: "ü", Font: "Wingdings"}, {Text: " Đạt", Font: "Arial"}}, "✔ Đạt", "symbol"},
		{"loose marks in a run of its own", []text.Run{{Text: "a", Font: "Arial"}, {Text: "\u0301o", Font: "Calibri"}}, "áo", "nfc"},
		{"nothing to do", []text.Run{{Text: "Không ", Font: "Arial"}, {Text: "đạt", Font: "Calibri"}}, "Không đạt", ""},
	} {
		if got, repairs := r.Repair(text.Evidence{}, tc.runs...); got != tc.want || kinds(repairs) != tc.kinds {
			t.Errorf("%s: %q (%s), want %q (%s)", tc.name, got, kinds(repairs), tc.want, tc.kinds)
		}
	}
}

func TestMessy19LookAlikes(t *testing.T) {
	tryRepairs(t, []repaired{
		{"BÁO CÁO TỰ ÐÁNH GIÁ", "Calibri", "BÁO CÁO TỰ ĐÁNH GIÁ", "look-alike"},
		{"Ðạt", "Calibri", "Đạt", "look-alike"}, {"ðạt", "Calibri", "đạt", "look-alike"}, {"Ɖạt", "Calibri", "Đạt", "look-alike"}, {"đồng", "Calibri", "đồng", ""},
		{"х", "Calibri", "x", "look-alike"}, {"Х", "Calibri", "X", "look-alike"}, {"χ", "Calibri", "x", "look-alike"},
		{"Н1-1.1-01", "Calibri", "H1-1.1-01", "look-alike"}, {"МС.1.1.01", "Calibri", "MC.1.1.01", "look-alike"}, {"Ηọ tên", "Calibri", "Họ tên", "look-alike"},
		{"Hоа Sеn", "Calibri", "Hoa Sen", "look-alike"}, {"Тiểu học", "Calibri", "Tiểu học", "look-alike"},
		{"Хабаровск", "Calibri", "Хабаровск", ""}, {"Москва", "Calibri", "Москва", ""}, {"α, β", "Calibri", "α, β", ""}, {"Δt", "Calibri", "Δt", ""},
		{"１２", "Calibri", "12", "width"}, {"Ｈ１－１．１－０１", "Calibri", "H1-1.1-01", "width"}, {"（１５）", "Calibri", "(15)", "width"}, {"𝗠ầm non", "Calibri", "Mầm non", "width"},
	})
}

func TestMessy20TonePlacement(t *testing.T) {
	for _, pair := range [][2]string{{"hòa", "hoà"}, {"Ủy viên", "Uỷ viên"}, {"thuý", "thúy"}, {"Hoạ Mi", "Họa Mi"}, {"khoẻ", "khỏe"}} {
		if text.Key(pair[0]) != text.Key(pair[1]) {
			t.Errorf("%q and %q are told apart", pair[0], pair[1])
		}
	}
	tryRepairs(t, []repaired{{"Uỷ viên, Ủy viên", "Calibri", "Uỷ viên, Ủy viên", ""}, {"hoà, hòa", "Calibri", "hoà, hòa", ""}}) // the spelling is the school's
}

func TestMessy21InvisibleCharacters(t *testing.T) {
	tryRepairs(t, []repaired{
		{"Mã\u00a0minh chứng", "Calibri", "Mã minh chứng", "space"}, {"Mã\u200bminh", "Calibri", "Mãminh", "invisible"}, {"\ufeff01234567", "Calibri", "01234567", "invisible"},
		{"  Họ  và tên ", "Calibri", "Họ và tên", "space"}, {"a\tb", "Calibri", "a b", "space"}, {"a\u3000b", "Calibri", "a b", "space"}, {"\u202a0912\u202c", "Calibri", "0912", "invisible"},
		{"infor\u00admation", "Calibri", "information", "invisible"},
		{"Tr\u00adêng", "Calibri", "Trường", "tcvn3"}, // the same character is TCVN3's ư
		{"L\u00adu tr÷", ".VnTime", "Lưu trữ", "tcvn3"},
		{"dòng 1\r\ndòng 2", "Calibri", "dòng 1\ndòng 2", "space"}, {"dòng 1\ndòng 2", "Calibri", "dòng 1\ndòng 2", ""}, // line breaks stay
		{"\u200b\u00a0", "Calibri", "", "invisible space"},
	})
}

func TestMessy22QuotesAndDashesAreKept(t *testing.T) {
	for _, s := range []string{"“Trường học thân thiện”", "2017 – 2018", "H1–1.1–01", "×", "−5", "5‑7"} {
		tryRepairs(t, []repaired{{s, "Calibri", s, ""}}) // grammars read them; the text stays
	}
	if text.Key("2017 – 2018") != text.Key("2017-2018") || text.Key("“Hoa”") != text.Key("Hoa") {
		t.Error("a key sees quotes or dashes")
	}
}

func TestMessy23MissingAccents(t *testing.T) {
	for _, pair := range [][2]string{{"Truong TH Le Loi", "Trường TH Lê Lợi"}, {"TRƯỜNG MẦM NON", "Trường mầm non"}, {"nguyễn  văn a", "Nguyễn Văn A"}} {
		if text.Key(pair[0]) != text.Key(pair[1]) {
			t.Errorf("%q and %q are told apart", pair[0], pair[1])
		}
	}
	tryRepairs(t, []repaired{{"nguyễn văn a", "Calibri", "nguyễn văn a", ""}, {"TRUONG", "Calibri", "TRUONG", ""}})
}

func TestMessy24Typos(t *testing.T) {
	if d := text.Distance(text.Key("Nhiêm vụ"), text.Key("Nhiệm vụ")); d != 0 { // accents are not even a typo
		t.Errorf("%d", d)
	}
	if d := text.Distance("nhiem vu", "nhiem vuj"); d != 1 {
		t.Errorf("%d", d)
	}
	tryRepairs(t, []repaired{{"Noong Luống", "Calibri", "Noong Luống", ""}, {"19/2028/TT-BGDĐT", "Calibri", "19/2028/TT-BGDĐT", ""}}) // names and numbers of documents are the school's
}

func TestMessy51SymbolFonts(t *testing.T) {
	tryRepairs(t, []repaired{
		{"ü", "Wingdings", "✔", "symbol"}, {"þ", "Wingdings", "☑", "symbol"}, {"\uf0fc", "Wingdings", "✔", "symbol"}, {"¨", "Wingdings", "☐", "symbol"}, {"R", "Wingdings 2", "☑", "symbol"},
		{"Ö", "Symbol", "√", "symbol"}, {"a", "Webdings", "✔", "symbol"}, {"ü", "Calibri", "ü", ""}, {"Đạt", "Wingdings", "Đạt", ""}, {"x", "Calibri", "x", ""},
	})
}
