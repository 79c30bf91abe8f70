package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	disk      *disk // where its commands may write
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
	o := &office{disk: &disk{}, templates: r.templates, zone: time.Local}
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
	if info, statErr := os.Stat(o.dir); statErr == nil && !info.IsDir() {
		return nil, r.asked("--workspace %s: là tệp, không phải thư mục làm việc", "--workspace %s: a file and no workspace", o.dir)
	}
	if err != nil {
		return nil, r.fileError(o.path("unit.yaml"), err)
	}
	if err := errors.Join(r.contain(o.dir), o.disk.open(o.dir)); err != nil {
		return nil, err
	}
	if o.Unit, err = unit.LoadUnit(data, o.path("unit.yaml")); err != nil {
		return nil, asked{err}
	}
	if err := r.knownWording(o, data); err != nil {
		return nil, err
	}
	if o.zone, err = time.LoadLocation(o.Unit.TimeZone); err != nil {
		return nil, asked{fmt.Errorf("%s: time_zone: %w", o.path("unit.yaml"), err)}
	}
	roster, wb, err := r.readRoster(o)
	if err != nil {
		return nil, err
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

// knownWording refuses words in unit.yaml that no template prints.
func (r request) knownWording(o *office, data []byte) error {
	var texts []byte
	for _, name := range []string{"report/body.yaml", "rollup/report/body.yaml", "letter/letter.yaml"} {
		text, err := fs.ReadFile(r.templates, name)
		if err != nil {
			return err
		}
		texts = append(texts, text...)
	}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(o.Unit.Wording)) {
		// "office: key" of a report, {{office "key" …}} of a letter
		if !regexp.MustCompile(`office(: |:? ?")` + regexp.QuoteMeta(key) + `("|\s)`).Match(texts) {
			errs = append(errs, asked{unit.ProblemAt(data, o.path("unit.yaml"), []any{"wording", key},
				fmt.Sprintf("wording: không mẫu nào in %q; xem các khóa office trong templates/report/body.yaml và templates/letter/letter.yaml", key),
				fmt.Sprintf("wording: no template prints %q; see the keys office of templates/report/body.yaml and templates/letter/letter.yaml", key))})
		}
	}
	return errors.Join(errs...)
}

// readRoster reads schools.xlsx, which staff keep in Excel.
func (r request) readRoster(o *office) (data []byte, wb *workbook.Workbook, err error) {
	name := o.path("schools.xlsx")
	hint := ""
	if _, err := os.Lstat(o.path("~$schools.xlsx")); err == nil { // Excel's own sign
		hint = r.say(" (tệp đang mở trong Excel: lưu và đóng lại rồi thử lại)", " (it is open in Excel: save and close it, then try again)")
	}
	data, err = os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, r.asked("không có danh sách trường %s; lấy lại bản sao lưu, hoặc tạo mẫu bằng kdcl init ở một thư mục mới rồi chép sang%s", "there is no roster %s; restore it from a backup, or make a sample with kdcl init in a new folder and copy it%s", name, hint)
	}
	if err != nil {
		return nil, nil, r.fileError(name+hint, err)
	}
	wb, err = workbook.Read(data, workbook.DefaultLimits())
	var refused *workbook.Refusal
	if !errors.As(err, &refused) {
		if err != nil {
			err = r.asked("%s%s: %w", "%s%s: %w", name, hint, err)
		}
		return data, wb, err
	}
	switch refused.Code {
	case "TEP_CO_MAT_KHAU":
		err = r.asked("%s có mật khẩu mở tệp; bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi lưu lại%s", "%s has a password; take it away (File, Info, Protect Workbook) and save%s", name, hint)
	case "TEP_XLS_CU":
		err = r.asked("%s là tệp Excel đời cũ (.xls); mở bằng Excel, Lưu thành (Save As) Excel Workbook (.xlsx)%s", "%s is of the old Excel (.xls); open it in Excel and Save As Excel Workbook (.xlsx)%s", name, hint)
	default:
		what := r.say(refused.Kind, refused.Detail)
		if what == "" {
			what = refused.Detail
		}
		err = r.asked("%s hỏng hoặc không phải tệp Excel (%s); mở bằng Excel rồi lưu lại, hoặc lấy lại bản sao lưu%s", "%s is damaged or no workbook (%s); open it in Excel and save it, or restore it from a backup%s", name, what, hint)
	}
	return nil, nil, err
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
