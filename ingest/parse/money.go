package parse

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kdcl/ingest/text"
)

// Money is an amount in đồng and the source that stands beside it.
type Money struct {
	AmountVND  *int64 // đồng, never below zero; nil: not stated or not readable
	Source     string // "Nguồn điều tiết"; empty when none stands in the cell
	Code       string // finding to raise; empty when plain
	Understood string // the amount with dots, "80.000.000", for the finding
}

// PrintMoney prints đồng as people here do, "80.000.000".
func PrintMoney(n int64) string { return dots(n) }

// factorOf gives how many đồng a unit's word stands for; 0 for another word.
func factorOf(unit string) float64 {
	switch unit {
	case "tỷ", "tỉ", "ty":
		return 1e9
	case "triệu", "trieu", "tr", "trđ":
		return 1e6
	case "nghìn", "nghin", "ngàn", "k":
		return 1e3
	case "đồng", "dong", "đ", "vnđ", "vnd":
		return 1
	}
	return 0
}

var headUnits = []struct {
	unit string
	re   *regexp.Regexp
}{
	{"tỷ", regexp.MustCompile(`(?:^|[\s(:,/])t[ỷỉy]\s*(?:đồng|đ|vnđ|vnd|dong)|[(:]\s*t[ỷỉ]\s*(?:\)|$)`)},
	{"triệu", regexp.MustCompile(`triệu|trieu|(?:^|[\s(:,/])tr\.?\s?đ`)},
	{"nghìn", regexp.MustCompile(`nghìn|nghin|ngàn|1[.,]?000\s*(?:đ|vn|dong)`)},
	{"đồng", regexp.MustCompile(`(?:^|[(:,/.\-])\s*(?:đơn vị\s*:?\s*|đvt\s*:?\s*)?(?:đồng|dong)(?:\s|$|[).,;])|(?:^|[^\pL])(?:đ|vnđ|vnd)(?:$|[^\pL])`)},
}

// HeaderUnit reads the unit in a head: "Kinh phí (triệu đồng)" is "triệu";
// "Kinh phí Hội đồng" names none.
func HeaderUnit(head string) string {
	s := strings.ToLower(strings.Join(strings.Fields(text.Clean(head)), " "))
	for _, u := range headUnits {
		if u.re.MatchString(s) {
			return u.unit
		}
	}
	return ""
}

// most is what no item of one school costs, 100 tỷ đồng: above it, a head's
// unit was surely not meant for the figure.
const most = 1e11

var (
	figurePattern  = regexp.MustCompile(`(\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d[\d.,]*\d|\d)(\s*)(\pL+)?`)
	perUnit        = regexp.MustCompile(`^\s*(?:đồng|đ|vnđ)?\s*/\s*(?:1\s*)?(?:năm|tháng|tuần|ngày|quý|kỳ|học kỳ|lớp|người|hs|học sinh|trẻ|em|cái|bộ|chiếc|m2)`)
	calculation    = regexp.MustCompile(`\d\s*(?:đồng|đ|vnđ|vnd|triệu|tr|nghìn|ngàn|k)?\s*[x×*]\s*\d|=|%|\?`)
	foreignMoney   = regexp.MustCompile(`[$€£¥]|(?:^|[^\pL])(?:usd|eur|đô la|đô)(?:$|[^\pL])`)
	ofThings       = regexp.MustCompile(`^\s*(?:m|m2|ng|bộ|cái|chiếc|quyển|cuốn|phòng|lớp|nhóm|người|gv|hs|học sinh|trẻ|em|cháu|lần|buổi|ngày|tuần|tháng|năm|suất|giờ|tiết|máy|bàn|ghế)(?:$|[^\pL])`)
	rangeOfAmounts = regexp.MustCompile(`(?:^|[^\d/])\d{1,3}(?:[.,]\d+)*\s*(?:-|đến|tới)\s*\d`)
	halfMore       = regexp.MustCompile(`^\s*(?:rưỡi|rưởi|ruoi)`)
	halfSaid       = regexp.MustCompile(`(?:tỷ|tỉ|triệu|tr|nghìn|ngàn)\s+\d[\d.,]*\s*(?:$|[^\d\s\pL/])`)
	scientific     = regexp.MustCompile(`^\d(?:[.,]\d+)?e\+?\d{1,2}$`)
	noMoney        = regexp.MustCompile(`^(?:khong(?: co| can| ton| mat| su dung| dung| phat sinh)?(?: kinh phi| tien| phi| kem)?|mien phi)$`)
	betweenRange   = regexp.MustCompile(`^\s*(?:-|đến|tới)\s*$`)
	betweenParts   = regexp.MustCompile(`^\s*(?:và|,)?\s*$`)
	totalWords     = regexp.MustCompile(`tổng|trong đó|gồm|đã |còn `)
	sourceLead     = regexp.MustCompile(`(?i)^(?:dự toán|dự kiến|khoảng|kinh phí|số tiền|tổng(?: cộng| số)?(?: kinh phí| tiền)?)\s*(?::|$|\s)\s*`)
	bound          = regexp.MustCompile(`(?:^|[^\pL])(?:dưới|trên|tối đa|tối thiểu|không quá|ít nhất|hơn|gần|từ)\s*\d`) // a bound is no amount
	brokenOff      = regexp.MustCompile(`\d\s*(?:tỷ|tỉ|triệu|tr|nghìn|ngàn)\d{2}`)                                      // "1tr250"
	signs          = strings.NewReplacer("₫", "đ", "~", " khoảng ", "≈", " khoảng ", "±", " khoảng ")
	currencyFirst  = regexp.MustCompile(`(?i)^\s*(?:vnđ|vnd)\s*:?\s*`)
	inWords        = regexp.MustCompile(`(?i)\(?\s*(?:viết )?bằng chữ\s*:.*|\((?:\pL+\s+)+đồng(?:\s+chẵn)?\)`)
	emptyBrackets  = regexp.MustCompile(`\(\s*[,;+-]*\s*\)`)
	looseSeparator = regexp.MustCompile(`\s+([,;])`)
)

