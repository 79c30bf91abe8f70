// Package form holds the nouns that cross the seams of kdcl: what a school
// sent (Submission), who the school is (School), what it had to send
// (Obligation), and what is wrong with what it sent (Finding).
//
// It alone knows the words of DESIGN §1; it reads nothing, counts nothing and
// imports the standard library only. Vietnamese terms stand beside the name
// where it is born.
package form
