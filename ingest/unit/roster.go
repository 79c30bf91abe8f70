package unit

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// The sheets of schools.xlsx and their heads, as `kdcl init` writes them; the
// first heads of a sheet are required. Found by heads, not by sheet name. With
// "Đơn vị quản lý" filled in, the school is another unit's: it is known, so that
// what it sends here by mistake is passed on, and owes nothing.
var sheets = []struct {
	id, name string
	heads    []string
	required int
}{
	{"schools", "Trường", []string{"Mã trường", "Tên trường", "Cấp học", "Loại hình", "Xã/phường", "Bộ quy định", "Tên khác", "Mã cũ", "Ngày mở", "Ngày đóng", "Nhập vào", "Email", "Đơn vị quản lý"}, 3},
	{"extensions", "Gia hạn", []string{"Mã trường", "Báo cáo", "Gia hạn đến", "Ngày cho phép", "Lý do", "Người cho phép"}, 3},
	{"exemptions", "Miễn nộp", []string{"Mã trường", "Báo cáo", "Lý do miễn", "Người quyết định"}, 3},
	{"receipts", "Nhận ngoài", []string{"Mã trường", "Báo cáo", "Ngày nhận", "Hình thức nhận", "Người nhận"}, 3},
	{"recognitions", "Công nhận", []string{"Mã trường", "Loại công nhận", "Mức công nhận", "Số quyết định", "Ngày ký", "Giá trị đến"}, 3},
	{"changes", "Thay đổi", []string{"Mã trường", "Từ ngày", "Thay đổi", "Trước đó"}, 4},
}

// Sheets gives the sheets of the roster and their heads, for whoever writes an
// empty one.
func Sheets() (names []string, heads [][]string) {
	for _, s := range sheets {
		names = append(names, s.name)
		heads = append(heads, s.heads)
	}
	return names, heads
}

// roster is schools.xlsx being read.
type roster struct {
	file string
	out  form.Roster
	errs []error
	wb   *workbook.Workbook
	// reports is where a row names its report, by where it names its school.
	reports map[string]workbook.Cell
}

func (r *roster) bad(sheet string, c workbook.Cell, vi, en string, args ...any) {
	r.errs = append(r.errs, &Problem{File: r.file, Cell: form.Origin{Sheet: sheet, Cell: c.Addr}.Ref(), VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)})
}

// line is one row of a sheet of the roster, its cells by head.
type line struct {
	sheet string
	row   workbook.Row
	cols  map[string]int
}

func (l line) cell(head string) workbook.Cell {
	col, ok := l.cols[text.Key(head)]
	if !ok {
		return workbook.Cell{}
	}
	for _, c := range l.row.Cells {
		if c.Col == col {
			return c
		}
	}
	return workbook.Cell{Addr: workbook.Addr(l.row.Number, col), Row: l.row.Number, Col: col}
}

func (l line) text(head string) string { return text.Clean(l.cell(head).Raw) }

// LoadRoster reads schools.xlsx; the error joins every *Problem found.
// rulebooks are the ids that the column Bộ quy định may name.
func LoadRoster(wb *workbook.Workbook, name string, u form.Unit, rulebooks []string) (form.Roster, error) {
	r := &roster{file: name, wb: wb, reports: map[string]workbook.Cell{}}
	found := map[string]bool{}
	for _, sh := range wb.Sheets {
		for _, s := range sheets {
			head, cols := findHead(sh, s.heads, s.required)
			if head < 0 || found[s.id] || s.id != "schools" && text.Key(sh.Name) != text.Key(s.name) && !onlyHeadsOf(cols, s.heads) {
				continue
			}
			if s.id == "schools" && len(cols) < 3 || s.id != sheetFor(cols) {
				continue
			}
			found[s.id] = true
			for _, row := range sh.Rows[head+1:] {
				l := line{sh.Name, row, cols}
				if !slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool { return strings.TrimSpace(c.Raw) != "" }) {
					continue
				}
				r.read(s.id, l, rulebooks)
			}
			break
		}
	}
	if !found["schools"] { // and nothing that names a school can be checked
		r.errs = append(r.errs, r.noSchools())
		return r.out, errors.Join(r.errs...)
	}
	r.cross(u)
	return r.out, errors.Join(r.errs...)
}

