// Package intake takes in what arrived: it walks the inbox, archives every file
// by its content and notes its arrival in an append-only ledger, before anything
// reads it (DESIGN §2, §6).
//
// It alone knows arrival times and the archive. It never changes the inbox, and
// knows nothing of what a file says.
package intake
