package unit_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
	"kdcl/ingest/unit"
	"kdcl/ingest/workbook"
)

// The template that kdcl init hands out is itself right.
func TestTemplateLoads(t *testing.T) {
	data, err := os.ReadFile("../../templates/workspace/unit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	u, err := unit.LoadUnit(data, "unit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	due := map[string]form.Date{}
	for _, o := range u.Obligations {
		due[o.ID] = o.Due
	}
	want := map[string]form.Date{"cong-khai-dau-nam": "2026-09-25", "ke-hoach-tdg": "2026-09-30", "cai-tien": "2026-09-30", "ra-soat-cai-tien-hk1": "2027-01-30", "ra-soat-cai-tien-hk2": "2027-06-08",
		"cong-khai": "2027-05-31", "thong-ke": "2027-05-31", "minh-chung": "2027-06-15", "bao-cao-tdg": "2027-06-15"}
	if d := cmp.Diff(want, due); d != "" {
		t.Error(d)
	}
	weeks := u.Weeks["2026-2027"]
	if len(weeks) != 35 || weeks[21].Number != 22 || weeks[20].To != "2027-01-30" || weeks[21].From != "2027-02-15" {
		t.Errorf("weeks go around the break: %v", weeks[20:22])
	}
}

// A report that is sent several times is one obligation each time.
func TestRecurringObligation(t *testing.T) {
	u, err := unit.LoadUnit([]byte("unit: {name: A}\nschool_year: \"2026-2027\"\nobligations:\n  - {id: a, title: A, part: plan, due: [\"chậm nhất 30/1\", 31/05/2027]}\n  - {id: b, title: B, part: plan, due: cuối tháng 3}\n"), "unit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range u.Obligations {
		got = append(got, o.ID+" "+o.Title+" "+string(o.Due))
	}
	if d := cmp.Diff([]string{"a-1 A (lần 1) 2027-01-30", "a-2 A (lần 2) 2027-05-31", "b B 2027-03-31"}, got); d != "" {
		t.Error(d)
	}
}

func TestUnitProblems(t *testing.T) {
	const good = "unit: {name: A}\nschool_year: \"2026-2027\"\nobligations:\n  - {id: a, title: A, part: plan, due: \"15/6\"}\n"
	for _, tc := range []struct{ name, old, new, vi, place string }{
		{"a slip in a key", "school_year", "school_yaer", "school_yaer", "unit.yaml:2:"},
		{"a year that is none", `"2026-2027"`, `"2026-2028"`, "không phải năm học", "unit.yaml:2:"},
		{"an unknown part", "part: plan", "part: plans", "chọn một trong: plan", "unit.yaml:4:"},
		{"a due date nobody understands", `"15/6"`, `"sớm"`, "không hiểu được", "unit.yaml:4:"},
		{"an unknown kind", "part: plan", "part: plan, kinds: [MG]", `cấp học "MG"`, "unit.yaml:4:"},
		{"an id twice", "\n  - {id", "\n  - {id: a, title: B, part: plan, due: \"15/6\"}\n  - {id", "dùng hai lần", "unit.yaml:5:"},
		{"a year left over in a due date", `"15/6"`, `"15/6/2026"`, "ngoài năm học 2026-2027", "unit.yaml:4:"},
		{"a term without a calendar", `"15/6"`, "cuối học kỳ I", "không hiểu được: lịch tuần chưa ghi ngày kết thúc học kỳ, thêm terms vào weeks; viết ví dụ", "unit.yaml:4:"},
		{"a week without a calendar", `"15/6"`, "tuần 20", "thêm weeks; viết ví dụ", "unit.yaml:4:"},
		{"a due date that names no day", `"15/6"`, "đầu tháng 3", "không nêu ngày nào; viết ví dụ", "unit.yaml:4:"},
		{"no due date", `, due: "15/6"`, "", "chưa ghi hạn", "unit.yaml:4:"},
		{"an id that names no file", "id: a", "id: Báo cáo", `viết "bao-cao"`, "unit.yaml:4:"},
		{"reminded after it is due", "part: plan", "part: plan, reminder_days: [7, -1]", "từ 0 đến 365", "unit.yaml:4:"},
		{"words for a number", "part: plan", "part: plan, reminder_days: [bảy]", "ở đây phải là một số", "unit.yaml:4:"},
		{"a key that is near none", "school_year", "hiệu_trưởng: A\nschool_year", `không có mục "hiệu_trưởng"; bỏ đi, hoặc xem`, "unit.yaml:2:"},
		{"a key that is near one", "title: A", "titel: A", `không có mục "titel"; có phải là "title"?`, "unit.yaml:4:"},
		{"a tab", "  - {id", "\t- {id", "thụt bằng phím Tab", "unit.yaml:4:"},
		{"a section twice", "obligations", "unit: {name: B}\nobligations", `mục "unit" có hai lần, lần đầu ở dòng 1`, "unit.yaml:3:"},
		{"a quote that never closes", `"2026-2027"`, `"2026-2027`, "mỗi dấu nháy mở phải đóng", "unit.yaml:"},
		{"a colon in a name", "{name: A}", "\n  name: Phòng: Giáo dục", "chữ có dấu : hay # để trong dấu nháy kép", "unit.yaml:2:"},
		{"a line for keys", "{name: A}", "Phòng Giáo dục", "ở đây phải là các mục con", "unit.yaml:1:"},
		{"another encoding", "name: A", "name: \xc2", "Encoding) UTF-8", "unit.yaml:"},
		{"it opens after it is due", "part: plan", "part: plan, opens: 1/7/2027", "opens", "unit.yaml:4:"},
		{"no name", "name: A", "name: \"\"", "thiếu tên đơn vị", "unit.yaml:1:"},
		{"nothing is kept", "obligations", "retention: {output_years: 0}\nobligations", "output_years: 0", "unit.yaml:3:"},
		{"an unknown retention", "obligations", "retention: {ledger_years: 5}\nobligations", "run_record_days", "unit.yaml:3:"},
		{"a password in the file", "obligations", "mail:\n  host: smtp.example.vn\n  password: bí mật\nobligations", "password", "unit.yaml:5:"},
		{"a login in the clear", "obligations", "mail:\n  host: smtp.example.vn\n  tls: none\n  user: a\n  from: a@example.vn\n  to: [b@example.vn]\nobligations", "không đăng nhập qua đường không mã hóa", "unit.yaml:5:"},
		{"a mail to nobody", "obligations", "mail: {host: smtp.example.vn, from: a@example.vn}\nobligations", "thiếu to", "unit.yaml:3:"},
		{"a mail from nobody", "obligations", "mail:\n  host: smtp.example.vn\n  from: phòng\n  to: [b@example.vn]\nobligations", "không phải địa chỉ thư", "unit.yaml:5:"},
		{"an unknown tls", "obligations", "mail:\n  host: smtp.example.vn\n  tls: ssl3\n  from: a@example.vn\n  to: [b@example.vn]\nobligations", "starttls, tls hoặc none", "unit.yaml:5:"},
		{"a time zone that is none", "school_year", "time_zone: Hanoi\nschool_year", "Asia/Ho_Chi_Minh", "unit.yaml:2:"},
	} {
		_, err := unit.LoadUnit([]byte(strings.Replace(good, tc.old, tc.new, 1)), "unit.yaml")
		if err == nil {
			t.Errorf("%s: accepted", tc.name)
			continue
		}
		text := err.Error()
		var p *unit.Problem
		for _, e := range unwrap(err) {
			if q, ok := e.(*unit.Problem); ok {
				p = q
			}
		}
		if p == nil || !strings.Contains(p.Vietnamese(), tc.vi) || !strings.Contains(text, tc.place) || strings.Contains(p.Vietnamese()+text, "%!") {
			t.Errorf("%s: %v\n%s", tc.name, err, text)
		}
	}
	if _, err := unit.LoadUnit([]byte(good), "unit.yaml"); err != nil {
		t.Error(err)
	}
	// One of a list stands without brackets, too.
	bare := strings.NewReplacer("{name: A}", "{name: A, recipients: Như trên}", "part: plan", "part: plan, kinds: MN, reminder_days: 7").Replace(good)
	if u, err := unit.LoadUnit([]byte(bare), "unit.yaml"); err != nil || len(u.Recipients) != 1 || u.Obligations[0].Kinds[0] != "MN" || u.Obligations[0].ReminderDays[0] != 7 {
		t.Errorf("%+v, %v", u, err)
	}
}

// Due dates in the words of offices, against a calendar with breaks and terms.
func TestDueWords(t *testing.T) {
	const head = "unit: {name: A}\nschool_year: \"2026-2027\"\nweeks:\n  \"2026-2027\": {start: 2026-09-07, count: 35, breaks: [{from: 2027-02-01, to: 2027-02-14}], terms: [{to: 2027-01-16}, {from: 2027-01-18, to: 2027-05-25}]}\nobligations:\n  - {id: a, title: A, part: plan, due: "
	for raw, want := range map[string]string{
		"trước tháng 5/2027":       "a 2027-04-30",
		"trước tháng 5":            "a 2027-04-30",
		"trước ngày 15/6":          "a 2027-06-15",
		"trước 15/6":               "a 2027-06-15",
		"chậm nhất 31/7":           "a 2027-07-31",
		"chậm nhất ngày 31/7":      "a 2027-07-31",
		"hạn cuối 15/6/2027":       "a 2027-06-15",
		"không quá ngày 15/6":      "a 2027-06-15",
		"đến hết ngày 15/6":        "a 2027-06-15",
		"trong tháng 9":            "a 2026-09-30",
		"tháng 3":                  "a 2027-03-31",
		"cuối tháng 2":             "a 2027-02-28",
		"tuần 3 tháng 9":           "a 2026-09-21",
		"tuần 4 tháng 2":           "a 2027-02-28",
		"tuần 21":                  "a 2027-01-30", // the last before Tết
		"tuần 22":                  "a 2027-02-20", // the first after it
		"17 giờ ngày 15/6":         "a 2027-06-15",
		"30/11":                    "a 2026-11-30",
		"2027-06-15":               "a 2027-06-15",
		"cuối học kỳ I":            "a 2027-01-16",
		"hết HKI":                  "a 2027-01-16",
		"kết thúc học kì 2":        "a 2027-05-25",
		"trước khi kết thúc HK II": "a 2027-05-25",
		"chậm nhất 7 ngày sau khi kết thúc học kỳ I": "a 2027-01-23",
		"5 ngày trước khi kết thúc học kỳ II":        "a 2027-05-20",
		"2 tuần sau học kỳ I":                        "a 2027-01-30",
		"cuối năm học":                               "a 2027-05-25",
		"cuối mỗi học kỳ":                            "a-hk1 2027-01-16, a-hk2 2027-05-25",
		"7 ngày sau mỗi học kỳ":                      "a-hk1 2027-01-23, a-hk2 2027-06-01",
		"ngày 31 hằng tháng":                         "a-2026-09 2026-09-30, a-2026-10 2026-10-31, a-2026-11 2026-11-30, a-2026-12 2026-12-31, a-2027-01 2027-01-31, a-2027-02 2027-02-28, a-2027-03 2027-03-31, a-2027-04 2027-04-30, a-2027-05 2027-05-31",
	} {
		u, err := unit.LoadUnit([]byte(head+"\""+raw+"\"}\n"), "unit.yaml")
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		var got []string
		for _, o := range u.Obligations {
			got = append(got, o.ID+" "+string(o.Due))
		}
		if d := cmp.Diff(want, strings.Join(got, ", ")); d != "" {
			t.Errorf("%s: %s", raw, d)
		}
	}
	for _, raw := range []string{"", "đầu tháng 3", "giữa tháng 3", "đầu học kỳ II", "sau học kỳ I", "7 ngày học kỳ I", "học kỳ I, học kỳ II", "đầu mỗi tháng", "ngày 32 hằng tháng", "31/6", "tuần 36", "sớm", "thường xuyên", "học kỳ III"} {
		if u, err := unit.LoadUnit([]byte(head+"\""+raw+"\"}\n"), "unit.yaml"); err == nil {
			t.Errorf("%q is taken as %v", raw, u.Obligations)
		} else if !strings.Contains(err.Error(), "unit.yaml:6: a: due") {
			t.Errorf("%q: %v", raw, err)
		}
	}
	words := head + "\"15/6\", kinds: [Mầm non, tiểu học]}\n"
	if u, err := unit.LoadUnit([]byte(words), "unit.yaml"); err != nil || strings.Join(u.Obligations[0].Kinds, " ") != "MN TH" {
		t.Errorf("%v, %v", u.Obligations, err)
	}
}

// What is wrong in a calendar is said with its own line.
func TestCalendarProblems(t *testing.T) {
	const good = `unit: {name: A}
school_year: "2026-2027"
weeks:
  "2026-2027":
    start: "2026-09-07"
    count: 35
    breaks:
      - {name: Tết dương lịch, from: "2027-01-01", to: "2027-01-01"}
      - {name: Tết, from: "2027-02-01", to: "2027-02-14"}
    terms:
      - from: "2026-09-07"
        to: "2027-01-16"
      - {from: "2027-01-18", to: "2027-05-25"}
`
	if u, err := unit.LoadUnit([]byte(good), "unit.yaml"); err != nil || len(u.Weeks["2026-2027"]) != 35 || u.Terms["2026-2027"][1].To != "2027-05-25" {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, old, new, place, vi string }{
		{"no Monday", `start: "2026-09-07"`, `start: "2026-09-08"`, "unit.yaml:5:", "không phải thứ hai"},
		{"a start of another year", `start: "2026-09-07"`, `start: "2017-09-04"`, "unit.yaml:5:", "ở ngoài năm học"},
		{"no day at all", `start: "2026-09-07"`, `start: "7/9"`, "unit.yaml:5:", "không phải ngày có thật"},
		{"no weeks", "count: 35", "count: 0", "unit.yaml:6:", "từ 1 đến 60"},
		{"a break that is no day", `from: "2027-02-01"`, `from: "2027-02-30"`, "unit.yaml:9:", `breaks: from "2027-02-30" không phải ngày có thật`},
		{"a break that ends before it begins", `to: "2027-02-14"`, `to: "2027-01-31"`, "unit.yaml:9:", "đứng trước from"},
		{"a break without an end", `, to: "2027-02-14"`, ``, "unit.yaml:9:", `to "" không phải`},
		{"a break of another year", `from: "2027-02-01", to: "2027-02-14"`, `from: "2026-02-01", to: "2026-02-14"`, "unit.yaml:9:", "ở ngoài năm học"},
		{"breaks over one another", `from: "2027-02-01"`, `from: "2027-01-01"`, "unit.yaml:9:", "chồng lên"},
		{"a term that ends before it begins", `to: "2027-01-16"`, `to: "2026-08-16"`, "unit.yaml:12:", "đứng trước from"},
		{"terms out of order", `to: "2027-05-25"`, `to: "2026-12-25"`, "unit.yaml:13:", "đứng trước from"},
		{"one term", `      - {from: "2027-01-18", to: "2027-05-25"}` + "\n", "", "unit.yaml:10:", "2 học kỳ"},
		{"a year that is none", `  "2026-2027":`, `  "2026":`, "unit.yaml:4:", "không phải năm học"},
	} {
		_, err := unit.LoadUnit([]byte(strings.Replace(good, tc.old, tc.new, 1)), "unit.yaml")
		if err == nil {
			t.Errorf("%s: accepted", tc.name)
			continue
		}
		all := ""
		for _, e := range unwrap(err) {
			if p, ok := e.(*unit.Problem); ok {
				all += p.Vietnamese() + "\n"
			}
		}
		if !strings.Contains(all, tc.place) || !strings.Contains(all, tc.vi) {
			t.Errorf("%s: %s", tc.name, all)
		}
	}
}

func unwrap(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return []error{err}
}

var office = form.Unit{SchoolYear: "2026-2027", Obligations: []form.Obligation{{ID: "bc", Due: "2027-06-15"}}}

func load(t *testing.T, r form.Roster) (form.Roster, error) {
	t.Helper()
	var b bytes.Buffer
	if err := blank.FilledRoster(&b, r); err != nil {
		t.Fatal(err)
	}
	wb, err := workbook.Read(b.Bytes(), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return unit.LoadRoster(wb, "schools.xlsx", office, []string{"mn-2018"})
}

// A roster comes back as it was written, codes with their zeros, a school of another unit apart from ours (MESSY 71).
func TestRosterRoundTrip(t *testing.T) {
	want := form.Roster{
		Schools: []form.School{
			{Code: "01234567", Name: "Mầm non 23/11", Kind: "MN", Private: true, Commune: "Xã Một", Rulebook: "mn-2018", Aliases: []string{"MN 23-11", "Mầm non 23 tháng 11"}, FormerCodes: []string{"99"}, Opened: "1999-09-01"},
			{Code: "222", Name: "TH&THCS Hai", Kind: "TH-THCS", Closed: "2026-09-01", MergedInto: "01234567"},
		},
		// MESSY 71: a school of another unit is known, and none of ours.
		Elsewhere:  []form.School{{Code: "04556677", Name: "Mầm non Hoa Cúc", Kind: "MN", Email: "hc@example.vn", Unit: "UBND xã Ba"}},
		Extensions: []form.Extension{{School: "222", Obligation: "bc", Until: "2027-06-30", Reason: "Bão", By: "Trưởng phòng"}},
		Exemptions: []form.Exemption{{School: "222", Obligation: "bc", Reason: "Mới"}},
		Receipts:   []form.OutsideReceipt{{School: "222", Obligation: "bc", Received: "2027-06-10", Channel: "Zalo"}},
		Recognitions: []form.Recognition{
			{School: "222", Ledger: form.LedgerAccreditation, Grade: 2, Signed: "2018-11-01", Precision: "month", ValidTo: "2023-11-30", Derived: true},
			{School: "222", Ledger: form.LedgerNationalStandard, Grade: 1, Decision: "12/QĐ", Signed: "2022-05-06", Precision: "day", ValidTo: "2027-05-05"},
		},
		Changes: []form.SchoolChange{
			{School: "01234567", From: "2020-01-01", What: form.ChangeName, Before: "MN 23-11"}, {School: "01234567", From: "2025-07-01", What: form.ChangeCommune, Before: "Xã Hai"},
			{School: "222", From: "2024-08-01", What: form.ChangeKind, Before: "TH"}, {School: "222", From: "2024-08-01", What: form.ChangePrivate, Before: "true"},
			{School: "222", From: "2019-08-01", What: form.ChangeSplit, Before: "01234567"},
		},
	}
	defer func() { // an expiry of a month alone holds to its last day, and says so
		file := form.Roster{Schools: want.Schools, Recognitions: []form.Recognition{{School: "222", Ledger: form.LedgerAccreditation, Grade: 1, ValidTo: "2027-02-28", ValidPrecision: "month"}}}
		if got, err := load(t, file); err != nil || got.Recognitions[0].ValidTo != "2027-02-28" || got.Recognitions[0].ValidPrecision != "month" {
			t.Errorf("%+v, %v", got.Recognitions, err)
		}
	}()
	got, err := load(t, want)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreTypes(form.Origin{})); d != "" {
		t.Error(d)
	}
}

// All that is wrong is said at once, each with its cell.
func TestRosterProblems(t *testing.T) {
	_, err := load(t, form.Roster{
		Schools: []form.School{
			{Code: "1", Name: "Một", Kind: "MN"}, {Code: "1", Name: "Hai", Kind: "MN"}, {Code: "3", Kind: "MN"}, {Code: "4", Name: "Bốn", Kind: "đại học"},
			{Code: "5", Name: "Năm", Kind: "TH", Rulebook: "th-1999"}, {Code: "6", Name: "Sáu", Kind: "TH", MergedInto: "77"},
			{Code: "7", Name: "Bảy", Kind: "TH", MergedInto: "8"}, {Code: "8", Name: "Tám", Kind: "TH", MergedInto: "7"}, {Code: "9x", Name: "Chín", Kind: "TH", MergedInto: "9x"},
			{Code: "10", Name: "Mười", Kind: "TH", Opened: "2026-09-01", Closed: "2026-08-01"}, {Code: "11", Name: "Mười một", Kind: "TH", FormerCodes: []string{"10x", "5"}},
			{Code: "12", Name: "Mười hai", Kind: "TH", Email: "a@example.vn; b@example"}, {Code: "13", Name: "Mười ba", Kind: "TH", Email: "không có"},
		},
		Changes:    []form.SchoolChange{{School: "1", From: "2026-07-01", What: form.ChangeKind, Before: "đại học"}, {School: "1", What: form.ChangeSplit, Before: "88"}},
		Extensions: []form.Extension{{School: "9", Obligation: "bc", Until: "2027-06-30"}, {School: "1", Obligation: "xx", Until: "2027-06-30"}, {School: "1", Obligation: "bc", Until: "2027-01-30"}, {School: "1", Obligation: "bc", Until: "2026-06-30"}},
		Receipts:   []form.OutsideReceipt{{School: "1", Obligation: "bc", Received: "2037-06-14"}},
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"Trường!A3: the code 1 stands already", "Trường!B4: the school name is missing", `Trường!C5: the kind "đại học"`, `Trường!F6: the rulebook "th-1999"`, "Trường!A7: merged into 77", `Thay đổi!D2: the kind "đại học"`, "Thay đổi!B3: Từ ngày is missing", "Thay đổi!A3: split from 88", "Gia hạn!A2: the sheet Trường has no code 9", `Gia hạn!B3: unit.yaml has no obligation "xx"`,
		"Trường!A8: merged into 8, which in the end", "Trường!A9: merged into 7, which in the end", "Trường!A10: merged into 9x, which in the end", "Trường!A11: closed on 01/08/2026, not after", "Trường!A12: the former code 5 is the code of the school at Trường!A6",
		`Trường!L14: "không" is no address`, "Gia hạn!A4: extended until 30/01/2027, before it is due on 15/06/2027", "Nhận ngoài!A2: the day 14/06/2037 lies behind the school year 2026-2027"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "Gia hạn!A5") || strings.Contains(err.Error(), "Trường!L13") {
		t.Errorf("an extension of the year before may stay, and a school have two addresses:\n%v", err)
	}

	// Without the schools nothing else is said: every code would be unknown.
	var renamed bytes.Buffer
	f := excelize.NewFile()
	for _, err := range []error{f.SetSheetName("Sheet1", "Trường"), f.SetSheetRow("Trường", "B2", &[]string{"Mã trường", "Tên", "Cấp học"}), f.Write(&renamed)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	wb, err := workbook.Read(renamed.Bytes(), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unit.LoadRoster(wb, "schools.xlsx", office, nil); err == nil || err.Error() != "schools.xlsx, Trường!B2: the heads lack Tên trường; write them as they were" {
		t.Errorf("a head renamed: %v", err)
	}
	var b bytes.Buffer
	if err := blank.Roster(&b); err != nil {
		t.Fatal(err)
	}
	wb, err = workbook.Read(b.Bytes(), workbook.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := unit.LoadRoster(wb, "schools.xlsx", office, nil); err != nil || len(r.Schools) != 0 {
		t.Errorf("the empty roster of kdcl init: %v", err)
	}
}