// noSchools says what the roster lacks: the sheet, or a head of it.
func (r *roster) noSchools() error {
	heads := sheets[0].heads[:sheets[0].required]
	p := &Problem{File: r.file,
		VI: "không tìm thấy trang Trường có các cột " + strings.Join(heads, ", ") + ". Tạo mẫu bằng kdcl init ở một thư mục mới rồi chép sang.",
		EN: "there is no sheet with the columns " + strings.Join(heads, ", ") + "; kdcl init makes a sample in a new folder"}
	for _, sh := range r.wb.Sheets {
		for _, row := range sh.Rows {
			missing := slices.DeleteFunc(slices.Clone(heads), func(h string) bool {
				return slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool { return text.Key(c.Raw) == text.Key(h) })
			})
			if len(missing) > 0 && len(missing) < len(heads) && text.Key(sh.Name) == text.Key(sheets[0].name) {
				p.Cell = form.Origin{Sheet: sh.Name, Cell: row.Cells[0].Addr}.Ref()
				p.VI = "dòng tên cột thiếu: " + strings.Join(missing, ", ") + "; ghi lại đúng tên cột"
				p.EN = "the heads lack " + strings.Join(missing, ", ") + "; write them as they were"
				return p
			}
		}
	}
	return p
}

// sheetFor tells which sheet a set of heads is of: the one with the most of them.
func sheetFor(cols map[string]int) string {
	best, most := "", 0
	for _, s := range sheets {
		n := 0
		for _, h := range s.heads {
			if _, ok := cols[text.Key(h)]; ok {
				n++
			}
		}
		if n > most {
			best, most = s.id, n
		}
	}
	return best
}

func onlyHeadsOf(cols map[string]int, heads []string) bool {
	n := 0
	for _, h := range heads {
		if _, ok := cols[text.Key(h)]; ok {
			n++
		}
	}
	return n >= 3
}

func findHead(sh workbook.Sheet, heads []string, required int) (int, map[string]int) {
	for i, row := range sh.Rows {
		cols := map[string]int{}
		for _, c := range row.Cells {
			if k := text.Key(c.Raw); k != "" && cols[k] == 0 {
				cols[k] = c.Col
			}
		}
		n := 0
		for _, h := range heads[:required] {
			if cols[text.Key(h)] != 0 {
				n++
			}
		}
		if n == required {
			return i, cols
		}
	}
	return -1, nil
}

func (r *roster) read(id string, l line, rulebooks []string) {
	code := l.text("Mã trường")
	if code == "" {
		r.bad(l.sheet, l.cell("Mã trường"), "thiếu mã trường", "the school code is missing")
		return
	}
	at := form.Origin{Sheet: l.sheet, Cell: l.cell("Mã trường").Addr, Raw: code}
	r.reports[at.Ref()] = l.cell("Báo cáo")
	switch id {
	case "schools":
		r.school(l, code, at, rulebooks)
	case "extensions":
		r.out.Extensions = append(r.out.Extensions, form.Extension{School: code, Obligation: l.text("Báo cáo"), Until: r.day(l, "Gia hạn đến", true), GrantedOn: r.day(l, "Ngày cho phép", false), Reason: l.text("Lý do"), By: l.text("Người cho phép"), At: at})
	case "exemptions":
		r.out.Exemptions = append(r.out.Exemptions, form.Exemption{School: code, Obligation: l.text("Báo cáo"), Reason: l.text("Lý do miễn"), By: l.text("Người quyết định"), At: at})
	case "receipts":
		r.out.Receipts = append(r.out.Receipts, form.OutsideReceipt{School: code, Obligation: l.text("Báo cáo"), Received: r.day(l, "Ngày nhận", true), Channel: l.text("Hình thức nhận"), By: l.text("Người nhận"), At: at})
	case "recognitions":
		r.recognition(l, code, at)
	case "changes":
		r.change(l, code, at)
	}
}

