package intake

import (
	"encoding/json"
	"io/fs"
	"time"
	"unicode/utf8"
)

// cacheName is the file that remembers how the inbox's files looked. It is a
// cache only: without it every file is read again, and nothing else changes.
const cacheName = "inbox.cache.json"

// rehash is after how many scans every file is read again, whatever it looks
// like: a disk may change a byte and tell nobody.
const rehash = 7

// cache is how the files of the inbox looked when they were last read.
type cache struct {
	Scans int             `json:"scans"` // since every file was last read
	Files map[string]look `json:"files"`
	next  map[string]look // what this scan saw; files that are gone drop out
}

// look is what a stat tells of a file, and the content that it had then.
type look struct {
	Size    int64  `json:"size"`
	ModTime int64  `json:"mtime"` // Unix nanoseconds
	Change  int64  `json:"ctime"` // the same; 0 where the system has none
	Inode   uint64 `json:"inode"` // 0 where the system has none
	SHA256  string `json:"sha256"`
}

func lookOf(info fs.FileInfo) look {
	l := look{Size: info.Size(), ModTime: info.ModTime().UnixNano()}
	l.Inode, l.Change = inode(info)
	return l
}

func (l *Ledger) readCache() *cache {
	c := &cache{}
	data, err := l.root.ReadFile(cacheName)
	if err != nil || json.Unmarshal(data, c) != nil || c.Scans+1 >= rehash || c.Scans < 0 {
		c = &cache{}
	} else {
		c.Scans++
	}
	c.next = map[string]look{}
	return c
}

// writeCache keeps what the scan saw; that it can't is no loss.
func (l *Ledger) writeCache(c *cache) {
	c.Files = c.next
	data, err := json.Marshal(c)
	if err != nil {
		return
	}
	tmp := cacheName + ".new"
	if l.root.WriteFile(tmp, data, 0o640) != nil || l.root.Rename(tmp, cacheName) != nil {
		_ = l.root.Remove(tmp)
	}
}

// known gives the content of a file that looks as it did when it was read.
func (c *cache) known(rel string, info fs.FileInfo) (sum string, ok bool) {
	was, ok := c.Files[rel]
	now := lookOf(info)
	now.SHA256 = was.SHA256
	if !ok || was != now {
		return "", false
	}
	c.next[rel] = was
	return was.SHA256, true
}

// note remembers a file that was read. One written in the very moment of the
// scan may change again within the clock's grain, and is read again next time.
func (c *cache) note(rel string, info fs.FileInfo, sum string) {
	if !utf8.ValidString(rel) || time.Since(info.ModTime()).Abs() < 2*time.Second {
		return
	}
	l := lookOf(info)
	l.SHA256 = sum
	c.next[rel] = l
}

// holds reports whether the ledger has a content under a name, and the archive
// its copy.
func (l *Ledger) holds(sum, name string) bool {
	if !l.noted[[2]string{sum, name}] || l.gone[sum] {
		return false
	}
	line := l.lines[l.first[sum]]
	info, err := l.stat(ArchivePath(line.SHA256, line.Name))
	return err == nil && info.Size() == line.Size
}
