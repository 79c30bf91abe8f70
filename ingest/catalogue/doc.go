// Package catalogue words findings: code, severity, what is wrong and what to
// do, in Vietnamese and English, from templates/findings.yaml.
//
// It alone knows the wording. It finds nothing itself, and a code never changes
// its meaning.
package catalogue
