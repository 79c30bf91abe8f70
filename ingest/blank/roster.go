package blank

import (
	"io"
	"strconv"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/unit"
	"kdcl/ingest/workbook"
)

func itoa(n int) string { return strconv.Itoa(n) }

var changeWords = map[string]string{form.ChangeName: "Tên trường", form.ChangeCommune: "Xã/phường", form.ChangeKind: "Cấp học", form.ChangePrivate: "Loại hình", form.ChangeSplit: "Tách từ"}

// drop-downs of the roster, by sheet and column.
var rosterLists = map[string]map[int][]string{
	"Trường":     {3: {"MN", "TH", "THCS", "THPT", "TH-THCS", "THCS-THPT", "TH-THCS-THPT", "GDTX"}, 4: {"Công lập", "Tư thục", "Dân lập"}},
	"Nhận ngoài": {4: {"Bản giấy", "Zalo", "Email"}},
	"Thay đổi":   {3: {changeWords[form.ChangeName], changeWords[form.ChangeCommune], changeWords[form.ChangeKind], changeWords[form.ChangePrivate], changeWords[form.ChangeSplit]}},
	"Công nhận":  {2: {"KĐCLGD", "CQG"}, 3: {"1", "2", "3", "4"}},
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
	for _, s := range r.Schools {
		private := "Công lập"
		if s.Private {
			private = "Tư thục"
		}
		rows["Trường"] = append(rows["Trường"], []string{s.Code, s.Name, s.Kind, private, s.Commune, s.Rulebook, join(s.Aliases), join(s.FormerCodes), parse.PrintDate(s.Opened), parse.PrintDate(s.Closed), s.MergedInto, s.Email})
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
		rows["Thay đổi"] = append(rows["Thay đổi"], []string{c.School, parse.PrintDate(c.From), changeWords[c.What], before})
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
			widths[1], widths[6] = 36, 30
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
		for col := range heads[i] { // in order: the same roster gives the same bytes
			if choices := rosterLists[name][col+1]; choices != nil {
				b.list(name, col+1, 2, last, false, choices...)
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
