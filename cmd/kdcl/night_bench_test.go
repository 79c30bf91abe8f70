//go:build unix

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// BenchmarkNight runs the built program as a user would: a first night and an
// unchanged second one, on units of three sizes; wall time and peak memory.
//
//	go test ./cmd/kdcl -run - -bench Night -benchtime 1x
func BenchmarkNight(b *testing.B) {
	dir := b.TempDir()
	build := func(name, pkg string) string {
		out := filepath.Join(dir, name)
		if msg, err := exec.Command("go", "build", "-o", out, pkg).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, msg)
		}
		return out
	}
	gen, kdcl := build("gen", "kdcl/sample-data/gen"), build("kdcl", "kdcl/cmd/kdcl")
	for _, schools := range []int{24, 120, 1000} {
		unit := filepath.Join(dir, fmt.Sprint("unit-", schools))
		for _, night := range []string{"first", "unchanged"} {
			b.Run(fmt.Sprintf("schools=%d/%s", schools, night), func(b *testing.B) {
				peak := int64(0)
				for range b.N {
					b.StopTimer()
					if night == "first" {
						if msg, err := exec.Command(gen, "-schools", fmt.Sprint(schools), unit).CombinedOutput(); err != nil {
							b.Fatalf("%v\n%s", err, msg)
						}
					}
					b.StartTimer()
					cmd := exec.Command(kdcl, "run", "--workspace", unit)
					if msg, err := cmd.CombinedOutput(); err != nil {
						b.Fatalf("%v\n%s", err, msg)
					}
					peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
				}
				b.ReportMetric(float64(peak)/1024, "peak-MB")
			})
		}
	}
}
