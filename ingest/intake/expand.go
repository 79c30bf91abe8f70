package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// The kinds of container.
const (
	KindZip  = "zip"
	KindMail = "mail"
)

// Limits bound what one container may cost. They leave a commune's bundle of a
// hundred schools ten times what it needs.
type Limits struct {
	Size    int64 // bytes of the container itself
	Entries int   // in it, those of nested containers too
	Member  int64 // bytes of one entry, unpacked
	Total   int64 // bytes of all entries, unpacked
	Nested  int   // how often a zip may lie in a zip, an e-mail in an e-mail
}

// DefaultLimits suit an ordinary PC: 256 MB a container, 2,000 entries of at
// most 64 MB, 512 MB together, nested once.
func DefaultLimits() Limits {
	return Limits{Size: 256 << 20, Entries: 2000, Member: 64 << 20, Total: 512 << 20, Nested: 1}
}

// A large entry that shrinks by more than this is a bomb, as in ingest/workbook.
const (
	bombBytes = 10 << 20
	bombRatio = 400
)

// Entry is one file in a container.
type Entry struct {
	Inner    string    // its path in there, slashes forward; through nested containers: "hồ sơ.zip/BC.xlsx"; empty for the container itself
	Modified time.Time // its own time; zero when the container doesn't say
	SHA256   string    // of a refused entry that could be read all the same
	Code     string    // catalogue code of why it was refused: TEP_HONG, TEP_CO_MAT_KHAU, TEP_QUA_LON, MUC_TEN_NGUY_HIEM, MUC_LONG_SAU, MUC_QUA_NHIEU, TEP_NEN_TRONG, THU_KHONG_CO_TEP
	Reason   string    // why it was ignored, one of Ignored's reasons, inline-picture or mail-part
	Detail   string    // English, for the log
	Count    int       // with MUC_QUA_NHIEU: how many entries were left out
}

// Expansion is what a container was found to hold.
type Expansion struct {
	Kind    string // KindZip or KindMail
	Entries int    // = Members + Nested + Ignored + Refused but those of the container itself; see Closed
	Members int    // handed on
	Nested  int    // containers that were opened in their turn
	Refused []Entry
	Ignored []Entry
}

// Closed reports whether every entry was handed on, opened, refused or ignored.
func (x Expansion) Closed() bool {
	n := x.Members + x.Nested + len(x.Ignored)
	for _, e := range x.Refused {
		switch {
		case e.Code == tooMany:
			n += e.Count
		case e.Inner != "":
			n++
		}
	}
	return n == x.Entries
}

const (
	damaged   = "TEP_HONG"
	encrypted = "TEP_CO_MAT_KHAU"
	tooLarge  = "TEP_QUA_LON"
	unsafe    = "MUC_TEN_NGUY_HIEM"
	tooDeep   = "MUC_LONG_SAU"
	tooMany   = "MUC_QUA_NHIEU"
	emptyZip  = "TEP_NEN_TRONG"
	emptyMail = "THU_KHONG_CO_TEP"
)

// ContainerKind tells a container by its content: KindMail, KindZip, or "" for
// everything else, a workbook and a damaged zip among it.
func ContainerKind(r io.ReaderAt, size int64) string {
	head := make([]byte, min(size, mailHeadBytes))
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return ""
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		zr, err := zip.NewReader(r, size)
		if err != nil || isDocument(zr) {
			return ""
		}
		return KindZip
	case isMail(head):
		return KindMail
	}
	return ""
}

// isDocument tells a document that is stored as a zip (Excel's, Word's,
// LibreOffice's, Apple's) from a bundle of files.
func isDocument(zr *zip.Reader) bool {
	for i, f := range zr.File {
		switch strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")) {
		case "[content_types].xml", "xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml", "index/document.iwa", "index.zip":
			return true
		case "mimetype":
			if i == 0 {
				return true
			}
		}
	}
	return false
}

// Expand takes a container apart and hands each file in it to take, nested
// containers' files too. zone is for the times that zips write without one.
//
// Nothing in a container is an error: what can't be handed on is refused by
// name. The error is take's own.
func Expand(data []byte, zone *time.Location, lim Limits, take func(Entry, []byte) error) (Expansion, error) {
	x := &expander{lim: lim, zone: zone, take: take}
	x.Kind = ContainerKind(bytes.NewReader(data), int64(len(data)))
	if int64(len(data)) > lim.Size {
		x.refuse(Entry{}, entryError{tooLarge, fmt.Sprintf("a container of %d bytes", len(data))})
		return x.Expansion, nil
	}
	err := x.open("", x.Kind, data, 0, 0)
	if bad := (entryError{}); errors.As(err, &bad) {
		x.refuse(Entry{}, bad)
		err = nil
	}
	if x.left > 0 {
		x.Refused = append(x.Refused, Entry{Code: tooMany, Count: x.left, Detail: fmt.Sprintf("more than %d entries", lim.Entries)})
	}
	return x.Expansion, err
}

