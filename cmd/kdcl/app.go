package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
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
	t := &terminal{out: stdout, err: stderr, lang: "vi"}
	app := newApp(t)
	err := app.RunContext(ctx, args)
	return explain(t, err)
}

func newApp(t *terminal) *cli.App {
	logFlag := &cli.StringFlag{Name: "log", Usage: "ghi nhật ký vào TỆP, hoặc - là luồng lỗi (log to a file, - is stderr)"}
	noRepairFlag := &cli.BoolFlag{Name: "no-repair", Usage: "không sửa chữ trong tệp (phông .VnTime, VNI, dấu rời, chữ giống nhau …): đọc đúng như đã ghi; mặc định có sửa, mỗi chỗ sửa ghi vào bảng repair (read texts as they are)"}
	logFormatFlag := &cli.StringFlag{Name: "log-format", Value: "text", Usage: "text hoặc json"}
	global := []cli.Flag{
		&cli.StringFlag{Name: "workspace", Aliases: []string{"w"}, Value: ".", Usage: "thư mục làm việc của đơn vị (workspace folder)", EnvVars: []string{"KDCL_WORKSPACE"}},
		&cli.StringFlag{Name: "templates", Usage: "thư mục mẫu thay cho bộ có sẵn (templates instead of the built-in ones)"},
		&cli.StringFlag{Name: "now", Usage: "coi bây giờ là lúc này, RFC 3339 hoặc YYYY-MM-DD (fix the clock)"},
		&cli.StringFlag{Name: "lang", Value: "vi", Usage: "vi hoặc en (language of terminal texts)"},
	}
	with := func(own ...cli.Flag) []cli.Flag { return append(own, copyFlags(global)...) }
	app := &cli.App{
		Name:      "kdcl",
		Usage:     "tổng hợp tự đánh giá, kiểm định chất lượng giáo dục từ tệp Excel của các trường",
		UsageText: "kdcl LỆNH [tùy chọn]      ví dụ: kdcl run --workspace DIR",
		Version:   version,
		Writer:    t.out, ErrWriter: t.err,
		ExitErrHandler:            func(*cli.Context, error) {}, // explain alone ends the program
		HideHelpCommand:           true,
		DisableSliceFlagSeparator: true, // file names may hold commas
		OnUsageError:              usageError,
		Commands: []*cli.Command{
			{Name: "init", Usage: "tạo thư mục làm việc mới (make a workspace)", ArgsUsage: "DIR", Flags: with(), Action: t.action(initWorkspace)},
			{Name: "form", Usage: "ghi biểu mẫu trống cho các trường (write blank forms)", Flags: with(
				&cli.BoolFlag{Name: "all", Usage: "mọi trường trong danh sách"},
				&cli.StringSliceFlag{Name: "school", Usage: "một trường, theo mã (có thể lặp lại)"},
				&cli.StringFlag{Name: "out", Usage: "thư mục ghi ra (mặc định <workspace>/out/<năm>/bieu-mau)"}), Action: t.action(writeForms)},
			{Name: "check", Usage: "đọc thử một hay nhiều tệp, không ghi gì (try workbooks)", ArgsUsage: "FILE…", Flags: with(
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON mỗi dòng"},
				&cli.StringFlag{Name: "mark", Usage: "ghi vào thư mục này bản sao đã đánh dấu chỗ cần sửa (write marked copies into this folder)"}, noRepairFlag), Action: t.action(checkFiles)},
			{Name: "run", Usage: "việc hằng đêm: nhận, đọc, tổng hợp, ghi báo cáo (the nightly job)", Flags: with(
				&cli.StringFlag{Name: "out", Usage: "thư mục ghi ra (mặc định <workspace>/out)"},
				&cli.StringSliceFlag{Name: "fail-on", Usage: "thoát mã 3 khi có: refused, needs-correction, overdue, mail (không gửi được thư)"},
				&cli.BoolFlag{Name: "dry-run", Usage: "chạy thử: nói đêm nay sẽ nhận gì, không ghi gì vào thư mục làm việc, không cần khóa (say what the night would take, write nothing)"},
				&cli.BoolFlag{Name: "json", Usage: "in bản ghi lần chạy dạng JSON"}, logFlag, logFormatFlag, noRepairFlag), Action: t.action(runNight)},
			{Name: "rebuild", Usage: "dựng lại cơ sở dữ liệu từ archive, sổ nhận và danh sách trường (make the database again)", Flags: with(
				&cli.StringFlag{Name: "out", Usage: "thư mục ghi ra (mặc định <workspace>/out)"},
				&cli.BoolFlag{Name: "json", Usage: "in bản ghi lần chạy dạng JSON"}, logFlag, logFormatFlag, noRepairFlag), Action: t.action(rebuild)},
			{Name: "status", Usage: "trường nào nợ báo cáo nào (who owes what)", Flags: with(
				&cli.StringFlag{Name: "by", Usage: "tỷ lệ nộp theo: commune (xã/phường), kind (cấp học), obligation (báo cáo) (reporting rates)"},
				&cli.BoolFlag{Name: "recognition", Usage: "thời hạn các chứng nhận KĐCLGD, CQG (how long certificates hold)"},
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON mỗi dòng"}), Action: t.action(showStatus)},
			{Name: "report", Usage: "vẽ lại báo cáo từ cơ sở dữ liệu (draw the report again)", Flags: with(
				&cli.StringFlag{Name: "year", Usage: "năm học, ví dụ 2025-2026"},
				&cli.StringFlag{Name: "structure", Usage: "tên, cấp học, xã của các trường như ngày này, ví dụ 2026-06-30 (schools as they were on a day)"},
				&cli.StringFlag{Name: "out", Usage: "thư mục ghi ra (mặc định <workspace>/out)"}), Action: t.action(drawReport)},
			{Name: "export", Usage: "xuất mọi bảng công khai: Parquet cho chương trình khác, CSV cho Excel (Parquet and CSV)", Flags: with(
				&cli.StringFlag{Name: "year", Usage: "năm học, ví dụ 2025-2026"},
				&cli.StringSliceFlag{Name: "format", Value: cli.NewStringSlice("parquet", "csv"), Usage: "parquet, csv"},
				&cli.StringFlag{Name: "out", Usage: "thư mục ghi ra (mặc định <workspace>/out/export)"},
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON mỗi dòng"}), Action: t.action(exportViews)},
			{Name: "rollup", Usage: "gộp dữ liệu nhiều đơn vị đã xuất thành một báo cáo (one report of many units' exports)", ArgsUsage: "DIR…", Flags: with(
				&cli.StringFlag{Name: "year", Usage: "năm học, khi các thư mục có nhiều năm"},
				&cli.StringSliceFlag{Name: "expect", Usage: "các đơn vị phải có: tên ngắn cách nhau bằng dấu phẩy, hoặc một tệp, mỗi dòng tên ngắn rồi tên (units that must be there)"},
				&cli.StringSliceFlag{Name: "fail-on", Usage: "thoát mã 3 khi có: missing (đơn vị chưa có số liệu)"},
				&cli.StringFlag{Name: "out", Usage: "thư mục ghi ra (mặc định <workspace>/out/rollup/<năm>)"},
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON"}), Action: t.action(rollup)},
			{Name: "explain", Usage: "từ một con số về tệp, ô và quy định (from a figure back to file, cell and rule)", ArgsUsage: "MÃ [TIÊU CHÍ]", Flags: with(
				&cli.StringFlag{Name: "year", Usage: "năm học, ví dụ 2025-2026"},
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON"}), Action: t.action(explainFigure)},
			{Name: "query", Usage: "hỏi cơ sở dữ liệu bằng SQL, chỉ đọc (read-only SQL)", ArgsUsage: "SQL", Flags: with(
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON mỗi dòng"}), Action: t.action(runQuery)},
			{Name: "prune", Usage: "bỏ những gì unit.yaml (retention) cho phép bỏ; không có mục đó thì không bỏ gì (remove what retention allows)", Flags: with(
				&cli.BoolFlag{Name: "dry-run", Usage: "chỉ nói sẽ bỏ gì"},
				&cli.BoolFlag{Name: "json", Usage: "một đối tượng JSON"}), Action: t.action(prune)},
			{Name: "schedule", Usage: "in cách để máy tự chạy mỗi đêm: systemd, cron, Windows (how to run every night)", Flags: with(
				&cli.StringFlag{Name: "system", Usage: "systemd, cron, windows (mặc định theo máy này)"},
				&cli.StringFlag{Name: "at", Value: "22:00", Usage: "giờ chạy"},
				&cli.StringFlag{Name: "out", Usage: "ghi các tệp vào thư mục này thay vì in ra"}), Action: t.action(schedule)},
			{Name: "rules", Usage: "in các bộ quy định và danh mục lỗi (rulebooks and findings)", ArgsUsage: "[MÃ | findings]", Flags: with(
				&cli.BoolFlag{Name: "json", Usage: "dạng JSON"}), Action: t.action(showRules)},
		},
	}
	app.Action = func(c *cli.Context) error {
		if c.Args().Present() {
			return asked{fmt.Errorf("%s", t.say(
				fmt.Sprintf("không có lệnh %q; các lệnh: %s", c.Args().First(), commandNames(app)),
				fmt.Sprintf("unknown command %q; commands: %s", c.Args().First(), commandNames(app))))}
		}
		return asked{showHelp(c)}
	}
	for _, c := range app.Commands {
		c.OnUsageError = usageError
	}
	return app
}

var version = "0.1.0"

// errHelp ends a bare `kdcl`, which shows the help and is not a success: a
// scheduled task that lost its command must not look well.
var errHelp = errors.New("")

func showHelp(c *cli.Context) error {
	if err := cli.ShowAppHelp(c); err != nil {
		return err
	}
	return errHelp
}

func copyFlags(flags []cli.Flag) []cli.Flag { return append([]cli.Flag(nil), flags...) }

func commandNames(app *cli.App) string {
	var names []string
	for _, c := range app.Commands {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

func usageError(_ *cli.Context, err error, _ bool) error { return asked{err} }

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
			return asked{fmt.Errorf("--lang %s: vi | en", lang)}
		}
		for _, a := range c.Args().Slice() {
			if strings.HasPrefix(a, "-") && a != "-" {
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
		req := request{terminal: t, c: c, templates: templates.FS, workspace: c.String("workspace")}
		if dir := c.String("templates"); dir != "" {
			if info, err := os.Stat(dir); err != nil || !info.IsDir() {
				return asked{fmt.Errorf("--templates %s: %s", dir, t.say("không phải thư mục", "not a folder"))}
			}
			req.templates = overlay{os.DirFS(dir), templates.FS}
		}
		return run(c.Context, req)
	}
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
	for _, line := range texts(err, t.lang) {
		fmt.Fprintln(t.err, "kdcl: "+line)
	}
	if errors.As(err, &a) {
		return exitUsage
	}
	return exitFailed
}

// texts takes joined errors apart, a line each, in the language asked for.
func texts(err error, lang string) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []string
		for _, e := range joined.Unwrap() {
			all = append(all, texts(e, lang)...)
		}
		return all
	}
	if a, ok := err.(asked); ok {
		return texts(a.err, lang)
	}
	if v, ok := err.(vietnamese); ok && lang == "vi" {
		return []string{v.Vietnamese()}
	}
	return []string{err.Error()}
}
