package ingest

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/parse"
	"kdcl/ingest/text"
	"kdcl/ingest/workbook"
)

// readInfo collects the label/value pairs that stand outside the tables:
// "Mã trường | 79761301", "Trường: Mầm non …". The first of a label counts.
func (g *reading) readInfo() {
	g.info, g.usedRows = map[string]fact{}, map[string]bool{}
	for i := range g.pages {
		p := &g.pages[i]
		if p.sheet.Hidden {
			continue
		}
		for _, row := range p.Outside {
			if g.readInfoRow(p.sheet.Name, row) {
				g.usedRows[origin(p.sheet.Name, row.Cells[0]).Ref()] = true
				p.tally.Heading--
				p.tally.Loaded++
			}
		}
	}
}

func (g *reading) readInfoRow(sheet string, row workbook.Row) bool {
	used := false
	for i, c := range row.Cells {
		if c.Kind != workbook.Text || c.Merged {
			continue
		}
		field, value := g.tables.InfoField(c.Raw), workbook.Cell{}
		if field != "" {
			for _, right := range row.Cells[i+1:] {
				if right.Raw != "" && !right.Merged {
					value = right
					break
				}
			}
			if g.tables.InfoField(value.Raw) != "" {
				value = workbook.Cell{} // the next label: this one was left blank
			}
		} else if label, after, ok := strings.Cut(c.Raw, ":"); ok && strings.TrimSpace(after) != "" {
			if field = g.tables.InfoField(label); field != "" {
				value = c
				value.Raw = strings.TrimSpace(after)
			}
		}
		if field == "" {
			continue
		}
		used = true
		if value.Raw == "" && !value.Uncached {
			continue
		}
		if _, taken := g.info[field]; !taken {
			g.info[field] = fact{at: origin(sheet, value), cell: value, text: text.Clean(value.Raw)}
		}
	}
	return used
}

// identify decides whose workbook this is: code first, then an approved alias,
// then a name that only one school has (DESIGN §5.6).
func (g *reading) identify() {
	code, name := g.info["code"], g.info["name"]
	if name.text == "" {
		name = g.letterheadName()
	}
	g.CodeAt, g.NameAt = code.at, name.at
	g.Code, g.Name = code.text, name.text
	if name.cell.IsDate {
		g.find("TEN_THANH_NGAY", name.at)
		g.Name = ""
	}
	g.Kind = parse.SchoolKind(g.info["kind"].text)
	if g.Kind == "" {
		g.Kind = parse.SchoolKind(g.Name)
	}
	if g.office.Roster == nil {
		return
	}
	school, ok := g.resolve(code, g.Name)
	if !ok {
		return
	}
	if next, ok := g.successor(school); ok {
		day := parse.PrintDate(school.Closed)
		if day == "" {
			day = "ngày không rõ"
		}
		at := g.CodeAt
		if at.Raw == "" {
			at = g.NameAt
		}
		g.find("TRUONG_DA_SAP_NHAP", at, "ten_cu", school.Name, "ten_moi", next.Name, "ngay", day)
		school = next
	} else if school.Closed != "" && g.receivedOn() >= string(school.Closed) {
		g.find("TRUONG_DA_DONG", g.CodeAt, "ten_truong", school.Name, "ngay", parse.PrintDate(school.Closed))
	}
	g.Code, g.Name, g.Kind = school.Code, school.Name, school.Kind
}

// receivedOn is the day of arrival, "2026-09-30"; empty when it is only tried.
func (g *reading) receivedOn() string {
	day, _, _ := strings.Cut(g.File.Received, "T")
	return day
}

// successor is the school that a school had been merged into, from one merger to
// the next, on the day the workbook came (MESSY 64).
func (g *reading) successor(s form.School) (form.School, bool) {
	first := s.Code
	for range g.office.Roster.Schools { // a roster that runs in a circle ends here
		next, ok := g.schoolOf(s.MergedInto)
		if !ok || s.Closed != "" && (g.receivedOn() == "" || g.receivedOn() < string(s.Closed)) {
			break
		}
		s = next
	}
	return s, s.Code != first
}

func (g *reading) schoolOf(code string) (form.School, bool) {
	i := slices.IndexFunc(g.office.Roster.Schools, func(s form.School) bool { return code != "" && s.Code == code })
	if i < 0 {
		return form.School{}, false
	}
	return g.office.Roster.Schools[i], true
}

