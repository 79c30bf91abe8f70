package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

const lockName = "kdcl.lock"

// holder is who holds the lock, as kdcl.lock says it while a run goes on.
type holder struct {
	Owner   string `json:"owner"` // the account
	Host    string `json:"host"`
	Process int    `json:"process"`
	Started string `json:"started"` // RFC 3339
}

func (h holder) String() string {
	return fmt.Sprintf("%s on %s, process %d, since %s", h.Owner, h.Host, h.Process, h.Started)
}

// lock keeps two runs from working in one workspace. The system holds the lock
// for as long as the process lives, so a note that a run left behind is of a run
// that died: it is taken over, and stale says whose it was. Between computers
// that share a folder not every file system carries the lock; a note of another
// computer therefore stops the run until somebody has looked.
//
// The file stays: removing it would let a third run lock a new file while a
// second holds the old one.
func (o *office) lock() (unlock func(), stale string, err error) {
	name := o.path(lockName)
	f, err := o.disk.openFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		// Windows locks the first byte against everybody: the note begins behind it.
		_, err = f.WriteString("\n")
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, "", fmt.Errorf("lock: %w", err)
		}
	case !errors.Is(err, fs.ErrExist):
		return nil, "", fmt.Errorf("lock: %w", err)
	}
	if err := o.disk.ordinary(name); err != nil { // the system opens it by name
		return nil, "", fmt.Errorf("lock: %w", err)
	}
	l := flock.New(name, flock.SetFlag(os.O_RDONLY)) // it makes and writes nothing there
	ok, err := l.TryLock()
	if err != nil {
		return nil, "", fmt.Errorf("lock %s: %w", name, err)
	}
	before, noted := readHolder(name)
	if !ok {
		who := "?"
		if noted {
			who = before.String()
		}
		return nil, "", locked{who: who}
	}
	host, _ := os.Hostname()
	if noted && before.Host != host {
		return nil, "", errors.Join(locked{who: before.String(), elsewhere: name}, l.Unlock())
	}
	if noted {
		stale = before.String()
	}
	// The environment knows the account without asking a directory on the network.
	owner := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"), os.Getenv("LOGNAME"), fmt.Sprint("uid ", os.Getuid()))
	if err := o.writeHolder(name, &holder{owner, host, os.Getpid(), time.Now().Format(time.RFC3339)}); err != nil {
		return nil, "", errors.Join(fmt.Errorf("lock %s: %w", name, err), l.Unlock())
	}
	return func() {
		_ = o.writeHolder(name, nil)
		_ = l.Unlock()
	}, stale, nil
}

// readHolder reads the note of a lock file; ok is false when there is none.
func readHolder(name string) (h holder, ok bool) {
	f, err := os.Open(name)
	if err != nil {
		return h, false
	}
	defer f.Close()
	data, err := io.ReadAll(io.NewSectionReader(f, 1, 4096))
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return h, false
	}
	if err := json.Unmarshal(data, &h); err != nil {
		// A note cut short is of a run that was killed as it began, here.
		h.Host, _ = os.Hostname()
	}
	return h, true
}

// writeHolder writes the note behind the first byte; nil takes it away.
func (o *office) writeHolder(name string, h *holder) error {
	f, err := o.disk.openFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = f.Truncate(1)
	if h != nil && err == nil {
		var data []byte
		if data, err = json.Marshal(h); err == nil {
			_, err = f.WriteAt(append(data, '\n'), 1)
		}
	}
	return errors.Join(err, f.Sync(), f.Close())
}
