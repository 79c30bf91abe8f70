// Package render draws a finished report: the PDF in the layout of Nghị định
// 30/2020/NĐ-CP with its charts, a sheet a school, the workbook with the same tables, and a page to look at.
//
// It alone knows paper, fonts and where a line breaks. It adds nothing up: a
// wrong figure on paper is wrong in package aggregate.
package render
