package workbook

import (
	"fmt"
	"time"
)

// Limits bound what one file may cost.
type Limits struct {
	MaxBytes    int64         // of the file
	MaxExpanded int64         // of all its parts, unpacked
	MaxCells    int           // kept: those with a value, their blank neighbours, repetitions in merged ranges
	MaxText     int64         // bytes of text kept, shared ones once; 0 is without end
	Timeout     time.Duration // for reading it; 0 is without end
}

// DefaultLimits suit an ordinary PC and leave a school a hundred times what
// its workbook needs: 64 MB a file, 200 MB unpacked, 500,000 cells, 64 MB of
// text, a minute. What is unpacked is never held whole: a file costs its cells,
// its texts and a window of some KB.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 64 << 20, MaxExpanded: 200 << 20, MaxCells: 500_000, MaxText: 64 << 20, Timeout: time.Minute}
}

// Read reads a workbook whole, or gives a *Refusal that says why not. It never
// panics and never gives a shorter sheet than the file has: every entry of the
// zip is held against its checksum, every part that is read is followed to its
// last tag, and what stands in a cell and is not understood refuses the file.
// Sheets without cells (charts) are left out.
//
// A page of HTML, or CSV, is refused; see ReadNamed.
func Read(data []byte, lim Limits) (*Workbook, error) { return read(data, lim, false) }

func read(data []byte, lim Limits, texts bool) (wb *Workbook, err error) {
	defer func() {
		if p := recover(); p != nil {
			wb, err = nil, &Refusal{Code: "KHONG_DOC_DUOC", Detail: fmt.Sprint(p)}
		}
	}()
	if int64(len(data)) > lim.MaxBytes {
		return nil, tooLarge("%d bytes", len(data))
	}
	k, refusal := sniff(data)
	if k == kindOther || k != kindZip && !texts {
		return nil, refusal
	}
	b := &book{container: container{lim: lim, data: data}, Workbook: Workbook{Props: map[string]string{}}, fonts: map[string]string{}}
	if lim.Timeout > 0 {
		b.end = time.Now().Add(lim.Timeout)
	}
	if k == kindZip {
		err = b.readZip()
	} else {
		err = b.readLetters(k, refusal)
	}
	if err != nil {
		return nil, err
	}
	read := b.Workbook // not the rest of b, which the caller shouldn't hold
	return &read, nil
}

// readZip reads what a zip holds: the shared parts, each sheet, the rest for its
// checksums.
func (b *book) readZip() error {
	if err := b.open(); err != nil {
		return err
	}
	for _, part := range b.sheets {
		sh, err := b.readSheet(part)
		if err != nil {
			return err
		}
		b.Sheets = append(b.Sheets, sh)
	}
	return b.drain()
}
