package workbook

import "strings"

// Excel's own limits.
const (
	maxRow = 1 << 20 // 1,048,576
	maxCol = 1 << 14 // XFD
)

// Addr gives the A1 address of a row and column, both from 1.
func Addr(row, col int) string {
	var b [24]byte
	return string(appendAddr(b[:0], row, col))
}

// Split reads an A1 address; ok is false when it is none or lies outside
// Excel's limits.
func Split(addr string) (row, col int, ok bool) { return splitBytes([]byte(addr)) }

func splitBytes(addr []byte) (row, col int, ok bool) {
	i := 0
	for ; i < len(addr) && addr[i] >= 'A' && addr[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(addr[i]-'A'+1)
	}
	row, ok = decimal(addr[i:])
	return row, col, ok && i > 0 && row >= 1 && row <= maxRow && col <= maxCol
}

// splitRange reads "A1:C3", or "A1" as a range of one cell.
func splitRange(ref string) (Range, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	r1, c1, ok1 := Split(from)
	r2, c2, ok2 := Split(to)
	return Range{r1, c1, r2, c2}, ok1 && ok2 && r2 >= r1 && c2 >= c1
}
