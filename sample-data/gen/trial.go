package main

import (
	"fmt"
	"strings"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
)

// unitText is unit.yaml of every sample: an invented office, its clock fixed so
// that the sample tells the same story on any day.
const unitText = `# Đơn vị mẫu để chạy thử kdcl. Đơn vị này không có thật.
unit:
  name: "Phòng Văn hóa - Xã hội"
  superior: "UBND xã Mẫu"
  abbreviation: "PVHXH"
  place: "Xã Mẫu"
  signer_title: "TRƯỞNG PHÒNG"
  report_to: "Sở Giáo dục và Đào tạo"
  recipients: ["Như trên", "UBND xã Mẫu (để b/c)", "Lưu: VT"]

school_year: "2026-2027"
time_zone: Asia/Ho_Chi_Minh
# Chỉ dùng cho dữ liệu mẫu: coi bây giờ luôn là lúc này. Đơn vị thật không có dòng này.
now: "2027-06-21T06:00:00+07:00"

obligations:
  - {id: ke-hoach-tdg, title: Kế hoạch tự đánh giá, part: plan, due: "trước ngày 30/9", reminder_days: [7, 3, 1]}
  - {id: cai-tien, title: Kế hoạch cải tiến chất lượng, part: improvement, due: "trước ngày 15/6", reminder_days: [7]}
  - {id: thong-ke, title: Cơ sở dữ liệu và đội ngũ, part: statistics, due: "trước ngày 15/6", kinds: [MN, TH, THCS], reminder_days: [7]}
  - {id: bao-cao-tdg, title: Báo cáo tự đánh giá, part: self-assessment, due: "trước ngày 15/6", reminder_days: [14, 7, 3, 1]}
  - {id: minh-chung, title: Danh mục minh chứng, part: evidence, due: "chậm nhất 25/6", reminder_days: [7]}
  - {id: cong-khai, title: Công khai, part: disclosure, due: "chậm nhất 31/7", reminder_days: [7]}

weeks:
  "2026-2027": {start: "2026-09-07", count: 35, breaks: [{from: "2027-02-01", to: "2027-02-14"}]}
  "2017-2018": {start: "2017-08-21", count: 35, breaks: [{from: "2017-12-25", to: "2017-12-31"}, {from: "2018-02-12", to: "2018-02-25"}]}

wording: {chi_dao: "", danh_gia: "", phuong_huong: ""}
`

const (
	thisYear = "2026-2027"
	lastYear = "2025-2026"
)

