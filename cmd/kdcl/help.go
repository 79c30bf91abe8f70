package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
)

// exitWords says what the exit codes mean, for whoever writes a script.
func (t terminal) exitWords() string {
	return t.say(
		"Mã thoát: 0 xong (sai sót của trường là kết quả, không phải lỗi) · 1 không làm xong · 2 gọi sai, hoặc unit.yaml, schools.xlsx sai · 3 xong, và có điều mà --fail-on hỏi · 4 lần chạy khác đang giữ khóa",
		"Exit codes: 0 done (schools' mistakes are a result, no failure) · 1 could not finish · 2 asked wrongly, or unit.yaml or schools.xlsx is wrong · 3 done, and what --fail-on asks for has happened · 4 another run holds the lock")
}

// helpFlag stands for the library's own, which is of the same name and speaks
// English alone; the library prints what helps sets.
func (t terminal) helpFlag() *cli.BoolFlag {
	return &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: t.say("in hướng dẫn này", "print this")}
}

// appHelp is `kdcl --help`.
func (t terminal) appHelp(app *cli.App) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kdcl %s — %s\n\n", app.Version, app.Usage)
	fmt.Fprintln(&b, t.say(
		"Cách dùng: kdcl LỆNH [tùy chọn], ví dụ: kdcl run --workspace THƯ_MỤC\nHướng dẫn của một lệnh: kdcl LỆNH --help. In English: kdcl --help --lang en",
		"Usage: kdcl COMMAND [options], for example: kdcl run --workspace DIR\nHelp of one command: kdcl COMMAND --help --lang en"))
	fmt.Fprintln(&b, "\n"+t.say("Các lệnh:", "Commands:"))
	for _, c := range app.Commands {
		b.WriteString(entry(c.Name, 10, c.Usage))
	}
	fmt.Fprintln(&b, "\n"+t.exitWords())
	return b.String()
}

// commandHelp is `kdcl COMMAND --help`.
func (t terminal) commandHelp(c *cli.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kdcl %s — %s\n\n%s kdcl %s %s\n", c.Name, c.Usage, t.say("Cách dùng:", "Usage:"), c.Name, strings.TrimSpace(t.say("[tùy chọn] ", "[options] ")+c.ArgsUsage))
	if c.Description != "" {
		fmt.Fprintln(&b, c.Description)
	}
	fmt.Fprintln(&b, "\n"+t.say("Tùy chọn:", "Options:"))
	for _, f := range c.Flags {
		d, ok := f.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		names := f.Names()
		head := "--" + names[0]
		if len(names) > 1 {
			head = "-" + names[1] + ", " + head
		}
		usage, value := d.GetUsage(), ""
		if d.TakesValue() {
			value = t.say("GIÁ_TRỊ", "VALUE")
			// `like this` in the usage names the value, as the library has it.
			if before, rest, ok := strings.Cut(usage, "`"); ok {
				if name, after, ok := strings.Cut(rest, "`"); ok {
					usage, value = before+name+after, name
				}
			}
			head += " " + value
		}
		if s, ok := f.(*cli.StringFlag); ok && s.Value != "" {
			usage += t.say("; mặc định ", "; by default ") + s.Value
		}
		if s, ok := f.(cli.DocGenerationSliceFlag); ok && s.IsSliceFlag() {
			usage += t.say("; ghi được nhiều lần", "; may stand several times")
		}
		for _, v := range d.GetEnvVars() {
			usage += t.say("; hoặc biến môi trường ", "; or the variable ") + v
		}
		b.WriteString(entry(head, 24, usage))
	}
	fmt.Fprintln(&b, "\n"+t.exitWords())
	return b.String()
}

// entry is a word and what it is, in columns.
func entry(word string, width int, text string) string {
	if n := utf8.RuneCountInString(word); n < width {
		word += strings.Repeat(" ", width-n)
	}
	return fmt.Sprintf("  %s  %s\n", word, text)
}

// languageOf finds --lang before anything is parsed: help and the errors of
// parsing itself speak the language that was asked for.
func languageOf(args []string) string {
	for i, a := range args {
		name, value, ok := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name != "lang" || !strings.HasPrefix(a, "-") {
			continue
		}
		if !ok && i+1 < len(args) {
			value = args[i+1]
		}
		if value == "en" {
			return "en"
		}
	}
	return "vi"
}

// helps puts the help of the program and its commands in the place of the
// library's templates.
func (t terminal) helps(app *cli.App) {
	app.CustomAppHelpTemplate = t.appHelp(app)
	for _, c := range app.Commands {
		c.CustomHelpTemplate = t.commandHelp(c)
	}
}
