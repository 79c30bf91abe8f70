//go:build unix

package workbook_test

import (
	"bytes"
	"fmt"
	"runtime"
	"syscall"
	"testing"

	"github.com/xuri/excelize/v2"

	"kdcl/ingest/workbook"
)

// night is what a unit receives: two hundred workbooks of six sheets and about
// 3,900 cells, long texts and short ones, figures, dates, marks.
func night(tb testing.TB, books int) [][]byte {
	tb.Helper()
	all := make([][]byte, books)
	for n := range all {
		f := excelize.NewFile()
		date, err := f.NewStyle(&excelize.Style{NumFmt: 14, Font: &excelize.Font{Family: "Times New Roman"}})
		if err != nil {
			tb.Fatal(err)
		}
		for s := range 6 {
			sheet := fmt.Sprintf("Biểu %d", s+1)
			if _, err := f.NewSheet(sheet); err != nil {
				tb.Fatal(err)
			}
			for row := 1; row <= 65; row++ {
				cells := []any{
					row, fmt.Sprintf("Tiêu chí %d.%d", s+1, row), "x", nil, "Đạt", row * 37,
					fmt.Sprintf("Nhà trường %d có kế hoạch %d; hằng năm rà soát, bổ sung và công khai theo quy định", n, row),
					fmt.Sprintf("[H%d-%d.%d-01]", s+1, s+1, row), 45000 + row, 0.25 + float64(row), "Chưa đạt",
				}
				if err := f.SetSheetRow(sheet, workbook.Addr(row, 1), &cells); err != nil {
					tb.Fatal(err)
				}
			}
			if err := f.SetCellStyle(sheet, "I1", "I65", date); err != nil {
				tb.Fatal(err)
			}
		}
		if err := f.DeleteSheet("Sheet1"); err != nil {
			tb.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			tb.Fatal(err)
		}
		all[n] = b.Bytes()
		if err := f.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}

// BenchmarkNight reads the same two hundred workbooks with the reader, which
// checks them, and with excelize, which doesn't, in turn, so that what else the
// machine does slows both. An operation is a night of each:
//
//	go test -run - -bench Night -benchtime 8x ./ingest/workbook
func BenchmarkNight(b *testing.B) {
	books := night(b, 200)
	type spent struct {
		cpu            float64 // seconds
		mallocs, bytes uint64
	}
	var reader, excel spent
	cells := 0
	read := func(with func([]byte) (int, error), s *spent) {
		runtime.GC() // neither sweeps after the other
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		cpu := cpuSeconds(b)
		cells = 0
		for _, data := range books {
			n, err := with(data)
			if err != nil {
				b.Fatal(err)
			}
			cells += n
		}
		s.cpu += cpuSeconds(b) - cpu
		runtime.ReadMemStats(&after)
		s.mallocs += after.Mallocs - before.Mallocs
		s.bytes += after.TotalAlloc - before.TotalAlloc
		if cells < 200*3800 {
			b.Fatalf("%d cells", cells)
		}
	}
	for b.Loop() {
		read(readCells, &reader)
		read(excelizeCells, &excel)
	}
	all := float64(b.N) * float64(cells)
	for name, s := range map[string]spent{"reader": reader, "excelize": excel} {
		b.ReportMetric(s.cpu/float64(b.N), name+"-cpu-s/night")
		b.ReportMetric(float64(s.mallocs)/all, name+"-allocs/cell")
		b.ReportMetric(float64(s.bytes)/all, name+"-B/cell")
	}
	b.ReportMetric(excel.cpu/reader.cpu, "times-fewer")
	b.ReportMetric(float64(cells)/float64(len(books)), "cells/book")
}

func cpuSeconds(tb testing.TB) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

func readCells(data []byte) (int, error) {
	wb, err := workbook.Read(data, workbook.DefaultLimits())
	if err != nil {
		return 0, err
	}
	n := 0
	for _, sh := range wb.Sheets {
		for _, r := range sh.Rows {
			for _, c := range r.Cells {
				if c.Raw != "" {
					n++
				}
			}
		}
	}
	return n, nil
}

func excelizeCells(data []byte) (n int, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = f.Close() }()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.Rows(sheet)
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			columns, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				return 0, err
			}
			for _, value := range columns {
				if value != "" {
					n++
				}
			}
		}
		if err := rows.Close(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Reading leaves nothing behind: after a tenth of the workbooks the heap is as
// large as after all of them. -bench Flat does it with ten thousand.
func TestMemoryFlat(t *testing.T) { flat(t, night(t, 4), 200) }

func BenchmarkFlat(b *testing.B) {
	books := night(b, 20)
	for b.Loop() {
		flat(b, books, 10_000)
	}
}

func flat(tb testing.TB, books [][]byte, reads int) {
	tb.Helper()
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	var early int64
	for i := range reads {
		if _, err := readCells(books[i%len(books)]); err != nil {
			tb.Fatal(err)
		}
		if i == reads/10 {
			early = heap()
		}
	}
	late := heap()
	tb.Logf("heap after %d workbooks: %d KB, after %d: %d KB", reads/10, early>>10, reads, late>>10)
	if late > early+1<<20 {
		tb.Errorf("the heap grew by %d KB between workbook %d and %d", (late-early)>>10, reads/10, reads)
	}
}
