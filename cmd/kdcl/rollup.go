package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kdcl/aggregate"
	"kdcl/aggregate/report"
	"kdcl/ingest/form"
	"kdcl/ingest/unit"
	"kdcl/render"
)

// rollup is the command `rollup`: one report of many units, from what each of
// them wrote with `export`. No workbook is read again; what can't be added
// together is refused with its names.
func rollup(ctx context.Context, r request) error {
	if r.c.NArg() == 0 {
		return asked{fmt.Errorf("kdcl rollup %s", r.say("THƯ_MỤC…: các thư mục mà kdcl export đã ghi", "DIR…: folders written by kdcl export"))}
	}
	for _, w := range r.c.StringSlice("fail-on") {
		if w != "missing" {
			return r.choose("--fail-on", w, "missing")
		}
	}
	office, err := r.rollupOffice()
	if err != nil {
		return err
	}
	expected, err := r.expected()
	if err != nil {
		return err
	}
	exports, err := r.exports(r.c.Args().Slice(), expected, office.Unit)
	if err != nil {
		return err
	}
	job := &rolling{request: r, office: office, year: exports[0].SchoolYear}
	if job.out, err = r.outFolder(office, "out", filepath.Join(r.workspace, "out", "rollup", job.year), office.disk.openBeside); err != nil {
		return err
	}
	if err := r.claim(job.out); err != nil { // it is replaced as a whole
		return err
	}
	rep, err := job.run(ctx, exports, expected)
	if err != nil {
		return err
	}
	var missing []string
	for _, u := range expected {
		if !slices.ContainsFunc(exports, func(e foundExport) bool { return e.Unit == u.ID }) {
			missing = append(missing, strings.TrimSpace(u.ID+" "+u.Name))
		}
	}
	var happened error
	if len(missing) > 0 && len(r.c.StringSlice("fail-on")) > 0 {
		happened = told{"missing"}
	}
	if r.c.Bool("json") {
		var units []string
		for _, e := range exports {
			units = append(units, e.Unit)
		}
		return errors.Join(json.NewEncoder(r.out).Encode(map[string]any{
			"school_year": job.year, "units": units, "missing": append([]string{}, missing...), "schools": rep.Figures["schools.required"].Denominator, "out": job.out,
		}), happened)
	}
	if len(missing) > 0 {
		fmt.Fprintf(r.out, r.say("Chưa có số liệu của %d đơn vị: %s.\n", "Nothing from %d units: %s.\n"), len(missing), strings.Join(missing, "; "))
	}
	fmt.Fprintf(r.out, r.say("Đã gộp %d đơn vị, %d trường, năm học %s. Xem %s\n", "Added %d units, %d schools, school year %s. See %s\n"), len(exports), rep.Figures["schools.required"].Denominator, job.year, job.out)
	return happened
}

