package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// go test ./cmd/kdcl -run Rebuild -nights 30
var nights = flag.Int("nights", 6, "how many nights TestRebuild plays, 30 are a month")

// What is made again from archive, ledger and roster is what the nights made,
// row for row: workbooks came late and early, twice and under other names, were
// refused and corrected, a school got an extension and a name changed.
func TestRebuild(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	files := o.samples()
	if *nights < 30 { // a small dose of workbooks for a small dose of nights
		files = files[:20]
	}
	day := func(n int) time.Time {
		return time.Date(2027, 6, 20, 22, 0, 0, 0, time.FixedZone("+07", 7*3600)).AddDate(0, 0, n-*nights)
	}
	for n := 1; n <= *nights; n++ {
		for i := (n - 1) * len(files) / *nights; i < n*len(files) / *nights; i++ {
			o.arrive(day(n).Add(-time.Duration(i%20)*time.Hour).Format(time.RFC3339), files[i])
		}
		read := func(i int) []byte {
			data, err := os.ReadFile(files[i])
			o.must(err)
			return data
		}
		switch {
		case n == 1: // cut short on its way: refused
			whole := read(len(files) - 1)
			o.put("gửi lỗi.xlsx", whole[:len(whole)/2], day(n).Add(-time.Hour))
		case n == 2: // sent again, whole
			o.put("gửi lại.xlsx", read(len(files)-1), day(n).Add(-time.Hour))
		case n == 3: // the same under another name, and a name that now holds another content
			o.put("bản sao.xlsx", read(0), day(n).Add(-time.Hour))
			o.put(filepath.Base(files[1]), append(read(1), 0), day(n).Add(-time.Hour))
		case n == *nights/2+1:
			o.editRoster(func(f *excelize.File) {
				o.must(f.SetSheetRow("Gia hạn", "A20", &[]any{"01990305", "bao-cao-tdg", "30/6/2027", "10/6/2027", "mưa lũ", "Trưởng phòng"}))
				o.must(f.SetCellStr("Trường", "B3", "Trường đổi tên"))
			})
		case n == *nights-1: // the inbox is tidied: what was there is in the archive
			o.must(os.Remove(filepath.Join(o.path("inbox"), filepath.Base(files[0]))))
		}
		o.night("run", "--now", day(n).Format(time.RFC3339))
	}
	want := o.everything()
	if n := len(want.Content["run"]); n != *nights {
		t.Errorf("the database knows %d nights of %d", n, *nights)
	}
	refused := 0
	for range want.Content["file"] {
		refused++
	}
	t.Logf("%d nights, %d contents", *nights, refused)

	// Without the database, without the inbox, without yesterday's reports.
	o.must(os.Remove(o.path(dbName)))
	o.must(os.RemoveAll(o.path("inbox")))
	o.night("rebuild", "--now", day(*nights).Format(time.RFC3339))
	o.same("rebuilt", want, o.everything())

	// And again, over a database that is there.
	o.night("rebuild", "--now", day(*nights).Format(time.RFC3339))
	o.same("rebuilt twice", want, o.everything())

	// The next night goes on from there.
	o.must(os.MkdirAll(o.path("inbox"), 0o755))
	o.night("run", "--now", day(*nights).Add(time.Hour).Format(time.RFC3339))
	if got := o.content(); len(got["file"]) != len(want.Content["file"]) || len(got["run"]) != *nights+1 {
		t.Errorf("%d files, %d runs after the night that followed", len(got["file"]), len(got["run"]))
	}
}

// editRoster changes schools.xlsx as staff do in Excel.
func (o testOffice) editRoster(change func(*excelize.File)) {
	o.Helper()
	f, err := excelize.OpenFile(o.path("schools.xlsx"))
	o.must(err)
	change(f)
	o.must(f.Save())
	o.must(f.Close())
}
