package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Scan is what one look at the inbox found.
type Scan struct {
	New      []Line    // arrivals noted by this scan
	Ignored  []Ignored // files that are nobody's report
	Problems []string  // what could not be read, and why; the night goes on
}

// Ignored is a file left alone, with the reason.
type Ignored struct {
	Name   string `json:"name"`
	Reason string `json:"reason"` // lock-file, system-file, temporary, still-being-written, not-a-file
}

// Scan walks the inbox at any depth and notes every new file. prev is the scan
// before this one, zero on the first; a file younger than settle is left for
// the next scan, it may still be growing.
//
// Arrival (DESIGN §6): the file's own time, held inside (prev, now]; on the
// first scan the file's own time, and never later than now.
//
// A file that can't be read is a problem of the scan, not its end. The error is
// for what ends it: no inbox, or an archive that can't be written.
func (l *Ledger) Scan(inbox string, prev, now time.Time, settle time.Duration) (Scan, error) {
	var s Scan
	if last := l.LastSeen(); last.After(prev) {
		prev = last
	}
	// The inbox itself may be a link, to a shared folder say; nothing in it is
	// followed, and a root holds against a folder swapped for a link meanwhile.
	dir, err := filepath.EvalSymlinks(inbox)
	if errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("the inbox %s is missing; make the folder: %w", inbox, err)
	}
	if err != nil {
		return s, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return s, fmt.Errorf("the inbox %s: %w", inbox, err)
	}
	defer root.Close()
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(dir, path)
		if relErr != nil {
			return relErr
		}
		name := cleanName(rel)
		problem := func(err error) {
			if p := (*fs.PathError)(nil); errors.As(err, &p) {
				err = p.Err // the name stands before it already
			}
			s.Problems = append(s.Problems, fmt.Sprintf("%s: %v", name, err))
		}
		leave := func(reason string) { s.Ignored = append(s.Ignored, Ignored{name, reason}) }
		if err != nil {
			if path == dir {
				return err
			}
			problem(err)
			return nil
		}
		if e.IsDir() {
			if path != dir && strings.HasPrefix(e.Name(), ".") {
				leave("system-file")
				return fs.SkipDir
			}
			return nil
		}
		if reason := ignore(e); reason != "" {
			leave(reason)
			return nil
		}
		info, err := e.Info()
		if err != nil {
			problem(err)
			return nil
		}
		if age := now.Sub(info.ModTime()); settle > 0 && age >= 0 && age < settle {
			leave("still-being-written")
			return nil
		}
		line, fresh, err := l.take(root, rel, info, prev, now)
		switch {
		case errors.Is(err, errChanged):
			leave("still-being-written")
		case errors.As(err, new(unreadable)):
			problem(err)
		case err != nil:
			return err // the archive's disk: nothing was lost, and nothing goes on
		case fresh:
			s.New = append(s.New, line)
		}
		return nil
	})
	return s, err
}

// cleanName is a name as the ledger keeps it: slashes forward, composed letters
// (macOS sends them decomposed), and letters only, whatever the disk holds.
func cleanName(rel string) string {
	return norm.NFC.String(strings.ToValidUTF8(filepath.ToSlash(rel), "\uFFFD"))
}

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

// ignore names what is nobody's report.
func ignore(e fs.DirEntry) string {
	name := strings.ToLower(e.Name())
	switch {
	case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, ".~lock."):
		return "lock-file"
	case name == "thumbs.db", name == "desktop.ini", strings.HasPrefix(name, "."):
		return "system-file"
	case strings.HasSuffix(name, ".tmp"), strings.HasSuffix(name, ".part"), strings.HasSuffix(name, ".crdownload"):
		return "temporary"
	case !e.Type().IsRegular():
		return "not-a-file"
	}
	return ""
}

var errChanged = errors.New("the file changed while it was read")

// take archives one file and notes it, when its content or name is new.
func (l *Ledger) take(root *os.Root, rel string, info fs.FileInfo, prev, now time.Time) (Line, bool, error) {
	in, err := root.Open(rel)
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
	line := Line{
		SHA256: hex.EncodeToString(h.Sum(nil)), Name: cleanName(rel), Size: size,
		Received: arrival(info.ModTime(), prev, now).In(now.Location()).Format(time.RFC3339),
		Seen:     now.Format(time.RFC3339), Via: "folder",
	}
	if i, ok := l.first[line.SHA256]; ok {
		line.Received = l.lines[i].Received // the content arrived when it first came
		if err := l.keep(in, l.lines[i]); err != nil {
			return Line{}, false, err
		}
	} else if err := l.keep(in, line); err != nil {
		return Line{}, false, err
	}
	if l.named[[2]string{line.SHA256, line.Name}] {
		return line, false, nil
	}
	return line, true, l.append(line)
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

// keep copies a file into the archive, or heals a copy that is missing or of
// another size: to a temporary name, synced, renamed.
func (l *Ledger) keep(in *os.File, line Line) error {
	to := filepath.Join(l.dir, ArchivePath(line.SHA256, line.Name))
	if info, err := os.Stat(to); err == nil && info.Size() == line.Size {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return unreadable{err}
	}
	tmp := to + ".new"
	out, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), fromInbox{in})
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	if hex.EncodeToString(h.Sum(nil)) != line.SHA256 {
		return errors.Join(errChanged, os.Remove(tmp))
	}
	if err := os.Rename(tmp, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

// syncDir makes a rename last through a power cut; Windows has no such call.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
