package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Imports run one way, and each big library has one home (DESIGN §4).
func TestImports(t *testing.T) {
	may := map[string][]string{ // package -> packages of ours it may import
		"ingest/form": {}, "ingest/text": {}, "ingest/workbook": {}, "ingest/intake": {}, "templates": {},
		"ingest/catalogue": {"ingest/form"}, "ingest/rulebook": {"ingest/form"}, "ingest/parse": {"ingest/form", "ingest/text"},
		"ingest/recognise": {"ingest/text", "ingest/workbook"},
		"ingest/unit":      {"ingest/form", "ingest/parse", "ingest/text", "ingest/workbook"},
		"ingest/blank":     {"ingest/form", "ingest/parse", "ingest/recognise", "ingest/rulebook", "ingest/unit", "ingest/workbook"},
		"ingest/feedback":  {"ingest/form", "ingest/workbook"},
		"ingest":           {"ingest/form", "ingest/parse", "ingest/recognise", "ingest/rulebook", "ingest/text", "ingest/workbook"},
		"aggregate/report": {"ingest/form"},
		"aggregate":        {"aggregate/report", "ingest/form", "ingest/rulebook"},
		"render":           {"aggregate/report"},
	}
	homes := map[string][]string{ // library -> its homes
		"github.com/xuri/excelize/v2":       {"ingest/blank", "ingest/feedback", "render"},
		"github.com/klauspost/compress":     {"ingest/workbook"},
		"golang.org/x/net/html":             {"ingest/workbook"},
		"github.com/duckdb/duckdb-go/v2":    {"aggregate"},
		"github.com/johnfercher/maroto/v2":  {"render"},
		"gonum.org/v1/plot":                 {"render"},
		"github.com/wneessen/go-mail":       {"cmd/kdcl"},
		"github.com/jhillyerd/enmime/v2":    {"ingest/intake"},
		"github.com/urfave/cli/v2":          {"cmd/kdcl"},
		"github.com/goccy/go-yaml":          {"ingest/catalogue", "ingest/rulebook", "ingest/parse", "ingest/text", "ingest/recognise", "ingest/unit", "ingest/blank", "ingest/feedback", "aggregate", "render"},
		"github.com/jedib0t/go-pretty/v6":   {"cmd/kdcl"},
		"github.com/schollz/progressbar/v3": {"cmd/kdcl"},
		"github.com/klippa-app/go-pdfium":   {"render/readback"},
		"kdcl/render/readback":              {}, // tests alone read a page back
	}
	// A mail to the office is the one way out, and go-mail's client takes it, in
	// one file; elsewhere go-mail only writes drafts.
	network := []string{"net", "net/http", "net/rpc", "net/rpc/jsonrpc", "net/smtp", "net/textproto", "crypto/tls"}
	// Another names the errors that a network makes, and opens nothing.
	const mailer, faults = "cmd/kdcl/mail.go", "cmd/kdcl/mailfault.go"
	root := os.DirFS("../..")
	seen, sends := 0, 0
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(name))
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		for _, word := range []string{"mail.NewClient(", ".DialAndSend", ".DialWithContext(", "net.Dial", "tls.Dial", "textproto.Dial", "net.Listen", "net.Resolver", "net.Lookup"} {
			switch n := strings.Count(string(src), word); {
			case n > 0 && name != mailer:
				t.Errorf("%s: %s stands in %s alone", name, word, mailer)
			default:
				sends += n
			}
		}
		for _, imp := range f.Imports {
			path, _ := strconv.Unquote(imp.Path.Value)
			if slices.Contains(network, path) && name != faults || strings.HasPrefix(path, "golang.org/x/net/") && path != "golang.org/x/net/html" {
				t.Errorf("%s imports %s: nothing of ours opens a connection itself", name, path)
			}
			for library, at := range homes {
				if (path == library || strings.HasPrefix(path, library+"/")) && !slices.Contains(at, pkg) {
					t.Errorf("%s imports %s, whose home is %v", name, path, at)
				}
			}
			if ours, ok := strings.CutPrefix(path, "kdcl/"); ok {
				if allowed, held := may[pkg]; held && !slices.Contains(allowed, ours) {
					t.Errorf("%s imports %s", name, ours)
				}
				if strings.HasPrefix(ours, "cmd/") {
					t.Errorf("%s imports %s: nothing imports a command", name, ours)
				}
				continue
			}
			if pkg == "ingest/form" && strings.Contains(path, ".") {
				t.Errorf("%s imports %s: the nouns use the standard library only", name, path)
			}
		}
		return nil
	})
	if err != nil || seen < 30 || sends != 2 {
		t.Fatalf("%d files seen, %d words of sending, %v", seen, sends, err)
	}
}
