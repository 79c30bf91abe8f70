package parse

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"kdcl/ingest/text"
)

// Counted is a whole number read from a cell; nil is unknown.
type Counted struct {
	Value      *int64
	Code       string // finding to raise; empty when plain
	Understood string // what was understood, for the finding
}

var (
	wholePattern   = regexp.MustCompile(`^-?\d+$`)
	groupedPattern = regexp.MustCompile(`^\d{1,3}(?:[.,\s]\d{3})+$`)
	unitPattern    = regexp.MustCompile(`^(\d[\d.]*)\s*(?:người|lớp|phòng|trẻ|hs|học sinh|gv|em|cái|nhóm|bộ)\.?$`)
	partPattern    = regexp.MustCompile(`^(\d+)\s*\(.*\)$`)
	countRate      = regexp.MustCompile(`^(\d[\d.]*)\s*(?:-|–|;|,\s|\(|/\s*\d+\s*\()\s*\(?\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*\)?$`)
)

// IsNone reports whether a text says that there is nothing: "Không", "không có".
func IsNone(raw string) bool {
	switch text.Key(raw) {
	case "khong", "khong co", "":
		return true
	}
	return false
}

// Count reads a count by what the cell is: a typed "1.234" is 1234, a numeric
// cell's 1.234 is no count. "-" is not applicable, "Không" is 0, blank unknown.
func Count(raw string, number bool) Counted {
	s := strings.TrimSpace(text.Clean(raw))
	if s == "" || strings.Trim(s, "-–—") == "" {
		return Counted{}
	}
	whole := func(digits, code string) Counted {
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return Counted{Code: "SO_KHONG_DOC_DUOC"}
		}
		if n < 0 {
			return Counted{Value: &n, Code: "GIA_TRI_BAT_THUONG", Understood: digits}
		}
		return Counted{Value: &n, Code: code, Understood: strconv.FormatInt(n, 10)}
	}
	if number {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1e15 {
			return Counted{Code: "SO_KHONG_DOC_DUOC"}
		}
		return whole(strconv.FormatFloat(f, 'f', 0, 64), "")
	}
	low := strings.ToLower(s)
	switch {
	case wholePattern.MatchString(s):
		return whole(s, "")
	case groupedPattern.MatchString(s):
		return whole(strings.NewReplacer(".", "", ",", "", " ", "").Replace(s), "")
	case IsNone(s):
		return whole("0", "")
	}
	for _, re := range []*regexp.Regexp{unitPattern, partPattern, countRate} {
		if m := re.FindStringSubmatch(low); m != nil {
			return whole(strings.ReplaceAll(m[1], ".", ""), "SO_KEM_CHU")
		}
	}
	if a, b, ok := strings.Cut(s, "/"); ok && a == b && wholePattern.MatchString(a) {
		return whole(a, "SO_KEM_CHU") // "03/03": all of them
	}
	return Counted{Code: "SO_KHONG_DOC_DUOC"}
}

// Rate is a share or a ratio; a percentage is in percent, 97.4.
type Rate struct {
	Value      *float64
	Code       string
	Understood string
}

var (
	decimalPattern = regexp.MustCompile(`^(\d+)(?:[.,](\d+))?\s*(%?)$`)
	ratePattern    = regexp.MustCompile(`(\d{1,3}(?:[.,]\d+)?)\s*%`)
)

// Ratio reads a decimal with comma or dot, with or without %. A numeric cell
// below 1 keeps its value: 0.974 may be a share or a ratio, and only its
// label tells. Two values in one cell give the percentage (MESSY 46).
func Ratio(raw string, number bool) Rate {
	s := strings.TrimSpace(text.Clean(raw))
	if s == "" || strings.Trim(s, "-–—") == "" {
		return Rate{}
	}
	if number {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return Rate{Code: "SO_KHONG_DOC_DUOC"}
		}
		return Rate{Value: &f}
	}
	digits, code := "", ""
	if m := decimalPattern.FindStringSubmatch(s); m != nil {
		digits = m[1] + "." + m[2] + "0"
	} else if m := ratePattern.FindStringSubmatch(s); m != nil {
		digits, code = strings.Replace(m[1], ",", ".", 1), "SO_KEM_CHU"
	} else {
		return Rate{Code: "SO_KHONG_DOC_DUOC"}
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(f, 0) {
		return Rate{Code: "SO_KHONG_DOC_DUOC"}
	}
	return Rate{Value: &f, Code: code, Understood: strconv.FormatFloat(f, 'f', -1, 64)}
}

// Money is an amount in đồng and the source that stands beside it.
type Money struct {
	AmountVND *int64 // nil: not stated or not readable
	Source    string // "Nguồn điều tiết"; empty when none stands in the cell
	Code      string // finding to raise
}

