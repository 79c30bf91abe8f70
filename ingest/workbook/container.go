package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
)

// A part that is large and shrinks by more than this is a bomb; formatted empty
// rows, the worst that honest files hold, shrink by less than a hundred.
const (
	bombBytes = 10 << 20
	bombRatio = 400
)

// container is a workbook's zip: its parts, each unpacked once, and each held
// against the checksum and the size that the zip's directory gives.
type container struct {
	lim     Limits
	end     time.Time // when the file's time is up; zero is never
	data    []byte
	parts   map[string]*part // by name in lower case, slashes forward
	inflate io.ReadCloser    // used again for each part
	scan    scanner          // likewise
}

type part struct {
	*zip.File
	from    int64 // of its packed bytes
	checked bool  // unpacked to its end
}

// damaged is a refusal for a file that is not what it should be inside; why
// says so in Vietnamese, and stands in the sentence that the school reads.
func damaged(why, format string, args ...any) *Refusal {
	return &Refusal{Code: "TEP_HONG", Kind: why, Detail: fmt.Sprintf(format, args...)}
}

// What is wrong with a damaged file, for people.
const (
	whyCut      = "tệp bị cắt cụt"
	whyCopying  = "tệp chưa chép xong"
	whyZip      = "cấu trúc tệp nén không hợp lệ"
	whyChecksum = "sai mã kiểm tra"
	whyXML      = "nội dung bên trong không hợp lệ"
	whyPart     = "thiếu một phần bên trong tệp"
	whyStrings  = "thiếu bảng chữ dùng chung"
	whyCell     = "một ô ghi sai quy cách"
	whyUnsafe   = "tên bên trong tệp nén không an toàn"
)

func tooLarge(format string, args ...any) *Refusal {
	return &Refusal{Code: "TEP_QUA_LON", Detail: fmt.Sprintf(format, args...)}
}

// inTime is a refusal once the file's time is up.
func (z *container) inTime() error {
	if !z.end.IsZero() && time.Now().After(z.end) {
		return &Refusal{Code: "KHONG_DOC_DUOC", Detail: fmt.Sprintf("not read within %v", z.lim.Timeout)}
	}
	return nil
}

// open reads the zip's directory: no entry twice or over another, no name that
// leads out, no more than the budget. What the entries hold is checked when
// they are read, by drain at the latest.
func (z *container) open() error {
	zr, err := zip.NewReader(bytes.NewReader(z.data), int64(len(z.data)))
	if err != nil {
		// The directory stands last: what has none was cut.
		if !bytes.Contains(z.data[max(0, len(z.data)-66_000):], []byte("PK\x05\x06")) {
			if tail := z.data[max(0, len(z.data)-512):]; len(bytes.Trim(tail, "\x00")) == 0 {
				return damaged(whyCopying, "zip: nothing but zeros at its end: still being copied")
			}
			return damaged(whyCut, "zip: cut short: it has no directory")
		}
		return damaged(whyZip, "zip: %v", err)
	}
	var declared uint64
	for _, f := range zr.File {
		declared += f.UncompressedSize64
		if limit := uint64(z.lim.MaxExpanded); f.UncompressedSize64 > limit || declared > limit {
			return tooLarge("more than %d bytes unpacked", z.lim.MaxExpanded)
		}
		if f.UncompressedSize64 > bombBytes && f.UncompressedSize64/max(f.CompressedSize64, 1) > bombRatio {
			return tooLarge("zip: %s: %d bytes unpack to %d", f.Name, f.CompressedSize64, f.UncompressedSize64)
		}
	}
	z.parts = make(map[string]*part, len(zr.File))
	type extent struct{ from, to int64 }
	extents := make([]extent, 0, len(zr.File))
	for _, f := range zr.File {
		if f.Flags&1 != 0 {
			return &Refusal{Code: "TEP_CO_MAT_KHAU", Detail: "zip: " + f.Name + " is encrypted"}
		}
		// Old .NET programs write backslashes; Excel takes them.
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if unsafeName(name) {
			return damaged(whyUnsafe, "zip: unsafe name %q", f.Name)
		}
		name = strings.ToLower(strings.TrimPrefix(name, "/"))
		if _, twice := z.parts[name]; twice {
			return damaged(whyZip, "zip: %s stands twice", f.Name)
		}
		from, err := f.DataOffset()
		if err != nil {
			return damaged(whyZip, "zip: %s: %v", f.Name, err)
		}
		to := from + int64(f.CompressedSize64)
		if from < 0 || to < from || to > int64(len(z.data)) {
			return damaged(whyCut, "zip: %s goes on behind the file's end", f.Name)
		}
		z.parts[name] = &part{File: f, from: from}
		extents = append(extents, extent{from, to})
	}
	slices.SortFunc(extents, func(a, b extent) int { return int(a.from - b.from) })
	for i := 1; i < len(extents); i++ {
		if extents[i].from < extents[i-1].to {
			return damaged(whyZip, "zip: two entries share their bytes")
		}
	}
	return nil
}