// related reports whether two schools are one, or became one by a merger: the
// first papers after it carry the code of the one and the name of the other.
func (g *reading) related(a, b form.School) bool {
	x, _ := g.successor(a)
	y, _ := g.successor(b)
	return a.Code == b.Code || x.Code == y.Code
}

func (g *reading) resolve(code fact, name string) (form.School, bool) {
	schools := g.office.Roster.Schools
	byName := g.schoolsNamed(schools, name)
	given := wholeNumber(digits(code.text))
	namesakes := byName
	if given == "" {
		namesakes = slices.Concat(byName, g.schoolsNamed(g.office.Roster.Elsewhere, name))
	}
	hits := schoolsCoded(schools, given, func(c string) string { return c })
	if len(hits) == 0 { // Excel drops leading zeros
		hits = schoolsCoded(schools, given, func(c string) string { return strings.TrimLeft(c, "0") })
		if len(hits) == 1 {
			g.find("MA_TRUONG_THIEU_SO_0", code.at, "ma", hits[0].Code)
		}
	}
	switch {
	case len(hits) == 1:
		hit := hits[0]
		if len(byName) > 0 && !slices.ContainsFunc(byName, func(s form.School) bool { return g.related(s, hit) }) {
			g.find("MA_TEN_KHONG_KHOP", code.at, "ma", given, "truong_a", hit.Name, "ten", name)
			return form.School{}, false
		}
		if len(byName) == 0 && name != "" && !sameSchoolSaid(name, hit) {
			if kind := parse.SchoolKind(name); kind != "" && !strings.Contains(kind, hit.Kind) && !strings.Contains(hit.Kind, kind) {
				g.find("MA_TEN_KHONG_KHOP", code.at, "ma", given, "truong_a", hit.Name, "ten", name)
				return form.School{}, false
			}
			g.find("TEN_TRUONG_LA", g.NameAt, "ma", hit.Code, "truong_a", hit.Name, "ten", name)
		}
		g.sayPlainName(name, hit)
		return hit, true
	case len(byName) == 1 && len(namesakes) == 1 && given == "":
		g.find("MA_TRUONG_THEO_TEN", g.NameAt, "ten", name, "ma", byName[0].Code)
		g.sayPlainName(name, byName[0])
		return byName[0], true
	case len(byName) == 1 && text.Distance(given, byName[0].Code) <= 2:
		// A slip in the code of a school that the name alone tells. Another code
		// altogether may be of a namesake that belongs to another unit.
		g.find("MA_TRUONG_LA", code.at, "ma", given, "ten", name, "ma_dung", byName[0].Code)
		return byName[0], true
	case len(namesakes) > 1 && given == "":
		codes := make([]string, len(namesakes))
		for i, s := range namesakes {
			codes[i] = s.Code + " " + s.Commune
		}
		g.find("TEN_TRUONG_NHIEU", g.NameAt, "ten", name, "n", strconv.Itoa(len(namesakes)), "ds", strings.Join(codes, "; "))
		return form.School{}, false
	}
	if s, ok := g.elsewhere(given, name); ok && len(byName) == 0 {
		at := code.at
		if at.Raw == "" {
			at = g.NameAt
		}
		// Why nothing of it counts here, and what becomes of it, are two findings: the
		// office's reason to refuse, and no mistake for the school to mend.
		g.find("TRUONG_DON_VI_KHAC", at, "ten_truong", s.Name, "don_vi", s.Unit)
		g.find("GUI_NHAM_DON_VI", at, "ten_truong", s.Name, "don_vi", s.Unit)
		return s, true
	}
	g.find("MA_TRUONG_SAI", code.at, "tep", g.File.Name, "ma", given, "ten", name)
	return form.School{}, false
}

// elsewhere finds a school of another unit that the roster knows, by its code, or
// without one by a name that only it has (MESSY 71).
func (g *reading) elsewhere(code, name string) (form.School, bool) {
	schools := g.office.Roster.Elsewhere
	hits := schoolsCoded(schools, code, func(c string) string { return strings.TrimLeft(c, "0") })
	if code == "" {
		hits = g.schoolsNamed(schools, name)
	}
	if len(hits) != 1 {
		return form.School{}, false
	}
	return hits[0], true
}

