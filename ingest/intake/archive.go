package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// plainExt is an extension worth keeping in the archive's names.
var plainExt = regexp.MustCompile(`^\.[a-z0-9]{1,8}$`)

// ArchivePath is where a content lies in the archive, relative to it:
// "ab/ab12….xlsx". An odd extension is left out.
func ArchivePath(sha256, name string) string {
	ext := strings.ToLower(filepath.Ext(name))
	if !plainExt.MatchString(ext) {
		ext = ""
	}
	return filepath.Join(sha256[:2], sha256+ext)
}

// path is where the content of a line lies: under its first name.
func (l *Ledger) path(line Line) string {
	if i, ok := l.first[line.SHA256]; ok {
		line = l.lines[i]
	}
	return ArchivePath(line.SHA256, line.Name)
}

// keep copies a content into the archive, or heals a copy that is missing or of
// another size: to a temporary name, synced, renamed.
func (l *Ledger) keep(in io.ReadSeeker, line Line) error {
	to := ArchivePath(line.SHA256, line.Name)
	if info, err := l.stat(to); err == nil && info.Size() == line.Size {
		return nil
	}
	if err := l.root.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return unreadable{err}
	}
	tmp := to + ".new"
	out, err := l.root.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), fromInbox{in})
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(err, l.root.Remove(tmp))
	}
	if hex.EncodeToString(h.Sum(nil)) != line.SHA256 {
		return errors.Join(errChanged, l.root.Remove(tmp))
	}
	if err := l.root.Rename(tmp, to); err != nil {
		return err
	}
	return l.syncDir(filepath.Dir(to))
}

// syncDir makes a rename last through a power cut; Windows has no such call.
func (l *Ledger) syncDir(dir string) error {
	d, err := l.root.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// quoted finds a field in what is left of a damaged line.
func quoted(text, name string) string {
	m := regexp.MustCompile(`"` + name + `":"([^"\\]*)"`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

// Recover notes the contents of the archive that no line names, so that none is
// lost: a file is archived before it is noted, and a line may be cut short by a
// kill or damaged by a disk while its file leaves the inbox. What can still be
// read of such a line counts, else the time at which the copy was made. It is
// called after Scan, which knows better.
func (l *Ledger) Recover(now time.Time) ([]Line, error) {
	found, err := l.recover(l.root, now)
	if err == nil && l.under != nil {
		var more []Line
		more, err = l.recover(l.under, now)
		found = append(found, more...)
	}
	return found, err
}

func (l *Ledger) recover(root *os.Root, now time.Time) ([]Line, error) {
	var found []Line
	dirs, err := readDir(root, ".")
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		if !dir.IsDir() {
			continue
		}
		copies, err := readDir(root, dir.Name())
		if err != nil {
			return found, err
		}
		for _, c := range copies {
			sum := strings.TrimSuffix(c.Name(), filepath.Ext(c.Name()))
			if _, known := l.first[sum]; known || !isHash(sum) || dir.Name() != sum[:2] {
				continue
			}
			info, err := c.Info()
			if err != nil {
				return found, err
			}
			line, err := l.recovered(sum, filepath.Join(dir.Name(), c.Name()), info, now)
			if err != nil {
				return found, err
			}
			if line.SHA256 == "" {
				continue // a copy that was cut short: its file was never noted, and lies in the inbox
			}
			found = append(found, line)
			if err := l.append(line); err != nil {
				return found, err
			}
		}
	}
	return found, nil
}

func (l *Ledger) recovered(sum, path string, info fs.FileInfo, now time.Time) (Line, error) {
	data, err := l.readFile(path)
	if err != nil || hashOf(data) != sum {
		return Line{}, err
	}
	made := arrival(info.ModTime(), time.Time{}, now).In(now.Location()).Format(time.RFC3339)
	line := Line{SHA256: sum, Name: "recovered/" + filepath.Base(path), Size: int64(len(data)), Received: made, Seen: made, Via: "recovered"}
	for _, text := range l.aside {
		if quoted(text, "sha256") != sum {
			continue
		}
		if name := quoted(text, "name"); name != "" && ArchivePath(sum, name) == path {
			line.Name = printable(name)
		}
		for field, to := range map[string]*string{"received": &line.Received, "seen": &line.Seen} {
			at := quoted(text, field)
			if _, err := time.Parse(time.RFC3339, at); err == nil {
				*to = at
			}
		}
	}
	return line, nil
}
