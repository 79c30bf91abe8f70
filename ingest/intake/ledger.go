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
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Line is one arrival, a line of archive/received.jsonl; never rewritten. The
// fields from Modified on came later: older lines lack them.
type Line struct {
	SHA256    string `json:"sha256"`
	Name      string `json:"name"` // in the inbox, slashes forward; of a member: its container's name, a slash, Inner
	Size      int64  `json:"size"`
	Received  string `json:"received"`            // arrival, RFC 3339; a member's is its container's
	Seen      string `json:"seen"`                // the scan that found it, RFC 3339
	Via       string `json:"via"`                 // "folder", "mail" (an e-mail and what came in it), "zip", "recovered"
	Modified  string `json:"modified,omitempty"`  // the file's own time, RFC 3339: tells versions of one arrival apart
	Container string `json:"container,omitempty"` // SHA-256 of the zip or e-mail that it came in
	Inner     string `json:"inner,omitempty"`     // its path in there
	Sender    string `json:"sender,omitempty"`    // SHA-256 of the address that the e-mail came from; never the address
}

// Ledger is the archive and its ledger, received.jsonl.
type Ledger struct {
	Torn  bool // the last line was found cut short or damaged: a killed run's; now set aside
	root  *os.Root
	under *os.Root // of a trial: the real archive, which is only read; else nil
	file  *os.File
	lines []Line
	first map[string]int     // content -> its first line
	noted map[[2]string]bool // content and name -> a line says so
	aside []string           // what can be read of damaged lines
	gone  map[string]bool    // contents that were dropped and did not come again
	whole int                // lines before it are of scans that were done, or of none
}

const ledgerName = "received.jsonl"

// scanningName is a file that stands while a scan notes arrivals: the length of
// the ledger, in bytes, when it began. A scan that was killed midway leaves it.
// It has looked at part of the inbox only, so it is no previous scan, and holds
// nobody's arrival (DESIGN §6).
const scanningName = "scanning"

// setAside is a line that says of an earlier one, by its hash, that it was
// found damaged when it was the last, and counts for nothing.
type setAside struct {
	SHA256 string `json:"set_aside"`
}

// dropped is a line that says of a content that its archived copy is no longer
// kept. The lines before it stay, and tell its arrival should it come again.
type dropped struct {
	SHA256 string `json:"dropped"`
	At     string `json:"at"` // RFC 3339
}

// Open reads the ledger of an archive folder, which it makes when missing. A
// last line that a killed run cut short, or that a disk damaged, is set aside by
// a line behind it and told of in Torn; nothing is rewritten. Its file is noted
// again by the next scan, or by Recover from its archived copy. Any other broken
// line is an error that names it.
func Open(dir string) (*Ledger, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return ledgerOf(root)
}

// OpenIn does so for an archive in a folder that is held open: a link that leads
// out of it is refused.
func OpenIn(within *os.Root, name string) (*Ledger, error) {
	if err := within.MkdirAll(name, 0o750); err != nil {
		return nil, err
	}
	root, err := within.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return ledgerOf(root)
}

func ledgerOf(root *os.Root) (*Ledger, error) {
	f, err := root.OpenFile(ledgerName, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		name := filepath.Join(root.Name(), ledgerName)
		return nil, errors.Join(said{"sổ nhận " + name, "the ledger " + name, pathless(err)}, root.Close())
	}
	l := &Ledger{root: root, file: f, first: map[string]int{}, noted: map[[2]string]bool{}, gone: map[string]bool{}, whole: math.MaxInt}
	if err := errors.Join(l.syncDir("."), l.read()); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Ledger) read() error {
	data, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	rows := bytes.Split(data, []byte("\n"))
	aside, good := map[string]bool{}, -1 // the last line that says something
	for i, row := range rows {
		if _, err := parseLine(trim(row)); err == nil {
			good = i
		} else if sum, ok := parseAside(row); ok {
			aside[sum], good = true, i
		} else if _, ok := parseDropped(row); ok {
			good = i
		}
	}
	begun, offset := l.begun(), int64(0)
	if begun != math.MaxInt64 {
		l.whole = 0
	}
	for i, row := range rows {
		line, err := parseLine(trim(row))
		_, marks := parseAside(row)
		sum, drops := parseDropped(row)
		switch {
		case err == nil:
			l.note(line)
			if offset < begun && begun != math.MaxInt64 {
				l.whole = len(l.lines)
			}
		case marks:
		case drops:
			l.gone[sum] = true
		case aside[hashOf(row)], i < len(rows)-1 && stump(trim(row), err):
			// Set aside before; a stump with a newline by a release that wrote no more about it.
			l.aside = append(l.aside, string(trim(row)))
		case i < good:
			at := fmt.Sprintf("%s:%d", l.file.Name(), i+1)
			return said{at + ": không phải một dòng của sổ nhận; lấy lại tệp này từ bản sao lưu", at + ": not a line of the ledger; restore the file from a backup", err}
		case len(row) > 0:
			l.Torn = true
			l.aside = append(l.aside, string(trim(row)))
		}
		offset += int64(len(row)) + 1
	}
	if n := len(rows) - 1; len(rows[n]) > 0 { // no newline behind the last
		if _, err := l.file.WriteString("\n"); err != nil {
			return err
		}
	}
	for i := good + 1; i < len(rows) && l.Torn; i++ {
		if len(rows[i]) > 0 {
			if err := l.write(setAside{hashOf(rows[i])}); err != nil {
				return err
			}
		}
	}
	return l.file.Sync()
}