// figure is one amount as it stands in the text.
type figure struct {
	from, to int     // bytes of the text, unit included
	value    float64 // in đồng
	factor   float64
	guess    bool // read by habit: said
}

// ParseMoney reads a money cell (MESSY 43): the amount in đồng, the source in
// words, and KINH_PHI_CHUA_NEU when no amount is stated although something is,
// KINH_PHI_MO_HO when the amount has two readings: such an amount is not added
// up. Two sources in one cell are added, and said. headUnit is HeaderUnit's.
func ParseMoney(raw, headUnit string, number bool) Money {
	s := text.Clean(raw)
	unclear := Money{Code: "KINH_PHI_MO_HO"}
	switch {
	case notStated(s):
		return Money{} // not stated: unknown
	case isErrorText(s):
		return Money{Code: "CONG_THUC_CHUA_TINH"}
	case noMoney.MatchString(text.Key(s)):
		return vnd(0, "", "")
	}
	s = currencyFirst.ReplaceAllString(strings.TrimSpace(signs.Replace(s)), "")
	low := lowered(s)
	if number || scientific.MatchString(low) {
		f, err := strconv.ParseFloat(strings.Replace(low, ",", ".", 1), 64)
		if err != nil || !(f >= 0 && f < 1e15) {
			return unclear
		}
		return withUnit(f, headUnit)
	}
	figures, loose, ok := figuresOf(low, headUnit)
	rest := cutFigures(s, low, figures)
	switch {
	case !ok:
		return unclear
	case len(figures) == 0 && loose:
		return unclear
	case len(figures) == 0:
		return Money{Source: moneySource(rest, false), Code: "KINH_PHI_CHUA_NEU"}
	}
	total, guess, ok := addUp(low, figures)
	if !ok || !(total >= 0 && total < 1e15) {
		return unclear
	}
	code := ""
	if guess || loose || strings.Contains(low, "khoảng") {
		code = "KINH_PHI_DUOC_HIEU"
	}
	return vnd(total, moneySource(rest, true), code)
}

// lowered keeps every byte in its place: the amounts are cut from the original.
func lowered(s string) string {
	low := strings.ToLower(s)
	if len(low) != len(s) {
		return s
	}
	return low
}

func vnd(f float64, source, code string) Money {
	n := int64(math.Round(f))
	return Money{AmountVND: &n, Source: source, Code: code, Understood: dots(n)}
}