// rollupOffice is who prints the report: the workspace's unit.yaml, where there
// is one. Otherwise nobody is named; the letterhead has blanks.
func (r request) rollupOffice() (*office, error) {
	o, err := r.rules()
	if err != nil {
		return nil, err
	}
	o.dir = r.workspace
	data, err := os.ReadFile(o.path("unit.yaml"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		o.Unit = form.Unit{Name: "…………", Superior: "…………", Abbreviation: "……", SignerTitle: "…………"}
		return o, nil
	case err != nil:
		return nil, r.fileError(o.path("unit.yaml"), err)
	}
	if o.Unit, err = unit.LoadUnit(data, o.path("unit.yaml")); err != nil {
		return nil, asked{err}
	}
	return o, errors.Join(r.contain(o.dir), o.disk.open(o.dir))
}

// expected is the list of --expect: ids with commas between them, or a file with
// one unit a line, its id and then its name.
func (r request) expected() ([]aggregate.Unit, error) {
	var all []aggregate.Unit
	add := func(id, name string) error {
		if id != unit.Slug(id) {
			return asked{fmt.Errorf("--expect %s: %s", id, r.say("tên ngắn của đơn vị chỉ có chữ thường không dấu, số và gạch ngang", "a unit's id has small letters, digits and dashes only"))}
		}
		if slices.ContainsFunc(all, func(u aggregate.Unit) bool { return u.ID == id }) {
			return asked{fmt.Errorf("--expect %s: %s", id, r.say("có hai lần", "twice"))}
		}
		all = append(all, aggregate.Unit{ID: id, Name: name})
		return nil
	}
	for _, value := range r.c.StringSlice("expect") {
		data, err := os.ReadFile(value)
		if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(value, `/\`) {
			for id := range strings.SplitSeq(value, ",") {
				if err := add(strings.TrimSpace(id), ""); err != nil {
					return nil, err
				}
			}
			continue
		}
		if err != nil {
			return nil, r.fileError("--expect "+value, err)
		}
		lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
		for lines.Scan() {
			line, _, _ := strings.Cut(lines.Text(), "#")
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			id, name := line, ""
			if at := strings.IndexAny(line, " \t,;"); at > 0 {
				id, name = line[:at], strings.Trim(line[at:], " \t,;")
			}
			if err := add(id, name); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// foundExport is an export and the folder in which it lies.
type foundExport struct {
	manifest
	dir string
}

// exports finds the exports of one school year under the folders, and refuses
// what can't belong together: two of a unit, units of two provinces, a unit that
// nobody expects.
func (r request) exports(dirs []string, expected []aggregate.Unit, office form.Unit) ([]foundExport, error) {
	var all []foundExport
	for _, dir := range dirs {
		if _, err := os.Stat(dir); err != nil {
			return nil, r.fileError(dir, err)
		}
		found, err := r.exportsIn(dir)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, asked{fmt.Errorf(r.say("%s: không có dữ liệu do kdcl export ghi (thiếu %s); xuất lại ở đơn vị", "%s: nothing written by kdcl export is there (no %s); export it at the unit again"), dir, manifestFolder)}
		}
		all = append(all, found...)
	}
	year := r.c.String("year")
	years := map[string]bool{}
	for _, e := range all {
		years[e.SchoolYear] = true
	}
	switch {
	case year == "" && len(years) == 1:
		year = all[0].SchoolYear
	case year == "":
		return nil, asked{fmt.Errorf(r.say("dữ liệu của nhiều năm học: %s; chọn bằng --year", "data of several school years: %s; choose with --year"), strings.Join(sortedKeys(years), ", "))}
	case !years[year]:
		return nil, asked{fmt.Errorf(r.say("không có dữ liệu năm học %s; có: %s", "no data of %s; there is %s"), year, strings.Join(sortedKeys(years), ", "))}
	}
	all = slices.DeleteFunc(all, func(e foundExport) bool { return e.SchoolYear != year })
	slices.SortFunc(all, func(a, b foundExport) int {
		return strings.Compare(a.Unit+"\x00"+a.dir, b.Unit+"\x00"+b.dir)
	})
	var errs []error
	provinces := map[string][]string{}
	if office.Province != "" {
		provinces[unit.Slug(office.Province)] = []string{"unit.yaml"}
	}
	for i, e := range all {
		if i > 0 && all[i-1].Unit == e.Unit {
			errs = append(errs, asked{fmt.Errorf(r.say("đơn vị %s có hai lần: %s và %s; giữ lại một", "the unit %s is there twice: %s and %s; keep one"), e.Unit, all[i-1].dir, e.dir)})
			continue
		}
		p := unit.Slug(e.Province)
		provinces[p] = append(provinces[p], e.Unit)
		if len(expected) > 0 && !slices.ContainsFunc(expected, func(u aggregate.Unit) bool { return u.ID == e.Unit }) {
			errs = append(errs, asked{fmt.Errorf(r.say("đơn vị %s (%s) không có trong --expect", "the unit %s (%s) is not in --expect"), e.Unit, e.dir)})
		}
	}
	if len(provinces) > 1 {
		var words []string
		for _, p := range sortedKeys(provinces) {
			name := p
			if p == "" {
				name = r.say("chưa ghi tỉnh", "no province")
			}
			words = append(words, name+": "+strings.Join(provinces[p], ", "))
		}
		errs = append(errs, asked{fmt.Errorf(r.say("các đơn vị ghi tỉnh khác nhau (province trong unit.yaml): %s", "the units name several provinces (province in unit.yaml): %s"), strings.Join(words, "; "))})
	}
	return all, errors.Join(errs...)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// exportsIn reads the manifests under a folder: that of one export, or one that
// holds several.
func (r request) exportsIn(dir string) ([]foundExport, error) {
	var found []foundExport
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.Name() != manifestName || e.IsDir() {
			return err
		}
		at := name
		for range 4 { // school_year=, unit=, province=, _manifest
			at = filepath.Dir(at)
		}
		if filepath.Base(at) != manifestFolder {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f := foundExport{dir: filepath.Dir(at)}
		if err := json.Unmarshal(data, &f.manifest); err != nil || f.Schema != manifestSchema || f.Unit != unit.Slug(f.Unit) || f.Unit == "" || !yearPattern.MatchString(f.SchoolYear) {
			return fmt.Errorf(r.say("%s không đọc được (%s); xuất lại ở đơn vị", "%s can't be read (%s); export it at the unit again"), name, manifestSchema)
		}
		found = append(found, f)
		return nil
	})
	if err != nil {
		return nil, asked{err}
	}
	return found, nil
}

// rolling is one rollup under way.
type rolling struct {
	request
	*office
	year, out string
}

// run takes the exports in, checks them, counts and draws; the folder that
// people read is replaced at the end, whole.
func (j *rolling) run(ctx context.Context, exports []foundExport, expected []aggregate.Unit) (rep report.Report, err error) {
	stage := stageOf(j.out)
	if err := errors.Join(j.disk.recoverFolder(j.out), j.disk.removeAll(stage)); err != nil {
		return rep, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, j.disk.removeAll(stage))
		}
	}()
	work := filepath.Join(stage, ".work")
	if err := errors.Join(j.disk.mkdirAll(work), j.disk.chmod(work, 0o700)); err != nil {
		return rep, err
	}
	db, err := j.takeIn(ctx, exports, expected, work)
	if err != nil {
		return rep, err
	}
	defer db.Close()
	// The templates under rollup/ stand before those of a unit's report.
	own, err := fs.Sub(j.request.templates, "rollup")
	if err != nil {
		return rep, err
	}
	words := overlay{own, j.request.templates}
	layouts, err := aggregate.LoadLayouts(words)
	if err != nil {
		return rep, err
	}
	layout, err := aggregate.LoadRollupLayout(j.request.templates)
	if err != nil {
		return rep, err
	}
	layouts.Charts = slices.DeleteFunc(layouts.Charts, func(c report.ChartLayout) bool { return !slices.Contains(layout.Charts, c.ID) })
	if rep, err = db.ReportAll(ctx, layouts, layout, j.year); err != nil {
		return rep, err
	}
	if err := db.Close(); err != nil {
		return rep, err
	}
	if err := j.disk.removeAll(work); err != nil {
		return rep, err
	}
	wording, err := render.LoadWording(words)
	if err != nil {
		return rep, err
	}
	press, err := render.NewPress()
	if err != nil {
		return rep, err
	}
	paper := rep
	paper.Tables = slices.DeleteFunc(slices.Clone(rep.Tables), func(t report.Table) bool { return !slices.Contains(layout.Paper, t.Layout.ID) })
	for _, out := range []struct {
		name string
		draw func(io.Writer) error
	}{
		{"bao-cao-tong-hop.pdf", func(w io.Writer) error { return render.PDF(w, press, paper, wording) }},
		{"bao-cao-tong-hop.docx", func(w io.Writer) error { return render.Document(w, press, paper, wording, words) }},
		{"tong-hop.xlsx", func(w io.Writer) error { return render.Workbook(w, press, rep) }},
	} {
		var b bytes.Buffer
		if err := out.draw(&b); err != nil {
			return rep, fmt.Errorf("%s: %w", out.name, err)
		}
		if err := j.disk.writeFile(filepath.Join(stage, out.name), b.Bytes()); err != nil {
			return rep, err
		}
	}
	if err := j.disk.keepForeign(j.out, stage); err != nil {
		return rep, err
	}
	return rep, j.disk.swapFolder(stage, j.out)
}

// takeIn makes the database of all units in a folder of its own. Each file is
// copied there first: what is counted is what its sum was taken of.
func (j *rolling) takeIn(ctx context.Context, exports []foundExport, expected []aggregate.Unit, work string) (*aggregate.Rollup, error) {
	abs, err := filepath.Abs(work)
	if err != nil {
		return nil, err
	}
	if err := j.disk.ordinary(filepath.Join(abs, dbName)); err != nil { // the database opens it by name
		return nil, err
	}
	opt := j.DBOptions
	opt.Files = abs
	db, err := aggregate.OpenRollup(ctx, filepath.Join(abs, dbName), opt)
	if err != nil {
		return nil, err
	}
	fail := func(err error) (*aggregate.Rollup, error) { return nil, errors.Join(err, db.Close()) }
	if err := db.LoadRulebooks(ctx, j.Rules.All()); err != nil {
		return fail(err)
	}
	views, err := db.PublicViews(ctx)
	if err != nil {
		return fail(err)
	}
	for _, e := range exports {
		there := map[string]bool{}
		for _, f := range e.Files {
			if err := j.take(ctx, db, e, f, filepath.Join(abs, "in.parquet")); err != nil {
				return fail(err)
			}
			there[f.View] = true
		}
		for _, v := range views {
			if !there[v] {
				return fail(j.exportAgain(e, fmt.Errorf(j.say("thiếu bảng %s", "the table %s is missing"), v)))
			}
		}
	}
	if err := db.Seal(ctx, j.Unit, j.year, expected); err != nil {
		return fail(err)
	}
	mixed, err := db.Mixed(ctx)
	if err != nil {
		return fail(err)
	}
	var errs []error
	for i, m := range mixed {
		if i == 20 {
			errs = append(errs, asked{fmt.Errorf(j.say("và %d điều khác", "and %d more"), len(mixed)-i)})
			break
		}
		errs = append(errs, asked{errors.New(j.mixed(m))})
	}
	if len(errs) > 0 {
		return fail(errors.Join(errs...))
	}
	return db, nil
}

func (j *rolling) mixed(m aggregate.Mixed) string {
	switch m.Kind {
	case "school-twice":
		return fmt.Sprintf(j.say("trường %s %s có trong danh sách của nhiều đơn vị: %s; bỏ ở các đơn vị không quản lý rồi xuất lại", "the school %s %s stands in the lists of several units: %s; take it out of all but one and export again"), m.Subject, m.Name, m.Units)
	case "school-strange":
		return fmt.Sprintf(j.say("số liệu của trường %s nằm trong dữ liệu của đơn vị %s, đơn vị không có trường này; xuất lại ở đơn vị", "figures of the school %s stand in the data of %s, which has no such school; export it again"), m.Subject, m.Units)
	case "obligation-part":
		return fmt.Sprintf(j.say("báo cáo %s là những phần khác nhau (%s) ở các đơn vị %s; thống nhất unit.yaml rồi xuất lại", "the report %s means different parts (%s) in the units %s; agree on unit.yaml and export again"), m.Subject, m.Name, m.Units)
	case "rulebook-other":
		return fmt.Sprintf(j.say("bộ quy định %s của đơn vị %s khác bộ của chương trình này; dùng cùng một bộ templates rồi xuất lại", "the rulebook %s of %s is not this program's; use the same templates and export again"), m.Subject, m.Units)
	}
	return m.Kind + " " + m.Subject + " " + m.Units
}

// exportAgain says what is the matter with the files of one unit.
func (j *rolling) exportAgain(e foundExport, err error) error {
	return asked{fmt.Errorf(j.say("đơn vị %s (%s): %w; chép lại, hoặc xuất lại ở đơn vị", "the unit %s (%s): %w; copy it or export it again"), e.Unit, e.dir, err)}
}

// take copies one file, checks that it is what the manifest says, and takes it in.
func (j *rolling) take(ctx context.Context, db *aggregate.Rollup, e foundExport, f exportedFile, to string) error {
	if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
		return j.exportAgain(e, fmt.Errorf("%s", f.Path))
	}
	sum, err := j.disk.copyFile(filepath.Join(e.dir, filepath.FromSlash(f.Path)), to)
	if errors.Is(err, fs.ErrNotExist) {
		return j.exportAgain(e, fmt.Errorf(j.say("thiếu tệp %s", "the file %s is missing"), f.Path))
	}
	if err != nil {
		return err
	}
	if sum != f.SHA256 {
		return j.exportAgain(e, fmt.Errorf(j.say("tệp %s không còn như lúc xuất", "the file %s is not as it was exported"), f.Path))
	}
	rows, err := db.Add(ctx, e.Unit, f.View, f.SchoolYear, to)
	var old *aggregate.ColumnsError
	switch {
	case errors.As(err, &old):
		return j.exportAgain(e, fmt.Errorf(j.say("xuất bằng bản kdcl khác (%s): bảng %s thiếu cột %s", "exported by another kdcl (%s): the table %s has no column %s"), e.Version, old.View, strings.Join(old.Missing, ", ")))
	case err != nil:
		return fmt.Errorf("%s: %w", f.Path, err)
	case rows >= 0 && rows != f.Rows:
		return j.exportAgain(e, fmt.Errorf(j.say("tệp %s có %d dòng, khi xuất là %d", "the file %s has %d rows, %d were exported"), f.Path, rows, f.Rows))
	}
	return nil
}
