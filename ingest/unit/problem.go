package unit

import "fmt"

// Problem is one mistake in the office's own files.
type Problem struct {
	File   string
	Line   int    // of unit.yaml; 0 when unknown
	Cell   string // of the roster: "Trường!C5"
	VI, EN string // what is wrong and what to do
}

// ProblemAt is a mistake in unit.yaml at the value that keys and indexes lead to
// from the top; data is the file, name as the user knows it.
func ProblemAt(data []byte, name string, path []any, vi, en string) *Problem {
	return &Problem{File: name, Line: lineOf(data, path...), VI: vi, EN: en}
}

func (p *Problem) place() string {
	switch {
	case p.Cell != "":
		return fmt.Sprintf("%s, %s", p.File, p.Cell)
	case p.Line > 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return p.File
}

func (p *Problem) Error() string { return p.place() + ": " + p.EN }

// Vietnamese says the same to the officer.
func (p *Problem) Vietnamese() string { return p.place() + ": " + p.VI }
