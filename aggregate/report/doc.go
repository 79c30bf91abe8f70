// Package report says what a finished report says, before anyone draws it:
// tables with their cells, named figures, and the letterhead. Values only; it
// counts nothing, reads nothing and knows neither DuckDB nor PDF.
package report
