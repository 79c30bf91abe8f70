package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kdcl/aggregate"
	"kdcl/ingest"
	"kdcl/ingest/catalogue"
	"kdcl/ingest/form"
	"kdcl/ingest/rulebook"
	"kdcl/ingest/unit"
	"kdcl/ingest/workbook"
)

// office is a workspace opened: who we are, our schools, the rules and the words.
type office struct {
	dir       string
	zone      *time.Location
	templates fs.FS

	Unit      form.Unit
	Roster    form.Roster
	Rules     *rulebook.Set
	Catalogue *catalogue.Catalogue
	Reader    *ingest.Reader
	DBOptions aggregate.Options
	Basis     string // what the database was made from besides the archive
}

func (o *office) path(name string) string { return filepath.Join(o.dir, name) }

// rules opens what the templates say; it needs no workspace.
func (r request) rules() (*office, error) {
	o := &office{templates: r.templates, zone: time.Local}
	var err error
	if o.Rules, err = rulebook.Load(r.templates); err != nil {
		return nil, asked{err}
	}
	if o.Catalogue, err = catalogue.Load(r.templates); err != nil {
		return nil, asked{err}
	}
	if o.Reader, err = ingest.NewReader(r.templates, o.Rules); err != nil {
		return nil, asked{err}
	}
	o.Reader.NoRepair = r.c.Bool("no-repair")
	return o, nil
}

// office opens the workspace; what is wrong in unit.yaml or schools.xlsx is
// said whole, with file, line or cell, and what to do.
func (r request) office() (*office, error) {
	o, err := r.rules()
	if err != nil {
		return nil, err
	}
	o.dir = r.workspace
	data, err := os.ReadFile(o.path("unit.yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, asked{fmt.Errorf("%s", r.say(
			fmt.Sprintf("không thấy %s. Tạo thư mục làm việc bằng: kdcl init %s", o.path("unit.yaml"), o.dir),
			fmt.Sprintf("there is no %s. Make a workspace with: kdcl init %s", o.path("unit.yaml"), o.dir)))}
	}
	if err != nil {
		return nil, asked{err}
	}
	if err := r.contain(o.dir); err != nil {
		return nil, err
	}
	if o.Unit, err = unit.LoadUnit(data, o.path("unit.yaml")); err != nil {
		return nil, asked{err}
	}
	if o.zone, err = time.LoadLocation(o.Unit.TimeZone); err != nil {
		return nil, asked{fmt.Errorf("%s: time_zone: %w", o.path("unit.yaml"), err)}
	}
	roster, err := os.ReadFile(o.path("schools.xlsx"))
	if err != nil {
		return nil, asked{fmt.Errorf("%s: %w", r.say("danh sách trường", "roster"), err)}
	}
	wb, err := workbook.Read(roster, workbook.DefaultLimits())
	if err != nil {
		return nil, asked{fmt.Errorf("%s: %w", o.path("schools.xlsx"), err)}
	}
	var ids []string
	for _, rb := range o.Rules.All() {
		ids = append(ids, rb.ID)
	}
	if o.Roster, err = unit.LoadRoster(wb, o.path("schools.xlsx"), o.Unit, ids); err != nil {
		return nil, asked{err}
	}
	schema, err := aggregate.Schema()
	if err != nil {
		return nil, err
	}
	deciding := [][]byte{data, roster, []byte(schema)}
	if o.Reader.NoRepair {
		deciding = append(deciding, []byte("no-repair")) // other texts: the database is made again
	}
	if o.Basis, err = basis(r.templates, deciding...); err != nil {
		return nil, err
	}
	return o, nil
}

// basis is the hash of everything but the archive that decides the content of
// the database: a change of any of it makes the database again.
func basis(templates fs.FS, files ...[]byte) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, version)
	for _, f := range files {
		sum := sha256.Sum256(f)
		h.Write(sum[:])
	}
	for _, dir := range []string{"rulebooks", "forms", "findings.yaml"} {
		err := fs.WalkDir(templates, dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			f, err := templates.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			fmt.Fprintln(h, name)
			_, err = io.Copy(h, f)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// message words one finding.
func (o *office) message(f form.Finding) aggregate.FindingText {
	return aggregate.FindingText{
		Severity:  o.Catalogue.Severity(f.Code),
		MessageVI: o.Catalogue.Message("vi", f), MessageEN: o.Catalogue.Message("en", f),
		FixVI: o.Catalogue.Fix("vi", f.Code), FixEN: o.Catalogue.Fix("en", f.Code),
		Finding: f,
	}
}
