package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"kdcl/templates"
)

// Exit codes, promised in the README (DESIGN §3).
const (
	exitDone   = 0 // done; schools' mistakes are the result of a run, not its failure
	exitFailed = 1 // could not finish
	exitUsage  = 2 // asked wrongly: command, flag, configuration, roster
	exitTold   = 3 // done, and what --fail-on asked to be told of has happened
	exitLocked = 4 // another run holds the lock
)

// asked is an error of whoever typed the command or wrote the configuration.
type asked struct{ err error }

func (a asked) Error() string { return a.err.Error() }
func (a asked) Unwrap() error { return a.err }

// told is what --fail-on asked to be told of: the run is done.
type told struct{ what string }

func (t told) Error() string { return "--fail-on " + t.what }

// locked says who is running; elsewhere is the lock file when that is another
// computer, whose process can't be seen from here.
type locked struct{ who, elsewhere string }

func (l locked) Error() string { return "another run holds the lock: " + l.who }

func (l locked) say(t *terminal) string {
	if l.elsewhere != "" {
		return t.say(
			fmt.Sprintf("Máy khác đã giữ khóa: %s. Nếu chắc chắn trên máy đó không còn lần chạy nào, xóa tệp %s rồi chạy lại.", l.who, l.elsewhere),
			fmt.Sprintf("Another computer holds the lock: %s. If it is certain that nothing runs there any more, delete %s, then run again.", l.who, l.elsewhere))
	}
	return t.say("Một lần chạy khác đang giữ khóa: "+l.who+". Chờ lần đó xong rồi chạy lại.", l.Error()+". Wait for it to end, then run again.")
}

// terminal is where words for people go.
type terminal struct {
	out, err io.Writer
	lang     string // "vi" or "en"
	ended    bool   // a bare -- ended the options: what follows is none, whatever it begins with
}

// say picks the language of a text.
func (t terminal) say(vi, en string) string {
	if t.lang == "en" {
		return en
	}
	return vi
}

// Main runs one command line and returns the exit code; nothing under it ends
// the process, so that databases and locks are always closed.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	t := &terminal{out: stdout, err: stderr, lang: languageOf(args), ended: slices.Contains(args, "--")}
	app := newApp(t)
	err := app.RunContext(ctx, args)
	if noTopic := cli.ExitCoder(nil); errors.As(err, &noTopic) { // the library's, of a help that there is none of
		err = t.asked("không có hướng dẫn ấy; viết kdcl LỆNH --help, LỆNH là một trong: %s", "there is no such help; write kdcl COMMAND --help, a command of: %s", commandNames(app))
	}
	return explain(t, err)
}

