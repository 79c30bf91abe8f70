package parse

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
)

// Criterion is the criterion or the standard that a label names.
type Criterion struct {
	Code      string // "1.10"; "3" for a standard alone; empty when it names none
	Ambiguous bool   // a number or date cell: Excel may have made 1.10 into 1.1
	Local     string // "5" of "Tiêu chí 5": its standard stands elsewhere
}

var (
	criterionLabel = regexp.MustCompile(`^[-+*.]?\s*(?:tieu chuan\s*([1-9]|i{1,3}|iv|vi?)\s*[,;:.-]?\s*)?(?:tieu chi|t\.?\s?chi|tc)\s*(?:so\s*)?(\d{1,2})(?:\s*[.,-]\s*(\d{1,2}))?(?:$|\D)`)
	standardLabel  = regexp.MustCompile(`^(?:tieu chuan|t\.?\s?chuan)\s*(?:so\s*)?([1-9]|i{1,3}|iv|vi?)(?:$|[^\pL\pN])`)
	bareCode       = regexp.MustCompile(`^\(?([1-9])\s*[.,]\s*(\d{1,2})\s*\)?\s*(?:[.:)-](?:\D|$)|\s|$|\pL)`)
)

// CriterionCode reads "Tiêu chí 1.10: …", "TC 5.1", "Tiêu chuẩn 5, tiêu chí 1",
// "1.10", and "Tiêu chuẩn 3: …" as "3". A number cell 1.1 is ambiguous: Excel may
// have taken the zero of 1.10; a date cell is 1.2 that Excel took for the first
// of February (MESSY 42). "Tiêu chí 5" alone names its standard nowhere: Code is
// empty and Local "5".
func CriterionCode(raw string, number, isDate bool) Criterion {
	if isDate {
		if d := serial(raw, false); d.From != "" {
			day, month := num(string(d.From[8:])), num(string(d.From[5:7]))
			if day <= 9 {
				return Criterion{Code: fmt.Sprintf("%d.%d", day, month), Ambiguous: true}
			}
		}
		return Criterion{}
	}
	s := fold(raw)
	if number {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || !(f >= 1 && f < 10) || math.Abs(100*f-math.Round(100*f)) > 1e-6 {
			return Criterion{} // a stored 1.1 may be 1.1000000000000001
		}
		if f == math.Trunc(f) && !strings.Contains(s, ".") {
			return Criterion{Code: strconv.Itoa(int(f))}
		}
		a, b, _ := strings.Cut(strconv.FormatFloat(math.Round(100*f)/100, 'f', -1, 64), ".")
		if strings.HasSuffix(s, "."+b+"0") && len(b) == 1 {
			b += "0" // stored with its zero
		}
		code := joinCode(a, b)
		return Criterion{Code: code, Ambiguous: code != ""}
	}
	if m := criterionLabel.FindStringSubmatch(s); m != nil {
		switch {
		case m[3] != "":
			return Criterion{Code: joinCode(m[2], m[3])}
		case m[1] != "":
			return Criterion{Code: joinCode(standardNumber(m[1]), m[2])}
		case strings.HasPrefix(s, "tc"):
			return Criterion{} // TC 3 may be tiêu chuẩn or tiêu chí
		}
		return Criterion{Local: m[2]}
	}
	if m := standardLabel.FindStringSubmatch(s); m != nil {
		return Criterion{Code: standardNumber(m[1])}
	}
	if m := bareCode.FindStringSubmatch(s); m != nil {
		return Criterion{Code: joinCode(m[1], m[2])}
	}
	return Criterion{}
}

func standardNumber(s string) string {
	if i := slices.Index([]string{"i", "ii", "iii", "iv", "v", "vi"}, s); i >= 0 {
		return strconv.Itoa(i + 1)
	}
	return s
}

// joinCode joins standard and criterion: "1", "02" is "1.2", "1", "10" is "1.10".
func joinCode(a, b string) string {
	n, _ := strconv.Atoi(b)
	s, _ := strconv.Atoi(a)
	if n < 1 || n > 40 || s < 1 || s > 9 {
		return ""
	}
	return strconv.Itoa(s) + "." + strconv.Itoa(n)
}

// EvidenceCode is one canonical evidence code.
type EvidenceCode struct {
	Code      string // "H1-1.1-01", "H1-1-01-01", "MC.1.1.01"
	Criterion string // that it was coded under: "1.1"
}

