// Package readback reads a drawn PDF as a person would: the text that can be
// copied from a page, where each line stands on the paper, the page as a picture.
//
// It is for tests only, and it alone knows the engine: PDFium compiled to
// WebAssembly, so that a machine with Go and nothing else can read what was drawn.
// It draws nothing and knows no report.
package readback
