package parse

import (
	"strings"
	"unicode"
)

// token is a number, a word or a sign of a folded text.
type token struct {
	word   string // letters only; empty for a number or a sign
	sign   rune   // '/', '-', ','; 0 for a number or a word
	n      int    // a number's value
	digits int    // how many digits it is written with; 0 for no number
	odd    bool   // "//" for "/"
}

// tokens takes a folded text apart; spaces separate and are gone.
func tokens(s string) []token {
	var out []token
	runes := []rune(s)
	for i := 0; i < len(runes); {
		r := runes[i]
		j := i + 1
		switch {
		case r >= '0' && r <= '9':
			n := 0
			for j = i; j < len(runes) && runes[j] >= '0' && runes[j] <= '9'; j++ {
				if n < 1e8 {
					n = 10*n + int(runes[j]-'0')
				}
			}
			out = append(out, token{n: n, digits: j - i})
		case unicode.IsLetter(r):
			for j < len(runes) && unicode.IsLetter(runes[j]) {
				j++
			}
			out = append(out, token{word: string(runes[i:j])})
		case unicode.IsSpace(r):
		case r == '/' && len(out) > 0 && out[len(out)-1].sign == '/':
			out[len(out)-1].odd = true // "18//9/2017"
		default:
			out = append(out, token{sign: r})
		}
		i = j
	}
	return out
}

// link is the word that stands before a moment and ties it to the others.
type link uint8

const (
	alone  link = iota
	since       // từ, sau ngày
	after       // sau tháng: from the month behind it
	until       // đến, tới, hết, a dash
	before      // trước
	by          // chậm nhất, hạn
)

// moment is one day, month or year that a text names, perhaps without its year.
type moment struct {
	d, m, y int    // 0: not written
	five    string // a year of five digits, "20017", still to be repaired
	link    link
	odd     bool // completed or repaired: said to the school
	typo    bool // repaired: wrong as written

	fromPlan bool // the year comes from the school year
}

// written is what a text names, before any calendar is asked.
type written struct {
	moments    []moment
	weeks      []int
	weekLink   link
	weekMonth  int // "tuần 3 tháng 9"; 0: weeks of the school year
	weekYear   int
	schoolYear string // "tháng 10 năm học 2025-2026"
	semester   bool
	whole      bool // cả năm
	open       bool // "thường xuyên": without days on purpose
	bad        bool // something like a day that can't be one
	loose      []span
	only       bool // nothing but loose numbers stands in the text
}

// span is a number or a range of a list: "13 - 18", "7".
type span struct{ a, b int }

// reader walks over the tokens of a time.
type reader struct {
	t []token
	i int
	w written
	l link
}

func (r *reader) at(i int) token {
	if i >= 0 && i < len(r.t) {
		return r.t[i]
	}
	return token{}
}

func (r *reader) word(i int, words ...string) bool {
	w := r.at(i).word
	for _, x := range words {
		if w == x {
			return true
		}
	}
	return false
}

// transparent words may stand between a link and its moment: "đến hết ngày".
var transparent = map[string]bool{
	"ngay": true, "thang": true, "nam": true, "cuoi": true, "dau": true, "giua": true, "khoang": true, "vao": true, "h": true, "gio": true, "tuan": true, "het": true, "la": true, "nop": true, "cung": true, "va": true,
}

// readTime names what a folded text says: FORMS §1, timeline grammar.
func readTime(s string) written {
	r := &reader{t: tokens(s)}
	for r.i < len(r.t) {
		k := r.t[r.i]
		switch {
		case k.digits > 0:
			r.number()
		case k.word != "":
			r.name()
		default:
			if (k.sign == '-' || k.sign == '~' || k.sign == '→') && r.l == alone && len(r.w.moments)+len(r.w.weeks) > 0 {
				r.l = until
			}
			r.i++
		}
	}
	r.w.only = len(r.w.moments) == 0 && len(r.w.weeks) == 0 && len(r.w.loose) > 0 && strings.Trim(s, "0123456789,;-+& ") == ""
	r.w.whole = strings.Contains(s, "ca nam") || strings.Contains(s, "trong nam hoc") || strings.Contains(s, "toan nam hoc")
	for _, words := range openWords {
		r.w.open = r.w.open || strings.Contains(s, words)
	}
	return r.w
}

