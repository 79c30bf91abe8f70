// Package blank writes the workbooks that the office sends out: the form of a
// school, empty or filled in, and the empty roster of `kdcl init`.
//
// It alone knows how those sheets look. Its heads are the words that package
// recognise finds them by again, from the same templates; it reads nothing back.
package blank
