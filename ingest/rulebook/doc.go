// Package rulebook loads the rulebooks (bộ quy định): the circulars that say
// which standards, criteria and indicators a school assesses itself by, as data
// under templates/rulebooks.
//
// It alone knows how those files are written, and refuses one that contradicts
// itself. What is unverified or unknown in them stays so. It judges no school:
// levels are counted in SQL (package aggregate).
package rulebook
