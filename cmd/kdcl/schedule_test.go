package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"kdcl/templates"
)

// hostile are folders that offices have or could have.
var hostile = []string{`đơn vị & "cụm" 3`, `100% $HOME 'của tôi'`, `a\b;c|d>e`, `Trường #1 (mới)`}

func testPlan(program, workspace string) plan {
	return plan{Name: "kdcl-xa-mau", Program: program, Arguments: []string{"run", "--workspace", workspace}, Workspace: workspace,
		User: "root", At: "22:05", Hour: 22, Minute: 5, Zone: "Asia/Ho_Chi_Minh", Day: "2026-11-26", Lang: "vi"}
}

// teller is a program under a hostile name that prints what it was called with.
func teller(t *testing.T, folder string) (program, workspace string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(dir, "kdcl")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return program, dir
}

// A cron line, read as cron and the shell read it, calls the program with the
// workspace as it is.
func TestCronLine(t *testing.T) {
	if _, err := exec.LookPath("/bin/sh"); err != nil {
		t.Skip("no /bin/sh here: the cron line was not tried")
	}
	for _, folder := range hostile {
		program, workspace := teller(t, folder)
		line, err := testPlan(program, workspace).fill(templates.FS, "schedule/cron/kdcl.cron")
		if err != nil {
			t.Fatal(err)
		}
		command, ok := strings.CutPrefix(line, "5 22 * * * ")
		if !ok || strings.Count(line, "\n") != 1 {
			t.Fatalf("%q", line)
		}
		if regexp.MustCompile(`(^|[^\\])%`).MatchString(command) {
			t.Errorf("%s: cron ends the command at a percent sign", command)
		}
		out, err := exec.Command("/bin/sh", "-c", strings.ReplaceAll(command, `\%`, "%")).CombinedOutput()
		if want := "run\n--workspace\n" + workspace + "\n"; err != nil || string(out) != want {
			t.Errorf("%s: %v\n got %q\nwant %q", command, err, out, want)
		}
	}
}

// The units are what systemd takes; the program that it would start is the one
// that is there.
func TestSystemdUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI must install systemd: the units are tried by its own program")
		}
		t.Skip("systemd-analyze is not installed: the units were not tried by systemd")
	}
	for _, folder := range hostile {
		for _, mail := range []bool{false, true} {
			program, _ := teller(t, "Chương trình & tệp $HOME 100%")
			_, workspace := teller(t, folder)
			p, dir := testPlan(program, workspace), t.TempDir()
			p.Mail = mail
			var units []string
			for _, name := range []string{"kdcl.service", "kdcl.timer"} {
				text, err := p.fill(templates.FS, "schedule/systemd/"+name)
				if err != nil {
					t.Fatal(err)
				}
				units = append(units, filepath.Join(dir, strings.Replace(name, "kdcl", p.Name, 1)))
				if err := os.WriteFile(units[len(units)-1], []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(text, "PrivateNetwork=yes") != (name == "kdcl.service" && !mail) {
					t.Errorf("mail %v:\n%s", mail, text)
				}
			}
			out, err := exec.Command(analyze, append([]string{"verify", "--man=no"}, units...)...).CombinedOutput()
			if err != nil || strings.Contains(string(out), dir) {
				t.Errorf("%s: %v\n%s", folder, err, out)
			}
		}
	}
	// That it looks at all: a program that is not there is missed.
	text, err := testPlan("/nowhere/đơn vị/kdcl", "/").fill(templates.FS, "schedule/systemd/kdcl.service")
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "kdcl-xa-mau.service")
	if err := os.WriteFile(unit, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, _ := exec.Command(analyze, "verify", "--man=no", unit).CombinedOutput(); !strings.Contains(string(out), "/nowhere/đơn vị/kdcl is not executable") {
		t.Errorf("%s", out)
	}
}