func unsafeName(name string) bool {
	if len(name) > 1 && name[1] == ':' || strings.HasPrefix(name, "//") || strings.Contains(name, "\x00") {
		return true
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// errChecksum is wrapped in what a part says whose bytes are not those packed.
var errChecksum = errors.New("checksum error")

// unpacked is a part on its way out of the zip. Its last Read tells whether it
// was all that the directory promises.
type unpacked struct {
	z   *container
	p   *part
	src io.Reader
	n   uint64
	sum uint32
}

func (z *container) unpack(p *part) (*unpacked, error) {
	packed := bytes.NewReader(z.data[p.from : p.from+int64(p.CompressedSize64)])
	u := &unpacked{z: z, p: p, src: packed}
	switch p.Method {
	case zip.Store:
	case zip.Deflate:
		if z.inflate == nil {
			z.inflate = flate.NewReader(packed)
		} else if err := z.inflate.(flate.Resetter).Reset(packed, nil); err != nil {
			return nil, err
		}
		u.src = z.inflate
	default:
		return nil, fmt.Errorf("packing method %d", p.Method)
	}
	return u, nil
}

func (u *unpacked) Read(b []byte) (int, error) {
	if err := u.z.inTime(); err != nil {
		return 0, err
	}
	n, err := u.src.Read(b)
	u.n += uint64(n)
	u.sum = crc32.Update(u.sum, crc32.IEEETable, b[:n])
	size := u.p.UncompressedSize64
	switch {
	case u.n > size:
		return n, fmt.Errorf("%w: more than the %d bytes declared", errChecksum, size)
	case err == nil:
	case err != io.EOF:
		return n, fmt.Errorf("%w: unpacking: %v", errChecksum, err)
	case u.n < size:
		return n, fmt.Errorf("%w: %d bytes, %d declared", errChecksum, u.n, size)
	case u.sum != u.p.CRC32:
		return n, errChecksum
	default:
		u.p.checked = true
	}
	return n, err
}

// drain unpacks into nothing what was not read, to hold it against its checksum.
func (z *container) drain() error {
	var b []byte
	for _, p := range z.parts {
		if p.checked {
			continue
		}
		u, err := z.unpack(p)
		if err != nil {
			return damaged(whyZip, "zip: %s: %v", p.Name, err)
		}
		if b == nil {
			z.scan.reset(nil, "")
			b = z.scan.buf
		}
		for err == nil {
			_, err = u.Read(b)
		}
		if err != io.EOF {
			return z.refusal(p.Name, err)
		}
	}
	return nil
}

// refusal says what is wrong with a part.
func (z *container) refusal(part string, err error) error {
	if r := (*Refusal)(nil); errors.As(err, &r) {
		return r
	}
	if errors.Is(err, errChecksum) {
		return damaged(whyChecksum, "zip: %s: %v", part, err)
	}
	return damaged(whyXML, "%s: %v", part, err)
}

// has tells whether the zip holds a part.
func (z *container) has(name string) bool {
	_, ok := z.parts[strings.ToLower(name)]
	return ok
}

// Namespaces of the parts that are read, as Office and as ISO strict name them.
const (
	spreadsheetML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main http://purl.oclc.org/ooxml/spreadsheetml/main"
	relationsML   = "http://schemas.openxmlformats.org/package/2006/relationships"
	typesML       = "http://schemas.openxmlformats.org/package/2006/content-types"
)

// walk reads a part, which must be one element of the given name: content gets
// the scanner just behind its start tag, and returns behind its end tag or
// before; the rest is read to the part's last byte.
func (z *container) walk(name, root, namespaces string, content func(*scanner) error) error {
	p, ok := z.parts[strings.ToLower(name)]
	if !ok {
		return damaged(whyPart, "%s is missing", name)
	}
	u, err := z.unpack(p)
	if err != nil {
		return damaged(whyZip, "zip: %s: %v", name, err)
	}
	err = func() error {
		src, err := utf8Source(u)
		if err != nil {
			return err
		}
		s := &z.scan
		s.reset(src, namespaces)
		tok, err := s.next()
		if err != nil {
			return err
		}
		if tok != startTag || string(s.local) != root {
			return fmt.Errorf("no <%s> of a known namespace", root)
		}
		if err := content(s); err != nil {
			return err
		}
		for tok != endOfPart {
			if tok, err = s.next(); err != nil {
				return err
			}
		}
		return nil
	}()
	if err == nil {
		return nil
	}
	// Damaged bytes are the cause, bad XML what came of them.
	var b [4096]byte
	for rest := error(nil); !errors.Is(err, errChecksum); {
		if _, rest = u.Read(b[:]); errors.Is(rest, errChecksum) {
			err = rest
		} else if rest != nil {
			break
		}
	}
	return z.refusal(name, err)
}

// relation is a part that another part names; kind is the last word of its
// type, which the two dialects of the format share: "worksheet".
type relation struct{ kind, target string }

// relations reads what a part (or, with "", the package) refers to.
func (z *container) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	found := map[string]relation{}
	return found, z.walk(dir+"_rels/"+base+".rels", "Relationships", relationsML, func(s *scanner) error {
		for {
			tok, err := s.next()
			if err != nil || tok == endOfPart {
				return err
			}
			if tok != startTag || string(s.local) != "Relationship" || string(s.attr("TargetMode")) == "External" {
				continue
			}
			target := strings.ReplaceAll(string(s.attr("Target")), `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			target = strings.TrimPrefix(path.Clean(target), "/")
			if plain, err := url.PathUnescape(target); err == nil && !z.has(target) {
				target = plain
			}
			found[string(s.attr("Id"))] = relation{path.Base(string(s.attr("Type"))), target}
		}
	})
}
