package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Line is one arrival, a line of archive/received.jsonl; never rewritten.
type Line struct {
	SHA256   string `json:"sha256"`
	Name     string `json:"name"` // in the inbox, slashes forward
	Size     int64  `json:"size"`
	Received string `json:"received"` // arrival, RFC 3339
	Seen     string `json:"seen"`     // the scan that found it, RFC 3339
	Via      string `json:"via"`      // "folder"
}

// Ledger is the archive and its ledger, received.jsonl.
type Ledger struct {
	dir   string
	file  *os.File
	lines []Line
	first map[string]int // content -> its first line
	named map[[2]string]bool
	Torn  bool // the last line was found without its end: a killed run's; now closed off
}

const ledgerName = "received.jsonl"

// Open reads the ledger of an archive folder, which it makes when missing. A
// last line that a killed run cut short is closed off with a newline, left out
// and told of in Torn; its file is noted again by the next scan, for as long as
// it lies in the inbox. Any other broken line is an error that names it.
func Open(dir string) (*Ledger, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, ledgerName)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		return nil, err
	}
	if err := syncDir(dir); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l := &Ledger{dir: dir, file: f, first: map[string]int{}, named: map[[2]string]bool{}}
	if err := l.read(name); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func (l *Ledger) read(name string) error {
	data, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	rows := bytes.Split(data, []byte("\n"))
	for i, row := range rows {
		// A power cut may leave zeros where a line was to stand.
		text := bytes.TrimSpace(bytes.ReplaceAll(row, []byte{0}, nil))
		open := i == len(rows)-1 && len(row) > 0 // no newline behind it
		line, err := parseLine(text)
		switch {
		case err == nil:
			l.note(line)
		case open || stump(text, err):
			l.Torn = l.Torn || open
		default:
			return fmt.Errorf("%s:%d: not a line of the ledger; restore the file from a backup: %w", name, i+1, err)
		}
		if open {
			if _, err := l.file.WriteString("\n"); err != nil {
				return err
			}
			if err := l.file.Sync(); err != nil {
				return err
			}
		}
	}
	return nil
}

// parseLine reads one line of the ledger, strictly enough to trust its hash as
// a file name and its time as an arrival.
func parseLine(text []byte) (Line, error) {
	var line Line
	if err := json.Unmarshal(text, &line); err != nil {
		return line, err
	}
	if sum, err := hex.DecodeString(line.SHA256); err != nil || len(sum) != sha256.Size || line.SHA256 != strings.ToLower(line.SHA256) {
		return line, fmt.Errorf("sha256 %q", line.SHA256)
	}
	for _, at := range []string{line.Received, line.Seen} {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			return line, err
		}
	}
	return line, nil
}

// stump reports whether a line ends before its JSON does: an earlier run found
// it cut short and closed it off. An empty line is one of no length.
func stump(text []byte, err error) bool {
	var syntax *json.SyntaxError
	return len(text) == 0 || errors.As(err, &syntax) && syntax.Offset >= int64(len(text)) && syntax.Error() == "unexpected end of JSON input"
}

func (l *Ledger) note(line Line) {
	if _, ok := l.first[line.SHA256]; !ok {
		l.first[line.SHA256] = len(l.lines)
	}
	l.named[[2]string{line.SHA256, line.Name}] = true
	l.lines = append(l.lines, line)
}

// Close closes the ledger.
func (l *Ledger) Close() error { return l.file.Close() }

// Lines gives every arrival, in order.
func (l *Ledger) Lines() []Line { return append([]Line(nil), l.lines...) }

// Contents gives each content once, with its first arrival: what decides
// whether it was late.
func (l *Ledger) Contents() []Line {
	var out []Line
	for i, line := range l.lines {
		if l.first[line.SHA256] == i {
			out = append(out, line)
		}
	}
	return out
}

// LastSeen is the last scan that found something; zero before the first.
func (l *Ledger) LastSeen() time.Time {
	var last time.Time
	for _, line := range l.lines {
		if at, err := time.Parse(time.RFC3339, line.Seen); err == nil && at.After(last) {
			last = at
		}
	}
	return last
}

// append writes a line and waits until it is on the disk.
func (l *Ledger) append(line Line) error {
	data, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err := l.file.Write(append(data, '\n')); err != nil {
		return err
	}
	if err := l.file.Sync(); err != nil {
		return err
	}
	l.note(line)
	return nil
}

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

// Read gives the bytes of an archived content, checked against its hash. A
// content that came under several names lies under its first. Safe for
// concurrent use.
func (l *Ledger) Read(line Line) ([]byte, error) {
	name := line.Name
	if i, ok := l.first[line.SHA256]; ok {
		name = l.lines[i].Name
	}
	path := ArchivePath(line.SHA256, name)
	data, err := os.ReadFile(filepath.Join(l.dir, path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: its archived copy is missing; put the file back into the inbox: %w", line.Name, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", line.Name, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != line.SHA256 {
		return nil, fmt.Errorf("%s: its archived copy %s is damaged; remove that copy and put the file back into the inbox", line.Name, path)
	}
	return data, nil
}