func newApp(t *terminal) *cli.App {
	logFlag := &cli.StringFlag{Name: "log", Usage: t.say("ghi nhật ký vào `TỆP`, hoặc - là luồng lỗi", "log to `FILE`, - is stderr")}
	noRepairFlag := &cli.BoolFlag{Name: "no-repair", Usage: t.say("không sửa chữ trong tệp (phông .VnTime, VNI, dấu rời, chữ giống nhau …): đọc đúng như đã ghi; mặc định có sửa, mỗi chỗ sửa ghi vào bảng repair", "read texts as they are (legacy fonts, loose accents, look-alikes); by default they are repaired, and each repair stands in the table repair")}
	logFormatFlag := &cli.StringFlag{Name: "log-format", Value: "text", Usage: t.say("dạng nhật ký: `text|json`", "of the log: `text|json`")}
	jsonFlag := func(vi, en string) *cli.BoolFlag { return &cli.BoolFlag{Name: "json", Usage: t.say(vi, en)} }
	outFlag := func(vi, en string) *cli.StringFlag {
		return &cli.StringFlag{Name: "out", Usage: fmt.Sprintf(t.say("ghi ra `THƯ_MỤC` này; nếu không: %s", "write into `DIR`; without it: %s"), t.say(vi, en))}
	}
	yearFlag := func(vi, en string) *cli.StringFlag { return &cli.StringFlag{Name: "year", Usage: t.say(vi, en)} }
	global := []cli.Flag{
		&cli.StringFlag{Name: "workspace", Aliases: []string{"w"}, Value: ".", Usage: t.say("`THƯ_MỤC` làm việc của đơn vị", "the office's workspace, a `DIR`"), EnvVars: []string{"KDCL_WORKSPACE"}},
		&cli.StringFlag{Name: "templates", Usage: t.say("mẫu trong `THƯ_MỤC` này thay cho mẫu cùng tên có sẵn", "templates of `DIR` instead of the built-in ones of the same name")},
		&cli.StringFlag{Name: "now", Usage: t.say("coi bây giờ là `LÚC` này: 2027-06-21 hoặc 2027-06-21T06:00:00+07:00", "take `MOMENT` for now: 2027-06-21 or 2027-06-21T06:00:00+07:00")},
		&cli.StringFlag{Name: "lang", Value: "vi", Usage: t.say("tiếng của màn hình: `vi|en`", "language of the terminal: `vi|en`")},
		t.helpFlag(),
	}
	with := func(own ...cli.Flag) []cli.Flag { return append(own, copyFlags(global)...) }
	allOut := outFlag("<workspace>/out", "<workspace>/out")
	year := yearFlag("`NĂM` học, ví dụ 2025-2026; nếu không: năm trong unit.yaml", "school `YEAR`, for example 2025-2026; without it: unit.yaml's")
	line := jsonFlag("một đối tượng JSON mỗi dòng", "an object of JSON a line")
	record := jsonFlag("in bản ghi lần chạy dạng JSON", "print the record of the run as JSON")
	app := &cli.App{
		Name:    "kdcl",
		Usage:   t.say("tổng hợp tự đánh giá, kiểm định chất lượng giáo dục từ tệp Excel của các trường", "brings the schools' self-assessment workbooks together"),
		Version: version,
		Writer:  t.out, ErrWriter: t.err,
		ExitErrHandler:            func(*cli.Context, error) {}, // explain alone ends the program
		HideHelp:                  true,
		DisableSliceFlagSeparator: true, // file names may hold commas
		OnUsageError:              t.usageError,
		Flags:                     []cli.Flag{t.helpFlag(), &cli.StringFlag{Name: "lang", Value: "vi", Hidden: true}},
		Commands: []*cli.Command{
			{Name: "init", Usage: t.say("tạo thư mục làm việc mới", "make a workspace"), ArgsUsage: t.say("THƯ_MỤC", "DIR"), Flags: with(), Action: t.action(initWorkspace)},
			{Name: "form", Usage: t.say("ghi biểu mẫu trống cho các trường", "write blank forms for schools"), Flags: with(
				&cli.BoolFlag{Name: "all", Usage: t.say("mọi trường trong danh sách", "for every school of the roster")},
				&cli.StringSliceFlag{Name: "school", Usage: t.say("cho trường có `MÃ` này", "for the school of this `CODE`")},
				outFlag("<workspace>/out/<năm>/bieu-mau", "<workspace>/out/<year>/bieu-mau")), Action: t.action(writeForms)},
			{Name: "check", Usage: t.say("đọc thử một hay nhiều tệp, không ghi gì", "try workbooks, write nothing"), ArgsUsage: t.say("TỆP…", "FILE…"), Flags: with(
				line,
				&cli.StringFlag{Name: "mark", Usage: t.say("ghi vào `THƯ_MỤC` này bản sao đã đánh dấu chỗ cần sửa", "write copies into `DIR` with what needs correcting marked")}, noRepairFlag), Action: t.action(checkFiles)},
			{Name: "run", Usage: t.say("việc hằng đêm: nhận, đọc, tổng hợp, ghi báo cáo", "the nightly job: take in, read, add up, write the reports"), Flags: with(
				allOut,
				&cli.StringSliceFlag{Name: "fail-on", Usage: t.say("thoát mã 3 khi có `ĐIỀU` này: refused, needs-correction, overdue, mail (không gửi được thư)", "exit with 3 when this `THING` happened: refused, needs-correction, overdue, mail (it could not be sent)")},
				&cli.BoolFlag{Name: "dry-run", Usage: t.say("chạy thử: nói đêm nay sẽ nhận gì, không ghi gì vào thư mục làm việc, không cần khóa", "say what the night would take; write nothing, need no lock")},
				record, logFlag, logFormatFlag, noRepairFlag), Action: t.action(runNight)},
			{Name: "rebuild", Usage: t.say("dựng lại cơ sở dữ liệu từ archive, sổ nhận và danh sách trường", "make the database again from archive, ledger and roster"), Flags: with(
				allOut, record, logFlag, logFormatFlag, noRepairFlag), Action: t.action(rebuild)},
			{Name: "status", Usage: t.say("trường nào nợ báo cáo nào", "who owes what"), Flags: with(
				&cli.StringFlag{Name: "by", Usage: t.say("tỷ lệ nộp theo `MỤC`: commune (xã/phường), kind (cấp học), obligation (báo cáo)", "reporting rates by `WHAT`: commune, kind, obligation")},
				&cli.BoolFlag{Name: "recognition", Usage: t.say("thời hạn các chứng nhận KĐCLGD, CQG", "how long certificates hold")},
				line), Action: t.action(showStatus)},
			{Name: "report", Usage: t.say("vẽ lại báo cáo từ cơ sở dữ liệu", "draw the report again from the database"), Flags: with(
				year,
				&cli.StringFlag{Name: "structure", Usage: t.say("tên, cấp học, xã của các trường như `NGÀY` này, ví dụ 2026-06-30", "names, kinds and communes of schools as on this `DAY`, for example 2026-06-30")},
				allOut), Action: t.action(drawReport)},
			{Name: "export", Usage: t.say("xuất mọi bảng công khai: Parquet cho chương trình khác, CSV cho Excel", "write every public table: Parquet for other programs, CSV for Excel"), Flags: with(
				year,
				&cli.StringSliceFlag{Name: "format", Value: cli.NewStringSlice("parquet", "csv"), Usage: t.say("`DẠNG` parquet hoặc csv; nếu không: cả hai", "`FORMAT` parquet or csv; without it: both")},
				outFlag("<workspace>/out/export", "<workspace>/out/export"), line), Action: t.action(exportViews)},
			{Name: "rollup", Usage: t.say("gộp dữ liệu nhiều đơn vị đã xuất thành một báo cáo", "one report of many units' exports"), ArgsUsage: t.say("THƯ_MỤC…", "DIR…"), Flags: with(
				yearFlag("`NĂM` học, khi các thư mục có nhiều năm", "school `YEAR`, when the folders hold several"),
				&cli.StringSliceFlag{Name: "expect", Usage: t.say("các đơn vị phải có: `TÊN` ngắn cách nhau bằng dấu phẩy, hoặc một tệp, mỗi dòng tên ngắn rồi tên", "units that must be there: `IDS` with commas between, or a file with an id and a name a line")},
				&cli.StringSliceFlag{Name: "fail-on", Usage: t.say("thoát mã 3 khi có `ĐIỀU` này: missing (đơn vị chưa có số liệu)", "exit with 3 when this `THING` happened: missing (a unit sent nothing)")},
				outFlag("<workspace>/out/rollup/<năm>", "<workspace>/out/rollup/<year>"),
				jsonFlag("một đối tượng JSON", "an object of JSON")), Action: t.action(rollup)},
			{Name: "explain", Usage: t.say("từ một con số về tệp, ô và quy định", "from a figure back to file, cell and rule"), ArgsUsage: t.say("MÃ_TRƯỜNG [TIÊU_CHÍ]", "SCHOOL_CODE [CRITERION]"), Flags: with(
				year, jsonFlag("một đối tượng JSON", "an object of JSON")), Action: t.action(explainFigure)},
			{Name: "query", Usage: t.say("hỏi cơ sở dữ liệu bằng SQL, chỉ đọc", "read-only SQL over the database"), ArgsUsage: "SQL | -- SQL | -",
				Description: t.say(
					"Câu SQL trong một cặp dấu nháy; câu bắt đầu bằng dấu - (chú thích SQL) viết sau --; - là đọc từ đầu vào chuẩn:\n  kdcl query \"SELECT school_code, state FROM obligation_status\"\n  kdcl query -- \"-- các trường\n  SELECT * FROM school\"\n  kdcl query --file cau-hoi.sql",
					"One statement in quotes; one that begins with - (a comment of SQL) stands behind --; - reads it from standard input:\n  kdcl query \"SELECT school_code, state FROM obligation_status\"\n  kdcl query -- \"-- the schools\n  SELECT * FROM school\"\n  kdcl query --file question.sql"),
				Flags: with(
					&cli.StringFlag{Name: "file", Aliases: []string{"f"}, Usage: t.say("đọc câu SQL từ `TỆP` (UTF-8)", "read the statement from `FILE` (UTF-8)")},
					line), Action: t.action(runQuery)},
			{Name: "prune", Usage: t.say("bỏ những gì unit.yaml (retention) cho phép bỏ; không có mục đó thì không bỏ gì", "remove what unit.yaml's retention allows, and nothing without it"), Flags: with(
				&cli.BoolFlag{Name: "dry-run", Usage: t.say("chỉ nói sẽ bỏ gì", "only say what would go")},
				jsonFlag("một đối tượng JSON", "an object of JSON")), Action: t.action(prune)},
			{Name: "schedule", Usage: t.say("in cách để máy tự chạy mỗi đêm: systemd, cron, Windows", "print how to run every night: systemd, cron, Windows"), Flags: with(
				&cli.StringFlag{Name: "system", Usage: t.say("`HỆ` systemd, cron hoặc windows; nếu không: hệ của máy này", "`SYSTEM` systemd, cron or windows; without it: this machine's")},
				&cli.StringFlag{Name: "at", Value: "22:00", Usage: t.say("`GIỜ` chạy", "`TIME` of day")},
				&cli.StringFlag{Name: "out", Usage: t.say("ghi các tệp vào `THƯ_MỤC` này thay vì in ra", "write the files into `DIR` instead of printing them")}), Action: t.action(schedule)},
			{Name: "rules", Usage: t.say("in các bộ quy định và danh mục lỗi", "print rulebooks and the catalogue of findings"), ArgsUsage: t.say("[MÃ | findings]", "[ID | findings]"), Flags: with(
				jsonFlag("dạng JSON", "as JSON")), Action: t.action(showRules)},
		},
	}
	app.Action = func(c *cli.Context) error {
		switch first := c.Args().First(); {
		case first == "help" && c.NArg() > 1 && !strings.HasPrefix(c.Args().Get(1), "-"):
			return cli.ShowCommandHelp(c, c.Args().Get(1))
		case first == "help":
			return cli.ShowAppHelp(c)
		case first != "":
			return asked{fmt.Errorf("%s", t.say(
				fmt.Sprintf("không có lệnh %q; các lệnh: %s", first, commandNames(app)),
				fmt.Sprintf("unknown command %q; commands: %s", first, commandNames(app))))}
		}
		return asked{errors.Join(cli.ShowAppHelp(c), errHelp)}
	}
	for _, c := range app.Commands {
		c.OnUsageError, c.HideHelp = t.usageError, true
	}
	t.helps(app)
	return app
}