// HeaderUnit reads the unit in a head: "Kinh phí (triệu đồng)" is "triệu".
func HeaderUnit(head string) string {
	k := text.Key(head)
	for _, u := range []struct{ key, unit string }{{"ty dong", "tỷ"}, {"trieu", "triệu"}, {"nghin", "nghìn"}, {"ngan dong", "nghìn"}, {"dong", "đồng"}} {
		if strings.Contains(k, u.key) {
			return u.unit
		}
	}
	return ""
}

var (
	amountPattern = regexp.MustCompile(`(?i)(\d[\d.,]*\d|\d)(\s*)(tỷ|tỉ|triệu|tr\b|nghìn|ngàn|đồng|vnđ|vnd|đ(?:[^\pL]|$)|%)?`)
	factors       = map[string]int64{"tỷ": 1e9, "tỉ": 1e9, "triệu": 1e6, "tr": 1e6, "nghìn": 1e3, "ngàn": 1e3, "đồng": 1, "đ": 1, "vnđ": 1, "vnd": 1}
	sourceLead    = regexp.MustCompile(`(?i)^(?:dự toán|dự kiến|khoảng|kinh phí|tổng)\s*:?\s*$`)
)

// ParseMoney reads a money cell (MESSY 43): the amount in đồng, the source in
// words, and KINH_PHI_CHUA_NEU when no amount is stated although something is,
// KINH_PHI_MO_HO when the unit is unclear: such an amount is not added up.
func ParseMoney(raw, headUnit string, number bool) Money {
	s := text.Clean(raw)
	if s == "" || strings.Trim(s, "-–— ") == "" {
		return Money{} // not stated: unknown
	}
	if number {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f < 0 || f > 1e15 {
			return Money{Code: "KINH_PHI_MO_HO"}
		}
		return withUnit(f, headUnit)
	}
	if text.Key(s) == "khong" {
		zero := int64(0)
		return Money{AmountVND: &zero}
	}
	var total int64
	found, code := 0, ""
	rest := amountPattern.ReplaceAllStringFunc(s, func(m string) string {
		g := amountPattern.FindStringSubmatch(m)
		unit := strings.ToLower(strings.TrimSpace(g[3]))
		if strings.HasPrefix(unit, "đ") && unit != "đồng" {
			unit = "đ"
		}
		if unit == "%" {
			code = "KINH_PHI_MO_HO"
			return m
		}
		factor := factors[unit]
		value, dotted, ok := amount(g[1], factor > 1)
		if !ok {
			code = "KINH_PHI_MO_HO"
			return m
		}
		if unit == "" {
			u := withUnit(value, headUnit)
			if u.AmountVND == nil {
				code = u.Code
				return m
			}
			total += *u.AmountVND
		} else {
			total += int64(math.Round(value * float64(factor)))
		}
		if dotted && code == "" {
			code = "KINH_PHI_DUOC_HIEU"
		}
		found++
		return " "
	})
	source := moneySource(rest)
	switch {
	case code == "KINH_PHI_MO_HO":
		return Money{Code: code}
	case found == 0:
		return Money{Source: source, Code: "KINH_PHI_CHUA_NEU"}
	case found > 1 && code == "":
		code = "KINH_PHI_DUOC_HIEU" // two sources added
	}
	if total < 0 || total > 1e15 {
		return Money{Code: "KINH_PHI_MO_HO"}
	}
	return Money{AmountVND: &total, Source: source, Code: code}
}

// withUnit applies the head's unit; without one a sum below 1000 đồng can only
// be a unit left out.
func withUnit(f float64, headUnit string) Money {
	factor := factors[headUnit]
	if factor == 0 {
		if f > 0 && f < 1000 {
			return Money{Code: "KINH_PHI_MO_HO"}
		}
		factor = 1
	}
	v := f * float64(factor)
	if v > 1e15 {
		return Money{Code: "KINH_PHI_MO_HO"}
	}
	n := int64(math.Round(v))
	return Money{AmountVND: &n}
}

// amount reads digits with Vietnamese separators: dots group thousands, a comma
// is decimal; before triệu or tỷ a single short dot is a decimal point, and said.
func amount(s string, scaled bool) (value float64, dotted, ok bool) {
	if groupedPattern.MatchString(s) && !(scaled && strings.Count(s, ".")+strings.Count(s, ",") == 1) {
		f, err := strconv.ParseFloat(strings.NewReplacer(".", "", ",", "").Replace(s), 64)
		return f, false, err == nil
	}
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dots == 0 && commas == 0:
	case commas == 1 && (dots == 0 || groupedPattern.MatchString(s[:strings.Index(s, ",")])):
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case dots == 1 && commas == 0 && scaled:
		dotted = true
	default:
		return 0, false, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, dotted, err == nil
}

// moneySource is the words left beside the amount, when they name a source.
func moneySource(rest string) string {
	s := strings.Join(strings.Fields(strings.Trim(rest, " \n.,;:+()-–")), " ")
	if s == "" || sourceLead.MatchString(s) {
		return ""
	}
	switch text.Key(s) {
	case "nsnn":
		return "Ngân sách nhà nước"
	case "xhh":
		return "Xã hội hóa"
	}
	return s
}
