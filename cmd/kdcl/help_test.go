package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
)

// Every command, and every option of it, says what it is in the language that
// is asked for and in no other; and help is no failure.
func TestHelp(t *testing.T) {
	t.Parallel()
	vietnamese := regexp.MustCompile(`[À-ỹ]`)
	option := regexp.MustCompile(`^  (-\w, )?--[a-z-]+( \S+)?  +\S`)
	help := func(lang string, args ...string) string {
		var out, stderr bytes.Buffer
		if code := Main(context.Background(), append(append([]string{"kdcl"}, args...), "--lang", lang), &out, &stderr); code != exitDone || stderr.Len() > 0 {
			t.Errorf("%v in %s: exit %d, %s", args, lang, code, &stderr)
		}
		return out.String()
	}
	commands := newApp(&terminal{}).Commands
	for _, lang := range []string{"vi", "en"} {
		whole := help(lang, "--help")
		for _, c := range commands {
			if !strings.Contains(whole, "\n  "+c.Name+" ") {
				t.Errorf("%s: %s is not in the list", lang, c.Name)
			}
			text := help(lang, c.Name, "--help")
			if text != help(lang, "help", c.Name) {
				t.Errorf("%s: help %s says something else", lang, c.Name)
			}
			lines := strings.Split(text, "\n")
			if len(lines) < 10 || vietnamese.MatchString(text) != (lang == "vi") {
				t.Errorf("%s:\n%s", lang, text)
			}
			options := 0
			for _, line := range lines {
				if strings.Contains(line, "--lang ") && !option.MatchString(line) || strings.Contains(line, "`") {
					t.Errorf("%s %s: %s", lang, c.Name, line)
				}
				if option.MatchString(line) {
					options++
				}
			}
			if options != len(c.Flags) {
				t.Errorf("%s %s: %d options of %d have a sentence\n%s", lang, c.Name, options, len(c.Flags), text)
			}
		}
	}
}
