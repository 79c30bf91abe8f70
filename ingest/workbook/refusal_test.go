package workbook_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"kdcl/ingest/workbook"
)

// MESSY 10, 73, 76: a damaged file is refused with what is wrong with it, in
// words for the school and with the place for whoever looks into it.
func TestRefusalNamesWhatIsWrong(t *testing.T) {
	data := good(t)
	strip := func(part string) []byte {
		return edit(t, data, func(name string, p []byte) []byte {
			if name == part {
				return nil
			}
			return p
		})
	}
	sheet := func(old, new string) []byte {
		return edit(t, data, func(name string, p []byte) []byte {
			if name == "xl/worksheets/sheet1.xml" {
				if !bytes.Contains(p, []byte(old)) {
					t.Fatalf("%q does not stand in the sheet", old)
				}
				return bytes.Replace(p, []byte(old), []byte(new), 1)
			}
			return p
		})
	}
	patched := func(change func([]byte)) []byte {
		b := bytes.Clone(data)
		change(b)
		return b
	}
	zeros := bytes.Clone(data)
	clear(zeros[len(zeros)/2:])
	// directory finds an entry in the zip's directory, by its number.
	directory := func(b []byte, n int) []byte {
		at := 0
		for range n + 1 {
			at += bytes.Index(b[at:], []byte("PK\x01\x02")) + 4
		}
		return b[at-4:]
	}
	for _, tc := range []struct {
		name        string
		data        []byte
		why, detail string
	}{
		{"cut in the middle", data[:len(data)/2], "tệp bị cắt cụt", "cut short"},
		{"cut by one byte", data[:len(data)-1], "", "zip"},
		{"its second half still zeros", zeros, "tệp chưa chép xong", "still being copied"},
		{"nothing but zeros", make([]byte, 5000), "tệp chưa chép xong", "still being copied"},
		{"empty", nil, "tệp rỗng, 0 byte", "empty"},
		{"another checksum", patched(func(b []byte) { directory(b, 3)[16] ^= 1 }), "sai mã kiểm tra", "checksum"},
		{"a smaller size declared", patched(func(b []byte) { directory(b, 3)[24] -= 9 }), "sai mã kiểm tra", "declared"},
		{"a larger size declared", patched(func(b []byte) { directory(b, 3)[24] += 9 }), "sai mã kiểm tra", "declared"},
		{"two entries of the same bytes", patched(func(b []byte) {
			copy(directory(b, 4)[42:46], directory(b, 3)[42:46])
		}), "cấu trúc tệp nén không hợp lệ", "share"},
		{"a packing method nobody knows", patched(func(b []byte) { binary.LittleEndian.PutUint16(directory(b, 3)[10:], 99) }), "cấu trúc tệp nén không hợp lệ", "method"},
		{"no shared strings", strip("xl/sharedStrings.xml"), "thiếu bảng chữ dùng chung", "shared string"},
		{"no styles though promised", strip("xl/styles.xml"), "thiếu một phần bên trong tệp", "styles.xml is missing"},
		{"no relations", strip("xl/_rels/workbook.xml.rels"), "thiếu một phần bên trong tệp", "missing"},
		{"an external entity", sheet("<worksheet", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet`), "nội dung bên trong không hợp lệ", "DTD"},
		{"an entity nobody declared", sheet("<v>0</v>", "<v>&a;</v>"), "nội dung bên trong không hợp lệ", "&a;"},
		{"a value under a name nobody knows", sheet("<v>0</v>", "<w>0</w>"), "một ô ghi sai quy cách", "<w>"},
		{"a cell's address under a name nobody knows", sheet(`r="B50"`, `q="B50"`), "một ô ghi sai quy cách", `"q"`},
		{"a cell of no known type", sheet(`t="s"`, `t="z"`), "một ô ghi sai quy cách", `"z"`},
		{"two values in a cell", sheet("<v>0</v>", "<v>0</v><v>1</v>"), "một ô ghi sai quy cách", "two values"},
		{"a text beside a value", sheet("<v>0</v>", "0<v>0</v>"), "một ô ghi sai quy cách", "outside"},
		{"an attribute twice", sheet(`r="B50"`, `r="B50" r="B50"`), "nội dung bên trong không hợp lệ", "twice"},
		{"a prefix nobody declared", sheet("<sheetData>", "<y:a/><sheetData>"), "nội dung bên trong không hợp lệ", "prefix"},
		{"letters that are none", sheet("<v>0</v>", "<v>\xC3\x28</v>"), "nội dung bên trong không hợp lệ", "UTF-8"},
		{"another encoding", sheet(`encoding="UTF-8"`, `encoding="windows-1258"`), "nội dung bên trong không hợp lệ", "encoding"},
		{"no table of cells", sheet("sheetData>", "sheetDato>"), "nội dung bên trong không hợp lệ", ""},
		{"a part nobody reads, damaged", patched(func(b []byte) {
			at := bytes.Index(b, []byte("docProps/core.xml"))
			b[at+len("docProps/core.xml")+20] ^= 0x55
		}), "sai mã kiểm tra", "docProps/core.xml"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := workbook.Read(tc.data, workbook.DefaultLimits())
			var r *workbook.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("%v", err)
			}
			if r.Code != "TEP_HONG" || tc.why != "" && r.Kind != tc.why || r.Kind == "" || !strings.Contains(r.Detail, tc.detail) {
				t.Errorf("%s (%s): %s", r.Code, r.Kind, r.Detail)
			}
		})
	}
}

// MESSY 73: a flat bomb, a deep one and one of many entries are refused before they are
// unpacked; the memory is bounded by what the directory may declare.
func TestBombs(t *testing.T) {
	bomb := func(entries, size int) []byte {
		var b bytes.Buffer
		zw := zip.NewWriter(&b)
		zeros := make([]byte, size)
		for i := range entries {
			w, err := zw.Create(strings.Repeat("a", i+1))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
		if err := zw.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, data := range map[string][]byte{
		"one entry of 12 MB zeros": bomb(1, 12<<20), "thirty entries of 8 MB": bomb(30, 8<<20),
		"tags in tags": raw(t, strings.Repeat("<a>", 100_000), nil),
	} {
		var r *workbook.Refusal
		if _, err := workbook.Read(data, workbook.DefaultLimits()); !errors.As(err, &r) || r.Code != "TEP_QUA_LON" && r.Code != "TEP_HONG" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
