// Package workbook is the seam to Excel files: bytes in, sheets of typed cells
// out, whole or refused with the reason (DESIGN §4, §5.1).
//
// It alone knows the zip and the XML of a workbook, and which library reads it.
// The libraries read a damaged sheet as a shorter one and report success, so a
// gate of our own reads every part to its last tag first and compares the two.
// It knows no form, repairs no text and formats no value.
package workbook