// name reads a word and what it governs.
func (r *reader) name() {
	w := r.t[r.i].word
	r.i++
	switch w {
	case "tuan":
		r.weeks()
	case "thang", "thg":
		r.months()
	case "t", "thu": // "T9/2026"; beside a day "T2, 15/3/2027" and "thứ 2, 15/3/2027" are weekdays
		d := r.at(r.i)
		switch {
		case !r.namesDay() && w == "t" && r.at(r.i-2).digits == 0: // nor the T of 2027-03-15T00:00
			r.months()
		case r.namesDay() && d.digits == 1 && d.n >= 2 && d.n <= 7 && !r.startsDay(r.i):
			r.i++
		}
	case "dau", "giua", "cuoi":
		if r.word(r.i, "nam") && r.word(r.i+1, "hoc") && r.at(r.i+2).digits == 0 && len(r.w.moments) == 0 { // begins and ends by the province's calendar
			r.w.semester = true
			r.i += 2
		}
	case "quy":
		r.quarter()
	case "nam":
		r.year()
	case "nh":
		r.schoolYearAt(r.i)
	case "ngay":
		if r.at(r.i).digits > 0 && r.dayMonth(true) {
			return
		}
	case "hoc", "hk", "ki", "ky":
		if w == "hk" || r.word(r.i, "ky", "ki", "i", "ii") || w != "hoc" && r.word(r.i, "i", "ii") {
			r.w.semester = true
			r.i++
		}
	case "hki", "hkii":
		r.w.semester = true
	case "truoc":
		r.l = before
	case "cham", "muon":
		if r.word(r.i, "nhat") {
			r.l = by
			r.i++
		}
	case "qua", "han": // không quá, hạn nộp, hạn cuối
		r.l = by
	case "tu":
		r.l = since
	case "sau":
		r.l = after
	case "den", "toi":
		r.l = until
	case "het":
		if r.l == alone {
			r.l = until
		}
	default:
		if !transparent[w] && r.l != by {
			r.l = alone
		}
	}
}

// list reads numbers of at most two digits with commas, dashes, "và", "đến"
// between them, from i on. It stops before a number that starts a day.
func (r *reader) list(i int, days bool) (spans []span, end int) {
	if d := r.at(i).digits; d == 0 || d > 2 {
		return nil, i
	}
	spans = []span{{r.at(i).n, r.at(i).n}}
	for end = i + 1; ; {
		k := r.at(end)
		ranged := k.sign == '-' || k.word == "den" || k.word == "toi"
		if !ranged && k.sign != ',' && k.sign != ';' && k.sign != '&' && k.sign != '+' && k.word != "va" {
			return spans, end
		}
		j := end + 1
		if days && r.word(j, "ngay") {
			j++
		}
		next := r.at(j)
		if next.digits == 0 || next.digits > 2 || !days && r.startsDay(j) {
			return spans, end
		}
		if last := &spans[len(spans)-1]; ranged && last.a == last.b {
			last.b = next.n
		} else {
			spans = append(spans, span{next.n, next.n})
		}
		end = j + 1
	}
}

// startsDay reports whether D/M or D-M-Y stands at i: not one more month.
func (r *reader) startsDay(i int) bool {
	s := r.at(i + 1).sign
	if s != '/' && s != '-' && s != '.' || r.at(i+2).digits == 0 || r.at(i+2).digits > 2 {
		return false
	}
	return s == '/' || r.at(i+3).sign == s && r.at(i+4).digits > 0
}

// namesDay reports whether a day stands anywhere in the text.
func (r *reader) namesDay() bool {
	for i := range r.t {
		if r.t[i].digits > 0 && r.t[i].digits <= 2 && r.startsDay(i) && (r.at(i+3).sign != 0 || r.at(i+2).n <= 12) || r.t[i].word == "ngay" {
			return true
		}
	}
	return false
}

// setYear reads a year's number as written: 2, 4 or 5 digits.
func (m *moment) setYear(k token) bool {
	switch k.digits {
	case 2:
		m.y, m.odd = 2000+k.n, true
		if k.n > 79 {
			m.y = 1900 + k.n
		}
	case 4:
		m.y = k.n
	case 5:
		s := ""
		for n := k.n; n > 0; n /= 10 {
			s = string(rune('0'+n%10)) + s
		}
		m.five, m.odd, m.typo = s, true, true
	default:
		return false
	}
	return true
}

// push adds a moment with the link that stands before it.
func (r *reader) push(m moment) {
	m.link = r.l
	r.l = alone
	r.w.moments = append(r.w.moments, m)
}

