package ingest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestCatalogueOfMess reads MESSY.md: every item of the catalogue stands there
// once, with what is done about it and with tests that exist and carry its number.
func TestCatalogueOfMess(t *testing.T) {
	data, err := os.ReadFile("MESSY.md")
	if err != nil {
		t.Fatal(err)
	}
	proofs, want := proofsOf(t), 1
	code := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 6 {
			continue
		}
		number, err := strconv.Atoi(strings.TrimSpace(cells[1]))
		if err != nil {
			continue // a head
		}
		if number != want {
			t.Errorf("item %d stands where %d should", number, want)
		}
		want = number + 1
		named := code.FindAllStringSubmatch(cells[4], -1)
		if strings.TrimSpace(cells[3]) == "" || len(named) == 0 {
			t.Errorf("item %d: what is done, or what proves it, is not said", number)
		}
		for _, n := range named {
			if numbers, ok := proofs[n[1]]; !ok {
				t.Errorf("item %d: there is no test %s", number, n[1])
			} else if !slices.Contains(numbers, number) {
				t.Errorf("item %d: %s does not carry its number, it carries %v", number, n[1], numbers)
			}
		}
	}
	if want != 77 {
		t.Errorf("%d items, want 76", want-1)
	}
}

// proofsOf finds the numbers that each test of the repository carries: "ingest
// TestMessyLayout" in its name, its comment, the names of its cases; a story in
// its own comments.
func proofsOf(t *testing.T) map[string][]int {
	t.Helper()
	proofs := map[string][]int{}
	stories, err := filepath.Glob("../cmd/kdcl/testdata/script/*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatal("no stories found", err)
	}
	for _, name := range stories {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		told, _, _ := strings.Cut(string(data), "\n-- ") // what lies in the files of a story is no comment
		key := strings.TrimPrefix(filepath.ToSlash(name), "../")
		for line := range strings.Lines(told) {
			if strings.HasPrefix(line, "#") {
				proofs[key] = append(proofs[key], numbersIn(line)...)
			}
		}
	}
	folders := map[string]bool{}
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "../aggregate/*_test.go", "../cmd/kdcl/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, f := range files {
			folders[filepath.Dir(f)] = true
		}
	}
	for dir := range folders {
		folder := strings.TrimPrefix(filepath.ToSlash(filepath.Join("ingest", dir)), "../")
		for test, numbers := range numbersOfTests(t, dir) {
			proofs[folder+" "+test] = numbers
		}
	}
	return proofs
}

// numbersOfTests looks into the tests of a folder. A table that stands outside
// its test belongs to each test that uses it.
func numbersOfTests(t *testing.T, dir string) map[string][]int {
	t.Helper()
	fset, tables, tests := token.NewFileSet(), map[string][]int{}, map[string][]int{}
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range files {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, s := range g.Specs {
					if v, ok := s.(*ast.ValueSpec); ok && len(v.Names) == 1 {
						tables[v.Names[0].Name] = numbersBelow(f, v)
					}
				}
			}
		}
	}
	for _, f := range parsed {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "Test") {
				continue
			}
			numbers := append(numbersIn(fn.Name.Name), numbersIn(fn.Doc.Text())...)
			numbers = append(numbers, numbersBelow(f, fn)...)
			ast.Inspect(fn, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					numbers = append(numbers, tables[id.Name]...)
				}
				return true
			})
			tests[fn.Name.Name] = numbers
		}
	}
	return tests
}

// numbersBelow are the numbers in the texts and comments of a piece of source.
func numbersBelow(f *ast.File, n ast.Node) (numbers []int) {
	ast.Inspect(n, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			numbers = append(numbers, numbersIn(l.Value)...)
		}
		return true
	})
	for _, c := range f.Comments {
		if n.Pos() <= c.Pos() && c.End() <= n.End() {
			numbers = append(numbers, numbersIn(c.Text())...)
		}
	}
	return numbers
}

var (
	carried = regexp.MustCompile(`(?i)messy ?(\d+(?:(?:, ?| and |And|-|To)\d+)*)`)
	parts   = regexp.MustCompile(`(-|To)?(\d+)`)
)

// numbersIn reads "MESSY 8, 69", "MESSY 15-19", "messy 28: …" and "Messy44To49".
func numbersIn(s string) (numbers []int) {
	for _, m := range carried.FindAllStringSubmatch(s, -1) {
		last := 0
		for _, p := range parts.FindAllStringSubmatch(m[1], -1) {
			n, err := strconv.Atoi(p[2])
			if err != nil {
				continue
			}
			from := n
			if p[1] != "" {
				from = last + 1
			}
			for i := from; i <= min(n, 76); i++ {
				numbers = append(numbers, i)
			}
			last = n
		}
	}
	return numbers
}

func TestNumbersIn(t *testing.T) {
	for s, want := range map[string][]int{
		"TestMessy44To46Counts": {44, 45, 46}, "MESSY 8, 69: of several": {8, 69}, "MESSY 15-17, 21: what": {15, 16, 17, 21}, "TestMessy2And12And13WholeFile": {2, 12, 13},
		"# MESSY 31 and 38: a": {31, 38}, "messy 45, 46: dots": {45, 46}, "messy": nil, "TestMessyLayout": nil, "TestMessy06Zip": {6},
	} {
		if got := numbersIn(s); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
