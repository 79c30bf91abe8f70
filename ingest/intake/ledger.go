package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
	Torn  bool // the last line was cut by a killed run; it is not counted
}

const ledgerName = "received.jsonl"

// Open reads the ledger of an archive folder, which it makes when missing. A
// last line that a killed run cut short is closed off and left out; a broken
// line in the middle is an error that names it.
func Open(dir string) (*Ledger, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, ledgerName)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		return nil, err
	}
	l := &Ledger{dir: dir, file: f, first: map[string]int{}, named: map[[2]string]bool{}}
	if err := l.read(name); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func (l *Ledger) read(name string) error {
	data, err := io.ReadAll(bufio.NewReader(l.file))
	if err != nil {
		return err
	}
	rows := bytes.Split(data, []byte("\n"))
	for i, row := range rows {
		if len(bytes.TrimSpace(row)) == 0 {
			continue
		}
		var line Line
		err := json.Unmarshal(row, &line)
		last := i == len(rows)-1 // no newline behind it: cut short
		switch {
		case err == nil && line.SHA256 != "" && !last:
			l.note(line)
		case err == nil && line.SHA256 != "":
			l.note(line)
			if _, err := l.file.WriteString("\n"); err != nil {
				return err
			}
		case last:
			l.Torn = true
			if _, err := l.file.WriteString("\n"); err != nil {
				return err
			}
		case i == len(rows)-2 || l.closedOff(row):
			l.Torn = true
		default:
			return fmt.Errorf("%s:%d: not a line of the ledger; restore the file from a backup: %v", name, i+1, err)
		}
	}
	return nil
}

// closedOff reports whether a line is the stump of one that an earlier run
// found cut short: it begins like a line and has no end.
func (l *Ledger) closedOff(row []byte) bool {
	return bytes.HasPrefix(row, []byte("{")) && !bytes.HasSuffix(bytes.TrimSpace(row), []byte("}"))
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

// ArchivePath is where a content lies in the archive, relative to it.
func ArchivePath(sha256, name string) string {
	return filepath.Join(sha256[:2], sha256+strings.ToLower(filepath.Ext(name)))
}

// Read gives the bytes of an archived content.
func (l *Ledger) Read(line Line) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(l.dir, ArchivePath(line.SHA256, line.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: its archived copy is missing; put the file back into the inbox: %w", line.Name, err)
	}
	return data, err
}
