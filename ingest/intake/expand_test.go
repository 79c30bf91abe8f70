package intake_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"kdcl/ingest/intake"
)

// entry is one entry of a zip that a test makes.
type entry struct {
	name, body string
	change     func(*zip.FileHeader)
}

// zipOf writes a zip; names are written as they are, with no word about their
// encoding.
func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, NonUTF8: true, Method: zip.Deflate}
		if e.change != nil {
			e.change(h)
		}
		var err error
		if h.Flags&1 != 0 { // encrypted: the library writes none
			h.CRC32, h.CompressedSize64, h.UncompressedSize64, h.Method = crc32.ChecksumIEEE([]byte(e.body)), uint64(len(e.body)), uint64(len(e.body)), zip.Store
			f, rawErr := w.CreateRaw(h)
			if rawErr != nil {
				t.Fatal(rawErr)
			}
			_, err = f.Write([]byte(e.body))
		} else {
			f, createErr := w.CreateHeader(h)
			if createErr != nil {
				t.Fatal(createErr)
			}
			if e.body != "" {
				_, err = f.Write([]byte(e.body))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// expand gives an expansion as text: members with their bytes, then what was
// refused and ignored.
func expand(t testing.TB, data []byte, lim intake.Limits) (intake.Expansion, []string) {
	t.Helper()
	var got []string
	x, err := intake.Expand(data, zone, lim, func(e intake.Entry, body []byte) error {
		got = append(got, fmt.Sprintf("%s: %s", e.Inner, body))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range x.Refused {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s", e.Code, e.Inner)))
	}
	for _, e := range x.Ignored {
		got = append(got, fmt.Sprintf("(%s %s)", e.Reason, e.Inner))
	}
	if !x.Closed() {
		t.Errorf("the entries don't add up: %+v", x)
	}
	return x, got
}

func same(t testing.TB, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// MESSY 6: a commune's bundle gives its workbooks; a zip in it is opened once
// more, no deeper.
func TestMessy06ZipInZip(t *testing.T) {
	inner := string(zipOf(t, entry{name: "c.xlsx", body: "C"}))
	deeper := string(zipOf(t, entry{name: "tầng 2.zip", body: inner}))
	empty := string(zipOf(t))
	x, got := expand(t, zipOf(t, entry{name: "Xã A/", body: ""}, entry{name: "Xã A/a.xlsx", body: "A"}, entry{name: "b.xlsx", body: "B"},
		entry{name: "tầng 1.zip", body: inner}, entry{name: "sâu.zip", body: deeper}, entry{name: "trống.zip", body: empty}), intake.DefaultLimits())
	same(t, got, "Xã A/a.xlsx: A", "b.xlsx: B", "tầng 1.zip/c.xlsx: C", "MUC_LONG_SAU sâu.zip/tầng 2.zip", "TEP_NEN_TRONG trống.zip")
	if x.Kind != intake.KindZip || x.Members != 3 || x.Nested != 2 {
		t.Errorf("%+v", x)
	}
	_, got = expand(t, []byte(empty), intake.DefaultLimits())
	same(t, got, "TEP_NEN_TRONG")
	_, got = expand(t, zipOf(t, entry{name: "__MACOSX/._a.xlsx", body: "x"}, entry{name: ".DS_Store", body: "x"}), intake.DefaultLimits())
	same(t, got, "TEP_NEN_TRONG", "(system-file __MACOSX/._a.xlsx)", "(system-file .DS_Store)")
}

// MESSY 5, 6: a workbook, a document or an app that is stored as a zip is no
// bundle of files, whatever its extension; a zip cut short is none either.
func TestMessy06DocumentsAreNoBundles(t *testing.T) {
	whole := zipOf(t, entry{name: "a.xlsx", body: strings.Repeat("A", 500)})
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"a bundle":            {whole, intake.KindZip},
		"cut short":           {whole[:len(whole)-30], ""},
		"xlsx":                {zipOf(t, entry{name: "[Content_Types].xml"}, entry{name: "xl/workbook.xml"}), ""},
		"xlsx of old .NET":    {zipOf(t, entry{name: `xl\workbook.xml`}), ""},
		"ods":                 {zipOf(t, entry{name: "mimetype"}, entry{name: "content.xml"}), ""},
		"numbers":             {zipOf(t, entry{name: "Index/Document.iwa"}), ""},
		"rar":                 {[]byte("Rar!\x1A\x07\x00"), ""},
		"nothing":             {nil, ""},
		"a text with a colon": {[]byte("Subject: matter\n\nyes"), ""},
	} {
		if got := intake.ContainerKind(bytes.NewReader(tc.data), int64(len(tc.data))); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// MESSY 74: a name that leads out of the container is refused, entry by entry,
// under the name that it has; the others are read.
func TestMessy74UnsafeNames(t *testing.T) {
	for _, name := range []string{"../evil.xlsx", "a/../../evil.xlsx", `..\evil.xlsx`, `a\..\..\evil.xlsx`, "/etc/evil.xlsx", `C:\evil.xlsx`, "c:evil.xlsx", `\\server\share\evil.xlsx`, "//server/evil.xlsx", "a/..", "../.x", "  ../evil.xlsx", "../"} {
		_, got := expand(t, zipOf(t, entry{name: name}, entry{name: "tốt.xlsx", body: "T"}), intake.DefaultLimits())
		want := "MUC_TEN_NGUY_HIEM " + strings.TrimSpace(strings.ReplaceAll(name, `\`, "/"))
		if strings.HasPrefix(name, " ") {
			want = "MUC_TEN_NGUY_HIEM " + name
		}
		same(t, got, "tốt.xlsx: T", want)
	}
	_, got := expand(t, zipOf(t, entry{"link.xlsx", "/etc/passwd", func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }}, entry{name: `Xã A\tốt.xlsx`, body: "T"}, entry{name: "./a//b.xlsx", body: "B"}, entry{name: "Quý 1..2.xlsx", body: "Q"}), intake.DefaultLimits())
	same(t, got, "Xã A/tốt.xlsx: T", "a/b.xlsx: B", "Quý 1..2.xlsx: Q", "MUC_TEN_NGUY_HIEM link.xlsx")
}

// MESSY 6, 73: entries, sizes and expansion have bounds; what lies beyond them
// is refused, the rest is read.
func TestMessy73Bounds(t *testing.T) {
	lim := intake.Limits{Size: 1 << 20, Entries: 3, Member: 100, Total: 250, Nested: 1}
	x := strings.Repeat("x", 100)
	_, got := expand(t, zipOf(t, entry{name: "1", body: x}, entry{name: "2", body: x + "x"}, entry{name: "3", body: x}, entry{name: "4", body: x}, entry{name: "5", body: x}), lim)
	same(t, got, "1: "+x, "3: "+x, "TEP_QUA_LON 2", "MUC_QUA_NHIEU")
	lim.Entries = 9
	_, got = expand(t, zipOf(t, entry{name: "1", body: x}, entry{name: "2", body: x}, entry{name: "3", body: x}, entry{name: "4", body: "y"}), lim)
	same(t, got, "1: "+x, "2: "+x, "4: y", "TEP_QUA_LON 3")
	// Nested containers share the bounds.
	_, got = expand(t, zipOf(t, entry{name: "n.zip", body: string(zipOf(t, entry{name: "a", body: x}, entry{name: "b", body: x}))}), intake.Limits{Size: 1 << 20, Entries: 9, Member: 1000, Total: 400, Nested: 1})
	same(t, got, "n.zip/a: "+x, "TEP_QUA_LON n.zip/b")
	_, got = expand(t, zipOf(t, entry{name: "1", body: "y"}), intake.Limits{Size: 10, Entries: 9, Member: 10, Total: 10})
	same(t, got, "TEP_QUA_LON")
	// A bomb shrinks more than any honest file.
	_, got = expand(t, zipOf(t, entry{name: "bomb.xlsx", body: strings.Repeat("\x00", 11<<20)}), intake.DefaultLimits())
	same(t, got, "TEP_QUA_LON bomb.xlsx")
	// A header that lies about the size.
	lie := zipOf(t, entry{name: "a", body: x})
	at := bytes.LastIndex(lie, []byte("PK\x01\x02")) + 24
	binary.LittleEndian.PutUint32(lie[at:], 50)
	_, got = expand(t, lie, intake.DefaultLimits())
	same(t, got, "TEP_HONG a")
}

// MESSY 3, 10: one entry with a password or with damaged bytes doesn't take the
// others with it.
func TestMessy10OneBadEntry(t *testing.T) {
	data := zipOf(t, entry{"khóa.xlsx", "secret", func(h *zip.FileHeader) { h.Flags |= 1 }}, entry{"hỏng.xlsx", "DAMAGED", func(h *zip.FileHeader) { h.Method = zip.Store }}, entry{name: "tốt.xlsx", body: "T"})
	data = bytes.Replace(data, []byte("DAMAGED"), []byte("DAMAGEX"), 1)
	_, got := expand(t, data, intake.DefaultLimits())
	same(t, got, "tốt.xlsx: T", "TEP_CO_MAT_KHAU khóa.xlsx", "TEP_HONG hỏng.xlsx")
}

// MESSY 7: lock files and what systems leave behind are no files in a zip either.
func TestMessy07LockFilesInAZip(t *testing.T) {
	_, got := expand(t, zipOf(t, entry{name: "a.xlsx", body: "A"}, entry{name: "~$a.xlsx", body: "x"}, entry{name: "x/Thumbs.db", body: "x"}, entry{name: "x/a.tmp", body: "x"}), intake.DefaultLimits())
	same(t, got, "a.xlsx: A", "(lock-file ~$a.xlsx)", "(system-file x/Thumbs.db)", "(temporary x/a.tmp)")
}

// MESSY 6, 11: Vietnamese names as programs write them.
func TestMessy11NamesInAZip(t *testing.T) {
	const name = "Báo cáo tự đánh giá - Trường Mầm non Hoạ Mi.xlsx"
	in := func(page *charmap.Charmap, s string) string {
		out, err := page.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	// Windows-1258 writes a vowel with its hat and then the tone as a mark.
	viet := func(s string) string {
		var b strings.Builder
		for _, r := range norm.NFC.String(s) {
			if out, err := charmap.Windows1258.NewEncoder().String(string(r)); err == nil {
				b.WriteString(out)
				continue
			}
			d := []rune(norm.NFD.String(string(r)))
			base, tone := norm.NFC.String(string(d[:len(d)-1])), d[len(d)-1]
			if len(d) == 3 && strings.ContainsRune("\u0302\u0306\u031B", d[2]) { // ậ is a, dot, hat
				base, tone = norm.NFC.String(string([]rune{d[0], d[2]})), d[1]
			}
			b.WriteString(in(charmap.Windows1258, base+string(tone)))
		}
		return b.String()
	}
	misread := func(page *charmap.Charmap) string { // UTF-8 that a program took for a code page
		out, err := page.NewDecoder().String(name)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	long := strings.Repeat("Báo cáo tự đánh giá ", 14) + ".xlsx"
	extra := func(h *zip.FileHeader) {
		field := append([]byte{1}, binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(h.Name)))...)
		field = append(field, name...)
		h.Extra = append(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, 0x7075), uint16(len(field))), field...)
	}
	for _, tc := range []struct {
		how    string
		raw    string
		change func(*zip.FileHeader)
		want   string
	}{
		{"UTF-8 with its flag", name, func(h *zip.FileHeader) { h.NonUTF8 = false }, name},
		{"UTF-8 without", name, nil, name},
		{"decomposed, of macOS", norm.NFD.String(name), nil, name},
		{"Windows-1258", viet(name), nil, name},
		{"Windows-1258, few accents", viet("TĐG mầm non.xlsx"), nil, "TĐG mầm non.xlsx"},
		{"code page 437", in(charmap.CodePage437, "Báo cáo của lớp 5 à.xlsx"[:len("Báo cáo ")]+"cua truong.xlsx"), nil, "Báo cáo cua truong.xlsx"},
		{"UTF-8 taken for 437 and written as UTF-8", misread(charmap.CodePage437), nil, name},
		{"UTF-8 taken for 1252 and written as UTF-8", "BÃ¡o cÃ¡o.xlsx", nil, "Báo cáo.xlsx"},
		{"the name in an extra field", "B_o c_o.xlsx", extra, name},
		{"plain", "bao cao.xlsx", nil, "bao cao.xlsx"},
		{"an emoji", "BC 📊 TĐG.xlsx", nil, "BC 📊 TĐG.xlsx"},
		{"spaces around", " BC .xlsx ", nil, "BC .xlsx"},
		{"more than 200 letters", long, nil, long},
		{"a reversed extension", "BC \u202Exslx.exe", nil, "BC \uFFFDxslx.exe"},
		{"a line break", "a\nb.xlsx", nil, "a\uFFFDb.xlsx"},
	} {
		_, got := expand(t, zipOf(t, entry{tc.raw, "x", tc.change}), intake.DefaultLimits())
		if want := tc.want + ": x"; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", tc.how, got, want)
		}
	}
}

// A zip's own times tell two versions apart; one that writes the DOS fields
// alone writes the clock of its PC.
func TestTimesInAZip(t *testing.T) {
	moment := time.Date(2027, 5, 31, 10, 0, 0, 0, zone)
	for name, change := range map[string]func(*zip.FileHeader){
		"with a zone": func(h *zip.FileHeader) { h.Modified = moment },
		"DOS alone": func(h *zip.FileHeader) {
			//lint:ignore SA1019 old zips hold no other time
			h.ModifiedDate, h.ModifiedTime = 47<<9|5<<5|31, 10<<11
		},
	} {
		_, err := intake.Expand(zipOf(t, entry{"a", "x", change}), zone, intake.DefaultLimits(), func(e intake.Entry, _ []byte) error {
			if !e.Modified.Equal(moment) {
				t.Errorf("%s: %v", name, e.Modified)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What must hold for any bytes: no panic, no bound exceeded, no safe name that
// leads out, and every entry accounted for.
func FuzzExpand(f *testing.F) {
	inner := zipOf(f, entry{name: "b.xlsx", body: "B"})
	f.Add(zipOf(f, entry{name: "a.xlsx", body: "A"}, entry{name: `..\c.xlsx`, body: "C"}, entry{name: "n.zip", body: string(inner)}))
	f.Add(zipOf(f, entry{name: "B\xA0o c\xA0o.xlsx", body: "A"}, entry{name: "m.eml", body: letterOf("a.xlsx", "A")}))
	f.Add([]byte(letterOf("a.zip", string(inner))))
	f.Add([]byte(letterOf("b.eml", letterOf("c.eml", letterOf("d.xlsx", "D")))))
	f.Add([]byte("From: a@b\nTo: c@d\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n--x--"))
	lim := intake.Limits{Size: 1 << 20, Entries: 20, Member: 1 << 16, Total: 1 << 18, Nested: 1}
	f.Fuzz(func(t *testing.T, data []byte) {
		members, total := 0, 0
		x, err := intake.Expand(data, zone, lim, func(e intake.Entry, body []byte) error {
			members++
			total += len(body)
			if strings.HasPrefix(e.Inner, "/") || e.Inner == "" || strings.Contains("/"+e.Inner+"/", "/../") || strings.ContainsAny(e.Inner, "\\\x00\n") {
				t.Errorf("the name %q", e.Inner)
			}
			if int64(len(body)) > lim.Member {
				t.Errorf("%s: %d bytes", e.Inner, len(body))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !x.Closed() || x.Members != members || members > lim.Entries || int64(total) > lim.Total {
			t.Errorf("%+v, %d members of %d bytes", x, members, total)
		}
		if members == 0 && len(x.Refused) == 0 {
			t.Error("nothing was handed on, and nothing said")
		}
	})
}
