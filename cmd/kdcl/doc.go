// Command kdcl is the nightly job of an office that manages schools: it takes
// in the workbooks that schools sent, reads them, counts in DuckDB, and writes
// the consolidated report.
//
// This package alone owns paths, the clock, the terminal and the exit codes; the
// stages under it are plain functions. Read run.go from the top to follow one
// workbook from the inbox to the page.
package main
