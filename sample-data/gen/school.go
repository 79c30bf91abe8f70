package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"kdcl/ingest/blank"
	"kdcl/ingest/form"
)

// profile is what one workbook of a school holds.
type profile struct {
	level      int  // that every criterion attains, as far as it has it
	weak       int  // criteria that attain less
	blankOnes  int  // criteria left unmarked
	everything bool // all parts; otherwise the results, evidence and statistics
	planOnly   bool
	documents  int
	declared   string // empty: what the criteria give
	only       bool   // mark only the highest level
	assessed   string // ngày hoàn thành báo cáo
	mess       func(*blank.Fill)
}

// spec makes the form of a school for a year, filled in by a profile.
func (g *generator) spec(s form.School, year string, p profile) blank.Spec {
	id := s.Rulebook
	if id == "" {
		rb, err := g.rules.Select(s.Kind, year[5:]+"-05-31")
		if err != nil {
			panic(err) // the sample's own mistake
		}
		id = rb.ID
	}
	rb, _ := g.rules.ByID(id)
	r := g.random(s.Code, year)
	fill := &blank.Fill{Info: map[string]any{}, Rows: map[string][]map[string]any{}, HighestOnly: p.only}
	if p.planOnly || p.everything {
		plan(fill, rb.CouncilMin, rb.CouncilOdd, year)
	}
	if !p.planOnly {
		fill.Levels, fill.Indicators = map[string]int{}, true
		for i, c := range rb.Criteria {
			if i%11 == 4 && i/11 < p.blankOnes {
				continue
			}
			n := p.level
			if i%5 == 3 && i/5 < p.weak {
				n--
			}
			if top := c.MaxLevel(); top > 0 {
				n = min(n, top)
			}
			fill.Levels[c.Code] = max(n, 0)
		}
		if fill.Declared = p.declared; fill.Declared == "" {
			if fill.Declared = "Không đạt"; p.level > min(p.weak, 1) || rb.Family == "2026" {
				fill.Declared = fmt.Sprintf("Mức %d", p.level-min(p.weak, 1)*oldRule(rb.Family))
			}
		}
		if p.assessed != "" {
			fill.Info["assessed_on"] = p.assessed
		}
		improvements(fill, rb.Family, year, r)
		staff(fill, s.Kind, rb.Family, r)
		evidence(fill, rb.EvidenceExample, p.documents, len(rb.Criteria) > 15)
		disclosure(fill, year)
		fill.Facts = facts(r.Uint64(), s.Kind)
	}
	if p.mess != nil {
		p.mess(fill)
	}
	return blank.Spec{School: s, SchoolYear: year, Rulebook: rb, Unit: g.unit, Fill: fill}
}

// oldRule is 1 where one weak criterion lowers the whole school.
func oldRule(family string) int {
	if family == "2026" {
		return 0
	}
	return 1
}

// plan fills in the council, the timetable and who gathers what. People are
// called by role.
func plan(f *blank.Fill, minimum int, odd bool, year string) {
	y := year[:4]
	size := max(minimum, 7)
	if odd && size%2 == 0 {
		size++
	}
	roles := []string{"HT", "Phó HT", "CTCĐ", "TTCM", "TPT Đội", "Kế toán", "Văn thư", "Y tế", "Thư viện"}
	duties := []string{"Chủ tịch HĐ", "P. Chủ tịch HĐ", "Thư ký Hội đồng"}
	for i := range size {
		duty := "Uỷ viên HĐ"
		if i < len(duties) {
			duty = duties[i]
		}
		f.Rows["council"] = append(f.Rows["council"], map[string]any{"number": i + 1, "group": "Hội đồng", "name": fmt.Sprintf("Thành viên %d", i+1), "position": roles[i%len(roles)], "duty": duty})
	}
	for i := range 5 {
		f.Rows["council"] = append(f.Rows["council"], map[string]any{"number": i + 1, "group": fmt.Sprintf("Nhóm %d", i+1), "name": fmt.Sprintf("Trưởng nhóm %d", i+1), "position": "TTCM", "duty": "Trưởng nhóm"})
	}
	next := year[5:]
	for _, m := range [][2]string{
		{"Tuần 1-2", "Thành lập hội đồng, xây dựng kế hoạch tự đánh giá"}, {"Tháng 10/" + y, "Phân công, tập huấn nghiệp vụ tự đánh giá"},
		{"Tuần 8 - 20", "Thu thập, xử lý minh chứng"}, {"Từ ngày 01/3/" + next + " đến 15/4/" + next, "Đánh giá các mức, viết báo cáo"}, {"Trước ngày 15/6/" + next, "Công bố và gửi báo cáo tự đánh giá"},
	} {
		f.Rows["timeline"] = append(f.Rows["timeline"], map[string]any{"time": m[0], "activity": m[1]})
	}
	for i := 1; i <= 4; i++ {
		f.Rows["assignment"] = append(f.Rows["assignment"], map[string]any{"number": i, "standard": fmt.Sprintf("Tiêu chuẩn %d", i), "responsible": fmt.Sprintf("Nhóm %d", i), "period": "Tháng 11/" + y})
		f.Rows["collection"] = append(f.Rows["collection"], map[string]any{"standard": fmt.Sprintf("Tiêu chuẩn %d", i), "what": "Hồ sơ, sổ sách, biên bản của tiêu chuẩn", "where": "Nhà trường", "responsible": fmt.Sprintf("Nhóm %d", i), "period": "Tháng 12/" + y, "money": "150.000 đ"})
	}
}

