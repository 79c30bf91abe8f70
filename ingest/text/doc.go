// Package text repairs Vietnamese text as schools' files hold it and folds it
// for comparison: NFC, look-alike letters, invisible characters, TCVN3 and VNI
// fonts (MESSY 15-23).
//
// It alone knows how letters go wrong. It never changes a spelling: what people
// read keeps the school's own words.
package text