// change reads what a school was before a day.
func (r *roster) change(l line, code string, at form.Origin) {
	c := form.SchoolChange{School: code, From: r.day(l, "Từ ngày", true), Before: l.text("Trước đó"), At: at}
	before := l.cell("Trước đó")
	if c.Before == "" {
		r.bad(l.sheet, before, "thiếu Trước đó: ghi tên, xã, cấp học, loại hình trước ngày thay đổi", "Trước đó is missing: write what it was before that day")
	}
	switch text.Key(l.text("Thay đổi")) {
	case "ten", "ten truong", "doi ten":
		c.What = form.ChangeName
	case "xa/phuong", "xa phuong", "xa", "phuong", "chuyen xa", "chuyen phuong":
		c.What = form.ChangeCommune
	case "cap hoc":
		c.What = form.ChangeKind
		if c.Before = parse.SchoolKind(c.Before); c.Before == "" {
			r.bad(l.sheet, before, "cấp học %q không có; chọn: %s", "the kind %q is unknown; choose: %s", before.Raw, strings.Join(kinds, ", "))
		}
	case "loai hinh":
		c.What = form.ChangePrivate
		private, ok := isPrivate(c.Before)
		if !ok {
			r.bad(l.sheet, before, "loại hình %q không có; chọn: Công lập, Tư thục, Dân lập", "the type %q is unknown; choose: Công lập, Tư thục, Dân lập", before.Raw)
		}
		c.Before = strconv.FormatBool(private)
	case "tach tu", "tach", "chia tach":
		c.What = form.ChangeSplit
	default:
		r.bad(l.sheet, l.cell("Thay đổi"), "thay đổi %q không có; chọn: Tên trường, Xã/phường, Cấp học, Loại hình, Tách từ; trường sáp nhập ghi ở cột Nhập vào của trang Trường", "the change %q is unknown; choose: Tên trường, Xã/phường, Cấp học, Loại hình, Tách từ; a merger stands in the column Nhập vào of the sheet Trường", l.text("Thay đổi"))
	}
	r.out.Changes = append(r.out.Changes, c)
}

func isPrivate(s string) (private, ok bool) {
	switch text.Key(s) {
	case "", "cong lap", "cl":
		return false, true
	case "tu thuc", "ngoai cong lap", "dan lap", "ncl":
		return true, true
	}
	return false, false
}

func (r *roster) school(l line, code string, at form.Origin, rulebooks []string) {
	s := form.School{
		Code: code, Name: l.text("Tên trường"), Kind: parse.SchoolKind(l.text("Cấp học")), Commune: l.text("Xã/phường"),
		Rulebook: l.text("Bộ quy định"), Aliases: list(l.text("Tên khác")), FormerCodes: list(l.text("Mã cũ")),
		Opened: r.day(l, "Ngày mở", false), Closed: r.day(l, "Ngày đóng", false), MergedInto: l.text("Nhập vào"), Email: l.text("Email"), Unit: l.text("Đơn vị quản lý"), At: at,
	}
	if l.cell("Tên trường").IsDate {
		r.bad(l.sheet, l.cell("Tên trường"), "Excel đã đổi tên trường thành ngày; định dạng ô là Văn bản (Text) rồi gõ lại", "Excel turned the name into a date; format the cell as Text and type it again")
	}
	if s.Name == "" {
		r.bad(l.sheet, l.cell("Tên trường"), "thiếu tên trường", "the school name is missing")
	}
	if s.Kind == "" {
		r.bad(l.sheet, l.cell("Cấp học"), "cấp học %q không có; chọn: %s", "the kind %q is unknown; choose: %s", l.text("Cấp học"), strings.Join(kinds, ", "))
	}
	var ok bool
	if s.Private, ok = isPrivate(l.text("Loại hình")); !ok {
		r.bad(l.sheet, l.cell("Loại hình"), "loại hình %q không có; chọn: Công lập, Tư thục, Dân lập", "the type %q is unknown; choose: Công lập, Tư thục, Dân lập", l.text("Loại hình"))
	}
	if s.Rulebook != "" && !slices.Contains(rulebooks, s.Rulebook) {
		r.bad(l.sheet, l.cell("Bộ quy định"), "bộ quy định %q không có; để trống hoặc chọn: %s", "the rulebook %q is unknown; leave it empty or choose: %s", s.Rulebook, strings.Join(rulebooks, ", "))
	}
	for _, a := range s.Addresses() {
		if _, err := mail.ParseAddress(a); err != nil {
			r.bad(l.sheet, l.cell("Email"), "%q không phải địa chỉ thư; viết như mnhoasen@example.vn, nhiều địa chỉ thì cách nhau bằng dấu chấm phẩy", "%q is no address; write it like mnhoasen@example.vn, several with semicolons between", a)
		}
	}
	for _, have := range slices.Concat(r.out.Schools, r.out.Elsewhere) {
		if have.Code == code {
			r.bad(l.sheet, l.cell("Mã trường"), "mã %s đã có ở %s", "the code %s stands already at %s", code, have.At.Ref())
		}
	}
	if s.Unit != "" {
		r.out.Elsewhere = append(r.out.Elsewhere, s)
		return
	}
	r.out.Schools = append(r.out.Schools, s)
}

