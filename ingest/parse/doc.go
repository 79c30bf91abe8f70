// Package parse reads what people write in cells: marks, times, money, counts,
// codes. Pure functions from raw text to a value, or to "unknown" and the code
// of the finding that says why.
//
// It alone knows these small grammars (FORMS §1, §4, §5.1; MESSY D). It knows
// no table and no school, and never guesses between two readings in silence.
package parse
