package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"text/template"
	"time"

	"golang.org/x/text/encoding/unicode"
)

// scheduleFolder holds a folder for each system that can start the nights; its
// words.txt says what to do, its other files are what the system is given.
const (
	scheduleFolder = "schedule"
	scheduleWords  = "words.txt"
)

// plan is what the templates of a schedule are filled with.
type plan struct {
	Name         string // of the task: kdcl-<unit id>
	Program      string // absolute path
	Arguments    []string
	Workspace    string // absolute path
	User         string // the account that asks
	At           string // "22:00"
	Hour, Minute int
	Zone         string // IANA, of the unit
	Day          string // ISO day from which a task counts
	Lang         string
	Mail         bool // a night may need the network
}

// schedule is the command `schedule`: it prints, or writes, what the system
// needs to start the night by itself, and changes nothing on the machine.
func schedule(_ context.Context, r request) error {
	system, err := r.system()
	if err != nil {
		return err
	}
	o, err := r.office()
	if err != nil {
		return err
	}
	p, err := r.plan(o)
	if err != nil {
		return err
	}
	names, err := fs.Glob(r.templates, path.Join(scheduleFolder, system, "*"))
	if err != nil {
		return err
	}
	out := r.c.String("out")
	if out != "" {
		if out, err = r.outFolder(o, "out", "", o.disk.open); err != nil {
			return err
		}
	}
	for _, name := range names {
		text, err := p.fill(r.templates, name)
		if err != nil {
			return asked{err}
		}
		switch base := path.Base(name); {
		case base == scheduleWords && out == "":
			fmt.Fprintln(r.err, text) // apart from the file, which may be redirected
		case base == scheduleWords:
			fmt.Fprint(r.out, text)
		case out == "":
			fmt.Fprint(r.out, text)
		default:
			to := filepath.Join(out, strings.Replace(base, "kdcl", p.Name, 1))
			data, err := encoded(base, text)
			if err != nil {
				return err
			}
			if err := o.disk.writeFile(to, data); err != nil {
				return err
			}
			fmt.Fprintln(r.out, to)
		}
	}
	return nil
}

// system is the one asked for, else this machine's own.
func (r request) system() (string, error) {
	entries, err := fs.ReadDir(r.templates, scheduleFolder)
	if err != nil {
		return "", err
	}
	system := r.c.String("system")
	if system == "" {
		system = "cron"
		if _, err := os.Stat("/run/systemd/system"); err == nil {
			system = "systemd"
		}
		if runtime.GOOS == "windows" {
			system = "windows"
		}
	}
	var known []string
	for _, e := range entries {
		if e.Name() == system {
			return system, nil
		}
		known = append(known, e.Name())
	}
	return "", r.choose("--system", system, known...)
}

// plan is the night of a workspace, by this very program.
func (r request) plan(o *office) (plan, error) {
	at, err := time.Parse("15:04", r.c.String("at"))
	if err != nil {
		return plan{}, asked{fmt.Errorf("--at %s: %s", r.c.String("at"), r.say("viết như 22:00", "write it as 22:00"))}
	}
	program, err := os.Executable()
	if err != nil {
		return plan{}, err
	}
	if strings.Contains(filepath.ToSlash(program), "/go-build") {
		return plan{}, asked{fmt.Errorf("%s", r.say(
			"chương trình đang chạy là bản tạm của go run, sẽ bị xóa; dựng bản cố định trước: go build -o kdcl ./cmd/kdcl",
			"this program is go run's own, which will be deleted; build one that stays first: go build -o kdcl ./cmd/kdcl"))}
	}
	dir, err := filepath.Abs(o.dir)
	if err != nil {
		return plan{}, err
	}
	now, err := r.clock("", o.zone) // the system's own clock, whatever a trial's unit.yaml says
	if err != nil {
		return plan{}, err
	}
	p := plan{
		Name: "kdcl-" + o.Unit.ID, Program: program, Arguments: []string{"run", "--workspace", dir}, Workspace: dir,
		User: cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"), os.Getenv("LOGNAME"), "root"),
		At:   at.Format("15:04"), Hour: at.Hour(), Minute: at.Minute(), Zone: o.Unit.TimeZone, Day: now.Format("2006-01-02"), Lang: r.lang,
		Mail: o.Unit.Mail != nil,
	}
	if t := r.c.String("templates"); t != "" {
		if t, err = filepath.Abs(t); err != nil {
			return plan{}, err
		}
		p.Arguments = append(p.Arguments, "--templates", t)
	}
	return p, nil
}