// dots prints a whole number with a dot before every three digits.
func dots(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// withUnit applies the head's unit to a bare number; without one a sum below
// 1000 đồng can only be a unit left out, and below 10.000 it may be.
func withUnit(f float64, headUnit string) Money {
	factor := factorOf(headUnit)
	switch {
	case f == 0:
		return vnd(0, "", "")
	case factor == 0 && f < 1000, factor > 1 && f*factor > most, f*max(factor, 1) >= 1e15:
		return Money{Code: "KINH_PHI_MO_HO"}
	case factor == 0 && f < 10000:
		return vnd(f, "", "KINH_PHI_DUOC_HIEU")
	}
	return vnd(f*max(factor, 1), "", "")
}

// figuresOf finds the amounts of a text. loose reports a number that may be an
// amount but has no unit; years, dates and criteria are neither. ok is false
// when the text can be read in two ways.
func figuresOf(low, headUnit string) (figures []figure, loose, ok bool) {
	// "10-15 triệu" and "3 triệu 500" have two readings
	if calculation.MatchString(low) || foreignMoney.MatchString(low) || rangeOfAmounts.MatchString(dashes.Replace(low)) || halfSaid.MatchString(low) || bound.MatchString(low) || brokenOff.MatchString(low) || strings.HasPrefix(low, "-") && len(low) > 1 && low[1] >= '0' && low[1] <= '9' {
		return nil, false, false
	}
	words := strings.ContainsFunc(sourceLead.ReplaceAllString(low, ""), unicode.IsLetter)
	for _, m := range figurePattern.FindAllStringSubmatchIndex(low, -1) {
		if n := len(figures); n > 0 && m[2] < figures[n-1].to {
			if m[3] > figures[n-1].to || m[6] >= 0 && factorOf(low[m[6]:m[7]]) > 0 {
				return nil, false, false // "1tr1tr5": run together
			}
			continue // the 5 of "1tr5"
		}
		digits, unit := low[m[2]:m[3]], ""
		end := m[3]
		if m[6] >= 0 {
			if factorOf(low[m[6]:m[7]]) > 0 {
				unit, end = low[m[6]:m[7]], m[7]
			}
		}
		before, _ := utf8.DecodeLastRuneInString(low[:m[2]])
		after, _ := utf8.DecodeRuneInString(low[end:])
		if unit == "" && after == '/' && groupedPattern.MatchString(digits) && strings.Contains(digits, ".") && perUnit.MatchString(low[end:]) {
			return nil, false, false // "1.000.000/lớp"
		}
		if unit == "" && (before == '/' || after == '/' || unicode.IsLetter(before)) {
			continue // 12/2021, TT13
		}
		f := figure{from: m[2], to: end, factor: factorOf(unit)}
		if unit == "" && factorOf(headUnit) > 1 && strings.Count(digits, ",") == 1 && groupedPattern.MatchString(digits) {
			return nil, false, false // "1,250" under triệu: 1,25 or 1250
		}
		value, guess, readable := amount(digits, f.factor > 1)
		if !readable {
			return nil, false, false
		}
		f.guess = guess
		if unit != "" {
			f.value = value * f.factor
			if f.factor > 1 && after >= '0' && after <= '9' && (end+1 == len(low) || low[end+1] < '0' || low[end+1] > '9') { // "1tr5"
				f.value += float64(after-'0') * f.factor / 10
				f.to, f.guess = end+1, true
			}
			if half := halfMore.FindString(low[f.to:]); half != "" && f.factor > 1 { // "2 triệu rưỡi"
				f.value += f.factor / 2
				f.to, f.guess = f.to+len(half), true
			}
			if perUnit.MatchString(low[f.to:]) {
				return nil, false, false
			}
			figures = append(figures, f)
			continue
		}
		year := len(digits) == 4 && digits >= "1990" && digits <= "2100"
		switch {
		case groupedPattern.MatchString(digits) || value >= 10000 || !words || headUnit != "" && !year:
			bare := withUnit(value, headUnit)
			if bare.AmountVND == nil {
				return nil, false, false
			}
			f.value, f.guess = float64(*bare.AmountVND), f.guess || bare.Code != ""
			if perUnit.MatchString(low[f.to:]) || ofThings.MatchString(low[f.to:]) {
				return nil, false, false // "10 bộ" is no amount, whatever the head's unit
			}
			figures = append(figures, f)
		case !year:
			loose = true
		}
	}
	return figures, loose, true
}

// addUp makes one sum of a cell's amounts: "2 tỷ 500 triệu" is one amount, "50
// triệu + XHH 30 triệu" two; a total is not added to its own parts. A range has
// no one sum.
func addUp(low string, figures []figure) (total float64, guess, ok bool) {
	var sums []float64
	for i, f := range figures {
		guess = guess || f.guess
		if i > 0 {
			last := figures[i-1]
			between := low[last.to:f.from]
			if betweenRange.MatchString(dashes.Replace(between)) {
				return 0, false, false
			}
			if betweenParts.MatchString(between) && last.factor > f.factor && f.factor > 0 && f.value < last.factor {
				sums[len(sums)-1] += f.value
				continue
			}
		}
		sums = append(sums, f.value)
	}
	for _, v := range sums {
		total += v
	}
	switch {
	case len(sums) == 1:
		return total, guess, true
	case len(sums) == 2 && sums[0] == sums[1] && strings.Contains(low, "("):
		return sums[0], true, true // "50.000.000 (50 triệu)"
	case len(sums) > 2 && slices.ContainsFunc(sums, func(v float64) bool { return 2*v == total }):
		return total / 2, true, true // a total and its parts
	case totalWords.MatchString(low):
		return 0, false, false
	}
	return total, true, true
}

// amount reads digits with Vietnamese separators: dots group thousands, a comma
// is decimal. Before triệu or tỷ a short dot is a decimal point, and said; three
// digits after one sign may be thousands or decimals: no reading.
func amount(s string, scaled bool) (value float64, guess, ok bool) {
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	if groupedPattern.MatchString(s) {
		if scaled && dots+commas == 1 {
			return 0, false, false
		}
		f, err := strconv.ParseFloat(strings.NewReplacer(".", "", ",", "", " ", "").Replace(s), 64)
		return f, commas > 0, err == nil
	}
	s = strings.ReplaceAll(s, " ", "")
	switch {
	case dots == 0 && commas == 0:
	case commas == 1 && dots > 0 && len(s)-strings.Index(s, ",") == 4: // 1.250,000
		return 0, false, false
	case commas == 1 && (dots == 0 || groupedPattern.MatchString(s[:strings.Index(s, ",")])):
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case dots == 1 && commas > 0 && groupedPattern.MatchString(s[:strings.Index(s, ".")]): // 1,250,000.00
		s, guess = strings.ReplaceAll(s, ",", ""), true
	case dots == 1 && commas == 0 && scaled:
		guess = true
	default:
		return 0, false, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, guess, err == nil && !math.IsInf(f, 0)
}

// cutFigures is the text without its amounts.
func cutFigures(s, low string, figures []figure) string {
	var b strings.Builder
	at := 0
	for _, f := range figures {
		b.WriteString(s[at:f.from] + " ")
		at = f.to
		for _, word := range []string{" đồng", "đồng", " vnđ", " vnd", ".đ", ". đ", "đ"} { // "triệu đồng"
			if f.factor > 1 && strings.HasPrefix(low[at:], word) {
				if r, _ := utf8.DecodeRuneInString(low[at+len(word):]); !unicode.IsLetter(r) {
					at += len(word)
				}
				break
			}
		}
	}
	b.WriteString(s[at:])
	return b.String()
}

// moneySource is the words left beside the amount, when they name a source.
func moneySource(rest string, stated bool) string {
	var lines []string
	for _, line := range strings.Split(rest, "\n") {
		if line = strings.Trim(strings.Join(strings.Fields(line), " "), " .,;:+-–/"); line != "" {
			lines = append(lines, line)
		}
	}
	s := inWords.ReplaceAllString(strings.Join(lines, ", "), "")
	s = looseSeparator.ReplaceAllString(emptyBrackets.ReplaceAllString(s, " "), "$1")
	s = strings.Trim(strings.Join(strings.Fields(s), " "), " .,;:+-–/")
	if stated {
		s = strings.Trim(sourceLead.ReplaceAllString(s+" ", ""), " .,;:+-–/")
		if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") || strings.Count(s, "(") != strings.Count(s, ")") {
			s = strings.Trim(s, "() .,;:+-")
		}
	}
	switch text.Key(s) {
	case "nsnn":
		return "Ngân sách nhà nước"
	case "xhh":
		return "Xã hội hóa"
	}
	return s
}
