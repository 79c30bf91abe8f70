// Package workbook is the seam to Excel files: bytes in, sheets of typed cells
// out, whole or refused with the reason (DESIGN §4, §5.1).
//
// It alone knows the zip and the XML of a workbook, and reads both by itself:
// the libraries read a damaged sheet as a shorter one and report success. A part
// is unpacked once, as a stream, and held against its checksum and declared size
// (container.go); a scanner finds it well-formed to its last tag (scan.go,
// markup.go), with a short cut for what nearly every cell looks like (quick.go);
// then come the workbook's shared parts (book.go, strings.go, styles.go) and its
// cells (sheet.go, cell.go). excelize is what the tests hold it against.
//
// Programs export pages of HTML and lines of CSV under a workbook's name. Those
// are read too (disguise.go): a page by its tags, one by one (html.go,
// htmltable.go, htmlvalue.go, flow.go, css.go), lines by what parts them (csv.go);
// what stops in the middle is refused there as well.
//
// It knows no form, repairs no text and formats no value.
package workbook
