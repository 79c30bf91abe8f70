package blank

import (
	"io"
	"slices"
	"strconv"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/unit"
	"kdcl/ingest/workbook"
)

func itoa(n int) string { return strconv.Itoa(n) }

// changeWord is what the sheet Thay đổi calls a change of a school.
func changeWord(what string) string {
	switch what {
	case form.ChangeName:
		return "Tên trường"
	case form.ChangeCommune:
		return "Xã/phường"
	case form.ChangeKind:
		return "Cấp học"
	case form.ChangePrivate:
		return "Loại hình"
	case form.ChangeSplit:
		return "Tách từ"
	}
	return ""
}

// choices are the drop-down of a column of the roster, nil where there is none.
func choices(sheet, head string) []string {
	switch sheet + "/" + head {
	case "Trường/Cấp học":
		return []string{"MN", "TH", "THCS", "THPT", "TH-THCS", "THCS-THPT", "TH-THCS-THPT", "GDTX"}
	case "Trường/Loại hình":
		return []string{"Công lập", "Tư thục", "Dân lập"}
	case "Nhận ngoài/Hình thức nhận":
		return []string{"Bản giấy", "Zalo", "Email"}
	case "Thay đổi/Thay đổi":
		return []string{changeWord(form.ChangeName), changeWord(form.ChangeCommune), changeWord(form.ChangeKind), changeWord(form.ChangePrivate), changeWord(form.ChangeSplit)}
	case "Công nhận/Loại công nhận":
		return []string{"KĐCLGD", "CQG"}
	case "Công nhận/Mức công nhận":
		return []string{"1", "2", "3", "4"}
	}
	return nil
}

// hint is what Excel says when a cell of a column is chosen whose use its head
// does not tell; empty for the others.
func hint(sheet, head string) string {
	if sheet == "Trường" && head == "Đơn vị quản lý" {
		return "Để trống nếu trường thuộc đơn vị mình. Ghi tên đơn vị nếu trường thuộc đơn vị khác: trường đó không phải nộp ở đây, tệp gửi nhầm được chuyển cho đơn vị đó."
	}
	return ""
}

// Roster writes an empty schools.xlsx with its heads and drop-downs.
func Roster(w io.Writer) error { return FilledRoster(w, form.Roster{}) }

// FilledRoster writes a roster that holds schools: for samples and tests.
func FilledRoster(w io.Writer, r form.Roster) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.Close()
	names, heads := unit.Sheets()
	rows := map[string][][]string{}
	for _, s := range slices.Concat(r.Schools, r.Elsewhere) {
		private := "Công lập"
		if s.Private {
			private = "Tư thục"
		}
		rows["Trường"] = append(rows["Trường"], []string{s.Code, s.Name, s.Kind, private, s.Commune, s.Rulebook, join(s.Aliases), join(s.FormerCodes), parse.PrintDate(s.Opened), parse.PrintDate(s.Closed), s.MergedInto, s.Email, s.Unit})
	}
	for _, e := range r.Extensions {
		rows["Gia hạn"] = append(rows["Gia hạn"], []string{e.School, e.Obligation, parse.PrintDate(e.Until), parse.PrintDate(e.GrantedOn), e.Reason, e.By})
	}
	for _, e := range r.Exemptions {
		rows["Miễn nộp"] = append(rows["Miễn nộp"], []string{e.School, e.Obligation, e.Reason, e.By})
	}
	for _, e := range r.Receipts {
		rows["Nhận ngoài"] = append(rows["Nhận ngoài"], []string{e.School, e.Obligation, parse.PrintDate(e.Received), e.Channel, e.By})
	}
	for _, e := range r.Recognitions {
		kind := "KĐCLGD"
		if e.Ledger == form.LedgerNationalStandard {
			kind = "CQG"
		}
		valid := parse.PrintDate(e.ValidTo)
		switch {
		case e.Derived:
			valid = ""
		case e.ValidPrecision == "month" && len(valid) == len("30/11/2023"):
			valid = valid[3:]
		}
		rows["Công nhận"] = append(rows["Công nhận"], []string{e.School, kind, itoa(e.Grade), e.Decision, monthOrDay(e), valid})
	}
	for _, c := range r.Changes {
		before := c.Before
		if c.What == form.ChangePrivate {
			before = map[string]string{"true": "Tư thục", "false": "Công lập"}[c.Before]
		}
		rows["Thay đổi"] = append(rows["Thay đổi"], []string{c.School, parse.PrintDate(c.From), changeWord(c.What), before})
	}
	for i, name := range names {
		if i == 0 {
			b.first(name)
		} else {
			b.add(name)
		}
		widths := make([]float64, len(heads[i]))
		for col, h := range heads[i] {
			b.text(name, 1, col+1, h, b.style.head)
			widths[col] = 18
		}
		if name == "Trường" {
			widths[1], widths[6], widths[12] = 36, 30, 30
		}
		b.widths(name, widths...)
		last := max(200, len(rows[name])+50)
		b.try(b.SetCellStyle(name, "A2", workbook.Addr(last, len(heads[i])), b.style.inputText))
		for r, values := range rows[name] {
			for col, v := range values {
				if v != "" {
					b.text(name, r+2, col+1, v, b.style.inputText)
				}
			}
		}
		for col, h := range heads[i] {
			if list := choices(name, h); list != nil {
				b.list(name, col+1, 2, last, false, list...)
			}
			if said := hint(name, h); said != "" {
				b.hint(name, col+1, 2, last, h, said)
			}
		}
		b.page(name, true, 1)
	}
	return b.write(w)
}

func join(list []string) string {
	s := ""
	for i, v := range list {
		if i > 0 {
			s += "; "
		}
		s += v
	}
	return s
}
