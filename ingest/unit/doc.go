// Package unit reads what the managing unit says of itself and its schools:
// unit.yaml and the roster schools.xlsx (DESIGN §2).
//
// It alone knows these two files; a mistake in them is the office's, not a
// school's, and is said whole: file, line or cell, what is wrong, what to do.
package unit
