package workbook

import (
	"bytes"
	"io"
	"strings"
)

// other is a refusal for a file that is something else than a workbook; kind
// says what, in Vietnamese.
func other(kind string) *Refusal {
	return &Refusal{Code: "TEP_KHONG_PHAI_EXCEL", Kind: kind, Detail: "not a workbook: " + kind}
}

// bundled is a refusal for a compressed file that is no workbook.
func bundled(detail string) *Refusal {
	return &Refusal{Code: "TEP_NEN_KHONG_HO_TRO", Kind: "tệp nén", Detail: detail}
}

// signatures are first bytes and what they tell of.
var signatures = []struct{ prefix, kind string }{
	{"%PDF", "tệp PDF"},
	{"\xFF\xD8\xFF", "hình ảnh"},
	{"\x89PNG", "hình ảnh"},
	{"GIF8", "hình ảnh"},
	{"BM", "hình ảnh"},
	{"II*\x00", "hình ảnh"},
	{"MM\x00*", "hình ảnh"},
	{"{\\rtf", "tài liệu RTF"},
}

// sniff tells what a file is by its first bytes, not by its name; nil is a zip,
// which may be a workbook.
func sniff(data []byte) *Refusal {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	switch {
	case len(data) == 0:
		return damaged("tệp rỗng, 0 byte", "empty file")
	case len(bytes.Trim(data[:min(len(data), 4096)], "\x00")) == 0:
		return damaged(whyCopying, "nothing but zeros at its beginning: still being copied")
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return nil
	case has("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):
		return sniffCompound(data)
	case has("Rar!"), has("7z\xBC\xAF\x27\x1C"), has("\x1F\x8B"):
		return bundled("an archive of another kind")
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		if brand := string(data[8:12]); strings.HasPrefix(brand, "hei") || strings.HasPrefix(brand, "mif") || brand == "avif" {
			return other("hình ảnh")
		}
		return other("video")
	case has("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return other("hình ảnh")
	}
	for _, s := range signatures {
		if has(s.prefix) {
			return other(s.kind)
		}
	}
	return sniffText(data)
}

// sniffCompound tells apart what Microsoft's compound files hold, by the
// UTF-16 names in their directory. A document may embed another: the name that
// stands first is the document's own.
func sniffCompound(data []byte) *Refusal {
	at := func(name string) int {
		b := make([]byte, 0, 2*len(name))
		for i := range len(name) {
			b = append(b, name[i], 0)
		}
		return bytes.Index(data, b)
	}
	if at("EncryptedPackage") >= 0 {
		return &Refusal{Code: "TEP_CO_MAT_KHAU", Detail: "an encrypted package"}
	}
	first, found := len(data), other("tệp không rõ loại")
	for _, c := range []struct {
		name    string
		refusal *Refusal
	}{
		{"Workbook", &Refusal{Code: "TEP_XLS_CU", Detail: "a BIFF8 workbook"}},
		{"Book", &Refusal{Code: "TEP_XLS_CU", Detail: "a BIFF5 workbook"}},
		{"WordDocument", other("tài liệu Word (.doc)")},
		{"PowerPoint Document", other("bản trình chiếu (.ppt)")},
		{"__substg1.0_", other("thư Outlook (.msg)")},
	} {
		if i := at(c.name); i >= 0 && i < first {
			first, found = i, c.refusal
		}
	}
	return found
}

// sniffText names what is written in letters.
func sniffText(data []byte) *Refusal {
	head := string(bytes.ToLower(data[:min(len(data), 1024)]))
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(head, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("<html", "<!doctype html", "<table"):
		return other("trang HTML")
	case has("urn:schemas-microsoft-com:office:spreadsheet", `progid="excel.sheet"`):
		return other("bảng tính XML 2003")
	case has("mime-version:", "content-type:", "message-id:"):
		return other("thư điện tử")
	case strings.HasPrefix(head, "\xFF\xFE"), strings.HasPrefix(head, "\xFE\xFF"), !strings.Contains(head, "\x00"):
		return other("tệp văn bản")
	}
	return other("tệp không rõ loại")
}

// kindOfZip names a zip that holds no workbook.
func (b *book) kindOfZip() *Refusal {
	holds := b.has
	switch {
	case holds("word/document.xml"):
		return other("tài liệu Word (.docx)")
	case holds("ppt/presentation.xml"):
		return other("bản trình chiếu (.pptx)")
	case holds("xl/workbook.bin"):
		return other("sổ tính nhị phân (.xlsb)")
	case holds("content.xml"):
		if strings.Contains(b.mimetype(), "spreadsheet") {
			return other("bảng tính OpenDocument (.ods)")
		}
		return other("tệp OpenDocument")
	case holds("index/document.iwa"), holds("index.zip"):
		return other("tệp Apple iWork")
	case holds("[content_types].xml"):
		return damaged(whyPart, "%s is missing", b.part)
	}
	return bundled("a zip that is no workbook")
}

// mimetype is what an OpenDocument file says of itself.
func (b *book) mimetype() string {
	p, ok := b.parts["mimetype"]
	if !ok {
		return ""
	}
	u, err := b.unpack(p)
	if err != nil {
		return ""
	}
	data, _ := io.ReadAll(io.LimitReader(u, 256))
	return string(data)
}
