// Command gen makes sample workspaces: the trial unit of this folder, and units
// of any size for benchmarks. The same seed gives the same bytes.
//
//	go run ./sample-data/gen DIR                  the trial unit
//	go run ./sample-data/gen -schools 1000 DIR    a unit of 1,000 schools
//	go run ./sample-data/gen -schools 100 -unit 7 DIR    the seventh unit of a province, with schools of its own
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
	"kdcl/ingest/intake"
	"kdcl/ingest/rulebook"
	"kdcl/templates"
)

func main() {
	schools := flag.Int("schools", 0, "make a unit of this many schools, for benchmarks")
	unit := flag.Int("unit", 0, "make it one of many units, with schools, communes and a name of its own")
	seed := flag.Uint64("seed", 1, "seed of everything that varies")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: gen [-schools N [-unit K]] [-seed S] DIR")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *schools, *unit, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir string, schools, unit int, seed uint64) error {
	g, err := newGenerator(seed)
	if err != nil {
		return err
	}
	if schools > 0 {
		return g.benchmark(dir, schools, unit)
	}
	return g.trial(dir)
}

// generator holds what the templates say and what has been made so far.
type generator struct {
	seed   uint64
	rules  *rulebook.Set
	layout *blank.Layout
	unit   form.Unit
}

func newGenerator(seed uint64) (*generator, error) {
	rules, err := rulebook.Load(templates.FS)
	if err != nil {
		return nil, err
	}
	layout, err := blank.LoadLayout(templates.FS)
	return &generator{seed: seed, rules: rules, layout: layout, unit: form.Unit{Name: "Phòng Văn hóa - Xã hội"}}, err
}

// arrival is a workbook and how it came in.
type arrival struct {
	name      string // in the inbox
	received  string // local, "2026-09-20 08:15"
	archived  bool   // of an earlier year: in the archive only
	container bool   // a zip or an e-mail that holds workbooks
	data      []byte
	spec      *blank.Spec // drawn when data is empty
	damage    func([]byte) []byte
}

// draw makes the workbooks on every core.
func (g *generator) draw(arrivals []*arrival) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	next := make(chan *arrival)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for a := range next {
				if a.data != nil {
					continue
				}
				var b bytes.Buffer
				if err := blank.Form(&b, *a.spec, g.layout); err != nil {
					mu.Lock()
					errs = append(errs, fmt.Errorf("%s: %w", a.name, err))
					mu.Unlock()
					continue
				}
				a.data = b.Bytes()
				if a.damage != nil {
					a.data = a.damage(a.data)
				}
			}
		})
	}
	for _, a := range arrivals {
		next <- a
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

var zone = time.FixedZone("+07", 7*3600)

func local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

// put writes the workspace. With ledger, the arrivals are noted as nights long
// past noted them, and everything lies in the archive already.
func put(dir string, unitYAML string, roster form.Roster, arrivals []*arrival, ledger bool) error {
	if err := clear(dir); err != nil {
		return err
	}
	for _, sub := range []string{"inbox", "archive"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := blank.FilledRoster(&b, roster); err != nil {
		return err
	}
	write := func(name string, data []byte) error {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, data, 0o644)
	}
	if err := errors.Join(write("unit.yaml", []byte(unitYAML)), write("schools.xlsx", b.Bytes())); err != nil {
		return err
	}
	slices.SortStableFunc(arrivals, func(a, b *arrival) int { return strings.Compare(a.received+a.name, b.received+b.name) })
	var lines bytes.Buffer
	for _, a := range arrivals {
		at := local(a.received)
		if !a.archived {
			name := filepath.Join("inbox", a.name)
			if err := write(name, a.data); err != nil {
				return err
			}
			if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
				return err
			}
		}
		if !ledger {
			continue
		}
		sum := sha256.Sum256(a.data)
		night := time.Date(at.Year(), at.Month(), at.Day(), 23, 30, 0, 0, zone)
		line := intake.Line{SHA256: hex.EncodeToString(sum[:]), Name: a.name, Size: int64(len(a.data)), Received: at.Format(time.RFC3339), Seen: night.Format(time.RFC3339), Via: "folder"}
		if strings.HasSuffix(a.name, ".eml") {
			line.Via = "mail"
		}
		data, err := json.Marshal(line)
		if err != nil {
			return err
		}
		lines.Write(append(data, '\n'))
		if err := write(filepath.Join("archive", intake.ArchivePath(line.SHA256, a.name)), a.data); err != nil {
			return err
		}
	}
	if !ledger {
		return nil
	}
	if err := write(filepath.Join("archive", "received.jsonl"), lines.Bytes()); err != nil {
		return err
	}
	return unpack(filepath.Join(dir, "archive"))
}