func improvements(f *blank.Fill, family, year string, r *rand.Rand) {
	table := "improvement"
	if family == "2026" {
		table = "improvement-2026"
	}
	works := [][2]string{{"3.2", "Sửa chữa, bổ sung phòng chức năng"}, {"2.2", "Bồi dưỡng chuyên môn cho giáo viên"}, {"1.4", "Hoàn thiện hồ sơ, dữ liệu"}}
	sources := []string{"Ngân sách nhà nước", "Nguồn xã hội hóa", "Nguồn hoạt động của nhà trường"}
	for i, w := range works[:1+r.IntN(3)] {
		row := map[string]any{"number": i + 1, "criterion": "Tiêu chí " + w[0], "content": w[1], "goal": "Đạt mức cao hơn", "action": w[1], "responsible": "Ban giám hiệu", "period": "Tháng 10/" + year[:4] + " đến tháng 5/" + year[5:], "progress": "Đang thực hiện"}
		if i != 2 {
			row["money"] = (10 + r.IntN(200)) * 1_000_000
		}
		row["source"] = sources[r.IntN(len(sources))]
		f.Rows[table] = append(f.Rows[table], row)
	}
}

func staff(f *blank.Fill, kind, family string, r *rand.Rand) {
	teachers := 14 + r.IntN(30)
	others := 3 + r.IntN(6)
	row := func(total, female int) map[string]any {
		up := total * 4 / 5
		return map[string]any{"total": total, "female": female, "ethnic": total / 10, "below_standard": 0, "at_standard": up, "above_standard": total - up, "secondary": 0, "college": total - up, "university": up, "postgraduate": 0}
	}
	rows := []map[string]any{row(1, 1), row(2, 1)}
	if (kind == form.KindPrimary || strings.HasPrefix(kind, form.KindPrimary+"-")) && family != "2026" {
		rows = append(rows, row(1, 0)) // tổng phụ trách Đội
	}
	rows = append(rows, row(teachers, teachers*4/5), row(others, others/2))
	total := map[string]any{}
	for _, m := range rows {
		for k, v := range m {
			n, _ := total[k].(int)
			total[k] = n + v.(int)
		}
	}
	f.Rows["staff"] = append(rows, total)
}

func evidence(f *blank.Fill, example string, n int, old bool) {
	if n == 0 {
		n = 24
	}
	for i := range n {
		standard, criterion, number := 1+i%4, 1+(i/4)%3, 1+i/12
		code := fmt.Sprintf("(MC.%d.%d.%02d)", standard, criterion, number)
		switch {
		case strings.Count(example, "-") == 3:
			code = fmt.Sprintf("[H%d-%d-%02d-%02d]", standard, standard, criterion, number)
		case old:
			code = fmt.Sprintf("[H%d-%d.%d-%02d]", standard, standard, criterion, number)
		}
		f.Rows["evidence"] = append(f.Rows["evidence"], map[string]any{"criterion": fmt.Sprintf("%d.%d", standard, criterion), "number": number, "code": code, "name": fmt.Sprintf("Hồ sơ số %d của tiêu chí %d.%d", number, standard, criterion), "issuer": "Nhà trường"})
	}
}

func disclosure(f *blank.Fill, year string) {
	for range 5 {
		f.Rows["disclosure"] = append(f.Rows["disclosure"], map[string]any{"channel": "Cổng thông tin điện tử, niêm yết", "time": "25/5/" + year[5:]})
	}
}

// facts gives figures that agree with themselves: a sum is the sum of its rows.
func facts(n uint64, kind string) func(title, row, year string) any {
	return func(title, row, year string) any {
		base := int(n%4) + 2 + int(year[3]-'0')%2
		switch {
		case strings.HasPrefix(title, "1."):
			if row != "Cộng" {
				return base
			}
			return base * map[string]int{form.KindPreschool: 6, form.KindPrimary: 5, form.KindLowerSec: 4, form.KindPrimaryLower: 9}[kind]
		case strings.HasPrefix(title, "2."): // four blocks of rooms, a library in a school
			library := 1
			if kind == form.KindPreschool {
				library = 0
			}
			switch {
			case row == "Cộng":
				return 4*(2*base+base/2) + library + base
			case strings.HasSuffix(row, "/Phòng kiên cố"):
				return 2 * base
			case strings.HasSuffix(row, "/Phòng bán kiên cố"):
				return base / 2
			case strings.HasSuffix(row, "/Phòng tạm"):
				return 0
			case row == "Thư viện":
				return library
			}
			return base
		case strings.HasPrefix(row, "Tỷ lệ giáo viên/lớp"):
			return 1.5
		case strings.HasPrefix(row, "Tỷ lệ giáo viên/học sinh"):
			return 0.05
		case strings.HasPrefix(row, "Tỷ lệ trẻ em/"):
			return 14
		case strings.HasPrefix(title, "5."):
			return "99,5%"
		case strings.HasPrefix(title, "6."):
			return "25%"
		case strings.HasPrefix(row, "Tỷ lệ học sinh đi học"):
			return "98,5%"
		case strings.HasPrefix(row, "Bình quân"):
			return 28
		case strings.HasSuffix(row, "/Nữ"):
			return 2 * base
		case strings.HasSuffix(row, "/Dân tộc thiểu số"):
			return base
		case strings.HasPrefix(row, "Tổng số giáo viên") && !strings.Contains(row, "giỏi"):
			return 8 * base
		case strings.HasPrefix(row, "Tổng số trẻ"), row == "Tổng số học sinh":
			return 30 * base
		}
		return 5 * base
	}
}
