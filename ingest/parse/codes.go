package parse

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kdcl/ingest/form"
	"kdcl/ingest/text"
)

// Criterion is the criterion or the standard that a label names.
type Criterion struct {
	Code      string // "1.10"; "3" for a standard alone; empty when it names none
	Ambiguous bool   // a number cell: Excel may have made 1.10 into 1.1
}

var (
	criterionLabel = regexp.MustCompile(`^(?:tiêu chuẩn\s*(\d{1,2})\s*[,;:.\-–]?\s*)?(?:tiêu chí|t\.?\s?chí|tc)\s*(?:số\s*)?(\d{1,2})(?:\s*[.,\-–]\s*(\d{1,2}))?\b`)
	standardLabel  = regexp.MustCompile(`^(?:tiêu chuẩn|t\.?\s?chuẩn)\s*(?:số\s*)?(\d{1,2})\b`)
	bareCode       = regexp.MustCompile(`^\(?(\d{1,2})\s*[.,]\s*(\d{1,2})\s*\)?\s*(?:[.:\-–)]|\s|$)`)
	bareStandard   = regexp.MustCompile(`^(\d{1,2})$`)
)

// CriterionCode reads "Tiêu chí 1.10: …", "TC 5.1", "Tiêu chuẩn 5, tiêu chí 1",
// "1.10", and "Tiêu chuẩn 3: …" as "3". A number cell is ambiguous, a date cell
// is 1.2 that Excel took for the first of February (MESSY 42).
func CriterionCode(raw string, number, isDate bool) Criterion {
	if isDate {
		if d := serial(raw, false); d.From != "" {
			day, _ := strconv.Atoi(string(d.From[8:]))
			month, _ := strconv.Atoi(string(d.From[5:7]))
			if day <= 5 {
				return Criterion{fmt.Sprintf("%d.%d", day, month), true}
			}
		}
		return Criterion{}
	}
	s := strings.ToLower(text.Clean(raw))
	if number {
		if a, b, ok := strings.Cut(s, "."); ok && len(b) <= 2 && len(a) <= 2 {
			return Criterion{trimZeros(a, b), true}
		}
		if bareStandard.MatchString(s) {
			return Criterion{Code: s}
		}
		return Criterion{}
	}
	if m := criterionLabel.FindStringSubmatch(s); m != nil {
		switch {
		case m[3] != "":
			return Criterion{Code: trimZeros(m[2], m[3])}
		case m[1] != "":
			return Criterion{Code: trimZeros(m[1], m[2])}
		case strings.HasPrefix(s, "tc"):
			return Criterion{} // TC 3 may be tiêu chuẩn or tiêu chí
		}
		return Criterion{}
	}
	if m := standardLabel.FindStringSubmatch(s); m != nil {
		return Criterion{Code: m[1]}
	}
	if m := bareCode.FindStringSubmatch(s); m != nil {
		return Criterion{Code: trimZeros(m[1], m[2])}
	}
	return Criterion{}
}

// trimZeros joins standard and criterion: "1", "02" is "1.2", "1", "10" is "1.10".
func trimZeros(a, b string) string {
	n, _ := strconv.Atoi(b)
	s, _ := strconv.Atoi(a)
	if n == 0 || s == 0 {
		return ""
	}
	return strconv.Itoa(s) + "." + strconv.Itoa(n)
}

// EvidenceCode is one canonical evidence code.
type EvidenceCode struct {
	Code      string // "H1-1.1-01", "H1-1-01-01", "MC.1.1.01"
	Criterion string // that it was coded under: "1.1"
}

var (
	evidence2018 = regexp.MustCompile(`(?i)[\[(]?\s*H\s*(\d{1,2})\s*[-–—.]\s*(\d)\s*[.,]\s*(\d{1,2})\s*[-–—.]\s*(\d{1,3})\s*[\])]?`)
	evidence2012 = regexp.MustCompile(`(?i)[\[(]?\s*H\s*(\d{1,2})\s*[-–—]\s*(\d)\s*[-–—]\s*(\d{2})\s*[-–—]\s*(\d{1,3})\s*[\])]?`)
	evidence2026 = regexp.MustCompile(`(?i)[\[(]?\s*MC\s*[.\-–]\s*(\d)\s*[.,]\s*(\d{1,2})\s*[.\-–]\s*(\d{1,3})\s*[\])]?`)
	leftover     = regexp.MustCompile(`[\pL\pN]+`)
)

// EvidenceCodes reads every code of a cell, canonical and without brackets;
// bad is what is left that is no code (FORMS §4).
func EvidenceCodes(raw string) (codes []EvidenceCode, bad []string) {
	s := text.Clean(raw)
	take := func(re *regexp.Regexp, build func(n []int) EvidenceCode) {
		s = re.ReplaceAllStringFunc(s, func(m string) string {
			var n []int
			for _, g := range re.FindStringSubmatch(m)[1:] {
				v, _ := strconv.Atoi(g)
				n = append(n, v)
			}
			codes = append(codes, build(n))
			return " "
		})
	}
	take(evidence2026, func(n []int) EvidenceCode {
		return EvidenceCode{fmt.Sprintf("MC.%d.%d.%02d", n[0], n[1], n[2]), fmt.Sprintf("%d.%d", n[0], n[1])}
	})
	take(evidence2012, func(n []int) EvidenceCode {
		return EvidenceCode{fmt.Sprintf("H%d-%d-%02d-%02d", n[0], n[1], n[2], n[3]), fmt.Sprintf("%d.%d", n[1], n[2])}
	})
	take(evidence2018, func(n []int) EvidenceCode {
		return EvidenceCode{fmt.Sprintf("H%d-%d.%d-%02d", n[0], n[1], n[2], n[3]), fmt.Sprintf("%d.%d", n[1], n[2])}
	})
	for _, w := range leftover.FindAllString(s, -1) {
		bad = append(bad, w)
	}
	if len(bad) > 1 {
		bad = []string{strings.TrimSpace(s)}
	}
	return codes, bad
}

var schoolYearPattern = regexp.MustCompile(`(?:^|\D)(20\d\d)\s*[-–—/]\s*(20\d\d)(?:\D|$)`)
var shortYearPattern = regexp.MustCompile(`(?i)\bNH\s*(\d\d)\s*[-–—/]\s*(\d\d)\b`)

// SchoolYear reads a school year as heads and titles write it: "2017-2018" from
// "Năm học 2017 – 2018", "2017/2018", "NH 17-18".
func SchoolYear(raw string) (string, bool) {
	s := strings.Join(strings.Fields(text.Clean(raw)), " ")
	if m := schoolYearPattern.FindStringSubmatch(s); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		if b == a+1 {
			return m[1] + "-" + m[2], true
		}
		return "", false
	}
	if m := shortYearPattern.FindStringSubmatch(s); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		if b == a+1 {
			return "20" + m[1] + "-20" + m[2], true
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
// "Không đạt" is 0.
func DeclaredLevel(raw string) (int, bool) {
	k := text.Key(raw)
	if strings.Contains(k, "khong dat") || strings.Contains(k, "chua dat") {
		return 0, true
	}
	if m := levelPattern.FindStringSubmatch(k); m != nil {
		return levelNumber(m[1]), true
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