// systemd's rules for words (systemd.service(5), systemd.unit(5)), which no
// program at hand prints back.
func TestSystemdWords(t *testing.T) {
	for in, want := range map[string]string{`a b`: `"a b"`, `50%`: `"50%%"`, `$HOME`: `"$$HOME"`, `"q"`: `"\"q\""`, `a\b`: `"a\\b"`} {
		if got, err := systemdArgument(in); got != want || err != nil {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	if got, _ := systemdProgram("/opt/$x"); got != `"/opt/$x"` {
		t.Error(got)
	}
	for in, want := range map[string]string{`/a\b %`: `"/a\b %%"`, `/"a"`: `'/"a"'`} {
		if got, err := systemdPath(in); got != want || err != nil {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	if _, err := systemdProgram(`/opt/"kdcl"`); err == nil {
		t.Error("systemd starts no such program")
	}
	for _, in := range []string{`/"a'`, "/a\nExecStart=/bin/sh"} {
		if _, err := systemdPath(in); err == nil {
			t.Errorf("%q was taken", in)
		}
	}
	if _, err := cronArgument("a\n* * * * * rm"); err == nil {
		t.Error("a line feed was taken")
	}
}

// The task is XML that says UTF-16 and is, and holds the paths as they are.
func TestWindowsTask(t *testing.T) {
	for _, tc := range []struct{ workspace, arguments string }{
		{`C:\Users\Văn thư\Kiểm định & chất lượng`, `run --workspace "C:\Users\Văn thư\Kiểm định & chất lượng"`},
		{`D:\kdcl`, `run --workspace D:\kdcl`},
		{`\\máy chủ\cụm 3\`, `run --workspace "\\máy chủ\cụm 3\\"`}, // a backslash before the last quote would hide it
		{`C:\a<b>'c'`, `run --workspace C:\a<b>'c'`},
	} {
		p := testPlan(`C:\Chương trình & tệp\kdcl.exe`, tc.workspace)
		text, err := p.fill(templates.FS, "schedule/windows/kdcl.xml")
		if err != nil {
			t.Fatal(err)
		}
		data, err := encoded("kdcl.xml", text)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, []byte{0xFF, 0xFE, '<', 0, '?', 0}) {
			t.Fatalf("begins with % x", data[:8])
		}
		var task struct {
			XMLName  xml.Name `xml:"http://schemas.microsoft.com/windows/2004/02/mit/task Task"`
			Version  string   `xml:"version,attr"`
			Begins   string   `xml:"Triggers>CalendarTrigger>StartBoundary"`
			Interval int      `xml:"Triggers>CalendarTrigger>ScheduleByDay>DaysInterval"`
			ID       struct {
				ID string `xml:"id,attr"`
			} `xml:"Principals>Principal"`
			Actions struct {
				Context   string `xml:"Context,attr"`
				Command   string `xml:"Exec>Command"`
				Arguments string `xml:"Exec>Arguments"`
			} `xml:"Actions"`
		}
		d := xml.NewDecoder(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(bytes.NewReader(data)))
		d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
			if label != "UTF-16" {
				t.Errorf("declares %s", label)
			}
			return in, nil
		}
		if err := d.Decode(&task); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if rest, err := d.Token(); err != nil || strings.TrimSpace(string(rest.(xml.CharData))) != "" {
			t.Errorf("something stands behind the task: %v, %v", rest, err)
		}
		if _, err := d.Token(); err != io.EOF {
			t.Errorf("something stands behind the task: %v", err)
		}
		if task.Version != "1.2" || task.Begins != "2026-11-26T22:05:00" || task.Interval != 1 || task.ID.ID != task.Actions.Context {
			t.Errorf("%+v", task)
		}
		if task.Actions.Command != p.Program || task.Actions.Arguments != tc.arguments {
			t.Errorf("%q %q, want %q", task.Actions.Command, task.Actions.Arguments, tc.arguments)
		}
	}
	for _, dir := range []string{`C:\100%`, `C:\$(Arg0)`} {
		if _, err := testPlan(`C:\kdcl.exe`, dir).fill(templates.FS, "schedule/windows/kdcl.xml"); err == nil {
			t.Errorf("%s was taken, in which Task Scheduler sees a variable", dir)
		}
	}
}