// unpack takes the containers of an archive apart, as the nights that took them in did.
func unpack(archive string) error {
	ledger, err := intake.Open(archive)
	if err != nil {
		return err
	}
	for _, line := range ledger.Lines() {
		if _, _, err := ledger.Unpack(line, intake.DefaultLimits()); err != nil {
			return errors.Join(err, ledger.Close())
		}
	}
	return ledger.Close()
}

// clear empties a workspace that gen made before; it never empties a folder
// that is not one.
func clear(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "unit.yaml")); err != nil {
		return fmt.Errorf("%s is not empty and no workspace", dir)
	}
	for _, sub := range []string{"inbox", "archive", "out", "runs", "kdcl.duckdb"} {
		if err := os.RemoveAll(filepath.Join(dir, sub)); err != nil {
			return err
		}
	}
	return nil
}

// random gives a school's own source: adding one school changes no other.
func (g *generator) random(code, year string) *rand.Rand {
	h := sha256.Sum256([]byte(code + year))
	var n uint64
	for _, b := range h[:8] {
		n = n<<8 | uint64(b)
	}
	return rand.New(rand.NewPCG(g.seed, n))
}

// benchmark makes a unit of n schools, one full workbook each, as they would
// lie in the inbox on the first night.
func (g *generator) benchmark(dir string, n, unit int) error {
	kinds := []string{"MN", "TH", "THCS", "MN", "TH", "TH-THCS"}
	words := map[string]string{"MN": "Mầm non", "TH": "Tiểu học", "THCS": "THCS", "TH-THCS": "TH&THCS"}
	text, commune := unitText, "Xã %d"
	if unit > 0 {
		text = strings.ReplaceAll(text, "xã Mẫu", fmt.Sprintf("xã Mẫu %d", unit))
		text = strings.ReplaceAll(text, `place: "Xã Mẫu"`, fmt.Sprintf("place: \"Xã Mẫu %d\"\n  id: xa-mau-%d\n  province: \"Tỉnh Mẫu\"", unit, unit))
		commune = fmt.Sprintf("Xã %d.%%d", unit)
	}
	var roster form.Roster
	var arrivals []*arrival
	for i := range n {
		kind := kinds[i%len(kinds)]
		s := form.School{
			Code: fmt.Sprintf("%08d", 1000001+unit*100000+i), Name: fmt.Sprintf("%s số %d", words[kind], i+1), Kind: kind,
			Commune: fmt.Sprintf(commune, i/8+1), Private: i%12 == 3,
		}
		roster.Schools = append(roster.Schools, s)
		if i%15 == 7 {
			continue // owes
		}
		spec := g.spec(s, "2026-2027", profile{level: 1 + i%2, everything: true, documents: 120})
		at := local("2027-06-01 08:00").Add(time.Duration(i%20) * 24 * time.Hour)
		arrivals = append(arrivals, &arrival{name: fmt.Sprintf("%s/%s 2026-2027.xlsx", s.Commune, s.Name), received: at.Format("2006-01-02 15:04"), spec: &spec})
	}
	if err := g.draw(arrivals); err != nil {
		return err
	}
	return put(dir, text, roster, arrivals, false)
}