// trim gives what a row says: a power cut may leave zeros where it was to stand.
func trim(row []byte) []byte { return bytes.TrimSpace(bytes.ReplaceAll(row, []byte{0}, nil)) }

func parseAside(row []byte) (string, bool) {
	var a setAside
	err := json.Unmarshal(row, &a)
	return a.SHA256, err == nil && isHash(a.SHA256)
}

func parseDropped(row []byte) (string, bool) {
	var d dropped
	err := json.Unmarshal(row, &d)
	return d.SHA256, err == nil && isHash(d.SHA256)
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// parseLine reads one line of the ledger, strictly enough to trust its hash as
// a file name and its time as an arrival.
func parseLine(text []byte) (Line, error) {
	var line Line
	if err := json.Unmarshal(text, &line); err != nil {
		return line, err
	}
	if !isHash(line.SHA256) {
		return line, fmt.Errorf("sha256 %q", line.SHA256)
	}
	if line.Container != "" && !isHash(line.Container) {
		return line, fmt.Errorf("container %q", line.Container)
	}
	for _, at := range []string{line.Received, line.Seen} {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			return line, err
		}
	}
	return line, nil
}

func isHash(s string) bool {
	sum, err := hex.DecodeString(s)
	return err == nil && len(sum) == sha256.Size && s == strings.ToLower(s)
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
	l.noted[[2]string{line.SHA256, line.Name}] = true
	delete(l.gone, line.SHA256)
	l.lines = append(l.lines, line)
}

// Close closes the ledger.
func (l *Ledger) Close() error {
	err := errors.Join(l.file.Close(), l.root.Close())
	if l.under != nil {
		err = errors.Join(err, l.under.Close())
	}
	return err
}

// Lines gives every arrival, in order.
func (l *Ledger) Lines() []Line { return append([]Line(nil), l.lines...) }

// Contents gives each content that is kept once, under the name of its first line and with
// its earliest arrival, which decides whether it was late: the e-mail may be
// saved into the inbox after the workbook that came with it.
func (l *Ledger) Contents() []Line {
	var out []Line
	at := map[string]int{}
	for i, line := range l.lines {
		if l.gone[line.SHA256] {
			continue
		}
		if l.first[line.SHA256] == i {
			at[line.SHA256] = len(out)
			out = append(out, line)
			continue
		}
		if c := &out[at[line.SHA256]]; before(line.Received, c.Received) {
			c.Received = line.Received
		}
	}
	return out
}

func before(a, b string) bool {
	at, err := time.Parse(time.RFC3339, a)
	bt, bad := time.Parse(time.RFC3339, b)
	return err == nil && bad == nil && at.Before(bt)
}

// LastSeen is the last scan that found something and was done; zero before the
// first.
func (l *Ledger) LastSeen() time.Time {
	var last time.Time
	for _, line := range l.lines[:min(l.whole, len(l.lines))] {
		if at, err := time.Parse(time.RFC3339, line.Seen); err == nil && at.After(last) {
			last = at
		}
	}
	return last
}

