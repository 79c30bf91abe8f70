// Package workbook is the seam to Excel files: bytes in, sheets of typed cells
// out, whole or refused with the reason (DESIGN §4, §5.1).
//
// It alone knows the zip and the XML of a workbook, and which library reads it.
// The libraries read a damaged sheet as a shorter one and report success, so a
// strict pass of our own reads every part to its last tag first: where the cells
// stand, what they are and how they look. The library gives their text, and a
// value that only one of the two sees refuses the file. Another reader goes
// behind Read.
//
// It knows no form, repairs no text and formats no value.
package workbook
