package render

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"kdcl/aggregate/report"
)

// TransferWording is templates/letter/transfer.yaml: the words of the mail that
// passes a school's workbooks on to the unit that the school belongs to.
type TransferWording struct {
	Schema    string `yaml:"schema"`
	Subject   string `yaml:"subject"`
	Greeting  string `yaml:"greeting"`
	Opening   string `yaml:"opening"`
	Line      string `yaml:"line"`
	Closing   string `yaml:"closing"`
	Signature string `yaml:"signature"`
}

const transferFile = "letter/transfer.yaml"

// LoadTransferWording reads letter/transfer.yaml strictly.
func LoadTransferWording(fsys fs.FS) (*TransferWording, error) {
	data, err := fs.ReadFile(fsys, transferFile)
	if err != nil {
		return nil, err
	}
	w := &TransferWording{}
	if err := yaml.UnmarshalWithOptions(data, w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", transferFile, err)
	}
	if w.Schema != "kdcl-transfer/1" {
		return nil, fmt.Errorf("%s: schema %q is unknown; write kdcl-transfer/1", transferFile, w.Schema)
	}
	if w.Subject == "" || w.Line == "" {
		return nil, fmt.Errorf("%s: subject and line must say something", transferFile)
	}
	return w, nil
}

// Passed is what is passed on of one school to its own unit.
type Passed struct {
	School, Code, Unit string
	Files              []PassedFile // in the order of arrival
}

// PassedFile is one workbook, under the name that it goes out with.
type PassedFile struct {
	Name     string
	Received string // local time, "2027-06-15T23:59:00"
}

// Mail gives the subject and the text of the mail to the unit, a line a workbook.
func (w *TransferWording) Mail(r report.Report, p Passed) (subject, text string, err error) {
	values := map[string]string{"school": p.School, "code": p.Code, "unit": p.Unit}
	names := []string{"school", "code", "unit", "file", "received"}
	say := func(s string) string {
		if err != nil {
			return ""
		}
		s, err = fillLetter(transferFile, s, r, names, values)
		return s
	}
	subject = say(w.Subject)
	lines := []string{say(w.Greeting), "", say(w.Opening)}
	for _, f := range p.Files {
		values["file"], values["received"] = f.Name, moment(f.Received)
		lines = append(lines, say(w.Line))
	}
	delete(values, "file")
	delete(values, "received")
	lines = append(lines, "", say(w.Closing), "", say(w.Signature))
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", transferFile, err)
	}
	return subject, strings.Join(lines, "\r\n") + "\r\n", nil
}
