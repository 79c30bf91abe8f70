package workbook

import "strconv"

// Excel's own limits.
const (
	maxRow = 1 << 20 // 1,048,576
	maxCol = 1 << 14 // XFD
)

// Addr gives the A1 address of a row and column, both from 1.
func Addr(row, col int) string {
	var b [8]byte
	i := len(b)
	for ; col > 0; col = (col - 1) / 26 {
		i--
		b[i] = byte('A' + (col-1)%26)
	}
	return string(b[i:]) + strconv.Itoa(row)
}

// Split reads an A1 address; ok is false when it is none or lies outside
// Excel's limits.
func Split(addr string) (row, col int, ok bool) {
	i := 0
	for ; i < len(addr) && addr[i] >= 'A' && addr[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(addr[i]-'A'+1)
	}
	row, err := strconv.Atoi(addr[i:])
	return row, col, err == nil && i > 0 && addr[i] != '+' && row >= 1 && row <= maxRow && col <= maxCol
}
