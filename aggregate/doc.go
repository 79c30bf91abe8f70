// Package aggregate loads submissions into DuckDB and counts there: levels,
// deadlines, rules that no single file can show, the tables of the report.
//
// It alone knows DuckDB and SQL, which stands in files under sql/: schema, rule
// (a row back is a finding), report (a file a table). It reads no workbook and
// draws nothing; Go moves, SQL counts.
package aggregate