var version = "0.1.0"

// errHelp ends a bare `kdcl`, which shows the help and is not a success: a
// scheduled task that lost its command must not look well.
var errHelp = errors.New("")

func copyFlags(flags []cli.Flag) []cli.Flag { return append([]cli.Flag(nil), flags...) }

func commandNames(app *cli.App) string {
	var names []string
	for _, c := range app.Commands {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// flagFault is how package flag words what is wrong with a command line.
var flagFault = regexp.MustCompile(`^(?:(flag provided but not defined): -(.*)|(flag needs an argument): -(.*)|(bad flag syntax): (.*)|(invalid (?:boolean )?value) "(.*)" for (?:flag )?-(.*): .*)$`)

// usageError says what is wrong with a command line, and what to write.
func (t *terminal) usageError(c *cli.Context, err error, _ bool) error {
	m := flagFault.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if m == nil {
		return asked{err}
	}
	command := c.Command.Name
	sql := command == "query" && strings.ContainsAny(m[2]+m[6], " \n\t;")
	switch name := m[2]; {
	case sql:
		return t.asked(`câu SQL bắt đầu bằng dấu - phải đứng sau --: kdcl query -- "…"; hoặc ghi vào tệp: kdcl query --file TỆP`,
			`a statement that begins with - stands behind --: kdcl query -- "…"; or in a file: kdcl query --file FILE`)
	case m[1] != "" && command == c.App.Name: // before the command
		return t.asked("tùy chọn --%s viết sau tên lệnh, ví dụ: kdcl run --%[1]s …", "the option --%s stands behind the command, for example: kdcl run --%[1]s …", name)
	case m[1] != "":
		return t.asked("lệnh %s không có tùy chọn --%s; xem kdcl %[1]s --help", "%s has no option --%s; see kdcl %[1]s --help --lang en", command, name)
	case m[3] != "":
		return t.asked("tùy chọn --%s thiếu giá trị; xem kdcl %s --help", "the option --%s needs a value; see kdcl %s --help --lang en", m[4], command)
	case m[5] != "":
		return t.asked("không hiểu %q; xem kdcl %s --help", "can't make out %q; see kdcl %s --help --lang en", m[6], command)
	default:
		return t.asked("--%s %q không hiểu được; xem kdcl %s --help", "--%s %q can't be made out; see kdcl %s --help --lang en", m[9], m[8], command)
	}
}

// asked words an error of whoever typed the command or keeps the workspace.
func (t *terminal) asked(vi, en string, args ...any) error {
	return asked{fmt.Errorf(t.say(vi, en), args...)}
}

// request is one command with its flags turned into values.
type request struct {
	*terminal
	c         *cli.Context
	templates fs.FS
	workspace string
}

// action wraps a command: common flags first, and no flag hidden behind an
// argument, where cli v2 would take it for one more argument (LIBRARIES §4.1).
func (t *terminal) action(run func(context.Context, request) error) cli.ActionFunc {
	return func(c *cli.Context) error {
		switch lang := c.String("lang"); lang {
		case "vi", "en":
			t.lang = lang
		default:
			return t.choose("--lang", lang, "vi", "en")
		}
		for _, a := range c.Args().Slice() {
			if strings.HasPrefix(a, "-") && a != "-" && !t.ended {
				return asked{fmt.Errorf("%s", t.say(
					fmt.Sprintf("tùy chọn %s phải đứng trước %s", a, c.Args().First()),
					fmt.Sprintf("the flag %s must come before %s", a, c.Args().First())))}
			}
		}
		if c.Command.ArgsUsage == "" && c.Args().Present() {
			return asked{fmt.Errorf("%s", t.say(
				fmt.Sprintf("lệnh %s không nhận %q", c.Command.Name, c.Args().First()),
				fmt.Sprintf("%s takes no argument %q", c.Command.Name, c.Args().First())))}
		}
		req := request{terminal: t, c: c, templates: templates.FS, workspace: cmp.Or(c.String("workspace"), ".")}
		if dir := c.String("templates"); dir != "" {
			if err := t.holdsTemplates(dir); err != nil {
				return err
			}
			req.templates = overlay{os.DirFS(dir), templates.FS}
		}
		return run(c.Context, req)
	}
}

// holdsTemplates refuses a folder that has nothing in the place of a template:
// with another folder by mistake nothing would be otherwise, and nobody told.
func (t *terminal) holdsTemplates(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return t.fileError("--templates "+dir, err)
	}
	own, err := fs.ReadDir(templates.FS, ".")
	if err != nil {
		return err
	}
	names := make([]string, len(own))
	for i, e := range own {
		names[i] = e.Name()
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(names, e.Name()) }) {
		return nil
	}
	return t.asked("--templates %s: không có mẫu nào ở đó; thư mục mẫu có những mục như %s", "--templates %s: there is no template in it; such a folder has %s", dir, strings.Join(names, ", "))
}