// evidencePatterns are the three codings, FORMS §4: R2026 (MC.a.b.nn), R2012
// [Hn-a-bc-de], R2018 [Hn-a.b-c]. "H1-1-1-01" may be either of the last two and
// is none.
var (
	evidence2026 = regexp.MustCompile(`(?i)[\[(]?\s*\bMC\s*[.\-]?\s*(\d)\s*[.,]\s*(\d{1,2})\s*[.\-]\s*(\d{1,3})\s*[\])]?`)
	evidence2012 = regexp.MustCompile(`(?i)[\[(]?\s*\bH\s*(\d{1,2})\s*-\s*(\d)\s*-\s*(\d{2})\s*-\s*(\d{1,3})\s*[\])]?`)
	evidence2018 = regexp.MustCompile(`(?i)[\[(]?\s*\bH\s*(\d{1,2})\s*[-.]\s*(\d)\s*[.,]\s*(\d{1,2})\s*[-.]\s*(\d{1,3})\s*[\])]?`)
	leftover     = regexp.MustCompile(`[\pL\pN]+`)
)

// EvidenceCodes reads every code of a cell in order, canonical and without
// brackets; bad is what is left that is no code: MA_MC_SAI (FORMS §4).
func EvidenceCodes(raw string) (codes []EvidenceCode, bad []string) {
	codes, rest := CitedCodes(raw)
	for _, w := range leftover.FindAllString(rest, -1) {
		if k := text.Key(w); k != "va" {
			bad = append(bad, w)
		}
	}
	if len(bad) > 1 {
		bad = []string{strings.Trim(strings.Join(strings.Fields(rest), " "), " ,;[]()")}
	}
	return codes, bad
}

