// Package ingest turns the bytes of one workbook into a Submission and its
// findings: it opens it (workbook), finds the tables (recognise), reads their
// cells (parse, text) and decides which school and which rulebook they are of.
//
// It alone knows what each table of the forms means. It keeps nothing between
// workbooks, compares no two of them (aggregate does), and writes nothing.
package ingest