func (r *reader) number() {
	k := r.t[r.i]
	// 17h30, 7 giờ, 14:00 are times of the day.
	if r.word(r.i+1, "h", "g", "gio", "phut") || r.at(r.i+1).sign == ':' && r.at(r.i+2).digits > 0 {
		r.i += 2
		if r.at(r.i).digits == 2 && !r.startsDay(r.i) && r.at(r.i+1).sign != '/' {
			r.i++
		}
		return
	}
	if k.digits == 4 {
		s := r.at(r.i + 1).sign
		if (s == '-' || s == '/' || s == '.') && r.at(r.i+2).digits > 0 && r.at(r.i+2).digits <= 2 && r.at(r.i+3).sign == s && r.at(r.i+4).digits > 0 && r.at(r.i+4).digits <= 2 {
			r.push(moment{d: r.at(r.i + 4).n, m: r.at(r.i + 2).n, y: k.n, odd: s != '-'})
			r.w.bad = r.w.bad || r.at(r.i+4).n == 0 || r.at(r.i+2).n == 0
			r.i += 5
			return
		}
		if r.schoolYearAt(r.i) {
			return
		}
		if (r.at(r.i+1).sign == '-' || r.word(r.i+1, "den")) && r.at(r.i+2).digits == 4 || len(r.t) == 1 {
			r.yearNumber()
			return
		}
		r.i++
		return
	}
	if r.dayMonth(false) {
		return
	}
	if k.digits <= 2 {
		spans, end := r.list(r.i, true)
		r.w.loose = append(r.w.loose, spans...)
		r.i = end
		return
	}
	r.i++
}

// dayMonth reads at a number: D/M/Y with one sign, a list of days before /M or
// "tháng M", a list of months before /Y. It reports whether it was one.
func (r *reader) dayMonth(afterDay bool) bool {
	i := r.i
	if s := r.at(i + 1); s.sign != 0 && strings.ContainsRune("/-.", s.sign) && r.at(i).digits <= 2 && r.at(i+2).digits > 0 && r.at(i+2).digits <= 2 && r.at(i+3).sign == s.sign && r.at(i+4).digits > 0 {
		// one sign all through: "1-5/2022" are months, "25-30/9/2017" days
		m := moment{d: r.at(i).n, m: r.at(i + 2).n, odd: s.odd || r.at(i+3).odd, typo: s.odd || r.at(i+3).odd}
		if m.setYear(r.at(i + 4)) {
			r.w.bad = r.w.bad || m.d == 0 || m.m == 0
			r.push(m)
			r.i = i + 5
			return true
		}
		if s.sign == '/' {
			r.w.bad = true
			r.i = i + 5
			return true
		}
	}
	spans, e := r.list(i, true)
	if spans == nil {
		return false
	}
	next, after := r.at(e), r.at(e+1)
	switch {
	case next.sign == '/' && (after.digits == 1 || after.digits == 2):
		m := moment{m: after.n, odd: next.odd, typo: next.odd}
		r.i = e + 2
		if s := r.at(r.i); (s.sign == '/' || s.sign == '-' || s.sign == '.') && r.at(r.i+1).digits > 0 && (s.sign == '/' || r.at(r.i+1).digits >= 4) {
			if !m.setYear(r.at(r.i + 1)) {
				r.w.bad = true
			}
			m.odd, m.typo = m.odd || s.odd, m.typo || s.odd
			r.i += 2
		} else {
			r.yearAfter(&m)
		}
		r.pushDays(spans, m)
		return true
	case next.word == "thang" && (after.digits == 1 || after.digits == 2) && !r.startsDay(e+1):
		m := moment{m: after.n}
		r.i = e + 2
		r.yearAfter(&m)
		r.pushDays(spans, m)
		return true
	case (next.sign == '/' || len(spans) == 1 && (next.sign == '-' || next.sign == '.')) && after.digits >= 4 && after.digits <= 5 && !afterDay:
		m := moment{odd: next.odd, typo: next.odd}
		if !m.setYear(after) {
			return false
		}
		r.i = e + 2
		r.pushMonths(spans, m)
		return true
	}
	return false
}

func (r *reader) pushDays(spans []span, m moment) {
	for i, s := range spans {
		r.w.bad = r.w.bad || m.m == 0 || s.a == 0 || s.b == 0
		m.odd = m.odd || i > 0 // days apart are kept as the time from the first to the last, and said
		for _, d := range []int{s.a, s.b} {
			m.d = d
			r.push(m)
			if s.a == s.b {
				break
			}
			r.l = until
		}
		r.l = alone
	}
}

