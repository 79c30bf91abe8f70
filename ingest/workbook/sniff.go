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
	{"II*\x00", "hình ảnh"},
	{"MM\x00*", "hình ảnh"},
	{"{\\rtf", "tài liệu RTF"},
}

// kind is how a file may be read.
type kind uint8

const (
	kindOther kind = iota // not at all
	kindZip               // perhaps a workbook
	kindHTML
	kindText // perhaps CSV
)

// sniff tells what a file is by its first bytes, not by its name; the refusal
// says what it is when it can't be read, or may not be.
func sniff(data []byte) (kind, *Refusal) {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	refused := func(r *Refusal) (kind, *Refusal) { return kindOther, r }
	switch {
	case len(data) == 0:
		return refused(damaged("tệp rỗng, 0 byte", "empty file"))
	case len(bytes.Trim(data[:min(len(data), 4096)], "\x00")) == 0:
		return refused(damaged(whyCopying, "nothing but zeros at its beginning: still being copied"))
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return kindZip, nil
	case has("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):
		return refused(sniffCompound(data))
	case has("Rar!"), has("7z\xBC\xAF\x27\x1C"), has("\x1F\x8B"):
		return refused(bundled("an archive of another kind"))
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		if brand := string(data[8:12]); strings.HasPrefix(brand, "hei") || strings.HasPrefix(brand, "mif") || brand == "avif" {
			return refused(other("hình ảnh"))
		}
		return refused(other("video"))
	case has("BM") && bytes.IndexByte(data[:min(len(data), 16)], 0) > 0: // "BM01;…" is a text
		return refused(other("hình ảnh"))
	case has("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return refused(other("hình ảnh"))
	}
	for _, s := range signatures {
		if has(s.prefix) {
			return refused(other(s.kind))
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

// sniffText tells apart what is written in letters. A page saved as a mail
// (.mht) holds HTML, and its letters are not the page's own.
func sniffText(data []byte) (kind, *Refusal) {
	head := headText(data)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(head, p) {
				return true
			}
		}
		return false
	}
	markup := strings.HasPrefix(strings.TrimLeft(head, " \t\r\n\f"), "<")
	switch {
	case has("urn:schemas-microsoft-com:office:spreadsheet", `progid="excel.sheet"`) && !has("<html"):
		return kindOther, other("bảng tính XML 2003")
	case !markup && has("mime-version:", "message-id:", "content-type:"):
		return kindOther, other("thư điện tử")
	case has("<html", "<!doctype html", "<table"), markup && has("<head", "<body", "<meta", "<style", "<div", "<p>", "<h1", "<h2", "<h3", "<center", "<font"):
		return kindHTML, other("trang HTML")
	case !strings.Contains(head, "\x00"):
		return kindText, other("tệp văn bản")
	}
	return kindOther, other("tệp không rõ loại")
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
