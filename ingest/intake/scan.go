package intake

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Scan is what one look at the inbox found: Seen = len(Taken) + len(Ignored).
type Scan struct {
	Seen    int       // files; a folder that is passed over whole is one
	Taken   []Taken   // archived and noted, tonight or before
	New     []Line    // arrivals noted by this scan
	Ignored []Ignored // files that are nobody's report, or can't be taken tonight
	Unread  []Unread  // what could not be read, and why; the night goes on
	Hashed  int       // files read whole; the others were known by size, time and inode
}

// Unread is a file or folder of the inbox that could not be read.
type Unread struct {
	Name string
	Err  error // the system's, without the path
}

// Taken is a file of the inbox and the content that it has.
type Taken struct{ Name, SHA256 string }

// Ignored is a file left alone, with the reason.
type Ignored struct {
	Name   string `json:"name"`
	Reason string `json:"reason"` // lock-file, system-file, temporary, still-being-written, not-a-file, unreadable
}

// slowCopy is how long a zip without its end, or an empty file, may still be
// on its way: Zalo and Drive write big files bit by bit.
const slowCopy = 15 * time.Minute

// Scan walks the inbox at any depth and notes every new file. prev is the scan
// before this one, zero on the first; a file younger than settle is left for
// the next scan, it may still be growing.
//
// Arrival (DESIGN §6): an e-mail's own; else the file's own time, held inside
// (prev, now]; on the first scan the file's own time, and never later than now.
//
// A file that was seen before and has the same size, times and inode is not
// read again, but for every seventh scan after one that read all.
//
// A file that can't be read is a problem of the scan, not its end. The error is
// for what ends it: no inbox, or an archive that can't be written.
func (l *Ledger) Scan(inbox string, prev, now time.Time, settle time.Duration) (Scan, error) {
	if last := l.LastSeen(); last.After(prev) {
		prev = last
	}
	// The inbox itself may be a link, to a shared folder say; nothing in it is
	// followed, and a root holds against a folder swapped for a link meanwhile.
	root, err := os.OpenRoot(inbox)
	if errors.Is(err, fs.ErrNotExist) {
		return Scan{}, said{fmt.Sprintf("không có hộp nhận %s; tạo lại thư mục này", inbox), fmt.Sprintf("the inbox %s is missing; make the folder", inbox), nil}
	}
	if err != nil {
		return Scan{}, said{"hộp nhận " + inbox, "the inbox " + inbox, pathless(err)}
	}
	defer root.Close()
	s := &scan{Ledger: l, root: root, prev: prev, now: now, settle: settle, cache: l.readCache()}
	if err := s.folder("."); err != nil {
		return s.Scan, err
	}
	if s.Seen != len(s.Taken)+len(s.Ignored) {
		return s.Scan, fmt.Errorf("the inbox %s: %d files seen, %d taken and %d ignored", inbox, s.Seen, len(s.Taken), len(s.Ignored))
	}
	if err := l.finish(); err != nil {
		return s.Scan, err
	}
	l.writeCache(s.cache)
	return s.Scan, nil
}

// scan is one walk through the inbox.
type scan struct {
	Scan
	*Ledger
	root      *os.Root
	prev, now time.Time
	settle    time.Duration
	cache     *cache
}

func (s *scan) leave(name, reason string) { s.Ignored = append(s.Ignored, Ignored{name, reason}) }

// problem says why something could not be read; it is left for another night.
func (s *scan) problem(name string, err error) {
	err = pathless(err)
	s.Unread = append(s.Unread, Unread{name, err})
	s.leave(name, "unreadable")
}

// pathless leaves the path out of an error, before which a name stands already.
func pathless(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// said is an error that an officer reads.
type said struct {
	vi, en string
	err    error // the system's; nil when there is nothing to add
}

func (s said) Error() string      { return s.and(s.en) }
func (s said) Vietnamese() string { return s.and(s.vi) }
func (s said) Unwrap() error      { return s.err }

func (s said) and(text string) string {
	if s.err == nil {
		return text
	}
	return text + ": " + s.err.Error()
}

// folder walks one folder and those in it, in the order of names.
func (s *scan) folder(dir string) error {
	entries, err := readDir(s.root, dir)
	if err != nil {
		if dir == "." {
			return err
		}
		s.Seen++
		s.problem(cleanName(dir), err)
		return nil
	}
	for _, e := range entries {
		rel := filepath.Join(dir, e.Name())
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			if err := s.folder(rel); err != nil {
				return err
			}
			continue
		}
		s.Seen++
		if err := s.file(rel, e); err != nil {
			return err
		}
	}
	return nil
}

