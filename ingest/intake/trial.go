package intake

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenTrial opens a ledger for a night that is only tried: it knows what the one
// of an archive folder knows, reads the contents there, and writes whatever it
// notes and archives into scratch. The archive may be missing, and may be
// written meanwhile by a real night.
func OpenTrial(archive, scratch string) (*Ledger, error) {
	under, err := os.OpenRoot(archive)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if under != nil {
		for _, name := range []string{ledgerName, cacheName, scanningName} {
			data, err := under.ReadFile(name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err == nil {
				err = errors.Join(os.MkdirAll(scratch, 0o700), os.WriteFile(filepath.Join(scratch, name), data, 0o600))
			}
			if err != nil {
				return nil, errors.Join(err, under.Close())
			}
		}
	}
	l, err := Open(scratch)
	if err == nil {
		l.under = under
		return l, nil
	}
	if under != nil {
		err = errors.Join(err, under.Close())
	}
	return nil, err
}

// beneath asks the archive, and in a trial the real one for what is not in it.
func beneath[T any](l *Ledger, ask func(*os.Root) (T, error)) (T, error) {
	v, err := ask(l.root)
	if l.under != nil && errors.Is(err, fs.ErrNotExist) {
		return ask(l.under)
	}
	return v, err
}

func (l *Ledger) stat(path string) (fs.FileInfo, error) {
	return beneath(l, func(r *os.Root) (fs.FileInfo, error) { return r.Stat(path) })
}

func (l *Ledger) open(path string) (*os.File, error) {
	return beneath(l, func(r *os.Root) (*os.File, error) { return r.Open(path) })
}

func (l *Ledger) readFile(path string) ([]byte, error) {
	return beneath(l, func(r *os.Root) ([]byte, error) { return r.ReadFile(path) })
}