// begun is where the ledger ended when a scan began that was never done; without
// one, behind every line.
func (l *Ledger) begun() int64 {
	data, err := l.root.ReadFile(scanningName)
	if err != nil {
		return math.MaxInt64
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	if err != nil {
		return math.MaxInt64 // cut short before anything was noted
	}
	return n
}

// begin notes that a scan begins to note arrivals, unless an earlier one did and
// was never done.
func (l *Ledger) begin() error {
	if l.begun() != math.MaxInt64 {
		return nil
	}
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	l.whole = len(l.lines)
	f, err := l.root.OpenFile(scanningName, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, info.Size())
	return errors.Join(err, f.Sync(), f.Close(), l.syncDir("."))
}

// finish notes that a scan has looked at the whole inbox.
func (l *Ledger) finish() error {
	l.whole = math.MaxInt
	if err := l.root.Remove(scanningName); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// append writes an arrival and waits until it is on the disk.
func (l *Ledger) append(line Line) error {
	if err := l.write(line); err != nil {
		return err
	}
	l.note(line)
	return nil
}

func (l *Ledger) write(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := l.file.Write(append(data, '\n')); err != nil {
		return err
	}
	return l.file.Sync()
}

// add archives a content and notes its arrival, when the content or its name is
// new; body gives the content's bytes again.
func (l *Ledger) add(line Line, body io.ReadSeeker) (Line, bool, error) {
	kept := line
	if i, ok := l.first[line.SHA256]; ok {
		kept = l.lines[i]
		if line.Container == "" && line.Via == "folder" {
			line.Received = kept.Received // a copy in another folder is the content that came before
		}
	}
	if err := l.keep(body, kept); err != nil {
		return Line{}, false, err
	}
	if !l.unnoted(line) {
		return line, false, nil
	}
	return line, true, l.append(line)
}

// unnoted reports whether an arrival is to be noted: its content or its name is
// new, or the content was dropped and has come again.
func (l *Ledger) unnoted(line Line) bool {
	return !l.noted[[2]string{line.SHA256, line.Name}] || l.gone[line.SHA256]
}

// Drop notes that a content is no longer kept, and then removes its archived
// copy; dropped again, it removes a copy that a killed run left. It is for
// contents that nothing counts on: a night and a rebuild know them no more. One
// that comes again is taken in again, with the arrival that it had.
func (l *Ledger) Drop(line Line, now time.Time) error {
	if !l.gone[line.SHA256] {
		if err := l.write(dropped{line.SHA256, now.Format(time.RFC3339)}); err != nil {
			return err
		}
		l.gone[line.SHA256] = true
	}
	if err := l.root.Remove(l.path(line)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return l.syncDir(".")
}

// Dropped gives the contents that are no longer kept, by their first lines.
func (l *Ledger) Dropped() []Line {
	var out []Line
	for i, line := range l.lines {
		if l.gone[line.SHA256] && l.first[line.SHA256] == i {
			out = append(out, line)
		}
	}
	return out
}

// Unpack takes a container of the archive apart: each file in it is archived as
// a content of its own and noted with the container's arrival. ok is false for
// what is no container. Done again, it notes nothing again.
func (l *Ledger) Unpack(line Line, lim Limits) (x Expansion, ok bool, err error) {
	f, err := l.open(l.path(line))
	if err != nil {
		return x, false, l.missing(line, err)
	}
	kind := ContainerKind(f, line.Size)
	if err := f.Close(); err != nil || kind == "" {
		return x, false, err
	}
	if line.Size > lim.Size {
		return Expansion{Kind: kind, Refused: []Entry{{Code: tooLarge, Detail: fmt.Sprintf("a container of %d bytes", line.Size)}}}, true, nil
	}
	data, err := l.Read(line)
	if err != nil {
		return x, false, err
	}
	zone := time.UTC
	if at, err := time.Parse(time.RFC3339, line.Received); err == nil {
		zone = at.Location()
	}
	via := line.Via
	if kind == KindZip && via != "mail" {
		via = "zip"
	}
	x, err = Expand(data, zone, lim, func(e Entry, body []byte) error {
		member := Line{
			SHA256: hashOf(body), Name: line.Name + "/" + e.Inner, Size: int64(len(body)),
			Received: line.Received, Seen: line.Seen, Via: via, Container: line.SHA256, Inner: e.Inner, Sender: line.Sender,
		}
		if !e.Modified.IsZero() {
			member.Modified = e.Modified.In(zone).Format(time.RFC3339)
		}
		_, _, err := l.add(member, bytes.NewReader(body))
		return err
	})
	if err == nil && !x.Closed() {
		err = fmt.Errorf("%s: %d entries, %d handed on, %d opened, %d refused, %d ignored", line.Name, x.Entries, x.Members, x.Nested, len(x.Refused), len(x.Ignored))
	}
	return x, true, err
}

// ErrNoCopy is an archived copy that is missing or damaged.
var ErrNoCopy = errors.New("no good archived copy")

// copyError says what to do about it.
type copyError struct{ said }

func (e copyError) Is(t error) bool { return t == ErrNoCopy }

func (l *Ledger) missing(line Line, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return copyError{said{line.Name + ": bản trong archive không còn; đặt lại tệp này vào hộp nhận", line.Name + ": its archived copy is missing; put the file back into the inbox", nil}}
	}
	return copyError{said{line.Name, line.Name, err}}
}

// Read gives the bytes of an archived content, checked against its hash. A
// content that came under several names lies under its first. Safe for
// concurrent use.
func (l *Ledger) Read(line Line) ([]byte, error) {
	path := l.path(line)
	data, err := l.readFile(path)
	if err != nil {
		return nil, l.missing(line, err)
	}
	if hashOf(data) != line.SHA256 {
		return nil, copyError{said{
			fmt.Sprintf("%s: bản trong archive, %s, đã hỏng; xóa bản ấy rồi đặt lại tệp này vào hộp nhận", line.Name, path),
			fmt.Sprintf("%s: its archived copy %s is damaged; remove that copy and put the file back into the inbox", line.Name, path), nil}}
	}
	return data, nil
}
