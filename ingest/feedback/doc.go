// Package feedback gives a school its own workbook back, marked: a first sheet
// that lists what to correct with links to the cells, the cells coloured, one
// comment a cell, and nothing else changed. What was written is read again and
// counted; where the workbook can't be marked safely, the list goes into a
// workbook of its own, and says why.
//
// It alone knows how a marked workbook looks. It judges nothing (findings come
// worded), knows no paths, and leaves the original as it is.
package feedback