// trialSchools are the schools of the trial unit: the five of the project's
// source plans, and invented ones.
func trialSchools() form.Roster {
	mn := func(code, name, commune string) form.School {
		return form.School{Code: code, Name: name, Kind: form.KindPreschool, Commune: commune}
	}
	th := func(code, name, commune string) form.School {
		return form.School{Code: code, Name: name, Kind: form.KindPrimary, Commune: commune}
	}
	thcs := func(code, name, commune string) form.School {
		return form.School{Code: code, Name: name, Kind: form.KindLowerSec, Commune: commune}
	}
	const an, hoa, tan, dong, ung = "Phường An Bình", "Phường Hòa Hưng", "Xã Tân Lập", "Xã Đông Sơn", "Xã Ứng Nghĩa"
	r := form.Roster{Schools: []form.School{
		mn("79783301", "Mầm non 23/11", an), mn("79761301", "Mầm non Họa Mi 2", an), mn("11302301", "Mầm non xã Noong Luông", dong),
		th("79783401", "Tiểu học Phú Mỹ Hưng", hoa), th("19165401", "Tiểu học Lương Sơn", tan),
		mn("01990301", "Mầm non Hoa Sen", an), mn("01990302", "Mầm non Ánh Dương", hoa), mn("01990303", "Mầm non Đồng Xanh", tan),
		mn("01990304", "Mầm non Sao Mai", hoa), mn("01990305", "Mầm non Sao Mai", ung), mn("01990306", "Mầm non Vành Khuyên", dong),
		th("01990401", "Tiểu học An Bình", an), th("01990402", "Tiểu học Hòa Hưng", hoa), th("01990403", "Tiểu học Tân Lập 1", tan),
		th("01990404", "Tiểu học Tân Lập 2", tan), th("01990405", "Tiểu học Đông Sơn", dong), th("01990406", "Tiểu học Ứng Nghĩa", ung),
		thcs("01990501", "THCS An Bình", an), thcs("01990502", "THCS Hòa Hưng", hoa), thcs("01990503", "THCS Tân Lập", tan),
		thcs("01990504", "THCS Đông Sơn", dong), thcs("01990505", "THCS Suối Đá", ung),
		{Code: "01990601", Name: "TH&THCS Ứng Nghĩa", Kind: form.KindPrimaryLower, Commune: ung},
		mn("01990307", "Mầm non Tuổi Thơ", hoa),
	}}
	for i := range r.Schools {
		s := &r.Schools[i]
		switch s.Code {
		case "01990307":
			s.Private = true
		case "01990505": // merged away this year
			s.Closed, s.MergedInto = "2026-09-01", "01990601"
		case "01990306":
			s.Email = "mnvanhkhuyen@truong.example"
		case "79761301":
			s.Aliases = []string{"Trường mầm non Hoạ Mi II"}
		case "01990301":
			s.Rulebook = "mn-2018" // finishes its round under the older circular
		case "01990401", "01990402":
			s.Rulebook = "th-2018"
		case "01990501":
			s.Rulebook = "thcs-thpt-2018"
		}
	}
	rec := func(school, ledger string, grade int, decision string, signed form.Date, precision string) form.Recognition {
		return form.Recognition{School: school, Ledger: ledger, Grade: grade, Decision: decision, Signed: signed, Precision: precision, Derived: true}
	}
	r.Recognitions = []form.Recognition{
		rec("19165401", form.LedgerNationalStandard, 1, "", "2018-11-01", "month"), rec("19165401", form.LedgerAccreditation, 2, "", "2018-11-01", "month"),
		rec("79783301", form.LedgerAccreditation, 1, "", "2022-09-01", "month"), rec("11302301", form.LedgerNationalStandard, 2, "01/QĐ", "2023-05-15", "day"),
		rec("01990401", form.LedgerAccreditation, 2, "12/QĐ", "2024-12-20", "day"), rec("01990401", form.LedgerNationalStandard, 1, "13/QĐ", "2024-12-20", "day"),
		rec("01990501", form.LedgerAccreditation, 1, "21/QĐ", "2022-10-10", "day"), rec("01990301", form.LedgerAccreditation, 3, "08/QĐ", "2023-03-01", "day"),
	}
	r.Extensions = []form.Extension{{School: "01990406", Obligation: "bao-cao-tdg", Until: "2027-06-30", GrantedOn: "2027-06-10", Reason: "Trường đang sửa chữa sau bão", By: "Trưởng phòng"}}
	r.Exemptions = []form.Exemption{{School: "01990307", Obligation: "minh-chung", Reason: "Trường mới thành lập, chưa có danh mục", By: "Trưởng phòng"}}
	r.Receipts = []form.OutsideReceipt{{School: "01990404", Obligation: "ke-hoach-tdg", Received: "2026-09-28", Channel: "Bản giấy", By: "Văn thư"}}
	r.Changes = []form.SchoolChange{
		{School: "01990405", From: "2026-08-15", What: form.ChangeName, Before: "Tiểu học Đông Sơn A"},
		{School: "01990305", From: "2026-07-01", What: form.ChangeCommune, Before: "Xã Suối Đá"},
	}
	return r
}

