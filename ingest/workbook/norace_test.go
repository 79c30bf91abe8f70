//go:build !race

package workbook_test

const underRace = false