func (r *roster) recognition(l line, code string, at form.Origin) {
	rec := form.Recognition{School: code, Decision: l.text("Số quyết định"), At: at}
	switch k := text.Key(l.text("Loại công nhận")); {
	case strings.Contains(k, "kdclgd"), strings.Contains(k, "kiem dinh"):
		rec.Ledger = form.LedgerAccreditation
	case strings.Contains(k, "cqg"), strings.Contains(k, "chuan quoc gia"):
		rec.Ledger = form.LedgerNationalStandard
	default:
		r.bad(l.sheet, l.cell("Loại công nhận"), "loại công nhận %q không có; chọn: KĐCLGD, CQG", "the ledger %q is unknown; choose: KĐCLGD, CQG", l.text("Loại công nhận"))
	}
	grade, ok := parse.Grade(l.text("Mức công nhận"))
	if !ok {
		r.bad(l.sheet, l.cell("Mức công nhận"), "mức %q không hiểu được; ghi 1, 2, 3 hoặc 4", "the grade %q is unknown; write 1, 2, 3 or 4", l.text("Mức công nhận"))
	}
	rec.Grade = grade
	if c := l.cell("Ngày ký"); c.Raw != "" {
		p := monthOrDay(c, r.wb.Date1904)
		if p.From == "" {
			r.bad(l.sheet, c, "ngày %q không có thật; ghi 15/11/2022 hoặc 11/2022", "the date %q is not real; write 15/11/2022 or 11/2022", c.Raw)
		}
		rec.Signed, rec.Precision = p.From, p.Precision
	}
	if c := l.cell("Giá trị đến"); monthOrDay(c, r.wb.Date1904).Precision == "month" {
		rec.ValidPrecision = "month"
	}
	if rec.ValidTo = r.dayEnd(l, "Giá trị đến"); rec.ValidTo == "" && rec.Signed != "" {
		rec.ValidTo, rec.Derived = parse.FiveYears(rec.Signed, rec.Precision), true
	}
	r.out.Recognitions = append(r.out.Recognitions, rec)
}

// monthOrDay reads "15/11/2022", a date cell, "11/2022" or "tháng 11/2022".
func monthOrDay(c workbook.Cell, date1904 bool) parse.Period {
	return parse.Date(c.Raw, c.IsDate, date1904)
}

func (r *roster) day(l line, head string, required bool) form.Date {
	c := l.cell(head)
	if strings.TrimSpace(c.Raw) == "" {
		if required {
			r.bad(l.sheet, c, "thiếu %s", "%s is missing", head)
		}
		return ""
	}
	p := monthOrDay(c, r.wb.Date1904)
	if p.From == "" {
		r.bad(l.sheet, c, "%s: %q không phải ngày có thật; ghi 15/6/2027", "%s: %q is not a real date; write 15/6/2027", head, c.Raw)
	}
	return p.From
}

func (r *roster) dayEnd(l line, head string) form.Date {
	if c := l.cell(head); strings.TrimSpace(c.Raw) != "" {
		p := monthOrDay(c, r.wb.Date1904)
		if p.To == "" {
			r.bad(l.sheet, c, "%s: %q không phải ngày có thật; ghi 15/6/2027", "%s: %q is not a real date; write 15/6/2027", head, c.Raw)
		}
		return p.To
	}
	return ""
}