// digits takes out what people put between the digits of a code.
func digits(code string) string {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "'", "", "’", "").Replace(strings.TrimSpace(code))
	if strings.Trim(plain, "0123456789.") == "" && strings.Count(plain, ".") > 1 { // "01.234.567"
		plain = strings.ReplaceAll(plain, ".", "")
	}
	return plain
}

// schoolsCoded gives the schools that have, or had, the code.
func schoolsCoded(schools []form.School, code string, as func(string) string) []form.School {
	var hits []form.School
	if as(code) == "" {
		return nil
	}
	for _, s := range schools {
		if slices.ContainsFunc(append([]string{s.Code}, s.FormerCodes...), func(c string) bool { return as(c) == as(code) }) {
			hits = append(hits, s)
		}
	}
	return hits
}

// sameSchoolSaid reports whether a name says a school's name and more, "Trường
// Mầm non Hoa Sen, xã Một", or leaves out its kind.
func sameSchoolSaid(name string, s form.School) bool {
	said := " " + nameKey(name) + " "
	return slices.ContainsFunc(append([]string{s.Name}, s.Aliases...), func(known string) bool {
		k := nameKey(known)
		return k != "" && (strings.Contains(said, " "+k+" ") || len(said) > 6 && strings.HasSuffix(k, strings.TrimRight(said, " ")))
	})
}

// sayPlainName says of a name without accents whose it was taken to be (MESSY 23).
func (g *reading) sayPlainName(name string, s form.School) {
	ascii := func(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0 }
	if strings.Contains(strings.TrimSpace(name), " ") && ascii(name) && !ascii(s.Name) {
		g.find("TEN_KHONG_DAU", g.NameAt, "ten_truong", s.Name)
	}
}

// schoolsNamed gives the schools whose name or approved alias folds to the name.
func (r *Reader) schoolsNamed(schools []form.School, name string) []form.School {
	k := nameKey(name)
	if k == "" {
		return nil
	}
	folds := func(known string) bool {
		folded, ok := r.rosterNames.Load(known)
		if !ok {
			folded, _ = r.rosterNames.LoadOrStore(known, nameKey(known))
		}
		return folded == k
	}
	var out []form.School
	for _, s := range schools {
		if folds(s.Name) || slices.ContainsFunc(s.Aliases, folds) {
			out = append(out, s)
		}
	}
	return out
}

// nameKey folds a school's name: "Trường MN Hoạ Mi II" and "Mầm non Họa Mi 2"
// are one (MESSY 63).
func nameKey(name string) string {
	words := strings.Fields(text.Key(name))
	var out []string
	for _, w := range words {
		switch w {
		case "truong", "va":
		case "mn":
			out = append(out, "mam", "non")
		case "th":
			out = append(out, "tieu", "hoc")
		case "thcs":
			out = append(out, "trung", "hoc", "co", "so")
		case "thpt":
			out = append(out, "trung", "hoc", "pho", "thong")
		case "i":
			out = append(out, "1")
		case "ii":
			out = append(out, "2")
		case "iii":
			out = append(out, "3")
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// wholeNumber undoes what a spreadsheet did to a code of digits: "2.2193326E+07",
// "22193326.0". Anything else stays as it is.
func wholeNumber(s string) string {
	if strings.Trim(s, "0123456789") == "" || strings.Trim(s, "0123456789.,eE+") != "" {
		return s
	}
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || f < 1 || f >= 1e15 || f != math.Trunc(f) {
		return s
	}
	return strconv.FormatFloat(f, 'f', 0, 64)
}

// letterheadName is the school's name as its letterhead prints it, "TRƯỜNG MẦM
// NON HOA SEN", in the rows that stand outside the tables; the office above,
// the council and sentences about the school are none.
func (g *reading) letterheadName() fact {
	for _, p := range g.pages {
		for i, row := range p.Outside {
			if i >= 15 {
				break
			}
			for _, c := range row.Cells {
				if c.Merged || c.Kind != workbook.Text || len(c.Raw) > 150 {
					continue
				}
				for _, line := range strings.Split(c.Raw, "\n") {
					k := text.Key(line)
					if !strings.HasPrefix(k, "truong ") || strings.HasPrefix(k, "truong dat ") || parse.SchoolKind(line) == "" || len(strings.Fields(k)) < 3 {
						continue
					}
					c.Raw = strings.TrimSpace(line)
					return fact{at: origin(p.sheet.Name, c), cell: c, text: text.Clean(line)}
				}
			}
		}
	}
	return fact{}
}
