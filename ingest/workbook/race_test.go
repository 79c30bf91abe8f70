//go:build race

package workbook_test

// underRace: what is the same work over and over takes a share of it, since the
// race detector makes it ten times as slow and sees nothing more in the rest.
const underRace = true