// cross checks what the sheets say of each other.
func (r *roster) cross(u form.Unit) {
	known := map[string]bool{}
	for _, s := range r.out.Schools {
		known[s.Code] = true
	}
	check := func(at form.Origin, school, obligation string) {
		c := workbook.Cell{Addr: at.Cell}
		if !known[school] {
			r.bad(at.Sheet, c, "trang Trường không có mã %s", "the sheet Trường has no code %s", school)
		}
		if obligation != "" && !slices.ContainsFunc(u.Obligations, func(o form.Obligation) bool { return o.ID == obligation }) {
			var ids []string
			for _, o := range u.Obligations {
				ids = append(ids, o.ID)
			}
			r.bad(at.Sheet, r.reports[at.Ref()], "unit.yaml không có báo cáo %q; chọn: %s", "unit.yaml has no obligation %q; choose: %s", obligation, strings.Join(ids, ", "))
		}
	}
	into, open := map[string]string{}, map[string]form.Origin{}
	for _, s := range r.out.Schools {
		into[s.Code] = s.MergedInto
		if s.Closed == "" && s.MergedInto == "" {
			open[s.Code] = s.At
		}
	}
	for _, s := range r.out.Schools {
		at := workbook.Cell{Addr: s.At.Cell}
		switch {
		case s.MergedInto == "":
		case !known[s.MergedInto]:
			r.bad(s.At.Sheet, at, "nhập vào trường mã %s, mã này không có", "merged into %s, which is not in the roster", s.MergedInto)
		case circular(into, s.Code):
			r.bad(s.At.Sheet, at, "nhập vào trường mã %s, rồi trường ấy lại nhập về trường này; xem lại cột Nhập vào", "merged into %s, which in the end is merged into this school; look at the column Nhập vào", s.MergedInto)
		}
		if s.Opened != "" && s.Closed != "" && s.Closed <= s.Opened {
			r.bad(s.At.Sheet, at, "ngày đóng %s không sau ngày mở %s; xem lại hai cột", "closed on %s, not after it opened on %s; look at both", parse.PrintDate(s.Closed), parse.PrintDate(s.Opened))
		}
		for _, c := range s.FormerCodes { // a predecessor that is closed may keep its row beside
			if other, ok := open[c]; ok && c != s.Code {
				r.bad(s.At.Sheet, at, "mã cũ %s là mã đang dùng của trường ở %s; xem lại cột Mã cũ", "the former code %s is the code of the school at %s; look at the column Mã cũ", c, other.Ref())
			}
		}
	}
	for _, e := range r.out.Extensions {
		check(e.At, e.School, e.Obligation)
		// A row of an earlier year may stay: one that ends within this year's
		// months but before the report is due is a slip of the pen.
		i := slices.IndexFunc(u.Obligations, func(o form.Obligation) bool { return o.ID == e.Obligation })
		if i >= 0 && u.SchoolYear != "" && string(e.Until) >= u.SchoolYear[:4]+"-09-01" && e.Until < u.Obligations[i].Due {
			r.bad(e.At.Sheet, workbook.Cell{Addr: e.At.Cell}, "gia hạn đến %s, trước cả hạn nộp %s; xem lại ngày", "extended until %s, before it is due on %s; look at the day", parse.PrintDate(e.Until), parse.PrintDate(u.Obligations[i].Due))
		}
		r.afterYear(u, e.At, e.Until)
	}
	for _, e := range r.out.Exemptions {
		check(e.At, e.School, e.Obligation)
	}
	for _, e := range r.out.Receipts {
		check(e.At, e.School, e.Obligation)
		r.afterYear(u, e.At, e.Received)
	}
	for _, e := range r.out.Recognitions {
		check(e.At, e.School, "")
	}
	for _, c := range r.out.Changes {
		check(c.At, c.School, "")
		if c.What == form.ChangeSplit && !known[c.Before] {
			r.bad(c.At.Sheet, workbook.Cell{Addr: c.At.Cell}, "tách từ trường mã %s, mã này không có", "split from %s, which is not in the roster", c.Before)
		}
		// A workbook may still carry the name that the school had.
		if i := slices.IndexFunc(r.out.Schools, func(s form.School) bool { return s.Code == c.School }); i >= 0 && c.What == form.ChangeName && !slices.Contains(r.out.Schools[i].Aliases, c.Before) {
			r.out.Schools[i].Aliases = append(r.out.Schools[i].Aliases, c.Before)
		}
	}
}

// afterYear tells of a day that no report of the year can have any more.
func (r *roster) afterYear(u form.Unit, at form.Origin, day form.Date) {
	if u.SchoolYear != "" && string(day) > u.SchoolYear[5:]+"-12-31" {
		r.bad(at.Sheet, workbook.Cell{Addr: at.Cell}, "ngày %s ở sau năm học %s; xem lại năm", "the day %s lies behind the school year %s; look at its year", parse.PrintDate(day), u.SchoolYear)
	}
}

// circular reports whether a school is merged into itself, by way of others or
// not.
func circular(into map[string]string, code string) bool {
	at := into[code]
	for range into {
		if at == code {
			return true
		}
		at = into[at]
	}
	return false
}

func list(s string) []string {
	var out []string
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}