type expander struct {
	Expansion
	lim   Limits
	zone  *time.Location
	take  func(Entry, []byte) error
	total int64 // unpacked so far
	left  int   // entries beyond the limit
}

// entryError is why an entry, or a container, can't be handed on.
type entryError struct{ code, detail string }

func (e entryError) Error() string { return e.code + ": " + e.detail }

func (x *expander) refuse(e Entry, bad entryError) {
	e.Code, e.Detail = bad.code, bad.detail
	x.Refused = append(x.Refused, e)
}

// open walks one container; zips and mails are how many of each it lies in. An
// entryError is of the container as a whole.
func (x *expander) open(inner, kind string, data []byte, zips, mails int) error {
	files, empty, walk := x.Entries-len(x.Ignored), emptyZip, x.openZip
	if kind == KindMail {
		empty, walk, mails = emptyMail, x.openMail, mails+1
	} else {
		zips++
	}
	if err := walk(inner, data, zips, mails); err != nil {
		return err
	}
	if x.Entries-len(x.Ignored) == files {
		return entryError{empty, "it holds no file"}
	}
	return nil
}

// entry deals with one file of a container; read unpacks it, up to a limit. An
// unsafe name is refused even if nothing is missed: it is worth a word.
func (x *expander) entry(e Entry, safe bool, zips, mails int, read func(limit int64) ([]byte, error)) error {
	if x.Entries++; x.Entries > x.lim.Entries {
		x.left++
		return nil
	}
	if e.Reason == "" && safe {
		e.Reason = IgnoredName(path.Base(e.Inner))
	}
	if e.Reason != "" {
		x.Ignored = append(x.Ignored, e)
		return nil
	}
	data, err := read(min(x.lim.Member, x.lim.Total-x.total))
	x.total += int64(len(data))
	if !safe {
		if err == nil {
			e.SHA256 = hashOf(data)
		}
		x.refuse(e, entryError{unsafe, "the name leads out of the container, or is of no plain file"})
		return nil
	}
	if err != nil {
		bad := entryError{damaged, err.Error()}
		errors.As(err, &bad)
		x.refuse(e, bad)
		return nil
	}
	kind := ContainerKind(bytes.NewReader(data), int64(len(data)))
	switch {
	case kind == "":
		x.Members++
		return x.take(e, data)
	case kind == KindZip && zips > x.lim.Nested, kind == KindMail && mails > x.lim.Nested:
		x.refuse(e, entryError{tooDeep, "nested too deep"})
		return nil
	}
	err = x.open(e.Inner, kind, data, zips, mails)
	if bad := (entryError{}); errors.As(err, &bad) {
		x.refuse(e, bad)
		return nil
	}
	x.Nested++
	return err
}

func (x *expander) openZip(inner string, data []byte, zips, mails int) error {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return entryError{damaged, err.Error()}
	}
	for _, f := range zr.File {
		name, safe := innerPath(zipName(f.Name, f.Extra))
		if safe && f.Mode().IsDir() {
			continue
		}
		e := Entry{Inner: within(inner, name), Modified: x.zipTime(f)}
		if strings.HasPrefix(name, "__MACOSX/") {
			e.Reason = "system-file"
		}
		safe = safe && f.Mode().IsRegular()
		if err := x.entry(e, safe, zips, mails, func(limit int64) ([]byte, error) { return unzip(f, limit) }); err != nil {
			return err
		}
	}
	return nil
}

// within is a name in a container that may lie in another.
func within(inner, name string) string {
	if inner == "" {
		return name
	}
	return inner + "/" + name
}

// zipTime is an entry's own time. One that has the DOS fields alone has the
// clock of its writer's PC, taken for the unit's.
func (x *expander) zipTime(f *zip.File) time.Time {
	m := f.Modified
	switch {
	case m.Year() < 1981: // the fields left at nought
		return time.Time{}
	case m.Location() == time.UTC:
		return time.Date(m.Year(), m.Month(), m.Day(), m.Hour(), m.Minute(), m.Second(), 0, x.zone)
	}
	return m
}

// unzip unpacks an entry: its checksum and its declared size hold, or it is
// refused.
func unzip(f *zip.File, limit int64) ([]byte, error) {
	if f.Flags&1 != 0 {
		return nil, entryError{encrypted, "the entry is encrypted"}
	}
	size := f.UncompressedSize64
	if size > uint64(max(limit, 0)) || size > bombBytes && size/max(f.CompressedSize64, 1) > bombRatio {
		return nil, entryError{tooLarge, fmt.Sprintf("%d bytes unpack to %d", f.CompressedSize64, size)}
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	data, err := io.ReadAll(io.LimitReader(rc, int64(size)+1))
	if err == nil && uint64(len(data)) != size {
		err = fmt.Errorf("%d bytes or more, %d declared", len(data), size)
	}
	return data, err
}