// pushMonths adds a list's months. A month after its successor, "12, 01/2018",
// lies in the year before.
func (r *reader) pushMonths(spans []span, m moment) {
	year, last := m.y, spans[len(spans)-1].b
	for _, s := range spans {
		r.w.bad = r.w.bad || s.a == 0 || s.b == 0
		for _, n := range []int{s.a, s.b} {
			next := m
			next.m, next.d = n, 0
			if n > last && year > 0 {
				next.y, next.odd = year-1, true
			}
			r.push(next)
			if s.a == s.b {
				break
			}
			r.l = until
		}
		r.l = alone
	}
}

// yearAfter reads "năm 2021", "/2021", "-2021" or "năm học 2021-2022" where a
// month has just ended.
func (r *reader) yearAfter(m *moment) {
	k := r.at(r.i)
	if k.word == "cua" && r.word(r.i+1, "nam") {
		r.i++
		k = r.at(r.i)
	}
	switch {
	case k.word == "nam" && r.word(r.i+1, "hoc"):
		r.schoolYearAt(r.i + 2)
	case k.word == "nam" && r.at(r.i+1).digits > 0, (k.sign == '/' || k.sign == '-' || k.sign == '.') && r.at(r.i+1).digits >= 4:
		if m.setYear(r.at(r.i + 1)) {
			r.i += 2
		}
	}
}

// months reads what follows "tháng".
func (r *reader) months() {
	if r.startsDay(r.i) && r.at(r.i+3).sign == '/' { // "tháng 15/6/2022" is a day
		r.dayMonth(false)
		return
	}
	spans, e := r.list(r.i, false)
	if spans == nil {
		return
	}
	var m moment
	r.i = e
	switch k, y := r.at(e), r.at(e+1); {
	case k.sign == '/' && y.digits == 2 && y.n > 12, k.sign == '/' && y.digits == 5: // "tháng 9/17"
		m.setYear(y)
		r.i = e + 2
	case k.sign == '/' && y.digits > 0 && y.digits != 4:
		r.w.bad = true
		r.i = e + 2
	default:
		m.odd, m.typo = k.odd, k.odd
		r.yearAfter(&m)
	}
	r.pushMonths(spans, m)
}

var romanNumbers = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4}

// quarter reads what follows "quý".
func (r *reader) quarter() {
	var spans []span
	for ranged := false; ; {
		k := r.at(r.i)
		q := romanNumbers[k.word]
		if k.digits == 1 {
			q = k.n
		}
		if q < 1 || q > 4 {
			return
		}
		if from, to := 3*q-2, 3*q; ranged {
			spans[len(spans)-1].b = to
		} else {
			spans = append(spans, span{from, to})
		}
		r.i++
		// "Quý I, II/2027", "quý I - III"
		next, then := r.at(r.i), r.at(r.i+1)
		ranged = next.sign == '-' || next.word == "den"
		if (ranged || next.sign == ',' || next.word == "va") && (romanNumbers[then.word] > 0 || then.digits == 1 && !r.startsDay(r.i+1)) {
			r.i++
			continue
		}
		break
	}
	var m moment
	r.yearAfter(&m)
	r.pushMonths(spans, m)
}

// year reads what follows "năm".
func (r *reader) year() {
	if r.word(r.i, "hoc") {
		r.schoolYearAt(r.i + 1)
		return
	}
	if r.at(r.i).digits == 4 && !r.schoolYearAt(r.i) {
		r.yearNumber()
	}
}

func (r *reader) yearNumber() {
	r.push(moment{y: r.at(r.i).n})
	r.i++
	if (r.at(r.i).sign == '-' || r.word(r.i, "den")) && r.at(r.i+1).digits == 4 {
		r.l = until
		r.push(moment{y: r.at(r.i + 1).n})
		r.i += 2
	}
}

// schoolYearAt reads "2021-2022" or "2021/2022"; years that don't follow one
// another are none.
func (r *reader) schoolYearAt(i int) bool {
	a, s, b := r.at(i), r.at(i+1), r.at(i+2)
	if a.sign == ':' {
		return r.schoolYearAt(i + 1)
	}
	if a.digits != 4 || s.sign != '-' && s.sign != '/' || b.digits != 4 || b.n != a.n+1 || r.at(i+3).sign == s.sign && r.at(i+4).digits > 0 {
		return false
	}
	if y, ok := SchoolYear(yearText(a.n, b.n)); ok {
		r.w.schoolYear = y
		r.i = i + 3
		return true
	}
	return false
}
