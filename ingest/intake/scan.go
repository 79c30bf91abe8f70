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
func (l *Ledger) Scan(inbox string, prev, now time.Time, settle time.Duration) (Scan, error) {
	var s Scan
	if last := l.LastSeen(); last.After(prev) {
		prev = last
	}
	err := filepath.WalkDir(inbox, func(path string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(inbox, path)
		if relErr != nil {
			return relErr
		}
		name := filepath.ToSlash(rel)
		if err != nil {
			if path == inbox {
				return err
			}
			s.Problems = append(s.Problems, fmt.Sprintf("%s: %v", name, err))
			return nil
		}
		if e.IsDir() {
			if path != inbox && strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if reason := ignore(e); reason != "" {
			s.Ignored = append(s.Ignored, Ignored{name, reason})
			return nil
		}
		info, err := e.Info()
		if err != nil {
			s.Problems = append(s.Problems, fmt.Sprintf("%s: %v", name, err))
			return nil
		}
		if age := now.Sub(info.ModTime()); settle > 0 && age >= 0 && age < settle {
			s.Ignored = append(s.Ignored, Ignored{name, "still-being-written"})
			return nil
		}
		line, fresh, err := l.take(path, name, info, prev, now)
		switch {
		case errors.Is(err, errChanged):
			s.Ignored = append(s.Ignored, Ignored{name, "still-being-written"})
		case errors.As(err, new(*fs.PathError)) && !isArchive(err, l.dir):
			s.Problems = append(s.Problems, fmt.Sprintf("%s: %v", name, err))
		case err != nil:
			return err // the archive's disk: nothing was lost, and nothing goes on
		case fresh:
			s.New = append(s.New, line)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("the inbox %s is missing; make the folder: %w", inbox, err)
	}
	return s, err
}

func isArchive(err error, dir string) bool {
	var p *fs.PathError
	return errors.As(err, &p) && strings.HasPrefix(p.Path, dir)
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
func (l *Ledger) take(path, name string, info fs.FileInfo, prev, now time.Time) (Line, bool, error) {
	in, err := os.Open(path)
	if err != nil {
		return Line{}, false, err
	}
	defer in.Close()
	h := sha256.New()
	size, err := io.Copy(h, in)
	if err != nil {
		return Line{}, false, err
	}
	after, err := os.Stat(path)
	if err != nil {
		return Line{}, false, err
	}
	if after.Size() != info.Size() || size != info.Size() || !after.ModTime().Equal(info.ModTime()) {
		return Line{}, false, errChanged
	}
	line := Line{
		SHA256: hex.EncodeToString(h.Sum(nil)), Name: norm.NFC.String(name), Size: size,
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
		return err
	}
	tmp := to + ".new"
	out, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), in)
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