// overlay lets an officer change one template: what is not in the folder comes
// from the built-in ones.
type overlay struct{ over, under fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.over.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.under.Open(name)
	}
	return f, err
}

// ReadDir shows the files of both folders, once each.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	under, err := fs.ReadDir(o.under, name)
	over, overErr := fs.ReadDir(o.over, name)
	if err != nil && overErr != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var all []fs.DirEntry
	for _, list := range [][]fs.DirEntry{over, under} {
		for _, e := range list {
			if !seen[e.Name()] {
				seen[e.Name()] = true
				all = append(all, e)
			}
		}
	}
	sortEntries(all)
	return all, nil
}

// clock gives the moment the run stands for: --now, else the trial workspace's
// fixed one, else the real clock.
func (r request) clock(fixed string, zone *time.Location) (time.Time, error) {
	s := r.c.String("now")
	if s == "" {
		s = fixed
	}
	if s == "" {
		return time.Now().In(zone), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at.In(zone), nil
		}
	}
	return time.Time{}, asked{fmt.Errorf("--now %s: %s", s, r.say("viết 2027-06-21 hoặc 2027-06-21T06:00:00+07:00", "write 2027-06-21 or 2027-06-21T06:00:00+07:00"))}
}

// choose refuses a value that is none of a few.
func (t *terminal) choose(flag, value string, of ...string) error {
	list := strings.Join(of, " | ")
	return t.asked("%s %q: viết một trong: %s", "%s %q: write one of: %s", flag, value, list)
}