// trial makes the trial unit: this year's workbooks, good, late, missing and
// wrong ones; last year's; and the five source plans in their own years.
func (g *generator) trial(dir string) error {
	roster := trialSchools()
	by := map[string]form.School{}
	for _, s := range roster.Schools {
		by[s.Code] = s
	}
	var all []*arrival
	add := func(s form.School, name, year, received string, p profile) *arrival {
		spec := g.spec(s, year, p)
		for _, rec := range roster.Recognitions {
			if rec.School == s.Code {
				spec.Recognitions = append(spec.Recognitions, rec)
			}
		}
		folder := s.Commune + "/"
		a := &arrival{name: folder + name + ".xlsx", received: received, archived: year != thisYear, spec: &spec}
		all = append(all, a)
		return a
	}
	for i, s := range roster.Schools {
		file := strings.ReplaceAll(s.Name, "/", "-")
		if s.Closed != "" {
			add(s, "BC TĐG "+file+" 2025-2026", lastYear, "2026-06-10 09:00", profile{level: 1, documents: 24, assessed: "25/5/2026"})
			continue
		}
		// The plan in September: one school late, one on paper only, one not at all.
		switch s.Code {
		case "01990404", "01990305":
		case "01990502":
			add(s, "KH TĐG "+file, thisYear, "2026-10-05 10:20", profile{planOnly: true})
		default:
			add(s, "KH TĐG "+file, thisYear, fmt.Sprintf("2026-09-%02d 08:%02d", 14+i%15, i), profile{planOnly: true})
		}
		// Last year's report, for comparison.
		if s.Code != "01990307" && s.Code != "01990601" {
			add(s, "BC TĐG "+file+" 2025-2026", lastYear, fmt.Sprintf("2026-06-%02d 15:%02d", 2+i%12, i), profile{level: 1 + i%2, documents: 24, weak: i % 2, assessed: "25/5/2026"})
		}
		p := profile{level: 1 + i%2, weak: i % 3 / 2, documents: 36, assessed: fmt.Sprintf("%d/5/2027", 10+i%18), only: i%4 == 0}
		received := fmt.Sprintf("2027-06-%02d 0%d:15", 3+i%12, 7+i%3)
		switch s.Code {
		case "01990305", "01990504", "01990406": // owe; the last has an extension
			continue
		case "01990503":
			received = "2027-06-18 21:40" // late
		case "01990303":
			received = "2027-06-15 23:59" // on the day
		case "01990405":
			received = "2027-06-17 07:30" // late
		case "01990402":
			p.declared = "Mức 3" // concludes more than its criteria give
		case "01990302":
			p.blankOnes = 1 // one criterion left unmarked
		case "01990401":
			p.level = 3
		case "01990403":
			p.mess = func(f *blank.Fill) {
				f.Cells = map[string]any{"Đội ngũ!B5": blank.Formula("B2+1"), "Đội ngũ!C5": "khoảng vài người"}
			}
		case "01990306":
			p.mess = func(f *blank.Fill) {
				f.Cells = map[string]any{"Cải tiến!G4": "31/6/2027", "Minh chứng!C5": "hồ sơ tổ chuyên môn"}
			}
		case "01990502":
			p.mess = func(f *blank.Fill) {
				f.Cells = map[string]any{"Kết quả!D8": "x", "Kết quả!C8": "x", "Số liệu!B6": "chưa có"}
			}
		case "01990501":
			p.mess = func(f *blank.Fill) { f.Cells = map[string]any{"Kết quả!D9": "?", "Kết quả!E9": ""} }
		}
		add(s, "BC TĐG "+file, thisYear, received, p)
	}
	// A bad second version after a good one: the good one counts.
	bad := add(by["01990401"], "BC TĐG Tiểu học An Bình (bản chính thức)", thisYear, "2027-06-14 16:05", profile{level: 3, documents: 36})
	bad.spec.SchoolYear = lastYear // copied from last year's form
	// A file cut short on the way: refused, and nobody's.
	cut := add(by["01990504"], "BC TĐG THCS Đông Sơn", thisYear, "2027-06-15 10:00", profile{level: 1, documents: 24})
	cut.damage = func(data []byte) []byte { return data[:len(data)*2/3] }
	// One school's file under another's code: refused, both named.
	wrong := add(by["01990305"], "BC TĐG MN Sao Mai", thisYear, "2027-06-12 11:11", profile{level: 1, documents: 24})
	wrong.spec.School.Name = "Tiểu học Hòa Hưng"

	all = append(all, g.seeds(by)...)
	for _, a := range all {
		a.spec.Unit = form.Unit{Name: "Phòng Văn hóa - Xã hội"}
	}
	if err := g.draw(all); err != nil {
		return err
	}
	// A ward sends two schools' reports in one zip, a preschool sends its own by mail.
	all, err := bundled(all, "Phường Hòa Hưng/Báo cáo TĐG các trường phường Hòa Hưng.zip", zipped, "Phường Hòa Hưng/BC TĐG Mầm non Tuổi Thơ.xlsx", "Phường Hòa Hưng/BC TĐG Tiểu học Hòa Hưng.xlsx")
	if err == nil {
		all, err = bundled(all, "Xã Đông Sơn/Gửi báo cáo tự đánh giá.eml", mailed, "Xã Đông Sơn/BC TĐG Mầm non Vành Khuyên.xlsx")
	}
	if err != nil {
		return err
	}
	return put(dir, unitText, roster, all, true)
}