// fill fills one template. A path that its system has no way to write is an error.
func (p plan) fill(templates fs.FS, name string) (string, error) {
	text, err := fs.ReadFile(templates, name)
	if err != nil {
		return "", err
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(template.FuncMap{
		"systemd": systemdArgument, "systemdProgram": systemdProgram, "systemdPath": systemdPath, "systemdText": systemdText,
		"cron": cronArgument, "xml": xmlText, "commandLine": windowsCommandLine,
	}).Parse(string(text))
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	var bad unwritable
	if err := t.Execute(&b, p); errors.As(err, &bad) {
		return "", bad
	} else if err != nil {
		return "", err
	}
	return b.String(), nil
}

// unwritable is a path that a system has no way to be told.
type unwritable struct{ path, vi, en string }

func (u unwritable) Error() string      { return fmt.Sprintf("%q: %s", u.path, u.en) }
func (u unwritable) Vietnamese() string { return fmt.Sprintf("%q: %s", u.path, u.vi) }

// encoded is a file as its system reads it. Task Scheduler's own are UTF-16 and
// say so; schtasks ends with "unable to switch the encoding" over one that says
// so and is not, and over UTF-8 with Vietnamese letters. The template, which a
// terminal shows, therefore declares nothing.
func encoded(name, text string) ([]byte, error) {
	if path.Ext(name) != ".xml" {
		return []byte(text), nil
	}
	text = strings.ReplaceAll("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n"+text, "\n", "\r\n")
	return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
}

// oneLine refuses what no line of a table or unit can hold.
func oneLine(s string) error {
	if i := strings.IndexFunc(s, func(c rune) bool { return c < ' ' || c == 0x7F }); i >= 0 {
		return unwritable{s, "đường dẫn có ký tự điều khiển; đổi tên thư mục", "the path holds a control character; rename the folder"}
	}
	return nil
}

// systemdText doubles the sign of systemd's specifiers (systemd.unit(5)).
func systemdText(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// systemdProgram quotes the first word of ExecStart=, in which no variable is
// replaced, and of which systemd takes no quote and no backslash
// (systemd.service(5), Command lines).
func systemdProgram(s string) (string, error) {
	if strings.ContainsAny(s, `\'"`) {
		return "", unwritable{s, "systemd không chạy chương trình có dấu nháy hay \\ trong đường dẫn; để nó ở chỗ khác", "systemd starts no program whose path holds a quote or a backslash; put it elsewhere"}
	}
	return systemdWord(s)
}

// systemdArgument quotes a further word.
func systemdArgument(s string) (string, error) {
	return systemdWord(strings.ReplaceAll(s, "$", "$$"))
}

func systemdWord(s string) (string, error) {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(s) + `"`, oneLine(s)
}

// systemdPath quotes a path of ReadWritePaths=, where backslashes stand for
// themselves.
func systemdPath(s string) (string, error) {
	quote := `"`
	if strings.Contains(s, quote) {
		quote = "'"
	}
	if strings.Contains(s, quote) {
		return "", unwritable{s, "đường dẫn có cả hai loại dấu nháy, systemd không nhận; đổi tên thư mục", "systemd can't be told a path with both kinds of quotes; rename the folder"}
	}
	return quote + systemdText(s) + quote, oneLine(s)
}

// cronArgument quotes a word for the shell; cron itself takes a bare percent
// sign for a new line (crontab(5)).
func cronArgument(s string) (string, error) {
	return "'" + strings.NewReplacer("'", `'\''`, "%", `\%`).Replace(s) + "'", oneLine(s)
}

// variables are what Task Scheduler puts something else in the place of.
var variables = regexp.MustCompile(`%|\$\(`)

func xmlText(s string) (string, error) {
	if variables.MatchString(s) {
		return "", unwritable{s, "Task Scheduler coi % và $( là biến; đổi tên thư mục", "Task Scheduler takes % and $( for variables; rename the folder"}
	}
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// windowsCommandLine joins words so that CommandLineToArgvW parts them again: a
// quote is escaped, and so is every backslash before one.
func windowsCommandLine(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		if quoted[i] = w; w == "" || strings.ContainsAny(w, " \t\"&") {
			w = regexp.MustCompile(`(\\*)"`).ReplaceAllString(w, `$1$1\"`)
			quoted[i] = `"` + regexp.MustCompile(`(\\+)$`).ReplaceAllString(w, `$1$1`) + `"`
		}
	}
	return strings.Join(quoted, " ")
}