// vietnamese is an error that can say itself in Vietnamese.
type vietnamese interface{ Vietnamese() string }

// explain prints an error once, for people, and gives the exit code.
func explain(t *terminal, err error) int {
	if err == nil {
		return exitDone
	}
	var a asked
	var l locked
	var out told
	switch {
	case errors.Is(err, errHelp):
		return exitUsage
	case errors.As(err, &out):
		return exitTold
	case errors.As(err, &l):
		fmt.Fprintln(t.err, l.say(t))
		return exitLocked
	}
	for _, line := range t.texts(err) {
		fmt.Fprintln(t.err, "kdcl: "+line)
	}
	if errors.As(err, &a) {
		return exitUsage
	}
	return exitFailed
}

// texts takes joined errors apart, a line each, in the language asked for; what
// the system said is followed by what it means.
func (t *terminal) texts(err error) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []string
		for _, e := range joined.Unwrap() {
			all = append(all, t.texts(e)...)
		}
		return all
	}
	if a, ok := err.(asked); ok {
		return t.texts(a.err)
	}
	line := err.Error()
	if v, ok := err.(vietnamese); ok && t.lang == "vi" {
		line = v.Vietnamese()
	}
	if words := t.because(err); words != "" {
		line += " — " + words
	}
	return []string{line}
}