// CitedCodes reads the codes of a text in which other words may stand; others is
// the text with spaces in their place.
func CitedCodes(raw string) (codes []EvidenceCode, others string) {
	s := dashes.Replace(text.Clean(raw))
	if !strings.ContainsAny(s, "0123456789") {
		return nil, s
	}
	type found struct {
		at   int
		code EvidenceCode
	}
	var all []found
	rest := []byte(s)
	for _, kind := range []struct {
		re     *regexp.Regexp
		format string
	}{{evidence2026, "MC.%d.%d.%02d"}, {evidence2012, "H%d-%d-%02d-%02d"}, {evidence2018, "H%d-%d.%d-%02d"}} {
		for _, m := range kind.re.FindAllStringSubmatchIndex(string(rest), -1) {
			var n []any
			last := len(m)/2 - 1
			whole := true
			for g := 1; g <= last; g++ {
				v := num(s[m[2*g]:m[2*g+1]])
				whole = whole && v > 0
				n = append(n, v)
			}
			if next := strings.TrimLeft(s[m[2*last+1]:], " "); !whole || s[m[2*last+1]:] != "" && isDigit(s[m[2*last+1]]) || len(next) > 1 && strings.ContainsRune("-.", rune(next[0])) && isDigit(next[1]) {
				continue // a number too many: H1-1.1-01-02
			}
			if kind.re == evidence2018 && s[m[6]] == '0' && strings.Count(s[m[2]:m[2*last+1]], ".") == 3 {
				continue // H1.1.01.01 may be of 2012 or of 2018
			}
			all = append(all, found{m[0], EvidenceCode{fmt.Sprintf(kind.format, n...), fmt.Sprintf("%d.%d", n[last-3], n[last-2])}})
			for i := m[0]; i < m[1]; i++ {
				rest[i] = ' '
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	for _, f := range all {
		codes = append(codes, f.code)
	}
	return codes, string(rest)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

var (
	schoolYearPattern = regexp.MustCompile(`(?:^|\D)(20\d\d)\s*(?:[-/]|den)\s*(20\d\d|\d\d)(?:\D|$)`)
	shortYearPattern  = regexp.MustCompile(`\b(?:nh|nam hoc)\s*:?\s*(\d\d)\s*[-/]\s*(\d\d)(?:\D|$)`)
)

// SchoolYear reads a school year as heads and titles write it: "2017-2018" from
// "Năm học 2017 – 2018", "2017/2018", "2017-18", "NH 17-18". Years that don't
// follow one another are none.
func SchoolYear(raw string) (string, bool) {
	if s := text.Clean(raw); !strings.ContainsAny(s, "0123456789") {
		return "", false
	}
	s := fold(raw)
	for _, re := range []*regexp.Regexp{schoolYearPattern, shortYearPattern} {
		if m := re.FindStringSubmatch(s); m != nil {
			a, b := num(m[1]), num(m[2])
			if a < 100 {
				a += 2000
			}
			if b < 100 {
				b += 2000
			}
			if b == a+1 {
				return yearText(a, b), true
			}
		}
	}
	return "", false
}

// SchoolKind reads a kind of school from its code, its long name or a school's
// name: a form.Kind* constant, empty when it tells nothing.
func SchoolKind(s string) string {
	k := " " + text.Key(s) + " "
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(k, " "+w+" ") {
				return true
			}
		}
		return false
	}
	mn := has("mn", "mam non", "mau giao", "nha tre")
	thcs := has("thcs", "trung hoc co so")
	thpt := has("thpt", "trung hoc pho thong")
	th := has("th", "tieu hoc")
	switch {
	case has("gdtx", "gdnn gdtx", "giao duc thuong xuyen"):
		return form.KindContinuing
	case th && thcs && thpt:
		return form.KindAllLevels
	case thcs && thpt:
		return form.KindLowerUpper
	case th && thcs:
		return form.KindPrimaryLower
	case thpt:
		return form.KindUpperSec
	case thcs:
		return form.KindLowerSec
	case th:
		return form.KindPrimary
	case mn:
		return form.KindPreschool
	}
	return ""
}

var (
	levelPattern = regexp.MustCompile(`\b(?:muc|m)\s*(?:do\s*)?(1|2|3|4|iv|iii|ii|i)\b`)
	gradePattern = regexp.MustCompile(`(?:^|\s)(?:cap do|muc do|muc)?\s*(1|2|3|4|iv|iii|ii|i)(?:\s|$)`)
	romans       = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4}
)

func levelNumber(s string) int {
	if n, ok := romans[s]; ok {
		return n
	}
	n, _ := strconv.Atoi(s)
	return n
}

// Level reads the level an indicator belongs to: "Mức 2", "2", "II".
func Level(raw string) (int, bool) {
	k := text.Key(raw)
	if m := levelPattern.FindStringSubmatch(k); m != nil {
		return levelNumber(m[1]), true
	}
	if n := levelNumber(k); n >= 1 && n <= 4 {
		return n, true
	}
	return 0, false
}

// Grade reads the grade of a certificate: "Cấp độ 2", "mức độ I", "2".
func Grade(raw string) (int, bool) {
	if m := gradePattern.FindStringSubmatch(text.Key(raw)); m != nil {
		return levelNumber(m[1]), true
	}
	return 0, false
}

// DeclaredLevel reads a school's own conclusion: "Trường đạt Mức 2" is 2,
// "Không đạt" is 0; of several levels the highest attained. "Không đạt Mức 2"
// alone leaves open what was attained, and the grade of a certificate, "chuẩn
// quốc gia mức độ 1", is none: ok is false.
func DeclaredLevel(raw string) (level int, ok bool) {
	c := conclusionOf(text.Key(raw))
	for _, n := range c.passed {
		level = max(level, n)
	}
	switch {
	case level > 0:
		return level, !slices.ContainsFunc(c.failed, func(n int) bool { return n <= level })
	case slices.Contains(c.failed, 1), c.no && !c.yes && len(c.failed) == 0:
		return 0, true
	}
	return 0, false
}

// LooksDeclared reports whether a line is a school's conclusion.
func LooksDeclared(raw string) bool {
	k := text.Key(raw)
	return strings.Contains(k, "truong dat muc") || strings.HasPrefix(k, "ket qua dat muc") || strings.HasPrefix(k, "ket luan")
}

var letterPattern = regexp.MustCompile(`^([a-d])(?:\b|\))`)

// IndicatorLetter reads "a", "a)", "Chỉ báo a"; "*" and "" are the unlettered one.
func IndicatorLetter(raw string) string {
	k := text.Key(raw)
	for _, p := range []string{"chi bao ", "chi so "} {
		k = strings.TrimPrefix(k, p)
	}
	if m := letterPattern.FindStringSubmatch(k); m != nil {
		return m[1]
	}
	return ""
}

var itemPattern = regexp.MustCompile(`^(?:khoan\s*)?(\d{1,2})(?:\s|$)`)

// ItemNumber reads the item of Điều 22: "Khoản 3, Điều 22", "3".
func ItemNumber(raw string) (int, bool) {
	if m := itemPattern.FindStringSubmatch(text.Key(raw)); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n, n > 0
	}
	return 0, false
}
