// Package recognise finds the tables of a workbook by the words of their heads,
// whatever their sheet is called and wherever they stand (DESIGN §5.4).
//
// It alone knows how heads are stacked, merged and spelt (templates/forms/
// tables.yaml). It reads no values: package ingest does, from the rows it gives.
package recognise