func readDir(root *os.Root, dir string) ([]fs.DirEntry, error) {
	d, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	entries, err := d.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// file deals with one file: it is taken or ignored. The error is the archive's.
func (s *scan) file(rel string, e fs.DirEntry) error {
	name := cleanName(rel)
	if reason := IgnoredName(e.Name()); reason != "" {
		s.leave(name, reason)
		return nil
	}
	if !e.Type().IsRegular() {
		s.leave(name, "not-a-file")
		return nil
	}
	info, err := e.Info()
	if err != nil {
		s.problem(name, err)
		return nil
	}
	if s.younger(info, s.settle) {
		s.leave(name, "still-being-written")
		return nil
	}
	if sum, ok := s.cache.known(rel, info); ok && s.holds(sum, name) {
		s.Taken = append(s.Taken, Taken{name, sum})
		return nil
	}
	line, fresh, err := s.takeFile(rel, info)
	switch {
	case errors.Is(err, errChanged):
		s.leave(name, "still-being-written")
	case errors.As(err, new(unreadable)):
		s.problem(name, err)
	case err != nil:
		return err // the archive's disk: nothing was lost, and nothing goes on
	default:
		s.Hashed++
		s.Taken = append(s.Taken, Taken{name, line.SHA256})
		s.cache.note(rel, info, line.SHA256)
		if fresh {
			s.New = append(s.New, line)
		}
	}
	return nil
}

// younger reports whether a file was written less than a while ago.
func (s *scan) younger(info fs.FileInfo, than time.Duration) bool {
	age := s.now.Sub(info.ModTime())
	return s.settle > 0 && age >= 0 && age < than
}

// cleanName is a name as the ledger keeps it: slashes forward, printable,
// whatever the disk holds.
func cleanName(rel string) string { return printable(filepath.ToSlash(rel)) }

// unreadable marks a failure to read the inbox, where others are the archive's.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

// fromInbox tells a read error from the archive's write error in one copy.
type fromInbox struct{ io.Reader }

func (r fromInbox) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = unreadable{err}
	}
	return n, err
}

// IgnoredName says why a file of that name is nobody's report, "lock-file",
// "system-file" or "temporary"; empty for every other name.
func IgnoredName(name string) string {
	name = strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, ".~lock."):
		return "lock-file"
	case name == "thumbs.db", name == "desktop.ini", strings.HasPrefix(name, "."):
		return "system-file"
	case strings.HasPrefix(name, "~") && strings.HasSuffix(name, ".tmp"), strings.HasSuffix(name, ".tmp"), strings.HasSuffix(name, ".part"), strings.HasSuffix(name, ".partial"),
		strings.HasSuffix(name, ".crdownload"), strings.HasSuffix(name, ".download"):
		return "temporary"
	}
	return ""
}

var errChanged = errors.New("the file changed while it was read")

// takeFile archives one file and notes it, when its content or name is new.
func (s *scan) takeFile(rel string, info fs.FileInfo) (Line, bool, error) {
	in, err := s.root.Open(rel)
	if err != nil {
		return Line{}, false, unreadable{err}
	}
	defer in.Close()
	h := sha256.New()
	size, err := io.Copy(h, in)
	if err != nil {
		return Line{}, false, unreadable{err}
	}
	after, err := in.Stat()
	if err != nil {
		return Line{}, false, unreadable{err}
	}
	if after.Size() != info.Size() || size != info.Size() || !after.ModTime().Equal(info.ModTime()) {
		return Line{}, false, errChanged
	}
	head := make([]byte, min(size, mailHeadBytes))
	if _, err := in.ReadAt(head, 0); err != nil && err != io.EOF {
		return Line{}, false, unreadable{err}
	}
	if s.younger(info, slowCopy) && unfinished(in, head, size) {
		return Line{}, false, errChanged
	}
	line := Line{
		SHA256: hex.EncodeToString(h.Sum(nil)), Name: cleanName(rel), Size: size,
		Received: s.moment(arrival(info.ModTime(), s.prev, s.now)),
		Seen:     s.now.Format(time.RFC3339), Via: "folder", Modified: s.moment(info.ModTime()),
	}
	if fields := mailHead(head); isMail(head) {
		line.Via, line.Sender = "mail", mailSender(fields)
		if at := mailArrival(fields, s.now.Location()); !at.IsZero() {
			line.Received = s.moment(arrival(at, time.Time{}, s.now))
		}
	}
	if at, ok := s.archivedBefore(line); ok {
		if line.Received = at; at == "" {
			line.Received = s.moment(arrival(info.ModTime(), time.Time{}, s.now))
		}
	}
	if s.unnoted(line) {
		if err := s.begin(); err != nil {
			return Line{}, false, err
		}
	}
	return s.add(line, in)
}

// archivedBefore reports whether a content lies in the archive and in no line of
// the ledger: an earlier scan took it in, and was killed before it noted it, or
// the line was damaged. Its arrival is what can be read of that line; where
// nothing can, the file's own time, which no scan holds.
func (s *scan) archivedBefore(line Line) (received string, ok bool) {
	if _, known := s.first[line.SHA256]; known || line.Via != "folder" {
		return "", false
	}
	info, err := s.Ledger.stat(ArchivePath(line.SHA256, line.Name))
	if err != nil || info.Size() != line.Size {
		return "", false
	}
	for _, text := range s.aside {
		if at := quoted(text, "received"); quoted(text, "sha256") == line.SHA256 {
			if _, err := time.Parse(time.RFC3339, at); err == nil {
				return at, true
			}
		}
	}
	return "", true
}

// moment writes a time as the ledger does, in the unit's zone.
func (s *scan) moment(at time.Time) string { return at.In(s.now.Location()).Format(time.RFC3339) }

// unfinished reports whether a file looks like the first part of one: empty, or
// a zip without the directory that stands at its end.
func unfinished(in io.ReaderAt, head []byte, size int64) bool {
	if size == 0 {
		return true
	}
	if !strings.HasPrefix(string(head), "PK\x03\x04") {
		return false
	}
	_, err := zip.NewReader(in, size)
	return err != nil
}

// arrival holds a file's own time inside (prev, now].
func arrival(mtime, prev, now time.Time) time.Time {
	at := mtime.Truncate(time.Second)
	if !prev.IsZero() && !at.After(prev) {
		at = prev.Add(time.Second)
	}
	if at.After(now) {
		at = now
	}
	return at
}
