// Package templates carries what an officer may change without a compiler:
// rulebooks, heads of forms, wording of findings, layouts of reports. It holds
// nothing else; `kdcl --templates DIR` puts a folder in its place, file by file.
package templates

import "embed"

// FS is the built-in templates.
//
//go:embed docx feedback letter mail rulebooks forms page report rollup run schedule workspace findings.yaml
var FS embed.FS
